"""Tables for people, with Rich; programs ask for `--json`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cli.options import SHANGHAI

if TYPE_CHECKING:
    from rich.table import Table


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> "Table":
    """A plain table; None shows as a dash, and nothing in a cell is taken for markup."""
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    made = Table(box=SIMPLE, pad_edge=False)
    for heading in headings:
        made.add_column(heading, overflow="fold", no_wrap="application" in heading)
    for row in rows:
        made.add_row(*(Text("—" if cell is None or cell == "" else str(cell)) for cell in row))
    return made


def show(headings: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> None:
    """Print a table, as wide as it needs where nobody's terminal limits it."""
    from rich.console import Console

    console = Console()
    if not console.is_terminal:
        console = Console(width=200)
    if title:
        console.print(title, markup=False, highlight=False)
    console.print(table(headings, rows))


def notes(told: Iterable[tuple[str, str]]) -> None:
    """Whose note it is and what it says, below the table: a sentence in a narrow column reads like a tower."""
    for whose, note in told:
        if note:
            print(f"{whose}：{note}")


def clock(at: datetime | None) -> str:
    """A moment as the bank's clock shows it."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else "—"
