"""One application from the first picture to the opened account (process.md 3-5). Read `_story`; everything else
serves it.
"""

import asyncio
from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import ApplicationError, is_cancelled_exception

from workflows import ids, options
from workflows.counter import Counter
from workflows.door import Door
from workflows.entry import DataEntry
from workflows.human_task import Desk
from workflows.intake import Intake
from workflows.interview import Interview
from workflows.limits import LimitDesk
from workflows.office import Office
from workflows.opening import Opening
from workflows.police import Police
from workflows.refusing import refuse
from workflows.risk import RiskReview
from workflows.visit import Visit
from workflows.waiting import side_by_side, stopped

with workflow.unsafe.imports_passed_through():
    from models import acts
    from models.audit import stamp
    from models.case import Actor, Case, CaseView
    from models.endings import Ending, Withdrawn
    from models.findings import Finding, ManualTier, Tier
    from models.judgement import Judgement
    from models.people import Role, Staff
    from models.policy import Measures
    from models.proofs import SeenProof
    from models.readback import ReadBackForm
    from models.requests import DrawForQuality, FreeSlot, ReleaseFirm
    from models.rules import (
        after_opening,
        hard_rules,
        proofs,
        readback,
        required_papers,
        review,
        simplified,
        tiers,
        visited,
    )
    from models.rules.acts import Why
    from models.rules.calendar import business_day
    from models.rules.hard_rules import Moment
    from models.rules.judgement import judgement_of
    from models.start import Outcome, StartOpening
    from models.states import State
    from models.tasks import TaskKind
    from models.views import view_of


@workflow.defn(name=ids.WORKFLOW)
class AccountOpeningWorkflow:
    """One durable run is one application; its id is the application number."""

    @workflow.init
    def __init__(self, start: StartOpening) -> None:
        self.case = Case.of(start.new, start.policy, workflow.now())
        self.policy = start.policy
        self.office = Office(self.case, self.policy)
        self.desk = Desk(self.office)
        self.entry = DataEntry(self.office, self.desk)
        self.limits = LimitDesk(self.office, self.desk)
        self.intake = Intake(self.office, self.desk, self.entry, self.limits)
        self.risk = RiskReview(self.office, self.desk, self.intake)
        self.police = Police(self.office, self.desk, self.intake)
        self.visit = Visit(self.office, self.desk, self.intake, self.risk)
        self.interview = Interview(self.office, self.desk, self.intake, self.risk)
        self.counter = Counter(self.office, self.desk, self.risk, self.interview)
        self.opening = Opening(self.office, self.desk)
        self.withdrawal: acts.Withdraw | None = None
        self.cancelled = False
        self.foreign_told = False
        self.reviewed: Tier | None = None
        self.door = Door(
            self.office,
            {
                acts.Submit: self.intake.submit,
                acts.Supplement: self.intake.supplement,
                acts.ConfirmReadBack: self.entry.confirm,
                acts.EnterFields: self.desk.answer,
                acts.Withdraw: self._withdraw,
                acts.BookCounter: self.counter.book,
                acts.Claim: self.desk.claim,
                acts.Release: self.desk.release,
                acts.Reassign: self._reassign,
                acts.DecideReview: self.desk.answer,
                acts.AskPolice: self.desk.answer,
                acts.RecordPoliceAnswer: self.desk.answer,
                acts.DoubtAnswer: self.intake.correspondence.doubt,
                acts.DecideRounds: self.desk.answer,
                acts.DecideOutage: self.desk.answer,
                acts.DecideRisk: self.desk.answer,
                acts.ConfirmRefusal: self.desk.answer,
                acts.RaiseTier: self._raise_tier,
                acts.LowerTier: self._lower_tier,
                acts.ClearMatch: self.risk.clear_match,
                acts.RaiseLimits: self.limits.ask,
                acts.ConfirmLimits: self.limits.confirm,
                acts.ConfirmProof: self._confirm_proof,
                acts.BookVisit: self.visit.book,
                acts.WaiveVisit: self.desk.answer,
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
                acts.AllowCard: self.counter.card,
                acts.Activate: self.desk.answer,
                acts.Mismatch: self.desk.answer,
                acts.CorrectFiling: self.opening.filing.correct,
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
        self._tell_whose_paper_is_foreign()
        await self._stops_to_risk()

    def _tell_whose_paper_is_foreign(self) -> None:
        """Who has no identity card of this country hears at once where the account is opened (docs/decisions/0018)."""
        foreign = any(finding.code == required_papers.FOREIGN_PAPER for finding in self.case.findings)
        if foreign and not self.foreign_told and workflow.patched("foreign-paper-told"):
            self.foreign_told = True
            self.office.tell("foreign_paper")

    async def _stops_to_risk(self) -> None:
        """What stops an application is RISK's to decide, whenever it turns up."""
        stops = review.blocking(self.case.findings, self.case.cleared)
        if stops:
            await self.risk.detour(stops[0].code)

    async def _review_centrally(self) -> None:
        """The one merged review, by as many reviewers as the tier wants; then RISK, where the tier wants RISK too."""
        self.case.reviewed = None
        await self._until_reviewed()
        self.case.reviewed = self.office.now()
        if self._measures().risk_reviews:
            await self.risk.detour("TIER_DEMANDS_RISK")
        self._ask_for_proofs()
        self._tell_if_ordinary()
        self.reviewed = self.case.tier

    async def _until_reviewed(self) -> None:
        """Different reviewers pass the same data, one after the other; whatever changes the data begins anew."""
        while self.case.flags or len(self._passed()) < self._reviewers():
            if self.case.flags:
                await self._examine_anew()
            else:
                await self._review_once()

    async def _examine_anew(self) -> None:
        self.case.passes = []
        await self._examine()

    def _passed(self) -> frozenset[str]:
        return frozenset(actor.person for actor in self.case.passes)

    async def _review_once(self) -> None:
        self.office.enter(State.PRE_REVIEW)
        kind = TaskKind.SECOND_REVIEW if self.case.passes else TaskKind.REVIEW
        act = await self.desk.decide(kind, Role.REVIEWER, acts.Act, excluded=self._passed())
        if isinstance(act, acts.AskPolice):
            await self._ask_police(act)
        elif isinstance(act, acts.DecideReview):
            await self._take_decision(act)

    async def _ask_police(self, act: acts.AskPolice) -> None:
        """Their answer is new to everybody who passed the data before it, and may be RISK's to decide."""
        await self.police.inquire(act)
        self.case.passes = []
        await self._stops_to_risk()

    async def _take_decision(self, act: acts.DecideReview) -> None:
        self.office.record("PRE_REVIEW_DECIDED", after=act.decision, reason_code=act.reason_code, reason=act.reason)
        if act.decision == "pass":
            self.case.passes.append(self._actor(Role.REVIEWER, act))
        elif act.decision == "escalate":
            await self.risk.detour("REVIEWER_ESCALATED")
        else:
            await self.intake.request_supplement(act.items or review.supplement_items(self.case.findings))
            await self._examine_anew()

    def _reviewers(self) -> int:
        return max(self._measures().reviewers, 1)

    def _ask_for_proofs(self) -> None:
        """What the tier wants proven beyond the basic papers: the customer hears of each once (risk.md 4)."""
        asked = [proof for proof in proofs.missing(self.case, self.policy) if proof not in self.case.proofs_asked]
        if asked:
            self.case.proofs_asked |= frozenset(asked)
            self.office.record("PROOFS_ASKED", detail={"proofs": ",".join(asked)})
            self.office.tell("proofs", items="、".join(proof.chinese for proof in asked))

    def _tell_if_ordinary(self) -> None:
        """Who chose a simplified opening and cannot have it goes on ordinarily, and hears so once (risk.md 4)."""
        if self.case.simplified and not simplified.holds(self.case, self.policy):
            self.case.simplified = False
            self.office.record("SIMPLIFIED_NOT_POSSIBLE", after=self.case.tier)
            self.office.tell("ordinary_opening")

    def _confirm_proof(self, act: acts.ConfirmProof, staff: Staff | None) -> None:
        self.case.proofs[act.proof] = SeenProof(ref=act.seen, note=act.note, by=act.by, at=workflow.now())
        self.office.record("PROOF_SEEN", about=act.proof, evidence=[act.seen.sha256], detail={"by": act.by})
        self.office.worked(act, staff)

    def _raise_tier(self, act: acts.RaiseTier, staff: Staff | None) -> None:
        self._set_tier(act, staff, "TIER_RAISED")

    def _lower_tier(self, act: acts.LowerTier, staff: Staff | None) -> None:
        if act.until <= workflow.now():
            raise ApplicationError("a lowering needs an end that is still to come", type=Why.WRONG, non_retryable=True)
        self._set_tier(act, staff, "TIER_LOWERED", act.until)
        if staff is not None:
            self.office.acted(Role.RISK, staff)

    def _set_tier(
        self, act: acts.RaiseTier | acts.LowerTier, staff: Staff | None, done: str, until: datetime | None = None
    ) -> None:
        """A person's tier on top of the rules'; judged anew at once, so that more people look at it (risk.md 2)."""
        if staff is None or self.case.tier is None:
            raise RuntimeError(f"{act.name} came without a person or a tier")
        before = self.case.tier
        self.case.manual.append(
            ManualTier(
                was=before,
                tier=act.tier,
                by=staff.id,
                person=staff.person,
                reason=act.reason,
                at=workflow.now(),
                until=until,
            )
        )
        self.office.record(
            done, before=before, after=act.tier, detail={"by": staff.id, "until": stamp(until) if until else None}
        )
        self.intake.judge()

    def _actor(self, role: Role, act: acts.Act) -> Actor:
        return Actor(role=role, id=act.by, person=self.office.person(act.by))

    async def _decide_opening(self) -> None:
        """The people the tier demands decide, one after the other; each may extend or refuse."""
        self.office.join_legs(State.DECISION)
        self.intake.judge()
        await self._until_approved()

    async def _until_approved(self) -> None:
        while not await self._approved():
            self.office.enter(State.DECISION)
        self.office.record("DECISION_MADE", after="approve")

    async def _approved(self) -> bool:
        """One round of everybody the tier demands now; False after an extension, or a refusal that nobody seconded."""
        held = workflow.patched("hard_rules_before_decision")
        if held:
            await self.intake.screen_today()
        await self._stops_to_risk()
        if self.case.tier is not self.reviewed:  # it rose since the review, so more people look at it (risk.md 4)
            await self._review_centrally()
            self.office.enter(State.DECISION)
        if simplified.visit_owed(self.case, self.policy) or visited.changed(self.case, self.policy):
            await self._visit_after_all()
            return False
        if self._interview_owed():
            await self._interview_after_all()
            return False
        if held:
            await self.risk.until_held(Moment.DECISION)
        self.case.approvals = []
        for kind, role in zip((TaskKind.DECISION, TaskKind.SECOND_DECISION), self._measures().decides, strict=False):
            barred = frozenset(actor.person for actor in self.case.approvals) | self._lowered()
            act = await self.desk.decide(kind, role, acts.DecideOpening, excluded=barred)
            if act.decision != "approve":
                self.case.approvals = []
                await self._put_off(act)
                return False
            self.case.approvals.append(self._actor(role, act))
        if self.case.tier is not self.reviewed:  # somebody raised it meanwhile: others have to decide
            self.case.approvals = []
            return False
        return True

    async def _visit_after_all(self) -> None:
        """The tier rose since the visit on site was waived, or person, place or owners are others than then: now
        somebody goes there (H06).
        """
        await self.visit.story()
        self.office.join_legs(State.DECISION)
        self.intake.judge()

    def _interview_owed(self) -> bool:
        if visited.interviewed_another(self.case):
            return True
        return self.interview.too_short() and workflow.patched("asked-in-full-after-all")

    async def _interview_after_all(self) -> None:
        """The tier rose since the interview, and now the whole question set is asked (risk.md 4); or the representative
        is another one (H05).
        """
        await self.interview.again()
        self.office.join_legs(State.DECISION)
        self.intake.judge()

    def _lowered(self) -> frozenset[str]:
        """Who lowered the tier, or waived the visit on site, does not decide by it."""
        waived = {self.office.person(self.case.visit.waived_by)} if self.case.visit.waived_by else set()
        return frozenset(each.person for each in self.case.manual if each.until is not None) | waived

    async def _put_off(self, act: acts.DecideOpening) -> None:
        if act.decision == "refuse":
            await refuse(self.office, self.desk, act)
        elif act.until is not None:
            await self.risk.extend(act.until)

    async def _reserve_account(self) -> None:
        """Pre-opening: a number, limits by tier, and an invitation to the counter."""
        self.interview.as_the_tier_wants()
        await self.opening.reserve()
        self.office.enter(State.PRE_OPENED)
        self.office.tell("pre_opened", due=self.counter.invitation_ends())
        self.opening.tell_withheld()

    async def _activate(self) -> None:
        """The teller has ordered it: ask our own books, registry and lists today, hold the twelve hard rules against
        the case, then open (rules.md 11).
        """
        while True:
            self.office.enter(State.ACTIVATING)
            await self.intake.look_at_this_outlet()
            if not await self.intake.answered_today():
                await self.counter.at_the_counter()
            elif visited.changed(self.case, self.policy):
                self._look_anew()
                await self._decide_anew()
            elif self._decided_for_another_tier():
                await self._decide_anew()
            elif stops := self._stops():
                await self._hard_stop(stops)
            elif await self._recorded_today():
                break
        self.case.held = ()
        await self.opening.activate()
        await self._complete()

    async def _recorded_today(self) -> bool:
        """Everything is on the trail, and it is still the day on which the rules were held; else they are held anew."""
        day = business_day(workflow.now())
        await self.office.recorded()
        return business_day(workflow.now()) == day or not workflow.patched("held-on-the-day")

    def _stops(self) -> tuple[Finding, ...]:
        return (
            *hard_rules.broken(self.case, self.policy, workflow.now()),
            *review.blocking(self.case.findings, self.case.cleared),
        )

    async def _hard_stop(self, stops: tuple[Finding, ...]) -> None:
        self.office.record("HARD_RULES_BROKEN", detail={"codes": ",".join(stop.code for stop in stops)})
        self.office.enter(State.AT_COUNTER)
        await self.risk.stop_at(stops)
        await self.counter.at_the_counter()

    def _decided_for_another_tier(self) -> bool:
        anew = tiers.decided_anew(self.reviewed, self.case.tier, self.policy.measures)
        return anew and workflow.patched("decided-anew-on-the-day")

    def _look_anew(self) -> None:
        """The registry tells of another place or other owners than were visited: it is reviewed and visited again."""
        changes = ",".join(sorted(visited.changed(self.case, self.policy)))
        self.office.record("VISIT_OUTDATED", detail={"changed": changes})
        self.case.passes, self.reviewed = [], None

    async def _decide_anew(self) -> None:
        """The tier rose since the decision, or what was visited has changed: whoever it takes now looks and decides,
        and then the customer comes again, while the number that was reserved still holds (H07).
        """
        self.office.record("DECISION_OUTGROWN", before=self.reviewed, after=self.case.tier)
        self.case.approvals = []
        self.counter.send_home()
        self.office.enter(State.DECISION)
        self.office.tell("decided_anew")
        await self._until_approved()
        self.opening.keep_the_number()
        self.interview.as_the_tier_wants()
        await self.counter.serve_again()

    def _measures(self) -> Measures:
        return self.policy.measures[self.case.tier or Tier.P]

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
        await self._shielded(asyncio.create_task(self._live()))
        self.door.shut()
        await self._shielded(keeper)
        await self._shielded(asyncio.create_task(self._close()))
        if self.cancelled and self.office.state is not State.ACTIVE:
            raise asyncio.CancelledError
        return Outcome(application=self.case.application, state=self.office.state, reason=self.case.ending)

    async def _shielded(self, work: "asyncio.Task[None]") -> None:
        """Cancelled from Temporal: a fact that the story hears of at its next rest, never an abandoned compensation."""
        while not work.done():
            try:
                await workflow.wait_condition(work.done)
            except asyncio.CancelledError:
                self.cancelled = True
        work.result()

    async def _live(self) -> None:
        """The story to its end, or until the customer or Temporal wants it ended: then everything is undone, unless
        the account is already filed.
        """
        story = asyncio.create_task(self._story())
        await workflow.wait_condition(lambda: story.done() or self.withdrawal is not None or self.cancelled)
        await stopped(story)
        try:
            self._result(story)
        except Ending as ending:
            await self._end(ending)

    def _result(self, story: "asyncio.Task[None]") -> None:
        if story.cancelled() or is_cancelled_exception(story.exception() or Exception()):
            raise Withdrawn("WD01" if self.withdrawal else "CANCELLED")
        story.result()

    async def _end(self, ending: Ending) -> None:
        self.case.ending = ending.reason  # from here on nobody acts on the case any more
        self.desk.close_all()
        account = self.case.account
        if account and account.filed:
            self.case.ending = None
            await self._complete()
        else:
            await self.opening.undo()
            self._leave(ending)

    async def _complete(self) -> None:
        await self.opening.finish()
        self.office.enter(State.ACTIVE)
        self.office.record("ACTIVATED")

    def _leave(self, ending: Ending) -> None:
        self.office.leave(ending.state, ending.reason)
        self.office.tell(ending.state.lower())

    async def _close(self) -> None:
        """Let every handler finish, free what was held, let every message leave."""
        self.desk.close_all()
        await self._draw_for_quality()
        self.case.ended = workflow.now()
        self.office.waiting("", None)
        await workflow.wait_condition(workflow.all_handlers_finished)
        if self.case.counter.bookings and self.office.state is not State.ACTIVE:
            await workflow.execute_activity(
                "free_slot", FreeSlot(application=self.case.application), **options.OWN_TABLES
            )
        await workflow.execute_activity(
            "release_firm", ReleaseFirm(application=self.case.application), **options.OWN_TABLES
        )
        await workflow.wait_condition(workflow.all_handlers_finished)
        await self.office.close()

    async def _draw_for_quality(self) -> None:
        """The sample that quality assurance looks at, by the tier's share; on the trail alone, and drawn when the work
        is done, so nobody works towards it (process.md step 3).
        """
        percent = self._measures().quality_percent if self.case.tier else 0
        if not percent:
            return
        if not workflow.patched("quality-keyed"):
            chosen = after_opening.drawn_by_number(self.case.application, percent)
            self.office.record("QUALITY_DRAWN", detail={"percent": percent, "drawn": chosen})
            return
        draw = DrawForQuality(application=self.case.application, percent=percent)
        drawn: bool = await workflow.execute_activity(
            "draw_for_quality", draw, result_type=bool, summary="质检抽样 draw", **options.OWN_TABLES
        )
        self.office.record("QUALITY_DRAWN", detail={"percent": percent, "drawn": drawn, "by": "keyed digest"})

    @workflow.query(name=ids.CASE_QUERY)
    def show(self) -> CaseView:
        """What people may see without a right to the papers."""
        return view_of(self.case, self.policy)

    @workflow.query(name=ids.JUDGEMENT_QUERY)
    def judgement(self, now: datetime) -> Judgement:
        """All that was judged, by the numbers that this case began with, and the hard rules as of `now`."""
        return judgement_of(self.case, self.policy, now)

    @workflow.query(name=ids.FILE_QUERY)
    def file(self) -> Case:
        """The whole case with personal data; the tools ask for a reason and put the reading on the trail."""
        return self.case

    @workflow.query(name=ids.READ_BACK_QUERY)
    def read_back(self) -> ReadBackForm:
        """The pre-filled form with personal data, by the numbers that this case began with; told as `file`."""
        return readback.form(self.case, self.policy.reading)
