"""The list service over HTTP (rules.md 6)."""

from typing import Literal
from uuid import uuid4

from pydantic import Field

from activities.check import Answered
from activities.providers.http import OutsideClient, Wire, required, same, understood
from models.checks import ListAnswer, ListHit, ListKind, ListQuery, Subject, System


class _Request(Wire):
    request: str
    subjects: tuple[Subject, ...]


class _Hit(Wire):
    list: ListKind
    entry: str = Field(min_length=1)
    by: Literal["number", "name"]


class _Answer(Wire):
    request: str
    status: Literal["DONE"]
    version: str = Field(min_length=1)
    searched: int
    hits: tuple[_Hit, ...]


class ListsOverHttp:
    def __init__(self, client: OutsideClient, base_url: str) -> None:
        self._client = client
        self._url = f"{base_url}/lists/screen"

    async def ask(self, query: ListQuery) -> Answered[ListAnswer]:
        """All hits and the lists' version; an answer without one, or about fewer subjects, is never "no hits"."""
        required(System.LISTS, bool(query.subjects), "nobody was named to look for")
        request = _Request(request=uuid4().hex, subjects=query.subjects)
        raw = await self._client.post(System.LISTS, self._url, request)
        told = understood(System.LISTS, raw, _Answer)
        same(System.LISTS, request.request, told.request, "question")
        required(System.LISTS, told.searched == len(query.subjects), "it did not look for everybody")
        hits = tuple(ListHit(kind=hit.list, entry=hit.entry, by_number=hit.by == "number") for hit in told.hits)
        return Answered(ListAnswer(version=told.version, hits=hits), raw)
