"""The check system (企业信息联网核查系统): registration, phone, tax, service state and account feedback (rules.md 4).

An asynchronous message service: a question (320, 322, 324) is accepted with a serial, its answer (321, 323, 325) is
fetched later. The service state (345, 346), reports and doubts (347, 349) are answered at once.
"""

from typing import Any, Literal

from fastapi import APIRouter

from sandbox.faults import Faults, SystemName
from sandbox.store import Document, Store
from sandbox.systems.mailbox import SOURCES, Collection, Mailbox, Question
from sandbox.systems.wire import ENABLED, PROCESSED, Message, plain
from sandbox.world import Money, Phone, Registration, Shareholder, World


class RegistrationRequest(Question):
    credit_code: str
    name: str
    representative: str
    representative_id: str


class PhoneRequest(Question):
    phone: str
    name: str
    id_type: str
    id_number: str
    credit_code: str


class TaxRequest(Question):
    credit_code: str
    name: str


class ServiceRequest(Question):
    source: Literal["MIIT", "CSAT", "SAMR"]


class DoubtRequest(Message):
    application: str
    doubt_id: str
    system: Literal["registration", "phone"]
    serial: str | None
    content: str
    contact: str
    phone: str


class FeedbackRequest(Message):
    application: str
    credit_code: str
    status: Literal["OPEN", "CLOS"]


def routers(world: World, store: Store, faults: Faults, mailbox: Mailbox) -> list[APIRouter]:
    """One router per source, since each fails for itself."""
    return [
        _registration(world, faults, mailbox),
        _phone(world, faults, mailbox),
        _tax(world, faults, mailbox),
        _service(faults),
        _feedback(store, faults),
    ]


def _registration(world: World, faults: Faults, mailbox: Mailbox) -> APIRouter:
    name = SystemName.REGISTRATION
    router = APIRouter(prefix="/check", tags=["check"], route_class=faults.route(name))

    def answer(asked: RegistrationRequest) -> Document:
        firm = world.registration(asked.credit_code)
        result = registration_code(firm, asked)
        told = {"message": "325", "credit_code": asked.credit_code, "result": result}
        return {**told, "firm": firm_facts(asked.credit_code, firm)} if firm and result == "MCHD" else told

    @router.post("/registration", summary="324: do code, name, representative and ID number agree?")
    def ask(asked: RegistrationRequest) -> Document:
        return mailbox.asked(name, asked, answer)

    @router.post("/registration/answers", summary="325: the answer to an accepted 324, long ones in slices")
    def collect(wanted: Collection) -> Document:
        return mailbox.collected(name, wanted, RegistrationRequest, answer)

    return router


def _service(faults: Faults) -> APIRouter:
    router = APIRouter(prefix="/check", tags=["check"])

    def states() -> Document:
        return {source: "DSBL" if faults.closed(system) else ENABLED for source, system in SOURCES.items()}

    @router.post("/service", summary="345 → 346: which sources are open (ENBL) or closed (DSBL)?")
    def ask(asked: ServiceRequest) -> Document:
        return {"message": "346", "request": asked.request, "states": states()}

    @router.get("/service", summary="The same, to look at")
    def look() -> Document:
        return {"message": "346", "states": states()}

    return router


def registration_code(firm: Registration | None, asked: RegistrationRequest) -> str:
    """rules.md 4.3, in the order in which the registry looks."""
    if firm is None:
        return "NTFD"
    if firm.result:
        return firm.result
    if plain(firm.name) != plain(asked.name):
        return "WCON"
    if plain(firm.representative) != plain(asked.representative):
        return "WLPN"
    return "MCHD" if firm.representative_id == asked.representative_id else "WLPI"


def firm_facts(credit_code: str, firm: Registration) -> Document:
    """The face data and histories that come with MCHD; amounts in yuan as decimal text, as registries print them."""
    own = {"result", "representative_id", "capital_cents", "currency", "shareholders"}
    facts: dict[str, Any] = firm.model_dump(mode="json", exclude=own)
    capital = None if firm.capital_cents is None else Money(cents=firm.capital_cents, currency=firm.currency)
    holders = [_holder(holder) for holder in firm.shareholders]
    return {"credit_code": credit_code, **facts, "capital": _amount(capital), "shareholders": holders}


def _holder(holder: Shareholder) -> Document:
    amounts = {"subscribed": _amount(holder.subscribed), "paid": _amount(holder.paid)}
    return {**holder.model_dump(mode="json"), **amounts}


def _amount(money: Money | None) -> Document | None:
    if money is None:
        return None
    return {"yuan": f"{money.cents // 100}.{money.cents % 100:02d}", "currency": money.currency}


def _phone(world: World, faults: Faults, mailbox: Mailbox) -> APIRouter:
    name = SystemName.PHONE
    router = APIRouter(prefix="/check", tags=["check"], route_class=faults.route(name))

    def answer(asked: PhoneRequest) -> Document:
        phone = world.phone(asked.phone)
        result = phone_code(phone, asked)
        told = {"message": "321", "phone": asked.phone, "result": result}
        if phone is None or result != "MCHD":
            return told
        return {**told, **phone.model_dump(include={"user_kind", "status", "carrier", "region"})}

    @router.post("/phone", summary="320: does the phone belong to this person?")
    def ask(asked: PhoneRequest) -> Document:
        return mailbox.asked(name, asked, answer)

    @router.post("/phone/answers", summary="321: the answer to an accepted 320")
    def collect(wanted: Collection) -> Document:
        return mailbox.collected(name, wanted, PhoneRequest, answer)

    return router


def phone_code(phone: Phone | None, asked: PhoneRequest) -> str:
    """rules.md 4.1."""
    if phone is None:
        return "NTFD"
    if phone.result:
        return phone.result
    if phone.id_type != asked.id_type:
        return "WIDT"
    if phone.id_number != asked.id_number:
        return "WIDN"
    return "MCHD" if plain(phone.name) == plain(asked.name) else "WNAM"


def _tax(world: World, faults: Faults, mailbox: Mailbox) -> APIRouter:
    name = SystemName.TAX
    router = APIRouter(prefix="/check", tags=["check"], route_class=faults.route(name))

    def answer(asked: TaxRequest) -> Document:
        firm = world.tax(asked.credit_code)
        told = {"message": "323", "credit_code": asked.credit_code}
        if firm is None:
            return {**told, "result": "NTFD"}
        result = firm.result or ("MCHD" if plain(firm.name) == plain(asked.name) else "NMCH")
        offices = [office.model_dump() for office in firm.offices]
        return {**told, "result": result, **({"offices": offices} if result == "MCHD" else {})}

    @router.post("/tax", summary="322: is the firm known to the tax offices, and in which state?")
    def ask(asked: TaxRequest) -> Document:
        return mailbox.asked(name, asked, answer)

    @router.post("/tax/answers", summary="323: the answer to an accepted 322")
    def collect(wanted: Collection) -> Document:
        return mailbox.collected(name, wanted, TaxRequest, answer)

    return router


def _feedback(store: Store, faults: Faults) -> APIRouter:
    router = APIRouter(prefix="/check", tags=["check"], route_class=faults.route(SystemName.FEEDBACK))

    @router.post(
        "/feedback", summary="The bank reports an account's status OPEN or CLOS; the same report twice counts once"
    )
    def report(feedback: FeedbackRequest) -> Document:
        store.put("feedback", f"{feedback.application}/{feedback.status}", feedback.model_dump())
        return {
            "service": ENABLED,
            "processed": PROCESSED,
            "application": feedback.application,
            "status": feedback.status,
        }

    @router.post("/doubts", summary="347 and 349: a doubt about an answer; the same doubt twice counts once")
    def doubt(told: DoubtRequest) -> Document:
        message = {"phone": "347", "registration": "349"}[told.system]
        store.put("doubt", told.doubt_id, {"message": message, **told.model_dump()})
        about = {"application": told.application, "doubt_id": told.doubt_id}
        return {"service": ENABLED, "processed": PROCESSED, **about}

    @router.get("/doubts", summary="All doubts so far")
    def doubts() -> list[Document]:
        return list(store.all("doubt").values())

    @router.get("/feedback", summary="All reports so far")
    def reports() -> list[Document]:
        return list(store.all("feedback").values())

    return router
