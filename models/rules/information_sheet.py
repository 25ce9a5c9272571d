"""The basic account's information sheet (基本存款账户信息): who gets one, what it says, into whose hands it goes.

A change of name or of who represents the firm makes a new number and a new sheet (R-ACC-09); a temporary account gets
none (R-ACC-08).
"""

from datetime import date

from models.account import InformationSheet, Receiver
from models.application import AccountKind
from models.case import Case
from models.rules.calendar import business_day

_WIDE_SPACE = "\u3000"
_NOTE = "存款人名称、法定代表人或负责人变更后，基本存款账户编号随之变更，以新编号为准；请妥善保管本表。"


def lacking(case: Case) -> str | None:
    """Why this application has no sheet, in one sentence, or None."""
    kind, account = case.statements.account_kind, case.account
    if kind is AccountKind.TEMPORARY:
        return "a temporary account gets no number, so there is no information sheet (R-ACC-08)"
    if kind is not AccountKind.BASIC:
        return "this account bears the basic account's number, whose own bank hands over the sheet; there is none here"
    if account is None or account.filed is None or account.basic_account_number is None:
        return "the filing has given no basic-account number yet; print the sheet when the account is open"
    return None


def sheet_of(case: Case) -> InformationSheet:
    """What the sheet says; ValueError where `lacking` says why there is none."""
    account = case.account
    if lacking(case) or account is None or account.filed is None:
        raise ValueError("this application has no information sheet")
    return InformationSheet(
        name=case.licence.name or "",
        number=account.number,
        outlet=case.branch,
        representative=case.licence.representative or "",
        basic_account_number=account.basic_account_number or "",
        filed_on=business_day(account.filed),
    )


def printed(sheet: InformationSheet, on: date) -> str:
    """The sheet as text for a printer with Chinese characters of two columns' width: labels flush, values below each
    other.
    """
    rows = {
        "账户名称": sheet.name,
        "账户号码": " ".join(sheet.number[start : start + 4] for start in range(0, len(sheet.number), 4)),
        "开户银行网点": sheet.outlet,
        "法定代表人（单位负责人）": sheet.representative,
        "基本存款账户编号": sheet.basic_account_number,
        "备案日期": _day(sheet.filed_on),
    }
    wide = max(len(label) for label in rows)
    lines = [f"{label:{_WIDE_SPACE}<{wide}}{_WIDE_SPACE}{value}" for label, value in rows.items()]
    title = _WIDE_SPACE * (wide // 2) + "基本存款账户信息"
    return "\n".join([title, "", *lines, "", f"打印日期：{_day(on)}", _NOTE])


def not_into(case: Case, to: Receiver, *, receipted: bool) -> str | None:
    """Why the sheet does not go into these hands, in one sentence, or None."""
    if said := lacking(case):
        return said
    if to is Receiver.AGENT and not case.by_agent:
        return "this application names no agent; who else comes for the firm is a deputy"
    if to is Receiver.DEPUTY and not receipted:
        return "a deputy signs for the sheet: hand in the signed receipt with --receipt"
    return None


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
