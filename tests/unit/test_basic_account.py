"""R-ACC-09 and R-ACC-14 as far as opening is concerned: the number is the newest one, an old permit is settled."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.account import CounterItem
from models.application import AccountKind, OldPermit
from models.case import Case
from models.checks import Change, Dossier
from models.findings import Severity
from models.policy import Policy
from models.rules import account_kinds, basic_account, counter_items, hard_rules
from models.rules.review import MUST_BE_MENDED, SOFT_TRAITS, supplement_items
from tests import builders
from tests.builders import NOW, TODAY, policy
from tests.wording import well_said

CHANGED = date(2026, 3, 2)
ERA = date(2019, 12, 31)


def older_policy() -> Policy:
    accounts = policy().accounts
    assert accounts is not None
    younger = {"new_number_items": (), "licence_era_end": None}
    return policy().model_copy(update={"accounts": accounts.model_copy(update=younger)})


def found(case: Case, by: Policy | None = None) -> dict[str, Severity]:
    accounts = (by or policy()).accounts
    assert accounts is not None
    return {one.code: well_said(one).severity for one in basic_account.findings(case, accounts, TODAY)}


def general(item: str | None = None, established: date = date(2021, 5, 6), **said: Any) -> Case:
    changes = (Change(item=item, before="甲", after="乙", on=CHANGED),) if item else ()
    usual = {
        "account_kind": AccountKind.GENERAL,
        "basic_account_number": "J2900123456789",
        "basic_account_outlet": "另一家银行",
    }
    return builders.case(
        statements=builders.statements(**{**usual, **said}),
        licence=builders.licence(established=established),
        dossier=builders.dossier(registration=builders.registration(changes=changes)),
    )


# ── the number ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("item", ["名称变更", "法定代表人变更", "负责人变更", "经营者变更", "执行事务合伙人变更"])
def test_r_acc_09_a_number_older_than_a_change_of_name_or_representative_has_to_be_the_new_one(item: str) -> None:
    case = general(item, basic_number_since=CHANGED - timedelta(days=1))
    assert found(case) == {"R-ACC-09": Severity.FIX}
    assert "R-ACC-09" in MUST_BE_MENDED
    assert "R-ACC-09" in {rule for rule, _, _ in account_kinds.broken(case, policy(), NOW)}
    assert "R-ACC-09" in {well_said(one).code for one in hard_rules.broken(case, policy(), NOW)}


def test_r_acc_09_a_number_given_out_on_the_day_of_the_change_or_later_is_the_new_one() -> None:
    for since in (CHANGED, TODAY):
        case = general("名称变更", basic_number_since=since)
        assert found(case) == {}
        assert "R-ACC-09" not in {rule for rule, _, _ in account_kinds.broken(case, policy(), NOW)}


@pytest.mark.parametrize("since", [None, TODAY + timedelta(days=1)])
def test_r_acc_09_a_number_of_unknown_age_is_compared_by_a_person_after_a_change(since: date | None) -> None:
    assert found(general("法定代表人变更", basic_number_since=since)) == {"R-ACC-09": Severity.FLAG}


def test_r_acc_09_other_changes_and_none_leave_the_number_as_it_is() -> None:
    old = CHANGED - timedelta(days=400)
    assert found(general("经营范围变更", basic_number_since=old)) == {}
    assert found(general(basic_number_since=old)) == {}
    assert found(general(basic_number_since=old).model_copy(update={"dossier": Dossier()})) == {}


def test_r_acc_09_a_first_basic_account_has_no_older_number() -> None:
    basic = general("名称变更", account_kind=AccountKind.BASIC, basic_number_since=CHANGED - timedelta(days=1))
    assert found(basic) == {}


# ── the permit ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("permit", [OldPermit.HELD, OldPermit.LOST])
@pytest.mark.parametrize("kind", list(AccountKind))
def test_r_acc_14_an_old_permit_is_handed_back_or_declared_lost_at_the_counter(
    kind: AccountKind, permit: OldPermit
) -> None:
    case = general(account_kind=kind, old_permit=permit)
    assert found(case) == {"R-ACC-14": Severity.FIX}
    assert CounterItem.OLD_PERMIT in counter_items.to_tick(case, policy())


def test_r_acc_14_nobody_is_asked_to_send_in_what_the_counter_settles() -> None:
    accounts = policy().accounts
    assert accounts is not None
    case = general(old_permit=OldPermit.LOST)
    assert supplement_items(basic_account.findings(case, accounts, TODAY)) == ()


@pytest.mark.parametrize(("established", "asked"), [(ERA, True), (ERA + timedelta(days=1), False)])
def test_r_acc_14_a_firm_of_the_licence_era_that_says_nothing_is_asked_at_the_counter(
    established: date, asked: bool
) -> None:
    case = general(established=established)
    assert found(case) == ({"R-ACC-14": Severity.INFO} if asked else {})
    assert (CounterItem.OLD_PERMIT in counter_items.needed(case, policy())) is asked


def test_r_acc_14_who_has_none_or_opens_the_first_account_is_not_asked() -> None:
    for case in (general(established=ERA, old_permit=OldPermit.NONE), general(None, ERA, account_kind="basic")):
        assert found(case) == {}
        assert CounterItem.OLD_PERMIT not in counter_items.needed(case, policy())


# ── both ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_case_from_before_these_rules_goes_on_without_them() -> None:
    case = general("名称变更", ERA, basic_number_since=CHANGED - timedelta(days=1), old_permit=OldPermit.HELD)
    assert found(case, older_policy()) == {}
    assert counter_items.needed(case, older_policy()) == counter_items.EVERY_CASE
    assert "R-ACC-09" not in {rule for rule, _, _ in account_kinds.broken(case, older_policy(), NOW)}


def test_neither_is_ever_a_ground_to_refuse() -> None:
    assert {"R-ACC-09", "R-ACC-14"} <= SOFT_TRAITS
