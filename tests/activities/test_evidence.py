"""The evidence store: whole or not at all, proven on reading, erased for good, shared by processes."""

import hashlib
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.keep import IndexedEvidence
from activities.providers.database import MIGRATIONS
from activities.providers.evidence import (
    EvidenceDamaged,
    EvidenceErased,
    EvidenceMissing,
    EvidenceRefused,
    EvidenceStore,
)
from activities.providers.keys import KeyRing, UnknownKey
from activities.providers.ledger import Ledger
from models.papers import EvidenceKind, EvidenceRef
from tests.activities.publications import ALICE, BOB

ROOT = MIGRATIONS.parent
PICTURE = b"synthetic licence image"
PICTURE_SHA256 = "32dd4ebb6d5ed8b91c8f1d2b20bded7289e0357fe942a5a35636d62d2ca67853"
LIMIT = 1_000_000


@pytest.fixture
def store(tmp_path: Path, keys: KeyRing) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence", keys, max_bytes=LIMIT)


async def put(store: EvidenceStore, data: bytes = PICTURE, application: str = ALICE) -> EvidenceRef:
    return await store.store(application, EvidenceKind.PAPER, "image/png", data)


def objects(tmp_path: Path, application: str = ALICE) -> list[Path]:
    return sorted((tmp_path / "evidence" / application).glob("*-*"))


async def test_what_was_stored_comes_back_under_its_hash(store: EvidenceStore) -> None:
    ref = await put(store)
    assert ref == EvidenceRef(sha256=PICTURE_SHA256, kind=EvidenceKind.PAPER, media_type="image/png", size=len(PICTURE))
    assert await store.fetch(ALICE, ref.sha256) == PICTURE
    assert await store.list(ALICE) == (ref,)


async def test_the_same_bytes_again_are_the_same_object(store: EvidenceStore, tmp_path: Path) -> None:
    assert await put(store) == await put(store)
    assert len(objects(tmp_path)) == 1


async def test_the_same_bytes_as_another_kind_of_evidence_keep_both_kinds(store: EvidenceStore) -> None:
    await put(store)
    await store.store(ALICE, EvidenceKind.LIVE_FACE, "image/png", PICTURE)
    assert {ref.kind for ref in await store.list(ALICE)} == {EvidenceKind.PAPER, EvidenceKind.LIVE_FACE}
    assert await store.fetch(ALICE, PICTURE_SHA256) == PICTURE


async def test_nothing_readable_and_nothing_writable_lies_on_the_disk(store: EvidenceStore, tmp_path: Path) -> None:
    await put(store)
    files = [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    assert len(files) == 2
    assert not any(PICTURE in path.read_bytes() for path in files)
    assert {path.stat().st_mode & 0o777 for path in files} == {0o400}


async def test_one_application_cannot_read_the_evidence_of_another(store: EvidenceStore) -> None:
    await put(store)
    await put(store, b"other", BOB)
    with pytest.raises(EvidenceMissing):
        await store.fetch(BOB, PICTURE_SHA256)


@pytest.mark.parametrize("place", [0, 5, 20, -40, -1])
async def test_one_altered_byte_is_found(store: EvidenceStore, tmp_path: Path, place: int) -> None:
    await put(store)
    (path,) = objects(tmp_path)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    with pytest.raises(EvidenceDamaged, match="is damaged or was altered"):
        await store.fetch(ALICE, PICTURE_SHA256)
    with pytest.raises(EvidenceDamaged):
        await put(store)


@pytest.mark.parametrize("length", [0, 3, 8, 60, -17, -1])
async def test_a_truncated_object_is_found(store: EvidenceStore, tmp_path: Path, length: int) -> None:
    await put(store)
    (path,) = objects(tmp_path)
    content = path.read_bytes()[:length]
    path.chmod(0o600)
    path.write_bytes(content)
    with pytest.raises(EvidenceDamaged):
        await store.fetch(ALICE, PICTURE_SHA256)


async def test_objects_swapped_between_names_or_cases_are_found(store: EvidenceStore, tmp_path: Path) -> None:
    await put(store)
    other = await put(store, b"another picture")
    await put(store, PICTURE, BOB)
    paths = {path.name.rpartition("-")[2]: path for path in objects(tmp_path)}
    paths[other.sha256].replace(paths[PICTURE_SHA256])
    with pytest.raises(EvidenceDamaged):
        await store.fetch(ALICE, PICTURE_SHA256)
    objects(tmp_path, BOB)[0].replace(paths[PICTURE_SHA256])
    with pytest.raises(EvidenceDamaged):
        await store.fetch(ALICE, PICTURE_SHA256)


async def test_the_data_key_of_another_case_opens_nothing(store: EvidenceStore, tmp_path: Path) -> None:
    await put(store)
    await put(store, PICTURE, BOB)
    (tmp_path / "evidence" / BOB / "key").replace(tmp_path / "evidence" / ALICE / "key")
    with pytest.raises(EvidenceDamaged, match="data key"):
        await store.fetch(ALICE, PICTURE_SHA256)


async def test_a_lost_data_key_is_damage_and_is_never_made_anew(store: EvidenceStore, tmp_path: Path) -> None:
    await put(store)
    (tmp_path / "evidence" / ALICE / "key").unlink()
    for attempt in (store.fetch(ALICE, PICTURE_SHA256), put(store), put(store, b"new")):
        with pytest.raises(EvidenceDamaged, match=r"data key .* is gone; restore it from a backup"):
            await attempt


async def test_missing_evidence_is_called_missing(store: EvidenceStore) -> None:
    with pytest.raises(EvidenceMissing, match="has no evidence"):
        await store.fetch(ALICE, PICTURE_SHA256)
    await put(store)
    with pytest.raises(EvidenceMissing, match="has no evidence"):
        await store.fetch(ALICE, "0" * 64)
    assert await store.list(BOB) == ()


@pytest.mark.parametrize("data", [b"", bytes(LIMIT + 1)])
async def test_empty_and_oversized_files_are_refused(store: EvidenceStore, data: bytes) -> None:
    with pytest.raises(EvidenceRefused, match=r"the file (is empty|has 1000001 bytes)"):
        await put(store, data)
    assert await store.list(ALICE) == ()


async def test_the_largest_file_is_taken(store: EvidenceStore) -> None:
    data = bytes(LIMIT)
    assert await store.fetch(ALICE, (await put(store, data)).sha256) == data


@pytest.mark.parametrize("application", ["", "..", "../keys", "a/b", ".drafts", "EK\0", "EK2026 1", "E" * 65])
async def test_a_name_that_leads_elsewhere_is_refused(store: EvidenceStore, application: str) -> None:
    with pytest.raises(EvidenceRefused, match="not an application number"):
        await put(store, PICTURE, application)


@pytest.mark.parametrize("sha256", ["", "../key", "A" * 64, "0" * 63])
async def test_a_hash_that_is_none_is_refused(store: EvidenceStore, sha256: str) -> None:
    with pytest.raises(EvidenceRefused, match="64 lower-case hexadecimal"):
        await store.fetch(ALICE, sha256)


async def test_forgetting_destroys_the_key_and_every_copy_of_it_in_the_folder(
    store: EvidenceStore, tmp_path: Path
) -> None:
    await put(store)
    with (tmp_path / "evidence" / ALICE / "key").open("rb") as held:
        await store.forget(ALICE)
        assert not held.read().strip(b"\0")
    with pytest.raises(EvidenceErased, match="erased for good"):
        await store.fetch(ALICE, PICTURE_SHA256)
    with pytest.raises(EvidenceErased):
        await put(store)
    with pytest.raises(EvidenceErased):
        await put(store, b"new")
    await store.forget(ALICE)
    assert [ref.sha256 for ref in await store.list(ALICE)] == [PICTURE_SHA256]


async def test_forgetting_one_case_leaves_the_others(store: EvidenceStore) -> None:
    await put(store, PICTURE, BOB)
    await store.forget(ALICE)
    assert await store.fetch(BOB, PICTURE_SHA256) == PICTURE
    with pytest.raises(EvidenceErased):
        await put(store)


async def test_evidence_outlives_a_rotation_and_fails_closed_without_the_old_key(tmp_path: Path) -> None:
    before = KeyRing.in_folder(tmp_path / "keys")
    await put(EvidenceStore(tmp_path / "evidence", before, max_bytes=LIMIT))
    rotated = EvidenceStore(tmp_path / "evidence", KeyRing.rotate(tmp_path / "keys"), max_bytes=LIMIT)
    assert await rotated.fetch(ALICE, PICTURE_SHA256) == PICTURE
    stranger = EvidenceStore(tmp_path / "evidence", KeyRing.in_folder(tmp_path / "others"), max_bytes=LIMIT)
    with pytest.raises(UnknownKey):
        await stranger.fetch(ALICE, PICTURE_SHA256)


async def test_stored_evidence_appears_in_the_index(store: EvidenceStore, ledger: Ledger) -> None:
    evidence = IndexedEvidence(store, ledger, lambda: datetime(2026, 10, 8, tzinfo=UTC))
    ref = await evidence.store(ALICE, EvidenceKind.PAPER, "image/png", PICTURE)
    assert await ledger.evidence(ALICE) == [ref]
    assert await evidence.fetch(ALICE, ref.sha256) == PICTURE


# ── several processes, and processes that die ───────────────────────────────────────────────────────────────────────

WRITER = """
import asyncio, os, signal, sys
from pathlib import Path
from activities.providers import evidence
from activities.providers.keys import KeyRing
from models.papers import EvidenceKind

folder, die_at, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
steps = 0

def dying(real):
    def step(*arguments, **options):
        global steps
        steps += 1
        if steps == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **options)
    return step

store = evidence.EvidenceStore(folder / "evidence", KeyRing.in_folder(folder / "keys"), max_bytes=10_000_000)
for name in ("open", "fsync", "link"):
    setattr(evidence.os, name, dying(getattr(os, name)))

async def main():
    for number in range(count):
        await store.store("EK2026100800000001", EvidenceKind.PAPER, "image/png", bytes([number]) * 100_000)
        if not die_at:
            await store.store("EK2026100800000001", EvidenceKind.PAPER, "image/png", b"shared")

asyncio.run(main())
"""


def writer(folder: Path, die_at: int = 0, count: int = 1) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", WRITER, str(folder), str(die_at), str(count)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)


async def test_a_process_killed_at_any_step_of_storing_leaves_no_half_object(tmp_path: Path) -> None:
    """Takes seconds: one real process per system call of storing, killed (-9) right before it."""
    deaths = 0
    for step in range(1, 30):
        folder = tmp_path / f"{step}"
        process = writer(folder, step)
        _, error = process.communicate()
        store = EvidenceStore(folder / "evidence", KeyRing.in_folder(folder / "keys"), max_bytes=LIMIT)
        for ref in await store.list(ALICE):
            assert len(await store.fetch(ALICE, ref.sha256)) == ref.size
        ref = await put(store, bytes(100_000))
        assert await store.fetch(ALICE, ref.sha256) == bytes(100_000), "the next process goes on"
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL, error.decode()
        deaths += 1
    else:
        pytest.fail("storing never came to its end")
    assert deaths >= 10, "every draft, its sync, its link and its folder's sync is a step"


async def test_processes_that_store_at_once_share_one_key_and_lose_nothing(tmp_path: Path) -> None:
    """Takes a second: four real processes start."""
    KeyRing.in_folder(tmp_path / "keys")
    processes = [writer(tmp_path, count=12) for _ in range(4)]
    ended = [process.communicate()[1].decode() for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, ended
    store = EvidenceStore(tmp_path / "evidence", KeyRing.in_folder(tmp_path / "keys"), max_bytes=LIMIT)
    refs = await store.list(ALICE)
    assert len(refs) == 13
    for ref in refs:
        assert hashlib.sha256(await store.fetch(ALICE, ref.sha256)).hexdigest() == ref.sha256
    assert list((tmp_path / "evidence" / ".drafts").iterdir()) == []
