"""The industry by the words of a business scope."""

import pytest

from models.rules.industry import cash_score, industry_score, scope_items
from tests.builders import policy

BANDS = policy().scoring.bands


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("一般项目：仪器仪表制造；仪器仪表销售；技术服务", 1),
        ("文化艺术交流活动策划，会务服务，工艺品的销售", 2),
        ("一般项目：工业设计服务；图文设计制作", 2),
        ("许可项目：食品销售。一般项目：仪器仪表制造", 3),
        ("一般项目：技术服务、技术开发、技术咨询", 3),
        ("供应链管理服务；信息咨询服务", 3),
        ("一般项目：仪器仪表制造；虚拟货币兑换", 5),
        ("其他未列明业务", None),
        (None, None),
    ],
)
def test_the_first_item_tells_what_a_firm_mainly_does_and_a_bad_word_counts_anywhere(
    scope: str | None, expected: int | None
) -> None:
    assert industry_score(scope, None, BANDS) == expected


def test_what_stands_in_brackets_is_excluded_and_not_done() -> None:
    assert scope_items("一般项目：货运（不含典当）；仓储。（除依法须经批准的项目外，凭营业执照开展）") == [
        "货运",
        "仓储",
    ]
    assert industry_score("仪器仪表制造（不含彩票）", None, BANDS) == 1


def test_the_name_helps_when_the_first_item_says_nothing() -> None:
    assert industry_score("其他未列明业务", "上海样例贸易有限公司", BANDS) == 3
    assert industry_score(None, "上海样例设计有限公司", BANDS) == 2


@pytest.mark.parametrize(
    ("scope", "expected"),
    [("餐饮服务；食品销售", 3), ("仪器仪表制造", 1), ("仪器制造；歌舞娱乐活动", 5), (None, None), ("", None)],
)
def test_cash_follows_the_trade(scope: str | None, expected: int | None) -> None:
    assert cash_score(scope, BANDS) == expected
