"""Forty invented firms through all rules at once (risk.md 8): honest ones are served, bad ones are caught."""

import pytest

from models.findings import Severity, Tier
from models.rules.review import REASONS, blocking, may_refuse
from tests.red_team import BAD, HONEST, Firm, judged

ORDER = list(Tier)
"""R4, R3, R2, R1, P: from low risk to prohibited."""

BY_JUDGEMENT = [code for code, row in REASONS.items() if row.bound != "never" and row.grounds != "people"]
"""Reasons to refuse that need a ground on file."""


def named(firm: Firm) -> str:
    return firm.name.replace(" ", "_")


def test_there_are_twenty_of_each() -> None:
    assert (len(HONEST), len(BAD)) == (20, 20)
    assert len({firm.name for firm in (*HONEST, *BAD)}) == 40


@pytest.mark.parametrize("firm", HONEST, ids=named)
def test_an_honest_firm_is_stopped_by_nothing_but_an_inquiry_elsewhere_and_at_most_standard(firm: Firm) -> None:
    findings, score = judged(firm)
    assert bool(blocking(findings, {})) is firm.stopped, findings
    assert {finding.code for finding in blocking(findings, {})} <= {"R-ACC-13"}
    assert not [finding for finding in findings if finding.severity is Severity.FIX], findings
    assert ORDER.index(score.tier) <= ORDER.index(firm.tier), (score.points, score.floors, score.factors)
    assert firm.findings <= {finding.code for finding in findings}


@pytest.mark.parametrize("firm", HONEST, ids=named)
def test_nobody_can_refuse_an_honest_firm_for_what_is_on_file(firm: Firm) -> None:
    findings, _ = judged(firm)
    for code in BY_JUDGEMENT:
        assert may_refuse(code, "因风险原因不予开户", findings), code


@pytest.mark.parametrize("firm", BAD, ids=named)
def test_a_bad_firm_is_stopped_or_raised_and_its_findings_are_on_file(firm: Firm) -> None:
    findings, score = judged(firm)
    assert bool(blocking(findings, {})) is firm.stopped, findings
    assert ORDER.index(score.tier) >= ORDER.index(firm.tier), (score.points, score.factors)
    assert firm.findings <= {finding.code for finding in findings}, findings


@pytest.mark.parametrize("firm", [firm for firm in BAD if firm.tier is Tier.P], ids=named)
def test_a_prohibited_firm_is_passed_by_nobody_whatever_is_cleared(firm: Firm) -> None:
    findings, _ = judged(firm)
    assert blocking(findings, {finding.code: "P09" for finding in findings})


@pytest.mark.parametrize("firm", [firm for firm in BAD if not firm.stopped], ids=named)
def test_a_bad_firm_that_nothing_stops_is_seen_by_a_person_in_its_tier_or_findings(firm: Firm) -> None:
    findings, score = judged(firm)
    told = [finding for finding in findings if finding.severity is not Severity.INFO]
    assert told or ORDER.index(score.tier) >= ORDER.index(Tier.R2)
