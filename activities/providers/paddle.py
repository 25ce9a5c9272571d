"""Reads papers with PaddleOCR on the CPU, one thread, without any network: pictures in, readings out."""

import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from activities.providers.picture_facts import facts_of
from activities.providers.pictures import Picture, open_pages
from activities.providers.qr_codes import qr_texts
from activities.providers.seals import has_seal
from models.papers import PaperKind, ReadField, Reading
from models.policy import Reading as ReadingPolicy
from models.refusals import UnreadablePicture
from models.rules.confidence import PROVEN
from models.rules.paper_kind import kind_of
from models.rules.picture_warnings import telling_background, warnings_of
from models.rules.qr import with_qr
from models.rules.reading import reading_of, unreadable

if TYPE_CHECKING:
    from activities.providers.paddle_engine import Engine, Sheet
    from activities.providers.recogniser import Pixels

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
        values = [(name, field.box) for name, field in first.fields.items() if field.confidence < PROVEN]
        reading = reading_of(self._engine.reread(sheet, first.kind, values), policy)
        if reading.kind is PaperKind.LICENCE:
            reading = _with_marks(with_qr(reading, links := qr_texts(pixels)), bool(links), has_seal(picture))
        elif reading.kind is PaperKind.AUTHORISATION:
            reading = _with_marks(reading, qr=False, seal=has_seal(picture))
        fields = {name: _on_given(field, sheet, picture.scale) for name, field in reading.fields.items()}
        seen = _of_the_picture(picture, sheet, reading.kind, policy)
        warnings = (*reading.warnings, *seen.pop("warnings", ()))
        return reading.model_copy(update={"fields": fields, "warnings": warnings, **seen})

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


def _with_marks(reading: Reading, qr: bool, seal: bool) -> Reading:
    seen = [name for name, there in (("QR", qr), ("SEAL", seal)) if there]
    return reading.model_copy(update={"marks": (*reading.marks, *seen)})


def _of_the_picture(picture: Picture, sheet: "Sheet", kind: PaperKind, policy: ReadingPolicy) -> dict[str, Any]:
    """What is wrong with the picture itself, and the ground it shows; nothing for a case from before pictures were
    judged.
    """
    if policy.pictures is None:
        return {}
    facts = facts_of(picture, kind, sheet.turns, sheet.given_quads(), picture.editor)
    ground = telling_background(facts, policy.pictures)
    return {"warnings": warnings_of(facts, policy.pictures, kind), "background": ground}


def _on_given(field: ReadField, sheet: "Sheet", scale: float) -> ReadField:
    x, y, width, height = (round(length * scale) for length in sheet.on_picture(field.box))
    return field.model_copy(update={"box": (x, y, width, height)})
