"""The labels of licences by legal form and time: every variant of formats.md 6.2."""

import random
from enum import StrEnum

from models.papers import EntityKind


class Layout(StrEnum):
    """The forms of formats.md 6.1; the years are when a form came in, the number label follows them."""

    LANDSCAPE_2022 = "landscape-2022"
    """Two columns, no term: since March 2022 the term is not printed."""
    LANDSCAPE_2019 = "landscape-2019"
    """Two columns with term, QR code and hints."""
    LANDSCAPE_2015 = "landscape-2015"
    """The original before March 2019: one column of labels, credit code."""
    LANDSCAPE_2014 = "landscape-2014"
    """The same with a registration number (注册号), until October 2015."""
    PORTRAIT_2015 = "portrait-2015"
    """The copy before March 2019: upright, one column of labels, credit code."""
    PORTRAIT_2014 = "portrait-2014"
    """The same with a registration number."""

    @property
    def has_two_columns(self) -> bool:
        return self in (Layout.LANDSCAPE_2019, Layout.LANDSCAPE_2022)

    @property
    def is_upright(self) -> bool:
        return self in (Layout.PORTRAIT_2014, Layout.PORTRAIT_2015)

    @property
    def has_registration_number(self) -> bool:
        return self in (Layout.LANDSCAPE_2014, Layout.PORTRAIT_2014)


_USUAL = {
    "name": "名称",
    "type": "类型",
    "representative": "法定代表人",
    "capital": "注册资本",
    "established": "成立日期",
    "term": "营业期限",
    "address": "住所",
    "scope": "经营范围",
    "form": "组成形式",
    "paid_in": "实收资本",
}
_BY_KIND: dict[EntityKind, dict[str, tuple[str, ...]]] = {
    EntityKind.BRANCH: {"representative": ("负责人",), "address": ("营业场所",)},
    EntityKind.SOLE: {"representative": ("投资人",), "capital": ("出资额",), "name": ("名称", "企业名称")},
    EntityKind.PARTNERSHIP: {
        "representative": ("执行事务合伙人",),
        "capital": ("出资额",),
        "address": ("主要经营场所",),
        "term": ("合伙期限",),
        "name": ("名称", "企业名称"),
    },
    EntityKind.INDIVIDUAL: {
        "name": ("名称", "字号名称"),
        "representative": ("经营者",),
        "capital": ("资金数额",),
        "established": ("注册日期",),
        "address": ("经营场所",),
    },
    EntityKind.COOP: {"capital": ("成员出资总额",), "scope": ("业务范围",)},
    EntityKind.OTHER: {"capital": ("注册资金",), "name": ("企业名称", "名称"), "term": ("经营期限",)},
}
_OLD_TYPE = ("主体类型", "公司类型", "类型")


def label_for(field: str, kind: EntityKind, layout: Layout, dice: random.Random) -> str:
    """The label of a field on a licence of that kind and form, without the spaces that set it wide."""
    if field == "type" and layout.has_registration_number:
        return dice.choice(_OLD_TYPE if kind in (EntityKind.LLC, EntityKind.JSC) else ("类型", "主体类型"))
    if field == "term" and kind is EntityKind.LLC:
        return dice.choice(("营业期限", "营业期限", "经营期限"))
    return dice.choice(_BY_KIND.get(kind, {}).get(field, (_USUAL[field],)))
