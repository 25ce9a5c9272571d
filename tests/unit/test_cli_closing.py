"""Telling our own books that an account was closed (R-ACC-05)."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from activities.providers.ledger import CaseEntry, NoOpenAccount
from cli.options import NO
from models.audit import AuditFact
from tests.unit.test_cli import Office, office

__all__ = ["office"]  # the toolbox with recording fakes

OPENED = datetime(2026, 10, 8, 17, tzinfo=UTC)  # already the next day in Shanghai
LINE = f"ops account-closed {NO} --receipt XH2026-001 --as"


class Books:
    """One account that was opened on 9 October."""

    def __init__(self) -> None:
        self.facts: list[AuditFact] = []
        self.entry = CaseEntry(
            application=NO,
            version=9,
            state="ACTIVE",
            branch="0300",
            account_kind="basic",
            tier="R3",
            waiting_for="",
            due=None,
            level=0,
            rounds=0,
            started=OPENED,
            updated=OPENED,
            ended=OPENED,
        )

    async def case(self, no: str) -> CaseEntry:
        return self.entry

    async def cases(self, **asked: Any) -> list[CaseEntry]:
        return [] if asked.get("offset") else [self.entry]

    async def events(self, no: str) -> list[tuple[dict[str, Any], str]]:
        planned = {"due": "2026-10-20", "every_months": None}
        return [({"action": "REVIEW_PLANNED", "object": "FIRST", "detail": planned}, "")]

    async def close_account(self, no: str, on: date, by: str, fact: AuditFact) -> CaseEntry:
        if self.entry.closed:
            raise NoOpenAccount(f"{no} has no account that is open")
        self.facts.append(fact)
        self.entry = self.entry.model_copy(update={"closed": on})
        return self.entry


@pytest.fixture
def books(office: Office) -> Books:
    table = Books()
    office.ledger.cases = table.cases  # type: ignore[attr-defined]  # as below
    office.ledger.events = table.events  # type: ignore[method-assign]  # as below
    office.ledger.case = table.case  # type: ignore[attr-defined]  # the fake ledger of the other tests has none
    office.ledger.close_account = table.close_account  # type: ignore[attr-defined]  # as above
    return table


def test_a_supervisor_notes_day_and_receipt_on_the_trail(office: Office, books: Books) -> None:
    done = office.types(f"{LINE} E20405 --on 2026-10-09 --json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["closed"] == "2026-10-09"
    (fact,) = books.facts
    assert (fact.action, fact.actor.id, fact.actor.role) == ("ACCOUNT_CLOSED", "E20405", "SUP")
    assert fact.detail == {"on": "2026-10-09", "receipt": "XH2026-001"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"{LINE} E20417 --on 2026-10-09", "SUP"),
        (f"{LINE} E99999 --on 2026-10-09", "SUP"),
        (f"{LINE} E20405 --on 2026-10-08", "opened later"),
        (f"{LINE} E20405 --on 2999-01-01", "future"),
        (f"ops account-closed {NO} --receipt ' ' --on 2026-10-09 --as E20405", "--receipt"),
    ],
)
def test_nobody_else_notes_it_nor_an_impossible_day_nor_without_a_receipt(
    office: Office, books: Books, line: str, said: str
) -> None:
    done = office.types(line)
    assert (done.exit_code, books.facts) == (1, [])
    assert said in done.stderr


def test_an_account_is_closed_once(office: Office, books: Books) -> None:
    assert office.types(f"{LINE} E20405 --on 2026-10-09").exit_code == 0
    again = office.types(f"{LINE} E20405 --on 2026-10-09")
    assert (again.exit_code, len(books.facts)) == (1, 1)
    assert "no account that is open" in again.stderr


def test_a_closed_account_has_no_review_any_more(office: Office, books: Books) -> None:
    line = "ops reviews --until 2026-12-31 --json"
    assert [row["application"] for row in json.loads(office.types(line).stdout)] == [NO]
    office.types(f"{LINE} E20405 --on 2026-10-09")
    assert json.loads(office.types(line).stdout) == []
