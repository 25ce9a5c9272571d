"""The review waits for the police's word on whom the citizen check does not confirm (rules.md 5)."""

import pytest

from models import acts as a
from models.checks import CitizenCode
from models.findings import Severity
from models.papers import EvidenceKind
from models.states import State
from models.tasks import TaskKind
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage
from tests.workflow.play import Play
from tests.workflow.world import World
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")

THEIR_LETTER = builders.ref(EvidenceKind.PROOF, "7")


def unknown_to_the_citizen_system() -> World:
    world = World()
    world.answers["check_citizen"] = lambda ask: builders.citizen(CitizenCode.NOT_FOUND, query=ask.query)
    return world


async def asked(stage: Stage) -> Play:
    play = await stage(world=unknown_to_the_citizen_system())
    await play.until_task(TaskKind.REVIEW)
    await play.people.do(a.AskPolice, who.REVIEWER, reference="2026-1008")
    await play.until_task(TaskKind.POLICE_INQUIRY)
    return play


async def answer(play: Play, said: str, by: str = who.REVIEWER) -> None:
    await play.people.do(a.RecordPoliceAnswer, by, answer=said, seen=THEIR_LETTER)


async def test_5_police_who_confirm_lead_on_to_the_chip_at_the_counter(stage: Stage) -> None:
    play = await asked(stage)
    with pytest.raises(Refusal):  # the review waits: nobody passes it meanwhile
        await play.people.review()
    await answer(play, "confirmed")
    view = await play.until_task(TaskKind.REVIEW)
    assert {"POLICE_CONFIRMED": Severity.INFO}.items() <= {f.code: f.severity for f in view.findings}.items()
    assert "CITIZEN_NOT_FOUND" not in {finding.code for finding in view.findings}
    await play.people.review()
    await play.to(State.DD_IN_PROGRESS)
    await play.visit()
    await play.to(State.AT_COUNTER)
    await play.people.interview(by=who.COUNTER_TELLER)
    await play.serve()
    await play.ends(State.ACTIVE)
    (kept,) = (await play.people.file()).police
    assert (kept.reference, kept.by, kept.answered_by, kept.seen) == (
        "2026-1008",
        who.REVIEWER,
        who.REVIEWER,
        THEIR_LETTER,
    )
    (told,) = [fact for fact in play.world.trail if fact.action == "POLICE_ANSWERED"]
    assert (told.object, told.evidence) == ("confirmed", (THEIR_LETTER.sha256,))


async def test_5_not_this_person_goes_to_risk_who_refuses_and_cannot_let_it_go_on(stage: Stage) -> None:
    play = await asked(stage)
    await answer(play, "not_this_person")
    await play.until(State.RISK_REVIEW)
    await play.go_on()
    await play.until_task(TaskKind.REVIEW)
    with pytest.raises(Refusal, match="POLICE_DENIED"):
        await play.people.review()
    await play.people.review("escalate")
    await play.refuse(code="RF01")
    await play.ends(State.REFUSED, "RF01")


async def test_5_after_two_working_days_a_supervisor_hears_of_it_and_it_is_never_a_pass(stage: Stage) -> None:
    play = await asked(stage)
    await play.later(days=1)
    assert [task.level for task in (await play.people.show()).tasks] == [0]
    with pytest.raises(Refusal, match="still have time"):
        await play.people.do(a.RecordPoliceAnswer, who.SUPERVISOR, answer="unanswered", note="asked twice")
    await play.later(days=4)
    view = await play.wait(lambda seen: any(task.level >= 1 for task in seen.tasks))
    assert [task.kind for task in view.tasks] == [TaskKind.POLICE_INQUIRY]
    await play.people.do(a.RecordPoliceAnswer, who.SUPERVISOR, answer="unanswered", note="asked twice")
    view = await play.until_task(TaskKind.REVIEW)
    assert "CITIZEN_NOT_FOUND" in {finding.code for finding in view.findings}
    with pytest.raises(Refusal, match="CITIZEN_NOT_FOUND"):
        await play.people.review(reason="")


async def test_5_police_whom_nobody_asks_again_end_the_case_openly(stage: Stage) -> None:
    play = await asked(stage)
    await play.later(days=40)
    await play.ends(State.EXPIRED, "EX01")
    assert play.world.orders() == []


async def test_5_a_withdrawal_ends_the_waiting(stage: Stage) -> None:
    play = await asked(stage)
    await play.people.do(a.Withdraw)
    await play.ends(State.WITHDRAWN, "WD01")
