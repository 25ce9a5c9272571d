"""A page of sentences as one text, in which each sign still knows where it stands on the page."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from models.rules.holes import has_hole
from models.rules.layout import Found, Line, found_in, rows_of, unit_of

Stretch = tuple[int, int]
"""Start and end in the flow's text."""

_FULL_WIDTH = str.maketrans("():;,", "（）：；，")


@dataclass(frozen=True)
class Flow:
    """The rows of a page, read on; `text` has a newline where a row ends early, because the writer ended it there.

    `text` is in half width with full-width brackets, colons and commas; `places` says which sign of which row each is.
    """

    rows: tuple[Line, ...]
    text: str
    places: tuple[tuple[int, int] | None, ...]

    def found(self, *stretches: Stretch) -> Found | None:
        """What was printed there, as one value; None for nothing but newlines."""
        parts = [part for stretch in stretches for part in self._parts(stretch)]
        return found_in(parts) if parts else None

    def _parts(self, stretch: Stretch) -> Iterator[Line]:
        for row, places in groupby((place for place in self.places[slice(*stretch)] if place), key=lambda one: one[0]):
            signs = [sign for _, sign in places]
            if part := self.rows[row].part(signs[0], signs[-1] + 1):
                yield part

    def has_hole(self, stretch: Stretch) -> bool:
        """Whether a sign seems to have been dropped there."""
        return any(has_hole(part) for part in self._parts(stretch))

    def row_at(self, place: int) -> tuple[int, int]:
        """Row and sign of a place that is no newline."""
        return self.places[place] or self.row_at(place + 1)

    def row_stretch(self, row: int) -> Stretch:
        """Where the row stands in the text."""
        own = [n for n, place in enumerate(self.places) if place and place[0] == row]
        return (own[0], own[-1] + 1)


def flow_of(lines: Iterable[Line], begins: re.Pattern[str]) -> Flow:
    """The lines as one text, row by row; a row that reaches the right edge goes on in the next one, unless that one
    `begins` something new.
    """
    rows = rows_of(line for line in lines if line.confidence >= 0.5)
    edge = max((row.right for row in rows), default=0.0) - 2.5 * unit_of(rows)
    signs: list[str] = []
    places: list[tuple[int, int] | None] = []
    for number, row in enumerate(rows):
        signs += map(plain_sign, row.text)
        places += [(number, place) for place in range(len(row.text))]
        if row.right < edge or any(begins.match(following.text) for following in rows[number + 1 : number + 2]):
            signs.append("\n")
            places.append(None)
    return Flow(tuple(rows), "".join(signs), tuple(places))


def plain_sign(sign: str) -> str:
    """The sign in half width if that is one sign, brackets, colons and commas in full width."""
    half = unicodedata.normalize("NFKC", sign)
    return (half if len(half) == 1 else sign).translate(_FULL_WIDTH)


def with_words(flow: Flow, words: Sequence[str]) -> str:
    """The flow's text with labels of four signs and more put right where one sign is wrong; its length never changes.

    Only what begins a row or stands before a colon is a label: in a sentence 授权范… may be the beginning of a name.
    """
    text, known = flow.text, frozenset(words)
    for word in words:
        for at in range(len(text) - len(word) + 1 if len(word) >= 4 else 0):
            window, behind = text[at : at + len(word)], text[at + len(word) : at + len(word) + 1]
            place = flow.places[at]
            stands_out = behind == "：" or (place is not None and place[1] == 0)
            if stands_out and window not in known and sum(a != b for a, b in zip(window, word, strict=True)) == 1:
                text = text[:at] + word + text[at + len(word) :]
    return text
