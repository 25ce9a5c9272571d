"""The bank's keys: a ring of master keys, from a folder or a setting; every use has an own key derived from them.

The newest master key writes, the older ones still read. Never remove a key: what it sealed could not be read any more,
and the oldest one makes the search digests.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

KEY_BYTES = 32
NONCE_BYTES = 12
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyRingError(Exception):
    """The keys cannot be used as they are; the message says what to mend and never shows a key."""


class UnknownKey(KeyRingError):
    """Something was sealed with a key that is not in the ring; nothing can be read or written instead."""


class SealBroken(Exception):
    """The bytes are not the ones that were sealed under this key for this place."""


class Use(StrEnum):
    """What a derived key is for, so that no ciphertext of one place opens in another."""

    EVIDENCE = "evidence"
    PAYLOAD = "payload"
    DIGEST = "digest"


class Sealed(NamedTuple):
    """The id of the master key, and nonce, ciphertext and tag in one."""

    key_id: str
    data: bytes


class KeyRing:
    """Master keys, oldest first; ids are fingerprints, so an id can never name another key."""

    def __init__(self, masters: Sequence[bytes]) -> None:
        if not masters or any(len(master) != KEY_BYTES for master in masters):
            raise KeyRingError(f"a key ring needs at least one key, each of {KEY_BYTES} bytes")
        self._masters = {_fingerprint(master): master for master in masters}
        self._oldest, self.newest = next(iter(self._masters)), _fingerprint(masters[-1])
        self._derived: dict[tuple[str, Use], bytes] = {}

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        """Read the ring of a folder (mode 700, files 600), made at the first start; first starts side by side agree.

        Raises KeyRingError when others may read the keys or a file is damaged.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _refuse_others(folder)
        if not _key_files(folder):
            _add_key(folder, 1)
        return cls([_read_key(path) for path in _key_files(folder)])

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read the ring from a setting: keys in base64, oldest first, with commas between. Raises KeyRingError."""
        return cls([_decoded(part, "the setting of the keys") for part in text.split(",")])

    @classmethod
    def rotate(cls, folder: Path) -> Self:
        """Add a newest key to the folder's ring and read it; running processes write with the old one until restart."""
        cls.in_folder(folder)
        _add_key(folder, int(_key_files(folder)[-1].stem) + 1)
        return cls.in_folder(folder)

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(self._masters)})"

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self._masters)

    def seal(self, use: Use, data: bytes, place: bytes) -> Sealed:
        """Encrypt with the newest key (AES-256-GCM); `place` is authenticated and must be given again to open."""
        nonce = os.urandom(NONCE_BYTES)
        return Sealed(self.newest, nonce + AESGCM(self._key(self.newest, use)).encrypt(nonce, data, place))

    def open(self, use: Use, sealed: Sealed, place: bytes) -> bytes:
        """Decrypt. Raises UnknownKey, SealBroken."""
        cipher = AESGCM(self._key(sealed.key_id, use))
        return open_with(cipher, sealed.data, place)

    def digest(self, kind: str, text: str) -> str:
        """A keyed digest (HMAC-SHA-256, hex) for searches: same kind and text, same digest, whatever key writes now.

        ValueError for an empty text, because all empty answers would look like one shared value.
        """
        if not text.strip():
            raise ValueError(f"an empty {kind} has no digest; leave it out")
        key = self._key(self._oldest, Use.DIGEST)
        return hmac.new(key, kind.encode() + b"\0" + text.encode(), hashlib.sha256).hexdigest()

    def _key(self, key_id: str, use: Use) -> bytes:
        if key_id not in self._masters:
            raise UnknownKey(f"key {key_id[:64]} is not in the key ring; put the key file back")
        if (key_id, use) not in self._derived:
            expand = HKDFExpand(SHA256(), KEY_BYTES, b"ekaihu " + use.encode())
            self._derived[key_id, use] = expand.derive(self._masters[key_id])
        return self._derived[key_id, use]


def open_with(cipher: AESGCM, data: bytes, place: bytes) -> bytes:
    """Open nonce, ciphertext and tag; SealBroken when anything was changed."""
    try:
        return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], place)
    except (InvalidTag, ValueError):
        raise SealBroken("the encrypted bytes were altered, or belong to another place") from None


def _fingerprint(master: bytes) -> str:
    return hashlib.sha256(b"ekaihu key id" + master).hexdigest()[:16]


def _key_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9][0-9][0-9][0-9].key"))


def _add_key(folder: Path, number: int) -> None:
    """Put a whole key file in place at once; when another process was faster, its key is the one."""
    draft = folder / f".{secrets.token_hex(8)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(draft, folder / f"{number:04}.key")
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_key(path: Path) -> bytes:
    _refuse_others(path)
    return _decoded(path.read_text("ascii", errors="replace"), f"the key file {path.name}")


def _refuse_others(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & OTHERS:
        wanted = "700" if path.is_dir() else "600"
        raise KeyRingError(f"others may use {path.name} (mode {mode:03o}); run: chmod {wanted} {path}")


def _decoded(text: str, what: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyRingError(f"{what} is not {KEY_BYTES} bytes in base64; put the right one back")
    return key
