"""Higher limits for an account that is open: a simplified one's after better due diligence, to the tier's own row at
most, and one's of elevated risk after its review (process.md 7, risk.md 4 and 5, rules.md 7.3).

It begins when the opening has ended, so the case is the one that the opening left, with the limits that the last
upgrade gave, and the policy the one in force now.
"""

from datetime import date, datetime

from models import acts as a
from models.account import AccountState, Limits
from models.case import Case
from models.durations import Span
from models.findings import Finding, Tier
from models.policy import Policy
from models.rules import after_opening, hard_rules, review, simplified
from models.rules.acts import RefusedAct, Why, live_task, task_untimely, word_on_limits
from models.rules.calendar import business_day
from models.rules.hard_rules import Moment
from models.rules.limits import CHECKERS, exceeds, farthest, limits
from models.tasks import TaskKind

ACTS: tuple[type[a.Act], ...] = (a.RaiseLimits, a.ConfirmLimits, a.CheckInVisit, a.Claim, a.Release, a.Reassign)
"""What people do to an upgrade: the manager asks, whoever the tier wants agrees, and where nobody has been to the
premises the manager goes there.
"""


def untimely(case: Case, act: a.Act, policy: Policy, now: datetime) -> RefusedAct | None:
    """Is this act out of time or out of order for the upgrade as it stands?"""
    if isinstance(act, a.RaiseLimits):
        said = _running(case) or refuses(case, act, policy, business_day(now))
        return RefusedAct(why=Why.WRONG, said=said) if said else None
    if isinstance(act, a.CheckInVisit):
        return _arrival(case)
    if refused := task_untimely(case, act):
        return refused
    return word_on_limits(act) if isinstance(act, a.ConfirmLimits) else None


def refuses(case: Case, act: a.RaiseLimits, policy: Policy, today: date) -> str | None:
    """Why an open account's limits are not lifted like this, in one sentence, or None."""
    account = case.account
    if account is None or account.state is not AccountState.ACTIVE or account.opened is None or account.filed is None:
        return "no account of this application is open, so there is nothing to upgrade"
    bounds = _bounds(case, policy)
    if bounds is None:
        return "this account was not opened as a simplified one, nor at tier R2; an upgrade would change nothing"
    after, most = bounds
    first = after_opening.first_day(account.opened, after, policy.calendar)
    if today < first:
        return f"this account's limits are lifted from {first} on, not before"
    if act.starts != today:
        return "an upgrade holds from the day on which the others agree; name no other day"
    if not act.reason.strip():
        return "say in --reason what the better due diligence or the review found"
    return _out_of_range(account.limits, act.limits, most)


def _bounds(case: Case, policy: Policy) -> tuple[Span, Limits] | None:
    """After how long this account's limits are lifted, and how far; None where nothing holds them down."""
    if case.tier is None or case.tier not in CHECKERS:
        return None
    if policy.simplified and simplified.holds(case, policy):
        return policy.simplified.upgrade_after, limits(case.tier, policy)
    if case.tier is Tier.R2 and policy.raises and policy.raises.elevated_after:
        return policy.raises.elevated_after, farthest(case.tier, policy)
    return None


def _arrival(case: Case) -> RefusedAct | None:
    if live_task(case, (TaskKind.VISIT,)) is None:
        return RefusedAct(why=Why.LATE, said="nobody has to go to this firm's premises now; look at `ops explain`")
    if case.visit.started:
        return RefusedAct(why=Why.LATE, said="this arrival is being looked at; wait for its verdict")
    return None


def _running(case: Case) -> str | None:
    asked = live_task(case, (TaskKind.LIMITS, TaskKind.SECOND_LIMITS))
    return "an upgrade of this account is being decided already; wait for the others' word" if asked else None


def _out_of_range(held: Limits, asked: Limits, most: Limits) -> str | None:
    if below := exceeds(held, asked):
        return f"an upgrade lowers nothing: {', '.join(below)} would lie below what the account has"
    if not exceeds(asked, held):
        return "this is what the account has already; name a higher limit"
    if beyond := exceeds(asked, most):
        return f"further than this account's limits are lifted ({', '.join(beyond)}): name lower ones"
    return None if asked.rising else "one payment must fit into the day's limit, and a day into the month's"


def visit_owed(case: Case, policy: Policy) -> bool:
    """Whether the premises were shown by video alone, which does for a simplified account and for no other (H06)."""
    return simplified.visit_owed(case.model_copy(update={"simplified": False}), policy)


def lifted(case: Case, given: Limits) -> Case:
    """The case as it is after the upgrade: no longer simplified, the account with these limits."""
    account = case.account.model_copy(update={"limits": given}) if case.account else None
    return case.model_copy(update={"simplified": False, "account": account})


def stands_against(case: Case, given: Limits, policy: Policy, now: datetime) -> tuple[Finding, ...]:
    """What stands against these limits today, when registry and lists have answered anew (H02, H03, H08, H11)."""
    after = lifted(case, given)
    return (
        *hard_rules.broken(after, policy, now, Moment.UPGRADE),
        *review.blocking(case.findings, case.cleared),
    )
