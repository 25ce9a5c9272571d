"""The demo's people: each verb is one command's work, done through the same client code as the commands."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cli import exif, uploads
from cli.looks import look_of
from models import acts
from models.application import AccountKind, NewApplication, Statements
from models.case import Case, CaseView
from models.findings import SupplementItem
from models.interview import Heard, InterviewVerdict, ScriptAnswer
from models.papers import EvidenceKind, Money, PaperKind
from models.readback import FieldEntry
from models.tasks import TaskKind
from models.visit import Datum, DeviceReport, Point, PositionFix, RemoteAnswer, SitePhoto, VisitReport
from samples.cast import Firm, Paper
from workers.bootstrap import Tools
from workflows.client import new_act_id
from workflows.ids import new_application_number

MANAGER, OTHER_MANAGER, TELLER, VIDEO_TELLER = "E20401", "E20402", "E20411", "E20412"
REVIEWER, OTHER_REVIEWER, SUPERVISOR, SEAL_SUPERVISOR = "E20417", "E20418", "E20405", "E20406"
RISK, COUNTER_TELLER = "E20421", "E20404"
TYPISTS = {TaskKind.DATA_ENTRY: REVIEWER, TaskKind.SECOND_ENTRY: OTHER_REVIEWER, TaskKind.THIRD_ENTRY: "E20441"}
_PATIENCE = timedelta(seconds=150)
_GLANCE = 0.4
HONEST = DeviceReport(emulator=False, remote_control=False)


@dataclass(frozen=True)
class Media:
    """The demo's pictures and recordings: papers with portraits per firm, and the faces that set-up brought."""

    papers: dict[str, dict[str, Path]]
    faces: Path
    photos: dict[str, Path]


class Branch:
    """Everybody who works on one application; `tell` says on the board what is being done."""

    def __init__(self, tools: Tools, firm: Firm, media: Media, tell: Callable[[str], None]) -> None:
        self.tools = tools
        self.firm = firm
        self.number = ""
        self._media = media
        self._tell = tell

    # the customer

    async def apply(self, **instead: Path) -> None:
        """Send pictures and the few statements that no paper holds; nothing on the papers is typed."""
        self._tell("客户提交影像 customer sends pictures")
        firm = self.firm
        self.number = new_application_number(datetime.now(UTC).date())
        statements = Statements(
            account_kind=AccountKind(firm.account_kind),
            purpose=firm.purpose,
            monthly_turnover=Money(cents=firm.monthly_turnover_yuan * 100, currency="CNY"),
            phone=firm.representative.phone,
            finance_officer=firm.finance_officer.name,
            finance_phone=firm.finance_officer.phone,
        )
        files: dict[str, Path | None] = {**self._media.papers[firm.key], **instead}
        papers = await uploads.papers(self.tools, self.number, files)
        new = NewApplication(application=self.number, branch="0300", statements=statements, papers=papers)
        await self.tools.front.apply(new)

    async def confirm(self) -> None:
        """Look at what was read; the specimens' customers find nothing wrong."""
        self._tell("客户核对识别结果 customer confirms what was read")
        await self.tools.front.read_back(self.number)
        await self._do(acts.ConfirmReadBack)

    async def supplement(self, **files: Path) -> None:
        await self.until(lambda view: view.state == "SUPPLEMENT")
        self._tell("客户补件 customer supplements")
        papers = await uploads.papers(self.tools, self.number, dict(files))
        await self._do(acts.Supplement, papers=papers)

    async def book_counter(self) -> None:
        await self.until(lambda view: view.state == "PRE_OPENED")
        self._tell("客户预约临柜 customer books the counter")
        await self._do(acts.BookCounter, slot=datetime.now(UTC) + timedelta(minutes=20))

    # central operations and supervision

    async def review(self, by: str = REVIEWER, *, claim: bool = True) -> None:
        await self.task(TaskKind.REVIEW)
        await self.confirm()
        self._tell(f"{by} 集中审核 reviews")
        if claim:
            await self._do(acts.Claim, by, task=TaskKind.REVIEW)
        await self._do(acts.DecideReview, by, decision="pass", reason="影像与登记信息一致")

    async def ask_for_supplement(self) -> None:
        await self.task(TaskKind.REVIEW)
        self._tell("审核员要求补件 reviewer asks for papers")
        await self._do(acts.DecideReview, REVIEWER, decision="supplement", items=await self._proposed())

    async def refuse(self, reason_code: str) -> None:
        """RISK decides, a supervisor confirms: a refusal takes two people."""
        await self.task(TaskKind.RISK_REVIEW)
        self._tell("风险岗拒绝 RISK refuses")
        await self._do(
            acts.DecideRisk,
            RISK,
            decision="refuse",
            reason_code=reason_code,
            reason="登记的法定代表人证件号码与提交证件不符",
        )
        await self.task(TaskKind.REFUSAL)
        self._tell("主管复核拒绝 supervisor confirms")
        await self._do(acts.ConfirmRefusal, SUPERVISOR, decision="agree", reason="证据充分")

    async def rescue_review(self) -> None:
        """Nobody came: after the escalation a supervisor gives the review to somebody."""
        await self.until(lambda view: any(task.kind == TaskKind.REVIEW and task.level >= 1 for task in view.tasks))
        self._tell("主管改派 supervisor reassigns")
        await self._do(acts.Reassign, SUPERVISOR, task=TaskKind.REVIEW, to=OTHER_REVIEWER, reason="超时未领取")
        await self.review(OTHER_REVIEWER, claim=False)

    async def order_another_visit(self) -> None:
        await self.task(TaskKind.STOPPED_VISIT)
        self._tell("主管决定重访 supervisor orders another visit")
        await self._do(acts.DecideVisit, SUPERVISOR, decision="revisit", reason="位置与人脸均不符，改派他人重访")

    async def decide(self) -> None:
        await self.task(TaskKind.DECISION)
        self._tell("准入决定 opening decided")
        await self._do(acts.DecideOpening, SUPERVISOR, decision="approve", reason="材料齐全，尽调与意愿核实通过")

    # visit and interview

    async def visit(self, by: str = MANAGER) -> None:
        await self.book_visit(by)
        await self.work_on_site(by)

    async def work_on_site(self, by: str = MANAGER) -> None:
        """Arrival, photo, report, the remote part, and both signatures."""
        await self._check_in(by, "staff_live.jpg", self._premises())
        await self.until_file(lambda case: case.visit.check_in is not None)
        self._tell(f"{by} 与云网点柜员尽调 visit")
        await self._do(acts.JoinVisit, TELLER)
        await self._photo(by)
        await self._report(by)
        await self._remote_part()
        await self.until_file(lambda case: bool(case.visit.exam and case.visit.representative_face))
        await self._do(acts.SignVisit, by)
        await self._do(acts.SignVisit, TELLER)

    async def visit_elsewhere(self, by: str = MANAGER) -> None:
        """Five kilometres off, and the face before the camera is somebody else's."""
        await self.book_visit(by)
        place, _ = exif.place_and_time(self._media.photos[self.firm.key])
        await self._check_in(by, "impostor.jpg", place or self._premises())

    async def interview(self) -> None:
        await self.task(TaskKind.INTERVIEW)
        self._tell("视频鉴证 interview")
        prompts = (await self.file()).interview.prompts
        script = tuple(ScriptAnswer(prompt=prompt, heard=Heard.RIGHT) for prompt in prompts)
        video = await uploads.video(self.tools, self.number, EvidenceKind.INTERVIEW_VIDEO, self._face("lr_video.mp4"))
        held = {"script": script, "conclusion": InterviewVerdict.PASS, "video": video, "device": HONEST}
        await self._do(acts.RecordInterview, VIDEO_TELLER, **held)

    # the counter

    async def counter(self) -> None:
        await self.arrive_at_counter()
        await self.prepare_activation()
        self._tell("激活 activation")
        await self.activate()

    async def arrive_at_counter(self) -> None:
        await self.until(lambda view: view.state == "COUNTER_BOOKED")
        self._tell("临柜 at the counter")
        await self._do(acts.CheckInCounter, COUNTER_TELLER, chip_identity=True)

    async def prepare_activation(self) -> None:
        """Every item ticked, the seal card confirmed by a second person."""
        view = await self.until(lambda view: view.state == "AT_COUNTER")
        for item in view.to_tick:
            await self._do(acts.Tick, COUNTER_TELLER, item=item)
        await self.task(TaskKind.SEAL_CARD)
        await self._do(acts.ConfirmSeal, SEAL_SUPERVISOR)

    async def activate(self) -> None:
        await self._do(acts.Activate, COUNTER_TELLER)

    # waiting and looking

    async def until(self, met: Callable[[CaseView], bool]) -> CaseView:
        """Wait; whenever a field of a paper has to be entered meanwhile, central operations do it."""
        while True:
            view = await self.tools.front.wait_until(
                self.number, lambda seen: met(seen) or _to_type(seen) is not None, _PATIENCE, every=_GLANCE
            )
            kind = _to_type(view)
            if kind is None or met(view):
                return view
            await self._type(kind)

    async def task(self, kind: TaskKind) -> None:
        await self.until(lambda view: any(task.kind == kind for task in view.tasks))

    async def until_file(self, met: Callable[[Case], bool]) -> None:
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            while not met(await self.file()):  # noqa: ASYNC110 - the case is asked over the wire, it sets no event here
                await asyncio.sleep(_GLANCE)

    async def file(self) -> Case:
        return await self.tools.front.file(self.number)

    # steps

    async def _type(self, kind: TaskKind) -> None:
        """What stands on the specimens, by another person for each entry."""
        by = TYPISTS[kind]
        self._tell(f"{by} {kind.chinese} enters fields")
        entries = tuple(self._printed(about) for about in (await self.file()).entering)
        await self._do(acts.EnterFields, by, entries=entries)

    def _printed(self, about: str) -> FieldEntry:
        paper, _, field = about.partition(".")
        text = self.firm.expected(Paper(paper))[field].text
        return FieldEntry(paper=PaperKind(paper), field=field, text=text)

    async def _do(self, kind: type[acts.Act], by: str | None = None, **said: object) -> None:
        who = {"by": by} if by else {}
        await self.tools.front.act(self.number, kind.model_validate({"act_id": new_act_id(), **who, **said}))

    async def _proposed(self) -> tuple[SupplementItem, ...]:
        from models.rules import review

        return review.supplement_items((await self.file()).findings)

    async def book_visit(self, by: str = MANAGER) -> None:
        await self.task(TaskKind.SCHEDULE_VISIT)
        self._tell(f"{by} 约定上门 agrees a time")
        await self._do(acts.BookVisit, by, at=datetime.now(UTC) + timedelta(minutes=5))

    async def _check_in(self, by: str, face: str, point: Point) -> None:
        await self.task(TaskKind.VISIT)
        self._tell(f"{by} 到场签到 checks in on site")
        live = await uploads.picture(self.tools, self.number, EvidenceKind.LIVE_FACE, self._face(face))
        fix = PositionFix(point=point, accuracy=18, mock=False, taken=datetime.now(UTC), device=HONEST)
        await self._do(acts.CheckInVisit, by, fix=fix, live_face=live)

    async def _photo(self, by: str) -> None:
        path = self._media.photos[f"{self.firm.key}-site"]
        ref = await uploads.picture(self.tools, self.number, EvidenceKind.SITE_PHOTO, path)
        point, taken = exif.place_and_time(path)
        await self._do(acts.AddSitePhoto, by, photo=SitePhoto(ref=ref, point=point, taken=taken, look=look_of(path)))

    async def _report(self, by: str) -> None:
        face = await uploads.picture(self.tools, self.number, EvidenceKind.LIVE_FACE, self._face("lr_live.jpg"))
        report = VisitReport(
            address_really_used=True,
            consistent_with_business=True,
            staff_seen=4,
            purpose=self.firm.purpose,
            counterparties="本市上下游企业",
            owners_confirmed=True,
            conclusion="positive",
        )
        await self._do(acts.ReportVisit, by, report=report, representative_face=face)

    async def _remote_part(self) -> None:
        video = await uploads.video(self.tools, self.number, EvidenceKind.VISIT_VIDEO, self._face("lr_video.mp4"))
        heard = tuple(RemoteAnswer(question=question, ok=True) for question in ("Q01", "Q02", "Q03", "Q04"))
        said = {"answers_heard": heard, "video": video, "door_plate_seen": True, "door_plate_reason": "门牌与住所一致"}
        await self._do(acts.RecordRemote, TELLER, **said)

    def paper(self, kind: str) -> Path:
        """The clean picture of one of the firm's papers."""
        return self._media.papers[self.firm.key][kind]

    def _face(self, name: str) -> Path:
        return self._media.faces / name

    def _premises(self) -> Point:
        place = self.firm.point
        return Point(lat=place.latitude, lon=place.longitude, datum=Datum.WGS84)


def _to_type(view: CaseView) -> TaskKind | None:
    """The entry task that is open, if any."""
    return next((kind for kind in TYPISTS if any(task.kind == kind for task in view.tasks)), None)
