"""The states of an application (process.md section 4) and the two legs that run beside each other."""

from enum import StrEnum


class State(StrEnum):
    """Where an application stands; the Chinese names are what customers and staff read."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    MACHINE_CHECK = "MACHINE_CHECK"
    CHECK_PENDING = "CHECK_PENDING"
    PRE_REVIEW = "PRE_REVIEW"
    SUPPLEMENT = "SUPPLEMENT"
    DD_SCHEDULING = "DD_SCHEDULING"
    DD_IN_PROGRESS = "DD_IN_PROGRESS"
    DD_DONE = "DD_DONE"
    ATTEST_PENDING = "ATTEST_PENDING"
    ATTEST_DONE = "ATTEST_DONE"
    DECISION = "DECISION"
    EXTENDED_REVIEW = "EXTENDED_REVIEW"
    RISK_REVIEW = "RISK_REVIEW"
    PRE_OPENED = "PRE_OPENED"
    COUNTER_BOOKED = "COUNTER_BOOKED"
    AT_COUNTER = "AT_COUNTER"
    ACTIVATING = "ACTIVATING"
    FILING_ERROR = "FILING_ERROR"
    ACTIVE = "ACTIVE"
    WITHDRAWN = "WITHDRAWN"
    REFUSED = "REFUSED"
    EXPIRED = "EXPIRED"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]

    @property
    def terminal(self) -> bool:
        """ACTIVE ends the opening; the three others end the application (process.md 4)."""
        return self in (State.ACTIVE, State.WITHDRAWN, State.REFUSED, State.EXPIRED)


_CHINESE = {
    State.DRAFT: "草稿",
    State.SUBMITTED: "已提交",
    State.MACHINE_CHECK: "机器核验",
    State.CHECK_PENDING: "待联网核查",
    State.PRE_REVIEW: "集中审核",
    State.SUPPLEMENT: "待补件",
    State.DD_SCHEDULING: "待约尽调",
    State.DD_IN_PROGRESS: "尽调中",
    State.DD_DONE: "尽调完成",
    State.ATTEST_PENDING: "待视频鉴证",
    State.ATTEST_DONE: "鉴证完成",
    State.DECISION: "准入决定",
    State.EXTENDED_REVIEW: "延长审查",
    State.RISK_REVIEW: "风险复审",
    State.PRE_OPENED: "预开户",
    State.COUNTER_BOOKED: "已预约临柜",
    State.AT_COUNTER: "临柜中",
    State.ACTIVATING: "激活中",
    State.FILING_ERROR: "备案异常",
    State.ACTIVE: "正常",
    State.WITHDRAWN: "已撤回",
    State.REFUSED: "已拒绝",
    State.EXPIRED: "已失效",
}


class Leg(StrEnum):
    """The story has one main line; between review and decision the visit and the interview run side by side."""

    MAIN = "main"
    VISIT = "visit"
    INTERVIEW = "interview"
