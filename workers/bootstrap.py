"""Where real things are chosen: the tools of the command line, and the activities of each task queue."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from temporalio.client import Client

from activities.keep import IndexedEvidence, KeepActivities
from activities.providers.database import Database, migrate
from activities.providers.directory import StaffDirectory
from activities.providers.evidence import EvidenceStore
from activities.providers.keys import KeyRing
from activities.providers.ledger import Ledger
from models.policy import Policy
from workers.connect import connect, key_ring
from workers.settings import Settings, load_matching, load_policy, load_settings
from workflows import ids
from workflows.client import FrontDoor

if TYPE_CHECKING:
    from activities.check import ListService
    from activities.providers.http import OutsideClient
    from activities.providers.screening_lists import ScreeningLists


@dataclass(frozen=True)
class Kept:
    """What is kept on our side: tables, evidence, keys, staff."""

    ledger: Ledger
    evidence: IndexedEvidence
    staff: StaffDirectory
    keys: KeyRing


@dataclass(frozen=True)
class Tools:
    """What every command needs."""

    settings: Settings
    policy: Policy
    client: Client
    front: FrontDoor
    ledger: Ledger
    evidence: IndexedEvidence
    staff: StaffDirectory


@asynccontextmanager
async def kept(settings: Settings) -> AsyncIterator[Kept]:
    """Open tables and evidence store, bringing the tables to the present version."""
    settings.home.mkdir(parents=True, exist_ok=True)
    await migrate(settings.database)
    keys = key_ring(settings)
    database = Database(settings.database)
    ledger = Ledger(database)
    archive = EvidenceStore(settings.home / "evidence", keys, max_bytes=settings.max_evidence_bytes)
    try:
        yield Kept(ledger, IndexedEvidence(archive, ledger, _utc), StaffDirectory.read(settings.staff_directory), keys)
    finally:
        await database.close()


@asynccontextmanager
async def tools(settings: Settings | None = None) -> AsyncIterator[Tools]:
    """Everything a command needs, opened and closed; raises connect.NoTemporal when nobody answers."""
    chosen = settings or load_settings()
    policy = load_policy(chosen.policy)
    async with kept(chosen) as ours:
        client = await connect(chosen)
        yield Tools(chosen, policy, client, FrontDoor(client, policy), ours.ledger, ours.evidence, ours.staff)


@asynccontextmanager
async def activities_of(queue: str, settings: Settings, ours: Kept) -> AsyncIterator[Sequence[Callable[..., Any]]]:
    """The activities that one task queue serves, with their real providers."""
    async with AsyncExitStack() as stack:
        build = {ids.QUEUE: _main, ids.OCR_QUEUE: _reading, ids.VISION_QUEUE: _vision}[queue]
        yield await build(settings, ours, stack)


async def _main(settings: Settings, ours: Kept, stack: AsyncExitStack) -> Sequence[Callable[..., Any]]:
    from activities.account import AccountActivities
    from activities.addresses import AddressActivities
    from activities.check import CheckActivities
    from activities.clusters import ClusterActivities
    from activities.doubt import DoubtActivities
    from activities.entry import EntryActivities
    from activities.locate import LocateActivities
    from activities.notify import NotifyActivities
    from activities.owners import OwnerActivities
    from activities.providers import check_system, citizen, core_bank, filing, maps, messages, owners, signing
    from activities.providers.addresses import AddressesOverHttp
    from activities.providers.http import OutsideClient

    limit = load_policy(settings.policy).outside.call.plain
    client = OutsideClient(settings.outside_hosts, seconds=limit.total_seconds() if limit else 10)
    outside = await stack.enter_async_context(client)
    urls = settings.outside_urls
    checks = CheckActivities(
        check_system.RegistrationOverHttp(outside, urls.check_system),
        check_system.PhoneOverHttp(outside, urls.check_system),
        check_system.TaxOverHttp(outside, urls.check_system),
        citizen.CitizenOverHttp(outside, urls.citizen, settings.citizen_channel),
        list_services(settings, outside),
        ours.evidence,
    )
    tracing = OwnerActivities(
        owners.ExtractsOverHttp(outside, urls.owners),
        owners.OwnerFilingOverHttp(outside, urls.owners),
        ours.evidence,
    )
    accounts = AccountActivities(
        core_bank.CoreBankOverHttp(outside, urls.core),
        filing.FilingOverHttp(outside, urls.filing),
        signing.SigningOverHttp(outside, urls.signing),
        check_system.FeedbackOverHttp(outside, urls.check_system),
    )
    notices = NotifyActivities(messages.MessagesOverHttp(outside, urls.messages))
    places = LocateActivities(maps.MapsOverHttp(outside, urls.maps))
    counting = AddressActivities(AddressesOverHttp(outside, urls.addresses) if urls.addresses else None, ours.evidence)
    doubts = DoubtActivities(check_system.DoubtOverHttp(outside, urls.check_system))
    keeping = KeepActivities(ours.ledger, ours.staff, ours.keys)
    clusters = ClusterActivities(ours.ledger, ours.keys)
    holders = (
        *(checks, tracing, accounts, notices, places, counting, doubts, keeping, clusters),
        EntryActivities(ours.evidence),
    )
    return [activity for holder in holders for activity in _defined(holder)]


@asynccontextmanager
async def lists_of(settings: Settings) -> "AsyncIterator[ScreeningLists]":
    """The lists for a tool that asks them itself, with the connection that they need."""
    from activities.providers.http import OutsideClient

    limit = load_policy(settings.policy).outside.call.plain
    async with OutsideClient(settings.outside_hosts, seconds=limit.total_seconds() if limit else 10) as outside:
        yield list_services(settings, outside)


def list_services(settings: Settings, outside: "OutsideClient") -> "ScreeningLists":
    """The bank's own list files and the vendor's service, whichever the settings name."""
    from activities.providers.lists import ListsOverHttp
    from activities.providers.screening_lists import OwnLists, ScreeningLists

    made: dict[str, Callable[[], ListService]] = {
        "own": lambda: OwnLists(settings.lists, load_matching(settings.policy)),
        "vendor": lambda: ListsOverHttp(outside, settings.outside_urls.lists),
    }
    return ScreeningLists({name: made[name]() for name in dict.fromkeys(settings.list_sources)})


async def _reading(settings: Settings, ours: Kept, stack: AsyncExitStack) -> Sequence[Callable[..., Any]]:
    from activities.providers.paddle import PaddleReader
    from activities.providers.reader_pool import PooledReader
    from activities.read import ReadActivities

    make = partial(PaddleReader, settings.assets, (settings.home / "paddlex").resolve())
    reader = await stack.enter_async_context(PooledReader(make))
    reader.warm_up()
    return _defined(ReadActivities(reader, ours.evidence))


async def _vision(settings: Settings, ours: Kept, stack: AsyncExitStack) -> Sequence[Callable[..., Any]]:
    from activities.providers.faces import PooledVision
    from activities.providers.photos import StaffPhotoFolder
    from activities.vision import VisionActivities

    vision = await stack.enter_async_context(PooledVision())
    photos = StaffPhotoFolder(settings.photos, ours.staff)
    return _defined(VisionActivities(vision, ours.evidence, photos))


def _defined(holder: object) -> list[Callable[..., Any]]:
    """The methods of `holder` that are activities."""
    methods = (getattr(holder, name) for name in dir(holder) if not name.startswith("_"))
    return [method for method in methods if hasattr(method, "__temporal_activity_definition")]


def _utc() -> datetime:
    return datetime.now(UTC)
