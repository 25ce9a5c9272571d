"""Which files are opened, and how: formats, modes, orientation, pages, sizes."""

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from activities.providers.heif_boxes import heif_photo
from activities.providers.pictures import open_pages, open_picture
from models.refusals import REFUSALS, UnreadablePicture
from tests import files
from tests.builders import policy
from tests.files import colours, corners, encoded, plain

LIMITS = policy().reading
UPRIGHT = ["R", "G", "B", "RGB"]


def refused(content: bytes, **limits: Any) -> str:
    with pytest.raises(UnreadablePicture) as caught:
        open_pages(content, LIMITS.model_copy(update=limits))
    return caught.value.code


# ── what is opened ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC", "PDF"])
def test_photos_and_scans_are_opened(kind: str) -> None:
    content = files.heic(corners()) if kind == "HEIC" else encoded(corners(), kind)
    (picture,) = open_pages(content, LIMITS)
    assert (picture.image.mode, colours(picture.image)) == ("RGB", UPRIGHT)
    assert picture.size[0] / picture.size[1] == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize("value", range(1, 9))
def test_whichever_way_the_camera_was_held_the_picture_is_upright(value: int) -> None:
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Image.Transpose that undoes each orientation
    stored = corners().transpose(Image.Transpose(back[value])) if value in back else corners()
    for kind in ("JPEG", "PNG", "WEBP"):
        picture = open_picture(files.oriented(stored, value, kind), LIMITS)
        assert (picture.size, colours(picture.image)) == ((120, 80), UPRIGHT), kind


def test_an_orientation_that_is_nonsense_is_ignored() -> None:
    assert open_picture(files.oriented(corners(), 77), LIMITS).size == (120, 80)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("L", "JPEG"), ("CMYK", "JPEG"), ("L", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("RGBA", "PNG"), ("1", "PNG")],
)
def test_every_kind_of_colour_comes_out_as_rgb(mode: str, kind: str) -> None:
    half = plain((64, 64), (255, 255, 255))
    half.paste((0, 0, 0), (0, 0, 32, 64))
    image = open_picture(encoded(half.convert(mode), kind), LIMITS).image
    assert image.mode == "RGB"
    assert (image.getpixel((5, 5)), image.getpixel((60, 60))) == ((0, 0, 0), (255, 255, 255))


@pytest.mark.parametrize(("depth", "colour", "pixel"), [(16, 0, b"\x80\x00"), (16, 2, b"\x80\x00" * 3)])
def test_sixteen_bits_keep_their_middle_grey(depth: int, colour: int, pixel: bytes) -> None:
    rows = zlib.compress((b"\0" + pixel * 40) * 40)
    content = files.png(40, 40, files.chunk(b"IDAT", rows), depth=depth, colour=colour)
    assert open_picture(content, LIMITS).image.getpixel((20, 20)) == (128, 128, 128)


def test_transparent_paper_is_white() -> None:
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    assert open_picture(encoded(clear), LIMITS).image.getpixel((3, 3)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_photo_is_shrunk_and_remembers_its_scale(kind: str) -> None:
    picture = open_picture(encoded(corners((4032, 3024)), kind), LIMITS)
    assert (picture.image.size, picture.scale, picture.size) == ((2000, 1500), 2.016, (4032, 3024))
    assert colours(picture.image) == UPRIGHT


def test_a_large_photo_held_upright_is_shrunk_by_its_long_side() -> None:
    picture = open_picture(files.oriented(corners((4000, 3000)), 6), LIMITS)
    assert (picture.image.size, picture.size) == ((1500, 2000), (3000, 4000))


def test_of_a_phone_photo_with_a_preview_behind_it_the_photo_is_taken() -> None:
    content = encoded(plain((300, 200)), "MPO", save_all=True, append_images=[plain((60, 40))])
    assert open_picture(content, LIMITS).size == (300, 200)


def test_a_phone_s_film_and_notes_behind_the_photo_do_no_harm() -> None:
    film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(500)
    notes = b"\0\0\x01\x0a\x0e\0\0\0Image_UTC_Data1234567890123SEFH" + bytes(60) + b"SEFT"
    for trailer in (film, notes, film + notes, bytes(4096)):
        assert open_picture(encoded(plain(), "JPEG") + trailer, LIMITS).size == (120, 80)


def test_a_picture_of_a_few_pixels_is_refused() -> None:
    assert refused(encoded(plain((20, 20)))) == "TOO_SMALL"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_is_refused(kind: str) -> None:
    frames = [plain(colour=(n * 60, 0, 0)) for n in range(3)]
    assert refused(encoded(frames[0], kind, save_all=True, append_images=frames[1:])) == "ANIMATED"


def test_too_many_bytes_are_refused_before_anything_is_decoded() -> None:
    assert refused(encoded(plain()), max_bytes=100) == "TOO_MANY_BYTES"


def test_every_refusal_is_one_sentence_that_says_what_to_do_in_both_languages() -> None:
    for english, chinese in REFUSALS.values():
        assert "; send " in english
        assert "，请" in chinese


# ── HEIC ────────────────────────────────────────────────────────────────────────────────────────────────────────────

TILE = (128, 128)


def tiled(size: tuple[int, int] = (500, 380), turns: tuple[bytes, ...] = ()) -> bytes:
    """A photo of four by three tiles, those at the edges sticking out, as phones write it."""
    whole, canvas = corners(size), Image.new("RGB", (512, 384), "white")
    canvas.paste(whole)
    cut = [canvas.crop((x, y, x + 128, y + 128)) for y in range(0, 384, 128) for x in range(0, 512, 128)]
    tiles = [heif_photo(files.heic(one)) for one in cut]
    return files.heic_grid(size, 4, TILE, [one.tiles[0] for one in tiles], tiles[0].set_up, turns)


def test_a_heic_photo_of_many_tiles_is_put_together() -> None:
    picture = open_picture(tiled(), LIMITS)
    assert (picture.size, colours(picture.image)) == ((500, 380), UPRIGHT)


def test_our_reading_of_heic_is_that_of_the_format_s_own_library() -> None:
    import pillow_heif

    for turns in ((), (files.box(b"irot", b"\1"),), (files.box(b"irot", b"\3"), files.box(b"imir", b"\0"))):
        content = tiled(turns=turns)
        theirs = pillow_heif.open_heif(io.BytesIO(content)).to_pillow().convert("L").resize((50, 50))
        ours = open_picture(content, LIMITS).image.convert("L").resize((50, 50))
        assert max(abs(a - b) for a, b in zip(ours.tobytes(), theirs.tobytes(), strict=True)) < 8


def test_a_heic_photo_with_odd_sides_is_cut_to_them() -> None:
    assert open_picture(files.heic(corners((333, 211))), LIMITS).size == (333, 211)


def test_a_large_heic_photo_is_shrunk_and_remembers_its_scale() -> None:
    picture = open_picture(files.heic(corners((4096, 3072))), LIMITS)
    assert (picture.image.size, picture.scale, colours(picture.image)) == ((2000, 1500), 2.048, UPRIGHT)


def test_the_orientation_of_heic_is_in_the_container_and_not_applied_twice() -> None:
    exif = Image.Exif()
    exif[files.ORIENTATION] = 6
    picture = open_picture(files.heic(corners(), exif=exif.tobytes()), LIMITS)
    assert (picture.size, colours(picture.image)) == ((80, 120), ["B", "R", "RGB", "G"])


def test_a_heic_collection_is_refused() -> None:
    assert refused(files.heic(corners(), plain())) == "ANIMATED"


def test_a_heic_photo_that_claims_too_many_pixels_is_refused_before_a_tile_is_decoded() -> None:
    huge = struct.pack(">II", 60_000, 60_000)
    content = files.heic(corners((128, 128)))
    assert refused(content.replace(struct.pack(">II", 128, 128), huge)) == "TOO_MANY_PIXELS"


def test_a_tile_larger_than_it_claims_is_broken() -> None:
    content = files.heic(corners((256, 256)))
    assert refused(content.replace(struct.pack(">II", 256, 256), struct.pack(">II", 128, 128))) == "BROKEN"


# ── PDF ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_pages_of_a_pdf_are_drawn() -> None:
    many = [corners((300, 200)), *(plain((300, 200)) for _ in range(9))]
    pages = open_pages(encoded(many[0], "PDF", save_all=True, append_images=many[1:]), LIMITS)
    assert len(pages) == LIMITS.max_pages
    assert [page.image.size for page in pages] == [(2000, 1334)] * LIMITS.max_pages
    assert colours(pages[0].image) == UPRIGHT


@pytest.mark.parametrize("box", [b"0 0 595 842", b"0 0 14000 14000", b"0 0 3 4", b"-100 -100 495 742"])
def test_a_page_of_any_size_of_paper_is_drawn_at_one_resolution(box: bytes) -> None:
    assert max(open_picture(files.pdf_page(box), LIMITS).image.size) == 2000


@pytest.mark.parametrize("box", [b"0 0 99999 99999", b"0 0 1000000000 3", b"0 0 595 1", b"0 0 200 5"])
def test_a_page_with_the_size_of_no_paper_is_refused(box: bytes) -> None:
    assert refused(files.pdf_page(box)) == "PDF_PAGE_SIZE"


def test_what_stands_in_form_fields_and_notes_is_not_drawn() -> None:
    note = b"/Annots[<</Type/Annot/Subtype/Square/Rect[0 0 595 842]/IC[1 0 0]/C[1 0 0]>>]"
    assert open_picture(files.pdf_page(page=note), LIMITS).image.getpixel((700, 1000)) == (255, 255, 255)


@pytest.mark.parametrize(
    "catalogue",
    [
        b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>",
        b"/OpenAction<</S/J#61vaScript/JS(app.alert(1))>>",
        b"/OpenAction<</S/Launch/F(calc.exe)>>",
        b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>",
        b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a)/EF<</F 4 0 R>>>>]>>>>",
        b"/AcroForm<</XFA 4 0 R/Fields[]>>",
    ],
)
def test_a_pdf_with_programs_forms_or_files_in_it_is_refused(catalogue: bytes) -> None:
    assert refused(files.pdf_page(catalogue=catalogue)) == "PDF_ACTIVE"


def test_a_program_in_packed_objects_is_found() -> None:
    objects = zlib.compress(b"9 0 <</S/JavaScript/JS(app.alert(1))>>")
    packed = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (
        len(objects),
        objects,
    )
    pages = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    assert refused(files.pdf(*pages, page, packed)) == "PDF_ACTIVE"
    assert (
        len(open_pages(files.pdf(*pages, page, packed.replace(objects, zlib.compress(b"9 0 <</A 1>>"))), LIMITS)) == 1
    )


def test_a_pdf_without_pages_is_refused() -> None:
    empty = files.pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")
    assert refused(empty) == "PDF_EMPTY"


@pytest.mark.parametrize("user", [b"", b"x"])
def test_a_pdf_that_is_encrypted_is_refused(user: bytes) -> None:
    key = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O(%s)/U(%s)>>/ID[(a)(a)]" % (b"o" * 32, (user * 32).ljust(32, b"u"))
    objects = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")
    assert refused(files.pdf(*objects, trailer=key)) == "PDF_LOCKED"


def test_what_only_begins_like_a_pdf_is_broken() -> None:
    assert refused(b"%PDF-1.7") == "BROKEN"
