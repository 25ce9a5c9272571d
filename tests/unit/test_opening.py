"""A second application of one firm (process.md 4); the depositor kinds stand with the account kinds."""

from datetime import date

import pytest

from models.application import AccountKind
from models.findings import Severity
from models.papers import EntityKind
from models.rules.opening import depositor_kind, depositor_of, last_day_of, second_application
from tests.builders import case, licence, statements
from tests.wording import well_said


def test_only_an_individual_business_is_told_apart_by_its_trade_name() -> None:
    assert depositor_kind(EntityKind.INDIVIDUAL) == "13"
    assert depositor_kind(EntityKind.SOLE, "范例安", "范例安") == "02"


def test_a_second_application_of_the_same_firm_stops_without_naming_the_first() -> None:
    found = well_said(second_application())
    assert (found.code, found.severity, found.about) == ("SECOND_APPLICATION", Severity.STOP, "application")
    assert found.rule == "process.md 4"
    assert not any(sign.isdigit() for sign in found.zh + found.en)


@pytest.mark.parametrize(
    ("entity", "code"),
    [
        (EntityKind.LLC, "01"),
        (EntityKind.JSC, "01"),
        (EntityKind.COOP, "01"),
        (EntityKind.SOLE, "02"),
        (EntityKind.PARTNERSHIP, "02"),
        (EntityKind.BRANCH, "02"),
        (EntityKind.FOREIGN_BRANCH, "02"),
        (EntityKind.INDIVIDUAL, "13"),
    ],
)
def test_2_the_books_call_a_depositor_by_its_licence(entity: EntityKind, code: str) -> None:
    assert depositor_of(case(licence=licence(entity=entity))) == code


def test_2_an_individual_business_named_as_its_operator_has_no_trade_name() -> None:
    nameless = licence(entity=EntityKind.INDIVIDUAL, name="范例安", representative="范例安")
    assert depositor_of(case(licence=nameless)) == "14"


@pytest.mark.parametrize("entity", [EntityKind.OTHER, None])
def test_r_acc_15_who_needs_the_approval_route_has_no_depositor_kind_here(entity: EntityKind | None) -> None:
    with pytest.raises(ValueError, match="approval route"):
        depositor_of(case(licence=licence(entity=entity)))


@pytest.mark.parametrize("kind", list(AccountKind))
def test_only_a_temporary_account_has_a_last_day(kind: AccountKind) -> None:
    last = date(2027, 1, 8)
    found = last_day_of(case(statements=statements(account_kind=kind, account_until=last)))
    assert found == (last if kind is AccountKind.TEMPORARY else None)
