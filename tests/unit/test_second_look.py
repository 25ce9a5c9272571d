"""Which lines are read again, by whom, and which of several readings is believed."""

from dataclasses import replace

import pytest

from models.papers import PaperKind
from models.rules.confidence import DOUBTED
from models.rules.layout import Line, found_in, line_of, line_of_signs, lost_a_sign, lost_its_last
from models.rules.paper_text import read_field
from models.rules.second_look import (
    SURE,
    best_of,
    for_all_readers,
    for_main_reader,
    is_collapsed,
    is_form,
    is_ornament,
    is_plausible,
    is_text,
)
from tests.unit.test_licence_text import CODE, line

NAME, SCOPE = line("上海诚明样例精密仪器有限公司", 290, 455), line("一般项目：仪器仪表制造；仪器仪表销售；仪", 290, 641)
WRONG = "91310199MA1K0A0T1W"


def unsure(one: Line, odds: float = 0.6) -> Line:
    return replace(one, odds=(*(1.0 for _ in one.text[1:]), odds))


def agreed_on(one: Line) -> Line:
    return replace(one, seconds=(True,) * len(one.text))


def test_what_carries_a_value_of_a_licence_is_read_by_the_main_network() -> None:
    lines = [line("名称", 116, 455), NAME, line("经营范围", 116, 641), SCOPE]
    values = [("name", NAME.box), ("scope", SCOPE.box)]
    assert for_main_reader(lines, PaperKind.LICENCE, values) == [1]


def test_unsure_collapsed_and_impossible_lines_are_read_by_the_main_network_whatever_they_carry() -> None:
    collapsed = line("913K7F", 116, 245, width=390)
    no_day = line("2021年13月16日", 116, 400)
    lines = [unsure(SCOPE), collapsed, line(WRONG, 116, 300), no_day, line(CODE, 116, 500), SCOPE]
    assert for_main_reader(lines, PaperKind.LICENCE, []) == [0, 1, 2, 3]


def test_every_line_of_a_card_is_read_by_the_main_network() -> None:
    lines = [line("姓名范例安", 66, 70), line("性别男民族汉", 66, 140)]
    assert for_main_reader(lines, PaperKind.ID_FRONT, []) == [0, 1]


@pytest.mark.parametrize("text", ["统一社会信用代码", "名称", "(副本)", "扫描二维码登录", "国家市场监督管理总局监制"])
def test_what_the_form_prints_is_not_read_again(text: str) -> None:
    assert is_form(text)
    assert for_main_reader([unsure(line(text, 116, 200))], PaperKind.LICENCE, []) == []


def test_what_two_networks_agree_on_needs_no_third() -> None:
    agreed, alone, impossible = agreed_on(NAME), SCOPE, agreed_on(line(WRONG, 116, 300))
    assert for_all_readers([agreed, alone, impossible], [0, 1, 2]) == [1, 2]


def test_the_beads_of_a_border_are_no_text() -> None:
    assert is_ornament(line("6", 50, 300, confidence=0.2, width=12))
    assert is_ornament(line("00000000", 50, 300, confidence=0.3, width=1800))
    assert not is_ornament(line("上海诚明样例精密仪器", 290, 455, confidence=0.3))


# ── several readings ────────────────────────────────────────────────────────────────────────────────────────────────


def test_of_several_readings_the_one_whose_check_sign_is_right_is_believed() -> None:
    wrong, right = line(WRONG, 116, 245, 0.99), line(CODE, 116, 245, 0.8)
    assert best_of({"main": [wrong], "fast": [right]}).text == CODE
    assert best_of({"main": [right], "fast": [wrong]}).text == CODE


def test_a_collapsed_reading_loses_against_a_whole_one() -> None:
    whole = line("上海诚明样例精密仪器", 290, 455, 0.7)
    collapsed = replace(line("上器", 290, 455, 0.99), spans=(whole.spans[0], whole.spans[-1]))
    assert best_of({"main": [collapsed], "fast": [whole]}).text == whole.text


def test_the_small_networks_outvote_the_main_one_only_where_it_is_unsure() -> None:
    common = line("范例旋", 290, 579)
    rare = line("范例璇", 290, 579)
    assert best_of({"main": [unsure(rare, 0.8)], "second": [unsure(common)], "fast": [common]}).text == rare.text
    assert best_of({"main": [unsure(rare, 0.3)], "second": [common], "fast": [common]}).text == common.text


def test_a_networks_second_try_is_no_second_opinion() -> None:
    believed = best_of({"main": [NAME, NAME], "fast": [line("上海诚明样例精密仪器有限公同", 290, 455)]})
    assert (believed.text, believed.seconded) == (NAME.text, False)


def test_what_two_networks_differ_on_is_only_that_sign() -> None:
    believed = best_of({"main": [NAME], "fast": [line("上海诚明样例精密仪器有限公同", 290, 455)]})
    assert believed.seconds == (True,) * 13 + (False,)
    value = believed.part(0, 10)
    assert value is not None
    assert value.seconded


def test_a_reading_without_a_hole_is_believed_before_one_that_lost_a_sign() -> None:
    lost = line_of_signs("谭慧", (1.0, 1.0), (0.17, 0.5), (160, 70, 96, 33))
    whole = line_of_signs("谭慧翀", (1.0, 1.0, 0.4), (0.17, 0.5, 0.83), (160, 70, 96, 33))
    assert lost is not None
    assert whole is not None
    assert (lost_its_last(lost), lost_its_last(whole)) == (True, False)
    assert best_of({"main": [lost], "second": [whole], "fast": [lost]}).text == "谭慧翀"


def test_networks_that_differ_in_punctuation_only_agree() -> None:
    full, half = line("有限责任公司（自然人独资）", 290, 517), line("有限责任公司(自然人独资)", 290, 517)
    assert best_of({"main": [full], "fast": [half]}).seconded


@pytest.mark.parametrize("text", [CODE, "2021年03月16日", "2017.03.08-2037.03.08", "310199199001010018", "上海诚明"])
def test_what_can_be_true_is_plausible(text: str) -> None:
    assert is_plausible(text)


@pytest.mark.parametrize(
    "text", [WRONG, "2021年13月16日", "2017.03.08-2037.13.08", "310199199001010019", "21年3月16日"]
)
def test_what_cannot_be_true_is_implausible(text: str) -> None:
    assert not is_plausible(text)


# ── signs with odds and places ──────────────────────────────────────────────────────────────────────────────────────


def test_a_line_is_as_sure_as_its_weakest_sign_and_a_mean_hides_none() -> None:
    made = line_of_signs("范例安", (1.0, 0.5, 1.0), (0.2, 0.5, 0.8), (100, 10, 90, 30))
    assert made is not None
    assert made.least == 0.5
    assert made.confidence > 0.8


def test_the_odds_of_a_bracket_say_nothing_about_the_words() -> None:
    made = line_of_signs("(副本)", (0.4, 1.0, 0.9, 0.4), (0.1, 0.3, 0.6, 0.9), (0, 0, 120, 30))
    assert made is not None
    assert made.least == 0.9


def test_signs_stand_where_the_engine_saw_them_and_a_gap_stays_a_gap() -> None:
    made = line_of_signs("名 上海", (1.0,) * 4, (0.05, 0.3, 0.6, 0.7), (0, 0, 300, 30))
    assert made is not None
    assert made.text == "名上海"
    assert made.spans[1][0] - made.spans[0][1] > 100
    assert made.spans[1][1] <= made.spans[2][0] + 1e-6


def test_no_visible_sign_is_no_line() -> None:
    assert line_of_signs(" ", (1.0,), (0.5,), (0, 0, 30, 30)) is None


def test_a_hole_between_two_signs_is_a_lost_sign() -> None:
    lost = line_of_signs("许国", (1.0, 1.0), (0.17, 0.83), (160, 70, 96, 36))
    whole = line_of_signs("许翯国", (1.0,) * 3, (0.17, 0.5, 0.83), (160, 70, 96, 36))
    wide = line_of_signs("范例安", (1.0,) * 3, (0.05, 0.5, 0.95), (160, 70, 200, 36))
    assert [lost_a_sign(one) for one in (lost, whole, wide) if one] == [True, False, False]


def test_a_value_with_a_lost_sign_is_in_doubt() -> None:
    lost = line_of_signs("许国", (1.0, 1.0), (0.17, 0.83), (160, 70, 96, 36))
    assert lost is not None
    field = read_field(found_in([lost]), lambda text: text)
    assert (field.doubts, field.confidence) == (("SIGN_LOST",), DOUBTED)


# ── limits of what is text, collapsed, and the same place ───────────────────────────────────────────────────────────


def shaped(text: str, width: float, height: float = 100, left: float = 500, confidence: float = 1.0) -> Line:
    found = line_of(text, confidence, (round(left), 300, round(width), round(height)))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "width", "confidence", "ornament"),
    [
        ("66", 200, 0.39, True),
        ("66", 200, 0.4, False),
        ("666", 200, 0.39, False),
        ("666", 3500, 0.39, False),
        ("666", 3501, 0.39, True),
        ("666", 3501, 0.4, False),
    ],
)
def test_an_ornament_is_unsure_and_of_two_signs_or_longer_than_any_line(
    text: str, width: float, confidence: float, ornament: bool
) -> None:
    assert is_ornament(shaped(text, width, confidence=confidence)) is ornament


@pytest.mark.parametrize(
    ("width", "height", "text"),
    [
        (1000, 60, True),
        (1000, 59, False),
        (1000, 180, True),
        (1000, 181, False),
        (120, 100, True),
        (119, 100, False),
        (4000, 100, True),
        (4001, 100, False),
    ],
)
def test_text_is_about_as_high_as_the_others_and_wider_than_high(width: int, height: int, text: bool) -> None:
    assert is_text(shaped("样例", width, height), unit=100) is text


@pytest.mark.parametrize(("signs", "collapsed"), [(8, True), (9, False), (10, False)])
def test_a_line_with_less_than_nine_twentieths_of_its_room_filled_has_collapsed(signs: int, collapsed: bool) -> None:
    assert is_collapsed(shaped("6" * signs, 1000)) is collapsed


@pytest.mark.parametrize(
    ("value", "read_again"),
    [
        ((600, 300, 50, 100), True),
        ((450, 200, 700, 300), True),
        ((450, 300, 51, 100), True),
        ((450, 300, 50, 100), False),
        ((899, 300, 50, 100), True),
        ((900, 300, 50, 100), False),
        ((600, 359, 50, 100), True),
        ((600, 360, 50, 100), False),
        ((600, 241, 50, 100), True),
        ((600, 240, 50, 100), False),
        ((600, 391, 50, 20), True),
        ((600, 392, 50, 20), False),
    ],
)
def test_a_line_carries_a_value_that_lies_on_it_sideways_and_by_two_fifths_of_the_lower_height(
    value: tuple[int, int, int, int], read_again: bool
) -> None:
    carrying = shaped("样例样例", 400)
    assert for_main_reader([carrying], PaperKind.LICENCE, [("name", value)]) == ([0] if read_again else [])


def test_a_line_as_sure_as_asked_is_left_as_it_was_read() -> None:
    lines = [unsure(SCOPE, SURE), unsure(SCOPE, SURE - 0.001)]
    assert for_main_reader(lines, PaperKind.LICENCE, []) == [1]


def test_the_worst_lines_are_read_first() -> None:
    lines = [unsure(NAME, 0.8), unsure(NAME, 0.3), unsure(NAME, 0.6)]
    assert for_all_readers(lines, [0, 1, 2]) == [1, 2, 0]


# ── which signs are seconded ────────────────────────────────────────────────────────────────────────────────────────


def seconds(text: str, *others: str) -> str:
    """The signs of the believed text, a point for each that no other network has read there."""
    named = dict(zip(("second", "fast"), ([line(other, 290, 455, 0.3)] for other in others), strict=False))
    believed = best_of({"main": [line(text, 290, 455)], **named})
    assert believed.text == text
    return "".join(sign if agreed else "." for sign, agreed in zip(text, believed.seconds, strict=True))


@pytest.mark.parametrize(
    ("text", "other", "agreed"),
    [
        ("上海诚明样例", "上海诚大明样例", "上海..样例"),
        ("上海诚明样例", "大上海诚明样例", ".海诚明样例"),
        ("上海诚明样例", "上海诚明样例大", "上海诚明样."),
        ("上海诚明样例", "上海诚，明样例", "上海诚明样例"),
        ("诚明路100号", "诚明路10.0号", "诚明路1..号"),
        ("诚明路100号", "诚明路.100号", "诚明路100号"),
        ("诚明路100号", "诚明路100.号", "诚明路100号"),
        ("上海诚明样例", "上海诚大样例", "上海诚.样例"),
        ("上海诚明样例", "大小多少", "......"),
    ],
)
def test_where_another_network_saw_a_sign_more_its_neighbours_are_not_agreed_on(
    text: str, other: str, agreed: str
) -> None:
    assert seconds(text, other) == agreed


def test_one_agreeing_network_is_enough_for_a_sign_whichever_comes_last() -> None:
    assert seconds("上海诚明样例", "上海诚明样例", "上海诚大样例") == "上海诚明样例"
    assert seconds("上海诚明样例", "上海诚大样例", "上海诚明样例") == "上海诚明样例"


def test_signs_that_are_frequent_in_a_long_text_are_seconded_like_the_others() -> None:
    long = "样例仪器" * 60
    assert seconds(long, long[:-1] + "具") == long[:-1] + "."


def test_punctuation_does_not_split_the_networks_votes() -> None:
    dotted, plain, wrong = (line(text, 290, 455) for text in ("诚明.样例", "诚明样例", "诚日样例"))
    read = {"main": [unsure(wrong, 0.85)], "second": [dotted], "fast": [plain]}
    assert best_of(read).text in ("诚明.样例", "诚明样例")
