"""The live table of `ops watch`."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.common import Refused, document
from cli.tables import clock, show, table

if TYPE_CHECKING:
    from activities.providers.ledger import CaseEntry
    from workers.bootstrap import Kept

EVERY_SECONDS = 1.0
ROWS = 40
"""What a screen holds; `ops list` shows more."""


async def watched(kept: "Kept", nos: list[str], headings: Sequence[str], *, once: bool, as_json: bool) -> None:
    """Show the cases until all that were named have ended, or Ctrl-C; without names it never ends by itself."""
    cases = await _cases(kept, nos)
    if as_json:
        document([case.model_dump(mode="json") for case in cases])
    elif once:
        show(headings, _rows(cases))
    else:
        await _live(kept, nos, headings)


async def _live(kept: "Kept", nos: list[str], headings: Sequence[str]) -> None:
    from rich.live import Live

    with Live(auto_refresh=False) as live:
        while True:
            cases = await _cases(kept, nos)
            live.update(table(headings, _rows(cases)), refresh=True)
            if nos and all(case.ended for case in cases):
                return
            await asyncio.sleep(EVERY_SECONDS)


async def _cases(kept: "Kept", nos: list[str]) -> "list[CaseEntry]":
    if not nos:
        return await kept.ledger.cases(limit=ROWS)
    found = [(no, await kept.ledger.case(no)) for no in nos]
    if missing := [no for no, case in found if case is None]:
        raise Refused(f"there is no application {missing[0]}; check the number")
    return [case for _, case in found if case]


def _rows(cases: "Sequence[CaseEntry]") -> list[tuple[object, ...]]:
    return [
        (case.application, case.state, case.tier, case.waiting_for, case.level, clock(case.due), clock(case.updated))
        for case in cases
    ]
