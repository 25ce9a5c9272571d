"""Registry extracts and the central owner system (受益所有人信息查询管理系统) over HTTP (rules.md 7.2)."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import uuid4

from pydantic import Field

from activities.check import Answered
from activities.failures import OutsideFailed
from activities.providers.http import OutsideClient, Wire, required, same, understood
from models.checks import OwnerFilingQuery, System
from models.owners import (
    Duty,
    Extract,
    FiledOwner,
    Holder,
    HolderKind,
    Holding,
    Officer,
    OwnerFilingAnswer,
    OwnerFilingCode,
)

Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=9, decimal_places=6)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Text = Annotated[str, Field(min_length=1)]
ROUNDING = Decimal("0.005")
"""What rounding to two places can add to one holder's percent: more than that above the whole is a contradiction."""


class _Answer(Wire):
    """The envelope of both answers; PR00 (accepted, no answer yet) and PR09 (rejected) are no answers."""

    request: str
    number: str
    processed: Literal["PR07"]


class _Holder(Wire):
    """A person always has a number, since two of one name must not be taken for one."""

    kind: HolderKind
    name: Text
    number: Text | None
    country: Country


class _Holding(_Holder):
    equity: Percent
    votes: Percent | None
    income: Percent | None
    nominee: bool


class _Officer(Wire):
    name: Text
    number: Text
    duty: Duty
    resident: bool


class _Extract(Wire):
    """Every list must be there, since a missing list is not an empty one."""

    number: str
    name: Text
    country: Country
    head_office: _Holder | None
    holdings: tuple[_Holding, ...]
    controllers: tuple[_Holder, ...]
    officers: tuple[_Officer, ...]


class _ExtractAnswer(_Answer):
    result: Literal["MCHD", "NTFD"]
    extract: _Extract | None = None


class _Filed(Wire):
    name: Text
    number: Text
    equity: Percent | None


class _FilingAnswer(_Answer):
    result: OwnerFilingCode
    owners: tuple[_Filed, ...] | None = None


class _Request(Wire):
    request: str
    number: str


class ExtractsOverHttp:
    """One firm's registry extract by its number."""

    def __init__(self, client: OutsideClient, base_url: str) -> None:
        self._client = client
        self._url = f"{base_url}/owners/extract"

    async def ask(self, number: str) -> Answered[Extract | None]:
        """MCHD always carries the extract of this very firm; None (NTFD) for a firm that the registry does not know."""
        request = _Request(request=uuid4().hex, number=number)
        raw = await self._client.post(System.OWNERS, self._url, request)
        told = understood(System.OWNERS, raw, _ExtractAnswer)
        same(System.OWNERS, request.request, told.request, "question")
        same(System.OWNERS, number, told.number, "firm")
        if told.result == "NTFD":
            return Answered(None, raw)
        if told.extract is None:
            raise OutsideFailed(System.OWNERS, "it says matched but gives no extract")
        same(System.OWNERS, number, told.extract.number, "firm")
        return Answered(_extract(told.extract), raw)


def _extract(told: _Extract) -> Extract:
    people = [one for one in (*told.holdings, *told.controllers) if one.kind is HolderKind.PERSON]
    required(System.OWNERS, all(one.number for one in people), "it names a person without a number")
    for right in ("equity", "votes", "income"):
        given = [percent for held in told.holdings if (percent := getattr(held, right)) is not None]
        required(System.OWNERS, sum(given) <= 100 + ROUNDING * len(given), f"its {right} is more than the whole")
        required(System.OWNERS, len(given) in (0, len(told.holdings)), f"it tells the {right} of some holders only")
    return Extract(
        number=told.number,
        name=told.name,
        country=told.country,
        head_office=_holder(told.head_office) if told.head_office else None,
        holdings=tuple(_holding(held) for held in told.holdings),
        controllers=tuple(_holder(one) for one in told.controllers),
        officers=tuple(Officer.model_validate(one.model_dump()) for one in told.officers),
    )


def _holder(told: _Holder) -> Holder:
    return Holder(kind=told.kind, name=told.name, number=told.number, country=told.country)


def _holding(told: _Holding) -> Holding:
    return Holding(holder=_holder(told), equity=told.equity, votes=told.votes, income=told.income, nominee=told.nominee)


class OwnerFilingOverHttp:
    """The owners that a firm has filed with the central bank."""

    def __init__(self, client: OutsideClient, base_url: str) -> None:
        self._client = client
        self._url = f"{base_url}/owners/filing"

    async def ask(self, query: OwnerFilingQuery) -> Answered[OwnerFilingAnswer]:
        """FILED always names at least one owner, each person once; the other codes name none."""
        request = _Request(request=uuid4().hex, number=query.number)
        raw = await self._client.post(System.OWNER_FILING, self._url, request)
        told = understood(System.OWNER_FILING, raw, _FilingAnswer)
        same(System.OWNER_FILING, request.request, told.request, "question")
        same(System.OWNER_FILING, query.number, told.number, "firm")
        owners = told.owners or ()
        filed = told.result is OwnerFilingCode.FILED
        required(System.OWNER_FILING, filed == bool(owners), "its code and its list of owners contradict each other")
        numbers = {owner.number for owner in owners}
        required(System.OWNER_FILING, len(numbers) == len(owners), "it names one person twice")
        named = tuple(FiledOwner(name=one.name, number=one.number, equity=one.equity) for one in owners)
        return Answered(OwnerFilingAnswer(code=told.result, owners=named), raw)
