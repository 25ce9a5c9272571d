"""The four kinds of account: what each demands, what it allows, and when it is filed (rules.md 2, R-ACC-01 … 15).

Where the other rows live: R-ACC-01 is H01 and the filing's answer, R-ACC-02 `cross_check` and H01, R-ACC-08 the filing
adapter, R-ACC-09 and R-ACC-14 `basic_account`, R-ACC-12 the filing's correction on the trail, R-ACC-15 `cross_check`
and `opening.depositor_kind`.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta

from models.application import AccountKind, Statements
from models.base import Fact
from models.case import Case
from models.findings import Finding
from models.papers import Licence
from models.policy import Accounts, Calendar, Policy
from models.rules import basic_account
from models.rules.calendar import business_day, due, end_of, opening_of, same_business_day_end, working
from models.rules.dates import add_years
from models.rules.names import normal_text
from models.rules.says import fix, stop

NEEDED_STATEMENTS: dict[AccountKind, tuple[str, ...]] = {
    AccountKind.BASIC: (),
    AccountKind.GENERAL: ("basic_account_number", "basic_account_outlet"),
    AccountKind.SPECIAL: ("basic_account_number",),
    AccountKind.TEMPORARY: ("basic_account_number", "account_until"),
}
"""What the customer has to say for this kind, beyond what every application says."""

NOT_BESIDE: Mapping[AccountKind, AccountKind] = {
    AccountKind.BASIC: AccountKind.GENERAL,
    AccountKind.GENERAL: AccountKind.BASIC,
}
"""The two kinds that one outlet never holds both of one firm, whichever came first (R-ACC-05)."""

FIRMS = frozenset({"01", "02", "13", "14"})
"""Depositor kinds of the filing route: payments are possible from the opening day (R-ACC-10, R-ACC-15)."""

SAME_DAY = frozenset({AccountKind.BASIC, AccountKind.TEMPORARY})
"""The kinds that are filed on the opening day, with copies to follow; the others are filed later, with none (R-ACC-11).
"""

LONGEST_YEARS = 2
"""No temporary account is open longer, extension included (R-ACC-07); the policy may be stricter."""


def findings(
    licence: Licence,
    statements: Statements,
    branch: str,
    policy: Policy,
    now: datetime,
    kinds_here: Collection[AccountKind] = (),
) -> Iterator[Finding]:
    """What stands against this kind of account for this firm, which by our books has `kinds_here` at this outlet;
    nothing for a case from before these rules.
    """
    accounts = policy.accounts
    if accounts is None:
        return
    yield from _elsewhere(licence, policy)
    yield from _outlet(statements, branch, kinds_here)
    if statements.account_kind is AccountKind.SPECIAL:
        yield from _funds(statements, accounts)
    elif statements.account_kind is AccountKind.TEMPORARY:
        yield from _term(statements, accounts, business_day(now))


def _elsewhere(licence: Licence, policy: Policy) -> Iterator[Finding]:
    """R-ACC-13: the other place's central bank is asked first; RISK notes the answer by letting the case go on."""
    code = licence.credit_code
    if code and code[2:4] != policy.scoring.bands.home_region:
        zh, en = "企业在异地注册，须先向注册地人民银行征询", "registered elsewhere: an inquiry there comes first"
        yield stop("R-ACC-13", "licence.credit_code", zh, en, "rules.md R-ACC-13")


def _outlet(statements: Statements, branch: str, kinds_here: Collection[AccountKind]) -> Iterator[Finding]:
    """By the customer's word and by our own books, told in the same words: who sends this may be a stranger."""
    about, rule = "statements.basic_account_outlet", "rules.md R-ACC-05"
    zh, en = "基本户与一般户不得开在同一网点，请到其他网点申请", "not both accounts at one outlet"
    if _outlet_unknown(statements):
        yield fix("R-ACC-05", about, "请说明基本存款账户的开户网点", "say which outlet holds the basic account", rule)
    elif _outlet_told(statements, branch):
        yield fix("R-ACC-05", about, zh, en, rule)
    elif _beside(statements, kinds_here):
        yield fix("R-ACC-05", "statements.account_kind", zh, en, rule)


def _outlet_unknown(statements: Statements) -> bool:
    return statements.account_kind is AccountKind.GENERAL and statements.basic_account_outlet is None


def _outlet_told(statements: Statements, branch: str) -> bool:
    said = statements.basic_account_outlet
    return statements.account_kind is AccountKind.GENERAL and said is not None and same_outlet(said, branch)


def _beside(statements: Statements, kinds_here: Collection[AccountKind]) -> bool:
    return NOT_BESIDE.get(statements.account_kind) in kinds_here


def kinds_here(case: Case) -> Collection[AccountKind]:
    """What our own books know of this firm at this outlet; nothing in a case from before they were asked."""
    return case.in_house.kinds_here if case.in_house else ()


def outlet_matters(statements: Statements, policy: Policy) -> bool:
    """Whether another account of this firm at this outlet could stand against this kind."""
    return policy.accounts is not None and statements.account_kind in NOT_BESIDE


def same_outlet(stated: str, branch: str) -> bool:
    """Whether what the customer stated names our own outlet by its four digits."""
    return branch in re.findall(r"(?<![0-9])[0-9]{4}(?![0-9])", normal_text(stated))


def _funds(statements: Statements, accounts: Accounts) -> Iterator[Finding]:
    if any(word in normal_text(statements.purpose) for word in accounts.special_refused):
        zh, en = "粮棉油收购资金不得开立专用存款账户", "grain, cotton and oil purchase funds have no special account"
        yield fix("R-ACC-06", "statements.purpose", zh, en, "rules.md R-ACC-06")


def _term(statements: Statements, accounts: Accounts, today: date) -> Iterator[Finding]:
    about, rule, until = "statements.account_until", "rules.md R-ACC-07", statements.account_until
    if until is None:
        zh, en = "临时存款账户须说明使用期限", "a temporary account needs its last day"
        yield fix("R-ACC-07", about, zh, en, rule)
    elif not today < until <= last_day(today, accounts.temporary_years):
        zh, en = f"临时存款账户期限最长{accounts.temporary_years}年", "the term of a temporary account is out of bounds"
        yield fix("R-ACC-07", about, zh, en, rule)


def last_day(opened: date, years: int) -> date:
    """The last day on which a temporary account opened then may be open; a policy above two years changes nothing."""
    return max(add_years(opened, min(years, LONGEST_YEARS)))


# ── at activation ───────────────────────────────────────────────────────────────────────────────────────────────────


def broken(case: Case, policy: Policy, now: datetime) -> Iterator[tuple[str, str, str]]:
    """What no role can pass at activation, whatever was overridden before: rule, Chinese, English."""
    said = case.statements
    if policy.accounts is None:
        return
    if basic_account.outdated(said, basic_account.newest_change(case.dossier, policy.accounts)):
        yield "R-ACC-09", "基本存款账户编号早于名称或法定代表人变更", "the basic-account number is not the newest one"
    if _outlet_unknown(said) or _outlet_told(said, case.branch):
        yield "R-ACC-05", "一般户与基本户同一网点或网点不明", "basic and general account at one outlet, or unknown"
    elif _beside(said, kinds_here(case)):
        zh, en = "该企业在本网点已有不得并存的账户或在途申请", "this outlet has, or opens, the firm's other account"
        yield "R-ACC-05", zh, en
    if said.account_kind is AccountKind.TEMPORARY:
        today = business_day(now)
        if said.account_until is None or not today < said.account_until <= last_day(today, LONGEST_YEARS):
            yield "R-ACC-07", "临时存款账户期限缺失或超过两年", "the temporary account has no term within two years"


# ── what the account may do, and when it is filed ───────────────────────────────────────────────────────────────────


def pays_cash(kind: AccountKind) -> bool:
    """Whether cash may be drawn: from every kind but the general account, which takes cash in only (R-ACC-03, 04)."""
    return kind is not AccountKind.GENERAL


def payments_from(depositor_kind: str, opened: date, calendar: Calendar, *, exempt: bool = False) -> date:
    """The first day of payments: for firms the opening day, for others the third working day after it (R-ACC-10).

    `exempt` are accounts turned from capital verification, loan accounts, and reopenings at the same outlet.
    """
    if depositor_kind in FIRMS or exempt:
        return opened
    return _working_day(opened, 3, calendar)


class Owed(Fact):
    """From when on a person has to look at something owed, and when it is overdue."""

    remind: datetime
    due: datetime


def file_by(kind: AccountKind, opened: date, accounts: Accounts, calendar: Calendar) -> date:
    """The last day of the filing: of basic and temporary accounts the opening day, of others working days later
    (R-ACC-11).
    """
    return opened if kind in SAME_DAY else _working_day(opened, accounts.file_within, calendar)


def filing_owed(kind: AccountKind, opened: datetime, policy: Policy) -> Owed:
    """When a person hears of a filing that is not in yet, and when it has lapsed (R-ACC-11).

    A basic or temporary account is filed on its opening day, at the latest after `filing_by`; others by 24:00 of their
    last working day. A case from before there was a reminder hears of it when it has lapsed.
    """
    accounts, waits, calendar = policy.accounts, policy.waits, policy.calendar
    if accounts is None or kind in SAME_DAY:
        end = min(same_business_day_end(opened), due(opened, waits.filing_by, calendar))
        return Owed(remind=due(opened, waits.filing_remind, calendar) if waits.filing_remind else end, due=end)
    day = business_day(opened)
    soon = _working_day(day, accounts.file_remind, calendar)
    return Owed(remind=opening_of(soon, calendar), due=end_of(file_by(kind, day, accounts, calendar)))


def copies_by(kind: AccountKind, opened: date, accounts: Accounts, calendar: Calendar) -> date | None:
    """The last day for the copies of a basic or temporary account's papers (R-ACC-11); None for other kinds."""
    if kind not in SAME_DAY:
        return None
    return _working_day(opened, accounts.copies_within, calendar)


def copies_owed(kind: AccountKind, opened: datetime, accounts: Accounts, calendar: Calendar) -> Owed | None:
    """When the copies of an account opened then are to be with the central bank, at the latest by 24:00 of their last
    day; None for kinds that owe none (R-ACC-11).
    """
    day = business_day(opened)
    last = copies_by(kind, day, accounts, calendar)
    if last is None:
        return None
    soon = _working_day(day, accounts.copies_remind, calendar)
    return Owed(remind=opening_of(soon, calendar), due=end_of(last))


def sheet_owed(kind: AccountKind, filed: datetime, policy: Policy) -> Owed | None:
    """Until when a basic account's information sheet is to be in the customer's hands (R-ACC-09); None for kinds that
    get no number of their own (R-ACC-08), and for a case from before anybody was reminded.
    """
    accounts, calendar = policy.accounts, policy.calendar
    if kind is not AccountKind.BASIC or accounts is None or not (accounts.sheet_remind and accounts.sheet_within):
        return None
    return Owed(remind=due(filed, accounts.sheet_remind, calendar), due=due(filed, accounts.sheet_within, calendar))


def _working_day(after: date, days: int, calendar: Calendar) -> date:
    """The `days`-th working day after a day."""
    day = after
    while days:
        day += timedelta(days=1)
        days -= working(day, calendar)
    return day


def must_type(kind: AccountKind, *, by_agent: bool) -> Collection[str]:
    """The statements without which an application of this kind cannot be opened (metrics.md K10)."""
    everybody = ("account_kind", "purpose", "monthly_turnover", "phone")
    return (*everybody, *NEEDED_STATEMENTS[kind], *(("agent_phone", "agent_relation") if by_agent else ()))
