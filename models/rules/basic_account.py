"""The basic account that a firm has already: is its number the newest one (R-ACC-09), and is there still an opening
permit of the licence era (开户许可证) to hand back (R-ACC-14)?
"""

from collections.abc import Iterator
from datetime import date

from models.application import AccountKind, OldPermit, Statements
from models.case import Case
from models.checks import Dossier, RegisteredFirm, RegistrationCode
from models.findings import Finding
from models.papers import Licence
from models.policy import Accounts
from models.rules.says import fix, flag, info

NEW_NUMBER, PERMIT = "R-ACC-09", "R-ACC-14"


def findings(case: Case, accounts: Accounts, today: date) -> Iterator[Finding]:
    """What has to be mended or looked at; nothing for a case from before these rules."""
    yield from _of_number(case.statements, newest_change(case.dossier, accounts), today)
    yield from _of_permit(case, accounts)


# ── the number ──────────────────────────────────────────────────────────────────────────────────────────────────────


def newest_change(dossier: Dossier, accounts: Accounts) -> date | None:
    """The day of the firm's last change that made a new basic-account number, as the registry tells it."""
    asked = dossier.registration
    firm: RegisteredFirm | None = asked.answer.firm if asked and asked.answer.code is RegistrationCode.MATCHED else None
    changes = firm.changes if firm else ()
    return max((one.on for one in changes if any(word in one.item for word in accounts.new_number_items)), default=None)


def outdated(statements: Statements, changed: date | None) -> bool:
    """Whether the stated number is older than a change that made a new one."""
    since = statements.basic_number_since
    return _states_number(statements) and changed is not None and since is not None and since < changed


def _states_number(statements: Statements) -> bool:
    return statements.account_kind is not AccountKind.BASIC and statements.basic_account_number is not None


def _of_number(statements: Statements, changed: date | None, today: date) -> Iterator[Finding]:
    """A number of unknown age is a person's to compare with the central bank's account system."""
    about, rule = "statements.basic_account_number", "rules.md R-ACC-09"
    since = statements.basic_number_since
    if outdated(statements, changed):
        zh, en = (
            "名称或法定代表人变更后，基本存款账户编号已更换，请提供新编号及其核发日期",
            "the number is older than a change that made a new one",
        )
        yield fix(NEW_NUMBER, about, zh, en, rule)
    elif _states_number(statements) and changed is not None and (since is None or since > today):
        zh, en = (
            "名称或法定代表人曾变更，请核对基本存款账户编号是否为变更后的新编号",
            "after a change compare the number with the account system",
        )
        yield flag(NEW_NUMBER, about, zh, en, rule)


# ── the permit ──────────────────────────────────────────────────────────────────────────────────────────────────────


def permit_to_settle(statements: Statements, licence: Licence, accounts: Accounts) -> bool:
    """Whether the counter has to take back an old permit or a loss statement, or to find out whether there is one.

    Who says nothing may have one, if the firm has a basic account and is old enough, or of unknown age.
    """
    if accounts.licence_era_end is None:
        return False
    if statements.old_permit is not None:
        return statements.old_permit is not OldPermit.NONE
    old = licence.established is None or licence.established <= accounts.licence_era_end
    return old and statements.account_kind is not AccountKind.BASIC


def _of_permit(case: Case, accounts: Accounts) -> Iterator[Finding]:
    """Settled at the counter, where it is an item to tick: about nothing that the customer could send in."""
    about, rule, stated = "old_permit", "rules.md R-ACC-14", case.statements.old_permit
    if not permit_to_settle(case.statements, case.licence, accounts):
        return
    if stated is OldPermit.HELD:
        yield fix(PERMIT, about, "原开户许可证须在临柜时交回", "the old permit is handed back at the counter", rule)
    elif stated is OldPermit.LOST:
        zh, en = "原开户许可证遗失，须在临柜时提交遗失声明", "the lost permit needs a loss statement at the counter"
        yield fix(PERMIT, about, zh, en, rule)
    else:
        zh, en = "须在临柜时查明是否持有原开户许可证", "the counter asks whether there is an old permit"
        yield info(PERMIT, about, zh, en, rule)
