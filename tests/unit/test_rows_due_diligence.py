"""The sentences of rules.md 7.1 that concern opening; those of 7.2 stand in test_owners and test_ownership."""

from typing import Any

import pytest

from models.acts import DecideReview
from models.checks import Dossier
from models.findings import Severity, Tier
from models.papers import IdCard, Licence
from models.rules import cross_check, hard_rules, judging, plan, tiers, visit
from models.rules.review import MUST_BE_MENDED, refuses
from models.texts import customer_text
from tests import builders
from tests.builders import NOW, by_agent_case, case, dossier, id_card, licence, policy, statements

STOP, FIX = Severity.STOP, Severity.FIX


def passing() -> DecideReview:
    return DecideReview(act_id="act-00000001", by="E20417", decision="pass", reason="已核对")


@pytest.mark.parametrize(
    "over",
    [{"licence": Licence()}, {"id_card": IdCard()}, {"id_card": id_card(name=None)}, {"id_card": id_card(number=None)}],
    ids=["7.1-unknown-firm", "7.1-unknown-person", "7.1-without-name", "7.1-without-number"],
)
def test_nobody_opens_an_account_anonymously(over: dict[str, Any]) -> None:
    unknown = case(**over)
    findings = judging.judged(unknown, policy(), NOW).findings
    assert {one.code for one in findings} & MUST_BE_MENDED
    assert refuses(findings, {}, passing())
    assert plan.of_case(unknown).impossible
    assert hard_rules.broken(unknown, policy(), NOW)


@pytest.mark.parametrize("field", ["name", "address", "credit_code", "representative", "established", "entity"])
def test_7_1_each_basic_datum_of_the_firm_is_asked_for_where_it_is_missing(field: str) -> None:
    found = cross_check.findings(licence(**{field: None}), id_card(), statements(), dossier(), {}, policy(), NOW)
    assert ("UNREAD", FIX, f"licence.{field}") in {(one.code, one.severity, one.about) for one in found}


@pytest.mark.parametrize("field", ["name", "number", "validity"])
def test_7_1_each_basic_datum_of_representative_and_agent_is_asked_for_where_it_is_missing(field: str) -> None:
    side = "id_back" if field == "validity" else "id_front"
    held = by_agent_case(id_card=id_card(**{field: None}), agent_card=builders.agent_card(**{field: None}))
    about = {one.about for one in judging.judged(held, policy(), NOW).findings if one.code == "UNREAD"}
    assert about >= {f"{side}.{field}", f"agent_{side}.{field}"}


def test_7_1_purpose_is_understood_before_anything_is_opened() -> None:
    said = statements(purpose="  ")
    found = cross_check.findings(licence(), id_card(), said, dossier(), {}, policy(), NOW)
    assert ("PURPOSE_EMPTY", FIX) in {(one.code, one.severity) for one in found}


def test_7_1_agent_relation_and_identity_are_both_verified() -> None:
    stranger = by_agent_case(agent_card=builders.agent_card(name="林样月"))
    found = judging.judged(stranger, policy(), NOW).findings
    assert {"AGENT_DIFFERS", "NOT_ANSWERED"} <= {one.code for one in found}
    assert "H04" in {one.code for one in hard_rules.broken(stranger, policy(), NOW)}


def test_7_1_government_sources_that_did_not_answer_are_no_due_diligence() -> None:
    found = judging.judged(case(dossier=Dossier()), policy(), NOW).findings
    silent = {one.about for one in found if one.code == "NOT_ANSWERED"}
    assert silent == {"registration", "phone", "tax", "citizen", "lists"}
    assert {one.severity for one in found if one.code == "NOT_ANSWERED"} == {STOP}


def test_7_1_measures_fit_the_risk_and_grow_with_it() -> None:
    steps = [tiers.measures(tier, policy()) for tier in (Tier.R4, Tier.R3, Tier.R2, Tier.R1)]
    assert [len(step.proofs) for step in steps] == sorted(len(step.proofs) for step in steps)
    assert [step.reviewers for step in steps] == sorted(step.reviewers for step in steps)
    assert steps[0].proofs == ()


def test_7_1_customer_who_is_not_opened_hears_of_objection_and_its_fifteen_days() -> None:
    said = customer_text("refused", builders.APPLICATION, {})
    assert "异议" in said
    assert "15日" in said


def test_7_1_owners_that_a_person_did_not_confirm_are_a_concern_for_risk() -> None:
    record = builders.visit(report=builders.report(owners_confirmed=False))
    assert [one.code for one in visit.concerns(record, policy())] == ["VISIT_OWNERS"]
