"""The business clock: working days, working hours, and when a length of time is over (process.md 4, formats.md 8)."""

from datetime import date, datetime, time, timedelta

from models.audit import SHANGHAI
from models.durations import Span
from models.policy import Calendar

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def due(start: datetime, span: Span, calendar: Calendar) -> datetime:
    """When `span` after `start` is over, in `start`'s time zone.

    wh count open hours only; one wd is one whole day of open hours, so work that comes in at 14:00 is due at 14:00 of
    the next working day, and what comes in at night starts with the next opening. The other units run through.
    ValueError for a naive `start`.
    """
    if start.tzinfo is None:
        raise ValueError("a time without time zone cannot be put on the business clock; pass an aware datetime")
    if span.plain is not None:
        return start + span.plain
    length = _business_length(span, calendar)
    if calendar.round_the_clock:
        return start + length
    return _after_open_hours(start.astimezone(SHANGHAI), length, calendar).astimezone(start.tzinfo)


def working(day: date, calendar: Calendar) -> bool:
    """Whether the bank works on that day: make-up days before public holidays before weekends."""
    if calendar.round_the_clock or day in calendar.make_up_days:
        return True
    return day.weekday() < 5 and day not in calendar.holidays


def known(day: date, calendar: Calendar) -> bool:
    """Whether the holiday order for that day is in the table; later days are guessed from weekends alone."""
    return day <= calendar.known_until


def business_day(at: datetime) -> date:
    """The calendar day in Shanghai at that moment: the bank's "today"."""
    return at.astimezone(SHANGHAI).date()


def same_business_day_end(at: datetime) -> datetime:
    """24:00 in Shanghai of that moment's day: the last moment for a same-day filing (rules.md R-ACC-11)."""
    return end_of(business_day(at)).astimezone(at.tzinfo)


def end_of(day: date) -> datetime:
    """24:00 in Shanghai of that day."""
    return datetime.combine(day + _DAY, time(), SHANGHAI)


def opening_of(day: date, calendar: Calendar) -> datetime:
    """When the bank opens on that day, if it works then."""
    return datetime.combine(day, calendar.opens, SHANGHAI)


def _business_length(span: Span, calendar: Calendar) -> timedelta:
    if span.unit == "wh":
        return _HOUR * span.amount
    if span.unit != "wd":
        raise ValueError(f"{span.unit!r} is no unit of time; use s, min, h, wh, wd or cd")
    return (_DAY if calendar.round_the_clock else _open_length(calendar)) * span.amount


def _open_length(calendar: Calendar) -> timedelta:
    day = date(2000, 1, 1)
    return datetime.combine(day, calendar.closes) - datetime.combine(day, calendar.opens)


def _after_open_hours(at: datetime, left: timedelta, calendar: Calendar) -> datetime:
    """The moment at which `left` of open time after `at` is used up."""
    while left:
        opens, closes = _hours(at.date(), calendar)
        at = max(at, opens)
        if working(at.date(), calendar) and at < closes:
            used = min(left, closes - at)
            at, left = at + used, left - used
        if left:
            at = opens + _DAY
    return at


def _hours(day: date, calendar: Calendar) -> tuple[datetime, datetime]:
    return datetime.combine(day, calendar.opens, SHANGHAI), datetime.combine(day, calendar.closes, SHANGHAI)
