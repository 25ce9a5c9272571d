"""Paint on the picture: a patch in the paper's colour that has nothing of its grain.

A photo's paper is never smooth: sensor noise, security waves and paper fibre lie all over it. Who paints a value over
and types a new one leaves a rectangle without them. What is pasted from another picture, cloned, or painted by a
program that adds grain is not found.
"""

import cv2
import numpy as np

from activities.providers.quality.page import Page
from activities.providers.quality.views import Floats, Mask, Pixels

SMOOTH = 0.35
"""Of the paper's usual grain: JPEG evens out some spots of clean paper, but not so far over a whole rectangle."""
SQUARE, FULL = 0.74, 0.58
"""Of its level box: what the hull of a painted rectangle fills, and what is left of it between the letters."""
ONE_SHADE = 1.0
"""Grey levels between nearly all of its pixels: painted ones had 0, paper that JPEG or a lamp evened out up to 8."""
ALONE = 0.1
"""Of its size, the next large patch: 0.02 at most beside painted ones, 0.2 and more where JPEG did it."""
LEAST_GRAIN = 0.5
"""Grey levels: a picture that is blurred or evened out everywhere tells nothing."""
USUAL_HEIGHT = 18.0
"""Pixels of the middle view, where no line of text was found."""


def smooth_patch(page: Page, text_height: float | None) -> float | None:
    """The largest level rectangle without grain, in square text heights; None where the paper has none itself."""
    views = page.views
    share = max(views.middle_grey.shape) / max(views.colour.shape[:2])
    height = max(6.0, text_height * share) if text_height else USUAL_HEIGHT
    empty = _empty(views.middle_grey, height)
    grain, enough = _grain(views.middle_grey, empty, height)
    where = _paper(page, grain.shape) & enough
    usual = float(np.median(grain[where][::5])) if where.any() else 0.0
    if usual < LEAST_GRAIN:
        return None
    return _largest_rectangle(where & (grain < SMOOTH * usual), views.middle_grey, empty) / height**2


def _empty(grey: Pixels, height: float) -> Mask:
    """Where no print is, and no rim of any."""
    side = int(height * 0.6) | 1
    ground = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    print_ = cv2.subtract(ground, grey) > 0.15 * np.maximum(ground, 1)
    return np.asarray(cv2.dilate(print_.astype(np.uint8), np.ones((5, 5), np.uint8)) == 0, np.bool_)


def _grain(grey: Pixels, empty: Mask, height: float) -> tuple[Floats, Mask]:
    """Mean unevenness of the empty paper around each spot, and where enough of it is empty to tell."""
    values = grey.astype(np.float32)
    rough = np.abs(values - cv2.GaussianBlur(values, (0, 0), 2.0)) * empty
    window = (max(5, int(height * 0.8)) | 1,) * 2
    amount = cv2.blur(empty.astype(np.float32), window)
    grain = cv2.blur(rough, window) / np.maximum(amount, 1e-3)
    return np.asarray(grain, np.float32), np.asarray(amount > 0.3, np.bool_)


def _paper(page: Page, shape: tuple[int, ...]) -> Mask:
    """The paper in its own colour, neither burnt out nor covered, on the middle view."""
    bright = page.coarse_bare.mean(axis=2)
    like = (np.abs(bright - page.level) <= 0.15 * page.level + 4) & (page.foreign_colour < 0.06)
    dull = page.coarse_bare.min(axis=2) < 250
    usable = (page.coarse_mask & like & dull).astype(np.uint8)
    return np.asarray(cv2.resize(usable, (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST) > 0, np.bool_)


def _largest_rectangle(smooth: Mask, grey: Pixels, empty: Mask) -> float:
    """Area of the largest patch, if it is a rectangle, of one shade, and the only large one.

    JPEG smooths paper too, but in many places at once, with ragged rims, and light still falls off over them.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(smooth.astype(np.uint8))
    if count < 2:
        return 0.0
    areas = stats[1:, cv2.CC_STAT_AREA].astype(float)
    largest = int(np.argmax(areas))
    alone = all(area <= ALONE * areas[largest] for place, area in enumerate(areas) if place != largest)
    patch = labels == 1 + largest
    return float(areas[largest]) if alone and _is_rectangle(patch) and _one_shade(grey[patch & empty]) else 0.0


def _is_rectangle(patch: Mask) -> bool:
    """Whether its hull fills its level box, and it fills the box itself but for the letters on it."""
    spots = cv2.findNonZero(patch.astype(np.uint8))
    _, _, width, height = cv2.boundingRect(spots)
    box = float(width * height)
    return bool(cv2.contourArea(cv2.convexHull(spots)) >= SQUARE * box and patch.sum() >= FULL * box)


def _one_shade(values: Pixels) -> bool:
    return bool(len(values) > 0 and np.percentile(values, 90) - np.percentile(values, 10) <= ONE_SHADE)
