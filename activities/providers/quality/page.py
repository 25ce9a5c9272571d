"""The paper as an area of the small view, with its own colour: what lies on it is measured against that."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from activities.providers.quality.outline import Quad, Sides, filled, paper_coloured
from activities.providers.quality.views import Floats, Mask, Views

SEEN = 0.5
"""Support from which the outline is taken for the paper's."""


@dataclass(frozen=True)
class Page:
    """The paper's area on the small view; `quad` is its outline where it was found."""

    views: Views
    mask: Mask
    quad: Quad | None

    @cached_property
    def coarse_mask(self) -> Mask:
        return self.mask[::2, ::2]

    @cached_property
    def coarse_bare(self) -> Floats:
        """Every second pixel of the view without print: colours of areas need no more."""
        return self.views.bare[::2, ::2].astype(np.float32)

    @cached_property
    def level(self) -> Floats:
        """The brightness of the empty paper at each coarse spot, 0-255: a plane, since light falls off."""
        bright = self.coarse_bare.mean(axis=2, keepdims=True)
        return _plane(bright, self._empty, (0.6, 1.5), 0.0)[:, :, 0]

    @cached_property
    def tint(self) -> Floats:
        """The colour of the empty paper at each coarse spot, as `opponents` tells it: lamps and white balance."""
        return _plane(opponents(self.coarse_bare), self._empty, (1.0, 1.0), 0.1)

    @cached_property
    def foreign_colour(self) -> Floats:
        """How far each coarse spot without print lies from the paper's tint, in shares of brightness."""
        return colour_distance(opponents(self.coarse_bare), self.tint)

    @cached_property
    def _empty(self) -> Mask:
        return self.coarse_mask & _paperlike(self.coarse_bare, self.coarse_mask)


def opponents(image: Floats) -> Floats:
    """Red against green, and blue against both, relative to brightness: the same colour in shade and in light."""
    red, green, blue = image[:, :, 0], image[:, :, 1], image[:, :, 2]
    bright = (red + green + blue) / 3 + 4
    return np.dstack([(red - green) / bright, (blue - (red + green) / 2) / bright])


def colour_distance(one: Floats, other: Floats) -> Floats:
    away = one - other
    return np.asarray(np.hypot(away[:, :, 0], away[:, :, 1]), np.float32)


def page_of(views: Views, sides: Sides | None) -> Page:
    """The paper inside the outline, or else the hull of what has the paper's colour."""
    if sides is not None and sides.support >= SEEN:
        inside = filled(sides.quad, views.small_grey.shape)
        return Page(views, _shrunk(inside), sides.quad)
    return Page(views, _shrunk(_hull(paper_coloured(views))), None)


def _shrunk(mask: Mask) -> Mask:
    """Without its rim, whose colour is mixed with the desk's; the whole picture when nothing would be left."""
    inner = cv2.erode(mask.astype(np.uint8), np.ones((9, 9), np.uint8), borderValue=(1,)) > 0
    return np.asarray(inner if inner.any() else np.ones(mask.shape), np.bool_)


def _hull(mask: Mask) -> Mask:
    """The convex area around the largest part of the mask."""
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    contours, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return np.ones(mask.shape, np.bool_)
    largest = max(contours, key=cv2.contourArea)
    return filled(np.asarray(cv2.convexHull(largest).reshape(-1, 2), np.float32), mask.shape)


def _paperlike(bare: Floats, mask: Mask) -> Mask:
    """Of the colour of most of the paper, give or take the fall of light: no stickers, no fingers, no burnt patches."""
    usual = np.median(bare[mask], axis=0)
    return np.asarray((np.abs(bare - usual) <= 0.2 * usual + 2).all(axis=2), np.bool_)


def _plane(image: Floats, where: Mask, shares: tuple[float, float], beside: float) -> Floats:
    """The plane of least squares through each channel at these spots.

    Where it runs out of what light does, it is held: between these shares of the usual value, give or take `beside`.
    """
    height, width = image.shape[:2]
    down, across = np.nonzero(where if where.any() else np.ones(where.shape, np.bool_))
    step = max(1, len(down) // 3000)
    down, across = down[::step], across[::step]
    spots = image[down, across].astype(np.float64)
    terms = np.column_stack([np.ones(len(down)), across / width, down / height])
    weights, *_ = np.linalg.lstsq(terms, spots, rcond=None)
    rows, columns = np.linspace(0, 1, height)[:, None, None], np.linspace(0, 1, width)[None, :, None]
    usual = np.median(spots, axis=0)
    plane = weights[0] + columns * weights[1] + rows * weights[2]
    return np.asarray(np.clip(plane, usual * shares[0] - beside, usual * shares[1] + beside), np.float32)
