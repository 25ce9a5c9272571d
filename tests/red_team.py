"""Forty invented firms that try the rules as a whole (risk.md 8): twenty honest ones, eight of them with soft traits.

A firm is the clean firm of `builders` but for what it says; `judged` looks at it as the central review does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from models.checks import (
    AbnormalEntry,
    Change,
    CitizenCode,
    ListHit,
    ListKind,
    PhoneCode,
    RegistrationCode,
    Shareholder,
    TaxCode,
    TaxpayerState,
)
from models.clusters import InHouse
from models.findings import Finding, Score, Tier
from models.interview import InterviewRecord, InterviewVerdict
from models.papers import EntityKind, Paper, Term
from models.rules import judging, plan
from models.rules.review import REQUIRED_PAPERS
from models.visit import VisitRecord
from tests import builders as b
from tests.workflow.world import readings


@dataclass(frozen=True)
class Firm:
    """`tier` is the highest tier an honest firm may get, and the lowest a bad one must get.

    `findings` are the codes that must be on file; `stopped` tells whether the review may not pass it at all.
    """

    name: str
    tier: Tier
    findings: frozenset[str] = frozenset()
    stopped: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


def judged(firm: Firm) -> tuple[list[Finding], Score]:
    """All findings, and the score, of everything that is known about the firm."""
    untouched = {"visit": VisitRecord(), "interview": InterviewRecord(), **pictures()}
    found = judging.judged(b.case(**{**untouched, **firm.facts}), b.policy(), b.NOW)
    return list(found.findings), found.score


def pictures(**warnings: tuple[str, ...]) -> dict[str, Any]:
    """The papers of every application as a perfect reader reads them, and what it says of a picture beside."""
    refs = zip(REQUIRED_PAPERS, "abc", strict=True)
    papers = {kind: Paper(kind=kind, ref=b.ref(digit=digit)) for kind, digit in refs}
    read = {kind: readings()[kind].model_copy(update={"warnings": warnings.get(kind, ())}) for kind in papers}
    return {"papers": papers, "readings": {paper.ref.sha256: read[kind] for kind, paper in papers.items()}}


# ── how a firm differs ──────────────────────────────────────────────────────────────────────────────────────────────


def everywhere(
    paper: Mapping[str, Any], firm: Mapping[str, Any] | None = None, phone: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The same change on the licence, in the registry and in every question; `firm` and `phone` say more of theirs."""
    licence = b.licence(**paper)
    known = {name: value for name, value in paper.items() if name not in ("entity", "term", "issued", "serial")}
    questions = plan.questions(licence, b.id_card(), b.statements())
    answers = {
        "registration": b.registration(query=questions.registration, **{**known, **(firm or {})}),
        "tax": b.tax(query=questions.tax),
        "phone": b.phone(query=questions.phone, **(phone or {})),
        "lists": b.lists(query=questions.lists),
    }
    return {"licence": licence, "dossier": b.dossier(**answers)}


def answered(**answers: Any) -> dict[str, Any]:
    return {"dossier": b.dossier(**answers)}


def registry(**over: Any) -> dict[str, Any]:
    return answered(registration=b.registration(**over))


def listed(kind: ListKind, *, by_number: bool = True) -> dict[str, Any]:
    return answered(lists=b.lists(ListHit(kind=kind, entry="L-1", by_number=by_number)))


def days_ago(days: int) -> date:
    return b.TODAY - timedelta(days=days)


def new_firm(days: int, **over: Any) -> dict[str, Any]:
    """A firm of so many days, which the tax office does not know yet."""
    paper = {"established": days_ago(days), "issued": days_ago(days), "term": Term(start=days_ago(days), end=None)}
    made = everywhere({**paper, **over}, {"term_end": None})
    questions = plan.questions(made["licence"], b.id_card(), b.statements())
    made["dossier"] = made["dossier"].model_copy(update={"tax": b.tax(TaxCode.NOT_FOUND, query=questions.tax)})
    return made


STUDIO = {"name": "上海拟景样例设计有限公司", "scope": "一般项目：工业设计服务；图文设计制作；会议及展览服务。"}
TRADER = {"name": "上海虚样例贸易有限公司", "scope": "一般项目：金属材料销售；国内贸易代理。"}
AWAY = "91330199MA7X9Y8Q0L"
"""A credit code of another province."""


# ── honest firms ────────────────────────────────────────────────────────────────────────────────────────────────────

HONEST = (
    Firm("a manufacturer in business for years", Tier.R4),
    Firm(
        "a manufacturer after a good visit and interview",
        Tier.R4,
        facts={"visit": b.visit(), "interview": b.interview()},
    ),
    Firm(
        "an individual business without a capital",
        Tier.R4,
        facts=everywhere(
            {
                "entity": EntityKind.INDIVIDUAL,
                "type_text": "个体工商户",
                "credit_code": "92310199MA1K0A0U0R",
                "capital": None,
            },
            {"capital": None},
        ),
    ),
    Firm("a sole proprietorship", Tier.R4, facts=everywhere({"entity": EntityKind.SOLE, "type_text": "个人独资企业"})),
    Firm(
        "a partnership of persons",
        Tier.R4,
        facts=everywhere(
            {"entity": EntityKind.PARTNERSHIP, "type_text": "普通合伙企业", "capital": None},
            {"capital": None},
        ),
    ),
    Firm(
        "a farmers' cooperative",
        Tier.R4,
        facts=everywhere(
            {"entity": EntityKind.COOP, "type_text": "农民专业合作社", "credit_code": "93310199MA1K0A0W0P"},
        ),
    ),
    Firm(
        "a firm that a firm holds in part",
        Tier.R3,
        facts=registry(
            shareholders=(
                Shareholder(name="上海样例控股有限公司", natural_person=False, share=0.6),
                Shareholder(name=b.REPRESENTATIVE, natural_person=True, share=0.4),
            )
        ),
    ),
    Firm(
        "a firm that was once on the abnormal list",
        Tier.R3,
        facts=registry(
            abnormal=(AbnormalEntry(reason=1, on=days_ago(900), removed=days_ago(800)),),
        ),
    ),
    Firm(
        "a restaurant that takes cash",
        Tier.R4,
        facts=everywhere(
            {"name": "上海味样例餐饮有限公司", "scope": "许可项目：餐饮服务。"},
        ),
    ),
    Firm(
        "a technology firm",
        Tier.R4,
        facts=everywhere(
            {"name": "上海数样例科技有限公司", "scope": "一般项目：软件开发；信息技术咨询服务。"},
        ),
    ),
    Firm("a trader with ordinary turnover", Tier.R4, facts=everywhere(TRADER)),
    Firm(
        "a firm whose address changed long ago",
        Tier.R4,
        facts=registry(
            changes=(Change(item="住所", before="甲地", after="乙地", on=days_ago(400)),),
        ),
    ),
    # with soft traits, which the negative list forbids to refuse for
    Firm(
        "a studio of forty-five days in an incubator",
        Tier.R3,
        facts={
            **new_firm(45, **STUDIO),
            "in_house": InHouse(same_address=12),
        },
    ),
    Firm("a studio of ten days", Tier.R3, facts=new_firm(10, **STUDIO)),
    Firm("a firm at an address with three hundred others", Tier.R3, facts={"in_house": InHouse(same_address=300)}),
    Firm(
        "a firm registered in another province",
        Tier.R3,
        frozenset({"R-ACC-13"}),
        True,
        facts=everywhere({"credit_code": AWAY}),
    ),
    Firm(
        "a firm with its operating place elsewhere",
        Tier.R3,
        frozenset({"OPERATES_ELSEWHERE"}),
        facts={
            "statements": b.statements(operating_address="江苏省苏州市样例区样例路8号"),
        },
    ),
    Firm("a representative with a phone from another province", Tier.R3, facts=answered(phone=b.phone(region="33"))),
    Firm("a plain office with one person", Tier.R3, facts={"visit": b.visit(report=b.report(staff_seen=1))}),
    Firm(
        "a new firm from elsewhere with a phone from elsewhere at a crowded address",
        Tier.R3,
        frozenset({"R-ACC-13"}),
        stopped=True,
        facts={
            **new_firm(5, **STUDIO, credit_code=AWAY),
            "in_house": InHouse(same_address=300),
        },
    ),
)


# ── bad firms ───────────────────────────────────────────────────────────────────────────────────────────────────────

_CHANGES = tuple(
    Change(item=item, before="甲", after="乙", on=days_ago(days))
    for item, days in (("法定代表人", 5), ("住所", 20), ("经营范围", 60))
)

BAD = (
    Firm("revoked at the registry", Tier.P, frozenset({"NOT_IN_BUSINESS"}), True, registry(state="吊销，未注销")),
    Firm(
        "on the serious-violation list",
        Tier.P,
        frozenset({"SERIOUS_VIOLATION"}),
        True,
        registry(serious_violation=True),
    ),
    Firm("on a mandatory list", Tier.P, frozenset({"LIST_MANDATORY"}), True, listed(ListKind.MANDATORY)),
    Firm("punished for lending accounts", Tier.P, frozenset({"LIST_PUNISHED"}), True, listed(ListKind.PUNISHED)),
    Firm(
        "a namesake of a listed terrorist, not yet looked at",
        Tier.R4,
        frozenset({"LIST_MANDATORY_NEAR"}),
        True,
        listed(
            ListKind.MANDATORY,
            by_number=False,
        ),
    ),
    Firm("tied to a case account", Tier.R4, frozenset({"LIST_CASE_RELATED"}), True, listed(ListKind.CASE_RELATED)),
    Firm(
        "another person of the same name",
        Tier.R3,
        frozenset({"WLPI"}),
        True,
        answered(
            registration=b.registration(RegistrationCode.REPRESENTATIVE_ID_DIFFERS),
        ),
    ),
    Firm("a licence that was declared lost", Tier.R4, frozenset({"LOST_LICENCE"}), True, registry(lost_licence="COPY")),
    Firm(
        "false data at the registry",
        Tier.R4,
        frozenset({"ABNORMAL_3"}),
        True,
        registry(
            abnormal=(AbnormalEntry(reason=3, on=days_ago(100)),),
        ),
    ),
    Firm(
        "not reachable at its registered place",
        Tier.R2,
        frozenset({"ABNORMAL_4"}),
        False,
        registry(
            abnormal=(AbnormalEntry(reason=4, on=days_ago(100)),),
        ),
    ),
    Firm(
        "declared abnormal by the tax office",
        Tier.R2,
        frozenset({"TAX_IMID"}),
        False,
        answered(
            tax=b.tax(states=(TaxpayerState.ABNORMAL,)),
        ),
    ),
    Firm(
        "cancelled as a taxpayer",
        Tier.R4,
        frozenset({"TAX_CNCL"}),
        True,
        answered(
            tax=b.tax(states=(TaxpayerState.OPEN, TaxpayerState.CANCELLED)),
        ),
    ),
    Firm(
        "somebody else's phone",
        Tier.R4,
        frozenset({"WIDN"}),
        True,
        answered(phone=b.phone(PhoneCode.ID_NUMBER_DIFFERS)),
    ),
    Firm(
        "an edited picture of the licence",
        Tier.R4,
        frozenset({"EDITED"}),
        True,
        {
            **pictures(licence=("EDITED",)),
        },
    ),
    Firm(
        "a person whom the police do not know",
        Tier.R4,
        frozenset({"CITIZEN_NOT_FOUND"}),
        False,
        answered(
            citizen=b.citizen(CitizenCode.NOT_FOUND),
        ),
    ),
    Firm(
        "a shell of two months that passes money through",
        Tier.R1,
        frozenset({"PHONE_VIRTUAL", "MANY_CHANGES", "R-ACC-13"}),
        True,
        {
            **everywhere(
                {
                    **TRADER,
                    "established": days_ago(61),
                    "issued": days_ago(61),
                    "capital": b.yuan(30_000),
                    "credit_code": AWAY,
                    "term": Term(start=days_ago(61), end=None),
                },
                {
                    "term_end": None,
                    "changes": _CHANGES,
                    "shareholders": (Shareholder(name="样例投资有限公司", natural_person=False, share=1.0),),
                },
                {"carrier": "0001", "region": "33"},
            ),
            "statements": b.statements(purpose="走账", monthly_turnover=b.yuan(120_000_000)),
            "in_house": InHouse(same_address=250, same_phone=3, firms_of_representative=12),
        },
    ),
    Firm(
        "a mill with one phone and one device for many firms",
        Tier.R1,
        frozenset(),
        False,
        {
            "in_house": InHouse(same_phone=6, same_device=6),
        },
    ),
    Firm(
        "a representative who is told what to say on a shared device",
        Tier.R1,
        frozenset({"INTERVIEW_FAILED"}),
        True,
        {
            "in_house": InHouse(same_device=5),
            "interview": b.interview(attempts=[b.attempt(InterviewVerdict.FAIL, coached=True)], passed=None),
        },
    ),
    Firm(
        "a representative who does not know the business",
        Tier.R1,
        frozenset(),
        False,
        {
            "visit": b.visit(),
            "interview": b.interview(attempts=[b.attempt(answers=b.script(wrong=("C1",)))]),
        },
    ),
    Firm(
        "owners who are not told",
        Tier.R2,
        frozenset({"VISIT_OWNERS"}),
        True,
        {
            "visit": b.visit(report=b.report(owners_confirmed=False)),
        },
    ),
)
