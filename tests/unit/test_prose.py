"""A page read as one text, and that no page whatever breaks the reading of letters."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.authorisation_text import WANTED, authorisation_fields
from models.rules.holes import has_hole
from models.rules.prose import flow_of, with_words
from tests.builders import set_line
from tests.unit.test_authorisation_text import CODE, HEAD_NUMBER, page, wrapped
from tests.unit.test_licence_text import line

NOTHING_NEW = re.compile("$^")
LETTERS = (
    "授权委托书 委托单位 法定代表人 受托人 身份证号码 授权事项 代理权限 授权期限 办理 事宜 自 至 起 "
    "止 日期 ： （ ） 。 ； 2026年3月1日 "
    "310199199001010018 91310199MA1K0A0T1Y 19900000011 一、 1. 范例安 有限公司 O0l 年月日"
)
WORDS = st.lists(st.sampled_from(LETTERS.split()), min_size=1, max_size=6).map("".join)
ROWS = st.lists(st.tuples(WORDS, st.integers(0, 900), st.integers(0, 1500)), max_size=25)


def test_a_row_that_reaches_the_right_edge_goes_on_and_a_short_one_ends() -> None:
    text = (
        "兹委托何例文办理单位银行结算账户的开立与预留印鉴等手续，本单位对其签署的文件均予承认，期限为三个月，到期作废。"
    )
    flow = flow_of(page(*wrapped(text), "特此委托。"), NOTHING_NEW)
    assert flow.text == f"授权委托书\n{text}\n特此委托。\n"


def test_what_begins_something_new_does_not_go_on_the_row_above() -> None:
    rows = [line("授" * 30, 100, 200), line("日期：", 100, 260)]
    assert flow_of(rows, re.compile("日期")).text == f"{'授' * 30}\n日期：\n"


def test_a_stretch_over_two_rows_is_found_as_printed_with_the_box_around_both() -> None:
    flow = flow_of([line("一" * 29 + "(", 100, 200), line("二)" + "三" * 29, 100, 260)], NOTHING_NEW)
    found = flow.found((28, 32))
    assert found
    assert found.text == "一(二)"
    assert (found.box[0], found.box[1], found.box[1] + found.box[3]) == (100, 200, 292)


@pytest.mark.parametrize(
    ("read", "put_right"), [("委托单立：", "委托单位："), ("法定代表入范例安", "法定代表人范例安")]
)
def test_a_label_with_one_wrong_sign_is_put_right(read: str, put_right: str) -> None:
    flow = flow_of([line(read, 100, 200)], NOTHING_NEW)
    assert with_words(flow, ("委托单位", "法定代表人")).strip() == put_right


def test_one_label_is_never_made_another() -> None:
    flow = flow_of([line("代理期限：", 100, 200)], NOTHING_NEW)
    assert with_words(flow, ("代理权限", "代理期限")).strip() == "代理期限："


@pytest.mark.parametrize(("at", "hole"), [(806.0, False), (818.0, True)])
def test_a_dropped_figure_leaves_a_hole(at: float, hole: bool) -> None:
    made = set_line([("2026年1月", (680.0, 803.0)), ("6日", (at, at + 46))])
    assert has_hole(made) is hole


@given(ROWS)
def test_whatever_stands_on_a_page_breaks_nothing_and_gives_no_wrong_code(rows: list[tuple[str, int, int]]) -> None:
    fields, warnings = authorisation_fields([line(*row) for row in rows])
    value = {name: field.value for name, field in fields.items()}
    assert value.get("credit_code") in (CODE, None)
    assert {value.get("agent_number"), value.get("representative_number")} <= {HEAD_NUMBER, None}
    assert all(f"FIELD_MISSING:{name}" in warnings for name in WANTED if name not in fields)
