"""The central bank's account system (人民币银行结算账户管理系统): filing (备案) of opened accounts.

AC00 accepted (a basic account gets its 14-character number), RJ01 data error, DU01 the firm has a basic account
already, IQ01 an inquiry (征询) at another place is under way. An accepted filing is kept by application number; all
other answers are judged anew each time.
"""

from datetime import date
from typing import Literal

from fastapi import APIRouter

from sandbox.faults import Faults, SystemName
from sandbox.store import Document, Store
from sandbox.systems.wire import ENABLED, Message, plain
from sandbox.world import World

REGION = "2900"


class FilingRequest(Message):
    application: str
    number: str
    account_kind: Literal["basic", "general", "special", "temporary"]
    depositor_kind: str
    credit_code: str
    name: str
    representative: str
    representative_id: str
    address: str
    opened_on: date
    file_by: date | None = None
    copies_by: date | None = None
    valid_until: date | None = None


def router(world: World, store: Store, faults: Faults) -> APIRouter:
    router = APIRouter(prefix="/filing", tags=["filing"], route_class=faults.route(SystemName.FILING))

    @router.post("/filings", summary="File an account; the same application is filed once")
    def file(asked: FilingRequest) -> Document:
        with store.transaction():
            answer = _accepted_before(store, asked) or _objection(world, store, asked) or _accept(store, asked)
        return {"service": ENABLED, "application": asked.application, "number": asked.number, **answer}

    @router.get("/filings", summary="All accepted filings")
    def filings() -> list[Document]:
        return list(store.all("filing").values())

    return router


def _accepted_before(store: Store, asked: FilingRequest) -> Document | None:
    known = store.get("filing", asked.application)
    if known is None:
        return None
    if (known["number"], known["credit_code"]) != (asked.number, asked.credit_code):
        return _answer("RJ01", "this application is filed with another account")
    return _answer("AC00", basic_account=known["basic_account"])


def _objection(world: World, store: Store, asked: FilingRequest) -> Document | None:
    return _scripted(world, store, asked) or _basic_exists(world, store, asked) or _data_error(world, asked)


def _scripted(world: World, store: Store, asked: FilingRequest) -> Document | None:
    script = world.filing(asked.credit_code)
    if script.result is None:
        return None
    done = (store.get("filing_script", asked.credit_code) or {"times": 0})["times"]
    if script.times is not None and done >= script.times:
        return None
    store.put("filing_script", asked.credit_code, {"times": done + 1})
    return _answer(script.result, script.detail)


def _basic_exists(world: World, store: Store, asked: FilingRequest) -> Document | None:
    """One basic account per firm in the whole country (rules.md R-ACC-01)."""
    if asked.account_kind != "basic":
        return None
    elsewhere = world.filing(asked.credit_code).basic_account is not None
    return _answer("DU01") if elsewhere or store.get("basic_account", asked.credit_code) else None


def _data_error(world: World, asked: FilingRequest) -> Document | None:
    firm = world.registration(asked.credit_code)
    if firm is None:
        return _answer("RJ01", "credit_code")
    if not _in_gbk(asked.name + asked.representative + asked.address):
        return _answer("RJ01", "a character outside GBK")
    if plain(firm.name) != plain(asked.name):
        return _answer("RJ01", "name")
    return None if plain(firm.representative) == plain(asked.representative) else _answer("RJ01", "representative")


def _accept(store: Store, asked: FilingRequest) -> Document:
    """Only a basic account gets a number: J + region 4 + sequence 7 + version 2 (formats.md 11)."""
    basic = asked.account_kind == "basic"
    number = f"J{REGION}{store.next('basic_account'):07d}01" if basic else None
    store.put("filing", asked.application, {**asked.model_dump(mode="json"), "basic_account": number})
    if basic:
        store.put("basic_account", asked.credit_code, {"application": asked.application, "number": number})
    return _answer("AC00", basic_account=number)


def _answer(result: str, detail: str = "", basic_account: str | None = None) -> Document:
    return {"result": result, "detail": detail, "basic_account": basic_account}


def _in_gbk(text: str) -> bool:
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
