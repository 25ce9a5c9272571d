"""When nobody comes: reminders, escalations and the end of a wait, as rungs in time (process.md 4, timers)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from models.base import Fact
from models.durations import Span
from models.policy import Calendar, Escalation, Outside, Sla
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
_DOUBLINGS = 20  # by then every pause is longer than the longest; without an end the number outgrows a timedelta


def retry_pause(tries: int, outside: Outside) -> Span:
    """How long to wait before an outside that did not answer is asked again, after so many tries."""
    factor = 2 ** min(max(tries - outside.pending_quick + 1, 0), _DOUBLINGS)
    pause = outside.pending_retry.model_copy(update={"amount": outside.pending_retry.amount * factor})
    return min(pause, outside.pending_longest, key=_length)


def _length(span: Span) -> timedelta:
    return span.plain or timedelta.max


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
