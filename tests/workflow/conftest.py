"""One real Temporal server for all workflow tests, with time that is skipped, never slept.

Every application starts on a working morning at ten (`MORNING`), whatever the time is on this machine.
"""

import asyncio
import logging
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, suppress
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest
import pytest_asyncio
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment
from temporalio.worker import Worker

from models.acts import Act, Receipt
from models.case import Case, CaseView
from models.policy import Policy
from models.start import Outcome
from tests.people import PATIENCE, People, new_application
from tests.workflow.play import Play, ordinary
from tests.workflow.world import PREMISES, World
from workers.devplan import read_plan
from workers.main import workflow_runner
from workflows import ids
from workflows.account_opening import AccountOpeningWorkflow
from workflows.client import FrontDoor
from workflows.upgrade import SimplifiedUpgradeWorkflow

T = TypeVar("T")
_numbers = count(1)


def temporal_program() -> str:
    program = shutil.which("temporal", path=str(Path(sys.executable).parent))
    assert program, "the Temporal program is part of the set-up: python3 tasks.py setup"
    return program


async def start_environment() -> WorkflowEnvironment:
    """The real server with time that can be skipped case by case."""
    attributes = [f"{name}={kind}" for name, kind in read_plan().search_attributes.items()]
    arguments = [part for attribute in attributes for part in ("--search-attribute", attribute)]
    dynamic = [
        "frontend.WorkflowTimeSkippingEnabled=true",
        'history.timerProcessorMaxTimeShift="10ms"',
        "history.transferProcessorMaxPollRPS=1000",
    ]
    arguments += [part for value in dynamic for part in ("--dynamic-config-value", value)]
    return await WorkflowEnvironment.start_time_skipping_v2(
        data_converter=pydantic_data_converter,
        dev_server_existing_path=temporal_program(),
        ts_config=TimeSkippingConfig(enabled=False),
        dev_server_extra_args=arguments,
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    """Starting the server takes a fraction of a second, so one serves the whole session."""
    async with await start_environment() as environment:
        yield environment


_OF_A_BUG = ("Failed activation", "Failed handling activation", "exception was never retrieved")


class Bugs(logging.Handler):
    """A bug in the story fails the workflow task and the case waits for the fix: here the test fails at once.

    A task that took more than Temporal's two seconds is none: Temporal does it again, and on a busy machine any may.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if any(words in record.getMessage() for words in _OF_A_BUG):
            error = record.exc_info[1] if record.exc_info else None
            if "TMPRL1101" in str(error):
                return
            self.seen.append(f"{record.getMessage()}: {error!r}")


@pytest.fixture
def bugs() -> Iterator[Bugs]:
    """What the worker logs about workflow tasks that failed; a test that provokes one clears the list."""
    watch = Bugs()
    loggers = [logging.getLogger("temporalio.worker"), logging.getLogger("asyncio")]
    for logger in loggers:
        logger.addHandler(watch)
    yield watch
    for logger in loggers:
        logger.removeHandler(watch)
    assert not watch.seen, watch.seen


STORIES = [AccountOpeningWorkflow, SimplifiedUpgradeWorkflow]
Stage = Callable[..., Awaitable[Play]]


@pytest_asyncio.fixture(loop_scope="session")
async def stage(environment: WorkflowEnvironment, bugs: Bugs) -> AsyncIterator[Stage]:
    """`await stage(policy=…, world=…)` starts an application that is submitted at ten on a working morning."""
    async with AsyncExitStack() as stack:

        async def start(
            *, policy: Policy | None = None, world: World | None = None, submit: bool = True, **over: Any
        ) -> Play:
            play = await begin(environment, stack, bugs.seen, policy or ordinary(), world or World(), **over)
            stack.push_async_callback(forget, play)
            if submit:
                await play.submit()
            return play

        yield start


async def forget(play: Play) -> None:
    """End a case that the test left running: its activities must not reach the next test's world."""
    with suppress(RPCError):  # it has ended already
        await play.handle.terminate()


class WatchedDoor(FrontDoor):
    """The front door, that does not wait for a case with a bug."""

    def __init__(self, client: Client, policy: Policy, bugs: list[str]) -> None:
        super().__init__(client, policy)
        self._bugs = bugs

    async def act(self, application: str, act: Act) -> Receipt:
        return await self._watched(super().act(application, act))

    async def show(self, application: str) -> CaseView:
        return await self._watched(super().show(application))

    async def file(self, application: str) -> Case:
        return await self._watched(super().file(application))

    async def _watched(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.ensure_future(work)
        while not (await asyncio.wait({task}, timeout=0.2))[0]:
            if self._bugs:
                task.cancel()
                raise AssertionError(f"the story has a bug: {self._bugs}")
        return task.result()


async def begin(
    environment: WorkflowEnvironment,
    stack: AsyncExitStack,
    bugs: list[str],
    policy: Policy,
    world: World,
    *,
    tells_stories: bool = True,
    **over: Any,
) -> Play:
    """A draft on a working morning, with a worker of its own for all queues; without `tells_stories` it only works as
    activities do, and the test brings the story's worker itself.
    """
    client: Client = environment.client
    number = f"EK20261008{next(_numbers):08d}"
    front = WatchedDoor(client, policy, bugs)
    for queue in (ids.QUEUE, ids.OCR_QUEUE, ids.VISION_QUEUE):
        await stack.enter_async_context(worker_of(client, queue, world, **({} if tells_stories else {"workflows": []})))
    await front.apply(new_application(number, **over), submit=False)
    handle = client.get_workflow_handle(number, result_type=Outcome)
    people = People(front, number, PREMISES)
    play = Play(world, people, handle, environment, policy, bugs)
    await play.until_morning()
    return play


def worker_of(client: Client, queue: str, world: World, **over: Any) -> Worker:
    """One queue's worker with the recording world's activities."""
    return Worker(
        client,
        task_queue=queue,
        activities=world.activities(),
        workflow_runner=workflow_runner(),
        **{"workflows": STORIES if queue == ids.QUEUE else [], **over},
    )


async def soon(met: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until something outside the case has happened."""
    async with asyncio.timeout(seconds):
        while not met():  # noqa: ASYNC110 - what is waited for is a call in a list, which sets no event
            await asyncio.sleep(0.01)
