"""PaddleOCR's models behind three questions: how is the page turned, which lines stand on it, what says this crop."""

import logging
import math
import os
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models.papers import Source
from models.rules.layout import Box, Line, Span, line_of
from models.rules.paper_text import better_of, worth_rereading

Pixels = np.ndarray[Any, np.dtype[np.uint8]]  # the shape varies: height, width, 3
Spot = tuple[float, float]

REREAD_AT_MOST = 16
"""Lines read again per picture: each costs some 60 ms, and a picture with more unsure lines is a bad picture."""

_ONNX = {"intra_op_num_threads": 1, "inter_op_num_threads": 1, "enable_mem_pattern": False, "log_severity_level": 3}
_PADDINGS = ((6, 4), (14, 2))
"""Pixels added left and right, above and below, when a line is read again; a collapsed code needs only a few."""


@dataclass(frozen=True)
class Sheet:
    """The lines of one page, made level by `turns` (quarters, counter-clockwise) and `tilt` (radians).

    `pixels` is the page after the turns, before levelling; `size` is the width and height before the turns.
    """

    lines: tuple[Line, ...]
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
    """The loaded models. `models` holds det, rec, rec_second and doc_ori; `home` is the only folder written to."""

    def __init__(self, models: Path, home: Path) -> None:
        paddleocr = _imported(home)
        self._orientation = paddleocr.DocImgOrientationClassification(
            model_name="PP-LCNet_x1_0_doc_ori", model_dir=str(models / "doc_ori"), **_engine()
        )
        self._pages = _pipeline(paddleocr, models)
        self._readers = {
            Source.RETRY: _recogniser(paddleocr, "PP-OCRv6_small_rec", models / "rec"),
            Source.SECOND_READER: _recogniser(paddleocr, "PP-OCRv5_mobile_rec", models / "rec_second"),
        }

    def turns(self, pixels: Pixels) -> int:
        """How many quarters counter-clockwise bring the page upright."""
        return int(self._orientation.predict(pixels)[0]["label_names"][0]) // 90

    def sheet(self, pixels: Pixels, turns: int) -> Sheet:
        """The lines on the page after that many quarter turns, with characters placed, made level."""
        page = np.ascontiguousarray(np.rot90(pixels, turns))
        result = self._pages.predict(page, return_word_box=True)[0]
        quads = [[(float(x), float(y)) for x, y in quad] for quad in result["rec_polys"]]
        tilt = tilt_of(quads)
        size = (pixels.shape[1], pixels.shape[0])
        return Sheet(tuple(_lines(result, quads, tilt)), page, turns, tilt, size)

    def reread(self, sheet: Sheet) -> list[Line]:
        """The lines, the doubtful ones as a wider crop or the second model reads them where that is better."""
        lines = list(sheet.lines)
        for place in worth_rereading(lines)[:REREAD_AT_MOST]:
            lines[place] = better_of(lines[place], list(self._again(sheet, lines[place])))
        return lines

    def _again(self, sheet: Sheet, line: Line) -> Iterable[Line]:
        for source, reader in self._readers.items():
            for padding in _PADDINGS:
                answer = reader.predict(_crop(sheet, line, padding))[0]
                box = line.box
                again = line_of(answer["rec_text"], float(answer["rec_score"]), box, source=source)
                if again:
                    yield again


def _imported(home: Path) -> Any:
    """PaddleOCR, told before its import to stay off the network and to write below `home` only."""
    os.environ |= {"ORT_DISABLE_TELEMETRY": "1", "PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK": "True"}
    os.environ["PADDLE_PDX_CACHE_HOME"] = str(home)
    import paddleocr

    logging.getLogger("paddlex").setLevel(logging.ERROR)
    return paddleocr


def _engine() -> dict[str, Any]:
    return {"engine": "onnxruntime", "engine_config": dict(_ONNX)}


def _pipeline(paddleocr: Any, models: Path) -> Any:
    """Detection and recognition. The text-line classifier stays off: it turns upright serif lines upside down."""
    return paddleocr.PaddleOCR(
        text_detection_model_name="PP-OCRv6_small_det",
        text_detection_model_dir=str(models / "det"),
        text_recognition_model_name="PP-OCRv6_small_rec",
        text_recognition_model_dir=str(models / "rec"),
        use_doc_orientation_classify=False,
        use_doc_unwarping=False,
        use_textline_orientation=False,
        text_recognition_batch_size=1,
        text_det_limit_type="max",
        text_det_limit_side_len=1600,
        text_det_unclip_ratio=1.7,
        **_engine(),
    )


def _recogniser(paddleocr: Any, name: str, folder: Path) -> Any:
    return paddleocr.TextRecognition(model_name=name, model_dir=str(folder), **_engine())


# ── geometry ────────────────────────────────────────────────────────────────────────────────────────────────────────


def tilt_of(quads: Sequence[Sequence[Spot]]) -> float:
    """The angle of most lines in radians, by their upper edges; only long lines tell, and 0 without them."""
    edges = [(right[0] - left[0], right[1] - left[1]) for left, right, *_ in quads]
    angles = [math.atan2(rise, run) for run, rise in edges if run > 80 and abs(rise) < run / 2]
    return statistics.median(angles) if angles else 0.0


def _lines(result: Mapping[str, Any], quads: Sequence[Sequence[Spot]], tilt: float) -> Iterable[Line]:
    words = zip(result["text_word"], result["text_word_boxes"], strict=True)
    for text, score, quad, (pieces, boxes) in zip(result["rec_texts"], result["rec_scores"], quads, words, strict=True):
        box, spans = _level(quad, tilt), [(float(box[0]), float(box[2])) for box in boxes]
        placed = list(zip(pieces, _stretched(spans, quad, box), strict=False))
        if line := line_of(text, float(score), box, placed):
            yield line


def _level(quad: Sequence[Spot], tilt: float) -> Box:
    """The level box of a line: mean edges, so that it is no higher than its text."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = (rotated(spot, -tilt) for spot in quad)
    left, right, top, bottom = (x0 + x3) / 2, (x1 + x2) / 2, (y0 + y1) / 2, (y2 + y3) / 2
    return (round(left), round(top), max(1, round(right - left)), max(1, round(bottom - top)))


def _stretched(spans: Iterable[Span], quad: Sequence[Spot], box: Box) -> list[Span]:
    """Edges measured on the tilted line, laid along the level one."""
    start, end = min(x for x, _ in quad), max(x for x, _ in quad)
    scale = box[2] / max(end - start, 1.0)
    return [(box[0] + (left - start) * scale, box[0] + (right - start) * scale) for left, right in spans]


def _crop(sheet: Sheet, line: Line, padding: tuple[int, int]) -> Pixels:
    """The line with some paper around it, level, white where the page ends."""
    import cv2

    across, down = padding
    width, height = round(line.right - line.left) + 2 * across, round(line.height) + 2 * down
    corners = [(-across, -down), (width - across, -down), (-across, height - down)]
    origin = (line.left, line.top)
    source = [rotated((origin[0] + x, origin[1] + y), sheet.tilt) for x, y in corners]
    target = [(0, 0), (width, 0), (0, height)]
    matrix = cv2.getAffineTransform(np.array(source, np.float32), np.array(target, np.float32))
    return np.asarray(cv2.warpAffine(sheet.pixels, matrix, (width, height), borderValue=(255, 255, 255)), np.uint8)
