"""Identity cards from lines of text (formats.md 4, 5)."""

from collections.abc import Sequence

import pytest

from models.papers import PaperKind, Term
from models.rules.id_card_text import ETHNICITIES, id_back_fields, id_front_fields
from models.rules.layout import Line
from models.rules.paper_text import kind_of
from tests.unit.test_licence_text import line

NUMBER = "310199199001010018"
FRONT = [
    line("姓名范例安", 61, 75),
    line("性别男民族汉", 57, 147),
    line("出生1990年1月1日", 62, 224),
    line("住址上海市示范区春晓路18", 61, 297),
    line("弄6号302室", 117, 347),
    line("公民身份号码", 63, 538),
    line(NUMBER, 316, 538),
]
BACK = [
    line("中华人民共和国", 341, 89),
    line("居民身份证", 327, 195),
    line("签发机关上海市公安局示范分局", 254, 452),
    line("有效期限 2017.03.08-2037.03.08", 255, 529),
]


def other(lines: Sequence[Line], old: str, new: Line) -> list[Line]:
    return [new if one.text == old else one for one in lines]


def test_every_field_of_the_people_side_is_found_without_a_warning() -> None:
    fields, warnings = id_front_fields(FRONT)
    assert {name: field.value for name, field in fields.items()} == {
        "name": "范例安",
        "sex": "男",
        "ethnicity": "汉",
        "birth_date": "1990-01-01",
        "address": "上海市示范区春晓路18弄6号302室",
        "number": NUMBER,
    }
    assert warnings == []
    assert kind_of(FRONT) is PaperKind.ID_FRONT


def test_the_emblem_side_has_authority_and_validity() -> None:
    fields, warnings = id_back_fields(BACK)
    assert fields["authority"].value == "上海市公安局示范分局"
    assert fields["validity"].value == Term.model_validate({"start": "2017-03-08", "end": "2037-03-08"})
    assert warnings == []
    assert kind_of(BACK) is PaperKind.ID_BACK


def test_long_term_validity_has_no_end() -> None:
    fields, _ = id_back_fields(other(BACK, BACK[3].text, line("有效期限2009.11.02-长期", 255, 529)))
    assert fields["validity"].value == Term.model_validate({"start": "2009-11-02", "end": None})


def test_labels_apart_from_their_values_are_joined_by_row() -> None:
    apart = [line("性别", 57, 147), line("男", 155, 147), line("民 族", 276, 150), line("汉", 374, 147)]
    fields, warnings = id_front_fields([one for one in FRONT if one.text != "性别男民族汉"] + apart)
    assert (fields["sex"].value, fields["ethnicity"].value, warnings) == ("男", "汉", [])


def test_what_stands_left_of_the_last_address_line_does_not_hide_it() -> None:
    lines = [one for one in FRONT if not one.text.startswith("住址")]
    marked = [*lines, line("住址上海市示范区春晓路18", 61, 297), line("样本", 30, 392), line("东侧", 117, 390)]
    assert id_front_fields(marked)[0]["address"].value == "上海市示范区春晓路18弄6号302室东侧"


def test_a_number_with_a_wrong_check_sign_has_no_value() -> None:
    fields, warnings = id_front_fields(other(FRONT, NUMBER, line("310199199001010019", 316, 538)))
    assert fields["number"].value is None
    assert "CODE_CHECK_DIGIT" in warnings


def test_birth_date_and_sex_that_agree_with_the_number_are_proven() -> None:
    fields, _ = id_front_fields(other(FRONT, "出生1990年1月1日", line("出生1990年1月1日", 62, 224, confidence=0.6)))
    assert fields["birth_date"].confidence >= 0.99


def test_a_birth_date_that_contradicts_the_number_is_doubted_aloud() -> None:
    fields, warnings = id_front_fields(other(FRONT, "出生1990年1月1日", line("出生1990年7月1日", 62, 224)))
    assert fields["birth_date"].confidence <= 0.5
    assert warnings == ["DISAGREES:birth_date"]


def test_an_ethnicity_that_does_not_exist_has_no_value() -> None:
    fields, warnings = id_front_fields(other(FRONT, "性别男民族汉", line("性别男民族汗", 57, 147)))
    assert fields["ethnicity"].value is None
    assert warnings == ["VALUE_UNCLEAR:ethnicity"]


def test_there_are_fifty_six_ethnicities() -> None:
    assert len(ETHNICITIES) == 56


@pytest.mark.parametrize(
    "text", ["有效期限2017.03.08-2037.03.0", "有效期限2017.03.08-203703", "有效期限2017.0.8-2037.03.08"]
)
def test_half_a_validity_is_no_validity(text: str) -> None:
    fields, warnings = id_back_fields(other(BACK, BACK[3].text, line(text, 255, 529)))
    assert fields["validity"].value is None
    assert warnings == ["VALUE_UNCLEAR:validity"]


def test_a_blurred_emblem_side_is_recognised_by_its_title_and_misses_the_rest() -> None:
    blurred = [line("中华人民典和国", 332, 74), line("居民身份证", 315, 186)]
    assert kind_of(blurred) is PaperKind.ID_BACK
    assert id_back_fields(blurred) == ({}, ["FIELD_MISSING:authority", "FIELD_MISSING:validity"])
