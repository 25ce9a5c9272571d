"""What no policy may say: numbers that contradict each other, and numbers looser than the hard rules (rules.md 11).

A running case keeps the policy it started with, so this is asked of files and never of a case.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from models.durations import Span
from models.durations import span as of
from models.policy import Policy
from models.rules import policy_bounds as bounds
from models.rules.factors import GRADES
from models.rules.policy_measures import of_limits, of_measures, of_products
from models.rules.policy_names import of_names
from models.rules.policy_parts import longer, number, part, roughly, shorter, span, spans

NEGATIVE_LIST = frozenset({"C1", "G1", "G2", "G3"})
"""Factors on or near the negative list, which no policy may call hard (risk.md 2, rules.md 8)."""
_NAMED: Mapping[str, tuple[frozenset[str], str]] = {
    "accounts.special_refused": (frozenset({"粮食收购", "棉花收购", "油料收购"}), "R-ACC-06"),
    "accounts.new_number_items": (frozenset({"名称", "法定代表人"}), "R-ACC-09"),
}
"""Words that a list of the policy may add to and not leave out."""
_SWITCHES = (
    "outside.finance_officer", "accounts.letter_original", "position.device_report", "interview.device_report",
    "interview.wrong_flagged",
)  # fmt: skip
"""Rules that only a case from before them may go without."""
_POINT = 4 / 5
"""What one weight adds to the points when its score rises from 1 to 5."""


def problems(policy: Policy) -> tuple[str, ...]:
    """Everything that makes this policy unusable, one sentence each, by the name of the number."""
    return (
        *_of_factors(policy),
        *_of_bands(policy),
        *of_limits(policy),
        *of_products(policy),
        *of_measures(policy),
        *of_names(policy),
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
    if not _rises(bands.channel) or not 1 <= bands.channel[0] <= bands.channel[-1] <= 5:
        yield "scoring.bands.channel: three scores from 1 to 5 that must not fall"
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


# ── never looser than the rules ─────────────────────────────────────────────────────────────────────────────────────


def _of_rules(policy: Policy) -> Iterator[str]:
    yield from _of_numbers(policy)
    yield from _of_spans(policy)
    yield from _of_reminders(policy)
    yield from _of_words_and_switches(policy)


def _of_numbers(policy: Policy) -> Iterator[str]:
    """What a rule rests on; `_left_out` tells what is missing."""
    for name, (most, why) in bounds.MOST.items():
        if (found := number(policy, name)) is not None and found > most:
            yield f"{name}: at most {most:g}, {why}"
    for name, (least, why) in bounds.LEAST.items():
        if (found := number(policy, name)) is not None and found < least:
            yield f"{name}: at least {least:g}, {why}"


def _of_spans(policy: Policy) -> Iterator[str]:
    for name, (text, why) in bounds.LONGEST.items():
        most, found = of(text), span(policy, name)
        if found and longer(found, most.unit, most.amount):
            yield f"{name}: at most {most}, written in {most.unit} ({why})"
    for name, (text, why) in bounds.SHORTEST.items():
        least, found = of(text), span(policy, name)
        if found and shorter(found, least.unit, least.amount):
            yield f"{name}: at least {least}, written in {least.unit} ({why})"
    for name, (text, why) in bounds.RUNNING.items():
        found = span(policy, name)
        if found and (found.plain is None or found.plain > roughly(of(text))):
            yield f"{name}: at most {text}, which run through ({why})"
    for name, length in spans(policy):
        if roughly(length) <= timedelta(0):
            yield f"{name}: a length of nothing; write at least 1 s"
        elif (longest := _longest(name)) and roughly(length) > roughly(of(longest)):
            yield f"{name}: at most {longest}, longer is what nobody hears of"


def _longest(name: str) -> str | None:
    """The longest length for this number, by the longest name that holds it."""
    parts = name.split(".")
    held = (bounds.AT_MOST.get(".".join(parts[:length])) for length in range(len(parts), 0, -1))
    return next((text for text in held if text), None)


def _of_reminders(policy: Policy) -> Iterator[str]:
    for remind, last in bounds.IN_TIME.items():
        early, late = part(policy, remind), part(policy, last)
        if early and late and not _before(early, late):
            yield f"{remind}: nobody is reminded after it was due"


def _before(early: object, late: object) -> bool:
    """Whether a reminder, in days or as a length of the same clock, does not come after what it reminds of; one of the
    same working day comes when that begins.
    """
    if isinstance(early, Span) and isinstance(late, Span):
        same_clock = (early.plain is None) is (late.plain is None)
        return same_clock and (roughly(early) < roughly(late) or (early.unit == late.unit == "wd" and early == late))
    return isinstance(early, int) and isinstance(late, int) and early <= late


def _of_words_and_switches(policy: Policy) -> Iterator[str]:
    for name, (words, rule) in _NAMED.items():
        known = part(policy, name)
        if isinstance(known, Collection) and (left := words - set(known)):
            yield f"{name}: {', '.join(sorted(left))} may not be left out ({rule})"
    for name in _SWITCHES:
        if part(policy, name) is False:
            yield f"{name}: only cases from before this rule go without it"


_YOUNGER = (
    "accounts", "before_opening", "living", "raises", "refusals", "simplified", "visit_patterns",
    "raises.elevated_after", "scoring.bands.home_districts",
    "outside.registry_retries", "scoring.bands.capital_paid", "scoring.bands.capital_trade", "scoring.bands.wishes",
    "clusters.registry", "clusters.network", "clusters.network_sharing", "clusters.referrer", "clusters.sequence",
    "clusters.background", "clusters.circle", "reading.pictures.background_contrast",
)  # fmt: skip


def _left_out(policy: Policy) -> Iterator[str]:
    """Parts that only the stored policy of an older case may lack: without them their rules would be switched off."""
    for name in _YOUNGER:
        if not part(policy, name):
            yield f"{name}: it is left out, which only cases from before it may do"
    accounts = policy.accounts
    if accounts and not (accounts.sheet_remind and accounts.sheet_within):
        yield "accounts.sheet_within: without it nobody hands over the information sheet in time (R-ACC-09)"
    if accounts and not accounts.filing_note:
        yield "accounts.filing_note: what was filed wrongly leaves a trace (R-ACC-12)"
    if not policy.reading.temporary_card:
        yield "reading.temporary_card: only cases from before it settle a temporary card away from the counter (H04)"
