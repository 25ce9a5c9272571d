"""The checks: five questions to the outside world, each answer kept with its raw bytes (process.md step 2)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, Protocol, TypeVar

from temporalio import activity

from activities.failures import told_to_the_story
from models.checks import (
    CitizenAnswer,
    CitizenAsked,
    CitizenQuery,
    ListAnswer,
    ListQuery,
    ListsAsked,
    PhoneAnswer,
    PhoneAsked,
    PhoneQuery,
    RegistrationAnswer,
    RegistrationAsked,
    RegistrationQuery,
    TaxAnswer,
    TaxAsked,
    TaxQuery,
)
from models.papers import EvidenceKind, EvidenceRef
from models.requests import AskCitizen, AskLists, AskPhone, AskRegistration, AskTax

A_co = TypeVar("A_co", covariant=True)
Q_contra = TypeVar("Q_contra", contravariant=True)
A = TypeVar("A")
Q = TypeVar("Q")


@dataclass(frozen=True)
class Answered(Generic[A_co]):
    """A typed answer and the raw bytes (JSON) that it was read from."""

    answer: A_co
    raw: bytes


class Service(Protocol[Q_contra, A_co]):
    """An outside system that answers one kind of question; it raises ServiceClosed or OutsideFailed, never guesses."""

    async def ask(self, query: Q_contra) -> Answered[A_co]: ...


RegistrationService = Service[RegistrationQuery, RegistrationAnswer]
PhoneService = Service[PhoneQuery, PhoneAnswer]
TaxService = Service[TaxQuery, TaxAnswer]
CitizenService = Service[CitizenQuery, CitizenAnswer]
ListService = Service[ListQuery, ListAnswer]


class EvidenceWriter(Protocol):
    """Keeps bytes as evidence of an application and tells where."""

    async def store(self, application: str, kind: EvidenceKind, media_type: str, data: bytes) -> EvidenceRef: ...


class CheckActivities:
    """The activities of the checks; safe to repeat, since asking changes nothing outside."""

    def __init__(
        self,
        registration: RegistrationService,
        phone: PhoneService,
        tax: TaxService,
        citizen: CitizenService,
        lists: ListService,
        evidence: EvidenceWriter,
    ) -> None:
        self._registration = registration
        self._phone = phone
        self._tax = tax
        self._citizen = citizen
        self._lists = lists
        self._evidence = evidence

    @activity.defn(name="check_registration")
    async def check_registration(self, asked: AskRegistration) -> RegistrationAsked:
        """Ask the registry about the firm (rules.md 4.3)."""
        told, at, raw = await self._asked(asked.application, self._registration, asked.query)
        return RegistrationAsked(at=at, raw=raw, query=asked.query, answer=told)

    @activity.defn(name="check_phone")
    async def check_phone(self, asked: AskPhone) -> PhoneAsked:
        """Ask whether the phone belongs to the person (rules.md 4.1)."""
        told, at, raw = await self._asked(asked.application, self._phone, asked.query)
        return PhoneAsked(at=at, raw=raw, query=asked.query, answer=told)

    @activity.defn(name="check_tax")
    async def check_tax(self, asked: AskTax) -> TaxAsked:
        """Ask the tax administration about the firm (rules.md 4.2)."""
        told, at, raw = await self._asked(asked.application, self._tax, asked.query)
        return TaxAsked(at=at, raw=raw, query=asked.query, answer=told)

    @activity.defn(name="check_citizen")
    async def check_citizen(self, asked: AskCitizen) -> CitizenAsked:
        """Ask whether number and name of a person agree (rules.md 5)."""
        told, at, raw = await self._asked(asked.application, self._citizen, asked.query)
        return CitizenAsked(at=at, raw=raw, query=asked.query, answer=told)

    @activity.defn(name="screen_lists")
    async def screen_lists(self, asked: AskLists) -> ListsAsked:
        """Look for the firm and its people on all lists (rules.md 6)."""
        told, at, raw = await self._asked(asked.application, self._lists, asked.query)
        return ListsAsked(at=at, raw=raw, query=asked.query, answer=told)

    async def _asked(self, application: str, service: Service[Q, A], query: Q) -> tuple[A, datetime, EvidenceRef]:
        with told_to_the_story():
            answered = await service.ask(query)
        at = datetime.now(UTC)
        kind, media_type = EvidenceKind.OUTSIDE_ANSWER, "application/json"
        return answered.answer, at, await self._evidence.store(application, kind, media_type, answered.raw)
