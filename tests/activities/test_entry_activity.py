"""The record of a round of data entry, in the real evidence store."""

import json
from pathlib import Path

from activities.entry import EntryActivities
from activities.providers.evidence import EvidenceStore
from activities.providers.keys import KeyRing
from models.papers import EvidenceKind
from models.readback import EntryRecord, FieldChange, Vote
from models.requests import KeepEntry
from tests import builders

CHANGE = FieldChange(
    about="licence.name",
    picture="a" * 64,
    old="上海旧名样例有限公司",
    old_value="上海旧名样例有限公司",
    new="上海新名样例有限公司",
    new_value="上海新名样例有限公司",
    votes=(Vote(by="E20417", text="上海新名样例有限公司"),),
)


def ask(salt: str = "0" * 32) -> KeepEntry:
    record = EntryRecord(application=builders.APPLICATION, salt=salt, at=builders.NOW, changes=(CHANGE,))
    return KeepEntry(record=record)


def store(root: Path) -> EvidenceStore:
    return EvidenceStore(root, KeyRing([bytes(32)]), max_bytes=100_000)


async def test_old_new_and_who_can_be_recovered_by_the_digest_that_the_trail_names(tmp_path: Path) -> None:
    archive = store(tmp_path)
    kept = await EntryActivities(archive).keep_entry(ask())

    assert (kept.kind, kept.media_type) == (EvidenceKind.DATA_ENTRY, "application/json")
    [change] = json.loads(await archive.fetch(builders.APPLICATION, kept.sha256))["changes"]
    assert (change["old"], change["new"], change["votes"][0]["by"]) == (CHANGE.old, CHANGE.new, "E20417")


async def test_keeping_twice_is_keeping_once(tmp_path: Path) -> None:
    archive = store(tmp_path)
    activities = EntryActivities(archive)

    assert await activities.keep_entry(ask()) == await activities.keep_entry(ask())
    assert len(await archive.list(builders.APPLICATION)) == 1


async def test_nothing_of_it_lies_in_the_clear(tmp_path: Path) -> None:
    await EntryActivities(store(tmp_path)).keep_entry(ask())

    assert "样例".encode() not in _everything(tmp_path)


def _everything(root: Path) -> bytes:
    return b"".join(path.read_bytes() for path in root.rglob("*") if path.is_file())


async def test_the_same_change_in_two_cases_has_two_digests(tmp_path: Path) -> None:
    activities = EntryActivities(store(tmp_path))

    one, other = await activities.keep_entry(ask("1" * 32)), await activities.keep_entry(ask("2" * 32))
    assert one.sha256 != other.sha256
