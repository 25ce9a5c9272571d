"""`ekaihu dev` as an operator meets it: addresses, Ctrl-C, a busy port, a crash, and the stock `temporal` command."""

import asyncio
import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from models.case import CaseView
from samples.cast import Paper, Scenario, load_cast
from tests.e2e.conftest import EKAIHU, environment
from workers.bootstrap import tools
from workers.connect import NoTemporal
from workers.settings import ROOT, load_settings
from workflows.client import Refusal

pytestmark = pytest.mark.timeout(240)
TEMPORAL = str(Path(sys.executable).with_name("temporal"))
PATIENCE = 90.0


class Dev:
    """One `ekaihu dev` in a process of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.log = home.with_suffix(".out")
        home.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [*EKAIHU, "dev", "--free-ports"],
            env=environment(home),
            cwd=ROOT,
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        until(lambda: "Ready" in self.log.read_text() or self.process.poll() is not None)
        assert self.process.poll() is None, self.log.read_text()
        self.told: dict[str, Any] = json.loads((home / "dev.json").read_text())

    @property
    def address(self) -> str:
        return str(self.told["settings"]["temporal_address"])

    def ekaihu(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*EKAIHU, *words],
            env=environment(self.home),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    def temporal(self, *words: str) -> subprocess.CompletedProcess[str]:
        connected = ["--address", self.address, "--namespace", "ekaihu", "--codec-endpoint", self.told["codec_url"]]
        return subprocess.run([TEMPORAL, *words, *connected], capture_output=True, text=True, timeout=60, check=False)

    def apply(self) -> str:
        """A clean firm's application from the command line."""
        firm = load_cast().playing(Scenario.CLEAN)
        pictures = [(f"--{paper.value.replace('_', '-')}", str(firm.picture(paper))) for paper in Paper]
        flags = [word for pair in pictures for word in pair]
        said = ("--account-kind", "basic", "--purpose", firm.purpose, "--phone", firm.representative.phone)
        done = self.ekaihu("customer", "apply", *flags, *said, "--turnover", "500000.00", "--json")
        assert done.returncode == 0, done.stderr
        return str(json.loads(done.stdout)["application"])

    def view(self, number: str) -> CaseView:
        """The case, asked from this process: tests look again and again, and a command for each look takes a second."""

        async def asked() -> CaseView:
            async with tools(load_settings(home=self.home)) as ours:
                return await ours.front.show(number)

        return asyncio.run(asked())

    def state(self, number: str) -> str:
        try:
            return str(self.view(number).state)
        except (Refusal, NoTemporal) as not_now:
            return str(not_now)

    def pids(self) -> list[int]:
        """The processes below this command."""
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(pid) for pid in found.stdout.split()]

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)


def until(met: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.2)


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2][:3]
    except OSError:
        return False


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dev]:
    """Starts in a few seconds; the worker loads the OCR models meanwhile."""
    running = Dev(tmp_path_factory.mktemp("dev") / "home")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def withdrawn(dev: Dev) -> str:
    """An application that has ended."""
    number = dev.apply()
    assert dev.ekaihu("customer", "withdraw", number).returncode == 0
    until(lambda: dev.state(number) == "WITHDRAWN")
    return number


def test_dev_prints_the_addresses_of_what_it_started(dev: Dev) -> None:
    told = dev.log.read_text()
    assert dev.address in told
    assert dev.told["settings"]["ui_url"] in told
    assert dev.told["settings"]["outside_url"] in told


def test_the_sandboxs_page_is_there_without_a_network(dev: Dev) -> None:
    page = httpx.get(f"{dev.told['settings']['outside_url']}/docs", trust_env=False).text
    assert "/check/registration" in page
    assert "http://" not in page.replace(dev.told["settings"]["outside_url"], "")


def test_the_file_is_also_readable_by_the_stock_command() -> None:
    words = ["--env-file", str(ROOT / "temporal-dev.yaml"), "--env", "dev", "env", "get", "-o", "json"]
    done = subprocess.run([TEMPORAL, *words], capture_output=True, text=True, check=True)
    found = {row["property"]: row["value"] for row in json.loads(done.stdout)}
    assert found["port"] == "7233"
    assert found["namespace"] == "ekaihu"


def test_an_act_is_an_update_of_the_stock_command(dev: Dev) -> None:
    number = dev.apply()
    act = json.dumps({"act_id": "stock-update-1", "by": "customer", "reason": ""})
    done = dev.temporal("workflow", "update", "execute", "--workflow-id", number, "--name", "withdraw", "--input", act)
    assert done.returncode == 0, done.stderr
    until(lambda: dev.state(number) == "WITHDRAWN")


def test_an_act_is_a_signal_of_the_stock_command(dev: Dev) -> None:
    number = dev.apply()
    act = json.dumps({"act_id": "stock-signal-1", "by": "customer", "reason": ""})
    done = dev.temporal("workflow", "signal", "--workflow-id", number, "--name", "withdraw", "--input", act)
    assert done.returncode == 0, done.stderr
    until(lambda: dev.state(number) == "WITHDRAWN")


def test_an_act_after_the_end_is_refused_in_one_sentence(dev: Dev, withdrawn: str) -> None:
    done = dev.ekaihu("customer", "withdraw", withdrawn)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "has ended" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_unknown_number_is_refused_in_one_sentence(dev: Dev) -> None:
    done = dev.ekaihu("ops", "show", "EK2026010100000000")
    assert done.returncode == 1
    assert "check the number" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_codec_server_decodes_for_the_web_ui_and_for_no_other_page(dev: Dev, withdrawn: str) -> None:
    words = ["workflow", "show", "--workflow-id", withdrawn, "--output", "json", "--address", dev.address]
    shown = subprocess.run([TEMPORAL, *words, "-n", "ekaihu"], capture_output=True, text=True, timeout=60, check=True)
    started = json.loads(shown.stdout)["events"][0]["workflowExecutionStartedEventAttributes"]
    payload = started["input"]["payloads"][0] if "payloads" in started["input"] else started["input"][0]
    assert base64.b64decode(payload["metadata"]["encoding"]) == b"binary/encrypted"
    codec = dev.told["codec_url"]

    def asked_from(origin: str) -> httpx.Response:
        return httpx.post(f"{codec}/decode", json={"payloads": [payload]}, headers={"Origin": origin}, trust_env=False)

    ours = asked_from(dev.told["settings"]["ui_url"])
    assert ours.headers["access-control-allow-origin"] == dev.told["settings"]["ui_url"]
    assert json.loads(base64.b64decode(ours.json()["payloads"][0]["data"]))["new"]["application"] == withdrawn
    assert "access-control-allow-origin" not in asked_from("http://evil.example").headers


def test_killed_and_started_again_it_goes_on_with_every_case(tmp_path: Path) -> None:
    first = Dev(tmp_path / "home")
    number = first.apply()
    until(lambda: first.state(number) == "PRE_REVIEW")
    children = first.pids()
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait(10)
    until(lambda: not any(alive(pid) for pid in children))
    second = Dev(tmp_path / "home")
    try:
        assert second.state(number) == "PRE_REVIEW"
        done = second.ekaihu("reviewer", "pass", number, "--as", "E20417", "--reason", "与登记一致")
        assert done.returncode == 0, done.stderr
        until(lambda: second.state(number) == "DD_SCHEDULING")
    finally:
        second.stop()


def test_ctrl_c_stops_everything_that_was_started(tmp_path: Path) -> None:
    running = Dev(tmp_path / "home")
    children = running.pids()
    assert len(children) >= 3
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(60) == 0
    assert not any(alive(pid) for pid in children)
    assert not (tmp_path / "home" / "dev.json").exists()


def test_a_busy_port_is_named_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        for port in (8234, 8235, 8233):  # one of our own: who else has one may let it go in the next moment
            with suppress(OSError):
                busy.bind(("127.0.0.1", port))
                busy.listen()
                break
        done = subprocess.run(
            [*EKAIHU, "dev"],
            env=environment(tmp_path),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert "is in use" in done.stderr
    assert "--free-ports" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_without_temporal_a_command_says_what_to_start(tmp_path: Path) -> None:
    nowhere = environment(tmp_path, EKAIHU_TEMPORAL_ADDRESS="127.0.0.1:9")
    words = [*EKAIHU, "ops", "show", "EK2026010100000000"]
    done = subprocess.run(words, env=nowhere, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "ekaihu dev" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
