"""Invented people: names of all peoples, right check signs, validities that fit the age (formats.md 4, 5)."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from models.papers import Term
from models.rules.dates import age_at
from samples.press import words
from samples.press.deck import chance
from samples.press.numbers import identity_number
from samples.press.places import Place, home_address, police_authority
from samples.press.specimen import Expected
from samples.press.terms import in_short_figures

DOTTED = frozenset(("维吾尔", "哈萨克", "乌孜别克", "塔塔尔", "柯尔克孜", "塔吉克"))
MINORITY_SHARE_FAR = 0.5
"""Share of people of a minority whose card names an address in a minorities' county, which fills three lines."""

_YEARS_BY_AGE = ((16, 5), (26, 10), (46, 20))
"""Below this age at issue a card is valid for so many years; from 46 on it is open-ended (formats.md 5)."""


@dataclass(frozen=True)
class Person:
    """What an identity card says."""

    name: str
    sex: str
    ethnicity: str
    born: date
    address: str
    number: str
    authority: str
    validity: Term

    @property
    def validity_text(self) -> str:
        start, end = self.validity.start, self.validity.end
        return f"{start:%Y.%m.%d}-{f'{end:%Y.%m.%d}' if end else '长期'}"

    @property
    def front(self) -> dict[str, Expected]:
        """What a reader must find on the people side."""
        same = {"name": self.name, "sex": self.sex, "ethnicity": self.ethnicity, "address": self.address}
        fields = {field: Expected(text, text) for field, text in (same | {"number": self.number}).items()}
        return fields | {"birth_date": Expected(in_short_figures(self.born), self.born.isoformat())}

    @property
    def back(self) -> dict[str, Expected]:
        """What a reader must find on the emblem side."""
        authority = Expected(self.authority, self.authority)
        return {"authority": authority, "validity": Expected(self.validity_text, self.validity)}


def invented_name(dice: random.Random, ethnicity: str = "汉", rare: str = "") -> str:
    """A name as such people bear; a rare character, when given, is part of it."""
    if ethnicity in DOTTED:
        return f"{dice.choice(words.TURKIC_FIRST)}·{dice.choice(words.TURKIC_LAST)}"
    if ethnicity == "俄罗斯":
        return f"{dice.choice(words.RUSSIAN_FIRST)}·{dice.choice(words.RUSSIAN_LAST)}"
    if ethnicity in ("藏", "门巴", "珞巴"):
        return "".join(dice.sample(words.TIBETAN, 2))
    if ethnicity == "蒙古" and chance(dice, 0.7):
        return dice.choice(words.MONGOL)
    surname = dice.choice(words.COMPOUND_SURNAMES) if chance(dice, 0.06) else dice.choice(words.SURNAMES)
    return surname + _given(dice, rare)


def _given(dice: random.Random, rare: str) -> str:
    signs = dice.sample(words.GIVEN, dice.choice((1, 2, 2, 2)))
    if rare:
        signs[dice.randrange(len(signs))] = rare
    return "".join(signs)


def invented_person(
    dice: random.Random, place: Place, ethnicity: str, *, years: int | None, rare: str = "", ending_in_x: bool = False
) -> Person:
    """A person whose card is valid for so many years, None for open-ended (长期)."""
    born, start = _dates(dice, years)
    sex = dice.choice("男女")
    address = home_address(place, dice, far=ethnicity != "汉" and chance(dice, MINORITY_SHARE_FAR))
    return Person(
        name=invented_name(dice, ethnicity, rare),
        sex=sex,
        ethnicity=ethnicity,
        born=born,
        address=address,
        number=identity_number(dice, place.code, born, sex, ending_in_x=ending_in_x),
        authority=police_authority(place, address, dice),
        validity=Term(start=start, end=start.replace(year=start.year + years) if years else None),
    )


def _dates(dice: random.Random, years: int | None) -> tuple[date, date]:
    """A birth date, and a day of issue at an age at which cards are made out for so many years."""
    start = date(2006, 1, 1) + timedelta(days=dice.randrange(7000))
    if (start.month, start.day) == (2, 29):  # no anniversary in most years
        start -= timedelta(days=1)
    while True:
        born = date(1935, 1, 1) + timedelta(days=dice.randrange(31_000))
        if born < start and validity_years(age_at(born, start)) == years:
            return born, start


def validity_years(age: int) -> int | None:
    """How long a card issued at this age is valid; None for open-ended."""
    return next((years for limit, years in _YEARS_BY_AGE if age < limit), None)
