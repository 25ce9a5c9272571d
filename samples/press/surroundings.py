"""Where a drawn paper is seen: scanned, or photographed on a table; lengths are pixels, colours RGB, angles degrees.

What happens to the picture afterwards (`faults.py`) needs to know where the paper's corners went, so it travels along.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw

from samples.cast import Paper

Spot = tuple[float, float]
Colour = tuple[int, int, int]
Pixels = np.ndarray[Any, np.dtype[np.float32]]  # height, width, 3; 0 to 255

DESKS: dict[str, Colour] = {
    "white": (238, 238, 236),
    "grey": (146, 146, 148),
    "wood": (152, 110, 72),
    "dark": (44, 40, 38),
    "blue": (58, 84, 132),
}
CARD_RADIUS = 0.037
"""Of a card's width: its corners are cut round with 3.18 mm of 85.6 mm (ISO/IEC 7810)."""


@dataclass(frozen=True)
class Shot:
    """A picture of a paper, and where the paper's corners lie on it: clockwise from its own top left."""

    image: Image.Image
    corners: tuple[Spot, Spot, Spot, Spot]
    kind: Paper = Paper.LICENCE

    @property
    def card(self) -> bool:
        return self.kind is not Paper.LICENCE

    def on(self, image: Image.Image) -> "Shot":
        """The same view with other pixels."""
        return replace(self, image=image)


def pixels(image: Image.Image) -> Pixels:
    return np.asarray(image.convert("RGB"), np.float32)


def picture(values: Pixels) -> Image.Image:
    return Image.fromarray(np.clip(values + 0.5, 0, 255).astype(np.uint8))


def numpy_random(rng: Random) -> np.random.Generator:
    """A numpy generator that follows from the seeded one."""
    return np.random.default_rng(rng.getrandbits(32))


def scanned(paper: Image.Image, kind: Paper) -> Shot:
    """The paper fills the picture, as from a scanner or a reader app that crops."""
    width, height = paper.size
    return Shot(paper.convert("RGB"), ((0, 0), (width, 0), (width, height), (0, height)), kind)


def on_desk(paper: Image.Image, rng: Random, desk: str, kind: Paper, *, turn: float = 3, slant: float = 0.03) -> Shot:
    """Photographed with a phone: some desk around, turned and slanted at most so much, softly lit, with noise."""
    view = _placed(paper, rng, turn, slant)
    width, height = view.size
    table = _table((width, height), DESKS[desk], rng)
    mask = np.asarray(_outline(paper.size, kind is not Paper.LICENCE), np.float32) / 255
    moved = [cv2.warpPerspective(each, view.matrix, view.size, flags=cv2.INTER_AREA) for each in (pixels(paper), mask)]
    laid = np.where(moved[1][:, :, None] > 0, moved[0], 0)
    shade = cv2.GaussianBlur(moved[1], (0, 0), 6)[:, :, None]
    table = table * (1 - 0.35 * np.roll(shade, (5, 4), (0, 1)))
    scene = table * (1 - moved[1][:, :, None]) + laid * moved[1][:, :, None]
    return Shot(picture(_exposed(np.asarray(scene, np.float32), rng)), view.corners, kind)


@dataclass(frozen=True)
class _View:
    size: tuple[int, int]
    matrix: Any
    corners: tuple[Spot, Spot, Spot, Spot]


def _placed(paper: Image.Image, rng: Random, turn: float, slant: float) -> _View:
    """Where the camera sees the paper: all of it, with 8 to 16 % of desk on every side."""
    width, height = paper.size
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = flat + np.array([(rng.uniform(-slant, slant) * width, rng.uniform(-slant, slant) * height) for _ in flat])
    turning = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-turn, turn), 1.0)
    seen = (seen @ turning[:, :2].T) + turning[:, 2]
    margin = np.array([rng.uniform(0.08, 0.16) * width, rng.uniform(0.08, 0.16) * width])
    seen = (seen - seen.min(axis=0) + margin).astype(np.float32)
    size = np.ceil(seen.max(axis=0) + rng.uniform(0.08, 0.16) * width).astype(int)
    corners = [(float(x), float(y)) for x, y in seen]
    matrix = cv2.getPerspectiveTransform(flat, seen)
    return _View((int(size[0]), int(size[1])), matrix, (corners[0], corners[1], corners[2], corners[3]))


def _outline(size: tuple[int, int], card: bool) -> Image.Image:
    mask = Image.new("L", size, 0)
    radius = CARD_RADIUS * size[0] if card else 0
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), radius=radius, fill=255)
    return mask


def _table(size: tuple[int, int], colour: Colour, rng: Random) -> Pixels:
    """A desk with grain along one direction and specks."""
    width, height = size
    noise = numpy_random(rng).normal(0, 1, (height, width)).astype(np.float32)
    long = cv2.GaussianBlur(noise, (0, 0), sigmaX=40, sigmaY=1.2)
    grain = long / (float(long.std()) + 1e-6)
    specks = cv2.GaussianBlur(noise, (0, 0), 1.0)
    depth = 5.0 if max(colour) > 100 else 2.5
    return np.asarray(np.array(colour, np.float32) + (depth * grain + depth * specks)[:, :, None], np.float32)


def _exposed(scene: Pixels, rng: Random) -> Pixels:
    """Light that falls off across the picture, paper below full white, a slight tint, lens softness, sensor noise."""
    height, width = scene.shape[:2]
    across = np.linspace(rng.uniform(-0.10, 0), rng.uniform(-0.10, 0), width, dtype=np.float32)[None, :]
    down = np.linspace(rng.uniform(-0.08, 0), rng.uniform(-0.08, 0), height, dtype=np.float32)[:, None]
    tint = np.array([rng.uniform(0.96, 1.0), rng.uniform(0.96, 1.0), rng.uniform(0.92, 1.0)], np.float32)
    lit = scene * (rng.uniform(0.84, 0.97) + across + down)[:, :, None] * tint
    soft = cv2.GaussianBlur(lit, (0, 0), 0.6)
    return np.asarray(soft + grains(soft.shape, rng.uniform(1.5, 4.0), rng), np.float32)


def grains(shape: tuple[int, ...], strength: float, rng: Random) -> Pixels:
    """Sensor noise, a little coarser than a pixel as cameras write it."""
    noise = numpy_random(rng).normal(0, strength * 1.6, shape).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(noise, (0, 0), 0.6), np.float32)


def jpeg(image: Image.Image, quality: int) -> Image.Image:
    """As a messenger sends it."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def resized(shot: Shot, share: float) -> Shot:
    """The same picture with fewer pixels."""
    size = (round(shot.image.width * share), round(shot.image.height * share))
    small = shot.image.resize(size, Image.Resampling.LANCZOS)
    a, b, c, d = ((x * share, y * share) for x, y in shot.corners)
    return replace(shot, image=small, corners=(a, b, c, d))


Setting = Callable[[Image.Image, Random, Paper], Shot]


def _desk(desk: str, turn: float = 3, slant: float = 0.03) -> Setting:
    return lambda paper, rng, kind: on_desk(paper, rng, desk, kind, turn=turn, slant=slant)


def _low_light(paper: Image.Image, rng: Random, kind: Paper) -> Shot:
    """An evening's photo that a person still reads with ease: paper near 120 of 255, more noise."""
    shot = on_desk(paper, rng, rng.choice(sorted(DESKS)), kind)
    dim = pixels(shot.image) * 0.65
    return shot.on(picture(dim + grains(dim.shape, 4, rng)))


def _scan(paper: Image.Image, rng: Random, kind: Paper) -> Shot:
    return scanned(paper, kind)


def _grainy_scan(paper: Image.Image, rng: Random, kind: Paper) -> Shot:
    values = pixels(paper) * rng.uniform(0.94, 1.0)
    return scanned(jpeg(picture(values + grains(values.shape, 2, rng)), 85), kind)


def _messenger(paper: Image.Image, rng: Random, kind: Paper) -> Shot:
    shot = on_desk(paper, rng, rng.choice(sorted(DESKS)), kind)
    return shot.on(jpeg(shot.image, 35))


def _half(paper: Image.Image, rng: Random, kind: Paper) -> Shot:
    return resized(on_desk(paper, rng, rng.choice(sorted(DESKS)), kind), 0.5)


SETTINGS: dict[str, Setting] = {
    "scan": _scan,
    "grainy scan": _grainy_scan,
    "white desk": _desk("white"),
    "grey desk": _desk("grey"),
    "wooden desk": _desk("wood"),
    "dark desk": _desk("dark"),
    "blue desk": _desk("blue"),
    "tilted": _desk("wood", turn=9),
    "slanted": _desk("grey", slant=0.07),
    "half size": _half,
    "JPEG 35": _messenger,
    "low light": _low_light,
}
"""Settings in which nothing is wrong with a picture: the ground on which faults are put, and what is tested for false
alarms."""
