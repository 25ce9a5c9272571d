"""The state table of process.md 4: every step that is lawful, and by that every one that is not."""

from itertools import product

import pytest

from models.rules.transitions import may_follow, shown, withdrawable
from models.states import Leg, State

S = State

LAWFUL = """
DRAFT: SUBMITTED
SUBMITTED: MACHINE_CHECK
MACHINE_CHECK: PRE_REVIEW RISK_REVIEW CHECK_PENDING
CHECK_PENDING: MACHINE_CHECK RISK_REVIEW
PRE_REVIEW: DD_SCHEDULING ATTEST_PENDING DECISION SUPPLEMENT RISK_REVIEW MACHINE_CHECK
SUPPLEMENT: MACHINE_CHECK PRE_REVIEW
DD_SCHEDULING: DD_IN_PROGRESS
DD_IN_PROGRESS: DD_DONE DD_SCHEDULING RISK_REVIEW
DD_DONE: DECISION
ATTEST_PENDING: ATTEST_DONE RISK_REVIEW
ATTEST_DONE: DECISION
DECISION: PRE_OPENED EXTENDED_REVIEW RISK_REVIEW PRE_REVIEW DD_SCHEDULING ATTEST_PENDING
EXTENDED_REVIEW: DECISION RISK_REVIEW MACHINE_CHECK PRE_REVIEW DD_IN_PROGRESS ATTEST_PENDING AT_COUNTER
RISK_REVIEW: EXTENDED_REVIEW MACHINE_CHECK PRE_REVIEW DD_SCHEDULING DD_IN_PROGRESS ATTEST_PENDING DECISION AT_COUNTER
PRE_OPENED: COUNTER_BOOKED
COUNTER_BOOKED: AT_COUNTER PRE_OPENED COUNTER_BOOKED
AT_COUNTER: ACTIVATING RISK_REVIEW PRE_OPENED ATTEST_PENDING
ACTIVATING: ACTIVE FILING_ERROR AT_COUNTER RISK_REVIEW DECISION
FILING_ERROR: ACTIVE ACTIVATING
"""
"""The forward steps; the ends WITHDRAWN, REFUSED and EXPIRED come on top of every row."""

NEXT = {S(left): {S(name) for name in right.split()} for left, right in (
    line.split(": ") for line in LAWFUL.strip().splitlines()
)}  # fmt: skip
ENDS = {S.WITHDRAWN, S.REFUSED, S.EXPIRED}


@pytest.mark.parametrize("before", list(State))
def test_exactly_the_steps_of_the_table_are_lawful(before: State) -> None:
    expected = NEXT[before] | ENDS if before in NEXT else set()
    assert {after for after in State if may_follow(before, after)} == expected


@pytest.mark.parametrize("end", sorted({S.ACTIVE, *ENDS}))
def test_nothing_follows_an_end(end: State) -> None:
    assert end.terminal
    assert not any(may_follow(end, after) for after in State)


def test_the_customer_may_withdraw_before_the_activation_alone() -> None:
    late = {S.ACTIVATING, S.FILING_ERROR, S.ACTIVE, *ENDS}
    assert {state for state in State if not withdrawable(state)} == late


# ── the one state that people see ───────────────────────────────────────────────────────────────────────────────────


def seen(visit: State | None = None, interview: State | None = None, main: State = S.PRE_REVIEW) -> State:
    legs = {Leg.VISIT: visit, Leg.INTERVIEW: interview}
    return shown({Leg.MAIN: main, **{leg: state for leg, state in legs.items() if state}})


@pytest.mark.parametrize("main", list(State))
def test_without_legs_the_main_line_is_seen(main: State) -> None:
    assert seen(main=main) is main


def test_a_leg_alone_is_seen_whatever_the_main_line_says() -> None:
    assert seen(visit=S.DD_SCHEDULING) is S.DD_SCHEDULING
    assert seen(interview=S.ATTEST_PENDING) is S.ATTEST_PENDING
    assert seen(interview=S.ATTEST_DONE) is S.ATTEST_DONE


def test_of_two_legs_under_way_the_visit_leads() -> None:
    assert seen(S.DD_IN_PROGRESS, S.ATTEST_PENDING) is S.DD_IN_PROGRESS


@pytest.mark.parametrize("loud", [S.RISK_REVIEW, S.EXTENDED_REVIEW])
def test_a_risk_review_in_either_leg_is_seen_before_anything_else(loud: State) -> None:
    assert seen(loud, S.ATTEST_PENDING) is loud
    assert seen(S.DD_IN_PROGRESS, loud) is loud
    assert seen(S.DD_DONE, loud) is loud


def test_a_leg_that_is_done_gives_way_to_the_one_that_is_not() -> None:
    assert seen(S.DD_DONE, S.ATTEST_PENDING) is S.ATTEST_PENDING
    assert seen(S.DD_IN_PROGRESS, S.ATTEST_DONE) is S.DD_IN_PROGRESS
    assert seen(S.DD_DONE, S.ATTEST_DONE) is S.DD_DONE


def test_every_state_but_the_draft_is_reached_from_another() -> None:
    reached = {after for before, after in product(State, State) if before is not after and may_follow(before, after)}
    assert set(State) - reached == {S.DRAFT}
