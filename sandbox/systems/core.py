"""The core bank: account numbers, their states, seals and credits; every order is idempotent by application number."""

from datetime import date
from typing import Any, Literal

from fastapi import APIRouter, HTTPException
from pydantic import Field

from sandbox.faults import Faults, SystemName
from sandbox.store import Document, Store
from sandbox.systems.wire import ENABLED, Message

KINDS = {"basic": "01", "general": "02", "special": "03", "temporary": "04"}

STEPS = {
    "activate": ({"PRE_OPEN"}, "ACTIVE"),
    "retire": ({"PRE_OPEN"}, "RETIRED"),
    "reverse": ({"PRE_OPEN", "ACTIVE"}, "CLOSED_BEFORE_USE"),
}
"""Order → the states that it may start from, and the state it leads to; an order given again changes nothing."""


class Reservation(Message):
    application: str
    branch: str = Field(pattern=r"^\d{4}$")
    account_kind: Literal["basic", "general", "special", "temporary"]
    credit_code: str
    name: str
    limits: dict[str, int]
    cash_out: bool = True


class Order(Message):
    """`payments_from` and `valid_until` come with an activation: no debit before the one and after the other.

    So do the limits in force, and those that hold from `raised_from` on.
    """

    application: str
    reason: str = ""
    payments_from: date | None = None
    valid_until: date | None = None
    limits: dict[str, int] | None = None
    raised_limits: dict[str, int] | None = None
    raised_from: date | None = None


class Credit(Message):
    reference: str
    cents: int = Field(gt=0)


class Debit(Credit):
    cash: bool = False
    on: date


def luhn(body: str) -> str:
    """The Luhn check digit (ISO/IEC 7812) of a row of digits."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(body))]
    return str(-sum(number - 9 if number > 9 else number for number in doubled) % 10)


def router(store: Store, faults: Faults) -> APIRouter:
    router = APIRouter(prefix="/core", tags=["core"], route_class=faults.route(SystemName.CORE))

    @router.post("/accounts", summary="Reserve a number in PRE_OPEN; the same application gets the same number")
    def reserve(asked: Reservation) -> Document:
        with store.transaction():
            known = store.get("account_of", asked.application)
            account = _account(store, known["number"]) if known else _new(store, asked)
        if account["credit_code"] != asked.credit_code or account["account_kind"] != asked.account_kind:
            raise HTTPException(409, "this application has an account of another firm or kind")
        return _told(account)

    @router.get("/accounts", summary="All accounts")
    def accounts() -> list[Document]:
        return list(store.all("account").values())

    @router.get("/accounts/{number}", summary="One account")
    def account(number: str) -> Document:
        return _account(store, number)

    @router.post("/accounts/{number}/seal", summary="Enable the seal card of an active account")
    def seal(number: str, order: Order) -> Document:
        with store.transaction():
            account = _owned(store, number, order)
            if account["state"] != "ACTIVE":
                raise HTTPException(409, f"the account is {account['state']}, not ACTIVE")
            return _kept(store, account, seal_enabled=True)

    @router.post("/accounts/{number}/limits", summary="Change the limits of an active account whose filing is accepted")
    def limits(number: str, order: Order) -> Document:
        with store.transaction():
            account = _owned(store, number, order)
            if account["state"] != "ACTIVE" or not _filed(store, account):
                raise HTTPException(409, f"the account is {account['state']}, or not filed")
            if order.limits is None:
                raise HTTPException(422, "the order names no limits")
            return _kept(store, account, limits=order.limits)

    @router.post("/accounts/{number}/credits", summary="Money comes in: refused before the account is active and filed")
    def credit(number: str, credit: Credit) -> Document:
        with store.transaction():
            account = _account(store, number)
            if account["state"] != "ACTIVE" or not _filed(store, account):
                raise HTTPException(409, "the account takes no money before it is active and its filing accepted")
            return _kept(store, account, credits={**account["credits"], credit.reference: credit.cents})

    @router.post("/accounts/{number}/debits", summary="Money goes out: cash, day and term as the account's kind allows")
    def debit(number: str, debit: Debit) -> Document:
        with store.transaction():
            account = _account(store, number)
            if refused := _refuses_debit(store, account, debit):
                raise HTTPException(409, refused)
            return _kept(store, account, debits={**account.get("debits", {}), debit.reference: debit.cents})

    @router.post("/accounts/{number}/{order_name}", summary="Activate, retire, or reverse to CLOSED_BEFORE_USE")
    def step(number: str, order_name: Literal["activate", "retire", "reverse"], order: Order) -> Document:
        starts, end = STEPS[order_name]
        with store.transaction():
            account = _owned(store, number, order)
            if account["state"] not in {*starts, end}:
                raise HTTPException(409, f"the account is {account['state']}: {order_name} is not possible")
            if order_name == "reverse" and account["credits"]:
                raise HTTPException(409, "money has moved on this account")
            return _kept(store, account, state=end, **(_term_of(order) if end == "ACTIVE" else {}))

    return router


def _term_of(order: Order) -> Document:
    names = ("payments_from", "valid_until", "limits", "raised_limits", "raised_from")
    told = order.model_dump(mode="json", include=set(names))
    return {name: told[name] for name in names if told[name] is not None}


def _refuses_debit(store: Store, account: Document, debit: Debit) -> str | None:
    """Why money may not go out: R-ACC-04 (no cash from a general account), R-ACC-07 (term), R-ACC-10 (first day)."""
    if account["state"] != "ACTIVE" or not _filed(store, account):
        return "the account pays nothing before it is active and its filing accepted"
    if debit.cash and not account.get("cash_out", True):
        return "this kind of account takes cash in and pays none"
    if debit.on.isoformat() < account.get("payments_from", ""):
        return f"payments are possible from {account['payments_from']}"
    if debit.on.isoformat() > account.get("valid_until", "9999"):
        return f"the account's term ended on {account['valid_until']}"
    return None


def _new(store: Store, asked: Reservation) -> Document:
    """Branch 4 + kind 2 + sequence 10 + Luhn 1 = 17 digits (formats.md 11); a number is never given out twice."""
    body = asked.branch + KINDS[asked.account_kind]
    body += f"{store.next(f'account:{body}'):010d}"
    account = {
        **asked.model_dump(),
        "number": body + luhn(body),
        "state": "PRE_OPEN",
        "seal_enabled": False,
        "credits": {},
    }
    store.put("account", account["number"], account)
    store.put("account_of", asked.application, {"number": account["number"]})
    return account


def _account(store: Store, number: str) -> Document:
    account = store.get("account", number)
    if account is None:
        raise HTTPException(404, "no such account")
    return account


def _owned(store: Store, number: str, order: Order) -> Document:
    account = _account(store, number)
    if account["application"] != order.application:
        raise HTTPException(409, "the account belongs to another application")
    return account


def _filed(store: Store, account: Document) -> bool:
    filing = store.get("filing", account["application"])
    return filing is not None and filing["number"] == account["number"]


def _kept(store: Store, account: Document, **changes: Any) -> Document:
    account = {**account, **changes}
    store.put("account", account["number"], account)
    return _told(account)


def _told(account: Document) -> Document:
    names = ("application", "number", "account_kind", "state", "seal_enabled", "limits")
    later: Document = {name: account[name] for name in ("raised_limits", "raised_from") if name in account}
    return {"service": ENABLED, **{name: account[name] for name in names}, **later}
