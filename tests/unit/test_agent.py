"""The agent: letter, licence, two cards, powers and period (rules.md 3, 7.1, 9), and the hard rules about them."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.account import CounterRecord, Visitor
from models.application import AccountKind, AgentRelation
from models.case import Case
from models.checks import CitizenCode
from models.clusters import InHouse
from models.findings import Finding, Severity
from models.interview import InterviewRecord
from models.papers import Authorisation, IdCard, PaperKind, Term
from models.rules import agent, authorisation, hard_rules
from models.rules.factors import GRADES, Known
from models.rules.plan import of_case
from models.rules.review import MUST_BE_MENDED
from samples.letter import letter_of
from tests import builders
from tests.builders import NOW, TODAY, agent_card, by_agent_case, by_agent_dossier, letter, policy

STOP, FIX, FLAG = Severity.STOP, Severity.FIX, Severity.FLAG


def checked(case: Case | None = None, *, seal: bool = True, **over: Any) -> list[Finding]:
    return list(agent.findings(case or by_agent_case(**over), {}, seal, policy(), NOW))


def outcomes(**over: Any) -> dict[str, Severity]:
    return {one.code: one.severity for one in checked(**over)}


def broken(**over: Any) -> list[str]:
    return [one.code for one in hard_rules.broken(by_agent_case(**over), policy(), NOW)]


def test_an_agent_whose_papers_agree_has_no_findings_and_breaks_no_hard_rule() -> None:
    assert checked() == []
    assert broken() == []


def test_nothing_is_asked_of_an_agent_where_the_representative_acts_in_person() -> None:
    assert checked(builders.case()) == []


# ── letter, licence, cards ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("field", ["principal", "credit_code", "representative", "representative_number"])
def test_a_letter_of_another_firm_or_representative_is_fix_then_stop(field: str) -> None:
    code = f"AUTHORISATION_{field.upper()}_DIFFERS"
    other = letter(**{field: "另一个"})
    assert outcomes(letter=other) == {code: FIX}
    assert outcomes(letter=other, asked_before=frozenset({code})) == {code: STOP}


@pytest.mark.parametrize("field", ["agent", "agent_number", "powers"])
def test_what_a_letter_has_to_say_and_nobody_could_read_is_fix(field: str) -> None:
    found = [one for one in checked(letter=letter(**{field: None})) if one.code == "UNREAD"]
    assert [(one.severity, one.about) for one in found] == [(FIX, f"authorisation.{field}")]


def test_a_letter_that_names_its_firm_by_name_or_by_code_is_tied_to_the_licence() -> None:
    assert outcomes(letter=letter(principal=None)) == {}
    assert outcomes(letter=letter(credit_code=None)) == {}
    assert outcomes(letter=letter(principal=None, credit_code=None)) == {"UNREAD": FIX}


@pytest.mark.parametrize("over", [{"name": "周样萍"}, {"number": "310199199001010069"}])
def test_another_person_than_the_letter_names_is_fix_then_stop(over: dict[str, str]) -> None:
    card = agent_card(**over)
    assert outcomes(agent_card=card) == {"AGENT_DIFFERS": FIX}
    assert outcomes(agent_card=card, asked_before=frozenset({"AGENT_DIFFERS"})) == {"AGENT_DIFFERS": STOP}


def test_papers_that_are_missing_are_not_called_unread_too() -> None:
    papers = {kind: paper for kind, paper in by_agent_case().papers.items() if kind not in agent_papers()}
    assert checked(papers=papers, letter=Authorisation(), agent_card=IdCard(), seal=True) == [
        one for one in checked(letter=Authorisation(), agent_card=IdCard()) if one.about.startswith("statements.")
    ]


def agent_papers() -> set[PaperKind]:
    return {PaperKind.AUTHORISATION, PaperKind.AGENT_ID_FRONT, PaperKind.AGENT_ID_BACK}


def test_an_agent_who_is_the_representative_is_flagged() -> None:
    self_made = letter(agent=builders.REPRESENTATIVE, agent_number=builders.ID_NUMBER)
    assert outcomes(letter=self_made, agent_card=builders.id_card()) == {"AGENT_IS_REPRESENTATIVE": FLAG}


def test_a_seal_that_was_not_seen_is_for_a_person_to_look_at() -> None:
    assert [(one.code, one.severity) for one in checked(seal=False)] == [("AUTHORISATION_SEAL_UNSEEN", FLAG)]


def test_the_agents_phone_comes_from_the_letter_or_the_customer_and_a_difference_is_flagged() -> None:
    said = builders.statements(agent_phone="19900000006")
    assert outcomes(letter=letter(agent_phone=None)) == {"AGENT_PHONE_MISSING": FIX}
    assert outcomes(letter=letter(agent_phone=None), statements=said) == {}
    assert outcomes(statements=said) == {"AGENT_PHONE_DIFFERS": FLAG}


# ── the agent's own card (rules.md 9) ───────────────────────────────────────────────────────────────────────────────


def test_an_agents_card_that_has_expired_is_fix_about_the_agents_paper() -> None:
    yesterday = TODAY - timedelta(days=1)
    old = agent_card(validity=Term(start=yesterday.replace(year=2006), end=yesterday))
    found = [one for one in checked(agent_card=old) if one.code == "ID_EXPIRED"]
    assert [(one.severity, one.about) for one in found] == [(FIX, "agent_id_back.validity")]


def test_a_minor_is_no_agent() -> None:
    number = "310199200802290035"
    young = agent_card(number=number, birth_date=date(2008, 2, 29), sex="男")
    assert "AGENT_MINOR" not in outcomes(agent_card=young, letter=letter(agent_number=number))
    minor = agent_card(number=None, birth_date=date(2009, 1, 1))
    assert outcomes(agent_card=minor)["AGENT_MINOR"] is STOP


# ── powers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "powers",
    [
        "办理开立基本存款账户的相关手续",
        "代表我公司办理银行开户事宜",
        "开设单位结算账户并领取资料",
        "1、账户的开立、变更；2、领取回单",
    ],
)
def test_powers_that_name_the_opening_cover_it(powers: str) -> None:
    assert authorisation.covers_opening(powers)


@pytest.mark.parametrize(
    "powers",
    [
        None,
        "",
        "办理工商变更登记",
        "仅限查询账户余额",
        "办理除开户外的全部银行业务",
        "不得办理开户",
        "领取开户资料及单位结算卡",
    ],
)
def test_powers_that_do_not_or_take_it_back_cover_nothing(powers: str | None) -> None:
    assert not authorisation.covers_opening(powers)


def test_of_letters_as_firms_write_them_those_that_list_the_opening_cover_it_and_no_others() -> None:
    letters = [letter_of(number) for number in range(200)]
    covered = {one.powers_text: authorisation.covers_opening(one.powers_text) for one in letters}
    assert covered == {text: "开立单位银行结算账户" in text for text in covered}
    assert set(covered.values()) == {True, False}


def test_powers_without_the_opening_are_fix_that_no_reason_overrides() -> None:
    assert outcomes(letter=letter(powers="办理工商变更登记")) == {"AUTHORISATION_POWERS": FIX}
    assert "AUTHORISATION_POWERS" in MUST_BE_MENDED
    assert "H09" in broken(letter=letter(powers="办理工商变更登记"))


# ── period (rules.md 9) ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("period", "code"),
    [
        (Term(start=TODAY, end=TODAY), None),
        (Term(start=None, end=TODAY), None),
        (Term(start=TODAY + timedelta(days=1), end=date(2026, 12, 31)), "AUTHORISATION_NOT_YET_VALID"),
        (Term(start=date(2026, 9, 1), end=TODAY - timedelta(days=1)), "AUTHORISATION_EXPIRED"),
    ],
)
def test_a_letter_holds_from_its_first_to_its_last_day(period: Term, code: str | None) -> None:
    assert list(outcomes(letter=letter(period=period))) == ([code] if code else [])
    assert ("H09" in broken(letter=letter(period=period))) is (code is not None)


@pytest.mark.parametrize("period", [None, Term(start=date(2026, 7, 10), end=None)])
@pytest.mark.parametrize(("days", "holds"), [(90, True), (91, False)])
def test_a_silent_letter_holds_ninety_days_and_is_flagged(period: Term | None, days: int, holds: bool) -> None:
    begun = TODAY - timedelta(days=days)
    silent = letter(issued=begun, period=period.model_copy(update={"start": begun}) if period else None)
    expected = {"AUTHORISATION_SILENT": FLAG} if holds else {"AUTHORISATION_EXPIRED": FIX}
    assert outcomes(letter=silent) == expected
    assert ("H09" in broken(letter=silent)) is not holds


def test_a_letter_without_any_day_is_no_letter_for_ever() -> None:
    dateless = letter(period=None, issued=None)
    assert outcomes(letter=dateless) == {"AUTHORISATION_PERIOD_UNKNOWN": FIX}
    assert "H09" in broken(letter=dateless)


# ── questions and hard rules ────────────────────────────────────────────────────────────────────────────────────────


def test_the_agent_is_looked_for_on_the_lists_and_asked_about_at_the_citizen_system() -> None:
    asking = of_case(by_agent_case())
    assert asking.lists is not None
    assert asking.lists.subjects[-1].number == builders.AGENT_NUMBER
    assert asking.agent_citizen is not None
    assert asking.agent_phone is not None
    assert asking.impossible == frozenset()


@pytest.mark.parametrize("field", ["name", "number"])
def test_an_agent_who_cannot_be_named_keeps_the_questions_from_being_asked(field: str) -> None:
    asking = of_case(by_agent_case(agent_card=agent_card(**{field: None})))
    assert asking.impossible == {"lists", "agent_citizen", "agent_phone"}


def test_a_letter_without_a_card_keeps_the_lists_from_being_asked_without_the_agent() -> None:
    assert of_case(by_agent_case(agent_card=None)).lists is None


@pytest.mark.parametrize(
    "over",
    [
        {"agent_card": agent_card(number="310199199001010069")},
        {"agent_card": None},
        {"letter": None},
        {"dossier": by_agent_dossier(agent_citizen=None)},
        {"dossier": by_agent_dossier(agent_citizen=builders.agent_citizen(query=builders.citizen().query))},
        {"counter": CounterRecord(checked_in=NOW, teller="E20406", chip_identity=False, visitor=Visitor.AGENT)},
    ],
)
def test_h04_the_agent_is_the_letters_known_to_the_citizen_system_and_shows_the_chip(over: dict[str, Any]) -> None:
    assert "H04" in broken(**over)


def test_h04_the_agents_chip_proves_nothing_of_the_representative() -> None:
    faceless = InterviewRecord(attempts=[builders.attempt(face=None, exam=None)], passed=NOW, recording_sha256="d" * 64)
    unseen = {"interview": faceless, "visit": builders.visit(representative_face=None)}
    assert "H04" in broken(**unseen)
    in_person = CounterRecord(checked_in=NOW, teller="E20406", chip_identity=True)
    assert "H04" not in broken(**unseen, counter=in_person)


def test_h05_an_agent_at_the_counter_needs_the_representatives_willingness_for_every_kind() -> None:
    general = builders.statements(
        account_kind=AccountKind.GENERAL, basic_account_number="J2900123456789", basic_account_outlet="另一家银行"
    )
    assert broken(statements=general) == []
    assert broken(statements=general, interview=InterviewRecord()) == ["H05"]


def test_h09_the_agents_card_is_valid_today() -> None:
    old = agent_card(validity=Term(start=date(2006, 1, 1), end=TODAY - timedelta(days=1)))
    assert "H09" in broken(agent_card=old)
    assert "H09" in broken(agent_card=agent_card(validity=None))


@pytest.mark.parametrize("code", [code for code in CitizenCode if "MATCH_" not in code])
def test_an_agents_mismatch_at_the_citizen_system_leaves_the_chip_at_the_counter(code: CitizenCode) -> None:
    """No match is never a refusal by itself (rules.md 5): the teller reads the chip."""
    told = by_agent_dossier(agent_citizen=builders.agent_citizen(code))
    assert "H04" not in broken(dossier=told)


# ── the factor (risk.md 2, C5) ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("by_agent", "relation", "firms", "score"),
    [
        (False, None, 9, 1),
        (True, AgentRelation.EMPLOYEE, 0, None),
        (True, AgentRelation.EMPLOYEE, 1, 3),
        (True, AgentRelation.EMPLOYEE, 2, 3),
        (True, AgentRelation.EMPLOYEE, 3, 5),
        (True, AgentRelation.AGENCY, 0, 5),
        (True, AgentRelation.OTHER, 0, 4),
        (True, None, 0, None),
        (True, None, 3, 5),
    ],
)
def test_c5_in_person_1_employee_3_agency_or_three_firms_5_and_unknown_is_missing(
    by_agent: bool, relation: AgentRelation | None, firms: int, score: int | None
) -> None:
    case = builders.case()
    known = Known(
        licence=case.licence,
        id_card=case.id_card,
        statements=builders.statements(agent_relation=relation),
        dossier=case.dossier,
        visit=case.visit,
        interview=case.interview,
        now=NOW,
        channel="cli",
        in_house=InHouse(firms_of_agent=firms),
        bands=policy().scoring.bands,
        by_agent=by_agent,
    )
    assert GRADES["C5"](known) == score
