"""Where the paper ends: four sides against whatever lies around it, or print that runs out of the picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from activities.providers.quality.views import Floats, Mask, Pixels, Views

Quad = np.ndarray[Any, np.dtype[np.float32]]  # 4, 2: x and y on the small view

LEAST_AREA = 0.2
"""Of the picture: a paper that fills less is not what the customer wanted to show."""
LEAST_PRINT = 0.78
"""Of the picture's print: a rectangle with less is a portrait, a table or a code, not the paper."""
AT_EDGE = 0.012
"""Of the long side: nearer to the picture's edge a side cannot be told from it."""
LONG_STRETCH = 0.1
"""Of the picture's side: wider than any stroke, frame or code that runs over it."""
CERTAIN = 0.9
"""Support from which no other way of finding the sides is tried."""


@dataclass(frozen=True)
class Sides:
    """A paper's four sides: corners in order, which sides lie on the picture's edge, support as in models/pictures."""

    quad: Quad
    edges: tuple[bool, ...]
    support: float

    @property
    def at_edge(self) -> int:
        return sum(self.edges)

    @property
    def at_corner(self) -> bool:
        """Whether two sides that meet lie on the picture's edge."""
        return any(one and other for one, other in zip(self.edges, (*self.edges[1:], self.edges[0]), strict=True))

    @property
    def aspect(self) -> float:
        """The long side over the short one, opposite sides averaged."""
        lengths = np.hypot(*(self.quad - np.roll(self.quad, -1, axis=0)).T)
        one, other = float(lengths[0] + lengths[2]), float(lengths[1] + lengths[3])
        return max(one, other) / max(min(one, other), 1.0)


def sides_of(views: Views) -> Sides | None:
    """The four sides best supported by edges in the picture; None when nothing looks like a paper's outline.

    One free side alone may be a printed line, so outlines with two and more go before it.
    """
    best: Sides | None = None
    slopes = _slopes(np.asarray(cv2.cvtColor(views.lifted, cv2.COLOR_RGB2GRAY), np.uint8))
    for quad in _quads(views):
        sides = _judged(quad, slopes)
        if best is None or _rank(sides) > _rank(best):
            best = sides
        if _rank(best) >= (True, CERTAIN):
            break
    return best


def _rank(sides: Sides) -> tuple[bool, float]:
    return sides.at_edge <= 2, sides.support


def print_at_edge(views: Views) -> float:
    """On the picture's side with most of it, the share of the side on which print runs out of the picture.

    Long stretches do not count: they are the paper's own rim along the picture's.
    """
    rims = ((np.s_[:2, :], 0), (np.s_[-2:, :], 0), (np.s_[:, :2], 1), (np.s_[:, -2:], 1))
    inks = (np.any(_ink(views.small[rim], views.bare[rim], views.bright), axis=depth) for rim, depth in rims)
    return max(_crossing(np.asarray(ink, np.bool_)) for ink in inks)


def _crossing(ink: Mask) -> float:
    """Of a side: what short stretches of ink take of it."""
    starts = np.flatnonzero(np.diff(np.concatenate(([0], ink.astype(np.int8), [0]))))
    lengths = starts[1::2] - starts[::2]
    return float(lengths[lengths <= LONG_STRETCH * len(ink)].sum()) / len(ink)


def _ink(small: Pixels, bare: Pixels, bright: float) -> Mask:
    """Print of any colour: what is darker than its ground in one of the three, but not a desk's grain."""
    depth = cv2.subtract(bare, small).astype(np.float32)
    return np.asarray(((depth > 0.2 * bare) & (depth > 0.1 * bright)).any(axis=2), np.bool_)


# ── finding ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _quads(views: Views) -> Iterator[Quad]:
    """The outlines with four corners that hold the print, the cheap ways of finding them first."""
    height, width = views.small_grey.shape
    for shape in _shapes(views):
        contours, _ = cv2.findContours(shape, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            hull = cv2.convexHull(contour)
            if cv2.contourArea(hull) < LEAST_AREA * height * width:
                continue
            quad = _four_corners(hull)
            if quad is not None and _holds_print(quad, views.print):
                yield quad


def _shapes(views: Views) -> Iterator[Pixels]:
    """What stands out from the desk: by brightness, by the colour around the print, by edges without and with print,
    and last by faint ones, as between a white card and a white desk."""
    grey = cv2.cvtColor(views.bare, cv2.COLOR_RGB2GRAY)
    yield np.asarray(cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1], np.uint8)
    yield paper_coloured(views).astype(np.uint8)
    bare = np.asarray(cv2.morphologyEx(views.lifted, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8)), np.uint8)
    yield _edges(bare, 1.0, (20, 50))
    yield _edges(views.lifted, 1.0, (20, 50))
    yield _edges(bare, 2.0, (6, 16))


def _edges(image: Pixels, softness: float, heights: tuple[int, int]) -> Pixels:
    """Edges in any of the three colours, thickened so that short gaps close."""
    soft = cv2.GaussianBlur(image, (0, 0), softness)
    channels = [cv2.Canny(np.ascontiguousarray(soft[:, :, n]), *heights) for n in range(3)]
    return np.asarray(cv2.dilate(np.max(channels, axis=0), np.ones((3, 3), np.uint8)), np.uint8)


def paper_coloured(views: Views) -> Mask:
    """Where the picture has the colour that lies around its print; everywhere when there is no print."""
    around = cv2.dilate(views.print.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    if around.sum() < 50:
        return np.ones(around.shape, np.bool_)
    lab = cv2.cvtColor(views.bare, cv2.COLOR_RGB2LAB).astype(np.float32)
    usual = np.median(lab[around], axis=0)
    away = np.abs(lab - usual)
    # Light falls off by shares, so in a dark picture the same paper differs by fewer levels.
    return np.asarray((away[:, :, 0] < 0.14 * usual[0]) & (np.hypot(away[:, :, 1], away[:, :, 2]) < 9), np.bool_)


def _four_corners(hull: Any) -> Quad | None:
    """The hull with its corners rounded off until four are left; None when it has no such shape."""
    length = cv2.arcLength(hull, True)
    for share in (0.02, 0.03, 0.04, 0.06, 0.08):
        corners = cv2.approxPolyDP(hull, share * length, True)
        if len(corners) <= 4:
            return np.asarray(corners.reshape(4, 2), np.float32) if len(corners) == 4 else None
    return None


def _holds_print(quad: Quad, print_: Mask) -> bool:
    inside = filled(quad, print_.shape)
    return bool((print_ & inside).sum() >= LEAST_PRINT * print_.sum())


def filled(quad: Quad, shape: tuple[int, ...]) -> Mask:
    """The area inside a convex outline."""
    mask = np.zeros(shape[:2], np.uint8)
    return np.asarray(cv2.fillConvexPoly(mask, np.round(quad).astype(np.int32), (1,)) > 0, np.bool_)


# ── judging ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _slopes(grey: Pixels) -> tuple[Floats, Floats]:
    soft = cv2.GaussianBlur(grey, (0, 0), 1.0).astype(np.float32)
    across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0, scale=0.25), cv2.Sobel(soft, cv2.CV_32F, 0, 1, scale=0.25)
    return np.asarray(across, np.float32), np.asarray(down, np.float32)


def _judged(quad: Quad, slopes: tuple[Floats, Floats]) -> Sides:
    height, width = slopes[0].shape
    near = AT_EDGE * max(height, width)
    ends = list(zip(quad, np.roll(quad, -1, axis=0), strict=True))
    edges = tuple(_on_edge(pair, (width, height), near) for pair in ends)
    supports = [_support(pair, slopes) for pair, at_edge in zip(ends, edges, strict=True) if not at_edge]
    return Sides(quad, edges, min(supports, default=0.0))


def _on_edge(pair: tuple[Floats, Floats], size: tuple[int, int], near: float) -> bool:
    (ax, ay), (bx, by) = pair
    width, height = size[0] - 1 - near, size[1] - 1 - near
    return bool(max(ax, bx) < near or min(ax, bx) > width or max(ay, by) < near or min(ay, by) > height)


def _support(pair: tuple[Floats, Floats], slopes: tuple[Floats, Floats]) -> float:
    """The share of spots along a side at which the picture changes across it, within 4 pixels of it."""
    start, along = pair[0], pair[1] - pair[0]
    length = float(np.hypot(*along))
    spots = start + along * np.linspace(0.08, 0.92, max(10, int(length / 3)))[:, None]
    normal = np.array([-along[1], along[0]]) / length
    reach = spots[:, None, :] + normal * np.arange(-4, 5)[None, :, None]
    height, width = slopes[0].shape
    x = np.clip(np.round(reach[:, :, 0]), 0, width - 1).astype(int)
    y = np.clip(np.round(reach[:, :, 1]), 0, height - 1).astype(int)
    across = (slopes[0][y, x] * normal[0] + slopes[1][y, x] * normal[1]).astype(np.float32)
    # The mean along a stretch of the side keeps an edge and takes out grain and noise.
    steep = np.abs(cv2.blur(across, (1, 9))).max(axis=1)
    return float((steep > STEEP).mean())


STEEP = 4.0
"""Grey levels a pixel or so: a white card on a white desk has that through its shadow."""
