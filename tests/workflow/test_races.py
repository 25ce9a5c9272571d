"""What happens at the same time: acts beside the story, orders on their way, endings that meet each other."""

from datetime import timedelta

import pytest
from temporalio.client import WorkflowFailureError

from models import acts as a
from models.account import AccountState, CounterItem
from models.states import State
from models.tasks import TaskKind
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage, soon
from tests.workflow.world import World, server_time
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")


# ── endings beside an order that is on its way ──────────────────────────────────────────────────────────────────────


async def test_a_withdrawal_while_the_number_is_being_reserved_retires_that_number(stage: Stage) -> None:
    world = World()
    release = world.hold("reserve_account")
    play = await stage(world=world)
    await play.to(State.DECISION)
    await play.decide()
    await soon(lambda: world.count("reserve_account") == 1)
    await play.people.do(a.Withdraw)
    release.set()
    await play.ends(State.WITHDRAWN, "WD01")
    assert world.orders() == ["reserve_account", "retire_account"]
    assert "PRE_OPENED" not in world.states()


async def test_a_withdrawal_while_the_core_bank_is_down_still_retires_what_may_have_been_reserved(stage: Stage) -> None:
    world = World()
    world.down("reserve_account")
    play = await stage(world=world)
    await play.to(State.DECISION)
    await play.decide()
    await soon(lambda: world.count("reserve_account") >= 1)
    await play.people.do(a.Withdraw)
    world.heal("reserve_account")
    await play.ends(State.WITHDRAWN, "WD01")
    assert world.orders() == ["reserve_account", "retire_account"]


async def test_a_cancellation_in_the_middle_of_a_withdrawal_does_not_stop_the_compensation(stage: Stage) -> None:
    world = World()
    release = world.hold("retire_account")
    play = await stage(world=world)
    await play.to(State.PRE_OPENED)
    await play.people.do(a.Withdraw)
    await soon(lambda: world.count("retire_account") == 1)
    await play.handle.cancel()
    await play.later(seconds=1)
    release.set()
    with pytest.raises(WorkflowFailureError):
        await play.outcome()
    assert (await play.people.show()).state == State.WITHDRAWN
    assert world.orders() == ["reserve_account", "retire_account"]
    play.left_nothing()


async def test_while_a_withdrawn_case_is_being_undone_nobody_acts_on_it(stage: Stage) -> None:
    world = World()
    release = world.hold("retire_account")
    play = await stage(world=world)
    await play.to(State.PRE_OPENED)
    await play.people.do(a.Withdraw)
    await soon(lambda: world.count("retire_account") == 1)
    with pytest.raises(Refusal, match="being ended"):
        await play.book_counter()
    release.set()
    await play.ends(State.WITHDRAWN, "WD01")


async def test_a_core_bank_that_says_closed_delays_the_compensation_and_does_not_lose_it(stage: Stage) -> None:
    world = World()
    play = await stage(world=world)
    await play.to(State.PRE_OPENED)
    world.down("retire_account", "SERVICE_CLOSED", retry=False)
    await play.people.do(a.Withdraw)
    await soon(lambda: world.count("retire_account") == 1)
    world.heal("retire_account")
    await play.later(minutes=11)
    await play.ends(State.WITHDRAWN, "WD01")
    assert world.orders()[-1] == "retire_account"


async def test_a_message_gateway_that_says_closed_loses_no_message_and_stops_no_case(stage: Stage) -> None:
    world = World()
    world.down("send_message", "SERVICE_CLOSED", retry=False)
    play = await stage(world=world)
    await play.to(State.DD_SCHEDULING)
    world.heal("send_message")
    await play.later(minutes=11)
    await soon(lambda: world.texts()[:2] == ["submitted", "interview_ready"])
    assert len({message.message_id for message in world.messages}) == len(world.messages)


@pytest.mark.parametrize("step", ["activate_account", "enable_seal", "file_account"])
async def test_a_cancellation_while_an_order_is_on_its_way_waits_for_its_answer(stage: Stage, step: str) -> None:
    world = World()
    release = world.hold(step)
    play = await stage(world=world)
    await play.order_activation()
    await soon(lambda: world.count(step) == 1)
    await play.handle.cancel()
    await play.later(seconds=1)
    assert world.count("reverse_account") == 0
    release.set()
    if step == "file_account":  # accepted after all: the account is open and stays
        await play.ends(State.ACTIVE)
        assert world.texts().count("opened") == world.count("sign_contracts") == 1
        return
    with pytest.raises(WorkflowFailureError):
        await play.outcome()
    account = (await play.people.file()).account
    assert account is not None
    assert account.state is AccountState.CLOSED_BEFORE_USE
    assert world.orders()[-2:] == [step, "reverse_account"]


async def test_a_cancellation_while_contracts_are_signed_completes_the_opening_once(stage: Stage) -> None:
    world = World()
    release = world.hold("sign_contracts")
    play = await stage(world=world)
    await play.order_activation()
    await soon(lambda: world.count("sign_contracts") == 1)
    await play.handle.cancel()
    await play.later(seconds=1)
    release.set()
    await play.ends(State.ACTIVE)
    assert world.count("sign_contracts") == 1
    assert world.texts().count("opened") == 1
    assert world.actions().count("ACTIVATED") == 1


async def test_a_cancellation_while_the_outside_is_asked_ends_the_case_at_once(stage: Stage) -> None:
    world = World()
    world.hold("check_registration")
    play = await stage(world=world)
    await soon(lambda: world.count("check_registration") == 1)
    await play.handle.cancel()
    with pytest.raises(WorkflowFailureError):
        await play.outcome()
    assert (await play.people.show()).state == State.WITHDRAWN
    play.left_nothing()
    world.heal("check_registration")


async def test_a_withdrawal_while_the_map_is_asked_ends_the_case_at_once(stage: Stage) -> None:
    world = World()
    world.hold("locate_address")
    play = await stage(world=world)
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    await soon(lambda: world.count("locate_address") == 1)
    await play.people.do(a.Withdraw)
    await play.ends(State.WITHDRAWN, "WD01")


# ── the counter ─────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_seal_card_is_shown_to_a_second_person_once(stage: Stage) -> None:
    play = await stage()
    await play.to(State.AT_COUNTER)
    for _ in range(2):
        await play.people.do(a.Tick, who.COUNTER_TELLER, item=CounterItem.SEAL_CARD)
    assert sum(task.kind == TaskKind.SEAL_CARD for task in (await play.people.show()).tasks) == 1
    await play.people.do(a.Withdraw)
    await play.ends(State.WITHDRAWN, "WD01")


async def test_a_case_that_comes_back_to_the_counter_is_not_called_slow_again(stage: Stage) -> None:
    play = await stage()
    await play.to(State.AT_COUNTER)
    await play.prepare_activation()
    await play.later(minutes=50)
    await play.people.do(a.Mismatch, who.COUNTER_TELLER, reason="another seal")
    await play.go_on()
    await play.until(State.AT_COUNTER)
    await play.until_task(TaskKind.COUNTER)
    await play.people.activate()
    await play.ends(State.ACTIVE)
    assert [fact.detail["level"] for fact in play.world.trail if fact.action == "COUNTER_SLOW"] == [0, 1]


async def test_a_slot_beyond_the_reserved_numbers_life_is_refused(stage: Stage) -> None:
    play = await stage()
    await play.to(State.PRE_OPENED)
    now = await play.now()
    for slot in (now + timedelta(days=31), now - timedelta(hours=1)):
        with pytest.raises(Refusal):
            await play.people.book_counter(slot)
    assert play.world.count("book_slot") == 0
    await soon(lambda: play.world.seen("ACT_REFUSED") == {"book_counter": 2})


async def test_a_missed_slot_at_the_very_end_of_the_reservation_expires_the_case(stage: Stage) -> None:
    play = await stage()
    await play.to(State.PRE_OPENED)
    await play.book_counter(days=29, hours=23, minutes=59)
    await play.until(State.COUNTER_BOOKED)
    await play.later(days=30, minutes=20)
    await play.ends(State.EXPIRED, "EX01")
    assert play.world.orders() == ["reserve_account", "retire_account"]
    assert play.world.count("free_slot") == 1


async def test_a_full_slot_is_refused_and_the_refusal_is_on_the_trail(stage: Stage) -> None:
    play = await stage()
    await play.to(State.PRE_OPENED)
    play.world.answers["book_slot"] = lambda ask: False
    with pytest.raises(Refusal, match="full"):
        await play.book_counter()
    await soon(lambda: play.world.seen("ACT_REFUSED") == {"book_counter": 1})
    assert (await play.people.show()).state == State.PRE_OPENED


async def test_a_filing_that_is_ordered_a_day_after_the_check_in_has_its_own_day(stage: Stage) -> None:
    play = await stage()
    await play.to(State.AT_COUNTER)
    await play.prepare_activation()
    await play.people.do(a.Mismatch, who.COUNTER_TELLER, reason="another seal")
    await play.later(days=1)
    await play.go_on()
    await play.until_task(TaskKind.COUNTER)
    play.world.fail("file_account", retry=False)
    await play.people.activate()
    await play.until(State.FILING_ERROR)
    await play.people.do(a.CorrectFiling, who.COUNTER_TELLER, note="asked again")
    await play.ends(State.ACTIVE)


async def test_a_worker_whose_clock_runs_ahead_does_not_spoil_the_activation(stage: Stage) -> None:
    play = await stage()
    play.world.answers["screen_lists"] = lambda ask: builders.lists(
        query=ask.query, at=server_time() + timedelta(seconds=90)
    )
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
