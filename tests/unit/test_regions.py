"""In which province and city an address lies, and how far apart three places are (risk.md 2, G1)."""

import pytest

from models.rules.regions import Region, distance, region, region_of


@pytest.mark.parametrize(
    ("address", "province", "city"),
    [
        ("上海市浦东新区世纪大道1号", "上海", "上海"),
        ("上海浦东新区世纪大道1号", "上海", "上海"),
        ("中国上海市浦东新区世纪大道1号", "上海", "上海"),
        ("中国（上海）自由贸易试验区世纪大道1号", "上海", "上海"),
        ("中国(上海)自由贸易试验区临港新片区环湖西二路1号", "上海", "上海"),
        ("浙江省杭州市西湖区文三路1号", "浙江", "杭州"),
        ("浙江杭州市西湖区文三路1号", "浙江", "杭州"),
        ("杭州市西湖区文三路1号", None, "杭州"),
        ("中国（浙江）自由贸易试验区杭州市滨江区1号", "浙江", "杭州"),
        ("内蒙古自治区呼和浩特市新城区1号", "内蒙古", "呼和浩特"),
        ("广西壮族自治区南宁市青秀区1号", "广西", "南宁"),
        ("四川省凉山彝族自治州西昌市1号", "四川", "凉山彝族自治州"),
        ("浦东新区世纪大道1号", None, None),
        ("世纪大道1号", None, None),
        ("", None, None),
    ],
)
def test_an_address_tells_its_province_and_city_whatever_stands_before_them(
    address: str, province: str | None, city: str | None
) -> None:
    found = region_of(address)
    assert (found.province, found.city, found.known) == (province, city, bool(province or city))


def test_an_address_without_a_city_tells_its_district() -> None:
    assert region_of("浦东新区世纪大道1号").district == "浦东新区"


SHANGHAI, HANGZHOU, NINGBO, SUZHOU = (
    region("上海", None),
    region("浙江", "杭州市"),
    region("浙江", "宁波"),
    region("江苏", "苏州"),
)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ((SHANGHAI, SHANGHAI, SHANGHAI), 1),
        ((HANGZHOU, HANGZHOU, HANGZHOU), 1),
        ((HANGZHOU, region(None, "杭州"), HANGZHOU), 1),
        ((HANGZHOU, NINGBO, HANGZHOU), 3),
        ((HANGZHOU, NINGBO, region("浙江", "温州")), 3),
        ((HANGZHOU, region("浙江", None), HANGZHOU), 3),
        ((SHANGHAI, SHANGHAI, HANGZHOU), 4),
        ((HANGZHOU, HANGZHOU, SHANGHAI), 4),
        ((HANGZHOU, region("浙江", None), SHANGHAI), 4),
        ((region("浙江", None), region(None, "杭州"), SHANGHAI), 4),
        ((HANGZHOU, NINGBO, SHANGHAI), 5),
        ((HANGZHOU, SUZHOU, SHANGHAI), 5),
        ((HANGZHOU, region(None, "苏州"), SHANGHAI), 5),
        ((region("浙江", "朝阳"), region("辽宁", "朝阳"), SHANGHAI), 5),
        ((Region(), Region(), Region()), 4),
    ],
)
def test_g1_1_in_one_city_3_in_one_province_5_when_all_three_differ(places: tuple[Region, ...], expected: int) -> None:
    assert distance(places) == expected
