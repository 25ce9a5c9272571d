"""Light and colour of the paper: how bright it is, what is burnt out on it, whether anything on it has a colour."""

import cv2
import numpy as np

from activities.providers.quality.page import Page
from activities.providers.quality.views import Floats, Pixels

BURNT = 246
"""Of 255 in the weakest colour: brighter than any paper but one that a scanner shows as pure white."""
OVER_PAPER = 10
"""Levels above the paper itself: on white paper exposed to the full, a burnt patch cannot be told from it."""


def paper_level(page: Page) -> float:
    """Brightness of the empty paper, 0-255."""
    grey = page.coarse_bare.mean(axis=2)[page.coarse_mask]
    return float(np.percentile(grey, 60 if page.quad is not None else 85))


def glare_share(page: Page) -> float:
    """The largest smooth patch that is burnt out and brighter than the paper, as a share of the paper."""
    red, green, blue = cv2.split(page.views.small)
    weakest = cv2.min(cv2.min(red, green), blue)
    # Below the middle: a large patch of glare is not the paper's usual brightness.
    usual = float(np.percentile(weakest[::2, ::2][page.coarse_mask], 35))
    burnt = ((weakest >= max(BURNT, usual + OVER_PAPER)) & page.mask).astype(np.uint8)
    # Opened wide: the white between the modules of a QR code is no glare.
    patches = np.asarray(cv2.morphologyEx(burnt, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8)), np.uint8)
    return _largest(patches) / float(page.mask.sum())


def _largest(mask: Pixels) -> float:
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    return float(stats[1:, cv2.CC_STAT_AREA].max()) if count > 1 else 0.0


def colour(page: Page) -> float:
    """How far the most colourful 1 % of the paper lie from the paper's own tint, in shares of brightness.

    The tint, which lamps and white balance give to a grey copy too, is taken out as a plane.
    """
    soft = cv2.GaussianBlur(page.views.small, (0, 0), 1.2)[::2, ::2].astype(np.float32)
    away = opponents(soft)[page.coarse_mask] - opponents(page.coarse_tone)[page.coarse_mask]
    return float(np.percentile(np.hypot(away[:, 0], away[:, 1]), 99))


def opponents(image: Floats) -> Floats:
    """Red against green, and blue against both, relative to brightness: the same colour in shade and in light."""
    red, green, blue = image[:, :, 0], image[:, :, 1], image[:, :, 2]
    bright = np.maximum((red + green + blue) / 3, 0) + 4
    return np.dstack([(red - green) / bright, (blue - (red + green) / 2) / bright])
