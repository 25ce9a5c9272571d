"""What the judges say: findings, supplement items, score and tier."""

from datetime import datetime
from enum import StrEnum

from models.base import Fact
from models.papers import PaperKind


class Severity(StrEnum):
    """rules.md, head: HARD no role can pass; STOP blocked until RISK or SUP decides; FIX supplement; FLAG points and
    a note; INFO.
    """

    HARD = "HARD"
    STOP = "STOP"
    FIX = "FIX"
    FLAG = "FLAG"
    INFO = "INFO"


class Finding(Fact):
    """One judgement: `code` names the rule's row, `about` the paper, field or system, `zh` and `en` explain it
    without personal data.
    """

    code: str
    severity: Severity
    about: str
    zh: str
    en: str
    rule: str


class SupplementItem(Fact):
    """One thing the customer is asked for: which paper (or which statement), why, and whether it may wait until the
    counter (process.md 4).
    """

    reason_code: str
    paper: PaperKind | None = None
    statement: str | None = None
    zh: str
    at_counter: bool = False


class Tier(StrEnum):
    """risk.md 2: R4 low … R1 high, P prohibited by a hard rule."""

    R4 = "R4"
    R3 = "R3"
    R2 = "R2"
    R1 = "R1"
    P = "P"


class ManualTier(Fact):
    """A tier that a person set (risk.md 2): `was` before, `tier` after; `until` ends a lowering, a raise has no end."""

    was: Tier
    tier: Tier
    by: str
    person: str
    reason: str
    at: datetime
    until: datetime | None = None


class Factor(Fact):
    """One factor's score (1 best … 5 worst); a missing input scores 3 and says so (risk.md 3f).

    `zh` and `en` are for staff; `customer` is what the customer may be told of it, without any judgement.
    """

    factor: str
    score: int
    missing: bool
    zh: str
    en: str
    customer: str = ""


class FloorReason(Fact):
    """What raised the tier to at least `tier`, whatever the points say (risk.md 2)."""

    floor: str
    tier: Tier
    zh: str
    en: str


class Score(Fact):
    """The risk score S = Σ weight·score / 5, range 20-100, with the tier after floors (risk.md 2); `raised` explains
    each floor, `ruled` is the tier by points and floors where a person set another.
    """

    points: float
    tier: Tier
    factors: tuple[Factor, ...]
    floors: tuple[str, ...] = ()
    raised: tuple[FloorReason, ...] = ()
    ruled: Tier | None = None
