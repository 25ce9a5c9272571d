"""Addresses by their parts: province, city, district, town, and what is inside the district (formats.md 9).

Two addresses are one place when every part that both tell is the same; a province, city or town may be left out, what
is behind the district may not.
"""

import re

from models.base import Fact
from models.rules.names import normal_address

_REGIONS = re.compile(
    r"^(?:中国(?=[^（])|中华人民共和国)?"
    r"(?:中国（(?P<zone>[^）]{2,6})）自由贸易试验区(?:[^省市区县]{2,6}(?:新片区|片区))?)?"
    r"(?P<province>[^省市区县路街号]{2,6}(?:省|自治区)|(?:北京|天津|上海|重庆)(?:市|(?=[^路街大道]{1,8}[区县])))?"
    r"(?P<city>[^省市区县路街号]{2,7}(?:市|自治州|地区|盟))?"
    r"(?P<district>[^市区县旗路街号]{1,8}(?:新区|区|县|旗|市))?"
    r"(?P<town>[^区县镇乡路街号]{1,8}(?:镇|乡|街道))?"
    r"(?P<inside>.*)$"
)
_DIGITS = {sign: str(value) for value, sign in enumerate("零一二三四五六七八九")} | {"〇": "0"}
_HAN_NUMBER = re.compile(r"第?([〇零一二三四五六七八九十百]{1,5})(?=号|幢|栋|座|楼|层|室|房|单元|弄|期)")
_REMARK = re.compile(r"（[^（）]*(?:集中|登记|申报|承诺|一照|住所|地址)[^（）]*）$")
_ALIKE = ((re.compile(r"(?<=[0-9A-Z])(?:号楼|栋)"), "幢"), (re.compile(r"(?<=[0-9])楼(?!宇)"), "层"))
_ROOM = re.compile(r"(?<=[0-9A-Z])(?:室|房|号房)$")


class AddressParts(Fact):
    """One address taken apart, normalised; None for a part that is not written."""

    province: str | None
    city: str | None
    district: str | None
    town: str | None
    inside: str


def parts_of(address: str) -> AddressParts:
    """The parts of an address; what has no region in front is `inside` as a whole."""
    found = _REGIONS.match(_REMARK.sub("", normal_address(address)))
    if found is None:  # the pattern matches every text without line breaks, which normal_address has removed
        return AddressParts(province=None, city=None, district=None, town=None, inside=normal_address(address))
    province, city = found["province"] or found["zone"], found["city"]
    if province:
        province = province.removesuffix("市").removesuffix("省")
    if city and city.removesuffix("市") == province:
        city = None
    return AddressParts(
        province=province, city=city, district=found["district"], town=found["town"], inside=_inside(found["inside"])
    )


def same_address(one: str | None, other: str | None) -> bool:
    """Whether two addresses are one place; an unknown one equals nothing."""
    return bool(one and other) and differing_part(one or "", other or "") is None


def differing_part(one: str, other: str) -> str | None:
    """The first part in which two addresses differ (`province` … `inside`); None when they are one place."""
    first, second = parts_of(one), parts_of(other)
    for name in ("province", "city", "town"):
        told, also = getattr(first, name), getattr(second, name)
        if told and also and told != also:
            return name
    if first.district != second.district:
        return "district"
    return None if first.inside and first.inside == second.inside else "inside"


def _inside(text: str) -> str:
    """Road, number, building and room in one way of writing: 三栋201室 and 3幢201 are one room."""
    text = _HAN_NUMBER.sub(lambda found: _arabic(found[1]), text)
    for pattern, usual in _ALIKE:
        text = pattern.sub(usual, text)
    return _ROOM.sub("", text)


def _arabic(numeral: str) -> str:
    """十二 → 12, 二〇一 → 201; hundreds as spoken (一百二十)."""
    if not re.search("[十百]", numeral):
        return "".join(_DIGITS[sign] for sign in numeral)
    hundreds, _, rest = numeral.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = 100 * int(_DIGITS.get(hundreds, "1" if "百" in numeral else "0"))
    value += (10 * int(_DIGITS.get(tens.lstrip("零〇"), "1"))) if ten else 0
    return str(value + int(_DIGITS.get((ones if ten else rest).lstrip("零〇"), "0")))
