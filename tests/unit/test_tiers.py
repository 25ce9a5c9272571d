"""From points to tiers, and what a tier demands."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.acts import LowerTier, RaiseTier
from models.case import Actor, Case
from models.findings import FloorReason, ManualTier, Tier
from models.people import Role, Staff
from models.rules.acts import RefusedAct, Why, unentitled, untimely
from models.rules.tiers import ORDER, adjusted, decided_anew, measures, tier_of, worse
from tests.builders import NOW, case, policy, score


@pytest.mark.parametrize(
    ("points", "tier"),
    [
        (20.0, Tier.R4), (29.9, Tier.R4), (30.0, Tier.R3), (44.9, Tier.R3), (45.0, Tier.R2), (59.9, Tier.R2),
        (60.0, Tier.R1), (100.0, Tier.R1),
    ],
)  # fmt: skip
def test_each_tier_begins_at_its_own_limit(points: float, tier: Tier) -> None:
    assert tier_of(points, policy().scoring) is tier


@pytest.mark.parametrize("one", ORDER)
@pytest.mark.parametrize("other", ORDER)
def test_of_two_tiers_the_higher_risk_wins_in_either_order(one: Tier, other: Tier) -> None:
    assert worse(one, other) is worse(other, one) is ORDER[max(ORDER.index(one), ORDER.index(other))]


def test_measures_grow_with_risk() -> None:
    assert [measures(tier, policy()).reviewers for tier in (Tier.R4, Tier.R3, Tier.R2, Tier.R1)] == [1, 1, 2, 2]
    assert measures(Tier.R4, policy()).visit == "waivable"
    assert measures(Tier.R2, policy()).decides == (Role.RISK,)
    assert measures(Tier.R1, policy()).interview == "face_to_face"
    assert measures(Tier.R1, policy()).decides == (Role.RISK_HEAD, Role.BRANCH_MANAGER)
    assert not measures(Tier.P, policy()).approvable


# ── set by people ───────────────────────────────────────────────────────────────────────────────────────────────────

LATER = NOW + timedelta(days=30)
FLOOR = FloorReason(floor="pep", tier=Tier.R1, zh="涉及特定自然人", en="a politically exposed person")


def raised(was: Tier, tier: Tier) -> ManualTier:
    return ManualTier(was=was, tier=tier, by="E20401", person="P01", reason="现场存疑", at=NOW)


def lowered(was: Tier, tier: Tier, **over: Any) -> ManualTier:
    clean = {"was": was, "tier": tier, "by": "E20421", "person": "P21", "reason": "已核实", "at": NOW, "until": LATER}
    return ManualTier.model_validate({**clean, **over})


def set_by(*manual: ManualTier, tier: Tier = Tier.R3, now: Any = NOW, **over: Any) -> Tier:
    return adjusted(score(tier, **over), manual, now).tier


@pytest.mark.parametrize(
    ("decided", "tier", "anew"),
    [
        (Tier.R3, Tier.R3, False),
        (Tier.R3, Tier.R2, True),
        (Tier.R2, Tier.R1, True),
        (Tier.R4, Tier.R3, True),
        (Tier.R3, Tier.R4, False),
        (Tier.R2, Tier.R3, True),
        (Tier.R1, Tier.R2, True),
        (Tier.R3, Tier.P, False),
        (Tier.R3, None, False),
        (None, Tier.R4, True),
    ],
)
def test_a_tier_that_rose_or_fell_to_other_deciders_is_decided_anew(
    decided: Tier | None, tier: Tier | None, anew: bool
) -> None:
    assert decided_anew(decided, tier, policy().measures) is anew


def test_a_raise_holds_for_good_and_never_lowers() -> None:
    assert set_by(raised(Tier.R3, Tier.R2)) is Tier.R2
    assert set_by(raised(Tier.R3, Tier.R2), now=NOW + timedelta(days=999)) is Tier.R2
    assert set_by(raised(Tier.R3, Tier.R2), tier=Tier.R1) is Tier.R1


def test_a_lowering_ends_on_its_day() -> None:
    assert set_by(lowered(Tier.R3, Tier.R4)) is Tier.R4
    assert set_by(lowered(Tier.R3, Tier.R4), now=LATER) is Tier.R3


def test_a_lowering_is_for_the_tier_it_was_meant_for() -> None:
    """What turns up later raises the tier again; the old lowering says nothing of it."""
    assert set_by(lowered(Tier.R3, Tier.R4), tier=Tier.R2) is Tier.R2


def test_risk_may_lower_what_an_officer_raised_and_an_officer_raise_it_again() -> None:
    up, down = raised(Tier.R3, Tier.R2), lowered(Tier.R2, Tier.R3)
    assert set_by(up, down) is Tier.R3
    assert set_by(up, down, up) is Tier.R2


def test_2_risk_lowers_by_one_step_in_all_and_not_step_by_step() -> None:
    steps = lowered(Tier.R1, Tier.R2), lowered(Tier.R2, Tier.R3), lowered(Tier.R3, Tier.R4)
    assert set_by(*steps, tier=Tier.R1) is Tier.R2
    assert set_by(steps[0], raised(Tier.R2, Tier.R1), lowered(Tier.R1, Tier.R2), tier=Tier.R1) is Tier.R2
    found = case(score=score(Tier.R2), approvals=[], manual=[lowered(Tier.R1, Tier.R2)])
    refused = lower(found, Tier.R3)
    assert refused is not None
    assert "already" in refused.said


def test_nobody_lowers_below_a_floor() -> None:
    assert set_by(lowered(Tier.R1, Tier.R2), tier=Tier.R1, raised=(FLOOR,)) is Tier.R1
    assert set_by(lowered(Tier.R1, Tier.R2), tier=Tier.R1) is Tier.R2


def test_the_tier_by_the_rules_stays_on_file_beside_the_one_that_people_set() -> None:
    found = adjusted(score(Tier.R3), [raised(Tier.R3, Tier.R2)], NOW)
    assert (found.tier, found.ruled) == (Tier.R2, Tier.R3)
    assert adjusted(score(Tier.R3), [], NOW) == score(Tier.R3)


MANUAL = st.lists(
    st.builds(
        ManualTier,
        was=st.sampled_from(ORDER),
        tier=st.sampled_from(ORDER[:-1]),
        by=st.just("E20421"),
        person=st.just("P21"),
        reason=st.just("理由"),
        at=st.just(NOW),
        until=st.none() | st.just(LATER),
    ),
    max_size=6,
)


@given(manual=MANUAL)
def test_nothing_that_people_set_lowers_what_is_prohibited(manual: list[ManualTier]) -> None:
    legal = [each for each in manual if each.was is not Tier.P]
    assert set_by(*legal, tier=Tier.P) is Tier.P


def of(tier: Tier, **over: Any) -> Case:
    return case(score=score(tier), **{"approvals": [], **over})


def lower(found: Case, tier: Tier, reason: str = "已核实") -> RefusedAct | None:
    act = LowerTier(act_id="act-00000001", by="E20421", tier=tier, until=LATER, reason=reason)
    return untimely(found, act, policy())


def lift(found: Case, tier: Tier, reason: str = "现场存疑") -> RefusedAct | None:
    return untimely(found, RaiseTier(act_id="act-00000001", by="E20401", tier=tier, reason=reason), policy())


@pytest.mark.parametrize("tier", ORDER)
@pytest.mark.parametrize("wanted", ORDER)
def test_a_tier_is_lowered_by_one_step_alone_and_never_from_prohibited(tier: Tier, wanted: Tier) -> None:
    one_step = ORDER.index(tier) - ORDER.index(wanted) == 1
    assert (lower(of(tier), wanted) is None) is (one_step and tier is not Tier.P)


@pytest.mark.parametrize("tier", ORDER)
@pytest.mark.parametrize("wanted", ORDER)
def test_a_raise_names_a_higher_risk_and_no_officer_prohibits(tier: Tier, wanted: Tier) -> None:
    higher = ORDER.index(wanted) > ORDER.index(tier)
    assert (lift(of(tier), wanted) is None) is (higher and wanted is not Tier.P)


def test_below_a_floor_no_lowering_is_taken() -> None:
    refused = lower(case(score=score(Tier.R1, raised=(FLOOR,)), approvals=[]), Tier.R2)
    assert refused is not None
    assert "floor" in refused.said


@pytest.mark.parametrize("change", [lambda found: lower(found, Tier.R3), lambda found: lift(found, Tier.R1)])
def test_a_tier_is_changed_between_the_checks_and_the_decision(change: Any) -> None:
    assert change(of(Tier.R2)) is None
    assert change(case(score=None, approvals=[])).why is Why.EARLY
    assert change(case(score=score(Tier.R2))).why is Why.LATE


def test_a_changed_tier_needs_a_reason() -> None:
    assert "--reason" in str(lower(of(Tier.R2), Tier.R3, " "))
    assert "--reason" in str(lift(of(Tier.R2), Tier.R1, " "))


def staff(*roles: Role) -> Staff:
    return Staff(id="E20499", person="P99", roles=frozenset(roles), branch="0300")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CUSTOMER, Role.SYSTEM, Role.OPERATIONS}))
def test_every_officer_may_raise_and_risk_alone_may_lower(role: Role) -> None:
    up = RaiseTier(act_id="act-00000001", by="E20499", tier=Tier.R2, reason="存疑")
    down = LowerTier(act_id="act-00000001", by="E20499", tier=Tier.R4, until=LATER, reason="已核实")
    nobody = of(Tier.R3, actors=[])
    assert unentitled(nobody, up, staff(role)) is None
    assert (unentitled(nobody, down, staff(role)) is None) is (role is Role.RISK)


@pytest.mark.parametrize("before", [Role.ACCOUNT_MANAGER, Role.REVIEWER, Role.SUPERVISOR])
def test_who_worked_on_the_application_does_not_lower_its_tier(before: Role) -> None:
    done = of(Tier.R3, actors=[Actor(role=before, id="E20499", person="P99")])
    down = LowerTier(act_id="act-00000001", by="E20499", tier=Tier.R4, until=LATER, reason="已核实")
    refused = unentitled(done, down, staff(before, Role.RISK))
    assert refused is not None
    assert "separation of duties" in refused.said
