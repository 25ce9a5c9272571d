"""People look at a case while its worker is dead: the look must not spoil the case (workers/whole_tasks.py).

Takes about fifteen seconds: a killed worker's queries reach the next one only when Temporal gives the dead one up.
"""

import asyncio
import subprocess
import sys
import uuid
from contextlib import suppress
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, RPCTimeoutOrCancelledError, WorkflowHandle, WorkflowQueryFailedError
from temporalio.service import RPCError
from temporalio.worker import Replayer, Worker

from tests.e2e.conftest import LightBranch
from tests.e2e.late_query_worker import ACTIVITIES, QUEUE, TwoSteps, lasts
from workers.main import workflow_runner
from workers.settings import ROOT

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]
_CASES = 24
_ROUNDS = 4
_MET = "events came with a query"
"""What the worker says of a task that a query reached between the two; on a busy machine a round may have none."""


async def test_a_query_between_two_workers_never_spoils_a_case(light: LightBranch, tmp_path: Path) -> None:
    address, namespace = light.plan.address, light.plan.flags["namespace"]
    client = await Client.connect(address, namespace=namespace)
    log = tmp_path / "worker.log"
    replayer = Replayer(workflows=[TwoSteps], workflow_runner=workflow_runner())
    for _ in range(_ROUNDS):
        for case in await _killed_between(client, [address, namespace], log):
            history = await case.fetch_history()
            failed = EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
            assert not [event for event in history.events if event.event_type == failed]
            await replayer.replay_workflow(history)
        if _MET in log.read_text():
            break
    assert _MET in log.read_text()  # or the test looked at nothing


async def _killed_between(client: Client, where: list[str], log: Path) -> "list[Case]":
    """Cases whose worker was killed and replaced while people looked and acted; all of them came to their end."""

    def worker() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.e2e.late_query_worker", *where]
        with log.open("ab") as out:
            return subprocess.Popen(command, stdout=out, stderr=out, cwd=ROOT)

    async with Worker(client, task_queue=ACTIVITIES, activities=[lasts], max_concurrent_activities=100):
        running = worker()
        try:
            cases = [await _started(client, seconds=2 + number / 10) for number in range(_CASES)]
            await asyncio.gather(*(_at_work(case) for case in cases))
            running.kill()
            running.wait()
            looks = [asyncio.create_task(_look(case)) for case in cases]
            acts = [asyncio.create_task(case.execute_update(TwoSteps.act)) for case in cases]
            await asyncio.sleep(1)
            running = worker()
            assert await asyncio.gather(*acts) == [1] * _CASES
            assert await asyncio.gather(*(case.result() for case in cases)) == [1] * _CASES
            for look in looks:
                look.cancel()
        finally:
            running.kill()
            running.wait()
    return cases


Case = WorkflowHandle[TwoSteps, int]


async def _started(client: Client, seconds: float) -> Case:
    return await client.start_workflow(TwoSteps.run, seconds, id=f"late-query-{uuid.uuid4().hex}", task_queue=QUEUE)


async def _at_work(case: Case) -> None:
    """Wait until the first step is under way: the case rests in the worker's cache."""
    while not (await case.describe()).raw_description.pending_activities:  # noqa: ASYNC110 - asked over the wire, it sets no event here
        await asyncio.sleep(0.1)


async def _look(case: Case) -> None:
    """Somebody looks, again and again; a look may be refused."""
    while True:
        with suppress(WorkflowQueryFailedError, RPCTimeoutOrCancelledError, RPCError):
            await case.query(TwoSteps.look)
        await asyncio.sleep(0.1)
