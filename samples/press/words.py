"""The word lists of words.yaml, by name."""

from pathlib import Path

import yaml

_TEXTS: dict[str, str] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))


def _words(name: str) -> tuple[str, ...]:
    return tuple(_TEXTS[name].split())


SURNAMES = _words("surnames")
COMPOUND_SURNAMES = _words("compound_surnames")
GIVEN = _words("given")
RARE_GIVEN = _words("rare_given")
"""Characters of given names that readers know least."""

TURKIC_FIRST = _words("turkic_first")
TURKIC_LAST = _words("turkic_last")
TIBETAN = _words("tibetan")
MONGOL = _words("mongol")
RUSSIAN_FIRST = _words("russian_first")
RUSSIAN_LAST = _words("russian_last")

FIRM_WORDS = _words("firm_words")
TRADES = _words("trades")
LONG_TRADES = _words("long_trades")
SHOPS = _words("shops")
CROPS = _words("crops")

ROADS = _words("roads")
ESTATES = _words("estates")
PARKS = _words("parks")
VILLAGES = _words("villages")
FAR_COUNTIES = _words("far_counties")
"""Counties that do not exist, in provinces and prefectures that do."""

GENERAL_ITEMS = _words("general_items")
LICENSED_ITEMS = _words("licensed_items")
OLD_ITEMS = _words("old_items")
GENERAL_RIDER = _TEXTS["general_rider"]
LICENSED_RIDER = _TEXTS["licensed_rider"]
OLD_RIDER = _TEXTS["old_rider"]
