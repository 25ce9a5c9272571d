"""What lies around the paper, as a hash by which two photos on one ground are known (risk.md 6 F05).

A difference hash of the picture's rim alone: 64 bits, each telling whether a stretch of the rim is brighter than the
next. Exposure and compression hardly change it; a paper that is laid down elsewhere does not change it at all.
"""

import cv2
import numpy as np

from activities.providers.quality.outline import Sides
from activities.providers.quality.views import Floats, Views

RIM = 0.04
"""Of the long side: the depth of the rim that is looked at."""
FREE = 1.5
"""Rims of room that the paper leaves: its shadow is no ground."""
_STRETCHES = 16


def background_of(views: Views, sides: Sides | None) -> tuple[str | None, float]:
    """The hash in hexadecimal, and the mean step in brightness (0-255) from one stretch to the next.

    (None, 0) when the paper is not found or comes near the rim: then there is no ground that could be told from it.
    """
    grey = np.asarray(views.small_grey, np.float32)
    height, width = grey.shape
    depth = max(2, round(RIM * max(height, width)))
    if sides is None or not _free(sides, (width, height), FREE * depth):
        return None, 0.0
    rims = (grey[:depth].T, grey[-depth:].T, grey[:, :depth], grey[:, -depth:])
    steps = np.concatenate([_steps(np.asarray(rim, np.float32)) for rim in rims])
    return np.packbits(steps > 0).tobytes().hex(), float(np.abs(steps).mean())


def _free(sides: Sides, size: tuple[int, int], room: float) -> bool:
    (left, top), (right, bottom) = sides.quad.min(axis=0), sides.quad.max(axis=0)
    return bool(min(left, top) >= room and right <= size[0] - room and bottom <= size[1] - room)


def _steps(rim: Floats) -> Floats:
    """From each stretch of a rim (along, across) to the next."""
    stretches = cv2.resize(np.ascontiguousarray(rim), (1, _STRETCHES + 1), interpolation=cv2.INTER_AREA)
    return np.asarray(np.diff(stretches[:, 0]), np.float32)
