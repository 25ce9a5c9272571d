"""Words to choose from, as types: `--help` shows them without loading the models, and tests hold them against these."""

from typing import Literal

AccountKind = Literal["basic", "general", "special", "temporary"]
AgentRelation = Literal["employee", "agency", "other"]
OldPermit = Literal["none", "held", "lost"]
Product = Literal[
    "internet_bank", "sms_notice", "e_statement", "e_receipt", "settlement_card", "payroll", "tax_payment",
    "cash_management",
]  # fmt: skip
Visitor = Literal["representative", "agent"]
Datum = Literal["WGS-84", "GCJ-02", "BD-09"]
Conclusion = Literal["positive", "concern"]
InterviewVerdict = Literal["pass", "fail", "risk", "technical"]
Agreement = Literal["agree", "disagree"]
Proof = Literal["purpose", "both_places", "neighbours", "funds", "owner_chain"]
DutyKind = Literal["owner_report", "account_copies", "list_match", "information_sheet"]
Receiver = Literal["representative", "agent", "deputy"]
PoliceAnswer = Literal["confirmed", "not_this_person", "unanswered"]
Tier = Literal["R4", "R3", "R2", "R1", "P"]
TaskKind = Literal[
    "data_entry", "second_entry", "third_entry", "review", "second_review", "police_inquiry", "rounds", "check_outage",
    "risk_review", "extended_review", "refusal", "schedule_visit", "visit", "visit_remote", "stopped_visit",
    "interview", "decision", "second_decision", "counter", "seal_card", "temporary_card", "filing", "limits",
    "second_limits",
]  # fmt: skip
State = Literal[
    "DRAFT", "SUBMITTED", "MACHINE_CHECK", "CHECK_PENDING", "PRE_REVIEW", "SUPPLEMENT", "DD_SCHEDULING",
    "DD_IN_PROGRESS", "DD_DONE", "ATTEST_PENDING", "ATTEST_DONE", "DECISION", "EXTENDED_REVIEW", "RISK_REVIEW",
    "PRE_OPENED", "COUNTER_BOOKED", "AT_COUNTER", "ACTIVATING", "FILING_ERROR", "ACTIVE", "WITHDRAWN", "REFUSED",
    "EXPIRED",
]  # fmt: skip
