"""The inquiry to the police (向公安机关协查) about a person whom the citizen check does not confirm (rules.md 5)."""

from datetime import datetime
from enum import StrEnum

from models.account import Visitor
from models.base import Fact
from models.checks import CitizenQuery
from models.papers import EvidenceRef


class PoliceAnswer(StrEnum):
    """UNANSWERED: the time is over, and a supervisor goes on without an answer."""

    CONFIRMED = "confirmed"
    NOT_THIS_PERSON = "not_this_person"
    UNANSWERED = "unanswered"


class PoliceInquiry(Fact):
    """One inquiry: about whom and with which number and name, under which of the police's references, asked and
    answered by whom; `seen` is the picture of the answer.
    """

    person: Visitor
    query: CitizenQuery
    reference: str
    by: str
    at: datetime
    answer: PoliceAnswer | None = None
    seen: EvidenceRef | None = None
    answered_by: str | None = None
    answered: datetime | None = None
