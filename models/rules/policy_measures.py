"""What no policy may say of tiers: measures that empty one or demand less of a worse one, limits and products beyond it
(risk.md 4, 5).
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from models.after_opening import Reviews
from models.findings import Tier
from models.people import Role
from models.policy import Measures, Policy
from models.products import Product
from models.proofs import Proof
from models.rules import limits
from models.rules.hard_rules import FEWEST_REVIEWERS, WAIVABLE
from models.rules.policy_parts import longer, roughly
from models.rules.tiers import ORDER

DECIDERS = {
    Tier.R4: frozenset({Role.SUPERVISOR}),
    Tier.R3: frozenset({Role.SUPERVISOR}),
    Tier.R2: frozenset({Role.RISK}),
    Tier.R1: frozenset({Role.RISK_HEAD, Role.BRANCH_MANAGER}),
    Tier.P: frozenset({Role.RISK}),
}
"""Who decides at each tier (risk.md 4)."""
_RANKS = {Role.SUPERVISOR: 1, Role.RISK: 2, Role.RISK_HEAD: 3, Role.BRANCH_MANAGER: 3}
_STAND_INS: Mapping[Role, frozenset[Role]] = {
    Role.SUPERVISOR: frozenset(_RANKS),
    Role.RISK: frozenset({Role.RISK, Role.RISK_HEAD}),
}
"""Who stands higher may stand in, for risk officers their head alone: business does not decide in their place."""
_PROOFS: Mapping[Tier, frozenset[Proof]] = {
    Tier.R2: frozenset({Proof.PURPOSE, Proof.BOTH_PLACES}),
    Tier.R1: frozenset(Proof),
}
_PRODUCTS: Mapping[Tier, frozenset[str]] = {
    Tier.R1: frozenset({Product.E_STATEMENT, Product.SMS_NOTICE, Product.E_RECEIPT, Product.TAX_PAYMENT}),
    Tier.P: frozenset(),
}
"""What tells of money or pays the state alone: high risk pays at the counter only."""
_LONGEST_EXTENSION: Mapping[Tier, int] = {Tier.R2: 5}
"""Working days; 10 for any other tier."""
_FIRST_REVIEW = 30


def of_limits(policy: Policy) -> Iterator[str]:
    for better, worse in pairwise(ORDER):
        for column in limits.exceeds(policy.measures[worse].limits, policy.measures[better].limits):
            yield f"measures.{worse}.limits.{column}: it is above {better}'s, but limits fall with the tier"
    for tier in (Tier.R1, Tier.P):
        if any(policy.measures[tier].limits.model_dump().values()):
            yield f"measures.{tier}.limits: this tier pays at the counter only, so all are 0 (H11)"
    for column in limits.exceeds(policy.simplified_limits, policy.measures[Tier.R4].limits):
        yield f"simplified_limits.{column}: a simplified opening never gets more than the lowest risk"
    if policy.raises and policy.raises.times > limits.FARTHEST:
        yield f"raises.times: a raise goes to {limits.FARTHEST} times the tier's row at most (H11)"
    rows = {f"measures.{tier}.limits": policy.measures[tier].limits for tier in ORDER}
    for name, row in {**rows, "simplified_limits": policy.simplified_limits}.items():
        if not row.rising:
            yield f"{name}: single, per_day and per_month must rise"
        if below := [column for column, value in row.model_dump().items() if value < 0]:
            yield f"{name}: {', '.join(below)} is below 0, and nothing is less than nothing"


def of_products(policy: Policy) -> Iterator[str]:
    packages = {f"measures.{tier}.products": policy.measures[tier].products or () for tier in ORDER}
    for name, package in {"products": policy.products, **packages}.items():
        if odd := set(package) - set(Product):
            yield f"{name}: {', '.join(sorted(odd))} is no product of the contract platform"
    for tier, allowed in _PRODUCTS.items():
        own = policy.measures[tier]
        signed = policy.products if own.products is None else own.products
        if beyond := {*signed, *own.products_wished} - allowed:
            yield f"measures.{tier}.products: {', '.join(sorted(beyond))} is more than this tier gets (risk.md 4)"


def of_measures(policy: Policy) -> Iterator[str]:
    for tier in ORDER:
        for name, said in _looser(tier, policy.measures[tier]):
            yield f"measures.{tier}.{name}: {said}"
    for better, worse in pairwise(ORDER[:-1]):
        yield from _looser_than_before(better, worse, policy)


def _looser(tier: Tier, measures: Measures) -> Iterator[tuple[str, str]]:
    if measures.reviewers < FEWEST_REVIEWERS.get(tier, 0):
        yield "reviewers", f"at least {FEWEST_REVIEWERS[tier]} different reviewers (H07)"
    if measures.visit == "waivable" and tier not in WAIVABLE:
        yield "visit", "this tier is always visited (H06)"
    if measures.approvable and tier is Tier.P:
        yield "approvable", "a prohibited tier is never approved (H11)"
    if not _decided(tier, measures.decides):
        yield "decides", f"{' and '.join(sorted(DECIDERS[tier]))} decide this tier, or who stands higher (H07)"
    if tier is Tier.R1 and measures.interview != "face_to_face":
        yield "interview", "high risk is met face to face"
    if tier is Tier.R1 and not measures.risk_reviews:
        yield "risk_reviews", "high risk is seen by a risk officer"
    if measures.extension and longer(measures.extension, "wd", _LONGEST_EXTENSION.get(tier, 10)):
        yield "extension", f"at most {_LONGEST_EXTENSION.get(tier, 10)} wd, written in wd"
    yield from _emptied(tier, measures)


def _emptied(tier: Tier, measures: Measures) -> Iterator[tuple[str, str]]:
    """What a tier may add to and never go without: emptied together, no tier would demand less than the one before."""
    if left := _PROOFS.get(tier, frozenset()) - set(measures.proofs):
        yield "proofs", f"{', '.join(sorted(left))} may not be left out"
    if tier in _PROOFS and not measures.full_interview:
        yield "full_interview", "the whole of block C is asked"
    if measures.quality_percent < 1:
        yield "quality_percent", "some files of every tier are looked at"
    if measures.approvable and not _looked_at_soon(measures):
        yield "reviews_after", f"an account is looked at {_FIRST_REVIEW} cd after its opening at the latest"


def _looked_at_soon(measures: Measures) -> bool:
    reviews = measures.reviews_after
    return reviews is not None and any(not longer(each, "cd", _FIRST_REVIEW) for each in reviews.at)


def _decided(tier: Tier, decides: Sequence[Role]) -> bool:
    """Whether somebody decides for each whom the tier asks, nobody for two, and none of them lower than it asks."""
    lowest = min(_RANKS[role] for role in DECIDERS[tier])
    by_rank = all(_RANKS.get(role, 0) >= lowest for role in decides)
    asked = all(set(decides) & _STAND_INS.get(role, frozenset({role})) for role in DECIDERS[tier])
    return by_rank and asked and len(set(decides)) >= len(DECIDERS[tier])


def _looser_than_before(better: Tier, worse: Tier, policy: Policy) -> Iterator[str]:
    low, high = policy.measures[better], policy.measures[worse]
    grows = {
        "reviewers": high.reviewers >= low.reviewers,
        "proofs": set(high.proofs) >= set(low.proofs),
        "quality_percent": high.quality_percent >= low.quality_percent,
        "full_interview": bool(high.full_interview) >= bool(low.full_interview),
        "reviews_after": _looked_at_as_often(high.reviews_after, low.reviews_after),
    }
    for name in (name for name, stays in grows.items() if not stays):
        yield f"measures.{worse}.{name}: it demands less than {better} does"


def _looked_at_as_often(high: Reviews | None, low: Reviews | None) -> bool:
    if low is None or high is None:
        return low is None
    first, before = (min(roughly(each) for each in reviews.at) for reviews in (high, low))
    return first <= before and len(high.at) >= len(low.at) and high.every_months <= low.every_months
