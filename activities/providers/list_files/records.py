"""What the readers of all forms share: a record is an entry, or a reason why it is none; limits on what is read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from models.lists import ListEntry
from models.rules.codes import is_credit_code, is_identity_number

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
    """An entry from what a record says, or why it is none."""
    kept, codes = _said(names), _said(each for text in numbers for each in _numbers(text))
    if not id or not id.strip():
        return Bad("no id")
    if not kept:
        return Bad("no name")
    if len(kept) > MOST_NAMES or any(len(text) > LONGEST_FIELD for text in (id, *kept, *codes)):
        return Bad("too long")
    if any("\ud800" <= sign <= "\udfff" for text in (id, *kept, *codes, note) for sign in text):
        return Bad("half a sign")
    return ListEntry(id.strip(), kept, codes, firm, tuple(dict.fromkeys(born)), note.strip()[:LONGEST_FIELD])


_APART = re.compile(r"[;；、,，|]|\n")
_LABEL = re.compile(
    r"^(?:(?:uscc|unified social credit (?:code|identifier)|registration|reg|taxpayer|tax|identification|identity|id"
    r"|national|passport|licen[cs]e|card|certificate|code|number|num|no|nr|统一社会信用代码|信用代码|营业执照|注册号|身份证|护照|证件"
    r"|税号|号码|号|码)(?![a-z0-9])[\s.:#：]*)+",
    re.IGNORECASE,
)
_LONG_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")


def _numbers(text: str | None) -> Iterator[str]:
    """The numbers in a text that holds several, a label in front of one, or a whole sentence around a code of ours; the
    text itself where it is none of that.
    """
    for part in _APART.split(text or ""):
        bare = _LABEL.sub("", part.strip())
        yield bare if any(sign.isdigit() for sign in bare) else part
    yield from (
        code for code in _LONG_CODE.findall((text or "").upper()) if is_credit_code(code) or is_identity_number(code)
    )


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
