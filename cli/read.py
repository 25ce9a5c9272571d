"""`ekaihu read`: read papers on this machine, without any server."""

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from activities.providers.reader_pool import PooledReader
    from models.papers import ReadField, Reading
    from models.policy import Reading as ReadingPolicy

NO_FILE = "NO_FILE"
READER_FAILED = "READER_FAILED"
OWN_REFUSALS = {
    NO_FILE: "there is no such file that can be read; check the path",
    READER_FAILED: "the reader broke over it twice; send another photo, or ask `ekaihu doctor` for the models",
}
TRIES = 2
POLICY_FILE = Path(__file__).resolve().parents[1] / "policy" / "default.yaml"


def read_command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Photos or scans (JPEG, PNG, WebP, HEIC, PDF) of papers.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list, one object a file.")] = False,
) -> None:
    """Read business licences, identity cards and letters of authorisation, and say what is doubtful.

    Example: ekaihu read licence.jpg id_front.jpg --json
    """
    readings = list(zip(files, asyncio.run(_readings(files)), strict=True))
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


async def _readings(paths: Sequence[Path]) -> "list[Reading]":
    """The readings in the files' order, from one child process: a hostile file ends the child and not the command."""
    from activities.providers.paddle import PaddleReader
    from activities.providers.reader_pool import PooledReader

    policy = _policy()
    async with PooledReader(PaddleReader) as reader:
        return [_dated(await _read(path, reader, policy)) for path in paths]


def _dated(reading: "Reading") -> "Reading":
    """The reading with what has expired today; a case looks at its own day instead."""
    from datetime import UTC, datetime

    from models.rules.calendar import business_day
    from models.rules.expiry import expiry

    over = expiry(reading, business_day(datetime.now(UTC)))
    return reading.model_copy(update={"warnings": (*reading.warnings, *over)})


async def _read(path: Path, reader: "PooledReader", policy: "ReadingPolicy") -> "Reading":
    from activities.read import ReadingFailed
    from models.rules.reading import unreadable

    try:
        with path.open("rb") as file:
            picture = file.read(policy.max_bytes + 1)
    except OSError:
        return unreadable(NO_FILE)
    for _ in range(TRIES):
        try:
            return await reader.read(picture, policy)
        except ReadingFailed:
            continue
    return unreadable(READER_FAILED)


def _policy() -> "ReadingPolicy":
    import yaml

    from models.policy import Policy, plain

    return Policy.model_validate(plain(yaml.safe_load(POLICY_FILE.read_text("utf-8")))).reading


def refusal(reading: "Reading") -> str | None:
    """Why the file could not be read, in words; None when it could."""
    from models.refusals import REFUSALS

    code = next((warning[11:] for warning in reading.warnings if warning.startswith("UNREADABLE:")), None)
    if code is None:
        return None
    return OWN_REFUSALS.get(code) or REFUSALS[code].en


def as_object(path: Path, reading: "Reading") -> dict[str, Any]:
    """One file's reading in the form that programs rely on."""
    return {"file": str(path), **reading.model_dump(mode="json")}


def _show(path: Path, reading: "Reading") -> None:
    from rich.console import Console
    from rich.table import Table

    page = f", page {reading.page}" if reading.page > 1 else ""
    table = Table(title=f"{path}{page}: {reading.kind.value} ({reading.seconds:.1f} s)", title_justify="left")
    for heading in ("field", "text", "value", "confidence", "doubts"):
        table.add_column(heading, overflow="fold")
    for name, field in reading.fields.items():
        table.add_row(name, field.text, in_words(field), f"{field.confidence:.2f}", "\n".join(field.doubts))
    console = Console()
    console.print(table)
    if reading.marks:
        console.print(f"marks: {', '.join(reading.marks)}", style="dim")
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
