"""The cast of the demo: synthetic firms, and what a reader must find on each of their papers."""

from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

CAST_FILE = Path(__file__).with_name("cast.yaml")
PICTURES = Path(__file__).with_name("papers")
BLURRED_ID_BACK = "id_back_blurred.jpg"


class Frozen(BaseModel):
    """Base of the cast's facts: immutable, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Scenario(StrEnum):
    """What the demo plays with a firm."""

    CLEAN = "clean"
    BLURRED_SUPPLEMENT = "blurred_supplement"
    REGISTRY_MISMATCH = "registry_mismatch"
    NOBODY_REVIEWS = "nobody_reviews"
    CHECK_SYSTEM_CLOSED = "check_system_closed"
    WRONG_PLACE_AND_FACE = "wrong_place_and_face"


class Paper(StrEnum):
    """The papers of one application; the value is the picture's file stem and the kind a reader reports."""

    LICENCE = "licence"
    ID_FRONT = "id_front"
    ID_BACK = "id_back"


class Money(Frozen):
    """An amount in cents (分) with its ISO 4217 currency."""

    cents: int
    currency: str = "CNY"


class Period(Frozen):
    """First and last valid day; no end means open (长期)."""

    start: date
    end: date | None


class Expected(Frozen):
    """One field as printed (lines joined) and its typed value."""

    text: str
    value: str | date | Money | Period


class Contact(Frozen):
    """A person to call; phones are 19900000000-99 only (formats.md 9)."""

    name: str
    phone: str = Field(pattern=r"^199000000\d\d$")


class Point(Frozen):
    """A position in degrees, WGS-84."""

    latitude: float
    longitude: float


class Representative(Frozen):
    """The legal representative (法定代表人), as on the identity card (formats.md 4, 5)."""

    name: str
    sex: str
    ethnicity: str
    birth_date: date
    address: str
    number: str
    authority: str
    valid_from: date
    valid_until: date | None
    phone: str = Field(pattern=r"^199000000\d\d$")

    @property
    def birth_text(self) -> str:
        return f"{self.birth_date.year}年{self.birth_date.month}月{self.birth_date.day}日"

    @property
    def validity_text(self) -> str:
        end = self.valid_until.strftime("%Y.%m.%d") if self.valid_until else "长期"
        return f"{self.valid_from.strftime('%Y.%m.%d')}-{end}"


class Firm(Frozen):
    """One firm of the cast: its licence (formats.md 6), its people and what it applies for."""

    key: str
    scenario: Scenario
    name: str
    credit_code: str
    serial: str
    type: str
    kind: str
    form: str | None
    capital_text: str | None
    capital_cents: int | None
    established: date
    term_text: str | None
    term_end: date | None
    address: str
    postcode: str
    scope: str
    authority: str
    issued: date
    representative: Representative
    account_kind: str
    purpose: str
    monthly_turnover_yuan: int
    finance_officer: Contact
    point: Point

    @property
    def is_individual(self) -> bool:
        return self.kind == "INDIVIDUAL"

    def picture(self, paper: Paper) -> Path:
        """The committed picture of one paper."""
        return PICTURES / self.key / f"{paper.value}.png"

    @property
    def blurred_id_back(self) -> Path:
        """The unreadable back of the card; exists for the firm of the blurred scenario only."""
        return PICTURES / self.key / BLURRED_ID_BACK

    def expected(self, paper: Paper) -> dict[str, Expected]:
        """Field name → what a reader must find; fields that the paper does not print are absent."""
        return {Paper.LICENCE: self._licence, Paper.ID_FRONT: self._id_front, Paper.ID_BACK: self._id_back}[paper]()

    def _licence(self) -> dict[str, Expected]:
        fields = {
            "credit_code": _same(self.credit_code),
            "serial": _same(self.serial),
            "name": _same(self.name),
            "type": _same(self.type),
            "representative": _same(self.representative.name),
            "established": _dated(self.established),
            "address": _same(self.address),
            "scope": _same(self.scope),
            "authority": _same(self.authority),
            "issued": _dated(self.issued),
        }
        if self.capital_text and self.capital_cents:
            fields["capital"] = Expected(text=self.capital_text, value=Money(cents=self.capital_cents))
        if self.term_text:
            fields["term"] = Expected(text=self.term_text, value=Period(start=self.established, end=self.term_end))
        return fields

    def _id_front(self) -> dict[str, Expected]:
        person = self.representative
        return {
            "name": _same(person.name),
            "sex": _same(person.sex),
            "ethnicity": _same(person.ethnicity),
            "birth_date": Expected(text=person.birth_text, value=person.birth_date),
            "address": _same(person.address),
            "number": _same(person.number),
        }

    def _id_back(self) -> dict[str, Expected]:
        person = self.representative
        validity = Period(start=person.valid_from, end=person.valid_until)
        return {
            "authority": _same(person.authority),
            "validity": Expected(text=person.validity_text, value=validity),
        }


class Cast(Frozen):
    """All firms, in the order of the demo's scenarios."""

    firms: tuple[Firm, ...]

    def firm(self, key: str) -> Firm:
        """The firm with this key; KeyError names the keys there are."""
        for firm in self.firms:
            if firm.key == key:
                return firm
        raise KeyError(f"no firm {key!r} in the cast; there are {', '.join(f.key for f in self.firms)}")

    def playing(self, scenario: Scenario) -> Firm:
        """The firm that plays this scenario."""
        return next(firm for firm in self.firms if firm.scenario is scenario)


def licence_date(day: date) -> str:
    """A day as licences print it: 2019年03月05日."""
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"


@cache
def load_cast() -> Cast:
    """The cast of samples/cast.yaml, validated."""
    return Cast.model_validate(yaml.safe_load(CAST_FILE.read_text(encoding="utf-8")))


def _same(text: str) -> Expected:
    return Expected(text=text, value=text)


def _dated(day: date) -> Expected:
    return Expected(text=licence_date(day), value=day)
