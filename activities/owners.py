"""Who stands behind the firm: registry extracts, layer by layer, and what was filed with the central bank."""

import asyncio
from datetime import UTC, datetime
from typing import Protocol

from temporalio import activity

from activities.check import Answered, EvidenceWriter, Service
from activities.failures import told_to_the_story
from models.checks import OwnerFilingAsked, OwnerFilingQuery, OwnersAsked, OwnersQuery
from models.owners import Extract, HolderKind, OwnerFilingAnswer, Ownership
from models.papers import EvidenceKind, EvidenceRef
from models.requests import AskOwnerFiling, TraceOwners


class ExtractService(Protocol):
    """The registry's extracts; it raises ServiceClosed or OutsideFailed, and None means that it knows no such firm."""

    async def ask(self, number: str) -> Answered[Extract | None]: ...


OwnerFilingService = Service[OwnerFilingQuery, OwnerFilingAnswer]


class OwnerActivities:
    """The activities about owners; safe to repeat, since asking changes nothing outside."""

    def __init__(self, extracts: ExtractService, filing: OwnerFilingService, evidence: EvidenceWriter) -> None:
        self._extracts, self._filing, self._evidence = extracts, filing, evidence

    @activity.defn(name="trace_owners")
    async def trace_owners(self, asked: TraceOwners) -> OwnersAsked:
        """Follow the shareholders up to persons, or to the bounds of the question; one failure fails the trace."""
        trace = _Trace(self._extracts, asked.query)
        with told_to_the_story():
            told = await trace.followed()
        at = datetime.now(UTC)
        raws = [await self._kept(asked.application, raw) for raw in trace.raws]
        return OwnersAsked(at=at, query=asked.query, answer=told, raws=tuple(raws))

    @activity.defn(name="query_owner_filing")
    async def query_owner_filing(self, asked: AskOwnerFiling) -> OwnerFilingAsked:
        """Ask the central owner system whom the firm has filed."""
        with told_to_the_story():
            answered = await self._filing.ask(asked.query)
        at = datetime.now(UTC)
        raw = await self._kept(asked.application, answered.raw)
        return OwnerFilingAsked(at=at, raw=raw, query=asked.query, answer=answered.answer)

    async def _kept(self, application: str, raw: bytes) -> EvidenceRef:
        return await self._evidence.store(application, EvidenceKind.OUTSIDE_ANSWER, "application/json", raw)


class _Trace:
    """One search, breadth first: every firm is asked once, so it ends in circles too."""

    def __init__(self, extracts: ExtractService, query: OwnersQuery) -> None:
        self._extracts, self._query = extracts, query
        self._found: dict[str, Extract] = {}
        self._unknown: list[str] = []
        self.raws: list[bytes] = []

    async def followed(self) -> Ownership:
        """The extracts of all firms within the bounds; a branch leads to its head office."""
        root = self._query.number
        await self._ask([root])
        branch = self._branch()
        if branch and branch.head_office and branch.head_office.number:
            root = branch.head_office.number
            await self._ask([root])
        ahead = self._ahead()
        for _ in range(self._query.max_layers - 1):
            await self._ask(ahead[: max(self._query.max_firms - len(self.raws), 0)])
            ahead = self._ahead()
        return Ownership(
            root=root,
            extracts=tuple(self._found.values()),
            branch=branch,
            unknown=tuple(self._unknown),
            cut=tuple(ahead),
        )

    def _branch(self) -> Extract | None:
        """The asked firm, taken out of the graph, when it is only a branch."""
        first = self._found.get(self._query.number)
        return self._found.pop(self._query.number) if first and first.head_office else None

    async def _ask(self, numbers: list[str]) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                asking = [group.create_task(self._extracts.ask(number)) for number in numbers]
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        for number, task in zip(numbers, asking, strict=True):
            answered = task.result()
            self.raws.append(answered.raw)
            if answered.answer is None:
                self._unknown.append(number)
            else:
                self._found[number] = answered.answer

    def _ahead(self) -> list[str]:
        """Firms that hold or control something and were not asked yet, in the order in which they were met."""
        found = self._found.values()
        holders = (one for firm in found for one in (*(held.holder for held in firm.holdings), *firm.controllers))
        met = (one.number for one in holders if one.kind is HolderKind.FIRM and one.number)
        return [number for number in dict.fromkeys(met) if number not in self._found and number not in self._unknown]
