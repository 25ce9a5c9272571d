"""For the operations supervisor (运营主管): decisions, second signatures, and tasks that nobody took."""

from typing import Annotated

import typer

from cli.choices import TaskKind
from cli.common import act_of, perform
from cli.decisions import add_confirm_refusal, add_decide
from cli.desk import add_desk
from cli.limits import add_confirm_limits
from cli.options import NO, AsJson, Me, Number, Reason
from cli.police import add_answer
from cli.review_file import add_show

app = typer.Typer(no_args_is_help=True, help="The supervisor: decide, authorise, reassign. 运营主管")
add_desk(app, "supervisor", ("SUP", "BM"), "inbox", "Decisions to take, the one due first ahead 待决定.", "E20405")
add_show(app, "supervisor", "E20405")
add_decide(
    app,
    "supervisor",
    ("DecideOpening", "DecideRounds", "DecideOutage", "DecideVisit", "AllowCard"),
    "Decide the open task: approve, extend, refuse an opening; another or refuse after the last round; wait or refuse"
    " in an outage; revisit or risk after a stopped visit; allow or deny a temporary identity card 决定.",
    "approve --as E20405",
)
add_confirm_refusal(app, "supervisor", "E20405")
add_confirm_limits(app, "supervisor", "E20405")
add_answer(app, "supervisor", "unanswered --note 已两次催询 --as E20405")


@app.command(epilog=f"Example: ekaihu supervisor authorise {NO} --as E20405")
def authorise(no: Number, me: Me = "", as_json: AsJson = False) -> None:
    """Confirm the seal card as the second person 印鉴卡复核."""
    from models.acts import ConfirmSeal

    perform(no, act_of(ConfirmSeal, me), as_json)


@app.command(epilog=f"Example: ekaihu supervisor reassign {NO} --task review --to E20418 --as E20405")
def reassign(
    no: Number,
    task: Annotated[TaskKind, typer.Option("--task", help="Which task 任务.")],
    to: Annotated[str, typer.Option("--to", metavar="STAFF", help="Who shall do it 改派给.")],
    me: Me = "",
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Give a task to somebody, claimed or not 改派任务."""
    from models.acts import Reassign

    perform(no, act_of(Reassign, me, task=task, to=to, reason=reason), as_json)


@app.command("waive-visit", epilog=f"Example: ekaihu supervisor waive-visit {NO} --reason 门店视频可见 --as E20405")
def waive_visit(no: Number, me: Me = "", reason: Reason = "", as_json: AsJson = False) -> None:
    """Have the premises shown by video in a simplified opening of low risk 免除上门尽调."""
    from models.acts import WaiveVisit

    perform(no, act_of(WaiveVisit, me, reason=reason), as_json)
