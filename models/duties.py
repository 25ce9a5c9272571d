"""Duties: what the bank owes by a date, whatever has become of the application by then."""

from datetime import datetime
from enum import StrEnum

from models.base import Fact
from models.people import Role


class DutyKind(StrEnum):
    """What is owed: the report of owners that differ from their filing (rules.md 7.2), the copies or images of a filed
    account's papers (R-ACC-11), a basic account's information sheet in the customer's hands (R-ACC-09), and the answer
    to a list match of an account that is open (rules.md 6).
    """

    OWNER_REPORT = "owner_report"
    ACCOUNT_COPIES = "account_copies"
    LIST_MATCH = "list_match"
    INFORMATION_SHEET = "information_sheet"

    @property
    def chinese(self) -> str:
        return {
            DutyKind.OWNER_REPORT: "受益所有人差异报告",
            DutyKind.ACCOUNT_COPIES: "开户资料副本或影像报送",
            DutyKind.LIST_MATCH: "存续账户名单命中处置",
            DutyKind.INFORMATION_SHEET: "基本存款账户信息交付",
        }[self]

    @property
    def closers(self) -> frozenset[Role]:
        """Who does this work and so may say that it is done."""
        return {
            DutyKind.OWNER_REPORT: frozenset({Role.REVIEWER, Role.RISK, Role.RISK_HEAD}),
            DutyKind.ACCOUNT_COPIES: frozenset({Role.COUNTER_TELLER, Role.SUPERVISOR, Role.REVIEWER}),
            DutyKind.LIST_MATCH: frozenset({Role.RISK, Role.RISK_HEAD}),
            DutyKind.INFORMATION_SHEET: frozenset({Role.COUNTER_TELLER, Role.SUPERVISOR}),
        }[self]


class Duty(Fact):
    """One duty; it is open until `closed`, by somebody, with the number under which it was reported or received."""

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
