"""The read-back for the customer: the form as it was read, and the word on it; nothing on it is typed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import Refused, act_of, document, made, misuse, perform, run
from cli.crops import write_crops
from cli.file import note_own_reading
from cli.options import NO, AsJson, Crops, Number
from cli.tables import show

if TYPE_CHECKING:
    from models.readback import FieldFlag, ReadBackForm
    from workers.bootstrap import Tools

Flags = Annotated[
    list[str] | None,
    typer.Option(
        "--flag", metavar="FIELD[:NOTE]", help="A field that was read wrongly, e.g. licence.name; repeatable 有误."
    ),
]


def add_read_back(app: typer.Typer) -> None:
    """Give the customer the verbs readback and confirm."""
    app.command("readback", epilog=f"Example: ekaihu customer readback {NO} --crops fields/")(readback)
    app.command("confirm", epilog=f"Example: ekaihu customer confirm {NO} --flag licence.name:少一个字")(confirm)


def readback(no: Number, crops: Crops = None, as_json: AsJson = False) -> None:
    """What was read from your papers, to confirm or flag; you type nothing 核对识别结果."""
    form, files = run(lambda tools: _form(tools, no, crops))
    if as_json:
        document({**form.model_dump(mode="json"), "crops": files})
        return
    _print(form)


def confirm(no: Number, flag: Flags = None, as_json: AsJson = False) -> None:
    """Confirm what was read; what you flag is entered anew by the bank's staff 确认或指出有误."""
    from models.acts import ConfirmReadBack
    from models.people import CUSTOMER

    flags = tuple(_flag(text) for text in flag or [])
    perform(no, act_of(ConfirmReadBack, CUSTOMER, flags=flags), as_json)


async def _form(tools: "Tools", no: str, folder: Path | None) -> "tuple[ReadBackForm, dict[str, str]]":
    await tools.front.show(no)  # an unknown number must not begin a trail
    await note_own_reading(tools, no, "the customer looks at what was read", "read_back")
    form = await tools.front.read_back(no)
    if not form.fields and not form.again:
        raise Refused("nothing is read yet; look again in a minute")
    return form, await write_crops(tools, no, form.fields, folder) if folder else {}


def named(text: str, option: str) -> dict[str, str]:
    """`licence.name` as paper and field; wrong usage says which papers there are."""
    from models.papers import PaperKind

    paper, _, field = text.partition(".")
    if paper not in set(PaperKind) or not field:
        misuse(f"{option}: name a field like licence.name; `--json` of the form lists them")
    return {"paper": paper, "field": field}


def _flag(text: str) -> "FieldFlag":
    from models.readback import FieldFlag

    about, _, note = text.partition(":")
    return made(FieldFlag, **named(about, "--flag"), note=note)


def _print(form: "ReadBackForm") -> None:
    from models.rules.review import PAPERS

    rows = [_row(PAPERS[field.paper], field) for field in form.fields]
    show(
        ("材料", "字段 field", "", "识别结果 value", "置信 conf", "状态 state"),
        rows,
        f"{form.application} 识别结果核对",
    )
    show(("您填写的 typed", "", ""), [(field.label, field.name, field.value) for field in form.typed])
    for paper in form.again:
        print(f"! {PAPERS[paper]}的照片无法使用，我行将请您重新拍摄。")
    done = "已核对 confirmed" if form.confirmed else "请核对后用 customer confirm 确认，有误的字段用 --flag 指出"
    print(done)


def _row(paper: str, field: Any) -> tuple[object, ...]:
    sure = None if field.confidence is None else f"{field.confidence:.2f}"
    return (paper, field.about, field.label, field.value or field.text, sure, field.state.chinese)
