"""The check system (企业信息联网核查系统) over HTTP: registration, phone, tax and account feedback (rules.md 4)."""

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import uuid4

from pydantic import Field

from activities.check import Answered
from activities.failures import OutsideFailed
from activities.providers.http import PROCESSED, OutsideClient, Wire, required, same, understood
from models.account import OpenedFeedback
from models.checks import (
    AbnormalEntry,
    Change,
    PhoneAnswer,
    PhoneCode,
    PhoneQuery,
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
ID_CARD = "IC00"
CARRIER = r"^(1000|2000|3000|00[0-3]\d|004[0-2])$"


class _Answer(Wire):
    """The envelope of 321, 323 and 325; PR00 (accepted, no answer yet) and PR09 (rejected) are no answers."""

    request: str
    processed: Literal["PR07"]


class _Capital(Wire):
    yuan: Decimal = Field(ge=0, max_digits=20, decimal_places=2)
    currency: str = Field(pattern=r"^[A-Z]{3}$")


class _Shareholder(Wire):
    name: str
    natural_person: bool
    share: float = Field(ge=0, le=1)


class _Change(Wire):
    item: str
    before: str
    after: str
    day: date


class _Abnormal(Wire):
    reason: int = Field(ge=1, le=4)
    day: date
    removed: date | None


class _LostLicence(Wire):
    copy_code: Literal["ORGN", "COPY", "ORCY"]


class _Firm(Wire):
    """The firm's facts: every list must be there, since a missing list is not an empty one."""

    credit_code: str
    name: str = Field(min_length=1)
    type: str
    representative: str = Field(min_length=1)
    address: str
    capital: _Capital | None
    established: date
    term_end: date | None
    state: str = Field(min_length=1)
    authority: str
    scope: str
    shareholders: tuple[_Shareholder, ...]
    changes: tuple[_Change, ...]
    abnormal: tuple[_Abnormal, ...]
    serious_violation: bool
    lost_licence: _LostLicence | None


class _Registration(_Answer):
    credit_code: str
    result: RegistrationCode
    firm: _Firm | None = None


class _Phone(_Answer):
    phone: str
    result: PhoneCode
    user_kind: Literal["INDV", "ENTY"] | None = None
    status: Literal["ENBL", "DSBL"] | None = None
    carrier: str | None = Field(default=None, pattern=CARRIER)
    region: str | None = Field(default=None, pattern=r"^\d{2}$")


class _Office(Wire):
    state: TaxpayerState


class _Tax(_Answer):
    credit_code: str
    result: TaxCode
    offices: tuple[_Office, ...] | None = None


class _RegistrationRequest(Wire):
    request: str
    credit_code: str
    name: str
    representative: str
    representative_id: str


class _PhoneRequest(Wire):
    request: str
    phone: str
    name: str
    id_type: str
    id_number: str
    credit_code: str


class _TaxRequest(Wire):
    request: str
    credit_code: str
    name: str


class _FeedbackAnswer(Wire):
    application: str
    status: str
    processed: str


class RegistrationOverHttp:
    """Messages 324/325: do code, name, representative and ID number agree, and what does the registry know?"""

    def __init__(self, client: OutsideClient, base_url: str) -> None:
        self._client = client
        self._url = f"{base_url}/check/registration"

    async def ask(self, query: RegistrationQuery) -> Answered[RegistrationAnswer]:
        """MCHD always carries the firm's facts; all other codes carry none."""
        request = _RegistrationRequest(request=uuid4().hex, **query.model_dump())
        raw = await self._client.post(System.REGISTRATION, self._url, request)
        told = understood(System.REGISTRATION, raw, _Registration)
        same(System.REGISTRATION, request.request, told.request, "question")
        same(System.REGISTRATION, query.credit_code, told.credit_code, "firm")
        return Answered(RegistrationAnswer(code=told.result, firm=_firm(query, told)), raw)


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
        capital=Money(cents=int(firm.capital.yuan * 100), currency=firm.capital.currency) if firm.capital else None,
        established=firm.established,
        term_end=firm.term_end,
        state=firm.state,
        authority=firm.authority,
        scope=firm.scope,
        shareholders=tuple(
            Shareholder(name=each.name, natural_person=each.natural_person, share=each.share)
            for each in firm.shareholders
        ),
        changes=tuple(
            Change(item=each.item, before=each.before, after=each.after, on=each.day) for each in firm.changes
        ),
        abnormal=tuple(AbnormalEntry(reason=each.reason, on=each.day, removed=each.removed) for each in firm.abnormal),
        serious_violation=firm.serious_violation,
        lost_licence=firm.lost_licence.copy_code if firm.lost_licence else None,
    )


class PhoneOverHttp:
    """Messages 320/321: does the phone belong to the person with this ID card?"""

    def __init__(self, client: OutsideClient, base_url: str) -> None:
        self._client = client
        self._url = f"{base_url}/check/phone"

    async def ask(self, query: PhoneQuery) -> Answered[PhoneAnswer]:
        """MCHD always carries user kind, status, carrier and region; other codes carry none."""
        request = _PhoneRequest(request=uuid4().hex, id_type=ID_CARD, **query.model_dump())
        raw = await self._client.post(System.PHONE, self._url, request)
        told = understood(System.PHONE, raw, _Phone)
        same(System.PHONE, request.request, told.request, "question")
        same(System.PHONE, query.phone, told.phone, "phone")
        if told.result is not PhoneCode.MATCHED:
            return Answered(PhoneAnswer(code=told.result), raw)
        details = (told.user_kind, told.status, told.carrier, told.region)
        required(System.PHONE, None not in details, "it says matched but gives no user kind, status, carrier or region")
        user_kind, status, carrier, region = details
        answer = PhoneAnswer(code=told.result, user_kind=user_kind, status=status, carrier=carrier, region=region)
        return Answered(answer, raw)


class TaxOverHttp:
    """Messages 322/323: do the tax offices know the firm under this name, and in which states?"""

    def __init__(self, client: OutsideClient, base_url: str) -> None:
        self._client = client
        self._url = f"{base_url}/check/tax"

    async def ask(self, query: TaxQuery) -> Answered[TaxAnswer]:
        """MCHD always carries at least one office; other codes carry none."""
        request = _TaxRequest(request=uuid4().hex, **query.model_dump())
        raw = await self._client.post(System.TAX, self._url, request)
        told = understood(System.TAX, raw, _Tax)
        same(System.TAX, request.request, told.request, "question")
        same(System.TAX, query.credit_code, told.credit_code, "firm")
        if told.result is not TaxCode.MATCHED:
            return Answered(TaxAnswer(code=told.result), raw)
        required(System.TAX, bool(told.offices), "it says matched but names no tax office")
        return Answered(TaxAnswer(code=told.result, states=tuple(office.state for office in told.offices or ())), raw)


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
