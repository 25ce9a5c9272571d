"""The visit (上门尽调): one manager on site, one cloud-branch teller by video; position, faces and recording are
checked while they work.
"""

from collections.abc import Coroutine
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

from workflows import options
from workflows.human_task import Desk
from workflows.intake import Intake
from workflows.office import Office
from workflows.risk import RiskReview
from workflows.waiting import afterwards, answered, met_within, until

with workflow.unsafe.imports_passed_through():
    from models.acts import (
        Act,
        AddSitePhoto,
        BookVisit,
        CheckInVisit,
        DecideVisit,
        JoinVisit,
        NoShow,
        RecordRemote,
        ReportVisit,
        SignVisit,
        WaiveVisit,
    )
    from models.audit import stamp
    from models.case import Case
    from models.papers import EvidenceRef, PaperKind
    from models.people import Role, Staff
    from models.requests import CompareFaces, ExamVideo, FaceSource, LocateAddress
    from models.rules import position, visited
    from models.rules import visit as rules
    from models.rules.acts import Why
    from models.rules.calendar import due
    from models.states import Leg, State
    from models.tasks import Task, TaskKind, TaskState
    from models.visit import CheckIn, FaceMatch, FaceVerdict, Point, Signature, Verdict, VideoExam, Visited, VisitRecord


T = TypeVar("T")
_MAYBE_POINT: Any = Point | None  # a union is a type to the converter, but not to mypy


class End(StrEnum):
    """How one session ended."""

    DONE = "done"
    CONCERN = "concern"
    STOPPED = "stopped"
    NO_SHOW = "no_show"
    TIME_UP = "time_up"


class Visit:
    """The visit's leg of the story."""

    def __init__(self, office: Office, desk: Desk, intake: Intake, risk: RiskReview) -> None:
        self._office = office
        self._desk = desk
        self._intake = intake
        self._risk = risk
        self._case: Case = office.case
        self._arrival: CheckInVisit | None = None
        self._shown_face: EvidenceRef | None = None
        self._left = False
        self._no_shows = 0
        self._photos_judged = 0

    @property
    def _record(self) -> VisitRecord:
        return self._case.visit

    # acts

    def book(self, act: BookVisit, staff: Staff | None) -> None:
        said = self._unbookable(act.at)
        if said and workflow.patched("visit-in-its-time"):
            raise ApplicationError(said, type=Why.WRONG, non_retryable=True)
        self._desk.answer(act, staff)

    def _unbookable(self, at: datetime) -> str | None:
        """A visit is agreed for a time to come, and for one at which its tasks still live."""
        now, policy = self._office.now(), self._office.policy
        if at + self._session_length(at) <= now:
            return "this time is already over; agree a later one with the customer"
        last = due(now, policy.escalation.expire, policy.calendar)
        return None if at <= last else f"this is too far away; agree a time before {stamp(last)[:10]}"

    def check_in(self, act: CheckInVisit, staff: Staff | None) -> None:
        self._arrival = act
        self._record.started = self._office.now()
        self._acted(Role.ACCOUNT_MANAGER, staff)

    def photo(self, act: AddSitePhoto, staff: Staff | None) -> None:
        self._record.photos.append(act.photo)
        seen = {"by": act.by, "look": act.photo.look}
        self._office.record("SITE_PHOTO", evidence=[act.photo.ref.sha256], detail={**seen} if act.photo.look else {})

    def report(self, act: ReportVisit, staff: Staff | None) -> None:
        self._record.report = act.report
        self._shown_face = act.representative_face
        self._record.representative_face = None

    def join(self, act: JoinVisit, staff: Staff | None) -> None:
        if staff is not None:
            if self._record.teller != staff.id:
                self._forget_remote()
            self._record.teller = staff.id
            self._desk.give(TaskKind.VISIT_REMOTE, staff.id)
            self._acted(Role.CLOUD_TELLER, staff)

    def remote(self, act: RecordRemote, staff: Staff | None) -> None:
        self._record.answers = act.answers_heard
        self._record.video, self._record.exam = act.video, None
        self._record.door_plate_seen, self._record.door_plate_reason = act.door_plate_seen, act.door_plate_reason
        self._record.owners_confirmed = self._record.waived and act.owners_confirmed
        self._office.record("VISIT_RECORDED", evidence=[act.video.sha256])

    def sign(self, act: SignVisit, staff: Staff | None) -> None:
        if staff is not None:
            digest = rules.digest(self._record)
            kept = [signature for signature in self._record.signatures if signature.by != staff.id]
            signature = Signature(by=staff.id, person=staff.person, digest=digest, at=self._office.now())
            self._record.signatures = [*kept, signature]
            self._office.record("VISIT_SIGNED", detail={"digest": digest, "by": staff.id})

    def hand_over(self, manager: str) -> None:
        """The visit goes to another manager, who checks in anew; what the first one brought does not count."""
        self._arrival, self._shown_face, self._photos_judged = None, None, 0
        before = self._record
        self._case.visit = VisitRecord(
            attempt=before.attempt,
            about=before.about,
            stopped_before=before.stopped_before,
            agreed=before.agreed,
            manager=manager,
            teller=before.teller,
        )

    def _forget_remote(self) -> None:
        """Another teller joins: what the one before heard is not this one's to sign."""
        self._record.answers, self._record.video, self._record.exam = (), None, None
        self._record.door_plate_seen, self._record.door_plate_reason = False, ""
        self._record.owners_confirmed = False

    def no_show(self, act: NoShow, staff: Staff | None) -> None:
        self._left = True
        self._office.worked(act, staff)

    # story

    async def story(self) -> None:
        """Visits until one is signed by both; a stopped one goes to the supervisor, a concern to RISK. After two that
        came to nothing the next appointment is the supervisor's to see at once.
        """
        self._no_shows = 0
        while True:
            await self._agree_a_time()
            end = await self._session()
            self._office.record("VISIT_ENDED", after=end)
            self._no_shows += end is End.NO_SHOW
            if end is End.STOPPED:
                self._record.stopped_before = workflow.patched("stopped-visit-not-waived")
                await self._decide_stopped()
            elif end is End.CONCERN:
                await self._risk.detour("VISIT_CONCERN", leg=Leg.VISIT)
            if end in (End.DONE, End.CONCERN):
                self._record.done = self._office.now()
                self._office.enter(State.DD_DONE, leg=Leg.VISIT)
                return

    async def after_all(self, manager: str) -> None:
        """An open account's premises, which nobody has been to: this manager checks in there until an arrival passes or
        is stopped, or nobody goes for as long as the policy allows.
        """
        self._case.visit = VisitRecord(attempt=self._record.attempt + 1, about=self._about(), manager=manager)
        task = self._publish_visit()
        with afterwards(lambda: self._close([task], TaskState.CANCELLED)):
            while await self._somebody_arrives(task):
                if await self._judge_newest() is not Verdict.UNSURE:
                    self._close([task], TaskState.DONE)
                elif self._record.check_in is not None:
                    self._arrival, self._record.check_in, self._record.started = None, None, None

    async def _somebody_arrives(self, task: Task) -> bool:
        await until(lambda: self._unjudged() is not None or not task.live)
        return task.live

    async def _agree_a_time(self) -> None:
        self._office.enter(State.DD_SCHEDULING, leg=Leg.VISIT)
        level = 1 if self._no_shows > 1 else 0
        act = await self._desk.decide(TaskKind.SCHEDULE_VISIT, Role.ACCOUNT_MANAGER, Act, level=level)
        self._arrival, self._shown_face, self._left, self._photos_judged = None, None, False, 0
        attempt = self._record.attempt + 1 if self._record.manager or self._record.waived else 1
        if isinstance(act, WaiveVisit):
            self._waive(act, attempt)
        elif isinstance(act, BookVisit):
            self._book(act, attempt)

    def _waive(self, act: WaiveVisit, attempt: int) -> None:
        """Nobody goes there: the representative shows the premises to the teller by video."""
        reason = act.reason.strip()
        self._case.visit = VisitRecord(
            attempt=attempt,
            about=self._about(),
            stopped_before=self._record.stopped_before,
            waived=True,
            waived_by=act.by,
            waiver_reason=reason,
        )
        self._office.tell("visit_by_video")
        self._office.record("VISIT_WAIVED", reason=reason, reason_code=act.reason_code, detail={"by": act.by})

    def _book(self, act: BookVisit, attempt: int) -> None:
        before = self._record.stopped_before
        self._case.visit = VisitRecord(
            attempt=attempt, about=self._about(), stopped_before=before, agreed=act.at, manager=act.by
        )
        self._office.tell("visit_booked", at=stamp(act.at)[:16].replace("T", " "))
        self._office.record("DD_BOOKED", detail={"at": stamp(act.at), "by": act.by})

    def _about(self) -> Visited | None:
        """Whom and what this visit is about; a firm that has moved since the last one is looked for anew."""
        if not workflow.patched("visited-about"):
            return None
        about, before = visited.about(self._case, self._office.policy), self._record.about
        if before and before.address != about.address:
            self._case.address_point = None
        return about

    async def _session(self) -> End:
        self._office.enter(State.DD_IN_PROGRESS, leg=Leg.VISIT)
        on_site = [] if self._record.waived else [self._publish_visit()]
        tasks = [*on_site, self._desk.publish(TaskKind.VISIT_REMOTE, Role.CLOUD_TELLER)]
        with afterwards(lambda: self._close(tasks, TaskState.CANCELLED)):
            end = await self._work(tasks[0])
            if end in (End.DONE, End.CONCERN):
                self._close(tasks, TaskState.DONE)
        return end

    def _publish_visit(self) -> Task:
        return self._desk.publish(TaskKind.VISIT, Role.ACCOUNT_MANAGER, assignee=self._record.manager)

    def _close(self, tasks: list[Task], state: TaskState) -> None:
        for task in tasks:
            self._desk.close(task, state)

    async def _work(self, task: Task) -> End:
        """Judge each new piece of evidence as it comes, until both have signed or the visit has ended otherwise."""
        while True:
            happened = await met_within(self._something_happened, self._time_left(task), "尽调时限 visit")
            if not happened:
                return End.TIME_UP if self._record.started else self._nobody_went(task)
            if self._left:
                return End.NO_SHOW
            if self._signed():
                return self._conclusion()
            if await self._judge_newest() is Verdict.STOP:
                return End.STOPPED

    def _nobody_went(self, task: Task) -> End:
        """Nobody checked in, and nobody said why: that weighs as much as two visits that came to nothing."""
        self._no_shows += 1
        if task.level < 1 and workflow.patched("visit-in-its-time"):
            task.level = 1
            self._office.record("SLA_BREACHED", about=task.id, detail={"level": 1})
        return End.NO_SHOW

    def _something_happened(self) -> bool:
        return self._left or self._signed() or self._unjudged() is not None

    def _time_left(self, task: Task) -> timedelta:
        """Until the task's deadline to arrive, or the end of a later appointment, and after check-in for one session
        (process.md 4, DD_IN_PROGRESS).
        """
        started, agreed = self._record.started, self._record.agreed
        if started:
            return started + self._session_length(started) - self._office.now()
        appointed = agreed + self._session_length(agreed) if agreed else task.due
        return max(task.due, appointed) - self._office.now()

    def _session_length(self, begin: datetime) -> timedelta:
        return due(begin, self._office.policy.waits.visit_session, self._office.policy.calendar) - begin

    def _signed(self) -> bool:
        return rules.signed(self._record)

    def _conclusion(self) -> End:
        return End(rules.outcome(self._record, self._office.policy, self._case.licence.entity))

    # what the machine judges while people work (事中机控)

    def _unjudged(self) -> str | None:
        """The newest piece of evidence that has no verdict yet."""
        if self._arrival is not None and self._record.check_in is None:
            return "arrival"
        if len(self._record.photos) > self._photos_judged:
            return "photos"
        if self._shown_face is not None and self._record.representative_face is None:
            return "representative"
        if self._record.video is not None and self._record.exam is None:
            return "recording"
        return None

    async def _judge_newest(self) -> Verdict:
        judges = {
            "arrival": self._judge_arrival,
            "photos": self._judge_photos,
            "representative": self._judge_representative,
            "recording": self._judge_recording,
        }
        return await judges[self._unjudged() or "arrival"]()

    async def _judge_arrival(self) -> Verdict:
        act = self._arrival
        if act is None:
            return Verdict.UNSURE
        address = await self._address_point()
        face = await self._compare(
            FaceSource(evidence=act.live_face), FaceSource(staff=act.by), "客户经理人脸 manager's face"
        )
        where = position.check_position(
            act.fix, address, self._record.photos, self._office.now(), self._office.policy.position
        )
        verdict = rules.check_in_verdict(where, face)
        if self._arrival is not act:  # handed over meanwhile: this arrival does not count any more
            return Verdict.UNSURE
        self._record.check_in = CheckIn(
            fix=act.fix, position=where, manager_face=face, verdict=verdict, at=self._office.now()
        )
        self._office.record(
            "VISIT_CHECK_IN",
            after=verdict,
            evidence=[act.live_face.sha256],
            detail={
                "metres": None if where.distance is None else round(where.distance),
                "face": face.verdict.value,
                "reasons": ",".join(where.reasons),
                "by": act.by,
                **position.on_the_trail(act.fix),
            },
        )
        self._office.show()
        return verdict

    async def _judge_photos(self) -> Verdict:
        """Photos are compared with the fix of the check-in; doubts are the teller's to settle by the door plate."""
        self._photos_judged = len(self._record.photos)
        if self._record.check_in is None:
            return Verdict.UNSURE
        fix = self._record.check_in.fix
        doubts = position.photo_doubts(fix, self._record.photos, self._office.now(), self._office.policy.position)
        self._record.check_in = rules.with_photos(self._record.check_in, doubts)
        self._office.record(
            "SITE_PHOTOS_JUDGED", after=self._record.check_in.verdict, detail={"doubts": ",".join(doubts)}
        )
        return self._record.check_in.verdict

    async def _judge_representative(self) -> Verdict:
        shown = self._shown_face
        if shown is None:
            return Verdict.UNSURE
        face = await self._compare(
            FaceSource(evidence=shown), self._id_portrait(), "法定代表人人脸 representative's face"
        )
        if self._shown_face is shown:  # a picture that came meanwhile gets its own verdict
            self._record.representative_face = face
        self._office.record("VISIT_FACE", after=face.verdict, evidence=[shown.sha256])
        return Verdict.STOP if face.verdict is FaceVerdict.DIFFERENT else Verdict.PASS

    async def _judge_recording(self) -> Verdict:
        video = self._record.video
        if video is None:
            return Verdict.UNSURE
        exam = await self._seen(exam_video(self._office, video, self._id_portrait(), "尽调录像 visit recording"))
        if self._record.video is video:  # a recording that came meanwhile is looked at itself
            self._record.exam = exam
        self._office.record(
            "VISIT_VIDEO", after=exam.verdict, evidence=[video.sha256], detail={"seconds": exam.duration}
        )
        return Verdict.STOP if exam.verdict is FaceVerdict.DIFFERENT else Verdict.PASS

    async def _address_point(self) -> Point | None:
        """The address point, looked up once; without one the position can only be unsure."""
        case, address = self._case, visited.address_of(self._case)
        if case.address_point is None and address:
            request = LocateAddress(application=case.application, address=address)
            try:
                case.address_point = await answered(
                    "locate_address",
                    request,
                    result_type=_MAYBE_POINT,
                    summary="地址定位",
                    **options.asking(self._office.policy.outside),
                )
            except ActivityError as error:
                if is_cancelled_exception(error):
                    raise
                self._office.record("CHECK_FAILED", about="maps", reason_code="OUTSIDE_FAILED")
        return case.address_point

    async def _compare(self, a: FaceSource, b: FaceSource, summary: str) -> FaceMatch:
        request = CompareFaces(application=self._case.application, a=a, b=b, policy=self._office.policy.faces)
        looked: Coroutine[Any, Any, FaceMatch] = answered(
            "compare_faces", request, result_type=FaceMatch, summary=summary, **options.VISION
        )
        return await self._seen(looked)

    async def _seen(self, look: Coroutine[Any, Any, T]) -> T:
        """What the machine saw; one that is away is a supervisor's to know of."""
        return await (self._intake.overseen(look) if workflow.patched("visit-overseen") else look)

    def _id_portrait(self) -> FaceSource:
        return id_portrait(self._case)

    async def _decide_stopped(self) -> None:
        """A stopped visit: a new one, or RISK; H08 leaves no third way."""
        act = await self._desk.decide(TaskKind.STOPPED_VISIT, Role.SUPERVISOR, DecideVisit, note="尽调中止")
        if act.decision == "risk":
            await self._risk.detour("VISIT_STOPPED", leg=Leg.VISIT)

    def _acted(self, role: Role, staff: Staff | None) -> None:
        if staff is not None:
            self._office.acted(role, staff)


def id_portrait(case: Case) -> FaceSource:
    """The portrait on the identity card's front."""
    return FaceSource(evidence=case.papers[PaperKind.ID_FRONT].ref)


async def exam_video(office: Office, video: EvidenceRef, reference: FaceSource, summary: str) -> VideoExam:
    """Have a recording looked at frame by frame."""
    request = ExamVideo(
        application=office.case.application, video=video, reference=reference, policy=office.policy.faces
    )
    result: VideoExam = await answered("exam_video", request, result_type=VideoExam, summary=summary, **options.VISION)
    return result
