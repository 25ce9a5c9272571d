"""The period of a letter of authorisation, and whether the letter holds on a day and for a person."""

from collections.abc import Sequence
from datetime import date

import pytest

from models.papers import Authorisation, IdCard, Term
from models.rules.authorisation import EXPIRED, NOT_YET_VALID, PERIOD_UNKNOWN, names_agent, period_covers, period_fault
from models.rules.authorisation_text import authorisation_fields
from models.rules.layout import Line
from tests.builders import set_line
from tests.unit.test_authorisation_text import AGENT_NUMBER, HEAD_NUMBER, PERIOD, replaced, values

# ── the period ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ("自签发之日起90日内有效", date(2026, 5, 30)),
        ("自签署之日起六个月", date(2026, 9, 1)),
        ("自2026年3月1日起一年", date(2027, 3, 1)),
        ("自本委托书签署之日起至2026年8月31日止", date(2026, 8, 31)),
        ("自出具之日起半年内有效", date(2026, 9, 1)),
    ],
)
def test_relative_periods_count_from_the_letters_day(said: str, end: date) -> None:
    lines = replaced("自2026年3月1日起至2026年8月31日止", said)
    assert values(lines)["period"] == Term(start=date(2026, 3, 1), end=end)
    assert authorisation_fields(lines)[1] == []


@pytest.mark.parametrize(
    "said", ["至委托事项办结之日止", "自签发之日起至开户手续办理完毕", "长期有效", "至撤销授权时终止"]
)
def test_a_period_that_nobody_can_tell_the_end_of_has_no_value(said: str) -> None:
    fields, warnings = authorisation_fields(replaced("自2026年3月1日起至2026年8月31日止", said))
    assert (fields["period"].value, fields["period"].doubts) == (None, ("open_end",))
    assert warnings == ["VALUE_UNCLEAR:period"]


@pytest.mark.parametrize(
    "said",
    [
        "自2026年3月1日至2026年2月28日",
        "自2026年2月30日至2026年8月31日",
        "以双方约定的时间为准，限2年3个月",
        "签发之起180内有效",
    ],
)
def test_a_period_that_cannot_be_has_no_value(said: str) -> None:
    assert values(replaced("自2026年3月1日起至2026年8月31日止", said))["period"] is None


def test_a_length_without_a_beginning_is_counted_from_the_letters_day_and_doubted() -> None:
    field = authorisation_fields(replaced("自2026年3月1日起至2026年8月31日止", "三个月"))[0]["period"]
    assert field.value == Term(start=date(2026, 3, 1), end=date(2026, 6, 1))
    assert (field.doubts, field.confidence <= 0.5) == (("beginning_assumed",), True)


def dated(pieces: Sequence[tuple[str, tuple[float, float]]]) -> list[Line]:
    """The letter, its day printed in these pieces."""
    relative = replaced("自2026年3月1日起至2026年8月31日止", "自签发之日起90日")
    return [*(one for one in relative if "日期" not in one.text), set_line(pieces)]


def test_a_gap_where_a_figure_was_dropped_doubts_the_day_and_what_is_counted_from_it() -> None:
    close = [("日期：2026年1月", (620.0, 803.0)), ("6", (806.0, 817.0)), ("日", (820.0, 853.0))]
    fields, _ = authorisation_fields(dated(close))
    assert (fields["issued"].doubts, fields["period"].doubts) == ((), ())
    apart = [("日期：2026年1月", (620.0, 803.0)), ("6", (818.0, 829.0)), ("日", (832.0, 865.0))]
    fields, _ = authorisation_fields(dated(apart))
    assert (fields["issued"].doubts, fields["period"].doubts) == (("hole",), ("hole",))
    assert fields["period"].confidence <= 0.5


def test_a_day_that_is_set_widely_has_no_hole() -> None:
    pieces = [(sign, (620.0 + 48 * n, 650.0 + 48 * n)) for n, sign in enumerate("2026年1月6日")]
    assert authorisation_fields(dated(pieces))[0]["issued"].doubts == ()


# ── does it hold? ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        (date(2026, 2, 28), NOT_YET_VALID),
        (date(2026, 3, 1), None),
        (date(2026, 8, 31), None),
        (date(2026, 9, 1), EXPIRED),
    ],
)
def test_a_letter_holds_from_its_first_day_to_its_last(day: date, fault: str | None) -> None:
    assert period_fault(PERIOD, day) == fault
    assert period_covers(PERIOD, day) is (fault is None)


@pytest.mark.parametrize("period", [None, Term(start=None, end=PERIOD.end), Term(start=PERIOD.start, end=None)])
def test_a_period_that_is_not_known_whole_covers_no_day(period: Term | None) -> None:
    assert period_fault(period, date(2026, 4, 1)) == PERIOD_UNKNOWN


def test_the_card_of_the_agent_has_the_agents_name_and_number() -> None:
    letter = Authorisation(agent="何例文", agent_number=AGENT_NUMBER)
    assert names_agent(letter, IdCard(name="何例文", number=AGENT_NUMBER))
    assert not names_agent(letter, IdCard(name="范例安", number=AGENT_NUMBER))
    assert not names_agent(letter, IdCard(name="何例文", number=HEAD_NUMBER))
    assert not names_agent(Authorisation(), IdCard())
