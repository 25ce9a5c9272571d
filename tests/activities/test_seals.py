"""The seal of a licence: seen where it is, and nowhere on a grey copy."""

import pytest
from PIL import Image, ImageDraw

from activities.providers.pictures import Picture
from activities.providers.seals import has_seal
from samples.cast import Firm, Paper, load_cast


def licence(firm: Firm) -> Image.Image:
    return Image.open(firm.picture(Paper.LICENCE)).convert("RGB")


def seen(image: Image.Image) -> bool:
    return has_seal(Picture(image, 1.0, image.size))


@pytest.mark.parametrize("firm", load_cast().firms, ids=lambda firm: firm.key)
def test_a_licence_has_its_seal_and_a_grey_copy_of_it_none_to_see(firm: Firm) -> None:
    assert seen(licence(firm))
    assert not seen(licence(firm).convert("L").convert("RGB"))


def test_a_seal_is_seen_in_poor_light_too() -> None:
    assert seen(licence(load_cast().firms[0]).point(lambda value: int(value * 0.35)))


def test_an_orange_ornament_a_red_border_and_red_print_are_no_seal() -> None:
    image = Image.new("RGB", (1600, 1130), (254, 252, 245))
    draw = ImageDraw.Draw(image)
    draw.ellipse((738, 102, 862, 226), outline=(206, 120, 52), width=12)
    draw.rectangle((30, 30, 1570, 1100), outline=(214, 45, 40), width=12)
    draw.rectangle((118, 320, 300, 346), fill=(214, 45, 40))
    assert not seen(image)
