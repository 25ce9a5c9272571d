"""Round red seals as rubber stamps leave them: turned a little, the ink uneven, over whatever is printed there."""

import math
import random
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter

from samples.ink import RED, Fonts, Spot, lay, smooth

FOOT = "样本专用章"
_FINE = 3


@lru_cache(maxsize=4)  # two megabytes each
def _plate(radius: int, words: str, fonts: Fonts) -> Image.Image:
    """The seal as cut: ring, words on the arc, a lozenge in the place of the star; a smooth layer."""
    layer = smooth((2 * radius, 2 * radius))
    pen, middle = ImageDraw.Draw(layer), radius * _FINE
    pen.ellipse((6, 6, 2 * middle - 6, 2 * middle - 6), outline=RED, width=max(middle // 24, 4))
    half = middle * 0.2
    pen.polygon(
        [(middle, middle - half), (middle + half, middle), (middle, middle + half), (middle - half, middle)], RED
    )
    size = int(middle * min(0.24, 3.1 / max(len(words), 8)))
    reach = min(230, 24 * len(words))
    for number, sign in enumerate(words):
        _on_arc(layer, sign, size, -reach / 2 + reach * number / max(len(words) - 1, 1), fonts)
    foot = fonts.serif(int(middle * 0.17))
    pen.text((middle, middle * 1.52), FOOT, font=foot, fill=RED, anchor="mm", stroke_width=1)
    return layer


def _on_arc(layer: Image.Image, sign: str, size: int, turn: float, fonts: Fonts) -> None:
    """One character of the arc, turn degrees clockwise from the top."""
    stamp = Image.new("RGBA", (2 * size, 2 * size), (*RED, 0))
    font = fonts.serif(size)
    ImageDraw.Draw(stamp).text((size, size), sign, font=font, fill=RED, anchor="mm", stroke_width=1)
    middle, angle = layer.width / 2, math.radians(turn)
    far = middle * 0.91 - size / 2
    spot = (round(middle + far * math.sin(angle)) - size, round(middle - far * math.cos(angle)) - size)
    layer.alpha_composite(stamp.rotate(-turn, Image.Resampling.BICUBIC), (max(spot[0], 0), max(spot[1], 0)))


def stamp(image: Image.Image, middle: Spot, radius: int, words: str, fonts: Fonts, dice: random.Random) -> None:
    """Put the seal on the picture, its middle at the spot; it darkens what is below and never covers it."""
    layer = _plate(radius, words, fonts).rotate(dice.uniform(-14, 14), Image.Resampling.BICUBIC)
    layer.putalpha(Image.composite(layer.getchannel("A"), Image.new("L", layer.size), _ink(layer.size, dice)))
    corner = (round(middle[0]) - radius, round(middle[1]) - radius)
    wide, high = image.width - 2 * radius, image.height - 2 * radius
    lay(image, layer, (min(max(corner[0], 0), wide), min(max(corner[1], 0), high)))


def _ink(size: tuple[int, int], dice: random.Random) -> Image.Image:
    """How much ink the stamp leaves where: mostly all of it, less in a few patches."""
    patches = Image.frombytes("L", (12, 12), dice.randbytes(144)).resize(size, Image.Resampling.BICUBIC)
    return patches.filter(ImageFilter.BoxBlur(6)).point(lambda level: min(255, 130 + level))
