"""PaddleOCR's networks behind three questions: how is the page turned, which lines stand on it, what do they say."""

import logging
import math
import os
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from activities.providers.recogniser import Marks, Pixels, Recogniser
from models.papers import PaperKind, Source
from models.rules.layout import Box, Line, line_of_signs
from models.rules.second_look import Boxes, best_of, for_all_readers, for_main_reader, is_ornament

Spot = tuple[float, float]
Quad = tuple[Spot, Spot, Spot, Spot]
"""The corners of a line: upper left, upper right, lower right, lower left."""

READ_BY_ALL_AT_MOST = 16
"""Lines that all networks read, per picture: each costs some 60 ms, and a picture with more of them is a bad one."""

GLANCE_SIDE = 640
"""Pixels of the long side for the first glance, which only has to tell where text is and how high."""

LINE_HEIGHT = 16
"""Pixels that a usual line is made high for detection: half of that loses lines, twice costs four times as much."""

LONGEST_SIDE = 1600
"""Pixels of the long side in which lines are looked for at most, however small the text: memory and time end there."""

_ONNX = {
    "intra_op_num_threads": 1,
    "inter_op_num_threads": 1,
    "enable_mem_pattern": False,
    "enable_cpu_mem_arena": True,
    "log_severity_level": 3,
}
_WIDE, _NARROW = (0.12, 0.08), (0.0, 0.0)
"""Paper left and right, above and below a line, in line heights: with some of it rare signs are read far more surely
(0.93 to 1.0 for 0.7 to 0.8) and codes do not collapse.
"""


@dataclass(frozen=True)
class Sheet:
    """The lines of one page, made level by `turns` (quarters, counter-clockwise) and `tilt` (radians).

    `pixels` is the page after the turns, before levelling, `quads` the corners of each line on it; `size` is the width
    and height before the turns.
    """

    lines: tuple[Line, ...]
    quads: tuple[Quad, ...]
    pixels: Pixels
    turns: int
    tilt: float
    size: tuple[int, int]

    def on_picture(self, box: Box) -> Box:
        """A box of the level lines as the box around it on the picture before the turns."""
        x, y, width, height = box
        corners = ((x, y), (x + width, y), (x, y + height), (x + width, y + height))
        spots = [_turned_back(rotated(corner, self.tilt), self.turns, self.size) for corner in corners]
        return _around(spots)

    def given_quads(self) -> list[list[Spot]]:
        """The corners of each line on the picture before the turns."""
        return [[_turned_back(spot, self.turns, self.size) for spot in quad] for quad in self.quads]


def rotated(spot: Spot, angle: float) -> Spot:
    """The spot turned about the origin by an angle in radians, from the x axis towards the y axis."""
    x, y = spot
    return (x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle))


def _turned_back(spot: Spot, turns: int, size: tuple[int, int]) -> Spot:
    """Where a spot of the turned page was on the picture of this width and height."""
    (x, y), (width, height) = spot, size
    return {0: (x, y), 1: (width - y, x), 2: (width - x, height - y), 3: (y, height - x)}[turns]


def _around(spots: Iterable[Spot]) -> Box:
    xs, ys = zip(*spots, strict=True)
    return (round(min(xs)), round(min(ys)), round(max(xs) - min(xs)), round(max(ys) - min(ys)))


class Engine:
    """The loaded networks. `models` holds det, rec, rec_fast, rec_second and doc_ori; `home` is all it writes to."""

    def __init__(self, models: Path, home: Path) -> None:
        paddleocr = _imported(home)
        self._orientation = paddleocr.DocImgOrientationClassification(
            model_name="PP-LCNet_x1_0_doc_ori", model_dir=str(models / "doc_ori"), **_engine()
        )
        self._glance = _detection(paddleocr, "PP-OCRv6_tiny_det", models / "det_fast")
        self._detection = _detection(paddleocr, "PP-OCRv6_small_det", models / "det")
        self._fast = Recogniser(paddleocr, "PP-OCRv6_tiny_rec", models / "rec_fast", _engine())
        self._main = Recogniser(paddleocr, "PP-OCRv6_small_rec", models / "rec", _engine())
        self._second = Recogniser(paddleocr, "PP-OCRv5_mobile_rec", models / "rec_second", _engine())

    def turns(self, pixels: Pixels) -> int:
        """How many quarters counter-clockwise bring the page upright."""
        return int(self._orientation.predict(pixels)[0]["label_names"][0]) // 90

    def sheet(self, pixels: Pixels, turns: int) -> Sheet:
        """The lines on the page after that many quarter turns as the small network reads them, made level."""
        page = np.ascontiguousarray(np.rot90(pixels, turns))
        quads = self._quads(page)
        tilt = tilt_of(quads)
        read = [(quad, _line(self._fast.read(crop_of(page, quad)), quad, tilt)) for quad in quads]
        found = [(quad, line) for quad, line in read if line and not is_ornament(line)]
        size = (pixels.shape[1], pixels.shape[0])
        return Sheet(tuple(line for _, line in found), tuple(quad for quad, _ in found), page, turns, tilt, size)

    def _quads(self, page: Pixels) -> list[Quad]:
        """The corners of every line: a glance tells where the text is and how high, then it is looked at closely."""
        seen = [_corners(poly) for poly in self._glance.predict(page, limit_side_len=GLANCE_SIDE)[0]["dt_polys"]]
        if not seen:
            return []
        left, top, right, bottom = _region(seen, page)
        part = np.ascontiguousarray(page[top:bottom, left:right])
        side = round(max(part.shape[:2]) * min(1.0, LINE_HEIGHT / _usual_height(seen)))
        found = self._detection.predict(part, limit_side_len=min(max(side, 320), LONGEST_SIDE))[0]["dt_polys"]
        return [_moved(quad, left, top) for quad in level_ones([_corners(poly) for poly in found])]

    def reread(self, sheet: Sheet, kind: PaperKind, values: Boxes) -> list[Line]:
        """The sheet's lines, those that matter as the networks together read them; `values` are the boxes so far."""
        lines = list(sheet.lines)
        wanted = for_main_reader(lines, kind, values)
        for place in wanted:
            lines[place] = best_of(self._two_readings(sheet, place))
        for place in for_all_readers(lines, wanted)[:READ_BY_ALL_AT_MOST]:
            lines[place] = best_of(self._all_readings(sheet, place))
        return lines

    def _two_readings(self, sheet: Sheet, place: int) -> dict[str, list[Line]]:
        return {"main": self._again(self._main, sheet, place, Source.ENGINE, _WIDE), "fast": [sheet.lines[place]]}

    def _all_readings(self, sheet: Sheet, place: int) -> dict[str, list[Line]]:
        two = self._two_readings(sheet, place)
        retry = self._again(self._main, sheet, place, Source.RETRY, _NARROW)
        second = self._again(self._second, sheet, place, Source.SECOND_READER, _WIDE)
        return {"main": two["main"] + retry, "second": second, "fast": two["fast"]}

    def _again(
        self, reader: Recogniser, sheet: Sheet, place: int, source: Source, margin: tuple[float, float]
    ) -> list[Line]:
        quad = sheet.quads[place]
        line = _line(reader.read(crop_of(sheet.pixels, quad, margin)), quad, sheet.tilt, source)
        return [line] if line else []


def _imported(home: Path) -> Any:
    """PaddleOCR, told before its import to stay off the network and to write below `home` only."""
    os.environ |= {"ORT_DISABLE_TELEMETRY": "1", "PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK": "True"}
    os.environ["PADDLE_PDX_CACHE_HOME"] = str(home)
    import paddleocr

    logging.getLogger("paddlex").setLevel(logging.ERROR)
    return paddleocr


def _engine() -> dict[str, Any]:
    return {"engine": "onnxruntime", "engine_config": dict(_ONNX)}


def _detection(paddleocr: Any, name: str, folder: Path) -> Any:
    """Lines of text. The text-line classifier stays off: it turns upright serif lines upside down."""
    return paddleocr.TextDetection(
        model_name=name, model_dir=str(folder), limit_type="max", unclip_ratio=1.7, **_engine()
    )


# ── geometry ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _corners(poly: Any) -> Quad:
    first, second, third, fourth = ((float(x), float(y)) for x, y in poly)
    return (first, second, third, fourth)


def _moved(quad: Quad, across: float, down: float) -> Quad:
    first, second, third, fourth = ((x + across, y + down) for x, y in quad)
    return (first, second, third, fourth)


def level_ones(quads: Sequence[Quad]) -> list[Quad]:
    """Those that can be lines of this page: about as tilted as the others and no narrower than a single sign.

    The beads and lozenges of an ornamental border are not, and each would cost as much as a short line.
    """
    tilt = tilt_of(quads)
    return [quad for quad in quads if abs(_angle(quad) - tilt) < 0.35 and _is_wide(quad)]


def _angle(quad: Quad) -> float:
    return math.atan2(quad[1][1] - quad[0][1], quad[1][0] - quad[0][0])


def _is_wide(quad: Quad) -> bool:
    return math.dist(quad[0], quad[1]) >= 0.6 * math.dist(quad[0], quad[3])


def _region(quads: Sequence[Quad], page: Pixels) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is printed, with some paper around."""
    height, width = page.shape[:2]
    xs, ys = zip(*(spot for quad in quads for spot in quad), strict=True)
    margin = 0.05 * max(max(xs) - min(xs), max(ys) - min(ys))
    left, top = max(0, round(min(xs) - margin)), max(0, round(min(ys) - margin))
    return (left, top, min(width, round(max(xs) + margin)), min(height, round(max(ys) + margin)))


def _usual_height(quads: Sequence[Quad]) -> float:
    """The median height of lines that are longer than two signs; pixels."""
    sizes = [sorted((math.dist(quad[0], quad[1]), math.dist(quad[0], quad[3]))) for quad in quads]
    return statistics.median([short for short, long in sizes if long > 2 * short] or [LINE_HEIGHT])


def tilt_of(quads: Sequence[Quad]) -> float:
    """The angle of most lines in radians, by their upper edges; only long lines tell, and 0 without them."""
    edges = [(right[0] - left[0], right[1] - left[1]) for left, right, *_ in quads]
    angles = [math.atan2(rise, run) for run, rise in edges if run > 80 and abs(rise) < run / 2]
    return statistics.median(angles) if angles else 0.0


def _line(marks: Marks, quad: Quad, tilt: float, source: Source = Source.ENGINE) -> Line | None:
    return line_of_signs(marks.text, marks.odds, marks.places, _level(quad, tilt), source)


def _level(quad: Quad, tilt: float) -> Box:
    """The level box of a line: mean edges, so that it is no higher than its text."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = (rotated(spot, -tilt) for spot in quad)
    left, right, top, bottom = (x0 + x3) / 2, (x1 + x2) / 2, (y0 + y1) / 2, (y2 + y3) / 2
    return (round(left), round(top), max(1, round(right - left)), max(1, round(bottom - top)))


def crop_of(pixels: Pixels, quad: Quad, margin: tuple[float, float] = (0, 0)) -> Pixels:
    """The line as a level rectangle, with a margin (shares of its height) of the paper around it."""
    import cv2

    left_up, right_up, right_down, left_down = quad
    width = max(1, round(max(math.dist(left_up, right_up), math.dist(left_down, right_down))))
    height = max(1, round(max(math.dist(left_up, left_down), math.dist(right_up, right_down))))
    across, down = (round(share * height) for share in margin)
    size = (width + 2 * across, height + 2 * down)
    target = [(across, down), (across + width, down), (across + width, down + height), (across, down + height)]
    matrix = cv2.getPerspectiveTransform(np.array(quad, np.float32), np.array(target, np.float32))
    crop = cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, np.uint8)
