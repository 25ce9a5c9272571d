"""What happens when nobody comes: reminders, escalations, expiry; each level once, and never in silence."""

from datetime import timedelta

import pytest

from models import acts as a
from models.account import AccountState, FilingAnswer, FilingCode
from models.interview import InterviewVerdict
from models.states import State
from models.tasks import TaskKind
from tests import people as who
from tests.workflow.conftest import Stage, soon
from tests.workflow.play import Play
from tests.workflow.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")


def levels(play: Play) -> list[object]:
    """The escalations on the trail."""
    return [fact.detail["level"] for fact in play.world.trail if fact.action == "SLA_BREACHED"]


async def test_a_draft_that_is_never_submitted_expires_after_seven_days(stage: Stage) -> None:
    play = await stage(submit=False)
    started = (await play.people.file()).started
    await play.later(seconds=(started + timedelta(days=7, hours=-1) - await play.now()).total_seconds())
    assert (await play.people.show()).state == State.DRAFT
    await play.later(hours=2)
    await play.ends(State.EXPIRED, "EX01")


async def test_an_unclaimed_review_is_reminded_then_escalated_once_per_level(stage: Stage) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await play.later(hours=1, minutes=1)
    await play.wait(lambda view: True)
    await soon(lambda: play.world.actions().count("TASK_REMINDED") == 1)
    await play.later(hours=3)
    await play.wait(lambda view: view.tasks[0].level == 1)
    await play.later(hours=24)
    await play.wait(lambda view: view.tasks[0].level == 2)
    await soon(lambda: levels(play) == [1, 2])


async def test_a_claimed_review_is_not_reminded_but_still_escalated(stage: Stage) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await play.people.claim(TaskKind.REVIEW, who.REVIEWER)
    await play.later(hours=4, minutes=1)
    await play.wait(lambda view: view.tasks[0].level == 1)
    assert "TASK_REMINDED" not in play.world.actions()


async def test_after_an_outage_across_two_deadlines_each_level_is_reached_exactly_once(stage: Stage) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await play.outage(days=4)
    await play.wait(lambda view: view.tasks[0].level == 2)
    await soon(lambda: levels(play) == [1, 2])


async def test_a_review_nobody_ever_takes_ends_openly_with_a_message(stage: Stage) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await play.later(days=40)
    await play.ends(State.EXPIRED, "EX01")
    assert play.world.texts()[-1] == "expired"
    await soon(lambda: play.world.actions().count("SLA_BREACHED") == 2)


async def test_an_escalated_task_is_given_to_somebody_by_the_supervisor(stage: Stage) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await play.later(hours=5)
    await play.people.do(a.Reassign, who.SUPERVISOR, task=TaskKind.REVIEW, to=who.SECOND_REVIEWER)
    assert (await play.people.show()).tasks[0].assignee == who.SECOND_REVIEWER
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.to(State.ACTIVE)


async def test_a_supplement_is_reminded_twice_and_expires_after_five_working_days(stage: Stage) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    item = {"reason_code": "BLURRED", "paper": "id_back", "zh": "身份证国徽面模糊"}
    await play.people.review("supplement", items=(item,))
    await play.until(State.SUPPLEMENT)
    await play.later(days=5)
    await soon(lambda: play.world.texts().count("supplement_reminder") == 2)
    await play.later(days=3)
    await play.ends(State.EXPIRED, "EX01")


async def test_a_manager_who_never_arrives_leads_back_to_scheduling(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_IN_PROGRESS)
    await play.later(days=5)
    await play.until(State.DD_SCHEDULING)


async def test_a_visit_left_open_for_an_hour_has_to_be_made_again(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    await play.later(minutes=61)
    await play.until(State.DD_SCHEDULING)
    assert play.world.count("compare_faces") == 1


async def test_three_technical_failures_bring_the_interview_to_the_counter(stage: Stage) -> None:
    play = await stage()
    await play.until(State.PRE_REVIEW)
    await play.review()
    for _ in range(3):
        await play.until_task(TaskKind.INTERVIEW)
        await play.people.interview(InterviewVerdict.TECHNICAL, video=None)
    await play.book_visit()
    await play.visit()
    await play.until(State.DECISION)
    await play.decide()
    await play.until(State.PRE_OPENED)
    await play.book_counter()
    await play.until(State.COUNTER_BOOKED)
    await play.people.check_in_counter()
    await play.until_task(TaskKind.INTERVIEW)
    await play.people.interview(by=who.COUNTER_TELLER)
    await play.serve()
    await play.ends(State.ACTIVE)


async def test_an_interview_link_ends_after_a_day_and_a_new_one_is_sent(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_SCHEDULING)
    await soon(lambda: play.world.texts().count("interview_ready") == 1)
    await play.later(hours=25)
    await soon(lambda: play.world.texts().count("interview_ready") == 2)
    assert play.world.actions().count("INTERVIEW_LINK_ENDED") == 1
    await play.people.interview()
    await play.later(hours=49)
    assert play.world.texts().count("interview_ready") == 2


async def test_a_number_nobody_comes_for_is_reminded_of_and_retired_after_thirty_days(stage: Stage) -> None:
    play = await stage()
    await play.to(State.PRE_OPENED)
    await play.later(days=29)
    await soon(lambda: play.world.texts().count("pre_opened_reminder") == 2)
    await play.later(days=2)
    await play.ends(State.EXPIRED, "EX01")
    assert play.world.orders() == ["reserve_account", "retire_account"]


async def test_a_customer_who_does_not_come_keeps_the_number_and_books_again(stage: Stage) -> None:
    play = await stage()
    await play.to(State.COUNTER_BOOKED)
    await play.later(hours=2)
    await play.until(State.PRE_OPENED)
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    assert play.world.count("reserve_account") == 1


async def test_a_slow_counter_is_noted_at_thirty_and_at_forty_five_minutes(stage: Stage) -> None:
    play = await stage()
    await play.to(State.AT_COUNTER)
    await play.later(minutes=31)
    await play.later(minutes=15)
    await play.wait(lambda view: True)
    await soon(lambda: play.world.actions().count("COUNTER_SLOW") == 2)


async def test_a_filing_error_is_undone_at_the_end_of_the_day(stage: Stage) -> None:
    world = World()
    world.answers["file_account"] = lambda filing: FilingAnswer(code=FilingCode.REJECTED)
    play = await stage(world=world)
    await play.order_activation()
    await play.until(State.FILING_ERROR)
    await play.later(hours=15)
    await play.ends(State.EXPIRED, "RF13")
    assert world.orders()[-1] == "reverse_account"
    account = (await play.people.file()).account
    assert account is not None
    assert account.state is AccountState.CLOSED_BEFORE_USE
