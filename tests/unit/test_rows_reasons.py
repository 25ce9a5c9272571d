"""The negative list of rules.md 8, item by item: such grounds alone never refuse, stop or raise by two tiers."""

from datetime import timedelta
from typing import Any

import pytest

from models.application import AccountKind
from models.clusters import InHouse
from models.findings import Finding, Score, Severity, Tier
from models.papers import EntityKind, PaperKind, Term
from models.products import Product, Wishes
from models.rules import account_kinds, judging, required_papers
from models.rules.opening import depositor_kind
from models.rules.review import REASONS, SOFT_TRAITS, ReasonCode, may_refuse, supplement_items
from models.rules.wishes import F16
from tests import builders
from tests.builders import NOW, TODAY, case, policy
from tests.red_team import everywhere, new_firm, pictures

REFUSING = [code for code, row in REASONS.items() if row.bound != "never" and row.grounds != "people"]
"""Reasons that need a ground on file."""
HOME = "上海市示范区春晓路18弄6号302室"
OF_ELSEWHERE = "91330199MA7X9Y8Q0L"

GROUNDS: dict[str, dict[str, Any]] = {
    "8-negative-2-central-registration-address": {"in_house": InHouse(same_address=300, in_park=True)},
    "8-negative-2-crowded-address": {"in_house": InHouse(same_address=300)},
    "8-negative-2-home-as-address": everywhere({"address": HOME}),
    "8-negative-3-plain-office-no-plate-few-staff": {"visit": builders.visit(report=builders.report(staff_seen=1))},
    "8-negative-4-no-business-started": {**new_firm(10), "visit": builders.visit(report=builders.report(staff_seen=0))},
    "8-negative-5-home-of-the-LR-elsewhere": {"id_card": builders.id_card(address="贵州省样例市样例县样例村1号")},
    "8-negative-5-firm-from-elsewhere": everywhere({"credit_code": OF_ELSEWHERE}),
    "8-negative-5-phone-from-elsewhere": {"dossier": builders.dossier(phone=builders.phone(region="33"))},
    "8-negative-6-no-product-wanted-small-turnover": {
        "statements": builders.statements(monthly_turnover=builders.yuan(100))
    },
}


def judged(grounds: dict[str, Any]) -> tuple[list[Finding], Score]:
    found = judging.judged(case(**{**pictures(), **grounds}), policy(), NOW)
    return list(found.findings), found.score


@pytest.mark.parametrize("grounds", list(GROUNDS.values()), ids=list(GROUNDS))
def test_a_ground_of_the_negative_list_alone_never_refuses(grounds: dict[str, Any]) -> None:
    findings, score = judged(grounds)
    for code in REFUSING:
        assert may_refuse(code, "综合判断风险较高", findings), code
    assert score.tier in (Tier.R4, Tier.R3)
    assert {one.code for one in findings if one.severity in (Severity.HARD, Severity.STOP)} <= {"R-ACC-13"}


@pytest.mark.parametrize("kind", list(AccountKind))
@pytest.mark.parametrize("entity", list(required_papers.PERSON))
def test_8_negative_1_no_small_firm_is_asked_for_a_large_firms_material(entity: EntityKind, kind: AccountKind) -> None:
    asked = {one.paper for one in required_papers.required(entity, kind)}
    own = {PaperKind.PURPOSE_PROOF, PaperKind.HEAD_OFFICE_AUTHORISATION}
    assert asked <= {PaperKind.LICENCE, PaperKind.ID_FRONT, PaperKind.ID_BACK} | own


def test_8_negative_3_few_staff_is_not_even_a_finding() -> None:
    assert judged(GROUNDS["8-negative-3-plain-office-no-plate-few-staff"])[0] == judged({})[0]


def test_8_negative_6_everybody_gets_the_same_products_whatever_the_turnover() -> None:
    _, score = judged(GROUNDS["8-negative-6-no-product-wanted-small-turnover"])
    assert {one.factor: one.score for one in score.factors}["B3"] == 1


def test_8_negative_6_wishing_everything_is_looked_at_and_refuses_nobody() -> None:
    everything = Wishes(products=tuple(Product), tokens=99, single=builders.yuan(10**9), per_day=builders.yuan(10**9))
    wishes = builders.statements(monthly_turnover=builders.yuan(50_000_000), wishes=everything)
    findings, score = judged({"statements": wishes})
    assert [one.code for one in findings if one.severity is not Severity.INFO] == [F16]
    assert score.tier in (Tier.R4, Tier.R3)
    for code in REFUSING:
        assert may_refuse(code, "综合判断风险较高", findings, policy().refusals), code


def test_8_negative_6_wishing_no_product_is_judged_as_wishing_nothing() -> None:
    _, score = judged({"statements": builders.statements(wishes=Wishes(products=()))})
    assert score.points == judged({})[1].points


def test_8_negative_6_and_7_no_reason_code_speaks_of_deposit_product_or_cost() -> None:
    words = ("存款金额", "余额", "产品", "成本", "收益", "规模")
    assert not [code for code, row in REASONS.items() if any(word in row.zh for word in words)]


@pytest.mark.parametrize("entity", list(required_papers.PERSON))
def test_8_negative_8_a_firm_pays_from_the_opening_day(entity: EntityKind) -> None:
    assert account_kinds.payments_from(depositor_kind(entity), TODAY, policy().calendar) == TODAY


def test_8_local_list_the_representative_need_not_come_in_person() -> None:
    found = judging.judged(builders.by_agent_case(), policy(), NOW).findings
    assert not [one for one in found if one.severity in (Severity.HARD, Severity.STOP)]


def test_8_local_list_the_customer_is_told_why_each_paper_is_needed() -> None:
    expired = builders.licence(term=Term(start=builders.licence().established, end=TODAY - timedelta(days=1)))
    findings, _ = judged({"licence": expired})
    items = supplement_items(findings)
    assert items
    assert all(item.reason_code and item.zh.strip() for item in items)


def test_8_the_engine_rejects_a_refusal_on_address_office_staff_origin_and_no_business_together() -> None:
    everything = {
        **new_firm(10, address=HOME, credit_code=OF_ELSEWHERE),
        "in_house": InHouse(same_address=300),
        "visit": builders.visit(report=builders.report(staff_seen=0)),
    }
    findings, score = judged(everything)
    assert {one.code for one in findings} >= {"ADDRESS_CLUSTER", "R-ACC-13", "TAX_NOT_FOUND"}
    for code in REFUSING:
        assert may_refuse(code, "综合判断风险较高", findings), code
    assert score.tier in (Tier.R4, Tier.R3)


def test_8_every_trait_of_the_list_that_the_engine_can_find_is_known_as_soft() -> None:
    found = [one for grounds in GROUNDS.values() for one in judged(grounds)[0]]
    assert {one.code for one in found if one.severity is not Severity.INFO} <= SOFT_TRAITS


@pytest.mark.parametrize("code", [code for code in ReasonCode if REASONS[code].bound == "never"])
def test_8_delay_limit_withdrawal_and_expiry_refuse_nobody(code: ReasonCode) -> None:
    assert may_refuse(code, "理由", [builders.finding("WLPI", Severity.STOP)])
