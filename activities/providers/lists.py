"""The list service over HTTP (rules.md 6)."""

import hashlib
from typing import Literal
from uuid import uuid4

from pydantic import Field

from activities.check import Answered
from activities.providers.http import OutsideClient, Wire, required, same, understood
from models.checks import ListAnswer, ListHit, ListKind, ListQuery, Subject, System
from models.lists import MOST_TEXT

VENDOR = "vendor"
"""The source of a hit that the list service told."""


class _Request(Wire):
    request: str
    subjects: tuple[Subject, ...]


class _Hit(Wire):
    """`subject` counts the question's subjects from 0; `text` is what the entry says."""

    list: ListKind
    entry: str = Field(min_length=1)
    by: Literal["number", "name"]
    subject: int
    text: str = Field(min_length=1)


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
        required(
            System.LISTS, all(0 <= hit.subject < len(query.subjects) for hit in told.hits), "a hit on nobody asked"
        )
        return Answered(ListAnswer(version=told.version, hits=tuple(_hit(hit, query) for hit in told.hits)), raw)


def _hit(hit: _Hit, query: ListQuery) -> ListHit:
    said = hashlib.sha256(f"{hit.list}\n{hit.entry}\n{hit.text}".encode()).hexdigest()
    return ListHit(
        kind=hit.list,
        source=VENDOR,
        entry=hit.entry,
        by_number=hit.by == "number",
        subject=query.subjects[hit.subject],
        text=hit.text[:MOST_TEXT],
        digest=said,
        why=("VENDOR",),
    )
