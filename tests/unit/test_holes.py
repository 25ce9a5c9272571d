"""A hole where an engine dropped a figure: wide for the line's height, and alone in that."""

import pytest

from models.rules.holes import has_hole
from models.rules.layout import Line

HEIGHT, SIGN = 100.0, 50.0


def line(text: str, *gaps: float) -> Line:
    """Signs of one width with these gaps between them, on a line of 100."""
    spans = [(0.0, SIGN)]
    for gap in gaps:
        left = spans[-1][1] + gap
        spans.append((left, left + SIGN))
    return Line(text=text, spans=tuple(spans), top=0.0, bottom=HEIGHT, confidence=1.0)


@pytest.mark.parametrize(("hole", "found"), [(29.0, False), (30.0, False), (31.0, True), (42.0, True)])
def test_a_hole_is_wider_than_three_tenths_of_the_line(hole: float, found: bool) -> None:
    assert has_hole(line("月16日", 2.0, 4.0, hole)) is found


@pytest.mark.parametrize(("next_gap", "found"), [(4.0, True), (24.0, True), (25.0, False), (40.0, False)])
def test_a_hole_is_alone_the_next_gap_has_at_most_three_fifths_of_it(next_gap: float, found: bool) -> None:
    assert has_hole(line("月16日", 2.0, next_gap, 40.0)) is found


@pytest.mark.parametrize(
    ("text", "gaps", "found"),
    [
        ("月日1日", (2.0, 2.0, 40.0), True),
        ("月日1日", (2.0, 40.0, 2.0), True),
        ("月日日1", (2.0, 2.0, 40.0), False),
        ("1月日日", (40.0, 2.0, 2.0), False),
        ("1月日日", (2.0, 40.0, 2.0), False),
    ],
)
def test_only_gaps_before_and_behind_a_figure_count_and_one_is_compared_with_another(
    text: str, gaps: tuple[float, ...], found: bool
) -> None:
    assert has_hole(line(text, *gaps)) is found


def test_a_gap_between_signs_that_are_no_figures_neither_is_a_hole_nor_excuses_one() -> None:
    assert not has_hole(line("年月16日", 40.0, 2.0, 2.0, 2.0))
    assert has_hole(line("年月16日", 40.0, 2.0, 2.0, 40.0))


@pytest.mark.parametrize("text", ["", "6", "6日", "16"])
def test_one_gap_or_none_has_nothing_to_be_compared_with(text: str) -> None:
    assert not has_hole(line(text, *(40.0 for _ in text[1:])))
