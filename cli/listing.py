"""Every case of the tables, for commands that look at all of them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from activities.providers.ledger import CaseEntry
    from workers.bootstrap import Kept

PAGE = 500


async def every_case(kept: "Kept", branch: str | None, state: str | None = None) -> "list[CaseEntry]":
    """Every case, page by page; one that changed while we paged comes twice and counts once."""
    cases: dict[str, CaseEntry] = {}
    seen = 0
    while page := await kept.ledger.cases(state=state, branch=branch, limit=PAGE, offset=seen):
        seen += len(page)
        cases.update({case.application: case for case in page})
    return list(cases.values())
