"""The checks: five questions to the outside world, each answer kept with its raw bytes (process.md step 2)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, Protocol, TypeVar
from uuid import uuid4

from temporalio import activity

from activities.failures import told_to_the_story
from models.checks import (
    Accepted,
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
from models.requests import AskCheckSystem, AskCitizen, AskLists, AskPhone, AskRegistration, AskTax

A_co = TypeVar("A_co", covariant=True)
Q_contra = TypeVar("Q_contra", contravariant=True)
A = TypeVar("A")
Q = TypeVar("Q")


@dataclass(frozen=True)
class Answered(Generic[A_co]):
    """A typed answer, the raw bytes (JSON) that it was read from, and its serial if it came later than asked."""

    answer: A_co
    raw: bytes
    serial: str | None = None


@dataclass(frozen=True)
class Kept(Generic[A_co]):
    """An answer whose raw bytes are in the evidence store."""

    answer: A_co
    at: datetime
    raw: EvidenceRef
    serial: str | None


class Service(Protocol[Q_contra, A_co]):
    """An outside system that answers one kind of question; it raises ServiceClosed or OutsideFailed, never guesses."""

    async def ask(self, query: Q_contra) -> Answered[A_co]: ...


class Source(Protocol[Q_contra, A_co]):
    """A source of the check system: it answers at once, or accepts the question and has its answer collected later.

    It raises ServiceClosed, QuestionRefused or OutsideFailed, never guesses; half an answer is no answer yet.
    """

    async def ask(self, query: Q_contra, request: str) -> Answered[A_co] | Accepted: ...

    async def collect(self, query: Q_contra, accepted: Accepted) -> Answered[A_co] | Accepted: ...

    async def require_open(self) -> None: ...


RegistrationService = Source[RegistrationQuery, RegistrationAnswer]
PhoneService = Source[PhoneQuery, PhoneAnswer]
TaxService = Source[TaxQuery, TaxAnswer]
CitizenService = Service[CitizenQuery, CitizenAnswer]
ListService = Service[ListQuery, ListAnswer]


class EvidenceWriter(Protocol):
    """Keeps bytes as evidence of an application and tells where."""

    async def store(self, application: str, kind: EvidenceKind, media_type: str, data: bytes) -> EvidenceRef: ...


class CheckActivities:
    """The activities of the checks; safe to repeat: a question that is sent twice is one question.

    Those of the check system end with the receipt when the answer comes later: the story waits, no worker does.
    """

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
    async def check_registration(self, asked: AskRegistration) -> RegistrationAsked | Accepted:
        """Ask the registry about the firm (rules.md 4.3)."""
        told = await self._sought(asked, self._registration, asked.query)
        if isinstance(told, Accepted):
            return told
        return RegistrationAsked(at=told.at, raw=told.raw, serial=told.serial, query=asked.query, answer=told.answer)

    @activity.defn(name="check_phone")
    async def check_phone(self, asked: AskPhone) -> PhoneAsked | Accepted:
        """Ask whether the phone belongs to the person (rules.md 4.1)."""
        told = await self._sought(asked, self._phone, asked.query)
        if isinstance(told, Accepted):
            return told
        return PhoneAsked(at=told.at, raw=told.raw, serial=told.serial, query=asked.query, answer=told.answer)

    @activity.defn(name="check_tax")
    async def check_tax(self, asked: AskTax) -> TaxAsked | Accepted:
        """Ask the tax administration about the firm (rules.md 4.2)."""
        told = await self._sought(asked, self._tax, asked.query)
        if isinstance(told, Accepted):
            return told
        return TaxAsked(at=told.at, raw=told.raw, serial=told.serial, query=asked.query, answer=told.answer)

    @activity.defn(name="check_citizen")
    async def check_citizen(self, asked: AskCitizen) -> CitizenAsked:
        """Ask whether number and name of a person agree (rules.md 5)."""
        told = await self._asked(asked.application, self._citizen, asked.query)
        return CitizenAsked(at=told.at, raw=told.raw, query=asked.query, answer=told.answer)

    @activity.defn(name="screen_lists")
    async def screen_lists(self, asked: AskLists) -> ListsAsked:
        """Look for the firm and its people on all lists (rules.md 6)."""
        told = await self._asked(asked.application, self._lists, asked.query)
        return ListsAsked(at=told.at, raw=told.raw, query=asked.query, answer=told.answer)

    async def _sought(self, asked: AskCheckSystem, source: Source[Q, A], query: Q) -> Kept[A] | Accepted:
        request = asked.request or uuid4().hex
        with told_to_the_story():
            if asked.was_closed:
                await source.require_open()
            if asked.serial is None:
                told = await source.ask(query, request)
            else:
                told = await source.collect(query, Accepted(request=request, serial=asked.serial))
        return told if isinstance(told, Accepted) else await self._kept(asked.application, told)

    async def _asked(self, application: str, service: Service[Q, A], query: Q) -> Kept[A]:
        with told_to_the_story():
            answered = await service.ask(query)
        return await self._kept(application, answered)

    async def _kept(self, application: str, answered: Answered[A]) -> Kept[A]:
        at = datetime.now(UTC)
        kind, media_type = EvidenceKind.OUTSIDE_ANSWER, "application/json"
        raw = await self._evidence.store(application, kind, media_type, answered.raw)
        return Kept(answered.answer, at, raw, answered.serial)
