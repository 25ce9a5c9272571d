"""The filing (备案) with the central bank, and the steps before it on the opening day: in time, mended by people, or
undone (R-ACC-11).
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

from workflows import options
from workflows.human_task import Desk
from workflows.office import Office
from workflows.waiting import afterwards, met_within

with workflow.unsafe.imports_passed_through():
    from models.account import Account, Filing, FilingAnswer, FilingCode
    from models.acts import CorrectFiling
    from models.application import AccountKind
    from models.case import Refusal
    from models.endings import Expired, Refused
    from models.people import SYSTEM, Role, Staff
    from models.rules import opening
    from models.rules.account_kinds import SAME_DAY, Owed, copies_by, file_by, filing_owed
    from models.rules.calendar import business_day, due
    from models.rules.ladder import retry_pause
    from models.states import State
    from models.tasks import Task, TaskKind


_MOMENT = timedelta(seconds=1)
"""The shortest time that an order can be given: none would mean for ever."""


class FilingDesk:
    """Each step until it is done or its time has lapsed; the filing itself asks again while another place is asked."""

    def __init__(self, office: Office, desk: Desk) -> None:
        self._office = office
        self._desk = desk
        self._case = office.case
        self._began: datetime | None = None
        self._inquiry: Task | None = None

    # acts

    def correct(self, act: CorrectFiling, staff: Staff | None) -> None:
        """What was corrected stays on the trail beside what was refused (R-ACC-12)."""
        self._office.record("FILING_CORRECTED", reason=act.note, detail={"by": act.by})
        self._desk.answer(act, staff)

    # story

    def begin(self) -> None:
        """The teller has ordered the activation: the opening day's time counts from now."""
        self._began = self._office.now()

    def end_of_day(self) -> datetime:
        """Until when the steps of the opening day may take, counted from the teller's order (R-ACC-11)."""
        return filing_owed(AccountKind.BASIC, self._began or self._office.now(), self._office.policy).due

    def left_of_the_day(self) -> timedelta:
        """How long a step of the opening day may wait for a worker: none is begun on answers of another day."""
        return max(self.end_of_day() - self._office.now(), _MOMENT)

    def lapses(self) -> datetime:
        """Until when the filing must be in."""
        return self._owed().due

    async def until_done(self, what: str, step: Callable[[], Awaitable[None]], lapses: Callable[[], datetime]) -> None:
        """A step that fails goes to a person at once (FILING_ERROR); when its time has lapsed everything is undone."""
        while True:
            if workflow.patched("nothing-after-its-time"):
                self._not_after(lapses())
            try:
                return await step()
            except (ActivityError, ApplicationError) as error:
                if is_cancelled_exception(error):
                    raise
                self._office.record("STEP_FAILED", about=what, reason_code=code_of(error))
            await self._have_it_mended(what, lapses())

    async def file(self) -> None:
        """The filing's answer decides: accepted, data error (people mend it), inquiry (ask again), or another basic
        account exists (H01).
        """
        tries = 0
        with afterwards(self._close_inquiry):
            while not self._accepted(await self._order_filing()):
                tries += 1
                await self._wait_for_inquiry(tries)

    # steps

    async def _have_it_mended(self, what: str, end: datetime) -> None:
        self._not_after(end)
        self._office.enter(State.FILING_ERROR, why=what.upper().replace(" ", "_"))
        task = self._desk.publish(TaskKind.FILING, Role.COUNTER_TELLER, note=what)
        mended = await met_within(lambda: not task.live, end - self._office.now(), "办理期限 deadline")
        self._desk.close(task)
        if not mended:
            self._give_up()
        self._office.enter(State.ACTIVATING)

    def _owed(self) -> Owed:
        """Until when the filing must be in, by the kind of account; an opening that was in trouble before kinds were
        told apart has its opening day for it.
        """
        if workflow.patched("filing-by-kind"):
            opened = self._account.opened or self._office.now()
            return filing_owed(self._case.statements.account_kind, opened, self._office.policy)
        return Owed(remind=self.end_of_day(), due=self.end_of_day())

    def _not_after(self, end: datetime) -> None:
        if self._office.now() >= end:
            self._give_up()

    def _give_up(self) -> None:
        same_day = self._case.statements.account_kind in SAME_DAY
        self._office.tell("unfinished" if same_day else "unfiled")
        raise Expired("RF13")

    async def _order_filing(self) -> FilingAnswer:
        answer: FilingAnswer = await workflow.execute_activity(
            "file_account",
            self._request(),
            result_type=FilingAnswer,
            summary="备案 filing",
            **options.ordering(self._office.policy.outside),
        )
        self._office.record("FILING_ANSWERED", after=answer.code)
        return answer

    def _accepted(self, answer: FilingAnswer) -> bool:
        """Whether the account is filed; False while another place is asked."""
        if answer.code is FilingCode.ALREADY_HAS_BASIC:
            self._case.refusal = Refusal(reason_code="RF12", reason="", by=SYSTEM)
            raise Refused("RF12")
        if answer.code is FilingCode.REJECTED:
            raise ApplicationError("the filing was rejected", type="FILING_REJECTED", non_retryable=True)
        if answer.code is not FilingCode.ACCEPTED:
            return False
        self._account.filed = self._office.now()
        self._account.basic_account_number = answer.basic_account_number
        self._office.record("FILED")
        return True

    async def _wait_for_inquiry(self, tries: int) -> None:
        """Ask again, ever slower; in time a person hears of it, who may have it asked at once."""
        owed, now, policy = self._owed(), self._office.now(), self._office.policy
        self._not_after(owed.due)
        if now >= owed.remind:
            self._have_inquiry_followed()
        again = due(now, retry_pause(tries, policy.outside), policy.calendar)
        until = min(at for at in (again, owed.due, owed.remind) if at > now)
        if self._inquiry is None or not self._inquiry.live:
            self._office.waiting("PBOC", until)
        await met_within(self._inquiry_is_answered, until - now, "征询 inquiry")

    def _have_inquiry_followed(self) -> None:
        if self._inquiry is None or not self._inquiry.live:
            self._inquiry = self._desk.publish(TaskKind.FILING, Role.COUNTER_TELLER, note="inquiry")

    def _inquiry_is_answered(self) -> bool:
        return self._inquiry is not None and not self._inquiry.live

    def _close_inquiry(self) -> None:
        if self._inquiry is not None:
            self._desk.close(self._inquiry)
            self._inquiry = None

    def _request(self) -> Filing:
        case, policy = self._case, self._office.policy
        kind, opened = case.statements.account_kind, business_day(self._account.opened or self._office.now())
        return Filing(
            application=case.application,
            number=self._account.number,
            account_kind=case.statements.account_kind,
            depositor_kind=opening.depositor_of(case),
            credit_code=case.licence.credit_code or "",
            name=case.licence.name or "",
            representative=case.licence.representative or "",
            representative_id=case.id_card.number or "",
            address=case.licence.address or "",
            opened_on=opened,
            file_by=file_by(kind, opened, policy.accounts, policy.calendar) if policy.accounts else None,
            copies_by=copies_by(kind, opened, policy.accounts, policy.calendar) if policy.accounts else None,
            valid_until=opening.last_day_of(case),
        )

    @property
    def _account(self) -> Account:
        if self._case.account is None:
            raise RuntimeError("no account has been reserved")
        return self._case.account


def code_of(error: BaseException) -> str:
    """The code under which a failed step is recorded."""
    cause = error.cause if isinstance(error, ActivityError) else error
    return str(cause.type) if isinstance(cause, ApplicationError) and cause.type else "OUTSIDE_FAILED"
