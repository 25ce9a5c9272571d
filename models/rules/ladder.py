"""When nobody comes: reminders, escalations and the end of a wait, as rungs in time (process.md 4, timers)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from models.base import Fact
from models.durations import Span
from models.policy import Calendar, Escalation, Sla
from models.rules.calendar import due


class Deed(StrEnum):
    REMIND = "remind"
    ESCALATE = "escalate"
    EXPIRE = "expire"


class Rung(Fact):
    """At this time, if the wait is not over, do this; `level` is the escalation level that is reached then."""

    at: datetime
    deed: Deed
    level: int


_NO_END = 400
_QUICK_TRIES, _LONGEST = 24, 24
"""Four hours of ten-minute tries, then ever slower, up to four hours: a fortnight's outage stays below 2,000 events."""


def retry_pause(tries: int, first: Span) -> Span:
    """How long to wait before an outside that did not answer is asked again, after so many tries."""
    factor = 2 ** max(tries - _QUICK_TRIES + 1, 0)
    return first.model_copy(update={"amount": first.amount * min(factor, _LONGEST)})


def staff_rungs(
    created: datetime, claimed: bool, sla: Sla, escalation: Escalation, calendar: Calendar
) -> Iterator[Rung]:
    """A task's ladder: reminder when unclaimed too long, level 1 at the deadline, level 2 later, then reminders, at
    last an open end.

    One escalation per level, however long it takes (metrics.md K08).
    """
    if not claimed:
        yield Rung(at=due(created, sla.claim, calendar), deed=Deed.REMIND, level=0)
    deadline = due(created, sla.decide, calendar)
    yield Rung(at=deadline, deed=Deed.ESCALATE, level=1)
    second = due(deadline, escalation.second, calendar)
    yield Rung(at=second, deed=Deed.ESCALATE, level=2)
    end = due(deadline, escalation.expire, calendar)
    yield from _reminders(second, end, escalation.repeat, calendar)
    yield Rung(at=end, deed=Deed.EXPIRE, level=2)


def _reminders(start: datetime, end: datetime, every: Span, calendar: Calendar) -> Iterator[Rung]:
    at = start
    for _ in range(_NO_END):
        at = max(due(at, every, calendar), at + timedelta(seconds=1))
        if at >= end:
            return
        yield Rung(at=at, deed=Deed.REMIND, level=2)


def customer_rungs(start: datetime, reminders: tuple[Span, ...], end: Span, calendar: Calendar) -> Iterator[Rung]:
    """The customer's ladder: reminders, then expiry."""
    last = due(start, end, calendar)
    for span in reminders:
        at = due(start, span, calendar)
        if at < last:
            yield Rung(at=at, deed=Deed.REMIND, level=0)
    yield Rung(at=last, deed=Deed.EXPIRE, level=0)
