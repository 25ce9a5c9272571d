"""Further proofs by tier: demanded before the decision, and only where they apply (risk.md 4)."""

from typing import Any

import pytest

from models.acts import ConfirmProof, DecideOpening
from models.case import Case
from models.findings import Tier
from models.papers import EntityKind, EvidenceKind
from models.people import Role
from models.proofs import Proof, SeenProof
from models.rules.acts import RefusedAct, Why, untimely
from models.rules.proofs import missing, wanted
from models.tasks import Task, TaskKind
from tests.builders import APPLICATION, NOW, case, licence, policy, ref, score, statements

ELSEWHERE = statements(operating_address="上海市示范区澜汐街1号")


def of(tier: Tier, **over: Any) -> Case:
    return case(score=score(tier), **{"statements": ELSEWHERE, "approvals": [], **over})


def seen(*some: Proof) -> dict[Proof, SeenProof]:
    return {proof: SeenProof(ref=ref(EvidenceKind.PROOF), note="购销合同", by="E20401", at=NOW) for proof in some}


@pytest.mark.parametrize(
    ("tier", "expected"),
    [
        (Tier.R4, set()),
        (Tier.R3, set()),
        (Tier.R2, {Proof.PURPOSE, Proof.BOTH_PLACES}),
        (Tier.R1, set(Proof)),
        (Tier.P, set()),
    ],
)
def test_a_tier_demands_the_proofs_of_risk_md_4(tier: Tier, expected: set[Proof]) -> None:
    assert set(wanted(of(tier), policy())) == expected


def test_nothing_is_demanded_before_there_is_a_tier() -> None:
    assert wanted(case(score=None), policy()) == ()


def test_both_places_are_proven_only_where_they_differ() -> None:
    assert Proof.BOTH_PLACES not in wanted(of(Tier.R2, statements=statements()), policy())


@pytest.mark.parametrize("entity", [EntityKind.INDIVIDUAL, EntityKind.SOLE])
def test_who_belongs_to_one_person_has_no_chain_of_owners_to_prove(entity: EntityKind) -> None:
    assert Proof.OWNER_CHAIN not in wanted(of(Tier.R1, licence=licence(entity=entity)), policy())


def approve(found: Case) -> RefusedAct | None:
    task = Task(
        id="1", application=APPLICATION, kind=TaskKind.DECISION, role=Role.RISK, branch="0300", created=NOW, due=NOW
    )
    found.tasks = {task.id: task}
    return untimely(found, DecideOpening(act_id="act-00000001", by="E20421", decision="approve"), policy())


def test_an_opening_is_not_approved_while_a_proof_is_missing() -> None:
    refused = approve(of(Tier.R2, proofs=seen(Proof.PURPOSE)))
    assert refused is not None
    assert "both_places" in refused.said
    assert "purpose" not in refused.said


def test_an_opening_is_approved_once_every_proof_was_seen() -> None:
    assert approve(of(Tier.R2, proofs=seen(Proof.PURPOSE, Proof.BOTH_PLACES))) is None
    assert missing(of(Tier.R2, proofs=seen(*Proof)), policy()) == ()


def confirm(found: Case) -> RefusedAct | None:
    act = ConfirmProof(
        act_id="act-00000002", by="E20401", proof=Proof.PURPOSE, seen=ref(EvidenceKind.PROOF), note="购销合同"
    )
    return untimely(found, act, policy())


def test_a_proof_is_taken_between_the_checks_and_the_decision() -> None:
    assert confirm(of(Tier.R2)) is None
    early, late = confirm(case(score=None, approvals=[])), confirm(case())
    assert early is not None
    assert late is not None
    assert (early.why, late.why) == (Why.EARLY, Why.LATE)


def test_a_proof_needs_words_for_what_it_is() -> None:
    with pytest.raises(ValueError, match="note"):
        ConfirmProof(act_id="act-00000002", by="E20401", proof=Proof.PURPOSE, seen=ref(EvidenceKind.PROOF), note="")
