"""Opening the account: reserve the number, activate, file, sign; each step idempotent by application number and
undone when it must be.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

from workflows import options
from workflows.human_task import Desk
from workflows.office import Office
from workflows.products import Products
from workflows.waiting import afterwards, insisted, met_within, stop_if_cancelled

with workflow.unsafe.imports_passed_through():
    from models.account import (
        Account,
        AccountOrder,
        AccountState,
        Filing,
        FilingAnswer,
        FilingCode,
        OpenedFeedback,
        ReserveAccount,
    )
    from models.after_opening import ReviewDuty
    from models.application import AccountKind
    from models.audit import stamp
    from models.base import Fact
    from models.case import Refusal
    from models.duties import DutyKind
    from models.endings import Expired, Refused
    from models.people import SYSTEM, Role
    from models.policy import Measures
    from models.requests import OweDuty
    from models.rules import after_opening, simplified
    from models.rules.account_kinds import (
        SAME_DAY,
        Owed,
        copies_by,
        copies_owed,
        file_by,
        filing_owed,
        payments_from,
        pays_cash,
    )
    from models.rules.calendar import business_day, due
    from models.rules.ladder import retry_pause
    from models.rules.limits import of_case, to_come
    from models.rules.opening import depositor_kind
    from models.states import State
    from models.tasks import Task, TaskKind

_REOPENING = timedelta(
    minutes=10
)  # how soon an outside that said "closed" is asked again to finish what must be finished


class Opening:
    """The account's side of the story, and the way back from every step of it."""

    def __init__(self, office: Office, desk: Desk) -> None:
        self._office = office
        self._desk = desk
        self._case = office.case
        self._reserving: ReserveAccount | None = None
        self._began: datetime | None = None
        self._inquiry: Task | None = None
        self._products = Products(office)

    async def reserve(self) -> None:
        """Pre-opening (预开户): the number is reserved, nothing can be booked on it."""
        case, policy = self._case, self._office.policy
        if case.tier is None:
            raise RuntimeError("an account cannot be reserved without a tier")
        self._reserving = ReserveAccount(
            application=case.application,
            branch=case.branch,
            account_kind=case.statements.account_kind,
            credit_code=case.licence.credit_code or "",
            name=case.licence.name or "",
            limits=of_case(case, policy),
            cash_out=pays_cash(case.statements.account_kind),
        )
        await self._office.recorded()
        await self._reserve(self._reserving)
        self._office.record("PREOPENED")
        stop_if_cancelled()

    async def activate(self) -> None:
        """One saga, in the bank's order (process.md step 9): core account, seal, filing, feedback, contracts."""
        self._began = self._office.now()
        await self._office.recorded()
        await self._until_done("core account", self._activate_core, self._end_of_day)
        await self._until_done("seal", self._enable_seal, self._end_of_day)
        await self._until_done("filing", self._file, lambda: self._filing_owed().due)

    async def finish(self) -> None:
        """After the filing the account is open: what follows is completed, never undone, and done once."""
        if self._case.counter.receipt is not None:
            return
        await self._owe_copies()
        await self._report_status("OPEN")
        await self._products.order()
        self._case.counter.receipt = self._office.now()
        minutes = self._case.counter.minutes
        self._plan_reviews()
        self._office.record("COUNTER_RECEIPT", detail={"minutes": round(minutes, 1) if minutes is not None else None})
        self._office.tell("opened", tail=self._account.number[-4:])

    async def _owe_copies(self) -> None:
        """The copies of a basic or temporary account's papers outlive the case as a duty, noted once (R-ACC-11)."""
        case, policy, account = self._case, self._office.policy, self._account
        if policy.accounts is None or account.opened is None or account.copies_due is not None:
            return
        owed = copies_owed(case.statements.account_kind, account.opened, policy.accounts, policy.calendar)
        if owed is None or not workflow.patched("copies-duty"):
            return
        kind = DutyKind.ACCOUNT_COPIES
        duty = OweDuty(application=case.application, branch=case.branch, kind=kind, remind=owed.remind, due=owed.due)
        await workflow.execute_activity("owe_duty", duty, summary="副本报送 duty", **options.OWN_TABLES)
        account.copies_due = owed.due  # only now: whoever was stopped before notes it again, which notes it once
        self._office.record("DUTY_OPENED", about=kind, detail={"due": stamp(owed.due)})

    def _plan_reviews(self) -> None:
        """The days on which the new account is looked at again, by its tier (risk.md 4)."""
        measures, opened = self._measures(), self._account.opened
        if measures and measures.reviews_after and opened:
            self._case.duties = after_opening.duties(opened, measures.reviews_after, self._office.policy.calendar)
            self._case.duties += self._upgrade(opened)
            for duty in self._case.duties:
                self._office.record(
                    "REVIEW_PLANNED",
                    about=duty.name,
                    detail={"due": duty.due.isoformat(), "every_months": duty.every_months},
                )

    def _upgrade(self, opened: datetime) -> tuple[ReviewDuty, ...]:
        policy = self._office.policy
        if policy.simplified is None or not simplified.holds(self._case, policy):
            return ()
        return (after_opening.upgrade(opened, policy.simplified.upgrade_after, policy.calendar),)

    def _measures(self) -> Measures | None:
        return self._office.policy.measures[self._case.tier] if self._case.tier else None

    async def undo(self) -> None:
        """Compensation: a reserved number is retired, an active account that was not filed is reversed; a filed one
        is open and stays.
        """
        if self._case.account is None and self._reserving is not None:
            await self._reserve(self._reserving)
        account = self._case.account
        if account is None or account.filed:
            return
        if account.state is AccountState.PRE_OPEN:
            await self._order("retire_account", "销号 retire", insist=True)
            account.state = AccountState.RETIRED
            self._office.record("NUMBER_RETIRED")
        elif account.state is AccountState.ACTIVE:
            await self._order("reverse_account", "冲正 reverse", insist=True)
            account.state = AccountState.CLOSED_BEFORE_USE
            self._office.record("ACCOUNT_REVERSED")
            if workflow.patched("closed-feedback"):
                await self._report_status("CLOS")

    def tell_withheld(self) -> None:
        """The account is reserved: what of the customer's wishes is not granted."""
        self._products.tell_withheld()

    # steps

    @property
    def _account(self) -> Account:
        if self._case.account is None:
            raise RuntimeError("no account has been reserved")
        return self._case.account

    async def _reserve(self, request: ReserveAccount) -> None:
        number: str = await self._insist("reserve_account", request, "预开户 reserve", str)
        self._case.account = Account(number=number, state=AccountState.PRE_OPEN, limits=request.limits)

    async def _activate_core(self) -> None:
        # From here on the account may be active outside, whatever answer comes back: compensation must reverse it.
        self._account.state = AccountState.ACTIVE
        order = self._activation()
        await self._order("activate_account", "核心激活 activate", order=order)
        self._account.opened = self._office.now()
        later = {"raised_from": order.raised_from.isoformat()} if order.raised_from else {}
        self._office.record("CORE_OPENED", detail={**self._account.limits.model_dump(), **later})
        stop_if_cancelled()

    async def _enable_seal(self) -> None:
        await self._order("enable_seal", "启用印鉴 seal")
        self._account.seal_enabled = True
        self._office.record("SEAL_ENABLED")
        stop_if_cancelled()

    async def _file(self) -> None:
        """The filing's answer decides: accepted, data error (people mend it), inquiry (ask again), or another basic
        account exists (H01).
        """
        tries = 0
        with afterwards(self._close_inquiry):
            while not self._accepted(await self._order_filing()):
                tries += 1
                await self._wait_for_inquiry(tries)

    async def _order_filing(self) -> FilingAnswer:
        answer: FilingAnswer = await workflow.execute_activity(
            "file_account",
            self._filing(),
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
        owed, now, policy = self._filing_owed(), self._office.now(), self._office.policy
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

    async def _until_done(self, what: str, step: Callable[[], Awaitable[None]], lapses: Callable[[], datetime]) -> None:
        """A step that fails goes to a person at once (FILING_ERROR); when its time has lapsed everything is undone."""
        while True:
            try:
                return await step()
            except (ActivityError, ApplicationError) as error:
                if is_cancelled_exception(error):
                    raise
                self._office.record("STEP_FAILED", about=what, reason_code=_code_of(error))
            await self._have_it_mended(what, lapses())

    async def _have_it_mended(self, what: str, end: datetime) -> None:
        self._not_after(end)
        self._office.enter(State.FILING_ERROR, why=what.upper().replace(" ", "_"))
        task = self._desk.publish(TaskKind.FILING, Role.COUNTER_TELLER, note=what)
        mended = await met_within(lambda: not task.live, end - self._office.now(), "办理期限 deadline")
        self._desk.close(task)
        if not mended:
            self._give_up()
        self._office.enter(State.ACTIVATING)

    def _end_of_day(self) -> datetime:
        """Until when the steps of the opening day may take, counted from the teller's order (R-ACC-11)."""
        return filing_owed(AccountKind.BASIC, self._began or self._office.now(), self._office.policy).due

    def _filing_owed(self) -> Owed:
        """Until when the filing must be in, by the kind of account; an opening that was in trouble before kinds were
        told apart has its opening day for it.
        """
        if workflow.patched("filing-by-kind"):
            opened = self._account.opened or self._office.now()
            return filing_owed(self._case.statements.account_kind, opened, self._office.policy)
        return Owed(remind=self._end_of_day(), due=self._end_of_day())

    def _not_after(self, end: datetime) -> None:
        if self._office.now() >= end:
            self._give_up()

    def _give_up(self) -> None:
        same_day = self._case.statements.account_kind in SAME_DAY
        self._office.tell("unfinished" if same_day else "unfiled")
        raise Expired("RF13")

    async def _report_status(self, status: str) -> None:
        feedback = OpenedFeedback(
            application=self._case.application, credit_code=self._case.licence.credit_code or "", status=status
        )
        await self._insist("report_status", feedback, "账户状态反馈 feedback")

    async def _order(
        self, activity: str, summary: str, *, insist: bool = False, order: AccountOrder | None = None
    ) -> None:
        order = order or AccountOrder(application=self._case.application, number=self._account.number)
        if insist:
            await self._insist(activity, order, summary)
            return
        outside = self._office.policy.outside
        await workflow.execute_activity(activity, order, summary=summary, **options.ordering(outside))

    async def _insist(self, activity: str, request: Fact, summary: str, result: type | None = None) -> Any:
        """Order until it is done, however long the outside is closed or down."""
        chosen = options.insisting(self._office.policy.outside)
        return await insisted(
            lambda: workflow.execute_activity(activity, request, result_type=result, summary=summary, **chosen),
            _REOPENING,
        )

    def _activation(self) -> AccountOrder:
        """From when the account pays (R-ACC-10), until when a temporary one is open (R-ACC-07), and within which limits
        (H11): those that the hard rules were held against, and what a complete chain raises them to on a later day.
        """
        today, policy = business_day(self._office.now()), self._office.policy
        later = to_come(self._case, policy, today)
        return AccountOrder(
            application=self._case.application,
            number=self._account.number,
            payments_from=payments_from(self._depositor(), today, policy.calendar),
            valid_until=self._last_day(),
            limits=self._account.limits,
            raised_limits=later.limits if later else None,
            raised_from=later.starts if later else None,
        )

    def _last_day(self) -> date | None:
        temporary = self._case.statements.account_kind is AccountKind.TEMPORARY
        return self._case.statements.account_until if temporary else None

    def _depositor(self) -> str:
        licence = self._case.licence
        return depositor_kind(licence.entity, licence.name, licence.representative)

    def _filing(self) -> Filing:
        case, policy = self._case, self._office.policy
        kind, opened = case.statements.account_kind, business_day(self._account.opened or self._office.now())
        return Filing(
            application=case.application,
            number=self._account.number,
            account_kind=case.statements.account_kind,
            depositor_kind=self._depositor(),
            credit_code=case.licence.credit_code or "",
            name=case.licence.name or "",
            representative=case.licence.representative or "",
            representative_id=case.id_card.number or "",
            address=case.licence.address or "",
            opened_on=opened,
            file_by=file_by(kind, opened, policy.accounts, policy.calendar) if policy.accounts else None,
            copies_by=copies_by(kind, opened, policy.accounts, policy.calendar) if policy.accounts else None,
            valid_until=self._last_day(),
        )


def _code_of(error: BaseException) -> str:
    cause = error.cause if isinstance(error, ActivityError) else error
    return str(cause.type) if isinstance(cause, ApplicationError) and cause.type else "OUTSIDE_FAILED"
