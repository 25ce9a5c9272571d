"""The basic account's information sheet at the counter: print it, and say into whose hands it went (R-ACC-09)."""

import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import uploads
from cli.choices import Receiver
from cli.common import Refused, document, run
from cli.duties import closer
from cli.file import open_file
from cli.options import NO, SHANGHAI, AsJson, Me, Number, Picture
from cli.tables import clock

if TYPE_CHECKING:
    from models.account import InformationSheet
    from models.audit import AuditActor, AuditFact
    from models.case import Case
    from models.papers import EvidenceRef
    from workers.bootstrap import Tools

Hands = Annotated[Receiver, typer.Option("--to", help="Into whose hands 领取人.")]
ABOUT = "information_sheet"


def add_sheet(app: typer.Typer) -> None:
    app.command("sheet", epilog=f"Example: ekaihu counter sheet {NO} --as E20403 > sheet.txt")(sheet)
    app.command("hand-over", epilog=f"Example: ekaihu counter hand-over {NO} --to representative --as E20403")(
        hand_over
    )


def sheet(no: Number, me: Me = "", as_json: AsJson = False) -> None:
    """Print the information sheet of an opened basic account 打印基本存款账户信息."""
    from models.rules.information_sheet import printed

    found = run(lambda tools: _sheet(tools, no, me))
    today = datetime.now(SHANGHAI).date()
    if as_json:
        document({**found.model_dump(mode="json"), "printed_on": today.isoformat()})
    else:
        print(printed(found, today))


def hand_over(no: Number, to: Hands, me: Me = "", receipt: Picture = None, as_json: AsJson = False) -> None:
    """Record that the customer has the information sheet: who gave it, to whom, when 交付基本存款账户信息.

    A deputy, who is neither the representative nor the agent, signs for it: the signed receipt is kept as evidence.
    """
    fact = run(lambda tools: _hand_over(tools, no, me, to, receipt))
    told = {"application": no, "at": fact.at, "by": fact.actor.id, "to": to, "evidence": fact.evidence}
    document(told) if as_json else print(_said(told))


async def _sheet(tools: "Tools", no: str, me: str) -> "InformationSheet":
    from models.duties import DutyKind
    from models.rules.information_sheet import lacking, sheet_of

    closer(tools.staff, DutyKind.INFORMATION_SHEET, me)
    case = await open_file(tools, no, me, "打印 print", ABOUT)
    if said := lacking(case):
        raise Refused(said)
    return sheet_of(case)


async def _hand_over(tools: "Tools", no: str, me: str, to: str, receipt: Path | None) -> "AuditFact":
    from models.account import Receiver
    from models.duties import DutyKind
    from models.papers import EvidenceKind
    from models.rules.information_sheet import not_into

    actor = closer(tools.staff, DutyKind.INFORMATION_SHEET, me)
    case = await open_file(tools, no, me, "交付 hand-over", ABOUT)
    if said := not_into(case, Receiver(to), receipted=receipt is not None):
        raise Refused(said)
    seen = await uploads.paper(tools, no, receipt, EvidenceKind.PROOF) if receipt else None
    fact = _fact(case, actor, to, seen)
    await _close(tools, no, actor, to, fact)
    return fact


def _fact(case: "Case", actor: "AuditActor", to: str, seen: "EvidenceRef | None") -> "AuditFact":
    """No name: the representative and the agent are in the file, a deputy's is on the receipt."""
    from models.audit import AuditFact, stamp

    number = (case.account and case.account.basic_account_number) or ""
    return AuditFact(
        fact=f"sheet-{uuid.uuid4().hex}",
        at=stamp(datetime.now(UTC)),
        actor=actor,
        action="SHEET_HANDED_OVER",
        object=ABOUT,
        evidence=(seen.sha256,) if seen else (),
        detail={"to": to, "deputy": to == "deputy", "number": f"*{number[-4:]}"},
    )


async def _close(tools: "Tools", no: str, actor: "AuditActor", to: str, fact: "AuditFact") -> None:
    """Close what was owed; a case from before it was owed has it on its trail alone."""
    from models.duties import DutyKind

    known = await tools.ledger.duties(application=no, every=True)
    owed = next((duty for duty in known if duty.kind is DutyKind.INFORMATION_SHEET), None)
    if owed is None:
        await tools.ledger.append(no, [fact])
    elif owed.closed is not None:
        raise Refused(f"the sheet of {no} was handed over on {clock(owed.closed)} already; nothing was changed")
    else:
        await tools.ledger.close_duty(no, DutyKind.INFORMATION_SHEET, actor.id, to, fact)


def _said(told: dict[str, Any]) -> str:
    from models.account import Receiver

    return f"{told['application']}  基本存款账户信息已交付：{Receiver(told['to']).chinese}  {told['at'][:16]}"
