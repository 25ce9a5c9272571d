"""Central data entry (集中录入) at the command line: what to type, beside its picture, and the typing itself."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import Refused, act_of, document, made, misuse, note, perform, run
from cli.crops import write_crops
from cli.file import open_file
from cli.options import NO, AsJson, Crops, Me, Number
from cli.read_back import named
from cli.tables import show

if TYPE_CHECKING:
    from models.case import Case
    from models.readback import FieldEntry, FormField
    from models.tasks import Task
    from workers.bootstrap import Tools

Typed = Annotated[
    list[str] | None,
    typer.Option(
        "--field", metavar="FIELD=TEXT", help="A field as printed, e.g. licence.name=某某有限公司; repeatable 录入."
    ),
]
Unreadable = Annotated[
    list[str] | None,
    typer.Option("--unreadable", metavar="FIELD", help="A field that nobody can read; repeatable 无法辨认."),
]
Why = Annotated[str, typer.Option("--why", help="Why you read it; goes on the trail 查阅理由.")]


def add_entry(app: typer.Typer, staff: str) -> None:
    """Give the reviewer the verbs entry and enter."""
    app.command("entry", epilog=f"Example: ekaihu reviewer entry {NO} --crops fields/ --as {staff}")(entry)
    example = f"ekaihu reviewer enter {NO} --field licence.name=某某有限公司 --unreadable id_front.name --as {staff}"
    app.command("enter", epilog=f"Example: {example}")(enter)


def entry(
    no: Number, me: Me = "", why: Why = "集中录入 data entry", crops: Crops = None, as_json: AsJson = False
) -> None:
    """The fields to type, each with its picture; the reading goes on the trail 待录入字段."""
    found = run(lambda tools: _sheet(tools, no, me, why, crops))
    document(found) if as_json else _print(found)


def enter(no: Number, me: Me = "", field: Typed = None, unreadable: Unreadable = None, as_json: AsJson = False) -> None:
    """Type the fields as printed; what cannot be right is refused, and nothing is lost 录入."""
    from models.acts import EnterFields
    from models.readback import FieldRef

    entries = tuple(_entry(text) for text in field or [])
    given_up: tuple[FieldRef, ...] = tuple(made(FieldRef, **named(text, "--unreadable")) for text in unreadable or [])
    perform(no, act_of(EnterFields, me, entries=entries, unreadable=given_up), as_json)


def _entry(text: str) -> "FieldEntry":
    from models.readback import FieldEntry

    about, found, typed = text.partition("=")
    if not found:
        misuse("--field: write the field and its text, like licence.name=某某有限公司")
    return made(FieldEntry, **named(about, "--field"), text=typed)


async def _sheet(tools: "Tools", no: str, me: str, why: str, folder: Path | None) -> dict[str, Any]:
    case = await open_file(tools, no, me, why, "data_entry")
    task = _live(case)
    form = {field.about: field for field in (await tools.front.read_back(no)).fields}
    fields = [form[about] for about in case.entering if about in form]
    files = await write_crops(tools, no, fields, folder) if folder else {}
    rows = [{**_row(case, task, field), "crop": files.get(field.about)} for field in fields]
    return {"application": no, "task": task.kind.value, "task_zh": task.kind.chinese, "fields": rows}


def _live(case: "Case") -> "Task":
    from models.acts import EnterFields
    from models.rules.acts import live_task

    task = live_task(case, EnterFields.answers)
    if task is None:
        raise Refused(f"{case.application} has no field to enter now; see `ekaihu ops show {case.application}`")
    return task


def _row(case: "Case", task: "Task", field: "FormField") -> dict[str, Any]:
    """What this person may see: a code, and all that a second person types, is typed from the picture alone."""
    from models.rules.fields import rule_of
    from models.tasks import TaskKind

    rule, flag = rule_of(field.about), case.flags.get(field.about)
    blind = task.kind is not TaskKind.DATA_ENTRY or rule is None or rule.twice
    return {
        "field": field.about,
        "label": field.label,
        "why": ["CUSTOMER_FLAGGED", *field.why] if flag else list(field.why),
        "read": None if blind else field.text,
        "note": None if blind or flag is None else flag.note or None,
    }


def _print(found: dict[str, Any]) -> None:
    headings = ("字段 field", "", "原因 why", "识别 read", "客户说明", "图片 picture")
    rows = [
        (row["field"], row["label"], " ".join(row["why"]), row["read"], row["note"], row["crop"])
        for row in found["fields"]
    ]
    show(headings, rows, f"{found['application']} {found['task_zh']} {found['task']}")
    if any(row["crop"] for row in found["fields"]):
        note("the pictures hold personal data; delete them when you are done")
