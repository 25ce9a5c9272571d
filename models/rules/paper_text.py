"""What all papers share once their lines are read: which paper it is, which lines to read again, values from texts."""

from collections.abc import Callable, Sequence

from models.papers import Money, PaperKind, ReadField, Term
from models.rules.confidence import DOUBTED, calibrated
from models.rules.dates import parse_date
from models.rules.layout import Found, Line

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

_TELLTALES = {
    PaperKind.AUTHORISATION: ("授权委托书", "授权书", "委托书"),
    PaperKind.ID_FRONT: ("姓名", "性别", "民族", "出生", "住址", "公民身份号码"),
    PaperKind.ID_BACK: ("居民身份证", "签发机关", "有效期限", "中华人民共和国"),
    PaperKind.LICENCE: (
        "营业执照",
        "统一社会信用代码",
        "经营范围",
        "登记机关",
        "法定代表人",
        "注册资本",
        "成立日期",
        "类型",
    ),
}
_NEEDED = {PaperKind.ID_FRONT: 3, PaperKind.ID_BACK: 2, PaperKind.LICENCE: 2, PaperKind.AUTHORISATION: 1}
_TITLES = {"居民身份证": PaperKind.ID_BACK, "营业执照": PaperKind.LICENCE}


def kind_of(lines: Sequence[Line]) -> PaperKind:
    """Which paper the lines come from, by its title and its labels; UNKNOWN when they name none or too few."""
    for line in lines:
        if line.text in _TELLTALES[PaperKind.AUTHORISATION]:
            return PaperKind.AUTHORISATION
    counts = {kind: _telltales(lines, kind) for kind in (PaperKind.LICENCE, PaperKind.ID_FRONT, PaperKind.ID_BACK)}
    best = max(counts, key=lambda kind: counts[kind])
    return best if counts[best] >= _NEEDED[best] else PaperKind.UNKNOWN


def _telltales(lines: Sequence[Line], kind: PaperKind) -> int:
    """How many of a paper's labels begin a line (or stand in the middle of a row: 民族); its title counts twice."""
    words = sum(any(word in line.text[: len(word) + 7] for line in lines) for word in _TELLTALES[kind])
    return words + sum(_TITLES.get(line.text) is kind for line in lines)


def is_temporary_card(lines: Sequence[Line]) -> bool:
    """Whether it is a temporary identity card (临时居民身份证), which this bank does not take."""
    return any("临时居民身份" in line.text for line in lines)


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
