"""The whole judgement: what each station found is in it, and score, tier and owners rest on the same facts."""

from datetime import timedelta
from typing import Any

import pytest

from models.case import Case
from models.checks import ListKind, PhoneCode
from models.clusters import InHouse
from models.findings import ManualTier, Severity, Tier
from models.interview import InterviewVerdict
from models.papers import Paper, PaperKind
from models.rules.judging import Judged, judged
from models.rules.review import REQUIRED_PAPERS
from tests import builders as b
from tests.unit.test_list_matches import cleared, hit
from tests.workflow.world import readings

FLAG, INFO, STOP = Severity.FLAG, Severity.INFO, Severity.STOP
PEP = hit(kind=ListKind.PEP)
TRACED = b.dossier(owners=b.traced(), owner_filing=b.owner_filing())


def case(**over: Any) -> Case:
    """A clean case with its papers on file."""
    papers = {kind: Paper(kind=kind, ref=b.ref(digit=f"{place}")) for place, kind in enumerate(REQUIRED_PAPERS)}
    return b.case(**{"papers": papers, **over})


def of(**over: Any) -> Judged:
    return judged(case(**over), b.policy(), b.NOW)


def told(**over: Any) -> list[tuple[str, Severity]]:
    return [(finding.code, finding.severity) for finding in of(**over).findings]


def test_a_clean_case_has_no_finding() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("facts", "code", "severity"),
    [
        ({"papers": {}}, "MISSING_PAPER", Severity.FIX),
        ({"dossier": b.dossier(phone=None)}, "NOT_ANSWERED", STOP),
        ({"visit": b.visit(report=b.report(conclusion="concern"))}, "VISIT_CONCERN", STOP),
        ({"interview": b.interview(attempts=[b.attempt(InterviewVerdict.RISK)])}, "INTERVIEW_RISK", STOP),
        ({"dossier": b.dossier(lists=b.lists(PEP))}, "LIST_PEP_NEAR", FLAG),
        ({"second_application": True}, "SECOND_APPLICATION", STOP),
        ({"in_house": InHouse(same_phone=9)}, "PHONE_SHARED", FLAG),
        ({"traces_owners": True}, "NOT_ANSWERED", STOP),
    ],
)
def test_what_each_station_finds_is_in_the_judgement(facts: dict[str, Any], code: str, severity: Severity) -> None:
    assert set(told(**facts)) == {(code, severity)}


def test_what_the_customer_was_asked_to_mend_in_vain_stops_the_second_time() -> None:
    dossier = b.dossier(phone=b.phone(PhoneCode.NAME_DIFFERS))
    assert told(dossier=dossier) == [("WNAM", Severity.FIX)]
    assert told(dossier=dossier, asked_before=frozenset({"WNAM"})) == [("WNAM", STOP)]


def test_a_match_that_risk_cleared_is_told_and_weighs_nothing_any_more() -> None:
    dossier = b.dossier(lists=b.lists(PEP))
    assert of(dossier=dossier).score.tier is Tier.R1
    after = of(dossier=dossier, cleared_matches=cleared(PEP))
    assert [(finding.code, finding.severity) for finding in after.findings] == [("LIST_MATCHES_CLEARED", INFO)]
    assert after.score == of().score


def test_a_flag_of_what_firms_share_adds_to_the_score() -> None:
    assert of(in_house=InHouse(same_phone=9)).score.points > of().score.points


def test_firms_that_nobody_counted_weigh_more_than_none() -> None:
    assert of(in_house=None).score.points > of().score.points


def test_who_comes_in_person_weighs_less_and_who_sends_an_agent_more() -> None:
    by_agent = judged(b.by_agent_case(), b.policy(), b.NOW).score.points
    assert of(channel="counter").score.points < of().score.points < by_agent


def manual(tier: Tier, until: Any = None) -> ManualTier:
    at = b.NOW - timedelta(days=1)
    return ManualTier(was=Tier.R4, tier=tier, by="E20421", person="P21", reason="用途不明", at=at, until=until)


def test_a_persons_tier_stands_above_the_rules() -> None:
    assert of(manual=[manual(Tier.R1)]).score.tier is Tier.R1


def test_owners_are_judged_only_in_cases_that_trace_them() -> None:
    assert told(dossier=b.dossier()) == []
    assert of().owners is None
    assert told(dossier=TRACED, traces_owners=True) == []


@pytest.mark.parametrize(("tier", "percent"), [(Tier.R4, 25), (Tier.R2, 25), (Tier.R1, 10)])
def test_the_owners_threshold_follows_the_tier_that_was_found(tier: Tier, percent: int) -> None:
    found = of(dossier=TRACED, traces_owners=True, manual=[manual(tier)]).owners
    assert found is not None
    assert found.threshold == percent


def test_findings_come_in_the_order_of_the_stations_and_owners_last() -> None:
    found = told(
        papers={kind: case().papers[kind] for kind in (PaperKind.ID_FRONT, PaperKind.ID_BACK)},
        dossier=b.dossier(phone=None),
        visit=b.visit(report=b.report(conclusion="concern")),
        second_application=True,
        in_house=InHouse(same_phone=9),
        traces_owners=True,
    )
    codes = [code for code, _ in found]
    assert codes == [
        "NOT_ANSWERED", "MISSING_PAPER", "VISIT_CONCERN", "SECOND_APPLICATION", "PHONE_SHARED", "NOT_ANSWERED",
    ]  # fmt: skip


def test_what_the_reader_doubts_is_in_the_judgement() -> None:
    read = {case().papers[PaperKind.LICENCE].ref.sha256: readings()[PaperKind.LICENCE]}
    assert told(readings=read) == []
    doubted = {digest: paper.model_copy(update={"warnings": ("EDITED",)}) for digest, paper in read.items()}
    assert [code for code, _ in told(readings=doubted)] == ["EDITED"]


@pytest.mark.parametrize(("hours", "tier"), [(1, Tier.R4), (0, Tier.R3), (-1, Tier.R3)])
def test_a_lowered_tier_is_the_rules_own_again_when_its_time_is_over(hours: int, tier: Tier) -> None:
    lowered = manual(Tier.R4, until=b.NOW + timedelta(hours=hours)).model_copy(update={"was": Tier.R3})
    found = of(in_house=InHouse(same_phone=9, same_address=99, firms_of_representative=9), manual=[lowered])
    assert found.score.tier is tier
