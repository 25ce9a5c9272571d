"""The signing platform (签约平台): a package of products, each signed or failed; what is signed stays signed."""

from fastapi import APIRouter

from sandbox.faults import Faults, SystemName
from sandbox.store import Document, Store
from sandbox.systems.wire import ENABLED, Message
from sandbox.world import World


class PackageRequest(Message):
    application: str
    number: str
    products: tuple[str, ...]


def router(world: World, store: Store, faults: Faults) -> APIRouter:
    router = APIRouter(prefix="/signing", tags=["signing"], route_class=faults.route(SystemName.SIGNING))

    @router.post("/packages", summary="Sign a package of products; a signed product is not signed twice")
    def sign(asked: PackageRequest) -> Document:
        with store.transaction():
            signed = store.get("contracts", asked.application) or {}
            new = [product for product in asked.products if product not in signed and not world.product(product).fails]
            signed = {**signed, **{product: {"contract": f"C{store.next('contract'):010d}"} for product in new}}
            store.put("contracts", asked.application, signed)
        results = [{"product": name, "state": "signed" if name in signed else "failed"} for name in asked.products]
        return {"service": ENABLED, "application": asked.application, "results": results}

    @router.get("/packages", summary="The signed products of every application")
    def packages() -> dict[str, Document]:
        return store.all("contracts")

    return router
