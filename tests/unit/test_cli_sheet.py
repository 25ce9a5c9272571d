"""The information sheet at the counter: printed by who may, handed over once, and both on the trail (R-ACC-09)."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from cli.options import NO
from models.application import AccountKind
from models.duties import Duty, DutyKind
from models.papers import EvidenceKind
from tests import builders
from tests.unit.test_cli import PNG, Office, office
from tests.unit.test_cli_owners import Duties, owed
from tests.unit.test_information_sheet import NUMBER, opened

__all__ = ["office"]  # the toolbox with recording fakes

SHEET = owed(kind=DutyKind.INFORMATION_SHEET, opened=builders.NOW, due=builders.NOW + timedelta(days=1))


@pytest.fixture
def counter(office: Office) -> Office:
    office.front.case = opened()
    table = Duties()
    table.open = [SHEET]
    office.ledger.table = table  # type: ignore[attr-defined]  # the fake ledger of the other tests has none
    office.ledger.duties = table.duties  # type: ignore[attr-defined]  # as above
    office.ledger.close_duty = table.close_duty  # type: ignore[attr-defined]  # as above
    return office


def closed(office: Office) -> list[tuple[str, str, str]]:
    return [(by, to, fact.action) for by, to, fact in office.ledger.table.closed]  # type: ignore[attr-defined]  # as above


@pytest.mark.parametrize("staff", ["E20403", "E20405"])
def test_counter_and_supervisor_print_it_and_the_reading_is_on_the_trail(counter: Office, staff: str) -> None:
    done = counter.types(f"counter sheet {NO} --as {staff}")
    assert done.exit_code == 0, done.output
    assert "基本存款账户信息" in done.stdout
    assert NUMBER in done.stdout
    assert [(fact.action, fact.object) for fact in counter.ledger.trail] == [("READ", "information_sheet")]
    told = json.loads(counter.types(f"counter sheet {NO} --as {staff} --json").stdout)
    assert told["basic_account_number"] == NUMBER


@pytest.mark.parametrize("verb", ["sheet", "hand-over --to representative"])
def test_nobody_else_prints_it_or_hands_it_over(counter: Office, verb: str) -> None:
    for staff in ("E20401", "E20417", "E99999"):
        verb_first, _, rest = verb.partition(" ")
        done = counter.types(f"counter {verb_first} {NO} {rest} --as {staff}")
        assert done.exit_code == 1
        assert builders.REPRESENTATIVE not in done.output
    assert closed(counter) == []


def test_a_temporary_account_has_no_sheet(counter: Office) -> None:
    counter.front.case = opened(AccountKind.TEMPORARY)
    done = counter.types(f"counter sheet {NO} --as E20403")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "R-ACC-08" in done.stderr


def test_handing_it_over_closes_what_was_owed_and_names_nobody_on_the_trail(counter: Office) -> None:
    done = counter.types(f"counter hand-over {NO} --to representative --as E20403")
    assert done.exit_code == 0, done.output
    assert "已交付：法定代表人或负责人" in done.stdout
    assert closed(counter) == [("E20403", "representative", "SHEET_HANDED_OVER")]
    ((_, _, fact),) = counter.ledger.table.closed  # type: ignore[attr-defined]  # as above
    assert fact.detail == {"to": "representative", "deputy": False, "number": "*0101"}


def test_a_deputys_signed_receipt_is_kept_as_evidence(counter: Office, tmp_path: Path) -> None:
    refused = counter.types(f"counter hand-over {NO} --to deputy --as E20403")
    assert (refused.exit_code, closed(counter)) == (1, [])
    receipt = tmp_path / "receipt.png"
    receipt.write_bytes(PNG)
    told = json.loads(
        counter.types(f"counter hand-over {NO} --to deputy --receipt {receipt} --as E20403 --json").stdout
    )
    assert (told["to"], len(told["evidence"])) == ("deputy", 1)
    assert counter.evidence.stored == [EvidenceKind.PROOF]
    ((_, _, fact),) = counter.ledger.table.closed  # type: ignore[attr-defined]  # as above
    assert fact.detail["deputy"] is True


def test_it_is_handed_over_once(counter: Office) -> None:
    given: Duty = SHEET.model_copy(update={"closed": builders.NOW, "closed_by": "E20404", "report": "representative"})
    counter.ledger.table.open = [given]  # type: ignore[attr-defined]  # as above
    done = counter.types(f"counter hand-over {NO} --to representative --as E20403")
    assert (done.exit_code, closed(counter)) == (1, [])
    assert "already" in done.stderr


def test_a_case_from_before_it_was_owed_has_it_on_its_trail(counter: Office) -> None:
    counter.ledger.table.open = []  # type: ignore[attr-defined]  # as above
    assert counter.types(f"counter hand-over {NO} --to representative --as E20403").exit_code == 0
    assert [fact.action for fact in counter.ledger.trail] == ["READ", "SHEET_HANDED_OVER"]


def test_a_sheet_is_not_closed_like_a_report(counter: Office) -> None:
    done = counter.types(f"ops close-duty {NO} --report X-1 --as E20403")
    assert (done.exit_code, closed(counter)) == (1, [])
    assert "hand-over" in done.stderr
