"""Living accounts: everybody behind an opened account is looked for again when a list changed (rules.md 6).

No workflow is awake for an opened account: the one of its opening has ended. This is run over the tables, once a day.
"""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from activities.check import Answered, ListService
from activities.providers.evidence import EvidenceError
from models.audit import AuditActor, AuditFact, stamp
from models.checks import ListAnswer, ListHit, ListQuery
from models.duties import Duty, DutyKind
from models.living import ListRun, LivingAccount
from models.papers import EvidenceKind, EvidenceRef
from models.policy import Calendar, Living
from models.rules import living
from models.rules.screening import match_code, match_severity
from models.states import State

_PAGE = 500


class ListsChanged(Exception):
    """A list was changed while the accounts were screened; the run has to begin anew."""


class Opened(Protocol):
    """What a list of cases says of an opened account."""

    @property
    def application(self) -> str: ...

    @property
    def branch(self) -> str: ...

    @property
    def closed(self) -> date | None: ...


class Tables(Protocol):
    """The tables that this reads and writes (activities/providers/ledger.py says what each promises)."""

    async def cases(self, *, state: str | None = None, limit: int = 50, offset: int = 0) -> Sequence[Opened]: ...

    async def evidence(self, application: str) -> list[EvidenceRef]: ...

    async def duties(self) -> list[Duty]: ...

    async def owe_again(self, duty: Duty, fact: AuditFact) -> None: ...

    async def list_runs(self, version: str) -> list[ListRun]: ...

    async def note_list_run(self, run: ListRun) -> None: ...


class Archive(Protocol):
    """Encrypted evidence."""

    async def store(self, application: str, kind: EvidenceKind, media_type: str, data: bytes) -> EvidenceRef: ...

    async def fetch(self, application: str, sha256: str) -> bytes: ...


Recalled = Callable[[str], Awaitable[LivingAccount | None]]
"""Whom the opening of this application looked for, as long as anybody remembers; None when nobody does."""


@dataclass(frozen=True)
class Matched:
    """The new matches of one account, and where the whole answer is kept."""

    application: str
    branch: str
    hits: tuple[ListHit, ...]
    answer: EvidenceRef


@dataclass
class Screened:
    """What one run found: `unknown` are accounts of which nobody can say whom to look for, `open` the accounts with a
    match that RISK has not settled; not `whole` is a run that missed somebody whom an earlier one knew.
    """

    version: str | None = None
    accounts: int = 0
    asked: int = 0
    matched: list[Matched] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    whole: bool = True

    @property
    def clean(self) -> bool:
        return not (self.matched or self.unknown or self.open)


class LivingAccounts:
    """Screens every opened account that the lists of today were not asked about; each step is harmless twice."""

    def __init__(self, tables: Tables, archive: Archive, lists: ListService, rules: Living, calendar: Calendar) -> None:
        self._tables, self._archive, self._lists = tables, archive, lists
        self._rules, self._calendar = rules, calendar

    async def screen(self, by: AuditActor, recalled: Recalled, now: datetime, *, every: bool = False) -> Screened:
        """One run; `every` asks about accounts that these lists know already, too. OutsideFailed and ListsChanged end
        it unfinished: what was found stands, and the run is not noted as one.
        """
        found, runs = Screened(), list[ListRun]()
        async for case in self._opened():
            found.accounts += 1
            account = await self._account(case.application, recalled, found)
            if account is None:
                found.unknown.append(case.application)
                continue
            if found.version is None:
                found.version = (await self._ask(account)).answer.version
                runs = await self._tables.list_runs(found.version)
            if every or not living.covered(account, found.version, runs):
                await self._screen(account, case, found, by, now)
        if found.version is not None and found.whole:
            await self._tables.note_list_run(_run(found, found.version, by, now))
        found.open = [duty.application for duty in await self._tables.duties() if duty.kind is DutyKind.LIST_MATCH]
        return found

    async def _screen(
        self, account: LivingAccount, case: Opened, found: Screened, by: AuditActor, now: datetime
    ) -> None:
        answered = await self._ask(account)
        if answered.answer.version != found.version:
            raise ListsChanged("a list was changed meanwhile; run it again")
        found.asked += 1
        if hits := living.new_matches(account, answered.answer.hits):
            found.matched.append(await self._owe(account, case, hits, answered, by, now))

    async def _owe(
        self,
        account: LivingAccount,
        case: Opened,
        hits: tuple[ListHit, ...],
        answered: Answered[ListAnswer],
        by: AuditActor,
        now: datetime,
    ) -> Matched:
        """The answer is kept, then RISK owes, and only then the match counts as known: whoever is stopped before finds
        it again.
        """
        no = account.application
        answer = await self._archive.store(no, EvidenceKind.OUTSIDE_ANSWER, "application/json", answered.raw)
        duty = living.owed(no, case.branch, hits, now, self._rules, self._calendar)
        await self._tables.owe_again(duty, _fact(account, hits, answered.answer.version, answer, by, duty))
        await self._keep(living.knowing(account, hits))
        return Matched(no, case.branch, hits, answer)

    async def _ask(self, account: LivingAccount) -> Answered[ListAnswer]:
        return await self._lists.ask(ListQuery(subjects=account.subjects))

    async def _account(self, application: str, recalled: Recalled, found: Screened) -> LivingAccount | None:
        """As it was kept last; the first time, as its opening remembers it."""
        kept = [ref for ref in await self._tables.evidence(application) if ref.kind is EvidenceKind.LIVING_ACCOUNT]
        if kept:
            return await self._fetched(application, kept[-1], found)
        if account := await recalled(application):
            await self._keep(account)
        return account

    async def _fetched(self, application: str, ref: EvidenceRef, found: Screened) -> LivingAccount | None:
        try:
            return LivingAccount.model_validate_json(await self._archive.fetch(application, ref.sha256))
        except EvidenceError:
            found.whole = False
            return None

    async def _keep(self, account: LivingAccount) -> None:
        data = account.model_dump_json().encode()
        await self._archive.store(account.application, EvidenceKind.LIVING_ACCOUNT, "application/json", data)

    async def _opened(self) -> AsyncIterator[Opened]:
        """Every account that is open, each once, as listed when this began: what happens meanwhile moves no page."""
        pages: dict[str, Opened] = {}
        seen = 0
        while page := await self._tables.cases(state=State.ACTIVE, limit=_PAGE, offset=seen):
            seen += len(page)
            pages.update({case.application: case for case in page})
        for case in pages.values():
            if case.closed is None:
                yield case


def _run(found: Screened, version: str, by: AuditActor, now: datetime) -> ListRun:
    return ListRun(at=now, version=version, by=by.id, accounts=found.asked, matched=len(found.matched))


def _fact(
    account: LivingAccount, hits: Sequence[ListHit], version: str, answer: EvidenceRef, by: AuditActor, duty: Duty
) -> AuditFact:
    """Names lists, entries and outcomes, and nobody; the same new matches on top of the same known ones are the same
    fact.
    """
    entries = {f"{hit.kind} {hit.source} {hit.entry} {hit.digest} {hit.by_number}" for hit in hits}
    said = "\n".join((str(len(account.known)), *sorted(entries)))
    codes = sorted({f"{match_severity(hit)} {match_code(hit)}" for hit in hits})
    return AuditFact(
        fact=f"living-{hashlib.sha256(said.encode()).hexdigest()}",
        at=stamp(duty.opened),
        actor=by,
        action="LIST_MATCHED",
        object=duty.kind.value,
        evidence=(answer.sha256,),
        detail={
            "lists": version,
            "codes": ", ".join(codes),
            "entries": ",".join(sorted({hit.digest[:12] for hit in hits})),
            "due": stamp(duty.due),
        },
    )
