"""What light, folds and machines do to a picture of a paper."""

import math
import random
from itertools import pairwise

import cv2
import numpy as np
from PIL import Image

from samples.press.pixels import Pixels, cloud, grain, picture, pixels, slope, throws


def dark(image: Image.Image, dice: random.Random) -> Image.Image:
    """Too little light: white paper at a third, a warm lamp, noise in brightness and colour."""
    levels = pixels(image)
    high, wide = levels.shape[:2]
    lamp = np.array((1.0, dice.uniform(0.9, 0.97), dice.uniform(0.76, 0.9)), np.float32)
    seen = levels * dice.uniform(0.3, 0.4) * lamp * (0.8 + 0.3 * slope(high, wide, dice.uniform(0, 6.28)))[:, :, None]
    specks = cv2.resize(grain((high // 2, wide // 2, 3), 3, dice), (wide, high), interpolation=cv2.INTER_LINEAR)
    return picture(seen + 6 + grain((high, wide, 1), 4.5, dice) + specks)


def glare(image: Image.Image, dice: random.Random) -> Image.Image:
    """A lamp mirrored in foil: one spot, in its middle faint but not gone."""
    levels = pixels(image) * dice.uniform(0.72, 0.88)  # the camera closes its eye against the lamp
    high, wide = levels.shape[:2]
    x, y = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
    middle = (dice.uniform(0.25, 0.75) * wide, dice.uniform(0.3, 0.7) * high)
    radius, flat, angle = dice.uniform(0.11, 0.2) * max(image.size), dice.uniform(0.45, 0.9), dice.uniform(0, math.pi)
    along = (x - middle[0]) * math.cos(angle) + (y - middle[1]) * math.sin(angle)
    across = (y - middle[1]) * math.cos(angle) - (x - middle[0]) * math.sin(angle)
    far = (along / radius) ** 2 + (across / (radius * flat)) ** 2
    spot = 0.84 * np.exp(-(far**1.4))
    return picture(levels + (255 - levels) * spot[:, :, None])


def shadow(image: Image.Image, dice: random.Random) -> Image.Image:
    """The shadow of a hand or a telephone over part of the paper, its edge soft."""
    levels = pixels(image)
    high, wide = levels.shape[:2]
    along = slope(high, wide, dice.uniform(0, 2 * math.pi)) + 0.05 * cloud(high, wide, (4, 5), dice)
    light = 1 / (1 + np.exp(-(along - dice.uniform(0.35, 0.6)) / dice.uniform(0.02, 0.07)))
    return picture(levels * (dice.uniform(0.42, 0.58) * (1 - light) + light)[:, :, None])


def moire(image: Image.Image, dice: random.Random) -> Image.Image:
    """Photographed from a screen: its pixels beat with the camera's, the picture is bluish and a little soft."""
    levels = cv2.GaussianBlur(pixels(image), (0, 0), 0.7)
    high, wide = levels.shape[:2]
    x, y = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
    bend = 9 * cloud(high, wide, (3, 4), dice)
    beats = []
    for channel in range(3):
        angle, length = dice.uniform(-0.5, 0.5), dice.uniform(9, 16)
        wave = np.sin(2 * math.pi * (x * math.cos(angle) + y * math.sin(angle) + bend) / length + channel * 2.1)
        rows = np.sin(2 * math.pi * (y + 0.6 * bend) / dice.uniform(3.1, 3.9))
        beats.append(1 + 0.055 * wave + 0.045 * rows)
    tint = np.array((0.9, 0.95, 1.04), np.float32) * dice.uniform(0.86, 0.98)
    return picture(levels * np.stack(beats, axis=2) * tint + 8 + grain((high, wide, 1), 2.5, dice))


def photocopy(image: Image.Image, dice: random.Random) -> Image.Image:
    """A grey copy: harder contrast, toner specks, a dark edge where the lid was open."""
    grey = cv2.GaussianBlur(cv2.cvtColor(np.asarray(image), cv2.COLOR_RGB2GRAY), (0, 0), 0.6).astype(np.float32)
    high, wide = grey.shape
    copied = (grey - 128) * dice.uniform(1.25, 1.5) + dice.uniform(118, 142) + 7 * cloud(high, wide, (9, 12), dice)
    specks = throws(dice).uniform(0, 1, (high, wide)) < 0.00015
    toner = cv2.dilate(specks.astype(np.uint8), np.ones((2, 2), np.uint8))
    edge = np.clip(1 - slope(high, wide, dice.choice((0, math.pi / 2, math.pi))) / 0.025, 0, 1)
    return picture(np.where(toner > 0, 60, np.clip(copied, 0, 248)) * (1 - 0.7 * edge) + grain((high, wide), 4, dice))


def folded(image: Image.Image, dice: random.Random) -> Image.Image:
    """Unfolded again: creases upright and across, each part lit and bent a little differently."""
    levels = pixels(image)
    high, wide = levels.shape[:2]
    down = [round(share * wide) for share in dice.choice(((0.5,), (0.34, 0.67)))]
    across = [round(dice.uniform(0.47, 0.53) * high)]
    light = np.outer(_panels(high, across, dice), _panels(wide, down, dice))
    for spots, length, axis in ((down, wide, 0), (across, high, 1)):
        for spot in spots:
            line = _crease(length, spot)
            light = light * (line[None, :] if axis == 0 else line[:, None])
    return picture(_bent(levels, down, dice) * light[:, :, None])


def _panels(length: int, creases: list[int], dice: random.Random) -> Pixels:
    """Brightness along one side: each part between creases has its own, and a slope."""
    edges = [0, *creases, length]
    parts = []
    for start, end in pairwise(edges):
        first = dice.uniform(0.86, 1.02)
        parts.append(np.linspace(first, first + dice.uniform(-0.08, 0.08), end - start, dtype=np.float32))
    return np.concatenate(parts)


def _crease(length: int, spot: int) -> Pixels:
    """A dark line with a bright one beside it."""
    far = np.arange(length, dtype=np.float32) - spot
    return np.asarray(1 - 0.34 * np.exp(-((far / 2.2) ** 2)) + 0.12 * np.exp(-(((far - 6) / 3) ** 2)), np.float32)


def _bent(levels: Pixels, creases: list[int], dice: random.Random) -> Pixels:
    """Lines of text rise or fall a little from crease to crease."""
    high, wide = levels.shape[:2]
    slopes = np.zeros(wide, np.float32)
    for start, end in pairwise((0, *creases, wide)):
        slopes[start:end] = dice.uniform(-0.014, 0.014)
    rise = np.cumsum(slopes)
    x, y = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
    moved = cv2.remap(levels, x, y + (rise - rise.mean())[None, :], cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.float32)
