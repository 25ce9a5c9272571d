"""`ekaihu ops screen-accounts`: who may run it, what it says without a name, and when it ends with 1."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from activities.check import Answered
from activities.failures import OutsideFailed
from models.audit import AuditFact
from models.checks import ListAnswer, ListHit, ListKind, ListQuery
from models.duties import Duty
from models.living import ListRun
from tests import builders
from tests.unit.test_cli import Office, office
from workers import bootstrap
from workflows.client import Refusal

__all__ = ["office"]  # the toolbox with recording fakes

LINE = "ops screen-accounts --as E20421"


class Bank:
    """One open account, its duties, and the lists of today."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.hits: tuple[ListHit, ...] = ()
        self.silent = False
        self.owed: list[Duty] = []
        self.facts: list[AuditFact] = []
        self.runs: list[ListRun] = []
        self.asked: list[ListQuery] = []

    async def cases(self, *, state: str | None = None, limit: int = 50, offset: int = 0) -> list[Any]:
        assert state == "ACTIVE"
        return [] if offset else [SimpleNamespace(application=builders.APPLICATION, branch="0300", closed=None)]

    async def duties(self) -> list[Duty]:
        return self.owed

    async def owe_again(self, duty: Duty, fact: AuditFact) -> None:
        self.owed.append(duty)
        self.facts.append(fact)

    async def list_runs(self, version: str) -> list[ListRun]:
        return self.runs

    async def note_list_run(self, run: ListRun) -> None:
        self.runs.append(run)

    async def ask(self, query: ListQuery) -> Answered[ListAnswer]:
        if self.silent:
            raise OutsideFailed("lists", "the connection failed")
        self.asked.append(query)
        return Answered(ListAnswer(version="today", hits=self.hits), b"{}")


@pytest.fixture
def bank(office: Office, monkeypatch: pytest.MonkeyPatch) -> Bank:
    made = Bank(office)
    for name in ("cases", "duties", "owe_again", "list_runs", "note_list_run"):
        setattr(office.ledger, name, getattr(made, name))

    @asynccontextmanager
    async def lists(settings: Any) -> AsyncIterator[Bank]:
        yield made

    monkeypatch.setattr(bootstrap, "lists_of", lists)
    return made


def entry(kind: ListKind = ListKind.BLACK) -> ListHit:
    return ListHit(kind=kind, entry="B-1", by_number=True, source="bank.csv", text=builders.REPRESENTATIVE, digest="d")


def test_nobody_new_on_a_list_ends_with_0_and_the_file_was_read_for_a_reason(bank: Bank) -> None:
    done = bank.office.types(f"{LINE} --json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {
        "lists": "today",
        "accounts": 1,
        "asked": 1,
        "matches": [],
        "unknown": [],
        "open": [],
    }
    assert [(fact.action, fact.object) for fact in bank.office.ledger.trail] == [("READ", "living_account")]
    assert [one.name for one in bank.asked[-1].subjects] == [builders.FIRM_NAME, builders.REPRESENTATIVE]
    assert bank.runs[0].by == "E20421"


def test_a_match_is_told_without_a_name_and_ends_with_1(bank: Bank) -> None:
    bank.hits = (entry(),)
    done = bank.office.types(f"{LINE} --json")
    assert done.exit_code == 1
    (match,) = json.loads(done.stdout)["matches"]
    assert (match["application"], match["severity"], match["entry"]) == (builders.APPLICATION, "STOP", "B-1")
    assert "ekaihu ops duties" in done.stderr
    assert builders.REPRESENTATIVE not in done.output
    assert [duty.application for duty in bank.owed] == [builders.APPLICATION]


def test_the_table_names_list_entry_and_answer(bank: Bank) -> None:
    bank.hits = (entry(),)
    shown = " ".join(bank.office.types(LINE).output.split())
    assert "bank.csv" in shown
    assert "号码" in shown
    assert builders.REPRESENTATIVE not in shown


def test_the_white_list_alone_ends_with_0(bank: Bank) -> None:
    bank.hits = (entry(ListKind.WHITE),)
    assert bank.office.types(LINE).exit_code == 0


@pytest.mark.parametrize("code", ["UNKNOWN", "STANDS_STILL"])
def test_an_account_whose_file_is_gone_is_named_and_ends_with_1(bank: Bank, code: str) -> None:
    bank.office.front.refusal = Refusal("there is no application", code)
    done = bank.office.types(LINE)
    assert done.exit_code == 1
    assert builders.APPLICATION in done.output


def test_without_a_worker_nobody_was_screened_and_no_run_is_noted(bank: Bank) -> None:
    bank.office.front.refusal = Refusal("no worker answered", "NO_WORKER")
    done = bank.office.types(f"{LINE} --json")
    assert (done.exit_code, done.stdout, bank.runs) == (1, "", [])


def test_silent_lists_are_no_clean_run(bank: Bank) -> None:
    bank.silent = True
    done = bank.office.types(f"{LINE} --json")
    assert (done.exit_code, done.stdout, bank.runs) == (1, "", [])
    assert "not everybody was screened" in done.stderr


@pytest.mark.parametrize("staff", ["E20401", "E20417", "E99999"])
def test_only_risk_screens_accounts(bank: Bank, staff: str) -> None:
    done = bank.office.types(f"ops screen-accounts --as {staff}")
    assert (done.exit_code, bank.asked) == (1, [])


def test_a_policy_without_its_time_limits_screens_nobody(bank: Bank) -> None:
    bank.office.policy = builders.policy_with(living=None)
    assert "living" in bank.office.types(LINE).stderr
    assert bank.asked == []


def test_all_asks_again_about_accounts_that_these_lists_know(bank: Bank) -> None:
    def asked(line: str) -> int:
        return int(json.loads(bank.office.types(f"{line} --json").stdout)["asked"])

    seen: Sequence[int] = (asked(LINE), asked(f"{LINE} --all"))
    assert seen == (1, 1)
