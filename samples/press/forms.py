"""The empty forms: paper, background, border and ornament in the colours of different years and printers."""

from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw

from samples.ink import Colour, lay, rosette, smooth, waves

Size = tuple[int, int]
LANDSCAPE: Size = (1600, 1130)
UPRIGHT: Size = (1130, 1600)


@dataclass(frozen=True)
class Tint:
    """The colours of a form."""

    paper: Colour
    pattern: Colour
    border: Colour
    ornament: Colour
    has_lozenges: bool
    """Lozenges all around, or lines alone."""


TINTS = (
    Tint(
        paper=(254, 252, 245),
        pattern=(250, 238, 214),
        border=(224, 188, 112),
        ornament=(206, 120, 52),
        has_lozenges=True,
    ),
    Tint(
        paper=(252, 250, 250),
        pattern=(250, 228, 226),
        border=(216, 150, 130),
        ornament=(200, 80, 60),
        has_lozenges=False,
    ),
    Tint(
        paper=(250, 252, 247),
        pattern=(226, 238, 222),
        border=(176, 184, 120),
        ornament=(190, 130, 60),
        has_lozenges=True,
    ),
)


@cache
def form(size: Size, tint: Tint) -> Image.Image:
    """The empty form; copy it before you print on it."""
    image = Image.new("RGB", size, tint.paper)
    waves(image, tint.pattern, lines=round(size[1] / 25), swing=16, length=160)
    layer = smooth(size)
    draw = ImageDraw.Draw(layer)
    for inset, width in ((30, 12), (40, 4), (68, 4), (76, 7)):
        draw.rectangle(
            (inset * 3, inset * 3, layer.width - inset * 3, layer.height - inset * 3), outline=tint.border, width=width
        )
    for x, y in _border_spots(layer.size) if tint.has_lozenges else ():
        draw.polygon([(x, y - 30), (x + 30, y), (x, y + 30), (x - 30, y)], outline=tint.border, width=6)
        draw.ellipse((x - 9, y - 9, x + 9, y + 9), fill=tint.border)
    lay(image, layer, (0, 0))
    lay(image, rosette(62, tint.ornament), (size[0] // 2 - 62, 100))
    return image


def _border_spots(size: Size) -> list[tuple[float, float]]:
    """Middles of the border's lozenges, evenly on all four sides."""
    edge = 165
    across, down = _evenly(edge, size[0] - edge), _evenly(edge, size[1] - edge)
    level = [(x, float(y)) for x in across for y in (edge, size[1] - edge)]
    return level + [(float(x), y) for y in down[1:-1] for x in (edge, size[0] - edge)]


def _evenly(start: float, end: float) -> list[float]:
    steps = round((end - start) / 78)
    return [start + (end - start) * number / steps for number in range(steps + 1)]
