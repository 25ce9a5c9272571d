"""Names, firms, addresses, phones, masks (formats.md 9)."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules import names


def test_brackets_of_either_width_are_equal_in_firm_names() -> None:
    assert names.same_firm("上海样例（集团）有限公司", "上海样例(集团) 有限公司")


def test_one_different_character_is_another_firm() -> None:
    assert not names.same_firm("上海样例有限公司", "上海样列有限公司")


def test_an_unknown_name_equals_nothing_not_even_itself() -> None:
    assert not names.same_firm(None, None)
    assert not names.same_person("", "")


@pytest.mark.parametrize("dot", "・•．·")
def test_every_middle_dot_is_the_same_dot(dot: str) -> None:
    assert names.normal_person(f"阿依古丽{dot}样例") == "阿依古丽·样例"


def test_person_names_are_han_characters_and_dots() -> None:
    assert names.is_person_name("范例安")
    assert names.is_person_name("阿依古丽·样例")
    assert not names.is_person_name("范")
    assert not names.is_person_name("范例安1")


def test_latin_letters_and_widths_make_no_other_firm_and_no_other_address() -> None:
    assert names.normal_firm("上海ａbc有限公司") == "上海ABC有限公司"
    assert names.normal_address("a座ｂ室") == "A座B室"


def test_an_unknown_name_differs_from_every_known_one() -> None:
    for same in (names.same_person, names.same_firm):
        assert not same("XXXX", None)
        assert not same(None, "XXXX")
        assert not same("", None)


@pytest.mark.parametrize("dash", "‐-―－~～")
def test_every_dash_of_an_address_is_the_same_dash(dash: str) -> None:
    assert names.normal_address(f"诚明路100{dash}3号") == "诚明路100-3号"


def test_commas_and_full_stops_do_not_count_in_an_address() -> None:
    assert names.normal_address("诚明路100号，3幢。201、室；") == "诚明路100号3幢201室"


def test_lengths_are_counted_in_gbk_bytes() -> None:
    assert names.gbk_length("上海A") == 5
    assert names.fits_gbk("样" * 32, 64)
    assert not names.fits_gbk("样" * 33, 64)


def test_a_character_outside_gbk_has_no_length() -> None:
    assert names.gbk_length("\U00020bb7") is None
    assert not names.fits_gbk("\U00020bb7", 64)


@pytest.mark.parametrize(
    ("mask", "text", "shown"),
    [
        (names.mask_person, "张三", "张*"),
        (names.mask_person, "欧阳样例", "欧阳**"),
        (names.mask_person, "欧阳", "欧*"),
        (names.mask_person, "欧阳样", "欧阳*"),
        (names.mask_person, "范例安", "范**"),
        (names.mask_account, "12345", "*2345"),
        (names.mask_account, "1234", "****"),
        (names.mask_account, "12", "**"),
        (names.mask_identity, "310199199001010018", "310199********0018"),
        (names.mask_phone, "13800008000", "138****8000"),
        (names.mask_account, "03000100000000010", "*************0010"),
        (names.mask_address, "上海市示范区诚明路100号", "上海市示范区****"),
        (names.mask_identity, "3101991990", "**********"),
        (names.mask_phone, "1380", "****"),
        (names.mask_address, "诚明路100号", "****"),
    ],
)
def test_masks_show_no_more_than_the_rule_says(mask: Callable[[str], str], text: str, shown: str) -> None:
    assert mask(text) == shown


def test_mobile_numbers_have_eleven_digits_and_a_real_beginning() -> None:
    assert names.is_mobile("19900000001")
    assert not names.is_mobile("12900000001")
    assert not names.is_mobile("4008001234")


def test_fixed_lines_need_an_area_code() -> None:
    assert names.is_landline("021-12345678")
    assert not names.is_landline("4008001234")


@given(st.text("上海样例（）()－-·・． ，,。ＡａＢb１1　", max_size=40))
def test_normalising_twice_changes_nothing(text: str) -> None:
    for normal in (names.normal_firm, names.normal_person, names.normal_address):
        assert normal(normal(text)) == normal(text)
