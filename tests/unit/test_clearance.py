"""RISK's word on a stop holds for the fact that it was given for, and for no other (rules.md 1)."""

from datetime import timedelta
from typing import Any

import pytest

from models.case import Case
from models.checks import AbnormalEntry, Officer, PhoneCode, PhoneQuery, Post, RegistrationCode, TaxCode
from models.findings import Finding, Severity
from models.papers import Paper, PaperKind
from models.readback import EnteredField
from models.rules.clearance import facts_of, lapsed
from models.visit import VisitRecord
from tests import builders as b

OTHER_PHONE = PhoneQuery(phone="19900000077", name=b.REPRESENTATIVE, id_number=b.ID_NUMBER, credit_code=b.CREDIT_CODE)


def stop(code: str, about: str) -> Finding:
    return b.finding(code, Severity.STOP, about)


def cleared(found: Finding, **over: Any) -> Case:
    """A case in which RISK has just cleared this stop."""
    case = b.case(findings=[found], cleared={found.code: "E20421"}, **over)
    case.cleared_facts = {found.code: facts_of(case, found.code)}
    return case


def after(case: Case, **changes: Any) -> tuple[str, ...]:
    return lapsed(case.model_copy(update=changes))


WIDN = stop("WIDN", "phone")


def test_a_clearance_holds_while_the_same_is_asked_and_answered_on_another_day() -> None:
    case = cleared(WIDN, dossier=b.dossier(phone=b.phone(PhoneCode.ID_NUMBER_DIFFERS)))
    again = b.dossier(phone=b.phone(PhoneCode.ID_NUMBER_DIFFERS, at=b.NOW + timedelta(days=1)))
    assert lapsed(case) == after(case, dossier=again) == ()


@pytest.mark.parametrize(
    "phone",
    [b.phone(PhoneCode.ID_NUMBER_DIFFERS, query=OTHER_PHONE), b.phone(PhoneCode.ID_NUMBER_DIFFERS, user_kind="ENTY")],
    ids=["another question", "another answer"],
)
def test_a_clearance_lapses_with_the_question_or_the_answer_behind_it(phone: Any) -> None:
    case = cleared(WIDN, dossier=b.dossier(phone=b.phone(PhoneCode.ID_NUMBER_DIFFERS)))
    assert after(case, dossier=b.dossier(phone=phone)) == ("WIDN",)


def test_a_clearance_lapses_with_the_paper_behind_it_and_with_no_other() -> None:
    def papers(licence: str, back: str = "2") -> dict[PaperKind, Paper]:
        kinds = {PaperKind.LICENCE: licence, PaperKind.ID_BACK: back}
        return {kind: Paper(kind=kind, ref=b.ref(digit=digit)) for kind, digit in kinds.items()}

    case = cleared(stop("LICENCE_MINOR", "licence.name"), papers=papers("1"))
    assert after(case, papers=papers("3")) == ("LICENCE_MINOR",)
    assert after(case, papers=papers("1", back="4")) == ()


def test_a_clearance_of_a_difference_from_the_registry_lapses_with_its_answer() -> None:
    case = cleared(stop("REGISTRY_NAME_DIFFERS", "licence.name"))
    moved = b.dossier(registration=b.registration(address="上海市示范区新址路7号"))
    assert after(case, dossier=moved) == ("REGISTRY_NAME_DIFFERS",)


def test_a_clearance_of_a_statement_or_of_what_a_visit_found_lapses_with_the_next() -> None:
    spoken = cleared(stop("WIDT", "statements.phone"))
    assert after(spoken, statements=b.statements(phone="19900000077")) == ("WIDT",)
    assert after(spoken, statements=b.statements(purpose="发放工资")) == ()
    seen = cleared(stop("VISIT_CONCERN", "visit"), visit=b.visit())
    assert after(seen, visit=VisitRecord(attempt=2)) == ("VISIT_CONCERN",)


def test_a_second_stop_of_the_same_code_about_something_else_was_not_cleared() -> None:
    case = cleared(stop("UNSURE", "licence.name"))
    assert after(case, findings=[*case.findings, stop("UNSURE", "id_front.name")]) == ("UNSURE",)


def test_what_is_no_stop_any_more_and_what_was_cleared_before_facts_were_kept_stays_cleared() -> None:
    case = cleared(WIDN)
    assert after(case, findings=[]) == ()
    assert after(case, cleared_facts={}, dossier=b.dossier(phone=b.phone(query=OTHER_PHONE))) == ()


OTHERS = (
    ("WNAM", "statements.phone", "phone", b.phone, PhoneCode.NAME_DIFFERS),
    ("WIDT", "statements.phone", "phone", b.phone, PhoneCode.ID_TYPE_DIFFERS),
    ("AGENT_WNAM", "statements.agent_phone", "agent_phone", b.phone, PhoneCode.NAME_DIFFERS),
    ("FINANCE_WNAM", "statements.finance_phone", "finance_phone", b.phone, PhoneCode.NAME_DIFFERS),
    ("WCON", "licence.name", "registration", b.registration, RegistrationCode.NAME_DIFFERS),
    ("WLPN", "licence.representative", "registration", b.registration, RegistrationCode.REPRESENTATIVE_NAME_DIFFERS),
    ("NMCH", "licence.name", "tax", b.tax, TaxCode.NAME_DIFFERS),
)


@pytest.mark.parametrize(("code", "about", "system", "told", "answer"), OTHERS, ids=[row[0] for row in OTHERS])
def test_a_clearance_of_a_code_alone_lapses_with_the_question_that_it_answers(
    code: str, about: str, system: str, told: Any, answer: Any
) -> None:
    asked = told(answer)
    found = cleared(stop(code, about), dossier=b.dossier(**{system: asked}))
    assert after(found, dossier=b.dossier(**{system: told(answer, at=b.NOW + timedelta(days=1))})) == ()
    another = asked.query.model_copy(update={"name": "示例另一个"})
    assert after(found, dossier=b.dossier(**{system: told(answer, query=another)})) == (code,)


def test_a_clearance_lapses_with_what_is_typed_over_the_same_picture() -> None:
    def entered(value: str) -> dict[str, EnteredField]:
        field = {"paper": PaperKind.ID_FRONT, "field": "birth_date", "text": value, "value": value, "by": ("E1",)}
        return {"id_front.birth_date": EnteredField.model_validate(field)}

    minor = cleared(stop("ID_MINOR", "id_front.birth_date"), entries=entered("2010-01-01"))
    assert after(minor, entries=entered("2010-01-01")) == ()
    assert after(minor, entries=entered("2012-01-01")) == ("ID_MINOR",)
    assert after(minor, entries={**entered("2010-01-01"), "licence.name": entered("x")["id_front.birth_date"]}) == ()


LOST = stop("LOST_LICENCE", "registration")
ENTRY = AbnormalEntry(reason=2, on=b.TODAY - timedelta(days=90))


@pytest.mark.parametrize(
    ("found", "own"),
    [(LOST, {"lost_licence": "ORGN", "reissued": True}), (stop("ABNORMAL_2", "registration"), {"abnormal": (ENTRY,)})],
    ids=["lost licence", "abnormal entry"],
)
def test_a_clearance_of_a_part_of_the_registrys_record_lapses_with_that_part_alone(
    found: Finding, own: dict[str, Any]
) -> None:
    case = cleared(found, dossier=b.dossier(registration=b.registration(**own)))
    officers = (Officer(name="范例新", post=Post.SUPERVISOR),)
    assert after(case, dossier=b.dossier(registration=b.registration(**own, officers=officers))) == ()
    assert after(case, dossier=b.dossier(registration=b.registration())) == (found.code,)


def test_a_clearance_of_a_lost_licence_lapses_with_the_picture_of_the_licence() -> None:
    def papers(digit: str) -> dict[PaperKind, Paper]:
        return {PaperKind.LICENCE: Paper(kind=PaperKind.LICENCE, ref=b.ref(digit=digit))}

    case = cleared(LOST, papers=papers("1"), dossier=b.dossier(registration=b.registration(lost_licence="ORGN")))
    assert after(case, papers=papers("1")) == ()
    assert after(case, papers=papers("3")) == ("LOST_LICENCE",)


def test_a_clearance_of_a_second_application_lapses_with_the_first() -> None:
    found = cleared(stop("SECOND_APPLICATION", "application"), held_by="EK2026100800000002")
    assert after(found, held_by="EK2026100800000002") == ()
    assert after(found, held_by="EK2026100800000003") == ("SECOND_APPLICATION",)


def test_a_clearance_from_before_questions_were_noted_is_compared_as_it_was() -> None:
    found = cleared(stop("WNAM", "statements.phone"), dossier=b.dossier(phone=b.phone(PhoneCode.NAME_DIFFERS)))
    found.cleared_facts = {"WNAM": facts_of(found, "WNAM", whole=False)}
    assert after(found, dossier=b.dossier(phone=b.phone(PhoneCode.NAME_DIFFERS, query=OTHER_PHONE))) == ()
    assert after(found, statements=b.statements(phone="19900000077")) == ("WNAM",)
