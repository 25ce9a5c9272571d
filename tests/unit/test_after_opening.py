"""After the opening: when an account is looked at again, and which files quality assurance draws (risk.md 4)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.providers.keys import KeyRing
from cli.reviews import due_until
from models.after_opening import Reviews
from models.durations import span
from models.findings import Tier
from models.rules.after_opening import UPGRADE, add_months, drawn, drawn_by_number, duties, until
from models.rules.calendar import working
from tests.builders import NOW, policy

SCHEDULES = [
    (Tier.R4, ["T+30"], 12),
    (Tier.R3, ["T+30", "T+90"], 12),
    (Tier.R2, ["T+15", "T+30", "T+90"], 6),
    (Tier.R1, ["T+7", "T+15", "T+30", "T+60", "T+90"], 6),
]


def reviews(tier: Tier) -> Reviews:
    found = policy().measures[tier].reviews_after
    assert found is not None
    return found


@pytest.mark.parametrize(("tier", "names", "months"), SCHEDULES)
def test_a_tier_is_looked_at_again_as_risk_md_4_says(tier: Tier, names: list[str], months: int) -> None:
    *single, again = duties(NOW, reviews(tier), policy().calendar)
    assert [duty.name for duty in single] == names
    assert (again.name, again.every_months) == (f"每{months}个月", months)


def test_nobody_looks_again_at_an_account_that_was_never_opened() -> None:
    assert policy().measures[Tier.P].reviews_after is None


def test_a_review_falls_on_a_working_day() -> None:
    saturday = Reviews(at=(span("2 cd"),), every_months=6)
    assert NOW.weekday() == 3
    assert duties(NOW, saturday, policy().calendar)[0].due == date(2026, 10, 10)  # a make-up day: the bank works
    assert duties(NOW + timedelta(days=1), saturday, policy().calendar)[0].due == date(2026, 10, 12)


@given(days=st.integers(0, 400))
def test_every_duty_is_on_a_working_day_after_the_opening(days: int) -> None:
    opened = NOW + timedelta(days=days)
    for duty in duties(opened, reviews(Tier.R1), policy().calendar):
        assert working(duty.due, policy().calendar)
        assert duty.due > opened.date()


def test_a_review_that_comes_again_is_due_each_time() -> None:
    again = duties(NOW, reviews(Tier.R2), policy().calendar)[-1]
    assert list(until(again, date(2028, 1, 1))) == [date(2027, 4, 8), date(2027, 10, 8)]
    once = duties(NOW, reviews(Tier.R2), policy().calendar)[0]
    assert list(until(once, date(2028, 1, 1))) == [once.due]
    assert list(until(once, once.due - timedelta(days=1))) == []


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 10, 8), 12, date(2027, 10, 8)),
    ],
)
def test_months_end_on_the_months_last_day(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_what_is_due_is_read_from_the_trail_the_earliest_first() -> None:
    class Case:
        application, tier, branch = "EK2026100800000001", "R4", "0300"

    plan: list[dict[str, Any]] = [{"action": "ACTIVATED", "object": None}]
    plan += [
        {"action": "REVIEW_PLANNED", "object": name, "detail": {"due": due, "every_months": months}}
        for name, due, months in (("每12个月", "2027-10-08", 12), ("T+30", "2026-11-09", None))
    ]
    found = due_until([(Case(), plan)], date(2028, 12, 31))
    assert [(row["due"], row["review"]) for row in found] == [
        ("2026-11-09", "T+30"),
        ("2027-10-08", "每12个月"),
        ("2028-10-08", "每12个月"),
    ]
    assert [row["review"] for row in due_until([(Case(), plan)], date(2026, 11, 9))] == ["T+30"]


def test_an_upgraded_account_is_not_looked_at_for_its_upgrade_any_more() -> None:
    class Case:
        application, tier, branch = "EK2026100800000001", "R4", "0300"

    planned = {"action": "REVIEW_PLANNED", "object": UPGRADE, "detail": {"due": "2027-01-06", "every_months": None}}
    end = date(2027, 12, 31)
    assert len(due_until([(Case(), [planned])], end)) == 1
    assert due_until([(Case(), [planned, {"action": "ACCOUNT_UPGRADED", "object": None}])], end) == []


KEYS, OTHER_KEYS = KeyRing([bytes(32)]), KeyRing([b"\1" * 32])
NUMBERS = [f"EK20261008{number:08d}" for number in range(1000)]


def keyed(application: str, percent: int, keys: KeyRing = KEYS) -> bool:
    return drawn(keys.digest("quality", application), percent)


@pytest.mark.parametrize("draw", [keyed, drawn_by_number])
def test_the_draw_is_the_same_whenever_it_is_asked_and_has_its_share(draw: Callable[[str, int], bool]) -> None:
    for percent in (0, 10, 30, 100):
        chosen = [number for number in NUMBERS if draw(number, percent)]
        assert chosen == [number for number in NUMBERS if draw(number, percent)]
        assert abs(len(chosen) / len(NUMBERS) * 100 - percent) < 5


def test_whoever_is_in_a_small_sample_is_in_every_larger_one() -> None:
    assert all(keyed(number, 30) for number in NUMBERS if keyed(number, 10))


def test_who_knows_the_number_and_not_the_key_cannot_tell_the_sample() -> None:
    sample = {number for number in NUMBERS if keyed(number, 30)}
    guesses = [{n for n in NUMBERS if keyed(n, 30, OTHER_KEYS)}, {n for n in NUMBERS if drawn_by_number(n, 30)}]
    assert all(len(sample & guess) / len(sample) < 0.4 for guess in guesses), "no better than chance"


@pytest.mark.parametrize(("tier", "percent"), [("R4", 10), ("R3", 10), ("R2", 30), ("R1", 100), ("P", 100)])
def test_the_share_of_files_that_are_looked_at_rises_with_the_tier(tier: str, percent: int) -> None:
    assert policy().measures[Tier(tier)].quality_percent == percent
