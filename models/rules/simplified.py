"""Simplified opening (简易开户): the customer's choice, for small firms of low risk (risk.md 4, 5; rules.md 7.3)."""

from models.case import Case
from models.findings import Score, Tier
from models.policy import Policy
from models.rules.tiers import tier_of


def holds(case: Case, policy: Policy) -> bool:
    """Whether this opening is simplified: chosen by the customer, by a kind of firm that may, at the low tier."""
    rules = policy.simplified
    return case.simplified and rules is not None and case.licence.entity in rules.entities and case.tier is Tier.R4


def waivable(case: Case, policy: Policy) -> bool:
    """Whether the premises may be shown by video in the place of a visit on site (risk.md 4, R4; H06)."""
    if case.score is None or not holds(case, policy):
        return False
    return policy.measures[case.score.tier].visit == "waivable" and _low_by_video(case.score, policy)


def _low_by_video(score: Score, policy: Policy) -> bool:
    """Whether the tier stays low with the points that video alone adds (risk.md 2, B4)."""
    here = sum(factor.score for factor in score.factors if factor.factor == "B4")
    more = policy.scoring.weights["B4"] * (policy.scoring.bands.channel[2] - here) / 5
    return tier_of(score.points + more, policy.scoring) is Tier.R4


def visit_owed(case: Case, policy: Policy) -> bool:
    """Whether the visit on site was waived for an opening that must not go without one any more."""
    return case.visit.waived and not waivable(case, policy)
