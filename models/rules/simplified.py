"""Simplified opening (简易开户): the customer's choice, for small firms of low risk (risk.md 4, 5; rules.md 7.3)."""

from models.case import Case
from models.findings import Tier
from models.policy import Policy


def holds(case: Case, policy: Policy) -> bool:
    """Whether this opening is simplified: chosen by the customer, by a kind of firm that may, at the low tier."""
    rules = policy.simplified
    return case.simplified and rules is not None and case.licence.entity in rules.entities and case.tier is Tier.R4


def waivable(case: Case, policy: Policy) -> bool:
    """Whether the premises may be shown by video in the place of a visit on site (risk.md 4, R4; H06)."""
    return holds(case, policy) and case.tier is not None and policy.measures[case.tier].visit == "waivable"


def visit_owed(case: Case, policy: Policy) -> bool:
    """Whether the visit on site was waived for an opening that must not go without one any more."""
    return case.visit.waived and not waivable(case, policy)
