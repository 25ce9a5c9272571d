"""For the counter teller (柜面柜员): who comes, originals, seals, activation."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.choices import Visitor
from cli.common import Refused, act_of, document, look, misuse, perform, receipt, run
from cli.desk import add_desk
from cli.options import NO, AsJson, Me, Number, Reason, ReasonCode
from cli.review_file import add_show
from cli.sheet import add_sheet
from cli.tables import clock, show

if TYPE_CHECKING:
    from activities.providers.ledger import CaseEntry
    from models.acts import Receipt, Tick
    from workers.bootstrap import Kept, Tools

app = typer.Typer(no_args_is_help=True, help="The counter teller: originals, seals, activation. 柜面")
add_desk(
    app, "counter", ("CT",), "inbox", "Counter work, interviews at the counter and filings to mend 待办.", "E20403"
)
add_show(app, "counter", "E20403")
add_sheet(app)

EXPECTED = ("COUNTER_BOOKED", "AT_COUNTER")


@app.command(epilog="Example: ekaihu counter arrivals --as E20403")
def arrivals(me: Me = "", as_json: AsJson = False) -> None:
    """Who is booked or at the counter of your branch 今日到店."""
    found = look(lambda kept: _arrivals(kept, me))
    if as_json:
        document([case.model_dump(mode="json") for case in found])
        return
    rows = [(case.application, case.state, case.account_kind, case.tier, clock(case.due)) for case in found]
    show(("申请 application", "状态 state", "账户 kind", "等级 tier", "时限 due"), rows)


async def _arrivals(kept: "Kept", me: str) -> "list[CaseEntry]":
    staff = kept.staff.find(me)
    if staff is None:
        raise Refused(f"{me} is not in the staff directory; check --as or ask operations to add it")
    found = [
        case for state in EXPECTED for case in await kept.ledger.cases(state=state, branch=staff.branch, limit=500)
    ]
    return sorted(found, key=lambda case: (case.due is None, case.due, case.application))


@app.command("check-in", epilog=f"Example: ekaihu counter check-in {NO} --chip --as E20403")
def check_in(
    no: Number,
    chip: Annotated[
        bool, typer.Option("--chip/--no-chip", help="The ID card's chip was read and the face compared 已读芯片并比对.")
    ],
    me: Me = "",
    visitor: Annotated[Visitor, typer.Option(help="Whose chip that was, who came 到店人.")] = "representative",
    as_json: AsJson = False,
) -> None:
    """The customer is here: the clock starts 到店签到."""
    from models.acts import CheckInCounter

    perform(no, act_of(CheckInCounter, me, chip_identity=chip, visitor=visitor), as_json)


@app.command(epilog=f"Example: ekaihu counter tick {NO} identity licence_original --as E20403")
def tick(
    no: Number,
    items: Annotated[list[str] | None, typer.Argument(metavar="ITEM…", help="What is done 已完成项目.")] = None,
    me: Me = "",
    every: Annotated[bool, typer.Option("--all", help="All that this case still needs, one after the other.")] = False,
    as_json: AsJson = False,
) -> None:
    """Tick items of the counter list 逐项勾选.

    Items: identity, licence_original, id_original, seals, data_confirmed, application_form, agreement, seal_card; where
    an agent acts also authorisation_original, where an opening permit of the licence era may exist also old_permit,
    where somebody has a temporary identity card also temporary_card, where a supplement left a paper to be shown here
    also left_papers.
    """
    from models.acts import Tick

    if not (items or every):
        misuse("ITEM: name what is done, or --all")
    ticks = [act_of(Tick, me, item=item) for item in items or []]
    receipt(run(lambda tools: _tick_all(tools, no, me) if every else _tick(tools, no, ticks)), as_json)


async def _tick_all(tools: "Tools", no: str, me: str) -> "Receipt":
    from models.acts import Tick

    left = (await tools.front.show(no)).to_tick
    if not left:
        raise Refused(f"every item of {no} is ticked already")
    return await _tick(tools, no, [act_of(Tick, me, item=item) for item in left])


async def _tick(tools: "Tools", no: str, ticks: "list[Tick]") -> "Receipt":
    return [await tools.front.act(no, tick) for tick in ticks][-1]


@app.command(epilog=f"Example: ekaihu counter activate {NO} --as E20403")
def activate(no: Number, me: Me = "", as_json: AsJson = False) -> None:
    """Order the activation: the legal opening 激活账户."""
    from models.acts import Activate

    perform(no, act_of(Activate, me), as_json)


@app.command(epilog=f"Example: ekaihu counter mismatch {NO} --reason 执照原件与影像不一致 --as E20403")
def mismatch(
    no: Number, me: Me = "", reason: Reason = "", reason_code: ReasonCode = None, as_json: AsJson = False
) -> None:
    """An original does not agree with the reviewed data: to risk review 原件不符."""
    from models.acts import Mismatch

    perform(no, act_of(Mismatch, me, reason=reason, reason_code=reason_code), as_json)


@app.command("correct-filing", epilog=f"Example: ekaihu counter correct-filing {NO} --note 已更正地址 --as E20403")
def correct_filing(
    no: Number,
    me: Me = "",
    note: Annotated[
        str, typer.Option(help="What was corrected; it stays on the trail 更正说明，必填.", show_default=False)
    ] = "",
    as_json: AsJson = False,
) -> None:
    """The filing's error was corrected with the central bank: file again 更正备案."""
    from models.acts import CorrectFiling

    perform(no, act_of(CorrectFiling, me, note=note), as_json)
