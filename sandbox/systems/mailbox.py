"""How the check system answers: a question is accepted with a serial, its answer is fetched when it is there."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from fastapi import HTTPException

from sandbox.faults import Clock, SystemName
from sandbox.store import Document, Store
from sandbox.systems.wire import ACCEPTED, ENABLED, PROCESSED, REJECTED, Message, sliced

SOURCES = {"MIIT": SystemName.PHONE, "CSAT": SystemName.TAX, "SAMR": SystemName.REGISTRATION}
LONG = 3
"""Entries of lists that one slice holds; an answer with more comes in slices."""


class Question(Message):
    """320, 322 and 324; the same `request` twice is one question."""

    request: str


class Collection(Question):
    """Fetching the answer to an accepted question."""

    serial: str


Q = TypeVar("Q", bound=Question)


class Mailbox:
    """Accepted questions; `pace` is how many seconds each system takes, 0 answers at once as some gateways do."""

    def __init__(self, store: Store, clock: Clock, delay: float) -> None:
        self._store = store
        self._clock = clock
        self.pace: dict[SystemName, float] = dict.fromkeys(SOURCES.values(), delay)

    def asked(self, system: SystemName, question: Q, answer: Callable[[Q], Document]) -> Document:
        """The receipt (PR00) with the question's serial, or the answer of a system that needs no time."""
        if not self.pace[system]:
            return {**head(question.request, PROCESSED), **answer(question)}
        return head(question.request, ACCEPTED, self._accepted(system, question)["serial"])

    def collected(
        self, system: SystemName, wanted: Collection, form: type[Q], answer: Callable[[Q], Document]
    ) -> Document:
        """The answer, a receipt as long as it is not there, or PR09 for a question that nobody asked."""
        kept = self._store.get(_bucket(system), wanted.request)
        if kept is None or kept["serial"] != wanted.serial:
            return head(wanted.request, REJECTED, wanted.serial)
        if self._clock() < kept["ready"]:
            return head(wanted.request, ACCEPTED, wanted.serial)
        told = {**head(wanted.request, PROCESSED, wanted.serial), **answer(form.model_validate(kept["question"]))}
        return sliced(told, LONG) if entries(told) > LONG else told

    def _accepted(self, system: SystemName, question: Question) -> Document:
        with self._store.transaction():
            body = question.model_dump()
            kept = self._store.get(_bucket(system), question.request)
            if kept is None:
                kept = {"serial": self._serial(system), "ready": self._clock() + self.pace[system], "question": body}
                self._store.put(_bucket(system), question.request, kept)
            if kept["question"] != body:
                raise HTTPException(409, "this request id belongs to another question")
            return kept

    def _serial(self, system: SystemName) -> str:
        source = next(source for source, name in SOURCES.items() if name is system)
        day = datetime.fromtimestamp(self._clock(), UTC).strftime("%Y%m%d")
        return f"{source}{day}{self._store.next('serial'):08d}"


def head(request: str, processed: str, serial: str | None = None) -> Document:
    """The envelope of every answer."""
    envelope = {"request": request, "service": ENABLED, "processed": processed}
    return {**envelope, "serial": serial} if serial else envelope


def entries(told: Mapping[str, Any]) -> int:
    """How many entries the lists of an answer hold together."""
    return sum(
        entries(value) if isinstance(value, dict) else len(value) if isinstance(value, list) else 0
        for value in told.values()
    )


def _bucket(system: SystemName) -> str:
    return f"question:{system}"
