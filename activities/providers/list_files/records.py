"""What the readers of all forms share: a record is an entry, or a reason why it is none; limits on what is read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from models.lists import ListEntry
from models.rules.codes import normal_code
from models.rules.listed_numbers import numbers_in

MOST_RECORDS = 2_000_000
MOST_NAMES = 200
LONGEST_FIELD = 2_000
"""Far above what any published list has: beyond that a file is broken or hostile."""

_YEARS = re.compile(r"(1[89]\d\d|20\d\d)(?:-\d{2}(?:-\d{2})?)?(?:\.\.(1[89]\d\d|20\d\d))?")
_PLACEHOLDERS = frozenset({"", "na", "n/a", "none", "-", "unknown"})


class Unreadable(ValueError):
    """The file as a whole cannot be read; the message says why, without its content."""


@dataclass(frozen=True, slots=True)
class Bad:
    """A record that is no entry; `why` names the field."""

    why: str


OTHER = "other"
"""A record of a kind that is not screened."""

Record = ListEntry | Bad | str


@dataclass
class Read:
    """An open list: its own version, if the form carries one, and its records as they come."""

    version: str | None
    records: Iterator[Record]


class Form(Protocol):
    """Reads one form of list file from its bytes; Unreadable for what is not of that form."""

    def __call__(self, file: BinaryIO) -> Read: ...


def entry(
    id: str | None,
    names: Iterable[str | None],
    numbers: Iterable[str | None] = (),
    firm: bool | None = None,
    born: Iterable[tuple[int, int]] = (),
    note: str = "",
) -> ListEntry | Bad:
    """An entry from what a record says, or why it is none. What a number was written with stays in the note."""
    kept, codes = _said(names), _said(numbers)
    if not id or not id.strip():
        return Bad("no id")
    if not kept:
        return Bad("no name")
    if len(kept) > MOST_NAMES or any(len(text) > LONGEST_FIELD for text in (id, *kept, *codes)):
        return Bad("too long")
    if any("\ud800" <= sign <= "\udfff" for text in (id, *kept, *codes, note) for sign in text):
        return Bad("half a sign")
    found = _numbers(codes)
    if found is None:
        return Bad("numbers")
    explained = [text for text in codes if text not in found]
    said = "; ".join(part for part in (note.strip(), *explained) if part)
    return ListEntry(id.strip(), kept, found, firm, tuple(dict.fromkeys(born)), said[:LONGEST_FIELD])


def _numbers(texts: Iterable[str]) -> tuple[str, ...] | None:
    """The numbers that stand in the texts, as they are written where nothing else is; None where one is spoilt."""
    found: list[str] = []
    for text in texts:
        numbers = numbers_in(text)
        if numbers is None:
            return None
        alone = len(numbers) == 1 and normal_code(numbers[0]) == normal_code(text)
        found += [text] if alone else numbers
    return tuple(dict.fromkeys(found))


def _said(texts: Iterable[str | None]) -> tuple[str, ...]:
    """The texts that say something, each once."""
    plain = (re.sub(r"\s+", " ", text).strip() for text in texts if text)
    return tuple(dict.fromkeys(text for text in plain if text.lower() not in _PLACEHOLDERS))


def years(text: str) -> tuple[int, int]:
    """First and last year of a birth: 1962, 1962-05-01, 1962..1965; ValueError for anything else."""
    found = _YEARS.fullmatch(text.strip())
    if found is None:
        raise ValueError("born")
    first, last = int(found[1]), int(found[2] or found[1])
    if last < first:
        raise ValueError("born")
    return first, last


def any_years(text: str | None) -> list[tuple[int, int]]:
    """The span of the years that a free text names (circa 1962, between 1962 and 1965); none when it names none."""
    found = [int(year) for year in re.findall(r"(?<!\d)(?:1[89]\d\d|20\d\d)(?!\d)", text or "")]
    return [(min(found), max(found))] if found else []


def string(value: Any) -> str | None:
    return value if isinstance(value, str) else None
