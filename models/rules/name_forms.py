"""A name taken apart so that it can be found and compared: script, trade name, region, trade words, legal form.

What a character sounds like and which one is its simplified form comes in as data (`Script`): the tables are large and
belong to a provider.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from typing import Protocol

from models.rules.firm_words import (
    ENGLISH_REGIONS,
    FIRM_MARKS,
    FORMS,
    GENERIC,
    LATIN_FORMS,
    LATIN_GENERIC,
    REGIONS,
)
from models.rules.names import COMPOUND_SURNAMES, as_seen
from models.rules.surnames import own_readings

_HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_ANY_REGION = "|".join(sorted(REGIONS, key=len, reverse=True))
_REGION = re.compile(f"({_ANY_REGION})(?:省|市|特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区)?")
_REGION_BEHIND = re.compile(f"({_ANY_REGION})(?:省|市)?$")
_COUNTY = re.compile(r"(?<=[省市区])[\u4e00-\u9fff]{2,3}?[区县]")
_BRACKETS = str.maketrans("【】〔〕[]{}〖〗《》〈〉「」『』<>", "()" * 10)
_IN_TWO_WORDS = re.compile(
    "|".join(rf"\b{name}\b" for names in ENGLISH_REGIONS.values() for name in names if " " in name)
)
_NEUTRAL = frozenset({"中国"})
_LONGEST_REGION = max(len(region) for region in REGIONS)
_LONGEST_WORD = max(len(word) for word in GENERIC)
MOST_SPELLINGS = 16
"""Characters with several readings multiply; more combinations than that only a name of rare ones has."""

VARIANTS = str.maketrans(
    "峯堃昇甯湧閒翺喆邨犇淼濬徧碁勣崐崑廼敍昺栢梹皐祐鍾龢脩曌囯玊淸靑愼髙戸兪寕鄕郞勲燿煇晧喦麐㑺徳珮"
    "劒濶爗隣澂寳珎悳惪堦楳暎嵒僊皜○〇沢栄艶黙",
    "峰坤升宁涌闲翱哲村奔渺浚遍棋绩昆昆乃叙炳柏槟皋佑钟和修照国玉清青慎高户俞宁乡郎勋耀辉皓岩麟俊德佩"
    "剑阔烨邻澄宝珍德德阶梅映岩仙皓零零泽荣艳默",
)
"""Forms of one character that papers and lists exchange, beyond what simplification covers (异体字)."""


class Script(Protocol):
    """What is known of Chinese characters."""

    def simplified(self, text: str) -> str:
        """Traditional characters as simplified ones."""
        ...

    def syllables(self, character: str) -> tuple[str, ...]:
        """Its readings in pinyin without tones, capitals, Ü as U, the usual one first; empty for no Chinese one."""
        ...

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Name:
    """One name, taken apart. `core` is what tells it apart: a person's whole name, a firm's trade name; `ordered` the
    letters of a Latin one with its words in alphabetical order, `form` the parts of the legal form in one order.
    """

    text: str
    firm: bool
    han: bool
    core: str
    tokens: tuple[str, ...] = ()
    ordered: str = ""
    regions: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    form: str = ""


def is_firm_name(text: str) -> bool:
    """Whether a name ends as only names of units do."""
    plain = normal(text)
    if _HAN.search(plain):
        ends = plain.split("(")[0], plain.replace("(", "").replace(")", "")
        return len(plain) > 3 and any(end.endswith(FIRM_MARKS) for end in ends)
    return bool(set(_tokens(plain)) & (LATIN_FORMS - {"THE", "OF", "AND", "SA", "CO"}))


def normal(text: str) -> str:
    """Half-width, capitals, single spaces, every bracket round; still in the script it was written in."""
    plain = unicodedata.normalize("NFKC", as_seen(text)).upper().translate(_BRACKETS)
    return re.sub(r"\s+", " ", plain).strip()


def parsed(text: str, script: Script, firm: bool | None = None, *, deeper: bool = False) -> Name:
    """The name taken apart; `firm` tells what it names, None lets its ending tell.

    `deeper`: what may be a place is one too, a region behind a Chinese trade name (华兴贸易上海有限公司) and what
    stands in brackets and is no word of a trade (华兴（桐庐）…); a trade name may be made of the same characters.
    """
    plain = normal(text)
    unit = is_firm_name(text) if firm is None else firm
    if not _HAN.search(plain):
        return _latin(plain, unit, places(script))
    whole = re.sub(r"[\s·・•．.‧∙･\-—_,，、\"'“”‘’]", "", script.simplified(plain)).translate(VARIANTS)
    return _han_firm(whole, deeper) if unit else Name(text=whole, firm=False, han=True, core=whole)


def readings(text: str, script: Script, firm: bool | None) -> list[Name]:
    """All that the name may be: a unit's and a person's where nobody says which, each as it stands and taken apart
    deeper where that gives another trade name.
    """
    kinds = (True, False) if firm is None else (firm,)
    found = [parsed(text, script, kind) for kind in kinds]
    deeper = (parsed(text, script, name.firm, deeper=True) for name in found)
    return [*found, *(name for name in deeper if name not in found and _tells_apart(name.core))]


def _tells_apart(core: str) -> bool:
    """Whether what is left of a firm's name is a trade name, and neither a single sign nor the rest of a legal form."""
    return len(core) > 1 and not any(form.startswith(core) for form in FORMS)


# ── Chinese firms ───────────────────────────────────────────────────────────────────────────────────────────────────


def _han_firm(whole: str, deeper: bool) -> Name:
    regions: set[str] = set()
    forms: list[str] = []
    body = _BRACKETED.sub(lambda found: _from_brackets(found[1], regions, forms, deeper), whole)
    body = _without_region(body.replace("(", "").replace(")", ""), regions)
    body = _without_form(body, forms, regions if deeper else None)
    core, words = _without_words(body)
    while deeper and (shorter := _without_region_behind(core, regions)) != core:
        core, more = _without_words(shorter)
        words += more
    kept = frozenset(regions - _NEUTRAL)
    return Name(
        text=whole, firm=True, han=True, core=core, regions=kept, words=frozenset(words), form="".join(sorted(forms))
    )


def _from_brackets(inside: str, regions: set[str], forms: list[str], deeper: bool) -> str:
    """A region or a legal form in brackets is what it is; anything else stays part of the name, or taken apart deeper
    is a place that no list of regions has.
    """
    found = _REGION.fullmatch(inside)
    if found:
        regions.add(found[1])
        return ""
    if inside in FORMS:
        forms.append(inside)
        return ""
    return "" if deeper and inside not in GENERIC else inside


def _without_region(body: str, regions: set[str]) -> str:
    at = 0
    while found := _REGION.match(body, at):
        if len(body) - found.end() < 2:
            break
        regions.add(found[1])
        at = found.end()
    county = _COUNTY.match(body, at)
    return body[county.end() if county else at :]


def _without_region_behind(body: str, regions: set[str]) -> str:
    found = _REGION_BEHIND.search(body, 2)
    if found is None:
        return body
    regions.add(found[1])
    return body[: found.start()]


def _without_form(body: str, forms: list[str], regions: set[str] | None) -> str:
    """Forms go from the end; where regions are asked for they go between them, and before 驻马店 is taken for a 店."""
    while True:
        body = body if regions is None else _without_region_behind(body, regions)
        form = next((form for form in FORMS if body.endswith(form) and len(body) > len(form) + 1), None)
        if form is None:
            return body
        forms.append(form)
        body = body[: -len(form)]


def _without_words(body: str) -> tuple[str, list[str]]:
    """Trade words go from the end, as long as two characters stay: a name of nothing but such words keeps them."""
    words: list[str] = []
    while True:
        sizes = range(min(_LONGEST_WORD, len(body) - 2), 1, -1)
        word = next((body[-size:] for size in sizes if body[-size:] in GENERIC), None)
        if word is None:
            return body, words
        words.append(word)
        body = body[: -len(word)]


# ── other scripts ───────────────────────────────────────────────────────────────────────────────────────────────────


def _tokens(plain: str) -> tuple[str, ...]:
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    return tuple(re.findall(r"\w+", re.sub(r"['’`.]", "", bare)))


@cache
def places(script: Script) -> dict[str, frozenset[str]]:
    """Regions by their pinyin, of which a few share one (苏州, 宿州), and by their English names."""
    found: dict[str, set[str]] = {}
    for region in REGIONS:
        letters = spelled("".join((script.syllables(sign) or (sign,))[0] for sign in region))
        found.setdefault(letters, set()).add(region)
    for region, names in ENGLISH_REGIONS.items():
        for name in names:
            found.setdefault(name.replace(" ", ""), set()).add(region)
    return {letters: frozenset(regions) for letters, regions in found.items()}


def _latin(plain: str, firm: bool, places: dict[str, frozenset[str]]) -> Name:
    tokens = _tokens(_IN_TWO_WORDS.sub(lambda found: found[0].replace(" ", ""), plain) if firm else plain)
    whole = " ".join(tokens)
    if not firm:
        return Name(
            text=whole, firm=False, han=False, core="".join(tokens), tokens=tokens, ordered="".join(sorted(tokens))
        )
    named = tuple(token for token in tokens if token not in LATIN_FORMS)
    rest = tuple(token for token in named if token not in LATIN_GENERIC and spelled(token) not in places) or named
    words = frozenset(named) - frozenset(rest) - frozenset(places)
    regions = frozenset(region for token in named if token not in rest for region in places.get(spelled(token), ()))
    form = " ".join(token for token in tokens if token in LATIN_FORMS)
    return Name(
        text=whole,
        firm=True,
        han=False,
        core="".join(rest),
        tokens=rest,
        ordered="".join(sorted(rest)),
        regions=regions - _NEUTRAL,
        words=words,
        form=form,
    )


# ── sound ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def surname_length(person: str) -> int:
    return 2 if len(person) > 2 and person[:2] in COMPOUND_SURNAMES else 1


def sounds(name: Name, script: Script) -> Iterator[tuple[str, ...]]:
    """The syllables of a Chinese name, one tuple a combination of readings, the usual one first."""
    several = [script.syllables(character) or (character,) for character in name.core]
    size = 0 if name.firm else surname_length(name.core)
    for own in own_readings(name.core[:size]):
        yield from islice(((*own, *given) for given in product(*several[size:])), MOST_SPELLINGS)
    yield from islice(product(*several), MOST_SPELLINGS)


def spelled(text: str) -> str:
    """Pinyin letters in one spelling: V and YU after L or N are U."""
    return text.replace("Ü", "U").replace("V", "U").replace("LYU", "LU").replace("NYU", "NU")


# ── finding ─────────────────────────────────────────────────────────────────────────────────────────────────────────

LOOK_ALIKE = tuple(
    re.findall(
        r"\S+",
        """
    己已巳 未末 土士 日曰 大太犬 千干于 人入八 天夫 田由甲申 贝见 鸟乌 今令 侯候 元无 冈岗 午牛 王玉主
    崇祟 戌戍戊 祥详样 徽微 晴睛 杨扬 清请 诚城成 铭名 治冶 拆折 班斑 辩辨 恒桓 瑞端 亭享 延廷
        """,
    )
)
"""Characters that print, scans and hands confuse."""


@cache
def _shapes() -> dict[int, str]:
    return {ord(one): group[0] for group in LOOK_ALIKE for one in group}


def skeleton(text: str) -> str:
    """The text with every character replaced by the first of those that look like it."""
    return text.translate(_shapes())


def keys(name: Name, script: Script) -> set[str]:
    """What two names that may be one share: at least one of these, or nearly all of their `grams`."""
    found = {f"={name.text}", f"c{name.core}"}
    if name.han:
        found.update(f"p{spelled(''.join(sound))}" for sound in sounds(name, script))
        found.add(f"s{skeleton(name.core)}")
        return found
    found.add(f"t{' '.join(sorted(name.tokens))}")
    turned = (name.tokens[at:] + name.tokens[:at] for at in range(min(len(name.tokens), 4)))
    found.update(f"p{spelled(''.join(tokens))}" for tokens in turned)
    return found


FEWEST_FOR_TYPO, FEWEST_LETTERS = 5, 7
"""Shorter names have no room for a typing error: one sign more or less is another name."""


def grams(name: Name) -> tuple[str, ...]:
    """Pairs of neighbours, for names long enough to bear a typing error; a letter's error spoils two of them."""
    text = name.core if name.han else name.ordered
    if len(text) < (FEWEST_FOR_TYPO if name.han else FEWEST_LETTERS):
        return ()
    return tuple({text[at : at + 2] for at in range(len(text) - 1)})
