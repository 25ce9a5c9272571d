"""Reads papers with PaddleOCR on the CPU, one thread, without any network: pictures in, readings out."""

import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from activities.providers.pictures import Picture, open_pages
from activities.providers.qr_codes import qr_texts
from models.papers import PaperKind, ReadField, Reading
from models.policy import Reading as ReadingPolicy
from models.refusals import UnreadablePicture
from models.rules.paper_kind import kind_of
from models.rules.qr import with_qr
from models.rules.reading import reading_of, unreadable

if TYPE_CHECKING:
    from activities.providers.paddle_engine import Engine, Sheet
    from activities.providers.recogniser import Pixels

BLURRED = "BLURRED"
SHARP = 10.0
"""Variance of the Laplacian at 1000 pixels width: read specimens have 20 and more, lost ones 1 to 2."""

DEFAULT_ASSETS = Path(sys.prefix) / "share" / "ekaihu"


class PaddleReader:
    """One engine with its models; not thread-safe, so each process has its own.

    `assets` is the folder that the set-up makes (models below `models/ocr`), `home` a folder the engine may write to.
    """

    def __init__(self, assets: Path = DEFAULT_ASSETS, home: Path | None = None) -> None:
        self._models = assets / "models" / "ocr"
        self._home = home or assets / "paddlex"
        self._loaded: Engine | None = None

    def warm_up(self) -> None:
        """Load the models and look at one empty page, so that the first customer does not wait for it."""
        import numpy as np

        self._engine.sheet(np.full((320, 480, 3), 255, dtype=np.uint8), 0)

    def read(self, picture: bytes, policy: ReadingPolicy) -> Reading:
        """Open and read in one step, in this process: for files of our own, and for `reader_pool` never.

        A picture that cannot be opened is a reading with the warning UNREADABLE:<code>, not an error.
        """
        started = time.monotonic()
        try:
            pages = open_pages(picture, policy)
        except UnreadablePicture as refused:
            return unreadable(refused.code)
        reading = self.read_pages(pages, policy)
        return reading.model_copy(update={"seconds": round(time.monotonic() - started, 3)})

    def read_pages(self, pages: Sequence[Picture], policy: ReadingPolicy) -> Reading:
        """The first page that shows a known paper; boxes are in its pixels as people see it, turned upright."""
        return first_known(
            self._read(page, policy).model_copy(update={"page": number}) for number, page in enumerate(pages, 1)
        )

    def _read(self, picture: Picture, policy: ReadingPolicy) -> Reading:
        pixels = without_seals(picture)
        sheet = self._upright(pixels)
        first = reading_of(sheet.lines, policy)
        values = [(name, field.box) for name, field in first.fields.items()]
        reading = reading_of(self._engine.reread(sheet, first.kind, values), policy)
        if reading.kind is PaperKind.LICENCE:
            reading = with_qr(reading, qr_texts(pixels))
        fields = {name: _on_given(field, sheet, picture.scale) for name, field in reading.fields.items()}
        return reading.model_copy(
            update={"fields": fields, "warnings": (*reading.warnings, *_blurred(reading, picture))}
        )

    def _upright(self, pixels: "Pixels") -> "Sheet":
        """The page as the classifier turns it; turned over when nothing known can be read that way."""
        turns = self._engine.turns(pixels)
        sheet = self._engine.sheet(pixels, turns)
        if kind_of(sheet.lines) is not PaperKind.UNKNOWN:
            return sheet
        other = self._engine.sheet(pixels, (turns + 2) % 4)
        return sheet if kind_of(other.lines) is PaperKind.UNKNOWN else other

    @property
    def _engine(self) -> "Engine":
        if self._loaded is None:
            from activities.providers.paddle_engine import Engine

            self._loaded = Engine(self._models, self._home)
        return self._loaded


def first_known(readings: Iterable[Reading]) -> Reading:
    """The first reading of a known paper, without making those behind it; the first of all when there is none."""
    first = None
    for reading in readings:
        first = first or reading
        if reading.kind is not PaperKind.UNKNOWN:
            return reading
    if first is None:
        raise ValueError("a paper has at least one page")
    return first


def without_seals(picture: Picture) -> "Pixels":
    """The red channel three times, what is red pushed towards the paper: seals vanish and the print below them stays.

    Black ink is dark in every channel; red ink is bright in this one, and the more so the redder it is.
    """
    import numpy as np

    red, green, blue = (np.asarray(picture.image.getchannel(name), np.int16) for name in "RGB")
    redness = np.maximum(red - np.maximum(green, blue), 0)
    bright = np.minimum(red + redness * 7 // 10, 255).astype(np.uint8)
    return np.ascontiguousarray(np.repeat(bright[:, :, None], 3, axis=2))


def _blurred(reading: Reading, picture: Picture) -> tuple[str, ...]:
    """The warning for a picture without sharp edges on which something could not be read."""
    complete = reading.kind is not PaperKind.UNKNOWN and not any(":" in warning for warning in reading.warnings)
    return () if complete or _sharpness(picture) >= SHARP else (BLURRED,)


def _sharpness(picture: Picture) -> float:
    import cv2
    import numpy as np

    width = min(1000, picture.image.width)
    grey = picture.image.convert("L").resize((width, round(picture.image.height * width / picture.image.width)))
    edges = cv2.Laplacian(np.asarray(grey), cv2.CV_32F)
    return float(np.var(edges))


def _on_given(field: ReadField, sheet: "Sheet", scale: float) -> ReadField:
    x, y, width, height = (round(length * scale) for length in sheet.on_picture(field.box))
    return field.model_copy(update={"box": (x, y, width, height)})
