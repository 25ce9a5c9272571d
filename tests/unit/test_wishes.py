"""What the customer wants: factor B3 with its reason, and how the wishes are read back (risk.md 2 B3, 6 F16)."""

from itertools import product as combined
from typing import Any

import pytest
from pydantic import ValidationError

from models.findings import Factor, Score, Tier
from models.papers import Money
from models.policy import WishBands
from models.products import Product, ProductState, Wishes, chinese
from models.rules import wishes
from models.rules.judging import judged
from tests import builders
from tests.builders import NOW, policy, policy_with, yuan
from tests.wording import well_said

CARD = (Product.SETTLEMENT_CARD,)


def bands() -> WishBands:
    found = policy().scoring.bands.wishes
    assert found is not None
    return found


def wished(**over: Any) -> Wishes:
    return Wishes.model_validate(over)


GRADES: list[tuple[str, dict[str, Any], int]] = [
    ("nothing said", {}, 1),
    ("no product at all", {"products": ()}, 1),
    ("every product but the card", {"products": tuple(each for each in Product if each not in CARD)}, 1),
    ("as many tokens as any tier hands out", {"tokens": 3}, 1),
    ("the limits of a standard firm", {"single": yuan(500_000), "per_day": yuan(2_000_000)}, 1),
    ("many tokens", {"tokens": 4}, 2),
    ("a settlement card", {"products": CARD}, 2),
    ("a high limit a payment", {"single": yuan(500_001)}, 3),
    ("a high limit a day", {"per_day": yuan(2_000_001)}, 3),
    ("a limit of the highest row", {"single": yuan(1_000_000)}, 3),
    ("many tokens and a high limit", {"tokens": 4, "single": yuan(999_999)}, 3),
    ("a card and a high limit", {"products": CARD, "per_day": yuan(4_999_999)}, 3),
    ("many tokens and the highest row", {"tokens": 4, "single": yuan(1_000_000)}, 4),
    ("many tokens and a card", {"tokens": 4, "products": CARD}, 4),
    ("the highest row and a card", {"per_day": yuan(5_000_000), "products": CARD}, 4),
    ("all three at once", {"tokens": 4, "per_day": yuan(5_000_000), "products": CARD}, 5),
]


@pytest.mark.parametrize(("over", "score"), [row[1:] for row in GRADES], ids=[row[0] for row in GRADES])
def test_b3_grows_with_what_is_wanted_at_once(over: dict[str, Any], score: int) -> None:
    assert wishes.graded(wished(**over), bands()) == score


def test_who_wishes_nothing_and_a_case_from_before_score_1_without_a_reason() -> None:
    everything = wished(products=tuple(Product), tokens=9, single=yuan(10**8))
    assert wishes.graded(None, bands()) == wishes.graded(everything, None) == 1
    assert wishes.reason(None, bands()) is None
    assert wishes.reason(everything, None) is None


def test_wishing_more_never_scores_better() -> None:
    tokens, singles, days = (0, 3, 4), (0, 500_001, 1_000_000), (0, 2_000_001, 5_000_000)
    steps = list(combined(range(3), range(3), range(3), range(2)))

    def score(step: tuple[int, ...]) -> int:
        limits = {"single": yuan(singles[step[1]]), "per_day": yuan(days[step[2]])}
        products = CARD if step[3] else ()
        return wishes.graded(wished(products=products, tokens=tokens[step[0]], **limits), bands())

    for low in steps:
        for high in steps:
            if all(one <= other for one, other in zip(low, high, strict=True)):
                assert score(low) <= score(high), (low, high)


REASONS: list[tuple[dict[str, Any], str, str]] = [
    ({"products": ()}, "未要求较高限额或多个U盾", "neither a high limit nor many tokens are wanted"),
    ({"tokens": 4}, "要求U盾不少于4个", "wants at least 4 tokens"),
    (
        {"single": yuan(600_000)},
        "要求的限额超过单笔50万元或单日200万元",
        "wants limits above CNY 500,000 a payment or CNY 2,000,000 a day",
    ),
    (
        {"single": yuan(1_000_000)},
        "要求的限额超过单笔50万元或单日200万元",
        "wants limits above CNY 500,000 a payment or CNY 2,000,000 a day",
    ),
    (
        {"tokens": 4, "single": yuan(1_000_000), "products": CARD},
        "要求U盾不少于4个、限额达到单笔100万元或单日500万元、单位结算卡",
        "wants at least 4 tokens, limits of CNY 1,000,000 a payment or CNY 5,000,000 a day, settlement card",
    ),
]


@pytest.mark.parametrize(("over", "zh", "en"), REASONS)
def test_b3_is_explained_by_what_was_ticked_and_the_bands(over: dict[str, Any], zh: str, en: str) -> None:
    assert wishes.reason(wished(**over), bands()) == (zh, en)
    statements = builders.statements(wishes=wished(**over))
    factors = {each.factor: each for each in judged(builders.case(statements=statements), policy(), NOW).score.factors}
    assert factors["B3"].zh.endswith(f"分，{zh}。")
    assert factors["B3"].en.endswith(f"of 5, {en}.")


def test_a_running_case_keeps_its_score_whatever_is_wished_later() -> None:
    scoring = policy().scoring
    before = policy_with(
        scoring=scoring.model_copy(update={"bands": scoring.bands.model_copy(update={"wishes": None})})
    )
    everything = builders.statements(wishes=wished(products=tuple(Product), tokens=9, single=yuan(10**8)))
    plain, wanting = (judged(builders.case(**over), before, NOW) for over in ({}, {"statements": everything}))
    assert plain == wanting


def scored(b2: int, b3: int, *, missing: bool = False) -> Score:
    factors = (("B2", b2, missing), ("B3", b3, False))
    found = tuple(Factor(factor=name, score=score, missing=lost, zh="", en="") for name, score, lost in factors)
    return Score(points=40, tier=Tier.R3, factors=found)


def test_f16_takes_big_money_and_all_channels_together() -> None:
    [found] = [well_said(one) for one in wishes.findings(scored(5, 5))]
    assert (found.code, found.severity, found.rule) == (wishes.F16, "FLAG", "risk.md 6 F16")
    for score in (scored(4, 5), scored(5, 4), scored(5, 5, missing=True)):
        assert list(wishes.findings(score)) == []


WORDS: list[tuple[dict[str, Any], str]] = [
    ({}, "基础产品"),
    ({"products": ()}, "不签约任何产品"),
    (
        {"products": ("payroll", "internet_bank"), "tokens": 2, "single": yuan(500_000), "per_day": yuan(2_000_000)},
        "企业网上银行、代发工资；U盾2个；单笔限额500,000.00元；单日限额2,000,000.00元",
    ),
    ({"tokens": 0}, "基础产品；U盾0个"),
]


@pytest.mark.parametrize(("over", "words"), WORDS)
def test_wishes_are_read_back_in_one_line(over: dict[str, Any], words: str) -> None:
    assert wishes.in_words(wished(**over)) == words


def test_a_product_is_ticked_once_and_limits_are_yuan() -> None:
    assert wished(products=("payroll", "internet_bank", "payroll")).products == ("internet_bank", "payroll")
    for limit in (Money(cents=1, currency="USD"), Money(cents=-1, currency="CNY")):
        for name in ("single", "per_day"):
            with pytest.raises(ValidationError, match="in yuan"):
                wished(**{name: limit})


def test_every_product_and_every_state_has_its_chinese_name() -> None:
    names = [*(product.chinese for product in Product), *(state.chinese for state in ProductState)]
    assert len(set(names)) == len(Product) + len(ProductState)
    assert chinese("payroll") == "代发工资"
    assert chinese("of_the_bank_itself") == "of_the_bank_itself"
