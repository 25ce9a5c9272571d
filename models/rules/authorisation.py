"""Does a letter of authorisation hold: on that day, for that person, for opening an account?"""

import re
from datetime import date, timedelta

from models.papers import Authorisation, IdCard, Term
from models.rules.names import normal_text, same_person

PERIOD_UNKNOWN = "AUTHORISATION_PERIOD_UNKNOWN"
NOT_YET_VALID = "AUTHORISATION_NOT_YET_VALID"
EXPIRED = "AUTHORISATION_EXPIRED"

_OPENING = re.compile(
    r"开户(?!资料|许可|证|凭|信息|银行|行|单|回|手册)|开设账户|(?:开立|开设|开办|新开)[^，。；]{0,12}账户|账户[^，。；]{0,6}(?:开立|开设)"
)
_BUT_NOT = re.compile(r"(?:不得|不包括|不含|不可|除)[^，。；]{0,12}(?:开户|账户)|仅限?(?:查询|变更|销户|撤销|对账)")


def period_covers(period: Term | None, day: date) -> bool:
    """Whether the agent may act on that day; a period that is unknown or has no end covers no day."""
    return period_fault(period, day) is None


def period_fault(period: Term | None, day: date) -> str | None:
    """Why the letter does not hold on that day; None when it does."""
    if period is None or period.start is None or period.end is None:
        return PERIOD_UNKNOWN
    if day < period.start:
        return NOT_YET_VALID
    return EXPIRED if day > period.end else None


def names_its_end(letter: Authorisation) -> bool:
    """Whether the letter itself tells its last day."""
    return letter.period is not None and letter.period.end is not None


def term_of(letter: Authorisation, silent_days: int) -> Term | None:
    """The days for which the letter counts: as it says, or `silent_days` from its own day where it names no end
    (rules.md 9); None where even its day is unknown.
    """
    given = letter.period
    start = (given.start if given else None) or letter.issued
    if start is None:
        return None
    if given is not None and given.end is not None:
        return Term(start=start, end=given.end)
    return Term(start=start, end=start + timedelta(days=silent_days))


def covers_opening(powers: str | None) -> bool:
    """Whether the powers name the opening of an account and take nothing of it back; what is unread covers nothing."""
    text = normal_text(powers or "")
    return _OPENING.search(text) is not None and _BUT_NOT.search(text) is None


def names_agent(letter: Authorisation, card: IdCard) -> bool:
    """Whether the card is that of the agent: name and number both, for what is unknown agrees with nothing."""
    same_number = letter.agent_number is not None and letter.agent_number == card.number
    return same_number and same_person(letter.agent, card.name)
