"""Draws both sides of an invented person's identity card (居民身份证; formats.md 5), 1012 × 638 pixels (300 dpi)."""

import random

from PIL import Image

from samples.id_card import BLUE, PORTRAIT_BOX, blank, silhouette
from samples.ink import SPECIMEN, SPECIMEN_RED, Fonts, Ink, lay, rosette
from samples.press.pen import Face, Pen
from samples.press.people import Person

LABEL_X, VALUE_X, LABEL, BODY = 66, 164, 26, 34
ADDRESS_LINE = 11
"""Characters in a line of the address."""
ROWS = {"name": 70, "sex": 144, "birth_date": 218, "address": 292}


def draw_front(person: Person, face: Face, fonts: Fonts, seed: str) -> Image.Image:
    """The people side (人像面), with a grey silhouette in the portrait's place."""
    dice = random.Random(seed)
    ink, pen = _start(face, fonts, dice)
    for field, label in (("name", "姓　名"), ("sex", "性　别"), ("birth_date", "出　生"), ("address", "住　址")):
        _label(ink, LABEL_X, ROWS[field], label)
    x, y = VALUE_X + dice.randint(-3, 5), dice.randint(-3, 3)
    pen.line((x, ROWS["name"] + y), person.name, _size(pen, person.name, PORTRAIT_BOX[0] - VALUE_X - 16), spacing=1)
    pen.line((x, ROWS["sex"] + y), person.sex, BODY)
    _label(ink, 276, ROWS["sex"], "民　族")
    pen.line((374, ROWS["sex"] + y), person.ethnicity, BODY)
    _birth(ink, pen, (x, ROWS["birth_date"] + y), person)
    width = ADDRESS_LINE * BODY * face.squeeze + 2
    pen.paragraph((x, ROWS["address"] + y), person.address, BODY, width, dice.choice((46, 50, 54)))
    _label(ink, LABEL_X, 532, "公民身份号码")
    pen.line((320, 526 + y), person.number, 40, spacing=dice.choice((5, 8, 10)))
    # away from the values, whose last line it must not seem to be
    ink.text((PORTRAIT_BOX[2], 22), SPECIMEN, 24, colour=SPECIMEN_RED, anchor="r")
    silhouette(ink.image)
    return ink.image


TITLE, TEMPORARY_TITLE = "居民身份证", "临时居民身份证"


def draw_back(person: Person, face: Face, fonts: Fonts, seed: str, title: str = TITLE) -> Image.Image:
    """The emblem side (国徽面), with a neutral ornament in the emblem's place."""
    dice = random.Random(seed)
    ink, pen = _start(face, fonts, dice)
    lay(ink.image, rosette(92, (206, 104, 70)), (64, 60))
    ink.text((590, 78), "中华人民共和国", 54, serif=True, spacing=20, bold=0.6, anchor="m")
    size, spacing = (82, 26) if title == TITLE else (66, 14)
    ink.text((590, 182), title, size, serif=True, spacing=spacing, bold=0.8, anchor="m")
    ink.text((LABEL_X, 336), SPECIMEN, 24, colour=SPECIMEN_RED)
    x, y = 402 + dice.randint(-3, 5), dice.randint(-3, 3)
    for top, label, value in ((448, "签发机关", person.authority), (524, "有效期限", person.validity_text)):
        ink.text((258, top + 4), label, 28, colour=BLUE, bold=0.4)
        pen.line((x, top + y), value, _size(pen, value, 960 - x))
    return ink.image


def _start(face: Face, fonts: Fonts, dice: random.Random) -> tuple[Ink, Pen]:
    """A blank card and the pens for its labels and its values."""
    ink, shade = Ink(blank().copy(), fonts), dice.randrange(15, 60)
    return ink, Pen(ink.image, fonts, face, (shade, shade, shade + 4))


def _size(pen: Pen, words: str, width: float) -> int:
    """The usual size, or the largest at which a long name fits its line."""
    fits = (size for size in range(BODY, 14, -1) if pen.cut(size, words).getlength(words) + len(words) <= width)
    return next(fits, 14)


def _label(ink: Ink, x: int, y: int, label: str) -> None:
    ink.text((x, y + 4), label, LABEL, colour=BLUE)


def _birth(ink: Ink, pen: Pen, spot: tuple[int, int], person: Person) -> None:
    """Figures in the values' face, units in the labels' blue."""
    x: float = spot[0]
    for number, unit in ((person.born.year, "年"), (person.born.month, "月"), (person.born.day, "日")):
        x = pen.line((x, spot[1]), str(number), BODY) + 14
        x = ink.text((x, ROWS["birth_date"] + 4), unit, LABEL, colour=BLUE) + 16
