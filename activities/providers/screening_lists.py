"""The list services that the checks ask: the bank's own files, and several services asked as one."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

from activities.check import Answered, ListService
from activities.failures import OutsideFailed
from activities.providers.chinese import ChineseScript
from activities.providers.list_files import ListFilesError, fingerprint, load_folder
from activities.providers.list_index import ListIndex
from models.checks import ListAnswer, ListQuery, System
from models.policy import Matching

_Print = tuple[tuple[str, int, int], ...]


def index_of(folder: Path, policy: Matching) -> ListIndex:
    """The index over all lists of the folder; ListFilesError names the file that cannot be used."""
    return ListIndex(load_folder(folder), ChineseScript(), policy)


class OwnLists:
    """The bank's own list files. They are read when first asked, and again when a file of the folder changes; while the
    folder cannot be used there is no answer.
    """

    def __init__(self, folder: Path, policy: Matching) -> None:
        self._folder, self._policy = folder, policy
        self._loading: tuple[_Print, asyncio.Task[ListIndex]] | None = None

    async def ask(self, query: ListQuery) -> Answered[ListAnswer]:
        """All matches of all subjects, with the versions of the lists; OutsideFailed when the lists cannot be used."""
        if not query.subjects or not all(subject.name.strip() for subject in query.subjects):
            raise OutsideFailed(System.LISTS, "nobody was named to look for")
        index = await self._current()
        hits = tuple(found.hit(subject) for subject in query.subjects for found in index.find(subject))
        answer = ListAnswer(version=index.version, hits=hits)
        return Answered(answer, answer.model_dump_json().encode())

    async def _current(self) -> ListIndex:
        """A load that takes longer than a question may goes on without it: the next question finds it done."""
        now = await asyncio.to_thread(fingerprint, self._folder)
        if self._loading is None or self._loading[0] != now or _failed(self._loading[1]):
            self._loading = now, asyncio.create_task(asyncio.to_thread(self._load))
        return await asyncio.shield(self._loading[1])

    def _load(self) -> ListIndex:
        try:
            return index_of(self._folder, self._policy)
        except ListFilesError as error:
            raise OutsideFailed(System.LISTS, f"the list files cannot be used: {error}") from None


def _failed(load: "asyncio.Task[ListIndex]") -> bool:
    return load.done() and (load.cancelled() or load.exception() is not None)


class ScreeningLists:
    """Several list services asked as one: all of them answer, or there is no answer."""

    def __init__(self, services: Mapping[str, ListService]) -> None:
        if not services:
            raise ValueError("screening needs a list service")
        self._services = dict(services)

    @property
    def asked(self) -> tuple[str, ...]:
        return tuple(self._services)

    async def ask(self, query: ListQuery) -> Answered[ListAnswer]:
        """The hits of all services, and every version by its service."""
        told = await asyncio.gather(*(service.ask(query) for service in self._services.values()))
        named = dict(zip(self._services, told, strict=True))
        if not all(each.answer.version.strip() for each in told):
            raise OutsideFailed(System.LISTS, "a list service names no version")
        version = "; ".join(f"{name}: {each.answer.version}" for name, each in named.items())
        hits = tuple(dict.fromkeys(hit for each in told for hit in each.answer.hits))
        raw = {name: json.loads(each.raw) for name, each in named.items()}
        answer = ListAnswer(version=version, hits=hits)
        return Answered(answer, json.dumps(raw, ensure_ascii=False).encode())
