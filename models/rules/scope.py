"""When two printings of a business scope (经营范围) are one (rules.md 4.3): they differ in order, signs and riders."""

import re

from models.rules.names import half_width, without_spaces

_HEADING = re.compile(r"(?:(?:一般|许可)(?:经营)?项目|经营范围)是?:|^(?:一般|许可)(?:经营)?项目是?")
_BRACKETED = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_CLAUSE = (
    r"除?依法须经批准的项目外?"
    r"|经相关部门批准后?(?:方可|依法|依批准的内容)*开展经营活动"
    r"|(?:自主)?凭营业执照(?:依法)?(?:自主)?开展经营活动"
    r"|具体经营项目以(?:相关部门)?(?:审批结果|批准文件|许可证件|或)+为准"
    r"|(?:市场主体|企业)依法自主选择经营项目|开展经营活动"
    r"|不得从事(?:国家和)?本市产业政策禁止和限制类项目的经营活动"
)
_RIDER = re.compile(f"(?:{_CLAUSE})+")
"""What every firm may read on its licence, and what therefore tells nothing of its business."""

_SIGNS = re.compile(r"[;,。、:]|\.(?![0-9])")
_BETWEEN_ITEMS = re.compile(rf"(?:{_SIGNS.pattern})(?![^()]*\))")


def same_scope(one: str, other: str) -> bool:
    """Whether two scopes name the same items; a text without any item is the same as nothing."""
    return bool(items(one)) and items(one) == items(other)


def items(scope: str) -> frozenset[str]:
    """The items without headings and riders. What other brackets say stays: 不含典当 is part of what may be done."""
    plain = _BRACKETED.sub(_bracket, without_spaces(half_width(scope)).upper())
    parts = (_SIGNS.sub(",", part).strip(",") for part in _BETWEEN_ITEMS.split(_HEADING.sub(";", plain)))
    return frozenset(part for part in parts if part and not _RIDER.fullmatch(part))


def _bracket(found: re.Match[str]) -> str:
    """Nothing for a rider; any other bracket in one writing."""
    inside = found[1]
    return ";" if _RIDER.fullmatch(_SIGNS.sub("", inside)) else f"({inside})"
