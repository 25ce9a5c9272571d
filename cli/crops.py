"""Pictures of single fields, cut from the customer's own photo, so that eye and text are side by side."""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from cli.common import Refused
from cli.file import write_private

if TYPE_CHECKING:
    from PIL.Image import Image

    from models.policy import Reading as ReadingPolicy
    from models.readback import FormField
    from workers.bootstrap import Tools

AROUND = 0.5
"""Margin in heights of the field: the label and a descender belong to what the eye needs."""

WHOLE = 10**6
"""A long side that no picture within the limits reaches: crops come from the picture as it was taken."""


async def write_crops(tools: "Tools", no: str, fields: "Iterable[FormField]", folder: Path) -> dict[str, str]:
    """One PNG a field (`licence.name.png`), and the whole paper (`licence.png`) for a field that was not found.

    Returns field → file. Who calls has put the reading on the trail.
    """
    _make(folder)
    written: dict[str, str] = {}
    opened: dict[str, list[Image]] = {}
    for field in fields:
        if field.sha256 not in opened:
            opened[field.sha256] = _open(await tools.evidence.fetch(no, field.sha256), tools.policy.reading)
        path = folder / f"{field.about if field.box else field.paper}.png"
        write_private(path, _png(_cut(opened[field.sha256][field.page - 1], field.box)))
        written[field.about] = str(path)
    return written


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{folder} cannot be made ({error.strerror}); choose another place") from None


def _open(content: bytes, policy: "ReadingPolicy") -> "list[Image]":
    """The pages upright and at full size: the boxes lie on them."""
    from activities.providers.pictures import open_pages
    from models.refusals import UnreadablePicture

    try:
        return [page.image for page in open_pages(content, policy, WHOLE)]
    except UnreadablePicture as error:
        raise Refused(str(error)) from None


def _cut(image: "Image", box: tuple[int, int, int, int] | None) -> "Image":
    if box is None:
        return image
    x, y, width, height = box
    margin = round(AROUND * height) + 1
    left, top = max(x - margin, 0), max(y - margin, 0)
    right, bottom = min(x + width + margin, image.width), min(y + height + margin, image.height)
    return image.crop((left, top, max(right, left + 1), max(bottom, top + 1)))


def _png(image: "Image") -> bytes:
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()
