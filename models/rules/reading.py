"""From lines to a reading, from readings to the typed papers that other rules judge, and what a person must look at."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from models.papers import PROOFS, Authorisation, IdCard, Licence, Money, PaperKind, ReadField, Reading, Term
from models.policy import Reading as ReadingPolicy
from models.rules.authorisation_text import authorisation_fields
from models.rules.id_card_text import id_back_fields, id_front_fields
from models.rules.layout import Line
from models.rules.licence_sense import within
from models.rules.licence_text import entity_kind, licence_fields
from models.rules.paper_kind import look
from models.rules.paper_notes import NOT_SHOWN
from models.rules.paper_text import LOW_CONFIDENCE, Fields
from models.rules.picture_warnings import CODES as PICTURE_CODES

UNREADABLE = "UNREADABLE"
WRONG_KIND = "WRONG_KIND"
REVERSED_SIDE = "REVERSED_SIDE"

_AGENT_SIDES = {PaperKind.ID_FRONT: PaperKind.AGENT_ID_FRONT, PaperKind.ID_BACK: PaperKind.AGENT_ID_BACK}
_SIDES = (frozenset(_AGENT_SIDES), frozenset(_AGENT_SIDES.values()))

_FRONTS = frozenset({PaperKind.ID_FRONT, PaperKind.AGENT_ID_FRONT})
_BACKS = frozenset({PaperKind.ID_BACK, PaperKind.AGENT_ID_BACK})

_MARK = re.compile(r"^样[本张](?:SP|$)|SPECI|ECIMEN")
"""What specimens say of themselves; no paper has it, and it must not continue a value."""


def reading_of(lines: Sequence[Line], policy: ReadingPolicy) -> Reading:
    """What the lines of one picture say: its kind, its fields (boxes in the lines' pixels) and the warnings."""
    sight = look([line for line in lines if not _MARK.search(line.text)])
    found, warnings = _fields(sight.kind, sight.lines) if sight.lines else ({}, [])
    fields = within(found, policy.largest_capital_yuan)
    every = _once([*sight.warnings, *warnings, *_low(fields, policy)])
    marks = ("COPY",) if sight.kind is PaperKind.LICENCE and any("副本" in line.text for line in sight.lines) else ()
    return Reading(kind=sight.kind, fields=with_doubts(fields, every), warnings=every, marks=marks)


def with_doubts(fields: Fields, warnings: Iterable[str]) -> Fields:
    """The fields, each with the warnings that name it (LOW_CONFIDENCE:name → name is in doubt for LOW_CONFIDENCE)."""
    named = [warning.partition(":")[::2] for warning in warnings]
    said = {name: tuple(code for code, about in named if about == name) for name in fields}
    return {
        name: field.model_copy(update={"doubts": _once((*field.doubts, *said[name]))}) for name, field in fields.items()
    }


def _fields(kind: PaperKind, lines: Sequence[Line]) -> tuple[Fields, list[str]]:
    readers = {
        PaperKind.LICENCE: licence_fields,
        PaperKind.ID_FRONT: id_front_fields,
        PaperKind.ID_BACK: id_back_fields,
        PaperKind.AUTHORISATION: authorisation_fields,
    }
    return readers[kind](lines) if kind in readers else ({}, [])


def unreadable(reason: str) -> Reading:
    """The reading of a picture that could not be opened; `reason` is a code such as NOT_A_PICTURE."""
    return Reading(kind=PaperKind.UNKNOWN, fields={}, warnings=(f"{UNREADABLE}:{reason}",))


def as_claimed(reading: Reading, claimed: PaperKind) -> Reading:
    """The reading as one of the claimed paper: the agent's card is read as any card, and of a paper that no machine
    judges only what is wrong with its picture counts.
    """
    if claimed in PROOFS:
        kept = tuple(code for code in reading.warnings if _code(code) == UNREADABLE or _code(code) in PICTURE_CODES)
        return reading.model_copy(update={"kind": claimed, "fields": {}, "warnings": kept})
    if claimed in _AGENT_SIDES.values():
        return reading.model_copy(update={"kind": _AGENT_SIDES.get(reading.kind, reading.kind)})
    return reading


def doubts(reading: Reading, claimed: PaperKind, policy: ReadingPolicy) -> list[str]:
    """Why a person must look at this reading: another paper than claimed, its warnings, weak fields."""
    return list(_once([*_of_kind(reading, claimed), *reading.warnings, *_low(reading.fields, policy)]))


def _of_kind(reading: Reading, claimed: PaperKind) -> list[str]:
    """That it is not the claimed paper; once only: TWO_PAPERS, OTHER_PAPER and the like say it themselves."""
    told = any(_code(warning) in NOT_SHOWN for warning in reading.warnings)
    if reading.kind is claimed or told:
        return []
    code = REVERSED_SIDE if {reading.kind, claimed} in _SIDES else WRONG_KIND
    return [f"{code}:{reading.kind}"]


def _code(warning: str) -> str:
    return warning.partition(":")[0]


def _low(fields: Fields, policy: ReadingPolicy) -> list[str]:
    return [f"{LOW_CONFIDENCE}:{name}" for name, field in fields.items() if field.confidence < policy.confidence]


def _once(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


def licence_of(reading: Reading | None) -> Licence:
    """The licence as typed facts; all unknown when the picture shows something else."""
    if reading is None or reading.kind is not PaperKind.LICENCE:
        return Licence()
    fields = reading.fields
    type_text = _text(fields, "type")
    return Licence(
        credit_code=_text(fields, "credit_code"),
        serial=_text(fields, "serial"),
        name=_text(fields, "name"),
        type_text=type_text,
        entity=entity_kind(type_text) if type_text else None,
        representative=_text(fields, "representative"),
        capital=_money(fields.get("capital")),
        established=_date(fields, "established"),
        term=_term(fields.get("term")),
        address=_text(fields, "address"),
        scope=_text(fields, "scope"),
        authority=_text(fields, "authority"),
        issued=_date(fields, "issued"),
    )


def id_card_of(front: Reading | None, back: Reading | None) -> IdCard:
    """Both sides of the card as typed facts; a side that is missing or shows something else stays unknown."""
    person = front.fields if front and front.kind in _FRONTS else {}
    card = back.fields if back and back.kind in _BACKS else {}
    return IdCard(
        name=_text(person, "name"),
        sex=_text(person, "sex"),
        ethnicity=_text(person, "ethnicity"),
        birth_date=_date(person, "birth_date"),
        address=_text(person, "address"),
        number=_text(person, "number"),
        authority=_text(card, "authority"),
        validity=_term(card.get("validity")),
    )


def authorisation_of(reading: Reading | None) -> Authorisation:
    """The letter of authorisation as typed facts; all unknown when the picture shows something else."""
    if reading is None or reading.kind is not PaperKind.AUTHORISATION:
        return Authorisation()
    texts = ("principal", "credit_code", "representative", "representative_number", "agent", "agent_number")
    return Authorisation(
        **{name: _text(reading.fields, name) for name in (*texts, "agent_phone", "powers")},
        period=_term(reading.fields.get("period")),
        issued=_date(reading.fields, "issued"),
    )


def _text(fields: Fields, name: str) -> str | None:
    value = fields[name].value if name in fields else None
    return value if isinstance(value, str) else None


def _date(fields: Fields, name: str) -> date | None:
    text = _text(fields, name)
    return date.fromisoformat(text) if text else None


def _money(field: ReadField | None) -> Money | None:
    return field.value if field and isinstance(field.value, Money) else None


def _term(field: ReadField | None) -> Term | None:
    return field.value if field and isinstance(field.value, Term) else None
