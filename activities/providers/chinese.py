"""What is known of Chinese characters: simplified forms from OpenCC, readings from pypinyin (no network, no model)."""

import unicodedata
from functools import cache

from opencc import OpenCC
from pypinyin.pinyin_dict import pinyin_dict

from models.rules.name_forms import spelled


class ChineseScript:
    """The Script that name matching asks; answers are remembered, so a list of 100,000 names asks a few thousand."""

    def __init__(self) -> None:
        self._ways = [OpenCC(way) for way in ("t2s", "hk2s")]

    def simplified(self, text: str) -> str:
        for way in self._ways:
            text = str(way.convert(text))
        return text

    def syllables(self, character: str) -> tuple[str, ...]:
        return _syllables(character)


@cache
def _syllables(character: str) -> tuple[str, ...]:
    marked: str = pinyin_dict.get(ord(character), "")
    return tuple(dict.fromkeys(_plain(one) for one in marked.split(",") if one))


def _plain(syllable: str) -> str:
    """Without tone, ü as u: lǚ is LU."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", syllable) if not unicodedata.combining(sign))
    return spelled(bare.upper())
