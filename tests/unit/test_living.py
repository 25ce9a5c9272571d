"""Living accounts: who is screened when a list changed, which matches are new, and what RISK owes them (rules.md 6)."""

from datetime import timedelta
from typing import Any

import pytest

from models.checks import ListHit, ListKind, Subject
from models.duties import DutyKind
from models.living import ListRun, LivingAccount
from models.people import Role
from models.policy import Living
from models.rules import living, plan
from tests import builders
from tests.builders import NOW, case, dossier, lists, policy

SUBJECT = Subject(name=builders.REPRESENTATIVE, number=builders.ID_NUMBER)
HOUR = timedelta(hours=1)


def hit(**over: Any) -> ListHit:
    said = {"kind": ListKind.BLACK, "entry": "B-1", "by_number": False, "source": "sample", "subject": SUBJECT}
    return ListHit.model_validate({**said, "digest": "d" * 64, **over})


def account(*known: ListHit) -> LivingAccount:
    return LivingAccount(application=builders.APPLICATION, since=NOW, version="v1", subjects=(SUBJECT,), known=known)


def run(version: str = "v2", **over: Any) -> ListRun:
    return ListRun.model_validate({"at": NOW, "version": version, "by": "E20421", "accounts": 3, "matched": 0, **over})


def rules() -> Living:
    found = policy().living
    assert found is not None
    return found


def test_whom_the_opening_looked_for_is_looked_for_as_long_as_the_account_lives() -> None:
    opened = case(dossier=dossier(lists=lists(hit(), version="v7", query=plan.of_case(builders.by_agent_case()).lists)))
    found = living.account_of(opened, NOW)
    assert found is not None
    assert [one.name for one in found.subjects] == [builders.FIRM_NAME, builders.REPRESENTATIVE, builders.AGENT]
    assert (found.version, found.known, found.since) == ("v7", (hit(),), NOW)


@pytest.mark.parametrize("asked", [None, lists(version=" ")], ids=["never asked", "no version"])
def test_an_account_whose_lists_never_answered_is_no_account_that_is_looked_for(asked: Any) -> None:
    assert living.account_of(case(dossier=dossier(lists=asked)), NOW) is None


def test_a_run_with_the_same_lists_covers_whom_it_knew_of_when_it_began() -> None:
    assert living.covered(account(), "v2", [run()])
    assert living.covered(account(), "v2", [run(version="v3"), run(at=NOW + HOUR)])


def test_who_was_not_known_of_yet_is_not_covered_by_a_run() -> None:
    assert not living.covered(account(), "v2", [run(at=NOW - timedelta(seconds=1))])


def test_no_run_with_other_lists_covers_anybody() -> None:
    assert not living.covered(account(), "v3", [run(), run(version="v4")])
    assert not living.covered(account(), "v2", [])


def test_the_opening_covers_its_account_for_the_lists_that_it_asked() -> None:
    assert living.covered(account(), "v1", [])


def test_a_match_that_the_opening_knew_is_not_new() -> None:
    assert living.new_matches(account(hit()), [hit()]) == ()
    assert living.new_matches(account(hit()), [hit(score=0.9, why=("EXACT",))]) == ()


@pytest.mark.parametrize(
    "over",
    [{"entry": "B-2"}, {"digest": "e" * 64}, {"by_number": True}, {"source": "other"}, {"kind": ListKind.MANDATORY}],
    ids=["entry", "text", "number", "list", "kind"],
)
def test_whatever_nobody_looked_at_is_new_once(over: dict[str, Any]) -> None:
    new = hit(**over)
    assert living.new_matches(account(hit()), [hit(), new, new]) == (new,)
    assert living.new_matches(living.knowing(account(hit()), (new,)), [hit(), new]) == ()


def test_the_white_list_is_no_match_for_anybody_to_settle() -> None:
    assert living.new_matches(account(), [hit(kind=ListKind.WHITE), hit(kind=ListKind.WHITE, by_number=True)]) == ()


def test_knowing_a_match_forgets_no_other() -> None:
    assert living.knowing(account(hit()), (hit(entry="B-2"),)).known == (hit(), hit(entry="B-2"))


def owed(*hits: ListHit) -> Any:
    return living.owed(builders.APPLICATION, "0300", hits, NOW, rules(), policy().calendar)


def test_a_match_that_nobody_may_resolve_is_due_within_the_hour_and_escalated_at_once() -> None:
    duty = owed(hit(), hit(kind=ListKind.MANDATORY, by_number=True))
    assert (duty.kind, duty.branch, duty.opened) == (DutyKind.LIST_MATCH, "0300", NOW)
    assert (duty.due, duty.level(NOW), duty.level(NOW + HOUR)) == (NOW + HOUR, 1, 2)


def test_any_other_match_is_due_in_three_working_days_with_a_reminder_after_one() -> None:
    duty = owed(hit(kind=ListKind.MANDATORY), hit(kind=ListKind.PEP))
    assert (duty.remind, duty.due) == (builders.shanghai(2026, 10, 9, 10), builders.shanghai(2026, 10, 12, 10))
    assert duty.level(NOW) == 0


def test_only_risk_says_that_a_match_is_settled() -> None:
    assert DutyKind.LIST_MATCH.closers == {Role.RISK, Role.RISK_HEAD}
