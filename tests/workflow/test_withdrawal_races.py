"""A withdrawal that meets an answer in one step of the workflow: wherever the story stands, it ends (process.md 4).

The story's worker is away while both arrive, so that it meets them together, as it may whenever it is busy.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from models import acts as a
from models.states import State
from tests.people import PATIENCE
from tests.workflow.conftest import Bugs, begin, forget, soon
from tests.workflow.play import Play, ordinary
from tests.workflow.world import World
from workers.main import workflow_runner
from workflows import ids
from workflows.account_opening import AccountOpeningWorkflow

pytestmark = pytest.mark.asyncio(loop_scope="session")

_SCHEDULED = EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
_ENDED = {
    EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED: "completed",
    EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED: "failed",
}

Way = Callable[[Play], Awaitable[None]]


def teller_of(client: Client) -> Worker:
    """Tells the story and does nothing else; it keeps nothing, or the server would wait for it when it has left."""
    return Worker(
        client,
        task_queue=ids.QUEUE,
        workflows=[AccountOpeningWorkflow],
        workflow_runner=workflow_runner(),
        max_cached_workflows=0,
    )


async def submits(play: Play) -> None:
    await play.submit()


STATIONS: list[tuple[str, Way]] = [
    ("claim_firm", submits),
    ("count_in_house", submits),
    ("check_registration", submits),
    ("screen_lists", submits),
]


@pytest.mark.parametrize(("station", "way"), STATIONS, ids=[f"{name} {way.__name__}" for name, way in STATIONS])
async def test_a_withdrawal_in_one_step_with_what_was_asked_ends_the_case_at(
    environment: WorkflowEnvironment, bugs: Bugs, station: str, way: Way
) -> None:
    world = World()
    release = world.hold(station)

    async def asked(play: Play) -> None:
        await way(play)
        await soon(lambda: world.count(station) >= 1)

    async def both(play: Play) -> None:
        release.set()
        await ended(play, station)

    await withdrawn_in_one_step(environment, bugs, world, asked, both)


async def withdrawn_in_one_step(
    environment: WorkflowEnvironment, bugs: Bugs, world: World, before: Way, meanwhile: Way
) -> None:
    """Play `before`; while the story's worker is away the customer withdraws and `meanwhile` happens too."""
    async with AsyncExitStack() as stack, asyncio.timeout(2 * PATIENCE):
        async with teller_of(environment.client):
            play = await begin(environment, stack, bugs.seen, ordinary(), world, tells_stories=False)
            stack.push_async_callback(forget, play)
            await before(play)
        await play.people.front.signal(play.people.application, play.people.act(a.Withdraw))
        await meanwhile(play)
        async with teller_of(environment.client):
            await play.ends(State.WITHDRAWN, "WD01")


async def ended(play: Play, name: str) -> None:
    """Until an activity of this name has ended, whatever the story knows of it."""
    while not await _has_ended(play, name):  # noqa: ASYNC110 - the history is asked over the wire
        await asyncio.sleep(0.05)


async def _has_ended(play: Play, name: str) -> bool:
    scheduled: dict[int, str] = {}
    async for event in play.handle.fetch_history_events():
        if event.event_type == _SCHEDULED:
            scheduled[event.event_id] = event.activity_task_scheduled_event_attributes.activity_type.name
        elif how := _ENDED.get(event.event_type):
            attributes: Any = getattr(event, f"activity_task_{how}_event_attributes")
            if scheduled[attributes.scheduled_event_id] == name:
                return True
    return False
