"""What stands on an invented licence: its rows as printed, and what a reader must make of each."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from models.papers import EntityKind, Money, Term
from models.rules.id_card_places import ETHNICITIES
from samples.press import words
from samples.press.amounts import NOTATIONS
from samples.press.deck import Deck, chance, dice_for
from samples.press.firms import FORMS, KINDS, TYPES, Head, firm_name, head_of, scope
from samples.press.labels import Layout, label_for
from samples.press.numbers import credit_code, registration_number, serial
from samples.press.people import DOTTED, Person, invented_name, invented_person
from samples.press.places import PLACES, Place, firm_address, market_authority
from samples.press.specimen import Expected
from samples.press.terms import DAY_NOTATIONS, TERM_NOTATIONS, in_figures, in_numerals

LAYOUTS = (
    *[Layout.LANDSCAPE_2022] * 4,
    *[Layout.LANDSCAPE_2019] * 3,
    *[Layout.PORTRAIT_2015] * 2,
    *(Layout.LANDSCAPE_2015, Layout.PORTRAIT_2014, Layout.LANDSCAPE_2014),
)
"""One card each, the newest forms most often."""

_ISSUED = {
    Layout.LANDSCAPE_2022: (date(2022, 3, 10), date(2025, 10, 31)),
    Layout.LANDSCAPE_2019: (date(2019, 3, 5), date(2022, 2, 20)),
    Layout.LANDSCAPE_2015: (date(2015, 10, 8), date(2019, 2, 20)),
    Layout.PORTRAIT_2015: (date(2015, 10, 8), date(2019, 2, 20)),
    Layout.LANDSCAPE_2014: (date(2009, 2, 2), date(2015, 9, 24)),
    Layout.PORTRAIT_2014: (date(2009, 2, 2), date(2015, 9, 24)),
}
PAID_IN_UNTIL = date(2014, 3, 1)
"""Until the reform of company law in 2014 licences printed the paid-in capital (实收资本) too."""


@dataclass(frozen=True)
class Row:
    """A label with its printed text; value None: printed, but no field that anybody asks for."""

    field: str
    label: str
    text: str
    value: str | Money | Term | None


@dataclass(frozen=True)
class Licence:
    """Everything that a licence prints, and how."""

    layout: Layout
    kind: EntityKind
    code: str
    rows: tuple[Row, ...]
    serial: str | None
    authority: str
    names_authority: bool
    """False when only the seal names the registration office, as on most old licences."""
    issued: date
    issued_text: str

    @property
    def expected(self) -> dict[str, Expected]:
        """Field name → what a reader must find; what is not printed is absent."""
        fields = {"credit_code": Expected(self.code, self.code)}
        if self.serial:
            fields["serial"] = Expected(self.serial, self.serial)
        fields |= {row.field: Expected(row.text, row.value) for row in self.rows if row.value is not None}
        if self.names_authority:
            fields["authority"] = Expected(self.authority, full_width(self.authority))
        return fields | {"issued": Expected(self.issued_text, self.issued.isoformat())}


def full_width(text: str) -> str:
    """The text with brackets in full width, the value that a reading gives it."""
    return text.replace("(", "（").replace(")", "）")


class _Decks:
    """What has to come up over a set of licences, dealt in step with them."""

    def __init__(self, dice: random.Random) -> None:
        self.kinds = Deck(KINDS, dice)
        self.layouts = Deck(LAYOUTS, dice)
        self.types = {kind: Deck(types, dice) for kind, types in TYPES.items()}
        self.capitals = Deck(NOTATIONS, dice)
        self.terms = Deck(TERM_NOTATIONS, dice)
        self.days = Deck(DAY_NOTATIONS, dice)
        self.rare = Deck(words.RARE_GIVEN, dice)
        self.peoples = Deck(("汉",) * 14 + ("藏", "蒙古"), dice)


def licence_facts(seed: int, count: int) -> Iterator[Licence]:
    """So many licences; each is the same however many follow it."""
    decks = _Decks(random.Random(f"{seed}/licence decks"))
    return (_licence(dice, decks) for dice in dice_for(seed, "licence", count))


def _licence(dice: random.Random, decks: _Decks) -> Licence:
    kind, layout, place = decks.kinds.deal(), decks.layouts.deal(), dice.choice(PLACES)
    first, last = _ISSUED[layout]
    issued = first + timedelta(days=dice.randrange((last - first).days))
    makes_code = registration_number if layout.has_registration_number else credit_code
    return Licence(
        layout=layout,
        kind=kind,
        code=makes_code(dice, kind, place.code),
        rows=_rows(dice, decks, kind, layout, place, issued),
        serial=serial(dice, issued, old=not layout.has_two_columns) if chance(dice, 0.75) else None,
        authority=market_authority(place, issued, dice),
        names_authority=chance(dice, 0.9 if layout.has_two_columns else 0.5),
        issued=issued,
        issued_text=in_numerals(issued) if not layout.has_two_columns and chance(dice, 0.2) else in_figures(issued),
    )


def _rows(
    dice: random.Random, decks: _Decks, kind: EntityKind, layout: Layout, place: Place, issued: date
) -> tuple[Row, ...]:
    """The rows in the order of the old forms; the two columns of the new ones pick theirs by field."""
    established = issued - timedelta(days=dice.choice((0, dice.randrange(400), dice.randrange(5000))))
    head = _head(dice, decks, kind, place)
    texts: dict[str, tuple[str, str | Money | Term | None] | None] = {
        "name": _same(firm_name(dice, kind, place, long=chance(dice, 0.25))),
        "type": _same(decks.types[kind].deal()),
        "form": (dice.choice(FORMS), None) if kind is EntityKind.INDIVIDUAL else None,
        "address": _same(firm_address(place, dice)),
        "representative": (head.text, head.person),
    }
    capital, term, written = decks.capitals.deal()(dice), decks.terms.deal()(established, dice), decks.days.deal()
    if _prints_capital(dice, kind, layout):
        texts["capital"] = (capital.text, capital.value)
        texts["paid_in"] = (capital.text, None) if _prints_paid_in(kind, issued) else None
    texts["established"] = (written(established), established.isoformat())
    texts["term"] = (term.text, term.value) if _prints_term(dice, kind, layout) else None
    texts["scope"] = _same(scope(dice, issued, dice.randint(3, 13)))
    narrow = chance(dice, 0.3)
    return tuple(
        Row(field, label_for(field, kind, layout, dice), _narrow(found[0]) if narrow else found[0], found[1])
        for field, found in texts.items()
        if found
    )


def _head(dice: random.Random, decks: _Decks, kind: EntityKind, place: Place) -> Head:
    people = decks.peoples.deal() if chance(dice, 0.9) else dice.choice(sorted(DOTTED))
    return head_of(dice, kind, place, invented_name(dice, people, decks.rare.deal() if chance(dice, 0.5) else ""))


def _same(text: str) -> tuple[str, str]:
    return text, full_width(text)


def _narrow(text: str) -> str:
    """Brackets in half width, as some offices print them."""
    return text.replace("（", "(").replace("）", ")")


def _prints_capital(dice: random.Random, kind: EntityKind, layout: Layout) -> bool:
    """Branches print none, individual businesses hardly ever, contributions of partners only since 2022."""
    match kind:
        case EntityKind.BRANCH:
            return False
        case EntityKind.INDIVIDUAL:
            return layout.has_registration_number and chance(dice, 0.6)
        case EntityKind.SOLE | EntityKind.PARTNERSHIP:
            return layout is Layout.LANDSCAPE_2022
        case _:
            return True


def _prints_paid_in(kind: EntityKind, issued: date) -> bool:
    return kind in (EntityKind.LLC, EntityKind.JSC) and issued < PAID_IN_UNTIL


def _prints_term(dice: random.Random, kind: EntityKind, layout: Layout) -> bool:
    """Not since 2022, not for individual businesses, and not for every cooperative."""
    if layout is Layout.LANDSCAPE_2022 or kind is EntityKind.INDIVIDUAL:
        return False
    return kind not in (EntityKind.COOP, EntityKind.SOLE) or chance(dice, 0.4)


CARD_PEOPLES = (*sorted(ETHNICITIES), *["汉"] * 44)
"""One card each: a hundred cards show all 56 names."""

_LENGTHS = (5, 10, 10, 20, 20, 20, 20, None, None, None)


def people(seed: int, count: int) -> Iterator[Person]:
    """So many people; each is the same however many follow."""
    dealing = random.Random(f"{seed}/card decks")
    peoples, lengths = Deck(CARD_PEOPLES, dealing), Deck(_LENGTHS, dealing)
    rare, is_rare = Deck(words.RARE_GIVEN, dealing), Deck((True, False, False), dealing)
    is_x = Deck((True, *[False] * 9), dealing)
    for dice in dice_for(seed, "card", count):
        yield invented_person(
            dice,
            dice.choice(PLACES),
            peoples.deal(),
            years=lengths.deal(),
            rare=rare.deal() if is_rare.deal() else "",
            ending_in_x=is_x.deal(),
        )
