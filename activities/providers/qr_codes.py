"""Finds QR codes on a page with OpenCV."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from activities.providers.recogniser import Pixels


def qr_texts(pixels: "Pixels") -> list[str]:
    """The texts of the QR codes on the page, however it is turned; none when they are too small or too blurred.

    OpenCV's newer detector: the older one misses the specimens' code in most positions.
    """
    import cv2

    try:
        found, texts, *_ = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(pixels)
    except cv2.error:  # a pattern that only resembles a code
        return []
    return [text for text in texts if text] if found else []
