"""What goes wrong with customers' pictures, at a strength from 0 (slight) to 1 (heavy), seeded.

Faults of the paper (a grey copy, a changed value, a sticker) are put on the flat drawing before it is photographed,
faults of the photo (blur, glare, a finger, a cut border) on the finished picture. Lengths are shares of the paper, so
that a small picture is spoilt as much as a large one.
"""

import math
from collections.abc import Callable
from random import Random
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw

from samples.cast import Paper
from samples.ink import Fonts
from samples.press.surroundings import Shot, Spot, grains, jpeg, numpy_random, picture, pixels

Box = tuple[int, int, int, int]

SLIGHT, CLEAR, HEAVY = 0.15, 0.55, 1.0
STRENGTHS = {"slight": SLIGHT, "clear": CLEAR, "heavy": HEAVY}
"""What a person would call: "one sees it if one looks for it", "plainly so", "of no use"."""


def _between(least: float, most: float, strength: float) -> float:
    return least + (most - least) * strength


def _size(shot: Shot) -> tuple[float, float]:
    """Mean width and height of the paper on the picture."""
    a, b, c, d = shot.corners
    return (math.dist(a, b) + math.dist(d, c)) / 2, (math.dist(a, d) + math.dist(b, c)) / 2


def _inside(shot: Shot, across: float, down: float) -> Spot:
    """The spot at these shares of the paper's width and height."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = shot.corners
    left, right = (ax + (dx - ax) * down, ay + (dy - ay) * down), (bx + (cx - bx) * down, by + (cy - by) * down)
    return left[0] + (right[0] - left[0]) * across, left[1] + (right[1] - left[1]) * across


# ── the photo ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _text_height(shot: Shot) -> float:
    """Pixels: a card's values are 3.4 % of its width high, a licence's 1.6 %."""
    return _size(shot)[0] * (0.034 if shot.card else 0.016)


def defocused(shot: Shot, rng: Random, strength: float) -> Shot:
    """Out of focus: a disc of 0.12 to 0.75 text heights radius."""
    radius = max(0.8, _between(0.12, 0.75, strength) * _text_height(shot))
    reach = math.ceil(radius) + 1
    at = np.hypot(*np.mgrid[-reach : reach + 1, -reach : reach + 1])
    disc = np.clip(radius + 0.5 - at, 0, 1).astype(np.float32)
    return shot.on(_filtered(shot, disc, rng))


def moved(shot: Shot, rng: Random, strength: float) -> Shot:
    """Shaken: a streak of 0.25 to 1.6 text heights in any direction."""
    length = max(2.5, _between(0.25, 1.6, strength) * _text_height(shot))
    angle, reach = rng.uniform(0, math.pi), math.ceil(length / 2) + 1
    streak = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    for step in np.linspace(-length / 2, length / 2, 8 * reach):
        x, y = reach + step * math.cos(angle), reach + step * math.sin(angle)
        streak[round(y), round(x)] += 1
    return shot.on(_filtered(shot, cv2.GaussianBlur(streak, (0, 0), 0.5), rng))


def _filtered(shot: Shot, kernel: Any, rng: Random) -> Image.Image:
    """Blur comes before the sensor, noise after it."""
    soft = cv2.filter2D(pixels(shot.image), -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT)
    return picture(soft + grains(soft.shape, rng.uniform(1, 3), rng))


def glared(shot: Shot, rng: Random, strength: float) -> Shot:
    """A lamp mirrored in plastic: a burnt-out patch with a soft rim, the rest exposed for the lamp."""
    values = pixels(shot.image)
    values *= min(1.0, 218 / float(np.percentile(values, 95)))
    width, height = _size(shot)
    spot = _inside(shot, rng.uniform(0.2, 0.8), rng.uniform(0.25, 0.75))
    radius = _between(0.05, 0.22, strength) * min(width, height) * 1.3
    lamp = _blob(shot.image.size, spot, (radius * rng.uniform(1, 2), radius), rng.uniform(0, 180))
    light = cv2.GaussianBlur(lamp, (0, 0), radius * 0.25) * 330 + cv2.GaussianBlur(lamp, (0, 0), radius) * 40
    return shot.on(picture(values + light[:, :, None]))


def _blob(size: tuple[int, int], spot: Spot, axes: tuple[float, float], angle: float) -> Any:
    mask = np.zeros((size[1], size[0]), np.float32)
    middle, reach = (round(spot[0]), round(spot[1])), (max(1, round(axes[0])), max(1, round(axes[1])))
    return cv2.ellipse(mask, middle, reach, angle, 0, 360, (1.0,), -1)


def darkened(shot: Shot, rng: Random, strength: float) -> Shot:
    """Too little light: paper near 85 down to 25 of 255, with the noise of a high sensitivity."""
    values = pixels(shot.image)
    paper = float(np.percentile(values, 90))
    dim = values * (_between(85, 25, strength) / paper)
    return shot.on(picture(dim + grains(dim.shape, 3.5, rng)))


def cut(shot: Shot, rng: Random, strength: float) -> Shot:
    """One side, or two that meet, outside of the picture: 3 to 25 % of the paper are missing there."""
    share = _between(0.03, 0.25, strength)
    xs, ys = [x for x, _ in shot.corners], [y for _, y in shot.corners]
    inner = (sorted(xs)[1], sorted(ys)[1], sorted(xs)[2], sorted(ys)[2])
    box = [0.0, 0.0, float(shot.image.width), float(shot.image.height)]
    first = rng.randrange(4)
    for side in {first, (first + 1) % 4} if rng.random() < 0.3 else {first}:
        length = (max(xs) - min(xs)) if side % 2 == 0 else (max(ys) - min(ys))
        box[side] = inner[side] + (share * length if side < 2 else -share * length)
    left, top, right, bottom = (round(length) for length in box)
    a, b, c, d = ((x - left, y - top) for x, y in shot.corners)
    return Shot(shot.image.crop((left, top, right, bottom)), (a, b, c, d), shot.kind)


def from_screen(shot: Shot, rng: Random, strength: float) -> Shot:
    """Photographed from a monitor: its coloured sub-pixels and black gaps, sampled anew a little turned.

    The heavier, the closer the camera and the less its lens hides of the grid.
    """
    pitch = _between(1.6, 3.4, strength) + rng.uniform(-0.1, 0.1)
    shown = pixels(shot.image)
    screen = np.repeat(np.repeat(shown, 3, axis=0), 3, axis=1)
    lit = screen * _grid(screen.shape[0], screen.shape[1], _between(0.25, 0.5, strength))
    height, width = shown.shape[:2]
    turning = cv2.getRotationMatrix2D((lit.shape[1] / 2, lit.shape[0] / 2), rng.uniform(-4, 4), pitch / 3)
    turning[:, 2] = turning[:, 2] + np.array([width, height]) * pitch / 2 - np.array(lit.shape[1::-1]) / 2
    seen_size = (round(width * pitch), round(height * pitch))
    reach = 3 / pitch / 2 * 0.8
    seen = cv2.warpAffine(cv2.GaussianBlur(lit, (0, 0), reach), turning, seen_size, flags=cv2.INTER_LINEAR)
    photo = picture(seen + grains(seen.shape, 2, rng))
    long_side = rng.choice((1280, 1600, 2000))
    photo.thumbnail((long_side, long_side), Image.Resampling.BICUBIC)
    return Shot(jpeg(photo, 90), _all_of(photo), shot.kind)


def _grid(height: int, width: int, gap: float) -> Any:
    """Each screen pixel is 3 by 3: red, green and blue stripes side by side, darker in the row between pixels."""
    stripes = np.full((3, 3, 3), 1 - gap * 1.6, np.float32)
    for place in range(3):
        stripes[:, place, place] = 1 + gap * 1.2
    stripes[2] *= 1 - gap
    tiled = np.tile(stripes, (height // 3 + 1, width // 3 + 1, 1))[:height, :width]
    return tiled / stripes.mean(axis=(0, 1))


def _all_of(image: Image.Image) -> tuple[Spot, Spot, Spot, Spot]:
    width, height = image.size
    return (0, 0), (width, 0), (width, height), (0, height)


SKIN = ((226, 182, 152), (205, 152, 118), (172, 116, 84), (240, 204, 178))


def fingered(shot: Shot, rng: Random, strength: float) -> Shot:
    """A thumb reaches over the paper from one of its sides and hides 2 to 14 % of it."""
    width, height = _size(shot)
    thick = _between(0.11, 0.24, strength) * min(width, height)
    deep = _between(0.12, 0.40, strength) * min(width, height)
    side, along = rng.randrange(4), rng.uniform(0.25, 0.75)
    edge = ((along, 0.0), (1.0, along), (along, 1.0), (0.0, along))[side]
    at, middle = _inside(shot, *edge), _inside(shot, 0.5, 0.5)
    towards = math.atan2(middle[1] - at[1], middle[0] - at[0]) + rng.uniform(-0.4, 0.4)
    tip = (at[0] + math.cos(towards) * (deep - thick / 2), at[1] + math.sin(towards) * (deep - thick / 2))
    root = (at[0] - math.cos(towards) * width, at[1] - math.sin(towards) * width)
    mask = np.zeros((shot.image.height, shot.image.width), np.float32)
    cv2.line(mask, (round(root[0]), round(root[1])), (round(tip[0]), round(tip[1])), (1.0,), max(2, round(thick)))
    return shot.on(_laid(shot, mask, rng.choice(SKIN), rng))


def _laid(shot: Shot, mask: Any, colour: tuple[int, int, int], rng: Random) -> Image.Image:
    """Something rounded over the paper, as bright as the picture, with a shadow and a skin's unevenness."""
    values = pixels(shot.image)
    light = float(np.percentile(values, 90)) / 245
    soft = cv2.GaussianBlur(mask, (0, 0), 1.2)[:, :, None]
    depth = np.sqrt(cv2.distanceTransform((mask > 0).astype(np.uint8), cv2.DIST_L2, 5))
    rounded = 0.72 + 0.28 * depth / max(1.0, float(depth.max()))
    rough = cv2.GaussianBlur(numpy_random(rng).normal(0, 1, mask.shape).astype(np.float32), (0, 0), 3) * 14
    skin = np.array(colour, np.float32) * rounded[:, :, None] * light + rough[:, :, None]
    shadow = 1 - 0.3 * cv2.GaussianBlur(mask, (0, 0), 9)[:, :, None]
    return picture(values * shadow * (1 - soft) + skin * soft)


# ── the paper ───────────────────────────────────────────────────────────────────────────────────────────────────────

STICKERS = ((250, 214, 66), (20, 20, 22), (240, 120, 40), (96, 170, 90), (92, 140, 210))


def stuck(paper: Image.Image, rng: Random, strength: float) -> Image.Image:
    """A plain sticker, note or tape over part of the print: 2 to 14 % of the paper."""
    width, height = paper.size
    share = _between(0.02, 0.14, strength)
    ratio = rng.uniform(1.0, 2.5)
    across, down = math.sqrt(share * width * height * ratio), math.sqrt(share * width * height / ratio)
    x, y = rng.uniform(0.1 * width, 0.9 * width - across), rng.uniform(0.15 * height, 0.85 * height - down)
    note = Image.new("RGBA", (round(across), round(down)), (*rng.choice(STICKERS), 255))
    turned = note.rotate(rng.uniform(-8, 8), Image.Resampling.BICUBIC, expand=True)
    covered = paper.convert("RGB")
    covered.paste(turned, (round(x), round(y)), turned)
    return covered


def copied(paper: Image.Image, rng: Random, strength: float) -> Image.Image:
    """A black-and-white copy: grey tones, the harder the heavier, with the copier's dust."""
    grey = np.asarray(paper.convert("L"), np.float32)
    hard = _between(1.0, 2.2, strength)
    toned = np.clip((grey - 128) * hard + 128 + 20 * strength, 8, 252)
    dust = np.less(numpy_random(rng).random(toned.shape), 0.0004 * strength)
    toned[cv2.dilate(dust.astype(np.uint8), np.ones((2, 2), np.uint8)) > 0] = 60
    return picture(np.repeat(toned[:, :, None], 3, axis=2))


# ── editing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


_LINES = {
    Paper.LICENCE: (
        (0.06, 0.392, 0.10, 0.432), (0.17, 0.392, 0.43, 0.432), (0.54, 0.447, 0.64, 0.487), (0.64, 0.447, 0.78, 0.487),
    ),
    Paper.ID_FRONT: (
        (0.15, 0.09, 0.28, 0.186), (0.06, 0.33, 0.14, 0.426), (0.15, 0.44, 0.51, 0.536), (0.30, 0.81, 0.86, 0.906),
    ),
    Paper.ID_BACK: (
        (0.25, 0.69, 0.37, 0.786), (0.39, 0.69, 0.74, 0.786), (0.25, 0.81, 0.37, 0.906), (0.39, 0.81, 0.75, 0.906),
    ),
}  # fmt: skip
"""Left, top, right, bottom of some printed lines in shares of the drawn paper, with as much room as detectors leave."""


def lines_of(shot: Shot) -> list[list[Spot]]:
    """Some lines of print as a reader finds them: four corners each, in the picture's pixels."""
    boxes = _LINES[shot.kind]
    return [[_inside(shot, *spot) for spot in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))] for x0, y0, x1, y1 in boxes]


_VALUES = {
    Paper.LICENCE: ((0.18, 0.385), (0.44, 0.425)),
    Paper.ID_FRONT: ((0.155, 0.11), (0.45, 0.17)),
    Paper.ID_BACK: ((0.39, 0.705), (0.75, 0.775)),
}
"""Shares of the drawn papers' width and height: the firm's name, the person's name, the issuing authority."""


def value_box(shot: Shot) -> Box:
    """The level box around the value that is worth changing."""
    (x0, y0), (x1, y1) = (_inside(shot, *spot) for spot in _VALUES[shot.kind])
    return round(min(x0, x1)), round(min(y0, y1)), round(max(x0, x1)), round(max(y0, y1))


def retyped(shot: Shot, rng: Random, strength: float, fonts: Fonts) -> Shot:
    """A value painted over in the paper's colour and typed anew, as with a phone's picture editor.

    The heavier, the more of the paper is painted; nothing of the paper's grain is put back.
    """
    left, top, right, bottom = value_box(shot)
    grow = round((bottom - top) * 0.8 * strength)
    box = (left, top - grow, right + 2 * grow, bottom + grow)
    edited = shot.image.copy()
    around = np.asarray(edited.crop(box)).reshape(-1, 3)
    paper = np.median(around[around.sum(axis=1) >= np.median(around.sum(axis=1))], axis=0)
    draw = ImageDraw.Draw(edited)
    draw.rectangle(box, fill=(int(paper[0]), int(paper[1]), int(paper[2])))
    words = "".join(rng.choice("安宁平和明远启新") for _ in range(4))
    draw.text((left, top), words, font=fonts.sans(max(8, round((bottom - top) * 0.7))), fill=(30, 28, 28))
    return shot.on(edited)


def pasted(shot: Shot, other: Shot, strength: float) -> Shot:
    """A value cut out of another picture of such a paper; nothing is blended."""
    left, top, right, bottom = value_box(shot)
    grow = round((bottom - top) * 0.8 * strength)
    piece = other.image.crop(_grown(value_box(other), grow)).resize((right - left + 2 * grow, bottom - top + 2 * grow))
    edited = shot.image.copy()
    edited.paste(piece, (left - grow, top - grow))
    return shot.on(edited)


def _grown(box: Box, by: int) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


PhotoFault = Callable[[Shot, Random, float], Shot]
PaperFault = Callable[[Image.Image, Random, float], Image.Image]

PHOTO_FAULTS: dict[str, PhotoFault] = {
    "defocus": defocused,
    "motion": moved,
    "glare": glared,
    "dark": darkened,
    "cut": cut,
    "screen": from_screen,
    "finger": fingered,
}
PAPER_FAULTS: dict[str, PaperFault] = {"sticker": stuck, "grey copy": copied}
