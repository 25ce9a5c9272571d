"""Which names no policy may leave untold: one that a list writes in another usual way always reaches a person
(rules.md 6, H02).
"""

from collections.abc import Iterator, Mapping

from models.policy import Matching, Policy

_USUAL: Mapping[str, str] = {
    "form_differs": "1 - region_missing - words_missing - form_differs - number_differs",
    "words_missing": "pinyin - region_missing - words_missing",
    "region_missing": "latin_spacing - region_missing - words_missing - form_differs",
    "number_differs": "pinyin - number_differs",
    "latin_order": "latin_order - number_differs",
    "latin_spacing": "latin_spacing - number_differs",
    "born_differs": "latin_spacing - born_differs",
    "pinyin_other_reading": "pinyin_other_reading",
    "pinyin_joined": "pinyin_joined",
}
"""What is left of the score of a listed name that leaves its region, trade words or form out, or is written in pinyin,
in another order or spacing, by whoever has another number or year of birth there; by the number to mend.
"""
_SHORT_TRADE_NAME = 2
"""Characters of the shortest trade names, of which one of the same sound or look is still told."""
_LONGEST_WITHOUT_ERROR = 12
"""A Latin name of so many letters bears one error: Latin names are matched loosely and resolved by a person."""
_LONG_PERSON = 8
"""A Chinese name of a person with so many characters is transliterated, and varies in one."""
_FEWEST_YEARS = 1
"""Lists give years of birth that are a year off."""
_KNOWN_BESIDE = ("number_differs", "born_differs")
"""What is taken off last, after everything that the name itself costs (name_match.weighed)."""


def problems(policy: Policy) -> Iterator[str]:
    """Ways of writing a listed name that this policy would pass over in silence."""
    of = policy.matching
    if of is None:
        return
    for name, sum_ in _USUAL.items():
        if not _told(_left(sum_, of), of):
            yield f"matching.{name}: {sum_} is less than report, so a name written like this is never told of (H02)"
    if not _told(1 - of.near_character / _SHORT_TRADE_NAME, of):
        yield "matching.near_character: a trade name with one character of the same sound is never told of (H02)"
    yield from _of_typing_errors(of)
    if of.born_years < _FEWEST_YEARS:
        yield f"matching.born_years: at least {_FEWEST_YEARS}, for lists give years of birth that are a year off (H02)"


def _of_typing_errors(of: Matching) -> Iterator[str]:
    shortest = min(of.latin_typo_letters, default=None)
    if shortest is None or shortest > _LONGEST_WITHOUT_ERROR:
        yield f"matching.latin_typo_letters: {_LONGEST_WITHOUT_ERROR} letters bear one error at the latest (H02)"
    elif not _told(of.latin_spacing - of.latin_typo / shortest, of):
        yield f"matching.latin_typo: an error in {shortest} letters is never told of, as latin_typo_letters says (H02)"
    if of.long_person > _LONG_PERSON:
        yield f"matching.long_person: at most {_LONG_PERSON}; transliterated names vary in a character (H02)"


def _left(sum_: str, of: Matching) -> float:
    """Reckoned step by step as name_match does, so that not even a rounding stands between."""
    first, *less = sum_.split(" - ")
    written: float = sum(getattr(of, name) for name in less if name not in _KNOWN_BESIDE)
    beside: float = sum(getattr(of, name) for name in less if name in _KNOWN_BESIDE)
    whole: float = 1 if first == "1" else getattr(of, first)
    return whole - written - beside


def _told(score: float, of: Matching) -> bool:
    return score >= of.report
