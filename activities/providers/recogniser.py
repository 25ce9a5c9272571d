"""One recognition network of PaddleOCR: a level crop of a line in, its signs with their odds and places out.

PaddleOCR's own call tells only the mean over a line, in which one doubtful sign drowns. Its network and its character
list are used here as they are; the decoding keeps what it throws away, and short lines are not padded to 320 pixels,
which costs as much time as a long line.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Pixels = np.ndarray[Any, np.dtype[np.uint8]]  # the shape varies: height, width, 3

HEIGHT = 48
SHORTEST = 64
"""Pixels; a single sign in a narrower field is read worse than with some ground behind it."""
LONGEST = 3200
BLANK = 0


@dataclass(frozen=True)
class Marks:
    """What stands on a crop: signs, the odds of each (0 to 1), and where each stands (shares of the crop's width)."""

    text: str
    odds: tuple[float, ...]
    places: tuple[float, ...]


class Recogniser:
    """A loaded network; not thread-safe."""

    def __init__(self, paddleocr: Any, name: str, folder: Path, engine: dict[str, Any]) -> None:
        predictor = paddleocr.TextRecognition(model_name=name, model_dir=str(folder), **engine).paddlex_predictor
        self._run = predictor.runner
        self._signs: list[str] = predictor.post_op.character

    def read(self, crop: Pixels) -> Marks:
        """The signs on one crop, from left to right; none on an empty one."""
        field, filled = _field(crop)
        scores = np.asarray(self._run(x=[field])[0])[0]
        best, odds = scores.argmax(axis=1), scores.max(axis=1)
        return self._decoded(best, odds, filled)

    def _decoded(self, best: Any, odds: Any, filled: float) -> Marks:
        """Runs of one sign count once (connectionist temporal classification); each has its best column's odds."""
        starts = np.flatnonzero(np.diff(best, prepend=-1))
        runs = [
            (int(best[start]), float(odds[start:end].max()), (start + end) / 2 / len(best) / filled)
            for start, end in zip(starts, [*starts[1:], len(best)], strict=True)
            if best[start] != BLANK
        ]
        return Marks(
            text="".join(self._signs[sign] for sign, _, _ in runs),
            odds=tuple(share for _, share, _ in runs),
            places=tuple(min(place, 1.0) for _, _, place in runs),
        )


def _field(crop: Pixels) -> tuple[Any, float]:
    """The network's input of height 48 and the share of its width that the crop fills."""
    import cv2

    height, width = crop.shape[:2]
    across = min(max(round(HEIGHT * width / height), 8), LONGEST)
    small = cv2.resize(crop, (across, HEIGHT), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    field = np.zeros((1, 3, HEIGHT, max(across, SHORTEST)), np.float32)
    field[0, :, :, :across] = (small / 127.5 - 1.0).transpose(2, 0, 1)
    return field, across / field.shape[3]
