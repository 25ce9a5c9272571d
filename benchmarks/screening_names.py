"""Invented names for lists, and the ways in which they are written otherwise or are another's."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from opencc import OpenCC

from activities.providers.chinese import ChineseScript
from models.rules.firm_words import CITIES, GENERIC
from models.rules.surnames import own_readings

WORDS = {
    name: text.split()
    for name, text in yaml.safe_load(Path("samples/press/words.yaml").read_text("utf-8")).items()
    if isinstance(text, str)
}
SCRIPT = ChineseScript()
TRADITIONAL = OpenCC("s2t")
SURNAMES, COMPOUND = WORDS["surnames"][:96], WORDS["compound_surnames"]
RARE = list("仇单解查区朴任曾盖缪乐员翟覃尉")
GIVEN = [*WORDS["given"], *WORDS["rare_given"]]
MORE = "诚信恒盛华丰源通达顺腾飞宏博雅美康乐新光中天东海金石玉林"
TRADE = sorted({sign for word in WORDS["firm_words"] for sign in word} | set(MORE))
TRADES = (
    *("科技", "贸易", "商贸", "实业", "信息技术", "电子科技", "物流", "机械设备", "建筑工程", "文化传播"),
    *("国际贸易", "咨询服务", "网络科技"),
)
FORMS = ("有限公司", "有限责任公司", "股份有限公司")
FOREIGN = tuple(
    re.findall(
        r"\S+",
        """
    AHMED ALI HASSAN IBRAHIM KHALID OMAR YUSUF SERGEI IVANOV PETROV DMITRI OLEG MARIA GARCIA LOPEZ MOHAMMAD REZA
    HOSSEIN KARIM NASSER FAROUK SALIM RASHID TARIQ JAMAL HAMID ANDREI MIKHAIL VIKTOR PAVEL BORIS ALEKSEI NIKOLAI
    SOKOLOV POPOV MOROZOV VOLKOV CARLOS JORGE LUIS FERNANDO SANCHEZ RAMIREZ TORRES RIVERA GOMEZ HERNANDEZ MARTIN
    SCHNEIDER WEBER KOVACS NAGY HORVAT NOVAK JANKOVIC PETROVIC OKAFOR ADEYEMI MENSAH DIALLO TRAORE NGUYEN PHAM SANTOS
        """,
    )
)


@dataclass(frozen=True, slots=True)
class Invented:
    """A name as listed; `chinese` is it in characters, where it has some."""

    listed: str
    firm: bool
    chinese: str = ""
    parts: tuple[str, ...] = ()
    number: str = ""


def invented(dice: random.Random, count: int) -> Iterator[Invented]:
    for n in range(count):
        draw = dice.random()
        number = f"P{dice.randrange(10**8):08}{n % 10}" if dice.random() < 0.5 else ""
        if draw < 0.45:
            parts = person(dice)
            yield Invented("".join(parts), False, "".join(parts), parts, number)
        elif draw < 0.8:
            named = firm(dice)
            yield Invented("".join(named), True, "".join(named), named, number)
        elif draw < 0.9:
            parts = person(dice)
            yield Invented(pinyin(parts), False, "", parts, number)
        else:
            yield Invented(" ".join(dice.sample(FOREIGN, 3)), False, "", (), number)


def person(dice: random.Random) -> tuple[str, str]:
    pool = dice.choices((SURNAMES, RARE, COMPOUND), (90, 6, 4))[0]
    surname = pool[min(int(dice.expovariate(6 / len(pool))), len(pool) - 1)]
    return surname, "".join(dice.sample(GIVEN, dice.choices((1, 2), (20, 80))[0]))


def firm(dice: random.Random) -> tuple[str, str, str, str]:
    trade_name = "".join(dice.sample(TRADE, dice.choices((2, 3, 4), (55, 25, 20))[0]))
    return dice.choice(CITIES), trade_name, dice.choice(TRADES), dice.choices(FORMS, (85, 8, 7))[0]


def pinyin(parts: tuple[str, ...], order: str = "surname given") -> str:
    own = own_readings(parts[0])
    surname = "".join(own[0] if own else [SCRIPT.syllables(sign)[0] for sign in parts[0]])
    given = "".join(SCRIPT.syllables(sign)[0] for sign in parts[1])
    return f"{surname} {given}" if order == "surname given" else f"{given} {surname}"


Change = Callable[[Invented, random.Random], str | None]
"""Another writing of a listed name, or a near name; None where it cannot be made."""


def of_persons(change: Callable[[tuple[str, ...], random.Random], str | None]) -> Change:
    return lambda one, dice: change(one.parts, dice) if one.chinese and not one.firm else None


def of_firms(change: Callable[[tuple[str, ...], random.Random], str | None]) -> Change:
    return lambda one, dice: change(one.parts, dice) if one.chinese and one.firm else None


def of_pinyin(change: Callable[[tuple[str, ...], random.Random], str | None]) -> Change:
    return lambda one, dice: change(one.parts, dice) if one.parts and not one.chinese else None


def spaced(one: Invented, dice: random.Random) -> str | None:
    return "".join(sign + dice.choice(("", " ", "\u3000")) for sign in one.chinese) if one.chinese else None


def traditional(one: Invented, dice: random.Random) -> str | None:
    return str(TRADITIONAL.convert(one.chinese)) if one.chinese else None


def other_sound(sign: str, dice: random.Random, pool: list[str]) -> str | None:
    mine = SCRIPT.syllables(sign)[0]
    same = [other for other in pool if other != sign and SCRIPT.syllables(other)[:1] == (mine,)]
    return dice.choice(same) if same else None


def trade_name_homophone(parts: tuple[str, ...], dice: random.Random) -> str | None:
    at = dice.randrange(len(parts[1]))
    other = other_sound(parts[1][at], dice, TRADE)
    return other and "".join((parts[0], parts[1][:at] + other + parts[1][at + 1 :], *parts[2:]))


def person_homophone(parts: tuple[str, ...], dice: random.Random) -> str | None:
    at = dice.randrange(len(parts[1]))
    other = other_sound(parts[1][at], dice, GIVEN)
    return other and parts[0] + parts[1][:at] + other + parts[1][at + 1 :]


def other_character(parts: tuple[str, ...], dice: random.Random) -> str | None:
    at, other = dice.randrange(len(parts[1])), dice.choice(GIVEN)
    unlike = not set(SCRIPT.syllables(other)) & set(SCRIPT.syllables(parts[1][at]))
    return parts[0] + parts[1][:at] + other + parts[1][at + 1 :] if unlike else None


def other_trade_name(parts: tuple[str, ...], dice: random.Random) -> str | None:
    at, other = dice.randrange(len(parts[1])), dice.choice(TRADE)
    unlike = not set(SCRIPT.syllables(other)) & set(SCRIPT.syllables(parts[1][at]))
    return "".join((parts[0], parts[1][:at] + other + parts[1][at + 1 :], *parts[2:])) if unlike else None


def latin_typo(one: Invented, dice: random.Random) -> str | None:
    if one.parts or one.chinese:
        return None
    at = dice.randrange(1, len(one.listed) - 1)
    return one.listed[:at] + dice.choice("AEIOU") + one.listed[at + 1 :] if one.listed[at] != " " else None


def other_latin(one: Invented, dice: random.Random) -> str | None:
    words = one.listed.split()
    return None if one.parts else " ".join((*words[:2], dice.choice([word for word in FOREIGN if word not in words])))


def wrong_reading(parts: tuple[str, ...], dice: random.Random) -> str | None:
    """The surname read as the character is elsewhere."""
    return "".join(parts) if parts[0] in RARE else None


def chinese_of(parts: tuple[str, ...], dice: random.Random) -> str:
    return "".join(parts)


def hyphened(parts: tuple[str, ...], dice: random.Random) -> str:
    surname, *given = (pinyin(parts).split()[0], *(SCRIPT.syllables(sign)[0] for sign in parts[1]))
    return f"{'-'.join(given)} {surname}"


def other_trade(parts: tuple[str, ...], dice: random.Random) -> str:
    return f"{parts[0]}{parts[1]}{dice.choice([word for word in GENERIC if word not in parts[2]])}{parts[3]}"


POSITIVES: dict[str, Change] = {
    "width and spaces": spaced,
    "traditional characters": traditional,
    "firm: brackets and region behind": of_firms(lambda p, d: f"{p[1]}{p[2]}({p[0]}){p[3]}"),
    "firm: region behind, no brackets": of_firms(lambda p, d: f"{p[1]}{p[2]}{p[0]}{p[3]}"),
    "firm: region left out": of_firms(lambda p, d: "".join(p[1:])),
    "firm: trade words left out": of_firms(lambda p, d: f"{p[0]}{p[1]}{p[3]}"),
    "firm: trade word added": of_firms(lambda p, d: f"{p[0]}{p[1]}{p[2]}发展{p[3]}"),
    "firm: other legal form": of_firms(lambda p, d: "".join((*p[:3], d.choice(FORMS)))),
    "firm: homophone in trade name": of_firms(trade_name_homophone),
    "listed in characters, asked in pinyin": of_persons(lambda p, d: pinyin(p)),
    "… given name first, hyphen": of_persons(hyphened),
    "… in one word": of_persons(lambda p, d: pinyin(p).replace(" ", "")),
    "listed in pinyin, asked in characters": of_pinyin(chinese_of),
    "… with a rare surname reading": of_pinyin(wrong_reading),
    "other Latin: one letter wrong": latin_typo,
    "other Latin: another order": lambda one, dice: None if one.parts else " ".join(reversed(one.listed.split())),
}
NEGATIVES: dict[str, Change] = {
    "person: another character": of_persons(other_character),
    "person: a homophone": of_persons(person_homophone),
    "person: another surname": of_persons(lambda p, d: d.choice(SURNAMES) + p[1]),
    "firm: another trade name": of_firms(other_trade_name),
    "firm: another city": of_firms(lambda p, d: "".join((d.choice(CITIES), *p[1:]))),
    "firm: another trade": of_firms(other_trade),
    "firm: region and trade words only": of_firms(lambda p, d: f"{p[0]}{d.choice(TRADE)}{d.choice(TRADE)}{p[2]}{p[3]}"),
    "other Latin: another name": other_latin,
}
