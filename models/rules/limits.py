"""Limits of non-counter payments by tier, never by the customer's wish (risk.md 5, H11)."""

from models.account import Limits
from models.findings import Tier
from models.policy import Policy

_COUNTER_ONLY = frozenset({Tier.R1, Tier.P})


def limits(tier: Tier, policy: Policy, simplified: bool = False) -> Limits:
    """The tier's limits in cents; a simplified opening (简易开户) gets the lower of both tables in each column.

    R1 pays at the counter only and P not at all, whatever the table says (risk.md 4).
    """
    own = policy.measures[tier].limits
    if tier in _COUNTER_ONLY:
        return Limits(**dict.fromkeys(Limits.model_fields, 0))
    return _lower(own, policy.simplified_limits) if simplified else own


def exceeds(given: Limits, allowed: Limits) -> tuple[str, ...]:
    """The columns in which `given` is above `allowed`."""
    return tuple(name for name in Limits.model_fields if getattr(given, name) > getattr(allowed, name))


def _lower(one: Limits, other: Limits) -> Limits:
    return Limits(**{name: min(getattr(one, name), getattr(other, name)) for name in Limits.model_fields})
