"""Asking the outside world: a question is asked once, its answer is waited for durably, and collected when it is
there.
"""

from collections.abc import Sequence
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

from workflows import options
from workflows.office import Office
from workflows.waiting import answered, rested

with workflow.unsafe.imports_passed_through():
    from models.account import DoubtFeedback
    from models.acts import DoubtAnswer
    from models.base import Fact
    from models.checks import (
        OTHER_ID_TYPES,
        Accepted,
        AddressCountAsked,
        CitizenAsked,
        ListsAsked,
        OwnerFilingAsked,
        OwnersAsked,
        PhoneAsked,
        PhoneCode,
        PhoneQuery,
        Query,
        RegistrationAsked,
        System,
        TaxAsked,
        Ticket,
    )
    from models.people import Staff
    from models.requests import (
        AskAddressCount,
        AskCheckSystem,
        AskCitizen,
        AskLists,
        AskOwnerFiling,
        AskPhone,
        AskRegistration,
        AskTax,
        TraceOwners,
    )
    from models.rules import asking

_ASKING: dict[System, tuple[str, type[Fact], Any]] = {
    System.REGISTRATION: ("check_registration", AskRegistration, RegistrationAsked | Accepted),
    System.PHONE: ("check_phone", AskPhone, PhoneAsked | Accepted),
    System.TAX: ("check_tax", AskTax, TaxAsked | Accepted),
    System.CITIZEN: ("check_citizen", AskCitizen, CitizenAsked),
    System.LISTS: ("screen_lists", AskLists, ListsAsked),
    System.AGENT_CITIZEN: ("check_citizen", AskCitizen, CitizenAsked),
    System.AGENT_PHONE: ("check_phone", AskPhone, PhoneAsked | Accepted),
    System.FINANCE_PHONE: ("check_phone", AskPhone, PhoneAsked | Accepted),
    System.ADDRESS_COUNT: ("count_at_address", AskAddressCount, AddressCountAsked),
    System.OWNERS: ("trace_owners", TraceOwners, OwnersAsked),
    System.OWNER_FILING: ("query_owner_filing", AskOwnerFiling, OwnerFilingAsked),
}
_CLOSED, _REFUSED = "SERVICE_CLOSED", "QUESTION_REFUSED"


class Asking:
    """One case's correspondence; `tickets` of the case are the questions that are on their way."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._case = office.case

    def doubt(self, act: DoubtAnswer, staff: Staff | None) -> None:
        """A reviewer does not believe an answer: the source hears of it under the answer's serial."""
        dossier = self._case.dossier
        answered = dossier.registration if act.system == "registration" else dossier.phone
        self._office.doubt(
            DoubtFeedback(
                application=self._case.application,
                doubt_id=act.act_id,
                system=act.system,
                serial=answered.serial if answered else None,
                content=act.content,
                contact=act.contact,
                phone=act.phone,
            )
        )
        self._office.worked(act, staff)

    async def ask(self, system: System, query: Query) -> Fact | str:
        """The answer; or, as a code, why there is none. What was accepted stays so, and is collected the next time."""
        if isinstance(query, PhoneQuery) and (left := self._id_types_left(system, query)):
            return await self._with_other_id_types(system, query, left)
        told = await self._told(system, query)
        if not (isinstance(told, PhoneAsked) and told.answer.code is PhoneCode.ID_TYPE_DIFFERS):
            return told
        # A case that was answered before the others were asked with goes on with its answer.
        if not workflow.patched("other-id-types"):
            return told
        return await self._with_other_id_types(system, told.query, OTHER_ID_TYPES)

    def _id_types_left(self, system: System, query: PhoneQuery) -> Sequence[str]:
        """The kinds of ID still to ask with, from the one whose answer is on its way; empty where none of them is."""
        ticket = self._case.tickets.get(system)
        for number, id_type in enumerate(OTHER_ID_TYPES):
            if ticket and ticket.request == self._request(system, _with_id_type(query, id_type)):
                return OTHER_ID_TYPES[number:] if workflow.patched("late-with-another-id-type") else ()
        return ()

    async def _with_other_id_types(self, system: System, query: PhoneQuery, id_types: Sequence[str]) -> Fact | str:
        """The phone is known with another kind of ID: ask the same with the others of that number (rules.md 4.1, WIDT);
        what one of them gives is the answer to `query`.
        """
        told: Fact | str = ""
        for id_type in id_types:
            told = await self._told(system, _with_id_type(query, id_type))
            if not isinstance(told, PhoneAsked):
                return told
            told = told.model_copy(update={"query": query, "id_type": id_type})
            if told.answer.code is not PhoneCode.ID_TYPE_DIFFERS:
                return told
        return told

    async def _told(self, system: System, query: Query) -> Fact | str:
        try:
            told = await self._waited_for(system, query)
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return self._failed(system, _why(error))
        if isinstance(told, Accepted):
            return self._failed(system, asking.LATE)
        self._settle(system)
        self._office.record("CHECK_ANSWERED", about=system, detail={"code": _code(told)}, evidence=_raw(told))
        return self._by_our_clock(told)

    async def _waited_for(self, system: System, query: Query) -> Fact:
        """Ask, and look again for an answer that is on its way, until it is late."""
        looks = 0
        while isinstance(told := await self._once(system, query), Accepted):
            ticket = self._ticket(system, told)
            pause = asking.pause(ticket, looks, self._office.now(), self._office.policy.outside)
            if pause is None:
                break
            await rested(pause, f"等待应答 {system.chinese}")
            looks += 1
        return told

    async def _once(self, system: System, query: Query) -> Fact:
        name, kind, answer = _ASKING[system]
        question = self._question(kind, system, query)
        told: Fact = await answered(
            name, question, result_type=answer, summary=system.chinese, **self._patience(system)
        )
        return told

    def _patience(self, system: System) -> options.Options:
        policy = self._office.policy
        if system is System.OWNERS:
            return options.tracing(policy.outside, policy.owners.max_layers)
        return options.asking(policy.outside)

    def _question(self, kind: type[Fact], system: System, query: Query) -> Fact:
        said = {"application": self._case.application, "query": query}
        if not issubclass(kind, AskCheckSystem):
            return kind.model_validate(said)
        request, ticket = self._request(system, query), self._case.tickets.get(system)
        now, outside = self._office.now(), self._office.policy.outside
        if ticket and ticket.request == request and not asking.collectable(ticket, request, now, outside):
            self._settle(system)
            request = self._request(system, query)
        serial = ticket.serial if ticket and asking.collectable(ticket, request, now, outside) else None
        closed = self._case.failing.get(system) == _CLOSED
        return kind.model_validate({**said, "request": request, "serial": serial, "was_closed": closed})

    def _request(self, system: System, query: Query) -> str:
        return asking.request_id(self._case.application, system, query, self._case.inquiries.get(system, 0))

    def _ticket(self, system: System, accepted: Accepted) -> Ticket:
        """The ticket of a question that was accepted now, or before."""
        known = self._case.tickets.get(system)
        if known and known.serial == accepted.serial:
            return known
        ticket = Ticket(request=accepted.request, serial=accepted.serial, since=self._office.now())
        self._case.tickets[system] = ticket
        self._office.record("CHECK_ACCEPTED", about=system, detail={"serial": accepted.serial})
        return ticket

    def _settle(self, system: System) -> None:
        """This question is over, answered or not: the next one is another, even if it asks the same."""
        self._case.tickets.pop(system, None)
        self._case.inquiries[system] = self._case.inquiries.get(system, 0) + 1

    def _failed(self, system: System, why: str) -> str:
        if why == _REFUSED:
            self._settle(system)
        if self._case.failing.get(system) != why:  # once per outage, not once per try
            self._office.record("CHECK_FAILED", about=system, reason_code=why)
        return why

    def _by_our_clock(self, told: Fact) -> Fact:
        """The server's clock rules: the answer of a worker whose clock runs ahead must not look like one of the
        future.
        """
        at, now = getattr(told, "at", None), self._office.now()
        return told.model_copy(update={"at": now}) if at is not None and at > now else told


def _with_id_type(query: PhoneQuery, id_type: str) -> PhoneQuery:
    return query.model_copy(update={"id_type": id_type})


def _why(error: ActivityError) -> str:
    cause = error.cause
    return cause.type if isinstance(cause, ApplicationError) and cause.type else "OUTSIDE_FAILED"


def _code(told: Fact) -> str:
    answer = getattr(told, "answer", None)
    return str(getattr(answer, "code", getattr(answer, "version", "")))


def _raw(told: Fact) -> list[str]:
    raw = getattr(told, "raw", None)
    return [ref.sha256 for ref in ((raw,) if raw else getattr(told, "raws", ()))]
