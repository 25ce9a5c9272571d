"""The ledger: cases, tasks, appointments, live firms and the audit trail; each publication in one transaction."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from activities.providers.database import Database
from models.audit import AuditFact, canonical, chained, first_break, link
from models.clusters import Mandate, Sharer, ThingKind
from models.duties import Duty, DutyKind
from models.living import ListRun
from models.papers import EvidenceRef
from models.people import Role
from models.requests import CaseSummary, Publication
from models.states import State
from models.tables import AppointmentRow, AuditRow, CaseRow, DutyRow, EvidenceRow, FirmRow, LinkRow, ListRunRow, TaskRow
from models.tasks import Task, TaskState

LIVE = tuple(state.value for state in TaskState if state in (TaskState.OPEN, TaskState.CLAIMED))


class PublicationRefused(ValueError):
    """The publication contradicts itself or another case; a mistake in the program, which the next version mends."""


class UnknownCase(LookupError):
    """Nothing was published under this number yet, so there is no trail to append to."""


class UnknownDuty(LookupError):
    """Nothing of this kind is owed for this application, or not any more."""


class NoOpenAccount(LookupError):
    """This application has opened no account, or its account was noted as closed before."""


class CaseEntry(CaseSummary):
    """A case in a list: its summary with its number and the version of the publication it came from; `closed` is the
    day on which its account was closed.
    """

    application: str
    version: int
    closed: date | None = None


class Ledger:
    """The tables behind one door. Every method raises DatabaseUnavailable when nothing could be read or written."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ── what the workflow tells ─────────────────────────────────────────────────────────────────────────────────────

    async def publish(self, batch: Publication) -> None:
        """Append the facts to the trail and bring the lists up to date, all or nothing (risk.md 7).

        A fact already in the trail stays as first written; a case or task that a newer publication spoke of stays as it
        is. So the same batch twice, or batches out of order, do no harm. Raises PublicationRefused.
        """
        _check(batch)
        async with self._database.writes() as session:
            case = await self._locked_case(session, batch)
            await _append(session, case, batch.facts)
            for task in batch.tasks:
                await _put_task(session, task, batch.version)
            if batch.version > case.version:
                case.sqlmodel_update({**batch.case.model_dump(), "version": batch.version})
                session.add(case)

    async def append(self, application: str, facts: Sequence[AuditFact]) -> None:
        """Append facts that no workflow tells, such as readings of personal data (risk.md 7.7), to a trail that exists.

        Raises UnknownCase; then, as with every error, nothing was written and what was to be noted must not happen.
        """
        async with self._database.writes() as session:
            case = (await session.exec(_held(application))).one_or_none()
            if case is None:
                raise UnknownCase(
                    f"nothing was recorded under {application} yet; check the number or try again in a moment"
                )
            await _append(session, case, facts)
            session.add(case)

    async def _locked_case(self, session: AsyncSession, batch: Publication) -> CaseRow:
        """The case's row, made when it is new; whoever holds it is the trail's only writer."""
        new = CaseRow(application=batch.application, version=batch.version, **batch.case.model_dump())
        await session.exec(self._database.insert(CaseRow).values(new.model_dump()).on_conflict_do_nothing())
        return (await session.exec(_held(batch.application))).one()

    # ── the trail ───────────────────────────────────────────────────────────────────────────────────────────────────

    async def events(self, application: str) -> list[tuple[dict[str, Any], str]]:
        """The trail as (event, hash) pairs in order; ValueError when an event is no longer JSON (see `verify`)."""
        async with self._database.reads() as session:
            return [(json.loads(row.event), row.hash) for row in await _trail(session, application)]

    async def verify(self, application: str) -> str | None:
        """Say in one sentence where the trail is broken, or None when it is whole up to the head kept with the case."""
        async with self._database.reads() as session:
            rows, case = await _trail(session, application), await session.get(CaseRow, application)
        return _broken_event(application, rows) or _broken_head(rows, case)

    # ── lists ───────────────────────────────────────────────────────────────────────────────────────────────────────

    async def case(self, application: str) -> CaseEntry | None:
        """The case as published last, or None when nothing was published under this number."""
        async with self._database.reads() as session:
            row = await session.get(CaseRow, application)
        return _entry(row) if row else None

    async def cases(
        self, *, state: str | None = None, branch: str | None = None, limit: int = 50, offset: int = 0
    ) -> list[CaseEntry]:
        """Cases, the last changed first."""
        conditions = _equal((CaseRow.state, state), (CaseRow.branch, branch))
        wanted = select(CaseRow).where(*conditions).order_by(col(CaseRow.updated).desc(), col(CaseRow.application))
        async with self._database.reads() as session:
            return [_entry(row) for row in await session.exec(wanted.limit(limit).offset(offset))]

    async def tasks(
        self,
        *,
        role: Role | None = None,
        branch: str | None = None,
        assignee: str | None = None,
        application: str | None = None,
        live: bool = True,
    ) -> list[Task]:
        """Tasks, the one due first ahead; `live` leaves out those done or cancelled."""
        conditions = [*_equal((TaskRow.role, role), (TaskRow.branch, branch), (TaskRow.assignee, assignee))]
        conditions += _equal((TaskRow.application, application))
        wanted = select(TaskRow).where(*conditions).order_by(col(TaskRow.due), col(TaskRow.id))
        wanted = wanted.where(col(TaskRow.state).in_(LIVE)) if live else wanted
        async with self._database.reads() as session:
            return [_task(row) for row in await session.exec(wanted)]

    # ── counter appointments ────────────────────────────────────────────────────────────────────────────────────────

    async def book_slot(self, application: str, branch: str, slot: datetime, capacity: int) -> bool:
        """Book the application's one appointment, or move it; False when the slot is full: an older booking stays."""
        async with self._database.writes() as session:
            await self._database.lock(session, f"slot {branch} {slot.timestamp()}")
            others = select(func.count()).where(
                col(AppointmentRow.branch) == branch,
                col(AppointmentRow.slot) == slot,
                col(AppointmentRow.application) != application,
            )
            if (await session.exec(others)).one() >= capacity:
                return False
            place = {"branch": branch, "slot": slot}
            booking = self._database.insert(AppointmentRow).values(application=application, **place)
            await session.exec(booking.on_conflict_do_update(index_elements=["application"], set_=place))
            return True

    async def free_slot(self, application: str) -> None:
        """Give the appointment back; harmless when there is none."""
        async with self._database.writes() as session:
            await session.exec(delete(AppointmentRow).where(col(AppointmentRow.application) == application))

    # ── one live application a firm and account kind (process.md 4) ─────────────────────────────────────────────────

    async def claim_firm(self, application: str, digest: str, account_kind: str) -> str:
        """Claim the firm for this application; return the application that holds it, another when that came first."""
        async with self._database.writes() as session:
            await self._database.lock(session, f"firm {digest} {account_kind}")
            holder = await session.get(FirmRow, (digest, account_kind))
            if holder is None:
                session.add(FirmRow(digest=digest, account_kind=account_kind, application=application))
            return holder.application if holder else application

    async def release_firm(self, application: str) -> None:
        """Let the firm apply again; harmless when nothing was claimed."""
        async with self._database.writes() as session:
            await session.exec(delete(FirmRow).where(col(FirmRow.application) == application))

    # ── what firms share ────────────────────────────────────────────────────────────────────────────────────────────

    async def share(self, application: str, at: datetime, things: Sequence[tuple[ThingKind, str]]) -> list[Sharer]:
        """Note what this application has (kind, keyed digest) in place of what it noted before, and give everything of
        other applications with one of these digests.

        Writers wait for each other, so of two firms that come at once at least the second one sees the first.
        """
        rows = [{"application": application, "kind": kind.value, "digest": digest, "at": at} for kind, digest in things]
        async with self._database.writes() as session:
            await self._database.lock(session, "links")
            await session.exec(delete(LinkRow).where(col(LinkRow.application) == application))
            if rows:
                await session.exec(self._database.insert(LinkRow).values(rows).on_conflict_do_nothing())
            return await _sharers(session, application, [digest for _, digest in things])

    async def mandates(self, persons: Sequence[str]) -> list[Mandate]:
        """Whom these representatives (keyed digests) let act for their firms, in every application that is noted."""
        agent, firm = aliased(LinkRow), aliased(LinkRow)
        wanted = (
            select(LinkRow, agent, firm, CaseRow)
            .join(agent, _same_application(agent, ThingKind.AGENT))
            .join(firm, _same_application(firm, ThingKind.FIRM))
            .join(CaseRow, col(CaseRow.application) == col(LinkRow.application), isouter=True)
            .where(col(LinkRow.kind) == ThingKind.REPRESENTATIVE.value, col(LinkRow.digest).in_(persons))
        )
        async with self._database.reads() as session:
            return [_mandate(*row) for row in await session.exec(wanted)]

    # ── closed accounts ─────────────────────────────────────────────────────────────────────────────────────────────

    async def close_account(self, application: str, on: date, by: str, fact: AuditFact) -> CaseEntry:
        """Note that the account of this application was closed, and put that on the trail, all or nothing.

        Raises NoOpenAccount.
        """
        async with self._database.writes() as session:
            case = (await session.exec(_held(application))).one_or_none()
            if case is None or case.state != State.ACTIVE or case.closed is not None:
                raise NoOpenAccount(f"{application} has no account that is open; look with `ekaihu ops show`")
            case.closed, case.closed_by = on, by
            await _append(session, case, [fact])
            session.add(case)
            return _entry(case)

    # ── duties ──────────────────────────────────────────────────────────────────────────────────────────────────────

    async def owe(self, duty: Duty) -> None:
        """Note a duty; one that is noted already, open or closed, stays as it is."""
        await self._insert_once(DutyRow, [duty.model_dump()])

    async def duties(
        self, *, branch: str | None = None, application: str | None = None, every: bool = False
    ) -> list[Duty]:
        """Duties, the one due first ahead; `every` includes the closed ones."""
        asked = _equal((DutyRow.branch, branch), (DutyRow.application, application))
        wanted = select(DutyRow).where(*asked).order_by(col(DutyRow.due))
        wanted = wanted if every else wanted.where(col(DutyRow.closed).is_(None))
        async with self._database.reads() as session:
            return [Duty.model_validate(row.model_dump()) for row in await session.exec(wanted)]

    async def close_duty(self, application: str, kind: DutyKind, by: str, report: str, fact: AuditFact) -> Duty:
        """Close an open duty with the number of its report or receipt, and put that on the trail, all or nothing.

        Raises UnknownDuty when there is none that is open.
        """
        async with self._database.writes() as session:
            case = (await session.exec(_held(application))).one_or_none()
            row = await session.get(DutyRow, (application, kind.value))
            if case is None or row is None or row.closed is not None:
                raise UnknownDuty(f"{application} has no open duty {kind}; look with `ekaihu ops duties --all`")
            row.closed, row.closed_by, row.report = datetime.fromisoformat(fact.at), by, report
            await _append(session, case, [fact])
            session.add_all([case, row])
            return Duty.model_validate(row.model_dump())

    async def owe_again(self, duty: Duty, fact: AuditFact) -> None:
        """Note a duty that may come more than once, with its fact on the trail, all or nothing: a closed one is open
        again, and one that is still open is due at the earlier time. The same fact again changes nothing.

        Raises UnknownCase.
        """
        async with self._database.writes() as session:
            case = (await session.exec(_held(duty.application))).one_or_none()
            if case is None:
                raise UnknownCase(f"nothing was recorded under {duty.application}; there is nothing to owe for it")
            before = case.head_seq
            await _append(session, case, [fact])
            if case.head_seq > before:
                session.add(case)
                row = await session.get(DutyRow, (duty.application, duty.kind.value))
                session.add(_owed_again(row, duty))

    # ── screening of living accounts ────────────────────────────────────────────────────────────────────────────────

    async def note_list_run(self, run: ListRun) -> None:
        """Note that all living accounts were screened."""
        await self._insert_once(ListRunRow, [run.model_dump()])

    async def list_runs(self, version: str) -> list[ListRun]:
        """The runs with these lists."""
        wanted = select(ListRunRow).where(col(ListRunRow.version) == version).order_by(col(ListRunRow.at))
        async with self._database.reads() as session:
            return [ListRun.model_validate(row.model_dump()) for row in await session.exec(wanted)]

    # ── the evidence index ──────────────────────────────────────────────────────────────────────────────────────────

    async def index_evidence(self, application: str, ref: EvidenceRef, stored_at: datetime) -> None:
        """Note that the object is in the evidence store; the first time counts."""
        await self._insert_once(EvidenceRow, [{"application": application, **ref.model_dump(), "stored_at": stored_at}])

    async def evidence(self, application: str) -> list[EvidenceRef]:
        """The application's evidence in the order it came."""
        wanted = select(EvidenceRow).where(col(EvidenceRow.application) == application)
        async with self._database.reads() as session:
            rows = list(await session.exec(wanted.order_by(col(EvidenceRow.stored_at), col(EvidenceRow.sha256))))
        return [EvidenceRef.model_validate(row.model_dump(exclude={"application", "stored_at"})) for row in rows]

    async def _insert_once(
        self, table: type[LinkRow | EvidenceRow | DutyRow | ListRunRow], rows: Sequence[Mapping[str, Any]]
    ) -> None:
        if not rows:
            return
        async with self._database.writes() as session:
            await session.exec(self._database.insert(table).values(list(rows)).on_conflict_do_nothing())


def _held(application: str) -> SelectOfScalar[CaseRow]:
    """The case's row, kept from other writers until the transaction ends."""
    return select(CaseRow).where(col(CaseRow.application) == application).with_for_update()


def _equal(*asked: tuple[str | None, str | None]) -> list[ColumnElement[bool]]:
    return [col(column) == value for column, value in asked if value is not None]


def _check(batch: Publication) -> None:
    if any(task.application != batch.application for task in batch.tasks):
        raise PublicationRefused(
            f"the publication of {batch.application} carries another application's task; send each its own"
        )


async def _append(session: AsyncSession, case: CaseRow, facts: Sequence[AuditFact]) -> None:
    names = [fact.fact for fact in facts]
    written = select(AuditRow.fact).where(col(AuditRow.application) == case.application, col(AuditRow.fact).in_(names))
    known = set(await session.exec(written))
    for fact in facts:
        if fact.fact not in known:
            _extend(session, case, fact)
            known.add(fact.fact)
    await session.flush()


def _extend(session: AsyncSession, case: CaseRow, fact: AuditFact) -> None:
    event = chained(fact, case.application, case.head_seq + 1, case.head_hash)
    case.head_seq, case.head_hash = case.head_seq + 1, link(event)
    session.add(
        AuditRow(
            application=case.application,
            seq=case.head_seq,
            fact=fact.fact,
            event=canonical(event).decode(),
            hash=case.head_hash,
        )
    )


async def _put_task(session: AsyncSession, task: Task, version: int) -> None:
    row = await session.get(TaskRow, task.id)
    if row is not None and row.application != task.application:
        raise PublicationRefused(f"task {task.id} belongs to another application; give each task an id of its own")
    if row is None or version > row.version:
        said = {**task.model_dump(mode="python"), "excluded": sorted(task.excluded), "version": version}
        session.add(row.sqlmodel_update(said) if row else TaskRow(**said))


async def _sharers(session: AsyncSession, application: str, digests: Sequence[str]) -> list[Sharer]:
    firm = aliased(LinkRow)
    wanted = (
        select(LinkRow, firm, CaseRow)
        .join(firm, (col(firm.application) == col(LinkRow.application)) & (col(firm.kind) == ThingKind.FIRM.value))
        .join(CaseRow, col(CaseRow.application) == col(LinkRow.application), isouter=True)
        .where(col(LinkRow.digest).in_(digests), col(LinkRow.application) != application)
    )
    return [_sharer(noted, theirs.digest, case) for noted, theirs, case in await session.exec(wanted)]


def _same_application(other: type[LinkRow], kind: ThingKind) -> ColumnElement[bool]:
    return (col(other.application) == col(LinkRow.application)) & (col(other.kind) == kind.value)


def _mandate(noted: LinkRow, agent: LinkRow, firm: LinkRow, case: CaseRow | None) -> Mandate:
    state = case.state if case else None
    return Mandate(representative=noted.digest, agent=agent.digest, firm=firm.digest, state=state)


def _sharer(noted: LinkRow, firm: str, case: CaseRow | None) -> Sharer:
    return Sharer(
        kind=ThingKind(noted.kind),
        digest=noted.digest,
        firm=firm,
        branch=case.branch if case else None,
        submitted=noted.at,
        state=case.state if case else None,
        account_kind=case.account_kind if case else None,
        closed=case is not None and case.closed is not None,
    )


async def _trail(session: AsyncSession, application: str) -> list[AuditRow]:
    events = select(AuditRow).where(col(AuditRow.application) == application)
    return list(await session.exec(events.order_by(col(AuditRow.seq))))


def _broken_event(application: str, rows: Sequence[AuditRow]) -> str | None:
    """The first break among the events; a text that is not canonical counts as altered, even if it means the same."""
    odd = next((place for place, row in enumerate(rows) if not _as_written(row)), None)
    whole = [(json.loads(row.event), row.hash) for row in rows[:odd]]
    altered = None if odd is None else f"event {odd + 1} was altered after it was written"
    return first_break(application, whole) or altered


def _as_written(row: AuditRow) -> bool:
    try:
        event = json.loads(row.event)
    except ValueError:
        return False
    return isinstance(event, dict) and event.get("seq") == row.seq and canonical(event).decode() == row.event


def _broken_head(rows: Sequence[AuditRow], case: CaseRow | None) -> str | None:
    if case is None:
        return "the row of this case is missing" if rows else "nothing was recorded under this number; check it"
    if case.head_seq > len(rows):
        return f"event {len(rows) + 1} is missing: the trail was cut off, {case.head_seq} events were written"
    if case.head_seq < len(rows):
        return f"event {case.head_seq + 1} was not written by the ledger, which wrote {case.head_seq} events"
    if rows and rows[-1].hash != case.head_hash:
        return f"event {case.head_seq} is not the one that was written last"
    return None


def _owed_again(row: DutyRow | None, duty: Duty) -> DutyRow:
    if row is None:
        return DutyRow(**duty.model_dump())
    if row.closed is None:
        return row.sqlmodel_update({"remind": min(row.remind, duty.remind), "due": min(row.due, duty.due)})
    return row.sqlmodel_update(duty.model_dump())


def _entry(row: CaseRow) -> CaseEntry:
    return CaseEntry.model_validate(row.model_dump(exclude={"head_seq", "head_hash", "closed_by"}))


def _task(row: TaskRow) -> Task:
    return Task.model_validate(row.model_dump(exclude={"version"}))
