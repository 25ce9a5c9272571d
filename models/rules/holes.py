"""Figures that an engine dropped: it leaves the others where they stand, so a hole stays in the line."""

import statistics

from models.rules.layout import Line

WIDE, TIGHT = 0.3, 0.12
"""Gaps in line heights: a figure lost under a seal left 0.33 to 0.42, motion blur 0.26 with nothing lost; signs set as
usual have less than 0.1.
"""
_FIGURES = frozenset("0123456789")


def has_hole(line: Line) -> bool:
    """Whether a gap beside a figure has room for one while the usual gap is none; widely set print has no holes.

    Lines that were read again tell nothing: their signs are spread evenly.
    """
    gaps = [right[0] - left[1] for left, right in zip(line.spans, line.spans[1:], strict=False)]
    beside = [gap for place, gap in enumerate(gaps) if _FIGURES & {*line.text[place : place + 2]}]
    return bool(beside) and max(beside) > WIDE * line.height and statistics.median(gaps) <= TIGHT * line.height
