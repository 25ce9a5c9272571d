"""Simplified opening: for small firms of low risk that chose it, with the lower row and no raise (risk.md 4, 5)."""

from datetime import timedelta

import pytest

from models.account import Limits
from models.acts import RaiseLimits
from models.findings import Factor, Tier
from models.papers import EntityKind
from models.rules.acts import untimely
from models.rules.after_opening import upgrade
from models.rules.calendar import working
from models.rules.hard_rules import broken
from models.rules.limits import allowed, exceeds, of_case
from models.rules.simplified import holds, visit_owed, waivable
from tests.builders import NOW, TODAY, account, case, licence, limit_raise, policy, policy_with, score, visit
from tests.wording import sentence

LOW = {"simplified": True, "score": score(Tier.R4)}


@pytest.mark.parametrize("tier", list(Tier))
def test_only_the_low_tier_opens_simplified(tier: Tier) -> None:
    assert holds(case(simplified=True, score=score(tier)), policy()) is (tier is Tier.R4)


@pytest.mark.parametrize("entity", list(EntityKind))
def test_only_the_forms_of_small_firms_open_simplified(entity: EntityKind) -> None:
    small = {EntityKind.LLC, EntityKind.SOLE, EntityKind.PARTNERSHIP, EntityKind.INDIVIDUAL}
    assert holds(case(**LOW, licence=licence(entity=entity)), policy()) is (entity in small)


def test_nobody_opens_simplified_who_did_not_choose_it_or_began_before_it() -> None:
    assert not holds(case(score=score(Tier.R4)), policy())
    assert not holds(case(**LOW), policy_with(simplified=None))


def test_a_simplified_opening_has_the_lower_row_and_h11_holds_it() -> None:
    found = case(**LOW, account=account(limits=policy().measures[Tier.R4].limits))
    assert of_case(found, policy()) == policy().simplified_limits
    assert [each.code for each in broken(found, policy(), NOW)] == ["H11"]


def test_nobody_raises_the_limits_of_a_simplified_opening() -> None:
    wanted: Limits = policy().measures[Tier.R4].limits
    found = case(**LOW, limit_raise=limit_raise(tier=Tier.R4, limits=wanted))
    assert exceeds(allowed(found, policy(), TODAY), policy().simplified_limits) == ()
    paper = limit_raise().paper
    act = RaiseLimits(act_id="act-00000001", by="E20401", limits=wanted, starts=TODAY, paper=paper, reason="付款")
    refused = untimely(found, act, policy())
    assert refused is not None
    assert "upgraded" in sentence(refused.said)


def test_a_simplified_opening_is_looked_at_for_an_upgrade_after_its_90_days() -> None:
    rules = policy().simplified
    assert rules is not None
    duty = upgrade(NOW, rules.upgrade_after, policy().calendar)
    assert duty.due >= TODAY + timedelta(days=90)
    assert working(duty.due, policy().calendar)


@pytest.mark.parametrize(("points", "may"), [(27.5, True), (27.6, False)])
def test_the_visit_is_not_waived_where_video_alone_would_raise_the_tier(points: float, may: bool) -> None:
    """B4 rises from 2 to 5 of weight 4, which is 2.4 points of the 30 that end the low tier (risk.md 2)."""
    found = score(Tier.R4).model_copy(update={"points": points, "factors": (b4(2),)})
    assert waivable(case(simplified=True, score=found), policy()) is may
    shown = found.model_copy(update={"points": points + 2.4, "factors": (b4(5),)})
    assert waivable(case(simplified=True, score=shown), policy()) is may


def b4(given: int) -> Factor:
    return Factor(factor="B4", score=given, missing=False, zh="渠道", en="channel", customer="渠道")


@pytest.mark.parametrize("tier", list(Tier))
def test_a_visit_that_was_waived_is_owed_once_the_opening_is_no_simplified_one(tier: Tier) -> None:
    waived = {"simplified": True, "score": score(tier, 21.0), "visit": visit(waived=True)}
    assert visit_owed(case(**waived), policy()) is (tier is not Tier.R4)
    assert visit_owed(case(**{**waived, "simplified": False}), policy())
    assert not visit_owed(case(**{**waived, "visit": visit()}), policy())


def test_before_the_score_nobody_waives_a_visit() -> None:
    assert not waivable(case(simplified=True, score=None), policy())
