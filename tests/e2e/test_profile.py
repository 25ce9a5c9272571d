"""A bank's own Temporal: everything reaches it by a profile of Temporal's client configuration, and by nothing else.

Takes about fifteen seconds: a second server and a worker of its own are started.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.client import Client

from cli.demo_people import Branch
from samples.cast import Scenario, load_cast
from tests.e2e.conftest import EKAIHU, LightBranch, environment
from tests.workflow.conftest import soon
from workers.bootstrap import tools
from workers.connect import NoTemporal, connect
from workers.devplan import DevPlan, read_plan
from workers.main import READY
from workers.settings import ROOT, Settings, load_settings

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]
TEMPORAL = str(Path(sys.executable).parent / "temporal")


@contextmanager
def running(command: list[str], log: Path, around: dict[str, str]) -> Iterator[None]:
    """One process, ended by its id."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=ROOT, env=around)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest_asyncio.fixture(loop_scope="session")
async def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Path]:
    """A stock server with a namespace of its own and the search attributes that docs/operate.md asks for; gives the
    configuration file that names it.
    """
    for name in [name for name in os.environ if name.startswith("TEMPORAL_")]:
        monkeypatch.delenv(name)  # they would lead over the file
    plan = read_plan().on_free_ports()
    server = [TEMPORAL, "server", "start-dev", "--ip", plan.ip, "--port", plan.flags["port"], "--headless"]
    with running([*server, "--namespace", "bank", "--log-level", "error"], tmp_path / "server.log", dict(os.environ)):
        await _answers(plan.address)
        _create_search_attributes(plan)
        file = tmp_path / "temporal.toml"
        profiles = {"bank": "bank", "typo": "bnak"}
        lines = [f'[profile.{name}]\naddress = "{plan.address}"\nnamespace = "{at}"\n' for name, at in profiles.items()]
        file.write_text("".join(lines))
        yield file


def _create_search_attributes(plan: DevPlan) -> None:
    create = [TEMPORAL, "operator", "search-attribute", "create", "--address", plan.address, "--namespace", "bank"]
    pairs = [word for name, kind in plan.search_attributes.items() for word in ("--name", name, "--type", kind)]
    subprocess.run([*create, *pairs], check=True)


async def _answers(address: str) -> None:
    for _ in range(100):
        with suppress(RuntimeError):
            await Client.connect(address, namespace="bank")
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the bank's server did not answer")


async def test_a_profile_is_all_that_another_temporal_needs(light: LightBranch, bank: Path, tmp_path: Path) -> None:
    firm = load_cast().playing(Scenario.CLEAN)
    by_profile = {"EKAIHU_TEMPORAL_CONFIG": str(bank), "EKAIHU_TEMPORAL_PROFILE": "bank"}
    home, log = tmp_path / "home", tmp_path / "worker.log"
    home.mkdir()
    around = environment(home, EKAIHU_OUTSIDE_URL=light.plan.sandbox_url, **by_profile)
    settings = _settings(home, bank, light)
    with running([sys.executable, "-m", "tests.e2e.light_worker"], log, around):
        async with tools(settings) as ours:
            people = Branch(ours, firm, light.media, lambda doing: None)
            await soon(lambda: READY in log.read_text(), seconds=30)
            await people.apply()
            await people.until(lambda view: view.state == "PRE_REVIEW")
        explained = await asyncio.to_thread(
            subprocess.run,
            [*EKAIHU, "ops", "explain", people.number, "--json"],
            env=around,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert explained.returncode == 0, explained.stderr
        assert people.number in explained.stdout
    namespace = (await connect(settings)).namespace
    assert namespace == "bank"


async def test_a_namespace_that_is_not_there_is_named_in_one_sentence(
    light: LightBranch, bank: Path, tmp_path: Path
) -> None:
    settings = _settings(tmp_path, bank, light).model_copy(update={"temporal_profile": "typo"})
    with pytest.raises(NoTemporal, match=r"^there is no namespace bnak at .* \(profile typo\); .*$"):
        await connect(settings)


def _settings(home: Path, file: Path, light: LightBranch) -> Settings:
    base = load_settings(home=home, policy=ROOT / "policy" / "demo.yaml")
    wanted = {"temporal_config": file, "temporal_profile": "bank", "outside_url": light.plan.sandbox_url}
    return base.model_copy(update=wanted)
