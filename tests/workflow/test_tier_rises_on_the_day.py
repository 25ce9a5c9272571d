"""A tier that rises on the activation day goes back to those whom it demands; H07 holds throughout (risk.md 4)."""

from typing import Any

import pytest

from models import acts as a
from models.account import AccountState
from models.findings import Tier
from models.papers import PaperKind
from models.people import Role
from models.proofs import Proof
from models.rules.hard_rules import broken
from models.states import State
from models.tasks import TaskKind
from tests import people as who
from tests.workflow.conftest import Stage
from tests.workflow.play import Play
from tests.workflow.test_agents import GENERAL
from tests.workflow.test_limits import R2, another_day, exposed, unreachable
from tests.workflow.test_tiers import everybody_is
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def risen(stage: Stage, system: str = "check_registration", answer: Any = unreachable) -> Play:
    """A standard firm of which something else is answered when the teller orders the activation: the registry cannot
    reach it any more, which makes it R2.
    """
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.PRE_OPENED)
    play.world.answers[system] = answer
    await another_day(play)
    await play.serve()
    await play.until_task(TaskKind.SECOND_REVIEW)
    return play


async def decided(play: Play) -> None:
    """The people of R2 look and decide."""
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.interview_again()
    await play.people.prove(Proof.PURPOSE)
    await play.until_task(TaskKind.DECISION, "RISK")
    await play.people.decide_opening(by=who.RISK)
    await play.until(State.PRE_OPENED)


async def standing(play: Play) -> set[str]:
    found = await play.people.file()
    return {stop.code for stop in broken(found, play.policy, await play.now())}


async def test_it_is_reviewed_and_decided_by_the_people_of_the_new_tier_and_opened_at_another_visit(
    stage: Stage,
) -> None:
    play = await risen(stage)
    assert "H07" in await standing(play)
    assert (await play.people.file()).counter.ticked == {}
    with pytest.raises(Refusal):
        await play.people.activate()
    await decided(play)
    assert "H07" not in await standing(play)
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    found = await play.people.file()
    assert [actor.role for actor in found.approvals] == [Role.RISK]
    assert len({actor.person for actor in found.passes}) == 2
    (order,) = play.world.calls["activate_account"]
    assert order.limits == R2
    assert play.world.count("reserve_account") == 1
    assert play.world.texts().count("pre_opened") == 2
    assert play.world.texts().count("decided_anew") == 1
    (outgrown,) = [fact for fact in play.world.trail if fact.action == "DECISION_OUTGROWN"]
    assert (outgrown.before, outgrown.after) == (Tier.R3, Tier.R2)


async def test_who_decided_at_the_lower_tier_does_not_decide_at_the_higher(stage: Stage) -> None:
    play = await risen(stage)
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.interview_again()
    await play.people.prove(Proof.PURPOSE)
    await play.until_task(TaskKind.DECISION, "RISK")
    with pytest.raises(Refusal, match="RISK"):
        await play.people.decide_opening(by=who.SUPERVISOR)
    assert (await play.people.file()).approvals == []


async def test_a_refusal_by_the_new_people_retires_the_number(stage: Stage) -> None:
    play = await risen(stage)
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.interview_again()
    await play.until_task(TaskKind.DECISION, "RISK")
    await play.people.decide_opening("refuse", by=who.RISK, reason_code="RF10", reason="登记住所无法联系")
    await play.until_task(TaskKind.REFUSAL)
    await play.people.do(a.ConfirmRefusal, who.SUPERVISOR, decision="agree")
    await play.ends(State.REFUSED, "RF10")
    assert play.world.orders() == ["reserve_account", "retire_account"]


async def test_the_customer_may_withdraw_while_it_is_decided_anew(stage: Stage) -> None:
    play = await risen(stage)
    await play.people.do(a.Withdraw)
    await play.ends(State.WITHDRAWN, "WD01")
    assert play.world.orders() == ["reserve_account", "retire_account"]


async def test_a_number_whose_time_is_over_when_they_have_decided_opens_nothing(stage: Stage) -> None:
    play = await risen(stage)
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.interview_again()
    await play.people.prove(Proof.PURPOSE)
    for _ in range(2):
        await play.until_task(TaskKind.DECISION, "RISK")
        later = await play.now()
        await play.people.decide_opening("extend", by=who.RISK, until=later.replace(year=later.year + 1), reason="?")
        await play.until(State.EXTENDED_REVIEW)
        await play.later(days=9)
    await play.until_task(TaskKind.DECISION, "RISK")
    await play.later(days=14)
    await play.people.decide_opening(by=who.RISK)
    await play.ends(State.EXPIRED, "EX01")
    assert play.world.orders() == ["reserve_account", "retire_account"]
    assert play.world.texts().count("pre_opened") == 1


async def test_a_number_that_was_reserved_for_another_kind_of_account_opens_nothing(stage: Stage) -> None:
    play = await risen(stage)
    item = {"reason_code": "PURPOSE_MISSING", "statement": "purpose", "zh": "请说明开户用途。"}
    await play.people.review("supplement", by=who.SECOND_REVIEWER, items=(item,))
    await play.until(State.SUPPLEMENT)
    await play.people.do(a.Supplement, statements=GENERAL, papers=who.more_papers(PaperKind.PURPOSE_PROOF))
    for kind, by in ((TaskKind.REVIEW, who.REVIEWER), (TaskKind.SECOND_REVIEW, who.SECOND_REVIEWER)):
        await play.until_task(kind)
        await play.people.review(by=by, seen=(PaperKind.PURPOSE_PROOF,))
    await play.interview_again()
    await play.people.prove(Proof.PURPOSE)
    await play.until_task(TaskKind.DECISION, "RISK")
    await play.people.decide_opening(by=who.RISK)
    await play.ends(State.EXPIRED, "RF13")
    assert play.world.orders() == ["reserve_account", "retire_account"]


async def test_to_the_highest_tier_the_representative_is_interviewed_at_the_counter(stage: Stage) -> None:
    play = await risen(stage, "screen_lists", exposed)
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.go_on()
    await play.people.prove(Proof.PURPOSE, Proof.NEIGHBOURS, Proof.FUNDS, Proof.OWNER_CHAIN)
    await play.until_task(TaskKind.DECISION, "RISK_HEAD")
    await play.people.decide_opening(by=who.RISK_HEAD)
    await play.until_task(TaskKind.SECOND_DECISION)
    await play.people.decide_opening(by=who.BRANCH_MANAGER)
    await play.to(State.AT_COUNTER)
    await play.prepare_activation()
    with pytest.raises(Refusal, match="interview"):
        await play.people.activate()


async def test_a_tier_that_falls_to_other_deciders_is_decided_by_them(stage: Stage) -> None:
    play = await risen(stage)
    await decided(play)
    play.world.heal("check_registration")
    await another_day(play)
    await play.serve()
    await play.until_task(TaskKind.DECISION, "SUP")
    await play.people.decide_opening()
    await play.until(State.PRE_OPENED)
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    account = (await play.people.file()).account
    assert account is not None
    assert (account.state, account.limits) == (AccountState.ACTIVE, R2), "limits that fell rise by the chain alone"
