"""When an opened account has to be looked at again, and which files quality assurance draws (risk.md 4)."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from models.after_opening import ReviewDuty, Reviews
from models.durations import Span
from models.policy import Calendar
from models.rules.calendar import business_day, due, working

UPGRADE = "简易开户升级"
"""What the look at a simplified account is called; the upgrade itself takes it off the list."""


def duties(opened: datetime, reviews: Reviews, calendar: Calendar) -> tuple[ReviewDuty, ...]:
    """The reviews of an account opened then, the first one ahead; the last comes again every so many months.

    A day on which the bank does not work gives way to the next working day.
    """
    single = [ReviewDuty(name=f"T+{span.amount}", due=first_day(opened, span, calendar)) for span in reviews.at]
    first = _working(add_months(business_day(opened), reviews.every_months), calendar)
    again = ReviewDuty(name=f"每{reviews.every_months}个月", due=first, every_months=reviews.every_months)
    return (*sorted(single, key=lambda duty: duty.due), again)


def upgrade(opened: datetime, after: Span, calendar: Calendar) -> ReviewDuty:
    """The day on which a simplified opening is looked at for an upgrade after better due diligence (rules.md 7.3)."""
    return ReviewDuty(name=UPGRADE, due=first_day(opened, after, calendar))


def first_day(opened: datetime, after: Span, calendar: Calendar) -> date:
    """The working day on which an account opened then has been open for so long."""
    return _working(business_day(due(opened, after, calendar)), calendar)


def until(duty: ReviewDuty, end: date) -> Iterator[date]:
    """The days up to `end` on which this duty falls due."""
    on, times = duty.due, 0
    while on <= end:
        yield on
        if duty.every_months is None:
            return
        times += 1
        on = add_months(duty.due, duty.every_months * times)


def add_months(day: date, months: int) -> date:
    """So many months later; the 31st gives way to the month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def drawn(digest: str, percent: int) -> bool:
    """Whether quality assurance (质检) looks at the file with this hex digest: the same answer whenever it is asked.

    The digest is keyed with what only the store knows, so nobody chooses the sample or knows it beforehand, and who
    holds the key draws it again.
    """
    return int(digest[:16], 16) % 100 < percent


def drawn_by_number(application: str, percent: int) -> bool:
    """How cases drew that began before the digest was keyed: whoever knows the number can tell."""
    return drawn(hashlib.sha256(f"quality assurance {application}".encode()).hexdigest(), percent)


def _working(day: date, calendar: Calendar) -> date:
    while not working(day, calendar):
        day += timedelta(days=1)
    return day
