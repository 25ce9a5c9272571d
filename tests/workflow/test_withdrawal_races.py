"""A withdrawal that meets an answer, a failure or an act in one step of the workflow: wherever the story stands, it
ends (process.md 4).

The story's worker is away while both arrive, so that it meets them together, as it may whenever it is busy.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from models import acts as a
from models.states import State
from models.tasks import TaskKind
from tests import people as who
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
    """Tells the story and does nothing else; when it has left, the server waits this short for what it had kept."""
    return Worker(
        client,
        task_queue=ids.QUEUE,
        workflows=[AccountOpeningWorkflow],
        workflow_runner=workflow_runner(),
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=0.2),
    )


# ── an answer ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def submits(play: Play) -> None:
    await play.submit()


async def checks_in(play: Play) -> None:
    await play.submit()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()


async def records_the_visit(play: Play) -> None:
    await checks_in(play)
    await play.work_the_visit()


async def is_interviewed(play: Play) -> None:
    await play.submit()
    await play.to(State.DD_SCHEDULING)
    await play.until_task(TaskKind.INTERVIEW)
    await play.people.interview()


async def is_approved(play: Play) -> None:
    await play.submit()
    await play.to(State.DECISION)
    await play.decide()


STATIONS: list[tuple[str, Way]] = [
    ("claim_firm", submits),
    ("count_in_house", submits),
    ("check_registration", submits),
    ("screen_lists", submits),
    ("locate_address", checks_in),
    ("compare_faces", checks_in),
    ("exam_video", records_the_visit),
    ("exam_video", is_interviewed),
    ("reserve_account", is_approved),
]


@pytest.mark.parametrize(("station", "way"), STATIONS, ids=[f"{name} {way.__name__}" for name, way in STATIONS])
async def test_a_withdrawal_in_one_step_with_what_was_asked_ends_the_case_at(
    environment: WorkflowEnvironment, bugs: Bugs, station: str, way: Way
) -> None:
    await withdrawn_with_what_was_asked(environment, bugs, World(), station, way)


FAILING: list[tuple[str, Way]] = [
    ("check_registration", submits),
    ("locate_address", checks_in),
    ("reserve_account", is_approved),
]


@pytest.mark.parametrize(("station", "way"), FAILING, ids=[f"{name} {way.__name__}" for name, way in FAILING])
async def test_a_withdrawal_in_one_step_with_a_failure_ends_the_case_at(
    environment: WorkflowEnvironment, bugs: Bugs, station: str, way: Way
) -> None:
    world = World()
    world.fail(station, retry=False)
    await withdrawn_with_what_was_asked(environment, bugs, world, station, way)


async def withdrawn_with_what_was_asked(
    environment: WorkflowEnvironment, bugs: Bugs, world: World, station: str, way: Way
) -> None:
    release = world.hold(station)

    async def asked(play: Play) -> None:
        await way(play)
        await soon(lambda: world.count(station) >= 1)

    async def both(play: Play) -> None:
        await withdraws(play)
        release.set()
        await ended(play, station)

    await withdrawn_in_one_step(environment, bugs, world, asked, both, asked_for=station)
    assert world.orders() in ([], ["retire_account"], ["reserve_account", "retire_account"])


# ── an act ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def books_a_visit(play: Play) -> None:
    await signals(play, a.BookVisit, who.MANAGER, at=await play.now() + timedelta(hours=2))


async def approves(play: Play) -> None:
    await signals(play, a.DecideOpening, who.SUPERVISOR, decision="approve")


async def books_a_slot(play: Play) -> None:
    await signals(play, a.BookCounter, slot=await play.now() + timedelta(hours=1))


async def comes_to_the_counter(play: Play) -> None:
    await signals(play, a.CheckInCounter, who.COUNTER_TELLER, chip_identity=True)


async def orders_the_activation(play: Play) -> None:
    await signals(play, a.Activate, who.COUNTER_TELLER)


async def withdraws(play: Play) -> None:
    await signals(play, a.Withdraw)


async def signals(play: Play, kind: type[a.Act], by: str | None = None, **said: Any) -> None:
    await play.people.front.signal(play.people.application, play.people.act(kind, by, **said))


ACTS: list[tuple[State, Way]] = [
    (State.DD_SCHEDULING, books_a_visit),
    (State.DECISION, approves),
    (State.PRE_OPENED, books_a_slot),
    (State.COUNTER_BOOKED, comes_to_the_counter),
    (State.AT_COUNTER, orders_the_activation),
]


@pytest.mark.parametrize(("state", "act"), ACTS, ids=[f"{state} {act.__name__}" for state, act in ACTS])
async def test_a_withdrawal_in_one_step_with_an_act_ends_the_case_in(
    environment: WorkflowEnvironment, bugs: Bugs, state: State, act: Way
) -> None:
    await withdrawn_in_one_step(environment, bugs, World(), ready_in(state), in_turn(withdraws, act))


async def test_an_activation_that_was_ordered_just_before_the_withdrawal_opens_nothing(
    environment: WorkflowEnvironment, bugs: Bugs
) -> None:
    world, ready = World(), ready_in(State.AT_COUNTER)
    await withdrawn_in_one_step(environment, bugs, world, ready, in_turn(orders_the_activation, withdraws))
    assert world.orders() == ["reserve_account", "retire_account"]


def ready_in(state: State) -> Way:
    """The case stands there, and at the counter nothing is left to do but to order the activation."""

    async def way(play: Play) -> None:
        await play.submit()
        await play.to(state)
        if state is State.AT_COUNTER:
            await play.prepare_activation()

    return way


def in_turn(*ways: Way) -> Way:
    async def way(play: Play) -> None:
        for each in ways:
            await each(play)

    return way


async def withdrawn_in_one_step(
    environment: WorkflowEnvironment, bugs: Bugs, world: World, before: Way, meanwhile: Way, asked_for: str = ""
) -> None:
    """Play `before`; `meanwhile`, with the customer's withdrawal in it, happens while the story's worker is away. All
    that was asked is answered by then but what is `asked_for`.
    """
    async with AsyncExitStack() as stack, asyncio.timeout(2 * PATIENCE):
        async with teller_of(environment.client):
            play = await begin(environment, stack, bugs.seen, ordinary(), world, tells_stories=False)
            stack.push_async_callback(forget, play)
            await before(play)
            await resting(play, asked_for)
        await meanwhile(play)
        async with teller_of(environment.client):
            await play.ends(State.WITHDRAWN, "WD01")


async def resting(play: Play, asked_for: str) -> None:
    """Until nothing is on its way but what is held: a worker that leaves with a step in its hands is missed for ten
    seconds.
    """
    while await _at_work(play, asked_for):  # noqa: ASYNC110 - the server is asked over the wire
        await asyncio.sleep(0.05)


async def _at_work(play: Play, asked_for: str) -> bool:
    seen = (await play.handle.describe()).raw_description
    others = [each for each in seen.pending_activities if each.activity_type.name != asked_for]
    return bool(others) or seen.HasField("pending_workflow_task")


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
