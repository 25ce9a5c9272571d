"""How the bank's books call a depositor (rules.md 2)."""

import pytest

from models.findings import Severity
from models.papers import EntityKind
from models.rules.opening import depositor_kind, second_application
from tests.wording import well_said


@pytest.mark.parametrize(
    ("entity", "code"),
    [
        (EntityKind.LLC, "01"),
        (EntityKind.JSC, "01"),
        (EntityKind.COOP, "01"),
        (EntityKind.SOLE, "02"),
        (EntityKind.PARTNERSHIP, "02"),
        (EntityKind.BRANCH, "02"),
        (EntityKind.INDIVIDUAL, "13"),
    ],
)
def test_each_legal_form_has_its_depositor_kind(entity: EntityKind, code: str) -> None:
    assert depositor_kind(entity, "示范区诚明样例店", "范例安") == code


def test_an_individual_business_under_its_operators_name_has_no_trade_name() -> None:
    assert depositor_kind(EntityKind.INDIVIDUAL, "范例安", "范 例安") == "14"
    assert depositor_kind(EntityKind.INDIVIDUAL) == "13"
    assert depositor_kind(EntityKind.SOLE, "范例安", "范例安") == "02"


@pytest.mark.parametrize("entity", [None, EntityKind.OTHER, EntityKind.FOREIGN_BRANCH])
def test_who_must_take_the_approval_route_is_never_filed(entity: EntityKind | None) -> None:
    with pytest.raises(ValueError, match="approval route"):
        depositor_kind(entity)


def test_a_second_application_of_the_same_firm_stops_without_naming_the_first() -> None:
    found = well_said(second_application())
    assert (found.code, found.severity, found.about) == ("SECOND_APPLICATION", Severity.STOP, "application")
    assert found.rule == "process.md 4"
    assert not any(sign.isdigit() for sign in found.zh + found.en)
