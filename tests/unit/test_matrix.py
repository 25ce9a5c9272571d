"""The cross-check matrix: who tells what, and what agrees."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.checks import CitizenCode, PhoneCode, RegistrationCode, TaxCode
from models.papers import Authorisation, IdCard, Licence, Term
from models.rules import names
from models.rules.matrix import (
    _PERSON,
    _TEXT,
    Cell,
    Column,
    Matrix,
    Row,
    Secret,
    Sources,
    Verdict,
    compared,
    differs,
    matrix,
)
from tests import builders

AGENT, AGENT_NUMBER = "周样平", "310199199001010026"
LETTER = Authorisation(
    principal=builders.FIRM_NAME,
    credit_code=builders.CREDIT_CODE,
    representative=builders.REPRESENTATIVE,
    representative_number=builders.ID_NUMBER,
    agent=AGENT,
    agent_number=AGENT_NUMBER,
    agent_phone="19900000005",
    powers="办理开立基本存款账户",
    period=Term(start=date(2026, 10, 1), end=date(2026, 12, 31)),
)


def table(**over: Any) -> Matrix:
    clean = {
        "licence": builders.licence(),
        "id_card": builders.id_card(),
        "statements": builders.statements(),
        "dossier": builders.dossier(),
    }
    return matrix(Sources.model_validate({**clean, **over}))


def row(found: Matrix, fact: str) -> Row:
    return next(row for row in found if row.fact == fact)


def cell(found: Matrix, fact: str, column: Column) -> Cell:
    told = row(found, fact).cell(column)
    assert told is not None
    return told


def by_agent(**over: Any) -> Matrix:
    card = builders.id_card(name=AGENT, number=AGENT_NUMBER, sex="女")
    return table(**{"letter": LETTER, "agent_card": card, **over})


def test_papers_that_agree_have_no_cell_that_differs() -> None:
    for found in (table(), by_agent()):
        assert not [cell for row in found for cell in row.cells if cell.verdict is Verdict.DIFFERS]


def test_every_row_has_its_base_and_every_other_cell_the_rule_that_compares_it() -> None:
    for one in by_agent():
        assert [cell.verdict for cell in one.cells].count(Verdict.BASE) == 1, one.fact
        assert all(cell.rule for cell in one.cells if cell.verdict is not Verdict.BASE)


def test_the_rows_about_an_agent_are_there_only_where_one_acts() -> None:
    of_agent = {"agent", "agent_number", "agent_phone", "powers", "period_end"}
    assert {one.fact for one in by_agent()} - {one.fact for one in table()} == of_agent


@pytest.mark.parametrize(
    ("field", "value", "normalised"),
    [
        ("name", "上海诚明样例精密仪器 有限公司", ("空格",)),
        ("address", "上海市示范区诚明路１００号3幢201室", ("全半角",)),
        ("address", "示范区诚明路100号三栋201", ("地址分段",)),
        ("type_text", "有限责任公司（自然人投资或控股）", ("括号",)),
        ("type_text", "有限责任公司", ("主体类型",)),
        ("representative", "范 例安", ("空格",)),
    ],
)
def test_a_cell_says_what_was_put_aside_for_it_to_agree(field: str, value: Any, normalised: tuple[str, ...]) -> None:
    other: dict[str, Any] = {field: value}
    told = table(dossier=builders.dossier(registration=builders.registration(**other)))
    found = cell(told, field, Column.REGISTRY)
    assert (found.verdict, found.value, found.normalised) == (Verdict.NORMALISED, value, normalised)


@pytest.mark.parametrize(
    ("field", "fact", "value"),
    [
        ("name", "name", "上海诚明样例仪器有限公司"),
        ("credit_code", "credit_code", "91310199MA1K0B1U9M"),
        ("representative", "representative", "林样月"),
        ("type_text", "type_text", "个体工商户"),
        ("address", "address", "北京市示范区诚明路100号3幢201室"),
        ("capital", "capital", builders.yuan(2)),
        ("established", "established", date(2018, 3, 6)),
        ("term_end", "term_end", date(2047, 3, 4)),
        ("term_end", "term_end", None),
        ("scope", "scope", "餐饮服务"),
        ("authority", "authority", "上海市样例区市场监督管理局"),
    ],
)
def test_licence_and_registry_are_compared_field_by_field_and_both_values_are_shown(
    field: str, fact: str, value: Any
) -> None:
    told = row(table(dossier=builders.dossier(registration=builders.registration(**{field: value}))), fact)
    base, other = told.cells[0], told.cell(Column.REGISTRY)
    assert base.column is Column.LICENCE
    assert other is not None
    assert other.verdict is Verdict.DIFFERS
    assert base.value is not None
    assert other.value not in (None, base.value)


def test_what_one_side_does_not_tell_is_missing_and_never_the_same() -> None:
    unread = table(licence=Licence())
    assert row(unread, "name").cells[0].verdict is Verdict.MISSING
    assert cell(unread, "name", Column.REGISTRY).verdict is Verdict.BASE
    silent = table(dossier=builders.dossier(registration=builders.registration(capital=None)))
    assert cell(silent, "capital", Column.REGISTRY).verdict is Verdict.MISSING


def test_what_nobody_asked_is_not_asked() -> None:
    from models.checks import Dossier

    told = table(dossier=Dossier())
    asked = (Column.REGISTRY, Column.CITIZEN, Column.PHONE, Column.TAX)
    verdicts = {cell.verdict for one in told for cell in one.cells if cell.column in asked}
    assert verdicts == {Verdict.NOT_ASKED}


@pytest.mark.parametrize(
    ("code", "fact"),
    [
        (RegistrationCode.NAME_DIFFERS, "name"),
        (RegistrationCode.REPRESENTATIVE_NAME_DIFFERS, "representative"),
        (RegistrationCode.REPRESENTATIVE_ID_DIFFERS, "representative_number"),
    ],
)
def test_a_code_of_the_registry_contradicts_its_own_fact_alone(code: RegistrationCode, fact: str) -> None:
    told = table(dossier=builders.dossier(registration=builders.registration(code)))
    assert [one.fact for one in told if differs(told, one.fact, Column.REGISTRY)] == [fact]
    assert cell(told, fact, Column.REGISTRY).said == code
    assert not [one for one in told if (c := one.cell(Column.REGISTRY)) and c.verdict is Verdict.SAME]


def test_the_registrys_not_found_says_nothing_about_any_fact() -> None:
    told = table(dossier=builders.dossier(registration=builders.registration(RegistrationCode.NOT_FOUND)))
    found = {cell.verdict for one in told if (cell := one.cell(Column.REGISTRY))}
    assert found == {Verdict.MISSING}


@pytest.mark.parametrize("code", [code for code in CitizenCode if "MATCH_" not in code or code.endswith("MISMATCH")])
def test_a_citizen_answer_that_is_no_match_differs(code: CitizenCode) -> None:
    told = table(dossier=builders.dossier(citizen=builders.citizen(code)))
    assert cell(told, "representative", Column.CITIZEN).verdict is Verdict.DIFFERS


@pytest.mark.parametrize(
    ("code", "name", "number"),
    [
        (PhoneCode.NAME_DIFFERS, Verdict.DIFFERS, Verdict.SAME),
        (PhoneCode.ID_NUMBER_DIFFERS, Verdict.MISSING, Verdict.DIFFERS),
        (PhoneCode.NOT_FOUND, Verdict.MISSING, Verdict.MISSING),
    ],
)
def test_a_phone_code_speaks_of_name_number_or_neither(code: PhoneCode, name: Verdict, number: Verdict) -> None:
    told = table(dossier=builders.dossier(phone=builders.phone(code)))
    assert cell(told, "representative", Column.PHONE).verdict is name
    assert cell(told, "representative_number", Column.PHONE).verdict is number
    assert cell(told, "phone", Column.PHONE).verdict is Verdict.DIFFERS


def test_the_tax_office_that_knows_another_name_differs() -> None:
    told = table(dossier=builders.dossier(tax=builders.tax(TaxCode.NAME_DIFFERS)))
    assert differs(told, "name", Column.TAX)


@pytest.mark.parametrize(
    ("field", "fact"),
    [
        ("principal", "name"),
        ("credit_code", "credit_code"),
        ("representative", "representative"),
        ("representative_number", "representative_number"),
    ],
)
def test_the_letter_is_held_against_licence_and_card(field: str, fact: str) -> None:
    told = by_agent(letter=LETTER.model_copy(update={field: "另一个"}))
    assert [one.fact for one in told if differs(told, one.fact, Column.LETTER)] == [fact]


def test_the_agents_card_is_held_against_the_letter() -> None:
    told = by_agent(agent_card=IdCard(name="周样萍", number="310199199001010018"))
    assert differs(told, "agent", Column.AGENT_CARD)
    assert differs(told, "agent_number", Column.AGENT_CARD)


def test_numbers_and_phones_are_named_for_the_mask() -> None:
    secrets = {one.fact: one.secret for one in by_agent() if one.secret}
    assert secrets == {
        "representative_number": Secret.NUMBER,
        "agent_number": Secret.NUMBER,
        "phone": Secret.PHONE,
        "agent_phone": Secret.PHONE,
    }


SIGNS = st.text(alphabet="（）() 　样例安ＡaA·•１1", max_size=8)


@given(SIGNS, SIGNS)
def test_two_texts_are_compared_as_the_names_rules_do_whatever_their_order(one: str, other: str) -> None:
    verdict, normalised = compared(_TEXT, one, other)
    assert verdict == compared(_TEXT, other, one)[0]
    assert (verdict is Verdict.DIFFERS) == (names.normal_firm(one) != names.normal_firm(other))
    assert (verdict is Verdict.NORMALISED) == bool(normalised)


@given(SIGNS, SIGNS)
def test_two_people_are_compared_as_the_names_rules_do(one: str, other: str) -> None:
    verdict, _ = compared(_PERSON, one, other)
    assert (verdict is Verdict.DIFFERS) == (names.normal_person(one) != names.normal_person(other))
