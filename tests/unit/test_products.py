"""What is ordered of the contract platform: never above the tier, nothing bundled (process.md step 11, risk.md 5)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.case import Case
from models.findings import Tier
from models.products import Granted, Product, Terms, Wishes
from models.rules import limits, products
from models.rules.tiers import ORDER
from tests import builders
from tests.builders import TODAY, policy, yuan

PACKAGE = policy().products


def of(tier: Tier = Tier.R3, wishes: dict[str, Any] | None = None) -> Case:
    """A case of this tier whose account has the tier's limits; `wishes` None says nothing."""
    statements = builders.statements(wishes=None if wishes is None else Wishes.model_validate(wishes))
    account = builders.account(limits=limits.limits(tier, policy()))
    return builders.case(statements=statements, score=builders.score(tier), account=account)


def given_to(tier: Tier = Tier.R3, wishes: dict[str, Any] | None = None) -> Granted:
    return products.granted(of(tier, wishes), policy())


def withheld(tier: Tier = Tier.R3, wishes: dict[str, Any] | None = None) -> tuple[str, ...]:
    return products.withheld(of(tier, wishes), policy())


# ── what is ordered ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tier", [Tier.R4, Tier.R3, Tier.R2])
def test_who_says_nothing_gets_the_basic_package_as_before(tier: Tier) -> None:
    assert given_to(tier) == Granted(products=PACKAGE)
    assert given_to(tier, {}).products == PACKAGE


def test_the_high_tier_gets_its_own_package_and_the_prohibited_none() -> None:
    assert given_to(Tier.R1).products == ("e_statement", "sms_notice")
    assert given_to(Tier.P).products == ()


def test_who_ticks_something_gets_that_and_nothing_beside_it() -> None:
    assert given_to(wishes={"products": ("payroll",)}) == Granted(products=("payroll",))
    assert given_to(wishes={"products": ()}) == Granted(products=())


def test_the_high_tier_signs_no_channel_that_moves_money_whatever_is_wished() -> None:
    assert given_to(Tier.R1, {"products": tuple(Product)}) == Granted(
        products=("sms_notice", "e_statement", "e_receipt", "tax_payment")
    )
    assert given_to(Tier.P, {"products": tuple(Product)}).products == ()


def test_a_case_without_a_tier_is_granted_no_wish() -> None:
    nobody = of(wishes={"products": ("payroll",)}).model_copy(update={"score": None})
    assert products.granted(nobody, policy()).products == ()


def test_tokens_and_limits_are_the_smaller_of_the_wish_and_the_accounts_own() -> None:
    much = {"tokens": 9, "single": yuan(10**7), "per_day": yuan(10**8)}
    assert given_to(Tier.R3, much).terms == Terms(tokens=2, single=50_000_000, per_day=200_000_000)
    little = {"tokens": 1, "single": yuan(1_000), "per_day": yuan(5_000)}
    assert given_to(Tier.R3, little).terms == Terms(tokens=1, single=100_000, per_day=500_000)
    assert given_to(Tier.R3, {"tokens": 0}).terms == Terms(tokens=0)


def test_terms_belong_to_the_internet_bank_alone() -> None:
    assert given_to(wishes={"products": ("payroll",), "tokens": 2}).terms is None
    assert given_to(Tier.R1, {"tokens": 2}).terms is None


amounts = st.one_of(st.none(), st.integers(0, 10**13).map(lambda cents: {"cents": cents, "currency": "CNY"}))


@given(
    tier=st.sampled_from(ORDER),
    ticked=st.one_of(st.none(), st.lists(st.sampled_from(list(Product)))),
    tokens=st.one_of(st.none(), st.integers(0, 99)),
    single=amounts,
    per_day=amounts,
)
def test_h11_no_wish_is_granted_above_the_tiers_limits(
    tier: Tier, ticked: list[Product] | None, tokens: int | None, single: Any, per_day: Any
) -> None:
    wishing = of(tier, {"products": ticked, "tokens": tokens, "single": single, "per_day": per_day})
    found, most = products.granted(wishing, policy()), limits.allowed(wishing, policy(), TODAY)
    terms = found.terms or Terms()
    assert (terms.tokens or 0) <= most.tokens
    assert (terms.single or 0) <= most.single
    assert (terms.per_day or 0) <= most.per_day
    assert most.tokens or "internet_bank" not in found.products
    assert set(found.products) <= (set(PACKAGE) if ticked is None else set(ticked))


# ── what the customer is told ───────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_withheld_where_all_is_granted_or_nothing_was_wished() -> None:
    assert withheld() == withheld(wishes={}) == withheld(wishes={"products": ()}) == ()
    assert withheld(Tier.R1) == ()
    within = {"products": tuple(Product), "tokens": 2, "single": yuan(500_000), "per_day": yuan(2_000_000)}
    assert withheld(wishes=within) == ()


def test_each_wish_that_is_not_granted_is_told_with_what_is() -> None:
    assert withheld(wishes={"tokens": 3, "single": yuan(500_001), "per_day": yuan(2_000_001)}) == (
        "U盾申请3个，本次可领取2个",
        "网银单笔限额申请500,001.00元，本次为500,000.00元",
        "网银单日限额申请2,000,001.00元，本次为2,000,000.00元",
    )


def test_a_product_that_the_tier_does_not_sign_is_told_by_its_name_alone() -> None:
    wishes = {"products": ("internet_bank", "settlement_card", "e_receipt"), "tokens": 2, "single": yuan(1)}
    assert withheld(Tier.R1, wishes) == ("企业网上银行本次暂不开通", "单位结算卡本次暂不开通")


@pytest.mark.parametrize("wishes", [{"products": (), "tokens": 1}, {"products": ("payroll",), "single": yuan(1)}])
def test_tokens_and_limits_without_the_internet_bank_are_told_to_need_it(wishes: dict[str, Any]) -> None:
    assert withheld(wishes=wishes) == ("U盾与网银限额须与企业网上银行一并开通，本次未设置",)


def test_the_high_tiers_package_has_no_internet_bank_to_set_up() -> None:
    assert withheld(Tier.R1, {"per_day": yuan(1)}) == ("U盾与网银限额须与企业网上银行一并开通，本次未设置",)


@pytest.mark.parametrize("tier", list(Tier))
def test_no_word_to_the_customer_tells_tier_risk_or_suspicion(tier: Tier) -> None:
    for sentence in withheld(tier, {"products": tuple(Product), "tokens": 99, "single": yuan(10**8)}):
        assert not [word for word in ("等级", "风险", "可疑", "名单", *Tier) if word in sentence]


def test_what_did_not_come_through_is_told_in_chinese() -> None:
    contracts = {"internet_bank": "signed", "e_receipt": "opened", "payroll": "failed", "settlement_card": "requested"}
    assert products.unopened(contracts) == ("代发工资", "单位结算卡")


def test_what_is_granted_is_asked_of_a_reserved_account_only() -> None:
    with pytest.raises(RuntimeError, match="reserved account"):
        products.granted(of(wishes={}).model_copy(update={"account": None}), policy())
