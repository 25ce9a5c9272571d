"""Which questions can be asked, which are still open, and which answers are of today."""

from datetime import timedelta
from typing import Any

import pytest

from models.application import NewApplication
from models.case import Case
from models.checks import CitizenQuery, Dossier, PhoneQuery, RegistrationQuery, Subject, System, TaxQuery
from models.papers import IdCard, Licence
from models.policy import Policy
from models.rules.plan import ABOUT_THE_AGENT, FIRST_ROUND, fresh, of_case, questions, stale, unanswered
from tests import builders
from tests.builders import (
    AGENT,
    AGENT_NUMBER,
    AGENT_PHONE,
    CREDIT_CODE,
    FINANCE_OFFICER,
    FIRM_NAME,
    ID_NUMBER,
    NOW,
    PHONE,
    REPRESENTATIVE,
    agent_card,
    by_agent_case,
    dossier,
    id_card,
    letter,
    licence,
    lists,
    phone,
    policy,
    registration,
    shanghai,
    statements,
)

WHOLE = questions(licence(), id_card(), statements())


def test_whole_papers_allow_every_question() -> None:
    assert WHOLE.impossible == frozenset()
    assert WHOLE.registration == RegistrationQuery(
        credit_code=CREDIT_CODE, name=FIRM_NAME, representative=REPRESENTATIVE, representative_id=ID_NUMBER
    )
    assert WHOLE.phone == PhoneQuery(phone=PHONE, name=REPRESENTATIVE, id_number=ID_NUMBER, credit_code=CREDIT_CODE)
    assert WHOLE.tax == TaxQuery(credit_code=CREDIT_CODE, name=FIRM_NAME)
    assert WHOLE.citizen == CitizenQuery(number=ID_NUMBER, name=REPRESENTATIVE)


def test_firm_and_representative_are_both_looked_for_on_the_lists() -> None:
    assert WHOLE.lists is not None
    assert [(subject.name, subject.number) for subject in WHOLE.lists.subjects] == [
        (FIRM_NAME, CREDIT_CODE),
        (REPRESENTATIVE, ID_NUMBER),
    ]


@pytest.mark.parametrize(
    ("paper", "missing", "impossible"),
    [
        ("licence", "credit_code", {System.REGISTRATION, System.PHONE, System.TAX, System.LISTS}),
        ("licence", "name", {System.REGISTRATION, System.TAX, System.LISTS}),
        ("licence", "representative", {System.REGISTRATION}),
        ("id_card", "name", {System.PHONE, System.CITIZEN, System.LISTS}),
        ("id_card", "number", {System.REGISTRATION, System.PHONE, System.CITIZEN, System.LISTS}),
        ("id_card", "validity", set()),
    ],
)
def test_a_question_with_a_missing_input_is_not_asked(paper: str, missing: str, impossible: set[System]) -> None:
    papers = {"licence": licence(), "id_card": id_card()}
    papers[paper] = papers[paper].model_copy(update={missing: None})
    asking = questions(
        Licence.model_validate(papers["licence"]), IdCard.model_validate(papers["id_card"]), statements()
    )
    assert asking.impossible == impossible
    assert unanswered(asking, Dossier()) == set(FIRST_ROUND) - ABOUT_THE_AGENT - impossible


def test_what_was_answered_word_for_word_is_not_asked_again() -> None:
    assert unanswered(WHOLE, dossier()) == set()


def test_a_changed_question_is_asked_again_and_only_that_one() -> None:
    other_phone = questions(licence(), id_card(), statements(phone="19900000002"))
    assert unanswered(other_phone, dossier()) == {System.PHONE}


def test_a_corrected_name_is_asked_everywhere_it_counts() -> None:
    corrected = questions(licence(name="上海诚明样例仪器有限公司"), id_card(), statements())
    assert unanswered(corrected, dossier()) == {System.REGISTRATION, System.TAX, System.LISTS}


def test_what_nobody_answered_is_open() -> None:
    assert unanswered(WHOLE, dossier(citizen=None)) == {System.CITIZEN}


def test_answers_of_this_morning_are_fresh() -> None:
    assert stale(dossier(), NOW) == frozenset()
    assert fresh(dossier(), NOW) == dossier()


def test_registry_and_lists_of_yesterday_are_asked_again_the_others_stay() -> None:
    yesterday = NOW - timedelta(days=1)
    old = dossier(registration=registration(at=yesterday), lists=lists(at=yesterday), phone=phone(at=yesterday))
    left = fresh(old, NOW)
    assert (left.registration, left.lists) == (None, None)
    assert left.phone == old.phone
    assert unanswered(WHOLE, left) == {System.REGISTRATION, System.LISTS}


def test_the_day_changes_at_midnight_in_shanghai() -> None:
    late = shanghai(2026, 10, 8, 23, 59)
    assert stale(dossier(registration=registration(at=late), lists=lists(at=late)), shanghai(2026, 10, 9, 0, 1)) == {
        System.REGISTRATION,
        System.LISTS,
    }


def test_an_answer_that_is_missing_or_from_the_future_is_stale() -> None:
    assert stale(dossier(registration=None), NOW) == {System.REGISTRATION}
    assert stale(dossier(lists=lists(at=NOW + timedelta(minutes=1))), NOW) == {System.LISTS}


def test_a_letter_or_a_card_alone_means_that_an_agent_acts() -> None:
    assert not questions(licence(), id_card(), statements()).by_agent
    for papers in ((letter(), None), (None, agent_card()), (letter(), agent_card())):
        asking = questions(licence(), id_card(), statements(), *papers)
        assert asking.by_agent
        assert asking.wanted == set(FIRST_ROUND)


def test_an_agent_is_asked_about_by_the_card() -> None:
    asking = questions(licence(), id_card(), statements(), letter(), agent_card())
    assert asking.impossible == frozenset()
    assert asking.agent_citizen == CitizenQuery(number=AGENT_NUMBER, name=AGENT)
    assert asking.agent_phone == PhoneQuery(
        phone=AGENT_PHONE, name=AGENT, id_number=AGENT_NUMBER, credit_code=CREDIT_CODE
    )
    assert asking.lists is not None
    assert [(subject.name, subject.number) for subject in asking.lists.subjects][1:] == [
        (REPRESENTATIVE, ID_NUMBER),
        (AGENT, AGENT_NUMBER),
    ]


def test_the_customers_word_on_the_agents_phone_goes_before_the_letters() -> None:
    said = statements(agent_phone="19900000009")
    asking = questions(licence(), id_card(), said, letter(), agent_card())
    assert asking.agent_phone is not None
    assert asking.agent_phone.phone == "19900000009"
    without_letter = questions(licence(), id_card(), said, None, agent_card())
    assert without_letter.agent_phone == asking.agent_phone


AGENTS = {System.AGENT_CITIZEN, System.AGENT_PHONE}


@pytest.mark.parametrize(
    ("over", "impossible"),
    [
        ({"agent_card": None}, {*AGENTS, System.LISTS}),
        ({"agent_card": agent_card(name=None)}, {*AGENTS, System.LISTS}),
        ({"agent_card": agent_card(number=None)}, {*AGENTS, System.LISTS}),
        ({"letter": letter(agent_phone=None)}, {System.AGENT_PHONE}),
        ({"letter": None}, {System.AGENT_PHONE}),
        (
            {"licence": licence(credit_code=None)},
            {System.REGISTRATION, System.PHONE, System.TAX, System.LISTS, System.AGENT_PHONE},
        ),
    ],
)
def test_an_agents_question_with_a_missing_input_is_not_asked(over: dict[str, Any], impossible: set[System]) -> None:
    clean = {"licence": licence(), "id_card": id_card(), "letter": letter(), "agent_card": agent_card()}
    asking = questions(statements=statements(), **{**clean, **over})
    assert asking.impossible == impossible


def test_the_questions_of_a_case_are_those_of_its_papers() -> None:
    one = by_agent_case()
    assert of_case(one) == questions(one.licence, one.id_card, one.statements, one.letter, one.agent_card)
    assert unanswered(of_case(one), one.dossier) == set()


def test_who_stands_behind_the_firm_is_looked_for_with_it_and_nobody_twice() -> None:
    owner = Subject(name="样例甲", number="310199197001010018")
    alone, together = (
        questions(licence(), id_card(), statements()),
        questions(licence(), id_card(), statements(), behind=(Subject(name=REPRESENTATIVE, number=ID_NUMBER), owner)),
    )
    assert alone.lists is not None
    assert together.lists is not None
    assert together.lists.subjects == (*alone.lists.subjects, owner)


# ── the finance officer (4.1) ───────────────────────────────────────────────────────────────────────────────────────


def test_4_1_finance_officer_is_asked_about_where_the_firm_gives_name_phone_and_number() -> None:
    asking = questions(licence(), id_card(), statements(**FINANCE_OFFICER), finance_officer=True)
    assert asking.finance_phone == builders.finance_phone().query
    assert asking.wanted - questions(licence(), id_card(), statements()).wanted == {System.FINANCE_PHONE}
    assert unanswered(asking, dossier()) == {System.FINANCE_PHONE}
    assert unanswered(asking, dossier(finance_phone=builders.finance_phone())) == set()


@pytest.mark.parametrize("left_out", list(FINANCE_OFFICER))
def test_4_1_finance_officer_of_whom_something_is_not_given_is_not_asked_about_and_nothing_is_missing(
    left_out: str,
) -> None:
    said = statements(**{**FINANCE_OFFICER, left_out: None})
    asking = questions(licence(), id_card(), said, finance_officer=True)
    assert asking.finance_phone is None
    assert System.FINANCE_PHONE not in asking.impossible | asking.wanted | unanswered(asking, dossier())


def test_4_1_finance_officer_is_asked_about_only_where_the_policy_of_the_case_says_so() -> None:
    said = statements(**FINANCE_OFFICER)
    assert of_case(builders.case(statements=said, asks_finance_officer=True)).finance_phone is not None
    assert of_case(builders.case(statements=said)).finance_phone is None


def test_4_1_finance_officer_of_a_case_from_before_is_not_asked_about() -> None:
    new = NewApplication(application=builders.APPLICATION, branch="0300", statements=statements(**FINANCE_OFFICER))
    stored = policy().model_dump()
    del stored["outside"]["finance_officer"]
    assert Case.of(new, policy(), NOW).asks_finance_officer
    assert not Case.of(new, Policy.model_validate(stored), NOW).asks_finance_officer


# ── the count of firms at the address (F01) ─────────────────────────────────────────────────────────────────────────


def test_f01_registry_count_is_asked_by_the_licences_address_where_the_case_asks_for_it() -> None:
    asking = questions(licence(), id_card(), statements(), registry_count=True)
    assert asking.address_count == builders.address_count().query
    assert unanswered(asking, dossier()) == {System.ADDRESS_COUNT}
    assert unanswered(asking, dossier(address_count=builders.address_count())) == set()
    assert of_case(builders.case()).address_count is None
    assert of_case(builders.case(asks_registry_count=True)).address_count is not None


def test_f01_registry_count_is_asked_again_about_another_address_and_not_without_one() -> None:
    moved = questions(licence(address="上海市示范区样例路9号"), id_card(), statements(), registry_count=True)
    assert System.ADDRESS_COUNT in unanswered(moved, dossier(address_count=builders.address_count()))
    nowhere = questions(licence(address=None), id_card(), statements(), registry_count=True)
    assert System.ADDRESS_COUNT not in nowhere.wanted | nowhere.impossible
