"""The registry's count of firms at an address over HTTP (risk.md 6, F01)."""

from typing import Literal
from uuid import uuid4

from pydantic import Field

from activities.check import Answered
from activities.providers.http import OutsideClient, Wire, required, same, understood
from models.checks import AddressCountAnswer, AddressCountCode, AddressCountQuery, System


class _Request(Wire):
    request: str
    address: str


class _Answer(Wire):
    """PR00 (accepted, no answer yet) and PR09 (rejected) are no answers."""

    request: str
    address: str
    processed: Literal["PR07"]
    result: Literal[AddressCountCode.COUNTED, AddressCountCode.NOT_FOUND]
    firms: int | None = Field(default=None, ge=0)


class AddressesOverHttp:
    def __init__(self, client: OutsideClient, base_url: str) -> None:
        self._client = client
        self._url = f"{base_url}/addresses/count"

    async def ask(self, query: AddressCountQuery) -> Answered[AddressCountAnswer]:
        """CNTD always carries the number of firms, NTFD (no such address) never does."""
        system = System.ADDRESS_COUNT
        request = _Request(request=uuid4().hex, address=query.address)
        raw = await self._client.post(system, self._url, request)
        told = understood(system, raw, _Answer)
        same(system, request.request, told.request, "question")
        same(system, query.address, told.address, "address")
        counted = told.result is AddressCountCode.COUNTED
        required(system, counted == (told.firms is not None), "its code and its count contradict each other")
        return Answered(AddressCountAnswer(code=told.result, firms=told.firms), raw)
