"""Light and colour of the paper: how bright it is, what is burnt out on it, whether anything on it has a colour."""

import cv2
import numpy as np

from activities.providers.quality.page import Page, colour_distance, opponents
from activities.providers.quality.views import Mask

BURNT = 246
"""Of 255 in the weakest colour: brighter than any paper but one that a scanner shows as pure white."""
OVER_PAPER = 10
"""Levels above the paper itself: on white paper exposed to the full, a burnt patch cannot be told from it."""
SHINING, SHINING_LEVEL = 1.12, 225
"""Of the paper's brightness, and levels: a mirrored lamp that does not burn out, but pales the print."""
PALED = 0.6
"""Of the depth of the print elsewhere; on paper that is lit beside a shadow, print is as deep as anywhere."""
SPOT = 0.25
"""Of the paper: what only shines over more of it is paper beside a shadow."""


def paper_level(page: Page) -> float:
    """Brightness of the empty paper, 0-255."""
    grey = page.coarse_bare.mean(axis=2)[page.coarse_mask]
    return float(np.percentile(grey, 60 if page.quad is not None else 85))


def glare_share(page: Page) -> float:
    """The largest smooth patch that is burnt out or outshines the paper, as a share of the paper."""
    red, green, blue = cv2.split(page.views.small)
    weakest = cv2.min(cv2.min(red, green), blue)
    # Below the middle: a large patch of glare is not the paper's usual brightness.
    usual = float(np.percentile(weakest[::2, ::2][page.coarse_mask], 35))
    burnt = _largest((weakest >= max(BURNT, usual + OVER_PAPER)) & page.mask, 9) / float(page.mask.sum())
    return max(burnt, _shining_share(page))


def _shining_share(page: Page) -> float:
    """As `glare_share`, of a lamp that does not burn out: it outshines the paper and pales the print."""
    bright = page.coarse_bare.min(axis=2)
    spot = (bright >= SHINING_LEVEL) & (bright >= SHINING * page.level) & page.coarse_mask
    share = _largest(spot, 5) / float(page.coarse_mask.sum())
    if not 0 < share < SPOT:
        return 0.0
    depth = 1 - page.views.small[::2, ::2].min(axis=2) / np.maximum(bright, 1)
    usual = float(np.percentile(depth[page.coarse_mask & ~spot], 97))
    return share if float(np.percentile(depth[spot], 97)) < PALED * usual else 0.0


def _largest(mask: Mask, side: int) -> float:
    """Pixels of the largest patch; opened wide, because the white between the modules of a QR code is no glare."""
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(opened)
    return float(stats[1:, cv2.CC_STAT_AREA].max()) if count > 1 else 0.0


def colour(page: Page) -> float:
    """How far the most colourful 1 % of the paper lie from the paper's own tint, in shares of brightness.

    The tint, which lamps and white balance give to a grey copy too, is taken out as a plane.
    """
    soft = cv2.GaussianBlur(page.views.small, (0, 0), 1.2)[::2, ::2].astype(np.float32)
    away = colour_distance(opponents(soft), page.tint)
    return float(np.percentile(away[page.coarse_mask], 99))
