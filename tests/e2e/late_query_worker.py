"""A tiny case that a query can reach between two workers.

`python -m tests.e2e.late_query_worker ADDRESS NAMESPACE` is its worker.
"""

import asyncio
import sys
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

QUEUE = "late-query"
ACTIVITIES = "late-query-activities"
_OPTIONS = {"task_queue": ACTIVITIES, "start_to_close_timeout": timedelta(seconds=30)}


@activity.defn
async def lasts(seconds: float) -> None:
    await asyncio.sleep(seconds)


@workflow.defn
class TwoSteps:
    """A long step and a second one right after it; beside them an act with a step of its own."""

    def __init__(self) -> None:
        self.acts = 0

    @workflow.query
    def look(self) -> int:
        return self.acts

    @workflow.update
    async def act(self) -> int:
        await workflow.execute_activity(lasts, 0.0, summary="act", **_OPTIONS)  # type: ignore[call-overload]  # options in a dict
        self.acts += 1
        return self.acts

    @workflow.run
    async def run(self, seconds: float) -> int:
        await workflow.execute_activity(lasts, seconds, summary="first", **_OPTIONS)  # type: ignore[call-overload]  # options in a dict
        await workflow.execute_activity(lasts, 0.0, summary="second", **_OPTIONS)  # type: ignore[call-overload]  # options in a dict
        await workflow.wait_condition(lambda: self.acts > 0)
        return self.acts


async def serve(address: str, namespace: str) -> None:
    from workers.main import workflow_runner

    client = await Client.connect(address, namespace=namespace)
    sticky = timedelta(seconds=2)
    runner = workflow_runner()
    await Worker(
        client,
        task_queue=QUEUE,
        workflows=[TwoSteps],
        workflow_runner=runner,
        sticky_queue_schedule_to_start_timeout=sticky,
    ).run()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
