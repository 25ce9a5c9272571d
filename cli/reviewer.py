"""For the central reviewer (集中审核员): one merged review of papers, registry and findings."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import act_of, misuse, perform, receipt, run
from cli.data_entry import add_entry
from cli.desk import add_desk
from cli.options import NO, AsJson, Me, Number, Reason, ReasonCode
from cli.owners import add_owners
from cli.police import add_answer, add_ask
from cli.proofs import add_proof
from cli.review_file import add_show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.acts import Receipt
    from models.findings import Finding, SupplementItem
    from workers.bootstrap import Tools

app = typer.Typer(
    no_args_is_help=True,
    help="The central reviewer: enter fields, look, pass, ask for a supplement, escalate. 集中审核",
)
add_desk(app, "reviewer", ("CR",), "inbox", "Reviews to do, the one due first ahead 待审核.", "E20417")
add_show(app, "reviewer", "E20417")
add_owners(app, "reviewer", "E20417")
add_entry(app, "E20417")
add_proof(app, "reviewer", "E20417")
add_ask(app, "E20417")
add_answer(app, "reviewer", "confirmed --file answer.jpg --as E20417")

Items = Annotated[
    list[str] | None,
    typer.Option(
        "--item",
        metavar="WHAT:CODE[:中文]",
        help="A paper or statement to ask for and why, e.g. id_back:BLURRED; repeatable. Without: the proposed ones.",
    ),
]

Seen = Annotated[
    list[str] | None,
    typer.Option("--seen", metavar="PAPER", help="A proof that you looked at; repeatable 已查看的材料."),
]


@app.command("pass", epilog=f"Example: ekaihu reviewer pass {NO} --reason 已电话核实 --as E20417")
def pass_(
    no: Number,
    me: Me = "",
    reason: Reason = "",
    reason_code: ReasonCode = None,
    seen: Seen = None,
    as_json: AsJson = False,
) -> None:
    """Pass the review; findings that stay open need a reason, proofs your word that you saw them 审核通过."""
    from models.acts import DecideReview

    said = {"reason": reason, "reason_code": reason_code, "seen": _proofs(seen or [])}
    perform(no, act_of(DecideReview, me, decision="pass", **said), as_json)


@app.command(epilog=f"Example: ekaihu reviewer supplement {NO} --item id_back:BLURRED --as E20417")
def supplement(no: Number, me: Me = "", item: Items = None, reason: Reason = "", as_json: AsJson = False) -> None:
    """Ask the customer, once for everything, by item and reason 要求补件."""
    asked = [_wanted(text) for text in item or []]
    receipt(run(lambda tools: _supplement(tools, no, me, asked, reason)), as_json)


@app.command(epilog=f"Example: ekaihu reviewer escalate {NO} --reason 法定代表人身份存疑 --as E20417")
def escalate(
    no: Number, me: Me = "", reason: Reason = "", reason_code: ReasonCode = None, as_json: AsJson = False
) -> None:
    """Hand the application to risk review 移交风险复审."""
    from models.acts import DecideReview

    perform(no, act_of(DecideReview, me, decision="escalate", reason=reason, reason_code=reason_code), as_json)


def _proofs(named: list[str]) -> tuple[str, ...]:
    from models.papers import PROOFS

    if unknown := sorted(set(named) - PROOFS):
        misuse(f"--seen: {unknown[0]} is no such paper; name one of {', '.join(sorted(PROOFS))}")
    return tuple(named)


@app.command(
    epilog=f"Example: ekaihu reviewer doubt {NO} --system phone --content 本人出示了实名凭证"
    " --contact 王例审 --phone 021-55550000 --as E20417"
)
def doubt(
    no: Number,
    system: Annotated[str, typer.Option(metavar="registration|phone", help="Whose answer you doubt 存疑的核查.")],
    content: Annotated[str, typer.Option(help="What is wrong with it 疑义内容.")],
    contact: Annotated[str, typer.Option(help="Whom at the bank the source asks back 联系人.")],
    phone: Annotated[str, typer.Option(help="Under which number 联系电话.")],
    me: Me = "",
    as_json: AsJson = False,
) -> None:
    """Tell the check system that you doubt its answer 疑义反馈."""
    from models.acts import DoubtAnswer

    said = {"system": system, "content": content, "contact": contact, "phone": phone}
    perform(no, act_of(DoubtAnswer, me, **said), as_json)


async def _supplement(tools: "Tools", no: str, me: str, asked: "list[dict[str, str]]", reason: str) -> "Receipt":
    from models.acts import DecideReview

    view = await tools.front.show(no)
    items = _items(asked, view.findings)
    return await tools.front.act(no, act_of(DecideReview, me, decision="supplement", items=items, reason=reason))


def _items(asked: "list[dict[str, str]]", findings: "Sequence[Finding]") -> "tuple[SupplementItem, ...]":
    """What to ask for: the given items, or what the findings propose; both are worded by the same rule."""
    from models.findings import Finding, Severity
    from models.rules.review import supplement_items

    if not asked:
        return supplement_items(findings)
    known = {finding.code: finding.zh for finding in findings}
    wanted = (
        Finding(
            code=item["code"],
            severity=Severity.FIX,
            about=item["about"],
            zh=item["zh"] or known.get(item["code"]) or _words(item["code"]),
            en=item["code"],
            rule="process.md 4",
        )
        for item in asked
    )
    return supplement_items(wanted)


_WORDS = {
    "WRONG_PAPER": "不是所需的证件",
    "EXPIRED": "证件已过有效期",
    "OTHER": "不符合要求",
}
"""What the customer reads for the reasons that only a person's eye gives."""


def _words(code: str) -> str:
    """The customer's sentence for a reason; what is wrong with pictures is worded where the reader words it."""
    from models.rules.picture_warnings import ASK_ZH

    return {**ASK_ZH, **_WORDS}.get(code, _WORDS["OTHER"])


def _wanted(text: str) -> dict[str, Any]:
    """`id_back:BLURRED` or `purpose:OTHER:请写明具体用途` as an item; the target is a paper or a statement."""
    from models.application import Statements
    from models.papers import PaperKind

    target, _, rest = text.partition(":")
    code, _, zh = rest.partition(":")
    statement = target in Statements.model_fields
    if not code or not (statement or target in set(PaperKind)):
        names = ", ".join([*PaperKind, *Statements.model_fields])
        misuse(f"--item: write what and why, like id_back:BLURRED; what is one of {names}")
    return {"about": f"statements.{target}" if statement else target, "code": code, "zh": zh}
