"""The policy: every arguable number of the bank as one validated, versioned model; the data with reasons lies in
`policy/*.yaml`.

In the file each number is `{value, reason}` (with `unit` and `source` where they help); here it is the plain value. A
file may name a `base`
and override some numbers, each with its own reason.
"""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import Field, IPvAnyNetwork, model_validator

from models.account import Limits
from models.after_opening import Reviews
from models.base import Fact
from models.durations import Span, SpanText, span
from models.findings import Tier
from models.papers import EntityKind
from models.people import Role
from models.products import Product
from models.proofs import Proof
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
    """How long the case waits for the customer or for the clock.

    `filing_remind` is when a person hears of a same-day filing that is not in yet; None in a case from before it.
    """

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
    filing_remind: SpanText | None = None
    extended_review: SpanText
    extensions: int = Field(ge=1)
    report_valid: SpanText
    attestation_valid: SpanText


class Outside(Fact):
    """How the outside world is asked: time limit of one call, tries before the case goes to CHECK_PENDING, and the
    pause before it asks again.

    An accepted question's answer is looked for after `answer_pause`, then ever slower up to `answer_longest` apart;
    after `answer_wait` its being late is an outage, after `answer_lost` the question is asked anew. A new firm that the
    registry does not know is asked about again on `registry_retries` further days; None in a case from before tries
    were counted, which asks for as long as the firm is new. `finance_officer`: whose phone the firm gives with name and
    identity number is asked about too; a case from before that asks nobody.
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
    answer_pause: SpanText = span("1 s")
    answer_longest: SpanText = span("30 s")
    answer_wait: SpanText = span("5 min")
    answer_lost: SpanText = span("2 h")
    registry_retries: int | None = Field(default=None, ge=1, le=10)
    finance_officer: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        names = ("answer_pause", "answer_longest", "answer_wait", "answer_lost")
        lengths = [getattr(self, name).plain for name in names]
        if None in lengths or lengths[0] == timedelta(0) or lengths != sorted(lengths):
            raise ValueError(f"outside: {', '.join(names)} must rise, in s, min, h or cd")
        return self


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
    """The geofence in metres (process.md step 4): pass, unsure (door plate), stop beyond.

    `device_report`: a device that does not say whether it is an emulator or steered from afar makes a place unsure;
    False in a case from before devices said so.
    """

    near: float
    far: float
    accuracy_good: float
    accuracy_usable: float
    fix_age: SpanText
    photo_far: float
    device_report: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not (0 < self.near < self.far and 0 < self.accuracy_good < self.accuracy_usable):
            raise ValueError("position.near must lie below position.far, and accuracy_good below accuracy_usable")
        return self


class Pictures(Fact):
    """From which measure on a picture is said to be bad (models/pictures.py tells the measures and their units).

    `background_contrast` is from where on the ground under a paper says something; None in a case from before that.
    """

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
    background_contrast: float | None = Field(default=None, gt=0)


class Reading(Fact):
    """When the reader's word is not good enough, and what a file may be and cost before it is one (decision 0011).

    Fields with a default are younger than the first cases; `pictures` is None for a case from before pictures were
    judged, and such a case goes on without. `temporary_card` leaves temporary identity cards to the counter; without
    it they are photographed again.
    """

    confidence: float = Field(gt=0, lt=1)
    max_bytes: int = Field(gt=0)
    max_pixels: int = Field(gt=0)
    max_pages: int = Field(default=4, ge=1, le=20)
    open_seconds: float = Field(default=1.8, gt=0)
    largest_capital_yuan: int = Field(default=10**11, gt=0)
    pictures: Pictures | None = None
    temporary_card: bool = False


class Matching(Fact):
    """When two names may be one (models/rules/name_match.py): scores from 0 to 1, and what each difference takes off.

    `report` is the score from which a match is told; `latin_typo_letters` how long a name must be to bear one, two …
    errors.
    """

    report: float = Field(gt=0, lt=1)
    near_character: float = Field(gt=0, lt=1)
    person_character: float = Field(gt=0, lt=1)
    long_person: int = Field(ge=5)
    region_missing: float = Field(ge=0, lt=1)
    region_differs: float = Field(ge=0, lt=1)
    words_missing: float = Field(ge=0, lt=1)
    words_differ: float = Field(ge=0, lt=1)
    form_differs: float = Field(ge=0, lt=1)
    pinyin: float = Field(gt=0, lt=1)
    pinyin_other_reading: float = Field(gt=0, lt=1)
    pinyin_joined: float = Field(gt=0, lt=1)
    latin_order: float = Field(gt=0, lt=1)
    latin_spacing: float = Field(gt=0, lt=1)
    latin_typo: float = Field(gt=0, lt=1)
    latin_typo_letters: tuple[Annotated[int, Field(ge=8)], ...]
    born_years: int = Field(ge=0)
    born_differs: float = Field(ge=0, lt=1)
    number_differs: float = Field(ge=0, lt=1)

    @model_validator(mode="after")
    def _told(self) -> Self:
        """A name that agrees in pinyin or in other order must reach a person, whatever else is set."""
        if min(self.pinyin, self.pinyin_joined, self.latin_order, self.latin_spacing) < self.report:
            raise ValueError("matching.report must not lie above the scores of pinyin and of another order or spacing")
        return self


class WishBands(Fact):
    """When what the customer wants is more than basic (risk.md 2 B3): a limit above `high_…` is high, from `top_…` on
    it is of the highest row, from `many_tokens` on tokens are many; `at_once` are the cards that are wanted with them.
    """

    high_single_yuan: int = Field(gt=0)
    high_day_yuan: int = Field(gt=0)
    top_single_yuan: int = Field(gt=0)
    top_day_yuan: int = Field(gt=0)
    many_tokens: int = Field(ge=2)
    at_once: tuple[Product, ...]


class Bands(Fact):
    """The tables behind the factors (risk.md 2): each list has four limits, where the scores 1-4 end; beyond is 5.

    `age_days` falls (at least so many days old), the others rise (at most so much). Words are looked for in the
    business scope, the firm's name and the stated purpose. `channel` scores the route itself: all at the counter, by
    video with a visit on site, by video alone; its default is what held before it stood here. `capital_paid`: what the
    registry calls paid is taken off the capital; `capital_trade` are the trades that need one. A case from before them
    weighs the whole capital, and none is a missing one. `wishes` is None for a case from before anybody could wish.
    """

    age_days: tuple[int, int, int, int]
    capital_yuan: tuple[int, int, int, int]
    capital_paid: bool = False
    capital_trade: tuple[str, ...] = ()
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
    channel: tuple[int, int, int] = (1, 2, 3)
    wishes: WishBands | None = None


class FactorWords(Fact):
    """A factor's name in one language, and what the scores 1, 3 and 5 stand for."""

    name: str = Field(min_length=1)
    best: str = Field(min_length=1)
    middle: str = Field(min_length=1)
    worst: str = Field(min_length=1)


class FactorRow(Fact):
    """One row of the factor table (risk.md 2); `soft` is on or near the negative list (rules.md 8)."""

    zh: FactorWords
    en: FactorWords
    soft: bool = False


class Scoring(Fact):
    """The factor table with its weights (sum 100), tier thresholds and the tables the factors use (risk.md 2).

    `factors` is empty for a case from before the table was data: its factors are then told by their ids. `edition` is
    that of the rules behind the factors: a case is scored by the one that it began with, None by the first.
    """

    edition: Literal[2] | None = None
    weights: dict[str, int]
    factors: dict[str, FactorRow] = {}
    missing: int
    r3: float
    r2: float
    r1: float
    bands: Bands


class Measures(Fact):
    """What one tier demands (risk.md 4). Fields with a default are younger than the first cases.

    `products` and `extension` None mean what holds for every tier; `products_wished` is what a tier with products of
    its own signs beside them for who wishes it. `full_interview` None asks all of block C at R2 alone. From which share
    on a person is an owner stands in `owners`.
    """

    reviewers: int = Field(ge=0, le=2)
    risk_reviews: bool
    visit: Literal["always", "waivable"]
    interview: Literal["video", "face_to_face"]
    decides: tuple[Role, ...] = Field(min_length=1, max_length=2)
    approvable: bool
    limits: Limits
    full_interview: bool | None = None
    proofs: tuple[Proof, ...] = ()
    products: tuple[str, ...] | None = None
    products_wished: tuple[Product, ...] = ()
    reviews_after: Reviews | None = None
    quality_percent: int = Field(default=0, ge=0, le=100)
    extension: SpanText | None = None


class Raises(Fact):
    """How many times the tier's row limits may be raised to, by the approval chain (risk.md 5), and how long after the
    opening an account of elevated risk (R2) may first be raised (risk.md 4); None where a case began before that.
    """

    times: int = Field(ge=1)
    elevated_after: SpanText | None = None


class Simplified(Fact):
    """Which kinds of firm may choose a simplified opening, and after how long it is looked at for an upgrade."""

    entities: frozenset[EntityKind]
    upgrade_after: SpanText


class Reader(Fact):
    """Interview rules: how many of block C are asked, and how many wrong ones call RISK.

    `device_report`: a customer's device that tells nothing of itself is flagged; `wrong_stands`: a wrong answer about
    the firm is flagged, and a right one alone takes it back; both are False in a case from before that.
    """

    block_c: int
    c_wrong_to_risk: int
    device_report: bool = False
    wrong_stands: bool = False


class Ages(Fact):
    representative_min: int
    representative_max: int


class Counter(Fact):
    """Slots at one branch (process.md step 8)."""

    slot_minutes: int
    per_slot: int


class Accounts(Fact):
    """What the kinds of account, agents and their letters are held to (rules.md 2, 3, 9).

    `copies_within`, `copies_remind`, `file_within` and `file_remind` in working days, `silent_letter` in calendar days,
    `temporary_years` in years; `letter_original` asks for an agent's letter itself at the counter. `new_number_items`
    are the registry's words for changes that make a new basic-account number, `licence_era_end` is the last day on
    which permits were given out. `filing_note` asks what was corrected before a filing goes out again; `sheet_remind`
    and `sheet_within` are how long a basic account's information sheet may lie, None where nobody is reminded;
    `foreign_branches` lets a foreign company's branch through the entity gate. Fields
    with a default are younger than the first cases.
    """

    temporary_years: int = Field(ge=1, le=2)
    silent_letter: int = Field(ge=1, le=90)
    copies_within: int = Field(ge=1, le=2)
    copies_remind: int = Field(default=1, ge=1, le=2)
    file_within: int = Field(ge=1, le=5)
    file_remind: int = Field(default=1, ge=1, le=5)
    special_refused: tuple[str, ...]
    letter_original: bool = False
    new_number_items: tuple[str, ...] = ()
    licence_era_end: date | None = None
    filing_note: bool = False
    sheet_remind: SpanText | None = None
    sheet_within: SpanText | None = None
    foreign_branches: bool = False


class BeforeOpening(Fact):
    """Registry changes just before the opening that are a red flag (risk.md 6 F09): scope or address in the last
    `recent` calendar days, `representatives` new representatives in the last `window` calendar days.

    None in the policy of a case from before these changes were flagged, which goes on without.
    """

    recent: int = Field(ge=1, le=365)
    representatives: int = Field(ge=2)
    window: int = Field(ge=1, le=366)


class Living(Fact):
    """How soon RISK settles a new list match of an account that is open (rules.md 6): `hard_within` where nobody may
    resolve it, `within` for any other, with a reminder after `remind`.

    None in the policy of a case from before accounts were screened after their opening; it binds no case.
    """

    hard_within: SpanText
    within: SpanText
    remind: SpanText


class RegistryDays(Fact):
    """How old what the registry says may be to weigh on an application (rules.md 4.2, 4.3, 6), in calendar days.

    Less than `new_firm` old a firm is new, less than `name_changed` and `representative_changed` ago a change is
    recent; `core_changes` changes of representative, address or scope within `core_window` are many; more than
    `abnormal_long` on the abnormal list is too long. Up to `too_new` working days the registry may not know a firm yet.
    The defaults serve cases that began before these were data.
    """

    new_firm: int = Field(default=30, ge=1, le=365)
    name_changed: int = Field(default=30, ge=1, le=365)
    representative_changed: int = Field(default=30, ge=1, le=365)
    core_changes: int = Field(default=3, ge=2)
    core_window: int = Field(default=183, ge=1, le=366)
    abnormal_long: int = Field(default=1095, ge=1, le=1096)
    too_new: int = Field(default=3, ge=1, le=3)


class Refusals(Fact):
    """How many different traits bear a refusal by judgement where nothing stops (rules.md 8, local list): never one.

    `known_risk`: a high risk (RF10) is borne only by what is known, never by what was not read or answered, and no
    judgement by an unread picture or by a hard rule that merely holds the case; False in a case from before that. None
    in the policy of a case from before any of this was asked, whose refusals are judged as they were.
    """

    traits: int = Field(ge=2)
    known_risk: bool = False


class VisitPatterns(Fact):
    """What visits of one account manager are looked into for (risk.md 6 F20): signed sooner than `shortest` after the
    check-in, farther than `near_metres` apart and faster than `speed` km/h, photos that differ in at most `photo_bits`
    of 256.
    """

    shortest: SpanText
    speed: float = Field(gt=0)
    near_metres: float = Field(gt=0)
    photo_bits: int = Field(ge=0, le=32)


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
    `parks` are known cluster parks, `networks` are known networks of many, such as our own guests'. More than
    `registry` firms that the registry counts at the address are one too. The defaults serve cases that began before
    anybody counted: where `registry`, `network`, `referrer`, `sequence` or `background` is None, nothing of the kind is
    asked, noted or counted. `network_sharing` are the other firms at most for the scores 1 to 4 of X2,
    `sequence_width` how far two numbers in one bucket can lie apart, `background_bands` how many of the eight bands of
    a picture's hash make two backgrounds one. `circle` is how many firms the longest circle that is looked for has,
    among at most `circle_persons` persons a step; None looks for mutual agents alone.
    """

    address: int = Field(default=10, ge=2)
    registry: int | None = Field(default=None, ge=2)
    phone: int = Field(default=3, ge=2)
    representative: int = Field(default=3, ge=2)
    agent: int = Field(default=3, ge=2)
    batch: int = Field(default=3, ge=2)
    agent_window: SpanText = Span(amount=90, unit="cd")
    ended: frozenset[str] = frozenset()
    parks: tuple[str, ...] = ()
    network: int | None = Field(default=None, ge=2)
    network_window: SpanText = Span(amount=1, unit="cd")
    network_sharing: tuple[int, int, int, int] | None = None
    networks: tuple[IPvAnyNetwork, ...] = ()
    referrer: int | None = Field(default=None, ge=2)
    referrer_window: SpanText = Span(amount=30, unit="cd")
    sequence: int | None = Field(default=None, ge=2)
    sequence_width: int = Field(default=20, ge=2)
    background: int | None = Field(default=None, ge=2)
    background_bands: int = Field(default=5, ge=4, le=8)
    batch_window: SpanText = Span(amount=7, unit="cd")
    circle: int | None = Field(default=None, ge=3, le=8)
    circle_persons: int = Field(default=200, ge=1, le=500)


_YOUNGER_TASKS = {
    TaskKind.DATA_ENTRY: TaskKind.REVIEW,
    TaskKind.SECOND_ENTRY: TaskKind.REVIEW,
    TaskKind.THIRD_ENTRY: TaskKind.REVIEW,
    TaskKind.POLICE_INQUIRY: TaskKind.VISIT,
    TaskKind.TEMPORARY_CARD: TaskKind.SEAL_CARD,
    TaskKind.LIMITS: TaskKind.DECISION,
    TaskKind.SECOND_LIMITS: TaskKind.DECISION,
}
"""Tasks that the first cases did not know, and the one that lends them its time limits there."""


class Policy(Fact):
    """All numbers that were in force for a case; a running case keeps the policy it started with (`matching` is the
    lists' own, which workers read when they load them; None in a case from before it).

    A case that began before central data entry or raises had tasks of their own borrows other tasks' time limits for
    them; `accounts` is None for one that began before papers and rules by kind of account, and such a case goes on
    without; `raises` and `simplified` are None for one that began before them, and there is neither of them there.
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
    matching: Matching | None = None
    scoring: Scoring
    measures: dict[Tier, Measures]
    simplified_limits: Limits
    raises: Raises | None = None
    simplified: Simplified | None = None
    interview: Reader
    ages: Ages
    counter: Counter
    products: tuple[str, ...]
    renewal_soon_days: int
    visit_questions: int
    accounts: Accounts | None = None
    owners: OwnerRules = OwnerRules()
    clusters: Clusters = Clusters()
    before_opening: BeforeOpening | None = None
    living: Living | None = None
    registry: RegistryDays = RegistryDays()
    refusals: Refusals | None = None
    visit_patterns: VisitPatterns | None = None

    @model_validator(mode="before")
    @classmethod
    def _before_these_tasks(cls, given: Any) -> Any:
        tasks = given.get("tasks") if isinstance(given, dict) else None
        if not isinstance(tasks, dict):
            return given
        lent = {kind: tasks[lender] for kind, lender in _YOUNGER_TASKS.items() if lender in tasks}
        return {**given, "tasks": {**lent, **tasks}}

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if missing := set(TaskKind) - set(self.tasks):
            raise ValueError(f"tasks has no time limits for {', '.join(sorted(missing))}")
        if missing_tiers := set(Tier) - set(self.measures):
            raise ValueError(f"measures lacks tier {', '.join(sorted(missing_tiers))}")
        return self


_PARTS = frozenset({"value", "unit", "reason", "source"})


class PolicyNumber(Fact):
    """One number as the file has it: its name, its value, and why; `bare` when it is not written as a number, `strange`
    are the keys beside its value that belong to no number.
    """

    name: str
    value: Any
    bare: bool = False
    unit: str = ""
    reason: str = ""
    source: str = ""
    strange: tuple[str, ...] = ()


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """`base` with the leaves of `over` put in place; names that `base` does not know stay in, also within a leaf, and
    are told by `odd`.
    """
    result = dict(base)
    for name, value in over.items():
        nested = isinstance(value, dict) and "value" not in value and isinstance(base.get(name), dict)
        result[name] = merged(base[name], value) if nested else value
    return result


def plain(tree: dict[str, Any]) -> dict[str, Any]:
    """Strip `{value, reason}` leaves to their values; PolicyError for the first number without a reason."""
    if said := next(odd(tree), None):
        raise PolicyError(said)
    return stripped(tree)


def stripped(tree: dict[str, Any]) -> dict[str, Any]:
    """The values alone, whether or not each has its reason."""
    return {
        name: (value["value"] if "value" in value else stripped(value)) if isinstance(value, dict) else value
        for name, value in tree.items()
    }


def odd(tree: dict[str, Any]) -> Iterator[str]:
    """Every number that is not written as one, or without its reason; every amount without its unit; everything within
    a number that would not be read.
    """
    for number in numbers(tree):
        for part in number.strange:
            yield f"{number.name}.{part}: nobody reads it there; a number has {', '.join(sorted(_PARTS))} and no more"
        if number.bare:
            yield f"{number.name}: write it as {{value: …, reason: …}}"
        elif not number.reason.strip():
            yield f"{number.name}: every number needs its reason"
        elif type(number.value) in (int, float) and not number.unit.strip():
            yield f"{number.name}: every amount needs its unit"


def numbers(tree: dict[str, Any], path: str = "") -> Iterator[PolicyNumber]:
    """Every number of a file with its reason, in the file's order."""
    for name, value in tree.items():
        full = f"{path}{name}"
        if isinstance(value, dict) and "value" not in value:
            yield from numbers(value, f"{full}.")
        elif isinstance(value, dict):
            unit, reason, source = (str(value.get(part) or "") for part in ("unit", "reason", "source"))
            strange = tuple(str(part) for part in value if part not in _PARTS)
            yield PolicyNumber(
                name=full, value=value["value"], unit=unit, reason=reason, source=source, strange=strange
            )
        elif full != "version":
            yield PolicyNumber(name=full, value=value, bare=True)
