"""In which province and city an address lies, and how far apart three places are (risk.md 2, G1)."""

from collections.abc import Sequence
from itertools import combinations

from models.base import Fact
from models.rules.addresses import parts_of

PROVINCES = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古", "21": "辽宁", "22": "吉林", "23": "黑龙江",
    "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西", "37": "山东", "41": "河南",
    "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南", "50": "重庆", "51": "四川", "52": "贵州",
    "53": "云南", "54": "西藏", "61": "陕西", "62": "甘肃", "63": "青海", "64": "宁夏", "65": "新疆", "71": "台湾",
    "81": "香港", "82": "澳门",
}  # fmt: skip
"""Provinces by the first two digits of a district (GB/T 2260)."""

_CITIES_THEMSELVES = frozenset({"北京", "天津", "上海", "重庆", "香港", "澳门"})


class Region(Fact):
    """Where a place lies, as short names (浙江, 杭州); None for what nobody told."""

    province: str | None = None
    city: str | None = None
    district: str | None = None

    @property
    def known(self) -> bool:
        return bool(self.province or self.city)


def region_of(address: str) -> Region:
    """The region that an address tells, whatever stands before it: 中国, a free-trade zone, a province without 省."""
    parts = parts_of(address)
    told = f"{parts.province or ''}{parts.city or ''}"
    province = next((name for name in PROVINCES.values() if told.startswith(name)), parts.province)
    return region(province, (parts.city or "").removeprefix(province or "").removeprefix("省"), parts.district)


def region(province: str | None, city: str | None, district: str | None = None) -> Region:
    """A region from names; a municipality is its own city."""
    short = (city or "").removesuffix("市") or None
    return Region(province=province, city=province if province in _CITIES_THEMSELVES else short, district=district)


def distance(places: Sequence[Region]) -> int:
    """1 in one city, 3 in one province, 5 when every two differ, else 4; what nobody told differs from nothing."""
    pairs = list(combinations(places, 2))
    if all(one.city and one.city == other.city and not _other_province(one, other) for one, other in pairs):
        return 1
    if all(one.province and one.province == other.province for one, other in pairs):
        return 3
    return 5 if all(_other_province(one, other) or _other_city(one, other) for one, other in pairs) else 4


def _other_province(one: Region, other: Region) -> bool:
    return bool(one.province and other.province) and one.province != other.province


def _other_city(one: Region, other: Region) -> bool:
    return bool(one.city and other.city) and one.city != other.city
