"""The rows R-ACC-01 … R-ACC-15 that concern opening, one test and more a row (rules.md 2)."""

from datetime import date
from typing import Any

import pytest

from models.account import FilingAnswer, FilingCode
from models.application import AccountKind, Statements
from models.clusters import InHouse
from models.findings import Finding, Severity
from models.papers import EntityKind
from models.rules import account_kinds, conditions, hard_rules
from models.rules.account_kinds import (
    copies_by,
    copies_owed,
    file_by,
    filing_owed,
    last_day,
    must_type,
    payments_from,
    pays_cash,
    same_outlet,
)
from models.rules.opening import depositor_kind
from models.rules.review import MUST_BE_MENDED, NEVER_CLEARED
from tests import builders
from tests.builders import NOW, TODAY, policy
from tests.wording import well_said

NUMBER = "J2900123456789"
ACCOUNTS = policy().accounts
CALENDAR = policy().calendar
assert ACCOUNTS is not None


def outcomes(code: str = builders.CREDIT_CODE, **said: Any) -> dict[str, tuple[Severity, str]]:
    found = account_kinds.findings(
        builders.licence(credit_code=code), builders.statements(**said), "0300", policy(), NOW
    )
    return {one.code: (well_said(one).severity, one.about) for one in found}


def outcome_of(statements: Statements, kinds_here: tuple[AccountKind, ...] = ()) -> list[Finding]:
    return list(account_kinds.findings(builders.licence(), statements, "0300", policy(), NOW, kinds_here))


def broken(**said: Any) -> list[str]:
    case = builders.case(statements=builders.statements(**said))
    return [well_said(finding).code for finding in hard_rules.broken(case, policy(), NOW)]


def test_r_acc_01_another_basic_account_in_the_country_is_hard() -> None:
    told = hard_rules.basic_account_exists(FilingAnswer(code=FilingCode.ALREADY_HAS_BASIC))
    assert told is not None
    assert told.severity is Severity.HARD


@pytest.mark.parametrize("kind", [AccountKind.GENERAL, AccountKind.SPECIAL, AccountKind.TEMPORARY])
def test_r_acc_02_other_kinds_need_the_basic_account_number_to_the_end(kind: AccountKind) -> None:
    assert "H01" in broken(account_kind=kind)
    assert "R-ACC-02" in MUST_BE_MENDED


def test_r_acc_03_a_basic_account_pays_cash() -> None:
    assert pays_cash(AccountKind.BASIC)


def test_r_acc_04_a_general_account_takes_cash_in_and_pays_none() -> None:
    assert [kind for kind in AccountKind if not pays_cash(kind)] == [AccountKind.GENERAL]


@pytest.mark.parametrize(
    ("outlet", "same"),
    [
        ("0300", True),
        ("本行0300网点", True),
        ("０３００", True),
        ("0301", False),
        ("另一家银行上海支行", False),
        ("10300", False),
    ],
)
def test_r_acc_05_one_outlet_holds_not_both_basic_and_general_account(outlet: str, same: bool) -> None:
    said = {"account_kind": AccountKind.GENERAL, "basic_account_number": NUMBER, "basic_account_outlet": outlet}
    assert same_outlet(outlet, "0300") is same
    expected = (Severity.FIX, "statements.basic_account_outlet")
    assert outcomes(**said).get("R-ACC-05") == (expected if same else None)
    assert ("R-ACC-05" in broken(**said)) is same


def test_r_acc_05_an_outlet_that_nobody_told_is_asked_for_and_stops_the_activation() -> None:
    said = {"account_kind": AccountKind.GENERAL, "basic_account_number": NUMBER}
    assert outcomes(**said)["R-ACC-05"][0] is Severity.FIX
    assert "R-ACC-05" in broken(**said)
    assert "R-ACC-05" in MUST_BE_MENDED


@pytest.mark.parametrize(
    ("kind", "here", "stands"),
    [
        (AccountKind.BASIC, (AccountKind.GENERAL,), True),
        (AccountKind.BASIC, (AccountKind.BASIC, AccountKind.SPECIAL, AccountKind.TEMPORARY), False),
        (AccountKind.GENERAL, (AccountKind.BASIC,), True),
        (AccountKind.GENERAL, (AccountKind.GENERAL,), False),
        (AccountKind.SPECIAL, (AccountKind.BASIC, AccountKind.GENERAL), False),
        (AccountKind.TEMPORARY, (AccountKind.BASIC, AccountKind.GENERAL), False),
    ],
)
def test_r_acc_05_what_our_own_books_know_of_this_outlet_counts_whatever_the_customer_says(
    kind: AccountKind, here: tuple[AccountKind, ...], stands: bool
) -> None:
    said = {"account_kind": kind, "basic_account_number": NUMBER, "basic_account_outlet": "另一家银行上海支行"}
    case = builders.case(statements=builders.statements(**said), in_house=InHouse(kinds_here=here))
    told = [one for one in conditions.findings(case, {}, policy(), NOW) if one.code == "R-ACC-05"]
    assert [(well_said(one).severity, one.about) for one in told] == [
        (Severity.FIX, "statements.account_kind"),
    ] * stands
    assert ("R-ACC-05" in [well_said(one).code for one in hard_rules.broken(case, policy(), NOW)]) is stands


def test_r_acc_05_is_told_once_and_without_naming_what_the_books_know() -> None:
    said = {"account_kind": AccountKind.GENERAL, "basic_account_number": NUMBER, "basic_account_outlet": "0300"}
    statements = builders.statements(**said)
    known = outcome_of(statements, kinds_here=(AccountKind.BASIC,))
    assert known == outcome_of(statements)
    basic = builders.statements(account_kind=AccountKind.BASIC)
    (other,) = outcome_of(basic, kinds_here=(AccountKind.GENERAL,))
    assert other.zh == known[0].zh


def test_r_acc_05_a_case_that_was_counted_before_the_outlets_kinds_were_goes_on_by_the_customers_word() -> None:
    for in_house in (None, InHouse()):
        case = builders.case(statements=builders.statements(account_kind=AccountKind.BASIC), in_house=in_house)
        assert "R-ACC-05" not in [one.code for one in conditions.findings(case, {}, policy(), NOW)]
        assert "R-ACC-05" not in [one.code for one in hard_rules.broken(case, policy(), NOW)]


@pytest.mark.parametrize("purpose", ["粮食收购资金", "棉花收购", "用于粮棉油收购"])
def test_r_acc_06_purchase_funds_of_grain_cotton_and_oil_get_no_special_account(purpose: str) -> None:
    said = {"account_kind": AccountKind.SPECIAL, "basic_account_number": NUMBER, "purpose": purpose}
    assert outcomes(**said) == {"R-ACC-06": (Severity.FIX, "statements.purpose")}
    assert outcomes(account_kind=AccountKind.BASIC, purpose=purpose) == {}


def test_r_acc_06_other_earmarked_funds_have_their_special_account() -> None:
    said = {"account_kind": AccountKind.SPECIAL, "basic_account_number": NUMBER}
    assert outcomes(**said, purpose="住房公积金专户") == {}


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        (AccountKind.BASIC, set()),
        (AccountKind.GENERAL, {"basic_account_number", "basic_account_outlet"}),
        (AccountKind.SPECIAL, {"basic_account_number"}),
        (AccountKind.TEMPORARY, {"basic_account_number", "account_until"}),
    ],
)
def test_each_kind_has_its_own_statements_and_an_agent_two_more(kind: AccountKind, own: set[str]) -> None:
    everybody = {"account_kind", "purpose", "monthly_turnover", "phone"}
    assert set(must_type(kind, by_agent=False)) == everybody | own
    assert set(must_type(kind, by_agent=True)) == everybody | own | {"agent_phone", "agent_relation"}


def test_each_finding_on_an_account_kind_names_its_rule() -> None:
    for kind in AccountKind:
        said = builders.statements(account_kind=kind, purpose="粮食收购资金")
        elsewhere = builders.licence(credit_code="91110199MA01TTT189")
        found = list(account_kinds.findings(elsewhere, said, "0300", policy(), NOW))
        assert found
        assert {one.rule for one in found} == {f"rules.md {one.code}" for one in found}


@pytest.mark.parametrize(
    ("until", "good"),
    [
        (None, False),
        (TODAY, False),
        (date(2026, 12, 31), True),
        (date(2028, 10, 8), True),
        (date(2028, 10, 9), False),
    ],
)
def test_r_acc_07_a_temporary_account_has_a_term_of_two_years_at_most(until: date | None, good: bool) -> None:
    said: dict[str, Any] = {
        "account_kind": AccountKind.TEMPORARY,
        "basic_account_number": NUMBER,
        "account_until": until,
    }
    assert ("R-ACC-07" not in outcomes(**said)) is good
    assert ("R-ACC-07" not in broken(**said)) is good


def test_r_acc_07_a_stricter_policy_shortens_the_term_and_none_lengthens_it() -> None:
    assert last_day(TODAY, 1) == date(2027, 10, 8)
    assert last_day(TODAY, 9) == last_day(TODAY, 2) == date(2028, 10, 8)


@pytest.mark.parametrize(
    "entity",
    [EntityKind.LLC, EntityKind.JSC, EntityKind.COOP, EntityKind.SOLE, EntityKind.BRANCH, EntityKind.INDIVIDUAL],
)
def test_r_acc_10_firms_pay_from_the_opening_day(entity: EntityKind) -> None:
    assert payments_from(depositor_kind(entity), TODAY, CALENDAR) == TODAY


def test_r_acc_10_others_wait_three_working_days_but_for_the_exceptions() -> None:
    assert payments_from("08", TODAY, CALENDAR) == date(2026, 10, 12)  # Friday, the make-up Saturday, Monday
    assert payments_from("08", TODAY, CALENDAR, exempt=True) == TODAY


@pytest.mark.parametrize(
    ("kind", "filed", "copies"),
    [
        (AccountKind.BASIC, TODAY, date(2026, 10, 10)),
        (AccountKind.TEMPORARY, TODAY, date(2026, 10, 10)),
        (AccountKind.GENERAL, date(2026, 10, 14), None),
        (AccountKind.SPECIAL, date(2026, 10, 14), None),
    ],
)
def test_r_acc_11_basic_and_temporary_the_same_day_with_copies_in_two_others_within_five(
    kind: AccountKind, filed: date, copies: date | None
) -> None:
    assert ACCOUNTS is not None
    assert file_by(kind, TODAY, ACCOUNTS, CALENDAR) == filed
    assert copies_by(kind, TODAY, ACCOUNTS, CALENDAR) == copies


@pytest.mark.parametrize("kind", [AccountKind.BASIC, AccountKind.TEMPORARY])
def test_r_acc_11_a_same_day_filing_lapses_at_midnight_or_before_and_a_person_hears_an_hour_after_its_start(
    kind: AccountKind,
) -> None:
    morning, evening = builders.shanghai(2026, 10, 8, 10), builders.shanghai(2026, 10, 8, 16, 30)
    owed = filing_owed(kind, morning, policy())
    assert (owed.remind, owed.due) == (builders.shanghai(2026, 10, 8, 11), builders.shanghai(2026, 10, 8, 18))
    assert filing_owed(kind, evening, policy()).due == builders.shanghai(2026, 10, 9, 0)


@pytest.mark.parametrize("kind", [AccountKind.GENERAL, AccountKind.SPECIAL])
def test_r_acc_11_a_later_filing_lapses_at_the_end_of_its_fifth_working_day_and_a_person_hears_on_the_third(
    kind: AccountKind,
) -> None:
    """Friday, the make-up Saturday, Monday: that morning somebody hears."""
    owed = filing_owed(kind, builders.shanghai(2026, 10, 8, 16, 30), policy())
    assert owed.remind == builders.shanghai(2026, 10, 12, CALENDAR.opens.hour)
    assert owed.due == builders.shanghai(2026, 10, 15, 0)


def test_r_acc_11_a_case_from_before_these_rules_is_filed_on_its_opening_day_and_reminds_nobody() -> None:
    waits = policy().waits.model_copy(update={"filing_remind": None})
    old = policy().model_copy(update={"accounts": None, "waits": waits})
    owed = filing_owed(AccountKind.GENERAL, builders.shanghai(2026, 10, 8, 10), old)
    assert owed.remind == owed.due == builders.shanghai(2026, 10, 8, 18)


@pytest.mark.parametrize("kind", [AccountKind.BASIC, AccountKind.TEMPORARY])
def test_r_acc_11_copies_are_owed_to_the_end_of_their_last_day_and_due_soon_from_the_working_day_before(
    kind: AccountKind,
) -> None:
    """Opened on the Thursday after the holidays; that Saturday is a make-up day."""
    assert ACCOUNTS is not None
    owed = copies_owed(kind, NOW, ACCOUNTS, CALENDAR)
    assert owed is not None
    assert owed.remind == builders.shanghai(2026, 10, 9, CALENDAR.opens.hour)
    assert owed.due == builders.shanghai(2026, 10, 11, 0)


@pytest.mark.parametrize("kind", [AccountKind.GENERAL, AccountKind.SPECIAL])
def test_r_acc_11_general_and_special_accounts_owe_no_copies(kind: AccountKind) -> None:
    assert ACCOUNTS is not None
    assert copies_owed(kind, NOW, ACCOUNTS, CALENDAR) is None


def test_r_acc_13_a_firm_registered_elsewhere_stops_until_risk_has_the_inquirys_answer() -> None:
    assert outcomes("91110199MA01TTT189") == {"R-ACC-13": (Severity.STOP, "licence.credit_code")}
    assert outcomes() == {}
    assert "R-ACC-13" not in NEVER_CLEARED


@pytest.mark.parametrize("entity", [EntityKind.OTHER, None])
def test_r_acc_15_what_is_not_of_the_filing_route_has_no_depositor_kind_here(entity: EntityKind | None) -> None:
    with pytest.raises(ValueError, match="approval route"):
        depositor_kind(entity)


def test_the_entity_gate_lets_the_filing_routes_depositor_kinds_through_and_no_other() -> None:
    gate = {entity: depositor_kind(entity) for entity in EntityKind if entity is not EntityKind.OTHER}
    assert gate == {
        EntityKind.LLC: "01",
        EntityKind.JSC: "01",
        EntityKind.COOP: "01",
        EntityKind.SOLE: "02",
        EntityKind.PARTNERSHIP: "02",
        EntityKind.BRANCH: "02",
        EntityKind.FOREIGN_BRANCH: "02",
        EntityKind.INDIVIDUAL: "13",
    }
    assert depositor_kind(EntityKind.INDIVIDUAL, "范例安", "范例安") == "14"
    assert depositor_kind(EntityKind.INDIVIDUAL, "示范区范例安餐饮店", "范例安") == "13"
    assert set(gate.values()) | {"14"} == account_kinds.FIRMS


def test_a_case_from_before_these_rules_goes_on_without_them() -> None:
    old = policy().model_copy(update={"accounts": None})
    said = builders.statements(account_kind=AccountKind.TEMPORARY, basic_account_number=NUMBER)
    elsewhere = builders.licence(credit_code="91110199MA01TTT189")
    assert not list(account_kinds.findings(elsewhere, said, "0300", old, NOW))
    assert not list(account_kinds.broken(builders.case(statements=said), old, NOW))
