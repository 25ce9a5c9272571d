"""The inbox, claim and release that every group of staff has, over our own task table."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.choices import TaskKind
from cli.common import Refused, act_of, document, look, receipt, run
from cli.options import NO, AsJson, Me, Number
from cli.tables import clock, notes, show
from cli.tier import add_raise

if TYPE_CHECKING:
    from models.acts import Receipt
    from models.case import CaseView
    from models.people import Staff
    from models.tasks import Task
    from workers.bootstrap import Kept, Tools

Mine = Annotated[bool, typer.Option("--mine", help="Only tasks in your hands 只看我的.")]
Escalated = Annotated[bool, typer.Option("--escalated", help="Also everybody's tasks that are overdue 含超时任务.")]
Which = Annotated[TaskKind | None, typer.Option("--task", help="Which task 任务.", show_default=False)]


def add_desk(app: typer.Typer, group: str, roles: tuple[str, ...], inbox: str, told: str, staff: str) -> None:
    """Give `app` the verbs `inbox`, claim and release for the tasks of these roles (codes of models.people.Role), and
    raise-tier, which every officer has.
    """

    def claim(no: Number, me: Me = "", task: Which = None, as_json: AsJson = False) -> None:
        """Take an open task into your hands 领取任务."""
        _hand("claim", no, me, task, roles, as_json)

    def release(no: Number, me: Me = "", task: Which = None, as_json: AsJson = False) -> None:
        """Give a task in your hands back 退回任务."""
        _hand("release", no, me, task, roles, as_json)

    add_inbox(app, group, roles, inbox, told, staff)
    add_raise(app, group, staff)
    for name, verb in (("claim", claim), ("release", release)):
        app.command(name, epilog=f"Example: ekaihu {group} {name} {NO} --as {staff}")(verb)


def add_inbox(app: typer.Typer, group: str, roles: tuple[str, ...], name: str, told: str, staff: str) -> None:
    def inbox(me: Me = "", mine: Mine = False, escalated: Escalated = False, as_json: AsJson = False) -> None:
        rows = look(lambda kept: _inbox(kept, roles, me, mine, escalated))
        document(rows) if as_json else _print(rows)

    app.command(name, help=told, epilog=f"Example: ekaihu {group} {name} --as {staff}")(inbox)


async def _inbox(kept: "Kept", roles: tuple[str, ...], me: str, mine: bool, escalated: bool) -> list[dict[str, Any]]:
    """The live tasks of these roles, the one due first ahead; barred ones are shown, so that nobody wonders."""
    staff = kept.staff.find(me)
    if staff is None:
        raise Refused(f"{me} is not in the staff directory; check --as or ask operations to add it")
    tasks = [task for task in await kept.ledger.tasks() if task.role in roles or (escalated and task.level)]
    wanted = [task for task in tasks if not mine or task.assignee == me]
    return [_row(task, staff) for task in sorted(wanted, key=lambda task: (task.due, task.id))]


def _row(task: "Task", staff: "Staff") -> dict[str, Any]:
    return {
        "application": task.application,
        "task": task.kind.value,
        "task_zh": task.kind.chinese,
        "role": task.role.value,
        "branch": task.branch,
        "state": task.state.value,
        "assignee": task.assignee,
        "level": task.level,
        "due": task.due.isoformat(),
        "note": task.note,
        "barred": staff.person in task.excluded,
    }


def _print(rows: list[dict[str, Any]]) -> None:
    headings = ("级 level", "申请 application", "任务 task", "角色 role", "经办 assignee", "时限 due")
    show(headings, [_cells(row) for row in rows], f"{len(rows)} 项任务 tasks")
    notes((f"{row['application']} {row['task_zh']}", row["note"]) for row in rows)


def _cells(row: dict[str, Any]) -> tuple[object, ...]:
    task = f"{row['task_zh']} {row['task']}"
    who = "回避 barred" if row["barred"] else row["assignee"]
    due = clock(datetime.fromisoformat(row["due"]))
    return (f"L{row['level']}", row["application"], task, row["role"], who, due)


def _hand(verb: str, no: str, me: str, task: str | None, roles: tuple[str, ...], as_json: bool) -> None:
    async def work(tools: "Tools") -> "Receipt":
        from models.acts import Claim, Release

        chosen = task or only_task(await tools.front.show(no), roles)
        return await tools.front.act(no, act_of(Claim if verb == "claim" else Release, me, task=chosen))

    receipt(run(work), as_json)


def only_task(view: "CaseView", roles: tuple[str, ...]) -> str:
    """The one live task of these roles on the application; Refused when there is none or a choice to make."""
    kinds = sorted({task.kind for task in view.tasks if task.role in roles})
    if not kinds:
        raise Refused(f"{view.application} has no open task for {' or '.join(roles)} now; it stands at {view.state}")
    if len(kinds) > 1:
        raise Refused(f"{view.application} has several open tasks; name one with --task: {', '.join(kinds)}")
    return kinds[0]
