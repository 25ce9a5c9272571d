"""What the outside answers mean: one test for each row of the code tables (rules.md 4.1-4.3, 5, 6)."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.checks import (
    OTHER_ID_TYPES,
    AbnormalEntry,
    Change,
    CitizenCode,
    Dossier,
    ListHit,
    ListKind,
    PhoneCode,
    RegistrationAnswer,
    RegistrationCode,
    System,
    TaxCode,
    TaxpayerState,
    UnknownFirm,
)
from models.findings import Finding, Severity
from models.papers import IdCard, Licence
from models.policy import Policy, RegistryDays
from models.rules.plan import ABOUT_THE_AGENT, FIRST_ROUND, Questions, questions
from models.rules.review import supplement_items
from models.rules.screening import ask_daily, findings, in_business, still_unknown, too_new
from tests import builders
from tests.builders import (
    CREDIT_CODE,
    NOW,
    TODAY,
    agent_card,
    agent_citizen,
    agent_phone,
    by_agent_dossier,
    citizen,
    dossier,
    firm,
    id_card,
    letter,
    licence,
    lists,
    phone,
    policy,
    policy_with,
    registration,
    statements,
    tax,
)
from tests.wording import well_said

HARD, STOP, FIX, FLAG, INFO = Severity.HARD, Severity.STOP, Severity.FIX, Severity.FLAG, Severity.INFO
WHOLE = questions(licence(), id_card(), statements())
BY_AGENT = questions(licence(), id_card(), statements(), letter(), agent_card())
ESTABLISHED = date(2018, 3, 5)


def screened(
    answers: Dossier, *, established: date = ESTABLISHED, asked: tuple[str, ...] = (), asking: Questions = WHOLE
) -> list[Finding]:
    return [well_said(finding) for finding in findings(asking, answers, established, policy(), NOW, asked)]


def outcomes(answers: Dossier, **more: Any) -> dict[str, Severity]:
    return {finding.code: finding.severity for finding in screened(answers, **more)}


def of_firm(**over: Any) -> dict[str, Severity]:
    return outcomes(dossier(registration=registration(**over)))


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_a_clean_firm_has_no_findings() -> None:
    assert screened(dossier()) == []


# ── silence ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("system", FIRST_ROUND)
def test_a_system_that_did_not_answer_stops(system: System) -> None:
    found = screened(by_agent_dossier(**{system: None}), asking=BY_AGENT)
    assert [(finding.code, finding.severity, finding.about) for finding in found] == [("NOT_ANSWERED", STOP, system)]


def test_an_agent_is_asked_about_only_where_one_acts() -> None:
    assert screened(by_agent_dossier(), asking=BY_AGENT) == []
    assert not {finding.about for finding in screened(dossier())} & ABOUT_THE_AGENT


@pytest.mark.parametrize("code", [code for code in CitizenCode if code is not CitizenCode.MATCH_PHOTO])
def test_the_agents_citizen_answer_means_what_the_representatives_means(code: CitizenCode) -> None:
    own = screened(dossier(citizen=citizen(code)))
    agents = screened(by_agent_dossier(agent_citizen=agent_citizen(code)), asking=BY_AGENT)
    assert [(one.code, one.severity) for one in agents] == [(f"AGENT_{one.code}", one.severity) for one in own]
    assert {one.about.partition("_")[0] for one in agents} == {"agent"}


@pytest.mark.parametrize("code", [code for code in PhoneCode if code is not PhoneCode.MATCHED])
def test_the_agents_phone_answer_means_what_the_representatives_means(code: PhoneCode) -> None:
    own = screened(dossier(phone=phone(code)))
    agents = screened(by_agent_dossier(agent_phone=agent_phone(code)), asking=BY_AGENT)
    assert [(one.code, one.severity) for one in agents] == [(f"AGENT_{one.code}", one.severity) for one in own]


FINANCE = questions(licence(), id_card(), statements(**builders.FINANCE_OFFICER), finance_officer=True)


@pytest.mark.parametrize("code", [code for code in PhoneCode if code is not PhoneCode.MATCHED])
def test_4_1_finance_officers_phone_answer_means_what_the_representatives_means(code: PhoneCode) -> None:
    own = screened(dossier(phone=phone(code)))
    finance = screened(dossier(finance_phone=builders.finance_phone(code)), asking=FINANCE)
    assert [(one.code, one.severity) for one in finance] == [(f"FINANCE_{one.code}", one.severity) for one in own]
    again = screened(dossier(finance_phone=builders.finance_phone(code)), asking=FINANCE, asked=(finance[0].code,))
    assert again[0].severity is {PhoneCode.NOT_FOUND: FLAG}.get(code, STOP)


@pytest.mark.parametrize(
    ("over", "code", "severity"),
    [
        ({"user_kind": "ENTY"}, "FINANCE_PHONE_OF_UNIT", FLAG),
        ({"status": "DSBL"}, "FINANCE_PHONE_SUSPENDED", FIX),
        ({"carrier": "0001"}, "FINANCE_PHONE_VIRTUAL", FLAG),
    ],
)
def test_4_1_finance_officers_matched_phone_has_the_details_of_its_row(
    over: dict[str, Any], code: str, severity: Severity
) -> None:
    found = screened(dossier(finance_phone=builders.finance_phone(**over)), asking=FINANCE)
    assert [(one.code, one.severity) for one in found] == [(code, severity)]


def test_4_1_finance_officers_own_phone_is_asked_for_and_a_foreign_one_speaks_of_nobody_else() -> None:
    lost = screened(dossier(finance_phone=builders.finance_phone(PhoneCode.NOT_FOUND)), asking=FINANCE)
    [item] = supplement_items(lost)
    assert (item.statement, item.zh) == (
        "finance_phone",
        "请更正财务负责人手机号：手机号查无登记，请提供其他号码。",
    )
    [foreign] = screened(dossier(finance_phone=builders.finance_phone(PhoneCode.ID_NUMBER_DIFFERS)), asking=FINANCE)
    assert (foreign.about, foreign.zh) == (System.FINANCE_PHONE, "手机号不属于财务负责人")


def test_4_1_finance_officer_who_was_asked_about_and_has_no_answer_stops() -> None:
    [found] = screened(dossier(), asking=FINANCE)
    assert (found.code, found.severity, found.about) == ("NOT_ANSWERED", STOP, System.FINANCE_PHONE)


def test_an_answer_to_another_question_is_no_answer() -> None:
    other = questions(licence(), id_card(), statements(phone="19900000002"))
    found = screened(dossier(), asking=other)
    assert [(finding.code, finding.about) for finding in found] == [("NOT_ANSWERED", "phone")]


def test_what_cannot_be_asked_yet_is_to_be_mended_not_passed() -> None:
    found = screened(Dossier(), asking=questions(Licence(), IdCard(), statements()))
    assert {finding.about for finding in found} == set(FIRST_ROUND) - ABOUT_THE_AGENT
    assert {(finding.code, finding.severity) for finding in found} == {("NOT_ASKED", FIX)}


# ── registration (4.3) ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", [RegistrationCode.NAME_DIFFERS, RegistrationCode.REPRESENTATIVE_NAME_DIFFERS])
def test_registration_wcon_and_wlpn_are_fix_then_stop(code: RegistrationCode) -> None:
    answers = dossier(registration=registration(code))
    assert outcomes(answers) == {code: FIX}
    assert outcomes(answers, asked=(code,)) == {code: STOP}


def test_registration_wlpi_is_stop() -> None:
    assert outcomes(dossier(registration=registration(RegistrationCode.REPRESENTATIVE_ID_DIFFERS))) == {"WLPI": STOP}


def test_registration_ntfd_is_stop() -> None:
    assert outcomes(dossier(registration=registration(RegistrationCode.NOT_FOUND))) == {"NTFD": STOP}


@pytest.mark.parametrize("established", [date(2026, 9, 29), date(2026, 10, 8)])
def test_registration_ntfd_of_a_firm_of_three_working_days_is_asked_again(established: date) -> None:
    answers = dossier(registration=registration(RegistrationCode.NOT_FOUND))
    assert outcomes(answers, established=established) == {"REGISTRATION_TOO_NEW": FIX}


def test_three_working_days_count_by_the_business_calendar() -> None:
    assert too_new(date(2026, 9, 28), policy(), TODAY)  # the 29th, the 30th, and the 8th after the holidays
    assert not too_new(date(2026, 9, 27), policy(), TODAY)
    assert not too_new(TODAY + timedelta(days=1), policy(), TODAY)
    assert not too_new(None, policy(), TODAY)


NTFD = registration(RegistrationCode.NOT_FOUND)
THURSDAY, FRIDAY, SATURDAY, SUNDAY = (date(2026, 10, day) for day in (8, 9, 10, 11))


def unknown(*days: date) -> UnknownFirm:
    return UnknownFirm(credit_code=CREDIT_CODE, days=days)


def test_ntfd_new_is_asked_again_on_three_more_days_and_then_stops() -> None:
    days = (THURSDAY, FRIDAY, SATURDAY, SUNDAY)
    told = [ask_daily(THURSDAY, unknown(*days[:count]), policy(), NOW) for count in (1, 2, 3, 4)]
    assert told == [True, True, True, False]
    found = findings(WHOLE, dossier(registration=NTFD), THURSDAY, policy(), NOW, unknown=unknown(*days))
    assert [(well_said(one).code, one.severity) for one in found] == [("NTFD", STOP)]


def test_ntfd_new_counts_tries_and_not_the_firms_age_meanwhile() -> None:
    much_later = builders.shanghai(2026, 10, 30, 10)
    assert ask_daily(THURSDAY, unknown(THURSDAY, FRIDAY), policy(), much_later)


def test_ntfd_new_is_not_a_firm_that_was_older_when_it_was_first_asked_about() -> None:
    assert not ask_daily(date(2026, 9, 27), unknown(THURSDAY), policy(), NOW)


def test_ntfd_new_of_a_case_from_before_tries_were_counted_is_asked_while_the_firm_is_new() -> None:
    outside = policy().outside.model_copy(update={"registry_retries": None})
    old = policy().model_copy(update={"outside": outside})
    days = unknown(THURSDAY, FRIDAY, SATURDAY, SUNDAY)
    assert ask_daily(THURSDAY, days, old, NOW)
    assert not ask_daily(THURSDAY, days, old, builders.shanghai(2026, 10, 14, 10))


def test_ntfd_counts_a_day_once_however_often_it_was_asked() -> None:
    first = still_unknown(None, NTFD, NOW)
    assert first == still_unknown(first, NTFD, NOW + timedelta(hours=3)) == unknown(THURSDAY)
    assert still_unknown(first, NTFD, NOW + timedelta(days=1)) == unknown(THURSDAY, FRIDAY)


def test_ntfd_counts_anew_for_another_firm_and_ends_with_any_other_answer() -> None:
    other = NTFD.query.model_copy(update={"credit_code": "91310199MA1K0B1U9M"})
    asked = registration(RegistrationCode.NOT_FOUND, query=other)
    again = still_unknown(unknown(THURSDAY, FRIDAY), asked, NOW)
    assert again == UnknownFirm(credit_code=other.credit_code, days=(THURSDAY,))
    assert still_unknown(unknown(THURSDAY), registration(), NOW) is None
    assert still_unknown(unknown(THURSDAY), None, NOW) == unknown(THURSDAY)


def test_registration_mchd_without_the_firms_record_is_stop() -> None:
    empty = registration().model_copy(update={"answer": RegistrationAnswer(code=RegistrationCode.MATCHED)})
    assert outcomes(dossier(registration=empty)) == {"REGISTRATION_INCOMPLETE": STOP}


def test_registration_mchd_with_another_firms_record_is_stop() -> None:
    assert of_firm(credit_code="91310199MA1K0B1U9M") == {"REGISTRATION_INCOMPLETE": STOP}


@pytest.mark.parametrize("state", ["存续", "在营", "开业", "在册", "存续（在营、开业、在册）", "在营 (开业)"])
def test_a_firm_in_business_goes_on(state: str) -> None:
    assert in_business(firm(state=state))
    assert of_firm(state=state) == {}


@pytest.mark.parametrize("state", ["吊销", "注销", "吊销，未注销", "迁出", "停业", "存续（吊销）", "", "非存续"])
def test_a_firm_not_in_business_is_hard(state: str) -> None:
    assert of_firm(state=state) == {"NOT_IN_BUSINESS": HARD}


def test_a_serious_violation_is_hard() -> None:
    assert of_firm(serious_violation=True) == {"SERIOUS_VIOLATION": HARD}


def lost(copy: str, presented: str | None, reissued: bool | None = None) -> dict[str, Severity]:
    answers = dossier(registration=registration(lost_licence=copy, reissued=reissued))
    found = findings(WHOLE, answers, ESTABLISHED, policy(), NOW, (), presented)
    return {finding.code: well_said(finding).severity for finding in found}


@pytest.mark.parametrize(
    ("copy", "presented"), [("COPY", "COPY"), ("ORGN", "ORGN"), ("ORCY", "COPY"), ("ORCY", "ORGN")]
)
@pytest.mark.parametrize("reissued", [True, False, None])
def test_a_lost_licence_statement_for_the_presented_copy_is_stop_even_when_it_was_issued_again(
    copy: str, presented: str, reissued: bool | None
) -> None:
    assert lost(copy, presented, reissued) == {"LOST_LICENCE": STOP}


@pytest.mark.parametrize("copy", ["COPY", "ORGN", "ORCY", "?"])
def test_a_lost_licence_statement_is_stop_when_nobody_can_tell_which_copy_was_presented(copy: str) -> None:
    assert lost(copy, None) == {"LOST_LICENCE": STOP}


def test_a_lost_licence_statement_that_names_no_known_copy_is_stop() -> None:
    assert lost("?", "COPY") == {"LOST_LICENCE": STOP}


@pytest.mark.parametrize(("copy", "presented"), [("ORGN", "COPY"), ("COPY", "ORGN")])
def test_a_lost_licence_statement_for_the_other_copy_is_told(copy: str, presented: str) -> None:
    assert lost(copy, presented) == {"OTHER_LICENCE_LOST": INFO}


@pytest.mark.parametrize(
    "item",
    [
        "法定代表人变更",
        "负责人变更（法定代表人、负责人、首席代表等变更）",
        "经营者",
        "首席代表变更",
        "执行事务合伙人变更",
    ],
)
def test_another_representative_within_30_days_is_flag(item: str) -> None:
    assert of_firm(changes=(Change(item=item, before="甲", after="乙", on=days_ago(29)),)) == {
        "REPRESENTATIVE_CHANGED": FLAG
    }
    assert of_firm(changes=(Change(item=item, before="甲", after="乙", on=days_ago(30)),)) == {}


@pytest.mark.parametrize(
    "item", ["投资人变更（包括出资额、出资方式、投资人名称等）", "财务负责人", "高级管理人员备案（法定代表人、董事）"]
)
def test_another_shareholder_or_officer_is_no_other_representative(item: str) -> None:
    assert of_firm(changes=(change(item, 10),)) == {}


def test_the_investor_stands_for_a_sole_proprietorship() -> None:
    alone = of_firm(type_text="个人独资企业", changes=(change("投资人变更", 10),))
    assert "REPRESENTATIVE_CHANGED" in alone


@pytest.mark.parametrize("removed", [days_ago(-1), days_ago(400)])
def test_an_entry_that_was_removed_tomorrow_or_before_it_stood_is_on_the_list(removed: date) -> None:
    entry = AbnormalEntry(reason=3, on=days_ago(300), removed=removed)
    assert of_firm(abnormal=(entry,)) == {"ABNORMAL_3": STOP}


def change(item: str, days: int) -> Change:
    return Change(item=item, before="甲", after="乙", on=days_ago(days))


def test_three_changes_of_core_items_in_six_months_are_flag() -> None:
    three = (change("住所变更", 60), change("经营范围变更", 90), change("法定代表人变更", 180))
    assert of_firm(changes=three) == {"MANY_CHANGES": FLAG}
    assert of_firm(changes=three[:2]) == {}
    assert of_firm(changes=(*three[:2], change("住所变更", 184))) == {}
    assert of_firm(changes=(*three[:2], change("联络员备案", 10))) == {}


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (1, {"ABNORMAL_1": FLAG, "ABNORMAL_1_ADVICE": FIX}),
        (2, {"ABNORMAL_2": FLAG}),
        (3, {"ABNORMAL_3": STOP}),
        (4, {"ABNORMAL_4": FLAG}),
        (9, {"ABNORMAL_9": STOP}),
    ],
)
def test_the_abnormal_list_counts_by_reason(reason: int, expected: dict[str, Severity]) -> None:
    assert of_firm(abnormal=(AbnormalEntry(reason=reason, on=days_ago(100)),)) == expected


def test_a_removed_abnormal_entry_is_no_finding() -> None:
    assert of_firm(abnormal=(AbnormalEntry(reason=3, on=days_ago(100), removed=days_ago(10)),)) == {}


def test_an_abnormal_entry_not_removed_for_three_years_is_stop() -> None:
    entry = AbnormalEntry(reason=2, on=days_ago(3 * 365 + 1))
    assert of_firm(abnormal=(entry,)) == {"ABNORMAL_2": FLAG, "ABNORMAL_TOO_LONG": STOP}


# ── phone (4.1) ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", [PhoneCode.ID_TYPE_DIFFERS, PhoneCode.NAME_DIFFERS])
def test_phone_widt_and_wnam_are_fix_then_stop(code: PhoneCode) -> None:
    answers = dossier(phone=phone(code))
    assert outcomes(answers) == {code: FIX}
    assert outcomes(answers, asked=(code,)) == {code: STOP}


def test_phone_widt_is_stop_once_every_other_kind_of_id_was_asked_for() -> None:
    last = phone(PhoneCode.ID_TYPE_DIFFERS).model_copy(update={"id_type": OTHER_ID_TYPES[-1]})
    assert outcomes(dossier(phone=last)) == {"WIDT": STOP}


@pytest.mark.parametrize("id_type", ["IC00", *OTHER_ID_TYPES])
def test_phone_mchd_under_any_kind_of_id_is_a_pass(id_type: str) -> None:
    assert outcomes(dossier(phone=phone().model_copy(update={"id_type": id_type}))) == {}


def test_phone_widn_is_stop() -> None:
    assert outcomes(dossier(phone=phone(PhoneCode.ID_NUMBER_DIFFERS))) == {"WIDN": STOP}


def test_phone_ntfd_is_fix_and_the_second_time_flag() -> None:
    answers = dossier(phone=phone(PhoneCode.NOT_FOUND))
    assert outcomes(answers) == {"PHONE_NOT_FOUND": FIX}
    assert outcomes(answers, asked=("PHONE_NOT_FOUND",)) == {"PHONE_NOT_FOUND": FLAG}


@pytest.mark.parametrize("kind", ["ENTY", None, "?"])
def test_a_phone_that_is_not_a_persons_is_flag(kind: str | None) -> None:
    assert outcomes(dossier(phone=phone(user_kind=kind))) == {"PHONE_OF_UNIT": FLAG}


@pytest.mark.parametrize("status", ["DSBL", None, "?"])
def test_a_phone_that_is_not_in_service_is_fix(status: str | None) -> None:
    found = screened(dossier(phone=phone(status=status)))
    assert [(finding.code, finding.severity, finding.about) for finding in found] == [
        ("PHONE_SUSPENDED", FIX, "statements.phone")
    ]


@pytest.mark.parametrize("carrier", ["0000", "0042", None, "9999"])
def test_a_virtual_or_unknown_carrier_is_flag(carrier: str | None) -> None:
    assert outcomes(dossier(phone=phone(carrier=carrier))) == {"PHONE_VIRTUAL": FLAG}


@pytest.mark.parametrize("carrier", ["1000", "2000", "3000"])
def test_the_three_carriers_with_own_networks_are_fine(carrier: str) -> None:
    assert outcomes(dossier(phone=phone(carrier=carrier))) == {}


# ── tax (4.2) ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_tax_nmch_is_stop() -> None:
    assert outcomes(dossier(tax=tax(TaxCode.NAME_DIFFERS))) == {"NMCH": STOP}


def test_tax_nmch_is_fix_when_the_name_changed_within_30_days() -> None:
    renamed = registration(changes=(Change(item="名称变更", before="甲", after="乙", on=days_ago(29)),))
    assert outcomes(dossier(registration=renamed, tax=tax(TaxCode.NAME_DIFFERS))) == {"NMCH": FIX}
    long_ago = registration(changes=(Change(item="名称变更", before="甲", after="乙", on=days_ago(30)),))
    assert outcomes(dossier(registration=long_ago, tax=tax(TaxCode.NAME_DIFFERS))) == {"NMCH": STOP}


@pytest.mark.parametrize("item", ["投资人变更（包括投资人名称等）", "分支机构名称变更", "股东名称变更"])
def test_4_2_another_ones_new_name_does_not_explain_what_the_tax_office_knows(item: str) -> None:
    renamed = registration(changes=(change(item, 10),))
    assert outcomes(dossier(registration=renamed, tax=tax(TaxCode.NAME_DIFFERS))) == {"NMCH": STOP}


@pytest.mark.parametrize(("age", "severity"), [(0, INFO), (29, INFO), (30, FLAG), (2000, FLAG)])
def test_tax_ntfd_is_info_for_a_new_firm_and_flag_for_an_older_one(age: int, severity: Severity) -> None:
    young = registration(established=days_ago(age))
    assert outcomes(dossier(registration=young, tax=tax(TaxCode.NOT_FOUND))) == {"TAX_NOT_FOUND": severity}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (TaxpayerState.OPEN, {}),
        (TaxpayerState.CANCELLED, {"TAX_CNCL": STOP}),
        (TaxpayerState.ABNORMAL, {"TAX_IMID": FLAG}),
        (TaxpayerState.ABNORMAL_CANCELLED, {"TAX_IMCL": STOP}),
    ],
)
def test_the_taxpayers_state_counts(state: TaxpayerState, expected: dict[str, Severity]) -> None:
    assert outcomes(dossier(tax=tax(states=(state,)))) == expected


def test_one_bad_office_among_several_counts() -> None:
    states = (TaxpayerState.OPEN, TaxpayerState.ABNORMAL, TaxpayerState.OPEN)
    assert outcomes(dossier(tax=tax(states=states))) == {"TAX_IMID": FLAG}


def test_a_tax_match_without_any_state_is_stop() -> None:
    assert outcomes(dossier(tax=tax(states=()))) == {"TAX_INCOMPLETE": STOP}


# ── citizen (5) ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_citizen_match_with_photo_is_a_pass() -> None:
    assert outcomes(dossier(citizen=citizen(CitizenCode.MATCH_PHOTO))) == {}


def test_a_citizen_mismatch_names_the_other_proofs_and_the_counter() -> None:
    [found] = screened(dossier(citizen=citizen(CitizenCode.NOT_FOUND)))
    assert all(word in found.zh for word in ("户口簿", "护照", "驾驶证", "柜面"))


def test_a_citizen_match_without_photo_asks_for_the_chip() -> None:
    assert outcomes(dossier(citizen=citizen(CitizenCode.MATCH_NO_PHOTO))) == {"CITIZEN_NO_PHOTO": FLAG}


@pytest.mark.parametrize("code", [CitizenCode.NAME_MISMATCH, CitizenCode.NOT_FOUND, CitizenCode.NOT_FOUND_OR_MISMATCH])
def test_a_citizen_mismatch_is_no_refusal_but_asks_for_other_proof(code: CitizenCode) -> None:
    assert outcomes(dossier(citizen=citizen(code))) == {f"CITIZEN_{code}": FIX}


# ── lists (6) ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "severity"),
    [
        (ListKind.MANDATORY, HARD),
        (ListKind.PUNISHED, HARD),
        (ListKind.SERIOUS_VIOLATION, HARD),
        (ListKind.CASE_RELATED, STOP),
        (ListKind.BLACK, STOP),
        (ListKind.DEFAULTER, FLAG),
        (ListKind.PEP, FLAG),
        (ListKind.GREY, FLAG),
        (ListKind.WHITE, INFO),
    ],
)
def test_a_hit_by_number_has_its_lists_outcome(kind: ListKind, severity: Severity) -> None:
    hit = ListHit(kind=kind, entry="1", by_number=True)
    assert outcomes(dossier(lists=lists(hit))) == {f"LIST_{kind.upper()}": severity}


@pytest.mark.parametrize("kind", [ListKind.MANDATORY, ListKind.PUNISHED, ListKind.SERIOUS_VIOLATION])
def test_a_match_by_name_on_a_hard_list_is_held_for_risk(kind: ListKind) -> None:
    hit = ListHit(kind=kind, entry="1", by_number=False)
    assert outcomes(dossier(lists=lists(hit))) == {f"LIST_{kind.upper()}_NEAR": STOP}


def test_every_list_has_an_outcome_by_number_and_by_name() -> None:
    for kind in ListKind:
        for by_number in (True, False):
            assert len(screened(dossier(lists=lists(ListHit(kind=kind, entry="1", by_number=by_number))))) == 1


def test_an_answer_without_list_version_is_stop_and_not_no_hits() -> None:
    assert outcomes(dossier(lists=lists(version=" "))) == {"LISTS_INCOMPLETE": STOP}


def of(**answers: Any) -> Dossier:
    return dossier(**answers)


REGISTRY, PHONE_RULE = "rules.md 4.3", "rules.md 4.1"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (of(phone=None), [("NOT_ANSWERED", "phone", "process.md step 2")]),
        (of(registration=registration(RegistrationCode.NAME_DIFFERS)), [("WCON", "licence.name", REGISTRY)]),
        (
            of(registration=registration(RegistrationCode.REPRESENTATIVE_NAME_DIFFERS)),
            [("WLPN", "licence.representative", REGISTRY)],
        ),
        (
            of(registration=registration(RegistrationCode.REPRESENTATIVE_ID_DIFFERS)),
            [("WLPI", "registration", REGISTRY)],
        ),
        (of(registration=registration(RegistrationCode.NOT_FOUND)), [("NTFD", "registration", REGISTRY)]),
        (
            of(registration=registration(credit_code="91310199MA1K0B1U9M")),
            [("REGISTRATION_INCOMPLETE", "registration", REGISTRY)],
        ),
        (of(registration=registration(state="吊销")), [("NOT_IN_BUSINESS", "registration", REGISTRY)]),
        (
            of(registration=registration(serious_violation=True)),
            [("SERIOUS_VIOLATION", "registration", "rules.md 6")],
        ),
        (of(registration=registration(lost_licence="ORGN")), [("LOST_LICENCE", "registration", REGISTRY)]),
        (
            of(registration=registration(changes=(change("法定代表人变更", 1),))),
            [("REPRESENTATIVE_CHANGED", "registration", REGISTRY)],
        ),
        (
            of(registration=registration(changes=(change("住所变更", 60),) * 3)),
            [("MANY_CHANGES", "registration", REGISTRY)],
        ),
        (
            of(registration=registration(abnormal=(AbnormalEntry(reason=1, on=days_ago(1096)),))),
            [
                ("ABNORMAL_1", "registration", "rules.md 6"),
                ("ABNORMAL_1_ADVICE", "registration", "rules.md 6"),
                ("ABNORMAL_TOO_LONG", "registration", "rules.md 6"),
            ],
        ),
        (of(phone=phone(PhoneCode.ID_TYPE_DIFFERS)), [("WIDT", "statements.phone", PHONE_RULE)]),
        (of(phone=phone(PhoneCode.ID_NUMBER_DIFFERS)), [("WIDN", "phone", PHONE_RULE)]),
        (of(phone=phone(PhoneCode.NAME_DIFFERS)), [("WNAM", "statements.phone", PHONE_RULE)]),
        (of(phone=phone(PhoneCode.NOT_FOUND)), [("PHONE_NOT_FOUND", "statements.phone", PHONE_RULE)]),
        (
            of(phone=phone(user_kind=None, status=None, carrier=None)),
            [
                ("PHONE_OF_UNIT", "phone", PHONE_RULE),
                ("PHONE_SUSPENDED", "statements.phone", PHONE_RULE),
                ("PHONE_VIRTUAL", "phone", PHONE_RULE),
            ],
        ),
        (of(tax=tax(TaxCode.NAME_DIFFERS)), [("NMCH", "licence.name", "rules.md 4.2")]),
        (of(tax=tax(TaxCode.NOT_FOUND)), [("TAX_NOT_FOUND", "tax", "rules.md 4.2")]),
        (of(tax=tax(states=())), [("TAX_INCOMPLETE", "tax", "rules.md 4.2")]),
        (of(tax=tax(states=(TaxpayerState.CANCELLED,))), [("TAX_CNCL", "tax", "rules.md 4.2")]),
        (of(citizen=citizen(CitizenCode.MATCH_NO_PHOTO)), [("CITIZEN_NO_PHOTO", "citizen", "rules.md 5")]),
        (of(citizen=citizen(CitizenCode.NOT_FOUND)), [("CITIZEN_NOT_FOUND", "id_front.number", "rules.md 5")]),
        (of(lists=lists(version="")), [("LISTS_INCOMPLETE", "lists", "rules.md 6")]),
        (
            of(lists=lists(ListHit(kind=ListKind.GREY, entry="1", by_number=True))),
            [("LIST_GREY", "lists", "rules.md 6")],
        ),
    ],
)
def test_each_finding_names_the_system_or_the_field_to_mend_and_the_rule_it_comes_from(
    answers: Dossier, told: list[tuple[str, str, str]]
) -> None:
    assert [(finding.code, finding.about, finding.rule) for finding in screened(answers)] == told


def test_what_was_not_asked_yet_names_the_system() -> None:
    found = screened(Dossier(), asking=questions(Licence(), IdCard(), statements()))
    assert {(finding.about, finding.rule) for finding in found} >= {("tax", "process.md step 2")}
    assert any("税" in finding.zh for finding in found)


def test_several_missing_answers_are_told_in_the_order_of_the_systems() -> None:
    found = screened(Dossier())
    told = [finding.about for finding in found]
    assert told == [system for system in System if system in told]
    assert len(told) > 1


def test_the_licences_date_decides_where_the_registry_knows_no_firm() -> None:
    unknown = dossier(registration=None, tax=tax(TaxCode.NOT_FOUND))
    assert outcomes(unknown, established=days_ago(29))["TAX_NOT_FOUND"] is INFO
    assert outcomes(unknown, established=days_ago(30))["TAX_NOT_FOUND"] is FLAG


def test_a_firm_that_is_established_tomorrow_is_no_new_firm() -> None:
    early = dossier(registration=registration(established=days_ago(-1)), tax=tax(TaxCode.NOT_FOUND))
    assert outcomes(early) == {"TAX_NOT_FOUND": FLAG}


def test_an_abnormal_entry_of_three_years_to_the_day_is_not_too_long_yet() -> None:
    entry = AbnormalEntry(reason=2, on=days_ago(3 * 365))
    assert of_firm(abnormal=(entry,)) == {"ABNORMAL_2": FLAG}


def test_a_change_of_tomorrow_does_not_count_and_one_of_today_does() -> None:
    assert of_firm(changes=(change("法定代表人变更", -1),)) == {}
    assert of_firm(changes=(change("法定代表人变更", 0),)) == {"REPRESENTATIVE_CHANGED": FLAG}


@pytest.mark.parametrize(("days", "expected"), [(182, {"MANY_CHANGES": FLAG}), (183, {})])
def test_six_months_of_changes_are_183_days(days: int, expected: dict[str, Severity]) -> None:
    assert of_firm(changes=(*[change("住所变更", 60)] * 2, change("住所变更", days))) == expected


def test_a_firm_of_four_working_days_is_not_too_new() -> None:
    monday = date(2026, 11, 16)
    assert too_new(date(2026, 11, 11), policy(), monday)
    assert not too_new(date(2026, 11, 10), policy(), monday)


def test_the_same_hit_twice_is_one_finding() -> None:
    hit = ListHit(kind=ListKind.GREY, entry="1", by_number=True)
    assert len(screened(dossier(lists=lists(hit, hit)))) == 1


@pytest.mark.parametrize("reissued", [True, False])
def test_a_licence_that_was_issued_again_is_to_be_compared(reissued: bool) -> None:
    [found] = screened(dossier(registration=registration(lost_licence="ORGN", reissued=reissued)))
    assert ("补领" in found.zh) is reissued


def test_a_match_by_name_says_that_it_is_by_name_alone() -> None:
    [near] = screened(dossier(lists=lists(ListHit(kind=ListKind.BLACK, entry="1", by_number=False))))
    [exact] = screened(dossier(lists=lists(ListHit(kind=ListKind.BLACK, entry="1", by_number=True))))
    assert near.severity is STOP
    assert ("姓名" in near.zh, "姓名" in exact.zh) == (True, False)
    assert ("by name only" in near.en, "by name only" in exact.en) == (True, False)


# ── all ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_findings_carry_no_personal_data() -> None:
    worst = dossier(
        registration=registration(RegistrationCode.REPRESENTATIVE_ID_DIFFERS),
        phone=phone(PhoneCode.ID_NUMBER_DIFFERS),
        citizen=citizen(CitizenCode.NAME_MISMATCH),
        lists=lists(ListHit(kind=ListKind.BLACK, entry="范例安", by_number=False)),
    )
    told = "".join(finding.model_dump_json() for finding in screened(worst))
    assert not [secret for secret in ("范例安", "310199199001010018", "19900000001", "诚明") if secret in told]


# ── the numbers are the policy's ────────────────────────────────────────────────────────────────────────────────────


def within(**days: int) -> Policy:
    return policy_with(registry=RegistryDays(**days))


def codes(rules: Policy, **firm: Any) -> set[str]:
    found = findings(WHOLE, dossier(registration=registration(**firm)), ESTABLISHED, rules, NOW)
    return {finding.code for finding in found}


def test_how_recent_a_change_is_says_the_policy() -> None:
    moved = {"changes": (change("法定代表人变更", 40),)}
    assert "REPRESENTATIVE_CHANGED" not in codes(policy(), **moved)
    assert "REPRESENTATIVE_CHANGED" in codes(within(representative_changed=41), **moved)
    often = {"changes": tuple(change("住所变更", days) for days in (50, 60, 190))}
    assert "MANY_CHANGES" not in codes(policy(), **often)
    assert "MANY_CHANGES" in codes(within(core_window=191), **often)
    assert "MANY_CHANGES" in codes(within(core_changes=2), **often)


def test_how_long_on_the_abnormal_list_is_too_long_says_the_policy() -> None:
    listed = {"abnormal": (AbnormalEntry(reason=1, on=days_ago(700)),)}
    assert "ABNORMAL_TOO_LONG" not in codes(policy(), **listed)
    assert "ABNORMAL_TOO_LONG" in codes(within(abnormal_long=699), **listed)


def test_how_new_is_too_new_says_the_policy() -> None:
    assert too_new(date(2026, 9, 28), policy(), TODAY)
    assert not too_new(date(2026, 9, 28), within(too_new=2), TODAY)


def test_a_stored_policy_from_before_keeps_the_numbers_that_stood_in_the_code() -> None:
    stored = policy().model_dump(mode="json")
    del stored["registry"]
    assert Policy.model_validate(stored).registry == policy().registry == RegistryDays()
