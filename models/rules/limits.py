"""Limits of non-counter payments: the tier's, never the customer's wish, and the chain that raises them (risk.md 5)."""

from collections.abc import Mapping
from datetime import date

from models.account import Limits
from models.acts import RaiseLimits
from models.case import Actor, Case, LimitRaise
from models.findings import Tier
from models.people import Role
from models.policy import Policy
from models.rules import after_opening, separation, simplified

FARTHEST = 3
"""So many times the tier's row at most, whatever the policy says: beyond it the tier would mean nothing."""

CHECKERS: Mapping[Tier, tuple[Role, ...]] = {
    Tier.R4: (Role.SUPERVISOR,),
    Tier.R3: (Role.SUPERVISOR,),
    Tier.R2: (Role.SUPERVISOR, Role.RISK),
}
"""Who agrees to what the manager asks for, in this order; a tier that is not named pays at the counter only."""


def limits(tier: Tier, policy: Policy, simplified: bool = False) -> Limits:
    """The tier's limits in cents; a simplified opening (简易开户) gets the lower of both tables in each column.

    R1 pays at the counter only and P not at all, whatever the table says (risk.md 4).
    """
    own = policy.measures[tier].limits
    if tier not in CHECKERS:
        return Limits(**dict.fromkeys(Limits.model_fields, 0))
    return _lower(own, policy.simplified_limits) if simplified else own


def exceeds(given: Limits, allowed: Limits) -> tuple[str, ...]:
    """The columns in which `given` is above `allowed`."""
    return tuple(name for name in Limits.model_fields if getattr(given, name) > getattr(allowed, name))


# ── the account's own ───────────────────────────────────────────────────────────────────────────────────────────────


def of_case(case: Case, policy: Policy) -> Limits:
    """What the case's tier gives, the lower row to a simplified opening, nothing where there is no tier."""
    return limits(case.tier or Tier.P, policy, simplified=simplified.holds(case, policy))


def allowed(case: Case, policy: Policy, today: date) -> Limits:
    """The most that the account may have that day: the tier's row, or what a complete chain raised it to."""
    raised = in_force(case, policy, today)
    return raised.limits if raised else of_case(case, policy)


def fitting(case: Case, given: Limits, policy: Policy, today: date) -> Limits:
    """What becomes of the account's limits: they follow the tier down, and only a complete chain takes them up."""
    raised = in_force(case, policy, today)
    return raised.limits if raised else _lower(given, of_case(case, policy))


# ── the chain ───────────────────────────────────────────────────────────────────────────────────────────────────────


def farthest(tier: Tier, policy: Policy) -> Limits:
    """How far a complete chain raises this tier's limits; its own row where nobody may raise them."""
    own = limits(tier, policy)
    if policy.raises is None:
        return own
    times = min(policy.raises.times, FARTHEST)
    return Limits(**{name: value * times for name, value in own.model_dump().items()})


def refuses(case: Case, act: RaiseLimits, policy: Policy) -> str | None:
    """Why limits cannot be raised like this, in one sentence, or None."""
    if policy.raises is None:
        return "this application began before limits could be raised; it keeps its tier's"
    if case.tier is None or case.tier not in CHECKERS:
        return f"the tier is {case.tier}: it pays at the counter only, and nobody raises its limits"
    if simplified.holds(case, policy):
        return "a simplified opening keeps its limits until it is upgraded after better due diligence"
    if waits(case, policy, act.starts):
        after = policy.raises.elevated_after
        return f"tier {case.tier} keeps its limits until it is reviewed {after} after the opening; ask for more then"
    if not act.reason.strip():
        return "say in --reason what the firm needs the higher limits for"
    return _out_of_range(case.tier, act.limits, policy)


def waits(case: Case, policy: Policy, day: date) -> bool:
    """Whether a raise from that day on comes too early: an account of elevated risk (R2) stays limited until it is
    reviewed, so long after its opening (risk.md 4).
    """
    after = policy.raises.elevated_after if policy.raises else None
    if case.tier is not Tier.R2 or after is None:
        return False
    opened = case.account.opened if case.account else None
    return opened is None or day < after_opening.first_day(opened, after, policy.calendar)


def _out_of_range(tier: Tier, asked: Limits, policy: Policy) -> str | None:
    own = limits(tier, policy)
    if below := exceeds(own, asked):
        return f"a raise lowers nothing: {', '.join(below)} would lie below the tier's own"
    if not exceeds(asked, own):
        return "this is what the tier gives already; name a higher limit"
    if beyond := exceeds(asked, farthest(tier, policy)):
        return f"further than a raise goes ({', '.join(beyond)}): what this firm needs is another tier"
    return None if asked.rising else "one payment must fit into the day's limit, and a day into the month's"


def awaited(raised: LimitRaise) -> tuple[Role, ...]:
    """Who still has to agree, in the order in which they are asked."""
    agreed = {actor.role for actor in raised.agreed}
    return tuple(role for role in CHECKERS.get(raised.tier, ()) if role not in agreed)


def complete(raised: LimitRaise) -> bool:
    """Whether a manager gave a reason, and everybody whom the tier wants agreed: different people, none of them to an
    own step.
    """
    hands = (raised.maker, *raised.agreed)
    roles = [Role.ACCOUNT_MANAGER, *CHECKERS.get(raised.tier, ())]
    return (
        raised.tier in CHECKERS
        and bool(raised.reason.strip())
        and sorted(actor.role for actor in hands) == sorted(roles)
        and len({actor.person for actor in hands}) == len(hands)
        and not separation.violations(hands)
    )


def in_force(case: Case, policy: Policy, today: date) -> LimitRaise | None:
    """The raise that counts that day: its chain complete, its day come, its tier still the case's."""
    raised = _agreed(case, policy)
    return raised if raised and raised.starts <= today else None


def to_come(case: Case, policy: Policy, today: date) -> LimitRaise | None:
    """The raise whose chain is complete and whose day is still to come."""
    raised = _agreed(case, policy)
    return raised if raised and raised.starts > today else None


def _agreed(case: Case, policy: Policy) -> LimitRaise | None:
    raised = case.limit_raise
    if raised is None or raised.tier is not case.tier or not complete(raised) or simplified.holds(case, policy):
        return None
    if waits(case, policy, raised.starts):
        return None
    return None if exceeds(raised.limits, farthest(raised.tier, policy)) else raised


def agreed_by(raised: LimitRaise, actor: Actor) -> LimitRaise:
    """The raise with one more who agrees."""
    return raised.model_copy(update={"agreed": (*raised.agreed, actor)})


def _lower(one: Limits, other: Limits) -> Limits:
    return Limits(**{name: min(getattr(one, name), getattr(other, name)) for name in Limits.model_fields})
