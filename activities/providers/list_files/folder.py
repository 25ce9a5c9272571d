"""The folder of list files with its manifest `lists.yaml`."""

import hashlib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import BinaryIO, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from activities.providers.list_files.lines import follow_the_money, table
from activities.providers.list_files.ofac_advanced import ofac_advanced
from activities.providers.list_files.records import MOST_RECORDS, Bad, Form, Read, Unreadable
from activities.providers.list_files.xml import ofac, un
from models.checks import ListKind
from models.lists import ListEntry, LoadedList

MANIFEST = "lists.yaml"
MOST_BYTES = 500_000_000
"""The largest published list (OpenSanctions' default collection) is about half of that."""

_FORMS: dict[str, Form] = {
    "un": un,
    "ofac": ofac,
    "ofac_advanced": ofac_advanced,
    "csv": table,
    "ftm": follow_the_money,
}
_OF_OFAC = ("ofac", "ofac_advanced")
_ENDLESS = ("csv", "ftm")
"""Forms of lines, in which nothing tells where the file ends: half of one looks whole."""
_NAMED = 10
_MARK, _BLOCK = 8, 1 << 20


class ListFilesError(ValueError):
    """The lists cannot be used; the message names the file, the records by number, and what to do."""


class _Row(BaseModel):
    """One list of the manifest; `version` is for forms that carry none, `records` how many there must be, which forms
    of lines cannot do without.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    file: str = Field(pattern=r"^[^/\\]+$")
    form: Literal["un", "ofac", "ofac_advanced", "csv", "ftm"]
    kind: ListKind
    source: str = Field(min_length=1)
    version: str | None = None
    records: int | None = Field(default=None, ge=1)
    skip_bad: bool = False


class _Manifest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    lists: tuple[_Row, ...] = Field(min_length=1)


def load_folder(folder: Path) -> list[LoadedList]:
    """Every list of the folder's manifest; ListFilesError when one cannot be used, or a file belongs to none."""
    rows = _rows(folder)
    strangers = {path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")}
    if unknown := sorted(strangers - {row.file for row in rows} - {MANIFEST, "README.md"}):
        raise ListFilesError(f"{unknown[0]} stands in no row of {MANIFEST}: name it there, or take it away")
    lists = [_loaded(folder, row) for row in rows]
    _listed_once([found for row, found in zip(rows, lists, strict=True) if row.form in _OF_OFAC])
    return lists


def _listed_once(lists: list[LoadedList]) -> None:
    """OFAC publishes each list in both of its forms under the same uids: loaded twice, every match would be two."""
    for one, other in combinations(lists, 2):
        if {entry.id for entry in one.entries} & {entry.id for entry in other.entries}:
            raise ListFilesError(f"{one.name} and {other.name} list the same parties of OFAC: take one of them away")


def fingerprint(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Changes whenever a file of the folder does; empty for a folder that cannot be read."""
    try:
        files = [(path.name, path.stat()) for path in sorted(folder.iterdir()) if path.is_file()]
    except OSError:
        return ()
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in files)


def _rows(folder: Path) -> tuple[_Row, ...]:
    try:
        tree = yaml.safe_load((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError):
        raise ListFilesError(f"{folder} has no readable {MANIFEST}: write one, or set EKAIHU_LISTS") from None
    try:
        rows = _Manifest.model_validate(tree).lists
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        raise ListFilesError(f"{MANIFEST}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    if len({row.file for row in rows}) != len(rows):
        raise ListFilesError(f"{MANIFEST} names a file twice")
    return rows


def _loaded(folder: Path, row: _Row) -> LoadedList:
    path = folder / row.file
    if row.form in _ENDLESS and row.records is None:
        raise ListFilesError(f"{row.file}: say in {MANIFEST} how many records it has, or half a file would look whole")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(f"it is larger than {MOST_BYTES} bytes")
        with path.open("rb") as file:
            mark = _mark(row, file)
            return _read(row, _FORMS[row.form](file), mark)
    except OSError as error:
        raise ListFilesError(f"{row.file}: it cannot be opened ({error.strerror})") from None
    except Unreadable as error:
        raise ListFilesError(f"{row.file}: {error}; fetch it again") from None


def _mark(row: _Row, file: BinaryIO) -> str:
    """The first digits of a digest over kind and bytes; the file is then read from its beginning."""
    digest = hashlib.sha256(row.kind.encode())
    while block := file.read(_BLOCK):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()[:_MARK]


def _read(row: _Row, read: Read, mark: str) -> LoadedList:
    version = read.version or row.version
    if not version or (read.version and row.version and read.version != row.version):
        raise ListFilesError(f"{row.file}: give its version in {MANIFEST}, and the one that the file itself names")
    entries: list[ListEntry] = []
    bad: dict[int, str] = {}
    number = other = 0
    for number, record in enumerate(_bounded(read), start=1):
        if isinstance(record, ListEntry):
            entries.append(record)
        elif isinstance(record, Bad):
            bad[number] = record.why
        else:
            other += 1
    _check(row, number, entries, bad)
    return LoadedList(row.file, row.kind, row.source, version, tuple(entries), tuple(bad), other, mark)


def _bounded(read: Read) -> Iterator[object]:
    for number, record in enumerate(read.records, start=1):
        if number > MOST_RECORDS:
            raise Unreadable(f"it has more than {MOST_RECORDS} records")
        yield record


def _check(row: _Row, number: int, entries: list[ListEntry], bad: dict[int, str]) -> None:
    if bad and not row.skip_bad:
        named = ", ".join(f"{place} ({why})" for place, why in list(bad.items())[:_NAMED])
        more = f" and {len(bad) - _NAMED} more" if len(bad) > _NAMED else ""
        raise ListFilesError(
            f"{row.file}: {len(bad)} bad records: {named}{more}; mend them, or say skip_bad: true in {MANIFEST}"
        )
    if row.records is not None and number != row.records:
        raise ListFilesError(f"{row.file}: {MANIFEST} promises {row.records} records and it has {number}")
    if not entries:
        raise ListFilesError(f"{row.file}: it lists nobody; an empty list is no list")
    if len({entry.id for entry in entries}) != len(entries):
        raise ListFilesError(f"{row.file}: an id stands twice; every entry needs its own")
