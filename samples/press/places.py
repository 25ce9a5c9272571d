"""The four places of the press: never assigned districts (formats.md 0), their offices and their addresses."""

import random
from dataclasses import dataclass
from datetime import date

from samples.press import words
from samples.press.deck import chance

MARKET_OFFICE = date(2018, 7, 1)
"""Before, licences were issued by the administration for industry and commerce (工商行政管理局)."""


@dataclass(frozen=True)
class Place:
    """A district that was never assigned, and what stands before every address there."""

    code: str
    province: str
    city: str
    district: str

    @property
    def head(self) -> str:
        return f"{self.province}{self.city}{self.district}"


PLACES = (
    Place("310199", "", "上海市", "示范区"),
    Place("110199", "", "北京市", "示范区"),
    Place("330199", "浙江省", "杭州市", "示范区"),
    Place("440399", "广东省", "深圳市", "示范区"),
)


def market_authority(place: Place, day: date, dice: random.Random) -> str:
    """The registration office (登记机关) as it was called on that day."""
    if day < MARKET_OFFICE:
        return f"{place.city}工商行政管理局{dice.choice(('示范分局', '', '示范新城分局'))}"
    # a plain city office too, and the long name of a free-trade zone's office
    return dice.choice(
        (
            f"{place.city}{place.district}市场监督管理局",
            f"{place.city}市场监督管理局",
            f"{place.city}{place.district}行政审批局",
            f"中国（{place.city.removesuffix('市')}）自由贸易试验区示范片区市场监督管理局",
        )
    )


def police_authority(place: Place, address: str, dice: random.Random) -> str:
    """The office that issues identity cards (签发机关): the county's for people from afar."""
    for county in words.FAR_COUNTIES:
        if address.startswith(county):
            return f"{county.split('州')[-1].split('盟')[-1].split('区')[-1].split('市')[-1]}公安局"
    return dice.choice((f"{place.city}公安局示范分局", f"{place.city}公安局{place.district}分局"))


def firm_address(place: Place, dice: random.Random) -> str:
    """A firm's seat (住所) of one to three printed lines."""
    road = f"{dice.choice(words.ROADS)}路{dice.randint(1, 2999)}号"
    house, floor, room = dice.randint(1, 48), dice.randint(1, 32), dice.randint(101, 3299)
    tails = (
        "",
        f"{room}室",
        f"{house}幢{floor}层{room}室",
        f"{dice.choice(words.PARKS)}{house}号楼{floor}层{room}-{dice.randint(1, 20)}室（集中登记地）",
        f"{dice.choice('ABCDEF')}座{floor}楼{room}单元",
    )
    if chance(dice, 0.12):
        zone = f"中国（{place.city.removesuffix('市')}）自由贸易试验区示范片区{road}{tails[3]}"
        return f"{zone}（一照多址企业）"
    return f"{place.head}{road}{dice.choice(tails)}"


def home_address(place: Place, dice: random.Random, *, far: bool = False) -> str:
    """A person's address (住址) of one to three printed lines; far: in a county of the minorities."""
    if far:
        village = f"{dice.choice(words.VILLAGES)}镇{dice.choice(words.VILLAGES)}村"
        return f"{dice.choice(words.FAR_COUNTIES)}{village}{dice.randint(1, 20)}组{dice.randint(1, 299)}号"
    if chance(dice, 0.12):
        return f"{place.city}{place.district}{dice.choice(words.VILLAGES)}村{dice.randint(1, 99)}号"
    road = f"{dice.choice(words.ROADS)}路{dice.randint(1, 1999)}"
    tails = (
        "号",
        f"弄{dice.randint(1, 60)}号{dice.randint(101, 2406)}室",
        f"号{dice.choice(words.ESTATES)}{dice.randint(1, 40)}幢{dice.randint(1, 4)}单元{dice.randint(101, 3302)}室",
        f"弄{dice.choice(words.ESTATES)}{dice.randint(1, 40)}号{dice.randint(101, 1802)}室",
    )
    return f"{place.head}{road}{dice.choice(tails)}"
