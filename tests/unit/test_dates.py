"""Dates and periods by the vectors of formats.md 5 and 8."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.papers import Term
from models.rules.dates import (
    UnclearDateError,
    add_months,
    add_years,
    age_at,
    find_dates,
    parse_card_validity,
    parse_date,
    parse_term,
    period_in,
)

MARCH_5 = date(2019, 3, 5)


@pytest.mark.parametrize(
    "text",
    ["2019年03月05日", "2019年3月5日", "2019-03-05", "2019.03.05", "二〇一九年三月五日", "２０１９ 年 03 月 05 日"],
)
def test_a_day_is_read_in_every_printed_form(text: str) -> None:
    assert parse_date(text) == MARCH_5


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [("二〇二〇年十月二十日", 10, 20), ("二〇二〇年十二月三十一日", 12, 31), ("二〇二〇年一月十日", 1, 10)],
)
def test_tens_in_chinese_numerals_are_read(text: str, month: int, day: int) -> None:
    assert parse_date(text) == date(2020, month, day)


@pytest.mark.parametrize(
    "text", ["", "2019年02月30日", "2019年13月01日", "20222213日", "2022800日", "2019年03月", "长期"]
)
def test_what_is_no_existing_day_is_refused(text: str) -> None:
    with pytest.raises(UnclearDateError):
        parse_date(text)


@given(st.dates(date(1949, 1, 1), date(2099, 12, 31)))
def test_a_day_printed_like_on_a_licence_reads_back(day: date) -> None:
    assert parse_date(f"{day.year}年{day.month:02d}月{day.day:02d}日") == day
    assert parse_date(f"{day:%Y.%m.%d}") == day


def test_days_inside_a_text_are_found_in_order() -> None:
    assert find_dates("成立日期2019年3月5日，核准2020-01-02，假2020年02月31日") == [MARCH_5, date(2020, 1, 2)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2019年03月05日至长期", MARCH_5, None),
        ("自2019年03月05日至2049年03月04日", MARCH_5, date(2049, 3, 4)),
        ("2019-03-05至****-**-**", MARCH_5, None),
        ("2019年03月05日 至 不约定期限", MARCH_5, None),
        ("2019年03月05日至2049年03月04日止", MARCH_5, date(2049, 3, 4)),
        ("长期", None, None),
        ("永久", None, None),
        ("永续", None, None),
        ("无固定期限", None, None),
        ("不约定期限", None, None),
    ],
)
def test_business_terms_are_read(text: str, start: date | None, end: date | None) -> None:
    assert parse_term(text) == Term(start=start, end=end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2019年03月05日",
        "2049年03月04日至2019年03月05日",
        "2019年03月05日至2049年02月30日",
        "三十年",
        "2019年03月05日至长",
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(UnclearDateError):
        parse_term(text)


def test_card_validity_ends_on_a_day_or_never() -> None:
    assert parse_card_validity("2017.03.08-2037.03.08") == Term(start=date(2017, 3, 8), end=date(2037, 3, 8))
    assert parse_card_validity("2009.11.02-长期") == Term(start=date(2009, 11, 2), end=None)


@pytest.mark.parametrize(
    "text",
    ["2017.03.08-2037.03.0", "2017.3.8-2037.3.8", "2017.03.08", "2017.03.08-2037.13.08", "2037.03.08-2017.03.08"],
)
def test_half_a_card_validity_is_refused(text: str) -> None:
    with pytest.raises(UnclearDateError):
        parse_card_validity(text)


def test_after_a_leap_day_both_neighbours_count_as_the_anniversary() -> None:
    assert add_years(date(2016, 2, 29), 10) == (date(2026, 2, 28), date(2026, 3, 1))
    assert add_years(date(2016, 3, 1), 20) == (date(2036, 3, 1),)


def test_who_is_born_on_a_leap_day_is_of_age_on_the_first_of_march() -> None:
    born = date(2008, 2, 29)
    assert (age_at(born, date(2026, 2, 28)), age_at(born, date(2026, 3, 1))) == (17, 18)


@given(st.dates(date(1950, 1, 1), date(2000, 1, 1)), st.integers(0, 20_000))
def test_nobody_grows_younger(born: date, days: int) -> None:
    day = born + timedelta(days=days)
    assert age_at(born, day) <= age_at(born, day + timedelta(days=1))


# ── periods in sentences ────────────────────────────────────────────────────────────────────────────────────────────

SIGNED = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("自签发之日起30日", date(2026, 3, 2)),
        ("自签发之日起一个月", date(2026, 2, 28)),
        ("自签发之日起三个月内有效", date(2026, 4, 30)),
        ("自签发之日起壹年", date(2027, 1, 31)),
        ("自签发之日起两年", date(2028, 1, 31)),
        ("自签发之日起一百八十天", date(2026, 7, 30)),
        ("自签发之日起三百六十五日", date(2027, 1, 31)),
        ("自签发之日起半年", date(2026, 7, 31)),
        ("自签发之日起至2026年12月31日止", date(2026, 12, 31)),
        ("截至2026年12月31日", date(2026, 12, 31)),
        ("至二〇二六年十二月三十一日止", date(2026, 12, 31)),
    ],
)
def test_a_period_from_the_day_of_signing_ends_on_the_corresponding_day(text: str, end: date) -> None:
    assert period_in(text, SIGNED) == (Term(start=SIGNED, end=end), "")
    assert period_in(text, None) == (None, "no_beginning")


@pytest.mark.parametrize(
    "text", ["自2026年1月31日至2026年12月31日", "2026.01.31—2026.12.31", "自2026年1月31日起11个月（至2026年12月31日）"]
)
def test_a_period_between_two_days_needs_no_day_of_signing(text: str) -> None:
    assert period_in(text, None) == (Term(start=SIGNED, end=date(2026, 12, 31)), "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "双方另行约定",
        "自2026年1月31日至2025年12月31日",
        "自2026年1月31日至2026年2月30日",
        "自2026年1月31日至2026年12月31日共3个月",
        "2026年1月31日",
        "自签发之日起至2025年12月31日",
        "2026年1月1日、2026年2月1日、2026年3月1日",
    ],
)
def test_what_is_no_period_gives_none_with_a_reason(text: str) -> None:
    term, doubt = period_in(text, SIGNED)
    assert term is None
    assert doubt in ("unclear_period", "no_beginning")


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 400))
def test_months_later_is_the_same_day_or_the_months_last(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)
