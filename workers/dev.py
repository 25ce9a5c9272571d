"""Everything on one machine: Temporal's server with its Web UI, the codec server, the sandbox and the workers, as one
command.

What it starts it also stops, by process; what dies meanwhile is started again. All it keeps lies below the home
folder, so killing
it and starting it again goes on with every running case.
"""

import asyncio
import contextlib
import ctypes
import json
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from temporalio.client import Client

from workers.codec import EncryptionCodec
from workers.codec_server import codec_app, codec_server
from workers.connect import NoTemporal, connect, key_ring
from workers.devplan import DevPlan
from workers.main import READY
from workers.settings import DEV_FILE, ROOT, Settings, SettingsError

_log = structlog.get_logger("dev")
_START_SECONDS = 60.0
_STOP_SECONDS = 15.0


class Child:
    """One process of ours: started, watched, started again when it dies, stopped by its id."""

    def __init__(
        self, name: str, command: Sequence[str], environment: dict[str, str], log: Path, ready: str | None = None
    ) -> None:
        self.name = name
        self._command = command
        self._environment = environment
        self._log = log
        self._ready = ready
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                env=self._environment,
                cwd=ROOT,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE if self._ready else log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        if self._ready:
            await self._until_ready(self._ready)

    async def _until_ready(self, word: str) -> None:
        try:
            await asyncio.wait_for(self._said(word), _START_SECONDS)
        except TimeoutError:
            raise SettingsError(f"{self.name} did not get ready in {_START_SECONDS:.0f} s; see {self._log}") from None

    async def _said(self, word: str) -> None:
        output = self._process.stdout if self._process else None
        while output is not None:
            line = await output.readline()
            if not line:
                raise SettingsError(f"{self.name} did not start; see {self._log}")
            if word.encode() in line:
                return

    async def keep_alive(self) -> None:
        """Start it again whenever it ends by itself."""
        while self._process is not None:
            code = await self._process.wait()
            if self._stopping:
                return
            _log.warning("a process ended and is started again", process=self.name, code=code, log=str(self._log))
            await asyncio.sleep(1)
            with contextlib.suppress(SettingsError):  # e.g. the server is away too: the next round tries again
                await self.start()

    async def stop(self) -> None:
        self._stopping = True
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), _STOP_SECONDS)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


Worker = Callable[[Path, Settings], Child]


@asynccontextmanager
async def branch(
    settings: Settings, plan: DevPlan, *, say: Callable[[str], None] = print, worker: "Worker | None" = None
) -> AsyncIterator[Settings]:
    """Run the whole branch; gives the settings that reach it. On leaving, everything is stopped."""
    home = settings.home
    home.mkdir(parents=True, exist_ok=True)
    reached = _reaching(settings, plan)
    async with contextlib.AsyncExitStack() as stack:
        await _started(stack, _server(home, plan))
        client = await _temporal(reached)
        await _until_searchable(client, plan)
        await _started(stack, _sandbox(home, plan))
        await _answering(plan.ip, plan.sandbox_port, "sandbox")
        await stack.enter_async_context(_codec(reached, plan))
        _write_dev_file(home, reached, plan)
        stack.callback((home / DEV_FILE).unlink, missing_ok=True)
        await _started(stack, (worker or worker_process)(home, reached))
        for what, address in (
            ("Temporal", plan.address),
            ("Web UI", f"{plan.ui_url}/namespaces/{reached.temporal_namespace}"),
            ("Sandbox", f"{plan.sandbox_url}/docs"),
        ):
            say(f"{what:<10}{address}")
        yield reached


def _reaching(settings: Settings, plan: DevPlan) -> Settings:
    return settings.model_copy(
        update={
            "temporal_address": plan.address,
            "temporal_namespace": plan.flags["namespace"],
            "temporal_profile": None,
            "temporal_config": None,
            "outside_url": plan.sandbox_url,
            "ui_url": plan.ui_url,
        }
    )


async def _started(stack: contextlib.AsyncExitStack, child: Child) -> Child:
    stack.push_async_callback(child.stop)  # first: one that does not get ready is stopped too
    await child.start()
    keeper = asyncio.create_task(child.keep_alive())
    stack.callback(keeper.cancel)
    return child


def _server(home: Path, plan: DevPlan) -> Child:
    program = shutil.which("temporal", path=str(Path(sys.executable).parent)) or shutil.which("temporal")
    if program is None:
        raise SettingsError("the Temporal server program is missing; run `python3 tasks.py setup`")
    environment = {**os.environ, "GOGC": "400"}  # fewer collections: about 15 % less CPU for a server of this size
    return Child("temporal", [program, *plan.server_arguments(home.resolve())], environment, home / "temporal.log")


def _sandbox(home: Path, plan: DevPlan) -> Child:
    state = home.resolve() / "sandbox"
    command = [sys.executable, "-m", "sandbox", "--port", str(plan.sandbox_port), "--state", str(state)]
    return Child("sandbox", command, dict(os.environ), home / "sandbox.log")


def worker_process(home: Path, settings: Settings, command: Sequence[str] = ()) -> Child:
    """A worker of all queues; `command` runs another program in its place."""
    environment = {
        **os.environ,
        "EKAIHU_HOME": str(home.resolve()),
        "EKAIHU_TEMPORAL_ADDRESS": settings.temporal_address,
        "EKAIHU_TEMPORAL_NAMESPACE": settings.temporal_namespace,
        "EKAIHU_TEMPORAL_PROFILE": "",  # else a profile would send this worker away from our own server
        "EKAIHU_TEMPORAL_CONFIG": "",
        "EKAIHU_OUTSIDE_URL": settings.outside_url,
        "EKAIHU_POLICY": str(settings.policy),
    }
    program = command or [sys.executable, str(ROOT / "ekaihu.py"), "worker"]
    return Child("workers", program, environment, home / "workers.log", ready=READY)


@asynccontextmanager
async def _codec(settings: Settings, plan: DevPlan) -> AsyncIterator[None]:
    app = codec_app(EncryptionCodec(key_ring(settings)), plan.ui_url)
    server = codec_server(app, plan.codec_port)
    task = asyncio.create_task(server.serve())
    try:
        await _answering(plan.ip, plan.codec_port, "codec server")
        yield
    finally:
        server.should_exit = True
        await asyncio.gather(task, return_exceptions=True)


async def _temporal(settings: Settings) -> Client:
    """The first client after a start: the server needs a moment."""
    deadline = asyncio.get_running_loop().time() + _START_SECONDS
    while True:
        try:
            return await connect(settings)
        except NoTemporal:
            if asyncio.get_running_loop().time() > deadline:
                raise
            await asyncio.sleep(0.2)


async def _until_searchable(client: Client, plan: DevPlan) -> None:
    """The search attributes exist a moment after the server answers."""
    from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest

    request = ListSearchAttributesRequest(namespace=client.namespace)
    deadline = asyncio.get_running_loop().time() + _START_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        with contextlib.suppress(Exception):  # the namespace may still be in the making; the deadline ends it
            known = await client.operator_service.list_search_attributes(request)
            if set(plan.search_attributes) <= set(known.custom_attributes):
                return
        await asyncio.sleep(0.2)
    raise SettingsError(
        "the search attributes did not appear; delete the home folder's temporal.db or restore temporal-dev.yaml"
    )


async def _answering(ip: str, port: int, what: str) -> None:
    deadline = asyncio.get_running_loop().time() + _START_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        try:
            _, writer = await asyncio.open_connection(ip, port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise SettingsError(f"the {what} did not answer on port {port}; see its log in the home folder")


def _write_dev_file(home: Path, settings: Settings, plan: DevPlan) -> None:
    """Tell every other command of this machine where the branch is."""
    kept = settings.model_dump(
        mode="json", include={"temporal_address", "temporal_namespace", "outside_url", "ui_url", "policy"}
    )
    (home / DEV_FILE).write_text(json.dumps({"settings": kept, "codec_url": plan.codec_url}, indent=1), "utf-8")


def die_with_parent() -> None:
    """On Linux a child ends with its parent even when that is killed, so the next start finds its ports free."""
    if sys.platform == "linux":
        parent_death_signal = 1
        ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGTERM)
