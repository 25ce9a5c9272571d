"""When nobody comes: reminders, escalations, the open end, and the pauses before an outside is asked again."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from models.durations import span
from models.policy import Escalation, Sla
from models.rules.ladder import Deed, Rung, customer_rungs, retry_pause, staff_rungs
from models.tasks import TaskKind
from tests.builders import NOW, policy, shanghai

OFFICE = policy().calendar
DEMO = OFFICE.model_copy(update={"round_the_clock": True})
SLA = Sla(claim=span("1 h"), decide=span("4 h"))
LADDER = Escalation(second=span("2 h"), repeat=span("3 h"), expire=span("10 h"))
OUTSIDE = policy().outside.model_copy(
    update={"pending_retry": span("10 min"), "pending_quick": 3, "pending_longest": span("2 h")}
)


def told(rungs: Iterable[Rung], start: datetime = NOW) -> list[tuple[float, Deed, int]]:
    """Hours after the start, the deed, and the level."""
    return [((rung.at - start) / timedelta(hours=1), rung.deed, rung.level) for rung in rungs]


# ── staff ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_unclaimed_task_climbs_reminder_level_one_level_two_daily_reminders_and_the_open_end() -> None:
    assert told(staff_rungs(NOW, False, SLA, LADDER, DEMO)) == [
        (1, Deed.REMIND, 0),
        (4, Deed.ESCALATE, 1),
        (6, Deed.ESCALATE, 2),
        (9, Deed.REMIND, 2),
        (12, Deed.REMIND, 2),
        (14, Deed.EXPIRE, 2),
    ]


def test_whoever_has_claimed_a_task_is_not_reminded_to_claim_it_but_the_deadline_stays() -> None:
    unclaimed, claimed = (list(staff_rungs(NOW, yes, SLA, LADDER, DEMO)) for yes in (False, True))
    assert claimed == unclaimed[1:]


def test_each_level_is_reached_once_however_long_it_takes() -> None:
    long = LADDER.model_copy(update={"expire": span("60 cd")})
    rungs = list(staff_rungs(NOW, False, SLA, long, DEMO))
    assert [rung.level for rung in rungs if rung.deed is Deed.ESCALATE] == [1, 2]
    assert [rung.deed for rung in rungs].count(Deed.EXPIRE) == 1
    assert rungs == sorted(rungs, key=lambda rung: rung.at)


def test_nobody_is_reminded_at_the_moment_at_which_the_wait_ends() -> None:
    even = LADDER.model_copy(update={"expire": span("8 h")})
    assert told(staff_rungs(NOW, True, SLA, even, DEMO))[2:] == [(9, Deed.REMIND, 2), (12, Deed.EXPIRE, 2)]


def test_a_wait_that_ends_with_level_two_has_no_reminders_after_it() -> None:
    short = LADDER.model_copy(update={"expire": span("2 h")})
    assert told(staff_rungs(NOW, True, SLA, short, DEMO))[1:] == [(6, Deed.ESCALATE, 2), (6, Deed.EXPIRE, 2)]


def test_reminders_without_a_pause_between_them_come_a_second_apart_and_have_an_end() -> None:
    broken = LADDER.model_copy(update={"repeat": span("0 wd")})
    reminders = [rung.at for rung in staff_rungs(NOW, True, SLA, broken, DEMO) if rung.deed is Deed.REMIND]
    second = NOW + timedelta(hours=6)
    assert reminders == [second + timedelta(seconds=n) for n in range(1, 401)]


def test_staff_time_runs_in_office_hours_from_rung_to_rung() -> None:
    sla = Sla(claim=span("2 wh"), decide=span("1 wd"))
    ladder = Escalation(second=span("4 wh"), repeat=span("1 wd"), expire=span("2 wd"))
    friday = shanghai(2026, 10, 16, 16, 0)
    assert [rung.at for rung in staff_rungs(friday, False, sla, ladder, OFFICE)] == [
        shanghai(2026, 10, 19, 10, 0),
        shanghai(2026, 10, 19, 16, 0),
        shanghai(2026, 10, 20, 12, 0),
        shanghai(2026, 10, 21, 12, 0),
        shanghai(2026, 10, 21, 16, 0),
    ]


def test_the_banks_own_ladder_reminds_on_working_days_for_a_month_and_ends_openly() -> None:
    rungs = list(staff_rungs(NOW, False, policy().tasks[TaskKind.REVIEW], policy().escalation, OFFICE))
    late = [rung for rung in rungs if rung.deed is Deed.REMIND and rung.level == 2]
    assert 15 <= len(late) <= 20
    assert len({rung.at.date() for rung in late}) == len(late)
    assert rungs[-1].deed is Deed.EXPIRE


# ── customers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_customer_is_reminded_and_then_the_wait_is_over_without_levels() -> None:
    rungs = customer_rungs(NOW, (span("24 h"), span("72 h")), span("120 h"), OFFICE)
    assert told(rungs) == [(24, Deed.REMIND, 0), (72, Deed.REMIND, 0), (120, Deed.EXPIRE, 0)]


@pytest.mark.parametrize("late", ["120 h", "121 h"])
def test_a_customer_is_not_reminded_when_the_wait_is_over_or_later(late: str) -> None:
    rungs = customer_rungs(NOW, (span(late), span("72 h")), span("120 h"), OFFICE)
    assert told(rungs) == [(72, Deed.REMIND, 0), (120, Deed.EXPIRE, 0)]


def test_a_customers_time_in_working_days_leaves_out_the_weekend() -> None:
    friday = shanghai(2026, 10, 16, 10, 0)
    rungs = customer_rungs(friday, (span("1 wd"),), span("5 wd"), OFFICE)
    assert [rung.at for rung in rungs] == [shanghai(2026, 10, 19, 10, 0), shanghai(2026, 10, 23, 10, 0)]


# ── an outside that does not answer ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("tries", "minutes"), [(0, 10), (1, 10), (2, 10), (3, 20), (4, 40), (5, 80), (6, 120)])
def test_the_first_pauses_are_quick_then_each_is_twice_as_long_up_to_the_longest(tries: int, minutes: int) -> None:
    assert retry_pause(tries, OUTSIDE).plain == timedelta(minutes=minutes)


@pytest.mark.parametrize("tries", [100, 10_000])
def test_after_any_number_of_tries_the_pause_is_the_longest(tries: int) -> None:
    assert retry_pause(tries, OUTSIDE) == span("2 h")


def test_a_short_pause_goes_on_doubling_to_a_million_times_its_length_and_no_further() -> None:
    patient = OUTSIDE.model_copy(update={"pending_retry": span("1 s"), "pending_longest": span("400 cd")})
    assert retry_pause(21, patient).plain == timedelta(seconds=2**19)
    assert retry_pause(22, patient).plain == retry_pause(23, patient).plain == timedelta(seconds=2**20)


def test_a_longest_pause_in_working_hours_never_undercuts_a_plain_one() -> None:
    office = OUTSIDE.model_copy(update={"pending_longest": span("1 wh")})
    assert retry_pause(5, office) == OUTSIDE.pending_retry.model_copy(update={"amount": 80})
