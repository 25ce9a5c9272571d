"""The account: core bank, filing, contracts and the status told to the check system (process.md steps 7-11).

Every order is idempotent by application number at the other end, so each activity may be repeated after a lost answer.
"""

from typing import Protocol

from temporalio import activity

from activities.failures import told_to_the_story
from models.account import (
    AccountOrder,
    ContractResult,
    Filing,
    FilingAnswer,
    OpenedFeedback,
    ReserveAccount,
    SignContracts,
)


class CoreBank(Protocol):
    """The core bank; every method raises OutsideFailed unless the bank confirmed the order for this application."""

    async def reserve(self, order: ReserveAccount) -> str: ...

    async def activate(self, order: AccountOrder) -> None: ...

    async def retire(self, order: AccountOrder) -> None: ...

    async def reverse(self, order: AccountOrder) -> None: ...

    async def enable_seal(self, order: AccountOrder) -> None: ...

    async def change_limits(self, order: AccountOrder) -> None: ...


class FilingSystem(Protocol):
    """The central bank's account system; a refusal is an answer, not a failure."""

    async def file(self, filing: Filing) -> FilingAnswer: ...


class SigningPlatform(Protocol):
    async def sign(self, order: SignContracts) -> list[ContractResult]: ...


class StatusFeedback(Protocol):
    """The check system's ear for opened and closed accounts."""

    async def report(self, feedback: OpenedFeedback) -> None: ...


class AccountActivities:
    """The activities around the one account of an application."""

    def __init__(
        self, core: CoreBank, filing: FilingSystem, signing: SigningPlatform, feedback: StatusFeedback
    ) -> None:
        self._core = core
        self._filing = filing
        self._signing = signing
        self._feedback = feedback

    @activity.defn(name="reserve_account")
    async def reserve_account(self, order: ReserveAccount) -> str:
        """The application's account number, in PRE_OPEN: the same one however often it is asked for."""
        with told_to_the_story():
            return await self._core.reserve(order)

    @activity.defn(name="activate_account")
    async def activate_account(self, order: AccountOrder) -> None:
        """PRE_OPEN → ACTIVE."""
        with told_to_the_story():
            await self._core.activate(order)

    @activity.defn(name="retire_account")
    async def retire_account(self, order: AccountOrder) -> None:
        """PRE_OPEN → RETIRED: the number is never given out again."""
        with told_to_the_story():
            await self._core.retire(order)

    @activity.defn(name="reverse_account")
    async def reverse_account(self, order: AccountOrder) -> None:
        """ACTIVE → CLOSED_BEFORE_USE, the compensation when another basic account exists."""
        with told_to_the_story():
            await self._core.reverse(order)

    @activity.defn(name="enable_seal")
    async def enable_seal(self, order: AccountOrder) -> None:
        """Put the seal card of the active account in force."""
        with told_to_the_story():
            await self._core.enable_seal(order)

    @activity.defn(name="change_limits")
    async def change_limits(self, order: AccountOrder) -> None:
        """Give the active account these limits."""
        with told_to_the_story():
            await self._core.change_limits(order)

    @activity.defn(name="file_account")
    async def file_account(self, filing: Filing) -> FilingAnswer:
        """File the account with the central bank (备案)."""
        with told_to_the_story():
            return await self._filing.file(filing)

    @activity.defn(name="sign_contracts")
    async def sign_contracts(self, order: SignContracts) -> list[ContractResult]:
        """Sign the package of products; a failed product is a result, not a failure."""
        with told_to_the_story():
            return await self._signing.sign(order)

    @activity.defn(name="report_status")
    async def report_status(self, feedback: OpenedFeedback) -> None:
        """Tell the check system OPEN or CLOS."""
        with told_to_the_story():
            await self._feedback.report(feedback)
