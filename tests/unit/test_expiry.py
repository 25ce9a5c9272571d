"""Papers that no longer hold, or do not hold yet."""

from datetime import date

import pytest

from models.papers import PaperKind, ReadField, Reading, Term
from models.rules.expiry import expiry

TODAY = date(2026, 11, 25)


def reading(kind: PaperKind, name: str, value: Term | None) -> Reading:
    field = ReadField(text="", value=value, confidence=1.0, box=(0, 0, 1, 1))
    return Reading(kind=kind, fields={name: field})


@pytest.mark.parametrize(
    ("kind", "name"),
    [(PaperKind.ID_BACK, "validity"), (PaperKind.LICENCE, "term"), (PaperKind.AUTHORISATION, "period")],
)
def test_a_paper_whose_last_day_is_over_has_expired(kind: PaperKind, name: str) -> None:
    past = Term(start=date(2016, 11, 24), end=date(2026, 11, 24))
    assert expiry(reading(kind, name, past), TODAY) == (f"EXPIRED:{name}",)


def test_a_paper_holds_on_its_last_day_and_without_an_end_for_ever() -> None:
    for end in (TODAY, None):
        assert expiry(reading(PaperKind.ID_BACK, "validity", Term(start=date(2016, 1, 1), end=end)), TODAY) == ()


def test_a_paper_of_tomorrow_does_not_hold_today() -> None:
    coming = Term(start=date(2026, 11, 26), end=date(2036, 11, 26))
    assert expiry(reading(PaperKind.ID_BACK, "validity", coming), TODAY) == ("NOT_YET_VALID:validity",)


def test_a_paper_holds_from_its_first_day_on() -> None:
    assert expiry(reading(PaperKind.ID_BACK, "validity", Term(start=TODAY, end=None)), TODAY) == ()


def test_a_period_that_was_not_read_is_somebody_elses_warning() -> None:
    assert expiry(reading(PaperKind.ID_BACK, "validity", None), TODAY) == ()
    assert expiry(Reading(kind=PaperKind.UNKNOWN, fields={}), TODAY) == ()
