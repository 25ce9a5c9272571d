"""The business clock: what counts as working time, and when a span is over."""

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest

from models.durations import Span, span
from models.policy import Calendar
from models.rules.calendar import business_day, due, known, same_business_day_end, working
from tests.builders import policy, shanghai

OFFICE = policy().calendar
DEMO = OFFICE.model_copy(update={"round_the_clock": True})

DAYS_OF_2026 = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]


def test_the_holiday_table_of_2026_agrees_with_the_state_councils_order() -> None:
    assert [day for day in DAYS_OF_2026 if working(day, OFFICE) != chinese_calendar.is_workday(day)] == []


def test_the_table_lists_weekdays_as_holidays_and_weekend_days_as_make_up_days_only() -> None:
    assert [day for day in OFFICE.holidays if day.weekday() >= 5] == []
    assert [day for day in OFFICE.make_up_days if day.weekday() < 5] == []


def test_the_table_is_known_until_its_last_day_and_not_after() -> None:
    assert known(date(2026, 12, 31), OFFICE)
    assert not known(date(2027, 1, 1), OFFICE)


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        ((2026, 10, 8, 10, 0), "4 wh", (2026, 10, 8, 14, 0)),
        ((2026, 10, 8, 10, 0), "7 wh", (2026, 10, 8, 17, 0)),
        ((2026, 10, 8, 15, 0), "4 wh", (2026, 10, 9, 11, 0)),
        ((2026, 10, 8, 8, 0), "1 wh", (2026, 10, 8, 10, 0)),
        ((2026, 10, 8, 17, 0), "1 wh", (2026, 10, 9, 10, 0)),
        ((2026, 10, 8, 23, 30), "1 wh", (2026, 10, 9, 10, 0)),
        ((2026, 10, 8, 10, 0), "0 wh", (2026, 10, 8, 10, 0)),
    ],
)
def test_working_hours_run_from_opening_to_closing(start: tuple[int, ...], text: str, end: tuple[int, ...]) -> None:
    assert due(shanghai(*start), span(text), OFFICE) == shanghai(*end)


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        ((2026, 10, 8, 14, 0), "1 wd", (2026, 10, 9, 14, 0)),
        ((2026, 10, 9, 14, 0), "1 wd", (2026, 10, 10, 14, 0)),  # Saturday the 10th is worked instead of a bridge day
        ((2026, 10, 10, 14, 0), "1 wd", (2026, 10, 12, 14, 0)),
        ((2026, 9, 30, 16, 0), "1 wd", (2026, 10, 8, 16, 0)),  # over the National Day holidays
        ((2026, 2, 14, 9, 0), "1 wd", (2026, 2, 14, 17, 0)),  # a worked Saturday before Spring Festival
        ((2026, 10, 11, 12, 0), "1 wd", (2026, 10, 12, 17, 0)),  # what comes in on Sunday starts on Monday morning
        ((2026, 10, 12, 20, 0), "5 wd", (2026, 10, 19, 17, 0)),
    ],
)
def test_a_working_day_is_one_whole_day_of_open_hours(start: tuple[int, ...], text: str, end: tuple[int, ...]) -> None:
    assert due(shanghai(*start), span(text), OFFICE) == shanghai(*end)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30 s", timedelta(seconds=30)),
        ("45 min", timedelta(minutes=45)),
        ("24 h", timedelta(hours=24)),
        ("30 cd", timedelta(days=30)),
    ],
)
def test_other_units_run_through_nights_and_holidays(text: str, length: timedelta) -> None:
    start = shanghai(2026, 10, 1, 3, 0)
    assert due(start, span(text), OFFICE) == start + length


@pytest.mark.parametrize("text", ["0 s", "0 h", "0 cd", "0 wh", "0 wd"])
def test_no_time_at_all_is_over_at_once(text: str) -> None:
    assert due(shanghai(2026, 10, 8, 10, 0), span(text), OFFICE) == shanghai(2026, 10, 8, 10, 0)


def test_a_bank_that_never_closes_counts_plain_hours_and_days() -> None:
    start = shanghai(2026, 10, 3, 22, 0)
    assert due(start, span("4 wh"), DEMO) == start + timedelta(hours=4)
    assert due(start, span("2 wd"), DEMO) == start + timedelta(days=2)


def test_the_clock_is_shanghais_whatever_zone_the_caller_thinks_in() -> None:
    start = datetime(2026, 10, 8, 1, 30, tzinfo=UTC)  # 09:30 in Shanghai
    end = due(start, span("8 wh"), OFFICE)
    assert end == shanghai(2026, 10, 9, 9, 30)
    assert end.tzinfo is UTC


def test_an_open_day_of_other_length_makes_another_working_day() -> None:
    short = OFFICE.model_copy(update={"closes": OFFICE.opens.replace(hour=12)})
    assert due(shanghai(2026, 10, 8, 10, 0), span("1 wd"), short) == shanghai(2026, 10, 9, 10, 0)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        due(datetime(2026, 10, 8, 10, 0), span("1 wh"), OFFICE)  # noqa: DTZ001  # the naive time is the test


def test_a_unit_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no unit of time"):
        due(shanghai(2026, 10, 8), Span(amount=1, unit="week"), OFFICE)


@pytest.mark.parametrize("calendar", [OFFICE, DEMO])
def test_a_longer_span_is_never_over_earlier(calendar: Calendar) -> None:
    start = shanghai(2026, 9, 30, 15, 30)
    ends = [due(start, Span(amount=hours, unit="wh"), calendar) for hours in range(60)]
    assert ends == sorted(ends)


def test_the_banks_day_is_shanghais_day() -> None:
    late_evening_in_london = datetime(2026, 10, 8, 17, 0, tzinfo=UTC)
    assert business_day(late_evening_in_london) == date(2026, 10, 9)


def test_a_bank_that_never_closes_works_on_sundays_and_holidays() -> None:
    sunday, holiday = date(2026, 10, 11), date(2026, 10, 1)
    assert [working(day, DEMO) for day in (sunday, holiday)] == [True, True]
    assert [working(day, OFFICE) for day in (sunday, holiday)] == [False, False]


def test_the_end_of_the_day_is_told_in_the_callers_zone() -> None:
    assert same_business_day_end(datetime(2026, 10, 8, 1, 0, tzinfo=UTC)).tzinfo is UTC


def test_a_same_day_filing_must_be_in_before_midnight_in_shanghai() -> None:
    assert same_business_day_end(shanghai(2026, 10, 8, 16, 59)) == shanghai(2026, 10, 9, 0, 0)
    assert same_business_day_end(datetime(2026, 10, 8, 17, 0, tzinfo=UTC)) == shanghai(2026, 10, 10, 0, 0)
