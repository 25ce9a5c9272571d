"""Cross-checks between licence, identity card, statements and registry."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.application import AccountKind
from models.checks import Dossier
from models.findings import Finding, Severity
from models.papers import EntityKind, IdCard, Licence, PaperKind, Term
from models.policy import Policy
from models.rules.cross_check import findings
from models.rules.id_card_checks import fitting_validity
from tests.builders import NOW, TODAY, dossier, id_card, licence, policy, registration, statements, yuan
from tests.wording import well_said

STOP, FIX, FLAG, INFO = Severity.STOP, Severity.FIX, Severity.FLAG, Severity.INFO
Warnings = dict[PaperKind, tuple[str, ...]]


def checked(
    on_licence: Licence | None = None,
    on_card: IdCard | None = None,
    *,
    said: Any = None,
    answers: Dossier | None = None,
    warnings: Warnings | None = None,
    asked: tuple[str, ...] = (),
    by: Policy | None = None,
) -> list[Finding]:
    found = findings(
        on_licence or licence(),
        on_card or id_card(),
        said or statements(),
        answers or dossier(),
        warnings or {},
        by or policy(),
        NOW,
        asked,
    )
    return [well_said(finding) for finding in found]


def outcomes(*papers: Any, **more: Any) -> dict[str, Severity]:
    return {finding.code: finding.severity for finding in checked(*papers, **more)}


def test_papers_that_agree_have_no_findings() -> None:
    assert checked() == []


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "field", ["credit_code", "name", "entity", "representative", "established", "address", "capital"]
)
def test_a_field_of_the_licence_that_was_not_read_is_fix_about_the_licence(field: str) -> None:
    found = [finding for finding in checked(licence(**{field: None})) if finding.code == "UNREAD"]
    assert [(finding.severity, finding.about) for finding in found] == [(FIX, f"licence.{field}")]


def test_a_scope_that_was_not_read_is_only_flag_because_the_registry_has_it() -> None:
    assert outcomes(licence(scope=None)) == {"SCOPE_UNREAD": FLAG}


@pytest.mark.parametrize("field", ["serial", "type_text", "authority", "issued", "term"])
def test_a_field_that_no_rule_needs_may_be_missing(field: str) -> None:
    assert checked(licence(**{field: None})) == []


@pytest.mark.parametrize("entity", [EntityKind.INDIVIDUAL, EntityKind.SOLE, EntityKind.BRANCH])
def test_only_companies_must_print_a_capital(entity: EntityKind) -> None:
    assert "UNREAD" not in outcomes(licence(capital=None, entity=entity))


@pytest.mark.parametrize(
    ("field", "about"), [("name", "id_front.name"), ("number", "id_front.number"), ("validity", "id_back.validity")]
)
def test_a_field_of_the_card_that_was_not_read_is_fix_about_its_side(field: str, about: str) -> None:
    found = checked(on_card=id_card(**{field: None}))
    assert [(finding.code, finding.severity, finding.about) for finding in found] == [("UNREAD", FIX, about)]


def test_nothing_read_at_all_is_never_no_findings() -> None:
    found = checked(Licence(), IdCard(), answers=Dossier())
    assert {finding.about.partition(".")[0] for finding in found if finding.severity is FIX} == {
        "licence",
        "id_front",
        "id_back",
    }


@pytest.mark.parametrize(
    ("warning", "code", "severity", "about"),
    [
        ("UNREADABLE:NOT_A_PICTURE", "UNREADABLE", FIX, "id_back"),
        ("WRONG_KIND:licence", "WRONG_KIND", FIX, "id_back"),
        ("CODE_CHECK_DIGIT", "CODE_CHECK_DIGIT", FIX, "id_back"),
        ("REVERSED_SIDE:id_front", "REVERSED_SIDE", FIX, "id_back"),
        ("TWO_PAPERS:id_front+id_back", "TWO_PAPERS", FIX, "id_back"),
        ("OTHER_PAPER:passport", "OTHER_PAPER", FIX, "id_back"),
        ("NO_PAPER", "NO_PAPER", FIX, "id_back"),
        ("NO_TEXT", "NO_TEXT", FIX, "id_back"),
        ("OLD_NUMBER:number", "OLD_NUMBER", FIX, "id_back"),
        ("VALIDITY_LENGTH:validity", "READING_VALIDITY_LENGTH", FLAG, "id_back.validity"),
        ("EDITED", "EDITED", STOP, "id_back"),
        ("LOW_CONFIDENCE:validity", "READING_LOW_CONFIDENCE", FLAG, "id_back.validity"),
        ("SOMETHING_NEW", "READING_SOMETHING_NEW", FLAG, "id_back"),
    ],
)
def test_a_doubt_of_the_reader_becomes_a_finding(warning: str, code: str, severity: Severity, about: str) -> None:
    found = checked(warnings={PaperKind.ID_BACK: (warning,)})
    assert [(finding.code, finding.severity, finding.about) for finding in found] == [(code, severity, about)]


def test_the_customer_is_told_what_the_picture_shows_instead() -> None:
    found = checked(warnings={PaperKind.ID_FRONT: ("REVERSED_SIDE:id_back",)})
    assert [finding.zh for finding in found] == ["正反面传反了，上传的是身份证国徽面，此处需要身份证人像面"]


def test_a_file_that_cannot_be_opened_tells_the_customer_what_to_send() -> None:
    (finding,) = checked(warnings={PaperKind.ID_BACK: ("UNREADABLE:ARCHIVE",)})
    assert finding.zh == "这是压缩包，请直接上传照片"


def test_a_blurred_picture_is_asked_for_again_only_when_something_needed_is_missing() -> None:
    blurred: dict[PaperKind, tuple[str, ...]] = {PaperKind.ID_BACK: ("BLURRED",)}
    assert {finding.code: finding.severity for finding in checked(warnings=blurred)} == {
        "READING_BLURRED": Severity.INFO
    }
    lost = checked(on_card=id_card(validity=None), warnings=blurred)
    assert [(finding.code, finding.severity) for finding in lost] == [("BLURRED", FIX), ("UNREAD", FIX)]


def test_another_papers_missing_field_does_not_spoil_a_picture() -> None:
    found = checked(licence(address=None), warnings={PaperKind.ID_BACK: ("GLARE",)})
    assert ("READING_GLARE", "id_back") in {(finding.code, finding.about) for finding in found}


def test_a_field_that_nobody_needs_may_be_missing_without_a_finding() -> None:
    assert checked(warnings={PaperKind.LICENCE: ("FIELD_MISSING:serial", "VALUE_UNCLEAR:issued")}) == []


# ── entity gate ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", ["51310199500000015U", "11310199000000123P"])
def test_bodies_of_the_approval_route_are_stopped(code: str) -> None:
    assert outcomes(licence(credit_code=code))["R-ACC-15"] is STOP


def test_legal_forms_outside_the_filing_route_are_stopped() -> None:
    assert outcomes(licence(entity=EntityKind.OTHER))["R-ACC-15"] is STOP


@pytest.mark.parametrize(
    ("code", "entity"),
    [
        ("92310199MA1K0E4Y9C", EntityKind.INDIVIDUAL),
        ("93310199MA1K0F5A1Q", EntityKind.COOP),
        ("91310199MA1K0A0T1Y", EntityKind.PARTNERSHIP),
        ("91310199MA1K0A0T1Y", EntityKind.SOLE),
        ("91310199MA1K0A0T1Y", EntityKind.BRANCH),
    ],
)
def test_the_filing_route_takes_firms_individual_businesses_and_cooperatives(code: str, entity: EntityKind) -> None:
    assert outcomes(licence(credit_code=code, entity=entity)) == {}


def test_a_code_of_another_kind_of_entity_is_fix() -> None:
    assert outcomes(licence(entity=EntityKind.INDIVIDUAL)) == {"CODE_ENTITY_DIFFER": FIX}


# ── dates ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def term(end: date | None, start: date | None = date(2018, 3, 5)) -> Term:
    return Term(start=start, end=end)


def with_term(end: date | None, **over: Any) -> dict[str, Severity]:
    """A licence with this term, which the registry knows too."""
    return outcomes(licence(term=term(end, **over)), answers=dossier(registration=registration(term_end=end)))


def test_the_last_day_of_a_term_is_still_valid_and_the_next_is_not() -> None:
    assert with_term(TODAY) == {"LICENCE_EXPIRES_SOON": INFO}
    assert with_term(TODAY - timedelta(days=1)) == {"LICENCE_EXPIRED": FIX}


def test_a_term_of_less_than_90_days_is_a_reminder() -> None:
    assert with_term(TODAY + timedelta(days=89)) == {"LICENCE_EXPIRES_SOON": INFO}
    assert with_term(TODAY + timedelta(days=90)) == {}
    assert with_term(None) == {}


def test_a_term_that_is_not_printed_is_taken_from_the_registry() -> None:
    ended = dossier(registration=registration(term_end=TODAY - timedelta(days=1)))
    assert outcomes(licence(term=None), answers=ended) == {"LICENCE_EXPIRED": FIX}
    assert outcomes(licence(term=None), answers=dossier(registration=registration(term_end=None))) == {}


def test_a_licence_from_the_future_is_fix() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert "ESTABLISHED_IN_FUTURE" in outcomes(licence(established=tomorrow))
    assert with_term(None, start=tomorrow) == {"LICENCE_NOT_YET_VALID": FIX}


def test_a_licence_issued_before_the_firm_was_established_is_fix() -> None:
    assert outcomes(licence(issued=date(2018, 3, 4))) == {"ISSUED_TOO_EARLY": FIX}


def test_an_expired_card_is_fix_and_its_last_day_is_valid() -> None:
    start = TODAY.replace(year=TODAY.year - 20)
    assert outcomes(on_card=id_card(validity=term(TODAY, start))).get("ID_EXPIRED") is None
    yesterday = TODAY - timedelta(days=1)
    old = id_card(validity=term(yesterday, yesterday.replace(year=yesterday.year - 10)))
    assert outcomes(on_card=old)["ID_EXPIRED"] is FIX


def test_a_card_that_is_not_yet_valid_is_fix() -> None:
    tomorrow = TODAY + timedelta(days=1)
    card = id_card(validity=term(tomorrow.replace(year=tomorrow.year + 20), tomorrow))
    assert outcomes(on_card=card) == {"ID_NOT_YET_VALID": FIX}


def test_a_card_that_expires_soon_is_a_reminder() -> None:
    end = TODAY + timedelta(days=30)
    card = id_card(validity=term(end, end.replace(year=end.year - 10)), birth_date=None)
    assert outcomes(on_card=card)["ID_EXPIRES_SOON"] is INFO


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2005, 6, 1), date(2010, 6, 1)),
        (date(2015, 3, 1), date(2025, 3, 1)),
        (date(2016, 3, 1), date(2036, 3, 1)),
        (date(2036, 1, 1), None),
        (date(2016, 2, 29), date(2036, 2, 29)),
        (date(2012, 2, 29), date(2022, 2, 28)),
        (date(2012, 2, 29), date(2022, 3, 1)),
    ],
)
def test_a_cards_validity_fits_the_age_at_issue(start: date, end: date | None) -> None:
    assert fitting_validity(date(1990, 1, 1), start, end)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2015, 3, 1), date(2035, 3, 1)),
        (date(2016, 3, 1), None),
        (date(2016, 3, 1), date(2036, 3, 2)),
        (date(2036, 1, 1), date(2056, 1, 1)),
        (date(2005, 12, 31), date(2015, 12, 31)),
    ],
)
def test_another_length_of_validity_does_not_fit(start: date, end: date | None) -> None:
    assert not fitting_validity(date(1990, 1, 1), start, end)


@pytest.mark.parametrize(
    ("warning", "severity"),
    [
        ((), FLAG),
        (("LOW_CONFIDENCE:validity",), FIX),
        (("LOW_CONFIDENCE:authority",), FLAG),
        (("SCREEN",), STOP),
        (("GLARE",), FIX),
    ],
)
def test_a_wrong_length_is_flag_stop_with_a_doubtful_picture_and_fix_when_weakly_read_or_badly_lit(
    warning: tuple[str, ...], severity: Severity
) -> None:
    card = id_card(validity=term(date(2047, 3, 8), date(2017, 3, 8)))
    assert outcomes(on_card=card, warnings={PaperKind.ID_BACK: warning})["ID_VALIDITY_LENGTH"] is severity


# ── the representative ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_minor_cannot_represent_a_firm_until_the_day_of_full_age() -> None:
    young = {"number": "310199200802290035", "birth_date": date(2008, 2, 29), "sex": "男"}
    before = checked(on_card=id_card(**young, validity=term(date(2034, 3, 1), date(2024, 3, 1))))
    assert "REPRESENTATIVE_MINOR" not in {finding.code for finding in before}  # 18 since 2026-03-01
    minor = id_card(number=None, birth_date=TODAY.replace(year=TODAY.year - 18) + timedelta(days=1))
    assert outcomes(on_card=minor)["REPRESENTATIVE_MINOR"] is STOP


def test_a_birth_date_to_come_is_a_reading_error_and_no_minor() -> None:
    found = outcomes(on_card=id_card(number=None, birth_date=TODAY + timedelta(days=1)))
    assert found["BORN_IN_FUTURE"] is FIX
    assert "REPRESENTATIVE_MINOR" not in found


def test_an_age_above_120_is_a_reading_error() -> None:
    assert outcomes(on_card=id_card(number=None, birth_date=date(1900, 1, 1)))["REPRESENTATIVE_AGE"] is FIX


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"birth_date": date(1990, 1, 2)}, "ID_BIRTH_DIFFERS"),
        ({"sex": "女"}, "ID_SEX_DIFFERS"),
        ({"number": "310199199001010019"}, "ID_NUMBER_INVALID"),
        ({"number": "310199900101001"}, "ID_NUMBER_INVALID"),
    ],
)
def test_a_number_that_contradicts_the_card_is_fix(over: dict[str, Any], code: str) -> None:
    assert outcomes(on_card=id_card(**over)) == {code: FIX}


def test_another_name_on_the_card_is_fix_then_stop() -> None:
    other = id_card(name="林样月")
    assert outcomes(on_card=other) == {"REPRESENTATIVE_DIFFERS": FIX}
    assert outcomes(on_card=other, asked=("REPRESENTATIVE_DIFFERS",)) == {"REPRESENTATIVE_DIFFERS": STOP}


# ── the registry ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "上海诚明样例仪器有限公司"),
        ("representative", "林样月"),
        ("address", "上海市示范区诚明路100号3幢202室"),
        ("capital", yuan(2_000_000)),
        ("established", date(2018, 3, 6)),
    ],
)
def test_a_licence_that_differs_from_the_registry_is_fix(field: str, value: Any) -> None:
    found = checked(answers=dossier(registration=registration(**{field: value})))
    expected = (f"REGISTRY_{field.upper()}_DIFFERS", FIX, f"licence.{field}")
    assert [(finding.code, finding.severity, finding.about) for finding in found] == [expected]


@pytest.mark.parametrize(
    ("fact", "value", "code", "severity"),
    [
        ("type_text", "个体工商户", "REGISTRY_TYPE_DIFFERS", FIX),
        ("term_end", date(2038, 3, 4), "REGISTRY_TERM_DIFFERS", FIX),
        ("term_end", date(2058, 3, 4), "REGISTRY_TERM_DIFFERS", FLAG),
        ("term_end", None, "REGISTRY_TERM_DIFFERS", FLAG),
        ("scope", "一般项目：食品销售。", "REGISTRY_SCOPE_DIFFERS", INFO),
    ],
)
def test_another_type_and_a_longer_term_are_mended_a_shorter_one_is_looked_at_and_another_scope_is_told(
    fact: str, value: Any, code: str, severity: Severity
) -> None:
    found = checked(answers=dossier(registration=registration(**{fact: value})))
    assert [(finding.code, finding.severity) for finding in found] == [(code, severity)]
    before = policy().model_copy(update={"accounts": None})
    assert checked(answers=dossier(registration=registration(**{fact: value})), by=before) == []


def test_a_licence_for_ever_claims_longer_than_a_registry_that_names_an_end() -> None:
    found = checked(licence(term=Term(start=date(2018, 3, 5), end=None)))
    assert [(finding.code, finding.severity) for finding in found] == [("REGISTRY_TERM_DIFFERS", FIX)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "上海诚明样例精密仪器 有限公司"),
        ("representative", "范 例安"),
        ("address", "上海市示范区诚明路１００号3幢201室"),
        ("capital", None),
    ],
)
def test_width_and_spaces_make_no_difference_to_the_registry(field: str, value: Any) -> None:
    assert checked(answers=dossier(registration=registration(**{field: value}))) == []


# ── statements ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [AccountKind.GENERAL, AccountKind.SPECIAL, AccountKind.TEMPORARY])
def test_other_accounts_need_the_basic_account_number(kind: AccountKind) -> None:
    assert outcomes(said=statements(account_kind=kind)) == {"R-ACC-02": FIX}
    assert outcomes(said=statements(account_kind=kind, basic_account_number="J2900123456789")) == {}


def test_an_operating_address_elsewhere_is_only_information() -> None:
    assert outcomes(said=statements(operating_address="上海市示范区澜汐街266号")) == {"OPERATES_ELSEWHERE": INFO}


def test_an_empty_purpose_is_fix() -> None:
    assert outcomes(said=statements(purpose="　　")) == {"PURPOSE_EMPTY": FIX}


def test_findings_carry_no_personal_data() -> None:
    bad = checked(
        licence(representative="林样月"), id_card(sex="女"), answers=dossier(registration=registration(name="甲"))
    )
    told = "".join(finding.model_dump_json() for finding in bad)
    assert bad
    assert not [secret for secret in ("范例安", "林样月", "310199199001010018", "诚明") if secret in told]


TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ({"on_licence": licence(scope=None)}, ("SCOPE_UNREAD", "licence.scope", "formats.md 6.2")),
        ({"on_licence": licence(entity=EntityKind.OTHER)}, ("R-ACC-15", "licence.entity", "rules.md R-ACC-15")),
        ({"on_licence": licence(entity=EntityKind.COOP)}, ("CODE_ENTITY_DIFFER", "licence.entity", "formats.md 1")),
        ({"on_licence": licence(issued=date(2018, 3, 4))}, ("ISSUED_TOO_EARLY", "licence.issued", "formats.md 6.2")),
        ({"on_licence": licence(term=term(YESTERDAY))}, ("LICENCE_EXPIRED", "licence.term", "rules.md 9")),
        ({"on_licence": licence(term=term(TODAY))}, ("LICENCE_EXPIRES_SOON", "licence.term", "rules.md 9")),
        (
            {"on_licence": licence(term=term(None, TOMORROW))},
            ("LICENCE_NOT_YET_VALID", "licence.term", "rules.md 9"),
        ),
        (
            {"on_card": id_card(name="林样月")},
            ("REPRESENTATIVE_DIFFERS", "id_front.name", "process.md step 2"),
        ),
        (
            {"answers": dossier(registration=registration(capital=yuan(2)))},
            ("REGISTRY_CAPITAL_DIFFERS", "licence.capital", "rules.md 4.3"),
        ),
        (
            {"said": statements(account_kind=AccountKind.SPECIAL)},
            ("R-ACC-02", "statements.basic_account_number", "rules.md R-ACC-02"),
        ),
        ({"said": statements(purpose="　　")}, ("PURPOSE_EMPTY", "statements.purpose", "process.md step 1")),
        (
            {"said": statements(operating_address="上海市示范区澜汐街266号")},
            ("OPERATES_ELSEWHERE", "statements.operating_address", "rules.md 8"),
        ),
        (
            {"warnings": {PaperKind.LICENCE: ("LOW_CONFIDENCE:name",)}},
            ("READING_LOW_CONFIDENCE", "licence.name", "process.md step 2"),
        ),
        (
            {"warnings": {PaperKind.LICENCE: ("NO_TEXT",)}},
            ("NO_TEXT", "licence", "process.md step 2"),
        ),
    ],
)
def test_each_finding_names_the_field_to_mend_and_the_rule_it_comes_from(
    over: dict[str, Any], told: tuple[str, str, str]
) -> None:
    found = [(one.code, one.about, one.rule) for one in checked(**over)]
    beside = ("REGISTRY_TERM_DIFFERS", "licence.term", "rules.md 4.3")  # the registry keeps its own term
    assert [one for one in found if one != beside] == [told]


def test_a_firm_established_today_is_no_firm_of_the_future() -> None:
    young = {"established": TODAY, "issued": TODAY, "term": term(None, TODAY)}
    agrees = dossier(registration=registration(established=TODAY))
    assert "ESTABLISHED_IN_FUTURE" not in outcomes(licence(**young), answers=agrees)
    early = dict.fromkeys(("established", "issued"), TOMORROW)
    found = checked(licence(**early), answers=dossier(registration=registration(established=TOMORROW)))
    assert [(one.code, one.about, one.rule) for one in found] == [
        ("ESTABLISHED_IN_FUTURE", "licence.established", "formats.md 8")
    ]


def test_a_licence_issued_on_the_day_of_establishment_is_fine() -> None:
    assert checked(licence(issued=date(2018, 3, 5))) == []


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("credit_code", "统一社会信用代码"),
        ("name", "名称"),
        ("entity", "类型"),
        ("representative", "法定代表人"),
        ("established", "成立日期"),
        ("address", "住所"),
        ("capital", "注册资本"),
    ],
)
def test_an_unread_field_is_called_by_its_printed_name(field: str, label: str) -> None:
    told = [finding.zh for finding in checked(licence(**{field: None})) if finding.code == "UNREAD"]
    assert len(told) == 1
    assert label in told[0]


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("name", "上海诚明样例仪器有限公司", "名称"),
        ("representative", "林样月", "法定代表人"),
        ("address", "上海市示范区诚明路100号3幢202室", "住所"),
        ("capital", yuan(2), "注册资本"),
        ("established", date(2018, 3, 6), "成立日期"),
    ],
)
def test_what_differs_from_the_registry_is_called_by_its_printed_name(field: str, value: Any, label: str) -> None:
    (found,) = checked(answers=dossier(registration=registration(**{field: value})))
    assert found.zh == f"营业执照{label}与工商登记不一致"
    assert field in found.en


def test_what_the_registry_does_not_tell_contradicts_nothing() -> None:
    assert checked(answers=dossier(registration=registration(capital=None))) == []
    assert checked(answers=dossier(registration=None)) == []
