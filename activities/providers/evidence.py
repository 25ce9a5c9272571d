"""The evidence store: content-addressed, encrypted files in a folder, one folder and one data key per application.

    <root>/<application>/key               the data key, sealed with the bank's key (or a note that it was destroyed)
    <root>/<application>/<kind>-<sha256>   MAGIC, header length, header (JSON), nonce, ciphertext, tag

The associated data of an object is application, SHA-256 and header, so nothing opens under another name or in another
case. Files are read-only and appear whole or not at all; several processes may work on one store.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import re
import secrets
import time
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from activities.providers.keys import (
    KEY_BYTES,
    NONCE_BYTES,
    KeyRing,
    SealBroken,
    Sealed,
    Use,
    open_with,
    sync_folder,
)
from models.papers import EvidenceKind, EvidenceRef

MAGIC = b"EKE1"
HEADER_LIMIT = 4096
DRAFT_SECONDS = 86_400
"""A draft this old belongs to no living process."""

_APPLICATION = re.compile(r"[A-Za-z0-9-]{1,64}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class EvidenceError(Exception):
    """Something about evidence that the caller must know."""


class EvidenceRefused(EvidenceError, ValueError):
    """These bytes or this name are not taken; the message says why."""


class EvidenceMissing(EvidenceError):
    """No such object was stored for this application."""


class EvidenceErased(EvidenceMissing):
    """The application's data key was destroyed: its evidence cannot be read again by anybody."""


class EvidenceDamaged(EvidenceError):
    """The object or its key is not as it was stored."""


class _Object(NamedTuple):
    path: Path
    header: bytes
    ref: EvidenceRef
    sealed: bytes


class EvidenceStore:
    """Evidence in a folder; `max_bytes` is the largest object taken (before encryption).

    Besides the errors named below, every method raises keys.UnknownKey when the bank's key is not in the ring, and
    EvidenceRefused for an application number that is none.
    """

    def __init__(self, root: Path, keys: KeyRing, *, max_bytes: int) -> None:
        self._root, self._keys, self._max_bytes = root, keys, max_bytes
        self._drafts = root / ".drafts"
        self._drafts.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sweep()

    async def store(self, application: str, kind: EvidenceKind, media_type: str, data: bytes) -> EvidenceRef:
        """Keep the bytes for ever and return where; the same bytes again are the same object.

        Raises EvidenceRefused (empty or too large), EvidenceErased, EvidenceDamaged (an older copy was altered).
        """
        return await asyncio.to_thread(self._store, application, kind, media_type, data)

    async def fetch(self, application: str, sha256: str) -> bytes:
        """The bytes, proven to be those stored. Raises EvidenceMissing, EvidenceErased, EvidenceDamaged."""
        return await asyncio.to_thread(self._fetch, application, sha256)

    async def list(self, application: str) -> tuple[EvidenceRef, ...]:
        """What is stored, as the objects' headers say; `fetch` proves each. Raises EvidenceDamaged."""
        return await asyncio.to_thread(self._list, application)

    async def forget(self, application: str) -> None:
        """Destroy the application's data key, which erases its evidence for good; harmless when done twice.

        The hashes in the trail stay verifiable. Copies of the key file in backups must be destroyed as well.
        """
        await asyncio.to_thread(self._forget, application)

    # ── objects ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _store(self, application: str, kind: EvidenceKind, media_type: str, data: bytes) -> EvidenceRef:
        self._measure(data)
        sha256 = hashlib.sha256(data).hexdigest()
        ref = EvidenceRef(sha256=sha256, kind=kind, media_type=media_type, size=len(data))
        folder = self._folder(application)
        path = folder / f"{kind.value}-{sha256}"
        if path.exists():
            return self._proven(application, path, self._data_key(application))[0]
        cipher = AESGCM(self._data_key(application, make=True))
        header = ref.model_dump_json().encode()
        nonce = os.urandom(NONCE_BYTES)
        sealed = nonce + cipher.encrypt(nonce, data, _place(application, sha256, header))
        self._put(path, MAGIC + len(header).to_bytes(4) + header + sealed)
        return ref

    def _measure(self, data: bytes) -> None:
        if not data:
            raise EvidenceRefused("the file is empty; send it again")
        if len(data) > self._max_bytes:
            raise EvidenceRefused(
                f"the file has {len(data)} bytes, at most {self._max_bytes} are taken; send a smaller one"
            )

    def _fetch(self, application: str, sha256: str) -> bytes:
        folder = self._folder(application)
        if not _SHA256.fullmatch(sha256):
            raise EvidenceRefused("evidence is named by 64 lower-case hexadecimal digits")
        key = self._data_key(application)
        for kind in EvidenceKind:
            path = folder / f"{kind.value}-{sha256}"
            if path.exists():
                return self._proven(application, path, key)[1]
        raise EvidenceMissing(f"{application} has no evidence {sha256[:12]}…")

    def _list(self, application: str) -> tuple[EvidenceRef, ...]:
        folder = self._folder(application)
        paths = sorted(path for path in folder.glob("*-*")) if folder.is_dir() else []
        return tuple(_parsed(path).ref for path in paths)

    def _proven(self, application: str, path: Path, key: bytes) -> tuple[EvidenceRef, bytes]:
        found = _parsed(path)
        try:
            data = open_with(AESGCM(key), found.sealed, _place(application, found.ref.sha256, found.header))
        except SealBroken:
            raise _damaged(path) from None
        if hashlib.sha256(data).hexdigest() != found.ref.sha256 or len(data) != found.ref.size:
            raise _damaged(path)
        return found.ref, data

    # ── data keys ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _data_key(self, application: str, make: bool = False) -> bytes:
        path = self._folder(application) / "key"
        if make and not path.exists():
            self._make_key(application, path)
        try:
            wrapped = json.loads(path.read_bytes())
        except FileNotFoundError:
            raise self._without_key(application) from None
        except ValueError:
            raise EvidenceDamaged(f"the data key of {application} is damaged; restore it from a backup") from None
        return self._unwrapped(application, wrapped)

    def _without_key(self, application: str) -> EvidenceError:
        if self._list(application):
            return EvidenceDamaged(f"the data key of {application} is gone; restore it from a backup")
        return EvidenceMissing(f"{application} has no evidence")

    def _unwrapped(self, application: str, wrapped: dict[str, str]) -> bytes:
        if "erased" in wrapped:
            raise EvidenceErased(f"the evidence of {application} was erased for good")
        try:
            sealed = Sealed(wrapped["key_id"], bytes.fromhex(wrapped["sealed"]))
            return self._keys.open(Use.EVIDENCE, sealed, _key_place(application))
        except (KeyError, TypeError, ValueError, SealBroken):
            raise EvidenceDamaged(f"the data key of {application} is damaged; restore it from a backup") from None

    def _make_key(self, application: str, path: Path) -> None:
        """Make the one data key: whoever is first wins, also against `forget`."""
        if self._list(application):
            raise EvidenceDamaged(f"the data key of {application} is gone; restore it from a backup")
        sealed = self._keys.seal(Use.EVIDENCE, os.urandom(KEY_BYTES), _key_place(application))
        self._put(path, json.dumps({"key_id": sealed.key_id, "sealed": sealed.data.hex()}).encode())

    def _forget(self, application: str) -> None:
        path = self._folder(application) / "key"
        path.parent.mkdir(exist_ok=True, mode=0o700)
        with contextlib.ExitStack() as stack:
            old = None
            if path.exists():
                path.chmod(0o600)
                old = stack.enter_context(path.open("r+b", buffering=0))
            self._draft(b'{"erased": true}').replace(path)
            sync_folder(path.parent)
            if old is not None:
                _overwrite(old.fileno())

    # ── files ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _folder(self, application: str) -> Path:
        if not _APPLICATION.fullmatch(application):
            raise EvidenceRefused("that is not an application number; give one like EK2026100800000001")
        return self._root / application

    def _put(self, path: Path, content: bytes) -> None:
        """Let the whole file appear under its name, read-only and on disk; one that is there already stays."""
        if not path.parent.is_dir():
            path.parent.mkdir(exist_ok=True, mode=0o700)
            sync_folder(self._root)
        draft = self._draft(content)
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # unlike a rename, it never replaces
        draft.unlink()
        sync_folder(path.parent)

    def _draft(self, content: bytes) -> Path:
        draft = self._drafts / secrets.token_hex(16)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        try:
            with os.fdopen(descriptor, "wb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
        except BaseException:  # a full disk must not fill up further with drafts
            draft.unlink(missing_ok=True)
            raise
        return draft

    def _sweep(self) -> None:
        """Remove drafts of processes that died; they hold ciphertext only."""
        for draft in self._drafts.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if time.time() - draft.stat().st_mtime > DRAFT_SECONDS:
                    draft.unlink()


def _place(application: str, sha256: str, header: bytes) -> bytes:
    return b"\0".join((application.encode(), sha256.encode(), header))


def _key_place(application: str) -> bytes:
    return b"data key\0" + application.encode()


def _parsed(path: Path) -> _Object:
    """Take a file apart and hold it against its name; nothing is proven yet."""
    content = path.read_bytes()
    end = 8 + int.from_bytes(content[4:8])
    if content[:4] != MAGIC or not 8 < end <= min(HEADER_LIMIT, len(content)):
        raise _damaged(path)
    try:
        ref = EvidenceRef.model_validate_json(content[8:end])
    except ValueError:
        raise _damaged(path) from None
    if path.name != f"{ref.kind.value}-{ref.sha256}":
        raise _damaged(path)
    return _Object(path, content[8:end], ref, content[end:])


def _damaged(path: Path) -> EvidenceDamaged:
    return EvidenceDamaged(
        f"evidence {path.name} of {path.parent.name} is damaged or was altered; restore it from a backup"
    )


def _overwrite(descriptor: int) -> None:
    os.pwrite(descriptor, bytes(os.fstat(descriptor).st_size), 0)
    os.fsync(descriptor)
