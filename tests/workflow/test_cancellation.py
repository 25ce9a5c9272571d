"""A cancellation that meets an answer in the same step: the case ends all the same (workflows/waiting.py)."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from temporalio import activity, workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from models.requests import FreeSlot
from tests.people import PATIENCE
from workers.main import workflow_runner
from workflows.waiting import answered, met_within, stopped

pytestmark = pytest.mark.asyncio(loop_scope="session")

STORY, HANDS = "cancellation-story", "cancellation-hands"
_DONE = EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED
_SOON = timedelta(seconds=20)


@workflow.defn(sandboxed=False)
class Withdrawable:
    """A story in small: it asks, then waits for somebody who never comes, unless it is withdrawn."""

    def __init__(self) -> None:
        self.withdrawn = False

    @workflow.run
    async def run(self, station: str) -> str:
        story = asyncio.create_task(self._asks() if station == "asks" else self._waits())
        await workflow.wait_condition(lambda: story.done() or self.withdrawn)
        await stopped(story)
        return "cancelled" if story.cancelled() else "went on"

    async def _asks(self) -> None:
        await answered(
            "ask", FreeSlot(application="EK2026100800000001"), task_queue=HANDS, schedule_to_close_timeout=_SOON
        )
        await workflow.wait_condition(lambda: False)

    async def _waits(self) -> None:
        """What is waited for is met by the very act that ends the case."""
        asking = workflow.start_activity(
            "ask", FreeSlot(application="EK2026100800000001"), task_queue=HANDS, schedule_to_close_timeout=_SOON
        )
        await met_within(lambda: asking.done() or self.withdrawn, timedelta(days=1), "somebody")
        await met_within(lambda: False, timedelta(days=30), "nobody")

    @workflow.signal
    def withdraw(self) -> None:
        self.withdrawn = True


@pytest.mark.parametrize("station", ["asks", "waits"])
async def test_a_withdrawal_in_the_same_step_as_an_answer_ends_the_story(
    environment: WorkflowEnvironment, station: str
) -> None:
    """The story's worker is away while the answer and the withdrawal arrive, so it meets both in one step."""
    asked, release = asyncio.Event(), asyncio.Event()

    @activity.defn(name="ask")
    async def ask(request: FreeSlot) -> None:
        asked.set()
        await release.wait()

    client = environment.client
    async with asyncio.timeout(PATIENCE), Worker(client, task_queue=HANDS, activities=[ask]):
        async with _teller_of(client):
            handle = await client.start_workflow(
                Withdrawable.run, station, id=f"cancellation-{station}", task_queue=STORY
            )
            await asked.wait()
        await handle.signal(Withdrawable.withdraw)
        release.set()
        while _DONE not in await _events(handle):  # noqa: ASYNC110 - the history is asked over the wire
            await asyncio.sleep(0.05)
        async with _teller_of(client):
            assert await handle.result() == "cancelled"


def _teller_of(client: Any) -> Worker:
    return Worker(
        client,
        task_queue=STORY,
        workflows=[Withdrawable],
        workflow_runner=workflow_runner(),
        max_cached_workflows=0,  # or the server waits ten seconds for the worker that left
    )


async def _events(handle: WorkflowHandle[Any, Any]) -> set[int]:
    return {event.event_type async for event in handle.fetch_history_events()}
