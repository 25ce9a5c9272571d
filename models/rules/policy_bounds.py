"""Between what the numbers of a policy may lie: beyond, a check would let everything pass, or a reminder never come.

Where a rule itself names the limit, `policy_sense` holds it; here stands what no bank would mean.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from fnmatch import fnmatchcase
from math import inf

from pydantic import BaseModel

from models.account import Limits
from models.durations import Span, span
from models.policy import Policy
from models.rules.policy_parts import number, part

_ASKED = "beyond, an outside is asked too seldom or pressed without an end"
_FACE = "beyond, no recording and no face would be told from another (H04)"
_UPLOAD = "beyond, one upload may stop the reader"
_PICTURE = "beyond, no picture would be told to be bad, a copy or edited (risk.md 6 F14)"
_CLUSTER = "beyond, no cluster would be seen (risk.md 6 F01-F05)"
_BEFORE = "beyond, no change before the opening would be seen (risk.md 6 F09)"
_VISITS = "beyond, no pattern of visits would be seen (risk.md 6 F20)"
_SCORE = "beyond, every firm would score alike (risk.md 2)"
_NUMBERS: Mapping[str, tuple[float, float, str]] = {
    "waits.supplement_rounds": (1, 10, "after a few rounds a person decides (process.md 4)"),
    "outside.attempts": (1, 20, _ASKED),
    "outside.activation_attempts": (1, 50, _ASKED),
    "outside.pending_quick": (1, 500, _ASKED),
    "faces.accept": (0.2, 0.5, _FACE),
    "faces.detector_score": (0.1, 1, _FACE),
    "faces.video_same_share": (-inf, 0.95, _FACE),
    "faces.video_frozen_share": (0.05, inf, _FACE),
    "faces.video_min_seconds": (-inf, 60, _FACE),
    "faces.sample_fps": (0.5, 10, _FACE),
    "position.photo_far": (1, inf, "a photo's own place is compared with the premises (H08)"),
    "reading.confidence": (0.5, 0.99, "beyond, no reading, or every one, is good enough"),
    "reading.max_bytes": (100_000, 200_000_000, _UPLOAD),
    "reading.max_pixels": (1_000_000, 200_000_000, _UPLOAD),
    "reading.open_seconds": (0.1, 10, _UPLOAD),
    "reading.largest_capital_yuan": (10**9, 10**12, "beyond, a decimal point that was not read is believed"),
    "reading.pictures.edge_width": (0.05, 0.5, _PICTURE),
    "reading.pictures.glare_share": (0.001, 0.2, _PICTURE),
    "reading.pictures.paper_level": (50, 200, _PICTURE),
    "reading.pictures.edge_print": (0.005, 0.2, _PICTURE),
    "reading.pictures.aspect_error": (0, 0.1, _PICTURE),
    "reading.pictures.covered_share": (0.001, 0.1, _PICTURE),
    "reading.pictures.colour": (0.01, 0.2, _PICTURE),
    "reading.pictures.grid_peak": (5, 40, _PICTURE),
    "reading.pictures.smooth_patch": (1, 20, _PICTURE),
    "reading.pictures.background_contrast": (0.5, 20, _CLUSTER),
    "matching.born_years": (-inf, 10, "lists give years of birth that are a year or two off"),
    "scoring.r3": (-inf, 40, _SCORE),
    "scoring.r2": (-inf, 60, _SCORE),
    "scoring.r1": (-inf, 75, _SCORE),
    "scoring.bands.turnover_huge_yuan": (10**6, 10**9, _SCORE),
    "scoring.bands.promise_exempt_yuan": (0, inf, "no capital is smaller"),
    "scoring.bands.purpose_length": (4, 50, _SCORE),
    "scoring.bands.wishes.top_single_yuan": (1, 10**7, _SCORE),
    "scoring.bands.wishes.top_day_yuan": (1, 5 * 10**7, _SCORE),
    "scoring.bands.wishes.many_tokens": (2, 10, _SCORE),
    "interview.block_c": (-inf, 20, "block C has no more questions (H05)"),
    "interview.c_wrong_to_risk": (1, inf, "an answer that is right is nobody's to decide (H05)"),
    "ages.representative_min": (-inf, 30, "whoever is of age may represent a firm"),
    "ages.representative_max": (80, 130, "nobody is older, and beyond a reading error is believed"),
    "counter.slot_minutes": (5, 240, "a visit takes half an hour"),
    "counter.per_slot": (1, 50, "a branch has a few counters for firms"),
    "renewal_soon_days": (30, 366, "a paper that runs out is a reminder before it does (rules.md 9)"),
    "visit_questions": (-inf, 20, "a visit ends (H06)"),
    "clusters.address": (2, 50, _CLUSTER),
    "clusters.registry": (2, 500, _CLUSTER),
    "clusters.phone": (2, 10, _CLUSTER),
    "clusters.representative": (2, 10, _CLUSTER),
    "clusters.agent": (2, 10, _CLUSTER),
    "clusters.batch": (2, 10, _CLUSTER),
    "clusters.network": (2, 100, _CLUSTER),
    "clusters.referrer": (2, 50, _CLUSTER),
    "clusters.sequence": (2, 10, _CLUSTER),
    "clusters.sequence_width": (5, 1_000, _CLUSTER),
    "clusters.background": (2, 10, _CLUSTER),
    "clusters.circle_persons": (20, 500, _CLUSTER),
    "before_opening.recent": (7, 365, _BEFORE),
    "before_opening.representatives": (2, 5, _BEFORE),
    "before_opening.window": (30, 366, _BEFORE),
    "registry.new_firm": (-inf, 90, "the tax office knows an older firm (rules.md 4.2)"),
    "registry.name_changed": (-inf, 90, "the tax data lags by no more (rules.md 4.2)"),
    "registry.representative_changed": (30, inf, "a new representative of the last month is told of (rules.md 4.3)"),
    "registry.core_changes": (2, 10, "beyond, no number of changes is many (rules.md 4.3)"),
    "registry.core_window": (30, 366, "beyond, no number of changes is many (rules.md 4.3)"),
    "refusals.traits": (-inf, 5, "beyond, no judgement would bear a refusal (rules.md 8)"),
    "visit_patterns.speed": (10, 300, _VISITS),
    "visit_patterns.near_metres": (100, 20_000, _VISITS),
    "visit_patterns.photo_bits": (3, 32, _VISITS),
}
"""Least, most, and why; where a rule holds one end, it is open here."""
_BANDS: Mapping[str, tuple[float, float]] = {
    "scoring.bands.age_days": (7, 3_660),
    "scoring.bands.capital_yuan": (0, 10**10),
    "scoring.bands.turnover_ratio": (0, 500),
    "scoring.bands.turnover_yuan": (0, 10**8),
    "scoring.bands.same_address": (0, 1_000),
    "scoring.bands.sharing": (0, 20),
    "scoring.bands.firms_of_representative": (0, 50),
    "scoring.bands.unusual_age": (16, 80),
    "clusters.network_sharing": (0, 200),
}
"""Least and most for every limit of a list."""
_LENGTHS: Mapping[str, tuple[str, str, str]] = {
    "tasks.extended_review.decide": ("1 s", "10 wd", "an extended review is a fortnight at most"),
    "tasks.*.claim": ("1 s", "2 wd", "who is not reminded by then is not reminded in time"),
    "tasks.*.decide": ("1 s", "5 wd", "beyond, nobody hears of what was left undone"),
    "escalation.second": ("1 s", "5 wd", "beyond, nobody hears of what was left undone"),
    "escalation.repeat": ("1 s", "5 wd", "beyond, nobody hears of what was left undone"),
    "escalation.expire": ("1 s", "60 wd", "beyond, an application would lie for ever"),
    "waits.draft": ("1 s", "90 cd", "an abandoned draft holds personal data for nothing"),
    "waits.supplement": ("1 s", "30 wd", "beyond, an application would lie for ever"),
    "waits.interview_link": ("1 s", "7 cd", "a link is a key"),
    "waits.counter_late": ("1 s", "1 cd", "beyond, a slot would be kept for nobody"),
    "waits.counter_target": ("1 s", "1 cd", "a customer stands at the counter"),
    "waits.counter_alarm": ("1 s", "1 cd", "a customer stands at the counter"),
    "waits.filing_by": ("1 s", "24 h", "a filing goes in on the opening day (R-ACC-11)"),
    "outside.call": ("1 s", "5 min", _ASKED),
    "outside.first_pause": ("1 s", "10 min", _ASKED),
    "outside.longest_pause": ("1 s", "1 cd", _ASKED),
    "outside.pending_retry": ("1 s", "1 cd", _ASKED),
    "outside.pending_longest": ("1 s", "2 cd", _ASKED),
    "outside.pending_task": ("1 s", "5 wd", "beyond, no person looks at an outage"),
    "outside.answer_lost": ("1 s", "3 cd", _ASKED),
    "simplified.upgrade_after": ("1 cd", "730 cd", "a simplified account is looked at again (risk.md 5)"),
    "raises.elevated_after": ("1 cd", "730 cd", "an account of elevated risk is looked at again (risk.md 4)"),
    "accounts.sheet_remind": ("1 s", "5 wd", "the sheet is handed over in time (R-ACC-09)"),
    "accounts.sheet_within": ("1 s", "5 wd", "the sheet is handed over in time (R-ACC-09)"),
    "clusters.agent_window": ("30 cd", "3660 cd", _CLUSTER),
    "clusters.network_window": ("1 h", "366 cd", _CLUSTER),
    "clusters.referrer_window": ("7 cd", "3660 cd", _CLUSTER),
    "clusters.batch_window": ("1 cd", "366 cd", _CLUSTER),
    "visit_patterns.shortest": ("1 min", "2 h", _VISITS),
}
"""Shortest, longest, and why; the first name that fits leads. The demo's clock has seconds for hours."""
_REMINDED: Mapping[str, str] = {
    "waits.supplement_remind": "waits.supplement",
    "waits.pre_opened_remind": "waits.pre_opened",
    "waits.filing_remind": "waits.filing_by",
    "accounts.sheet_remind": "accounts.sheet_within",
    "waits.counter_target": "waits.counter_alarm",
}
"""What comes first, and what it has to come before."""
_ROUGHLY = {"wh": timedelta(hours=3), "wd": timedelta(hours=36)}
"""How long business time is at most in an ordinary week."""
_LARGEST_ROW = Limits(
    single=10**9, per_day=5 * 10**9, count_per_day=2_000, per_month=5 * 10**10, to_persons_per_day=5 * 10**9, tokens=20
)
"""Some ten times the highest row of risk.md 5, in cents: beyond it a limit limits nothing."""
_DAYS_OF_A_MONTH = 31


def problems(policy: Policy) -> Iterator[str]:
    """Numbers and lengths of time that no bank would mean, one sentence each."""
    for name, (least, most, why) in _NUMBERS.items():
        if not least <= number(policy, name, max(least, 0)) <= most:
            yield f"{name}: {_between(least, most)}; {why}"
    for name, (low, high) in _BANDS.items():
        limits = part(policy, name)
        if isinstance(limits, Sequence) and not all(low <= limit <= high for limit in limits):
            yield f"{name}: every limit from {low:g} to {high:g}; {_SCORE}"
    yield from _of_lengths(policy)
    yield from _of_reminders(policy)
    for tier, measures in policy.measures.items():
        yield from _of_row(f"measures.{tier}.limits", measures.limits)
    yield from _of_row("simplified_limits", policy.simplified_limits)


def _between(least: float, most: float) -> str:
    if most == inf:
        return f"at least {least:g}"
    return f"at most {most:g}" if least == -inf else f"from {least:g} to {most:g}"


def _of_row(name: str, row: Limits) -> Iterator[str]:
    """Limits that contradict each other, or limit nothing."""
    if not row.rising:
        yield f"{name}: single, per_day and per_month must rise"
    if min(row.model_dump().values()) < 0:
        yield f"{name}: no limit is negative; 0 is at the counter only"
    if row.to_persons_per_day > row.per_day:
        yield f"{name}.to_persons_per_day: what persons are paid in a day lies within per_day"
    if row.per_month > _DAYS_OF_A_MONTH * row.per_day:
        yield f"{name}.per_month: a month has {_DAYS_OF_A_MONTH} days of per_day, and more limits nothing"
    for column, most in _LARGEST_ROW.model_dump().items():
        if getattr(row, column) > most:
            yield f"{name}.{column}: at most {most}, ten times the highest row (H11)"


# ── lengths of time ─────────────────────────────────────────────────────────────────────────────────────────────────


def _of_lengths(policy: Policy) -> Iterator[str]:
    for name, length in _lengths("", policy):
        row = next((row for pattern, row in _LENGTHS.items() if fnmatchcase(name, pattern)), None)
        if length.amount == 0:
            yield f"{name}: a length of time is at least 1 {length.unit}"
        elif row and not _roughly(span(row[0])) <= _roughly(length) <= _roughly(span(row[1])):
            yield f"{name}: from {row[0]} to {row[1]}; {row[2]}"


def _lengths(name: str, found: object) -> Iterator[tuple[str, Span]]:
    """Every length of time in the policy by its name, those of a list by the list's."""
    if isinstance(found, Span):
        yield name, found
    elif isinstance(found, BaseModel):
        for field in type(found).model_fields:
            yield from _lengths(f"{name}.{field}".lstrip("."), getattr(found, field))
    elif isinstance(found, Mapping):
        for key, value in found.items():
            yield from _lengths(f"{name}.{key}", value)
    elif isinstance(found, tuple):
        for value in found:
            yield from _lengths(name, value)


def _of_reminders(policy: Policy) -> Iterator[str]:
    for first, then in _REMINDED.items():
        end = part(policy, then)
        reminders = [length for _, length in _lengths(first, part(policy, first))]
        if part(policy, first) == ():
            yield f"{first}: without any, nobody is reminded"
        if isinstance(end, Span) and any(_roughly(reminder) >= _roughly(end) for reminder in reminders):
            yield f"{first}: it comes before {then}, or nobody hears of it"


def _roughly(length: Span) -> timedelta:
    return length.plain or _ROUGHLY.get(length.unit, timedelta(0)) * length.amount
