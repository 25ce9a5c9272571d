"""In which province and city an address lies, and how far apart three places are (risk.md 2, G1)."""

from collections.abc import Sequence
from itertools import combinations

from models.base import Fact
from models.rules.addresses import parts_of
from models.rules.codes import PROVINCE_NAMES

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
    province = next((name for name in PROVINCE_NAMES.values() if told.startswith(name)), parts.province)
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
