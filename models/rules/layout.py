"""Lines of text and where they stand on a paper: cut where columns merged, joined where rows split, labels with values.

Lengths are pixels of the upright picture. A line knows where each of its characters stands, so that text which the
engine merged over two columns can be cut, and a label that it split (名 / 称) falls together again on its row.
"""

import itertools
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from models.papers import Source

Box = tuple[int, int, int, int]
"""x, y, width, height."""

Span = tuple[float, float]
"""Left and right edge of one character."""

LABEL_PUNCTUATION = ":：;；.。"
"""What may stand between a label and its value."""

_PUNCTUATION = frozenset("()（）[]【】<>《》,，.。、;；:：“”\"'‘’-—~·")


@dataclass(frozen=True)
class Line:
    """A run of text without white space; `spans` are the edges of each character, `confidence` the engine's word.

    `odds` is the engine's word for each character, where it told; `seconds` whether an independent network read the
    same character there; `tail` the empty paper behind the last one, in line heights.
    """

    text: str
    spans: tuple[Span, ...]
    top: float
    bottom: float
    confidence: float
    source: Source = Source.ENGINE
    odds: tuple[float, ...] = ()
    seconds: tuple[bool, ...] = ()
    tail: float = 0.0

    @property
    def seconded(self) -> bool:
        """Whether two networks agree on every sign but punctuation."""
        words = [agreed for sign, agreed in zip(self.text, self.seconds, strict=False) if sign not in _PUNCTUATION]
        return bool(words) and all(words)

    @property
    def left(self) -> float:
        return self.spans[0][0]

    @property
    def right(self) -> float:
        return self.spans[-1][1]

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def least(self) -> float:
        """The engine's word for the character it is least sure of: a mean hides one wrong sign in a long line.

        Punctuation does not count: engines waver between its widths, which says nothing about the words.
        """
        words = (share for sign, share in zip(self.text, self.odds, strict=False) if sign not in _PUNCTUATION)
        return min(words, default=self.confidence)

    @property
    def box(self) -> Box:
        return (round(self.left), round(self.top), round(self.right - self.left), round(self.height))

    def part(self, start: int, end: int | None = None) -> "Line | None":
        """The characters from `start` to `end`; None when there are none."""
        text, place = self.text[start:end], slice(start, end)
        if not text:
            return None
        tail = self.tail if end is None or end >= len(self.text) else 0.0
        spans, odds, seconds = self.spans[place], self.odds[place], self.seconds[place]
        return replace(self, text=text, spans=spans, odds=odds, seconds=seconds, tail=tail)


@dataclass(frozen=True)
class Found:
    """A value beside its label: lines joined, the box around them, the least confidence of them."""

    text: str
    box: Box
    confidence: float
    source: Source
    least: float = 0.0
    seconded: bool = False
    hole: bool = False


def line_of(text: str, confidence: float, box: Box, source: Source = Source.ENGINE) -> Line | None:
    """A line of which the engine told the whole text only: the characters share the box by their widths.

    None for a line without visible text.
    """
    plain = "".join(text.split())
    x, y, width, height = box
    return Line(plain, tuple(_spread(plain, (x, x + width))), y, y + height, confidence, source) if plain else None


def line_of_signs(
    text: str, odds: Sequence[float], places: Sequence[float], box: Box, source: Source = Source.ENGINE
) -> Line | None:
    """A line of which the engine told every sign's odds and place (a share of the box); None without visible signs."""
    seen = [n for n, sign in enumerate(text) if not sign.isspace()]
    if not seen:
        return None
    x, y, width, height = box
    middles = [x + width * places[n] for n in seen]
    signs = "".join(text[n] for n in seen)
    sure = tuple(odds[n] for n in seen)
    spans = tuple(_around(middles, signs, box))
    tail = (x + width - middles[-1]) / height - 0.25 * text_width(signs[-1])
    return Line(signs, spans, y, y + height, statistics.fmean(sure), source, sure, tail=tail)


def _around(middles: Sequence[float], signs: str, box: Box) -> list[Span]:
    """The edges of signs by their middles: as wide as such a sign is at this height, but never over a neighbour."""
    x, _, width, height = box
    bounds = [x, *((one + other) / 2 for one, other in itertools.pairwise(middles)), x + width]
    half = [0.25 * height * text_width(sign) for sign in signs]
    return [
        (max(start, middle - reach), min(end, middle + reach))
        for start, end, middle, reach in zip(bounds, bounds[1:], middles, half, strict=False)
    ]


def _spread(text: str, edges: Span) -> list[Span]:
    """Characters over a stretch, each by its width: Han and full-width signs count double."""
    total = text_width(text)
    spans, at = [], edges[0]
    for sign in text:
        following = at + (edges[1] - edges[0]) * text_width(sign) / total
        spans.append((at, following))
        at = following
    return spans


def text_width(text: str) -> int:
    """The width in half characters: 2 for Han and full-width signs, 1 for the rest."""
    return sum(1 if ord(sign) < 0x2E80 else 2 for sign in text)


def unit_of(lines: Iterable[Line]) -> float:
    """The usual height of a line, the measure for gaps; 1 when there is none. Single signs are mostly ornaments."""
    heights = [(line.height, len(line.text) > 1) for line in lines]
    return statistics.median([height for height, many in heights if many] or [height for height, _ in heights] or [1.0])


@dataclass(frozen=True)
class Edge:
    """The left edge of a column: the spots (x, y) where its labels begin, so it may lean as in a slanted photo."""

    spots: tuple[tuple[float, float], ...]

    def at(self, y: float) -> float:
        """The edge at this height: where the nearest label begins."""
        return min(self.spots, key=lambda spot: abs(spot[1] - y))[0]


def edges_of(spots: Iterable[tuple[float, float]], gap: float) -> list[Edge]:
    """The columns of labels from left to right: chains of at least two spots not more than `gap` apart across."""
    chains: list[list[tuple[float, float]]] = []
    for spot in sorted(spots):
        if chains and spot[0] - chains[-1][-1][0] <= gap:
            chains[-1].append(spot)
        else:
            chains.append([spot])
    return [Edge(tuple(chain)) for chain in chains if len(chain) > 1]


def divided(lines: Iterable[Line], edge: Edge, unit: float) -> tuple[list[Line], list[Line]]:
    """What stands left and right of an edge; a line that runs over it is cut before the character nearest to it."""
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        x = edge.at(line.top)
        place = min(range(len(line.spans)), key=lambda n: abs(line.spans[n][0] - x))
        crosses = place > 0 and abs(line.spans[place][0] - x) <= 0.7 * unit and line.right > x + 0.5 * unit
        start = place if crosses else 0 if line.left >= x - unit else len(line.text)
        left += _some(line.part(0, start))
        right += _some(line.part(start))
    return left, right


def _some(part: Line | None) -> list[Line]:
    return [part] if part else []


def rows_of(lines: Iterable[Line]) -> list[Line]:
    """The lines joined by row from top to bottom: those whose middles lie within half the height of the smaller one."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.top + line.bottom):
        fitting = next((row for row in reversed(rows) if _same_row(row[-1], line)), None)
        if fitting is None:
            rows.append([line])
        else:
            fitting.append(line)
    return [joined(row) for row in rows]


def _same_row(one: Line, other: Line) -> bool:
    distance = abs(one.top + one.bottom - other.top - other.bottom) / 2
    return distance <= 0.5 * min(one.height, other.height)


def joined(parts: Sequence[Line]) -> Line:
    """Parts of one row as one line from left to right, with the least of their confidences."""
    parts = sorted(parts, key=lambda part: part.left)
    return Line(
        text="".join(part.text for part in parts),
        spans=tuple(span for part in parts for span in part.spans),
        top=min(part.top for part in parts),
        bottom=max(part.bottom for part in parts),
        confidence=min(part.confidence for part in parts),
        source=least_direct(part.source for part in parts),
        odds=tuple(share for part in parts for share in part.odds) if all(part.odds for part in parts) else (),
        seconds=tuple(agreed for part in parts for agreed in part.seconds or (False,) * len(part.text)),
        tail=parts[-1].tail,
    )


def least_direct(sources: Iterable[Source]) -> Source:
    """The first source that is not the plain engine; the engine when all are."""
    return next((source for source in sources if source is not Source.ENGINE), Source.ENGINE)


def label_at(text: str, labels: Mapping[str, str]) -> tuple[str, int] | None:
    """The field whose label begins the text, and where its value begins; a label of four signs may have a wrong one."""
    for is_label in (_is_exactly, _is_nearly):
        for label in sorted(labels, key=len, reverse=True):
            if is_label(text[: len(label)], label):
                return labels[label], _behind(text, len(label))
    return None


def _is_exactly(text: str, label: str) -> bool:
    return text == label


def _is_nearly(text: str, label: str) -> bool:
    wrong = sum(one != other for one, other in zip(text, label, strict=False))
    return len(label) >= 4 and len(text) == len(label) and wrong == 1


def _behind(text: str, start: int) -> int:
    while start < len(text) and text[start] in LABEL_PUNCTUATION:
        start += 1
    return start


def values_beside(
    rows: Sequence[Line], labels: Mapping[str, str], many_lined: frozenset[str], unit: float
) -> dict[str, Found]:
    """What stands beside each label, with the rows below that continue it; the first of two equal labels counts.

    A row continues a value when it has no label, begins where the value began and follows closely.
    """
    blocks: dict[str, list[Line]] = {}
    current: list[Line] = []
    open_ended = False
    for row in rows:
        if beginning := label_of(row, labels, unit):
            field, start = beginning
            value = row.part(start)
            current = [value] if value else []
            blocks.setdefault(field, current)
            open_ended = field in many_lined
        elif current and open_ended:
            current += _some(_continuation(current, row, unit))
    return {field: found_in(block) for field, block in blocks.items() if block}


def label_of(row: Line, labels: Mapping[str, str], unit: float) -> tuple[str, int] | None:
    """The field whose label begins the row, and where its value begins; of a label of two signs one may be lost."""
    return label_at(row.text, labels) or _half_label(row, labels, unit)


def _half_label(row: Line, labels: Mapping[str, str], unit: float) -> tuple[str, int] | None:
    """As `label_at`, for a widely set label of two signs of which one was lost: a known half that stands well apart."""
    if len(row.text) < 2 or row.spans[1][0] - row.spans[0][1] < 0.8 * unit:
        return None
    halves = [field for label, field in labels.items() if len(label) == 2 and row.text[0] in label]
    return (halves[0], 1) if len(set(halves)) == 1 else None


def _continuation(block: Sequence[Line], row: Line, unit: float) -> Line | None:
    """The part of the row that goes on below the value: close to it, beginning where it began, apart from others."""
    if row.top - block[-1].bottom > 1.2 * unit:
        return None
    starts = [n for n in range(len(row.text)) if abs(row.spans[n][0] - block[0].left) <= 1.6 * unit]
    apart = [n for n in starts if n == 0 or row.spans[n][0] - row.spans[n - 1][1] > 0.1 * unit]
    nearest = min(apart, key=lambda n: abs(row.spans[n][0] - block[0].left), default=None)
    return None if nearest is None else row.part(nearest)


def found_in(block: Sequence[Line]) -> Found:
    """The lines of one value, one below the other, as one text."""
    left, top = min(line.left for line in block), min(line.top for line in block)
    right, bottom = max(line.right for line in block), max(line.bottom for line in block)
    return Found(
        text="".join(line.text for line in block),
        box=(round(left), round(top), round(right - left), round(bottom - top)),
        confidence=min(line.confidence for line in block),
        source=least_direct(line.source for line in block),
        least=min(line.least for line in block),
        seconded=all(line.seconded for line in block),
        hole=any(lost_a_sign(line) for line in block),
    )


def lost_its_last(line: Line) -> bool:
    """Whether a Han sign seems to stand behind the last one: whole lines end within a seventh of their height."""
    return line.tail > 0.35 and _is_han(line.text[-1])


def lost_a_sign(line: Line) -> bool:
    """Whether a Han sign was seen and not read: two neighbours stand so far apart that one is missing between them, or
    there is room for one behind the last.

    The measure is the usual distance of the line's Han signs, or its height where there are only two.
    """
    if lost_its_last(line):
        return True
    middles = [(left + right) / 2 for left, right in line.spans]
    pairs = [n for n in range(len(line.text) - 1) if _is_han(line.text[n]) and _is_han(line.text[n + 1])]
    apart = [middles[n + 1] - middles[n] for n in pairs]
    usual = statistics.median(apart) if len(apart) > 1 else 0.85 * line.height
    return any(distance > 1.7 * usual for distance in apart)


def _is_han(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff" or sign >= "\U00020000"
