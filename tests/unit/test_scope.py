"""Business scopes: what makes no difference between two printings of one, and what does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.matrix import Column, Sources, Verdict, differs, matrix
from models.rules.scope import items, same_scope
from samples.cast import load_cast
from tests import builders

ITEMS = ("仪器仪表制造", "货运(不含典当、危险品)", "技术服务", "2.5米以下机床销售", "LED灯具销售", "会议及展览服务")
RIDERS = (
    "（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）",
    "（依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以相关部门批准文件或许可证件为准）",
    "【依法须经批准的项目，经相关部门批准后方可开展经营活动】",
    "(依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以审批结果为准)",
    (
        "（市场主体依法自主选择经营项目，开展经营活动；依法须经批准的项目，经相关部门批准后依批准的内容开展经营活动；"
        "不得从事国家和本市产业政策禁止和限制类项目的经营活动。）"
    ),
)
HEADINGS = ("", "一般项目：", "许可项目:", "许可经营项目是：", "经营范围：")
WIDE = {sign: sign + 0xFEE0 for sign in range(0x21, 0x7F)}

some_items = st.lists(st.sampled_from(ITEMS), min_size=2, max_size=len(ITEMS), unique=True)
written = st.tuples(
    st.sampled_from(HEADINGS),
    st.sampled_from("；;。、，,"),
    st.sampled_from(("", *RIDERS)),
    st.booleans(),
    st.booleans(),
)


def print_of(names: list[str], how: tuple[str, str, str, bool, bool]) -> str:
    """The items as some register might print them."""
    heading, sign, rider, wide, spaced = how
    text = f"{heading}{sign.join(names)}{'。' if spaced else ''}{rider}"
    text = text.translate(WIDE) if wide else text
    return text.replace("销售", "销 售") if spaced else text


@given(some_items.flatmap(lambda names: st.tuples(st.just(names), st.permutations(names))), written, written)
def test_order_width_signs_headings_and_riders_never_make_another_scope(
    pair: tuple[list[str], list[str]], one: tuple[str, str, str, bool, bool], other: tuple[str, str, str, bool, bool]
) -> None:
    assert same_scope(print_of(pair[0], one), print_of(pair[1], other))


@given(some_items, st.data(), written, written)
def test_an_item_less_is_another_scope(
    names: list[str],
    data: st.DataObject,
    one: tuple[str, str, str, bool, bool],
    other: tuple[str, str, str, bool, bool],
) -> None:
    dropped = data.draw(st.sampled_from(names))
    fewer = [item for item in names if item != dropped]
    assert not same_scope(print_of(names, one), print_of(fewer, other))
    assert not same_scope(print_of(fewer, one), print_of(names, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("货运（不含典当）", "货运"),
        ("货运（不含典当、危险品）", "货运（不含典当）；危险品"),
        ("食品销售（依法须经批准的项目，含药品）", "食品销售"),
        ("食品生产；药品销售", "食品销售；药品生产"),
        ("一般项目：", "许可项目："),
        ("（依法须经批准的项目，经相关部门批准后方可开展经营活动）", "（依法须经批准的项目）"),
    ],
)
def test_what_a_bracket_leaves_out_other_items_and_no_item_at_all_are_not_the_same(one: str, other: str) -> None:
    assert not same_scope(one, other)


def test_old_and_new_riders_and_headings_are_the_same_scope() -> None:
    new = f"一般项目：仪器仪表制造；技术服务。{RIDERS[0]}许可项目：食品销售。{RIDERS[1]}"
    assert same_scope(new, f"食品销售，技术服务，仪器仪表制造。{RIDERS[2]}")


def test_the_matrix_says_that_the_items_agree_and_keeps_both_values() -> None:
    registered = f"一般项目：技术服务;仪器仪表修理;仪器仪表制造.{RIDERS[2]}"
    dossier = builders.dossier(registration=builders.registration(scope=registered))
    said = builders.statements()
    table = matrix(Sources(licence=builders.licence(), id_card=builders.id_card(), statements=said, dossier=dossier))
    cell = next(row for row in table if row.fact == "scope").cell(Column.REGISTRY)
    assert cell is not None
    assert (cell.verdict, cell.value, cell.normalised) == (Verdict.NORMALISED, registered, ("项目顺序与标点",))
    assert not differs(table, "scope", Column.REGISTRY)


def test_a_rider_without_brackets_is_no_item_either() -> None:
    assert items("食品销售。依法须经批准的项目，经相关部门批准后方可开展经营活动。") == {"食品销售"}


def test_no_scope_of_the_specimens_is_lost_in_riders() -> None:
    for firm in load_cast().firms:
        kept = items(firm.scope)
        assert len(kept) >= 3
        assert not any("依法须经批准" in item or "营业执照" in item for item in kept)
