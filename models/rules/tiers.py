"""Tiers (账户分级): from points to tier, raising it, and what each tier demands (risk.md 2, 4)."""

from models.findings import Tier
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


def measures(tier: Tier, policy: Policy) -> Measures:
    """What the tier demands before an account is opened."""
    return policy.measures[tier]
