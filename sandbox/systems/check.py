"""The check system (企业信息联网核查系统): registration, phone, tax, service state and account feedback (rules.md 4).

The real one is an asynchronous message service; here each request (320, 322, 324, 345) gets its answer (321, 323, 325,
346) at once.
"""

from typing import Any, Literal

from fastapi import APIRouter

from sandbox.faults import Faults, SystemName
from sandbox.store import Document, Store
from sandbox.systems.wire import ENABLED, PROCESSED, Message, plain
from sandbox.world import Phone, Registration, World

SOURCES = {"MIIT": SystemName.PHONE, "CSAT": SystemName.TAX, "SAMR": SystemName.REGISTRATION}


class RegistrationRequest(Message):
    request: str
    credit_code: str
    name: str
    representative: str
    representative_id: str


class PhoneRequest(Message):
    request: str
    phone: str
    name: str
    id_type: str
    id_number: str
    credit_code: str


class TaxRequest(Message):
    request: str
    credit_code: str
    name: str


class FeedbackRequest(Message):
    application: str
    credit_code: str
    status: Literal["OPEN", "CLOS"]


def routers(world: World, store: Store, faults: Faults) -> list[APIRouter]:
    """One router per source, since each fails for itself."""
    return [_registration(world, faults), _phone(world, faults), _tax(world, faults), _feedback(store, faults)]


def _registration(world: World, faults: Faults) -> APIRouter:
    router = APIRouter(prefix="/check", tags=["check"], route_class=faults.route(SystemName.REGISTRATION))

    @router.post("/registration", summary="324 → 325: do code, name, representative and ID number agree?")
    def ask(asked: RegistrationRequest) -> Document:
        firm = world.registration(asked.credit_code)
        result = registration_code(firm, asked)
        answer = {**_head("325", asked.request), "credit_code": asked.credit_code, "result": result}
        return {**answer, "firm": firm_facts(asked.credit_code, firm)} if firm and result == "MCHD" else answer

    @router.get("/service", summary="345 → 346: which sources are open (ENBL) or closed (DSBL)?")
    def service() -> Document:
        states = {source: "DSBL" if faults.closed(system) else ENABLED for source, system in SOURCES.items()}
        return {"message": "346", "states": states}

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
    facts: dict[str, Any] = firm.model_dump(
        mode="json", exclude={"result", "representative_id", "capital_cents", "currency"}
    )
    cents = firm.capital_cents
    capital = None if cents is None else {"yuan": f"{cents // 100}.{cents % 100:02d}", "currency": firm.currency}
    return {"credit_code": credit_code, **facts, "capital": capital}


def _phone(world: World, faults: Faults) -> APIRouter:
    router = APIRouter(prefix="/check", tags=["check"], route_class=faults.route(SystemName.PHONE))

    @router.post("/phone", summary="320 → 321: does the phone belong to this person?")
    def ask(asked: PhoneRequest) -> Document:
        phone = world.phone(asked.phone)
        result = phone_code(phone, asked)
        answer = {**_head("321", asked.request), "phone": asked.phone, "result": result}
        if phone is None or result != "MCHD":
            return answer
        return {**answer, **phone.model_dump(include={"user_kind", "status", "carrier", "region"})}

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


def _tax(world: World, faults: Faults) -> APIRouter:
    router = APIRouter(prefix="/check", tags=["check"], route_class=faults.route(SystemName.TAX))

    @router.post("/tax", summary="322 → 323: is the firm known to the tax offices, and in which state?")
    def ask(asked: TaxRequest) -> Document:
        firm = world.tax(asked.credit_code)
        answer = {**_head("323", asked.request), "credit_code": asked.credit_code}
        if firm is None:
            return {**answer, "result": "NTFD"}
        result = firm.result or ("MCHD" if plain(firm.name) == plain(asked.name) else "NMCH")
        offices = [office.model_dump() for office in firm.offices]
        return {**answer, "result": result, **({"offices": offices} if result == "MCHD" else {})}

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

    @router.get("/feedback", summary="All reports so far")
    def reports() -> list[Document]:
        return list(store.all("feedback").values())

    return router


def _head(message: str, request: str) -> Document:
    return {"message": message, "request": request, "service": ENABLED, "processed": PROCESSED}
