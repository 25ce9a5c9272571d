"""Draws both sides of a second-generation identity card (居民身份证; formats.md 5), 1012 × 638 pixels (300 dpi)."""

from functools import cache

from PIL import Image, ImageDraw

from samples.cast import Representative
from samples.ink import SPECIMEN, SPECIMEN_RED, Fonts, Ink, lay, rosette, smooth, waves

SIZE = (1012, 638)
# Left, top, right, bottom of the portrait on the people side.
PORTRAIT_BOX = (640, 70, 946, 442)
BLUE = (52, 104, 158)
PAPER = (242, 247, 250)
GREY = (168, 174, 180)
LABEL_X, VALUE_X = 66, 164
LABEL, BODY = 26, 34
ADDRESS_WIDTH = 11 * BODY


def draw_id_front(person: Representative, fonts: Fonts) -> Image.Image:
    """The people side (人像面), with a grey silhouette in the portrait's place."""
    ink = Ink(blank().copy(), fonts)
    _line(ink, 70, "姓　名", person.name)
    _line(ink, 144, "性　别", person.sex)
    ink.text((276, 148), "民　族", LABEL, colour=BLUE)
    ink.text((374, 144), person.ethnicity, BODY)
    _birth(ink, 218, person)
    _label(ink, 292, "住　址")
    ink.paragraph((VALUE_X, 292), person.address, BODY, ADDRESS_WIDTH, 50)
    _label(ink, 532, "公民身份号码")
    ink.text((320, 526), person.number, 40, spacing=8)
    ink.text((66, 462), SPECIMEN, 24, colour=SPECIMEN_RED)
    silhouette(ink.image)
    return ink.image


def draw_id_back(person: Representative, fonts: Fonts) -> Image.Image:
    """The emblem side (国徽面), with a neutral ornament in the emblem's place."""
    ink = Ink(blank().copy(), fonts)
    lay(ink.image, rosette(92, (206, 104, 70)), (64, 60))
    ink.text((590, 78), "中华人民共和国", 54, serif=True, spacing=20, bold=0.6, anchor="m")
    ink.text((590, 182), "居民身份证", 82, serif=True, spacing=26, bold=0.8, anchor="m")
    ink.text((66, 336), SPECIMEN, 24, colour=SPECIMEN_RED)
    for y, label, value in ((448, "签发机关", person.authority), (524, "有效期限", person.validity_text)):
        ink.text((258, y + 4), label, 28, colour=BLUE, bold=0.4)
        ink.text((402, y), value, BODY)
    return ink.image


@cache
def blank() -> Image.Image:
    """The empty card, the same for all people and both sides."""
    image = Image.new("RGB", SIZE, PAPER)
    waves(image, (214, 232, 240), lines=34, swing=14, length=220)
    waves(image, (246, 226, 228), lines=21, swing=26, length=330)
    return _rounded(image)


def _rounded(image: Image.Image) -> Image.Image:
    """The card with round corners and a thin edge on a white ground."""
    mask = Image.new("L", (SIZE[0] * 3, SIZE[1] * 3), 0)
    ImageDraw.Draw(mask).rounded_rectangle((3, 3, SIZE[0] * 3 - 4, SIZE[1] * 3 - 4), radius=110, fill=255)
    card = Image.new("RGB", SIZE, (255, 255, 255))
    card.paste(image, mask=mask.resize(SIZE, Image.Resampling.LANCZOS))
    edge = smooth(SIZE)
    ImageDraw.Draw(edge).rounded_rectangle((3, 3, SIZE[0] * 3 - 4, SIZE[1] * 3 - 4), radius=110, outline=GREY, width=6)
    lay(card, edge, (0, 0))
    return card


def _label(ink: Ink, y: int, label: str) -> None:
    ink.text((LABEL_X, y + 4), label, LABEL, colour=BLUE)


def _line(ink: Ink, y: int, label: str, value: str) -> None:
    _label(ink, y, label)
    ink.text((VALUE_X, y), value, BODY, spacing=2)


def _birth(ink: Ink, y: int, person: Representative) -> None:
    _label(ink, y, "出　生")
    born = person.birth_date
    x: float = VALUE_X
    for number, unit in ((born.year, "年"), (born.month, "月"), (born.day, "日")):
        x = ink.text((x, y), str(number), BODY) + 14
        x = ink.text((x, y + 4), unit, LABEL, colour=BLUE) + 16


def silhouette(image: Image.Image) -> None:
    """A grey head and shoulders in the portrait's box."""
    left, top, right, bottom = PORTRAIT_BOX
    width, height = right - left, bottom - top
    layer = smooth((width, height))
    draw = ImageDraw.Draw(layer)
    w, h = layer.size
    draw.ellipse((w * 0.31, h * 0.16, w * 0.69, h * 0.60), fill=GREY)
    draw.ellipse((w * 0.08, h * 0.64, w * 0.92, h * 1.36), fill=GREY)
    draw.rectangle((w * 0.41, h * 0.5, w * 0.59, h * 0.72), fill=GREY)
    lay(image, layer, (left, top))
