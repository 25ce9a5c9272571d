"""Identity cards from lines of text (formats.md 4, 5)."""

from collections.abc import Sequence

import pytest

from models.papers import PaperKind, Term
from models.rules.codes import identity_check_sign
from models.rules.confidence import PROVEN
from models.rules.id_card_places import ETHNICITIES
from models.rules.id_card_text import id_back_fields, id_front_fields
from models.rules.layout import Line
from models.rules.paper_kind import kind_of
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


@pytest.mark.parametrize("name", sorted(ETHNICITIES))
@pytest.mark.parametrize("row", ["性别男民族{}", "性别男民族{}族", "别男民族{}", "性别男族{}", "男{}"])
def test_every_ethnicity_is_read_though_a_label_of_the_row_is_damaged(name: str, row: str) -> None:
    fields, warnings = id_front_fields(other(FRONT, "性别男民族汉", line(row.format(name), 57, 147)))
    assert (fields["sex"].value, fields["ethnicity"].value) == ("男", name)
    assert warnings == []


# ── labels lost, names and addresses of several lines ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("printed", "read", "field", "value"),
    [
        ("姓名范例安", "范例安", "name", "范例安"),
        ("姓名范例安", "名范例安", "name", "范例安"),
        ("出生1990年1月1日", "1990年1月1日", "birth_date", "1990-01-01"),
        ("出生1990年1月1日", "生1990年1月1日", "birth_date", "1990-01-01"),
        ("住址上海市示范区春晓路18", "上海市示范区春晓路18", "address", "上海市示范区春晓路18弄6号302室"),
        ("住址上海市示范区春晓路18", "址上海市示范区春晓路18", "address", "上海市示范区春晓路18弄6号302室"),
    ],
)
def test_a_value_whose_label_is_lost_is_found_by_its_place(printed: str, read: str, field: str, value: str) -> None:
    fields, warnings = id_front_fields(
        other(FRONT, printed, line(read, 117, 0 + {"姓": 75, "出": 224, "住": 297}[printed[0]]))
    )
    assert fields[field].value == value
    assert fields[field].doubts in (("no_label",), ())
    assert warnings == []


def test_a_value_found_by_its_place_alone_is_doubted() -> None:
    fields, _ = id_front_fields(other(FRONT, "姓名范例安", line("范例安", 117, 75)))
    assert (fields["name"].doubts, fields["name"].confidence < 0.8) == (("no_label",), True)


def test_a_birth_date_without_its_label_is_proven_by_the_number() -> None:
    fields, _ = id_front_fields(other(FRONT, "出生1990年1月1日", line("1990年1月1日", 117, 224)))
    assert (fields["birth_date"].doubts, fields["birth_date"].confidence) == ((), PROVEN)


def test_what_stands_above_the_card_is_no_name() -> None:
    lines = [line("身份证复印件", 100, -300), *(one for one in FRONT if not one.text.startswith("姓名"))]
    fields, warnings = id_front_fields(lines)
    assert "name" not in fields
    assert warnings == ["FIELD_MISSING:name"]


def test_a_name_with_a_middle_dot_may_take_two_lines() -> None:
    long = [line("姓名阿卜杜热合曼", 61, 75), line("·样例", 117, 110), *FRONT[1:]]
    assert id_front_fields(long)[0]["name"].value == "阿卜杜热合曼·样例"


def test_what_stands_below_a_name_without_a_dot_does_not_join_it() -> None:
    assert id_front_fields([*FRONT, line("样本", 117, 110)])[0]["name"].value == "范例安"


@pytest.mark.parametrize("more", [[], ["东侧"], ["东侧", "样例村"]])
def test_an_address_has_one_to_three_lines(more: list[str]) -> None:
    lines = [*FRONT, *(line(text, 117, 347 + 48 * n) for n, text in enumerate(more, 1))]
    assert id_front_fields(lines)[0]["address"].value == "上海市示范区春晓路18弄6号302室" + "".join(more)


def test_a_street_named_after_the_nationalities_is_no_label() -> None:
    street = other(FRONT, "住址上海市示范区春晓路18", line("住址上海市民族路18", 61, 297))
    assert id_front_fields(street)[0]["address"].value == "上海市民族路18弄6号302室"


@pytest.mark.parametrize(
    "text",
    [f"公民身份号码{NUMBER}", f"公民身份号{NUMBER}样本", f"身扮号码:{NUMBER}", "公民身份号码 310199 19900101 0018"],
)
def test_a_number_that_merged_with_its_label_is_read(text: str) -> None:
    merged = other([one for one in FRONT if one.text != "公民身份号码"], NUMBER, line(text, 63, 538))
    fields, warnings = id_front_fields(merged)
    assert (fields["number"].value, warnings) == (NUMBER, [])


# ── residence permits ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("body", ["81000019900101001", "82000019900101001", "83000019900101001"])
def test_a_residence_permit_has_the_same_layout_without_ethnicity(body: str) -> None:
    number = body + identity_check_sign(body)
    permit = other(other(FRONT, NUMBER, line(number, 316, 538)), "性别男民族汉", line("性别男", 57, 147))
    fields, warnings = id_front_fields(permit)
    assert (fields["number"].value, fields["number"].doubts, warnings) == (number, (), [])


# ── the emblem side ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("end", ["-长期", "-长 期", "-长朗", "-長期", "长明", "-民期", "一长期", "—长期"])
def test_long_term_is_understood_however_it_was_read(end: str) -> None:
    fields, warnings = id_back_fields(other(BACK, BACK[3].text, line(f"有效期限2009.11.02{end}", 255, 529)))
    assert fields["validity"].value == Term.model_validate({"start": "2009-11-02", "end": None})
    assert warnings == []


@pytest.mark.parametrize("between", ["-", "一", "—", "至", "~"])
@pytest.mark.parametrize("point", [".", ",", "，", "·", "。"])
def test_marks_between_figures_may_be_misread(between: str, point: str) -> None:
    text = f"有效期限2017.03.08{between}2037.03.08".replace(".", point)
    fields, warnings = id_back_fields(other(BACK, BACK[3].text, line(text, 255, 529)))
    assert fields["validity"].value == Term.model_validate({"start": "2017-03-08", "end": "2037-03-08"})
    assert warnings == []


@pytest.mark.parametrize("read", ["2017.03.08-2037.03.08", "限2017.03.08-2037.03.08"])
def test_a_validity_without_its_label_is_found_and_doubted(read: str) -> None:
    fields, warnings = id_back_fields(other(BACK, BACK[3].text, line(read, 390, 529)))
    assert fields["validity"].value == Term.model_validate({"start": "2017-03-08", "end": "2037-03-08"})
    assert (fields["validity"].doubts, warnings) == (("no_label",), [])


def test_an_authority_without_its_label_is_found_and_doubted() -> None:
    fields, warnings = id_back_fields(other(BACK, BACK[2].text, line("上海市公安局示范分局", 390, 452)))
    assert (fields["authority"].value, fields["authority"].doubts) == ("上海市公安局示范分局", ("no_label",))
    assert warnings == []


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2017.03.08", "2037.03.08"),
        ("2017.03.08", "2027.03.08"),
        ("2017.03.08", "2022.03.08"),
        ("2016.02.29", "2036.02.29"),
        ("2016.02.29", "2026.02.28"),
        ("2016.02.29", "2026.03.01"),
        ("2017.03.08", "长期"),
    ],
)
def test_cards_are_valid_for_five_ten_or_twenty_years_to_the_day_or_for_good(start: str, end: str) -> None:
    fields, warnings = id_back_fields(other(BACK, BACK[3].text, line(f"有效期限{start}-{end}", 255, 529)))
    assert (fields["validity"].doubts, warnings) == ((), [])


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2011.03.08", "2037.03.08"),
        ("2017.03.08", "2037.03.09"),
        ("2017.03.08", "2037.03.07"),
        ("2017.02.28", "2037.03.01"),
        ("2016.02.29", "2036.03.01"),
    ],
)
def test_a_validity_of_another_length_is_doubted_aloud(start: str, end: str) -> None:
    fields, warnings = id_back_fields(other(BACK, BACK[3].text, line(f"有效期限{start}-{end}", 255, 529)))
    assert (fields["validity"].doubts, warnings) == (("validity_length",), ["VALIDITY_LENGTH:validity"])
    assert fields["validity"].confidence <= 0.5


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
