"""What no policy may say of names, words and networks: lists under which a check matches nothing or everything, and
deductions under which a listed name is never told of (rules.md 6).
"""

from collections.abc import Iterator

from models.policy import Matching, Policy
from models.rules.addresses import parts_of
from models.rules.policy_parts import part, texts

_NEEDED = (
    "scoring.bands.industry_trade", "scoring.bands.industry_bad", "scoring.bands.cash_some", "scoring.bands.cash_much",
    "scoring.bands.purpose_many_persons", "scoring.bands.purpose_bad", "scoring.bands.home_names",
    "owners.offshore", "clusters.ended",
)  # fmt: skip
"""Lists of what weighs against a firm: an empty one switches its row off."""
_GOOD = ("industry_good", "industry_plain")
_FEWEST_SIGNS = 2
"""A single character stands in every scope, and would call every business a good one."""
_WIDEST_NETWORK = {4: 8, 6: 32}
_SHORTEST_TRADE_NAME = 2
_SHORTEST_MISTYPED = 10
"""A Latin name of so many letters bears an error."""
_LONGEST_EXACT = 8
"""A Chinese name of so many characters is one that was written by its sound."""


def of_names(policy: Policy) -> Iterator[str]:
    """Everything wrong with words, networks and the matching of names, one sentence each."""
    for path, text in texts(policy.model_dump(mode="json")):
        if not text.strip():
            yield f"{path}: an empty word stands in every text"
    for name in _NEEDED:
        if not part(policy, name):
            yield f"{name}: it is empty, and what it weighs would never weigh"
    for name in _GOOD:
        if short := [word for word in getattr(policy.scoring.bands, name) if len(word.strip()) < _FEWEST_SIGNS]:
            yield f"scoring.bands.{name}: {', '.join(short)} stands in nearly every text; name whole words"
    yield from _of_places(policy)
    if policy.matching:
        yield from _of_matching(policy.matching)


def _of_places(policy: Policy) -> Iterator[str]:
    for park in policy.clusters.parks:
        parts = parts_of(park)
        if not parts.district or len(parts.inside) < _FEWEST_SIGNS:
            yield f"clusters.parks: {park} is a whole region; name the district and the park"
    for network in policy.clusters.networks:
        if network.prefixlen < _WIDEST_NETWORK[network.version]:
            yield f"clusters.networks: {network} is a part of the world; name our own and our partners'"


def _of_matching(matching: Matching) -> Iterator[str]:
    for name, score in _told(matching).items():
        if score < matching.report:
            yield f"matching.{name}: a name written like this would never be told of (H02)"
    letters = matching.latin_typo_letters
    if not letters or letters[0] > _SHORTEST_MISTYPED or list(letters) != sorted(letters):
        yield f"matching.latin_typo_letters: they rise, and {_SHORTEST_MISTYPED} letters bear an error (H02)"
    if matching.long_person > _LONGEST_EXACT:
        yield f"matching.long_person: at most {_LONGEST_EXACT}, longer names are written by their sound (H02)"
    if matching.born_years < 1:
        yield "matching.born_years: lists are a year off, so at least 1 (H02)"


def _told(matching: Matching) -> dict[str, float]:
    """The score of each way in which a listed name that has to be told is written, by the numbers that make it."""
    around = matching.region_missing + matching.words_missing
    written = min(matching.latin_order, matching.latin_spacing)
    first = matching.latin_typo_letters[0] if matching.latin_typo_letters else 1
    return {
        "region_missing, words_missing, form_differs, number_differs": (
            1 - around - matching.form_differs - matching.number_differs
        ),
        "near_character": 1 - matching.near_character / _SHORTEST_TRADE_NAME,
        "pinyin, region_missing, words_missing": matching.pinyin - around,
        "pinyin, number_differs": matching.pinyin - matching.number_differs,
        "pinyin_other_reading": matching.pinyin_other_reading,
        "latin_order, latin_spacing, region_missing, words_missing": written - around,
        "latin_order, latin_spacing, number_differs": written - matching.number_differs,
        "latin_spacing, latin_typo": matching.latin_spacing - matching.latin_typo / first,
    }
