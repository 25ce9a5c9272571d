"""Keeping: what the workflow tells the tables, and what it asks the staff directory."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from temporalio import activity

from models.papers import EvidenceKind, EvidenceRef
from models.people import Staff
from models.requests import BookSlot, ClaimFirm, DrawForQuality, FindStaff, FreeSlot, Publication, ReleaseFirm
from models.rules import after_opening


class CaseLedger(Protocol):
    """The tables that people list and the trail (activities/providers/ledger.py says what each promises)."""

    async def publish(self, batch: Publication) -> None: ...

    async def book_slot(self, application: str, branch: str, slot: datetime, capacity: int) -> bool: ...

    async def free_slot(self, application: str) -> None: ...

    async def claim_firm(self, application: str, digest: str, account_kind: str) -> str: ...

    async def release_firm(self, application: str) -> None: ...


class Directory(Protocol):
    """Who works at the bank."""

    def find(self, staff_id: str) -> Staff | None: ...


class Digests(Protocol):
    """Keyed digests for searches: same kind and text, same digest."""

    def digest(self, kind: str, text: str) -> str: ...


class EvidenceArchive(Protocol):
    """Where papers, pictures, recordings and outside answers are kept, encrypted."""

    async def store(self, application: str, kind: EvidenceKind, media_type: str, data: bytes) -> EvidenceRef: ...

    async def fetch(self, application: str, sha256: str) -> bytes: ...

    async def list(self, application: str) -> tuple[EvidenceRef, ...]: ...

    async def forget(self, application: str) -> None: ...


class EvidenceIndex(Protocol):
    """The table of what is in the archive."""

    async def index_evidence(self, application: str, ref: EvidenceRef, stored_at: datetime) -> None: ...


class IndexedEvidence:
    """An archive whose objects also appear in the index; `now` is the clock of the time of storing."""

    def __init__(self, archive: EvidenceArchive, index: EvidenceIndex, now: Callable[[], datetime]) -> None:
        self._archive, self._index, self._now = archive, index, now

    async def store(self, application: str, kind: EvidenceKind, media_type: str, data: bytes) -> EvidenceRef:
        ref = await self._archive.store(application, kind, media_type, data)
        await self._index.index_evidence(application, ref, self._now())
        return ref

    async def fetch(self, application: str, sha256: str) -> bytes:
        return await self._archive.fetch(application, sha256)


class KeepActivities:
    """The activities of keeping; each is harmless when it runs twice."""

    def __init__(self, ledger: CaseLedger, directory: Directory, digests: Digests) -> None:
        self._ledger, self._directory, self._digests = ledger, directory, digests

    @activity.defn(name="publish")
    async def publish(self, batch: Publication) -> None:
        """Append facts to the trail and update the lists, in one transaction."""
        await self._ledger.publish(batch)

    @activity.defn(name="find_staff")
    async def find_staff(self, ask: FindStaff) -> Staff | None:
        """The staff member behind an id, or None when the bank has nobody of that id."""
        return self._directory.find(ask.id)

    @activity.defn(name="book_slot")
    async def book_slot(self, ask: BookSlot) -> bool:
        """Book or move the counter appointment; False when the slot is full."""
        return await self._ledger.book_slot(ask.application, ask.branch, ask.slot, ask.capacity)

    @activity.defn(name="free_slot")
    async def free_slot(self, ask: FreeSlot) -> None:
        """Give the counter appointment back."""
        await self._ledger.free_slot(ask.application)

    @activity.defn(name="claim_firm")
    async def claim_firm(self, ask: ClaimFirm) -> str:
        """The application that holds the firm and account kind: this, or a live one that came first (process.md 4)."""
        digest = self._digests.digest("credit_code", ask.credit_code)
        return await self._ledger.claim_firm(ask.application, digest, ask.account_kind.value)

    @activity.defn(name="draw_for_quality")
    async def draw_for_quality(self, ask: DrawForQuality) -> bool:
        """Whether quality assurance looks at this file; nobody without our keys knows it beforehand."""
        return after_opening.drawn(self._digests.digest("quality", ask.application), ask.percent)

    @activity.defn(name="release_firm")
    async def release_firm(self, ask: ReleaseFirm) -> None:
        """Let the firm apply again."""
        await self._ledger.release_firm(ask.application)
