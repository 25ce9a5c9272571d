"""QR codes on pages: found however the page lies, and bounded in number and length."""

import io
from collections.abc import Callable

import cv2
import numpy as np
import pytest
import segno
from PIL import Image

from activities.providers.paddle import without_seals
from activities.providers.pictures import Picture
from activities.providers.qr_codes import LONGEST_TEXT, MOST_CODES, qr_texts
from samples.cast import Paper, load_cast

Change = Callable[[Image.Image], Image.Image]


def specimen() -> Image.Image:
    return Image.open(load_cast().firms[0].picture(Paper.LICENCE)).convert("RGB")


def code(text: str, scale: int = 4) -> Image.Image:
    out = io.BytesIO()
    segno.make_qr(text).save(out, kind="png", scale=scale)
    return Image.open(out).convert("RGB")


def found(image: Image.Image) -> list[str]:
    return qr_texts(without_seals(Picture(image, 1.0, image.size)))


def poor(image: Image.Image) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=30)
    return Image.open(out).convert("RGB")


def from_the_side(image: Image.Image) -> Image.Image:
    width, height = image.size
    there = np.array([[0.06, 0.05], [0.93, 0], [1, 0.97], [0, 0.92]], np.float32) * np.array(
        [width, height], np.float32
    )
    here = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = cv2.warpPerspective(np.asarray(image), cv2.getPerspectiveTransform(here, there), (width, height))
    return Image.fromarray(moved)


CHANGES: dict[str, Change] = {
    "as it is": lambda image: image,
    "a quarter turned": lambda image: image.rotate(90, expand=True),
    "upside down": lambda image: image.rotate(180),
    "tilted": lambda image: image.rotate(7, Image.Resampling.BICUBIC, expand=True, fillcolor=(200, 200, 200)),
    "at half the size": lambda image: image.resize((image.width // 2, image.height // 2)),
    "as a poor JPEG": poor,
    "from the side": from_the_side,
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_code_of_a_licence_is_found_however_it_was_photographed(change: str) -> None:
    (text,) = found(CHANGES[change](specimen()))
    assert load_cast().firms[0].credit_code in text


def test_a_page_without_a_code_has_none() -> None:
    assert found(Image.new("RGB", (800, 600), "white")) == []


def test_a_very_long_code_is_cut() -> None:
    (text,) = found(code("7" * 4_000))
    assert text == "7" * LONGEST_TEXT


def test_of_a_page_full_of_codes_some_are_enough() -> None:
    one = code("x" * 20)
    page = Image.new("RGB", (one.width * 6, one.height * 6), "white")
    for place in range(36):
        page.paste(one, (place % 6 * one.width, place // 6 * one.height))
    assert len(found(page)) == MOST_CODES


def test_other_kinds_of_code_are_not_read() -> None:
    out = io.BytesIO()
    segno.make_micro("1234").save(out, kind="png", scale=6)
    assert found(Image.open(out).convert("RGB")) == []
