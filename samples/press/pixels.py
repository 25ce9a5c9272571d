"""Pictures as arrays and back, with noise that follows from a dice; levels run from 0 to 255."""

import random
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.float32]
"""Height × width × 3 levels, or height × width of a weight."""


def pixels(image: Image.Image) -> Pixels:
    """The picture's levels as floats."""
    return np.asarray(image, np.float32)


def picture(levels: NDArray[Any]) -> Image.Image:
    """An RGB picture of the levels, cut to what a picture can hold."""
    shown = np.clip(levels, 0, 255).astype(np.uint8)
    return Image.fromarray(shown if shown.ndim == 3 else np.repeat(shown[:, :, None], 3, axis=2))


def throws(dice: random.Random) -> np.random.Generator:
    """A generator for arrays that follows from the dice."""
    return np.random.default_rng(dice.getrandbits(64))


def grain(shape: tuple[int, ...], strength: float, dice: random.Random) -> Pixels:
    """Noise of a sensor: normal, of this standard deviation."""
    return throws(dice).standard_normal(shape, np.float32) * np.float32(strength)


def cloud(high: int, wide: int, cells: tuple[int, int], dice: random.Random) -> Pixels:
    """Soft patches between -1 and 1, so many down and across."""
    coarse = throws(dice).uniform(-1, 1, cells).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (wide, high), interpolation=cv2.INTER_CUBIC), np.float32)


def slope(high: int, wide: int, angle: float) -> Pixels:
    """0 to 1 across the picture in the direction of the angle (radians)."""
    x, y = np.meshgrid(np.linspace(-1, 1, wide, dtype=np.float32), np.linspace(-1, 1, high, dtype=np.float32))
    along = x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle))
    return np.asarray((along - along.min()) / (along.max() - along.min()), np.float32)
