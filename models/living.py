"""Living accounts: whom the lists are asked about for as long as an opened account lives (rules.md 6)."""

from datetime import datetime

from models.base import Fact
from models.checks import ListHit, Subject


class LivingAccount(Fact):
    """Who is looked for: firm, representative, agent, owners and the firms between, as on the day of opening.

    `since` is when it was first listed among the accounts to screen; `version` that of the lists which the opening
    searched; `known` are the matches that were looked at, at the opening or later. With personal data: it lies in the
    evidence store and nowhere else.
    """

    application: str
    since: datetime
    version: str
    subjects: tuple[Subject, ...]
    known: tuple[ListHit, ...] = ()


class ListRun(Fact):
    """One time that all living accounts were screened: begun when, with which lists, by whom, with which result.

    `accounts` counts those that were asked about and `matched` those with a new match.
    """

    at: datetime
    version: str
    by: str
    accounts: int
    matched: int
