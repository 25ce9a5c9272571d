"""The closing of an account: the core bank and the counter do it, and somebody tells our own books (R-ACC-05)."""

import uuid
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import Refused, document, look
from cli.options import NO, AsJson, Me, Number

if TYPE_CHECKING:
    from activities.providers.directory import StaffDirectory
    from activities.providers.ledger import CaseEntry
    from models.audit import AuditActor
    from workers.bootstrap import Kept


def add_closing(app: typer.Typer) -> None:
    example = f"Example: ekaihu ops account-closed {NO} --on 2026-11-20 --receipt XH2026-001 --as E20405"
    app.command("account-closed", epilog=example)(account_closed)


def account_closed(
    no: Number,
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day of the closing 销户日期.")],
    receipt: Annotated[str, typer.Option(help="The number of the closing's receipt 销户回执编号.")],
    me: Me = "",
    as_json: AsJson = False,
) -> None:
    """Note that an opened account was closed, so that it stands against no other; for supervisors 登记已销户."""
    closed = look(lambda kept: _note(kept, no, on.date(), receipt.strip(), me))
    document(closed.model_dump(mode="json")) if as_json else print(f"{no}  已销户 closed  {closed.closed}")


async def _note(kept: "Kept", no: str, on: date, receipt: str, me: str) -> "CaseEntry":
    from models.audit import AuditFact, stamp
    from models.rules import closing

    actor, known, now = _supervisor(kept.staff, me), await kept.ledger.case(no), datetime.now(UTC)
    if said := closing.refuses(on, receipt, known.ended if known else None, now):
        raise Refused(said)
    fact = AuditFact(
        fact=f"closed-{uuid.uuid4().hex}",
        at=stamp(now),
        actor=actor,
        action="ACCOUNT_CLOSED",
        detail={"on": on.isoformat(), "receipt": receipt},
    )
    return await kept.ledger.close_account(no, on, actor.id, fact)


def _supervisor(staff: "StaffDirectory", me: str) -> "AuditActor":
    """Who notes it, as the trail names them: a hard rule lets go by this word."""
    from models.audit import AuditActor
    from models.people import Role

    found = staff.find(me)
    if found is None or Role.SUPERVISOR not in found.roles:
        raise Refused(f"{me} may not note it; ask somebody with the role {Role.SUPERVISOR}")
    return AuditActor(id=found.id, role=Role.SUPERVISOR, branch=found.branch)
