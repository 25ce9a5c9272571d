"""Limits in the story: they follow the tier down, and only the whole chain takes them up (risk.md 5, H11)."""

from datetime import date, timedelta
from typing import Any

import pytest

from models import acts as a
from models.account import Limits
from models.audit import SHANGHAI
from models.checks import AbnormalEntry, ListHit, ListKind, ListsAsked, RegistrationAsked
from models.findings import Tier
from models.papers import EvidenceKind
from models.policy import Raises
from models.proofs import Proof
from models.requests import AskLists, AskRegistration
from models.rules.limits import FARTHEST, farthest
from models.rules.limits import limits as of_tier
from models.states import State
from models.tasks import TaskKind
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage, soon
from tests.workflow.play import Play, ordinary
from tests.workflow.test_tiers import everybody_is, two_reviews
from tests.workflow.world import server_time
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")

R3, R2 = of_tier(Tier.R3, ordinary()), of_tier(Tier.R2, ordinary())
DOUBLE = farthest(Tier.R3, ordinary())


async def today(play: Play) -> date:
    return (await play.now()).astimezone(SHANGHAI).date()


async def ask(play: Play, limits: Limits = DOUBLE, by: str = who.MANAGER, days: int = 0, **over: Any) -> None:
    starts = await today(play) + timedelta(days=days)
    paper = builders.ref(EvidenceKind.PROOF, "9")
    said = {"limits": limits, "starts": starts, "paper": paper, "reason": "月末集中付款"}
    await play.people.do(a.RaiseLimits, by, **{**said, **over})


async def agree(play: Play, by: str = who.SUPERVISOR, **over: Any) -> None:
    await play.people.do(a.ConfirmLimits, by, **{"decision": "agree", "seal_seen": True, **over})


async def limits_of(play: Play) -> Limits:
    account = (await play.people.file()).account
    assert account is not None
    return account.limits


def unreachable(ask: AskRegistration) -> RegistrationAsked:
    """The registry could not reach the firm at its place: R2 at least."""
    entry = AbnormalEntry(reason=4, on=builders.TODAY)
    return builders.registration(query=ask.query, at=server_time(), abnormal=(entry,))


def exposed(ask: AskLists) -> ListsAsked:
    """A politically exposed person: R1."""
    hit = ListHit(kind=ListKind.PEP, entry="X1", by_number=True)
    return builders.lists(hit, query=ask.query, at=server_time())


async def another_day(play: Play) -> None:
    """The customer comes tomorrow, when registry and lists are asked anew."""
    await play.people.book_counter(await play.now() + timedelta(days=1))
    await play.until(State.COUNTER_BOOKED)
    await play.later(hours=23)
    await play.people.check_in_counter()
    await play.until(State.AT_COUNTER)


# ── up, by the chain alone ──────────────────────────────────────────────────────────────────────────────────────────


async def test_a_whole_chain_raises_the_limits_with_which_the_account_is_activated(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.PRE_OPENED)
    await ask(play)
    view = await play.until_task(TaskKind.LIMITS, "SUP")
    assert await limits_of(play) == R3
    await agree(play)
    assert await limits_of(play) == DOUBLE
    assert (await play.wait(lambda now: not now.tasks)).waiting_for == "CUST", view
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    (order,) = play.world.calls["activate_account"]
    assert (order.limits, order.raised_limits, order.raised_from) == (DOUBLE, None, None)
    (asked,) = [fact for fact in play.world.trail if fact.action == "LIMITS_RAISE_ASKED"]
    assert (asked.evidence, asked.reason_text) == (("9" * 64,), "月末集中付款")
    assert [fact.action for fact in play.world.trail if fact.action.startswith("LIMITS_")] == [
        "LIMITS_RAISE_ASKED",
        "LIMITS_RAISE_AGREED",
        "LIMITS_RAISED",
    ]


async def pre_opened_at_elevated_risk(stage: Stage) -> Play:
    """Reviewed by two, proven, decided by RISK."""
    play = await stage(policy=everybody_is(Tier.R2))
    await two_reviews(play)
    await play.people.prove(Proof.PURPOSE)
    await play.to(State.DECISION)
    await play.until_task(TaskKind.DECISION)
    await play.people.decide_opening(by=who.RISK)
    await play.until(State.PRE_OPENED)
    return play


async def test_elevated_risk_is_not_raised_in_the_opening(stage: Stage) -> None:
    play = await pre_opened_at_elevated_risk(stage)
    for days in (0, 120):
        with pytest.raises(Refusal, match="after the opening"):
            await ask(play, farthest(Tier.R2, ordinary()), days=days)
    assert await limits_of(play) == R2


async def test_a_raise_from_a_later_day_travels_beside_the_limits_of_the_opening_day(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.PRE_OPENED)
    await ask(play, days=20)
    await agree(play)
    later = await today(play) + timedelta(days=20)
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    (order,) = play.world.calls["activate_account"]
    assert (order.limits, order.raised_limits, order.raised_from) == (R3, DOUBLE, later)


async def test_a_raise_whose_day_comes_before_the_customer_counts_at_the_activation(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.PRE_OPENED)
    await ask(play, days=1)
    await agree(play)
    assert await limits_of(play) == R3
    await another_day(play)
    await play.serve()
    await play.ends(State.ACTIVE)
    (order,) = play.world.calls["activate_account"]
    assert order.limits == DOUBLE


# ── passed by nobody ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_h11_an_unfinished_chain_raises_nothing_and_does_not_hold_up_the_opening(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.PRE_OPENED)
    await ask(play)
    await play.until_task(TaskKind.LIMITS)
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    (order,) = play.world.calls["activate_account"]
    assert (order.limits, order.raised_limits) == (R3, None)


async def test_h11_no_role_asks_for_the_manager_or_agrees_for_the_supervisor(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.PRE_OPENED)
    for nobody in (who.SUPERVISOR, who.RISK, who.RISK_HEAD, who.BRANCH_MANAGER, who.COUNTER_TELLER, who.REVIEWER):
        with pytest.raises(Refusal, match="role"):
            await ask(play, by=nobody)
    await ask(play)
    await play.until_task(TaskKind.LIMITS)
    for nobody in (who.MANAGER, who.RISK, who.RISK_HEAD, who.BRANCH_MANAGER, who.COUNTER_TELLER, who.REVIEWER):
        with pytest.raises(Refusal, match="role"):
            await agree(play, nobody)
    assert await limits_of(play) == R3


async def test_h11_one_human_with_two_ids_does_not_agree_with_himself(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R3))
    staff = play.world.staff
    twin = staff.find(who.SECOND_SUPERVISOR)
    manager = staff.find(who.MANAGER)
    assert twin is not None
    assert manager is not None
    both = twin.model_copy(update={"person": manager.person})
    play.world.staff = _Directory(staff, both)  # type: ignore[assignment]  # answers like the real one
    await play.to(State.PRE_OPENED)
    await ask(play)
    await play.until_task(TaskKind.LIMITS)
    with pytest.raises(Refusal, match="separation"):
        await agree(play, who.SECOND_SUPERVISOR)
    assert await limits_of(play) == R3


class _Directory:
    """The staff directory, in which one entry is another's."""

    def __init__(self, others: Any, changed: Any) -> None:
        self._others, self._changed = others, changed

    def find(self, staff: str) -> Any:
        return self._changed if staff == self._changed.id else self._others.find(staff)


async def test_h11_no_order_of_acts_gets_around_the_chain(stage: Stage) -> None:
    """Agreed before it was asked, asked before there is an account, agreed twice, agreed to what was replaced."""
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.DECISION)
    with pytest.raises(Refusal, match="reserved"):
        await ask(play)
    with pytest.raises(Refusal):
        await agree(play)
    signal = play.people.act(a.ConfirmLimits, who.SUPERVISOR, decision="agree", seal_seen=True)
    await play.people.front.signal(play.people.application, signal)
    await play.to(State.PRE_OPENED)
    await ask(play)
    await play.until_task(TaskKind.LIMITS)
    assert await limits_of(play) == R3
    await agree(play)
    with pytest.raises(Refusal, match="already done"):
        await agree(play, who.SECOND_SUPERVISOR)
    await ask(play, R3.model_copy(update={"single": R3.single + 1}))
    await play.until_task(TaskKind.LIMITS)
    await play.people.do(a.ConfirmLimits, who.SUPERVISOR, decision="disagree", reason="the seal is another firm's")
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    (order,) = play.world.calls["activate_account"]
    assert (order.limits, order.raised_limits) == (R3, None)


@pytest.mark.parametrize("times", [1, FARTHEST, 1_000_000])
async def test_h11_no_number_of_the_policy_lets_a_raise_go_further(stage: Stage, times: int) -> None:
    numbers = everybody_is(Tier.R3).model_copy(update={"raises": Raises(times=times)})
    play = await stage(policy=numbers)
    await play.to(State.PRE_OPENED)
    most = farthest(Tier.R3, numbers)
    with pytest.raises(Refusal, match=r"raise|already"):
        await ask(play, most.model_copy(update={"per_month": most.per_month + 1}))
    assert await limits_of(play) == R3


async def test_h11_a_raise_backwards_or_without_the_seal_is_refused(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.PRE_OPENED)
    with pytest.raises(Refusal, match="backwards"):
        await ask(play, days=-1)
    await ask(play)
    with pytest.raises(Refusal, match="seal"):
        await agree(play, seal_seen=False)


# ── down, at once ───────────────────────────────────────────────────────────────────────────────────────────────────


async def test_limits_follow_a_tier_that_rises_on_the_day_of_activation_and_the_raise_is_over(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.PRE_OPENED)
    await ask(play)
    await agree(play)
    assert await limits_of(play) == DOUBLE
    play.world.answers["check_registration"] = unreachable
    await another_day(play)
    await play.serve()
    await play.until_task(TaskKind.SECOND_REVIEW)  # R2 wants more people than have looked (H07)
    found = await play.people.file()
    assert (found.tier, found.limit_raise, await limits_of(play)) == (Tier.R2, None, R2)
    lowered = [fact for fact in play.world.trail if fact.action == "LIMITS_LOWERED"]
    assert [fact.detail["single"] for fact in lowered] == [R2.single]
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.interview_again()
    await play.people.prove(Proof.PURPOSE)
    await play.until_task(TaskKind.DECISION, "RISK")
    await play.people.decide_opening(by=who.RISK)
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    (order,) = play.world.calls["activate_account"]
    assert (order.limits, order.raised_limits) == (R2, None)


async def test_h11_who_becomes_high_risk_pays_at_the_counter_whatever_was_agreed(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.PRE_OPENED)
    await ask(play)
    await play.until_task(TaskKind.LIMITS)
    play.world.answers["screen_lists"] = exposed
    await another_day(play)
    await play.serve()
    await play.until_task(TaskKind.SECOND_REVIEW)
    assert set((await limits_of(play)).model_dump().values()) == {0}
    assert TaskKind.LIMITS not in [task.kind for task in (await play.people.show()).tasks]
    with pytest.raises(Refusal, match="already done"):
        await agree(play)
    with pytest.raises(Refusal, match="counter only"):
        await ask(play)
    await soon(lambda: "LIMITS_RAISE_ENDED" in play.world.actions())
