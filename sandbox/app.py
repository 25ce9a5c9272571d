"""The simulated outside world as one web application: all systems, their faults and the scenario."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, FastAPI, HTTPException
from fastapi.responses import HTMLResponse

from sandbox.faults import Clock, Fault, Faults, Group, Hours, SystemName
from sandbox.page import docs_page
from sandbox.store import Document, Store
from sandbox.systems import addresses, check, citizen, core, filing, lists, maps, messages, owners, signing
from sandbox.systems.mailbox import Mailbox
from sandbox.world import Kind, World

SCENARIOS = Path(__file__).with_name("scenarios")
Paced = Literal["registration", "phone", "tax"]
LIST_VERSION = "2026-11-20.1"
DESCRIPTION = (
    "The outside world, simulated: check system, citizen check, lists, owners, core bank, filing, signing,"
    " messages, maps, addresses."
)


def create_app(
    scenario_dir: Path,
    state_dir: Path,
    *,
    delay: float = 0.3,
    hours: Hours | None = None,
    channel: str = "A",
    clock: Clock = time.time,
) -> FastAPI:
    """The world of a folder of YAML files, remembering in `state_dir`; ValueError for a senseless scenario.

    `delay` is how many seconds the check system takes for an answer, `hours` when it is open, `clock` its time;
    `channel` says whose codes the citizen check uses.
    """
    store, faults = Store(state_dir), Faults(hours, clock)
    world, mailbox = World(scenario_dir, store), Mailbox(store, clock, delay)

    @asynccontextmanager
    async def closing(_: FastAPI) -> AsyncIterator[None]:
        yield
        store.close()

    app = FastAPI(title="ekaihu sandbox", description=DESCRIPTION, docs_url=None, redoc_url=None, lifespan=closing)
    app.state.store = store
    for router in [*check.routers(world, store, faults, mailbox), *_systems(world, store, faults, channel)]:
        app.include_router(router)
    app.include_router(_fault_switches(faults))
    app.include_router(_pace_switches(mailbox))
    app.include_router(_scenario_switches(world))
    _add_house_keeping(app, store, faults)
    return app


def _systems(world: World, store: Store, faults: Faults, channel: str) -> list[APIRouter]:
    return [
        *owners.routers(world, faults),
        citizen.router(world, faults, channel),
        lists.router(world, LIST_VERSION, faults),
        core.router(store, faults),
        filing.router(world, store, faults),
        signing.router(world, store, faults),
        messages.router(store, faults),
        maps.router(world, faults),
        addresses.router(world, faults),
    ]


def _fault_switches(faults: Faults) -> APIRouter:
    router = APIRouter(prefix="/faults", tags=["faults"])

    @router.put("/{system}", summary="Let a system (or all of `check`) fail in one way; mode ok heals it")
    def set_fault(system: SystemName | Group, fault: Fault) -> dict[SystemName, Fault]:
        try:
            faults.set(system, fault)
        except ValueError as wrong:
            raise HTTPException(422, str(wrong)) from wrong
        return faults.on()

    @router.get("", summary="The faults that are on")
    def all_faults() -> dict[SystemName, Fault]:
        return faults.on()

    @router.delete("", summary="Heal everything")
    def heal() -> dict[SystemName, Fault]:
        faults.clear()
        return faults.on()

    return router


def _pace_switches(mailbox: Mailbox) -> APIRouter:
    router = APIRouter(prefix="/pace", tags=["pace"])

    @router.put("/{system}", summary="How many seconds a source of the check system takes; 0 answers at once")
    def set_pace(system: Paced, seconds: Annotated[float, Body(embed=True, ge=0, le=86400)]) -> dict[SystemName, float]:
        mailbox.pace[SystemName(system)] = seconds
        return mailbox.pace

    @router.get("", summary="The pace of each source")
    def paces() -> dict[SystemName, float]:
        return mailbox.pace

    return router


def _scenario_switches(world: World) -> APIRouter:
    router = APIRouter(prefix="/scenario", tags=["scenario"])

    @router.get("/{kind}/{key:path}", summary="What the world knows about a key")
    def fact(kind: Kind, key: str) -> Document:
        found = world.find(kind, key)
        if found is None:
            raise HTTPException(404, "the world knows nothing about this key")
        return found

    @router.put("/{kind}/{key:path}", summary="Change or add a fact; {forget: true} makes it unknown")
    def override(kind: Kind, key: str, changes: Annotated[dict[str, Any], Body()]) -> Document:
        try:
            world.override(kind, key, changes)
        except ValueError as wrong:
            raise HTTPException(422, f"this is no {kind} fact: {wrong}") from wrong
        return world.find(kind, key) or {}

    @router.delete("/{kind}/{key:path}", summary="Take one change back")
    def restore(kind: Kind, key: str) -> Document:
        world.restore(kind, key)
        return world.find(kind, key) or {}

    @router.delete("", summary="Take all changes back")
    def restore_all() -> Document:
        world.restore()
        return {}

    return router


def _add_house_keeping(app: FastAPI, store: Store, faults: Faults) -> None:
    @app.get("/health", summary="Is the world there?")
    def health() -> Document:
        return {"state": "ok"}

    @app.delete(
        "/state", summary="Forget accounts, filings, messages, changes and faults; numbers are never given out again"
    )
    def forget() -> Document:
        store.empty()
        faults.clear()
        return {"state": "empty"}

    @app.get("/docs", include_in_schema=False, response_class=HTMLResponse)
    def docs() -> str:
        return docs_page(app.openapi())
