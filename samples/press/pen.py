"""Print faces: a family as it stands, or narrowed and rising like 仿宋, in which a value is set whole."""

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from samples.ink import BLACK, Colour, Fonts, Spot, broken

_FINE = 3
"""A changed character is drawn so much larger first: smooth edges."""


@dataclass(frozen=True)
class Face:
    """A family of the font folder; `squeeze` narrows it, `rise` lifts its strokes to the right, `bold` is pixels."""

    name: str
    family: str
    squeeze: float = 1.0
    rise: float = 0.0
    bold: float = 0.0

    @property
    def is_plain(self) -> bool:
        return self.squeeze == 1.0 and not self.rise


FACES = {
    face.name: face
    for face in (
        Face("hei", "sans"),
        Face("song", "serif", bold=0.3),
        Face("micro", "micro"),
        Face("taipei", "taipei"),
        # no package carries an open 仿宋 or 楷体: the serif with their proportions comes near
        Face("fang", "serif", squeeze=0.88, rise=0.07),
        Face("song-bold", "serif", bold=0.9),
    )
}
"""Name → print face of a paper's values."""


class Cut:
    """A face at one size, in the family that has all characters of the words."""

    def __init__(self, fonts: Fonts, face: Face, size: int, words: str) -> None:
        self.face, self._fonts, self._size = face, fonts, size
        self._family = fonts.covering(face.family, words)
        self._font = fonts.of(self._family, size)

    def getlength(self, text: str, /) -> float:
        """Width of the text in pixels."""
        return self._font.getlength(text) * self.face.squeeze

    def draw(self, image: Image.Image, spot: Spot, text: str, colour: Colour) -> None:
        """Print the text, its top left corner at the spot."""
        if self.face.is_plain:
            pen, bold = ImageDraw.Draw(image), self.face.bold
            pen.text(spot, text, font=self._font, fill=colour, stroke_width=bold, stroke_fill=colour)
            return
        x = spot[0]
        for sign in text:
            mask, left = _changed(self._fonts, self._family, self._size, sign, self.face)
            image.paste(colour, (round(x) - left, round(spot[1])), mask)
            x += self.getlength(sign)


@lru_cache(maxsize=4096)
def _changed(fonts: Fonts, family: str, pixels: int, sign: str, face: Face) -> tuple[Image.Image, int]:
    """A character narrowed and sheared, and how far its picture reaches to the left of its place."""
    size, margin = pixels * _FINE, pixels * _FINE // 8
    font = fonts.of(family, size)
    wide, high = round((font.getlength(sign) + 2 * margin) * face.squeeze), round(size * 1.5)
    drawn = Image.new("L", (round(font.getlength(sign)) + 2 * margin, high))
    ImageDraw.Draw(drawn).text((margin, 0), sign, font=font, fill=255)
    shear = (1 / face.squeeze, 0.0, 0.0, face.rise, 1.0, -face.rise * wide / 2)
    turned = drawn.transform((wide, high), Image.Transform.AFFINE, shear, Image.Resampling.BICUBIC)
    small = turned.resize((max(wide // _FINE, 1), high // _FINE), Image.Resampling.LANCZOS)
    return small, round(margin * face.squeeze / _FINE)


class Pen:
    """Prints values in one face on one picture."""

    def __init__(self, image: Image.Image, fonts: Fonts, face: Face, colour: Colour = BLACK) -> None:
        self.image, self.fonts, self.face, self.colour = image, fonts, face, colour

    def cut(self, size: int, words: str) -> Cut:
        """The face at this size, able to print the words."""
        return Cut(self.fonts, self.face, size, words)

    def lines(self, words: str, size: int, width: float) -> list[str]:
        """The words as they break at this width; a line break in them stays one."""
        cut = self.cut(size, words)
        return [line for part in words.split("\n") for line in broken(part, cut, width)]

    def line(self, spot: Spot, words: str, size: int, *, spacing: float = 0, anchor: str = "l") -> float:
        """One line, its top at the spot, anchor l, m or r; returns the x behind it."""
        cut = self.cut(size, words)
        width = cut.getlength(words) + spacing * (len(words) - 1)
        x = spot[0] - {"l": 0.0, "m": width / 2, "r": width}[anchor]
        for piece in list(words) if spacing else [words]:
            cut.draw(self.image, (x, spot[1]), piece, self.colour)
            x += cut.getlength(piece) + spacing
        return x

    def paragraph(self, spot: Spot, words: str, size: int, width: float, leading: float) -> int:
        """Text broken at width, as on paper; returns how many lines it took."""
        cut, lines = self.cut(size, words), self.lines(words, size, width)
        for number, line in enumerate(lines):
            cut.draw(self.image, (spot[0], spot[1] + number * leading), line, self.colour)
        return len(lines)
