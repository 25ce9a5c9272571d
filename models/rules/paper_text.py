"""What all papers share once their lines are read: which lines to read again, values from texts."""

from collections.abc import Callable, Sequence

from models.papers import Money, ReadField, Term
from models.rules.confidence import DOUBTED, calibrated
from models.rules.dates import parse_date
from models.rules.layout import Found

Value = str | Money | Term | None
Fields = dict[str, ReadField]
Parser = Callable[[str], Value]
"""Raises a ValueError for what it cannot understand."""

MISSING = "FIELD_MISSING"
UNCLEAR = "VALUE_UNCLEAR"
LOW_CONFIDENCE = "LOW_CONFIDENCE"
CHECK_DIGIT = "CODE_CHECK_DIGIT"
REPAIRED = "CODE_REPAIRED"
DISAGREES = "DISAGREES"
HOLE = "SIGN_LOST"
"""Two signs stand so far apart that one between them may not have been read."""


# ── values ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def understood(parse: Parser, text: str) -> Value:
    """What the parser makes of the text; None when it refuses."""
    try:
        return parse(text)
    except ValueError:
        return None


def iso_date(text: str) -> str:
    """The day as ISO text; UnclearDateError (a ValueError) otherwise."""
    return parse_date(text).isoformat()


def read_field(found: Found, parse: Parser) -> ReadField:
    """The found text with its typed value; None for a value that could not be understood."""
    return ReadField(
        text=found.text,
        value=understood(parse, found.text),
        confidence=min(calibrated(found.seconded, found.least), DOUBTED if found.hole else 1.0),
        box=found.box,
        source=found.source,
        doubts=(HOLE,) if found.hole else (),
    )


def gaps(fields: Fields, wanted: Sequence[str]) -> list[str]:
    """A warning for each wanted field that is missing, and for each field whose value was not understood."""
    missing = [f"{MISSING}:{name}" for name in wanted if name not in fields]
    return missing + [f"{UNCLEAR}:{name}" for name, field in fields.items() if field.value is None]


def with_confidence(field: ReadField, confidence: float) -> ReadField:
    """The field with our own confidence in the place of the engine's."""
    return field.model_copy(update={"confidence": confidence})
