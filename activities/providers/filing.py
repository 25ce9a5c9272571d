"""The central bank's account system over HTTP: filing (备案) of an opened account (process.md step 9-10)."""

from enum import StrEnum

from pydantic import Field

from activities.providers.http import OutsideClient, Wire, required, same, understood
from models.account import Filing, FilingAnswer, FilingCode

FILING = "filing"
BASIC = "basic"


class _Result(StrEnum):
    """The system's own codes."""

    ACCEPTED = "AC00"
    REJECTED = "RJ01"
    ALREADY_HAS_BASIC = "DU01"
    INQUIRY = "IQ01"


CODES = {
    _Result.ACCEPTED: FilingCode.ACCEPTED,
    _Result.REJECTED: FilingCode.REJECTED,
    _Result.ALREADY_HAS_BASIC: FilingCode.ALREADY_HAS_BASIC,
    _Result.INQUIRY: FilingCode.INQUIRY,
}


class _Answer(Wire):
    application: str
    number: str
    result: _Result
    detail: str
    basic_account: str | None = Field(default=None, pattern=r"^J\d{13}$")


class FilingOverHttp:
    """Filing is idempotent at the other end by application number."""

    def __init__(self, client: OutsideClient, base_url: str) -> None:
        self._client = client
        self._url = f"{base_url}/filing/filings"

    async def file(self, filing: Filing) -> FilingAnswer:
        """The system's decision: an accepted basic account carries its J-number, every other answer none (R-ACC-08)."""
        told = understood(FILING, await self._client.post(FILING, self._url, filing), _Answer)
        same(FILING, (filing.application, filing.number), (told.application, told.number), "application")
        gets_number = told.result is _Result.ACCEPTED and filing.account_kind == BASIC
        required(
            FILING, gets_number == (told.basic_account is not None), "the basic-account number does not fit the answer"
        )
        return FilingAnswer(code=CODES[told.result], basic_account_number=told.basic_account, detail=told.detail)
