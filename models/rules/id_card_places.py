"""Where an identity card prints what: values whose labels an engine lost, by their form and place (formats.md 5)."""

import re
from collections.abc import Mapping, Sequence

from models.rules import names
from models.rules.layout import Found, Line, found_in, label_at, rows_of

ETHNICITIES = frozenset(
    re.split(
        " ",
        "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 "
        "景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 "
        "裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺",
    )
)
"""The 56 names as cards print them, without 族."""

_SEX_BEFORE_MORE = re.compile(r"^(?:性?别?)[:：]?[男女](?=民|族)|^性别(?=民族)")
_ONE_OF = "|".join(sorted(ETHNICITIES, key=len, reverse=True))
_SEX = re.compile(rf"^性?别?[:：]?([男女])(?=$|民|族|(?:{_ONE_OF})族?$)")
_ETHNICITY = re.compile(rf"(?:^民?族|^性?别?[:：]?[男女]民?族?)[:：]?({_ONE_OF})族?$")
_BIRTH = re.compile(r"([12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日)")
_NAME = re.compile(r"^(?:姓名|姓|名)?[:：]?([\u3400-\u9fff·•・]{2,20})$")
_ADDRESS_LABEL = re.compile(r"^(?:住址|住|址)[:：]?")
_AUTHORITY = re.compile(r"^.{0,4}?(?:关)?([\u3400-\u9fff]{2,20}公安(?:局|分局|厅)[\u3400-\u9fff]{0,8})$")
_VALIDITY = re.compile(r"(\d{4}[.,，·。]\d{2}[.,，·。]\d{2}.{0,2}(?:\d{4}[.,，·。]\d{2}[.,，·。]\d{2}|[长長].))$")
_FIELDS_OF_ROW = {"sex": _SEX, "ethnicity": _ETHNICITY, "birth_date": _BIRTH}


def rows_of_front(lines: Sequence[Line]) -> list[Line]:
    """The rows of the people side; sex and ethnicity stand on one row, which is cut before the second label."""
    return [part for row in rows_of(lines) for part in _apart(row)]


def _apart(row: Line) -> list[Line]:
    before = _SEX_BEFORE_MORE.match(row.text)
    if not before:
        return [row]
    return [part for part in (row.part(0, before.end()), row.part(before.end())) if part]


def front_by_place(rows: Sequence[Line], labels: Mapping[str, str], unit: float) -> dict[str, Found]:
    """Sex, ethnicity and birth date by their form, the name above them, the address below; labels may be half there."""
    found: dict[str, Found] = {}
    places: dict[str, int] = {}
    for name, form in _FIELDS_OF_ROW.items():
        for place, row in enumerate(rows):
            if name not in found and (part := _captured(row, form)):
                found[name], places[name] = found_in([part]), place
    if places:
        found |= _named("name", _name_above(rows, min(places.values()), labels, unit))
    if "birth_date" in places:
        found |= _named("address", _address_below(rows, places["birth_date"], labels, unit))
    return found


def back_by_place(rows: Sequence[Line]) -> dict[str, Found]:
    """Authority and validity by their form."""
    parts = {
        name: [part for row in rows if (part := _captured(row, form))]
        for name, form in (("authority", _AUTHORITY), ("validity", _VALIDITY))
    }
    return {name: found_in(rows[:1]) for name, rows in parts.items() if rows}


def _named(name: str, block: Sequence[Line]) -> dict[str, Found]:
    return {name: found_in(block)} if block else {}


def _captured(row: Line, form: re.Pattern[str]) -> Line | None:
    found = form.search(row.text)
    return row.part(found.start(1), found.end(1)) if found else None


def _name_above(rows: Sequence[Line], place: int, labels: Mapping[str, str], unit: float) -> list[Line]:
    """The person's name: the nearest row above, if it is a name and close."""
    above = [row for row in rows[:place] if rows[place].top - row.bottom <= 2.5 * unit]
    part = _captured(above[-1], _NAME) if above else None
    has_label = bool(above) and label_at(above[-1].text, labels) is not None
    fits = part is not None and not has_label and names.is_person_name(names.normal_person(part.text))
    return [part] if part and fits else []


def _address_below(rows: Sequence[Line], place: int, labels: Mapping[str, str], unit: float) -> list[Line]:
    """The rows right below the birth date up to the next label, the number or a gap; nothing when 住址 is there."""
    block: list[Line] = []
    for row in rows[place + 1 :]:
        last = block[-1] if block else rows[place]
        if label_at(row.text, labels) or row.top - last.bottom > 2 * unit or re.search(r"\d{12}", row.text):
            break
        part = row.part(len(found.group())) if (found := _ADDRESS_LABEL.match(row.text)) else row
        block += [part] if part else []
    return block
