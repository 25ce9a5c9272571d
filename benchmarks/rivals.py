"""What the reading is measured against: two OCR engines as they come, and the value nearest to each label.

PaddleOCR runs with its own defaults, but for the network that this machine has no way to fetch (page unwarping);
RapidOCR comes from `benchmarks/rivals.lock`, unpacked below `var/`, because it wants another OpenCV than ours.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.papers import PaperKind
from models.rules import codes
from models.rules.amounts import parse_amount
from models.rules.dates import parse_card_validity, parse_date, parse_term
from models.rules.id_card_text import BACK_LABELS, FRONT_LABELS
from models.rules.licence_text import LABELS

ASSETS = Path(sys.prefix) / "share" / "ekaihu" / "models" / "ocr"
LOCK = Path(__file__).with_name("rivals.lock")
UNPACKED = Path(__file__).parents[1] / "var" / "benchmark" / "rivals"
Spot = tuple[float, float]
Seen = tuple[str, tuple[float, float, float, float]]
"""A line's text and its left, top, right and bottom."""

_LABELS: Mapping[PaperKind, Mapping[str, str]] = {
    PaperKind.LICENCE: {**LABELS, "统一社会信用代码": "credit_code", "注册号": "credit_code", "编号": "serial"},
    PaperKind.ID_FRONT: FRONT_LABELS,
    PaperKind.ID_BACK: BACK_LABELS,
}
_PARSERS: Mapping[str, Callable[[str], object]] = {
    "capital": parse_amount,
    "established": lambda text: parse_date(text).isoformat(),
    "issued": lambda text: parse_date(text).isoformat(),
    "birth_date": lambda text: parse_date(text).isoformat(),
    "term": parse_term,
    "validity": parse_card_validity,
}


def values_of(seen: Sequence[Seen], kind: PaperKind) -> dict[str, object]:
    """Field → typed value, by the label that stands left of it or above it; codes and dates also by their looks."""
    labels = _LABELS[kind]
    found: dict[str, str] = {}
    for text, box in seen:
        label = next((word for word in sorted(labels, key=len, reverse=True) if text.startswith(word)), None)
        if label and labels[label] not in found:
            found[labels[label]] = text[len(label) :].lstrip(":：") or _nearest(box, seen, labels)
    found |= _by_looks([text for text, _ in seen], kind)
    return {name: value for name, text in found.items() if (value := _typed(name, text)) is not None}


def _nearest(box: tuple[float, float, float, float], seen: Sequence[Seen], labels: Mapping[str, str]) -> str:
    left, top, right, bottom = box
    height = bottom - top
    beside = [
        (other[0] - right, text)
        for text, other in seen
        if abs(other[1] + other[3] - top - bottom) < height and other[0] >= right - height / 2 and text not in labels
    ]
    below = [(other[1] - bottom, text) for text, other in seen if other[1] >= bottom and abs(other[0] - left) < height]
    return min(beside or below or [(0.0, "")])[1]


def _by_looks(texts: Sequence[str], kind: PaperKind) -> dict[str, str]:
    """The code, whose look tells it, and a licence's last date, which has no label."""
    code = "number" if kind is PaperKind.ID_FRONT else "credit_code"
    runs = [run.group() for text in texts if (run := re.search(r"[0-9A-Z]{18}", codes.normal_code(text)))]
    days = [text for text in texts if re.fullmatch(r"\d{4}年\d{1,2}月\d{1,2}日", text)]
    found = {code: runs[0]} if runs and kind is not PaperKind.ID_BACK else {}
    return found | ({"issued": days[-1]} if days and kind is PaperKind.LICENCE else {})


def _typed(name: str, text: str) -> object:
    try:
        return _PARSERS[name](text) if name in _PARSERS else text or None
    except ValueError:
        return None


class PaddleDefaults:
    """PaddleOCR's pipeline as it comes."""

    name = "paddleocr defaults"

    def __init__(self) -> None:
        from activities.providers.paddle_engine import _engine, _imported

        paddleocr = _imported(UNPACKED.parent / "paddlex")
        parts = {
            "doc_orientation_classify": ("PP-LCNet_x1_0_doc_ori", "doc_ori"),
            "textline_orientation": ("PP-LCNet_x1_0_textline_ori", "textline_ori"),
            "text_detection": ("PP-OCRv6_small_det", "det"),
            "text_recognition": ("PP-OCRv6_small_rec", "rec"),
        }
        named = {f"{part}_model_name": name for part, (name, _) in parts.items()}
        stored = {f"{part}_model_dir": str(ASSETS / folder) for part, (_, folder) in parts.items()}
        self._pipeline = paddleocr.PaddleOCR(**named, **stored, use_doc_unwarping=False, **_engine())

    def lines(self, pixels: Any) -> list[Seen]:
        result = self._pipeline.predict(pixels)[0]
        return [(text, _bounds(poly)) for text, poly in zip(result["rec_texts"], result["rec_polys"], strict=True)]


class Rapid:
    """RapidOCR as it comes, on one thread."""

    name = "rapidocr"

    def __init__(self) -> None:
        sys.path.append(str(_unpacked()))
        os.environ["OMP_NUM_THREADS"] = "1"
        from rapidocr import RapidOCR  # type: ignore[import-not-found]  # unpacked above, not part of the environment

        one = {"EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1}
        self._engine = RapidOCR(params={"Global.log_level": "error", **one})

    def lines(self, pixels: Any) -> list[Seen]:
        result = self._engine(pixels)
        if result.txts is None:
            return []
        return [("".join(text.split()), _bounds(box)) for text, box in zip(result.txts, result.boxes, strict=True)]


def _bounds(poly: Any) -> tuple[float, float, float, float]:
    corners = np.asarray(poly, float)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return (float(left), float(top), float(right), float(bottom))


def _unpacked() -> Path:
    """The folder with RapidOCR; fetched by name and hash the first time."""
    if not (UNPACKED / "rapidocr").exists():
        pip = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "--require-hashes",
        ]
        subprocess.run([*pip, "--target", str(UNPACKED), "-r", str(LOCK)], check=True)
    return UNPACKED
