"""Nothing fails open: silence, outages, garbage and what turns up late never lead to an account (peers' failures)."""

from datetime import timedelta
from typing import Any

import pytest

from models import acts as a
from models.checks import (
    CitizenCode,
    ListHit,
    ListKind,
    PhoneCode,
    RegistrationCode,
    TaxCode,
)
from models.durations import span
from models.findings import Severity
from models.papers import PaperKind, Reading
from models.policy import Policy
from models.rules.ladder import retry_pause
from models.states import State
from models.tasks import TaskKind
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage, soon
from tests.workflow.play import ordinary
from tests.workflow.world import World, server_time
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHECKS = ("check_registration", "check_phone", "check_tax", "check_citizen", "screen_lists")


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("why", ["OUTSIDE_FAILED", "SERVICE_CLOSED"])
async def test_a_system_that_does_not_answer_keeps_the_case_pending_until_it_does(
    stage: Stage, check: str, why: str
) -> None:
    world = World()
    world.down(check, why, retry=False)
    play = await stage(world=world)
    await play.until(State.CHECK_PENDING)
    await play.later(minutes=35)
    assert (await play.people.show()).state == State.CHECK_PENDING
    assert "PRE_REVIEW" not in world.states()
    world.heal(check)
    await play.later(minutes=11)
    await play.until(State.PRE_REVIEW)
    assert world.seen("CHECK_FAILED").total() == 1


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        ("check_registration", lambda ask: builders.registration(RegistrationCode.NOT_FOUND, query=ask.query)),
        ("check_registration", lambda ask: builders.registration(query=ask.query, credit_code="91310199MA1K0B0T1X")),
        ("check_registration", lambda ask: builders.registration(query=ask.query, state="状态不明")),
        ("check_tax", lambda ask: builders.tax(states=(), query=ask.query)),
        ("check_phone", lambda ask: builders.phone(PhoneCode.ID_NUMBER_DIFFERS, query=ask.query)),
        ("check_citizen", lambda ask: builders.citizen(CitizenCode.NOT_FOUND, query=ask.query)),
        ("check_tax", lambda ask: builders.tax(TaxCode.NAME_DIFFERS, query=ask.query)),
        ("screen_lists", lambda ask: builders.lists(version="", query=ask.query)),
        ("check_registration", lambda ask: builders.registration(query=_another(ask.query))),
        ("check_citizen", lambda ask: builders.citizen(query=ask.query.model_copy(update={"name": "范例乙"}))),
    ],
)
async def test_a_strange_answer_is_never_a_pass(stage: Stage, check: str, answer: Any) -> None:
    world = World()
    world.answers[check] = answer
    play = await stage(world=world)
    view = await play.wait(lambda view: view.state in (State.RISK_REVIEW, State.PRE_REVIEW, State.CHECK_PENDING))
    assert {finding.severity for finding in view.findings} & {Severity.HARD, Severity.STOP, Severity.FIX, Severity.FLAG}
    if view.state == State.PRE_REVIEW:
        await play.until_task(TaskKind.REVIEW)
        with pytest.raises(Refusal):
            await play.people.review("pass", reason="")


def _another(query: Any) -> Any:
    return query.model_copy(update={"credit_code": "91310199MA1K0B0T1X"})


async def test_fourteen_days_without_the_registry_lose_no_application(stage: Stage) -> None:
    """Takes seconds: some thirty tries are made on the way."""
    world = World()
    world.down("check_registration", "SERVICE_CLOSED", retry=False)
    play = await stage(world=world, policy=_patient())
    await play.until(State.CHECK_PENDING)
    await play.later(days=2)
    await play.until_task(TaskKind.CHECK_OUTAGE)
    await play.people.do(a.DecideOutage, who.SUPERVISOR, decision="wait")
    await play.later(days=12)
    assert (await play.people.show()).state == State.CHECK_PENDING
    world.heal("check_registration")
    await play.later(days=4)
    await play.until(State.PRE_REVIEW)


async def test_the_tries_of_a_fortnights_outage_keep_the_history_small() -> None:
    outside, waited, tries = ordinary().outside, timedelta(0), 0
    while waited < timedelta(days=14):
        waited += retry_pause(tries, outside).plain or timedelta(0)
        tries += 1
    assert tries < 150  # at thirteen events each below the two thousand of a long case
    assert retry_pause(0, outside) == outside.pending_retry


def _patient() -> Policy:
    """Asks every four hours at first, so that a fortnight is quickly told."""
    outside = ordinary().outside.model_copy(update={"pending_retry": span("4 h")})
    return ordinary(outside=outside)


async def test_a_supervisor_may_end_a_case_in_an_outage_but_not_pass_it(stage: Stage) -> None:
    world = World()
    world.down("check_registration", "SERVICE_CLOSED", retry=False)
    play = await stage(world=world, policy=_patient())
    await play.until(State.CHECK_PENDING)
    await play.later(hours=29)
    await play.until_task(TaskKind.CHECK_OUTAGE)
    refusal = {"reason_code": "RF13", "reason": "no registry for days"}
    await play.people.do(a.DecideOutage, who.SUPERVISOR, decision="refuse", **refusal)
    await play.until_task(TaskKind.REFUSAL)
    await play.people.do(a.ConfirmRefusal, who.RISK, decision="agree")
    await play.ends(State.REFUSED, "RF13")


async def test_a_reader_that_is_away_is_shown_to_a_supervisor(stage: Stage) -> None:
    world = World()
    world.down("read_paper")
    outside = ordinary().outside.model_copy(update={"pending_task": span("10 min")})  # two tries a minute are told soon
    play = await stage(world=world, policy=ordinary(outside=outside))
    await play.until(State.MACHINE_CHECK)
    await play.later(minutes=11)
    await play.until_task(TaskKind.CHECK_OUTAGE)
    world.heal("read_paper")
    await play.later(minutes=5)
    await play.until(State.PRE_REVIEW)
    assert not any(task.kind == TaskKind.CHECK_OUTAGE for task in (await play.people.show()).tasks)


async def test_an_interview_recording_that_nobody_can_look_at_is_shown_to_a_supervisor(stage: Stage) -> None:
    world = World()
    outside = ordinary().outside.model_copy(update={"pending_task": span("10 min")})  # two tries a minute are told soon
    play = await stage(world=world, policy=ordinary(outside=outside))
    await play.until_task(TaskKind.REVIEW)
    await play.review()
    await play.until_task(TaskKind.INTERVIEW)
    world.down("exam_video")
    await play.people.interview()
    await play.later(minutes=11)
    await play.until_task(TaskKind.CHECK_OUTAGE)
    await play.people.do(a.DecideOutage, who.SUPERVISOR, decision="wait")
    world.heal("exam_video")
    await play.later(minutes=2)
    await soon(lambda: "ATTEST_ENDED" in world.actions())


async def test_a_visit_that_nobody_can_look_at_is_shown_to_a_supervisor(stage: Stage) -> None:
    world = World()
    outside = ordinary().outside.model_copy(update={"pending_task": span("10 min")})  # two tries a minute are told soon
    play = await stage(world=world, policy=ordinary(outside=outside))
    await play.to(State.DD_IN_PROGRESS)
    world.down("compare_faces")
    await play.check_in()
    await play.later(minutes=11)
    await play.until_task(TaskKind.CHECK_OUTAGE)
    await play.people.do(a.DecideOutage, who.SUPERVISOR, decision="wait")
    world.heal("compare_faces")
    await play.later(minutes=2)  # the fix is old by now, so the teller looks at the door plate
    await play.work_the_visit(door_plate_seen=True, door_plate_reason="诚明路100号")
    await play.sign()
    await soon(lambda: "VISIT_ENDED" in world.actions())


async def test_an_outage_at_the_end_of_an_extended_review_is_waited_for(stage: Stage) -> None:
    world = World()
    play = await stage(world=world)
    await play.until_task(TaskKind.REVIEW)
    await play.people.review("escalate", reason="odd purpose")
    await play.until_task(TaskKind.RISK_REVIEW)
    until = await play.now()
    world.down("screen_lists", "SERVICE_CLOSED", retry=False)
    await play.people.do(a.DecideRisk, who.RISK, decision="extend", until=until, reason="wait for an answer")
    await play.until(State.EXTENDED_REVIEW)
    await play.later(minutes=25)
    assert (await play.people.show()).state == State.EXTENDED_REVIEW
    world.heal("screen_lists")
    await play.later(minutes=11)
    await play.until(State.RISK_REVIEW)


async def test_a_review_is_extended_and_renewed_once_and_not_for_ever(stage: Stage) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await play.people.review("escalate", reason="odd purpose")
    until = await play.now()
    for _ in range(2):
        await play.until_task(TaskKind.RISK_REVIEW)
        await play.people.do(a.DecideRisk, who.RISK, decision="extend", until=until, reason="wait for an answer")
        await play.wait(lambda view: view.state == State.RISK_REVIEW and bool(view.tasks))
    with pytest.raises(Refusal, match="renewed once"):
        await play.people.do(a.DecideRisk, who.RISK, decision="extend", until=until, reason="wait for an answer")


@pytest.mark.parametrize("kind", [ListKind.BLACK, ListKind.CASE_RELATED, ListKind.MANDATORY])
async def test_a_list_hit_that_turns_up_on_the_activation_day_stops_the_opening(stage: Stage, kind: ListKind) -> None:
    world = World()
    play = await stage(world=world)
    await play.to(State.COUNTER_BOOKED)
    hit = ListHit(kind=kind, entry="X1", by_number=True)
    world.answers["screen_lists"] = lambda ask: builders.lists(hit, query=ask.query, at=server_time())
    await play.later(days=1)
    await play.until(State.PRE_OPENED)
    await play.order_activation()
    await play.until(State.RISK_REVIEW)
    assert world.count("activate_account") == 0


async def test_a_list_hit_that_turns_up_in_an_extended_decision_goes_to_risk(stage: Stage) -> None:
    world = World()
    play = await stage(world=world)
    await play.to(State.DECISION)
    hit = ListHit(kind=ListKind.BLACK, entry="X1", by_number=True)
    world.answers["screen_lists"] = lambda ask: builders.lists(hit, query=ask.query, at=server_time())
    await play.until_task(TaskKind.DECISION)
    await play.people.decide_opening("extend", until=await play.now(), reason="one more look")
    await play.until(State.RISK_REVIEW)
    await play.go_on()
    await play.until(State.DECISION)


async def test_a_case_without_readable_papers_reaches_no_account(stage: Stage) -> None:
    world = World()
    for digit in "abc":
        world.readings[digit * 64] = Reading(kind=PaperKind.UNKNOWN, fields={}, warnings=("UNREADABLE:NOT_A_PICTURE",))
    play = await stage(world=world)
    await play.until_task(TaskKind.REVIEW)
    with pytest.raises(Refusal):
        await play.people.review("pass")
    await play.people.review("supplement")
    view = await play.until(State.SUPPLEMENT)
    assert {item.paper for item in view.asked} == {PaperKind.LICENCE, PaperKind.ID_FRONT, PaperKind.ID_BACK}
    assert [world.count(check) for check in CHECKS] == [0, 0, 0, 0, 0]
