"""Which picture editor signed the file: what EXIF, XMP and PNG texts say of themselves."""

import io
import re

EDITORS = {
    "photoshop": "Photoshop",
    "gimp": "GIMP",
    "photopea": "Photopea",
    "affinity photo": "Affinity Photo",
    "pixelmator": "Pixelmator",
    "paint.net": "paint.net",
    "picsart": "PicsArt",
    "meitu": "Meitu",
    "美图": "Meitu",
    "xingtu": "Xingtu",
    "醒图": "Xingtu",
}
"""What programs that paint and paste call themselves. Cameras, scanners, messengers and the phones' own galleries,
which turn and crop, are left out: their names prove nothing."""

SOFTWARE, PROCESSING_SOFTWARE = 0x0131, 0x000B
_TOOL = re.compile(r"(?:CreatorTool|softwareAgent)\s*(?:=\s*[\"']|>)([^\"'<]{1,80})")
_LONGEST = 200_000
"""Bytes of XMP looked at: an honest packet has some 10,000."""


def editor_of(content: bytes) -> str | None:
    """The editor that a JPEG, PNG or WebP names, by our own spelling; None when it names none or its notes break.

    The file is one that was opened before, so its limits are kept.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as image:
            exif = image.getexif()
            notes = [exif.get(SOFTWARE), exif.get(PROCESSING_SOFTWARE), image.info.get("Software")]
            packets = [image.info.get(name) for name in ("xmp", "XML:com.adobe.xmp")]
    except Exception:  # the picture itself is decoded; notes that break the parser are no notes
        return None
    named = [_text(note) for note in notes] + [tool for packet in packets for tool in _TOOL.findall(_text(packet))]
    return next((name for text in named for sign, name in EDITORS.items() if sign in text.lower()), None)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value[:_LONGEST].decode("utf-8", "replace")
    return value[:_LONGEST] if isinstance(value, str) else ""
