"""A worker process: one queue or all of them, against any Temporal, until it is told to stop."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import timedelta
from typing import Any

import structlog
from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxRestrictions

from workers.bootstrap import Kept, activities_of, kept
from workers.connect import connect
from workers.settings import Settings
from workers.whole_tasks import WholeTasksRunner
from workflows import ids
from workflows.account_opening import AccountOpeningWorkflow
from workflows.upgrade import SimplifiedUpgradeWorkflow

QUEUES = (ids.QUEUE, ids.OCR_QUEUE, ids.VISION_QUEUE)
READY = "ekaihu worker is ready"
ActivitiesOf = Callable[[str, Settings, Kept], AbstractAsyncContextManager[Sequence[Callable[..., Any]]]]
_log = structlog.get_logger("worker")

_AFTERTASTE = 0.3
"""Seconds between the last worker and the interpreter's end: without them about one exit in seven aborts (sdk-python
300).
"""


def workflow_runner() -> WholeTasksRunner:
    """Our facts and rules are pure, so they pass through the sandbox: preparing a case takes milliseconds."""
    passed = SandboxRestrictions.default.with_passthrough_modules(
        "models", "pydantic", "pydantic_core", "annotated_types", "geopy", "prcoords"
    )
    return WholeTasksRunner(restrictions=passed)


async def run_workers(
    settings: Settings, queues: Sequence[str] = QUEUES, serving: ActivitiesOf = activities_of
) -> None:
    """Serve `queues` until SIGTERM or SIGINT, then finish what is running; `serving` gives a queue's activities."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    client = await connect(settings)
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(kept(settings))
        for queue in queues:
            activities = await stack.enter_async_context(serving(queue, settings, ours))
            await stack.enter_async_context(_worker(client, queue, activities))
        print(READY, flush=True)
        await stop.wait()
        _log.info("stopping")
    await asyncio.sleep(_AFTERTASTE)


def _worker(client: Client, queue: str, activities: Sequence[Callable[..., Any]]) -> Worker:
    return Worker(
        client,
        task_queue=queue,
        workflows=[AccountOpeningWorkflow, SimplifiedUpgradeWorkflow] if queue == ids.QUEUE else [],
        activities=activities,
        workflow_runner=workflow_runner(),
        max_concurrent_activities=20 if queue == ids.QUEUE else 2,
        graceful_shutdown_timeout=timedelta(seconds=10),
        sticky_queue_schedule_to_start_timeout=timedelta(
            seconds=2
        ),  # a killed worker's cases go on in that time instead of ten seconds
    )
