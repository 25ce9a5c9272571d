"""A recording world: every activity of the workflow, answering for a clean firm unless a test says otherwise."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.providers.directory import StaffDirectory
from models.account import (
    AccountOrder,
    ContractResult,
    CustomerMessage,
    DoubtFeedback,
    Filing,
    FilingAnswer,
    FilingCode,
    OpenedFeedback,
    ReserveAccount,
    SignContracts,
)
from models.audit import AuditFact
from models.checks import (
    AddressCountAsked,
    CitizenAsked,
    ListsAsked,
    OwnerFilingAsked,
    OwnersAsked,
    PhoneAsked,
    RegistrationAsked,
    TaxAsked,
)
from models.clusters import InHouse
from models.papers import PROOFS, EvidenceKind, EvidenceRef, PaperKind, ReadField, Reading, Term
from models.people import Staff
from models.requests import (
    AskAddressCount,
    AskCitizen,
    AskLists,
    AskOwnerFiling,
    AskPhone,
    AskRegistration,
    AskTax,
    BookSlot,
    ClaimFirm,
    CompareFaces,
    CountInHouse,
    DrawForQuality,
    ExamVideo,
    FindStaff,
    FreeSlot,
    KeepEntry,
    LocateAddress,
    OweDuty,
    Publication,
    ReadPaper,
    ReleaseFirm,
    TraceOwners,
)
from models.visit import Datum, FaceMatch, FaceVerdict, Point, VideoExam, VideoSecond
from tests import builders

PREMISES = Point(lat=31.2304, lon=121.4737, datum=Datum.WGS84)


def readings() -> dict[PaperKind, Reading]:
    """What a perfect reader finds on the papers of `builders.licence()`, `id_card()`, `letter()` and `agent_card()`."""
    licence, card = builders.licence(), builders.id_card()
    kinds: dict[PaperKind, dict[str, Any]] = {
        PaperKind.LICENCE: {
            "credit_code": licence.credit_code,
            "name": licence.name,
            "type": licence.type_text,
            "representative": licence.representative,
            "capital": licence.capital,
            "established": str(licence.established),
            "term": licence.term,
            "address": licence.address,
            "scope": licence.scope,
            "authority": licence.authority,
            "issued": str(licence.issued),
        },
        PaperKind.ID_FRONT: {
            "name": card.name,
            "sex": card.sex,
            "ethnicity": card.ethnicity,
            "birth_date": str(card.birth_date),
            "address": card.address,
            "number": card.number,
        },
        PaperKind.ID_BACK: {"authority": card.authority, "validity": card.validity},
        PaperKind.AUTHORISATION: _letter(),
    }
    read = {
        kind: Reading(kind=kind, fields={name: _field(value) for name, value in fields.items()}, marks=("SEAL",))
        for kind, fields in kinds.items()
    }
    proofs = dict.fromkeys(PROOFS, Reading(kind=PaperKind.UNKNOWN, fields={}, warnings=("NO_PAPER",)))
    return {
        **read,
        **proofs,
        PaperKind.AGENT_ID_FRONT: _agents_front(),
        PaperKind.AGENT_ID_BACK: read[PaperKind.ID_BACK],
    }


def temporary_card(today: date) -> Reading:
    """The back of a temporary identity card that was issued ten days ago."""
    perfect = readings()[PaperKind.ID_BACK]
    term = Term(start=today - timedelta(days=10), end=today + timedelta(days=80))
    validity = perfect.fields["validity"].model_copy(update={"value": term})
    fields = {**perfect.fields, "validity": validity}
    return perfect.model_copy(update={"fields": fields, "warnings": ("TEMPORARY_CARD",)})


def _letter() -> dict[str, Any]:
    letter = builders.letter()
    texts = {name: value for name, value in letter if value is not None}
    return {**texts, "issued": str(letter.issued)}


def _agents_front() -> Reading:
    card = builders.agent_card()
    shown = {"name": card.name, "sex": card.sex, "birth_date": str(card.birth_date), "number": card.number}
    return Reading(kind=PaperKind.ID_FRONT, fields={name: _field(value) for name, value in shown.items()})


def _field(value: Any) -> ReadField:
    return ReadField(text=str(value), value=value, confidence=0.99, box=(0, 0, 10, 10))


Answer = Callable[[Any], Any]
_ORDERS = {
    "reserve_account",
    "activate_account",
    "enable_seal",
    "file_account",
    "retire_account",
    "reverse_account",
    "change_limits",
}


class World:
    """`calls` are all requests by activity; `answers` overrides an answer, `fail` lets the next calls fail."""

    def __init__(self) -> None:
        self.calls: dict[str, list[Any]] = {}
        self.answers: dict[str, Answer] = {}
        self._failures: dict[str, list[ApplicationError | None]] = {}
        self.trail: list[AuditFact] = []
        self.last: Publication | None = None
        self.staff = StaffDirectory.read()
        self.readings: dict[str, Reading] = {}
        self.face = FaceMatch(distance=0.3, verdict=FaceVerdict.SAME)
        self.messages: list[CustomerMessage] = []
        self.firm_holder: str | None = None
        self._held: dict[str, asyncio.Event] = {}
        self._orders: list[str] = []

    # what tests say

    def fail(self, name: str, times: int = 1, type: str = "OUTSIDE_FAILED", *, retry: bool = True) -> None:
        """The next `times` calls of an activity fail."""
        self._failures[name] = [ApplicationError("down", type=type, non_retryable=not retry)] * times

    def heal(self, name: str) -> None:
        self._failures.pop(name, None)
        self.answers.pop(name, None)

    def down(self, name: str, type: str = "OUTSIDE_FAILED", *, retry: bool = True) -> None:
        """Every call fails until it heals."""
        self.fail(name, 1_000_000, type, retry=retry)

    def hold(self, name: str) -> asyncio.Event:
        """The next calls of an activity wait for the event: what is on its way stays on its way."""
        return self._held.setdefault(name, asyncio.Event())

    # what tests ask

    def count(self, name: str) -> int:
        return len(self.calls.get(name, []))

    def actions(self) -> list[str]:
        return [fact.action for fact in self.trail]

    def states(self) -> list[str]:
        """The states that the main line and its legs entered, in order."""
        return [fact.after or "" for fact in self.trail if fact.action == "STATE_CHANGED"]

    def seen(self, action: str) -> Counter[str]:
        return Counter(str(fact.object) for fact in self.trail if fact.action == action)

    def numbers(self) -> list[int]:
        """The facts' numbers as they arrived: without a gap, each once, in order."""
        return [int(fact.fact.rpartition("-")[2]) for fact in self.trail]

    def orders(self) -> list[str]:
        """What was ordered outside about the account, in order."""
        return self._orders

    def texts(self) -> list[str]:
        return [message.template for message in self.messages]

    # activities

    async def _answer(self, name: str, request: Any, usual: Any) -> Any:
        self.calls.setdefault(name, []).append(request)
        if name in self._held:
            await self._held[name].wait()
        failures = self._failures.get(name, [])
        if failures and (failure := failures.pop(0)):
            raise failure
        if name in _ORDERS:
            self._orders.append(name)
        return self.answers[name](request) if name in self.answers else usual

    def activities(self) -> Sequence[Callable[..., Any]]:
        return [
            getattr(self, name) for name in dir(self) if hasattr(getattr(self, name), "__temporal_activity_definition")
        ]

    @activity.defn(name="publish")
    async def publish(self, batch: Publication) -> None:
        await self._answer("publish", batch, None)
        known = {fact.fact for fact in self.trail}
        self.trail += [fact for fact in batch.facts if fact.fact not in known]
        self.last = batch

    @activity.defn(name="find_staff")
    async def find_staff(self, ask: FindStaff) -> Staff | None:
        return self.staff.find(ask.id)

    @activity.defn(name="book_slot")
    async def book_slot(self, ask: BookSlot) -> bool:
        return bool(await self._answer("book_slot", ask, True))

    @activity.defn(name="free_slot")
    async def free_slot(self, ask: FreeSlot) -> None:
        await self._answer("free_slot", ask, None)

    @activity.defn(name="claim_firm")
    async def claim_firm(self, ask: ClaimFirm) -> str:
        return str(await self._answer("claim_firm", ask, self.firm_holder or ask.application))

    @activity.defn(name="draw_for_quality")
    async def draw_for_quality(self, ask: DrawForQuality) -> bool:
        return bool(await self._answer("draw_for_quality", ask, False))

    @activity.defn(name="release_firm")
    async def release_firm(self, ask: ReleaseFirm) -> None:
        await self._answer("release_firm", ask, None)

    @activity.defn(name="read_paper")
    async def read_paper(self, ask: ReadPaper) -> Reading:
        usual = self.readings.get(ask.paper.ref.sha256) or readings()[ask.paper.kind]
        result: Reading = await self._answer("read_paper", ask, usual)
        return result

    @activity.defn(name="keep_entry")
    async def keep_entry(self, ask: KeepEntry) -> EvidenceRef:
        usual = builders.ref(EvidenceKind.DATA_ENTRY, "e", media_type="application/json")
        result: EvidenceRef = await self._answer("keep_entry", ask, usual)
        return result

    @activity.defn(name="check_registration")
    async def check_registration(self, ask: AskRegistration) -> RegistrationAsked:
        usual = builders.registration(at=server_time(), query=ask.query)
        result: RegistrationAsked = await self._answer("check_registration", ask, usual)
        return result

    @activity.defn(name="check_phone")
    async def check_phone(self, ask: AskPhone) -> PhoneAsked:
        result: PhoneAsked = await self._answer("check_phone", ask, builders.phone(at=server_time(), query=ask.query))
        return result

    @activity.defn(name="check_tax")
    async def check_tax(self, ask: AskTax) -> TaxAsked:
        result: TaxAsked = await self._answer("check_tax", ask, builders.tax(at=server_time(), query=ask.query))
        return result

    @activity.defn(name="check_citizen")
    async def check_citizen(self, ask: AskCitizen) -> CitizenAsked:
        usual = builders.citizen(at=server_time(), query=ask.query)
        result: CitizenAsked = await self._answer("check_citizen", ask, usual)
        return result

    @activity.defn(name="screen_lists")
    async def screen_lists(self, ask: AskLists) -> ListsAsked:
        result: ListsAsked = await self._answer("screen_lists", ask, builders.lists(at=server_time(), query=ask.query))
        return result

    @activity.defn(name="trace_owners")
    async def trace_owners(self, ask: TraceOwners) -> OwnersAsked:
        usual = builders.traced(at=server_time(), query=ask.query)
        result: OwnersAsked = await self._answer("trace_owners", ask, usual)
        return result

    @activity.defn(name="query_owner_filing")
    async def query_owner_filing(self, ask: AskOwnerFiling) -> OwnerFilingAsked:
        usual = builders.owner_filing(at=server_time(), query=ask.query)
        result: OwnerFilingAsked = await self._answer("query_owner_filing", ask, usual)
        return result

    @activity.defn(name="count_at_address")
    async def count_at_address(self, ask: AskAddressCount) -> AddressCountAsked:
        usual = builders.address_count(at=server_time(), query=ask.query)
        result: AddressCountAsked = await self._answer("count_at_address", ask, usual)
        return result

    @activity.defn(name="count_in_house")
    async def count_in_house(self, ask: CountInHouse) -> InHouse:
        result: InHouse = await self._answer("count_in_house", ask, InHouse(same_device=None))
        return result

    @activity.defn(name="owe_duty")
    async def owe_duty(self, ask: OweDuty) -> None:
        await self._answer("owe_duty", ask, None)

    @activity.defn(name="locate_address")
    async def locate_address(self, ask: LocateAddress) -> Point | None:
        result: Point | None = await self._answer("locate_address", ask, PREMISES)
        return result

    @activity.defn(name="compare_faces")
    async def compare_faces(self, ask: CompareFaces) -> FaceMatch:
        result: FaceMatch = await self._answer("compare_faces", ask, self.face)
        return result

    @activity.defn(name="exam_video")
    async def exam_video(self, ask: ExamVideo) -> VideoExam:
        seconds = tuple(VideoSecond(t=float(t), faces=1, distance=0.3) for t in range(5))
        usual = VideoExam(seconds=seconds, duration=5, frozen=0, verdict=FaceVerdict.SAME)
        result: VideoExam = await self._answer("exam_video", ask, usual)
        return result

    @activity.defn(name="reserve_account")
    async def reserve_account(self, order: ReserveAccount) -> str:
        return str(await self._answer("reserve_account", order, "03000100000000010"))

    @activity.defn(name="activate_account")
    async def activate_account(self, order: AccountOrder) -> None:
        await self._answer("activate_account", order, None)

    @activity.defn(name="change_limits")
    async def change_limits(self, order: AccountOrder) -> None:
        await self._answer("change_limits", order, None)

    @activity.defn(name="retire_account")
    async def retire_account(self, order: AccountOrder) -> None:
        await self._answer("retire_account", order, None)

    @activity.defn(name="reverse_account")
    async def reverse_account(self, order: AccountOrder) -> None:
        await self._answer("reverse_account", order, None)

    @activity.defn(name="enable_seal")
    async def enable_seal(self, order: AccountOrder) -> None:
        await self._answer("enable_seal", order, None)

    @activity.defn(name="file_account")
    async def file_account(self, filing: Filing) -> FilingAnswer:
        usual = FilingAnswer(code=FilingCode.ACCEPTED, basic_account_number="J2900000000101")
        result: FilingAnswer = await self._answer("file_account", filing, usual)
        return result

    @activity.defn(name="sign_contracts")
    async def sign_contracts(self, order: SignContracts) -> list[ContractResult]:
        usual = [ContractResult(product=product, state="signed") for product in order.products]
        result: list[ContractResult] = await self._answer("sign_contracts", order, usual)
        return result

    @activity.defn(name="report_status")
    async def report_status(self, feedback: OpenedFeedback) -> None:
        await self._answer("report_status", feedback, None)

    @activity.defn(name="report_doubt")
    async def report_doubt(self, doubt: DoubtFeedback) -> None:
        await self._answer("report_doubt", doubt, None)

    @activity.defn(name="send_message")
    async def send_message(self, message: CustomerMessage) -> None:
        await self._answer("send_message", message, None)
        self.messages.append(message)


def server_time() -> Any:
    """The server's time of this activity: with skipped time it runs ahead of this machine's clock."""
    return activity.info().scheduled_time
