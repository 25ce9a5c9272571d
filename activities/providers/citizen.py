"""The citizen identity check over HTTP: each channel's raw codes become our own values (rules.md 5)."""

from enum import StrEnum
from uuid import uuid4

from activities.check import Answered
from activities.failures import OutsideFailed, QuestionRefused
from activities.providers.http import OutsideClient, Wire, same, understood
from models.checks import CitizenAnswer, CitizenCode, CitizenQuery, System


class Unanswered(StrEnum):
    """What a channel says when it gives no answer; neither is a value that a rule could read."""

    INPUT_ERROR = "INPUT_ERROR"
    OTHER = "OTHER"


_SAME = {"02": CitizenCode.NAME_MISMATCH, "03": CitizenCode.NOT_FOUND}
CHANNELS: dict[str, dict[str, CitizenCode | Unanswered]] = {
    "A": {
        **_SAME,
        "00": CitizenCode.MATCH_NO_PHOTO,
        "01": CitizenCode.MATCH_PHOTO,
        "04": CitizenCode.NOT_FOUND_OR_MISMATCH,
        **dict.fromkeys(("-1", "-2", "-3", "-4", "-5"), Unanswered.INPUT_ERROR),
        "-9": Unanswered.OTHER,
    },
    "B": {
        **_SAME,
        "00": CitizenCode.MATCH_PHOTO,
        "01": CitizenCode.MATCH_NO_PHOTO,
        "04": Unanswered.OTHER,
        "05": Unanswered.INPUT_ERROR,
    },
}
"""Channels disagree: 00 is "without a photo" in one and "with a photo" in the other, so no table serves for both."""


class _Request(Wire):
    request: str
    number: str
    name: str


class _Answer(Wire):
    request: str
    number: str
    code: str


class CitizenOverHttp:
    """`channel` names the table of codes; KeyError for a channel that has none."""

    def __init__(self, client: OutsideClient, base_url: str, channel: str) -> None:
        self._client = client
        self._url = f"{base_url}/citizen/check"
        self._codes = CHANNELS[channel]

    async def ask(self, query: CitizenQuery) -> Answered[CitizenAnswer]:
        """Whether number and name agree; OutsideFailed for error codes and for codes outside the channel's table."""
        request = _Request(request=uuid4().hex, **query.model_dump())
        raw = await self._client.post(System.CITIZEN, self._url, request)
        told = understood(System.CITIZEN, raw, _Answer)
        same(System.CITIZEN, request.request, told.request, "question")
        same(System.CITIZEN, query.number, told.number, "person")
        return Answered(CitizenAnswer(code=self._own(told.code)), raw)

    def _own(self, raw: str) -> CitizenCode:
        code = self._codes.get(raw)
        if code is Unanswered.INPUT_ERROR:
            raise QuestionRefused(System.CITIZEN, "it does not take the number or the name (INPUT_ERROR)")
        if code is None or isinstance(code, Unanswered):
            raise OutsideFailed(System.CITIZEN, f"its code is {code or 'of no known meaning'}")
        return code
