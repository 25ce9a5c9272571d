"""Scripted people: each verb does one person's part through the front door, as the tools do."""

from datetime import datetime, timedelta
from typing import Any

from models import acts as a
from models.application import NewApplication
from models.case import Case, CaseView
from models.interview import Heard, InterviewVerdict, ScriptAnswer
from models.papers import EvidenceKind, EvidenceRef, Paper, PaperKind
from models.proofs import Proof
from models.tasks import TaskKind
from models.visit import DeviceReport, Point, PositionFix, RemoteAnswer, SitePhoto, VisitReport
from tests import builders
from workflows.client import FrontDoor, new_act_id

MANAGER, TELLER, VIDEO_TELLER = "E20401", "E20411", "E20412"
REVIEWER, SECOND_REVIEWER = "E20417", "E20418"
SUPERVISOR, SECOND_SUPERVISOR = "E20405", "E20406"
RISK, SECOND_RISK, RISK_HEAD, BRANCH_MANAGER = "E20421", "E20422", "E20423", "E20407"
COUNTER_TELLER = "E20404"
TWO_IDS = ("E20403", "E20441")
"""One human: a counter teller who moved to central review and kept the old id."""

PATIENCE = 60
"""Real seconds before a wait counts as a hang: no measure of speed, a busy machine must not fail a test."""

_PAPERS = {PaperKind.LICENCE: "a", PaperKind.ID_FRONT: "b", PaperKind.ID_BACK: "c"}


_MORE_PAPERS = {
    PaperKind.AUTHORISATION: "7",
    PaperKind.AGENT_ID_FRONT: "8",
    PaperKind.AGENT_ID_BACK: "9",
    PaperKind.PURPOSE_PROOF: "e",
}


def papers(**other: str) -> tuple[Paper, ...]:
    """Three pictures by reference; `id_back="d"` is another picture of the back."""
    digits = {kind: other.get(kind.value, digit) for kind, digit in _PAPERS.items()}
    return tuple(Paper(kind=kind, ref=builders.ref(digit=digit)) for kind, digit in digits.items())


def more_papers(*kinds: PaperKind) -> tuple[Paper, ...]:
    """Papers beyond the three, by reference."""
    return tuple(Paper(kind=kind, ref=builders.ref(digit=_MORE_PAPERS[kind])) for kind in kinds)


def papers_of_the_agent() -> tuple[Paper, ...]:
    """The letter of authorisation and both sides of the agent's card."""
    return more_papers(PaperKind.AUTHORISATION, PaperKind.AGENT_ID_FRONT, PaperKind.AGENT_ID_BACK)


def new_application(number: str = builders.APPLICATION, **over: Any) -> NewApplication:
    clean = {"application": number, "branch": "0300", "statements": builders.statements(), "papers": papers()}
    return NewApplication.model_validate({**clean, **over})


class People:
    """Everybody around one application; `now` is the case's clock."""

    def __init__(self, front: FrontDoor, application: str, premises: Point) -> None:
        self.front = front
        self.application = application
        self.premises = premises
        self.local_senior = ""

    async def do(self, kind: type[a.Act], by: str | None = None, **said: Any) -> a.Receipt:
        """One act as an update."""
        return await self.front.act(self.application, self.act(kind, by, **said))

    def act(self, kind: type[a.Act], by: str | None = None, **said: Any) -> a.Act:
        return kind(**{"act_id": new_act_id(), **({"by": by} if by else {}), **said})

    async def show(self) -> CaseView:
        return await self.front.show(self.application)

    async def file(self) -> Case:
        return await self.front.file(self.application)

    async def claim(self, task: TaskKind, by: str) -> None:
        await self.do(a.Claim, by, task=task)

    async def review(self, decision: str = "pass", by: str = REVIEWER, **said: Any) -> None:
        await self.do(a.DecideReview, by, decision=decision, **{"reason": "compared with the picture", **said})

    async def prove(self, *proofs: Proof) -> None:
        """The manager has seen these further proofs."""
        for proof in proofs:
            seen = self._ref(EvidenceKind.PROOF, "6")
            await self.do(a.ConfirmProof, MANAGER, proof=proof, seen=seen, note="购销合同")

    async def book_visit(self, at: datetime) -> None:
        await self.do(a.BookVisit, MANAGER, at=at)

    async def check_in_visit(
        self, at: datetime, *, point: Point | None = None, mock: bool = False, device: DeviceReport = builders.CLEAN
    ) -> None:
        fix = PositionFix(point=point or self.premises, accuracy=20, mock=mock, taken=at, device=device)
        await self.do(a.CheckInVisit, MANAGER, fix=fix, live_face=self._ref(EvidenceKind.LIVE_FACE, "1"))

    async def work_the_visit(self, at: datetime, conclusion: str = "positive", **remote: Any) -> None:
        """Photo, report and the teller's part; `remote` adds to what the teller records."""
        await self.do(a.JoinVisit, TELLER)
        ref = self._ref(EvidenceKind.SITE_PHOTO, "2")
        photo = SitePhoto(ref=ref, point=self.premises, taken=at, look="7" * 64)
        await self.do(a.AddSitePhoto, MANAGER, photo=photo)
        face = self._ref(EvidenceKind.LIVE_FACE, "3")
        await self.do(a.ReportVisit, MANAGER, report=self._report(conclusion), representative_face=face)
        heard = tuple(RemoteAnswer(question=f"Q{number}", ok=True) for number in range(1, 5))
        video = self._ref(EvidenceKind.VISIT_VIDEO, "4")
        await self.do(a.RecordRemote, TELLER, answers_heard=heard, video=video, **remote)

    async def sign_visit(self) -> None:
        await self.do(a.SignVisit, MANAGER)
        await self.do(a.SignVisit, TELLER)

    async def interview(
        self, conclusion: InterviewVerdict = InterviewVerdict.PASS, by: str = VIDEO_TELLER, **said: Any
    ) -> None:
        prompts = (await self.file()).interview.prompts
        script = tuple(ScriptAnswer(prompt=prompt, heard=Heard.RIGHT) for prompt in prompts)
        video = self._ref(EvidenceKind.INTERVIEW_VIDEO, "5")
        await self.do(
            a.RecordInterview,
            by,
            **{"script": script, "conclusion": conclusion, "video": video, "device": builders.CLEAN, **said},
        )

    async def decide_opening(self, decision: str = "approve", by: str = SUPERVISOR, **said: Any) -> None:
        await self.do(a.DecideOpening, by, decision=decision, **said)

    async def book_counter(self, slot: datetime) -> None:
        await self.do(a.BookCounter, slot=slot)

    async def check_in_counter(self) -> None:
        await self.do(a.CheckInCounter, COUNTER_TELLER, chip_identity=True)

    async def tick_everything(self) -> None:
        for item in (await self.show()).to_tick:
            await self.do(a.Tick, COUNTER_TELLER, item=item)

    async def confirm_seal(self, by: str = SECOND_SUPERVISOR) -> None:
        await self.do(a.ConfirmSeal, by)

    async def activate(self) -> None:
        await self.do(a.Activate, COUNTER_TELLER)

    async def wait(self, met: Any, seconds: float = PATIENCE) -> CaseView:
        return await self.front.wait_until(self.application, met, timedelta(seconds=seconds), every=0.02)

    async def until(self, state: str, seconds: float = PATIENCE) -> CaseView:
        """Wait for a state; the workflow gets there by itself."""
        return await self.wait(lambda view: view.state == state, seconds)

    async def until_task(self, kind: TaskKind, seconds: float = PATIENCE) -> CaseView:
        return await self.wait(lambda view: any(task.kind == kind for task in view.tasks), seconds)

    def _ref(self, kind: EvidenceKind, digit: str) -> EvidenceRef:
        return builders.ref(kind, digit)

    def _report(self, conclusion: str) -> VisitReport:
        return VisitReport(
            address_really_used=True,
            consistent_with_business=True,
            staff_seen=3,
            purpose="收取货款",
            owners_confirmed=True,
            local_senior=self.local_senior,
            conclusion=conclusion,
        )
