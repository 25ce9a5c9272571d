"""Duties that outlive their case: what is owed by when, and closing one with the number of its report or receipt."""

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.choices import DutyKind as Kind
from cli.common import Refused, document, look
from cli.options import NO, AsJson, Me, Number
from cli.tables import clock, show

if TYPE_CHECKING:
    from activities.providers.directory import StaffDirectory
    from models.audit import AuditActor
    from models.duties import Duty, DutyKind
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
    """What the bank owes, whatever became of the application, the one due first ahead 待办报送事项."""
    now = datetime.now(UTC)
    found = look(lambda kept: kept.ledger.duties(branch=branch, every=every))
    if as_json:
        document([{**duty.model_dump(mode="json"), "level": duty.level(now)} for duty in found])
        return
    rows = [
        (d.application, d.kind.chinese, d.branch, clock(d.due), LEVELS[d.level(now)], d.report or "", d.closed_by or "")
        for d in found
    ]
    show(("申请 application", "事项", "网点", "时限 due", "", "编号 report", "经办 by"), rows)


def close(
    no: Number,
    report: Annotated[str, typer.Option(help="The number of the report or of the receipt 报告或回执编号.")],
    me: Me = "",
    kind: Annotated[
        Kind | None, typer.Option(help="What was owed, if it was more than one thing 事项.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Close what was owed; who, when and under which number goes on the trail 办结报送事项."""
    closed = look(lambda kept: _close(kept, no, kind, report.strip(), me))
    document(closed.model_dump(mode="json")) if as_json else print(f"{no}  {closed.kind.chinese}  {closed.report}")


async def _close(kept: "Kept", no: str, named: Kind | None, report: str, me: str) -> "Duty":
    from models.audit import AuditFact, stamp
    from models.duties import DutyKind

    kind = await _kind(kept, no, named)
    if kind is DutyKind.INFORMATION_SHEET:
        raise Refused(
            "a sheet is not reported, it is handed over; say into whose hands with `ekaihu counter hand-over`"
        )
    actor = closer(kept.staff, kind, me)
    if not report:
        raise Refused("what has no number was not sent; give the report's or receipt's with --report")
    fact = AuditFact(
        fact=f"duty-{uuid.uuid4().hex}",
        at=stamp(datetime.now(UTC)),
        actor=actor,
        action="DUTY_CLOSED",
        object=kind.value,
        detail={"report": report},
    )
    return await kept.ledger.close_duty(no, kind, actor.id, report, fact)


def closer(staff: "StaffDirectory", kind: "DutyKind", me: str) -> "AuditActor":
    """Who closes a duty of this kind, as the trail names them; Refused for who does not do this work."""
    from models.audit import AuditActor

    found = staff.find(me)
    roles = sorted(found.roles & kind.closers) if found else []
    if found is None or not roles:
        raise Refused(f"{me} may not close it; ask somebody with the role {' or '.join(sorted(kind.closers))}")
    return AuditActor(id=found.id, role=roles[0], branch=found.branch)


async def _kind(kept: "Kept", no: str, named: Kind | None) -> "DutyKind":
    """The duty that is meant: the named one, or the only one that is open."""
    from models.duties import DutyKind

    if named is not None:
        return DutyKind(named)
    owed = [duty.kind for duty in await kept.ledger.duties(application=no)]
    if len(owed) != 1:
        known = " or ".join(owed) or "none is open, look with `ekaihu ops duties --all`"
        raise Refused(f"say with --kind which duty of {no} is meant: {known}")
    return owed[0]
