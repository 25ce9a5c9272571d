"""The policy: every arguable number of the bank as one validated, versioned model; the data with reasons lies in
`policy/*.yaml`.

In the file each number is `{value, reason}` (with `unit` and `source` where they help); here it is the plain value. A
file may name a `base`
and override some numbers, each with its own reason.
"""

from datetime import date, time
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from models.account import Limits
from models.base import Fact
from models.durations import Span, SpanText
from models.findings import Tier
from models.people import Role
from models.tasks import TaskKind


class PolicyError(ValueError):
    """The policy file cannot be used; the message says which number and why."""


class Calendar(Fact):
    """The business clock in Asia/Shanghai: hours, public holidays and make-up days, known until a date (formats.md
    8).
    """

    opens: time
    closes: time
    round_the_clock: bool
    holidays: frozenset[date]
    make_up_days: frozenset[date]
    known_until: date

    @model_validator(mode="after")
    def _open_at_all(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("calendar.opens must lie before calendar.closes")
        return self


class Sla(Fact):
    """How long a person may leave a task unclaimed and undecided (business calendar)."""

    claim: SpanText
    decide: SpanText


class Escalation(Fact):
    """What happens after a missed deadline: level 1 at once, level 2 after `second`, then a reminder every `repeat`
    until `expire`.
    """

    second: SpanText
    repeat: SpanText
    expire: SpanText


class Waits(Fact):
    """How long the case waits for the customer or for the clock."""

    draft: SpanText
    supplement_remind: tuple[SpanText, ...]
    supplement: SpanText
    supplement_rounds: int = Field(ge=1)
    visit_session: SpanText
    interview_link: SpanText
    interview_attempts: int = Field(ge=1)
    pre_opened_remind: tuple[SpanText, ...]
    pre_opened: SpanText
    counter_late: SpanText
    counter_target: SpanText
    counter_alarm: SpanText
    filing_by: SpanText
    extended_review: SpanText
    extensions: int = Field(ge=1)
    report_valid: SpanText
    attestation_valid: SpanText


class Outside(Fact):
    """How the outside world is asked: time limit of one call, tries before the case goes to CHECK_PENDING, and the
    pause before it asks again.
    """

    call: SpanText
    attempts: int = Field(ge=1)
    first_pause: SpanText
    longest_pause: SpanText
    pending_retry: SpanText
    pending_quick: int = Field(ge=1)
    pending_longest: SpanText
    pending_task: SpanText
    activation_attempts: int = Field(ge=1)


class Faces(Fact):
    """Face distances: same up to `accept`, a person looks up to `reject`, different above (notes in the file)."""

    accept: float
    reject: float
    detector_score: float
    video_same_share: float
    video_frozen_share: float
    video_min_seconds: float
    sample_fps: float

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not 0 < self.accept < self.reject < 1:
            raise ValueError("faces.accept must lie below faces.reject, both between 0 and 1")
        return self


class Position(Fact):
    """The geofence in metres (process.md step 4): pass, unsure (door plate), stop beyond."""

    near: float
    far: float
    accuracy_good: float
    accuracy_usable: float
    fix_age: SpanText
    photo_far: float

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not (0 < self.near < self.far and 0 < self.accuracy_good < self.accuracy_usable):
            raise ValueError("position.near must lie below position.far, and accuracy_good below accuracy_usable")
        return self


class Pictures(Fact):
    """From which measure on a picture is said to be bad (models/pictures.py tells the measures and their units)."""

    edge_width: float = Field(gt=0)
    streak: float = Field(gt=0, lt=1)
    glare_share: float = Field(gt=0, lt=1)
    paper_level: float = Field(gt=0, lt=255)
    outline_support: float = Field(gt=0, lt=1)
    edge_print: float = Field(gt=0, lt=1)
    aspect_error: float = Field(ge=0, lt=1)
    covered_share: float = Field(gt=0, lt=1)
    colour: float = Field(gt=0)
    grid_peak: float = Field(gt=0)
    smooth_patch: float = Field(gt=0)


class Reading(Fact):
    """When the reader's word is not good enough, and what a file may be and cost before it is one (decision 0011).

    Fields with a default are younger than the first cases; `pictures` is None for a case from before pictures were
    judged, and such a case goes on without.
    """

    confidence: float = Field(gt=0, lt=1)
    max_bytes: int = Field(gt=0)
    max_pixels: int = Field(gt=0)
    max_pages: int = Field(default=4, ge=1, le=20)
    open_seconds: float = Field(default=1.8, gt=0)
    pictures: Pictures | None = None


class Bands(Fact):
    """The tables behind the factors (risk.md 2): each list has four limits, where the scores 1-4 end; beyond is 5.

    `age_days` falls (at least so many days old), the others rise (at most so much). Words are looked for in the
    business scope, the firm's name and the stated purpose.
    """

    age_days: tuple[int, int, int, int]
    capital_yuan: tuple[int, int, int, int]
    turnover_ratio: tuple[float, float, float, float]
    turnover_yuan: tuple[int, int, int, int]
    turnover_huge_yuan: int
    same_address: tuple[int, int, int, int]
    sharing: tuple[int, int, int, int]
    firms_of_representative: tuple[int, int, int, int]
    usual_age: tuple[int, int]
    unusual_age: tuple[int, int]
    promise_exempt_yuan: int
    home_region: str = Field(pattern=r"^\d{2}$")
    home_names: tuple[str, ...]
    industry_good: tuple[str, ...]
    industry_plain: tuple[str, ...]
    industry_trade: tuple[str, ...]
    industry_bad: tuple[str, ...]
    cash_some: tuple[str, ...]
    cash_much: tuple[str, ...]
    purpose_concrete: tuple[str, ...]
    purpose_many_persons: tuple[str, ...]
    purpose_bad: tuple[str, ...]
    purpose_length: int


class Scoring(Fact):
    """Factor weights (sum 100), tier thresholds and the tables the factors use (risk.md 2)."""

    weights: dict[str, int]
    missing: int
    r3: float
    r2: float
    r1: float
    bands: Bands

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if sum(self.weights.values()) != 100:
            raise ValueError(f"scoring.weights must add up to 100, they add up to {sum(self.weights.values())}")
        if not 20 < self.r3 < self.r2 < self.r1 < 100:
            raise ValueError("scoring thresholds must rise: r3 < r2 < r1")
        return self


class Measures(Fact):
    """What one tier demands (risk.md 4)."""

    reviewers: int = Field(ge=0, le=2)
    risk_reviews: bool
    visit: Literal["always", "waivable"]
    interview: Literal["video", "face_to_face"]
    decides: tuple[Role, ...] = Field(min_length=1, max_length=2)
    approvable: bool
    limits: Limits


class Reader(Fact):
    """Interview rules: how many of block C are asked, and how many wrong ones call RISK."""

    block_c: int
    c_wrong_to_risk: int


class Ages(Fact):
    representative_min: int
    representative_max: int


class Counter(Fact):
    """Slots at one branch (process.md step 8)."""

    slot_minutes: int
    per_slot: int


class OwnerRules(Fact):
    """Beneficial owners (受益所有人, rules.md 7.2): percents of equity, income or votes, and how far is looked.

    The defaults serve cases that began before owners were traced.
    """

    threshold: int = Field(default=25, gt=0, le=100)
    threshold_high: int = Field(default=10, gt=0, le=100)
    unknown: int = Field(default=10, ge=0, lt=100)
    control: int = Field(default=50, ge=50, lt=100)
    tolerance: float = Field(default=1.0, ge=0, lt=25)
    max_layers: int = Field(default=8, ge=5, le=20)
    max_firms: int = Field(default=30, ge=1, le=40)
    report_within: SpanText = Span(amount=30, unit="wd")
    report_remind: SpanText = Span(amount=20, unit="wd")
    offshore: frozenset[str] = frozenset()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.threshold_high > self.threshold:
            raise ValueError("owners.threshold_high must not lie above owners.threshold")
        return self


class Clusters(Fact):
    """From how many firms on, this one counted, sharing is a red flag (risk.md 6, F01-F05).

    `ended` are the endings of applications that still count; live ones always do. Addresses that begin with a name of
    `parks` are known cluster parks. The defaults serve cases that began before anybody counted.
    """

    address: int = Field(default=10, ge=2)
    phone: int = Field(default=3, ge=2)
    representative: int = Field(default=3, ge=2)
    agent: int = Field(default=3, ge=2)
    batch: int = Field(default=3, ge=2)
    agent_window: SpanText = Span(amount=90, unit="cd")
    ended: frozenset[str] = frozenset()
    parks: tuple[str, ...] = ()


_ENTRY_TASKS = (TaskKind.DATA_ENTRY, TaskKind.SECOND_ENTRY, TaskKind.THIRD_ENTRY)


class Policy(Fact):
    """All numbers that were in force for a case; a running case keeps the policy it started with.

    A case that began before central data entry had tasks of its own takes the review's time limits for them.
    """

    version: str
    calendar: Calendar
    tasks: dict[TaskKind, Sla]
    escalation: Escalation
    waits: Waits
    outside: Outside
    faces: Faces
    position: Position
    reading: Reading
    scoring: Scoring
    measures: dict[Tier, Measures]
    simplified_limits: Limits
    interview: Reader
    ages: Ages
    counter: Counter
    products: tuple[str, ...]
    renewal_soon_days: int
    visit_questions: int
    owners: OwnerRules = OwnerRules()
    clusters: Clusters = Clusters()

    @model_validator(mode="before")
    @classmethod
    def _before_data_entry(cls, given: Any) -> Any:
        tasks = given.get("tasks") if isinstance(given, dict) else None
        if not isinstance(tasks, dict) or TaskKind.REVIEW not in tasks:
            return given
        return {**given, "tasks": {**dict.fromkeys(_ENTRY_TASKS, tasks[TaskKind.REVIEW]), **tasks}}

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if missing := set(TaskKind) - set(self.tasks):
            raise ValueError(f"tasks has no time limits for {', '.join(sorted(missing))}")
        if missing_tiers := set(Tier) - set(self.measures):
            raise ValueError(f"measures lacks tier {', '.join(sorted(missing_tiers))}")
        return self


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """`base` with the leaves of `over` put in place; an unknown name is refused, so a typing error cannot be silent."""
    result = dict(base)
    for name, value in over.items():
        if name not in base:
            raise PolicyError(f"{name}: no such number in the base policy")
        nested = isinstance(value, dict) and "value" not in value
        result[name] = merged(base[name], value) if nested else value
    return result


def plain(tree: dict[str, Any], path: str = "") -> dict[str, Any]:
    """Strip `{value, reason}` leaves to their values; PolicyError for a number without a reason."""
    return {name: _leaf(value, f"{path}{name}") for name, value in tree.items()}


def _leaf(value: Any, path: str) -> Any:
    if not isinstance(value, dict):
        if path == "version":
            return value
        raise PolicyError(f"{path}: write it as {{value: …, reason: …}}")
    if "value" not in value:
        return plain(value, f"{path}.")
    if not str(value.get("reason", "")).strip():
        raise PolicyError(f"{path}: every number needs its reason")
    return value["value"]
