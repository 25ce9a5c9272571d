"""Opening the account: reserve the number, activate, sign; each step idempotent by application number and
undone when it must be.
"""

from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow

from workflows import options
from workflows.filing import FilingDesk
from workflows.human_task import Desk
from workflows.office import Office
from workflows.products import Products
from workflows.waiting import insisted, stop_if_cancelled

with workflow.unsafe.imports_passed_through():
    from models.account import (
        Account,
        AccountOrder,
        AccountState,
        OpenedFeedback,
        ReserveAccount,
    )
    from models.after_opening import ReviewDuty
    from models.audit import stamp
    from models.base import Fact
    from models.duties import DutyKind
    from models.endings import Expired
    from models.policy import Measures
    from models.requests import OweDuty
    from models.rules import after_opening, simplified
    from models.rules.account_kinds import (
        Owed,
        copies_owed,
        payments_from,
        pays_cash,
        sheet_owed,
    )
    from models.rules.calendar import business_day
    from models.rules.limits import of_case, to_come
    from models.rules.opening import depositor_of, last_day_of

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
        self.filing = FilingDesk(office, desk)
        self._products = Products(office)

    async def reserve(self) -> None:
        """Pre-opening (预开户): the number is reserved, nothing can be booked on it."""
        if self._case.tier is None:
            raise RuntimeError("an account cannot be reserved without a tier")
        self._reserving = self._reservation()
        await self._office.recorded()
        await self._reserve(self._reserving)
        self._office.record("PREOPENED")
        stop_if_cancelled()

    def keep_the_number(self) -> None:
        """After a second decision: a number that was reserved for another firm or kind of account opens nothing."""
        now = self._reservation()
        if self._reserving is None or now.model_copy(update={"limits": self._reserving.limits}) != self._reserving:
            raise Expired("RF13")

    def _reservation(self) -> ReserveAccount:
        case = self._case
        return ReserveAccount(
            application=case.application,
            branch=case.branch,
            account_kind=case.statements.account_kind,
            credit_code=case.licence.credit_code or "",
            name=case.licence.name or "",
            limits=of_case(case, self._office.policy),
            cash_out=pays_cash(case.statements.account_kind),
        )

    async def activate(self) -> None:
        """One saga, in the bank's order (process.md step 9): core account, seal, filing, feedback, contracts."""
        self.filing.begin()
        await self.filing.until_done("core account", self._activate_core, self.filing.end_of_day)
        await self.filing.until_done("seal", self._enable_seal, self.filing.end_of_day)
        await self.filing.until_done("filing", self.filing.file, self.filing.lapses)

    async def finish(self) -> None:
        """After the filing the account is open: what follows is completed, never undone, and done once."""
        if self._case.counter.receipt is not None:
            return
        await self._owe_copies()
        await self._owe_sheet()
        await self._report_status("OPEN")
        await self._products.order()
        self._case.counter.receipt = self._office.now()
        minutes = self._case.counter.minutes
        self._plan_reviews()
        self._office.record("COUNTER_RECEIPT", detail={"minutes": round(minutes, 1) if minutes is not None else None})
        self._office.tell("opened", tail=self._account.number[-4:])

    async def _owe_copies(self) -> None:
        """The copies of a basic or temporary account's papers outlive the case as a duty, noted once (R-ACC-11)."""
        policy, account = self._office.policy, self._account
        if policy.accounts is None or account.opened is None or account.copies_due is not None:
            return
        owed = copies_owed(self._case.statements.account_kind, account.opened, policy.accounts, policy.calendar)
        if owed is None or not workflow.patched("copies-duty"):
            return
        account.copies_due = await self._owe(DutyKind.ACCOUNT_COPIES, owed, "副本报送 duty")

    async def _owe_sheet(self) -> None:
        """The customer's information sheet is a duty until it is handed over (R-ACC-09); a policy from before it was
        owed knows no time for it, so no running case is asked for one.
        """
        account = self._account
        if account.filed is None or account.basic_account_number is None or account.sheet_due is not None:
            return
        owed = sheet_owed(self._case.statements.account_kind, account.filed, self._office.policy)
        if owed is not None:
            account.sheet_due = await self._owe(DutyKind.INFORMATION_SHEET, owed, "账户信息交付 duty")

    async def _owe(self, kind: DutyKind, owed: Owed, summary: str) -> datetime:
        """Until when it is owed, once that is noted: whoever was stopped before notes it again, which notes it once."""
        case = self._case
        duty = OweDuty(application=case.application, branch=case.branch, kind=kind, remind=owed.remind, due=owed.due)
        await workflow.execute_activity("owe_duty", duty, summary=summary, **options.OWN_TABLES)
        self._office.record("DUTY_OPENED", about=kind, detail={"due": stamp(owed.due)})
        return owed.due

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
        await workflow.execute_activity(
            activity,
            order,
            summary=summary,
            schedule_to_close_timeout=self.filing.left_of_the_day(),
            **options.ordering(outside),
        )

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
            payments_from=payments_from(depositor_of(self._case), today, policy.calendar),
            valid_until=last_day_of(self._case),
            limits=self._account.limits,
            raised_limits=later.limits if later else None,
            raised_from=later.starts if later else None,
        )
