"""The account's limits: they follow the tier down by themselves, and go up by the approval chain alone (risk.md 5)."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from workflows.human_task import Desk
from workflows.office import Office

with workflow.unsafe.imports_passed_through():
    from models.account import AccountState
    from models.acts import ConfirmLimits, RaiseLimits
    from models.case import Actor, LimitRaise
    from models.people import Role, Staff
    from models.rules import limits
    from models.rules.acts import Why, live_task, role_of
    from models.rules.calendar import business_day
    from models.tasks import TaskKind

_TASKS = {Role.SUPERVISOR: TaskKind.LIMITS, Role.RISK: TaskKind.SECOND_LIMITS}


class LimitDesk:
    """Asks the people of the chain one after the other; what they agreed to is judged by `models.rules.limits`."""

    def __init__(self, office: Office, desk: Desk) -> None:
        self._office = office
        self._desk = desk
        self._case = office.case
        self._waited_for = (office.case.waiting_for, office.case.due)

    # acts

    def ask(self, act: RaiseLimits, staff: Staff | None) -> None:
        """A new wish takes the place of the one before it, whoever had agreed to that."""
        if staff is None or self._case.tier is None:
            raise RuntimeError(f"{act.name} came without a person or a tier")
        if act.starts < business_day(self._office.now()):
            raise ApplicationError(
                "limits are not raised backwards; name today or a later day", type=Why.WRONG, non_retryable=True
            )
        self._drop("REPLACED")
        self._case.limit_raise = LimitRaise(
            limits=act.limits,
            tier=self._case.tier,
            starts=act.starts,
            reason=act.reason,
            paper=act.paper,
            maker=Actor(role=Role.ACCOUNT_MANAGER, id=staff.id, person=staff.person),
        )
        self._office.acted(Role.ACCOUNT_MANAGER, staff)
        self._office.record(
            "LIMITS_RAISE_ASKED",
            evidence=[act.paper.sha256],
            reason=act.reason,
            detail={"by": staff.id, "starts": act.starts.isoformat(), **act.limits.model_dump()},
        )
        self._ask_next()

    def confirm(self, act: ConfirmLimits, staff: Staff | None) -> None:
        raised = self._case.limit_raise
        if staff is None or raised is None:
            raise RuntimeError(f"{act.name} came without a person or a raise")
        role = role_of(self._case, act, staff)
        self._settle_task(act, staff)
        if act.decision == "disagree":
            self._drop("DISAGREED")
            return
        self._case.limit_raise = limits.agreed_by(raised, Actor(role=role, id=staff.id, person=staff.person))
        self._office.record("LIMITS_RAISE_AGREED", detail={"by": staff.id, "role": role.value})
        self._ask_next()
        self.follow()

    # story

    def follow(self) -> None:
        """After every judgement: a raise for another tier is over, and no limit stays above what is allowed now."""
        raised = self._case.limit_raise
        if raised is not None and raised.tier is not self._case.tier:
            self._drop("TIER_CHANGED")
        account = self._case.account
        if account is None or account.state is not AccountState.PRE_OPEN:
            return
        today = business_day(self._office.now())
        fitting = limits.fitting(self._case, account.limits, self._office.policy, today)
        if fitting != account.limits and workflow.patched("limits-follow"):
            action = "LIMITS_RAISED" if limits.exceeds(fitting, account.limits) else "LIMITS_LOWERED"
            account.limits = fitting
            self._office.record(action, detail=dict(fitting.model_dump()))

    # steps

    def _ask_next(self) -> None:
        raised = self._case.limit_raise
        awaited = limits.awaited(raised) if raised else ()
        if awaited:
            self._note_whom_it_waits_for()
            self._desk.publish(_TASKS[awaited[0]], awaited[0], note="限额调高")

    def _settle_task(self, act: ConfirmLimits, staff: Staff) -> None:
        self._note_whom_it_waits_for()
        self._desk.answer(act, staff)
        self._wait_again()

    def _drop(self, why: str) -> None:
        """What was asked for, and whoever agreed to it, no longer counts."""
        if self._case.limit_raise is None:
            return
        self._case.limit_raise = None
        self._office.record("LIMITS_RAISE_ENDED", reason_code=why)
        task = live_task(self._case, tuple(_TASKS.values()))
        if task is not None:
            self._note_whom_it_waits_for()
            self._desk.close(task)
            self._wait_again()

    def _note_whom_it_waits_for(self) -> None:
        """The chain runs beside the story: whoever the story waits for is shown again afterwards."""
        if self._case.waiting_for == Role.CUSTOMER:
            self._waited_for = (self._case.waiting_for, self._case.due)

    def _wait_again(self) -> None:
        if not any(task.live for task in self._case.tasks.values()):
            self._office.waiting(*self._waited_for)
