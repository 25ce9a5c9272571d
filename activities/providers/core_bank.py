"""The core bank over HTTP: reserve, activate, retire, reverse, seal, change limits (process.md 5, 7)."""

from datetime import date

from stdnum import luhn

from activities.providers.http import OutsideClient, Wire, required, same, understood
from models.account import AccountOrder, AccountState, Limits, ReserveAccount

CORE = "core_bank"
KIND_CODES = {"basic": "01", "general": "02", "special": "03", "temporary": "04"}
DIGITS = 17


class _Account(Wire):
    application: str
    number: str
    account_kind: str
    state: AccountState
    seal_enabled: bool
    limits: Limits | None = None


class _Order(Wire):
    application: str
    reason: str
    payments_from: date | None
    valid_until: date | None
    limits: Limits | None
    raised_limits: Limits | None
    raised_from: date | None


class CoreBankOverHttp:
    """Orders are idempotent at the core bank by application number; the answer must show the ordered state."""

    def __init__(self, client: OutsideClient, base_url: str) -> None:
        self._client = client
        self._url = f"{base_url}/core/accounts"

    async def reserve(self, order: ReserveAccount) -> str:
        """The application's 17-digit number, in PRE_OPEN."""
        told = understood(CORE, await self._client.post(CORE, self._url, order), _Account)
        same(CORE, order.application, told.application, "application")
        same(CORE, order.account_kind, told.account_kind, "account kind")
        required(CORE, _fits(told.number, order), "the number is not one of this branch and kind")
        required(CORE, told.state is AccountState.PRE_OPEN, f"the account is {told.state}, not PRE_OPEN")
        same(CORE, order.limits, told.limits, "limits")
        return told.number

    async def activate(self, order: AccountOrder) -> None:
        told = await self._step("activate", order, AccountState.ACTIVE)
        if order.limits is not None:
            same(CORE, order.limits, told.limits, "limits")

    async def retire(self, order: AccountOrder) -> None:
        await self._step("retire", order, AccountState.RETIRED)

    async def reverse(self, order: AccountOrder) -> None:
        await self._step("reverse", order, AccountState.CLOSED_BEFORE_USE)

    async def enable_seal(self, order: AccountOrder) -> None:
        told = await self._step("seal", order, AccountState.ACTIVE)
        required(CORE, told.seal_enabled, "the seal is not enabled")

    async def change_limits(self, order: AccountOrder) -> None:
        required(CORE, order.limits is not None, "the order names no limits")
        told = await self._step("limits", order, AccountState.ACTIVE)
        same(CORE, order.limits, told.limits, "limits")

    async def _step(self, name: str, order: AccountOrder, end: AccountState) -> _Account:
        required(CORE, order.number.isdecimal() and order.number.isascii(), "the order names no account number")
        body = _Order.model_validate(order.model_dump(exclude={"number"}))
        told = understood(CORE, await self._client.post(CORE, f"{self._url}/{order.number}/{name}", body), _Account)
        same(CORE, (order.application, order.number), (told.application, told.number), "account")
        required(CORE, told.state is end, f"the account is {told.state}, not {end}")
        return told


def _fits(number: str, order: ReserveAccount) -> bool:
    """Branch 4 + kind 2 + sequence 10 + Luhn 1 (formats.md 11)."""
    starts = number.startswith(order.branch + KIND_CODES[order.account_kind])
    return len(number) == DIGITS and starts and luhn.is_valid(number)
