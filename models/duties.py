"""Duties: what the bank owes by a date, whatever has become of the application by then."""

from datetime import datetime
from enum import StrEnum

from models.base import Fact


class DutyKind(StrEnum):
    """What is owed."""

    OWNER_REPORT = "owner_report"

    @property
    def chinese(self) -> str:
        return {DutyKind.OWNER_REPORT: "受益所有人差异报告"}[self]


class Duty(Fact):
    """One duty; it is open until `closed`, by somebody, with the number under which it was reported or a reason."""

    application: str
    kind: DutyKind
    branch: str
    opened: datetime
    remind: datetime
    due: datetime
    closed: datetime | None = None
    closed_by: str | None = None
    report: str | None = None

    def level(self, now: datetime) -> int:
        """0 in time, 1 from the reminder on, 2 overdue; a closed duty is never escalated."""
        if self.closed is not None:
            return 0
        return (now >= self.remind) + (now >= self.due)
