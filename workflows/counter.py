"""The counter visit (临柜): booked, checked in, ticked, sealed, and handed over for activation; the clock is shown."""

import asyncio
from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from workflows import options
from workflows.customer import customer_acts
from workflows.human_task import Desk
from workflows.interview import Interview
from workflows.office import Office
from workflows.risk import RiskReview
from workflows.waiting import afterwards, met_within, side_by_side

with workflow.unsafe.imports_passed_through():
    from models.account import CardAllowed, CounterItem, CounterRecord
    from models.acts import Act, Activate, AllowCard, BookCounter, CheckInCounter, ConfirmSeal, Tick
    from models.audit import stamp
    from models.endings import Expired
    from models.people import Role, Staff
    from models.requests import BookSlot
    from models.rules.acts import Why, live_task
    from models.rules.calendar import due
    from models.states import State
    from models.tasks import TaskKind

_SECONDED = {CounterItem.SEAL_CARD: TaskKind.SEAL_CARD, CounterItem.TEMPORARY_CARD: TaskKind.TEMPORARY_CARD}
"""What a second person has to look at once the teller has ticked it."""


class Counter:
    """From the reserved number to the teller's order to activate."""

    def __init__(self, office: Office, desk: Desk, risk: RiskReview, interview: Interview) -> None:
        self._office = office
        self._desk = desk
        self._risk = risk
        self._interview = interview
        self._since: datetime | None = None
        self._ends: datetime | None = None
        self._slow = 0

    @property
    def _record(self) -> CounterRecord:
        return self._office.case.counter

    # acts

    async def book(self, act: BookCounter, staff: Staff | None) -> None:
        """The slot is taken in the calendar first: two customers cannot have the last one."""
        case, counter = self._office.case, self._office.policy.counter
        if refused := self._unbookable(act.slot):
            raise ApplicationError(refused, type=Why.WRONG, non_retryable=True)
        request = BookSlot(application=case.application, branch=case.branch, slot=act.slot, capacity=counter.per_slot)
        free: bool = await workflow.execute_activity("book_slot", request, result_type=bool, **options.OWN_TABLES)
        if not free:
            raise ApplicationError("this slot is full; choose another time", type=Why.WRONG, non_retryable=True)
        self._record.slot = act.slot
        self._record.bookings += 1
        self._office.record("COUNTER_BOOKED", detail={"slot": stamp(act.slot)})
        self._office.tell("counter_booked", slot=_minute(act.slot))

    def _unbookable(self, slot: datetime) -> str | None:
        waits, calendar = self._office.policy.waits, self._office.policy.calendar
        if due(slot, waits.counter_late, calendar) <= self._office.now():
            return "this slot is already over; choose a later time"
        if self._ends is not None and slot > self._ends:
            return f"the reserved number waits until {_minute(self._ends)} only; choose an earlier time"
        return None

    def check_in(self, act: CheckInCounter, staff: Staff | None) -> None:
        self._record.checked_in = self._office.now()
        self._record.chip_identity = act.chip_identity
        self._record.visitor = act.visitor
        self._record.teller = act.by
        if staff is not None:
            self._office.acted(Role.COUNTER_TELLER, staff)
        self._office.record("COUNTER_CHECKIN", detail={"chip": act.chip_identity, "visitor": act.visitor})

    def tick(self, act: Tick, staff: Staff | None) -> None:
        self._record.ticked[act.item] = act.by
        self._office.record("COUNTER_PART_DONE", about=act.item)
        if act.item is CounterItem.TEMPORARY_CARD and staff is not None:
            self._office.acted(Role.COUNTER_TELLER, staff)
        self._office.worked(act, staff)
        if act.item in _SECONDED:
            self._have_seconded(_SECONDED[act.item])

    def _have_seconded(self, kind: TaskKind) -> None:
        record = self._record
        done = record.seal_confirmed_by if kind is TaskKind.SEAL_CARD else record.card_allowed
        if done is None and live_task(self._office.case, (kind,)) is None:
            self._desk.publish(kind, Role.SUPERVISOR)

    def seal(self, act: ConfirmSeal, staff: Staff | None) -> None:
        self._record.seal_confirmed_by = act.by
        self._desk.answer(act, staff)

    def card(self, act: AllowCard, staff: Staff | None) -> None:
        """A card that is not allowed is no longer ticked: the teller sees another one, or reports a mismatch."""
        if staff is None:
            raise RuntimeError(f"{act.name} came without a person")
        if act.decision == "allow":
            self._record.card_allowed = CardAllowed(
                by=staff.id, person=staff.person, reason=act.reason, at=self._office.now()
            )
        else:
            self._record.ticked.pop(CounterItem.TEMPORARY_CARD, None)
        self._office.record("TEMPORARY_CARD_DECIDED", after=act.decision, reason=act.reason, detail={"by": staff.id})
        self._desk.answer(act, staff)

    # story

    def invitation_ends(self) -> str:
        """The last minute of the pre-opening, as the customer reads it."""
        return _minute(self._ends or self._end(self._office.now()))

    def _end(self, since: datetime) -> datetime:
        return due(since, self._office.policy.waits.pre_opened, self._office.policy.calendar)

    async def serve(self, since: datetime) -> None:
        """Until the teller orders the activation; the reserved number waits for the customer `pre_opened` long,
        counted from `since`.
        """
        self._since, self._ends = since, self._end(since)
        while self._record.checked_in is None:
            await self._until_booked(since)
            await self._until_checked_in()
        await self.at_the_counter()

    def send_home(self) -> None:
        """This visit leads to no account: what was ticked, signed and sealed was for what was decided before."""
        self._office.case.counter = CounterRecord(bookings=self._record.bookings)
        self._slow = 0

    async def serve_again(self) -> None:
        """Another visit, within what is left of the time for which the number was reserved."""
        since = self._since or self._office.now()
        if self._end(since) <= self._office.now():
            raise Expired("EX01")
        self._office.enter(State.PRE_OPENED)
        self._office.tell("pre_opened", due=self.invitation_ends())
        await self.serve(since)

    async def at_the_counter(self) -> None:
        """Ticks, seal card, and the order to activate."""
        self._office.enter(State.AT_COUNTER)
        clock = asyncio.create_task(self._watch_the_clock())
        legs = [self._serve_customer()]
        if self._office.case.interview.face_to_face:
            legs.append(self._interview.at_counter())
        with afterwards(clock.cancel):
            await side_by_side(*legs)

    # steps

    async def _until_booked(self, since: datetime) -> None:
        waits = self._office.policy.waits
        self._office.enter(State.PRE_OPENED)
        await customer_acts(
            self._office,
            lambda: self._record.slot is not None,
            within=waits.pre_opened,
            since=since,
            remind=waits.pre_opened_remind,
            reminder="pre_opened_reminder",
        )
        self._office.enter(State.COUNTER_BOOKED)

    async def _until_checked_in(self) -> None:
        """A customer who is later than the policy allows has lost the slot, not the application."""
        while self._record.checked_in is None and self._record.slot is not None:
            await self._await_slot(self._record.slot)

    async def _await_slot(self, slot: datetime) -> None:
        late = due(slot, self._office.policy.waits.counter_late, self._office.policy.calendar)
        self._office.waiting(Role.CUSTOMER, late)
        if not await met_within(
            lambda: self._arrived_or_moved(slot), late - self._office.now(), "临柜预约 booked slot"
        ):
            self._record.slot = None
            self._office.record("COUNTER_NO_SHOW")
            self._office.tell("slot_missed")

    def _arrived_or_moved(self, slot: datetime) -> bool:
        return self._record.checked_in is not None or self._record.slot != slot

    async def _serve_customer(self) -> None:
        while True:
            act = await self._desk.decide(TaskKind.COUNTER, Role.COUNTER_TELLER, Act, assignee=self._record.teller)
            if isinstance(act, Activate):
                return
            await self._risk.detour("COUNTER_MISMATCH")

    async def _watch_the_clock(self) -> None:
        """Thirty minutes are the promise, forty-five the alarm (process.md step 8); each is told once a visit, also
        when the case comes back to the counter.
        """
        waits, calendar = self._office.policy.waits, self._office.policy.calendar
        start = self._record.checked_in or self._office.now()
        for level, span in list(enumerate((waits.counter_target, waits.counter_alarm)))[self._slow :]:
            await met_within(lambda: False, due(start, span, calendar) - self._office.now(), f"临柜{span}")
            self._slow = level + 1
            self._office.record("COUNTER_SLOW", detail={"level": level})


def _minute(at: datetime) -> str:
    return stamp(at)[:16].replace("T", " ")
