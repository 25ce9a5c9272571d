"""Human work: what one person is asked to decide, by when, and who may not."""

from datetime import datetime
from enum import StrEnum

from models.base import Record
from models.people import Role


class TaskKind(StrEnum):
    """Every kind of decision or work that only a person may do."""

    DATA_ENTRY = "data_entry"
    SECOND_ENTRY = "second_entry"
    THIRD_ENTRY = "third_entry"
    REVIEW = "review"
    SECOND_REVIEW = "second_review"
    POLICE_INQUIRY = "police_inquiry"
    ROUNDS = "rounds"
    CHECK_OUTAGE = "check_outage"
    RISK_REVIEW = "risk_review"
    EXTENDED_REVIEW = "extended_review"
    REFUSAL = "refusal"
    SCHEDULE_VISIT = "schedule_visit"
    VISIT = "visit"
    VISIT_REMOTE = "visit_remote"
    STOPPED_VISIT = "stopped_visit"
    INTERVIEW = "interview"
    DECISION = "decision"
    SECOND_DECISION = "second_decision"
    COUNTER = "counter"
    SEAL_CARD = "seal_card"
    TEMPORARY_CARD = "temporary_card"
    FILING = "filing"
    LIMITS = "limits"
    SECOND_LIMITS = "second_limits"

    @property
    def chinese(self) -> str:
        return {
            TaskKind.DATA_ENTRY: "集中录入",
            TaskKind.SECOND_ENTRY: "集中录入（第二人）",
            TaskKind.THIRD_ENTRY: "集中录入（第三人）",
            TaskKind.REVIEW: "集中审核",
            TaskKind.SECOND_REVIEW: "集中审核（第二人）",
            TaskKind.POLICE_INQUIRY: "公安机关协查",
            TaskKind.ROUNDS: "补件超限决定",
            TaskKind.CHECK_OUTAGE: "联网核查中断处理",
            TaskKind.RISK_REVIEW: "风险复审",
            TaskKind.EXTENDED_REVIEW: "延长审查",
            TaskKind.REFUSAL: "拒绝复核",
            TaskKind.SCHEDULE_VISIT: "预约上门尽调",
            TaskKind.VISIT: "上门尽调",
            TaskKind.VISIT_REMOTE: "远程见证尽调",
            TaskKind.STOPPED_VISIT: "尽调中止决定",
            TaskKind.INTERVIEW: "远程视频鉴证",
            TaskKind.DECISION: "准入决定",
            TaskKind.SECOND_DECISION: "准入决定（第二人）",
            TaskKind.COUNTER: "临柜办理",
            TaskKind.SEAL_CARD: "印鉴卡复核",
            TaskKind.TEMPORARY_CARD: "临时身份证审批",
            TaskKind.FILING: "备案异常处理",
            TaskKind.LIMITS: "限额调高复核",
            TaskKind.SECOND_LIMITS: "限额调高复核（第二人）",
        }[self]


class TaskState(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    CANCELLED = "cancelled"


class Task(Record):
    """One task in the inbox: `excluded` are persons barred by separation of duties, `level` 0-2 the escalation
    reached, `due` by the business calendar.
    """

    id: str
    application: str
    kind: TaskKind
    role: Role
    branch: str
    excluded: frozenset[str] = frozenset()
    state: TaskState = TaskState.OPEN
    assignee: str | None = None
    level: int = 0
    created: datetime
    due: datetime
    note: str = ""

    @property
    def live(self) -> bool:
        return self.state in (TaskState.OPEN, TaskState.CLAIMED)
