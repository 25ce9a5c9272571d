"""Duties that outlive their case: what is owed by when, and closing one with the number of its report."""

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import Refused, document, look
from cli.options import NO, AsJson, Me, Number
from cli.tables import clock, show

if TYPE_CHECKING:
    from models.duties import Duty
    from workers.bootstrap import Kept

LEVELS = ("", "将到期 due soon", "已逾期 overdue")


def add_duties(app: typer.Typer) -> None:
    app.command("duties", epilog="Example: ekaihu ops duties --branch 0300")(duties)
    app.command("close-duty", epilog=f"Example: ekaihu ops close-duty {NO} --report CY2026-001 --as E20421")(close)


def duties(
    branch: Annotated[str | None, typer.Option(help="Only this branch 网点.", show_default=False)] = None,
    every: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Reports that the bank owes, whatever became of the application, the one due first ahead 待办报告."""
    now = datetime.now(UTC)
    found = look(lambda kept: kept.ledger.duties(branch=branch, every=every))
    if as_json:
        document([{**duty.model_dump(mode="json"), "level": duty.level(now)} for duty in found])
        return
    rows = [
        (d.application, d.kind.chinese, d.branch, clock(d.due), LEVELS[d.level(now)], d.report or "", d.closed_by or "")
        for d in found
    ]
    show(("申请 application", "报告", "网点", "时限 due", "", "报告编号 report", "经办 by"), rows)


def close(
    no: Number,
    report: Annotated[str, typer.Option(help="The number under which it was reported 报告编号.")],
    me: Me = "",
    as_json: AsJson = False,
) -> None:
    """Close the report on differing owners; who and under which number goes on the trail 报送差异报告."""
    closed = look(lambda kept: _close(kept, no, report.strip(), me))
    document(closed.model_dump(mode="json")) if as_json else print(f"{no}  {closed.kind.chinese}  {closed.report}")


async def _close(kept: "Kept", no: str, report: str, me: str) -> "Duty":
    from models.audit import AuditActor, AuditFact, stamp
    from models.duties import DutyKind
    from models.people import Role

    staff = kept.staff.find(me)
    roles = sorted(staff.roles & {Role.REVIEWER, Role.RISK, Role.RISK_HEAD}) if staff else []
    if staff is None or not roles:
        raise Refused(f"{me} may not close it; ask a reviewer or a risk officer")
    if not report:
        raise Refused("a report without a number was not made; give its number with --report")
    fact = AuditFact(
        fact=f"duty-{uuid.uuid4().hex}",
        at=stamp(datetime.now(UTC)),
        actor=AuditActor(id=staff.id, role=roles[0], branch=staff.branch),
        action="DUTY_CLOSED",
        object=DutyKind.OWNER_REPORT.value,
        detail={"report": report},
    )
    return await kept.ledger.close_duty(no, DutyKind.OWNER_REPORT, staff.id, report, fact)
