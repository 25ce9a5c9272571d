"""Days and terms as licences print them, in every notation of formats.md 8, beside their values."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from models.papers import Term

_FIGURES = "〇一二三四五六七八九"
OPEN_WORDS = ("长期", "永久", "永续", "不约定期限", "无固定期限")


def in_figures(day: date) -> str:
    """2019年03月05日."""
    return f"{day:%Y年%m月%d日}"


def in_short_figures(day: date) -> str:
    """2019年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def in_numerals(day: date) -> str:
    """二〇一九年三月五日."""
    year = "".join(_FIGURES[int(digit)] for digit in str(day.year))
    return f"{year}年{_small(day.month)}月{_small(day.day)}日"


def _small(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_FIGURES[tens]}十"
    return ten + (_FIGURES[ones] if ones else "")


DAY_NOTATIONS: tuple[Callable[[date], str], ...] = (
    *(in_figures, in_figures, in_figures, in_figures, in_short_figures),
    *(date.isoformat, lambda day: f"{day:%Y.%m.%d}"),
)


@dataclass(frozen=True)
class PrintedTerm:
    """A term as printed, and what it means."""

    text: str
    value: Term


def last_day(start: date, years: int) -> date:
    """The last valid day of a term of so many years: the day before the anniversary."""
    anniversary = date(start.year + years, start.month, min(start.day, 28))
    return anniversary - timedelta(days=1)


def _closed(start: date, dice: random.Random) -> PrintedTerm:
    end = last_day(start, dice.choice((10, 20, 30, 50)))
    first, last = in_figures(start), in_figures(end)
    shape = dice.choice(("{}至{}", "自{}至{}", "{} 至 {}", "自{}起至{}止"))
    return PrintedTerm(shape.format(first, last), Term(start=start, end=end))


def _closed_with_hyphens(start: date, dice: random.Random) -> PrintedTerm:
    end = last_day(start, dice.choice((10, 20, 30)))
    return PrintedTerm(f"{start.isoformat()}至{end.isoformat()}", Term(start=start, end=end))


def _open(start: date, dice: random.Random) -> PrintedTerm:
    shape = dice.choice(("{}至{}", "{} 至 {}", "自{}至{}"))
    return PrintedTerm(shape.format(in_figures(start), dice.choice(OPEN_WORDS)), Term(start=start, end=None))


def _starred(start: date, _: random.Random) -> PrintedTerm:
    return PrintedTerm(f"{start.isoformat()}至****-**-**", Term(start=start, end=None))


def _bare(_: date, dice: random.Random) -> PrintedTerm:
    return PrintedTerm(dice.choice(OPEN_WORDS), Term(start=None, end=None))


TERM_NOTATIONS: tuple[Callable[[date, random.Random], PrintedTerm], ...] = (
    *(_closed, _closed, _closed, _open, _open, _open),
    *(_closed_with_hyphens, _starred, _bare),
)
