"""After-opening life: the dated duties to look at a new account again (risk.md 4, last rows)."""

from datetime import date

from pydantic import Field

from models.base import Fact
from models.durations import SpanText


class Reviews(Fact):
    """When a tier's accounts are looked at again: so long after the opening, and then every so many months."""

    at: tuple[SpanText, ...] = Field(min_length=1)
    every_months: int = Field(ge=1, le=12)


class ReviewDuty(Fact):
    """One review that is due on a working day; `every_months` is set on the one that comes again and again."""

    name: str
    due: date
    every_months: int | None = None
