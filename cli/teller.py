"""For the remote tellers: the visit by video (云网点柜员) and the willingness interview (视频鉴证坐席)."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import uploads
from cli.choices import InterviewVerdict
from cli.common import act_of, document, misuse, perform, receipt, run
from cli.desk import add_desk, add_inbox
from cli.devices import DeviceSilent, Emulator, RemoteControl, device_report
from cli.forms import filled, form, remote_answers, script_answers
from cli.options import NO, AsJson, Me, Number
from cli.tables import show

if TYPE_CHECKING:
    from models.acts import Receipt
    from models.papers import EvidenceKind, EvidenceRef
    from workers.bootstrap import Tools

app = typer.Typer(
    no_args_is_help=True, help="The remote tellers: visit by video, willingness interview. 云网点与视频坐席"
)
add_desk(app, "teller", ("CBT", "VT"), "inbox", "Visits and interviews, the one due first ahead 待办.", "E20411")
add_inbox(app, "teller", ("CBT",), "visits", "Visits to join by video, the one due first ahead 待见证尽调.", "E20411")

Answers = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, metavar="FILE", help="The answers as YAML or JSON.", show_default=False),
]
Video = Annotated[Path, typer.Option(exists=True, dir_okay=False, metavar="FILE", help="The recording, MP4 or WebM.")]
MaybeVideo = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, metavar="FILE", help="The recording, MP4 or WebM.", show_default=False),
]


@app.command(epilog=f"Example: ekaihu teller join {NO} --as E20411")
def join(no: Number, me: Me = "", as_json: AsJson = False) -> None:
    """Join the visit by video 接入尽调."""
    from models.acts import JoinVisit

    perform(no, act_of(JoinVisit, me), as_json)


@app.command(epilog=f"Example: ekaihu teller question {NO} --answers visit_answers.yaml --video visit.mp4 --as E20411")
def question(
    no: Number,
    video: Video,
    me: Me = "",
    answers: Answers = None,
    ok: Annotated[list[str] | None, typer.Option("--ok", metavar="QUESTION", help="A question answered well.")] = None,
    not_ok: Annotated[list[str] | None, typer.Option("--not-ok", metavar="QUESTION", help="One that was not.")] = None,
    door_plate_seen: Annotated[bool | None, typer.Option("--door-plate-seen", show_default=False)] = None,
    door_plate_reason: Annotated[
        str | None, typer.Option(help="What the door plate shows.", show_default=False)
    ] = None,
    owners_confirmed: Annotated[
        bool | None,
        typer.Option(
            "--owners-confirmed", help="Where the visit on site is waived 受益所有人已确认.", show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Record the answers heard and the recording of the visit 远程提问记录."""
    fields = filled(
        form(answers),
        door_plate_seen=door_plate_seen,
        door_plate_reason=door_plate_reason,
        owners_confirmed=owners_confirmed,
    )
    heard = remote_answers(fields.pop("answers", None), ok or [], not_ok or [])
    receipt(run(lambda tools: _question(tools, no, me, video, {**fields, "answers_heard": heard})), as_json)


async def _question(tools: "Tools", no: str, me: str, video: Path, fields: dict[str, Any]) -> "Receipt":
    from models.acts import RecordRemote
    from models.papers import EvidenceKind

    ref = await _recording(tools, no, EvidenceKind.VISIT_VIDEO, video)
    return await tools.front.act(no, act_of(RecordRemote, me, **fields, video=ref))


@app.command(epilog=f"Example: ekaihu teller sign {NO} --as E20411")
def sign(no: Number, me: Me = "", as_json: AsJson = False) -> None:
    """Sign the visit's record 签署尽调."""
    from models.acts import SignVisit

    perform(no, act_of(SignVisit, me), as_json)


@app.command(epilog=f"Example: ekaihu teller script {NO} --as E20412")
def script(no: Number, me: Me = "", as_json: AsJson = False) -> None:
    """The prompts drawn for the present interview, with the reviewed data to compare 鉴证话术."""
    from cli.file import open_file
    from cli.script import lines

    found = lines(run(lambda tools: open_file(tools, no, me, "willingness interview", "interview script")))
    if as_json:
        document(found)
        return
    show(("no", "提问 say", "正确 right when", "核对 compare with"), [tuple(line.values()) for line in found])


@app.command(
    epilog=f"Example: ekaihu teller interview {NO} --answers samples/forms/interview.yaml --video talk.mp4 --as E20412"
)
def interview(
    no: Number,
    me: Me = "",
    answers: Answers = None,
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", metavar="PROMPT=HEARD", help="E.g. A1=right, C2=unclear; repeatable."),
    ] = None,
    coached: Annotated[bool | None, typer.Option("--coached", help="Somebody told them what to say 有人提示.")] = None,
    conclusion: Annotated[
        InterviewVerdict | None, typer.Option(help="Your conclusion 结论.", show_default=False)
    ] = None,
    video: MaybeVideo = None,
    emulator: Emulator = False,
    remote_control: RemoteControl = False,
    device_silent: DeviceSilent = False,
    as_json: AsJson = False,
) -> None:
    """Record one attempt of the willingness interview; flags lead over the file 远程视频鉴证.

    What the customer's device reports comes from the video platform.
    """
    fields = filled(form(answers), coached=coached, conclusion=conclusion)
    if "conclusion" not in fields:
        misuse("--conclusion: say how the interview ended, on the line or in the file")
    heard = script_answers(fields.pop("answers", None), answer or [])
    device = device_report(emulator=emulator, remote_control=remote_control, silent=device_silent)
    said = {**fields, "script": heard, "device": device}
    receipt(run(lambda tools: _interview(tools, no, me, video, said)), as_json)


async def _interview(tools: "Tools", no: str, me: str, video: Path | None, fields: dict[str, Any]) -> "Receipt":
    from models.acts import RecordInterview
    from models.papers import EvidenceKind

    ref = await _recording(tools, no, EvidenceKind.INTERVIEW_VIDEO, video) if video else None
    return await tools.front.act(no, act_of(RecordInterview, me, **fields, video=ref))


async def _recording(tools: "Tools", no: str, kind: "EvidenceKind", path: Path) -> "EvidenceRef":
    await tools.front.show(no)  # an unknown number keeps no evidence
    return await uploads.video(tools, no, kind, path)
