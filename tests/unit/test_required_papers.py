"""Which papers are asked for, by legal form, kind of account and agent (rules.md 3)."""

from itertools import product
from typing import Any

import pytest

from models.acts import DecideReview
from models.application import AccountKind
from models.case import Case
from models.checks import RegistrationCode
from models.findings import Severity
from models.papers import PROOFS, EntityKind, Paper, PaperKind, Reading
from models.rules import readback, review
from models.rules.reading import as_claimed
from models.rules.required_papers import findings, required
from tests import builders
from tests.people import papers

BASIC_LIST = {PaperKind.LICENCE, PaperKind.ID_FRONT, PaperKind.ID_BACK}
AGENT_LIST = {PaperKind.AUTHORISATION, PaperKind.AGENT_ID_FRONT, PaperKind.AGENT_ID_BACK}
FORMS = [entity for entity in EntityKind if entity is not EntityKind.OTHER]


def asked(entity: EntityKind | None, kind: AccountKind = AccountKind.BASIC, **more: bool) -> set[PaperKind]:
    return {one.paper for one in required(entity, kind, **more)}


def case(**over: Any) -> Case:
    return builders.case(**{"papers": {paper.kind: paper for paper in papers()}, **over})


def outcomes(of: Case, warnings: Any = None) -> dict[str, tuple[str, Severity]]:
    return {one.about: (one.code, one.severity) for one in findings(of, warnings or {})}


@pytest.mark.parametrize("entity", [*FORMS, None])
def test_a_basic_account_by_the_representative_needs_three_papers_and_branches_their_head_offices_word(
    entity: EntityKind | None,
) -> None:
    more = {PaperKind.HEAD_OFFICE_AUTHORISATION} if entity is EntityKind.BRANCH else set()
    assert asked(entity) == BASIC_LIST | more


@pytest.mark.parametrize("kind", [AccountKind.GENERAL, AccountKind.SPECIAL, AccountKind.TEMPORARY])
def test_other_kinds_need_a_proof_that_says_what_it_has_to_prove(kind: AccountKind) -> None:
    (proof,) = [one for one in required(EntityKind.LLC, kind) if one.paper not in BASIC_LIST]
    assert proof.paper is PaperKind.PURPOSE_PROOF
    words = {AccountKind.GENERAL: "借款合同", AccountKind.SPECIAL: "专项", AccountKind.TEMPORARY: "临时"}
    assert words[kind] in proof.zh


def test_an_agent_brings_letter_and_both_sides_of_the_own_card() -> None:
    assert asked(EntityKind.LLC, by_agent=True) == BASIC_LIST | AGENT_LIST


@pytest.mark.parametrize("entity", FORMS)
def test_owners_are_proven_by_the_registry_and_by_paper_only_where_it_names_none(entity: EntityKind) -> None:
    with_owners = {EntityKind.LLC, EntityKind.JSC, EntityKind.PARTNERSHIP}
    found = asked(entity, owners_registered=False) - asked(entity)
    assert found == ({PaperKind.OWNERSHIP_PROOF} if entity in with_owners else set())


def test_small_firms_are_asked_for_nothing_that_the_table_does_not_name() -> None:
    named = BASIC_LIST | AGENT_LIST | PROOFS
    for entity, kind, agent, owners in product(FORMS, AccountKind, (False, True), (False, True)):
        wanted = asked(entity, kind, by_agent=agent, owners_registered=owners)
        assert BASIC_LIST <= wanted <= named
        assert len(required(entity, kind, by_agent=agent, owners_registered=owners)) == len(wanted)


@pytest.mark.parametrize(
    ("entity", "person"),
    [
        (EntityKind.SOLE, "投资人"),
        (EntityKind.PARTNERSHIP, "执行事务合伙人"),
        (EntityKind.BRANCH, "负责人"),
        (EntityKind.INDIVIDUAL, "经营者"),
        (EntityKind.COOP, "法定代表人"),
    ],
)
def test_each_legal_form_names_its_own_person(entity: EntityKind, person: str) -> None:
    assert person in next(one.zh for one in required(entity, AccountKind.BASIC) if one.paper is PaperKind.ID_FRONT)


def test_a_complete_file_has_no_finding() -> None:
    assert outcomes(case()) == {}


def test_a_missing_paper_is_fix_that_no_reason_overrides_and_is_asked_for_once() -> None:
    of = case(
        licence=builders.licence(entity=EntityKind.BRANCH), statements=builders.statements(account_kind="special")
    )
    found = list(findings(of, {}))
    assert {(one.about, one.severity) for one in found} == {
        (PaperKind.HEAD_OFFICE_AUTHORISATION, Severity.FIX),
        (PaperKind.PURPOSE_PROOF, Severity.FIX),
    }
    assert "MISSING_PAPER" in review.MUST_BE_MENDED
    assert [item.zh.partition("：")[0] for item in review.supplement_items(found)] == [
        "请上传总公司授权书",
        "请上传账户用途证明材料",
    ]


def test_nobody_is_asked_for_owners_before_the_registry_has_answered() -> None:
    silent = builders.registration(shareholders=())
    unknown = builders.registration(RegistrationCode.NOT_FOUND)
    assert PaperKind.OWNERSHIP_PROOF in outcomes(case(dossier=builders.dossier(registration=silent)))
    assert outcomes(case(dossier=builders.dossier(registration=unknown))) == {}
    assert outcomes(case(dossier=builders.dossier(registration=None))) == {}


def test_an_answer_that_matches_and_names_no_firm_leaves_the_owners_to_be_proven() -> None:
    empty = builders.registration()
    empty = empty.model_copy(update={"answer": empty.answer.model_copy(update={"firm": None})})
    assert PaperKind.OWNERSHIP_PROOF in outcomes(case(dossier=builders.dossier(registration=empty)))


@pytest.mark.parametrize("shown", ["passport", "foreigner_card", "travel_permit", "residence_permit"])
@pytest.mark.parametrize("paper", [PaperKind.ID_FRONT, PaperKind.AGENT_ID_FRONT])
def test_a_passport_is_for_the_counter_and_stops_here(paper: PaperKind, shown: str) -> None:
    assert outcomes(case(), {paper: (f"OTHER_PAPER:{shown}",)}) == {paper: ("FOREIGN_PAPER", Severity.STOP)}
    assert outcomes(case(), {paper: ("OTHER_PAPER:driving_licence",)}) == {}


# ── proofs that no machine judges ───────────────────────────────────────────────────────────────────────────────────


def with_proof() -> Case:
    proof = Paper(kind=PaperKind.PURPOSE_PROOF, ref=builders.ref(digit="e"))
    return case(papers={paper.kind: paper for paper in (*papers(), proof)})


def test_a_proof_on_file_stops_nobody_and_is_for_a_person_to_look_at() -> None:
    assert outcomes(with_proof()) == {PaperKind.PURPOSE_PROOF: ("PROOF_TO_SEE", Severity.INFO)}


def test_a_passport_beside_another_paper_stops_all_the_same() -> None:
    warned = {PaperKind.ID_FRONT: ("OTHER_PAPER:lease", "OTHER_PAPER:passport", "BLURRED")}
    assert outcomes(case(), warned) == {PaperKind.ID_FRONT: ("FOREIGN_PAPER", Severity.STOP)}


@pytest.mark.parametrize("seen", [(), (PaperKind.OWNERSHIP_PROOF,), (PaperKind.PURPOSE_PROOF,)])
def test_a_proof_passes_only_when_the_reviewer_says_to_have_seen_it(seen: tuple[PaperKind, ...]) -> None:
    found = list(findings(with_proof(), {}))
    act = DecideReview(act_id="act-00000001", by="E20403", decision="pass", reason="已核对", seen=seen)
    refused = review.refuses(found, {}, act)
    assert (refused is None) == (PaperKind.PURPOSE_PROOF in seen)
    assert refused is None or "purpose_proof" in refused


@pytest.mark.parametrize("warning", ["NO_PAPER", "NO_TEXT", "OTHER_PAPER:lease", "TWO_PAPERS:id_front+id_back"])
def test_what_a_proof_shows_is_no_machines_judgement(warning: str) -> None:
    read = Reading(kind=PaperKind.UNKNOWN, fields={}, warnings=(warning,))
    assert as_claimed(read, PaperKind.PURPOSE_PROOF) == Reading(kind=PaperKind.PURPOSE_PROOF, fields={})


@pytest.mark.parametrize("warning", ["UNREADABLE:ARCHIVE", "EDITED", "SCREEN", "BLURRED"])
def test_a_proof_that_cannot_be_opened_or_looks_edited_is_found_all_the_same(warning: str) -> None:
    read = Reading(kind=PaperKind.UNKNOWN, fields={}, warnings=(warning,))
    assert as_claimed(read, PaperKind.PURPOSE_PROOF).warnings == (warning,)


def test_the_agents_card_is_read_as_any_card_and_its_sides_are_not_taken_for_each_other() -> None:
    from models.rules.reading import REVERSED_SIDE, doubts

    front = Reading(kind=PaperKind.ID_FRONT, fields={})
    assert as_claimed(front, PaperKind.AGENT_ID_FRONT).kind is PaperKind.AGENT_ID_FRONT
    turned = as_claimed(front, PaperKind.AGENT_ID_BACK)
    limits = builders.policy().reading
    assert doubts(turned, PaperKind.AGENT_ID_BACK, limits) == [f"{REVERSED_SIDE}:agent_id_front"]


def test_the_readers_own_word_stays_as_it_was_said() -> None:
    of = with_proof()
    read = Reading(kind=PaperKind.UNKNOWN, fields={}, warnings=("NO_PAPER",))
    of.readings["e" * 64] = read
    known = readback.known_of(of, PaperKind.PURPOSE_PROOF)
    assert known is not None
    assert known.kind is PaperKind.PURPOSE_PROOF
    assert of.readings["e" * 64] is read


# ── why a paper is asked for ────────────────────────────────────────────────────────────────────────────────────────


def test_every_paper_says_why_it_is_needed_in_both_languages() -> None:
    told = required(EntityKind.BRANCH, AccountKind.BASIC, by_agent=True)
    assert {one.paper: (one.zh, one.en) for one in told} == {
        PaperKind.LICENCE: ("营业执照", "every application"),
        PaperKind.ID_FRONT: ("负责人身份证", "every application"),
        PaperKind.ID_BACK: ("负责人身份证", "every application"),
        **dict.fromkeys(AGENT_LIST, ("由经办人代理申请", "an agent acts")),
        PaperKind.HEAD_OFFICE_AUTHORISATION: ("分支机构开户须总公司授权", "a branch needs its head office's word"),
    }
    (owners,) = required(EntityKind.LLC, AccountKind.BASIC, owners_registered=False)[3:]
    assert owners == (PaperKind.OWNERSHIP_PROOF, "工商登记未载明股东或合伙人", "the registry names no owners")


def test_whose_card_it_is_is_the_representatives_while_the_legal_form_is_not_known() -> None:
    for entity in (None, EntityKind.OTHER):
        assert {one.zh for one in required(entity, AccountKind.BASIC)} == {"营业执照", "法定代表人身份证"}
