"""Tiers (账户分级): from points to tier, raising it, and what each tier demands (risk.md 2, 4)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from models.findings import ManualTier, Score, Tier
from models.policy import Measures, Policy, Scoring

ORDER = (Tier.R4, Tier.R3, Tier.R2, Tier.R1, Tier.P)
"""From low risk to prohibited."""


def tier_of(points: float, scoring: Scoring) -> Tier:
    """The tier of a score: R4 below `r3`, then R3, R2, and R1 from `r1` on; points alone never prohibit."""
    reached = [
        tier for limit, tier in ((scoring.r3, Tier.R3), (scoring.r2, Tier.R2), (scoring.r1, Tier.R1)) if points >= limit
    ]
    return reached[-1] if reached else Tier.R4


def worse(one: Tier, other: Tier) -> Tier:
    """The one of higher risk: floors raise a tier and never lower it."""
    return max(one, other, key=ORDER.index)


def adjusted(score: Score, manual: Sequence[ManualTier], now: datetime) -> Score:
    """The score with the tier that people set on top of the rules, in the order in which they did.

    A raise holds for good. A lowering holds until its end, for the very tier it was meant for, and never below a floor;
    a second one on top of it, one step further, never does.
    """
    tier, lowered = score.tier, False
    for each in manual:
        if each.until is None:
            tier, lowered = worse(tier, each.tier), lowered and worse(tier, each.tier) is tier
        elif each.until > now and each.was is tier and not lowered and not below_floor(each.tier, score):
            tier, lowered = each.tier, True
    return score if tier is score.tier else score.model_copy(update={"tier": tier, "ruled": score.tier})


def below_floor(tier: Tier, score: Score) -> bool:
    """Whether a floor of this score forbids the tier."""
    return any(worse(tier, floor.tier) is not tier for floor in score.raised)


def lowered_already(manual: Sequence[ManualTier], tier: Tier | None) -> bool:
    """Whether the present tier is one to which somebody lowered it: it is lowered by one step in all."""
    return bool(manual) and manual[-1].until is not None and manual[-1].tier is tier


def one_lower(tier: Tier) -> Tier | None:
    """The tier of one step less risk; None for the lowest, and for what a hard rule prohibits."""
    place = ORDER.index(tier)
    return ORDER[place - 1] if place and tier is not Tier.P else None


def decided_anew(decided: Tier | None, tier: Tier | None, measures: Mapping[Tier, Measures]) -> bool:
    """Whether people decide again because the tier is another than the one they decided on: it rose, or others decide
    at the one it fell to (risk.md 4, H07). What nobody may approve is not theirs to decide.
    """
    if tier is None or tier is decided or not measures[tier].approvable:
        return False
    if decided is None or worse(decided, tier) is tier:
        return True
    return not set(measures[tier].decides) <= set(measures[decided].decides)


def measures(tier: Tier, policy: Policy) -> Measures:
    """What the tier demands before an account is opened."""
    return policy.measures[tier]
