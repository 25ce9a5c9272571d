"""What the press hands out: a paper that is not drawn yet, and what a reader must find on it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

from models.papers import EntityKind, Money, PaperKind, Term


@dataclass(frozen=True)
class Expected:
    """One field as printed, lines joined, and its value as a reading types it (days as ISO text)."""

    text: str
    value: str | Money | Term


@dataclass(frozen=True)
class Specimen:
    """One paper; drawing it costs time and is done anew each time, always to the same pixels.

    `face` is the print face of its values; `expected` holds only what is printed.
    """

    name: str
    kind: PaperKind
    layout: str
    entity: EntityKind | None
    face: str
    expected: dict[str, Expected]
    drawing: Callable[[], Image.Image] = field(repr=False, compare=False)

    def draw(self) -> Image.Image:
        """The paper as an RGB picture."""
        return self.drawing()
