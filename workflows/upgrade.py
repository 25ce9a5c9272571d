"""Higher limits for an open account (process.md 7): asked for on better due diligence or after the review, agreed to by
whom the tier wants, held against today's registry and lists, then ordered and told. Read `_story`.
"""

import asyncio
from datetime import datetime, timedelta

from temporalio import workflow

from workflows import ids, options
from workflows.door import Door
from workflows.entry import DataEntry
from workflows.human_task import Desk
from workflows.intake import Intake
from workflows.limits import LimitDesk
from workflows.office import Office
from workflows.risk import RiskReview
from workflows.visit import Visit
from workflows.waiting import insisted, met_within, rested, stopped, until

with workflow.unsafe.imports_passed_through():
    from models import acts
    from models.account import AccountOrder, Limits
    from models.case import Case, LimitRaise
    from models.judgement import Judgement
    from models.people import Staff
    from models.policy import Policy
    from models.rules import limits, upgrade
    from models.rules.acts import RefusedAct, live_task
    from models.rules.calendar import due
    from models.rules.judgement import judgement_of
    from models.start import Outcome, StartUpgrade
    from models.tasks import TaskKind

_ASKED = timedelta(minutes=1)
"""The wish comes with the start; where it is refused nothing is left to do."""


@workflow.defn(name=ids.UPGRADE)
class SimplifiedUpgradeWorkflow:
    """One run is one wish to upgrade; it works on the case as its opening left it."""

    @workflow.init
    def __init__(self, start: StartUpgrade) -> None:
        tasks = {task.id: task for task in start.tasks}
        known = {"tasks": tasks, "limit_raise": None, "policy_version": start.policy.version}
        self.case = start.case.model_copy(update=known)
        self.policy = start.policy
        self.office = Office(self.case, self.policy, series=f"U{workflow.info().run_id[:8]}-")
        self.desk = Desk(self.office)
        self.limits = LimitDesk(self.office, self.desk)
        self.intake = Intake(self.office, self.desk, DataEntry(self.office, self.desk), self.limits)
        self.visit = Visit(self.office, self.desk, self.intake, RiskReview(self.office, self.desk, self.intake))
        self.ended: str | None = None
        self.lifted = False
        self.door = Door(
            self.office,
            {
                acts.RaiseLimits: self.limits.ask,
                acts.ConfirmLimits: self.limits.confirm,
                acts.Claim: self.desk.claim,
                acts.Release: self.desk.release,
                acts.Reassign: self._reassign,
                acts.CheckInVisit: self.visit.check_in,
            },
            upgrade.ACTS,
            _untimely,
        )

    async def _story(self) -> None:
        """The upgrade's life, in the bank's words."""
        if not await met_within(lambda: self.case.limit_raise is not None, _ASKED, "升级申请 asked"):
            return
        await until(self._settled)
        raised = self.case.limit_raise
        if raised is None or not limits.complete(raised):
            self._end("NOT_AGREED")
            return
        if upgrade.visit_owed(self.case, self.policy) and workflow.patched("upgrade-goes-there"):
            await self.visit.after_all(raised.maker.id)
        if not await self._answered_today():
            self._end("NOT_ANSWERED")
        elif against := self._against(raised):
            self._end(against)
        else:
            await self._lift(raised.limits)

    def _settled(self) -> bool:
        """All have agreed, one has not, or nobody came for as long as the policy allows."""
        return live_task(self.case, (TaskKind.LIMITS, TaskKind.SECOND_LIMITS)) is None

    async def _answered_today(self) -> bool:
        """Registry and lists of this day; whoever gives no answer is asked again until a working day is over."""
        outside = self.policy.outside
        end = due(self.office.now(), outside.pending_task, self.policy.calendar)
        while not await self.intake.answered_today():
            if self.office.now() >= end:
                return False
            await rested(options.pause(outside))
        return True

    def _against(self, raised: LimitRaise) -> str | None:
        """The code of what stands against it now; a tier that has changed took the wish with it."""
        if self.case.limit_raise is not raised:
            return "TIER_CHANGED"
        against = upgrade.stands_against(self.case, raised.limits, self.policy, self.office.now())
        return against[0].code if against else None

    async def _lift(self, given: Limits) -> None:
        """The core bank first; what it was told is then on the trail and the customer's to know."""
        account = self.case.account
        if account is None:
            raise RuntimeError("there is no account to upgrade")
        order = AccountOrder(application=self.case.application, number=account.number, limits=given)
        await self.office.recorded()
        await self._order(order)
        was_simplified, self.case.simplified = self.case.simplified, False
        self.case.account, self.lifted = account.model_copy(update={"limits": given}), True
        self.office.record("LIMITS_RAISED", detail=dict(given.model_dump()))
        if was_simplified:
            self.office.record("ACCOUNT_UPGRADED", after=self.case.tier)
        self.office.tell("upgraded" if was_simplified else "limits_raised", tail=account.number[-4:])

    async def _order(self, order: AccountOrder) -> None:
        outside = self.policy.outside
        chosen = options.insisting(outside)
        await insisted(
            lambda: workflow.execute_activity("change_limits", order, summary="调整限额 limits", **chosen),
            options.pause(outside),
        )

    def _end(self, why: str) -> None:
        self.ended = why
        self.office.record("UPGRADE_ENDED", reason_code=why)

    def _reassign(self, act: acts.Reassign, staff: Staff | None) -> None:
        self.desk.give(act.task, act.to)
        if act.task is TaskKind.VISIT:
            self.visit.hand_over(act.to)

    # around the story

    @workflow.query(name=ids.FILE_QUERY)
    def file(self) -> Case:
        """The whole case with personal data: the account is what the upgrade made of it."""
        return self.case

    @workflow.query(name=ids.JUDGEMENT_QUERY)
    def judgement(self, now: datetime) -> Judgement:
        """All that was judged, by the numbers that the upgrade began with."""
        return judgement_of(self.case, self.policy, now)

    @workflow.run
    async def run(self, start: StartUpgrade) -> Outcome:
        """Start the pumps, run the story, let everything that was recorded and told leave."""
        self.office.open()
        keeper = asyncio.create_task(self.door.serve_kept())
        story = asyncio.create_task(self._story())
        try:
            await workflow.wait_condition(story.done)
        except asyncio.CancelledError:
            await stopped(story)
            if not self.lifted:
                self._end("CANCELLED")
        else:
            story.result()
        self.door.shut()
        await keeper
        self.desk.close_all()
        await workflow.wait_condition(workflow.all_handlers_finished)
        closing = asyncio.create_task(self.office.close())  # a task of its own: a cancelled one would wait for nothing
        await workflow.wait_condition(closing.done)
        closing.result()
        return Outcome(application=self.case.application, state=self.office.state, reason=self.ended)


def _untimely(case: Case, act: acts.Act, policy: Policy) -> RefusedAct | None:
    return upgrade.untimely(case, act, policy, workflow.now())
