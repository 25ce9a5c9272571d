"""Human work: a task is published, claimed, due, reminded, escalated level by level, and answered by an act."""

import asyncio
from collections.abc import Iterator
from typing import TypeVar

from temporalio import workflow

from workflows.office import Office
from workflows.waiting import afterwards, climb, until

with workflow.unsafe.imports_passed_through():
    from models.acts import Act, Claim, Release
    from models.endings import Expired
    from models.people import Role, Staff
    from models.rules import separation
    from models.rules.acts import live_task, role_of
    from models.rules.calendar import due
    from models.rules.ladder import Deed, Rung, staff_rungs
    from models.tasks import Task, TaskKind, TaskState

A = TypeVar("A", bound=Act)


class Desk:
    """The case's side of the inbox."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._answers: dict[str, Act] = {}
        self._watches: dict[str, asyncio.Task[None]] = {}

    async def decide(
        self,
        kind: TaskKind,
        role: Role,
        expected: type[A],
        *,
        note: str = "",
        excluded: frozenset[str] = frozenset(),
        assignee: str | None = None,
        level: int = 0,
    ) -> A:
        """Ask a person and wait for the answering act; Expired when nobody comes for as long as the policy allows."""
        task = self.publish(kind, role, note=note, excluded=excluded, assignee=assignee, level=level)
        with afterwards(lambda: self.close(task)):
            await until(lambda: not task.live)
        if task.state is TaskState.CANCELLED:
            raise Expired("EX01")
        answer = self._answers[task.id]
        if not isinstance(answer, expected):
            raise RuntimeError(f"task {kind} was answered by {answer.name}")
        return answer

    def publish(
        self,
        kind: TaskKind,
        role: Role,
        *,
        note: str = "",
        excluded: frozenset[str] = frozenset(),
        assignee: str | None = None,
        level: int = 0,
    ) -> Task:
        """Put a task into the inbox and let it climb its ladder, from `level` on; who already acted in a conflicting
        role is excluded from the start.
        """
        case, policy, now = self._office.case, self._office.policy, self._office.now()
        number = 1 + sum(task.kind is kind for task in case.tasks.values())
        task = Task(
            id=f"{case.application}-{kind}-{number}",
            application=case.application,
            kind=kind,
            role=role,
            branch=case.branch,
            excluded=excluded | separation.excluded(role, case.actors),
            state=TaskState.CLAIMED if assignee else TaskState.OPEN,
            assignee=assignee,
            created=now,
            due=due(now, policy.tasks[kind].decide, policy.calendar),
            note=note,
            level=level,
        )
        case.tasks[task.id] = task
        self._office.record("TASK_OPENED", about=task.id, detail={"kind": kind.value, "role": role.value})
        self._look()
        self._watches[task.id] = asyncio.create_task(self._watch(task))
        return task

    async def _watch(self, task: Task) -> None:
        """Remind and escalate while the task lives; at the very end close it, which ends whoever waits for it."""
        await climb(
            lambda: self._rungs(task),
            lambda: not task.live,
            lambda rung: self._step(task, rung),
            start=task.created,
            what=task.kind.chinese,
            changes=lambda: task.state,
        )

    def close(self, task: Task, state: TaskState = TaskState.CANCELLED) -> None:
        """End a task that is still live; nothing happens to one that is done."""
        if task.live:
            task.state = state
            self._office.record("TASK_CLOSED", about=task.id, detail={"kind": task.kind.value, "end": state.value})
            self._look()

    def answer(self, act: Act, staff: Staff | None) -> None:
        """An act decides the live task that it is about."""
        task = live_task(self._office.case, act.answers)
        if task is None or staff is None:
            raise RuntimeError(f"{act.name} came without a task to answer")
        self._answers[task.id] = act
        task.assignee = staff.id
        self._office.acted(role_of(self._office.case, act, staff), staff)
        self.close(task, TaskState.DONE)

    def claim(self, act: Claim, staff: Staff | None) -> None:
        self._hand(act.task, TaskState.CLAIMED, act.by)

    def release(self, act: Release, staff: Staff | None) -> None:
        self._hand(act.task, TaskState.OPEN, None)

    def close_all(self) -> None:
        """The case has ended: nobody shall find work in it."""
        for task in self._office.case.tasks.values():
            self.close(task)

    def give(self, kind: TaskKind, to: str) -> None:
        """Put a live task into somebody's hands."""
        self._hand(kind, TaskState.CLAIMED, to)

    def _hand(self, kind: TaskKind, state: TaskState, assignee: str | None) -> None:
        task = live_task(self._office.case, (kind,))
        if task is not None:
            task.state, task.assignee = state, assignee
            self._look()

    def _rungs(self, task: Task) -> Iterator[Rung]:
        policy = self._office.policy
        return staff_rungs(
            task.created, task.state is TaskState.CLAIMED, policy.tasks[task.kind], policy.escalation, policy.calendar
        )

    def _step(self, task: Task, rung: Rung) -> None:
        if rung.deed is Deed.EXPIRE:
            self._office.record("TASK_EXPIRED", about=task.id, reason_code="EX01")
            self.close(task)
            return
        task.level = max(task.level, rung.level)
        action = "SLA_BREACHED" if rung.deed is Deed.ESCALATE else "TASK_REMINDED"
        self._office.record(action, about=task.id, detail={"level": rung.level})
        self._look()

    def _look(self) -> None:
        live = [task for task in self._office.case.tasks.values() if task.live]
        self._office.waiting(
            "+".join(sorted({task.role.value for task in live})), min((task.due for task in live), default=None)
        )
        self._office.show()
