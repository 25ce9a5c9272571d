"""When two printings of a business scope are one (models/rules/scope.py)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.scope import items, same_scope
from samples.cast import load_cast

LICENCE = (
    "一般项目：仪器仪表制造；仪器仪表销售；技术服务、技术开发。"
    "（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）许可项目：食品销售。"
    "（依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以相关部门批准文件或许可证件为准）"
)
PARTS = ["仪器仪表制造", "仪器仪表销售", "技术服务", "技术开发", "食品销售（不含冷藏）", "货物进出口"]


@pytest.mark.parametrize(
    "other",
    [
        "仪器仪表制造，仪器仪表销售，技术服务，技术开发，食品销售",
        "许可项目:食品销售;一般项目:技术开发;技术服务;仪器仪表销售;仪器仪表制造",
        "仪器仪表制造；仪器仪表销售； 技术服务、技术开发；食品销售【依法须经批准的项目，经相关部门批准后方可开展经营】",
        "仪器仪表制造；仪器仪表销售；技术服务；技术开发；食品销售。依法须经批准的项目，经相关部门批准后方可开展经营活动。",
    ],
)
def test_order_punctuation_headings_and_boilerplate_make_no_other_scope(other: str) -> None:
    assert same_scope(LICENCE, other)
    assert items(other) == {"仪器仪表制造", "仪器仪表销售", "技术服务", "技术开发", "食品销售"}


@pytest.mark.parametrize("other", ["食品销售（不含冷藏冷冻食品）", "食品销售；化工产品销售", ""])
def test_an_item_more_or_a_limit_in_brackets_makes_another_scope(other: str) -> None:
    assert not same_scope("食品销售", other)


@given(st.permutations(PARTS), st.sampled_from("；;，,、。"))
def test_no_order_and_no_separator_changes_the_scope(order: list[str], between: str) -> None:
    assert same_scope("；".join(PARTS), between.join(order))


@given(st.integers(0, len(PARTS) - 1))
def test_leaving_out_an_item_always_does(place: int) -> None:
    assert not same_scope("；".join(PARTS), "；".join(PARTS[:place] + PARTS[place + 1 :]))


def test_no_scope_of_the_specimens_is_lost_in_boilerplate() -> None:
    for firm in load_cast().firms:
        kept = items(firm.scope)
        assert len(kept) >= 3
        assert not any("依法须经批准" in item or "营业执照" in item for item in kept)
