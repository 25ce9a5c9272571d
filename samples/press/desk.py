"""Where the camera stands: papers turned a little, sheared, or photographed in perspective on a desk."""

import math
import random
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image

from samples.press.pixels import Pixels, cloud, grain, picture, slope

LIDS = ((176, 170, 160), (236, 236, 234), (60, 62, 66), (120, 98, 76))
"""Colours behind a paper that lies askew."""

WOODS = ((150, 108, 70), (186, 148, 108), (98, 66, 44), (206, 182, 150))
PLAINS = ((70, 78, 92), (200, 200, 196), (64, 104, 84), (40, 40, 44), (150, 60, 56))
ASPECT = 4 / 3
"""Of cameras."""


def tilted(side: int) -> Callable[[Image.Image, random.Random], Image.Image]:
    """Turned by 2 to 8 degrees, counter-clockwise for side 1, with what lies behind it in the corners."""

    def spoil(image: Image.Image, dice: random.Random) -> Image.Image:
        angle = side * dice.uniform(2, 8)
        return image.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=dice.choice(LIDS))

    return spoil


def skewed(image: Image.Image, dice: random.Random) -> Image.Image:
    """Sheared by 3 to 7 degrees along one axis, as by a scanner that pulls unevenly."""
    shift = math.tan(math.radians(dice.uniform(3, 7))) * dice.choice((-1, 1))
    width, height = image.size
    if dice.random() < 0.5:
        size, start = (width + round(abs(shift) * height), height), (max(shift, 0) * height, 0.0)
        matrix = (1.0, shift, -start[0], 0.0, 1.0, 0.0)
    else:
        size, start = (width, height + round(abs(shift) * width)), (0.0, max(shift, 0) * width)
        matrix = (1.0, 0.0, 0.0, shift, 1.0, -start[1])
    fill = dice.choice(LIDS)
    return image.transform(size, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC, fillcolor=fill)


def on_desk(image: Image.Image, dice: random.Random) -> Image.Image:
    """Photographed in perspective on a desk; the paper fills 50 to 80 percent of the picture, at its own size."""
    wide, high = _frame(image.size, dice)
    paper = cv2.getPerspectiveTransform(_corners(image.size), _seen(image.size, (wide, high), dice))
    shown = cv2.warpPerspective(np.asarray(image), paper, (wide, high), flags=cv2.INTER_CUBIC)
    covers = cv2.warpPerspective(np.full(image.size[::-1], 255, np.uint8), paper, (wide, high)) / np.float32(255)
    desk = _desk(high, wide, dice) * (1 - 0.45 * _cast(covers, dice))[:, :, None]
    lit = covers[:, :, None] * shown + (1 - covers[:, :, None]) * desk
    light = 0.86 + 0.16 * slope(high, wide, dice.uniform(0, 2 * math.pi))
    return picture(lit * light[:, :, None] + grain((high, wide, 1), 3, dice))


def _frame(size: tuple[int, int], dice: random.Random) -> tuple[int, int]:
    """The photo's size: the camera held as the paper lies, the paper never wider than 94 percent of it."""
    wide, high = size
    aspect = ASPECT if wide > high else 1 / ASPECT
    room = wide * high / dice.uniform(0.6, 0.84)
    across = max(math.sqrt(room * aspect), wide / 0.94, high / 0.94 * aspect)
    return round(across), round(across / aspect)


def _corners(size: tuple[int, int]) -> Pixels:
    wide, high = size
    return np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)


def _seen(size: tuple[int, int], frame: tuple[int, int], dice: random.Random) -> Pixels:
    """The paper's corners in the photo: turned up to 4 degrees, each pulled in by up to 5 percent, all inside."""
    angle = math.radians(dice.uniform(-4, 4))
    turn = np.array([(math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))], np.float32)
    half = np.array(size, np.float32) / 2
    pulls = np.array([[dice.uniform(0.95, 1.0) for _ in range(2)] for _ in range(4)], np.float32)
    around = ((_corners(size) - half) * pulls) @ turn
    middle = np.array(frame, np.float32) / 2
    around *= min(1.0, float((0.97 * middle / np.abs(around).max(axis=0)).min()))
    free = 0.97 * middle - np.abs(around).max(axis=0)
    return np.asarray(around + middle + free * np.array([dice.uniform(-1, 1) for _ in range(2)]), np.float32)


def _cast(covers: Pixels, dice: random.Random) -> Pixels:
    """The paper's own shadow on the desk."""
    shift = np.array([(1, 0, dice.randint(-14, 14)), (0, 1, dice.randint(4, 16))], np.float32)
    moved = cv2.warpAffine(covers, shift, covers.shape[::-1])
    return np.asarray(cv2.GaussianBlur(moved, (0, 0), 9), np.float32)


def _desk(high: int, wide: int, dice: random.Random) -> Pixels:
    """Wood with its grain, or a plain desk or cloth."""
    if dice.random() < 0.55:
        colour, strength = dice.choice(WOODS), 16.0
        streaks = cloud(high, wide, (high // 9, 3), dice) + 0.6 * cloud(high, wide, (high // 40, 4), dice)
    else:
        colour, strength = dice.choice(PLAINS), 7.0
        streaks = cloud(high, wide, (8, 10), dice) + 0.8 * cloud(high, wide, (high // 3, wide // 3), dice)
    return np.asarray(np.array(colour, np.float32) + strength * streaks[:, :, None], np.float32)
