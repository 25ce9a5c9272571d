"""Which questions can be asked, which are still open, and which answers are of today."""

from datetime import timedelta

import pytest

from models.checks import CitizenQuery, Dossier, PhoneQuery, RegistrationQuery, System, TaxQuery
from models.papers import IdCard, Licence
from models.rules.plan import ABOUT_THE_AGENT, FIRST_ROUND, fresh, questions, stale, unanswered
from tests.builders import (
    CREDIT_CODE,
    FIRM_NAME,
    ID_NUMBER,
    NOW,
    PHONE,
    REPRESENTATIVE,
    dossier,
    id_card,
    licence,
    lists,
    phone,
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
