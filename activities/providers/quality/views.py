"""The views of one picture that the measures share: small ones, because most of what is asked is large."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np

from activities.providers.pictures import Picture

Pixels = np.ndarray[Any, np.dtype[np.uint8]]  # height, width[, 3]
Floats = np.ndarray[Any, np.dtype[np.float32]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]

MIDDLE_SIDE, SMALL_SIDE = 1000, 500
"""Pixels of the long side: text keeps its strokes on the middle view, a paper its outline on the small one."""


@dataclass(frozen=True)
class Views:
    """One RGB picture in three sizes."""

    colour: Pixels

    @cached_property
    def grey(self) -> Pixels:
        return np.asarray(cv2.cvtColor(self.colour, cv2.COLOR_RGB2GRAY), np.uint8)

    @cached_property
    def middle(self) -> Pixels:
        return _within(self.colour, MIDDLE_SIDE)

    @cached_property
    def middle_grey(self) -> Pixels:
        return np.asarray(cv2.cvtColor(self.middle, cv2.COLOR_RGB2GRAY), np.uint8)

    @cached_property
    def small(self) -> Pixels:
        return _within(self.middle, SMALL_SIDE)

    @cached_property
    def small_grey(self) -> Pixels:
        return np.asarray(cv2.cvtColor(self.small, cv2.COLOR_RGB2GRAY), np.uint8)

    @cached_property
    def bright(self) -> float:
        """The brightness of what is bright in the picture, most often the paper; 0-255."""
        return float(np.percentile(self.small_grey[::2, ::2], 95))

    @cached_property
    def lifted(self) -> Pixels:
        """The small view of a dark picture as bright as a good one, so that edges have their usual height."""
        gain = min(5.0, 200 / max(self.bright, 1))
        return self.small if gain < 1.2 else np.asarray(cv2.convertScaleAbs(self.small, alpha=gain), np.uint8)

    @cached_property
    def bare(self) -> Pixels:
        """The small view without its print: dark details narrower than 11 pixels take the colour around them."""
        return np.asarray(cv2.morphologyEx(self.small, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8)), np.uint8)

    @cached_property
    def print(self) -> Mask:
        """Where the small view is clearly darker than the ground around it: text and lines, but not a desk's grain."""
        ground = cv2.cvtColor(self.bare, cv2.COLOR_RGB2GRAY)
        depth = cv2.subtract(ground, self.small_grey).astype(np.float32)
        return np.asarray((depth > 0.25 * ground) & (depth > 0.14 * self.bright), np.bool_)


def views_of(picture: Picture) -> Views:
    return Views(np.asarray(picture.image, np.uint8))


def _within(image: Pixels, side: int) -> Pixels:
    height, width = image.shape[:2]
    share = side / max(height, width)
    if share >= 1:
        return image
    size = (max(1, round(width * share)), max(1, round(height * share)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
