"""What all papers share once their lines are read: which lines to read again, values from texts."""

import re
from collections.abc import Callable, Sequence

from models.papers import Money, ReadField, Term
from models.rules import codes
from models.rules.dates import parse_date
from models.rules.layout import Found, Line, text_width, unit_of

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

PROVEN = 0.99
"""Confidence of a value that a check digit or a second statement on the paper proves; the engine's word is weaker."""

DOUBTED = 0.5
"""Confidence of a value that another statement on the same paper contradicts."""

# ── reading again ───────────────────────────────────────────────────────────────────────────────────────────────────

_CODE_LIKE = re.compile(r"[0-9A-Z]{12,22}")
_DATE_LIKE = re.compile(r"\d{3,}[年月日]|\d年.*日|^\d[\d年月.-]{4,}日?$")
_SURE = 0.9


def worth_rereading(lines: Sequence[Line]) -> list[int]:
    """Which lines to read again from a wider crop: unsure and collapsed ones, codes and dates that do not hold."""
    unit = unit_of(lines)
    wanted = [n for n, line in enumerate(lines) if _is_text(line, unit) and not _holds(line)]
    return sorted(wanted, key=lambda n: lines[n].confidence)


def _is_text(line: Line, unit: float) -> bool:
    """Whether the line is as high as text is here; ornaments and pieces of seals are not."""
    return 0.6 * unit <= line.height <= 1.8 * unit and line.right - line.left >= 1.5 * line.height


def _holds(line: Line) -> bool:
    return line.confidence >= _SURE and not is_collapsed(line) and is_plausible(line.text)


def is_collapsed(line: Line) -> bool:
    """Whether far fewer characters were read than the line's length has room for."""
    room = (line.right - line.left) / (0.5 * line.height)
    return text_width(line.text) < 0.45 * room


def is_plausible(text: str) -> bool:
    """False for a code without a right check sign and for a date that does not exist; other texts cannot be judged."""
    if found := _CODE_LIKE.search(codes.normal_code(text)):
        return any(passes(found.group()) for passes in (codes.is_credit_code, codes.is_identity_number, _is_serial))
    return not _DATE_LIKE.search(text) or _has_date(text)


def _is_serial(code: str) -> bool:
    """A licence's serial is up to 21 digits with no check sign; 18 digits would have to be an identity number."""
    return code.isdecimal() and len(code) != 18


def _has_date(text: str) -> bool:
    dates = re.findall(r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}\.\d{2}\.\d{2}", text)
    return bool(dates) and all(understood(lambda day: parse_date(day).isoformat(), day) for day in dates)


def better_of(line: Line, others: Sequence[Line]) -> Line:
    """The reading to believe: one that holds before one that does not, then the surer one; the first one wins a tie."""
    return max((line, *others), key=lambda one: (is_plausible(one.text), not is_collapsed(one), one.confidence))


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
        confidence=round(min(max(found.confidence, 0.0), 1.0), 3),
        box=found.box,
        source=found.source,
    )


def gaps(fields: Fields, wanted: Sequence[str]) -> list[str]:
    """A warning for each wanted field that is missing, and for each field whose value was not understood."""
    missing = [f"{MISSING}:{name}" for name in wanted if name not in fields]
    return missing + [f"{UNCLEAR}:{name}" for name, field in fields.items() if field.value is None]


def with_confidence(field: ReadField, confidence: float) -> ReadField:
    """The field with our own confidence in the place of the engine's."""
    return field.model_copy(update={"confidence": confidence})
