"""The anchors 1, 3 and 5 of each factor of risk.md 2, from facts to the score, and its floors."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.application import AgentRelation
from models.checks import AbnormalEntry, Change, Dossier, ListHit, ListKind, Shareholder, TaxCode, TaxpayerState
from models.clusters import InHouse
from models.findings import Severity, Tier
from models.interview import InterviewRecord, InterviewVerdict
from models.owners import OwnerFilingCode
from models.products import Wishes
from models.rules.factors import GRADES
from models.rules.score import FLOORS, inputs_from, score
from models.visit import VisitRecord
from tests import builders as b
from tests.builders import NOW, TODAY, policy

Facts = dict[str, Any]


def inputs(over: Facts) -> Any:
    known: Facts = {
        "licence": b.licence(),
        "id_card": b.id_card(),
        "statements": b.statements(),
        "dossier": b.dossier(),
        "visit": VisitRecord(),
        "interview": InterviewRecord(),
        "policy": policy(),
        "now": NOW,
        "channel": "cli",
        **over,
    }
    return inputs_from(**known)


def answered(**over: Any) -> Facts:
    return {"dossier": b.dossier(**over)}


def registry(**over: Any) -> Facts:
    return answered(registration=b.registration(**over))


def old(days: int, **over: Any) -> Facts:
    return {**registry(established=TODAY - timedelta(days=days)), **over}


def capital(yuan: int) -> Facts:
    return registry(capital=b.yuan(yuan))


def paid(yuan: int) -> Facts:
    """A capital that was paid on the first day."""
    whole = b.yuan(yuan)
    holder = Shareholder(name="甲", natural_person=True, share=1.0, subscribed=whole, paid=whole, on=date(2018, 3, 5))
    return registry(capital=whole, shareholders=(holder,))


def shared(**over: Any) -> Facts:
    return {"in_house": InHouse(**over)}


def said(**over: Any) -> Facts:
    return {"statements": b.statements(**over)}


def wishing(**over: Any) -> Facts:
    return said(wishes=Wishes.model_validate(over))


def aged(years: int) -> Facts:
    return {"id_card": b.id_card(number=None, birth_date=TODAY.replace(year=TODAY.year - years))}


def places(code: str, operating: str | None = None) -> Facts:
    return {"licence": b.licence(credit_code=code), **said(operating_address=operating)}


def scope(text: str) -> Facts:
    return {"licence": b.licence(scope=text, name="上海样例实业有限公司")}


def agent(relation: AgentRelation, firms: int = 1) -> Facts:
    return {"by_agent": True, **said(agent_relation=relation), **shared(firms_of_agent=firms)}


def held(**over: Any) -> Facts:
    return {"interview": b.interview(attempts=[b.attempt(**over)])}


def entry(**over: Any) -> Facts:
    return registry(abnormal=(AbnormalEntry(reason=1, on=TODAY - timedelta(days=400), **over),))


def filing(code: OwnerFilingCode | None) -> Facts:
    """The traced owners beside this filing; None names another owner."""
    asked = b.owner_filing()
    answer = asked.answer.model_copy(update={"owners": ()} if code is None else {"code": code})
    told = {"owners": b.traced(), "owner_filing": asked.model_copy(update={"answer": answer})}
    return {"dossier": Dossier.model_validate({**dict(b.dossier()), **told})}


FIRM = (Shareholder(name="样例投资", natural_person=False, share=1.0),)
THREE = tuple(
    Change(item=item, before="甲", after="乙", on=TODAY - timedelta(days=40)) for item in ("住所", "经营范围", "负责人")
)
TRADER = b.licence(capital=None, scope="一般项目：金属材料销售", name="上海样例实业有限公司")
AWAY, HERE, SUZHOU = "91330199MA7X9Y8Q0L", b.CREDIT_CODE, "江苏省苏州市样例区样例路8号"
HOME = "上海市示范区样例路8号"
IN_NINGBO = b.policy_with(
    scoring=policy().scoring.model_copy(
        update={"bands": policy().scoring.bands.model_copy(update={"home_region": "33", "home_names": ("宁波",)})}
    )
)
UNSURE = {**held(answers=b.script(unclear=("C1",))), "visit": b.visit()}

ANCHORS: list[tuple[str, int | None, Facts]] = [
    *(("C1", 1, old(1097)), ("C1", 3, old(200)), ("C1", 5, old(29))),
    *(("C2", 1, capital(1_000_000)), ("C2", 3, capital(100_000_000)), ("C2", 5, capital(1_000_000_001))),
    *(("C2", 1, paid(1_000_000_001)), ("C2", 5, {**registry(capital=None), "licence": TRADER})),
    *(("C3", 1, {}), ("C3", 3, registry(shareholders=FIRM))),
    *(("C4", 1, aged(25)), ("C4", 1, aged(60)), ("C4", 3, shared(firms_of_representative=3))),
    *(("C4", 3, shared(firms_of_representative=5)), ("C4", 5, shared(firms_of_representative=11))),
    *(("C4", 5, aged(19)), ("C4", 5, aged(71)), ("C4", 5, held(answers=b.script(wrong=("C1",))))),
    *(("C5", 1, {}), ("C5", 3, agent(AgentRelation.EMPLOYEE)), ("C5", 5, agent(AgentRelation.AGENCY))),
    ("C5", 5, agent(AgentRelation.EMPLOYEE, 3)),
    *(("C6", 1, filing(OwnerFilingCode.FILED)), ("C6", 3, filing(OwnerFilingCode.EXEMPT_PROMISE))),
    *(("C6", 5, filing(None)), ("C6", 5, {"visit": b.visit(report=b.report(owners_confirmed=False))})),
    *(("C7", 1, {}), ("C7", 3, entry(removed=TODAY)), ("C7", 5, entry()), ("C7", 5, registry(changes=THREE))),
    *(("C8", 1, {}), ("C8", 5, answered(tax=b.tax(states=(TaxpayerState.ABNORMAL,))))),
    ("C8", 3, answered(registration=b.registration(established=TODAY), tax=b.tax(TaxCode.NOT_FOUND))),
    *(("G1", 1, places(HERE)), ("G1", 3, {**places(AWAY, "浙江省杭州市1号"), "policy": IN_NINGBO})),
    *(("G1", 4, places(AWAY, HOME)), ("G1", 5, places(AWAY, SUZHOU))),
    *(("G2", 1, shared(same_address=1)), ("G2", 3, shared(same_address=9)), ("G2", 3, shared(same_address=49))),
    *(("G2", 5, shared(same_address=200)), ("G2", 1, shared(same_address=201, in_park=True))),
    *(("G3", 1, answered(phone=b.phone(region="31"))), ("G3", 3, answered(phone=b.phone(region="33")))),
    ("G3", 5, answered(phone=b.phone(region="33", carrier="0001"))),
    *(
        ("B1", 1, said(purpose="收取货款、发放工资")),
        ("B1", 3, said(purpose="日常经营")),
        ("B1", 5, said(purpose="走账")),
    ),
    ("B2", 1, {**capital(1_200_000), **said(monthly_turnover=b.yuan(1_000_000))}),
    ("B2", 3, {**capital(1_200_000), **said(monthly_turnover=b.yuan(5_000_000))}),
    ("B2", 5, {**capital(1_200_000), **said(monthly_turnover=b.yuan(5_000_001))}),
    ("B2", 5, old(100, **said(monthly_turnover=b.yuan(100_000_000)))),
    *(("B3", 1, {}), ("B3", 3, wishing(single=b.yuan(500_001))), ("B3", 3, wishing(per_day=b.yuan(2_000_001)))),
    ("B3", 5, wishing(products=("settlement_card",), tokens=4, single=b.yuan(1_000_000))),
    *(("B4", 1, {"channel": "counter"}), ("B4", 5, {"visit": b.visit(waived=True)})),
    *(("B5", 1, {"visit": b.visit()}), ("B5", 3, said(purpose="收取会员与散户货款")), ("B5", 5, said(purpose="跑分"))),
    *(("I1", 1, scope("仪器制造")), ("I1", 3, scope("金属材料销售")), ("I1", 5, scope("虚拟货币兑换"))),
    *(("I2", 1, scope("仪器制造")), ("I2", 3, scope("餐饮服务")), ("I2", 5, scope("贵金属回收"))),
    *(("X1", 1, {}), ("X1", 3, shared(same_phone=2)), ("X1", 3, shared(same_phone=3))),
    ("X1", 5, shared(same_phone=5)),
    *(("X2", 1, shared(same_device=0)), ("X2", 3, shared(same_device=3)), ("X2", 5, shared(same_device=5))),
    ("X2", 1, shared(same_device=0, same_network=4, same_referrer=0)),
    ("X2", 4, shared(same_device=0, same_network=9999)),
    ("X2", 4, shared(same_device=None, same_referrer=9999)),
    ("X2", None, shared(same_device=None, same_network=0, same_referrer=3)),
    *(("X3", 1, {}), ("X3", 3, shared(same_day_neighbours=1)), ("X3", 5, shared(same_hour_neighbours=2))),
    ("X3", 5, held(coached=True)),
    *(("X4", 1, {"visit": b.visit(), "interview": b.interview()}), ("X4", 3, UNSURE)),
    *(("X4", 5, held(coached=True)), ("X4", 5, held(verdict=InterviewVerdict.RISK))),
]


@pytest.mark.parametrize(("factor", "given", "facts"), ANCHORS, ids=[f"2-{row[0]}-{row[1]}" for row in ANCHORS])
def test_a_factors_anchor_is_scored_as_the_table_says(factor: str, given: int | None, facts: Facts) -> None:
    assert inputs(facts).scores[factor] == given


def test_x2_says_whether_the_device_or_what_is_shared_beside_it_decided() -> None:
    both = inputs(shared(same_device=5, same_network=9999)).reasons["X2"]
    assert both[1] == "5 other firms share the device, above 4"
    for device in (None, 0):
        zh, en = inputs(shared(same_device=device, same_network=9999)).reasons["X2"]
        assert (zh, en) == ("网络或推荐人与多户企业共用", "the network or the referrer is shared by many firms")


def test_every_factor_has_its_anchors_but_those_that_no_route_reaches() -> None:
    anchored = {(factor, given) for factor, given, _ in ANCHORS}
    missing = {(factor, given) for factor in GRADES for given in (1, 3, 5)} - anchored
    assert missing == {("B4", 3), ("C3", 5)}  # C3: test_owners.py; B4: rows.md


# ── floors ──────────────────────────────────────────────────────────────────────────────────────────────────────────

UNREACHABLE = registry(abnormal=(AbnormalEntry(reason=4, on=TODAY - timedelta(days=9)),))
FLOOR_ROWS: list[tuple[str, str, Tier, Facts]] = [
    ("2-floor-unreachable", "abnormal_unreachable", Tier.R2, UNREACHABLE),
    ("2-floor-IMID", "tax_abnormal", Tier.R2, answered(tax=b.tax(states=(TaxpayerState.ABNORMAL,)))),
    ("2-floor-PEP", "pep", Tier.R1, answered(lists=b.lists(ListHit(kind=ListKind.PEP, entry="1", by_number=True)))),
    ("2-floor-owner-unknown", "owner_unknown", Tier.R2, {"visit": b.visit(report=b.report(owners_confirmed=False))}),
    ("2-floor-two-X-at-5", "shared", Tier.R1, shared(same_phone=5, same_device=5)),
    ("2-floor-business-unknown", "business_unknown", Tier.R1, held(answers=b.script(wrong=("C1",)))),
]


@pytest.mark.parametrize(
    ("floor", "tier", "facts"), [row[1:] for row in FLOOR_ROWS], ids=[row[0] for row in FLOOR_ROWS]
)
def test_a_floor_raises_a_firm_to_its_tier(floor: str, tier: Tier, facts: Facts) -> None:
    found = score(inputs(facts), policy())
    assert floor in found.floors
    assert found.tier is tier


def test_every_floor_has_its_row_and_a_hard_finding_prohibits() -> None:
    assert {row[1] for row in FLOOR_ROWS} | {"prohibited"} == {floor.value for floor in FLOORS}
    assert score(inputs({}), policy(), [b.finding("X", Severity.HARD)]).tier is Tier.P


def test_2_a_lower_score_than_the_table_is_never_given_for_what_is_not_known() -> None:
    unknown = inputs({"dossier": Dossier(), "in_house": None, "licence": b.licence(established=None, term=None)})
    assert {unknown.scores[name] for name in ("C1", "C7", "C8", "G2", "G3", "X1", "X2", "X3")} == {None}
