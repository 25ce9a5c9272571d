"""For whoever runs the machines: the whole branch on one machine, a worker, and a doctor."""

import asyncio
import signal
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.common import document, refuse
from cli.options import SHANGHAI, AsJson

FreePorts = Annotated[
    bool, typer.Option("--free-ports", help="Use ports that are free instead of those of temporal-dev.yaml.")
]
Home = Annotated[
    Path | None, typer.Option("--home", help="Where everything is kept (default: EKAIHU_HOME, else var/).")
]
Queue = Annotated[
    list[str] | None,
    typer.Option("--queue", help="Serve only this queue: ekaihu, ekaihu-ocr, ekaihu-vision. Repeatable."),
]


def dev_command(free_ports: FreePorts = False, home: Home = None) -> None:
    """Run the whole branch on this machine: Temporal, Web UI, codec, sandbox and workers. 本机运行整套系统"""
    from workers.settings import SettingsError

    try:
        asyncio.run(_dev(free_ports, home))
    except SettingsError as error:
        refuse(str(error))


def worker_command(queue: Queue = None) -> None:
    """Run workers only, against the Temporal of the settings or profile. 只运行工作进程"""
    from workers.connect import NoTemporal
    from workers.logs import configure
    from workers.main import QUEUES, run_workers
    from workers.settings import SettingsError, load_settings

    chosen = tuple(queue or QUEUES)
    if unknown := [name for name in chosen if name not in QUEUES]:
        raise typer.BadParameter(f"there is no queue {unknown[0]}; choose from {', '.join(QUEUES)}")
    try:
        settings = load_settings()
        configure(as_json=settings.log_json)
        asyncio.run(run_workers(settings, chosen))
    except (NoTemporal, SettingsError) as error:
        refuse(str(error))


def doctor_command(as_json: AsJson = False) -> None:
    """Say what works here, what does not, and how to mend it. 自检"""
    from workers.doctor import examine
    from workers.settings import SettingsError, load_settings

    try:
        found = list(examine(load_settings(), datetime.now(SHANGHAI).date()))
    except SettingsError as error:
        refuse(str(error))
    if as_json:
        document([health._asdict() for health in found])
    else:
        for health in found:
            print(
                f"{'✓' if health.good else '✗'} {health.what}: {health.found}"
                + ("" if health.good else f"; {health.mend}")
            )
    if not all(health.good for health in found):
        raise typer.Exit(1)


def stop_signal() -> asyncio.Event:
    """Set when somebody presses Ctrl-C or asks the process to end."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop


async def _dev(free_ports: bool, home: Path | None) -> None:
    from workers.dev import branch
    from workers.devplan import read_plan
    from workers.logs import configure
    from workers.settings import load_settings

    settings = load_settings(**({"home": home} if home else {}))
    configure(as_json=settings.log_json)
    plan = read_plan().on_free_ports() if free_ports else read_plan()
    plan.refuse_busy_ports()
    stop = stop_signal()
    async with branch(settings, plan, say=lambda line: print(line, flush=True)):
        print("Ready. Ctrl-C stops everything; what runs goes on at the next start.", flush=True)
        await stop.wait()
        print("Stopping …", flush=True)
