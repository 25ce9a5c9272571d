"""A simplified account's limits rise to its tier's own row at most, after the policy's days, by a whole chain."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from models.account import AccountState, Limits
from models.acts import Activate, CheckInVisit, Claim, ConfirmLimits, RaiseLimits
from models.case import Case
from models.checks import ListHit, ListKind
from models.findings import Severity, Tier
from models.papers import EvidenceKind
from models.people import Role
from models.policy import Raises
from models.rules import simplified
from models.rules.acts import Why
from models.rules.after_opening import upgrade
from models.rules.calendar import business_day
from models.rules.limits import farthest, limits
from models.rules.upgrade import lifted, refuses, stands_against, untimely, visit_owed
from models.states import Leg, State
from models.tasks import Task, TaskKind
from models.visit import CheckIn, Verdict, VisitRecord
from tests import builders as b
from tests.wording import sentence

OPENED = b.NOW - timedelta(days=120)
ROW, LOW = limits(Tier.R4, b.policy()), b.policy().simplified_limits
TODAY = business_day(b.NOW)


def opened(**over: Any) -> Case:
    """A simplified account that was opened four months ago."""
    account = b.account(state=AccountState.ACTIVE, opened=OPENED, filed=OPENED, limits=LOW)
    clean = {"simplified": True, "score": b.score(tier=Tier.R4), "legs": {Leg.MAIN: State.ACTIVE}, "account": account}
    return b.case(**{**clean, **over})


def wish(given: Limits = ROW, **over: Any) -> RaiseLimits:
    clean = {
        "act_id": "a" * 32,
        "by": "E20401",
        "limits": given,
        "starts": TODAY,
        "paper": b.ref(EvidenceKind.PROOF, "9"),
        "reason": "上门复查经营属实",
    }
    return RaiseLimits.model_validate({**clean, **over})


def said(case: Case, act: RaiseLimits, today: date = TODAY) -> str:
    found = refuses(case, act, b.policy(), today)
    assert found is not None
    return sentence(found)


def test_after_the_policys_days_it_rises_to_the_tiers_own_row() -> None:
    assert refuses(opened(), wish(), b.policy(), TODAY) is None
    assert refuses(opened(), wish(LOW.model_copy(update={"single": LOW.single + 1})), b.policy(), TODAY) is None


def test_not_a_day_before_the_policys_days() -> None:
    for days in (1, 89):
        early = business_day(OPENED) + timedelta(days=days)
        assert "not before" in said(opened(), wish(starts=early), early)


def test_on_the_day_itself_it_rises() -> None:
    rules = b.policy().simplified
    assert rules is not None
    first = upgrade(OPENED, rules.upgrade_after, b.policy().calendar).due
    assert refuses(opened(), wish(starts=first), b.policy(), first) is None
    assert "not before" in said(opened(), wish(starts=first), first - timedelta(days=1))


@pytest.mark.parametrize("column", list(Limits.model_fields))
def test_h11_never_above_the_tiers_own_row(column: str) -> None:
    beyond = ROW.model_copy(update={column: getattr(ROW, column) + 1})
    assert "further than" in said(opened(), wish(beyond))


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"simplified": False}, "not opened as a simplified one"),
        ({"score": b.score(tier=Tier.R3)}, "not opened as a simplified one"),
        ({"account": None}, "no account"),
        ({"account": b.account(state=AccountState.PRE_OPEN)}, "no account"),
        ({"account": b.account(state=AccountState.CLOSED_BEFORE_USE, opened=OPENED)}, "no account"),
        ({"account": b.account(state=AccountState.CLOSED_BEFORE_USE, opened=OPENED, filed=OPENED)}, "no account"),
        ({"account": b.account(state=AccountState.ACTIVE, filed=OPENED)}, "no account"),
        ({"score": None}, "not opened as a simplified one"),
        ({"account": b.account(state=AccountState.ACTIVE, opened=OPENED)}, "no account"),
    ],
)
def test_only_an_open_simplified_account_is_upgraded(over: dict[str, Any], words: str) -> None:
    assert words in said(opened(**over), wish())


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (wish(reason=" "), "--reason"),
        (wish(starts=TODAY + timedelta(days=1)), "no other day"),
        (wish(LOW), "already"),
        (wish(ROW.model_copy(update={"tokens": 0})), "lowers nothing"),
        (wish(ROW.model_copy(update={"single": ROW.per_day})), None),
        (wish(ROW.model_copy(update={"per_day": LOW.per_day})), "fit into"),
    ],
)
def test_a_wish_needs_a_reason_today_and_limits_that_fit_each_other(act: RaiseLimits, words: str | None) -> None:
    if words is None:
        assert "further than" in said(opened(), act)
    else:
        assert words in said(opened(), act)


def test_one_wish_at_a_time_and_a_word_only_on_what_was_asked() -> None:
    agree = ConfirmLimits(act_id="b" * 32, by="E20405", decision="agree", seal_seen=True)
    refused = untimely(opened(), agree, b.policy(), b.NOW)
    assert refused is not None
    asked = opened(tasks={"T": task()})
    assert untimely(asked, agree, b.policy(), b.NOW) is None
    again = untimely(asked, wish(), b.policy(), b.NOW)
    assert again is not None
    assert (again.why, "already" in sentence(again.said)) == (Why.WRONG, True)


def test_who_agrees_has_seen_the_seal_and_who_disagrees_says_why() -> None:
    asked = opened(tasks={"T": task()})
    for act in (
        ConfirmLimits(act_id="b" * 32, by="E20405", decision="agree"),
        ConfirmLimits(act_id="b" * 32, by="E20405", decision="disagree"),
    ):
        refused = untimely(asked, act, b.policy(), b.NOW)
        assert refused is not None
        assert refused.why is Why.WRONG


def test_no_other_act_touches_an_upgrade() -> None:
    for act in (Activate(act_id="c" * 32, by="E20404"), Claim(act_id="c" * 32, by="E20405", task=TaskKind.DECISION)):
        assert untimely(opened(), act, b.policy(), b.NOW) is not None


def test_h11_holds_with_the_new_limits_and_without_the_chain_it_does_not() -> None:
    assert stands_against(opened(limit_raise=chain()), ROW, b.policy(), b.NOW) == ()
    alone = stands_against(
        opened(limit_raise=chain(agreed=())), ROW.model_copy(update={"tokens": 9}), b.policy(), b.NOW
    )
    assert [stop.code for stop in alone] == ["H11"]


def test_h02_and_h03_stand_in_the_way_of_more_limits() -> None:
    hit = ListHit(kind=ListKind.MANDATORY, entry="X1", by_number=True)
    listed = b.dossier(lists=b.lists(hit))
    struck = b.dossier(registration=b.registration(state="吊销，未注销"))
    late = b.NOW + timedelta(days=1)
    assert "H02" in {stop.code for stop in stands_against(opened(dossier=listed), ROW, b.policy(), b.NOW)}
    assert "H03" in {stop.code for stop in stands_against(opened(dossier=struck), ROW, b.policy(), b.NOW)}
    assert {"H02", "H03"} <= {stop.code for stop in stands_against(opened(), ROW, b.policy(), late)}


def test_what_was_lifted_is_simplified_no_more() -> None:
    after = lifted(opened(), ROW)
    assert after.account is not None
    assert (after.simplified, after.account.limits) == (False, ROW)


def chain(**over: Any) -> Any:
    return b.limit_raise(tier=Tier.R4, limits=ROW, starts=TODAY, **over)


def task(at: datetime = b.NOW, kind: TaskKind = TaskKind.LIMITS, role: Role = Role.SUPERVISOR) -> Task:
    return Task(id="T", application=b.APPLICATION, kind=kind, role=role, branch="0300", created=at, due=at)


def test_a_first_wish_that_the_rules_allow_is_in_time_and_one_that_they_refuse_is_wrong() -> None:
    assert untimely(opened(), wish(), b.policy(), b.NOW) is None
    for act, now in ((wish(LOW), b.NOW), (wish(), b.NOW + timedelta(days=1))):
        refused = untimely(opened(), act, b.policy(), now)
        assert refused is not None
        assert refused.why is Why.WRONG


def test_without_the_policys_part_for_simplified_openings_there_is_no_upgrade() -> None:
    assert refuses(opened(), wish(), b.policy_with(simplified=None), TODAY) is not None


def test_a_finding_that_nobody_cleared_stands_in_the_way_of_more_limits() -> None:
    stopped = {"findings": [b.finding("LIST_GREY", Severity.STOP, "lists")], "limit_raise": chain()}
    assert [one.code for one in stands_against(opened(**stopped), ROW, b.policy(), b.NOW)] == ["LIST_GREY"]
    assert stands_against(opened(**stopped, cleared={"LIST_GREY": "E20421"}), ROW, b.policy(), b.NOW) == ()


def test_only_what_an_upgrade_is_held_to_stands_in_its_way() -> None:
    """The visit's report grows old after the opening, and H06 is no rule of this moment (rules.md 11)."""
    old = b.visit(done=b.NOW - timedelta(days=400))
    assert stands_against(opened(visit=old, limit_raise=chain()), ROW, b.policy(), b.NOW) == ()


# ── elevated risk ───────────────────────────────────────────────────────────────────────────────────────────────────

ELEVATED = limits(Tier.R2, b.policy())


def elevated(days: int = 120) -> Case:
    """An account of elevated risk that was opened so many days ago."""
    then = b.NOW - timedelta(days=days)
    account = b.account(state=AccountState.ACTIVE, opened=then, filed=then, limits=ELEVATED)
    return opened(simplified=False, score=b.score(tier=Tier.R2), account=account)


def test_an_account_of_elevated_risk_is_raised_after_its_review_within_the_bound() -> None:
    most = farthest(Tier.R2, b.policy())
    assert refuses(elevated(90), wish(most, reason="T+90复查交易与用途相符"), b.policy(), TODAY) is None
    assert "not before" in said(elevated(89), wish(most))
    assert "already" in said(elevated(), wish(ELEVATED))
    beyond = most.model_copy(update={"per_month": most.per_month + 1})
    assert "further than" in said(elevated(), wish(beyond))


def test_where_the_policy_holds_no_elevated_risk_down_there_is_nothing_to_lift() -> None:
    for numbers in (b.policy_with(raises=Raises(times=2)), b.policy_with(raises=None)):
        found = refuses(elevated(), wish(farthest(Tier.R2, b.policy())), numbers, TODAY)
        assert found is not None
        assert "nor at tier R2" in sentence(found)


@pytest.mark.parametrize("tier", [Tier.R3, Tier.R1, Tier.P])
def test_no_other_tiers_account_is_lifted_after_its_opening(tier: Tier) -> None:
    found = elevated().model_copy(update={"score": b.score(tier=tier)})
    assert "nor at tier R2" in said(found, wish())


# ── a visit that was waived ─────────────────────────────────────────────────────────────────────────────────────────


def shown_by_video() -> Case:
    return opened(score=b.score(tier=Tier.R4, points=22.0), visit=b.visit(waived=True, check_in=None))


def test_h06_premises_shown_by_video_alone_do_for_no_more_than_a_simplified_account() -> None:
    assert not simplified.visit_owed(shown_by_video(), b.policy())
    assert visit_owed(shown_by_video(), b.policy())
    assert not visit_owed(opened(), b.policy())


_seen = b.visit().check_in
assert _seen is not None
ARRIVED: CheckIn = _seen
STOPPED = ARRIVED.model_copy(update={"verdict": Verdict.STOP})
UNSURE = ARRIVED.model_copy(update={"verdict": Verdict.UNSURE})


@pytest.mark.parametrize("check_in", [None, STOPPED, UNSURE])
def test_h08_only_an_arrival_that_passed_lifts_limits(check_in: CheckIn | None) -> None:
    found = stands_against(opened(visit=b.visit(check_in=check_in, door_plate_seen=False)), ROW, b.policy(), b.NOW)
    assert {stands.code for stands in found} == {"H08"}


def test_the_manager_checks_in_while_the_task_lives_and_once_at_a_time() -> None:
    act = CheckInVisit(act_id="c" * 32, by="E20401", fix=ARRIVED.fix, live_face=b.ref(EvidenceKind.LIVE_FACE, "5"))
    refused = untimely(opened(), act, b.policy(), b.NOW)
    assert refused is not None
    assert "nobody has to go" in sentence(refused.said)
    going = opened(
        tasks={"T": task(kind=TaskKind.VISIT, role=Role.ACCOUNT_MANAGER)}, visit=VisitRecord(manager="E20401")
    )
    assert untimely(going, act, b.policy(), b.NOW) is None
    going.visit.started = b.NOW
    refused = untimely(going, act, b.policy(), b.NOW)
    assert refused is not None
    assert "being looked at" in sentence(refused.said)
