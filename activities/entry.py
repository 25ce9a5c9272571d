"""Central data entry (集中录入): the record of old, new and who goes into the evidence store, encrypted."""

from typing import Protocol

from temporalio import activity

from models.papers import EvidenceKind, EvidenceRef
from models.requests import KeepEntry


class RecordStore(Protocol):
    """Keeps bytes as evidence; the same bytes again are the same object."""

    async def store(self, application: str, kind: EvidenceKind, media_type: str, data: bytes) -> EvidenceRef: ...


class EntryActivities:
    """The one activity of data entry, harmless when it runs twice."""

    def __init__(self, store: RecordStore) -> None:
        self._store = store

    @activity.defn(name="keep_entry")
    async def keep_entry(self, ask: KeepEntry) -> EvidenceRef:
        """Store the record as canonical JSON; the trail names its digest and never the values."""
        data = ask.record.model_dump_json().encode()
        return await self._store.store(ask.record.application, EvidenceKind.DATA_ENTRY, "application/json", data)
