"""One application from the first picture to the opened account (process.md 3-5). Read `_story`; everything else
serves it.
"""

import asyncio

from temporalio import workflow

from workflows import ids, options
from workflows.counter import Counter
from workflows.door import Door
from workflows.human_task import Desk
from workflows.intake import Intake
from workflows.interview import Interview
from workflows.office import Office
from workflows.opening import Opening
from workflows.refusing import refuse
from workflows.risk import RiskReview
from workflows.visit import Visit
from workflows.waiting import side_by_side, stopped

with workflow.unsafe.imports_passed_through():
    from models import acts
    from models.case import Case, CaseView
    from models.endings import Ending, Withdrawn
    from models.findings import Tier
    from models.people import Role, Staff
    from models.policy import Measures
    from models.requests import FreeSlot, ReleaseFirm
    from models.rules import hard_rules, review, separation
    from models.start import Outcome, StartOpening
    from models.states import State
    from models.tasks import TaskKind
    from models.views import view_of


@workflow.defn(name=ids.WORKFLOW)
class AccountOpeningWorkflow:
    """One durable run is one application; its id is the application number."""

    @workflow.init
    def __init__(self, start: StartOpening) -> None:
        self.case = Case.of(start.new, start.policy.version, workflow.now())
        self.policy = start.policy
        self.office = Office(self.case, self.policy)
        self.desk = Desk(self.office)
        self.intake = Intake(self.office, self.desk)
        self.risk = RiskReview(self.office, self.desk, self.intake)
        self.visit = Visit(self.office, self.desk, self.risk)
        self.interview = Interview(self.office, self.desk, self.risk)
        self.counter = Counter(self.office, self.desk, self.risk, self.interview)
        self.opening = Opening(self.office, self.desk)
        self.withdrawal: acts.Withdraw | None = None
        self.door = Door(
            self.office,
            {
                acts.Submit: self.intake.submit,
                acts.Supplement: self.intake.supplement,
                acts.Withdraw: self._withdraw,
                acts.BookCounter: self.counter.book,
                acts.Claim: self.desk.claim,
                acts.Release: self.desk.release,
                acts.Reassign: self._reassign,
                acts.DecideReview: self.desk.answer,
                acts.DecideRounds: self.desk.answer,
                acts.DecideOutage: self.desk.answer,
                acts.DecideRisk: self.desk.answer,
                acts.ConfirmRefusal: self.desk.answer,
                acts.BookVisit: self.desk.answer,
                acts.CheckInVisit: self.visit.check_in,
                acts.AddSitePhoto: self.visit.photo,
                acts.ReportVisit: self.visit.report,
                acts.JoinVisit: self.visit.join,
                acts.RecordRemote: self.visit.remote,
                acts.SignVisit: self.visit.sign,
                acts.NoShow: self.visit.no_show,
                acts.DecideVisit: self.desk.answer,
                acts.RecordInterview: self.desk.answer,
                acts.DecideOpening: self.desk.answer,
                acts.CheckInCounter: self.counter.check_in,
                acts.Tick: self.counter.tick,
                acts.ConfirmSeal: self.counter.seal,
                acts.Activate: self.desk.answer,
                acts.Mismatch: self.desk.answer,
                acts.CorrectFiling: self.desk.answer,
            },
        )

    async def _story(self) -> None:
        """The application's life, in the bank's words."""
        await self.intake.receive()
        await self._examine()
        await self._review_centrally()
        await side_by_side(self.visit.story(), self.interview.story())
        await self._decide_opening()
        await self._reserve_account()
        await self.counter.serve(since=workflow.now())
        await self._activate()

    # the story's verbs

    async def _examine(self) -> None:
        """Read, check and judge; a hard stop goes to RISK before any reviewer's time is spent (process.md 4,
        MACHINE_CHECK).
        """
        await self.intake.examine()
        stops = review.blocking(self.case.findings, self.case.cleared)
        if stops:
            await self.risk.detour(stops[0].code)

    async def _review_centrally(self) -> None:
        """The one merged review, and a second reviewer where the tier wants one; it goes round until it passes."""
        passed = False
        while not passed:
            self.office.enter(State.PRE_REVIEW)
            passed = await self._reviewed(TaskKind.REVIEW) and await self._reviewed_by_enough()
        if self._measures().risk_reviews:
            await self.risk.detour("TIER_DEMANDS_RISK")

    async def _reviewed_by_enough(self) -> bool:
        """Where the tier wants two reviewers, a second, different one has to pass the case too (risk.md 4)."""
        if len(separation.peers(Role.REVIEWER, self.case.actors)) >= self._measures().reviewers:
            return True
        return await self._reviewed(TaskKind.SECOND_REVIEW)

    async def _reviewed(self, kind: TaskKind) -> bool:
        """One reviewer's decision; False after a supplement or an escalation, for the review begins anew."""
        excluded = separation.peers(Role.REVIEWER, self.case.actors) if kind is TaskKind.SECOND_REVIEW else frozenset()
        act = await self.desk.decide(kind, Role.REVIEWER, acts.DecideReview, excluded=excluded)
        self.office.record("PRE_REVIEW_DECIDED", after=act.decision, reason_code=act.reason_code, reason=act.reason)
        if act.decision == "supplement":
            await self.intake.request_supplement(act.items or review.supplement_items(self.case.findings))
            await self._examine()
        elif act.decision == "escalate":
            await self.risk.detour("REVIEWER_ESCALATED")
        return act.decision == "pass"

    async def _decide_opening(self) -> None:
        """The people the tier demands decide, one after the other; each may extend or refuse."""
        self.office.join_legs(State.DECISION)
        self.intake.judge()
        while not await self._reviewed_by_enough():
            self.office.enter(State.DECISION)
        deciders = self._measures().decides
        decided: frozenset[str] = frozenset()
        for kind, role in zip((TaskKind.DECISION, TaskKind.SECOND_DECISION), deciders, strict=False):
            act = await self._one_decision(kind, role, decided)
            decided |= {self._person(act.by)}
        self.office.record("DECISION_MADE", after="approve")

    async def _one_decision(self, kind: TaskKind, role: Role, excluded: frozenset[str]) -> acts.DecideOpening:
        while True:
            act = await self.desk.decide(kind, role, acts.DecideOpening, excluded=excluded)
            if act.decision == "approve":
                return act
            if act.decision == "refuse":
                await refuse(self.office, self.desk, act)
            elif act.until is not None:
                await self.risk.extend(act.until)
                self.office.enter(State.DECISION)

    async def _reserve_account(self) -> None:
        """Pre-opening: a number, limits by tier, and an invitation to the counter."""
        await self.opening.reserve()
        self.office.enter(State.PRE_OPENED)
        self.office.tell("pre_opened", due=self.counter.invitation_ends())

    async def _activate(self) -> None:
        """The teller has ordered it: ask registry and lists today, hold the twelve hard rules against the case, then
        open (rules.md 11).
        """
        while True:
            self.office.enter(State.ACTIVATING)
            if await self.intake.answered_today():
                broken = hard_rules.broken(self.case, self.policy, workflow.now())
                if not broken:
                    break
                await self._hard_stop([finding.code for finding in broken])
            await self.counter.at_the_counter()
        await self.opening.activate()
        self.office.enter(State.ACTIVE)
        self.office.record("ACTIVATED")

    async def _hard_stop(self, codes: list[str]) -> None:
        self.office.record("HARD_RULES_BROKEN", detail={"codes": ",".join(codes)})
        self.office.enter(State.AT_COUNTER)
        await self.risk.detour(codes[0])

    def _measures(self) -> Measures:
        return self.policy.measures[self.case.tier or Tier.P]

    def _person(self, staff_id: str) -> str:
        return next((actor.person for actor in self.case.actors if actor.id == staff_id), staff_id)

    def _reassign(self, act: acts.Reassign, staff: Staff | None) -> None:
        self.desk.give(act.task, act.to)
        if act.task is TaskKind.VISIT:
            self.visit.hand_over(act.to)

    def _withdraw(self, act: acts.Withdraw, staff: Staff | None) -> None:
        self.withdrawal = act

    # around the story

    @workflow.run
    async def run(self, start: StartOpening) -> Outcome:
        """Start the pumps, run the story, end in order: compensation, last messages, open handlers."""
        self.office.open()
        self.office.record("APPLICATION_STARTED", detail={"policy": self.policy.version, "channel": self.case.channel})
        self.office.show()
        keeper = asyncio.create_task(self.door.serve_kept())
        cancelled: asyncio.CancelledError | None = None
        try:
            await self._story_or_withdrawal()
        except Ending as ending:
            await self._end(ending)
        except asyncio.CancelledError as request:
            cancelled = request
            await self._end_cancelled()
        keeper.cancel()
        await self._close()
        if cancelled and self.office.state is not State.ACTIVE:
            raise cancelled
        return Outcome(application=self.case.application, state=self.office.state, reason=self._reason())

    async def _story_or_withdrawal(self) -> None:
        story = asyncio.create_task(self._story())
        try:
            await workflow.wait_condition(lambda: story.done() or self.withdrawal is not None)
        except asyncio.CancelledError:
            await stopped(story)
            raise
        await stopped(story)
        if self.withdrawal is not None and (story.cancelled() or story.exception() is not None):
            raise Withdrawn("WD01")
        story.result()

    async def _end(self, ending: Ending) -> None:
        await self.opening.undo()
        self._leave(ending)

    async def _end_cancelled(self) -> None:
        """Cancelled from Temporal: undone like a withdrawal, unless the account is already filed, then the opening is
        completed.
        """
        account = self.case.account
        if self.office.state.terminal:
            return
        if account and account.filed:
            await self.opening.finish()
            self.office.enter(State.ACTIVE)
        else:
            await self._end(Withdrawn("CANCELLED"))

    def _leave(self, ending: Ending) -> None:
        self.desk.close_all()
        self.case.ending = ending.reason
        self.office.leave(ending.state, ending.reason)
        self.office.tell(ending.state.lower())

    async def _close(self) -> None:
        """Free what was held, refuse what was kept, let every handler and message finish."""
        self.door.give_back()
        self.case.ended = workflow.now()
        self.office.waiting("", None)
        if self.case.counter.slot and self.office.state is not State.ACTIVE:
            await workflow.execute_local_activity(
                "free_slot", FreeSlot(application=self.case.application), **options.OWN_TABLES
            )
        await workflow.execute_local_activity(
            "release_firm", ReleaseFirm(application=self.case.application), **options.OWN_TABLES
        )
        await workflow.wait_condition(workflow.all_handlers_finished)
        await self.office.close()

    def _reason(self) -> str | None:
        return self.case.ending

    @workflow.query(name=ids.CASE_QUERY)
    def show(self) -> CaseView:
        """What people may see without a right to the papers."""
        return view_of(self.case)

    @workflow.query(name=ids.FILE_QUERY)
    def file(self) -> Case:
        """The whole case with personal data; the tools ask for a reason and put the reading on the trail."""
        return self.case
