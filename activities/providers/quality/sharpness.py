"""Sharpness of the print itself: widths of its edges, whatever its contrast and whatever the desk looks like."""

import math

import cv2
import numpy as np

from activities.providers.quality.views import Floats, Mask, Views

WINDOW = 15
"""Pixels of the middle view: wide enough for both sides of a blurred edge."""
FEW = 50
"""Spots: with fewer on print, the strongest edges of the whole picture are measured."""
NO_EDGE = 1.0
"""Text heights: said of a picture in which nothing has an edge."""
FAINT = 0.1
"""Of the picture's brightness: fainter edges are noise."""
USUAL_HEIGHT = 14.0
"""Pixels of the middle view: text of a licence that fills it; taken where no line of text was found."""


def sharpness(views: Views, text_height: float | None) -> tuple[float, float]:
    """Width of the print's edges in text heights, and the streak of their directions (0: all, 1: one only).

    `text_height` in pixels of the picture. An edge's width is its contrast over its steepest slope; a shaken picture
    keeps sharp edges along its way, so there the directions tell.
    """
    soft = cv2.GaussianBlur(views.middle_grey, (0, 0), 0.8).astype(np.float32)
    across = np.asarray(cv2.Sobel(soft, cv2.CV_32F, 1, 0, scale=0.125), np.float32)
    down = np.asarray(cv2.Sobel(soft, cv2.CV_32F, 0, 1, scale=0.125), np.float32)
    steep = np.asarray(cv2.magnitude(across, down), np.float32)
    window = np.ones((WINDOW, WINDOW), np.uint8)
    contrast = np.asarray(cv2.dilate(soft, window) - cv2.erode(soft, window), np.float32)
    spots = _edges(views, steep, contrast)
    if not spots.any():
        return NO_EDGE, 0.0
    width = float(np.median(contrast[spots] / (math.sqrt(2 * math.pi) * np.maximum(steep[spots], 0.1))))
    return width / _height(views, text_height), _streak(across[spots], down[spots])


def _edges(views: Views, steep: Floats, contrast: Floats) -> Mask:
    """The crests of the edges of print, the faint ones left out."""
    crest = steep >= 0.85 * cv2.dilate(steep, np.ones((7, 7), np.uint8))
    crest[:6], crest[-6:], crest[:, :6], crest[:, -6:] = False, False, False, False
    on_print = crest & _near_print(views, steep.shape)
    spots = on_print if on_print.sum() >= FEW else crest
    if not spots.any():
        return np.asarray(spots, np.bool_)
    least = max(0.45 * float(np.percentile(contrast[spots], 90)), FAINT * views.bright, 3.0)
    return np.asarray(spots & (contrast >= least), np.bool_)


def _near_print(views: Views, shape: tuple[int, ...]) -> Mask:
    size = (shape[1], shape[0])
    print_ = cv2.resize(views.print.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    return np.asarray(cv2.dilate(print_, np.ones((5, 5), np.uint8)) > 0, np.bool_)


def _height(views: Views, text_height: float | None) -> float:
    if not text_height:
        return USUAL_HEIGHT
    return float(max(4.0, text_height * max(views.middle_grey.shape) / max(views.colour.shape[:2])))


def _streak(across: Floats, down: Floats) -> float:
    """Length of the mean of the doubled directions."""
    doubled = 2 * np.arctan2(down, across)
    return float(np.hypot(np.cos(doubled).mean(), np.sin(doubled).mean()))
