"""What lies on the paper and is not part of it: a finger, a sticker, a corner of another paper."""

from typing import Any

import cv2
import numpy as np

from activities.providers.quality.page import Page
from activities.providers.quality.views import Floats, Mask
from models.papers import PaperKind

SHADED = 0.33
"""Of the paper's brightness: the shadow of a hand leaves 0.4, a dark thing less."""
COLOURED = 0.12
"""Distance from the paper's tint in shares of brightness: skin has 0.2 and more, washed-out print and shadows 0.05."""

_ZONES = {
    PaperKind.ID_FRONT: (0.58, 0.05, 0.98, 0.78),
    PaperKind.ID_BACK: (0.03, 0.05, 0.30, 0.47),
    PaperKind.LICENCE: (0.38, 0.02, 0.62, 0.24),
}
"""Left, top, right, bottom in shares of the upright paper: the portrait and the emblems, which are large and coloured
themselves."""


def covered_share(page: Page, kind: PaperKind, turns: int) -> float:
    """The largest patch that is far darker than the paper or of another colour, as a share of the paper.

    Print is too thin to count. Where the paper's own portrait or emblem is, and anywhere on a paper of unknown kind,
    only what reaches over the rim counts; `turns` quarter turns counter-clockwise bring the paper upright.
    """
    foreign = cv2.morphologyEx(_foreign(page).astype(np.uint8), cv2.MORPH_OPEN, np.ones((4, 4), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(foreign)
    own = _zone(page, kind, turns)
    patches = [labels == number for number in range(1, count) if stats[number, cv2.CC_STAT_AREA] > 20]
    counted = [patch for patch in patches if _is_laid_on(patch, page, kind, own)]
    return max((float(patch.sum()) for patch in counted), default=0.0) / float(page.coarse_mask.sum())


def _foreign(page: Page) -> Mask:
    bright = (page.coarse_bare.mean(axis=2) + 4) / (page.level + 4)
    return np.asarray(((bright < SHADED) | (page.foreign_colour > COLOURED)) & page.coarse_mask, np.bool_)


def _is_laid_on(patch: Mask, page: Page, kind: PaperKind, own: Mask) -> bool:
    rim = cv2.dilate((~page.coarse_mask).astype(np.uint8), np.ones((5, 5), np.uint8), borderValue=(1,)) > 0
    elsewhere = kind in _ZONES and (patch & own).sum() < 0.7 * patch.sum()
    return bool(elsewhere or (patch & rim).any())


def _zone(page: Page, kind: PaperKind, turns: int) -> Mask:
    """Where the paper's own large ornament lies on the coarse view."""
    mask = np.zeros(page.coarse_mask.shape, np.uint8)
    if kind in _ZONES:
        left, top, right, bottom = _ZONES[kind]
        spots = np.array([[(left, top), (right, top), (right, bottom), (left, bottom)]], np.float32)
        to_picture = cv2.getPerspectiveTransform(_UNIT, _upright_corners(page, turns))
        area = np.round(cv2.perspectiveTransform(spots, to_picture)).astype(np.int32)
        cv2.fillConvexPoly(mask, area[0], (1,))
    return np.asarray(mask > 0, np.bool_)


_UNIT = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)


def _upright_corners(page: Page, turns: int) -> Floats:
    """The paper's corners on the coarse view, clockwise from the one that is its own top left."""
    corners: Any = page.quad / 2 if page.quad is not None else _around(page.coarse_mask)
    middle = corners.mean(axis=0)
    clockwise = corners[np.argsort(np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0]))]
    first = int(np.argmin(clockwise.sum(axis=1)))
    return np.asarray(np.roll(clockwise, -first - turns, axis=0), np.float32)


def _around(mask: Mask) -> Floats:
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    return np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], np.float32)
