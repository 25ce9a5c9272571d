"""How pictures of papers go wrong: pure functions from an RGB picture to an RGB picture that people can still read."""

import io
import random
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image

from samples.ink import Fonts
from samples.press.desk import on_desk, skewed, tilted
from samples.press.light import dark, folded, glare, moire, photocopy, shadow
from samples.press.pixels import picture, pixels
from samples.press.seals import stamp
from samples.press.specimen import Specimen

Spoil = Callable[[Image.Image, random.Random], Image.Image]
MEGAPIXELS_12 = 12_200_000
FONTS = Fonts()
"""For the second seal; nothing is loaded before it is pressed."""


def turned(quarters: int) -> Spoil:
    """Turned counter-clockwise by so many right angles, losing nothing."""
    turn = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)[quarters - 1]
    return lambda image, _: image.transpose(turn)


def jpeg(image: Image.Image, dice: random.Random) -> Image.Image:
    """As a messenger sends it: JPEG of quality 30 to 40."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=dice.randint(30, 40))
    return Image.open(out).convert("RGB")


def half(image: Image.Image, _: random.Random) -> Image.Image:
    """Half as wide and half as high."""
    return image.resize((image.width // 2, image.height // 2), Image.Resampling.BICUBIC)


def blur(image: Image.Image, dice: random.Random) -> Image.Image:
    """Out of focus: gaussian blur of 1.3 to 2.1 pixels, where a character is some 27 high."""
    return picture(cv2.GaussianBlur(pixels(image), (0, 0), dice.uniform(1.3, 2.1)))


def motion(image: Image.Image, dice: random.Random) -> Image.Image:
    """Shaken: smeared over 5 or 7 pixels in one direction."""
    length = dice.choice((5, 7))
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1
    middle = ((length - 1) / 2, (length - 1) / 2)
    turn = cv2.getRotationMatrix2D(middle, dice.uniform(-35, 35), 1)
    smear = cv2.warpAffine(kernel, turn, (length, length))
    return picture(cv2.filter2D(pixels(image), -1, smear / smear.sum()))


def sealed(image: Image.Image, dice: random.Random) -> Image.Image:
    """A second seal, pressed over printed values."""
    out = image.copy()
    stamp(out, _amid_print(image, dice), _seal_radius(image), "示范样本有限公司", FONTS, dice)
    return out


def _seal_radius(image: Image.Image) -> int:
    return round(min(image.size) / 10)


def _amid_print(image: Image.Image, dice: random.Random) -> tuple[float, float]:
    """A spot where much is printed, away from the edges: of twelve tried one of the four with the most ink."""
    grey = np.asarray(image.convert("L"))
    reach = _seal_radius(image)

    def ink(spot: tuple[float, float]) -> int:
        x, y = round(spot[0]), round(spot[1])
        return int((grey[y - reach : y + reach, x - reach : x + reach] < 110).sum())

    width, height = image.size
    spots = [(dice.uniform(0.2, 0.8) * width, dice.uniform(0.38, 0.8) * height) for _ in range(12)]
    return dice.choice(sorted(spots, key=ink)[-4:])


def cropped(image: Image.Image, dice: random.Random) -> Image.Image:
    """A strip of 2 to 4 percent missing on two or three sides; the border is incomplete, the text is whole."""
    cuts = [dice.uniform(0.02, 0.04) if side else 0.0 for side in dice.sample((1, 1, 0, dice.randint(0, 1)), 4)]
    left, top, right, bottom = cuts
    width, height = image.size
    return image.crop(
        (round(left * width), round(top * height), round((1 - right) * width), round((1 - bottom) * height))
    )


def large(image: Image.Image, _: random.Random) -> Image.Image:
    """As a telephone's sensor delivers it: 12 megapixels, soft when looked at closely."""
    factor = (MEGAPIXELS_12 / (image.width * image.height)) ** 0.5
    size = (round(image.width * factor), round(image.height * factor))
    return image.resize(size, Image.Resampling.BICUBIC)


def one_after_the_other(*spoils: Spoil) -> Spoil:
    """Several in turn on one picture."""

    def spoil(image: Image.Image, dice: random.Random) -> Image.Image:
        for one in spoils:
            image = one(image, dice)
        return image

    return spoil


SPOILS: dict[str, Spoil] = {
    "turned-90": turned(1),
    "turned-180": turned(2),
    "turned-270": turned(3),
    "tilted-left": tilted(1),
    "tilted-right": tilted(-1),
    "skewed": skewed,
    "on-desk": on_desk,
    "jpeg": jpeg,
    "half": half,
    "blurred": blur,
    "motion": motion,
    "dark": dark,
    "glare": glare,
    "screen": moire,
    "photocopy": photocopy,
    "sealed": sealed,
    "folded": folded,
    "shadow": shadow,
    "cropped": cropped,
    "large": large,
    "messenger": one_after_the_other(on_desk, shadow, jpeg),
    "careless": one_after_the_other(tilted(1), blur, dark),
    "turned-glare": one_after_the_other(turned(1), glare, jpeg),
}
"""Name → degradation; the last three are combinations. Seals go on first and compression comes last, as in life."""


def spoilt(specimen: Specimen, how: str) -> Image.Image:
    """The specimen drawn and spoilt; the dice is its own, so that the picture can be made again from both names."""
    return SPOILS[how](specimen.draw(), random.Random(f"{specimen.name}/{how}"))
