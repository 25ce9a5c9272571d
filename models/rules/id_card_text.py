"""Identity cards (居民身份证): from lines of text to named fields, people side and emblem side (formats.md 4, 5)."""

import re
from collections.abc import Sequence

from models.papers import ReadField
from models.rules import codes, names
from models.rules.confidence import DOUBTED, PROVEN
from models.rules.dates import parse_card_validity
from models.rules.layout import Found, Line, found_in, label_at, rows_of, unit_of, values_beside
from models.rules.paper_text import (
    CHECK_DIGIT,
    DISAGREES,
    Fields,
    Parser,
    Value,
    gaps,
    iso_date,
    read_field,
    with_confidence,
)

FRONT_LABELS = {
    "姓名": "name",
    "性别": "sex",
    "民族": "ethnicity",
    "出生": "birth_date",
    "住址": "address",
    "公民身份号码": "number",
}
BACK_LABELS = {"签发机关": "authority", "有效期限": "validity"}

ETHNICITIES = frozenset(
    re.split(
        " ",
        "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 "
        "景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 "
        "裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺",
    )
)
"""The 56 names as cards print them, without 族."""

_ETHNICITY_INSIDE = re.compile(r"(?<=.)民族")
_NUMBER = re.compile(r"[0-9X]{18}")


def id_front_fields(lines: Sequence[Line]) -> tuple[Fields, list[str]]:
    """The fields of the people side and what is wrong with them; the number is proven by its check sign alone."""
    unit = unit_of(lines)
    rows = [part for row in rows_of(_print(lines, unit)) for part in _apart(row)]
    found = values_beside(rows, FRONT_LABELS, frozenset({"address"}), unit)
    parsers: dict[str, Parser] = {"name": _name, "sex": _sex, "ethnicity": _ethnicity}
    parsers |= {"birth_date": iso_date, "address": _address}
    fields = {name: read_field(one, parsers[name]) for name, one in found.items() if name in parsers}
    number, warnings = _number(lines, found.get("number"))
    if number:
        fields["number"] = number
    compared, disagreements = _compared(fields)
    return compared, [*warnings, *disagreements, *gaps(compared, tuple(FRONT_LABELS.values()))]


def id_back_fields(lines: Sequence[Line]) -> tuple[Fields, list[str]]:
    """The fields of the emblem side and what is wrong with them; half a validity is no validity."""
    unit = unit_of(lines)
    found = values_beside(rows_of(_print(lines, 2 * unit)), BACK_LABELS, frozenset({"authority"}), unit)
    parsers: dict[str, Parser] = {"authority": names.normal_text, "validity": parse_card_validity}
    fields = {name: read_field(one, parsers[name]) for name, one in found.items()}
    return fields, gaps(fields, tuple(BACK_LABELS.values()))


def _print(lines: Sequence[Line], unit: float) -> list[Line]:
    return [line for line in lines if line.confidence >= 0.3 and line.height <= 2 * unit]


def _apart(row: Line) -> list[Line]:
    """Sex and ethnicity stand on one row: cut before the second label."""
    inside = _ETHNICITY_INSIDE.search(row.text)
    if not inside or label_at(row.text, {"性别": "sex"}) is None:
        return [row]
    return [part for part in (row.part(0, inside.start()), row.part(inside.start())) if part]


def _name(text: str) -> Value:
    name = names.normal_person(text)
    return name if names.is_person_name(name) else None


def _sex(text: str) -> Value:
    return text if text in ("男", "女") else None


def _ethnicity(text: str) -> Value:
    plain = text.removesuffix("族")
    return plain if plain in ETHNICITIES else None


def _address(text: str) -> Value:
    return names.normal_text(text)


def _number(lines: Sequence[Line], beside: Found | None) -> tuple[ReadField | None, list[str]]:
    """The number beside its label or anywhere on the card, if its check sign is right; else the text with a warning."""
    candidates = [beside] if beside else []
    candidates += [found_in([part]) for line in lines if (part := _number_in(line))]
    for found in candidates:
        if codes.is_identity_number(codes.normal_code(found.text)):
            return with_confidence(read_field(found, codes.normal_code), PROVEN), []
    return (read_field(candidates[0], lambda _: None), [CHECK_DIGIT]) if candidates else (None, [])


def _number_in(line: Line) -> Line | None:
    found = _NUMBER.search(line.text.upper())
    return line.part(found.start(), found.end()) if found else None


def _compared(fields: Fields) -> tuple[Fields, list[str]]:
    """Birth date and sex against the proven number: agreement proves them, contradiction doubts them aloud."""
    number = fields.get("number")
    if number is None or not isinstance(number.value, str):
        return fields, []
    born = codes.birth_date_of(number.value)
    inside = {"birth_date": born.isoformat() if born else "", "sex": codes.sex_of(number.value)}
    known = {name: value for name, value in inside.items() if name in fields and fields[name].value is not None}
    agree = {name: fields[name].value == value for name, value in known.items()}
    judged = {name: with_confidence(fields[name], PROVEN if agrees else DOUBTED) for name, agrees in agree.items()}
    return {**fields, **judged}, [f"{DISAGREES}:{name}" for name, agrees in agree.items() if not agrees]
