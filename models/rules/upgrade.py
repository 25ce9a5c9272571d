"""The upgrade of a simplified account after better due diligence: from its lower limits to the tier's own row at most
(process.md 7, risk.md 5, rules.md 7.3).

It begins when the opening has ended, so the case is the one that the opening left, with the limits that the last
upgrade gave, and the policy the one in force now.
"""

from datetime import date, datetime

from models import acts as a
from models.account import AccountState, Limits
from models.case import Case
from models.findings import Finding
from models.policy import Policy
from models.rules import after_opening, hard_rules, review, simplified
from models.rules.acts import RefusedAct, Why, live_task, task_untimely, word_on_limits
from models.rules.calendar import business_day
from models.rules.hard_rules import Moment
from models.rules.limits import CHECKERS, exceeds, limits
from models.tasks import TaskKind

ACTS: tuple[type[a.Act], ...] = (a.RaiseLimits, a.ConfirmLimits, a.Claim, a.Release, a.Reassign)
"""What people do to an upgrade: the manager asks, whoever the tier wants agrees."""


def untimely(case: Case, act: a.Act, policy: Policy, now: datetime) -> RefusedAct | None:
    """Is this act out of time or out of order for the upgrade as it stands?"""
    if isinstance(act, a.RaiseLimits):
        said = _running(case) or refuses(case, act, policy, business_day(now))
        return RefusedAct(why=Why.WRONG, said=said) if said else None
    if refused := task_untimely(case, act):
        return refused
    return word_on_limits(act) if isinstance(act, a.ConfirmLimits) else None


def refuses(case: Case, act: a.RaiseLimits, policy: Policy, today: date) -> str | None:
    """Why a simplified account is not upgraded like this, in one sentence, or None."""
    account, rules = case.account, policy.simplified
    if account is None or account.state is not AccountState.ACTIVE or account.opened is None or account.filed is None:
        return "no account of this application is open, so there is nothing to upgrade"
    if rules is None or case.tier is None or case.tier not in CHECKERS or not simplified.holds(case, policy):
        return "this account was not opened as a simplified one; an upgrade would change nothing"
    first = after_opening.upgrade(account.opened, rules.upgrade_after, policy.calendar).due
    if today < first:
        return f"a simplified account is upgraded from {first} on, not before"
    if act.starts != today:
        return "an upgrade holds from the day on which the others agree; name no other day"
    if not act.reason.strip():
        return "say in --reason what the better due diligence found"
    return _out_of_range(account.limits, act.limits, limits(case.tier, policy))


def _running(case: Case) -> str | None:
    asked = live_task(case, (TaskKind.LIMITS, TaskKind.SECOND_LIMITS))
    return "an upgrade of this account is being decided already; wait for the others' word" if asked else None


def _out_of_range(held: Limits, asked: Limits, row: Limits) -> str | None:
    if below := exceeds(held, asked):
        return f"an upgrade lowers nothing: {', '.join(below)} would lie below what the account has"
    if not exceeds(asked, held):
        return "this is what the account has already; name a higher limit"
    if beyond := exceeds(asked, row):
        return f"an upgrade goes to the tier's own row at most ({', '.join(beyond)} would lie above it)"
    return None if asked.rising else "one payment must fit into the day's limit, and a day into the month's"


def lifted(case: Case, given: Limits) -> Case:
    """The case as it is after the upgrade: no longer simplified, the account with these limits."""
    account = case.account.model_copy(update={"limits": given}) if case.account else None
    return case.model_copy(update={"simplified": False, "account": account})


def stands_against(case: Case, given: Limits, policy: Policy, now: datetime) -> tuple[Finding, ...]:
    """What stands against these limits today, when registry and lists have answered anew (H02, H03, H11)."""
    after = lifted(case, given)
    return (
        *hard_rules.broken(after, policy, now, Moment.UPGRADE),
        *review.blocking(case.findings, case.cleared),
    )
