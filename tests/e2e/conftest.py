"""Real processes: the whole demo once a session, and a light branch for what has to be done often."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from cli.demo_people import Branch, Media
from samples.cast import Firm, Paper, load_cast
from tests.workflow.conftest import soon
from workers import dev
from workers.bootstrap import Tools, tools
from workers.devplan import DevPlan, read_plan
from workers.settings import ROOT, Settings, load_settings

EKAIHU = [sys.executable, str(ROOT / "ekaihu.py")]


def environment(home: Path, **more: str) -> dict[str, str]:
    """This process's environment without its own ekaihu settings."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("EKAIHU_") or name == "EKAIHU_ASSETS"
    }
    return {**kept, "EKAIHU_HOME": str(home), **more}


@dataclass
class DemoRun:
    """What `ekaihu demo --json` said and left behind."""

    code: int
    out: str
    err: str
    home: Path

    @property
    def scorecard(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """The real demo takes half a minute, for OCR and faces are real; it runs once for all tests that look at it."""
    home = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [*EKAIHU, "demo", "--json"],
        env=environment(home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    return DemoRun(done.returncode, done.stdout, done.stderr, home / "demo")


class LightBranch:
    """A branch whose worker can be killed: it is started again, as a supervisor of processes would."""

    def __init__(self, ours: Tools, plan: DevPlan, worker: dev.Child, media: Media) -> None:
        self.tools, self.plan, self._worker, self.media = ours, plan, worker, media
        self.world = httpx.AsyncClient(base_url=plan.sandbox_url, trust_env=False)

    def people(self, firm: Firm) -> Branch:
        return Branch(self.tools, firm, self.media, lambda doing: None)

    async def kill_worker(self) -> None:
        """kill -9, and wait until another process has taken its place."""
        before = self._worker.pid
        assert before
        os.kill(before, signal.SIGKILL)
        await soon(lambda: self._worker.pid != before, seconds=30)

    async def fault(self, system: str, mode: str, **more: Any) -> None:
        (await self.world.put(f"/faults/{system}", json={"mode": mode, **more})).raise_for_status()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def light(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LightBranch]:
    """Real server, sandbox, tables, evidence and adapters; only papers and faces are read by fakes."""
    home = tmp_path_factory.mktemp("light")
    settings = load_settings(home=home, policy=ROOT / "policy" / "demo.yaml")
    plan = read_plan().on_free_ports()
    async with AsyncExitStack() as stack:
        reached, worker = await _light_branch(stack, settings, plan)
        ours = await stack.enter_async_context(tools(reached))
        branch = LightBranch(ours, plan, worker, _media(home))
        yield branch
        await branch.world.aclose()


async def _light_branch(stack: AsyncExitStack, settings: Settings, plan: DevPlan) -> tuple[Settings, dev.Child]:
    workers: list[dev.Child] = []

    def worker(home: Path, reached: Settings) -> dev.Child:
        child = dev.worker_process(home, reached, [sys.executable, "-m", "tests.e2e.light_worker"])
        workers.append(child)
        return child

    reached = await stack.enter_async_context(dev.branch(settings, plan, say=lambda line: None, worker=worker))
    return reached, workers[0]


def _media(folder: Path) -> Media:
    """The committed specimens; faces and recordings are files that only have to look like what they are."""
    faces = folder / "faces"
    faces.mkdir()
    for name in ("lr_live.jpg", "staff_live.jpg", "impostor.jpg"):
        (faces / name).write_bytes(b"\xff\xd8\xff" + name.encode())
    (faces / "lr_video.mp4").write_bytes(b"\0\0\0\x18ftypmp42")
    firms = load_cast().firms
    papers = {firm.key: {paper.value: firm.picture(paper) for paper in Paper} for firm in firms}
    photo = faces / "staff_live.jpg"
    return Media(
        papers=papers, faces=faces, photos={f"{firm.key}{part}": photo for firm in firms for part in ("", "-site")}
    )
