"""The one door for acts: each is an update (with validator) and a signal of the same name, and both are judged by the
same rule.

An update that is refused tells its caller why. A signal cannot be told: one that comes too early is kept until its
time, any other refusal
goes on the trail. Doing an act twice is doing it once.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from workflows import options
from workflows.office import Office, customer_actor, staff_actor

with workflow.unsafe.imports_passed_through():
    from models.acts import (
        ACTS,
        Act,
        DecideOpening,
        DecideReview,
        NoShow,
        Reassign,
        Receipt,
        RecordRemote,
        ReportVisit,
        SignVisit,
    )
    from models.audit import AuditActor
    from models.case import Case
    from models.people import CUSTOMER, Staff
    from models.policy import Policy
    from models.requests import FindStaff
    from models.rules.acts import RefusedAct, Why, role_of, unassignable, unentitled, untimely

Taker = Callable[[Any, Staff | None], Awaitable[None] | None]
Judge = Callable[[Case, Act, Policy], RefusedAct | None]
_KEPT_AT_MOST = 50
_WAITED = (DecideOpening, DecideReview, NoShow, RecordRemote, ReportVisit, SignVisit)
"""Acts that were kept when they came early, until a signature without its report signed by itself what came later."""
_MAYBE_STAFF: Any = Staff | None  # a union is a type to the converter, but not to mypy


class Door:
    """Registers every act of `models.acts`, or the `acts` named, on the running workflow; `takers` say which station
    records which act, `judge` whether it is timely.
    """

    def __init__(
        self,
        office: Office,
        takers: dict[type[Act], Taker],
        acts: tuple[type[Act], ...] = ACTS,
        judge: Judge = untimely,
    ) -> None:
        if unknown := set(acts) - set(takers):
            raise RuntimeError(f"no station takes {sorted(act.name for act in unknown)}")
        self._office = office
        self._takers = takers
        self._untimely = judge
        self._receipts: dict[str, Receipt] = {}
        self._kept: list[Act] = []
        self._doing: set[str] = set()
        self._shut = False
        for act in acts:
            self._register(act)

    def _register(self, kind: type[Act]) -> None:
        async def update(act: Act) -> Receipt:
            return await self.take(act)

        def validator(act: Act) -> None:
            self.judge(act)

        async def signal(act: Act) -> None:
            await self.hear(act)

        for handler in (update, validator, signal):
            handler.__annotations__["act"] = kind
        workflow.set_update_handler(kind.name, update, validator=validator)
        workflow.set_signal_handler(kind.name, signal)

    def judge(self, act: Act) -> None:
        """Refuse an act that is out of time, before it enters the history."""
        if act.act_id not in self._receipts and (refused := self._judged(act)):
            raise _error(refused)

    async def take(self, act: Act) -> Receipt:
        """Judge the act and the person, record it, and say what happens next."""
        while act.act_id in self._doing:  # several may wait, one goes on
            await workflow.wait_condition(lambda: act.act_id not in self._doing)
        self._doing.add(act.act_id)  # the same act by another way waits, and finds the receipt
        try:
            return await self._take(act)
        finally:
            self._doing.remove(act.act_id)

    async def _take(self, act: Act) -> Receipt:
        staff = await self._staff(act.by)
        target = await self._staff(act.to) if isinstance(act, Reassign) else None
        if known := self._receipts.get(act.act_id):
            return known
        if refused := self._refused(act, staff, target):
            self._record_refusal(act, refused)
            raise _error(refused)
        actor = self._actor(act, staff)
        reason_code, reason = getattr(act, "reason_code", None), getattr(act, "reason", None)
        self._office.record("ACT", by=actor, about=act.name, reason_code=reason_code, reason=reason, detail=_told(act))
        await self._record_fact(act, staff)
        case = self._office.case
        receipt = Receipt(
            application=case.application,
            act=act.name,
            act_id=act.act_id,
            state=self._office.state,
            said="已受理 accepted",
        )
        self._receipts[act.act_id] = receipt
        return receipt

    async def _record_fact(self, act: Act, staff: Staff | None) -> None:
        try:
            recorded = self._takers[type(act)](act, staff)
            if recorded is not None:
                await recorded
        except ApplicationError as error:
            self._record_refusal(act, RefusedAct(why=Why(error.type or Why.WRONG), said=error.message))
            raise

    async def hear(self, act: Act) -> None:
        """A signal: taken, kept for later, or refused on the trail."""
        refused = None if act.act_id in self._receipts else self._judged(act)
        if refused is None:
            with suppress(ApplicationError):  # the refusal is on the trail; a signal has nobody to tell
                await self.take(act)
        elif refused.why is Why.EARLY and _waits(act) and len(self._kept) < _KEPT_AT_MOST:
            self._kept.append(act)
            self._office.record("ACT_KEPT", by=self._said_by(act), about=act.name)
        else:
            self._record_refusal(act, refused)

    async def serve_kept(self) -> None:
        """Beside the story: whenever a kept act's time has come, take it; after the end every one is refused on the
        trail, so that nobody believes it was done.
        """
        while True:
            await workflow.wait_condition(lambda: self._shut or self._ripe() is not None)
            act = self._ripe()
            if act is None:
                return
            self._kept.remove(act)
            await self.hear(act)

    def shut(self) -> None:
        """The case has ended: `serve_kept` gives back what it still has and returns."""
        self._shut = True

    def _ripe(self) -> Act | None:
        return next(
            (act for act in self._kept if (refused := self._judged(act)) is None or refused.why is not Why.EARLY), None
        )

    def _judged(self, act: Act) -> RefusedAct | None:
        return self._untimely(self._office.case, act, self._office.policy)

    def _refused(self, act: Act, staff: Staff | None, target: Staff | None) -> RefusedAct | None:
        case = self._office.case
        refused = self._judged(act) or unentitled(case, act, staff)
        if refused is None and isinstance(act, Reassign):
            return unassignable(case, act, target)
        return refused

    async def _staff(self, by: str) -> Staff | None:
        if by == CUSTOMER:
            return None
        found: Staff | None = await workflow.execute_activity(
            "find_staff", FindStaff(id=by), result_type=_MAYBE_STAFF, **options.OWN_TABLES
        )
        return found

    def _actor(self, act: Act, staff: Staff | None) -> AuditActor:
        return staff_actor(staff, role_of(self._office.case, act, staff)) if staff else customer_actor()

    def _said_by(self, act: Act) -> AuditActor:
        """Who the act claims to be from: not yet looked up, so without a role."""
        return customer_actor() if act.by == CUSTOMER else AuditActor(id=act.by, role="UNVERIFIED")

    def _record_refusal(self, act: Act, refused: RefusedAct) -> None:
        self._office.record(
            "ACT_REFUSED", by=self._said_by(act), about=act.name, reason_code=refused.why, detail={"act_id": act.act_id}
        )


def _waits(act: Act) -> bool:
    """Whether it is kept until its time; cases from before judgements did not wait keep what they kept."""
    return act.may_wait or (isinstance(act, _WAITED) and not workflow.patched("judgements-do-not-wait"))


def _told(act: Act) -> dict[str, str | int | float | bool | None]:
    """What the trail keeps of an act: its id and the decision, never its texts."""
    told: dict[str, str | int | float | bool | None] = {"act_id": act.act_id}
    for name in ("decision", "task", "to", "item", "conclusion"):
        value = getattr(act, name, None)
        if value is not None:
            told[name] = str(value)
    return told


def _error(refused: RefusedAct) -> ApplicationError:
    return ApplicationError(refused.said, type=refused.why, non_retryable=True)
