"""People: roles of process.md section 2 and the staff directory's entry."""

from enum import StrEnum

from models.base import Fact

CUSTOMER = "customer"
SYSTEM = "system"


class Role(StrEnum):
    """The roles that act on an application."""

    CUSTOMER = "CUST"
    ACCOUNT_MANAGER = "AM"
    CLOUD_TELLER = "CBT"
    REVIEWER = "CR"
    VIDEO_TELLER = "VT"
    COUNTER_TELLER = "CT"
    SUPERVISOR = "SUP"
    RISK = "RISK"
    RISK_HEAD = "RISK_HEAD"
    BRANCH_MANAGER = "BM"
    OPERATIONS = "OPS"
    SYSTEM = "SYSTEM"

    @property
    def chinese(self) -> str:
        return {
            Role.CUSTOMER: "客户",
            Role.ACCOUNT_MANAGER: "客户经理",
            Role.CLOUD_TELLER: "云网点柜员",
            Role.REVIEWER: "集中审核员",
            Role.VIDEO_TELLER: "视频鉴证坐席",
            Role.COUNTER_TELLER: "柜面柜员",
            Role.SUPERVISOR: "运营主管",
            Role.RISK: "风险岗",
            Role.RISK_HEAD: "风险负责人",
            Role.BRANCH_MANAGER: "支行行长",
            Role.OPERATIONS: "运维",
            Role.SYSTEM: "系统",
        }[self]


class Staff(Fact):
    """One staff id: `person` is the human behind it, so two ids of one human count as one pair of eyes."""

    id: str
    person: str
    roles: frozenset[Role]
    branch: str
    face: str | None = None
