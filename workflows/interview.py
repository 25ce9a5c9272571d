"""The interview (远程视频鉴证): is it the representative, and is it their own will? Several attempts; technique may
fail, the person may not.
"""

import asyncio

from temporalio import workflow

from workflows.human_task import Desk
from workflows.intake import Intake
from workflows.office import Office
from workflows.risk import RiskReview
from workflows.visit import exam_video, id_portrait
from workflows.waiting import afterwards, met_within

with workflow.unsafe.imports_passed_through():
    from models.acts import RecordInterview
    from models.interview import InterviewAttempt, InterviewVerdict
    from models.people import Role
    from models.rules import interview as rules
    from models.rules.calendar import due
    from models.rules.hard_rules import Moment
    from models.states import Leg, State
    from models.tasks import TaskKind


class Interview:
    """The interview's leg of the story, and its stand-in at the counter."""

    def __init__(self, office: Office, desk: Desk, intake: Intake, risk: RiskReview) -> None:
        self._office = office
        self._desk = desk
        self._intake = intake
        self._risk = risk

    async def story(self) -> None:
        """Attempts by video until one passes; after the last, or where the tier wants it, face to face at the
        counter.
        """
        self._office.enter(State.ATTEST_PENDING, leg=Leg.INTERVIEW)
        record = self._office.case.interview
        face_to_face = self._in_person()
        while not (record.passed or face_to_face):
            await self._attempt(Role.VIDEO_TELLER, Leg.INTERVIEW)
            face_to_face = rules.give_up_video(record.attempts, self._office.policy)
        record.face_to_face = record.passed is None
        self._office.enter(State.ATTEST_DONE, leg=Leg.INTERVIEW)

    def _in_person(self) -> bool:
        tier, citizen = self._office.case.tier, self._office.case.dossier.citizen
        if citizen and rules.at_counter_only(citizen.answer.code) and workflow.patched("unknown-citizen-at-counter"):
            return True
        return tier is not None and self._office.policy.measures[tier].interview == "face_to_face"

    def too_short(self) -> bool:
        """Whether the tier rose since the interview, and wants more asked than was."""
        case = self._office.case
        return rules.too_short(case.interview, case.tier, self._office.policy)

    async def again(self) -> None:
        """The interview is held once more, with all that the tier wants asked."""
        self._office.case.interview.passed = None
        await self.story()

    def as_the_tier_wants(self) -> None:
        """A tier that rose after an interview by video wants the representative in person: at the counter, then."""
        record = self._office.case.interview
        if self._in_person() and not record.face_to_face:
            record.face_to_face, record.passed = True, None

    async def at_counter(self) -> None:
        """The same questions, asked by the counter teller."""
        while self._office.case.interview.passed is None:
            await self._attempt(Role.COUNTER_TELLER, Leg.MAIN)

    async def _attempt(self, asker: Role, leg: Leg) -> None:
        case, policy = self._office.case, self._office.policy
        if workflow.patched("hard_rules_at_attestation"):
            await self._risk.until_held(Moment.ATTESTATION, leg=leg)
        case.interview.prompts = rules.draw(workflow.random().random, policy, full=rules.in_full(case.tier, policy))
        act = await (self._held_by_video() if asker is Role.VIDEO_TELLER else self._held_by(asker))
        attempt = await self._examine(act)
        case.interview.attempts.append(attempt)
        evidence = [act.video.sha256] if act.video else []
        self._office.record(
            "ATTEST_ENDED", after=attempt.verdict, evidence=evidence, detail={"attempt": len(case.interview.attempts)}
        )
        if attempt.verdict is InterviewVerdict.PASS:
            case.interview.passed = attempt.at
            case.interview.recording_sha256 = act.video.sha256 if act.video else None
        elif attempt.verdict in (InterviewVerdict.FAIL, InterviewVerdict.RISK):
            await self._risk.detour(f"INTERVIEW_{attempt.verdict.upper()}", leg=leg)

    async def _held_by(self, asker: Role) -> RecordInterview:
        return await self._desk.decide(TaskKind.INTERVIEW, asker, RecordInterview)

    async def _held_by_video(self) -> RecordInterview:
        """The customer has a link all the while; each ends after its time, for a link is a key (process.md 4)."""
        links = asyncio.create_task(self._send_links())
        with afterwards(links.cancel):
            return await self._held_by(Role.VIDEO_TELLER)

    async def _send_links(self) -> None:
        policy = self._office.policy
        while True:
            self._office.tell("interview_ready")
            end = due(self._office.now(), policy.waits.interview_link, policy.calendar)
            await met_within(lambda: False, end - self._office.now(), "鉴证链接 interview link")
            self._office.record("INTERVIEW_LINK_ENDED")

    async def _examine(self, act: RecordInterview) -> InterviewAttempt:
        """The recording is looked at; the face alone neither passes nor fails, the rule weighs everything."""
        with_whom = self._office.case.id_card.number if workflow.patched("visited-about") else None
        exam = (
            await self._intake.overseen(
                exam_video(self._office, act.video, id_portrait(self._office.case), "鉴证录像 interview recording")
            )
            if act.video
            else None
        )
        verdict = rules.judge(
            act.script,
            self._office.case.interview.prompts,
            act.coached,
            act.conclusion,
            exam,
            self._office.policy,
            act.device,
        )
        return InterviewAttempt(
            by=act.by,
            representative=with_whom,
            answers=act.script,
            coached=act.coached,
            conclusion=act.conclusion,
            verdict=verdict,
            video=act.video,
            face=None,
            exam=exam,
            at=self._office.now(),
            device=act.device,
        )
