"""A temporary identity card: left open by the remote steps, seen at the counter, allowed by a supervisor (rules 9)."""

import pytest

from models import acts as a
from models.account import CounterItem
from models.audit import SHANGHAI
from models.states import State
from models.tasks import TaskKind
from tests import people as who
from tests.workflow.conftest import Stage
from tests.workflow.play import Play
from tests.workflow.world import World, temporary_card
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")

REASON = "card lost, the new one is being made"


async def at_counter(stage: Stage) -> Play:
    """The case of somebody whose card is temporary, at the counter; the reviewer passed it without a word on it."""
    play = await stage(submit=False, world=World())
    play.world.readings["c" * 64] = temporary_card((await play.now()).astimezone(SHANGHAI).date())
    await play.submit()
    view = await play.until_task(TaskKind.REVIEW)
    assert {"TEMPORARY_CARD_AT_COUNTER": "FIX"}.items() <= {f.code: f.severity for f in view.findings}.items()
    await play.people.review(reason="")
    await play.to(State.COUNTER_BOOKED)
    await play.people.do(a.CheckInCounter, who.COUNTER_TELLER, chip_identity=False)
    await play.until_task(TaskKind.COUNTER)
    return play


async def prepared(stage: Stage) -> Play:
    play = await at_counter(stage)
    assert CounterItem.TEMPORARY_CARD in (await play.people.show()).to_tick
    await play.people.tick_everything()
    await play.people.confirm_seal()
    await play.until_task(TaskKind.TEMPORARY_CARD, "SUP")
    return play


async def test_9_temporary_id_opens_only_when_a_supervisor_has_allowed_it_by_name(stage: Stage) -> None:
    play = await prepared(stage)
    with pytest.raises(Refusal, match="a supervisor has to allow"):
        await play.people.activate()
    with pytest.raises(Refusal, match="--reason"):
        await play.people.do(a.AllowCard, who.SUPERVISOR, decision="allow")
    await play.people.do(a.AllowCard, who.SUPERVISOR, decision="allow", reason=REASON)
    await play.people.activate()
    await play.ends(State.ACTIVE)
    word = (await play.people.file()).counter.card_allowed
    assert word is not None
    assert (word.by, word.reason) == (who.SUPERVISOR, REASON)
    (told,) = [fact for fact in play.world.trail if fact.action == "TEMPORARY_CARD_DECIDED"]
    assert told.after == "allow"


async def test_9_temporary_id_that_is_not_allowed_is_seen_again_before_anything_opens(stage: Stage) -> None:
    play = await prepared(stage)
    await play.people.do(a.AllowCard, who.SUPERVISOR, decision="deny", reason="the picture is another person's")
    assert (await play.people.show()).to_tick == (CounterItem.TEMPORARY_CARD,)
    with pytest.raises(Refusal, match="still to tick"):
        await play.people.activate()
    await play.people.do(a.Tick, who.COUNTER_TELLER, item=CounterItem.TEMPORARY_CARD)
    await play.until_task(TaskKind.TEMPORARY_CARD, "SUP")
    assert play.world.orders() == ["reserve_account"]


async def test_9_temporary_id_is_allowed_by_no_reviewer_and_no_teller(stage: Stage) -> None:
    play = await prepared(stage)
    for by in (who.COUNTER_TELLER, who.REVIEWER, who.MANAGER, who.RISK):
        with pytest.raises(Refusal):
            await play.people.do(a.AllowCard, by, decision="allow", reason=REASON)
