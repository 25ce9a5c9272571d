"""Everything that was judged about a case, in one document for who reviews or audits it, without personal data."""

from datetime import datetime
from enum import StrEnum

from models.base import Fact
from models.checks import System
from models.findings import Finding, Score, Severity, Tier
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


class Judgement(Fact):
    """Findings by severity, the answers behind them, score, measures and hard rules, by the numbers of this case."""

    application: str
    policy_version: str
    findings: dict[Severity, tuple[Grounded, ...]]
    answers: tuple[Answer, ...]
    score: Score | None
    tier: Tier | None
    measures: Measures | None
    rules: tuple[HardRule, ...]
