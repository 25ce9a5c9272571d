"""The press: any number of invented licences and identity cards, and the ways in which pictures of them go wrong.

Everything follows from a seed: the same seed gives the same papers, pixel for pixel (while fonts and Pillow stay the
same). Codes lie in districts that were never assigned (formats.md 0), whoever the names may sound like.
"""

import random
from collections.abc import Iterator
from functools import partial

from models.papers import PaperKind
from samples.ink import Fonts
from samples.press.card import draw_back, draw_front
from samples.press.deck import Deck
from samples.press.invent import licence_facts, people
from samples.press.licence import draw_licence
from samples.press.pen import FACES
from samples.press.specimen import Expected, Specimen

__all__ = ["Expected", "Specimen", "cards", "licences"]

CARD_FACES = ("hei", "hei", "micro", "taipei", "song-bold")
"""Cards are printed in faces without serifs; a few in a bold one with, for breadth."""


def licences(seed: int, count: int, fonts: Fonts | None = None) -> Iterator[Specimen]:
    """So many licences of all forms, legal forms and print faces; 24 show every legal form, 12 every form."""
    faces, shared = Deck(tuple(FACES.values()), random.Random(f"{seed}/licence faces")), fonts or Fonts()
    for number, licence in enumerate(licence_facts(seed, count)):
        name, face = f"licence-{number:03d}-{licence.layout.value}-{licence.kind.lower()}", faces.deal()
        yield Specimen(
            name=name,
            kind=PaperKind.LICENCE,
            layout=licence.layout.value,
            entity=licence.kind,
            face=face.name,
            expected=licence.expected,
            drawing=partial(draw_licence, licence, face, shared, f"{seed}/{name}"),
        )


def cards(seed: int, count: int, fonts: Fonts | None = None) -> Iterator[Specimen]:
    """Both sides of so many identity cards, one after the other: 2 × count specimens; 100 cards show all 56 names."""
    faces, shared = Deck(CARD_FACES, random.Random(f"{seed}/card faces")), fonts or Fonts()
    for number, person in enumerate(people(seed, count)):
        face = FACES[faces.deal()]
        for kind, expected, draw in (
            (PaperKind.ID_FRONT, person.front, draw_front),
            (PaperKind.ID_BACK, person.back, draw_back),
        ):
            name = f"card-{number:03d}-{kind.value}"
            drawing = partial(draw, person, face, shared, f"{seed}/{name}")
            yield Specimen(name, kind, kind.value, None, face.name, expected, drawing)
