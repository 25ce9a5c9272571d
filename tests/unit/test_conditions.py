"""The conditions of one application together, and doubts about fields that nobody types again."""

from typing import Any

import pytest

from models.case import Case
from models.findings import Severity
from models.papers import PaperKind
from models.rules import conditions, cross_check, reading
from models.rules.fields import FIELDS, Care
from tests import builders
from tests.builders import NOW, policy
from tests.people import papers
from tests.workflow.world import readings

LICENCE = "a" * 64


def case_with(doubted: str, *doubts: str, warnings: tuple[str, ...] = (), **over: Any) -> Case:
    """A case whose licence was read with these doubts about one field."""
    kinds = {paper.kind: paper for paper in papers()}
    read = {paper.ref.sha256: readings()[kind] for kind, paper in kinds.items()}
    licence = read[LICENCE]
    field = licence.fields[doubted].model_copy(update={"doubts": doubts})
    fields = {**licence.fields, doubted: field}
    read[LICENCE] = licence.model_copy(update={"fields": fields, "warnings": warnings})
    return builders.case(papers=kinds, readings=read, **over)


def outcomes(case: Case) -> list[tuple[str, Severity, str]]:
    limits = policy().reading
    warned = {PaperKind.LICENCE: tuple(reading.doubts(case.readings[LICENCE], PaperKind.LICENCE, limits))}
    told = conditions.findings(case, warned, policy(), NOW)
    said = cross_check.findings(
        case.licence, case.id_card, case.statements, case.dossier, warned, policy(), NOW, case.asked_before
    )
    return [(one.code, one.severity, one.about) for one in (*said, *told)]


def test_a_clean_case_meets_every_condition() -> None:
    assert outcomes(case_with("scope")) == []


@pytest.mark.parametrize("name", ["scope", "authority"])
def test_a_doubt_about_a_field_that_staff_do_not_type_is_a_flag_for_the_reviewer(name: str) -> None:
    assert FIELDS[PaperKind.LICENCE][name].care is Care.FLAGGED

    assert outcomes(case_with(name, "SIGN_LOST")) == [("READING_SIGN_LOST", Severity.FLAG, f"licence.{name}")]


_TYPED = [name for name, rule in FIELDS[PaperKind.LICENCE].items() if rule.care is Care.ALWAYS]


@pytest.mark.parametrize("name", _TYPED)
def test_a_doubt_about_a_field_that_staff_type_is_theirs_and_no_flag(name: str) -> None:
    assert outcomes(case_with(name, "SIGN_LOST")) == []


def test_a_doubt_that_the_reading_warns_of_by_name_is_said_once() -> None:
    case = case_with("scope", "LOW_CONFIDENCE", warnings=("LOW_CONFIDENCE:scope",))
    assert outcomes(case) == [("READING_LOW_CONFIDENCE", Severity.FLAG, "licence.scope")]


@pytest.mark.parametrize(("marks", "told"), [(("SEAL",), []), ((), ["AUTHORISATION_SEAL_UNSEEN"])])
def test_the_letters_seal_is_what_the_reader_saw_on_it(marks: tuple[str, ...], told: list[str]) -> None:
    case = builders.by_agent_case()
    letter = readings()[PaperKind.AUTHORISATION].model_copy(update={"marks": marks})
    case.readings[case.papers[PaperKind.AUTHORISATION].ref.sha256] = letter
    assert [one.code for one in conditions.findings(case, {}, policy(), NOW)] == told


def test_a_case_from_before_these_conditions_has_none_of_them() -> None:
    old = policy().model_copy(update={"accounts": None})
    assert conditions.findings(case_with("scope", "SIGN_LOST"), {}, old, NOW) == []
