"""What is wrong with a picture as a whole, in one sentence: Chinese for customers, English for the command line."""

from collections.abc import Iterable, Mapping

from models.papers import PaperKind
from models.policy import Reading as ReadingPolicy
from models.refusals import REFUSALS
from models.rules.paper_kind import TEMPORARY_CARD
from models.rules.picture_warnings import IN_ENGLISH

PAPERS_ZH: Mapping[str, str] = {
    PaperKind.LICENCE: "营业执照",
    PaperKind.ID_FRONT: "身份证人像面",
    PaperKind.ID_BACK: "身份证国徽面",
    PaperKind.AUTHORISATION: "授权委托书",
    PaperKind.AGENT_ID_FRONT: "经办人身份证人像面",
    PaperKind.AGENT_ID_BACK: "经办人身份证国徽面",
    "passport": "护照",
    "foreigner_card": "外国人永久居留身份证",
    "residence_permit": "港澳台居民居住证",
    "travel_permit": "往来通行证",
    "household_book": "户口簿",
    "driving_licence": "驾驶证",
    "vehicle_licence": "行驶证",
    "officer_card": "军官证或士兵证",
    "social_security_card": "社会保障卡",
    "tax_certificate": "税务登记证",
    "organisation_certificate": "组织机构代码证",
    "account_licence": "开户许可证",
    "seal_record": "印章备案材料",
    "institution_certificate": "法人登记证书",
    "property_certificate": "不动产权证书",
    "lease": "租赁合同",
    "articles": "公司章程",
    "resolution": "决议文件",
    "permit": "许可证",
}
_PAPERS_EN: Mapping[str, str] = {
    PaperKind.LICENCE: "business licence",
    PaperKind.ID_FRONT: "people side of an identity card",
    PaperKind.ID_BACK: "emblem side of an identity card",
    PaperKind.AUTHORISATION: "letter of authorisation",
}
_ZH: Mapping[str, str] = {
    "WRONG_KIND": "上传的是{detail}，此处需要{claimed}",
    "REVERSED_SIDE": "正反面传反了，上传的是{detail}，此处需要{claimed}",
    "TWO_PAPERS": "一张照片中有{detail}，请只拍{claimed}",
    "OTHER_PAPER": "上传的是{detail}，此处需要{claimed}",
    "NO_PAPER": "照片中没有可识别的证件，此处需要{claimed}",
    "NO_TEXT": "照片中没有文字，此处需要{claimed}",
    "TEMPORARY_CARD": "远程环节不能使用临时身份证",
    "OLD_NUMBER": "15位旧身份证号码已停用，请使用第二代居民身份证",
    "OLD_LICENCE": "营业执照上是旧注册号，请上传载有统一社会信用代码的营业执照",
    "CODE_CHECK_DIGIT": "证件号码未通过校验",
}
_EN: Mapping[str, str] = {
    "TWO_PAPERS": "this picture shows {detail}; take one picture of each paper",
    "OTHER_PAPER": "this is a {detail}; send the business licence or the identity card itself",
    "NO_PAPER": "no paper that is read here was found in this picture",
    "NO_TEXT": "there is no text in this picture",
    "TEMPORARY_CARD": "this is a temporary identity card, which does not do from afar",
    "OLD_NUMBER": "this is an old number of 15 digits, out of use since 2013; send the second-generation card",
    "OLD_LICENCE": "this licence has an old registration number; send the one with the unified social credit code",
    "CODE_CHECK_DIGIT": "the check digit of the number is not right",
    "EXPIRED": "this paper has expired; send the one that is valid today",
    "NOT_YET_VALID": "this paper is not valid yet",
}
TEMPORARY_AT_COUNTER = "TEMPORARY_CARD_AT_COUNTER"
"""A temporary identity card that the remote steps leave open and the counter settles (rules.md 9)."""

UNUSABLE = frozenset({"UNREADABLE", *_ZH})
"""Warnings after which the paper has to be photographed again, whatever else was read."""

ENOUGH = UNUSABLE - {"CODE_CHECK_DIGIT"}
"""Warnings beside which it helps nobody to hear of single fields: another picture or another paper has to come."""

NOT_SHOWN = ENOUGH - {"UNREADABLE", "TEMPORARY_CARD", "OLD_NUMBER", "OLD_LICENCE"}
"""Warnings that say themselves that the picture does not show the claimed paper, or not alone."""

FIELD_WARNINGS = frozenset({"FIELD_MISSING", "VALUE_UNCLEAR"})
OF_THE_TEXT = FIELD_WARNINGS | {"LOW_CONFIDENCE", "DISAGREES", "CODE_REPAIRED", "VALIDITY_LENGTH"}
"""Warnings about what was read; all others are about the picture itself."""


def left_to_counter(warnings: Iterable[str], policy: ReadingPolicy) -> bool:
    """Whether the paper is a temporary identity card that is seen at the counter; older cases photograph it again."""
    return policy.temporary_card and TEMPORARY_CARD in warnings


def spoilt(warnings: Iterable[str], policy: ReadingPolicy, codes: Iterable[str] = UNUSABLE) -> bool:
    """Whether one of these codes is among the warnings; a card that is left to the counter can be read."""
    heads = {warning.partition(":")[0] for warning in warnings}
    return bool(heads & (set(codes) - ({TEMPORARY_CARD} if policy.temporary_card else set())))


def in_chinese(code: str, detail: str, claimed: PaperKind) -> str:
    """Why the picture for the claimed paper cannot be used, as one sentence without its full stop."""
    if code == "UNREADABLE" and detail in REFUSALS:
        return REFUSALS[detail].zh
    if detail == PaperKind.UNKNOWN:
        return "照片无法识别"
    here = PAPERS_ZH.get(claimed, "所需资料")
    return _ZH.get(code, "照片无法识别").format(detail=_shown(detail, PAPERS_ZH, "和", "两份"), claimed=here)


def in_english(code: str, detail: str) -> str | None:
    """What a warning about the picture says to the person at the command line; None for those about a field."""
    if code == "UNREADABLE" and detail in REFUSALS:
        return REFUSALS[detail].en
    if code in IN_ENGLISH:
        return IN_ENGLISH[code]
    return _EN[code].format(detail=_shown(detail, _PAPERS_EN, " and a ", "two of: ")) if code in _EN else None


def _shown(detail: str, names: Mapping[str, str], joint: str, twice: str) -> str:
    """`id_front+id_back` or `passport` in words; the same paper twice is said as that."""
    shown = [names.get(one, one.replace("_", " ")) for one in detail.split("+")]
    return f"{twice}{shown[0]}" if len(shown) == 2 and shown[0] == shown[1] else joint.join(shown)
