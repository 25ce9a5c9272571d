"""Asking the check system: what a question is called, how long its answer is waited for, and when it is asked anew."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from models.checks import Query, System, Ticket
from models.durations import Span
from models.policy import Outside

LATE = "NOT_ANSWERED_YET"
"""Why there is no answer: the question was accepted, and its answer is late."""

_DOUBLINGS = 20  # by then every pause is longer than the longest; without an end the number outgrows a timedelta


def request_id(application: str, system: System, query: Query, settled: int) -> str:
    """The id of a question: the same for the same question of the same application, until it is settled.

    `settled` counts the questions to this system that were answered, refused or lost. A digest tells nothing of what
    is asked.
    """
    words = "\x1f".join((application, system, str(settled), query.model_dump_json()))
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def collectable(ticket: Ticket | None, request: str, now: datetime, outside: Outside) -> bool:
    """Whether this question was accepted and may still be answered; after `answer_lost` it counts as lost."""
    return ticket is not None and ticket.request == request and now - ticket.since < _plain(outside.answer_lost)


def pause(ticket: Ticket, looks: int, now: datetime, outside: Outside) -> timedelta | None:
    """How long to wait before the answer is looked for again, after so many looks; None once it is an outage."""
    left = ticket.since + _plain(outside.answer_wait) - now
    if left <= timedelta(0):
        return None
    slower = _plain(outside.answer_pause) * (1 << min(looks, _DOUBLINGS))
    return min(slower, _plain(outside.answer_longest), left)


def waited_for(failing: Mapping[System, str]) -> str:
    """Which systems a case waits for and why, as lists and `ops explain` show it."""
    return "+".join(f"{system} ({failing[system]})" for system in sorted(failing))


def _plain(span: Span) -> timedelta:
    if span.plain is None:  # the policy allows no other
        raise ValueError(f"{span} has no plain length")
    return span.plain
