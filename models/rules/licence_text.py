"""Business licences (营业执照): from lines of text to named fields, whatever the layout (formats.md 6)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from models.papers import EntityKind, ReadField
from models.rules import codes, names
from models.rules.amounts import printed_amount
from models.rules.dates import parse_term
from models.rules.layout import (
    Found,
    Line,
    divided,
    edges_of,
    found_in,
    label_at,
    label_of,
    rows_of,
    unit_of,
    values_beside,
)
from models.rules.licence_code import credit_code
from models.rules.licence_sense import sensible
from models.rules.paper_text import (
    Fields,
    Parser,
    gaps,
    iso_date,
    read_field,
)

LABELS = {
    **dict.fromkeys(("名称", "企业名称", "字号名称", "字号"), "name"),
    **dict.fromkeys(("类型", "主体类型", "企业类型", "公司类型"), "type"),
    **dict.fromkeys(("法定代表人", "负责人", "经营者", "投资人", "执行事务合伙人"), "representative"),
    **dict.fromkeys(("注册资本", "注册资金", "出资额", "成员出资总额", "资金数额"), "capital"),
    **dict.fromkeys(("成立日期", "注册日期"), "established"),
    **dict.fromkeys(("营业期限", "经营期限", "合伙期限"), "term"),
    **dict.fromkeys(("住所", "营业场所", "经营场所", "主要经营场所"), "address"),
    **dict.fromkeys(("经营范围", "业务范围"), "scope"),
    "登记机关": "authority",
    # printed beside a value that nobody asks for; known so that it ends the value above it
    **dict.fromkeys(("组成形式", "实收资本", "核准日期", "发照日期"), "other"),
}
"""Printed label → field (formats.md 6.2)."""

ORDER = (
    "credit_code",
    "serial",
    "name",
    "type",
    "representative",
    "capital",
    "established",
    "term",
    "address",
    "scope",
    "authority",
    "issued",
)
"""The fields as a reading lists them; `capital` and `term` are not printed on all licences (formats.md 6.1, 7)."""

_WITHOUT_CAPITAL = frozenset(EntityKind) - {EntityKind.LLC, EntityKind.JSC}
_MANY_LINED = frozenset({"name", "type", "representative", "capital", "term", "address", "scope", "authority"})
HINTS = re.compile(
    r"扫描二维码|国家企业信用|信息公示系统|了解更多|备案、许可|^管信息|市场主体应当|监制$|^（?\(?副本|^样本(?:SP|$)|gsxt"
)
"""Lines of the form that no field is read from."""
_BEAD = re.compile(r"[!-~〇④∅Φ€]{1,2}")
"""What engines make of an ornamental border; no value of a licence is a single Latin sign."""
_FOOT = re.compile(r"公示系统网址|市场主体应当|监制$|^国家市场监督管理总局")
_SERIAL = re.compile(r"编号[:：]?([0-9A-Z]{6,24})")
_DAY = re.compile(
    r"(?:\d{4}|[〇零○OoＯ0一二三四五六七八九]{4})年[^年]{1,3}月[^年月]{1,3}日?$|\d{4}[.\-]\d{1,2}[.\-]\d{1,2}$"
)
"""A day at the end of a row: what stands before it is a piece of the seal."""
_DELEGATE = re.compile(r"委派代表[:：]?([^)）]+)")

_ENTITIES = {
    "分公司|分支机构": EntityKind.BRANCH,
    "个体": EntityKind.INDIVIDUAL,
    "合作社": EntityKind.COOP,
    "个人独资": EntityKind.SOLE,
    "合伙": EntityKind.PARTNERSHIP,
    "股份有限": EntityKind.JSC,
    "有限责任": EntityKind.LLC,
    "外国": EntityKind.FOREIGN_BRANCH,
}
"""Words of the printed type → legal form, in the order of formats.md 6.3."""


def licence_fields(lines: Sequence[Line]) -> tuple[Fields, list[str]]:
    """The fields of a licence and what is wrong with them (FIELD_MISSING:…, VALUE_UNCLEAR:…, CODE_CHECK_DIGIT …)."""
    unit = unit_of(lines)
    body = _body(lines, unit)
    fields = _typed(_beside_labels(body, unit))
    code, warnings = credit_code(lines, unit)
    fields |= {
        name: found
        for name, found in (
            ("credit_code", code),
            ("serial", _serial(lines)),
            ("issued", _issued(body, fields, unit)),
        )
        if found
    }
    fields = sensible({name: fields[name] for name in ORDER if name in fields})
    return fields, [*warnings, *gaps(fields, _wanted(fields))]


def _wanted(fields: Fields) -> tuple[str, ...]:
    """Every field but the term, which newer licences do not print; the capital unless the type prints none."""
    kind = entity_kind(fields["type"].text) if "type" in fields else None
    return tuple(name for name in ORDER if name != "term" and (name != "capital" or kind not in _WITHOUT_CAPITAL))


def entity_kind(type_text: str) -> EntityKind:
    """The legal form by the printed type; OTHER goes to a person (formats.md 6.3)."""
    return next((kind for words, kind in _ENTITIES.items() if re.search(words, type_text)), EntityKind.OTHER)


def of_foreign_company(type_text: str) -> bool:
    """Whether a branch's printed type is that of a foreign company's, 外国(地区)企业分支机构; a company with a foreign
    shareholder only mentions it, 有限责任公司(外国法人独资).
    """
    return type_text.startswith("外国")


# ── the body: two columns of labels, or one ─────────────────────────────────────────────────────────────────────────


def _body(lines: Sequence[Line], unit: float) -> list[Line]:
    """The lines between title and foot, without hints, ornaments and pieces of the seal."""
    printed = [line for line in lines if _is_print(line, unit)]
    first = min((row.top for row in rows_of(printed) if label_of(row, LABELS, unit)), default=0.0) - 0.5 * unit
    last = min((line.top for line in lines if _FOOT.search(line.text) and line.top > first), default=float("inf"))
    return [line for line in printed if first <= line.top < last - 0.2 * unit]


def _begins_with_label(line: Line) -> bool:
    return label_at(line.text, LABELS) is not None


def _is_print(line: Line, unit: float) -> bool:
    sound = line.confidence >= 0.5 and line.height <= 1.8 * unit and not HINTS.search(line.text)
    return sound and not _BEAD.fullmatch(line.text)


def _label_spots(line: Line) -> list[tuple[float, float]]:
    """Where labels begin in the line: at its start, or inside it for those too long to be ordinary words."""
    inside = [line.text.find(label, 1) for label in LABELS if len(label) >= 4]
    places = [0] if _begins_with_label(line) else []
    return [(line.spans[place][0], line.top) for place in places + [place for place in inside if place > 0]]


def _beside_labels(body: Sequence[Line], unit: float) -> dict[str, Found]:
    """What stands beside the labels, column by column; a licence has one column of labels or two."""
    edges = edges_of((spot for line in body for spot in _label_spots(line)), 1.2 * unit)
    sides = divided(body, edges[1], unit) if len(edges) > 1 else (list(body), [])
    left, right = (values_beside(rows_of(side), LABELS, _MANY_LINED, unit) for side in sides)
    return left | right


# ── values ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _typed(found: dict[str, Found]) -> Fields:
    parsers: dict[str, Parser] = {"capital": printed_amount, "established": iso_date, "term": parse_term}
    parsers |= {"representative": representative_name}
    mended = {name: replace(one, text=_mended(name, one.text)) for name, one in found.items() if name != "other"}
    return {name: read_field(one, parsers.get(name, _full_width)) for name, one in mended.items()}


def _mended(name: str, text: str) -> str:
    """What engines drop or mistake, put right: the stroke of 一般项目, half a bracket, a bracket's width, what
    stands between the items of a type and of a scope, the day of issue that follows the authority.
    """
    if name == "authority":
        text = re.sub(r"(?<=局)[^局分]*$", "", _DAY.sub("", text))
    if name == "type":
        text = re.sub("[,，]", "、", text)
    if name == "scope":
        text = re.sub(r"(?<!项目)(?<!范围)[:：](?!$)", "；", text)
    whole = re.sub(r"(?<!一)般(经营)?项目[:：]", lambda m: f"一{m.group()}", text)
    if len(re.findall(r"[(（]", whole)) == len(re.findall(r"[)）]", whole)) + 1:
        whole += "）"
    return re.sub(r"\(([^()（）]*)）|（([^()（）]*)\)", lambda m: f"（{m[1] or m[2] or ''}）", whole)


def _full_width(text: str) -> str:
    """The text with brackets in full width, as registers write them."""
    return text.replace("(", "（").replace(")", "）")


def representative_name(text: str) -> str:
    """The person: of a partnership the delegate (委派代表) of the managing partner (formats.md 6.2)."""
    delegate = _DELEGATE.search(text)
    return names.normal_person(delegate[1] if delegate else text)


def _serial(lines: Sequence[Line]) -> ReadField | None:
    """The serial (证照编号), beside its label."""
    for line in lines:
        if found := _SERIAL.search(line.text):
            value = line.part(found.start(1), found.end(1))
            return read_field(found_in([value]), codes.normal_code) if value else None
    return None


def _issued(body: Sequence[Line], fields: Fields, unit: float) -> ReadField | None:
    """The day of issue: the last row of the body that ends with a day, below everything dated by a label."""
    dated = [field.box[1] for name, field in fields.items() if name in ("established", "term")]
    rows = [row for row in rows_of(body) if row.top > max(dated, default=0) + unit]
    days = [part for row in rows if (part := _day_in(row))]
    return read_field(found_in([days[-1]]), iso_date) if days else None


def _day_in(row: Line) -> Line | None:
    found = _DAY.search(row.text)
    return row.part(found.start()) if found else None
