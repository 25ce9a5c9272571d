"""A second application of one firm (process.md 4); the depositor kinds stand with the account kinds."""

from models.findings import Severity
from models.papers import EntityKind
from models.rules.opening import depositor_kind, second_application
from tests.wording import well_said


def test_only_an_individual_business_is_told_apart_by_its_trade_name() -> None:
    assert depositor_kind(EntityKind.INDIVIDUAL) == "13"
    assert depositor_kind(EntityKind.SOLE, "范例安", "范例安") == "02"


def test_a_second_application_of_the_same_firm_stops_without_naming_the_first() -> None:
    found = well_said(second_application())
    assert (found.code, found.severity, found.about) == ("SECOND_APPLICATION", Severity.STOP, "application")
    assert found.rule == "process.md 4"
    assert not any(sign.isdigit() for sign in found.zh + found.en)
