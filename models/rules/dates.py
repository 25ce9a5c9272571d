"""Dates and validity periods as licences and identity cards print them (formats.md 5, 8)."""

import re
import unicodedata
from datetime import date

from models.papers import Term

OPEN_ENDED = ("长期", "永久", "永续", "不约定期限", "无固定期限")
"""Words for a period without an end."""

_NUMERALS = str.maketrans("〇零○Oo一二三四五六七八九", "00000123456789")
_NUMERAL_DATE = re.compile(
    r"([〇零○Oo一二三四五六七八九]{4})年([〇零○Oo一二三四五六七八九十]{1,3})月([〇零○Oo一二三四五六七八九十]{1,3})日?"
)
_DATE = re.compile(
    r"(?<!\d)(\d{4})(?:年(\d{1,2})月(\d{1,2})日?|-(\d{1,2})-(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|/(\d{1,2})/(\d{1,2}))(?!\d)"
)
_OPEN = re.compile("|".join((*OPEN_ENDED, r"\*{2,}[*-]*")))
_CARD_TERM = re.compile(r"(\d{4}\.\d{2}\.\d{2})-?(\d{4}\.\d{2}\.\d{2}|长期)")
_BETWEEN = "至到自起止—-~– "


class UnclearDateError(ValueError):
    """The text is not one date or one period; the message says what is wrong with it."""


def parse_date(text: str) -> date:
    """The one date that the text is, in figures or Chinese numerals; UnclearDateError for all else."""
    plain = _plain(text)
    found = _DATE.fullmatch(plain)
    if not found:
        raise UnclearDateError("this is not a date such as 2019年03月05日")
    return _day(found)


def find_dates(text: str) -> list[date]:
    """Every existing day that the text names, in its order; days that do not exist are left out."""
    return [day for found in _DATE.finditer(_plain(text)) if (day := _existing(found))]


def parse_term(text: str) -> Term:
    """A period such as 2019年03月05日至长期, 自…至…, 长期; the end is the last valid day, None when open-ended.

    UnclearDateError for anything else, for days that do not exist and for an end before the start.
    """
    plain = _plain(text)
    days = [_day(found) for found in _DATE.finditer(plain)]
    rest = _OPEN.sub("", _DATE.sub("", plain)).strip(_BETWEEN)
    is_open = _OPEN.search(plain) is not None
    if rest or len(days) + is_open not in (1, 2) or (len(days), is_open) == (1, False):
        raise UnclearDateError("this is not a period such as 2019年03月05日至2049年03月04日")
    return _ordered(days[0] if days else None, None if is_open else days[1])


def parse_card_validity(text: str) -> Term:
    """The validity line of an identity card: YYYY.MM.DD-YYYY.MM.DD or YYYY.MM.DD-长期 (formats.md 5)."""
    found = _CARD_TERM.fullmatch(_plain(text).replace("至", "-").replace("—", "-"))
    if not found:
        raise UnclearDateError("this is not a validity such as 2017.03.08-2037.03.08")
    start, end = found.groups()
    return _ordered(parse_date(start), None if end == "长期" else parse_date(end))


def add_years(start: date, years: int) -> tuple[date, ...]:
    """The days that count as `start` plus years: one, or 28 February and 1 March after a leap day (formats.md 5)."""
    try:
        return (start.replace(year=start.year + years),)
    except ValueError:
        return (date(start.year + years, 2, 28), date(start.year + years, 3, 1))


def age_at(birth: date, day: date) -> int:
    """Full years lived on that day; who is born on 29 February has the birthday on 1 March in other years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _ordered(start: date | None, end: date | None) -> Term:
    if start and end and end < start:
        raise UnclearDateError("the period ends before it starts")
    return Term(start=start, end=end)


def _plain(text: str) -> str:
    half = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("_", "-")
    return _NUMERAL_DATE.sub(_in_figures, half)


def _in_figures(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    return f"{year.translate(_NUMERALS)}年{_small(month)}月{_small(day)}日"


def _small(numeral: str) -> int:
    """一 … 三十一 as a number; 0 for what is no such numeral, which no calendar has."""
    tens, ten, ones = numeral.rpartition("十")
    digits = (tens or "一") if ten else ""
    written = f"{digits}{ones or '〇'}".translate(_NUMERALS)
    return int(written) if written.isdecimal() and len(written) <= 2 else 0


def _day(found: re.Match[str]) -> date:
    if day := _existing(found):
        return day
    raise UnclearDateError("there is no such day")


def _existing(found: re.Match[str]) -> date | None:
    year, month, day = (int(group) for group in found.groups() if group)
    try:
        return date(year, month, day)
    except ValueError:
        return None
