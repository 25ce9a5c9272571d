"""Each row of rules.md 3: what paper, what person and what ownership each legal form has to show."""

from typing import NamedTuple

import pytest

from models.acts import ReportVisit
from models.application import AccountKind
from models.case import Case
from models.owners import Ownership
from models.papers import EntityKind, EvidenceKind, Paper, PaperKind
from models.policy import Policy
from models.rules import cross_check, hard_rules, owners, readback, required_papers
from models.rules.acts import untimely
from models.rules.opening import depositor_kind
from models.states import Leg, State
from tests.builders import (
    NOW,
    by_agent_case,
    case,
    dossier,
    id_card,
    licence,
    policy,
    ref,
    report,
    statements,
    traced,
    unsigned_visit,
    visit,
)
from tests.red_team import pictures
from tests.wording import sentence, well_said

BASIC = {PaperKind.LICENCE, PaperKind.ID_FRONT, PaperKind.ID_BACK}
AGENT = {PaperKind.AUTHORISATION, PaperKind.AGENT_ID_FRONT, PaperKind.AGENT_ID_BACK}
OWNERS, HEAD_OFFICE = {PaperKind.OWNERSHIP_PROOF}, {PaperKind.HEAD_OFFICE_AUTHORISATION}


class Row(NamedTuple):
    """`more`: papers beside licence and card; `unregistered`: those that a registry without owners adds."""

    entity: EntityKind
    depositor: str
    person: str
    more: set[PaperKind]
    unregistered: set[PaperKind]
    traced: bool


ROWS = {
    "3-limited-company": Row(EntityKind.LLC, "01", "法定代表人", set(), OWNERS, True),
    "3-company-by-shares": Row(EntityKind.JSC, "01", "法定代表人", set(), OWNERS, True),
    "3-sole-proprietorship": Row(EntityKind.SOLE, "02", "投资人", set(), set(), True),
    "3-partnership": Row(EntityKind.PARTNERSHIP, "02", "执行事务合伙人或其委派代表", set(), OWNERS, True),
    "3-branch": Row(EntityKind.BRANCH, "02", "负责人", HEAD_OFFICE, set(), True),
    "3-foreign-companys-branch": Row(EntityKind.FOREIGN_BRANCH, "02", "负责人", set(), set(), True),
    "3-individual-business": Row(EntityKind.INDIVIDUAL, "13", "经营者", set(), set(), False),
    "3-farmers-cooperative": Row(EntityKind.COOP, "01", "法定代表人", set(), set(), True),
}


@pytest.mark.parametrize("row", list(ROWS.values()), ids=list(ROWS))
def test_a_legal_form_shows_the_papers_the_person_and_the_ownership_of_its_row(row: Row) -> None:
    listed = required_papers.required(row.entity, AccountKind.BASIC)
    bare = required_papers.required(row.entity, AccountKind.BASIC, owners_registered=False)
    assert {one.paper for one in listed} == BASIC | row.more
    assert {one.paper for one in bare} == BASIC | row.more | row.unregistered
    assert required_papers.PERSON[row.entity] == row.person
    assert row.person in next(one.zh for one in listed if one.paper is PaperKind.ID_FRONT)
    assert depositor_kind(row.entity, "样例商行", "范例安") == row.depositor
    asked = owners.question(licence(entity=row.entity), dossier(), policy().owners)
    assert (asked is not None) is row.traced


def test_3_individual_business_without_a_trade_name_is_kind_14() -> None:
    assert depositor_kind(EntityKind.INDIVIDUAL, "范例安", "范例安") == "14"


@pytest.mark.parametrize(("entity", "files"), [(EntityKind.COOP, False), (EntityKind.LLC, True)])
def test_3_farmers_cooperative_has_no_filing_duty_for_now(entity: EntityKind, files: bool) -> None:
    asked = owners.filing_question(licence(entity=entity), dossier(owners=traced()))
    assert (asked is not None) is files


@pytest.mark.parametrize("paper", ["passport", "foreigner_card", "residence_permit", "travel_permit"])
def test_3_foreign_invested_firm_whose_representative_shows_a_foreign_paper_comes_to_the_counter(paper: str) -> None:
    found = required_papers.findings(case(), {PaperKind.ID_FRONT: (f"OTHER_PAPER:{paper}",)})
    assert ("FOREIGN_PAPER", "STOP") in {(one.code, one.severity) for one in found}


def before_foreign_branches() -> Policy:
    old = policy()
    assert old.accounts is not None
    return old.model_copy(update={"accounts": old.accounts.model_copy(update={"foreign_branches": False})})


@pytest.mark.parametrize(("numbers", "stopped"), [(policy(), False), (before_foreign_branches(), True)])
def test_3_foreign_companys_branch_passes_the_gate_and_one_from_before_stays_stopped(
    numbers: Policy, stopped: bool
) -> None:
    paper = licence(entity=EntityKind.FOREIGN_BRANCH)
    found = cross_check.findings(paper, id_card(), statements(), dossier(), {}, numbers, NOW)
    assert (("R-ACC-15", "STOP") in {(one.code, one.severity) for one in found}) is stopped


@pytest.mark.parametrize(
    ("printed", "entity"),
    [
        ("外国（地区）企业分支机构", EntityKind.FOREIGN_BRANCH),
        ("外国公司分公司", EntityKind.FOREIGN_BRANCH),
        ("有限责任公司分公司(外国法人独资)", EntityKind.BRANCH),
        ("有限责任公司(外国法人独资)", EntityKind.LLC),
    ],
)
def test_3_foreign_companys_branch_is_told_from_a_domestic_one_by_its_printed_type(
    printed: str, entity: EntityKind
) -> None:
    facts = pictures()
    shown = Paper(kind=PaperKind.LICENCE, ref=ref(digit="a"))
    read = facts["readings"]["a" * 64]
    field = read.fields["type"].model_copy(update={"text": printed, "value": printed})
    facts["readings"] = {"a" * 64: read.model_copy(update={"fields": {**read.fields, "type": field}})}
    of_case = case(papers={PaperKind.LICENCE: shown}, readings=facts["readings"])
    readback.retype(of_case, policy())
    assert of_case.licence.entity is entity
    readback.retype(of_case, before_foreign_branches())
    assert of_case.licence.entity is (EntityKind.LLC if entity is EntityKind.LLC else EntityKind.BRANCH)


FOREIGN = licence(entity=EntityKind.FOREIGN_BRANCH)


def foreign_branch(local_senior: str, *, owner_known: bool = True, proof: bool = False) -> Case:
    """A foreign company's branch at the counter; its head office belongs to the representative, or to nobody known."""
    asked = traced()
    told = asked.answer if owner_known else Ownership(root="A", extracts=())
    kinds = [PaperKind.OWNERSHIP_PROOF] if proof else []
    return case(
        licence=FOREIGN,
        dossier=dossier(owners=asked.model_copy(update={"answer": told})),
        papers={kind: Paper(kind=kind, ref=ref(digit="e")) for kind in kinds},
        visit=visit(report=report(local_senior=local_senior)),
    )


def lacks(of_case: Case) -> list[str]:
    return [well_said(one).en for one in hard_rules.broken(of_case, policy(), NOW) if one.code == "H10"]


def test_3_foreign_companys_branch_needs_its_head_offices_owners_and_a_local_senior_on_record() -> None:
    nobody_here = "no senior manager who lives here is on record"
    nobody_abroad = "nobody knows the owners of the head office abroad"
    assert lacks(foreign_branch("王例海，首席代表")) == []
    assert lacks(foreign_branch(" ")) == [nobody_here]
    assert lacks(foreign_branch("王例海，首席代表", owner_known=False)) == [nobody_abroad]
    assert lacks(foreign_branch("王例海，首席代表", owner_known=False, proof=True)) == []


def test_3_foreign_companys_branch_is_not_reported_without_its_local_senior() -> None:
    def refused(entity: EntityKind, local_senior: str) -> str | None:
        legs = {Leg.MAIN: State.PRE_REVIEW, Leg.VISIT: State.DD_IN_PROGRESS}
        open_visit = unsigned_visit(done=None)
        of_case = case(licence=licence(entity=entity), legs=legs, visit=open_visit)
        act = ReportVisit(
            act_id="act-00000001",
            by="E20401",
            report=report(local_senior=local_senior),
            representative_face=ref(EvidenceKind.LIVE_FACE),
        )
        told = untimely(of_case, act, policy())
        return told.said if told else None

    assert "--local-senior" in sentence(refused(EntityKind.FOREIGN_BRANCH, "") or "")
    assert refused(EntityKind.FOREIGN_BRANCH, "王例海，首席代表") is None
    assert refused(EntityKind.BRANCH, "") is None


EVERY_ENTITY = {
    "3-every-entity-agent": (AccountKind.BASIC, True, AGENT),
    "3-every-entity-general": (AccountKind.GENERAL, False, {PaperKind.PURPOSE_PROOF}),
    "3-every-entity-special": (AccountKind.SPECIAL, False, {PaperKind.PURPOSE_PROOF}),
    "3-every-entity-temporary": (AccountKind.TEMPORARY, False, {PaperKind.PURPOSE_PROOF}),
}


@pytest.mark.parametrize(("kind", "by_agent", "more"), list(EVERY_ENTITY.values()), ids=list(EVERY_ENTITY))
@pytest.mark.parametrize("entity", list(required_papers.PERSON))
def test_every_entity_adds_the_agents_papers_and_the_kinds_proof(
    entity: EntityKind, kind: AccountKind, by_agent: bool, more: set[PaperKind]
) -> None:
    plain = {one.paper for one in required_papers.required(entity, AccountKind.BASIC)}
    assert {one.paper for one in required_papers.required(entity, kind, by_agent=by_agent)} == plain | more


@pytest.mark.parametrize("kind", [AccountKind.GENERAL, AccountKind.SPECIAL, AccountKind.TEMPORARY])
def test_3_every_entity_names_the_basic_account_number_for_other_kinds(kind: AccountKind) -> None:
    said = statements(account_kind=kind)
    found = cross_check.findings(licence(), id_card(), said, dossier(), {}, policy(), NOW)
    assert ("R-ACC-02", "FIX") in {(one.code, one.severity) for one in found}


@pytest.mark.parametrize("paper", sorted(AGENT))
def test_3_every_entity_misses_an_agents_paper_as_fix(paper: PaperKind) -> None:
    held = by_agent_case()
    without = held.model_copy(update={"papers": {kind: one for kind, one in held.papers.items() if kind != paper}})
    found = required_papers.findings(without, {})
    assert [(one.code, one.severity, one.about) for one in found] == [("MISSING_PAPER", "FIX", paper)]


def test_3_simplified_opening_no_paper_is_asked_for_that_the_table_does_not_name() -> None:
    tables = BASIC | AGENT | OWNERS | HEAD_OFFICE | {PaperKind.PURPOSE_PROOF}
    every = [
        required_papers.required(entity, kind, by_agent=by_agent, owners_registered=registered)
        for entity in required_papers.PERSON
        for kind in AccountKind
        for by_agent in (True, False)
        for registered in (True, False)
    ]
    assert {one.paper for asked in every for one in asked} == tables
