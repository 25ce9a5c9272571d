"""What a benchmark of reading counts: one row a field, judged against what the specimen says."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from models.papers import Reading
from models.policy import Reading as ReadingPolicy
from models.rules.names import normal_text

Verdict = Literal["right", "told", "silent"]
CODES = frozenset({"credit_code", "number"})
MAYBE_UNPRINTED = frozenset({"capital", "term", "serial"})
"""Fields that not all licences print: a value for one that is not there is a wrong one."""


@dataclass(frozen=True)
class Readout:
    """What a system made of one picture: typed values, and for ours the confidence and whether a doubt was said."""

    values: Mapping[str, object]
    confidence: Mapping[str, float]
    doubted: frozenset[str]
    seconds: float


@dataclass(frozen=True)
class Row:
    """One field of one picture; `told` is wrong with a doubt or without any value, `silent` is wrong without a word."""

    system: str
    paper: str
    kind: str
    layout: str
    state: str
    field: str
    verdict: Verdict
    confidence: float
    got: str
    wanted: str


def readout_of(reading: Reading, policy: ReadingPolicy, seconds: float) -> Readout:
    """Our own reading: doubted is a field that names a doubt, or that is below the confidence a person must see."""
    values = {name: field.value for name, field in reading.fields.items() if field.value is not None}
    sure = {name: field.confidence for name, field in reading.fields.items()}
    doubted = {name for name, field in reading.fields.items() if field.doubts or field.confidence < policy.confidence}
    return Readout(values, sure, frozenset(doubted), seconds)


def rows_of(
    system: str, paper: str, kind: str, layout: str, state: str, expected: Mapping[str, Any], got: Readout
) -> Iterator[Row]:
    """A row for each printed field, and for each field that was read though it is not printed."""
    wanted = {name: comparable(one.value) for name, one in expected.items()}
    invented = {name for name in got.values if name in MAYBE_UNPRINTED and name not in wanted}
    for name in [*wanted, *sorted(invented)]:
        value = comparable(got.values[name]) if name in got.values else None
        right = name in wanted and _alike(name, value, wanted[name])
        told = name not in got.values or name in got.doubted
        verdict: Verdict = "right" if right else "told" if told else "silent"
        sure = got.confidence.get(name, 0.0)
        yield Row(system, paper, kind, layout, state, name, verdict, sure, str(value), str(wanted.get(name)))


def _alike(name: str, got: object, wanted: object) -> bool:
    """Equal; of a scope, some hundred signs long, the words count and not the punctuation between them."""
    if name != "scope" or not isinstance(got, str) or not isinstance(wanted, str):
        return got == wanted
    return re.sub(r"\W", "", got) == re.sub(r"\W", "", wanted)


def comparable(value: object) -> object:
    """A form in which two writings of one value are equal: half-width texts without space, facts by their parts."""
    if isinstance(value, str):
        return normal_text(value)
    facts = {name: str(getattr(value, name)) for name in ("cents", "currency", "start", "end") if hasattr(value, name)}
    return facts or str(value)
