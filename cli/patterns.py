"""`ops patterns`: what account managers' visits look like side by side, for RISK and QA."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import document, look
from cli.listing import every_case
from cli.options import SHANGHAI, AsJson
from cli.tables import clock, show

if TYPE_CHECKING:
    from models.visit_patterns import Pattern, Visited
    from workers.bootstrap import Kept

HEADINGS = ("客户经理 manager", "情形 pattern", "说明", "申请 applications", "时间 time")
USUAL = timedelta(days=90)


def add_patterns(app: typer.Typer) -> None:
    app.command("patterns", epilog="Example: ekaihu ops patterns --since 2026-10-01 --branch 0300")(patterns)


def patterns(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Visits from this day on, else of 90 days 起始日.", show_default=False),
    ] = None,
    branch: Annotated[str | None, typer.Option(help="Only this branch 网点.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """What to look into in account managers' visits: too short, too fast, one photo twice 尽调行为监测."""
    start = since.replace(tzinfo=SHANGHAI) if since else datetime.now(SHANGHAI) - USUAL
    found = judged(look(lambda kept: visits_since(kept, branch, start)))
    if as_json:
        document([one.model_dump(mode="json") for one in found])
        return
    rows = ((one.manager, one.kind.chinese, one.zh, "、".join(one.applications), clock(one.at)) for one in found)
    show(HEADINGS, rows, f"{len(found)} 项 patterns")


def judged(visits: "list[Visited]") -> "tuple[Pattern, ...]":
    """The patterns of these visits, by the policy in force."""
    from models.rules.visit_patterns import patterns as found
    from workers.settings import load_policy, load_settings

    policy = load_policy(load_settings().policy).visit_patterns
    return found(visits, policy) if policy else ()


async def visits_since(kept: "Kept", branch: str | None, start: datetime) -> "list[Visited]":
    """Every visit since the day, from the trails of cases that have changed since."""
    from models.rules.visit_patterns import visits_of

    cases = [case for case in await every_case(kept, branch) if case.updated >= start]
    trails = [(case, await kept.ledger.events(case.application)) for case in cases]
    told = [visit for case, trail in trails for visit in visits_of(case.application, (event for event, _ in trail))]
    return [visit for visit in told if visit.arrived >= start]
