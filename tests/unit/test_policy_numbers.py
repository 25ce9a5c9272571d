"""No number of the policy switches a check off: zero, a negative one and a thousand times as much are refused, or are
named here with the reason why nothing opens by them.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
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


def absurd(value: Any) -> Iterator[tuple[str, Any]]:
    """What somebody might write by mistake, or to switch a check off."""
    if isinstance(value, str) and (found := _LENGTH.fullmatch(value)):
        number, unit = int(found[1]), found[2]
        yield from (("zero", f"0 {unit}"), ("negative", f"-{number} {unit}"), ("huge", f"{number * 1000} {unit}"))
    elif type(value) in (int, float):
        yield from (("zero", type(value)(0)), ("negative", -(value or 1)), ("huge", (value or 1) * 1000))


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


def refused(path: tuple[Any, ...], new: Any) -> bool:
    try:
        return bool(problems(Policy.model_validate(replaced(PLAIN, path, new))))
    except ValidationError:
        return True


@cache
def accepted() -> frozenset[str]:
    """The absurd numbers with which the policy would load."""
    return frozenset(name for name, path, new in rows() if not refused(path, new))


def test_every_number_of_the_file_is_looked_at() -> None:
    assert len({name.partition(" ")[0] for name, _, _ in rows()}) > 300


def test_an_absurd_number_is_refused_or_is_known_to_open_nothing() -> None:
    excused = {name for name in accepted() if any(fnmatchcase(name, pattern) for pattern in HARMLESS)}
    assert sorted(accepted() - excused) == []


@pytest.mark.parametrize("pattern", HARMLESS)
def test_what_is_excused_would_be_loaded(pattern: str) -> None:
    assert any(fnmatchcase(name, pattern) for name in accepted())
