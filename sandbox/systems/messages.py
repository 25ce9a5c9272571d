"""The message gateway: keeps what was sent to customers; the same message id is sent once."""

from fastapi import APIRouter, HTTPException

from sandbox.faults import Faults, SystemName
from sandbox.store import Document, Store
from sandbox.systems.wire import ENABLED, Message


class MessageRequest(Message):
    message_id: str
    application: str
    phone: str
    template: str
    text: str


def router(store: Store, faults: Faults) -> APIRouter:
    router = APIRouter(prefix="/messages", tags=["messages"], route_class=faults.route(SystemName.MESSAGES))

    @router.post("", summary="Send a message; the same id twice sends once")
    def send(asked: MessageRequest) -> Document:
        with store.transaction():
            known = store.get("message", asked.message_id)
            if known is not None and known["application"] != asked.application:
                raise HTTPException(409, "this message id belongs to another application")
            if known is None:
                store.put("message", asked.message_id, {**asked.model_dump(), "order": store.next("message")})
        return {"service": ENABLED, "message_id": asked.message_id, "state": "SENT"}

    @router.get("", summary="What was sent, oldest first")
    def sent(application: str | None = None) -> list[Document]:
        found = sorted(store.all("message").values(), key=lambda message: int(message["order"]))
        return [message for message in found if application in (None, message["application"])]

    return router
