"""The check system (企业信息联网核查系统) over HTTP: registration, phone, tax and account feedback (rules.md 4)."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BeforeValidator, Field

from activities.check import Answered
from activities.failures import OutsideFailed
from activities.providers.check_messages import CheckMessages, M, Question, Told
from activities.providers.http import PROCESSED, OutsideClient, Wire, required, same, understood
from models.account import DoubtFeedback, OpenedFeedback
from models.checks import (
    AbnormalEntry,
    Accepted,
    Change,
    Officer,
    PhoneAnswer,
    PhoneCode,
    PhoneQuery,
    Post,
    RegisteredFirm,
    RegistrationAnswer,
    RegistrationCode,
    RegistrationQuery,
    Shareholder,
    System,
    TaxAnswer,
    TaxCode,
    TaxpayerState,
    TaxQuery,
)
from models.papers import Money

FEEDBACK = "feedback"
Q = TypeVar("Q")
A = TypeVar("A")
CARRIER = r"^(1000|2000|3000|00[0-3]\d|004[0-2])$"


def _written(day: Any) -> Any:
    """A day is written out: "0" for no day would be read as the first of 1970."""
    if not isinstance(day, str):
        return day
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
        raise ValueError("no day")
    return date.fromisoformat(day)


Day = Annotated[date, BeforeValidator(_written)]


class _Amount(Wire):
    yuan: Decimal = Field(ge=0, max_digits=20, decimal_places=2)
    currency: str = Field(pattern=r"^[A-Z]{3}$")


class _Shareholder(Wire):
    name: str = Field(min_length=1)
    natural_person: bool
    share: float = Field(ge=0, le=1)
    number: str | None
    subscribed: _Amount | None
    paid: _Amount | None
    form: str | None
    day: Day | None


class _Officer(Wire):
    name: str = Field(min_length=1)
    post: Post


class _Change(Wire):
    item: str = Field(min_length=1)
    before: str
    after: str
    day: Day


class _Abnormal(Wire):
    reason: int = Field(ge=1, le=4)
    day: Day
    removed: Day | None


class _LostLicence(Wire):
    copy_code: Literal["ORGN", "COPY", "ORCY"]
    reissued: Literal["RPLC", "NULL"]


class _Firm(Wire):
    """The firm's facts: every list must be there, since a missing list is not an empty one."""

    credit_code: str
    name: str = Field(min_length=1)
    type: str
    representative: str = Field(min_length=1)
    address: str
    capital: _Amount | None
    established: Day
    term_end: Day | None
    state: str = Field(min_length=1)
    authority: str
    scope: str
    shareholders: tuple[_Shareholder, ...]
    officers: tuple[_Officer, ...]
    changes: tuple[_Change, ...]
    abnormal: tuple[_Abnormal, ...]
    serious_violation: bool
    lost_licence: _LostLicence | None


class _Registration(Wire):
    credit_code: str
    result: RegistrationCode
    firm: _Firm | None = None


class _Phone(Wire):
    phone: str
    result: PhoneCode
    user_kind: Literal["INDV", "ENTY"] | None = None
    status: Literal["ENBL", "DSBL"] | None = None
    carrier: str | None = Field(default=None, pattern=CARRIER)
    region: str | None = Field(default=None, pattern=r"^\d{2}$")


class _Office(Wire):
    state: TaxpayerState


class _Tax(Wire):
    credit_code: str
    result: TaxCode
    offices: tuple[_Office, ...] | None = None


class _RegistrationRequest(Question):
    credit_code: str
    name: str
    representative: str
    representative_id: str


class _PhoneRequest(Question):
    phone: str
    name: str
    id_type: str
    id_number: str
    credit_code: str


class _TaxRequest(Question):
    credit_code: str
    name: str


class _DoubtAnswer(Wire):
    application: str
    doubt_id: str
    processed: str


class _FeedbackAnswer(Wire):
    application: str
    status: str
    processed: str


class _Source(Generic[Q, A, M]):
    """What the three sources have in common: ask, collect, and ask whether they are open."""

    def __init__(
        self,
        messages: CheckMessages[M],
        question: Callable[[Q, str], Question],
        answer: Callable[[Q, M], A],
    ) -> None:
        self._messages = messages
        self._question = question
        self._answer = answer

    async def ask(self, query: Q, request: str) -> Answered[A] | Accepted:
        """The answer, or the receipt of a question that is answered later; `request` twice is one question."""
        return self._told(query, await self._messages.ask(self._question(query, request)))

    async def collect(self, query: Q, accepted: Accepted) -> Answered[A] | Accepted:
        """The whole answer to an accepted question, or the same receipt as long as it is not there."""
        return self._told(query, await self._messages.collect(accepted))

    async def require_open(self) -> None:
        """ServiceClosed while this source is closed (345/346)."""
        await self._messages.require_open()

    def _told(self, query: Q, told: Told[M] | Accepted) -> Answered[A] | Accepted:
        if isinstance(told, Accepted):
            return told
        return Answered(self._answer(query, told.answer), told.raw, told.serial)


class RegistrationOverHttp(_Source[RegistrationQuery, RegistrationAnswer, _Registration]):
    """Messages 324/325: do code, name, representative and ID number agree, and what does the registry know?"""

    def __init__(self, client: OutsideClient, base_url: str) -> None:
        messages = CheckMessages(client, base_url, System.REGISTRATION, _Registration)
        super().__init__(messages, _registration_request, _registration_answer)


def _registration_request(query: RegistrationQuery, request: str) -> Question:
    return _RegistrationRequest(request=request, **query.model_dump())


def _registration_answer(query: RegistrationQuery, told: _Registration) -> RegistrationAnswer:
    """MCHD always carries the firm's facts; all other codes carry none."""
    same(System.REGISTRATION, query.credit_code, told.credit_code, "firm")
    return RegistrationAnswer(code=told.result, firm=_firm(query, told))


def _firm(query: RegistrationQuery, told: _Registration) -> RegisteredFirm | None:
    if told.result is not RegistrationCode.MATCHED:
        return None
    if told.firm is None:
        raise OutsideFailed(System.REGISTRATION, "it says matched but gives no facts about the firm")
    same(System.REGISTRATION, query.credit_code, told.firm.credit_code, "firm")
    return _facts(told.firm)


def _facts(firm: _Firm) -> RegisteredFirm:
    return RegisteredFirm(
        credit_code=firm.credit_code,
        name=firm.name,
        type_text=firm.type,
        representative=firm.representative,
        address=firm.address,
        capital=_money(firm.capital),
        established=firm.established,
        term_end=firm.term_end,
        state=firm.state,
        authority=firm.authority,
        scope=firm.scope,
        shareholders=tuple(_shareholder(each) for each in firm.shareholders),
        officers=tuple(Officer(name=each.name, post=each.post) for each in firm.officers),
        changes=tuple(
            Change(item=each.item, before=each.before, after=each.after, on=each.day) for each in firm.changes
        ),
        abnormal=tuple(AbnormalEntry(reason=each.reason, on=each.day, removed=each.removed) for each in firm.abnormal),
        serious_violation=firm.serious_violation,
        lost_licence=firm.lost_licence.copy_code if firm.lost_licence else None,
        reissued=firm.lost_licence.reissued == "RPLC" if firm.lost_licence else None,
    )


def _shareholder(holder: _Shareholder) -> Shareholder:
    amounts = {"subscribed": _money(holder.subscribed), "paid": _money(holder.paid)}
    return Shareholder(
        name=holder.name,
        natural_person=holder.natural_person,
        share=holder.share,
        number=holder.number,
        form=holder.form,
        on=holder.day,
        **amounts,
    )


def _money(amount: _Amount | None) -> Money | None:
    return None if amount is None else Money(cents=int(amount.yuan * 100), currency=amount.currency)


class PhoneOverHttp(_Source[PhoneQuery, PhoneAnswer, _Phone]):
    """Messages 320/321: does the phone belong to the person with this ID card?"""

    def __init__(self, client: OutsideClient, base_url: str) -> None:
        super().__init__(CheckMessages(client, base_url, System.PHONE, _Phone), _phone_request, _phone_answer)


def _phone_request(query: PhoneQuery, request: str) -> Question:
    return _PhoneRequest(request=request, **query.model_dump())


def _phone_answer(query: PhoneQuery, told: _Phone) -> PhoneAnswer:
    """MCHD always carries user kind, status, carrier and region; other codes carry none."""
    same(System.PHONE, query.phone, told.phone, "phone")
    if told.result is not PhoneCode.MATCHED:
        return PhoneAnswer(code=told.result)
    details = (told.user_kind, told.status, told.carrier, told.region)
    required(System.PHONE, None not in details, "it says matched but gives no user kind, status, carrier or region")
    user_kind, status, carrier, region = details
    return PhoneAnswer(code=told.result, user_kind=user_kind, status=status, carrier=carrier, region=region)


class TaxOverHttp(_Source[TaxQuery, TaxAnswer, _Tax]):
    """Messages 322/323: do the tax offices know the firm under this name, and in which states?"""

    def __init__(self, client: OutsideClient, base_url: str) -> None:
        super().__init__(CheckMessages(client, base_url, System.TAX, _Tax), _tax_request, _tax_answer)


def _tax_request(query: TaxQuery, request: str) -> Question:
    return _TaxRequest(request=request, **query.model_dump())


def _tax_answer(query: TaxQuery, told: _Tax) -> TaxAnswer:
    """MCHD always carries at least one office; other codes carry none."""
    same(System.TAX, query.credit_code, told.credit_code, "firm")
    if told.result is not TaxCode.MATCHED:
        return TaxAnswer(code=told.result)
    required(System.TAX, bool(told.offices), "it says matched but names no tax office")
    return TaxAnswer(code=told.result, states=tuple(office.state for office in told.offices or ()))


class FeedbackOverHttp:
    """Tells the check system that an account was opened or closed (process.md step 9-10)."""

    def __init__(self, client: OutsideClient, base_url: str) -> None:
        self._client = client
        self._url = f"{base_url}/check/feedback"

    async def report(self, feedback: OpenedFeedback) -> None:
        """Returns when the system has processed the report; the same report twice counts once."""
        raw = await self._client.post(FEEDBACK, self._url, feedback)
        told = understood(FEEDBACK, raw, _FeedbackAnswer)
        same(FEEDBACK, (feedback.application, feedback.status), (told.application, told.status), "application")
        required(FEEDBACK, told.processed == PROCESSED, "the report was not processed")


class DoubtOverHttp:
    """Messages 347 (phone) and 349 (registration): a doubt about an answer, once per doubt id."""

    def __init__(self, client: OutsideClient, base_url: str) -> None:
        self._client = client
        self._url = f"{base_url}/check/doubts"

    async def report(self, doubt: DoubtFeedback) -> None:
        """Returns when the system has taken the doubt."""
        raw = await self._client.post(FEEDBACK, self._url, doubt)
        told = understood(FEEDBACK, raw, _DoubtAnswer)
        same(FEEDBACK, (doubt.application, doubt.doubt_id), (told.application, told.doubt_id), "doubt")
        required(FEEDBACK, told.processed == PROCESSED, "the doubt was not processed")
