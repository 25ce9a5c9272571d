"""The pixel grid of a screen: a fine regular pattern all over the picture.

A screen whose grid the camera blurred or a messenger resized away is not found. Soft coloured bands alone are no sign:
the coloured waves of security papers have the same spectrum. Prints with a halftone raster, scanned finely, have a grid
too.
"""

from functools import cache
from itertools import product

import cv2
import numpy as np

from activities.providers.quality.views import Floats, Mask, Pixels

TILE = 256
"""Pixels: a quarter of the short side, and a pattern of 2 to 8 pixels repeats itself often enough in it."""
COARSEST = 0.12
"""Cycles a pixel: what is coarser than 8 pixels may be the paper's own security pattern."""
BLOCK = 8
"""Pixels of a JPEG block."""
NEAR = 0.01
"""Cycles a pixel around the multiples of a block that are left out where both axes have them."""
DECIBEL = 10 / np.log(10)


def grid_peak(grey: Pixels, scale: float = 1.0) -> float | None:
    """The strongest fine pattern that most of nine tiles share, in decibels of power above its neighbourhood.

    Text and ornaments differ from tile to tile and vanish in the median; level lines make ridges, which the means along
    both axes take out. `scale` given pixels made one of these. None when the picture is too small.
    """
    if min(grey.shape) < TILE:
        return None
    power = np.median(np.array([_spectrum(tile) for tile in _tiles(grey)]), axis=0).astype(np.float32)
    means = [cv2.blur(power, size, borderType=cv2.BORDER_REFLECT) for size in ((17, 17), (17, 1), (1, 17))]
    return float((power - np.maximum.reduce(means))[_fine(round(scale, 2))].max() * DECIBEL)


def _tiles(grey: Pixels) -> list[Pixels]:
    rows, columns = (_starts(length) for length in grey.shape)
    return [grey[y : y + TILE, x : x + TILE] for y, x in product(rows, columns)]


def _starts(length: int) -> list[int]:
    room = length - TILE
    return [min(room, max(0, round(share * length - TILE / 2))) for share in (0.24, 0.5, 0.76)]


def _spectrum(tile: Pixels) -> Floats:
    values = (tile - tile.mean()).astype(np.float32) * _window()
    waves = cv2.dft(values, flags=cv2.DFT_COMPLEX_OUTPUT)[:, : TILE // 2 + 1]
    # A floor of 100: below it lies rounding, whose logarithm would jump about.
    return np.asarray(np.fft.fftshift(np.log(waves[:, :, 0] ** 2 + waves[:, :, 1] ** 2 + 100), axes=0), np.float32)


@cache
def _window() -> Floats:
    return np.outer(np.hanning(TILE), np.hanning(TILE)).astype(np.float32)


@cache
def _fine(scale: float) -> Mask:
    """Where a screen's pattern may show: fine enough, and not where the blocks of JPEG show theirs."""
    down = np.fft.fftshift(np.fft.fftfreq(TILE))[:, None]
    across = np.fft.rfftfreq(TILE)[None, :]
    blocks = _is_multiple(down, scale / BLOCK) & _is_multiple(across, scale / BLOCK)
    return np.asarray((np.hypot(down, across) > COARSEST) & ~blocks, np.bool_)


def _is_multiple(frequency: Floats, step: float) -> Mask:
    return np.asarray(np.abs(frequency - np.round(frequency / step) * step) < NEAR, np.bool_)
