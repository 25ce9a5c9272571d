"""In-house clusters and duties: what the workflow notes in our own tables about others, and about what is owed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from temporalio import activity

from activities.keep import Digests
from models.clusters import InHouse, Mandate, SharedThing, Sharer, ThingKind
from models.duties import Duty
from models.policy import Clusters
from models.requests import CountInHouse, OweDuty
from models.rules.clusters import counted, next_in_circle

_PERSONS = frozenset({ThingKind.REPRESENTATIVE, ThingKind.AGENT})


class SharedLedger(Protocol):
    """The tables of links and duties (activities/providers/ledger.py says what each promises)."""

    async def share(self, application: str, at: datetime, things: Sequence[tuple[ThingKind, str]]) -> list[Sharer]: ...

    async def mandates(self, persons: Sequence[str]) -> list[Mandate]: ...

    async def owe(self, duty: Duty) -> None: ...


class ClusterActivities:
    """Each is harmless when it runs twice; only keyed digests of what firms share are kept."""

    def __init__(self, ledger: SharedLedger, digests: Digests) -> None:
        self._ledger, self._digests = ledger, digests

    @activity.defn(name="count_in_house")
    async def count_in_house(self, ask: CountInHouse) -> InHouse:
        """Note what this application has, and count the other firms that have the same (risk.md 6)."""
        mine = [(thing.kind, self._digest(thing)) for thing in ask.things]
        sharers = await self._ledger.share(ask.application, ask.submitted, mine)
        found = counted(mine, sharers, ask.branch, ask.submitted, ask.in_park, ask.policy)
        return found.model_copy(update={"circle": await self._circle(mine, ask.policy)})

    async def _circle(self, mine: Sequence[tuple[ThingKind, str]], policy: Clusters) -> int:
        """How many firms the shortest circle through this one has: from its agent on, step by step, back to its
        representative; 0 without one within the policy's bound.
        """
        own = {kind: {digest for which, digest in mine if which is kind} for kind in ThingKind}
        home, persons, seen = own[ThingKind.REPRESENTATIVE], tuple(sorted(own[ThingKind.AGENT])), set[str]()
        for firms in range(2, (policy.circle or 0) + 1):
            if not persons:
                return 0
            seen.update(persons)
            persons = next_in_circle(await self._ledger.mandates(persons), own[ThingKind.FIRM], seen, policy)
            if home & set(persons):
                return firms
        return 0

    @activity.defn(name="owe_duty")
    async def owe_duty(self, ask: OweDuty) -> None:
        """Note what the bank owes; it stays when the case has ended."""
        await self._ledger.owe(Duty(opened=datetime.now(UTC), **ask.model_dump()))

    def _digest(self, thing: SharedThing) -> str:
        """A person has one digest in whatever role, so that agents are found among representatives."""
        kind = "person" if thing.kind in _PERSONS else thing.kind.value
        return self._digests.digest(f"shared {kind}", thing.text)
