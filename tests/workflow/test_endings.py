"""Withdrawal and cancellation: in any state before the activation, and nothing is left behind (process.md 4)."""

import asyncio

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import CancelledError

from models import acts as a
from models.account import FilingAnswer, FilingCode
from models.states import State
from tests.workflow.conftest import Stage, soon
from tests.workflow.play import Play
from tests.workflow.world import World
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")

BEFORE_ACTIVATION = [
    State.PRE_REVIEW,
    State.DD_SCHEDULING,
    State.DD_IN_PROGRESS,
    State.DECISION,
    State.PRE_OPENED,
    State.COUNTER_BOOKED,
    State.AT_COUNTER,
]


@pytest.mark.parametrize("state", BEFORE_ACTIVATION)
async def test_the_customer_may_withdraw_in(stage: Stage, state: State) -> None:
    play = await stage()
    await play.to(state)
    await play.people.do(a.Withdraw)
    await play.ends(State.WITHDRAWN, "WD01")
    reserved = play.world.count("reserve_account")
    assert play.world.count("retire_account") == reserved
    assert play.world.count("activate_account") == 0
    assert play.world.texts()[-1] == "withdrawn"


async def test_the_customer_may_withdraw_a_draft(stage: Stage) -> None:
    play = await stage(submit=False)
    await play.people.do(a.Withdraw)
    await play.ends(State.WITHDRAWN, "WD01")


async def test_the_customer_may_withdraw_while_the_check_system_is_closed(stage: Stage) -> None:
    world = World()
    world.down("check_tax", "SERVICE_CLOSED", retry=False)
    play = await stage(world=world)
    await play.until(State.CHECK_PENDING)
    await play.people.do(a.Withdraw)
    await play.ends(State.WITHDRAWN, "WD01")


async def test_the_customer_may_withdraw_in_a_risk_review_and_in_a_supplement(stage: Stage) -> None:
    play = await stage()
    await play.until(State.PRE_REVIEW)
    await play.people.review("escalate")
    await play.until(State.RISK_REVIEW)
    await play.people.do(a.Withdraw)
    await play.ends(State.WITHDRAWN, "WD01")


async def test_nobody_withdraws_from_an_activation_that_is_stuck(stage: Stage) -> None:
    play = await at_filing_error(stage)
    with pytest.raises(Refusal, match="activated"):
        await play.people.do(a.Withdraw)


async def at_filing_error(stage: Stage) -> Play:
    world = World()
    world.answers["file_account"] = lambda filing: FilingAnswer(code=FilingCode.REJECTED)
    play = await stage(world=world)
    await play.order_activation()
    await play.until(State.FILING_ERROR)
    return play


async def cancelled(play: Play) -> None:
    await play.handle.cancel()
    with pytest.raises(WorkflowFailureError) as failure:
        await play.outcome()
    assert isinstance(failure.value.cause, CancelledError)
    play.left_nothing()


@pytest.mark.parametrize("state", [State.PRE_REVIEW, State.DD_IN_PROGRESS, State.PRE_OPENED, State.AT_COUNTER])
async def test_a_case_cancelled_from_temporal_is_undone_like_a_withdrawal_in(stage: Stage, state: State) -> None:
    play = await stage()
    await play.to(state)
    await cancelled(play)
    assert play.world.count("retire_account") == play.world.count("reserve_account")


async def test_a_case_cancelled_with_an_active_but_unfiled_account_is_reversed(stage: Stage) -> None:
    play = await at_filing_error(stage)
    await cancelled(play)
    assert play.world.orders()[-1] == "reverse_account"


async def test_a_case_cancelled_while_the_core_bank_activates_waits_for_its_answer_and_reverses(stage: Stage) -> None:
    world = World()
    release = world.hold("activate_account")
    play = await stage(world=world)
    await play.order_activation()
    await soon(lambda: world.count("activate_account") == 1)
    await play.handle.cancel()
    await asyncio.sleep(0.1)  # the order is on its way: nothing may be reversed before its answer
    assert world.count("reverse_account") == 0
    release.set()
    with pytest.raises(WorkflowFailureError):
        await play.outcome()
    assert world.orders()[-1] == "reverse_account"
    assert world.count("file_account") == 0


async def test_a_case_cancelled_after_the_filing_is_completed(stage: Stage) -> None:
    world = World()
    release = world.hold("sign_contracts")
    play = await stage(world=world)
    await play.order_activation()
    await soon(lambda: world.count("sign_contracts") == 1)
    await play.handle.cancel()
    release.set()
    await play.ends(State.ACTIVE)
    assert world.count("reverse_account") == 0
