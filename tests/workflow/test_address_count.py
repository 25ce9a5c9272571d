"""How many firms are at the address is asked of the registry among the machine checks (risk.md 6, F01)."""

from typing import Any

import pytest

from models.checks import AddressCountAnswer, AddressCountAsked, AddressCountCode
from models.states import State
from tests import builders
from tests.workflow.conftest import Stage
from tests.workflow.world import World, server_time

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_f01_registry_count_is_asked_and_flags(stage: Stage) -> None:
    world = World()
    world.answers["count_at_address"] = lambda ask: builders.address_count(51, at=server_time(), query=ask.query)
    play = await stage(world=world)
    await play.to(State.PRE_REVIEW)
    assert [ask.query.address for ask in world.calls["count_at_address"]] == [builders.ADDRESS]
    assert "ADDRESS_CLUSTER" in {finding.code for finding in (await play.people.show()).findings}
    assert world.seen("CHECK_ANSWERED")["address_count"] == 1


async def test_f01_without_a_source_the_case_goes_on_and_says_that_the_count_is_unknown(stage: Stage) -> None:
    world = World()

    def nobody(ask: Any) -> AddressCountAsked:
        answer = AddressCountAnswer(code=AddressCountCode.NO_SOURCE)
        return AddressCountAsked(at=server_time(), query=ask.query, answer=answer)

    world.answers["count_at_address"] = nobody
    play = await stage(world=world)
    await play.to(State.PRE_REVIEW)
    assert "ADDRESS_COUNT_UNKNOWN" in {finding.code for finding in (await play.people.show()).findings}


@pytest.mark.parametrize("why", ["OUTSIDE_FAILED", "SERVICE_CLOSED"])
async def test_f01_registry_count_that_is_not_answered_keeps_the_case_pending_until_it_is(
    stage: Stage, why: str
) -> None:
    world = World()
    world.down("count_at_address", why, retry=False)
    play = await stage(world=world)
    await play.until(State.CHECK_PENDING)
    await play.later(minutes=35)
    assert "PRE_REVIEW" not in world.states()
    world.heal("count_at_address")
    await play.later(minutes=11)
    await play.until(State.PRE_REVIEW)


async def test_f01_registry_count_is_not_asked_in_a_case_from_before_it(stage: Stage) -> None:
    clusters = builders.policy().clusters.model_copy(update={"registry": None})
    play = await stage(policy=builders.policy_with(clusters=clusters))
    await play.to(State.PRE_REVIEW)
    assert play.world.count("count_at_address") == 0
