"""Figures that an engine dropped: it leaves the others where they stand, so a hole stays in the line."""

from models.rules.layout import Line

WIDE, NEXT = 0.3, 0.6
"""The hole in line heights, and the next gap in parts of the hole: a figure lost under a seal left 0.33 to 0.42 beside
gaps of 0.2 and less; evenly set print has several gaps alike, motion blur with nothing lost one of 0.26.
"""
_FIGURES = frozenset("0123456789")


def has_hole(line: Line) -> bool:
    """Whether one gap beside a figure has room for another and is alone in that; widely set print has no holes.

    For days in running text; lines that were read again tell nothing, because their signs are spread evenly.
    """
    gaps = [right[0] - left[1] for left, right in zip(line.spans, line.spans[1:], strict=False)]
    beside = sorted(gap for place, gap in enumerate(gaps) if _FIGURES & {*line.text[place : place + 2]})
    return len(beside) > 1 and beside[-1] > WIDE * line.height and beside[-2] <= NEXT * beside[-1]
