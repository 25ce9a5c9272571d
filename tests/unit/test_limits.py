"""Limits come from the tier: a simplified opening never gets more, and only a whole chain of people raises them."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.account import AccountState, Limits
from models.acts import ConfirmLimits, RaiseLimits
from models.case import Actor, Case, LimitRaise
from models.findings import Tier
from models.people import Role, Staff
from models.policy import Policy, Raises
from models.rules.acts import RefusedAct, Why, unentitled, untimely
from models.rules.limits import (
    CHECKERS,
    FARTHEST,
    agreed_by,
    allowed,
    awaited,
    exceeds,
    farthest,
    fitting,
    in_force,
    limits,
    to_come,
)
from models.states import Leg, State
from models.tasks import Task, TaskKind
from tests.builders import NOW, TODAY, account, case, limit_raise, policy, policy_with, score
from tests.wording import sentence


@pytest.mark.parametrize("tier", [Tier.R4, Tier.R3, Tier.R2])
def test_a_tier_gets_its_row_of_the_table(tier: Tier) -> None:
    assert limits(tier, policy()) == policy().measures[tier].limits


def test_the_rows_fall_with_rising_risk() -> None:
    rows = [limits(tier, policy()) for tier in (Tier.R4, Tier.R3, Tier.R2, Tier.R1)]
    assert all(exceeds(lower, higher) == () for higher, lower in pairwise(rows))


@pytest.mark.parametrize("tier", [Tier.R1, Tier.P])
def test_high_risk_pays_at_the_counter_only_whatever_the_table_says(tier: Tier) -> None:
    measures = dict(policy().measures)
    measures[tier] = measures[tier].model_copy(update={"limits": policy().measures[Tier.R4].limits})
    assert set(limits(tier, policy_with(measures=measures)).model_dump().values()) == {0}


@pytest.mark.parametrize("tier", list(Tier))
def test_a_simplified_opening_gets_the_lower_of_both_tables_in_each_column(tier: Tier) -> None:
    simple, own = limits(tier, policy(), simplified=True), limits(tier, policy())
    assert exceeds(simple, own) == ()
    assert exceeds(simple, policy().simplified_limits) == ()


def test_what_is_above_the_limits_is_named_by_column() -> None:
    r3, r2 = limits(Tier.R3, policy()), limits(Tier.R2, policy())
    assert exceeds(r3, r3) == ()
    assert set(exceeds(r3, r2)) == {"single", "per_day", "count_per_day", "per_month", "to_persons_per_day"}
    assert exceeds(r3.model_copy(update={"tokens": 3}), r3) == ("tokens",)


# ── the approval chain ──────────────────────────────────────────────────────────────────────────────────────────────

RAISABLE = (Tier.R4, Tier.R3, Tier.R2)
RISK = Actor(role=Role.RISK, id="E20407", person="P07")
LIMITS = st.builds(Limits, **{name: st.integers(0, 10**12) for name in Limits.model_fields})
ANYBODY = st.builds(
    Actor,
    role=st.sampled_from(sorted(set(Role) - {Role.CUSTOMER, Role.SYSTEM})),
    id=st.sampled_from(("E1", "E2", "E3")),
    person=st.sampled_from(("P01", "P05", "P07", "P08")),
)


def more(tier: Tier, **over: int) -> Limits:
    """A little more than the tier gives."""
    own = limits(tier, policy())
    return own.model_copy(update={"single": own.single + 1, **over})


def ask(tier: Tier = Tier.R3, numbers: Policy | None = None, **over: Any) -> RefusedAct | None:
    said = {"limits": more(tier), "starts": TODAY, "paper": limit_raise().paper, "reason": "月末集中付款"}
    act = RaiseLimits(act_id="act-00000001", by="E20401", **{**said, **over})
    return untimely(case(score=score(tier)), act, numbers or policy())


def confirm(found: Case, by: str = "E20405", **over: Any) -> RefusedAct | None:
    said = {"decision": "agree", "seal_seen": True}
    return untimely(found, ConfirmLimits(act_id="act-00000001", by=by, **{**said, **over}), policy())


def asked(role: Role = Role.SUPERVISOR, kind: TaskKind = TaskKind.LIMITS, **over: Any) -> Case:
    """A case whose raise waits for this role."""
    task = Task(
        id="T1", application=case().application, kind=kind, role=role, branch="0300", created=NOW, due=NOW,
        excluded=frozenset({"P01"}),
    )  # fmt: skip
    return case(**{"limit_raise": limit_raise(agreed=()), "tasks": {"T1": task}, **over})


@pytest.mark.parametrize("tier", [Tier.R4, Tier.R3])
def test_a_raise_within_the_bound_may_be_asked_for(tier: Tier) -> None:
    assert ask(tier) is None
    assert ask(tier, limits=farthest(tier, policy())) is None


OLDER = policy_with(raises=Raises(times=2))
"""The numbers of a case from before accounts of elevated risk had to wait."""


@pytest.mark.parametrize("days", [0, 90, 4000])
def test_elevated_risk_is_not_raised_in_the_opening_for_whatever_day(days: int) -> None:
    refused = ask(Tier.R2, starts=TODAY + timedelta(days=days))
    assert refused is not None
    assert "90 cd after the opening" in sentence(refused.said)
    assert ask(Tier.R2, OLDER, starts=TODAY + timedelta(days=days)) is None


@pytest.mark.parametrize(("days", "counts"), [(0, False), (89, False), (90, True), (91, True)])
def test_elevated_risk_is_raised_after_its_review_and_not_a_day_before(days: int, counts: bool) -> None:
    opened = account(state=AccountState.ACTIVE, opened=NOW - timedelta(days=days), filed=NOW)
    whole = agreed_by(limit_raise(tier=Tier.R2, limits=farthest(Tier.R2, policy())), RISK)
    found = case(score=score(Tier.R2), limit_raise=whole, account=opened)
    assert (in_force(found, policy(), TODAY) is not None) is counts
    assert (allowed(found, policy(), TODAY) == whole.limits) is counts
    assert in_force(found.model_copy(update={"account": account()}), policy(), TODAY) is None
    assert in_force(found.model_copy(update={"account": None}), policy(), TODAY) is None
    assert in_force(found, OLDER, TODAY) is not None


@pytest.mark.parametrize("tier", [Tier.R1, Tier.P])
def test_high_risk_pays_at_the_counter_and_nobody_asks_for_more(tier: Tier) -> None:
    refused = ask(tier, limits=more(Tier.R3))
    assert refused is not None
    assert "counter only" in sentence(refused.said)


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"limits": limits(Tier.R3, policy())}, "already"),
        ({"limits": more(Tier.R3, tokens=1)}, "lowers nothing: tokens"),
        ({"limits": more(Tier.R3, per_month=5 * 10**9)}, "per_month"),
        ({"limits": more(Tier.R3, single=100_000_000, per_day=200_000_000)}, None),
        ({"limits": more(Tier.R4)}, "further"),
        ({"reason": " "}, "--reason"),
    ],
)
def test_a_raise_raises_goes_so_far_and_has_a_reason(over: dict[str, Any], said: str | None) -> None:
    refused = ask(**over)
    assert said is None if refused is None else said is not None and said in sentence(refused.said)


def test_one_payment_fits_into_the_day() -> None:
    flat = policy().measures[Tier.R3].limits.model_copy(update={"per_day": 50_000_000})
    measures = {**policy().measures, Tier.R3: policy().measures[Tier.R3].model_copy(update={"limits": flat})}
    refused = ask(numbers=policy_with(measures=measures), limits=flat.model_copy(update={"single": 60_000_000}))
    assert refused is not None
    assert "fit" in sentence(refused.said)


def test_a_case_from_before_raises_keeps_its_tiers_limits() -> None:
    then = {name: part for name, part in policy().model_dump(mode="json").items() if name != "raises"}
    then["tasks"] = {kind: sla for kind, sla in then["tasks"].items() if "limits" not in kind}
    old = Policy.model_validate(then)
    assert old.tasks[TaskKind.LIMITS] == old.tasks[TaskKind.DECISION]
    refused = ask(numbers=old)
    assert refused is not None
    assert "before" in sentence(refused.said)
    assert allowed(case(limit_raise=limit_raise()), old, TODAY) == limits(Tier.R3, old)


def test_limits_are_raised_between_the_reservation_and_the_order_to_activate() -> None:
    act = RaiseLimits(
        act_id="act-00000001", by="E20401", limits=more(Tier.R3), starts=TODAY, paper=limit_raise().paper, reason="x"
    )
    for over, why in (
        ({"account": None}, Why.EARLY),
        ({"account": account(state=AccountState.ACTIVE)}, Why.LATE),
        ({"legs": {Leg.MAIN: State.ACTIVATING}}, Why.LATE),
    ):
        refused = untimely(case(**over), act, policy())
        assert refused is not None
        assert (refused.why, bool(sentence(refused.said))) == (why, True)


def test_who_agrees_has_seen_the_seal_and_who_does_not_says_why() -> None:
    assert confirm(asked()) is None
    assert confirm(asked(), decision="disagree", reason="印章不清") is None
    for over, wanted in (({"seal_seen": False}, "--seal-seen"), ({"decision": "disagree"}, "--reason")):
        refused = confirm(asked(), **over)
        assert refused is not None
        assert wanted in sentence(refused.said)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CUSTOMER, Role.SYSTEM}))
def test_the_manager_alone_asks_and_each_step_is_its_roles(role: Role) -> None:
    person = Staff(id="E20499", person="P99", roles=frozenset({role}), branch="0300")
    raising = RaiseLimits(
        act_id="act-00000001", by="E20499", limits=more(Tier.R3), starts=TODAY, paper=limit_raise().paper, reason="x"
    )
    agreeing = ConfirmLimits(act_id="act-00000001", by="E20499", decision="agree", seal_seen=True)
    assert (unentitled(case(), raising, person) is None) is (role is Role.ACCOUNT_MANAGER)
    assert (unentitled(asked(), agreeing, person) is None) is (role is Role.SUPERVISOR)
    second = asked(Role.RISK, TaskKind.SECOND_LIMITS)
    assert (unentitled(second, agreeing, person) is None) is (role is Role.RISK)


def test_nobody_agrees_to_what_the_same_human_asked_for_under_another_id() -> None:
    person = Staff(id="E20499", person="P01", roles=frozenset({Role.SUPERVISOR, Role.RISK}), branch="0300")
    agreeing = ConfirmLimits(act_id="act-00000001", by="E20499", decision="agree", seal_seen=True)
    for found in (asked(), asked(Role.RISK, TaskKind.SECOND_LIMITS)):
        refused = unentitled(found, agreeing, person)
        assert refused is not None
        assert "separation of duties" in refused.said


def test_a_complete_chain_raises_from_its_day_on() -> None:
    raised = limit_raise(starts=TODAY + timedelta(days=1))
    found = case(limit_raise=raised)
    assert allowed(found, policy(), TODAY) == limits(Tier.R3, policy())
    assert to_come(found, policy(), TODAY) == raised
    assert allowed(found, policy(), raised.starts) == raised.limits
    assert to_come(found, policy(), raised.starts) is None
    assert fitting(found, limits(Tier.R3, policy()), policy(), TODAY) == limits(Tier.R3, policy())
    assert fitting(found, limits(Tier.R3, policy()), policy(), raised.starts) == raised.limits


def test_elevated_risk_wants_a_third_person() -> None:
    own = limits(Tier.R2, policy())
    two = limit_raise(tier=Tier.R2, limits=farthest(Tier.R2, policy()))
    assert awaited(two) == (Role.RISK,)
    assert allowed(case(score=score(Tier.R2), limit_raise=two), OLDER, TODAY) == own
    three = agreed_by(two, RISK)
    assert awaited(three) == ()
    assert allowed(case(score=score(Tier.R2), limit_raise=three), OLDER, TODAY) == three.limits
    same_person = agreed_by(two, RISK.model_copy(update={"person": "P05"}))
    assert allowed(case(score=score(Tier.R2), limit_raise=same_person), OLDER, TODAY) == own


@pytest.mark.parametrize("tier", list(Tier))
def test_a_raise_holds_for_the_tier_it_was_asked_at_alone(tier: Tier) -> None:
    found = case(score=score(tier), limit_raise=limit_raise())
    assert (in_force(found, policy(), TODAY) is not None) is (tier is Tier.R3)


@pytest.mark.parametrize("tier", list(Tier))
def test_limits_follow_the_tier_down_and_never_up_by_themselves(tier: Tier) -> None:
    given_limits = limits(Tier.R3, policy())
    found = fitting(case(score=score(tier)), given_limits, policy(), TODAY)
    assert exceeds(found, limits(tier, policy())) == ()
    assert exceeds(found, given_limits) == ()


CASES_OF_A_CHAIN = st.builds(
    limit_raise,
    limits=LIMITS,
    tier=st.sampled_from(list(Tier)),
    starts=st.dates(TODAY - timedelta(days=2), TODAY + timedelta(days=2)),
    reason=st.sampled_from(("", " ", "月末集中付款")),
    maker=ANYBODY,
    agreed=st.lists(ANYBODY, max_size=4).map(tuple),
)


@given(raised=CASES_OF_A_CHAIN, tier=st.sampled_from(list(Tier)), times=st.integers(1, 10**6), had=LIMITS)
def test_without_a_whole_chain_of_different_people_nothing_is_above_the_tier(
    raised: LimitRaise, tier: Tier, times: int, had: Limits
) -> None:
    """Whoever asked and agreed, in whatever order and number, for whatever tier, day and bound."""
    numbers = policy_with(raises=Raises(times=times))
    found = case(score=score(tier), limit_raise=raised)
    own, most = limits(tier, numbers), allowed(found, numbers, TODAY)
    becomes = fitting(found, had, numbers, TODAY)
    assert exceeds(becomes, most) == ()
    if exceeds(most, own):
        hands = (raised.maker, *raised.agreed)
        wanted = {Role.ACCOUNT_MANAGER, *CHECKERS[tier]}
        assert raised.tier is tier
        assert raised.starts <= TODAY
        assert raised.reason.strip()
        assert {hand.role for hand in hands} == wanted
        assert len({hand.person for hand in hands}) == len(wanted) == len(hands)
        assert exceeds(most, farthest(tier, policy_with(raises=Raises(times=FARTHEST)))) == ()


@given(tier=st.sampled_from(RAISABLE), times=st.integers(1, FARTHEST), starts=st.integers(-3, 0))
def test_a_whole_chain_raises_within_the_bound(tier: Tier, times: int, starts: int) -> None:
    numbers = policy_with(raises=Raises(times=times))
    chain = limit_raise(tier=tier, limits=farthest(tier, numbers), starts=TODAY + timedelta(days=starts))
    whole = agreed_by(chain, RISK) if tier is Tier.R2 else chain
    found = case(score=score(tier), limit_raise=whole)
    assert allowed(found, numbers, TODAY) == farthest(tier, numbers)
