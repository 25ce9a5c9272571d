"""Letters of authorisation and the wrong picture, drawn and read with the real engine."""

import io

import pytest
from PIL import Image

from activities.providers.paddle import PaddleReader
from models.papers import PaperKind, Term
from models.rules.reading import authorisation_of, doubts
from samples.cast import Paper as Specimen
from samples.cast import load_cast
from samples.ink import Fonts
from samples.letter import Letter, draw_letter, letter_of
from tests.builders import policy

LIMITS = policy().reading
SENTENCES, TABLE = letter_of(1), letter_of(13)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> PaddleReader:
    return PaddleReader(home=tmp_path_factory.mktemp("engine"))


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=60)
    return out.getvalue()


@pytest.mark.parametrize("letter", [SENTENCES, TABLE], ids=["sentences", "table"])
def test_a_drawn_letter_is_read_whole(reader: PaddleReader, letter: Letter) -> None:
    reading = reader.read(jpeg(draw_letter(letter, Fonts())), LIMITS)
    read = authorisation_of(reading)
    assert (read.principal, read.credit_code) == (letter.principal, letter.credit_code)
    assert (read.representative, read.representative_number) == (letter.representative, letter.representative_number)
    assert (read.agent, read.agent_number, read.agent_phone) == (letter.agent, letter.agent_number, letter.agent_phone)
    assert (read.powers, read.issued) == (letter.powers_text, letter.issued)
    assert letter.period
    assert read.period == Term(start=letter.period.start, end=letter.period.end)
    assert doubts(reading, PaperKind.AUTHORISATION, LIMITS) == []
    assert reading.marks == ("SEAL",)


def test_both_sides_of_a_card_in_one_picture_are_two_papers(reader: PaddleReader) -> None:
    firm = load_cast().firms[0]
    sides = [Image.open(firm.picture(paper)).convert("RGB") for paper in (Specimen.ID_FRONT, Specimen.ID_BACK)]
    desk = Image.new("RGB", (1100, 1400), (176, 170, 160))
    for number, side in enumerate(sides):
        desk.paste(side, (44, 30 + 700 * number))
    reading = reader.read(jpeg(desk), LIMITS)
    assert doubts(reading, PaperKind.ID_BACK, LIMITS) == ["TWO_PAPERS:id_front+id_back"]
    assert reading.fields
