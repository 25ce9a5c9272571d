"""What no policy may say: numbers that contradict each other, and numbers looser than the hard rules (rules.md 11).

A running case keeps the policy it started with, so this is asked of files and never of a case.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from models.durations import Span
from models.findings import Tier
from models.policy import Policy
from models.rules import limits, policy_bounds, policy_measures, policy_names, policy_words
from models.rules.factors import GRADES
from models.rules.hard_rules import LONGEST_VALID
from models.rules.policy_measures import LONGEST_EXTENSION
from models.rules.policy_parts import longer, number, part
from models.rules.tiers import ORDER

NEGATIVE_LIST = frozenset({"C1", "G1", "G2", "G3"})
"""Factors on or near the negative list, which no policy may call hard (risk.md 2, rules.md 8)."""
_SOONEST = timedelta(hours=24)
"""Within a day at most what nobody may resolve is acted on (rules.md 6, at once)."""
_FEWEST_QUESTIONS, _FEWEST_OF_BLOCK_C, _OF_AGE = 4, 3, 18
_WIDEST_OWNER_PERCENT = 25
_LONGEST_REPORT = 30
"""Working days until a difference from the owners' filing is reported (rules.md 7.2)."""
_HELD_DOWN = {"simplified.upgrade_after": "risk.md 5", "raises.elevated_after": "risk.md 4"}
_LEAST_DAYS = 90
"""Calendar days at least with the lower limits of a simplified opening, and with those of elevated risk."""
_WIDEST_PLACE = {"near": 300, "far": 1_000, "accuracy_good": 100, "accuracy_usable": 500, "photo_far": 1_000}
"""Metres by number of `position` (process.md step 4): a geofence as wide as a city would stop nobody."""
_PERMITS_DROPPED = date(2019, 1, 1)
"""The year in which province by province the permit was dropped (rules.md 1 ACC19)."""
_FARTHEST_FACE = 0.6
"""From this distance on the face model itself speaks of two people."""
_FEWEST_SAME_SECONDS = 0.5
_OLDEST_FIX = timedelta(minutes=5)
"""A fix that is older may be one that somebody saved elsewhere (H08)."""
_MOST: Mapping[str, tuple[float, str]] = {
    "waits.extensions": (2, "an extended review is renewed once (process.md 4)"),
    "interview.c_wrong_to_risk": (2, "two wrong answers of block C are RISK's to decide (H05)"),
    "accounts.silent_letter": (90, "a letter that names no period holds for 90 days (H09)"),
    "accounts.copies_within": (2, "the copies are due in two working days (R-ACC-11)"),
    "accounts.file_within": (5, "a filing is due in five working days at most (R-ACC-11)"),
    "owners.unknown": (10, "a larger unknown layer is an incomplete chain (H10)"),
    "owners.control": (50, "more than half of the votes is control (H10)"),
    "owners.tolerance": (3, "more than a rounding or a small transfer is a difference to report (rules.md 7.2)"),
    "scoring.bands.promise_exempt_yuan": (10_000_000, "a promise replaces no larger firm's filing (rules.md 7.2)"),
    "faces.video_frozen_share": (0.8, "a still picture would pass as a person (H04)"),
}
_LEAST: Mapping[str, tuple[float, str]] = {
    "refusals.traits": (2, "no single trait bears a refusal (rules.md 8)"),
    "faces.video_min_seconds": (1, "a single frame proves nobody (H04)"),
}
_SWITCHES = (
    "outside.finance_officer", "accounts.letter_original", "position.device_report", "interview.device_report",
    "interview.wrong_stands",
    "refusals.known_risk",
)  # fmt: skip
"""Rules that only a case from before them may go without."""
_POINT = 4 / 5
"""What one weight adds to the points when its score rises from 1 to 5."""


def problems(policy: Policy) -> tuple[str, ...]:
    """Everything that makes this policy unusable, one sentence each, by the name of the number."""
    return (
        *_of_factors(policy),
        *_of_bands(policy),
        *_of_limits(policy),
        *policy_bounds.problems(policy),
        *policy_measures.problems(policy),
        *policy_names.problems(policy),
        *policy_words.problems(policy),
        *_of_rules(policy),
        *_left_out(policy),
    )


def outdated(policy: Policy, today: date) -> tuple[str, ...]:
    """What is out of date: a calendar that has ended guesses holidays from weekends alone."""
    if policy.calendar.known_until >= today:
        return ()
    return (f"calendar.known_until: the holidays end on {policy.calendar.known_until}; add the next year's days",)


# ── score ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_factors(policy: Policy) -> Iterator[str]:
    scoring = policy.scoring
    if (total := sum(scoring.weights.values())) != 100:
        yield f"scoring.weights: they must add up to 100, they add up to {total}"
    if not 20 < scoring.r3 < scoring.r2 < scoring.r1 < 100:
        yield "scoring.r3, r2, r1: the thresholds must rise, from above 20 to below 100"
    for name, known in (("weights", scoring.weights), ("factors", scoring.factors)):
        if odd := set(known) ^ set(GRADES):
            yield f"scoring.{name}: {', '.join(sorted(odd))} is missing, or no factor that anybody can score"
    for factor in sorted(NEGATIVE_LIST & set(scoring.factors)):
        if not scoring.factors[factor].soft:
            yield f"scoring.factors.{factor}: it is on the negative list and stays soft"
    if not 3 <= scoring.missing <= 5:
        yield "scoring.missing: an unknown factor is never read as good, so it scores 3 to 5"
    yield from _of_weights(policy)


def _of_weights(policy: Policy) -> Iterator[str]:
    scoring = policy.scoring
    narrowest = min(scoring.r2 - scoring.r3, scoring.r1 - scoring.r2)
    for factor, weight in scoring.weights.items():
        if weight < 0:
            yield f"scoring.weights.{factor}: a weight is not negative, or a worse score would lower the points"
        if weight * _POINT > narrowest or 20 + weight * _POINT >= scoring.r2:
            yield f"scoring.weights.{factor}: alone it would move a firm by more than one tier"
    soft = sum(scoring.weights.get(name, 0) for name, row in scoring.factors.items() if row.soft)
    if 20 + soft * _POINT >= scoring.r2:
        yield "scoring.weights: the soft factors together would move a firm by more than one tier"


_RISING = (
    "capital_yuan", "turnover_ratio", "turnover_yuan", "same_address", "sharing", "firms_of_representative",
)  # fmt: skip


def _of_bands(policy: Policy) -> Iterator[str]:
    bands = policy.scoring.bands
    if not _rises(tuple(reversed(bands.age_days))):
        yield "scoring.bands.age_days: the four limits must fall"
    for name in _RISING:
        if not _rises(getattr(bands, name)):
            yield f"scoring.bands.{name}: the four limits must not fall"
    if not (1 <= bands.channel[0] < bands.channel[1] < bands.channel[2] <= 5):
        yield "scoring.bands.channel: the three scores must rise, from 1 at least to 5 at most"
    if not _rises(policy.clusters.network_sharing or ()):
        yield "clusters.network_sharing: the four limits must not fall"
    (low, high), (lowest, highest) = bands.usual_age, bands.unusual_age
    if not lowest <= low <= high <= highest:
        yield "scoring.bands.usual_age: it must lie within unusual_age"
    if (wishes := bands.wishes) and wishes.high_single_yuan > wishes.top_single_yuan:
        yield "scoring.bands.wishes.high_single_yuan: a high limit lies below the highest row"
    if wishes and wishes.high_day_yuan > wishes.top_day_yuan:
        yield "scoring.bands.wishes.high_day_yuan: a high limit lies below the highest row"


def _rises(limits: Sequence[float]) -> bool:
    return all(low <= high for low, high in pairwise(limits))


# ── limits ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_limits(policy: Policy) -> Iterator[str]:
    for better, worse in pairwise(ORDER):
        for column in limits.exceeds(policy.measures[worse].limits, policy.measures[better].limits):
            yield f"measures.{worse}.limits.{column}: it is above {better}'s, but limits fall with the tier"
    for tier in (Tier.R1, Tier.P):
        if any(policy.measures[tier].limits.model_dump().values()):
            yield f"measures.{tier}.limits: this tier pays at the counter only, so all are 0 (H11)"
    for column in limits.exceeds(policy.simplified_limits, policy.measures[Tier.R4].limits):
        yield f"simplified_limits.{column}: a simplified opening never gets more than the lowest risk"
    if policy.raises and policy.raises.times > limits.FARTHEST:
        yield f"raises.times: a raise goes to {limits.FARTHEST} times the tier's row at most (H11)"
    for name, rule in _HELD_DOWN.items():
        after = part(policy, name)
        if isinstance(after, Span) and (after.unit != "cd" or after.amount < _LEAST_DAYS):
            yield f"{name}: at least {_LEAST_DAYS} cd, written in cd ({rule})"


# ── never looser than the rules ─────────────────────────────────────────────────────────────────────────────────────


def _of_rules(policy: Policy) -> Iterator[str]:
    days = LONGEST_VALID // timedelta(days=1)
    for name, rule in (("report_valid", "H06"), ("attestation_valid", "H05")):
        if longer(getattr(policy.waits, name), "cd", days):
            yield f"waits.{name}: at most {days} cd, written in cd ({rule})"
    if longer(policy.waits.extended_review, "wd", LONGEST_EXTENSION):
        yield f"waits.extended_review: at most {LONGEST_EXTENSION} wd, written in wd"
    holidays = policy.calendar.holidays
    if holidays and policy.calendar.known_until.year > max(holidays).year:
        yield "calendar.known_until: the year has no holiday in the table, so its days are not known (formats.md 8)"
    if policy.visit_questions < _FEWEST_QUESTIONS:
        yield f"visit_questions: the cloud-branch teller asks at least {_FEWEST_QUESTIONS} (H06)"
    if policy.interview.block_c < _FEWEST_OF_BLOCK_C:
        yield f"interview.block_c: at least {_FEWEST_OF_BLOCK_C} of block C are asked (H05)"
    if policy.ages.representative_min < _OF_AGE:
        yield f"ages.representative_min: minors represent no firm, so at least {_OF_AGE}"
    yield from _of_numbers(policy)
    yield from _of_filing(policy)
    yield from _of_owners(policy)
    yield from _of_living(policy)
    yield from _of_presence(policy)


def _of_numbers(policy: Policy) -> Iterator[str]:
    """What a hard rule or the negative list rests on; `_left_out` tells what is missing."""
    for name, (most, why) in _MOST.items():
        if number(policy, name, most) > most:
            yield f"{name}: at most {most}, {why}"
    for name, (least, why) in _LEAST.items():
        if number(policy, name, least) < least:
            yield f"{name}: at least {least}, {why}"
    yield from _of_switches(policy)


def _of_switches(policy: Policy) -> Iterator[str]:
    for name in _SWITCHES:
        if part(policy, name) is False:
            yield f"{name}: only cases from before this rule go without it"


def _of_filing(policy: Policy) -> Iterator[str]:
    accounts = policy.accounts
    if accounts and accounts.copies_remind > accounts.copies_within:
        yield "accounts.copies_remind: nobody is reminded after the copies were due (R-ACC-11)"
    if accounts and accounts.file_remind > accounts.file_within:
        yield "accounts.file_remind: nobody is reminded after the filing was due (R-ACC-11)"
    if accounts and accounts.licence_era_end and accounts.licence_era_end < _PERMITS_DROPPED:
        yield f"accounts.licence_era_end: not before {_PERMITS_DROPPED}; older firms hand their permit back (R-ACC-14)"


def _of_owners(policy: Policy) -> Iterator[str]:
    owners = policy.owners
    if owners.threshold > _WIDEST_OWNER_PERCENT:
        yield f"owners.threshold: an owner is whoever holds {_WIDEST_OWNER_PERCENT} % or more, never later"
    if longer(owners.report_within, "wd", _LONGEST_REPORT):
        yield f"owners.report_within: at most {_LONGEST_REPORT} wd, written in wd (rules.md 7.2)"
    if longer(owners.report_remind, "wd", owners.report_within.amount - 1):
        yield "owners.report_remind: in working days, before the report is due (rules.md 7.2)"


def _of_living(policy: Policy) -> Iterator[str]:
    living = policy.living
    if living is None:
        return
    if living.hard_within.plain is None or living.hard_within.plain > _SOONEST:
        yield f"living.hard_within: at most {_SOONEST} that run through: a mandatory list stops service at once (H02)"
    if longer(living.within, "wd", LONGEST_EXTENSION) or longer(living.remind, "wd", living.within.amount):
        yield f"living.within, remind: in working days, at most {LONGEST_EXTENSION}, and the reminder not after it"


def _of_presence(policy: Policy) -> Iterator[str]:
    """Where somebody was and who it was: with loose numbers a check-in from anywhere by anybody would pass."""
    for name, most in _WIDEST_PLACE.items():
        if getattr(policy.position, name) > most:
            yield f"position.{name}: at most {most} m (H08)"
    if policy.position.fix_age.plain is None or policy.position.fix_age.plain > _OLDEST_FIX:
        yield f"position.fix_age: at most {_OLDEST_FIX} that run through (H08)"
    if policy.faces.reject > _FARTHEST_FACE:
        yield f"faces.reject: at most {_FARTHEST_FACE}; beyond it is another face (H04, H08)"
    if policy.faces.video_same_share <= _FEWEST_SAME_SECONDS:
        yield f"faces.video_same_share: above {_FEWEST_SAME_SECONDS}, most seconds show the person (H04)"


_YOUNGER = (
    "accounts", "before_opening", "living", "raises", "refusals", "simplified", "visit_patterns",
    "outside.registry_retries", "scoring.bands.capital_paid", "scoring.bands.capital_trade", "scoring.bands.wishes",
    "clusters.registry", "clusters.network", "clusters.network_sharing", "clusters.referrer", "clusters.sequence",
    "clusters.background", "clusters.circle", "reading.pictures.background_contrast",
    "waits.filing_remind", "raises.elevated_after", "scoring.edition",
)  # fmt: skip


def _left_out(policy: Policy) -> Iterator[str]:
    """Parts that only the stored policy of an older case may lack: without them their rules would be switched off."""
    for name in _YOUNGER:
        if not part(policy, name):
            yield f"{name}: it is left out, which only cases from before it may do"
    accounts = policy.accounts
    if accounts and not (accounts.sheet_remind and accounts.sheet_within):
        yield "accounts.sheet_within: without it nobody hands over the information sheet in time (R-ACC-09)"
    if accounts and accounts.licence_era_end is None:
        yield "accounts.licence_era_end: without it no older firm hands its permit back (R-ACC-14)"
    if accounts and not accounts.filing_note:
        yield "accounts.filing_note: what was filed wrongly leaves a trace (R-ACC-12)"
    if not policy.reading.temporary_card:
        yield "reading.temporary_card: only cases from before it settle a temporary card away from the counter (H04)"
