"""How many firms are registered at an address: a question of its own, for the check system has no message for it."""

from datetime import UTC, datetime

from temporalio import activity

from activities.check import EvidenceWriter, Service
from activities.failures import told_to_the_story
from models.checks import AddressCountAnswer, AddressCountAsked, AddressCountCode, AddressCountQuery
from models.papers import EvidenceKind
from models.requests import AskAddressCount

AddressService = Service[AddressCountQuery, AddressCountAnswer]


class AddressActivities:
    """The activity about an address; safe to repeat, since asking changes nothing outside."""

    def __init__(self, source: AddressService | None, evidence: EvidenceWriter) -> None:
        """`source` is None for a bank that has none."""
        self._source, self._evidence = source, evidence

    @activity.defn(name="count_at_address")
    async def count_at_address(self, asked: AskAddressCount) -> AddressCountAsked:
        """Ask the registry (risk.md 6, F01); without a source the count is unknown, which is an answer and not zero."""
        if self._source is None:
            nobody = AddressCountAnswer(code=AddressCountCode.NO_SOURCE)
            return AddressCountAsked(at=datetime.now(UTC), query=asked.query, answer=nobody)
        with told_to_the_story():
            told = await self._source.ask(asked.query)
        at = datetime.now(UTC)
        kind, media_type = EvidenceKind.OUTSIDE_ANSWER, "application/json"
        raw = await self._evidence.store(asked.application, kind, media_type, told.raw)
        return AddressCountAsked(at=at, raw=raw, query=asked.query, answer=told.answer)
