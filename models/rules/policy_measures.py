"""What no policy may take from a tier: it demands its row of risk.md 4 at least, and what the tier before it does."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from models.after_opening import Reviews
from models.findings import Tier
from models.people import Role
from models.policy import Measures, Policy
from models.products import Product
from models.proofs import Proof
from models.rules.hard_rules import FEWEST_REVIEWERS, WAIVABLE
from models.rules.policy_parts import longer
from models.rules.tiers import ORDER

DECIDERS = {
    Tier.R4: frozenset({Role.SUPERVISOR}),
    Tier.R3: frozenset({Role.SUPERVISOR}),
    Tier.R2: frozenset({Role.RISK}),
    Tier.R1: frozenset({Role.RISK_HEAD, Role.BRANCH_MANAGER}),
    Tier.P: frozenset({Role.RISK}),
}
"""Who decides at each tier (risk.md 4); for a supervisor who stands higher may stand in, for RISK nobody may."""
_RANKS = {Role.SUPERVISOR: 1, Role.RISK: 2, Role.RISK_HEAD: 3, Role.BRANCH_MANAGER: 3}
_PROOFS = {Tier.R2: frozenset({Proof.PURPOSE, Proof.BOTH_PLACES}), Tier.R1: frozenset(Proof)}
_QUALITY_PERCENT = {Tier.R4: 10, Tier.R3: 10, Tier.R2: 30, Tier.R1: 100, Tier.P: 100}
_LOOKED_AT = {Tier.R4: (30,), Tier.R3: (30, 90), Tier.R2: (15, 30, 90), Tier.R1: (7, 15, 30, 60, 90)}
"""Calendar days after the opening up to which an account has been looked at once more."""
_EVERY_MONTHS = {Tier.R4: 12, Tier.R3: 12, Tier.R2: 6, Tier.R1: 6}
_LONGEST_EXTENSION = {Tier.R2: 5}
LONGEST_EXTENSION = 10
"""Working days of one extended review where the tier sets no shorter term (process.md 4)."""
_AT_THE_COUNTER = frozenset({Product.SMS_NOTICE, Product.E_STATEMENT, Product.E_RECEIPT, Product.TAX_PAYMENT})
"""Products by which no money leaves the account but to the state: what an account that pays at the counter may have."""
_SIGNED = {Tier.R1: _AT_THE_COUNTER, Tier.P: frozenset[Product]()}


def problems(policy: Policy) -> Iterator[str]:
    """Where a tier demands less than its row of risk.md 4, or less than the tier before it."""
    yield from _of_products(policy)
    for tier in ORDER:
        for name, said in (*_looser(tier, policy.measures[tier], policy), *_below_its_row(tier, policy.measures[tier])):
            yield f"measures.{tier}.{name}: {said}"
    for better, worse in pairwise(ORDER[:-1]):
        yield from _looser_than_before(better, worse, policy)


def _of_products(policy: Policy) -> Iterator[str]:
    packages = {f"measures.{tier}.products": policy.measures[tier].products or () for tier in ORDER}
    for name, package in {"products": policy.products, **packages}.items():
        if odd := set(package) - set(Product):
            yield f"{name}: {', '.join(sorted(odd))} is no product of the contract platform"


def _looser(tier: Tier, measures: Measures, policy: Policy) -> Iterator[tuple[str, str]]:
    """By whom and how the tier is judged."""
    if measures.reviewers < FEWEST_REVIEWERS.get(tier, 0):
        yield "reviewers", f"at least {FEWEST_REVIEWERS[tier]} different reviewers (H07)"
    if measures.visit == "waivable" and tier not in WAIVABLE:
        yield "visit", "this tier is always visited (H06)"
    if measures.approvable and tier is Tier.P:
        yield "approvable", "a prohibited tier is never approved (H11)"
    if not _decided(tier, measures.decides):
        yield "decides", f"{' and '.join(sorted(DECIDERS[tier]))} decide this tier, and nobody who stands lower (H07)"
    if tier is Tier.R1 and measures.interview != "face_to_face":
        yield "interview", "high risk is met face to face"
    if tier in (Tier.R1, Tier.P) and not measures.risk_reviews:
        yield "risk_reviews", "high risk is seen by a risk officer, and what is prohibited too"
    yield from _of_extension(tier, measures, policy)


def _of_extension(tier: Tier, measures: Measures, policy: Policy) -> Iterator[tuple[str, str]]:
    """A tier with a term of its own in risk.md 4 is held to it also where the one of all tiers stands in."""
    most = _LONGEST_EXTENSION.get(tier, LONGEST_EXTENSION)
    lent = policy.waits.extended_review if tier in _LONGEST_EXTENSION else None
    if (own := measures.extension or lent) and longer(own, "wd", most):
        yield "extension", f"at most {most} wd, written in wd"


def _decided(tier: Tier, decides: Sequence[Role]) -> bool:
    """Whether as many people as the tier needs decide, none of them lower than it asks, RISK itself where it must."""
    lowest = min(_RANKS[role] for role in DECIDERS[tier])
    high_enough = all(_RANKS.get(role, 0) >= lowest for role in decides)
    return high_enough and (Role.SUPERVISOR in DECIDERS[tier] or set(decides) >= DECIDERS[tier])


def _below_its_row(tier: Tier, measures: Measures) -> Iterator[tuple[str, str]]:
    """What the tier asks of the firm, and what it gives, beside its row in risk.md 4."""
    if left := _PROOFS.get(tier, frozenset()) - set(measures.proofs):
        yield "proofs", f"{', '.join(sorted(left))} may not be left out (risk.md 4)"
    if tier in _PROOFS and not measures.full_interview:
        yield "full_interview", "the whole of block C is asked (risk.md 4)"
    if measures.quality_percent < _QUALITY_PERCENT[tier]:
        yield "quality_percent", f"at least {_QUALITY_PERCENT[tier]} (risk.md 4)"
    if tier in _LOOKED_AT and not _looked_at(measures.reviews_after, _LOOKED_AT[tier], _EVERY_MONTHS[tier]):
        days = ", ".join(map(str, _LOOKED_AT[tier]))
        yield "reviews_after", f"one up to each of the days {days}, in cd, then every {_EVERY_MONTHS[tier]} months"
    if tier in _SIGNED and (measures.products is None or _signs(measures) - _SIGNED[tier]):
        allowed = f"only {', '.join(sorted(_SIGNED[tier]))}" if _SIGNED[tier] else "an empty list"
        yield (
            "products",
            f"this tier has {allowed}, also in products_wished: it pays at the counter or not at all (H11)",
        )


def _looked_at(reviews: Reviews | None, days: Sequence[int], every_months: int) -> bool:
    """Whether a review falls into each stretch that ends on one of these days, and the last comes often enough."""
    if reviews is None or reviews.every_months > every_months:
        return False
    at = _days(reviews)
    return all(any(before < day <= last for day in at) for before, last in pairwise((0, *days)))


def _days(reviews: Reviews) -> tuple[int, ...]:
    """The days after the opening, as far as they are written as calendar days: what is read as T+30 is the 30th."""
    return tuple(sorted(span.amount for span in reviews.at if span.unit == "cd"))


def _signs(measures: Measures) -> frozenset[str]:
    """What the tier signs: everything where it has no package of its own."""
    if measures.products is None:
        return frozenset(Product)
    return frozenset({*measures.products, *measures.products_wished})


def _looser_than_before(better: Tier, worse: Tier, policy: Policy) -> Iterator[str]:
    low, high = policy.measures[better], policy.measures[worse]
    before = low.reviews_after
    grows = {
        "reviewers": high.reviewers >= low.reviewers,
        "risk_reviews": high.risk_reviews >= low.risk_reviews,
        "interview": high.interview == "face_to_face" or low.interview == "video",
        "proofs": set(high.proofs) >= set(low.proofs),
        "quality_percent": high.quality_percent >= low.quality_percent,
        "full_interview": bool(high.full_interview) >= bool(low.full_interview),
        "reviews_after": before is None or _looked_at(high.reviews_after, _days(before), before.every_months),
    }
    for name in (name for name, stays in grows.items() if not stays):
        yield f"measures.{worse}.{name}: it demands less than {better} does"
    if more := _signs(high) - _signs(low):
        yield f"measures.{worse}.products: {', '.join(sorted(more))} is signed here and not at {better}"
