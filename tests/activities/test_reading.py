"""The reading stage: the activity with fakes, and the real engine on specimen papers."""

import hashlib
import io

import pytest
from PIL import Image
from temporalio.testing import ActivityEnvironment

from activities.providers.paddle import PaddleReader
from activities.read import ReadActivities
from models.papers import EvidenceKind, EvidenceRef, Paper, PaperKind, Reading
from models.policy import Reading as ReadingPolicy
from models.requests import ReadPaper
from models.rules.reading import id_card_of, licence_of
from samples.cast import Firm, load_cast
from samples.cast import Paper as Specimen
from tests.builders import APPLICATION, policy

LIMITS = policy().reading


# ── the activity ────────────────────────────────────────────────────────────────────────────────────────────────────


class RecordingReader:
    """Reads nothing and remembers what it was given."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []

    async def read(self, picture: bytes, policy: ReadingPolicy) -> Reading:
        self.seen.append(picture)
        return Reading(kind=PaperKind.LICENCE, fields={})


class OnePicture:
    """An evidence store with one object."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def fetch(self, application: str, sha256: str) -> bytes:
        assert (application, sha256) == (APPLICATION, hashlib.sha256(self._content).hexdigest())
        return self._content


async def test_the_stored_picture_is_what_is_read() -> None:
    content = b"the picture"
    ref = EvidenceRef(
        sha256=hashlib.sha256(content).hexdigest(), kind=EvidenceKind.PAPER, media_type="image/png", size=len(content)
    )
    ask = ReadPaper(application=APPLICATION, paper=Paper(kind=PaperKind.LICENCE, ref=ref), policy=LIMITS)
    reader = RecordingReader()
    stage = ReadActivities(reader, OnePicture(content))
    reading = await ActivityEnvironment().run(stage.read_paper, ask)
    assert (reading.kind, reader.seen) == (PaperKind.LICENCE, [content])


# ── the engine (loading takes 4 s, a licence 1.5 s) ─────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> PaddleReader:
    made = PaddleReader(home=tmp_path_factory.mktemp("engine"))
    made.warm_up()
    return made


@pytest.fixture(scope="module")
def firm() -> Firm:
    return load_cast().firms[0]


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_a_specimen_licence_is_read_whole(reader: PaddleReader, firm: Firm) -> None:
    reading = reader.read(firm.picture(Specimen.LICENCE).read_bytes(), LIMITS)
    licence = licence_of(reading)
    assert (licence.credit_code, licence.name, licence.representative) == (
        firm.credit_code,
        firm.name,
        firm.representative.name,
    )
    assert (licence.established, licence.issued, licence.authority) == (firm.established, firm.issued, firm.authority)
    assert reading.warnings == ()
    assert reading.marks == ("COPY", "QR", "SEAL")
    assert reading.seconds > 0


def test_both_sides_of_a_specimen_card_are_read_whole(reader: PaddleReader, firm: Firm) -> None:
    sides = [reader.read(firm.picture(paper).read_bytes(), LIMITS) for paper in (Specimen.ID_FRONT, Specimen.ID_BACK)]
    card, person = id_card_of(sides[0], sides[1]), firm.representative
    assert (card.name, card.number, card.address) == (person.name, person.number, person.address)
    assert card.validity is not None
    assert (card.validity.start, card.validity.end) == (person.valid_from, person.valid_until)
    assert [side.warnings for side in sides] == [(), ()]


@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270])
def test_a_turned_card_is_read_and_its_boxes_lie_on_the_turned_picture(
    reader: PaddleReader, firm: Firm, turn: Image.Transpose
) -> None:
    card = Image.open(firm.picture(Specimen.ID_FRONT)).convert("RGB")
    upright = reader.read(png(card), LIMITS).fields["number"]
    turned = reader.read(png(card.transpose(turn)), LIMITS).fields["number"]
    x, y, width, height = upright.box
    mark = Image.new("1", card.size)
    mark.paste(1, (x, y, x + width, y + height))
    box = mark.transpose(turn).getbbox()
    assert turned.value == upright.value
    assert box is not None
    assert (box[0], box[1], box[2] - box[0], box[3] - box[1]) == pytest.approx(turned.box, abs=12)


def test_boxes_of_a_large_photo_are_in_its_own_pixels(reader: PaddleReader, firm: Firm) -> None:
    card = Image.open(firm.picture(Specimen.ID_BACK)).convert("RGB")
    small = reader.read(png(card), LIMITS).fields["validity"]
    large = reader.read(png(card.resize((card.width * 3, card.height * 3))), LIMITS).fields["validity"]
    assert [round(length / 3) for length in large.box] == pytest.approx(small.box, abs=12)


def test_a_blurred_emblem_side_never_gives_a_validity(reader: PaddleReader) -> None:
    blurred = next(one for one in load_cast().firms if one.blurred_id_back.exists()).blurred_id_back
    reading = reader.read(blurred.read_bytes(), LIMITS)
    assert id_card_of(None, reading).validity is None
    assert reading.kind is PaperKind.ID_BACK
    assert "FIELD_MISSING:validity" in reading.warnings


def test_an_empty_page_is_an_unknown_paper(reader: PaddleReader) -> None:
    assert reader.read(png(Image.new("RGB", (800, 600), "white")), LIMITS).kind is PaperKind.UNKNOWN


def test_what_is_no_picture_is_a_reading_with_a_warning(reader: PaddleReader) -> None:
    assert reader.read(b"PK\x03\x04", LIMITS).warnings == ("UNREADABLE:ARCHIVE",)


def test_of_a_document_the_first_page_with_a_known_paper_is_read(reader: PaddleReader, firm: Firm) -> None:
    blank, card = Image.new("RGB", (800, 600), "white"), Image.open(firm.picture(Specimen.ID_FRONT)).convert("RGB")
    out = io.BytesIO()
    blank.save(out, "PDF", save_all=True, append_images=[card, blank])
    reading = reader.read(out.getvalue(), LIMITS)
    assert (reading.kind, reading.page) == (PaperKind.ID_FRONT, 2)
    assert reading.fields["number"].value == firm.representative.number


def test_a_document_of_unknown_pages_is_an_unknown_paper_on_its_first(reader: PaddleReader) -> None:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(out, "PDF", save_all=True, append_images=[Image.new("RGB", (400, 300))])
    reading = reader.read(out.getvalue(), LIMITS)
    assert (reading.kind, reading.page) == (PaperKind.UNKNOWN, 1)
