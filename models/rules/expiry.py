"""Which papers no longer hold on a day, by what they print of themselves (formats.md 5, 8)."""

from datetime import date

from models.papers import PaperKind, Reading, Term

EXPIRED = "EXPIRED"
NOT_YET_VALID = "NOT_YET_VALID"
_PERIODS = {PaperKind.ID_BACK: "validity", PaperKind.LICENCE: "term", PaperKind.AUTHORISATION: "period"}


def expiry(reading: Reading, today: date) -> tuple[str, ...]:
    """EXPIRED:<field> or NOT_YET_VALID:<field> for the period that this paper prints; the last day still counts.

    Nothing for a period without an end, and for one that was not read: that has its own warning.
    """
    name = _PERIODS.get(reading.kind, "")
    field = reading.fields.get(name)
    if field is None or not isinstance(field.value, Term):
        return ()
    return tuple(f"{code}:{name}" for code in _faults(field.value, today))


def _faults(period: Term, today: date) -> list[str]:
    if period.end is not None and period.end < today:
        return [EXPIRED]
    return [NOT_YET_VALID] if period.start is not None and period.start > today else []
