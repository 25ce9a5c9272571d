"""What a licence says against itself keeps its value and goes to a person."""

from datetime import date

import pytest

from models.papers import Money, ReadField, Term
from models.rules.confidence import DOUBTED
from models.rules.licence_sense import (
    BEFORE_ESTABLISHED,
    CUT_OFF,
    NO_NAME,
    TOO_LARGE,
    doubted,
    sensible,
    within,
)

LARGEST = 10**11
"""Yuan; a capital as large is in doubt."""


def field(value: str | Money | Term | None, text: str = "", **over: float | tuple[str, ...]) -> ReadField:
    said = text or (value if isinstance(value, str) else "")
    return ReadField.model_validate({"text": said, "value": value, "confidence": 0.99, "box": (0, 0, 1, 1), **over})


SOUND = {
    "authority": field("上海市示范区市场监督管理局"),
    "capital": field(Money(cents=LARGEST * 100 - 1, currency="CNY")),
    "established": field("2018-03-05"),
    "issued": field("2021-03-16"),
    "representative": field("范例安"),
    "name": field("上海诚明样例精密仪器有限公司"),
}


def doubts_with(**over: ReadField) -> dict[str, tuple[str, ...]]:
    """The fields that came out in doubt, with why."""
    return {name: one.doubts for name, one in within(sensible({**SOUND, **over}), LARGEST).items() if one.doubts}


def test_a_licence_that_makes_sense_stays_as_it_was_read() -> None:
    assert sensible(SOUND) == SOUND
    assert sensible({}) == {}


def test_an_authority_that_breaks_off_is_cut_off() -> None:
    assert doubts_with(authority=field("上海市示范区市场监督管理")) == {"authority": (CUT_OFF,)}


@pytest.mark.parametrize("office", ["局", "委员会", "中心", "厅", "行政审批服务处", "所"])
def test_every_kind_of_office_may_register(office: str) -> None:
    assert doubts_with(authority=field(f"上海市示范区{office}")) == {}


def test_a_capital_of_a_hundred_thousand_million_and_more_lost_its_decimal_point() -> None:
    assert doubts_with(capital=field(Money(cents=LARGEST * 100, currency="CNY"))) == {"capital": (TOO_LARGE,)}


def test_a_capital_that_was_not_understood_is_not_called_too_large() -> None:
    assert doubts_with(capital=field(None, "很多")) == {}


@pytest.mark.parametrize(("issued", "doubt"), [("2018-03-04", True), ("2018-03-05", False), ("2018-03-06", False)])
def test_a_licence_is_issued_on_the_day_of_establishment_or_later(issued: str, doubt: bool) -> None:
    assert doubts_with(issued=field(issued)) == ({"issued": (BEFORE_ESTABLISHED,)} if doubt else {})


@pytest.mark.parametrize("unread", ["issued", "established"])
def test_a_day_that_was_not_understood_comes_neither_before_nor_after(unread: str) -> None:
    assert doubts_with(**{unread: field(None, "二月")}) == {}
    assert "issued" not in {
        name for name, one in sensible({n: f for n, f in SOUND.items() if n != unread}).items() if one.doubts
    }


@pytest.mark.parametrize("name", ["范例安1", "范", "有限公司A"])
def test_a_representative_whose_name_is_none_goes_to_a_person(name: str) -> None:
    assert doubts_with(representative=field(name)) == {"representative": (NO_NAME,)}


def test_each_doubt_stands_at_its_own_field() -> None:
    wrong = doubts_with(authority=field("上海"), representative=field("甲1"), issued=field("2001-01-01"))
    assert wrong == {"authority": (CUT_OFF,), "representative": (NO_NAME,), "issued": (BEFORE_ESTABLISHED,)}


def test_a_doubted_field_keeps_its_value_and_its_earlier_doubts_and_is_no_surer_than_a_doubt() -> None:
    sure, weak = field("范例安", doubts=("REPAIRED",)), field("范例安", confidence=0.2)
    found = doubted(sure, NO_NAME)
    assert (found.value, found.doubts, found.confidence) == ("范例安", ("REPAIRED", NO_NAME), DOUBTED)
    assert doubted(weak, NO_NAME).confidence == 0.2


def test_days_are_compared_as_days_across_years() -> None:
    assert doubts_with(issued=field(date(2009, 12, 31).isoformat()), established=field("2010-01-01")) == {
        "issued": (BEFORE_ESTABLISHED,)
    }
