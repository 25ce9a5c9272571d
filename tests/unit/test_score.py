"""The risk score: worked examples, properties, floors, and what the facts of a case give (risk.md 2, 3)."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.application import AgentRelation, Statements
from models.checks import (
    AbnormalEntry,
    Change,
    Dossier,
    ListHit,
    ListKind,
    PhoneCode,
    Shareholder,
    TaxCode,
    TaxpayerState,
)
from models.clusters import InHouse
from models.findings import Score, Severity, Tier
from models.interview import InterviewRecord, InterviewVerdict
from models.owners import Ownership
from models.papers import EntityKind, IdCard, Licence, Money
from models.rules.factors import GRADES, Floor
from models.rules.score import FLOORS, ScoreInputs, inputs_from, score
from models.visit import VisitRecord
from tests import builders
from tests.builders import (
    NOW,
    TODAY,
    attempt,
    dossier,
    finding,
    id_card,
    interview,
    licence,
    lists,
    phone,
    policy,
    policy_with,
    registration,
    report,
    script,
    statements,
    tax,
    traced,
    unsigned_visit,
    visit,
    yuan,
)

WEIGHTS = policy().scoring.weights
BEST = dict.fromkeys(WEIGHTS, 1)
SOFT = ("C1", "G1", "G2", "G3")

STUDIO = {"C1": 4, "C2": 2, "C4": 2, "G1": 3, "G2": 3, "B1": 2, "B4": 2, "I1": 2}
TRADER = {
    "C1": 5, "C3": 3, "C5": 4, "C6": 3, "G1": 4, "G2": 4, "G3": 4, "B1": 3, "B2": 4, "B3": 4, "B4": 2, "B5": 3, "I1": 3,
    "X1": 2, "X4": 2,
}  # fmt: skip
ALL_BAD = {**dict.fromkeys(WEIGHTS, 4), "C1": 5, "X1": 5, "X3": 5, "X4": 5, "B1": 5, "C7": 3, "C8": 2}


def of(differing: dict[str, int], **more: Any) -> Score:
    return score(ScoreInputs(scores={**BEST, **differing}, **more), policy())


# ── worked examples (risk.md 3) ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("differing", "points", "tier"),
    [
        ({}, 20.0, Tier.R4),
        (STUDIO, 32.6, Tier.R3),
        (TRADER, 55.0, Tier.R2),
        (ALL_BAD, 82.2, Tier.R1),
        ({"G2": 5}, 25.6, Tier.R4),
        ({"G1": 5}, 24.0, Tier.R4),
        ({"C1": 5}, 24.0, Tier.R4),
        ({"C1": 5, "G1": 5, "G2": 5}, 33.6, Tier.R3),
        (dict.fromkeys(SOFT, 5), 36.0, Tier.R3),
    ],
    ids=[
        *("3-A", "3-B", "3-C", "3-D", "3-only-address-cluster", "3-only-from-elsewhere", "3-only-brand-new"),
        *("3-those-three-together", "3-d-all-soft"),
    ],
)
def test_the_worked_examples_come_out_exactly(differing: dict[str, int], points: float, tier: Tier) -> None:
    assert (of(differing).points, of(differing).tier) == (points, tier)


def test_the_weights_add_up_to_100() -> None:
    assert sum(WEIGHTS.values()) == 100


@pytest.mark.parametrize("factor", SOFT)
def test_no_single_soft_factor_moves_a_low_risk_firm_to_elevated(factor: str) -> None:
    assert of({factor: 5}).tier in (Tier.R4, Tier.R3)


@pytest.mark.parametrize("factor", list(WEIGHTS))
def test_no_single_factor_moves_a_firm_by_more_than_one_tier(factor: str) -> None:
    assert of({factor: 5}).points <= 25.6


def test_a_missing_input_counts_as_the_middle_and_says_so() -> None:
    known = score(ScoreInputs(scores={**BEST, "I1": 3}), policy())
    missing = score(ScoreInputs(scores={**BEST, "I1": None}), policy())
    left_out = score(ScoreInputs(scores={name: 1 for name in WEIGHTS if name != "I1"}), policy())
    assert known.points == missing.points == left_out.points
    assert [factor.factor for factor in known.factors if factor.missing] == []
    assert [factor.factor for factor in missing.factors if factor.missing] == ["I1"]
    assert "资料缺失" in next(factor.zh for factor in missing.factors if factor.missing)
    assert missing == left_out


def test_a_firm_of_which_nothing_is_known_is_high_risk() -> None:
    assert score(ScoreInputs(scores={}), policy()).tier is Tier.R1


def test_every_factor_has_its_row_in_the_policy_its_weight_and_its_rule() -> None:
    assert set(policy().scoring.factors) == set(WEIGHTS) == set(GRADES)


def test_the_soft_factors_are_those_of_the_negative_list() -> None:
    assert {name for name, row in policy().scoring.factors.items() if row.soft} == set(SOFT)


def test_all_soft_factors_at_five_stay_at_most_standard_risk() -> None:
    """All 1,296 combinations, missing ones too: soft traits alone never move a firm by more than one tier."""
    for grades in product((None, 1, 2, 3, 4, 5), repeat=len(SOFT)):
        soft = dict(zip(SOFT, grades, strict=True))
        found = score(ScoreInputs(scores={**BEST, **soft}), policy())
        assert found.tier in (Tier.R4, Tier.R3), soft
        assert found.floors == ()


def test_a_factor_without_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="C9"):
        of({"C9": 1})


@pytest.mark.parametrize("bad", [0, 6])
def test_a_score_outside_one_to_five_is_refused(bad: int) -> None:
    with pytest.raises(ValueError, match=r"less than|greater than"):
        ScoreInputs(scores={"C1": bad})


SCORES = st.fixed_dictionaries({name: st.integers(1, 5) for name in WEIGHTS})


@given(scores=SCORES, factor=st.sampled_from(sorted(WEIGHTS)))
def test_raising_any_score_never_lowers_points_or_tier(scores: dict[str, int], factor: str) -> None:
    tiers = [Tier.R4, Tier.R3, Tier.R2, Tier.R1]
    before = score(ScoreInputs(scores=dict(scores)), policy())
    after = score(ScoreInputs(scores={**scores, factor: min(5, scores[factor] + 1)}), policy())
    assert after.points >= before.points
    assert tiers.index(after.tier) >= tiers.index(before.tier)


@given(scores=SCORES)
def test_the_same_inputs_give_the_same_score_for_ever(scores: dict[str, int]) -> None:
    inputs = ScoreInputs(scores=dict(scores))
    assert score(inputs, policy()) == score(ScoreInputs.model_validate_json(inputs.model_dump_json()), policy())


# ── floors ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("floor", "tier"),
    [
        (Floor.ABNORMAL_UNREACHABLE, Tier.R2),
        (Floor.TAX_ABNORMAL, Tier.R2),
        (Floor.OWNER_UNKNOWN, Tier.R2),
        (Floor.PEP, Tier.R1),
        (Floor.BUSINESS_UNKNOWN, Tier.R1),
        (Floor.SHARED, Tier.R1),
        (Floor.PROHIBITED, Tier.P),
    ],
)
def test_a_floor_raises_the_tier_whatever_the_points_say(floor: Floor, tier: Tier) -> None:
    raised = of({}, floors=frozenset({floor}))
    assert (raised.tier, raised.floors, raised.points) == (tier, (floor.value,), 20.0)


def test_a_floor_never_lowers() -> None:
    assert of(ALL_BAD, floors=frozenset({Floor.TAX_ABNORMAL})).tier is Tier.R1


def test_the_highest_of_several_floors_counts() -> None:
    assert of({}, floors=frozenset({Floor.TAX_ABNORMAL, Floor.PEP})).tier is Tier.R1


def test_two_signs_at_five_are_high_risk_one_is_not() -> None:
    assert of({"X1": 5}).tier is Tier.R4
    assert of({"X1": 5, "X3": 5}).tier is Tier.R1
    assert of({"X1": 5, "X3": 5}).floors == ("shared",)


def test_a_hard_finding_prohibits_and_a_stop_does_not() -> None:
    inputs = ScoreInputs(scores=dict(BEST))
    assert score(inputs, policy(), [finding("LIST_MANDATORY", Severity.HARD)]).tier is Tier.P
    assert score(inputs, policy(), [finding("WLPI", Severity.STOP)]).tier is Tier.R4


# ── from the facts of a case ────────────────────────────────────────────────────────────────────────────────────────


def facts(**over: Any) -> ScoreInputs:
    """The inputs of a clean firm before visit and interview, but for what a test names."""
    known = {
        "licence": licence(),
        "id_card": id_card(),
        "statements": statements(),
        "dossier": dossier(),
        "visit": VisitRecord(),
        "interview": InterviewRecord(),
        "policy": policy(),
        "now": NOW,
        "channel": "cli",
        **over,
    }
    return inputs_from(**known)


def factor(name: str, **over: Any) -> int | None:
    return facts(**over).scores[name]


def of_firm(name: str, **over: Any) -> int | None:
    return factor(name, dossier=dossier(registration=registration(**over)))


def said(**over: Any) -> dict[str, Statements]:
    return {"statements": statements(**over)}


def test_every_weighed_factor_is_derived() -> None:
    assert set(facts().scores) == set(WEIGHTS)


def test_an_established_clean_firm_is_low_risk_at_review() -> None:
    found = score(facts(), policy())
    assert (found.points, found.tier) == (26.4, Tier.R4)
    assert [factor.factor for factor in found.factors if factor.missing] == ["B5", "X4"]


def test_after_a_good_visit_and_interview_nothing_is_missing() -> None:
    found = score(facts(visit=visit(), interview=interview()), policy())
    assert [factor.factor for factor in found.factors if factor.missing] == []
    assert found.tier is Tier.R4


def test_a_clean_new_design_firm_is_standard_risk() -> None:
    founded = TODAY - timedelta(days=45)
    scope = "一般项目：工业设计服务；图文设计制作；会议及展览服务。"
    studio = {
        "licence": licence(name="上海拟景样例设计有限公司", established=founded, scope=scope),
        "statements": statements(purpose="收取设计费、支付房租与员工工资", monthly_turnover=yuan(100_000)),
        "dossier": dossier(registration=registration(established=founded, scope=scope), tax=tax(TaxCode.NOT_FOUND)),
    }
    found = score(facts(**studio), policy())
    assert found.tier is Tier.R3
    assert found.floors == ()


def test_a_two_month_old_trading_firm_with_several_signs_is_elevated() -> None:
    founded = TODAY - timedelta(days=61)
    holders = (Shareholder(name="样例投资", natural_person=False, share=1.0),)
    scope = "一般项目：金属材料销售；国内贸易代理。"
    trader = {
        "licence": licence(credit_code="91330199MA7X9Y8Q54", established=founded, scope=scope, capital=yuan(500_000)),
        "statements": statements(purpose="日常往来", monthly_turnover=yuan(3_000_000)),
        "dossier": dossier(
            registration=registration(established=founded, scope=scope, shareholders=holders, capital=yuan(500_000)),
            phone=phone(region="33"),
            tax=tax(TaxCode.NOT_FOUND),
        ),
        "in_house": InHouse(same_address=60, same_phone=1),
    }
    assert score(facts(**trader), policy()).tier is Tier.R2


@pytest.mark.parametrize(
    ("days", "expected"), [(29, 5), (30, 4), (179, 4), (180, 3), (364, 3), (365, 2), (1095, 2), (1096, 1)]
)
def test_c1_falls_with_the_age_of_the_firm(days: int, expected: int) -> None:
    assert of_firm("C1", established=TODAY - timedelta(days=days)) == expected


def test_c1_is_missing_when_nobody_knows_the_date() -> None:
    assert factor("C1", licence=licence(established=None), dossier=dossier(registration=None)) is None


@pytest.mark.parametrize(
    ("amount", "expected"), [(10_000_000, 1), (10_000_001, 2), (100_000_000, 3), (1_000_000_001, 5)]
)
def test_c2_rises_with_a_large_capital(amount: int, expected: int) -> None:
    assert of_firm("C2", capital=yuan(amount)) == expected


def test_c2_is_missing_for_a_company_without_capital_and_for_foreign_money() -> None:
    nothing = dossier(registration=registration(capital=None))
    assert factor("C2", licence=licence(capital=None), dossier=nothing) is None
    assert factor("C2", licence=licence(capital=None, entity=EntityKind.INDIVIDUAL), dossier=nothing) == 1
    assert of_firm("C2", capital=yuan(1000, "USD")) is None


ESTABLISHED = date(2018, 3, 5)


def holder(paid: Money | None, on: date | None = ESTABLISHED, subscribed: Money | None = None) -> Shareholder:
    return Shareholder(name="甲", natural_person=True, share=1.0, paid=paid, on=on, subscribed=subscribed)


def c2(amount: int, *holders: Shareholder) -> int | None:
    return of_firm("C2", capital=yuan(amount), shareholders=holders)


@pytest.mark.parametrize(
    ("paid", "expected"),
    [(2_000_000_000, 1), (1_990_000_000, 1), (1_989_999_999, 2), (1_900_000_000, 3), (999_999_999, 5), (0, 5)],
)
def test_c2_weighs_what_is_not_paid_of_the_capital(paid: int, expected: int) -> None:
    assert c2(2_000_000_000, holder(yuan(paid))) == expected


def test_c2_adds_up_what_the_holders_paid_and_takes_nothing_off_for_who_gives_no_amount() -> None:
    assert c2(100_000_000, holder(yuan(50_000_000)), holder(yuan(40_000_000))) == 1
    assert c2(100_000_000, holder(yuan(50_000_000)), holder(None)) == 2
    assert c2(100_000_000, holder(None)) == c2(100_000_000) == 3


def test_c2_reads_no_payment_as_good_that_is_dated_ahead_in_other_money_or_beyond_what_was_subscribed() -> None:
    whole = yuan(100_000_000)
    assert [c2(100_000_000, holder(whole, on)) for on in (None, TODAY, TODAY + timedelta(days=1))] == [1, 1, 3]
    assert c2(100_000_000, holder(yuan(100_000_000, "USD"))) == 3
    assert c2(100_000_000, holder(whole, subscribed=yuan(10_000_000))) == 3


TRADE = "一般项目：金属材料销售；国内贸易代理。"


def without_capital(amount: Money | None = None, **over: Any) -> dict[str, Any]:
    paper = {"scope": TRADE, "name": "上海样例实业有限公司", "capital": amount, **over}
    return {"licence": licence(**paper), "dossier": dossier(registration=registration(capital=amount, scope=TRADE))}


@pytest.mark.parametrize("amount", [None, yuan(0)])
def test_c2_of_a_company_that_trades_on_no_capital_is_five(amount: Money | None) -> None:
    assert factor("C2", **without_capital(amount)) == 5


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({"scope": "一般项目：金属材料制造；金属材料销售。"}, None),
        ({"scope": "一般项目：技术服务、技术开发。"}, None),
        ({"scope": "其他未列明业务"}, None),
        ({"entity": EntityKind.INDIVIDUAL}, 1),
        ({"entity": EntityKind.PARTNERSHIP}, 1),
    ],
)
def test_c2_of_a_firm_without_capital_that_is_no_trading_company_is_no_five(
    over: dict[str, Any], expected: int | None
) -> None:
    assert factor("C2", **without_capital(**over)) == expected


def test_c2_of_a_trading_company_whose_capital_nobody_read_yet_is_missing_and_not_five() -> None:
    assert factor("C2", **{**without_capital(), "dossier": dossier(registration=None)}) is None


def test_c2_of_a_case_from_before_paid_amounts_weighs_the_whole_capital_and_none_is_missing() -> None:
    bands = policy().scoring.bands.model_copy(update={"capital_paid": False, "capital_trade": ()})
    old = policy().model_copy(update={"scoring": policy().scoring.model_copy(update={"bands": bands})})
    paid = registration(capital=yuan(100_000_000), shareholders=(holder(yuan(100_000_000)),))
    assert factor("C2", dossier=dossier(registration=paid), policy=old) == 3
    assert factor("C2", **without_capital(), policy=old) is None
    assert factor("C2", **without_capital(yuan(0)), policy=old) == 1


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        *((0, 1, 1), (0, 2, 1), (0, 3, 2), (0, 9, 2), (0, 10, 3), (0, 200, 4), (0, 201, 5)),
        *((20, 1, 3), (20, None, 3), (0, None, 1), (0, 0, 1)),
    ],
)
def test_g2_takes_the_larger_of_the_registrys_count_and_ours(ours: int, theirs: int | None, expected: int) -> None:
    known = dossier(address_count=builders.address_count(theirs))
    assert factor("G2", dossier=known, in_house=InHouse(same_address=ours)) == expected


def test_g2_is_one_in_a_known_park_and_missing_before_we_counted_whatever_the_registry_says() -> None:
    known = dossier(address_count=builders.address_count(500))
    assert factor("G2", dossier=known, in_house=InHouse(in_park=True)) == 1
    assert factor("G2", dossier=known, in_house=None) is None


def test_g2_says_the_count_that_it_took() -> None:
    known = dossier(address_count=builders.address_count(13))
    zh, _ = why("G2", dossier=known, in_house=InHouse(same_address=1))
    assert zh == "地址集中度：3分，同址企业（含本企业）13户，超过9、不超过50户。"


def test_c3_and_c6_know_persons_and_do_not_guess_what_is_behind_firms() -> None:
    firm_holder = (
        Shareholder(name="甲", natural_person=False, share=0.5),
        Shareholder(name="乙", natural_person=True, share=0.5),
    )
    assert (factor("C3"), factor("C6")) == (1, 3)
    assert (of_firm("C3", shareholders=firm_holder), of_firm("C6", shareholders=firm_holder)) == (3, None)
    assert (of_firm("C3", shareholders=()), of_firm("C6", shareholders=())) == (None, None)
    assert of_firm("C6", capital=yuan(10_000_001)) is None
    single = licence(entity=EntityKind.INDIVIDUAL)
    assert (factor("C3", licence=single), factor("C6", licence=single)) == (1, 1)


def test_owners_confirmed_at_the_visit_improve_c6_and_unconfirmed_ones_are_a_floor() -> None:
    assert factor("C6", visit=visit()) == 2
    refused = facts(visit=visit(report=report(owners_confirmed=False)))
    assert refused.scores["C6"] == 5
    assert Floor.OWNER_UNKNOWN in refused.floors


@pytest.mark.parametrize(
    ("years", "expected"), [(19, 5), (20, 3), (24, 3), (25, 1), (60, 1), (61, 3), (70, 3), (71, 5)]
)
def test_c4_looks_at_the_age_of_the_representative(years: int, expected: int) -> None:
    born = date(TODAY.year - years, 1, 1)
    assert factor("C4", id_card=id_card(number=None, birth_date=born)) == expected


def test_c4_counts_the_firms_of_the_same_representative() -> None:
    assert [factor("C4", in_house=InHouse(firms_of_representative=n)) for n in (1, 2, 3, 5, 6, 11)] == [
        1,
        2,
        3,
        3,
        4,
        5,
    ]


def test_c7_knows_present_past_and_no_entries() -> None:
    on = TODAY - timedelta(days=400)
    assert of_firm("C7", abnormal=(AbnormalEntry(reason=1, on=on),)) == 5
    assert of_firm("C7", abnormal=(AbnormalEntry(reason=1, on=on, removed=TODAY),)) == 3
    recent = Change(item="法定代表人", before="甲", after="乙", on=TODAY - timedelta(days=3))
    assert of_firm("C7", changes=(recent,)) == 3
    assert of_firm("C7", changes=(recent,) * 3) == 5
    assert factor("C7") == 1
    assert factor("C7", dossier=dossier(registration=None)) is None


def test_c8_follows_the_taxpayers_state() -> None:
    def c8(**over: Any) -> int | None:
        return factor("C8", dossier=dossier(tax=tax(**over)))

    assert c8() == 1
    assert c8(code=TaxCode.NOT_FOUND) == 4
    assert c8(states=(TaxpayerState.OPEN, TaxpayerState.ABNORMAL)) == 5
    assert c8(states=()) is None
    assert c8(code=TaxCode.NAME_DIFFERS) == 5
    assert factor("C8", dossier=dossier(tax=None)) is None


@pytest.mark.parametrize(
    ("code", "operating", "expected"),
    [
        ("91310199MA1K0A0T1Y", None, 1),
        ("91310199MA1K0A0T1Y", "上海市示范区澜汐街1号", 1),
        ("91330199MA7X9Y8Q54", "上海市示范区澜汐街1号", 4),
        ("91330199MA7X9Y8Q54", None, 4),
        ("91310199MA1K0A0T1Y", "浙江省示范市1号", 4),
        ("91330199MA7X9Y8Q54", "浙江省杭州市西湖区1号", 4),
        ("91330199MA7X9Y8Q54", "北京市示范区1号", 5),
        ("91310199MA1K0A0T1Y", "中国（上海）自由贸易试验区浦东新区世纪大道1号", 1),
        ("91310199MA1K0A0T1Y", "中国上海市浦东新区世纪大道1号", 1),
        ("91310199MA1K0A0T1Y", "上海浦东新区世纪大道1号", 1),
        ("91310199MA1K0A0T1Y", "浦东新区世纪大道1号", 1),
        ("91310199MA1K0A0T1Y", "示范区世纪大道1号", 1),
        ("91310199MA1K0A0T1Y", "苏州市姑苏区观前街1号", 4),
        ("91310199MA1K0A0T1Y", "世纪大道1号", None),
        ("91310199MA1K0A0T1Y", "无此区世纪大道1号", None),
    ],
)
def test_g1_compares_registered_place_operating_place_and_branch(
    code: str, operating: str | None, expected: int | None
) -> None:
    assert (
        factor("G1", licence=licence(credit_code=code), statements=statements(operating_address=operating)) == expected
    )


@pytest.mark.parametrize(
    ("count", "expected"), [(1, 1), (2, 1), (3, 2), (9, 2), (10, 3), (50, 3), (51, 4), (200, 4), (201, 5)]
)
def test_g2_counts_the_firms_at_the_address_with_this_one_among_them(count: int, expected: int) -> None:
    assert factor("G2", in_house=InHouse(same_address=count - 1)) == expected


@pytest.mark.parametrize(
    ("region", "carrier", "expected"),
    [("31", "1000", 1), ("33", "1000", 3), ("31", "0001", 3), ("33", "0001", 5), (None, "1000", None)],
)
def test_g3_looks_at_region_and_carrier(region: str | None, carrier: str, expected: int | None) -> None:
    assert factor("G3", dossier=dossier(phone=phone(region=region, carrier=carrier))) == expected


def test_g3_is_missing_without_a_match() -> None:
    assert factor("G3", dossier=dossier(phone=phone(PhoneCode.NOT_FOUND, region="31"))) is None


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        ("收取货款、发放员工工资", 1),
        ("公司日常采购付款使用", 2),
        ("货款工资", 3),
        ("公司日常往来结算使用", 3),
        ("代收代付货款、工资", 5),
    ],
)
def test_b1_reads_the_purpose(purpose: str, expected: int) -> None:
    assert factor("B1", **said(purpose=purpose)) == expected


@pytest.mark.parametrize(("month", "expected"), [(833_333, 1), (840_000, 3), (4_166_666, 3), (4_200_000, 5)])
def test_b2_compares_a_years_turnover_with_the_capital(month: int, expected: int) -> None:
    assert factor("B2", **said(monthly_turnover=yuan(month))) == expected


def test_b2_without_a_capital_looks_at_the_amount_alone() -> None:
    no_capital = {"licence": licence(capital=None), "dossier": dossier(registration=registration(capital=None))}
    amounts = (1_000_000, 1_000_001, 10_000_001)
    assert [factor("B2", **no_capital, **said(monthly_turnover=yuan(n))) for n in amounts] == [1, 3, 5]
    assert factor("B2", **said(monthly_turnover=yuan(1, "USD"))) is None


def test_b2_a_hundred_million_a_month_from_a_new_firm_is_five_whatever_its_capital() -> None:
    rich = dossier(registration=registration(established=TODAY - timedelta(days=100), capital=yuan(2_000_000_000)))
    assert factor("B2", dossier=rich, **said(monthly_turnover=yuan(100_000_000))) == 5


def test_b4_knows_counter_video_with_visit_and_waived_visit() -> None:
    assert (factor("B4", channel="counter"), factor("B4"), factor("B4", visit=VisitRecord(waived=True))) == (1, 2, 5)


def test_b5_is_missing_until_the_visit_names_counterparties() -> None:
    assert factor("B5") is None
    assert factor("B5", visit=visit()) == 1
    assert factor("B5", visit=visit(report=report(counterparties=""))) is None
    assert factor("B5", **said(purpose="向会员收取服务费用")) == 3
    assert factor("B5", **said(purpose="帮助客户走账")) == 5


def test_x_factors_are_missing_when_nobody_counted_and_best_when_nobody_shares() -> None:
    assert [factor(name, in_house=None) for name in ("G2", "X1", "X2", "X3")] == [None] * 4
    assert [factor(name) for name in ("G2", "X1", "X2", "X3")] == [1] * 4
    assert [factor("X1", in_house=InHouse(same_phone=n)) for n in (0, 1, 2, 3, 4, 5)] == [1, 2, 3, 3, 4, 5]
    assert factor("X2", in_house=InHouse(same_device=5)) == 5
    assert factor("X3", in_house=InHouse(same_day_neighbours=1)) == 3
    assert factor("X3", interview=interview(attempts=[attempt(InterviewVerdict.RISK, coached=True)])) == 5


def test_x4_takes_the_worse_of_interview_and_visit() -> None:
    technical = interview(attempts=[attempt(InterviewVerdict.TECHNICAL)])
    assert factor("X4") is None
    assert factor("X4", interview=technical) is None
    assert factor("X4", interview=interview(), visit=visit()) == 1
    wrong = interview(attempts=[attempt(answers=script(wrong=("C3",)))])
    assert factor("X4", interview=wrong, visit=visit()) == 3
    assert factor("X4", interview=interview(attempts=[attempt(InterviewVerdict.FAIL)])) == 5
    assert factor("X4", interview=interview(), visit=visit(report=report(conclusion="concern"))) == 5


def test_floors_are_read_from_registry_tax_and_lists() -> None:
    entry = AbnormalEntry(reason=4, on=TODAY - timedelta(days=9))
    pep = ListHit(kind=ListKind.PEP, entry="1", by_number=False)
    assert facts().floors == frozenset()
    assert facts(dossier=dossier(registration=registration(abnormal=(entry,)))).floors == {Floor.ABNORMAL_UNREACHABLE}
    assert facts(dossier=dossier(tax=tax(states=(TaxpayerState.ABNORMAL,)))).floors == {Floor.TAX_ABNORMAL}
    assert facts(dossier=dossier(lists=lists(pep))).floors == {Floor.PEP}


def test_a_representative_who_does_not_know_the_business_is_high_risk() -> None:
    lost = facts(interview=interview(attempts=[attempt(answers=script(wrong=("C1",)))]))
    assert lost.scores["C4"] == 5
    assert score(lost, policy()).tier is Tier.R1


def test_2_what_the_teller_heard_by_video_counts_where_the_visit_was_waived() -> None:
    heard = unsigned_visit().answers
    wrong = (*heard[:3], heard[3].model_copy(update={"ok": False}))
    for answers, expected in ((heard, 1), (wrong, 3), ((), None)):
        found = visit(waived=True, report=None, answers=answers)
        assert factor("X4", interview=interview(), visit=found) == expected


def test_3_the_turnover_of_a_company_whose_capital_nobody_has_told_is_missing() -> None:
    early = {"licence": licence(capital=None), "dossier": dossier(registration=None)}
    assert factor("B2", **early) is None
    assert factor("B2", licence=licence(capital=None, entity=EntityKind.SOLE), dossier=dossier(registration=None)) == 1


def test_2_who_did_not_know_the_business_is_high_risk_until_asked_again_and_right() -> None:
    wrong = attempt(answers=script(wrong=("C1",)))
    technical = attempt(InterviewVerdict.TECHNICAL, answers=())
    others = attempt(answers=script(leave_out=("C1",)))
    right = attempt(answers=script())
    for attempts, holds in (
        ([wrong, technical], True),
        ([wrong, technical, others], True),
        ([wrong, right], False),
        ([right, wrong], True),
        ([technical], False),
    ):
        floors = facts(interview=interview(attempts=attempts)).floors
        assert (Floor.BUSINESS_UNKNOWN in floors) is holds, attempts


def test_2_a_firm_behind_which_the_trace_names_nobody_is_elevated_whatever_a_person_ticks() -> None:
    nobody = traced().model_copy(update={"answer": Ownership(root="A", extracts=())})
    found = facts(dossier=dossier(owners=nobody), visit=visit())
    assert Floor.OWNER_UNKNOWN in found.floors
    single = licence(entity=EntityKind.INDIVIDUAL)
    assert Floor.OWNER_UNKNOWN not in facts(dossier=dossier(owners=nobody), licence=single).floors


# ── what is missing (risk.md 3f) ────────────────────────────────────────────────────────────────────────────────────

ABSENCE_IS_A_FACT = {
    "C5": "who sends no agent acts in person",
    "B1": "nobody applies without saying what for: only the words can be vague",
    "B3": "who wishes nothing gets the basic package",
    "B4": "the route is known from the first day",
}
"""Factors that a case of which nothing is known yet has all the same, and why."""


def test_3_f_in_an_empty_case_every_factor_is_missing_but_those_whose_absence_is_a_fact() -> None:
    nothing = facts(licence=Licence(), id_card=IdCard(), dossier=Dossier(), in_house=None)
    told = {name for name, given in nothing.scores.items() if given is not None}
    assert told == set(ABSENCE_IS_A_FACT)
    flagged = {each.factor for each in score(nothing, policy()).factors if each.missing}
    assert flagged == set(GRADES) - set(ABSENCE_IS_A_FACT)


EMPLOYEE = {"by_agent": True, "statements": statements(agent_relation=AgentRelation.EMPLOYEE)}
UNTOLD: dict[str, tuple[set[str], dict[str, Any]]] = {
    "nobody counted": ({"C4", "C5", "G2", "X1", "X2", "X3"}, {"in_house": None, **EMPLOYEE}),
    "an agent whose number nobody read": ({"C5"}, {"in_house": InHouse(), **EMPLOYEE}),
    "no age": ({"C4"}, {"id_card": IdCard()}),
    "no state at the tax office": ({"C8"}, {"dossier": dossier(tax=tax(states=()))}),
    "no carrier": ({"G3"}, {"dossier": dossier(phone=phone(region="31", carrier=None))}),
    "no capital of a company": (
        {"C2", "C6"},
        {"licence": licence(capital=None), "dossier": dossier(registration=registration(capital=None))},
    ),
    "no legal form and no capital": (
        {"C2", "B2"},
        {"licence": licence(capital=None, entity=None), "dossier": dossier(registration=None)},
    ),
    "no scope": ({"I1", "I2"}, {"licence": licence(scope=None), "dossier": dossier(registration=None)}),
    "no interview yet": ({"X4"}, {"visit": visit()}),
    "no visit yet": ({"X4"}, {"interview": interview()}),
    "an address without a region": ({"G1"}, said(operating_address="样例路1号")),
}


@pytest.mark.parametrize(("missing", "over"), UNTOLD.values(), ids=UNTOLD)
def test_3_f_an_input_that_nobody_told_is_missing_and_never_good(missing: set[str], over: dict[str, Any]) -> None:
    found = facts(**over).scores
    assert {name: found[name] for name in missing} == dict.fromkeys(missing)


@pytest.mark.parametrize(
    ("name", "expected", "over"),
    [
        ("C4", 5, {"in_house": None, "id_card": id_card(number=None, birth_date=date(TODAY.year - 80, 1, 1))}),
        ("C4", 5, {"id_card": IdCard(), "in_house": InHouse(firms_of_representative=11)}),
        ("C5", 5, {"in_house": None, "by_agent": True, **said(agent_relation=AgentRelation.AGENCY)}),
        ("C5", 4, {"in_house": None, "by_agent": True, **said(agent_relation=AgentRelation.OTHER)}),
        ("X4", 5, {"visit": visit(report=report(conclusion="concern"))}),
        ("I1", 5, {"licence": licence(scope=None, name="上海彩票店"), "dossier": dossier(registration=None)}),
    ],
)
def test_3_f_what_is_known_and_worse_than_the_middle_counts_though_the_rest_is_missing(
    name: str, expected: int, over: dict[str, Any]
) -> None:
    assert factor(name, **over) == expected


BANDS_OF_FIRST = policy().scoring.bands.model_copy(update={"home_names": ("上海",)})
FIRST = policy_with(scoring=policy().scoring.model_copy(update={"edition": None, "bands": BANDS_OF_FIRST}))


@pytest.mark.parametrize(
    ("scores", "over"),
    [
        ({"C4": 1, "C5": 3, "G2": None}, {"in_house": None, **EMPLOYEE}),
        ({"C4": None, "C5": 3}, {"id_card": IdCard(), "in_house": InHouse(), **EMPLOYEE}),
        ({"C5": None}, {"by_agent": True}),
        ({"C5": 5}, {"by_agent": True, "in_house": InHouse(firms_of_agent=3)}),
        (
            {"C6": 3, "C8": 5},
            {
                "licence": licence(capital=None),
                "dossier": dossier(tax=tax(states=()), registration=registration(capital=None)),
            },
        ),
        ({"C8": None, "G3": None}, {"dossier": dossier(tax=None, phone=None)}),
        ({"G3": 3}, {"dossier": dossier(phone=phone(region="31", carrier=None))}),
        ({"B2": 1}, {"licence": licence(capital=None, entity=None), "dossier": dossier(registration=None)}),
        ({"B2": None}, {"licence": licence(capital=None), "dossier": dossier(registration=None)}),
        ({"I1": 1}, {"licence": licence(scope=None, name="上海样例制造厂"), "dossier": dossier(registration=None)}),
        ({"X4": 1}, {"visit": visit()}),
        ({"X4": None}, {}),
        ({"G1": 4, "G2": 1}, {"in_house": InHouse(same_address=2), **said(operating_address="浦东新区世纪大道1号")}),
        ({"G1": 1, "G2": 4}, {"in_house": InHouse(same_address=200)}),
        ({"G1": 3}, {"licence": licence(credit_code="91330199MA7X9Y8Q54"), **said(operating_address="上海市1号")}),
        ({"G1": 5}, {"licence": licence(credit_code="91330199MA7X9Y8Q54"), **said(operating_address="浙江省1号")}),
        ({"G1": 4}, {"licence": licence(credit_code="91330199MA7X9Y8Q54")}),
        ({"G1": None}, {"licence": licence(credit_code=None)}),
        ({"G2": 1}, {"in_house": InHouse(same_address=200, in_park=True)}),
    ],
)
def test_3_e_a_case_keeps_the_edition_of_the_rules_that_it_began_with(
    scores: dict[str, int | None], over: dict[str, Any]
) -> None:
    found = facts(policy=FIRST, **over).scores
    assert {name: found[name] for name in scores} == scores


def test_3_e_the_first_edition_tells_of_the_other_firms_alone() -> None:
    found = facts(policy=FIRST, in_house=InHouse(same_address=12)).reasons["G2"]
    assert found == ("同址其他企业12户，超过9、不超过50户", "12 other firms at the address, above 9, at most 50")


# ── why ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def why(name: str, **over: Any) -> tuple[str, str]:
    found = next(each for each in score(facts(**over), policy()).factors if each.factor == name)
    return found.zh, found.en


def age_of(days: int) -> dict[str, Any]:
    return {"dossier": dossier(registration=registration(established=TODAY - timedelta(days=days)))}


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (65, "成立时长：4分，成立65天，介于30至180天。", "age of the firm: 4 of 5, 65 days old, between 30 and 180."),
        (12, "成立时长：5分，成立12天，不足30天。", "age of the firm: 5 of 5, 12 days old, less than 30."),
        (3000, "成立时长：1分，成立3000天，不少于1096天。", "age of the firm: 1 of 5, 3000 days old, at least 1096."),
    ],
)
def test_a_measured_factor_says_its_measure_and_its_band(days: int, zh: str, en: str) -> None:
    assert why("C1", **age_of(days)) == (zh, en)


def test_amounts_are_told_by_their_band_alone() -> None:
    large = {"dossier": dossier(registration=registration(capital=yuan(77_777_777)))}
    assert why("C2", **large)[0] == "注册资本合理性：3分，注册资本超过5000万元、不超过10000万元。"
    assert why("B2", **said(monthly_turnover=yuan(840_000)))[0].endswith(
        "预计年交易额与注册资本之比超过10倍、不超过50倍。"
    )


def test_counts_name_the_number_and_the_limits() -> None:
    zh, en = why("G2", in_house=InHouse(same_address=11))
    assert zh == "地址集中度：3分，同址企业（含本企业）12户，超过9、不超过50户。"
    assert en == "address cluster: 3 of 5, 12 firms at the address with this one, above 9, at most 50."


def capital(amount: int) -> dict[str, Any]:
    return {"dossier": dossier(registration=registration(capital=yuan(amount)))}


NO_CAPITAL = {"dossier": dossier(registration=registration(capital=None)), "licence": licence(capital=None)}


@pytest.mark.parametrize(
    ("name", "known", "zh", "en"),
    [
        ("C2", capital(10_000_000), "注册资本不超过1000万元", "capital at most CNY 10,000,000"),
        (
            "C2",
            capital(20_000_000),
            "注册资本超过1000万元、不超过5000万元",
            "capital above CNY 10,000,000, at most CNY 50,000,000",
        ),
        ("C2", capital(2_000_000_000), "注册资本超过100000万元", "capital above CNY 1,000,000,000"),
        (
            "B2",
            said(monthly_turnover=yuan(500_000)),
            "预计年交易额与注册资本之比不超过10倍",
            "yearly turnover to capital at most 10 times",
        ),
        (
            "B2",
            said(monthly_turnover=yuan(9_000_000)),
            "预计年交易额与注册资本之比超过50倍",
            "yearly turnover to capital above 50 times",
        ),
        (
            "B2",
            NO_CAPITAL | said(monthly_turnover=yuan(2_000_000)),
            "预计月交易额超过100万元、不超过1000万元",
            "monthly turnover above CNY 1,000,000, at most CNY 10,000,000",
        ),
        (
            "G2",
            {"in_house": InHouse(same_address=300, in_park=True)},
            "位于本行已知的集中登记园区",
            "in a registration park that the bank knows",
        ),
        (
            "G2",
            {"in_house": InHouse(same_address=200)},
            "同址企业（含本企业）201户，超过200户",
            "201 firms at the address with this one, above 200",
        ),
        (
            "X1",
            {"in_house": InHouse(same_phone=0)},
            "共用手机号的其他企业0户，不超过0户",
            "0 other firms share the phone, at most 0",
        ),
        (
            "X1",
            {"in_house": InHouse(same_phone=2)},
            "共用手机号的其他企业2户，超过1、不超过3户",
            "2 other firms share the phone, above 1, at most 3",
        ),
        (
            "X2",
            {"in_house": InHouse(same_device=1)},
            "共用设备的其他企业1户，超过0、不超过1户",
            "1 other firms share the device, above 0, at most 1",
        ),
    ],
)
def test_a_measured_factor_says_its_measure_between_which_limits(
    name: str, known: dict[str, Any], zh: str, en: str
) -> None:
    told_zh, told_en = why(name, **known)
    assert told_zh.endswith(f"分，{zh}。")
    assert told_en.endswith(f" of 5, {en}.")


def test_b2_tells_a_huge_turnover_of_a_young_firm_though_the_ratio_is_harmless() -> None:
    rich = registration(capital=yuan(2_000_000_000), established=NOW.date() - timedelta(days=60))
    told = why("B2", dossier=dossier(registration=rich), **said(monthly_turnover=yuan(100_000_000)))
    assert told[0].endswith("：5分，新设企业预计月交易额特别巨大。")
    assert told[1].endswith(": 5 of 5, a very large monthly turnover for a young firm.")


def test_an_entity_that_needs_no_capital_is_told_so() -> None:
    shop = NO_CAPITAL | {"licence": licence(capital=None, entity=EntityKind.INDIVIDUAL)}
    assert why("C2", **shop) == (
        "注册资本合理性：1分，该类主体无须注册资本。",
        "capital against business: 1 of 5, this kind of entity needs no capital.",
    )


def test_c2_says_that_it_weighs_what_is_unpaid_and_that_a_trading_company_has_none() -> None:
    half = registration(capital=yuan(40_000_000), shareholders=(holder(yuan(20_000_000)),))
    zh, en = why("C2", dossier=dossier(registration=half))
    assert zh == "注册资本合理性：2分，未实缴的注册资本超过1000万元、不超过5000万元。"
    assert en == "capital against business: 2 of 5, unpaid capital above CNY 10,000,000, at most CNY 50,000,000."
    assert why("C2", **without_capital()) == (
        "注册资本合理性：5分，贸易类公司未登记注册资本。",
        "capital against business: 5 of 5, a trading company without a registered capital.",
    )


def test_a_score_between_two_rows_of_the_table_is_told_by_both() -> None:
    words = policy().scoring.factors["C7"]
    (told,) = [each for each in of({"C7": 4}).factors if each.factor == "C7"]
    assert told.zh == f"{words.zh.name}：4分，介于“{words.zh.middle}”与“{words.zh.worst}”之间。"
    assert told.en == f'{words.en.name}: 4 of 5, between "{words.en.middle}" and "{words.en.worst}".'


def test_other_factors_say_what_the_table_says_of_their_score() -> None:
    assert why("I1") == ("行业：1分，制造、公共服务。", "industry: 1 of 5, manufacturing, public services.")
    assert "介于“曾有异常已移出或近期变更”与" in explained_by("C7", 4)


def explained_by(name: str, given: int) -> str:
    return next(each.zh for each in of({name: given}).factors if each.factor == name)


@pytest.mark.parametrize("factor_name", list(WEIGHTS))
@pytest.mark.parametrize("given", [1, 2, 3, 4, 5])
def test_every_factor_is_explained_at_every_score_in_both_languages(factor_name: str, given: int) -> None:
    found = next(each for each in of({factor_name: given}).factors if each.factor == factor_name)
    row = policy().scoring.factors[factor_name]
    assert found.zh.startswith(f"{row.zh.name}：{given}分，")
    assert found.en.startswith(f"{row.en.name}: {given} of 5, ")


def test_no_explanation_tells_a_persons_data() -> None:
    told = "".join(
        f"{each.zh}{each.en}{each.customer}"
        for each in score(facts(visit=visit(), interview=interview()), policy()).factors
    )
    assert not [
        secret for secret in ("范例安", "310199199001010018", "19900000001", "1990", "春晓路") if secret in told
    ]


UNSAFE = (
    "风险",
    "评分",
    "分数",
    "等级",
    "可疑",
    "怀疑",
    "名单",
    "洗钱",
    "拒绝",
    "异常",
    "不足",
    "过多",
    "risk",
    "score",
)
"""Words that would tell the customer of a judgement (risk.md 1, 6)."""


@pytest.mark.parametrize("factor_name", list(WEIGHTS))
def test_the_customers_sentence_tells_no_judgement(factor_name: str) -> None:
    texts = {
        next(each.customer for each in of({factor_name: given}).factors if each.factor == factor_name)
        for given in (1, 5)
    }
    (text,) = texts
    assert text.endswith("。")
    assert not [word for word in UNSAFE if word in text]


@pytest.mark.parametrize("floor", list(Floor))
def test_a_floor_says_what_raised_the_tier_and_to_which(floor: Floor) -> None:
    (told,) = of({}, floors=frozenset({floor})).raised
    assert (told.floor, told.tier) == (floor.value, FLOORS[floor])
    assert told.zh.endswith(f"等级不低于{FLOORS[floor]}。")
    assert told.en.endswith(f"{FLOORS[floor]} at least.")


def test_a_case_from_before_the_table_was_data_is_told_by_ids() -> None:
    old = policy_with(scoring=policy().scoring.model_copy(update={"factors": {}}))
    found = score(ScoreInputs(scores=dict(BEST)), old)
    assert found.points == 20.0
    assert found.factors[0].zh == "C1：1分"


@given(scores=SCORES, order=st.permutations(sorted(WEIGHTS)))
def test_the_order_of_the_factors_does_not_matter(scores: dict[str, int], order: list[str]) -> None:
    shuffled = {name: scores[name] for name in order}
    assert score(ScoreInputs(scores=dict(shuffled)), policy()) == score(ScoreInputs(scores=dict(scores)), policy())


@given(scores=st.fixed_dictionaries({name: st.none() | st.integers(1, 5) for name in WEIGHTS}))
def test_a_missing_factor_never_scores_better_than_the_middle(scores: dict[str, int | None]) -> None:
    found = score(ScoreInputs(scores=dict(scores)), policy())
    assert all(each.score == 3 for each in found.factors if each.missing)
    assert {each.factor for each in found.factors if each.missing} == {
        name for name, given in scores.items() if given is None
    }


# ── traced owners and counted clusters ──────────────────────────────────────────────────────────────────────────────


def test_c3_and_c6_follow_the_traced_graph_and_its_filing() -> None:
    traced = builders.dossier(owners=builders.traced(), owner_filing=builders.owner_filing())
    assert (factor("C3", dossier=traced), factor("C6", dossier=traced)) == (1, 1)
    unconfirmed = builders.visit(report=builders.report(owners_confirmed=False))
    assert factor("C6", dossier=traced, visit=unconfirmed) == 5
    assert factor("C6", dossier=builders.dossier(owners=builders.traced()), visit=VisitRecord()) is None


def test_g2_a_known_cluster_park_is_no_cluster() -> None:
    assert factor("G2", in_house=InHouse(same_address=500, in_park=True)) == 1


def test_c5_an_agent_for_three_firms_within_ninety_days_is_5() -> None:
    employee = {"by_agent": True, **said(agent_relation=AgentRelation.EMPLOYEE)}
    assert [factor("C5", in_house=InHouse(firms_of_agent=n), **employee) for n in (0, 1, 2, 3)] == [None, 3, 3, 5]


def test_x2_an_application_without_a_device_is_missing_and_not_good() -> None:
    assert factor("X2", in_house=InHouse(same_device=None)) is None


def test_x3_a_group_of_three_within_one_hour_is_organised() -> None:
    counted = [InHouse(same_day_neighbours=n, same_hour_neighbours=n) for n in (0, 1, 2)]
    assert [factor("X3", in_house=one) for one in counted] == [1, 3, 5]
