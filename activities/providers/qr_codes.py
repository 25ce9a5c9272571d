"""Finds QR codes on a page with zxing-cpp, on this machine; nothing that a code says is ever followed."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from activities.providers.recogniser import Pixels

MOST_CODES = 8
"""A licence has one or two; a page full of codes is no licence."""
LONGEST_TEXT = 2_000
"""Characters; a link to the publicity system has some hundred, and the largest QR code holds 4,296."""


def qr_texts(pixels: "Pixels") -> list[str]:
    """The texts of the QR codes on the page, however it is turned; none when they are too small or too blurred.

    Texts longer than LONGEST_TEXT are cut: a link that long is no official one either way.
    """
    import zxingcpp

    found = zxingcpp.read_barcodes(
        pixels, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2), text_mode=zxingcpp.TextMode.Plain
    )
    return [code.text[:LONGEST_TEXT] for code in found[:MOST_CODES] if code.text]
