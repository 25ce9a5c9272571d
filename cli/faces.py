"""`ekaihu compare-faces`: the face comparison that visit and interview use, on files."""

import json
import statistics
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from models.policy import Faces
    from models.visit import VideoExam

POLICY_FILE = Path(__file__).resolve().parents[1] / "policy" / "default.yaml"
WORDS = {
    "same": "同一人 the same person",
    "unsure": "无法确定，请人工核对 unsure, a person has to look",
    "different": "不是同一人 different people",
}

_File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]


def compare_faces_command(
    a: _File, b: _File, as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False
) -> None:
    """Compare the one face of picture A with the one face of B, a picture or a recording (MP4, WebM).

    Example: ekaihu compare-faces id_front.png live.jpg --json
    """
    from activities.vision import UnreadableMedia

    try:
        found = _compared(a, b)
    except UnreadableMedia as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from refused
    typer.echo(json.dumps(found) if as_json else _told(found))


def _compared(a: Path, b: Path) -> dict[str, Any]:
    """The answer of `--json`: distance, verdict, and for a recording its seconds."""
    from activities.providers.faces import FaceEngine
    from activities.providers.video import is_video

    policy, engine = _policy(), FaceEngine()
    with b.open("rb") as file:
        recording = is_video(file.read(12))
    if recording:
        return _of_video(engine.exam(b, a.read_bytes(), policy))
    return engine.compare(a.read_bytes(), b.read_bytes(), policy).model_dump(mode="json")


def _of_video(exam: "VideoExam") -> dict[str, Any]:
    """The distance of a recording is the median of its seconds that have one."""
    distances = [second.distance for second in exam.seconds if second.distance is not None]
    found = exam.model_dump(mode="json", include={"verdict", "duration", "frozen", "seconds"})
    return {"distance": statistics.median(distances) if distances else None, **found}


def _told(found: dict[str, Any]) -> str:
    lines = [f"{_measured(found['distance'])}  {WORDS[found['verdict']]}"]
    if "seconds" in found:
        lines += [f"{s['t']:6.1f} s  faces {s['faces']}  {_measured(s['distance'])}" for s in found["seconds"]]
        lines.append(f"{found['frozen']:.0%} of the frames repeat the one before")
    return "\n".join(lines)


def _measured(distance: float | None) -> str:
    return "no single clear face" if distance is None else f"distance {distance:.3f}"


def _policy() -> "Faces":
    import yaml

    from models.policy import Faces, plain

    return Faces.model_validate(plain(yaml.safe_load(POLICY_FILE.read_text("utf-8")))["faces"])
