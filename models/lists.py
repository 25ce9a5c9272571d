"""Entries of screening lists as the bank's own index holds them."""

import hashlib
import json
from dataclasses import dataclass

from models.checks import ListKind

MOST_TEXT = 500


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One listed person or unit: every name and number it is listed under.

    `firm` is None where the list does not say; `born` holds first and last year of each stated birth.
    """

    id: str
    names: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    firm: bool | None = None
    born: tuple[tuple[int, int], ...] = ()
    note: str = ""

    @property
    def text(self) -> str:
        """What the entry says, for the person who compares."""
        years = "、".join(f"{first}" if first == last else f"{first}-{last}" for first, last in self.born)
        parts = (" / ".join(self.names), "、".join(self.numbers), years and f"出生 {years}", self.note)
        return "；".join(part for part in parts if part)[:MOST_TEXT]

    @property
    def digest(self) -> str:
        """Stands for everything the entry says: it changes whenever the entry does."""
        said = [self.id, self.names, self.numbers, self.firm, self.born, self.note]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class LoadedList:
    """One list as it was read: `bad` are the numbers of records that could not be used, `other` counts records of a
    kind that is not screened (addresses, vessels' owners …). `mark` stands for the file's bytes and the list's kind.
    """

    name: str
    kind: ListKind
    source: str
    version: str
    entries: tuple[ListEntry, ...]
    bad: tuple[int, ...] = ()
    other: int = 0
    mark: str = ""

    @property
    def label(self) -> str:
        """Name, version, size, what was left out, and the mark, so that a file which was changed without a new version
        is another list: part of every answer's version.
        """
        left_out = f", {len(self.bad)} bad left out" if self.bad else ""
        return f"{self.name} {self.version} ({len(self.entries)}{left_out}) {self.mark}".rstrip()
