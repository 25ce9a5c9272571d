"""The ground under a paper as a hash (risk.md 6 F05): a table is known again, a plain or unseen one says nothing."""

import io
from random import Random
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from activities.providers.picture_facts import facts_of
from activities.providers.pictures import Picture
from models.papers import PaperKind
from models.rules.batches import bands
from models.rules.picture_warnings import telling_background
from samples.cast import Paper, load_cast
from samples.press.surroundings import SETTINGS
from tests.builders import policy

FIRMS = load_cast().firms
LIMITS = policy().reading.pictures
NEEDED = policy().clusters.background_bands


def table(seed: int) -> Image.Image:
    """A table with a pattern, stains and light of its own."""
    rough = np.random.default_rng(seed).uniform(40, 140, (14, 18, 3)).astype(np.float32)
    return Image.fromarray(cv2.resize(rough, (1600, 1200), interpolation=cv2.INTER_CUBIC).clip(0, 255).astype(np.uint8))


def photo(
    ground: Image.Image, firm: int = 0, place: tuple[int, int] = (300, 250), light: float = 1.0, quality: int = 85
) -> Picture:
    """A firm's licence on the ground, taken by another light and sent as a JPEG."""
    paper = Image.open(FIRMS[firm].picture(Paper.LICENCE)).convert("RGB").resize((960, 680))
    view = ground.copy()
    view.paste(paper, place)
    sent = io.BytesIO()
    view.point(lambda level: level * light).save(sent, "JPEG", quality=quality)
    return Picture(Image.open(sent).convert("RGB"), 1.0, view.size)


def ground_of(picture: Picture) -> str | None:
    assert LIMITS is not None
    return telling_background(facts_of(picture, PaperKind.LICENCE), LIMITS)


def equal_bands(one: Picture, other: Picture) -> int:
    told = [ground_of(picture) for picture in (one, other)]
    assert all(told)
    return len(set(bands("licence", told[0] or "")) & set(bands("licence", told[1] or "")))


@pytest.mark.parametrize(
    "over",
    [{}, {"firm": 1}, {"place": (340, 270)}, {"light": 0.85}, {"quality": 50}, {"firm": 2, "place": (260, 300)}],
    ids=["again", "another firm", "another place", "darker", "strong JPEG", "all of it"],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_f05_photos_on_one_ground_are_alike(seed: int, over: dict[str, Any]) -> None:
    assert equal_bands(photo(table(seed)), photo(table(seed), **over)) >= NEEDED


def test_f05_photos_on_different_grounds_are_not() -> None:
    views = [photo(table(seed)) for seed in range(1, 8)]
    assert max(equal_bands(one, other) for one in views for other in views if one is not other) < NEEDED


def test_f05_a_plain_ground_says_nothing() -> None:
    assert ground_of(photo(Image.new("RGB", (1600, 1200), (90, 90, 96)))) is None


@pytest.mark.parametrize("setting", ["scan", "white desk"])
def test_f05_a_scan_and_a_desk_like_every_desk_say_nothing(setting: str) -> None:
    paper = Image.open(FIRMS[0].picture(Paper.LICENCE)).convert("RGB")
    view = SETTINGS[setting](paper, Random(setting), Paper.LICENCE)
    assert ground_of(Picture(view.image, 1.0, view.image.size)) is None


def test_f05_a_case_from_before_grounds_were_compared_notes_none() -> None:
    assert LIMITS is not None
    before = LIMITS.model_copy(update={"background_contrast": None})
    assert telling_background(facts_of(photo(table(1)), PaperKind.LICENCE), before) is None
