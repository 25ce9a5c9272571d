"""Living accounts are screened again when a list changes, and a new match is RISK's to settle (rules.md 6)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from models.case import Case
from models.checks import ListHit
from models.duties import Duty, DutyKind
from models.findings import Severity
from models.living import ListRun, LivingAccount
from models.policy import Calendar, Living
from models.rules.calendar import due
from models.rules.list_matches import same
from models.rules.screening import match_severity


def account_of(case: Case, now: datetime) -> LivingAccount | None:
    """Whom this account's opening looked for on its last day, and what it knew; None where the lists never answered."""
    asked = case.dossier.lists
    if asked is None or not asked.answer.version.strip():
        return None
    return LivingAccount(
        application=case.application,
        since=now,
        version=asked.answer.version,
        subjects=asked.query.subjects,
        known=asked.answer.hits,
    )


def covered(account: LivingAccount, version: str, runs: Iterable[ListRun]) -> bool:
    """Whether lists of this version were asked about it: by its opening, or by a whole run that knew of it."""
    return account.version == version or any(run.version == version and account.since <= run.at for run in runs)


def new_matches(account: LivingAccount, hits: Iterable[ListHit]) -> tuple[ListHit, ...]:
    """What nobody looked at yet; a changed entry or an agreeing number is a new match, the white list is none."""
    told = dict.fromkeys(hit for hit in hits if match_severity(hit) is not Severity.INFO)
    return tuple(hit for hit in told if not any(same(hit, known) for known in account.known))


def knowing(account: LivingAccount, hits: Iterable[ListHit]) -> LivingAccount:
    """The account after somebody owes an answer to these matches: tomorrow they are not new."""
    return account.model_copy(update={"known": (*account.known, *hits)})


def owed(
    application: str, branch: str, hits: Collection[ListHit], now: datetime, rules: Living, calendar: Calendar
) -> Duty:
    """What RISK has to settle by when: a match that nobody may resolve leaves no time and needs no reminder."""
    hard = any(match_severity(hit) is Severity.HARD for hit in hits)
    return Duty(
        application=application,
        kind=DutyKind.LIST_MATCH,
        branch=branch,
        opened=now,
        remind=now if hard else due(now, rules.remind, calendar),
        due=due(now, rules.hard_within if hard else rules.within, calendar),
    )
