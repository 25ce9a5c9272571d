"""Identity cards (居民身份证): from lines of text to named fields, people side and emblem side (formats.md 4, 5)."""

import re
from collections.abc import Sequence

from models.papers import ReadField, Term
from models.rules import names
from models.rules.confidence import DOUBTED, PROVEN
from models.rules.dates import add_years, parse_card_validity
from models.rules.id_card_places import ETHNICITIES, back_by_place, front_by_place, rows_of_front
from models.rules.id_number_text import RESIDENCE_PERMITS, UNPROVEN, Print, inside, number_field, numbers_in
from models.rules.layout import Found, Line, rows_of, unit_of, values_beside
from models.rules.paper_text import (
    DISAGREES,
    Fields,
    Parser,
    Value,
    gaps,
    iso_date,
    read_field,
    with_confidence,
)

VALIDITY_LENGTH = "VALIDITY_LENGTH"
FRONT_LABELS = {
    "姓名": "name",
    "性别": "sex",
    "民族": "ethnicity",
    "出生": "birth_date",
    "住址": "address",
    "公民身份号码": "number",
}
BACK_LABELS = {"签发机关": "authority", "有效期限": "validity"}

_YEARS = (5, 10, 20)
"""How long a card is valid, if not for good (formats.md 5)."""

_LONG_TERM = re.compile(r"[-－—–一~至]*(?:[长長].|.期)$")
_BETWEEN_DAYS = re.compile(r"(?<=\d)[－—–一~至](?=\d|长)")
_BETWEEN_FIGURES = re.compile(r"(?<=\d)[,，·。、:：](?=\d)")


def id_front_fields(lines: Sequence[Line]) -> tuple[Fields, list[str]]:
    """The fields of the people side and what is wrong with them, each with its doubts.

    A value whose label was lost is found by its place and doubted (`no_label`); `number_field` says when a number
    counts as proven.
    """
    unit = unit_of(lines)
    rows = rows_of_front(_print(lines, unit))
    found = values_beside(rows, FRONT_LABELS, frozenset({"address"}), unit) | _long_name(rows, unit)
    fields = _typed(found, front_by_place(rows, FRONT_LABELS, unit), _front_parsers())
    number, warnings = _number(lines, rows, found.get("number"), fields)
    if number:
        fields["number"] = number
    compared, disagreements = _compared(fields)
    return compared, [*warnings, *disagreements, *gaps(compared, _wanted(compared))]


def id_back_fields(lines: Sequence[Line]) -> tuple[Fields, list[str]]:
    """The fields of the emblem side and what is wrong with them; half a validity is no validity, and one of a length
    that no card has is doubted (VALIDITY_LENGTH:validity).
    """
    unit = unit_of(lines)
    rows = rows_of(_print(lines, 2 * unit))
    found = values_beside(rows, BACK_LABELS, frozenset({"authority"}), unit)
    parsers: dict[str, Parser] = {"authority": names.normal_text, "validity": _validity}
    fields = _typed(found, back_by_place(rows), parsers)
    fields, warnings = _of_lawful_length(fields)
    return fields, [*warnings, *gaps(fields, tuple(BACK_LABELS.values()))]


def _print(lines: Sequence[Line], unit: float) -> list[Line]:
    return [line for line in lines if line.confidence >= 0.3 and line.height <= 2 * unit]


def _typed(labelled: dict[str, Found], placed: dict[str, Found], parsers: dict[str, Parser]) -> Fields:
    """Typed values, by label first; by place where there is no label, or nothing to understand beside it."""
    fields = {name: read_field(found, parsers[name]) for name, found in labelled.items() if name in parsers}
    for name, found in placed.items():
        field = read_field(found, parsers[name])
        if field.value is not None and (name not in fields or fields[name].value is None):
            confidence = min(field.confidence, UNPROVEN)
            fields[name] = field.model_copy(update={"confidence": confidence, "doubts": ("no_label",)})
    return fields


# ── the people side ─────────────────────────────────────────────────────────────────────────────────────────────────


def _front_parsers() -> dict[str, Parser]:
    parsers: dict[str, Parser] = {"name": _name, "sex": _sex, "ethnicity": _ethnicity}
    return parsers | {"birth_date": iso_date, "address": names.normal_text}


def _long_name(rows: Sequence[Line], unit: float) -> dict[str, Found]:
    """A name with middle dots may take two lines; one without them never does."""
    two = values_beside(rows, FRONT_LABELS, frozenset({"name"}), unit).get("name")
    return {"name": two} if two and names.MIDDLE_DOT in names.normal_person(two.text) else {}


def _name(text: str) -> Value:
    name = names.normal_person(text)
    return name if names.is_person_name(name) else None


def _sex(text: str) -> Value:
    return text if text in ("男", "女") else None


def _ethnicity(text: str) -> Value:
    plain = text.removesuffix("族")
    return plain if plain in ETHNICITIES else None


def _number(
    lines: Sequence[Line], rows: Sequence[Line], beside: Found | None, fields: Fields
) -> tuple[ReadField | None, list[str]]:
    """The number beside its label or anywhere on the card, against the printed birth date and sex."""
    printed = Print(birth=_text(fields, "birth_date"), sex=_text(fields, "sex"))
    return number_field([*([beside] if beside else []), *numbers_in(lines), *numbers_in(rows)], printed)


def _text(fields: Fields, name: str) -> str | None:
    value = fields[name].value if name in fields else None
    return value if isinstance(value, str) else None


def _compared(fields: Fields) -> tuple[Fields, list[str]]:
    """Birth date and sex against the number: agreement proves them, contradiction doubts both sides aloud."""
    number = _text(fields, "number")
    if number is None or "repaired" in fields["number"].doubts:
        return fields, []
    known = {
        name: value
        for name, value in zip(("birth_date", "sex"), inside(number), strict=True)
        if _text(fields, name) is not None
    }
    agree = {name: fields[name].value == value for name, value in known.items()}
    judged = {name: _beside_number(fields[name], agrees) for name, agrees in agree.items()}
    return {**fields, **judged}, [f"{DISAGREES}:{name}" for name, agrees in agree.items() if not agrees]


def _beside_number(field: ReadField, agrees: bool) -> ReadField:
    if agrees:
        return field.model_copy(update={"confidence": PROVEN, "doubts": ()})
    return field.model_copy(update={"confidence": DOUBTED, "doubts": ("disagrees:number",)})


def _wanted(fields: Fields) -> tuple[str, ...]:
    """All fields of the side; residence permits, known by their number, print no 民族."""
    is_permit = (_text(fields, "number") or "").startswith(RESIDENCE_PERMITS)
    return tuple(name for name in FRONT_LABELS.values() if name != "ethnicity" or not is_permit)


# ── the emblem side ─────────────────────────────────────────────────────────────────────────────────────────────────


def _validity(text: str) -> Value:
    """The period, with what engines make of 长期 and of the marks between figures put right."""
    plain = _BETWEEN_FIGURES.sub(".", re.sub(r"\s", "", text))
    return parse_card_validity(_BETWEEN_DAYS.sub("-", _LONG_TERM.sub("-长期", plain)))


def _of_lawful_length(fields: Fields) -> tuple[Fields, list[str]]:
    """The fields, the validity doubted when no card is valid for so long, whatever the age (formats.md 5)."""
    term = fields["validity"].value if "validity" in fields else None
    if not isinstance(term, Term) or is_lawful_length(term):
        return fields, []
    doubted = with_confidence(fields["validity"], DOUBTED).model_copy(update={"doubts": ("validity_length",)})
    return {**fields, "validity": doubted}, [f"{VALIDITY_LENGTH}:validity"]


def is_lawful_length(term: Term) -> bool:
    """Whether a card can be valid for this long: 5, 10 or 20 years to the day, or 长期; after a start on 29 February,
    28 February and 1 March count.
    """
    if term.start is None or term.end is None:
        return term.start is not None
    return any(term.end in add_years(term.start, years) for years in _YEARS)
