"""Lengths of time as the bank says them: seconds, minutes, working hours, working days, calendar days."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

from models.base import Fact

_FORM = re.compile(r"(\d+) (s|min|h|wh|wd|cd)")
_PLAIN = {"s": timedelta(seconds=1), "min": timedelta(minutes=1), "h": timedelta(hours=1), "cd": timedelta(days=1)}


class Span(Fact):
    """`amount` of `unit`: s, min, h, cd run through; wh and wd count on the business calendar (process.md 4)."""

    amount: int
    unit: str

    @property
    def plain(self) -> timedelta | None:
        """The length as a timedelta, or None when only the business calendar can tell."""
        step = _PLAIN.get(self.unit)
        return step * self.amount if step else None

    @property
    def chinese(self) -> str:
        """As staff read it: 90天."""
        return f"{self.amount}{_CHINESE[self.unit]}"

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


_CHINESE = {"s": "秒", "min": "分钟", "h": "小时", "cd": "天", "wh": "个工作小时", "wd": "个工作日"}


def span(text: str) -> Span:
    """Read "4 wh"; ValueError names the units."""
    match = _FORM.fullmatch(text.strip())
    if not match:
        raise ValueError(
            f"{text!r} is not a length of time; write a whole number and one of s, min, h, wh, wd, cd, e.g. '4 wh'"
        )
    return Span(amount=int(match[1]), unit=match[2])


def _read(value: Any) -> Any:
    return span(value) if isinstance(value, str) else value


SpanText = Annotated[Span, BeforeValidator(_read), PlainSerializer(str, return_type=str)]
