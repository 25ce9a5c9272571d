"""Does a letter of authorisation hold: on that day, for that person?"""

from datetime import date

from models.papers import Authorisation, IdCard, Term
from models.rules.names import same_person

PERIOD_UNKNOWN = "AUTHORISATION_PERIOD_UNKNOWN"
NOT_YET_VALID = "AUTHORISATION_NOT_YET_VALID"
EXPIRED = "AUTHORISATION_EXPIRED"


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


def names_agent(letter: Authorisation, card: IdCard) -> bool:
    """Whether the card is that of the agent: name and number both, for what is unknown agrees with nothing."""
    same_number = letter.agent_number is not None and letter.agent_number == card.number
    return same_number and same_person(letter.agent, card.name)
