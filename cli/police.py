"""`police` and `police-answer`: whom the citizen check does not confirm, the police may (rules.md 5)."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import uploads
from cli.choices import PoliceAnswer, Visitor
from cli.common import act_of, perform, receipt, run
from cli.options import NO, AsJson, Me, Number

if TYPE_CHECKING:
    from models.acts import Receipt
    from workers.bootstrap import Tools

Person = Annotated[Visitor, typer.Option(help="About whom 协查对象.")]
Reference = Annotated[str, typer.Option(help="The police's number of your inquiry 协查编号.")]
Answer = Annotated[PoliceAnswer, typer.Argument(help="What they answered; unanswered: a supervisor alone 答复.")]
File = Annotated[
    Path | None,
    typer.Option("--file", exists=True, dir_okay=False, metavar="FILE", help="Photo or scan of their answer 答复影像."),
]
Note = Annotated[str, typer.Option(help="In words, without anybody's data 说明.", show_default=False)]


def add_ask(app: typer.Typer, staff: str) -> None:
    def police(
        no: Number, reference: Reference, person: Person = "representative", me: Me = "", as_json: AsJson = False
    ) -> None:
        """Record that you have asked the police who this is: the review waits for their answer 公安机关协查."""
        from models.acts import AskPolice

        perform(no, act_of(AskPolice, me, person=person, reference=reference), as_json)

    app.command("police", epilog=f"Example: ekaihu reviewer police {NO} --reference 2026-1008 --as {staff}")(police)


def add_answer(app: typer.Typer, group: str, example: str) -> None:
    def police_answer(
        no: Number, answer: Answer, file: File = None, note: Note = "", me: Me = "", as_json: AsJson = False
    ) -> None:
        """Record what the police answered, with its picture 登记公安机关答复."""
        receipt(run(lambda tools: _answered(tools, no, me, answer, file, note)), as_json)

    app.command("police-answer", epilog=f"Example: ekaihu {group} police-answer {NO} {example}")(police_answer)


async def _answered(tools: "Tools", no: str, me: str, answer: str, file: Path | None, note: str) -> "Receipt":
    from models.acts import RecordPoliceAnswer
    from models.papers import EvidenceKind

    await tools.front.show(no)
    seen = await uploads.paper(tools, no, file, EvidenceKind.PROOF) if file else None
    return await tools.front.act(no, act_of(RecordPoliceAnswer, me, answer=answer, seen=seen, note=note))
