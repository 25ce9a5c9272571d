"""What one sees of the demo: the board while it runs, the scorecard at the end."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cli.common import document

if TYPE_CHECKING:
    from rich.table import Table

    from cli.demo_stories import Story
    from samples.cast import Firm

WIDTH = 150
"""Columns of the scorecard where the terminal does not say: wide enough for one line a firm."""


@dataclass
class Row:
    """One firm on the board and, at the end, on the scorecard."""

    firm: "Firm"
    story: "Story"
    application: str = ""
    doing: str = ""
    state: str = ""
    problem: str = ""
    score: dict[str, Any] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return not self.problem


_STAGES = {
    "check": ("SUBMITTED", "MACHINE_CHECK", "CHECK_PENDING"),
    "review": ("PRE_REVIEW",),
    "risk": ("RISK_REVIEW", "EXTENDED_REVIEW"),
    "visit": ("DD_SCHEDULING", "DD_IN_PROGRESS", "ATTEST_PENDING"),
    "decision": ("DECISION",),
    "customer": ("SUPPLEMENT", "PRE_OPENED", "COUNTER_BOOKED"),
    "counter": ("AT_COUNTER", "ACTIVATING"),
}
_STAGE_OF = {state: stage for stage, states in _STAGES.items() for state in states}


def stage_times(events: list[dict[str, Any]]) -> dict[str, float]:
    """Seconds by stage, from the trail: the main line and, between review and decision, the visit's leg."""
    changes = [
        (datetime.fromisoformat(event["at"]), event["after"])
        for event in events
        if event["action"] == "STATE_CHANGED" and event["detail"]["leg"] != "interview"
    ]
    spent: dict[str, float] = {}
    for (begin, state), (end, _) in pairwise(changes):
        if stage := _STAGE_OF.get(state):
            spent[stage] = round(spent.get(stage, 0) + (end - begin).total_seconds(), 1)
    return spent


@contextmanager
def board(rows: list[Row]) -> Iterator[None]:
    """A live table on a terminal; elsewhere one line whenever somebody does something."""
    from rich.console import Console
    from rich.live import Live

    console = Console(stderr=True)
    if console.is_terminal:
        with Live(get_renderable=lambda: _table(rows), console=console, refresh_per_second=4):
            yield
        return
    printer = asyncio.get_running_loop().create_task(_lines(rows))
    try:
        yield
    finally:
        printer.cancel()


async def _lines(rows: list[Row]) -> None:
    shown: dict[str, str] = {}
    while True:
        for row in rows:
            if row.doing and shown.get(row.firm.key) != row.doing:
                shown[row.firm.key] = row.doing
                aside(f"{row.firm.key:<10} {row.application}  {row.state:<15} {row.doing}")
        await asyncio.sleep(0.3)


def _table(rows: list[Row]) -> "Table":
    from rich.table import Table

    from models.states import State

    table = Table(title="e开户 演示网点 the living branch", title_justify="left")
    for heading in ("企业 firm", "情景 story", "申请编号 application", "状态 state", "正在办理 doing"):
        table.add_column(heading, no_wrap=True)
    for row in rows:
        state = f"{State(row.state).chinese} {row.state}" if row.state else ""
        table.add_row(row.firm.key, row.story.title, row.application, state, row.problem or row.doing)
    return table


def print_scorecard(rows: list[Row], as_json: bool, seconds: float) -> None:
    """One line a firm: outcome, stage times, fields the customer typed (8 at most), counter minutes, trail."""
    good = all(row.good for row in rows)
    if as_json:
        document({"as_expected": good, "seconds": round(seconds, 1), "firms": [row.score for row in rows]})
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"成绩单 scorecard · {seconds:.0f} s", title_justify="left")
    for heading in (
        "企业 firm",
        "情景 story",
        "结果 outcome",
        "各环节秒数 seconds by stage",
        "录入 typed",
        "临柜 min",
        "轨迹 trail",
    ):
        table.add_column(heading)
    table.add_column("")
    for row in rows:
        table.add_row(*_line(row))
    console = Console()
    Console(width=max(console.width, WIDTH) if not console.is_terminal else None).print(table)
    print("全部符合预期 every outcome as expected" if good else "与预期不符 not as expected")


def _line(row: Row) -> tuple[str, ...]:
    stages = " · ".join(f"{stage} {spent:.0f}" for stage, spent in row.score["stages"].items() if spent >= 1)
    minutes = row.score["counter_minutes"]
    return (
        row.firm.key,
        row.story.title,
        row.state,
        stages,
        str(row.score["fields_typed"]),
        "—" if minutes is None else f"{minutes}",
        f"{row.score['events']} events, {row.score['chain']}",
        "✓" if row.good else f"✗ {row.problem}",
    )


def aside(line: str) -> None:
    """For people who watch; standard output keeps the scorecard."""
    print(line, file=sys.stderr, flush=True)
