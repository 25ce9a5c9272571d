"""Addresses by their parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.addresses import differing_part, parts_of, same_address

PLACE = "上海市示范区诚明路100号3幢201室"


@pytest.mark.parametrize(
    "other",
    [
        "示范区诚明路100号3幢201室",
        "上海示范区诚明路100号3幢201室",
        "上海市上海市示范区诚明路100号3幢201室",
        "上海市示范区诚明路１００号3幢201室",
        "上海市示范区诚明路100号三栋201",
        "上海市示范区诚明路100号3号楼二〇一室",
        "上海市示范区样例镇诚明路100号3幢201室",
        "上海市示范区诚明路100号3幢201室（集中登记地）",
        "中国（上海）自由贸易试验区上海市示范区诚明路100号3幢201室",
    ],
)
def test_other_ways_of_writing_one_place_are_the_same(other: str) -> None:
    assert differing_part(PLACE, other) is None
    assert differing_part(other, PLACE) is None


@pytest.mark.parametrize(
    ("other", "part"),
    [
        ("北京市示范区诚明路100号3幢201室", "province"),
        ("中国（北京）自由贸易试验区示范区诚明路100号3幢201室", "province"),
        ("上海市样例区诚明路100号3幢201室", "district"),
        ("上海市诚明路100号3幢201室", "district"),
        ("上海市示范区诚明路101号3幢201室", "inside"),
        ("上海市示范区诚明路100号4幢201室", "inside"),
        ("上海市示范区诚明路100号3幢202室", "inside"),
        ("上海市示范区诚明路100号", "inside"),
        ("上海市示范区诚明支路100号3幢201室", "inside"),
    ],
)
def test_one_part_that_differs_makes_another_place_and_is_named(other: str, part: str) -> None:
    assert differing_part(PLACE, other) == part
    assert not same_address(PLACE, other)


@pytest.mark.parametrize(
    ("one", "other", "part"),
    [
        ("广东省深圳市南山区科技路1号", "深圳市南山区科技路1号", None),
        ("广东省深圳市南山区科技路1号", "广东省广州市南山区科技路1号", "city"),
        ("广东省深圳市南山区科技路1号", "广东深圳市南山区科技路1号", "city"),
        ("上海市示范区东镇诚明路1号", "上海市示范区西镇诚明路1号", "town"),
        ("上海市示范区诚明路一百二十三号", "上海市示范区诚明路123号", None),
        ("上海市示范区诚明路十二号", "上海市示范区诚明路12号", None),
        ("上海市示范区诚明路一百零五号", "上海市示范区诚明路105号", None),
    ],
)
def test_each_part_is_held_against_its_own_kind(one: str, other: str, part: str | None) -> None:
    assert differing_part(one, other) == part


def test_an_unknown_address_is_no_place() -> None:
    assert not same_address(None, None)
    assert not same_address("", PLACE)
    assert not same_address("上海市", "上海市")


def test_the_numeral_in_a_roads_name_is_no_house_number() -> None:
    assert parts_of("杭州市西湖区文三路12号").inside == "文三路12号"


@given(st.text(max_size=40))
def test_any_text_is_taken_apart_without_loss_of_sense(text: str) -> None:
    assert same_address(text, text) == bool(parts_of(text).inside)


@given(st.text(alphabet="上海市示范区诚明路街号幢栋室层楼（）0123456789一二十百A", max_size=30), st.text(max_size=30))
def test_being_one_place_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert same_address(one, other) == same_address(other, one)
