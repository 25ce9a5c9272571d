"""The signing platform (签约平台): a package of products, each signed or failed; what is signed stays signed."""

from fastapi import APIRouter

from sandbox.faults import Faults, SystemName
from sandbox.store import Document, Store
from sandbox.systems.wire import ENABLED, Message
from sandbox.world import World


class Terms(Message):
    """How the internet bank is set up; what is left out is the account's own."""

    tokens: int | None = None
    single: int | None = None
    per_day: int | None = None


class PackageRequest(Message):
    application: str
    number: str
    products: tuple[str, ...]
    terms: Terms | None = None


def router(world: World, store: Store, faults: Faults) -> APIRouter:
    router = APIRouter(prefix="/signing", tags=["signing"], route_class=faults.route(SystemName.SIGNING))

    def state(product: str) -> str:
        return "opened" if world.product(product).opens else "signed"

    @router.post("/packages", summary="Sign a package of products; a signed product is not signed twice")
    def sign(asked: PackageRequest) -> Document:
        with store.transaction():
            signed = store.get("contracts", asked.application) or {}
            new = [product for product in asked.products if product not in signed and not world.product(product).fails]
            terms = {"terms": asked.terms.model_dump()} if asked.terms else {}
            made = {product: {"contract": f"C{store.next('contract'):010d}", **terms} for product in new}
            signed = {**signed, **made}
            store.put("contracts", asked.application, signed)
        results = [{"product": name, "state": state(name) if name in signed else "failed"} for name in asked.products]
        return {"service": ENABLED, "application": asked.application, "results": results}

    @router.get("/packages", summary="The signed products of every application")
    def packages() -> dict[str, Document]:
        return store.all("contracts")

    return router
