"""The tables: what people list and what the trail keeps; the workflow is the truth about a case, these rows its copy.

Alone on purpose: workflow code never imports this file. Rows carry no personal data; names and numbers lie in the
evidence store.
The migrations make the tables, with the triggers that keep `audit` append-only.
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Index, Text, UniqueConstraint
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from models.audit import GENESIS


class Instant(TypeDecorator[datetime]):
    """A moment, kept and given back in UTC; ValueError for one without a zone, which SQLite would forget."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone; give an aware datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if not isinstance(value, datetime):
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class CaseRow(SQLModel, table=True):
    """A case as lists show it; `version` is the last publication taken, `head_*` the end of its trail.

    `closed` is the day on which its account was closed, `closed_by` who told us: no publication speaks of it.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("cases_by_state", "state", "branch", "updated"),
        Index("cases_by_branch", "branch", "updated"),
    )

    application: str = Field(primary_key=True, max_length=32)
    state: str = Field(max_length=32)
    branch: str = Field(max_length=16)
    account_kind: str = Field(max_length=32)
    tier: str | None = Field(default=None, max_length=8)
    waiting_for: str = Field(sa_type=Text)
    due: datetime | None = Field(default=None, sa_type=Instant)
    level: int
    rounds: int
    started: datetime = Field(sa_type=Instant)
    updated: datetime = Field(sa_type=Instant)
    ended: datetime | None = Field(default=None, sa_type=Instant)
    version: int
    head_seq: int = 0
    head_hash: str = Field(default=GENESIS, max_length=64)
    closed: date | None = None
    closed_by: str | None = Field(default=None, max_length=32)


class TaskRow(SQLModel, table=True):
    """A task of the inbox (models/tasks.py); `version` is the publication that last spoke of it."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index("tasks_by_role", "state", "role", "branch", "due"),
        Index("tasks_by_assignee", "assignee", "state"),
    )

    id: str = Field(primary_key=True, max_length=128)
    application: str = Field(max_length=32, index=True)
    kind: str = Field(max_length=32)
    role: str = Field(max_length=16)
    branch: str = Field(max_length=16)
    excluded: list[str] = Field(default_factory=list, sa_type=JSON)
    state: str = Field(max_length=16)
    assignee: str | None = Field(default=None, max_length=32)
    level: int
    created: datetime = Field(sa_type=Instant)
    due: datetime = Field(sa_type=Instant)
    note: str = Field(sa_type=Text)
    version: int


class AppointmentRow(SQLModel, table=True):
    """The one counter appointment of an application; a slot's capacity is judged when booking, in one transaction."""

    __tablename__ = "appointments"
    __table_args__ = (Index("appointments_by_slot", "branch", "slot"),)

    application: str = Field(primary_key=True, max_length=32)
    branch: str = Field(max_length=16)
    slot: datetime = Field(sa_type=Instant)


class EvidenceRow(SQLModel, table=True):
    """Where to look for evidence: the object itself lies encrypted in the evidence store."""

    __tablename__ = "evidence"

    application: str = Field(primary_key=True, max_length=32)
    sha256: str = Field(primary_key=True, max_length=64)
    kind: str = Field(primary_key=True, max_length=32)
    media_type: str = Field(max_length=128)
    size: int
    stored_at: datetime = Field(sa_type=Instant)


class AuditRow(SQLModel, table=True):
    """One event of the trail (risk.md 7): `event` is the canonical JSON behind `hash`; never updated, never deleted."""

    __tablename__ = "audit"
    __table_args__ = (UniqueConstraint("application", "fact", name="audit_fact_once"),)

    application: str = Field(primary_key=True, max_length=32)
    seq: int = Field(primary_key=True)
    fact: str = Field(max_length=200)
    event: str = Field(sa_type=Text)
    hash: str = Field(max_length=64)


class LinkRow(SQLModel, table=True):
    """A keyed digest of what firms may share (phone, address, agent …), for in-house duplicates (risk.md 6).

    `at` is when the application was submitted.
    """

    __tablename__ = "links"
    __table_args__ = (Index("links_by_digest", "kind", "digest"),)

    application: str = Field(primary_key=True, max_length=32)
    kind: str = Field(primary_key=True, max_length=32)
    digest: str = Field(primary_key=True, max_length=64)
    at: datetime | None = Field(default=None, sa_type=Instant)


class DutyRow(SQLModel, table=True):
    """What the bank owes by a date (models/duties.py): it outlives the case that it came out of."""

    __tablename__ = "duties"
    __table_args__ = (Index("duties_by_due", "closed", "due"),)

    application: str = Field(primary_key=True, max_length=32)
    kind: str = Field(primary_key=True, max_length=32)
    branch: str = Field(max_length=16)
    opened: datetime = Field(sa_type=Instant)
    remind: datetime = Field(sa_type=Instant)
    due: datetime = Field(sa_type=Instant)
    closed: datetime | None = Field(default=None, sa_type=Instant)
    closed_by: str | None = Field(default=None, max_length=32)
    report: str | None = Field(default=None, max_length=64)


class ListRunRow(SQLModel, table=True):
    """One time that all living accounts were screened (models/living.py); never changed."""

    __tablename__ = "list_runs"

    at: datetime = Field(primary_key=True, sa_type=Instant)
    by: str = Field(primary_key=True, max_length=32)
    version: str = Field(sa_type=Text)
    accounts: int
    matched: int


class FirmRow(SQLModel, table=True):
    """A firm's one live application for an account kind (process.md 4): the row goes when the application ends."""

    __tablename__ = "firms"

    digest: str = Field(primary_key=True, max_length=64)
    account_kind: str = Field(primary_key=True, max_length=32)
    application: str = Field(max_length=32, index=True)
