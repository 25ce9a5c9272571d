"""Dates and validity periods as licences and identity cards print them (formats.md 5, 8)."""

import calendar
import re
import unicodedata
from datetime import date, timedelta

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


# ── periods in sentences ────────────────────────────────────────────────────────────────────────────────────────────

OPEN_END = "open_end"
NO_BEGINNING = "no_beginning"
UNCLEAR_PERIOD = "unclear_period"
BEGINNING_ASSUMED = "beginning_assumed"

_UNTIL_DONE = re.compile(
    "|".join((*OPEN_ENDED, "办结", "办完", "办理完", "办妥", "完成", "完毕", "终止", "撤销", "撤回"))
)
_LENGTH = re.compile(r"(半|[0-9]{1,3}|[一二两三四五六七八九十百壹贰叁肆伍陆柒捌玖拾佰]{1,5})(年|个月|月|日|天)")
_DAY_LIKE = re.compile(r"\d{4}[年./-]")
_CAPITALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰两", "一二三四五六七八九十百二")


def period_in(text: str, signed: date | None) -> tuple[Term | None, str]:
    """The period that a sentence of a letter states, and why it is doubted or not understood (empty when neither).

    Relative ones (自签发之日起90日) run from the day of signing, which does not count, to the corresponding day or the
    month's last (Civil Code 201, 202). `open_end` (至事项办结) gives no period: nobody can tell when it is over.
    """
    plain = _plain(text)
    if _UNTIL_DONE.search(plain):
        return None, OPEN_END
    days, lengths = find_dates(plain), _LENGTH.findall(_DATE.sub("", plain))
    if len(days) != len(_DAY_LIKE.findall(plain)) or len(days) > 2 or len(lengths) > 1:
        return None, UNCLEAR_PERIOD
    return _period(days, lengths[0] if lengths else None, plain, signed)


def _period(
    days: list[date], length: tuple[str, str] | None, plain: str, signed: date | None
) -> tuple[Term | None, str]:
    if len(days) == 2:
        return _between(days[0], days[1], length)
    if days and length:
        return Term(start=days[0], end=_after(days[0], length)), ""
    end = _after(signed, length) if signed and length else days[0] if days and re.search("[至到止前]", plain) else None
    if end is None or signed is None:
        return None, NO_BEGINNING if length or days else UNCLEAR_PERIOD
    return _from_signing(signed, end, plain)


def _from_signing(signed: date, end: date, plain: str) -> tuple[Term | None, str]:
    if end < signed:
        return None, UNCLEAR_PERIOD
    return Term(start=signed, end=end), "" if re.search("[起至到止前]", plain) else BEGINNING_ASSUMED


def _between(start: date, end: date, length: tuple[str, str] | None) -> tuple[Term | None, str]:
    """Two days, and perhaps how far apart they are said to be: then that has to be right, to the day."""
    fits = length is None or abs((_after(start, length) - end).days) <= 1
    return (Term(start=start, end=end), "") if start <= end and fits else (None, UNCLEAR_PERIOD)


def _after(day: date, length: tuple[str, str]) -> date:
    number, unit = length
    if number == "半":
        return add_months(day, 6) if unit == "年" else day + timedelta(days=15)
    count = _number(number)
    if unit in ("日", "天"):
        return day + timedelta(days=count)
    return add_months(day, 12 * count if unit == "年" else count)


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months later, or that month's last day where there is none (Civil Code 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _number(numeral: str) -> int:
    """1 to 999 in figures or numerals: 90, 六, 一百八十."""
    if numeral.isdecimal():
        return int(numeral)
    hundreds, hundred, rest = numeral.translate(_CAPITALS).rpartition("百")
    return (_small(hundreds or "一") * 100 if hundred else 0) + (_small(rest.lstrip("零")) if rest else 0)
