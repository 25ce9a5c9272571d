"""Each row of the check system's code tables, named as rules.md 4.1-4.3 name them."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.checks import (
    AbnormalEntry,
    Change,
    Dossier,
    PhoneAsked,
    PhoneCode,
    RegistrationAsked,
    RegistrationCode,
    TaxAsked,
    TaxCode,
    TaxpayerState,
)
from models.findings import Severity
from models.rules import cross_check, screening
from models.rules.plan import questions
from tests.builders import NOW, TODAY, dossier, id_card, licence, phone, policy, registration, statements, tax
from tests.wording import well_said

HARD, STOP, FIX, FLAG, INFO = Severity.HARD, Severity.STOP, Severity.FIX, Severity.FLAG, Severity.INFO
Outcome = dict[str, Severity]


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def outcome(answers: Dossier, before: tuple[str, ...] = (), **more: Any) -> Outcome:
    """All findings on these answers: what the systems say, and what the registry says of the licence."""
    paper, card, said = licence(**more), id_card(), statements()
    found = [
        *cross_check.findings(paper, card, said, answers, {}, policy(), NOW, before),
        *screening.findings(questions(paper, card, said), answers, paper.established, policy(), NOW, before, "COPY"),
    ]
    return {finding.code: well_said(finding).severity for finding in found}


# ── 4.1 mobile phone ────────────────────────────────────────────────────────────────────────────────────────────────

PHONE: list[tuple[str, PhoneAsked, Outcome, Outcome]] = [
    ("4.1-MCHD", phone(), {}, {}),
    ("4.1-MCHD-ENTY", phone(user_kind="ENTY"), {"PHONE_OF_UNIT": FLAG}, {"PHONE_OF_UNIT": FLAG}),
    ("4.1-MCHD-DSBL", phone(status="DSBL"), {"PHONE_SUSPENDED": FIX}, {"PHONE_SUSPENDED": FIX}),
    ("4.1-WIDT", phone(PhoneCode.ID_TYPE_DIFFERS), {"WIDT": FIX}, {"WIDT": STOP}),
    ("4.1-WIDN", phone(PhoneCode.ID_NUMBER_DIFFERS), {"WIDN": STOP}, {"WIDN": STOP}),
    ("4.1-WNAM", phone(PhoneCode.NAME_DIFFERS), {"WNAM": FIX}, {"WNAM": STOP}),
    ("4.1-NTFD", phone(PhoneCode.NOT_FOUND), {"PHONE_NOT_FOUND": FIX}, {"PHONE_NOT_FOUND": FLAG}),
    *((f"4.1-carrier-{code}", phone(carrier=code), {}, {}) for code in ("1000", "2000", "3000")),
    *(
        (f"4.1-carrier-{code}-virtual", phone(carrier=code), {"PHONE_VIRTUAL": FLAG}, {"PHONE_VIRTUAL": FLAG})
        for code in ("0000", "0001", "0042")
    ),
]


@pytest.mark.parametrize(("answer", "first", "second"), [row[1:] for row in PHONE], ids=[row[0] for row in PHONE])
def test_a_phone_code_has_its_outcome_the_first_and_the_second_time(
    answer: PhoneAsked, first: Outcome, second: Outcome
) -> None:
    assert outcome(dossier(phone=answer)) == first
    assert outcome(dossier(phone=answer), before=tuple(first)) == second


# ── 4.2 tax ─────────────────────────────────────────────────────────────────────────────────────────────────────────

RENAMED = (Change(item="名称变更", before="甲", after="乙", on=days_ago(29)),)
RENAMED_LONG_AGO = (Change(item="名称变更", before="甲", after="乙", on=days_ago(30)),)


def state(*states: TaxpayerState) -> TaxAsked:
    return tax(states=states)


TAX: list[tuple[str, TaxAsked, dict[str, Any], Outcome]] = [
    ("4.2-MCHD-OPEN", state(TaxpayerState.OPEN), {}, {}),
    ("4.2-MCHD-CNCL", state(TaxpayerState.CANCELLED), {}, {"TAX_CNCL": STOP}),
    ("4.2-MCHD-IMID", state(TaxpayerState.ABNORMAL), {}, {"TAX_IMID": FLAG}),
    ("4.2-MCHD-IMCL", state(TaxpayerState.ABNORMAL_CANCELLED), {}, {"TAX_IMCL": STOP}),
    ("4.2-NMCH-renamed", tax(TaxCode.NAME_DIFFERS), {"changes": RENAMED}, {"NMCH": FIX}),
    ("4.2-NMCH-older", tax(TaxCode.NAME_DIFFERS), {"changes": RENAMED_LONG_AGO}, {"NMCH": STOP}),
    ("4.2-NMCH-never-renamed", tax(TaxCode.NAME_DIFFERS), {}, {"NMCH": STOP}),
    ("4.2-NTFD-new", tax(TaxCode.NOT_FOUND), {"established": days_ago(29)}, {"TAX_NOT_FOUND": INFO}),
    ("4.2-NTFD-older", tax(TaxCode.NOT_FOUND), {"established": days_ago(30)}, {"TAX_NOT_FOUND": FLAG}),
]


@pytest.mark.parametrize(("answer", "firm", "expected"), [row[1:] for row in TAX], ids=[row[0] for row in TAX])
def test_a_tax_code_or_taxpayer_state_has_its_outcome(
    answer: TaxAsked, firm: dict[str, Any], expected: Outcome
) -> None:
    paper = {"established": firm["established"], "term": None, "issued": None} if "established" in firm else {}
    assert outcome(dossier(tax=answer, registration=registration(**firm)), **paper) == expected


# ── 4.3 registration ────────────────────────────────────────────────────────────────────────────────────────────────

UNKNOWN = registration(RegistrationCode.NOT_FOUND)
CODES: list[tuple[str, RegistrationAsked, date, Outcome, Outcome]] = [
    ("4.3-MCHD", registration(), date(2018, 3, 5), {}, {}),
    ("4.3-WCON", registration(RegistrationCode.NAME_DIFFERS), date(2018, 3, 5), {"WCON": FIX}, {"WCON": STOP}),
    (
        "4.3-WLPN",
        registration(RegistrationCode.REPRESENTATIVE_NAME_DIFFERS),
        date(2018, 3, 5),
        {"WLPN": FIX},
        {"WLPN": STOP},
    ),
    (
        "4.3-WLPI",
        registration(RegistrationCode.REPRESENTATIVE_ID_DIFFERS),
        date(2018, 3, 5),
        {"WLPI": STOP},
        {"WLPI": STOP},
    ),
    ("4.3-NTFD-new", UNKNOWN, TODAY, {screening.TOO_NEW: FIX}, {screening.TOO_NEW: FIX}),
    ("4.3-NTFD-older", UNKNOWN, date(2018, 3, 5), {"NTFD": STOP}, {"NTFD": STOP}),
]


@pytest.mark.parametrize(
    ("answer", "founded", "first", "second"), [row[1:] for row in CODES], ids=[row[0] for row in CODES]
)
def test_a_registration_code_has_its_outcome_the_first_and_the_second_time(
    answer: RegistrationAsked, founded: date, first: Outcome, second: Outcome
) -> None:
    paper: dict[str, Any] = {} if founded.year == 2018 else {"established": founded, "term": None, "issued": None}
    assert outcome(dossier(registration=answer), **paper) == first
    assert outcome(dossier(registration=answer), before=tuple(first), **paper) == second


def changed(*items: tuple[str, int]) -> tuple[Change, ...]:
    return tuple(Change(item=item, before="甲", after="乙", on=days_ago(days)) for item, days in items)


THREE = changed(("住所", 40), ("经营范围", 90), ("法定代表人", 180))

CONTENT: list[tuple[str, dict[str, Any], Outcome]] = [
    *((f"4.3-state-{word}", {"state": word}, {}) for word in ("存续", "在营", "开业", "在册")),
    *((f"4.3-state-{word}", {"state": word}, {"NOT_IN_BUSINESS": HARD}) for word in ("吊销", "注销", "迁出", "")),
    ("4.3-lost-presented-copy", {"lost_licence": "COPY"}, {"LOST_LICENCE": STOP}),
    ("4.3-lost-other-copy", {"lost_licence": "ORGN"}, {"OTHER_LICENCE_LOST": INFO}),
    ("4.3-lost-both", {"lost_licence": "ORCY"}, {"LOST_LICENCE": STOP}),
    ("4.3-LR-changed-29-days-ago", {"changes": changed(("法定代表人", 29))}, {"REPRESENTATIVE_CHANGED": FLAG}),
    ("4.3-LR-changed-30-days-ago", {"changes": changed(("法定代表人", 30))}, {}),
    ("4.3-three-changes", {"changes": THREE}, {"MANY_CHANGES": FLAG}),
    ("4.3-two-changes", {"changes": THREE[:2]}, {}),
    ("4.3-domicile-differs", {"address": "上海市示范区诚明路9号"}, {"REGISTRY_ADDRESS_DIFFERS": FIX}),
    ("4.3-serious-violation", {"serious_violation": True}, {"SERIOUS_VIOLATION": HARD}),
    ("4.3-abnormal-entry", {"abnormal": (AbnormalEntry(reason=2, on=days_ago(9)),)}, {"ABNORMAL_2": FLAG}),
]


@pytest.mark.parametrize(("firm", "expected"), [row[1:] for row in CONTENT], ids=[row[0] for row in CONTENT])
def test_what_the_registry_says_of_a_matched_firm_has_its_outcome(firm: dict[str, Any], expected: Outcome) -> None:
    assert outcome(dossier(registration=registration(**firm))) == expected
