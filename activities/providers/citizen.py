"""The citizen identity check over HTTP: this channel's raw codes become our own values (rules.md 5, channel A)."""

from uuid import uuid4

from activities.check import Answered
from activities.failures import OutsideFailed
from activities.providers.http import OutsideClient, Wire, same, understood
from models.checks import CitizenAnswer, CitizenCode, CitizenQuery, System

CHANNEL_A = {
    "00": CitizenCode.MATCH_NO_PHOTO,
    "01": CitizenCode.MATCH_PHOTO,
    "02": CitizenCode.NAME_MISMATCH,
    "03": CitizenCode.NOT_FOUND,
    "04": CitizenCode.NOT_FOUND_OR_MISMATCH,
}
"""Channels disagree: 00 means "with a photo" elsewhere, so another channel needs its own table.

-1 to -5 and -9 are input and other errors: no answers.
"""


class _Request(Wire):
    request: str
    number: str
    name: str


class _Answer(Wire):
    request: str
    number: str
    code: str


class CitizenOverHttp:
    def __init__(self, client: OutsideClient, base_url: str) -> None:
        self._client = client
        self._url = f"{base_url}/citizen/check"

    async def ask(self, query: CitizenQuery) -> Answered[CitizenAnswer]:
        """Whether number and name agree; OutsideFailed for error codes and for codes outside the channel's table."""
        request = _Request(request=uuid4().hex, **query.model_dump())
        raw = await self._client.post(System.CITIZEN, self._url, request)
        told = understood(System.CITIZEN, raw, _Answer)
        same(System.CITIZEN, request.request, told.request, "question")
        same(System.CITIZEN, query.number, told.number, "person")
        code = CHANNEL_A.get(told.code)
        if code is None:
            raise OutsideFailed(System.CITIZEN, "it answered with an error code or a code of no known meaning")
        return Answered(CitizenAnswer(code=code), raw)
