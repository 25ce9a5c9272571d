"""What people see of owners and clusters, and how a duty is closed: shown for a reason, names only with a right."""

import json
from datetime import timedelta
from typing import Any

import pytest

from cli.options import NO
from models.audit import AuditFact
from models.checks import Dossier
from models.clusters import InHouse
from models.duties import Duty, DutyKind
from models.findings import Tier
from models.rules import owners
from tests import builders
from tests.unit.test_cli import Office, office

__all__ = ["office"]  # the toolbox with recording fakes


@pytest.fixture
def traced(office: Office) -> Office:
    dossier = Dossier(registration=builders.registration(), owners=builders.traced())
    seen = owners.seen(builders.licence(), dossier, Tier.R3, builders.policy().owners)
    office.front.case.owners = seen
    office.front.case.in_house = InHouse(same_address=12, same_device=None)
    return office


@pytest.mark.parametrize(("group", "staff"), [("reviewer", "E20417"), ("manager", "E20401"), ("risk", "E20421")])
def test_who_judges_sees_the_owners_and_the_reading_is_on_the_trail(traced: Office, group: str, staff: str) -> None:
    done = traced.types(f"{group} owners {NO} --as {staff}")
    assert done.exit_code == 0, done.output
    assert builders.REPRESENTATIVE in done.output
    assert "持股、表决权、收益权、实际控制" in "".join(done.output.split())
    assert [(fact.action, fact.object) for fact in traced.ledger.trail] == [("READ", "owners")]


def test_owners_come_as_json_and_as_a_drawing_for_a_browser(traced: Office) -> None:
    found = json.loads(traced.types(f"reviewer owners {NO} --as E20417 --json").stdout)
    assert found["complete"] is True
    assert traced.types(f"reviewer owners {NO} --as E20417 --mermaid").stdout.startswith("flowchart BT")


def test_owners_that_were_not_traced_are_said_to_be_missing(traced: Office) -> None:
    traced.front.case.owners = None
    done = traced.types(f"reviewer owners {NO} --as E20417")
    assert done.exit_code == 1
    assert "were not traced (yet)" in done.stderr


def test_who_has_no_right_to_papers_sees_no_owner(traced: Office) -> None:
    done = traced.types(f"reviewer owners {NO} --as E99999")
    assert done.exit_code == 1
    assert builders.REPRESENTATIVE not in done.output


def test_the_reviewers_file_shows_owners_and_counts_and_names_no_other_customer(traced: Office) -> None:
    shown = traced.types(f"reviewer show {NO} --as E20417")
    assert shown.exit_code == 0, shown.output
    assert "同一地址的其他企业" in shown.output
    found = json.loads(traced.types(f"reviewer show {NO} --as E20417 --json").stdout)
    assert found["in_house"]["same_address"] == 12
    assert found["owners"]["threshold"] == 25


def test_the_device_applied_with_is_part_of_the_application(office: Office) -> None:
    line = "customer apply --account-kind basic --purpose 日常经营 --phone 19900000001 --turnover 500000.00 --draft"
    for given, device in (("--device d-1", "d-1"), ("--device ''", None), ("", None)):
        assert office.types(f"{line} {given}").exit_code == 0
        assert office.front.started[-1][0].device == device


# ── duties ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def owed(**over: Any) -> Duty:
    usual = {
        "application": NO,
        "kind": DutyKind.OWNER_REPORT,
        "branch": "0300",
        "opened": builders.NOW - timedelta(days=3650),
        "remind": builders.NOW - timedelta(days=3640),
        "due": builders.NOW - timedelta(days=3630),
    }
    return Duty.model_validate({**usual, **over})


class Duties:
    """The table of duties, with one that is long overdue."""

    def __init__(self) -> None:
        self.open = [owed()]
        self.closed: list[tuple[str, str, AuditFact]] = []

    async def duties(
        self, *, branch: str | None = None, application: str | None = None, every: bool = False
    ) -> list[Duty]:
        return [duty for duty in self.open if application in (None, duty.application)]

    async def close_duty(self, no: str, kind: DutyKind, by: str, report: str, fact: AuditFact) -> Duty:
        self.closed.append((by, report, fact))
        return owed(kind=kind, closed=builders.NOW, closed_by=by, report=report)


@pytest.fixture
def duties(traced: Office) -> Duties:
    table = Duties()
    traced.ledger.duties = table.duties  # type: ignore[attr-defined]  # the fake ledger of the other tests has none
    traced.ledger.close_duty = table.close_duty  # type: ignore[attr-defined]  # as above
    return table


def test_an_overdue_report_is_listed_as_overdue(traced: Office, duties: Duties) -> None:
    (found,) = json.loads(traced.types("ops duties --json").stdout)
    assert (found["kind"], found["level"]) == ("owner_report", 2)
    assert "已逾期" in traced.types("ops duties").output


def test_a_duty_is_closed_by_a_reviewer_or_risk_officer_with_the_reports_number(traced: Office, duties: Duties) -> None:
    assert traced.types(f"ops close-duty {NO} --report CY2026-001 --as E20421").exit_code == 0
    ((by, report, fact),) = duties.closed
    assert (by, report, fact.action, fact.detail) == ("E20421", "CY2026-001", "DUTY_CLOSED", {"report": "CY2026-001"})


@pytest.mark.parametrize("line", ["--report CY2026-001 --as E20401", "--report ' ' --as E20421"])
def test_nobody_else_closes_it_and_never_without_a_number(traced: Office, duties: Duties, line: str) -> None:
    assert traced.types(f"ops close-duty {NO} {line}").exit_code == 1
    assert duties.closed == []


COPIES = owed(kind=DutyKind.ACCOUNT_COPIES)


@pytest.mark.parametrize("closer", ["E20403", "E20405", "E20417"])
def test_r_acc_11_copies_are_closed_by_counter_supervisor_or_review_with_the_receipts_number(
    traced: Office, duties: Duties, closer: str
) -> None:
    duties.open = [COPIES]
    assert "开户资料副本或影像报送" in traced.types("ops duties").output
    done = traced.types(f"ops close-duty {NO} --report HZ2026-001 --as {closer}")
    assert done.exit_code == 0, done.output
    ((by, report, fact),) = duties.closed
    assert (by, report, fact.action, fact.object) == (closer, "HZ2026-001", "DUTY_CLOSED", "account_copies")


def test_who_sends_no_copies_says_nothing_of_them(traced: Office, duties: Duties) -> None:
    duties.open = [COPIES]
    done = traced.types(f"ops close-duty {NO} --report HZ2026-001 --as E20421")
    assert (done.exit_code, duties.closed) == (1, [])
    assert "CR or CT or SUP" in done.stderr


def test_of_two_open_duties_the_one_that_is_meant_has_to_be_named(traced: Office, duties: Duties) -> None:
    duties.open = [owed(), COPIES]
    line = f"ops close-duty {NO} --report HZ2026-001 --as E20417"
    done = traced.types(line)
    assert (done.exit_code, duties.closed) == (1, [])
    assert "--kind" in done.stderr
    assert traced.types(f"{line} --kind account_copies").exit_code == 0
    assert duties.closed[0][2].object == "account_copies"


def test_an_application_that_owes_nothing_has_nothing_to_close(traced: Office, duties: Duties) -> None:
    duties.open = []
    assert traced.types(f"ops close-duty {NO} --report HZ2026-001 --as E20417").exit_code == 1
    assert duties.closed == []
