"""Every kept history replays with the present workflow: running cases survive an upgrade (peers: spiff-arena #3009)."""

import json
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from tests.workflow.changed import ChangedOpening
from tests.workflow.record import FOLDER, OLDER, PATHS
from workers.main import workflow_runner
from workflows.account_opening import AccountOpeningWorkflow
from workflows.upgrade import SimplifiedUpgradeWorkflow

pytestmark = pytest.mark.asyncio(loop_scope="session")

HISTORIES = sorted(FOLDER.glob("*.json"))
_WAITS = "EVENT_TYPE_WORKFLOW_TASK_COMPLETED"


def kept(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json("EK2026100800000001", document(path))


def document(path: Path) -> str:
    return path.read_text("utf-8")


def parts(path: Path) -> list[WorkflowHistory]:
    """The history as it stood after a quarter, a half and three quarters of its steps."""
    events = json.loads(path.read_text("utf-8"))["events"]
    ends = [place + 1 for place, event in enumerate(events) if event["eventType"] == _WAITS]
    cuts = [ends[len(ends) * share // 4] for share in (1, 2, 3)]
    return [WorkflowHistory.from_json("EK2026100800000001", {"events": events[:cut]}) for cut in cuts]


def replayer(workflow: type = AccountOpeningWorkflow) -> Replayer:
    stories = [workflow, SimplifiedUpgradeWorkflow]
    return Replayer(workflows=stories, data_converter=pydantic_data_converter, workflow_runner=workflow_runner())


async def test_every_path_has_its_history() -> None:
    assert {path.stem for path in HISTORIES} == {path.__name__ for path in PATHS} | OLDER


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
async def test_a_history_replays(path: Path) -> None:
    await replayer().replay_workflow(kept(path))


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
async def test_a_case_replays_wherever_it_waits(path: Path) -> None:
    """Cut after a quarter, a half and three quarters of its steps: a case that an upgrade meets on its way."""
    for part in parts(path):
        await replayer().replay_workflow(part)


async def test_a_planted_change_of_the_order_of_work_is_caught() -> None:
    with pytest.raises(NondeterminismError):
        await replayer(ChangedOpening).replay_workflow(kept(FOLDER / "opened.json"))


async def test_histories_are_synthetic_small_and_silent_about_the_machine() -> None:
    for path in HISTORIES:
        text = document(path)
        assert len(text) < 800_000, path.name
        assert not [word for word in ("stackTrace", "identity", "/root", "/work", "/home") if word in text], path.name


async def test_the_longest_path_stays_far_below_the_servers_limits() -> None:
    assert max(len(kept(path).events) for path in HISTORIES) < 2_000
