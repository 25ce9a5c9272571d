"""The fields of the papers: their Chinese labels, how what staff type is understood, and which ones staff enter.

Staff type what matters: what is asked outside, what decides the route, what a rule compares. The rest stays a flag for
the reviewer, who reads it anyway (process.md step 3); whatever the customer flags is entered.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from models.papers import Money, PaperKind, Term
from models.rules import codes, names
from models.rules.amounts import printed_amount
from models.rules.dates import parse_card_validity, parse_term
from models.rules.id_card_places import ETHNICITIES
from models.rules.licence_text import representative_name
from models.rules.paper_text import Parser, iso_date


class Care(StrEnum):
    """When a field goes to central data entry."""

    ALWAYS = "always"
    """when it is missing or doubted"""
    PRINTED = "printed"
    """when it was read and is doubted; not every paper prints it, or nobody needs it"""
    FLAGGED = "flagged"
    """only when the customer says that it was read wrongly"""


class FieldRule(NamedTuple):
    """One row: `twice` asks for two people who type the same without seeing each other's word."""

    zh: str
    parse: Parser
    care: Care
    why: str
    twice: bool = False


class UnclearEntryError(ValueError):
    """The text is not what stands in this field; the message says why, without repeating the text."""


def _printed(text: str) -> str:
    """The text without white space, its brackets as registers write them."""
    return re.sub(r"\s", "", text).replace("(", "（").replace(")", "）")


def _credit_code(text: str) -> str:
    code = codes.normal_credit_code(text)
    if not codes.is_credit_code(code):
        raise UnclearEntryError("these are not 18 signs with a right check sign")
    return code


def _identity_number(text: str) -> str:
    number = codes.normal_code(text)
    if not codes.is_identity_number(number):
        raise UnclearEntryError("these are not 18 digits with a possible birth date and a right check digit")
    return number


def _person(text: str) -> str:
    name = representative_name(text)
    if not names.is_person_name(name):
        raise UnclearEntryError("this is no person's name in Chinese characters")
    return name


def _sex(text: str) -> str:
    if text.strip() not in ("男", "女"):
        raise UnclearEntryError("write 男 or 女")
    return text.strip()


def _ethnicity(text: str) -> str:
    plain = text.strip().removesuffix("族")
    if plain not in ETHNICITIES:
        raise UnclearEntryError("this is none of the 56 names that cards print")
    return plain


def _mobile(text: str) -> str:
    number = codes.normal_code(text)
    if not names.is_mobile(number):
        raise UnclearEntryError("this is no mobile number of 11 digits")
    return number


_A, _P, _F = Care.ALWAYS, Care.PRINTED, Care.FLAGGED
_NOT_JUDGED = "no rule judges it"

_LICENCE = {
    "credit_code": FieldRule("统一社会信用代码", _credit_code, _A, "registry, tax and lists are asked with it", True),
    "serial": FieldRule("证照编号", codes.normal_code, _F, _NOT_JUDGED),
    "name": FieldRule("名称", _printed, _A, "registry, tax and lists are asked with it; contracts carry it"),
    "type": FieldRule("类型", _printed, _A, "it decides the route and the depositor kind"),
    "representative": FieldRule("法定代表人（负责人）", _person, _A, "the registry is asked with it"),
    "capital": FieldRule("注册资本", printed_amount, _A, "compared with the registry, and a risk factor"),
    "established": FieldRule("成立日期", iso_date, _A, "compared with the registry, and a risk factor"),
    "term": FieldRule("营业期限", parse_term, _P, "an ended one stops; newer licences print none"),
    "address": FieldRule("住所", _printed, _A, "compared with the registry; the visit goes there"),
    "scope": FieldRule("经营范围", _printed, _F, "the registry has it too; typing costs more than reading"),
    "authority": FieldRule("登记机关", _printed, _F, _NOT_JUDGED),
    "issued": FieldRule("发证日期", iso_date, _P, "held against the day of establishment; a misreading looks forged"),
}
_ID_FRONT = {
    "name": FieldRule("姓名", _person, _A, "the person is asked for with it"),
    "sex": FieldRule("性别", _sex, _P, "held against the number; a misreading looks forged"),
    "ethnicity": FieldRule("民族", _ethnicity, _F, _NOT_JUDGED),
    "birth_date": FieldRule("出生日期", iso_date, _P, "held against the number; a misreading looks forged"),
    "address": FieldRule("住址", _printed, _F, _NOT_JUDGED),
    "number": FieldRule("公民身份号码", _identity_number, _A, "the person is asked for with it", True),
}
_ID_BACK = {
    "authority": FieldRule("签发机关", _printed, _F, _NOT_JUDGED),
    "validity": FieldRule("有效期限", parse_card_validity, _A, "an ended card stops"),
}

_AUTHORISATION = {
    "principal": FieldRule("委托单位", _printed, _F, _NOT_JUDGED),
    "credit_code": FieldRule("统一社会信用代码", _credit_code, _P, "it ties the letter to the licence", True),
    "representative": FieldRule("法定代表人", _person, _F, _NOT_JUDGED),
    "representative_number": FieldRule("法定代表人身份证号", _identity_number, _P, "a misreading names another", True),
    "agent": FieldRule("受托人", _person, _A, "the person at the counter is held against it"),
    "agent_number": FieldRule(
        "受托人身份证号", _identity_number, _A, "the person at the counter is held against it", True
    ),
    "agent_phone": FieldRule("受托人手机", _mobile, _F, _NOT_JUDGED),
    "powers": FieldRule("授权事项", _printed, _F, _NOT_JUDGED),
    "period": FieldRule("授权期限", parse_term, _F, "many letters count it from an event; a person reads it"),
    "issued": FieldRule("签发日期", iso_date, _F, "a relative period counts from it"),
}

FIELDS: Mapping[PaperKind, Mapping[str, FieldRule]] = {
    PaperKind.LICENCE: _LICENCE,
    PaperKind.ID_FRONT: _ID_FRONT,
    PaperKind.ID_BACK: _ID_BACK,
    PaperKind.AUTHORISATION: _AUTHORISATION,
    PaperKind.AGENT_ID_FRONT: _ID_FRONT,
    PaperKind.AGENT_ID_BACK: _ID_BACK,
}
"""Paper → field → row, in the order of the form."""


def rule_of(about: str) -> FieldRule | None:
    """The row of `licence.name`; None for what is no field of these papers."""
    paper, _, field = about.partition(".")
    return FIELDS[PaperKind(paper)].get(field) if paper in FIELDS else None


def understood(about: str, text: str) -> str | Money | Term:
    """The typed value of what was typed; UnclearEntryError with the field and the reason, never with the text."""
    rule = rule_of(about)
    if rule is None:
        raise UnclearEntryError(f"{about}: there is no such field")
    try:
        value = rule.parse(text)
    except ValueError as error:
        raise UnclearEntryError(f"{about}: {error}") from None
    if value is None or value == "":
        raise UnclearEntryError(f"{about}: there is nothing in it")
    return value
