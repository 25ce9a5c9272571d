"""The line forms: CSV with our own columns, and FollowTheMoney entities as JSON lines (OpenSanctions and others)."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from activities.providers.list_files.records import (
    OTHER,
    Bad,
    Read,
    Record,
    Unreadable,
    any_years,
    entry,
    string,
    years,
)
from models.rules.codes import normal_code

COLUMNS = ("id", "type", "name", "aliases", "numbers", "born", "note")
"""One line an entry, UTF-8; `type` person, firm or empty; aliases, numbers and born hold several with ; between."""

_TYPES = {"person": False, "firm": True, "": None}
LONGEST_LINE = 1_000_000

_SCHEMAS: dict[str, bool | None] = {
    "Person": False,
    "LegalEntity": None,
    "Organization": True,
    "Company": True,
    "PublicBody": True,
}
_ALIKE = frozenset(schema.casefold() for schema in _SCHEMAS)
_BETWEEN = re.compile("[;；、]")
_NUMBER = re.compile(r"(?=.*[0-9])[0-9A-Z/()]+")
"""A number as `normal_code` writes it: what a spreadsheet rounded, quoted or explained is none."""
_NAMES = ("name", "alias", "weakAlias", "previousName", "abbreviation")
_NUMBERS = ("idNumber", "passportNumber", "registrationNumber", "taxNumber", "uscCode", "ogrnCode", "leiCode")


def table(file: BinaryIO) -> Read:
    """CSV with exactly the columns of COLUMNS; the version comes from the manifest."""
    rows = csv.DictReader(_text(file), strict=True)
    try:
        head = tuple(rows.fieldnames or ())
    except csv.Error:
        raise Unreadable("it is no sound CSV") from None
    if head != COLUMNS:
        raise Unreadable(f"its columns must be {','.join(COLUMNS)}")
    return Read(None, _rows(rows))


def _rows(rows: "csv.DictReader[str]") -> Iterator[Record]:
    try:
        for row in rows:
            yield _of_row(row)
    except csv.Error:
        raise Unreadable("it is no sound CSV") from None


def _of_row(row: dict[str, Any]) -> Record:
    if None in row or None in row.values():
        return Bad("columns")
    if row["type"] not in _TYPES:
        return Bad("type")
    if spoilt := _spoilt(row):
        return Bad(spoilt)
    try:
        born = [years(text) for text in _several(row["born"])]
    except ValueError:
        return Bad("born")
    names = [row["name"], *_several(row["aliases"])] if row["name"].strip() else []
    return entry(row["id"], names, _several(row["numbers"]), _TYPES[row["type"]], born, row["note"])


def _spoilt(row: dict[str, str]) -> str | None:
    """The field that a slip or a spreadsheet has spoilt: two lines or two names in one cell, a number that is none."""
    if any(sign in cell for cell in row.values() for sign in "\r\n"):
        return "columns"
    if len(_several(row["name"])) > 1:
        return "name"
    sound = all(_NUMBER.fullmatch(normal_code(number)) for number in _several(row["numbers"]))
    return None if sound else "numbers"


def _several(cell: str) -> list[str]:
    return [text.strip() for text in _BETWEEN.split(cell) if text.strip()]


def follow_the_money(file: BinaryIO) -> Read:
    """A JSON object a line with id, schema and properties; persons and units are entries, other schemas are not."""
    return Read(None, (_of_line(line) for line in _text(file) if line.strip()))


def _of_line(line: str) -> Record:
    try:
        thing = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return Bad("JSON")
    if not isinstance(thing, dict) or not isinstance(schema := thing.get("schema"), str):
        return Bad("schema")
    if schema not in _SCHEMAS:
        return Bad("schema") if schema.strip().casefold() in _ALIKE else OTHER
    properties = thing.get("properties")
    if not isinstance(properties, dict) or not all(map(_is_texts, properties.values())):
        return Bad("properties")
    names, numbers = _values(properties, _NAMES), _values(properties, _NUMBERS)
    born = [span for text in _values(properties, ("birthDate",)) for span in any_years(text)]
    topics = ", ".join(_values(properties, ("topics",)))
    return entry(string(thing.get("id")), names, numbers, _SCHEMAS[schema], born, topics)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object that says one thing twice says neither."""
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("a key that stands twice")
    return told


def _is_texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _values(properties: dict[str, list[str]], names: Iterable[str]) -> list[str]:
    return [text for name in names for text in properties.get(name, [])]


def _text(file: BinaryIO) -> Iterator[str]:
    """Lines of UTF-8, each of bounded length."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        while line := text.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise Unreadable(f"it has a line of more than {LONGEST_LINE} characters")
            yield line
    except UnicodeDecodeError:
        raise Unreadable("it is not UTF-8") from None
