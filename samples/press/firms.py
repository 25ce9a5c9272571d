"""Invented firms of all legal forms, as the registers of their time print them (formats.md 6)."""

import random
from dataclasses import dataclass
from datetime import date

from models.papers import EntityKind
from samples.press import words
from samples.press.deck import chance
from samples.press.places import Place

TYPES = {
    EntityKind.LLC: (
        "有限责任公司（自然人投资或控股）",
        "有限责任公司（自然人独资）",
        "有限责任公司（法人独资）",
        "有限责任公司（自然人投资或控股的法人独资）",
        "有限责任公司（非自然人投资或控股的法人独资）",
        "有限责任公司（国有独资）",
        "有限责任公司（国有控股）",
        "有限责任公司（外商独资）",
        "有限责任公司（中外合资）",
        "有限责任公司（港澳台法人独资）",
        "其他有限责任公司",
        "一人有限责任公司",
    ),
    EntityKind.JSC: (
        "股份有限公司（上市、自然人投资或控股）",
        "股份有限公司（非上市、自然人投资或控股）",
        "股份有限公司（非上市、国有控股）",
        "其他股份有限公司（非上市）",
    ),
    EntityKind.BRANCH: (
        "有限责任公司分公司（自然人投资或控股）",
        "有限责任公司分公司（非自然人投资或控股的法人独资）",
        "其他股份有限公司分公司（上市）",
        "合伙企业分支机构",
    ),
    EntityKind.SOLE: ("个人独资企业",),
    EntityKind.PARTNERSHIP: ("普通合伙企业", "有限合伙企业", "特殊普通合伙企业"),
    EntityKind.INDIVIDUAL: ("个体工商户", "个体（内地）", "个体"),
    EntityKind.COOP: ("农民专业合作社",),
    EntityKind.OTHER: ("全民所有制", "集体所有制", "股份合作制"),
}
"""Printed types (类型) by legal form (formats.md 6.3)."""

KINDS = (
    *[EntityKind.LLC] * 7,
    *[EntityKind.JSC] * 2,
    *[EntityKind.BRANCH] * 3,
    *[EntityKind.SOLE] * 2,
    *[EntityKind.PARTNERSHIP] * 3,
    *[EntityKind.INDIVIDUAL] * 4,
    *[EntityKind.COOP] * 2,
    EntityKind.OTHER,
)
"""One card each: 24 licences show every legal form."""


FORMS = ("个人经营", "家庭经营")
"""How an individual business is run (组成形式)."""


@dataclass(frozen=True)
class Head:
    """Who stands for the firm: as printed, and the person's name alone."""

    text: str
    person: str


def firm_name(dice: random.Random, kind: EntityKind, place: Place, *, long: bool) -> str:
    """A name of that legal form; long ones fill two printed lines."""
    city, word = place.city.removesuffix("市"), dice.choice(words.FIRM_WORDS)
    head = f"{city}{place.district if long else ''}{word}"
    trade = dice.choice(words.LONG_TRADES if long else words.TRADES)
    match kind:
        case EntityKind.INDIVIDUAL:
            return f"{city}市{place.district}{word}{dice.choice(words.SHOPS)}{'（个体工商户）' if long else ''}"
        case EntityKind.COOP:
            return f"{head}{dice.choice(words.CROPS)}{'种植加工产供销' if long else ''}专业合作社"
        case EntityKind.SOLE:
            return f"{head}{trade}{dice.choice(('事务所', '中心', '厂', '工作室'))}{'（个人独资）' if long else ''}"
        case EntityKind.PARTNERSHIP:
            return (
                f"{head}{trade}{dice.choice(('合伙企业', '中心', '事务所'))}（{dice.choice(('有限合伙', '普通合伙'))}）"
            )
        case EntityKind.OTHER:
            return f"{head}{trade}{dice.choice(('总公司', '厂', '经营部'))}"
        case _:
            return _company(dice, kind, city, word, trade, long=long)


def _company(dice: random.Random, kind: EntityKind, city: str, word: str, trade: str, *, long: bool) -> str:
    """Companies and their branches, the city in front or in brackets behind the firm's word."""
    head = f"{word}（{city}）" if chance(dice, 0.4) else f"{city}{word}"
    group = "（集团）" if long else ""
    form = "股份有限公司" if kind is EntityKind.JSC else "有限公司"
    branch = dice.choice(("示范分公司", "第一分公司", "示范新城分公司")) if kind is EntityKind.BRANCH else ""
    return f"{head}{trade}{group}{form}{branch}"


def scope(dice: random.Random, day: date, size: int) -> str:
    """A scope of business (经营范围) in the wording of that year, made of so many items."""
    if day < date(2020, 1, 1):
        return f"{_joined(dice, words.OLD_ITEMS, size, dice.choice('，、；'))}。{words.OLD_RIDER}"
    general = f"一般项目：{_joined(dice, words.GENERAL_ITEMS, size)}。{words.GENERAL_RIDER}"
    if chance(dice, 0.5):
        return general
    return f"{general}许可项目：{_joined(dice, words.LICENSED_ITEMS, min(size, 4))}。{words.LICENSED_RIDER}"


def _joined(dice: random.Random, items: tuple[str, ...], size: int, between: str = "；") -> str:
    return between.join(dice.sample(items, min(size, len(items))))


def head_of(dice: random.Random, kind: EntityKind, place: Place, name: str) -> Head:
    """The head: of half of the partnerships a firm with its delegate (委派代表)."""
    if kind is not EntityKind.PARTNERSHIP or chance(dice, 0.4):
        return Head(name, name)
    partner = firm_name(dice, EntityKind.LLC, place, long=False)
    return Head(f"{partner}（委派代表：{name}）", name)
