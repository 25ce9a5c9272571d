"""Builders for the tests of what is kept: a publication says only what differs."""

from datetime import UTC, datetime, timedelta
from typing import Any

from models.audit import AuditActor, AuditFact
from models.people import Role
from models.requests import CaseSummary, Publication
from models.tasks import Task, TaskKind

ALICE = "EK2026100800000001"
BOB = "EK2026100800000002"
MORNING = datetime(2026, 10, 8, 1, 15, 2, 113000, tzinfo=UTC)


def fact(name: str, **said: Any) -> AuditFact:
    return AuditFact(
        **{
            "fact": name,
            "at": "2026-10-08T09:15:02.113+08:00",
            "actor": AuditActor(id="system", role="SYSTEM"),
            "action": "NOTED",
            **said,
        }
    )


def summary(**said: Any) -> CaseSummary:
    usual: dict[str, Any] = {
        "state": "PRE_REVIEW",
        "branch": "0300",
        "account_kind": "basic",
        "tier": None,
        "waiting_for": "CR",
    }
    usual |= {"due": None, "level": 0, "rounds": 0, "started": MORNING, "updated": MORNING, "ended": None}
    return CaseSummary(**{**usual, **said})


def task(name: str, application: str = ALICE, **said: Any) -> Task:
    usual: dict[str, Any] = {
        "id": name,
        "application": application,
        "kind": TaskKind.REVIEW,
        "role": Role.REVIEWER,
        "branch": "0000",
    }
    usual |= {"created": MORNING, "due": MORNING + timedelta(hours=4)}
    return Task(**{**usual, **said})


def publication(version: int, *facts: str | AuditFact, application: str = ALICE, **said: Any) -> Publication:
    tasks = said.pop("tasks", ())
    told = tuple(fact(item) if isinstance(item, str) else item for item in facts)
    return Publication(application=application, version=version, facts=told, case=summary(**said), tasks=tasks)
