"""The measures on pictures: each warning on pictures that have the fault, and none on pictures that have not."""

import io
from itertools import cycle
from random import Random

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from activities.providers.picture_facts import facts_of, text_height
from activities.providers.pictures import Picture, open_picture
from activities.providers.quality.software import editor_of
from models.papers import PaperKind
from models.pictures import PictureFacts
from models.rules.picture_warnings import warnings_of
from samples.cast import Firm, Paper, load_cast
from samples.ink import Fonts
from samples.press.faults import CLEAR, HEAVY, PAPER_FAULTS, PHOTO_FAULTS, lines_of, retyped
from samples.press.surroundings import SETTINGS, Shot
from tests.builders import policy

LIMITS = policy().reading
FIRM: Firm = load_cast().firms[0]


def flat(paper: Paper) -> Image.Image:
    return Image.open(FIRM.picture(paper)).convert("RGB")


def shot(setting: str, paper: Paper, seed: int = 0) -> Shot:
    return SETTINGS[setting](flat(paper), Random(f"{setting} {paper} {seed}"), paper)


def measured(view: Shot, editor: str | None = None) -> PictureFacts:
    picture = Picture(view.image, 1.0, view.image.size)
    return facts_of(picture, PaperKind(view.kind.value), quads=lines_of(view), editor=editor)


def said(view: Shot, editor: str | None = None) -> tuple[str, ...]:
    assert LIMITS.pictures is not None
    return warnings_of(measured(view, editor), LIMITS.pictures, PaperKind(view.kind.value))


# ── without a fault ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("setting", "paper"), list(zip(SETTINGS, cycle([Paper.ID_FRONT, Paper.ID_BACK]), strict=False))
)
def test_nothing_is_said_of_a_card_in_an_ordinary_setting(setting: str, paper: Paper) -> None:
    assert said(shot(setting, paper)) == ()


@pytest.mark.parametrize("setting", ["scan", "white desk", "half size", "JPEG 35"])
def test_nothing_is_said_of_a_licence_with_its_seal_frame_and_code(setting: str) -> None:
    assert said(shot(setting, Paper.LICENCE)) == ()


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_portrait_is_not_taken_for_a_cover_however_the_card_is_turned(turns: int) -> None:
    dark = flat(Paper.ID_FRONT)
    dark.paste((40, 34, 32), (660, 90, 920, 440))
    turned = dark.rotate(-90 * turns, expand=True)
    facts = facts_of(Picture(turned, 1.0, turned.size), PaperKind.ID_FRONT, turns)
    assert facts.covered_share == 0


# ── with a fault ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("defocus", "BLURRED"),
        ("motion", "BLURRED"),
        ("glare", "GLARE"),
        ("dark", "TOO_DARK"),
        ("cut", "BORDER_INCOMPLETE"),
        ("finger", "COVERED"),
        ("screen", "SCREEN"),
    ],
)
@pytest.mark.parametrize("strength", [CLEAR, HEAVY])
def test_a_fault_of_the_photo_is_told(fault: str, code: str, strength: float) -> None:
    spoilt = PHOTO_FAULTS[fault](shot("wooden desk", Paper.ID_BACK), Random(f"{fault} {strength}"), strength)
    assert code in said(spoilt)


@pytest.mark.parametrize(("fault", "code"), [("sticker", "COVERED"), ("grey copy", "BLACK_AND_WHITE")])
@pytest.mark.parametrize("paper", [Paper.LICENCE, Paper.ID_BACK])
def test_a_fault_of_the_paper_is_told(fault: str, code: str, paper: Paper) -> None:
    rng = Random(f"{fault} {paper}")
    spoilt = PAPER_FAULTS[fault](flat(paper), rng, CLEAR)
    assert said(SETTINGS["blue desk"](spoilt, rng, paper)) == (code,)


def test_a_grey_copy_stays_one_under_a_warm_lamp() -> None:
    rng = Random("lamp")
    copy = SETTINGS["grey desk"](PAPER_FAULTS["grey copy"](flat(Paper.ID_FRONT), rng, CLEAR), rng, Paper.ID_FRONT)
    warm = copy.image.convert("RGB", (1, 0, 0, 0, 0, 0.86, 0, 0, 0, 0, 0.62, 0))
    assert "BLACK_AND_WHITE" in said(copy.on(warm))


def test_a_pale_print_is_not_blurred_and_a_blurred_one_is_whatever_its_contrast() -> None:
    sharp = shot("grey desk", Paper.ID_BACK)
    pale = sharp.image.point(lambda level: round(120 + level * 0.35))
    soft = PHOTO_FAULTS["defocus"](sharp, Random(1), CLEAR)
    assert "BLURRED" not in said(sharp.on(pale))
    assert "BLURRED" in said(soft)


def test_a_sharp_desk_does_not_make_a_blurred_paper_sharp() -> None:
    view = shot("wooden desk", Paper.ID_BACK)
    soft = PHOTO_FAULTS["defocus"](view, Random(1), CLEAR).image
    box = tuple(round(length) for length in (*view.corners[0], *view.corners[2]))
    mixed = view.image.copy()
    mixed.paste(soft.crop((box[0], box[1], box[2], box[3])), (box[0], box[1]))
    assert "BLURRED" in said(view.on(mixed))


# ── editing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("setting", "paper"),
    [("grainy scan", Paper.LICENCE), ("wooden desk", Paper.ID_FRONT), ("white desk", Paper.ID_BACK)],
)
def test_a_value_painted_over_and_typed_anew_is_told(setting: str, paper: Paper) -> None:
    assert "EDITED" in said(retyped(shot(setting, paper), Random(3), CLEAR, Fonts()))


def with_software(image: Image.Image, name: str, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "exif":
        exif = Image.Exif()
        exif[0x0131] = name
        image.save(out, "JPEG", exif=exif)
    elif kind == "xmp":
        image.save(out, "JPEG", xmp=f'<x:xmpmeta><rdf:Description xmp:CreatorTool="{name}"/></x:xmpmeta>'.encode())
    else:
        notes = PngInfo()
        notes.add_text("Software", name)
        image.save(out, "PNG", pnginfo=notes)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["exif", "xmp", "png"])
def test_a_file_that_names_a_picture_editor_is_told(kind: str) -> None:
    view = shot("scan", Paper.ID_BACK)
    editor = editor_of(with_software(view.image, "Adobe Photoshop 25.0 (Windows)", kind))
    assert editor == "Photoshop"
    assert said(view, editor) == ("EDITED",)


@pytest.mark.parametrize("name", ["HUAWEI P60", "ScanSnap Manager", "Adobe Lightroom"])
def test_cameras_and_scanners_are_no_editors(name: str) -> None:
    assert editor_of(with_software(flat(Paper.ID_BACK), name, "exif")) is None


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe1 cut", b"%PDF-1.7"])
def test_notes_that_cannot_be_read_name_no_editor(content: bytes) -> None:
    assert editor_of(content) is None


# ── any picture ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [(32, 32), (33, 1200), (2000, 40), (300, 300)])
@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (200, 30, 30)])
def test_a_picture_of_nothing_is_measured_without_failing(size: tuple[int, int], colour: tuple[int, int, int]) -> None:
    empty = Image.new("RGB", size, colour)
    facts = facts_of(Picture(empty, 1.0, size))
    assert (facts.covered_share, facts.editor, facts.smooth_patch) == (0, None, None)


def test_a_large_photo_is_measured_on_its_reduced_picture() -> None:
    out = io.BytesIO()
    flat(Paper.ID_BACK).resize((3036, 1914)).save(out, "JPEG")
    picture = open_picture(out.getvalue(), LIMITS)
    assert picture.scale > 1
    assert LIMITS.pictures is not None
    assert warnings_of(facts_of(picture, PaperKind.ID_BACK), LIMITS.pictures, PaperKind.ID_BACK) == ()


def test_the_height_of_text_is_the_shorter_side_of_its_lines_without_the_room_around_it() -> None:
    upright = [(0.0, 0.0), (32.0, 0.0), (32.0, 300.0), (0.0, 300.0)]
    assert text_height([upright] * 4) == pytest.approx(20)


def test_a_few_boxes_tell_no_height_because_blurred_paragraphs_are_boxed_whole() -> None:
    assert text_height([[(0.0, 0.0), (900.0, 0.0), (900.0, 400.0), (0.0, 400.0)]]) is None
