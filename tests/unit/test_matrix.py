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
from models.rules.matrix import of_case as matrix_of_case
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


REGISTRY, CARD, LETTERS, PHONES = "rules.md 4.3", "process.md step 2", "rules.md 3", "rules.md 4.1"
WHO_TELLS_WHAT: dict[str, tuple[str, dict[str, str]]] = {
    "credit_code": ("统一社会信用代码", {"licence": "", "registry": REGISTRY, "letter": LETTERS}),
    "name": ("名称", {"licence": "", "registry": REGISTRY, "letter": LETTERS, "tax": "rules.md 4.2"}),
    "type_text": ("类型", {"licence": "", "registry": REGISTRY}),
    "address": ("住所", {"licence": "", "registry": REGISTRY}),
    "capital": ("注册资本", {"licence": "", "registry": REGISTRY}),
    "established": ("成立日期", {"licence": "", "registry": REGISTRY}),
    "term_end": ("营业期限止", {"licence": "", "registry": REGISTRY}),
    "scope": ("经营范围", {"licence": "", "registry": REGISTRY}),
    "authority": ("登记机关", {"licence": "", "registry": REGISTRY}),
    "representative": (
        "法定代表人（负责人）",
        {
            "licence": "",
            "registry": REGISTRY,
            "id_card": CARD,
            "letter": LETTERS,
            "citizen": "rules.md 5",
            "phone": PHONES,
        },
    ),
    "representative_number": (
        "法定代表人证件号码",
        {"id_card": "", "registry": REGISTRY, "letter": LETTERS, "citizen": "rules.md 5", "phone": PHONES},
    ),
    "operating_address": ("经营地址", {"licence": "", "statements": "rules.md 8"}),
    "phone": ("法定代表人手机号", {"statements": "", "phone": PHONES}),
    "agent": ("经办人", {"letter": "", "agent_card": LETTERS, "citizen": "rules.md 5"}),
    "agent_number": ("经办人证件号码", {"letter": "", "agent_card": LETTERS, "citizen": "rules.md 5"}),
    "agent_phone": ("经办人手机号", {"letter": "", "statements": LETTERS, "phone": PHONES}),
    "powers": ("授权事项", {"letter": ""}),
    "period_end": ("授权期限止", {"letter": ""}),
}


def test_every_row_names_its_fact_its_sources_base_first_and_the_rule_of_each_comparison() -> None:
    told = {one.fact: (one.zh, {str(cell.column): cell.rule for cell in one.cells}) for one in by_agent()}
    assert told == WHO_TELLS_WHAT
    assert [list(told[fact][1]) for fact in told] == [list(cells) for _, cells in WHO_TELLS_WHAT.values()]
    assert list(told) == list(WHO_TELLS_WHAT)


def test_every_column_and_verdict_has_its_chinese_word() -> None:
    words = [one.chinese for one in (*Column, *Verdict)]
    assert words == [
        *("营业执照", "工商登记", "法定代表人身份证", "授权委托书", "经办人身份证", "客户填写"),
        *("公民身份核查", "手机号核查", "纳税信息核查"),
        *("基准", "一致", "规范后一致", "不一致", "缺失", "未核查"),
    ]


def test_a_clean_case_agrees_everywhere_and_systems_that_tell_no_value_show_their_code() -> None:
    whole = matrix_of_case(builders.by_agent_case(statements=builders.statements(agent_phone=builders.AGENT_PHONE)))
    missing = {(one.fact, cell.column) for one in whole for cell in one.cells if cell.verdict is Verdict.MISSING}
    assert missing == {("operating_address", Column.STATEMENTS)}
    codes = {str(cell.said) for one in whole for cell in one.cells if cell.value is None and cell.said}
    assert codes == {"MCHD", str(CitizenCode.MATCH_PHOTO)}
    assert {cell.verdict for one in whole for cell in one.cells if cell.said} == {Verdict.SAME}


def test_values_are_shown_as_they_stand_on_their_source() -> None:
    told = by_agent()
    shown = {fact: cell(told, fact, Column.LICENCE).value for fact in ("capital", "established", "term_end")}
    assert shown == {"capital": "1,000,000.00 CNY", "established": "2018-03-05", "term_end": "2048-03-04"}
    assert cell(told, "period_end", Column.LETTER).value == "2026-12-31"
    assert cell(told, "capital", Column.REGISTRY).value == "1,000,000.00 CNY"


def test_a_term_without_an_end_is_shown_as_long_and_an_unread_one_is_missing() -> None:
    for_ever = builders.licence(term=Term(start=date(2018, 3, 5), end=None))
    told = table(licence=for_ever, dossier=builders.dossier(registration=builders.registration(term_end=None)))
    assert cell(told, "term_end", Column.LICENCE).value == "长期"
    assert cell(told, "term_end", Column.REGISTRY).verdict is Verdict.SAME
    unread = table(licence=builders.licence(term=None))
    assert cell(unread, "term_end", Column.LICENCE).verdict is Verdict.MISSING


def test_an_empty_text_is_missing() -> None:
    told = table(licence=builders.licence(authority=""))
    assert cell(told, "authority", Column.LICENCE).verdict is Verdict.MISSING


def test_an_unknown_fact_or_column_contradicts_nothing() -> None:
    told = table()
    assert not differs(told, "nothing", Column.REGISTRY)
    assert not differs(told, "capital", Column.TAX)


@pytest.mark.parametrize("alone", ["letter", "agent_card"])
def test_an_agents_letter_or_card_alone_brings_the_agents_rows(alone: str) -> None:
    told = by_agent(**{"letter": None, "agent_card": None, alone: getattr(builders, alone)()})
    expected = {"letter": (Verdict.BASE, Verdict.MISSING), "agent_card": (Verdict.MISSING, Verdict.BASE)}
    verdicts = (
        cell(told, "agent", Column.LETTER).verdict,
        cell(told, "agent", Column.AGENT_CARD).verdict,
    )
    assert verdicts == expected[alone]


def test_the_customers_word_on_the_agents_phone_is_held_against_the_letter_and_is_what_was_checked() -> None:
    other = by_agent(statements=builders.statements(agent_phone="19900000009"))
    assert differs(other, "agent_phone", Column.STATEMENTS)
    asked = builders.by_agent_dossier(agent_phone=builders.agent_phone(PhoneCode.NOT_FOUND))
    assert differs(by_agent(dossier=asked), "agent_phone", Column.PHONE)


def test_the_finance_officers_phone_has_a_row_once_it_was_asked_about_and_is_masked() -> None:
    said = builders.statements(**builders.FINANCE_OFFICER)
    before = matrix_of_case(builders.case(statements=said))
    asked = builders.dossier(finance_phone=builders.finance_phone(PhoneCode.ID_NUMBER_DIFFERS))
    after = matrix_of_case(builders.case(statements=said, dossier=asked))
    assert [row.fact for row in after if row.fact not in {each.fact for each in before}] == ["finance_phone"]
    [row] = [row for row in after if row.fact == "finance_phone"]
    assert row.secret is Secret.PHONE
    assert differs(after, "finance_phone", Column.PHONE)


@pytest.mark.parametrize(
    ("one", "other", "put_aside"),
    [
        ("样例（上海）", "样例(上海)", ("括号",)),
        ("样 例", "样例", ("空格",)),
        ("样例ａ", "样例A", ("全半角", "大小写")),
        ("样 例（A）", "样例(A)", ("空格", "括号")),
    ],
)
def test_two_texts_that_agree_name_what_had_to_be_put_aside(one: str, other: str, put_aside: tuple[str, ...]) -> None:
    assert compared(_TEXT, one, other) == (Verdict.NORMALISED, put_aside)
