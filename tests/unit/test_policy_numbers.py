"""No number of the policy switches a check off: zero, a negative one, a thousand times as much and none at all are
refused, or are named here with the reason why nothing opens by them.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from models.policy import Policy, numbers, stripped
from models.rules.policy_sense import problems
from workers.settings import policy_tree

FILE = Path(__file__).parents[2] / "policy" / "default.yaml"
TREE = policy_tree(FILE)
PLAIN = stripped(TREE)

_LENGTH = re.compile(r"(\d+) (s|min|h|wh|wd|cd)")

HARMLESS = {
    "matching.*_differ zero": "nothing is taken off, so more is told",
    "matching.*_differs zero": "nothing is taken off, so more is told",
    "matching.*_missing zero": "nothing is taken off, so more is told",
    "matching.latin_typo_letters.1 huge": "names of usual length bear one error all the same, which is what H02 asks",
    "owners.tolerance zero": "every difference from the filing is told",
    "owners.unknown zero": "any unknown layer makes the chain incomplete",
    "reading.pictures.aspect_error zero": "no paper at the picture's edge is excused",
    "scoring.bands.promise_exempt_yuan zero": "no firm is exempt by promise",
    "scoring.bands.*.[01] zero": "the best score is given more rarely",
    "clusters.network_sharing.0 zero": "the best score is given more rarely",
    "measures.R2.limits.* zero": "this tier pays less beyond the counter",
    "simplified_limits.* zero": "a simplified account pays less beyond the counter",
    "waits.interview_attempts huge": "an attempt that failed passes nobody, however many there are (H05)",
    "waits.pre_opened huge": "report, attestation and papers are judged by their own age at activation (H05, H06, H09)",
    "waits.visit_session huge": "place, faces and questions of a visit are judged however long it is open (H06, H08)",
}
"""By the number's place in the file and what it is changed to."""


OTHERWISE = {
    "calendar.round_the_clock flipped": "deadlines run at night too, as in the demo",
    "calendar.holidays emptied": "every deadline ends sooner, for holidays count as working days",
    "calendar.make_up_days emptied": "a deadline ends later by a day that was worked on",
    "scoring.bands.home_names emptied": "every place counts as elsewhere",
    "scoring.bands.industry_* emptied": "industry_good and industry_plain give good scores, which are then missing",
    "scoring.bands.purpose_concrete emptied": "no purpose is concrete",
    "scoring.bands.channel left out": "what held before it stood here, which rises too",
    "measures.R[43].full_interview *": "the tier asks some of block C, or all",
    "measures.R[43].proofs *": "the basic list is asked",
    "measures.P.full_interview *": "nobody of this tier is interviewed",
    "measures.P.proofs *": "nobody of this tier proves anything",
    "measures.R?.approvable flipped": "nobody of this tier is approved",
    "measures.R2.risk_reviews flipped": "RISK looks at it once more",
    "measures.R1.extension left out": "the term of all tiers holds",
    "measures.R1.products* *": "less is signed",
    "measures.P.products emptied": "none is the value",
    "simplified.entities emptied": "nobody opens simplified",
    "products emptied": "nothing is bundled (negative list 6)",
    "accounts.file_remind left out": "the reminder comes sooner",
    "accounts.foreign_branches *": "a foreign branch does not pass the entity gate",
    "clusters.parks *": "no address is excused",
    "clusters.networks emptied": "none is the value",
}
"""What else is accepted, and why nothing opens by it."""


def absurd(value: Any) -> Iterator[tuple[str, Any]]:
    """What somebody might write by mistake, or to switch a check off."""
    if isinstance(value, str) and (found := _LENGTH.fullmatch(value)):
        number, unit = int(found[1]), found[2]
        yield from (("zero", f"0 {unit}"), ("negative", f"-{number} {unit}"), ("huge", f"{number * 1000} {unit}"))
    elif type(value) in (int, float):
        yield from (("zero", type(value)(0)), ("negative", -(value or 1)), ("huge", (value or 1) * 1000))
        yield from (("endless", inf), ("no number", nan))


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every number and length of time in a value, with the way to it."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from places(part, (*path, key))
    if not isinstance(value, dict | list):
        yield path, value


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy with another value at the end of the path; the rest is shared."""
    if not path:
        return new
    first, *rest = path
    copy = value.copy()
    copy[first] = replaced(value[first], tuple(rest), new)
    return copy


def rows() -> Iterator[tuple[str, tuple[Any, ...], Any]]:
    for number in numbers(TREE):
        for inner, value in places(number.value):
            path = (*number.name.split("."), *inner)
            yield from ((f"{'.'.join(map(str, path))} {how}", path, new) for how, new in absurd(value) if new != value)


DEFAULT = Policy.model_validate(PLAIN)


def without(value: Any, path: tuple[str, ...]) -> Any:
    """A copy without what stands at the end of the path."""
    first, *rest = path
    kept = {name: part for name, part in value.items() if name != first}
    return {**kept, first: without(value[first], tuple(rest))} if rest else kept


def otherwise() -> Iterator[tuple[str, Any]]:
    """The file's values with one of them left out, emptied or flipped."""
    for number in numbers(TREE):
        path = tuple(number.name.split("."))
        yield f"{number.name} left out", without(PLAIN, path)
        if isinstance(number.value, list):
            yield f"{number.name} emptied", replaced(PLAIN, path, [])
        if isinstance(number.value, bool):
            yield f"{number.name} flipped", replaced(PLAIN, path, not number.value)


def loaded(values: Any) -> Policy | None:
    try:
        policy = Policy.model_validate(values)
    except ValidationError:
        return None
    return None if problems(policy) else policy


@cache
def accepted() -> frozenset[str]:
    """The absurd numbers with which the policy would load."""
    return frozenset(name for name, path, new in rows() if loaded(replaced(PLAIN, path, new)))


def test_every_number_of_the_file_is_looked_at() -> None:
    assert len({name.partition(" ")[0] for name, _, _ in rows()}) > 300


def test_an_absurd_number_is_refused_or_is_known_to_open_nothing() -> None:
    excused = {name for name in accepted() if any(fnmatchcase(name, pattern) for pattern in HARMLESS)}
    assert sorted(accepted() - excused) == []


@pytest.mark.parametrize("pattern", HARMLESS)
def test_what_is_excused_would_be_loaded(pattern: str) -> None:
    assert any(fnmatchcase(name, pattern) for name in accepted())


def test_a_number_that_is_left_out_a_list_that_is_emptied_and_a_switch_that_is_flipped_open_nothing() -> None:
    """What is left out has the file's own value, or nothing loads."""
    other = {name for name, values in otherwise() if loaded(values) not in (None, DEFAULT)}
    assert sorted(name for name in other if not any(fnmatchcase(name, pattern) for pattern in OTHERWISE)) == []
