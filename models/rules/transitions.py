"""Which state may follow which: the one table of process.md section 4.

Withdrawal and expiry leave every state before ACTIVATING; a risk review goes back to where it came from; an extended
review goes back
too, because a jump to the decision would skip the visit (docs/decisions/0004). A tier that has risen when it is decided
goes back to the review for its second reviewer, to a visit on site where that was waived, and to an interview that
asked too little; one that has risen on the activation day goes back to the decision. A field that the customer flags
takes the review back to the checks.
"""

from models.states import Leg, State

S = State

_FORWARD: dict[State, frozenset[State]] = {
    S.DRAFT: frozenset({S.SUBMITTED}),
    S.SUBMITTED: frozenset({S.MACHINE_CHECK}),
    S.MACHINE_CHECK: frozenset({S.CHECK_PENDING, S.PRE_REVIEW, S.RISK_REVIEW}),
    S.CHECK_PENDING: frozenset({S.MACHINE_CHECK, S.RISK_REVIEW}),
    S.PRE_REVIEW: frozenset(
        {S.MACHINE_CHECK, S.SUPPLEMENT, S.RISK_REVIEW, S.DD_SCHEDULING, S.ATTEST_PENDING, S.DECISION}
    ),
    S.SUPPLEMENT: frozenset({S.MACHINE_CHECK, S.PRE_REVIEW}),
    S.DD_SCHEDULING: frozenset({S.DD_IN_PROGRESS}),
    S.DD_IN_PROGRESS: frozenset({S.DD_DONE, S.DD_SCHEDULING, S.RISK_REVIEW}),
    S.DD_DONE: frozenset({S.DECISION}),
    S.ATTEST_PENDING: frozenset({S.ATTEST_DONE, S.RISK_REVIEW}),
    S.ATTEST_DONE: frozenset({S.DECISION}),
    S.DECISION: frozenset(
        {S.EXTENDED_REVIEW, S.PRE_OPENED, S.PRE_REVIEW, S.RISK_REVIEW, S.DD_SCHEDULING, S.ATTEST_PENDING}
    ),
    S.EXTENDED_REVIEW: frozenset(
        {S.RISK_REVIEW, S.DECISION, S.MACHINE_CHECK, S.AT_COUNTER, S.DD_IN_PROGRESS, S.ATTEST_PENDING, S.PRE_REVIEW}
    ),
    S.RISK_REVIEW: frozenset(
        {
            S.EXTENDED_REVIEW,
            S.MACHINE_CHECK,
            S.PRE_REVIEW,
            S.DD_IN_PROGRESS,
            S.DD_SCHEDULING,
            S.ATTEST_PENDING,
            S.DECISION,
            S.AT_COUNTER,
        }
    ),
    S.PRE_OPENED: frozenset({S.COUNTER_BOOKED}),
    S.COUNTER_BOOKED: frozenset({S.AT_COUNTER, S.PRE_OPENED, S.COUNTER_BOOKED}),
    S.AT_COUNTER: frozenset({S.ACTIVATING, S.RISK_REVIEW, S.PRE_OPENED, S.ATTEST_PENDING}),
    S.ACTIVATING: frozenset({S.ACTIVE, S.FILING_ERROR, S.AT_COUNTER, S.RISK_REVIEW, S.DECISION}),
    S.FILING_ERROR: frozenset({S.ACTIVE, S.ACTIVATING}),
    S.ACTIVE: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.REFUSED: frozenset(),
    S.EXPIRED: frozenset(),
}

_UNDONE = frozenset({S.WITHDRAWN, S.REFUSED, S.EXPIRED})


def may_follow(before: State, after: State) -> bool:
    """Is `after` a lawful successor of `before`?"""
    if before.terminal:
        return False
    return after in _UNDONE or after in _FORWARD[before]


def withdrawable(state: State) -> bool:
    """The customer may withdraw in any state before ACTIVATING (process.md 4)."""
    return not state.terminal and state not in (S.ACTIVATING, S.FILING_ERROR)


_LOUD = (S.RISK_REVIEW, S.EXTENDED_REVIEW)
_QUIET = (S.DD_DONE, S.ATTEST_DONE)


def shown(legs: dict[Leg, State]) -> State:
    """The one state that people see: the main line, or while visit and interview run beside each other the leg that
    needs more.

    A risk review is shown before anything else; a leg that is done gives way to the one that is not; else the visit
    leads.
    """
    running = [legs[leg] for leg in (Leg.VISIT, Leg.INTERVIEW) if leg in legs]
    if not running:
        return legs[Leg.MAIN]
    for state in running:
        if state in _LOUD:
            return state
    return next((state for state in running if state not in _QUIET), running[0])
