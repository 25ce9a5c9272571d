"""Everything that was judged about a case, in one document for who reviews or audits it, without personal data."""

from datetime import date, datetime
from enum import StrEnum

from models.account import Limits
from models.base import Fact
from models.checks import System
from models.findings import Finding, Score, Severity, Tier
from models.people import Role
from models.policy import Measures


class RuleState(StrEnum):
    """How a hard rule stands: kept; open while what it asks for is still to come; broken where it stops the case."""

    KEPT = "kept"
    OPEN = "open"
    BROKEN = "broken"

    @property
    def chinese(self) -> str:
        return {RuleState.KEPT: "已满足", RuleState.OPEN: "尚待满足", RuleState.BROKEN: "不满足"}[self]


class HardRule(Fact):
    """One of the twelve hard rules (rules.md 11): where it is held, how it stands, and what is wrong or still lacks."""

    rule: str
    zh: str
    en: str
    moments: tuple[str, ...]
    state: RuleState
    reasons: tuple[tuple[str, str], ...] = ()


class Grounded(Fact):
    """A finding with the evidence it rests on: digests of the papers and raw answers, byte for byte as they came."""

    finding: Finding
    evidence: tuple[str, ...] = ()


class Answer(Fact):
    """What one outside system said, when, and the digests of its raw answer; None when it has not answered."""

    system: System
    at: datetime | None = None
    code: str | None = None
    evidence: tuple[str, ...] = ()


class RaiseAsked(Fact):
    """A raise of limits as it stands: for which tier, from which day, on which paper, who asked, agreed and must still
    agree; `counts` tells whether it holds today.
    """

    limits: Limits
    tier: Tier
    starts: date
    reason: str
    paper: str
    maker: str
    agreed: tuple[str, ...]
    awaited: tuple[Role, ...]
    counts: bool


class LimitsHeld(Fact):
    """The limits behind H11: the tier's row, the account's own, how far a complete chain goes, and the raise asked."""

    tier: Limits
    account: Limits | None
    farthest: Limits
    raised: RaiseAsked | None = None


class Judgement(Fact):
    """Findings by severity, the answers behind them, score, measures and hard rules, by the numbers of this case."""

    application: str
    policy_version: str
    findings: dict[Severity, tuple[Grounded, ...]]
    answers: tuple[Answer, ...]
    score: Score | None
    tier: Tier | None
    measures: Measures | None
    limits: LimitsHeld | None = None
    rules: tuple[HardRule, ...]
