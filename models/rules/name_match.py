"""Whether two names may be one, with a score from 0 to 1 and the reasons (rules.md 6, name matching).

Chinese names of persons agree exactly after normalising; trade names of firms bear a character of the same sound or
look; Latin names are compared by their letters, and Chinese ones with them by pinyin. Trade words, legal forms and
regions alone carry nothing. Every number comes from the policy.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate

from rapidfuzz.distance import OSA

from models.policy import Matching
from models.rules.firm_words import GENERIC, PROVINCES
from models.rules.name_forms import Name, Script, skeleton, sounds, spelled, surname_length

_PROVINCES = frozenset(PROVINCES)
_SHORTEST_PINYIN = 4
"""Fewer letters of pinyin fit hundreds of names."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well two names agree, and why (codes of match_words.py)."""

    score: float
    why: tuple[str, ...] = ()


NONE = Match(0.0)


def compare(one: Name, other: Name, script: Script, policy: Matching) -> Match:
    """The agreement of two names; the order of the two does not matter."""
    if one.text == other.text:
        return Match(1.0, ("NORMALISED",))
    if one.firm != other.firm:
        return NONE
    if one.han and other.han:
        return _han_firms(one, other, script, policy) if one.firm else _han_persons(one, other, script, policy)
    if one.han or other.han:
        han, latin = (one, other) if one.han else (other, one)
        return _in_pinyin(han, latin, script, policy)
    return _latin(one, other, policy)


def errors_borne(name: Name, policy: Matching) -> int:
    """The most signs by which another name that may be this one, mistyped, is longer or shorter."""
    if name.han:
        return 1
    most = len(policy.latin_typo_letters)
    return sum(len(name.core) + most >= least for least in policy.latin_typo_letters)


# ── Chinese with Chinese ────────────────────────────────────────────────────────────────────────────────────────────


def _han_persons(one: Name, other: Name, script: Script, policy: Matching) -> Match:
    """One character of the same sound or look costs a person's name more than a report; long ones bear an error."""
    if min(len(one.core), len(other.core)) >= policy.long_person:
        distance = OSA.distance(one.core, other.core, score_cutoff=1)
        return Match(1 - policy.near_character / len(one.core) * distance, ("TYPO",)) if distance <= 1 else NONE
    changed = _changed(one.core, other.core, script)
    if changed is None or len(changed) != 1:
        return NONE
    return Match(1 - policy.person_character, tuple(changed))


def _han_firms(one: Name, other: Name, script: Script, policy: Matching) -> Match:
    core = _cores(one.core, other.core, script, policy)
    return _around(core, one, other, one.words, other.words, policy) if core.score >= policy.report else core


def _cores(one: str, other: str, script: Script, policy: Matching) -> Match:
    if one == other:
        return Match(1.0, ("TRADE_NAME",))
    longest = max(len(one), len(other))
    changed = _changed(one, other, script)
    if changed:
        return Match(1 - policy.near_character * len(changed) / longest, tuple(dict.fromkeys(changed)))
    distance = OSA.distance(one, other, score_cutoff=1)
    return Match(1 - distance / longest, ("TYPO",)) if distance <= 1 else NONE


def _changed(one: str, other: str, script: Script) -> list[str] | None:
    """Why each pair of unequal characters is still near; None when a pair is not, or the lengths differ."""
    if len(one) != len(other):
        return None
    near = [_near(first, second, script) for first, second in zip(one, other, strict=True) if first != second]
    return None if "" in near else near


def _near(first: str, second: str, script: Script) -> str:
    if skeleton(first) == skeleton(second):
        return "LOOK_ALIKE"
    return "HOMOPHONE" if set(script.syllables(first)) & set(script.syllables(second)) else ""


def _around(
    core: Match, one: Name, other: Name, words: frozenset[str], others: frozenset[str], policy: Matching
) -> Match:
    """The trade name's score less what region, trade words and form take from it."""
    lost = (*_regions(one.regions, other.regions, policy), *_words(words, others, policy))
    if one.form and other.form and one.form != other.form:
        lost = (*lost, (policy.form_differs, "FORM_DIFFERS"))
    return Match(core.score - sum(cost for cost, _ in lost), (*core.why, *(why for _, why in lost)))


def _regions(one: frozenset[str], other: frozenset[str], policy: Matching) -> tuple[tuple[float, str], ...]:
    """A province and a city may be one place, which only a person can tell."""
    if one & other or not (one or other):
        return ()
    levels = one <= _PROVINCES, other <= _PROVINCES
    if not one or not other or levels[0] != levels[1]:
        return ((policy.region_missing, "REGION_MISSING"),)
    return ((policy.region_differs, "REGION_DIFFERS"),)


def _words(one: frozenset[str], other: frozenset[str], policy: Matching) -> tuple[tuple[float, str], ...]:
    if one == other:
        return ()
    if one <= other or other <= one:
        return ((policy.words_missing, "WORDS_MISSING"),)
    return ((policy.words_differ, "WORDS_DIFFER"),)


# ── Chinese with Latin ──────────────────────────────────────────────────────────────────────────────────────────────


def _in_pinyin(han: Name, latin: Name, script: Script, policy: Matching) -> Match:
    if len(latin.core) < _SHORTEST_PINYIN:
        return NONE
    if not han.firm:
        return _person_in_pinyin(han, latin, script, policy)
    for place, sound in enumerate(sounds(han, script)):
        if spelled("".join(sound)) == spelled(latin.core):
            core = Match(policy.pinyin, ("PINYIN",))
            if place:
                core = Match(policy.pinyin_other_reading, ("PINYIN_OTHER_READING",))
            return _around(core, _formless(han), _formless(latin), *_translated(han.words, latin.words), policy)
    return NONE


def _formless(name: Name) -> Name:
    """The legal forms of two languages are not compared."""
    return replace(name, form="")


def _translated(words: frozenset[str], english: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Both sides' trade words, a Chinese one called by the English words that translate it."""
    known = {word: frozenset(GENERIC[word]) & english for word in words}
    covered = frozenset(token for found in known.values() for token in found)
    return words, frozenset(word for word in words if known[word]) | (english - covered)


def _person_in_pinyin(han: Name, latin: Name, script: Script, policy: Matching) -> Match:
    size, letters, best = surname_length(han.core), spelled(latin.core), NONE
    for place, sound in enumerate(sounds(han, script)):
        for order, edge in ((sound, size), ((*sound[size:], *sound[:size]), len(sound) - size)):
            if spelled("".join(order)) == letters:
                found = _spoken(order, edge, latin.tokens, place == 0, policy)
                best = max(best, found, key=lambda match: match.score)
        if best.score >= policy.pinyin:
            break
    return best


def _spoken(order: tuple[str, ...], edge: int, tokens: tuple[str, ...], usual: bool, policy: Matching) -> Match:
    """Of equal letters: the words end where syllables end, one of them at the edge of the surname."""
    written = _written_as("".join(order), tokens)
    if len(tokens) == 1 or written is None:
        return Match(policy.pinyin_joined, ("PINYIN_JOINED",))
    starts, cuts = _ends(order), _ends(written)
    if not set(cuts) <= set(starts) or starts[edge - 1] not in cuts:
        return NONE
    if usual:
        return Match(policy.pinyin, ("PINYIN",))
    return Match(policy.pinyin_other_reading, ("PINYIN_OTHER_READING",))


def _written_as(whole: str, tokens: tuple[str, ...]) -> tuple[str, ...] | None:
    """The words in the spelling of the syllables: LYU is LU, but JUN YU written together is not JUNU."""
    spellings = (tuple(token.replace("V", "U") for token in tokens), tuple(spelled(token) for token in tokens))
    return next((written for written in spellings if "".join(written) == whole), None)


def _ends(parts: Iterable[str]) -> list[int]:
    """Where each part ends in the whole."""
    return list(accumulate(len(part) for part in parts))


# ── Latin with Latin ────────────────────────────────────────────────────────────────────────────────────────────────


def _latin(one: Name, other: Name, policy: Matching) -> Match:
    core = _letters(one, other, policy)
    if not one.firm or core.score < policy.report:
        return core
    return _around(core, one, other, one.words, other.words, policy)


def _letters(one: Name, other: Name, policy: Matching) -> Match:
    if one.tokens == other.tokens:
        return Match(1.0, ("TRADE_NAME",) if one.firm else ("NORMALISED",))
    longest = max(len(one.core), len(other.core))
    allowed = sum(longest >= least for least in policy.latin_typo_letters)
    pairs = ((one.ordered, other.ordered), (one.core, other.core))
    distance = min(OSA.distance(*pair, score_cutoff=allowed) for pair in pairs)
    if distance == 0:
        if sorted(one.tokens) == sorted(other.tokens):
            return Match(policy.latin_order, ("LATIN_ORDER",))
        return Match(policy.latin_spacing, ("LATIN_SPACING",))
    if distance > allowed:
        return NONE
    return Match(policy.latin_spacing - policy.latin_typo * distance / longest, ("LATIN_TYPO",))


# ── what is known beside the name ───────────────────────────────────────────────────────────────────────────────────

Years = tuple[int, int]
"""First and last year that a birth may lie in."""


def weighed(match: Match, born: int | None, listed: Iterable[Years], numbers_differ: bool, policy: Matching) -> Match:
    """The score with years of birth and numbers taken into account: they lower what is not written alike, and only
    explain what is.
    """
    years = tuple(listed)
    why, score = match.why, match.score
    differs = born is not None and bool(years) and not any(_near_year(born, span, policy) for span in years)
    if differs:
        why = (*why, "BORN_DIFFERS")
    elif born is not None and years:
        why = (*why, "BORN_SAME")
    if numbers_differ:
        why = (*why, "NUMBER_DIFFERS")
    if score < 1:
        score -= policy.born_differs * differs + policy.number_differs * numbers_differ
    return Match(max(score, 0.0), why)


def _near_year(born: int, span: Years, policy: Matching) -> bool:
    return span[0] - policy.born_years <= born <= span[1] + policy.born_years
