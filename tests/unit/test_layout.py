"""Where signs stand: columns that are told apart and cut, rows that fall together, labels with a wrong or lost sign."""

import pytest

from models.papers import Source
from models.rules.layout import (
    Edge,
    Line,
    divided,
    edges_of,
    joined,
    label_at,
    line_of,
    line_of_signs,
    lost_a_sign,
    rows_of,
    unit_of,
)

LABELS = {"名称": "name", "法定代表人": "representative", "成立日期": "established"}


def at(text: str, x: int, y: int = 0, width: int | None = None, height: int = 40) -> Line:
    """A line of Han signs 40 pixels wide and high, unless told otherwise."""
    found = line_of(text, 1.0, (x, y, width or 40 * len(text), height))
    assert found is not None
    return found


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]


# ── signs ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_han_sign_is_as_wide_as_half_its_line_to_either_side_and_a_figure_half_of_that() -> None:
    made = line_of_signs("样1", (1.0, 1.0), (0.25, 0.75), (100, 20, 400, 40))
    assert made is not None
    assert list(made.spans) == [(180, 220), (390, 410)]
    assert (made.top, made.bottom, made.height) == (20, 60, 40)


def test_signs_that_stand_close_share_the_middle_and_never_leave_the_box() -> None:
    made = line_of_signs("样例", (1.0, 1.0), (0.1, 0.3), (100, 20, 100, 40))
    assert made is not None
    assert list(made.spans) == [(100, 120), (120, 150)]


def test_the_empty_paper_behind_the_last_sign_is_counted_in_line_heights() -> None:
    han = line_of_signs("1样", (1.0, 1.0), (0.1, 0.5), (0, 0, 200, 40))
    figure = line_of_signs("样1", (1.0, 1.0), (0.1, 0.5), (0, 0, 200, 40))
    assert han is not None
    assert figure is not None
    assert (han.tail, figure.tail) == (2.0, 2.25)


def test_a_part_of_a_line_keeps_its_signs_places_and_has_no_tail_but_at_the_end() -> None:
    made = line_of_signs("样例甲", (0.5, 0.6, 0.7), (0.1, 0.4, 0.7), (0, 0, 300, 40))
    assert made is not None
    first, last = made.part(0, 2), made.part(2)
    assert first is not None
    assert last is not None
    assert (first.text, first.spans, first.odds, first.tail) == ("样例", made.spans[:2], (0.5, 0.6), 0.0)
    assert (last.text, last.odds, last.tail) == ("甲", (0.7,), made.tail)
    assert made.part(3) is None


def test_the_usual_height_leaves_out_single_signs_where_there_are_lines() -> None:
    assert unit_of([at("甲", 0, height=90), at("样例", 0, height=40), at("样例", 0, height=42)]) == 41
    assert unit_of([at("甲", 0, height=90)]) == 90
    assert unit_of([]) == 1


# ── columns ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_labels_that_begin_within_the_gap_make_a_column_and_one_alone_makes_none() -> None:
    assert edges_of([(110, 50), (100, 0), (400, 0)], 10) == [Edge(((100, 0), (110, 50)))]
    assert edges_of([(111, 50), (100, 0)], 10) == []


def test_a_leaning_column_begins_where_its_nearest_label_begins() -> None:
    edge = Edge(((100, 0), (140, 500), (120, 250)))
    assert [edge.at(y) for y in (-50, 100, 200, 400, 900)] == [100, 100, 120, 140, 140]


def test_a_line_over_two_columns_is_cut_before_the_sign_that_stands_at_the_edge() -> None:
    left, right = divided([at("样例甲成立日期", 100)], Edge(((220, 0), (220, 50))), 40)
    assert (texts(left), texts(right)) == (["样例甲"], ["成立日期"])


def test_a_cut_may_leave_a_single_sign_on_the_left() -> None:
    left, right = divided([at("样成立日期", 100)], Edge(((140, 0), (140, 50))), 40)
    assert (texts(left), texts(right)) == (["样"], ["成立日期"])


@pytest.mark.parametrize(("x", "side"), [(260, "right"), (261, "right"), (259, "left")])
def test_a_line_that_begins_within_a_line_height_of_the_edge_belongs_to_the_right(x: int, side: str) -> None:
    wide = at("样例", x, width=400)
    left, right = divided([wide], Edge(((300, 0), (300, 50))), 40)
    assert (texts(left), texts(right)) == ((["样例"], []) if side == "left" else ([], ["样例"]))


def test_a_line_that_hardly_reaches_over_the_edge_is_not_cut() -> None:
    reaching = at("样例甲乙", 100)  # its last sign begins at 220
    assert texts(divided([reaching], Edge(((240, 0), (240, 50))), 40)[0]) == ["样例甲乙"]
    assert texts(divided([reaching], Edge(((239, 0), (239, 50))), 40)[0]) == ["样例甲"]


@pytest.mark.parametrize(("edge", "cut"), [(328, True), (329, False), (272, True), (271, False)])
def test_no_line_is_cut_where_no_sign_begins_near_the_edge(edge: int, cut: bool) -> None:
    wide = at("样例", 100, width=400)  # its second sign begins at 300
    left, _ = divided([wide], Edge(((edge, 0), (edge, 50))), 40)
    assert texts(left) == (["样"] if cut else ["样例"])


# ── rows and labels ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_lines_whose_middles_lie_within_half_a_height_are_one_row_from_left_to_right() -> None:
    assert texts(rows_of([at("称", 200, 20), at("名", 100, 0)])) == ["名称"]
    assert texts(rows_of([at("称", 200, 21), at("名", 100, 0)])) == ["名", "称"]


def test_a_joined_row_is_as_sure_as_its_least_sure_part_and_as_indirect_as_its_most_indirect() -> None:
    sure = at("名", 100, 4)
    unsure = line_of("称", 0.6, (200, 0, 40, 40), Source.RULE)
    assert unsure is not None
    row = joined([unsure, sure])
    assert (row.text, row.confidence, row.source, row.top, row.bottom) == ("名称", 0.6, Source.RULE, 0, 44)


def test_the_value_begins_behind_the_label_and_its_colon() -> None:
    assert label_at("名称：上海样例", LABELS) == ("name", 3)
    assert label_at("名称", LABELS) == ("name", 2)


def test_a_label_of_four_signs_may_have_one_wrong_sign_and_a_shorter_one_none() -> None:
    assert label_at("成立曰期2018年", LABELS) == ("established", 4)
    assert label_at("成文曰期2018年", LABELS) is None
    assert label_at("名弥上海", LABELS) is None


def test_a_gap_of_more_than_one_sign_and_two_thirds_between_han_signs_is_a_lost_sign() -> None:
    even = line_of_signs("样例甲乙", (1.0,) * 4, (0.1, 0.3, 0.5, 0.7), (0, 0, 200, 40))
    holed = line_of_signs("样例甲乙", (1.0,) * 4, (0.1, 0.3, 0.5, 0.86), (0, 0, 200, 40))
    assert even is not None
    assert holed is not None
    assert not lost_a_sign(even.part(0, 3) or even)
    assert lost_a_sign(holed)
