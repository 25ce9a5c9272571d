"""Fonts, lines of text and ornaments shared by all drawn papers; lengths are pixels, colours RGB."""

import math
import re
import sys
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol

from PIL import Image, ImageChops, ImageDraw, ImageFont

Colour = tuple[int, int, int]
Spot = tuple[float, float]

DEFAULT_FONTS = Path(sys.prefix) / "share" / "ekaihu" / "fonts"
BLACK: Colour = (28, 26, 26)
# Bright in the red channel: readers look at that channel, so what is printed in this red does not disturb them.
RED: Colour = (214, 45, 40)
SPECIMEN_RED: Colour = (226, 120, 112)
SPECIMEN = "样本 SPECIMEN"


FAMILIES = {
    "sans": "NotoSansSC-Regular.otf",
    "serif": "NotoSerifSC-Regular.otf",
    "micro": "wqy-microhei.ttc",
    "taipei": "TaipeiSansTCBeta-Regular.ttf",
}
"""The families of the font folder and their files; `sans` comes first because it holds the rarest characters."""


class Measured(Protocol):
    """Anything that knows how wide a text is, in pixels."""

    def getlength(self, text: str, /) -> float: ...


class Fonts:
    """The Chinese families of the font folder, at any size; without the folder it says which step makes it."""

    def __init__(self, folder: Path = DEFAULT_FONTS) -> None:
        self._folder = folder
        # a loaded size holds two megabytes and is loaded again in a millisecond
        self.of = lru_cache(maxsize=24)(lambda family, size: self._load(FAMILIES[family], size))
        self._has = cache(self._has_glyph)

    def sans(self, size: int) -> ImageFont.FreeTypeFont:
        """The family without serifs, at so many pixels."""
        return self.of("sans", size)

    def serif(self, size: int) -> ImageFont.FreeTypeFont:
        """The family with serifs, at so many pixels."""
        return self.of("serif", size)

    def covering(self, family: str, words: str) -> str:
        """The family, or the first one that has every character of the words: one value is never set in two."""
        able = (one for one in (family, *FAMILIES) if all(self._has(one, sign) for sign in words if not sign.isspace()))
        return next(able, family)

    def _has_glyph(self, family: str, sign: str) -> bool:
        """Whether the sign has a picture of its own, not the one that stands for all unknown signs."""
        font = self.of(family, 24)
        return bytes(font.getmask(sign)) not in (b"", bytes(font.getmask("\U0010fffe")))

    def _load(self, name: str, size: int) -> ImageFont.FreeTypeFont:
        path = next(iter(sorted(self._folder.rglob(name))), None)
        if path is None:
            raise FileNotFoundError(f"No {name} below {self._folder}; run the set-up, or name the folder with --fonts.")
        # Basic layout: the same pixels whether or not the machine has libraqm.
        return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


class Ink:
    """A pen on one picture: text and ornaments, smooth edges included."""

    def __init__(self, image: Image.Image, fonts: Fonts) -> None:
        self.image = image
        self.fonts = fonts
        self.draw = ImageDraw.Draw(image)

    def text(
        self,
        spot: Spot,
        words: str,
        size: int,
        *,
        colour: Colour = BLACK,
        serif: bool = False,
        spacing: float = 0,
        bold: float = 0,
        anchor: str = "l",
    ) -> float:
        """One line, top at spot; spacing is added after each character; anchor l, m or r. Returns the x behind it."""
        font = self.fonts.serif(size) if serif else self.fonts.sans(size)
        width = font.getlength(words) + spacing * (len(words) - 1)
        x = spot[0] - {"l": 0.0, "m": width / 2, "r": width}[anchor]
        pieces = list(words) if spacing else [words]
        for piece in pieces:
            self.draw.text((x, spot[1]), piece, font=font, fill=colour, stroke_width=bold, stroke_fill=colour)
            x += font.getlength(piece) + spacing
        return x

    def paragraph(self, spot: Spot, words: str, size: int, width: float, leading: float, *, serif: bool = False) -> int:
        """Text broken at width, as on paper; returns how many lines it took."""
        font = self.fonts.serif(size) if serif else self.fonts.sans(size)
        lines = broken(words, font, width)
        for number, line in enumerate(lines):
            self.text((spot[0], spot[1] + number * leading), line, size, serif=serif)
        return len(lines)


CLOSING = "，。；、）】)」：:"
OPENING = ("（", "【", "(", "「")
UNBREAKABLE = re.compile(r"[0-9A-Za-z.-]+|.")


def broken(words: str, font: Measured, width: float) -> list[str]:
    """Lines no wider than width; numbers stay whole, and closing punctuation hangs over instead of beginning a line."""
    lines = [""]
    for piece in UNBREAKABLE.findall(words):
        if font.getlength(lines[-1] + piece) > width and piece not in CLOSING:
            lines.append(_taken_along(lines))
        lines[-1] += piece
    return lines


def _taken_along(lines: list[str]) -> str:
    """An opening bracket that would end the last line moves to the next one."""
    opening = lines[-1][-1:] if lines[-1].endswith(OPENING) else ""
    lines[-1] = lines[-1].removesuffix(opening)
    return opening


def smooth(size: tuple[int, int]) -> Image.Image:
    """A transparent layer of three times the size, to be laid with `lay` so that curves have smooth edges."""
    return Image.new("RGBA", (size[0] * 3, size[1] * 3), (255, 255, 255, 0))


def lay(image: Image.Image, layer: Image.Image, corner: tuple[int, int]) -> None:
    """Shrink a smooth layer and print it on the picture; printing darkens (multiplies), it never covers."""
    small = layer.resize((layer.width // 3, layer.height // 3), Image.Resampling.LANCZOS)
    paper = Image.new("RGBA", small.size, (255, 255, 255, 255))
    printed = Image.alpha_composite(paper, small).convert("RGB")
    box = (*corner, corner[0] + small.width, corner[1] + small.height)
    image.paste(ImageChops.multiply(image.crop(box), printed), box)


def rosette(radius: int, colour: Colour, petals: int = 12) -> Image.Image:
    """A neutral round ornament of rings and petals, in the place of any state emblem; a smooth layer."""
    layer = smooth((2 * radius, 2 * radius))
    draw = ImageDraw.Draw(layer)
    middle = radius * 3
    for share, width in ((0.97, 9), (0.86, 4), (0.30, 6)):
        _ring(draw, middle, share * middle, colour, width)
    for number in range(petals):
        angle = 2 * math.pi * number / petals
        at = (middle + math.cos(angle) * middle * 0.57, middle + math.sin(angle) * middle * 0.57)
        _ring(draw, at, middle * 0.25, colour, 5)
    draw.ellipse(_round((middle, middle), middle * 0.16), fill=colour)
    return layer


def seal(radius: int, words: str, foot: str, fonts: Fonts) -> Image.Image:
    """A round red seal: ring, words on the arc, a lozenge in the middle, foot below it; a smooth layer."""
    layer = smooth((2 * radius, 2 * radius))
    draw = ImageDraw.Draw(layer)
    middle = radius * 3
    _ring(draw, middle, middle * 0.98, RED, 15)
    half = middle * 0.2
    draw.polygon(
        [(middle, middle - half), (middle + half, middle), (middle, middle + half), (middle - half, middle)], RED
    )
    font = fonts.serif(int(middle * 0.2))
    for number, character in enumerate(words):
        turn = -128 + 256 * number / (len(words) - 1)
        _on_arc(layer, character, font, turn)
    draw.text(
        (middle, middle * 1.55), foot, font=fonts.serif(int(middle * 0.17)), fill=RED, anchor="mm", stroke_width=1
    )
    return layer


def _on_arc(layer: Image.Image, character: str, font: ImageFont.FreeTypeFont, turn: float) -> None:
    """One upright character of the seal's arc, turn degrees clockwise from the top."""
    stamp = Image.new("RGBA", layer.size, (*RED, 0))
    middle = layer.width / 2
    ImageDraw.Draw(stamp).text((middle, middle * 0.24), character, font=font, fill=RED, anchor="mm", stroke_width=1)
    layer.alpha_composite(stamp.rotate(-turn, Image.Resampling.BICUBIC))


def waves(image: Image.Image, colour: Colour, *, lines: int, swing: float, length: float, width: int = 1) -> None:
    """A security background: faint crossing sine lines over the whole picture."""
    layer = smooth(image.size)
    draw = ImageDraw.Draw(layer)
    step = layer.height / lines
    for number in range(-2, lines + 2):
        for shift in (0.0, math.pi):
            draw.line(_wave(layer.width, step * number, swing * 3, length * 3, shift + number * 0.6), colour, width * 3)
    lay(image, layer, (0, 0))


def _wave(width: int, height: float, swing: float, length: float, shift: float) -> list[Spot]:
    return [(x, height + swing * math.sin(2 * math.pi * x / length + shift)) for x in range(0, width + 24, 24)]


def _ring(draw: ImageDraw.ImageDraw, at: Spot | float, radius: float, colour: Colour, width: int) -> None:
    middle = at if isinstance(at, tuple) else (at, at)
    draw.ellipse(_round(middle, radius), outline=colour, width=width)


def _round(middle: Spot, radius: float) -> tuple[float, float, float, float]:
    return (middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius)
