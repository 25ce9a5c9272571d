"""`ekaihu read`: read papers on this machine, without any server."""

import json
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from activities.providers.paddle import PaddleReader
    from models.papers import ReadField, Reading
    from models.policy import Reading as ReadingPolicy

NO_FILE = "NO_FILE"
POLICY_FILE = Path(__file__).resolve().parents[1] / "policy" / "default.yaml"


def read_command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Pictures (JPEG, PNG, WebP) of papers.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list, one object a file.")] = False,
) -> None:
    """Read business licences, identity cards and letters of authorisation, and say what is doubtful.

    Example: ekaihu read licence.jpg id_front.jpg --json
    """
    readings = [(path, _read(path)) for path in files]
    if as_json:
        print(json.dumps([as_object(path, reading) for path, reading in readings], ensure_ascii=False, indent=2))
    refused = 0
    for path, reading in readings:
        if reason := refusal(reading):
            refused += 1
            print(f"ekaihu read: {path} was not read: {reason}.", file=sys.stderr)
        elif not as_json:
            _show(path, reading)
    raise typer.Exit(1 if refused else 0)


def _read(path: Path) -> "Reading":
    from models.rules.reading import unreadable

    try:
        picture = path.read_bytes()
    except OSError:
        return unreadable(NO_FILE)
    reader, policy = _reader()
    return reader.read(picture, policy)


@cache
def _reader() -> "tuple[PaddleReader, ReadingPolicy]":
    """One engine for all files of the command, and the bank's limits."""
    import yaml

    from activities.providers.paddle import PaddleReader
    from models.policy import Policy, plain

    policy = Policy.model_validate(plain(yaml.safe_load(POLICY_FILE.read_text("utf-8"))))
    return PaddleReader(), policy.reading


def refusal(reading: "Reading") -> str | None:
    """Why the file could not be read, in words; None when it could."""
    from activities.providers.pictures import REFUSALS

    code = next((warning for warning in reading.warnings if warning.startswith("UNREADABLE:")), None)
    return {**REFUSALS, NO_FILE: "there is no such file that can be read; check the path"}[code[11:]] if code else None


def as_object(path: Path, reading: "Reading") -> dict[str, Any]:
    """One file's reading in the form that programs rely on."""
    return {"file": str(path), **reading.model_dump(mode="json")}


def _show(path: Path, reading: "Reading") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{path}: {reading.kind.value} ({reading.seconds:.1f} s)", title_justify="left")
    for heading in ("field", "text", "value", "confidence"):
        table.add_column(heading, overflow="fold")
    for name, field in reading.fields.items():
        table.add_row(name, field.text, in_words(field), f"{field.confidence:.2f}")
    console = Console()
    console.print(table)
    for warning in reading.warnings:
        console.print(f"! {explained(warning)}", style="yellow", markup=False)


def explained(warning: str) -> str:
    """The warning's code, with its sentence where it is about the picture as a whole."""
    from models.rules.paper_notes import in_english

    code, _, detail = warning.partition(":")
    sentence = in_english(code, detail)
    return f"{warning}: {sentence}" if sentence else warning


def in_words(field: "ReadField") -> str:
    """The typed value for people: 1,000,000.00 CNY, 2019-03-05 – 长期."""
    from models.papers import Money, Term

    match field.value:
        case Money(cents=cents, currency=currency):
            return f"{cents // 100:,}.{cents % 100:02d} {currency}"
        case Term(start=start, end=end):
            return f"{start or '…'} – {end or '长期'}"
        case str(text):
            return "〃" if text == field.text else text
    return "—"
