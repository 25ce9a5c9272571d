"""What every station of one case shares: the facts, the policy, the trail, the inbox and the customer's messages.

`enter` is the one writer of the state. Everything that tables, trail and Web UI show goes out from here.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeUpdate

from workflows import ids, options
from workflows.pump import Pump
from workflows.waiting import insisted

with workflow.unsafe.imports_passed_through():
    from models.account import CustomerMessage, DoubtFeedback
    from models.acts import Act
    from models.audit import AuditActor, AuditFact, stamp
    from models.case import Actor, Case
    from models.people import CUSTOMER, SYSTEM, Role, Staff
    from models.policy import Policy
    from models.requests import CaseSummary, Publication
    from models.rules.acts import role_of
    from models.rules.transitions import may_follow, shown
    from models.states import Leg, State
    from models.texts import customer_text

_BY_SYSTEM = AuditActor(id=SYSTEM, role=Role.SYSTEM)


class Office:
    """One case's back room; `series` keeps the messages of a later run apart from those of the opening."""

    def __init__(self, case: Case, policy: Policy, series: str = "") -> None:
        self.case = case
        self.policy = policy
        self._series = series
        self._facts = 0
        self._messages = 0
        self._version = 0
        self._shown: list[SearchAttributeUpdate[Any]] = []
        self._trail = Pump[AuditFact](self._publish)
        self._outbox = Pump[CustomerMessage](self._deliver)
        self._doubts = Pump[DoubtFeedback](self._report_doubts)

    def now(self) -> datetime:
        return workflow.now()

    def open(self) -> None:
        """Start the pumps; they run until the workflow ends."""
        self._pumps = (self._trail.start(), self._outbox.start(), self._doubts.start())

    async def close(self) -> None:
        """Everything recorded is in the tables, every message and every doubt has left."""
        await self._outbox.drained()
        await self._doubts.drained()
        await self._trail.drained()
        for pump in self._pumps:
            pump.cancel()

    async def recorded(self) -> None:
        """Everything recorded so far is in the tables: called before an effect that cannot be undone."""
        await self._trail.drained()

    @property
    def state(self) -> State:
        return shown(self.case.legs)

    def enter(self, state: State, *, leg: Leg = Leg.MAIN, why: str = "", by: AuditActor = _BY_SYSTEM) -> None:
        """Move one leg of the case to `state`: trail, search attributes and current details follow."""
        before = self.case.legs.get(leg, self.case.legs[Leg.MAIN])
        if before is state:
            return
        if not may_follow(before, state):
            raise RuntimeError(f"{before} may not be followed by {state}")
        self.case.legs[leg] = state
        self.record(
            "STATE_CHANGED", by=by, before=before, after=state, reason_code=why or None, detail={"leg": leg.value}
        )
        self.show()

    def join_legs(self, state: State) -> None:
        """Visit and interview are over: the main line goes on alone."""
        before = self.case.legs[Leg.MAIN]
        self.case.legs = {Leg.MAIN: state}
        self.record("STATE_CHANGED", before=before, after=state, detail={"leg": Leg.MAIN.value})
        self.show()

    def leave(self, state: State, reason: str) -> None:
        """End the application from whatever legs it stood on."""
        before = self.state
        if not may_follow(before, state):
            raise RuntimeError(f"{before} may not end as {state}")
        self.case.legs = {Leg.MAIN: state}
        self.record(state, before=before, after=state, reason_code=reason)
        self.show()

    def waiting(self, for_whom: str, due: datetime | None) -> None:
        """Say what the case waits for, so that lists and `ops explain` can tell."""
        if (self.case.waiting_for, self.case.due) != (for_whom, due):
            self.case.waiting_for, self.case.due = for_whom, due
            self.show()

    def waited(self) -> None:
        """Nobody is waited for any more, the machine works; shown together with the state that follows."""
        self.case.waiting_for, self.case.due = Role.SYSTEM, None

    def show(self) -> None:
        """Bring search attributes and the Web UI's current details up to date."""
        case = self.case
        updates: list[SearchAttributeUpdate[Any]] = [
            ids.STATE.value_set(self.state),
            ids.WAITING_FOR.value_set(case.waiting_for or "-"),
        ]
        updates.append(ids.DUE.value_set(case.due) if case.due else ids.DUE.value_unset())
        if case.tier:
            updates.append(ids.TIER.value_set(case.tier))
        if updates != self._shown:  # an event each: only what changed is worth one
            workflow.upsert_search_attributes(updates)
            self._shown = updates
        workflow.set_current_details(_details(case, self.state))
        self.touch()

    def record(
        self,
        action: str,
        *,
        by: AuditActor = _BY_SYSTEM,
        before: str | None = None,
        after: str | None = None,
        about: str | None = None,
        reason_code: str | None = None,
        reason: str | None = None,
        evidence: Iterable[str] = (),
        detail: dict[str, str | int | float | bool | None] | None = None,
    ) -> None:
        """Put one fact on the trail; personal data never goes in here."""
        self._facts += 1
        self._trail.put(
            AuditFact(
                fact=f"{workflow.info().run_id}-{self._facts}",
                at=stamp(self.now()),
                actor=by,
                action=action,
                before=before,
                after=after,
                object=about,
                reason_code=reason_code,
                reason_text=reason or None,
                policy_version=self.case.policy_version,
                evidence=tuple(evidence),
                detail=detail or {},
            )
        )

    def touch(self) -> None:
        """The tables shall learn of the case's new look."""
        self._trail.nudge()

    def tell(self, template: str, **values: str) -> None:
        """Send the customer a message; it goes out in order and is retried until delivered."""
        self._messages += 1
        text = customer_text(template, self.case.application, values)
        self._outbox.put(
            CustomerMessage(
                application=self.case.application,
                message_id=f"{self.case.application}-{self._series}{self._messages}",
                phone=self.case.statements.phone,
                template=template,
                text=text,
            )
        )

    def doubt(self, feedback: DoubtFeedback) -> None:
        """Tell the check system a doubt about its answer; it is retried until the system has it."""
        self._doubts.put(feedback)

    def acted(self, role: Role, staff: Staff) -> None:
        """Remember who did this role's work: separation of duties looks here."""
        actor = Actor(role=role, id=staff.id, person=staff.person)
        if actor not in self.case.actors:
            self.case.actors.append(actor)

    def worked(self, act: Act, staff: Staff | None) -> None:
        """Whoever does this act has done its role's work (H07), also where no task is answered by it; who did it before
        such work was counted goes on uncounted.
        """
        if staff is not None and workflow.patched("all-work-counts"):
            self.acted(role_of(self.case, act, staff), staff)

    def person(self, staff_id: str) -> str:
        """The human behind a staff id who has acted on this case."""
        return next((actor.person for actor in self.case.actors if actor.id == staff_id), staff_id)

    async def _publish(self, facts: list[AuditFact]) -> None:
        self._version += 1
        publication = Publication(
            application=self.case.application,
            version=self._version,
            facts=tuple(facts),
            case=self._summary(),
            tasks=tuple(task.model_copy() for task in self.case.tasks.values()),
        )
        await workflow.execute_activity(
            "publish", publication, summary="表与轨迹 tables and trail", **options.OWN_TABLES
        )

    async def _deliver(self, messages: list[CustomerMessage]) -> None:
        for message in messages:
            summary = f"短信 {message.template}"
            await insisted(partial(self._send, message, summary), options.pause(self.policy.outside))
            self.record("MESSAGE_SENT", about=message.template, detail={"message": message.message_id})

    async def _send(self, message: CustomerMessage, summary: str) -> None:
        await workflow.execute_activity(
            "send_message", message, summary=summary, **options.insisting(self.policy.outside)
        )

    async def _report_doubts(self, doubts: list[DoubtFeedback]) -> None:
        for doubt in doubts:
            await insisted(partial(self._report_doubt, doubt), options.pause(self.policy.outside))
            self.record("DOUBT_REPORTED", about=doubt.system, detail={"doubt": doubt.doubt_id})

    async def _report_doubt(self, doubt: DoubtFeedback) -> None:
        await workflow.execute_activity(
            "report_doubt", doubt, summary=f"疑义反馈 {doubt.system}", **options.insisting(self.policy.outside)
        )

    def _summary(self) -> CaseSummary:
        case = self.case
        return CaseSummary(
            state=self.state,
            branch=case.branch,
            account_kind=case.statements.account_kind,
            tier=case.tier,
            waiting_for=case.waiting_for,
            due=case.due,
            level=max((task.level for task in case.tasks.values() if task.live), default=0),
            rounds=case.rounds,
            started=case.started,
            updated=self.now(),
            ended=case.ended,
        )


def customer_actor() -> AuditActor:
    return AuditActor(id=CUSTOMER, role=Role.CUSTOMER)


def staff_actor(staff: Staff, role: Role) -> AuditActor:
    return AuditActor(id=staff.id, role=role, branch=staff.branch)


def _details(case: Case, state: State) -> str:
    """The small table that the Web UI shows on top of the case."""
    rows = [
        ("状态 State", f"{state.chinese} `{state}`"),
        ("等待 Waiting for", case.waiting_for or "-"),
        ("时限 Due", stamp(case.due) if case.due else "-"),
        ("等级 Tier", case.tier or "-"),
        ("补件 Rounds", str(case.rounds)),
    ]
    rows += [
        (f"任务 {task.kind.chinese}", f"{task.role.chinese} {task.assignee or '未领取'} · L{task.level}")
        for task in case.tasks.values()
        if task.live
    ]
    rows += [
        (f"{finding.severity}", f"{finding.zh} `{finding.code}`")
        for finding in case.findings
        if finding.severity in ("HARD", "STOP", "FIX")
    ]
    return "\n".join(["| | |", "|---|---|", *(f"| {left} | {right} |" for left, right in rows)])
