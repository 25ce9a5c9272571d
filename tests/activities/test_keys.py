"""The key ring: made once, read by its owner alone, rotated without losing anything, failing closed."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from activities.providers.database import MIGRATIONS
from activities.providers.keys import KeyRing, KeyRingError, SealBroken, Sealed, UnknownKey, Use

ROOT = MIGRATIONS.parent
ONE, TWO = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))


def test_the_first_start_makes_a_ring_that_only_its_owner_can_read(tmp_path: Path) -> None:
    KeyRing.in_folder(tmp_path / "keys")
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()}
    assert modes == {"0001.key": 0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_the_next_start_reads_the_same_ring(tmp_path: Path) -> None:
    sealed = KeyRing.in_folder(tmp_path / "keys").seal(Use.PAYLOAD, b"secret", b"place")
    assert KeyRing.in_folder(tmp_path / "keys").open(Use.PAYLOAD, sealed, b"place") == b"secret"


def test_first_starts_side_by_side_agree_on_one_key(tmp_path: Path) -> None:
    """Takes about a second: four real processes start."""
    program = "import sys, pathlib; from activities.providers.keys import KeyRing;"
    program += "print(KeyRing.in_folder(pathlib.Path(sys.argv[1])).newest)"
    command = [sys.executable, "-c", program, str(tmp_path / "keys")]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(4)]
    assert len({process.communicate()[0] for process in started}) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["0001.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_keys_that_others_may_use_are_refused(tmp_path: Path, mode: int) -> None:
    KeyRing.in_folder(tmp_path / "keys")
    (tmp_path / "keys" / "0001.key").chmod(mode)
    with pytest.raises(KeyRingError, match=r"others may use 0001\.key.*chmod 600"):
        KeyRing.in_folder(tmp_path / "keys")


def test_a_folder_that_others_may_enter_is_refused(tmp_path: Path) -> None:
    KeyRing.in_folder(tmp_path / "keys")
    (tmp_path / "keys").chmod(0o755)
    with pytest.raises(KeyRingError, match="chmod 700"):
        KeyRing.in_folder(tmp_path / "keys")


def test_a_damaged_key_file_is_refused_and_not_replaced(tmp_path: Path) -> None:
    KeyRing.in_folder(tmp_path / "keys")
    (tmp_path / "keys" / "0001.key").write_text("half a k")
    with pytest.raises(KeyRingError, match=r"the key file 0001\.key is not 32 bytes"):
        KeyRing.in_folder(tmp_path / "keys")


def test_rotation_writes_with_the_new_key_reads_with_the_old_and_finds_by_the_same_digest(tmp_path: Path) -> None:
    before = KeyRing.in_folder(tmp_path / "keys")
    sealed, digest = before.seal(Use.EVIDENCE, b"secret", b""), before.digest("phone", "13800138000")
    after = KeyRing.rotate(tmp_path / "keys")
    assert after.ids == (before.newest, after.newest)
    assert after.newest != before.newest
    assert after.seal(Use.EVIDENCE, b"new", b"").key_id == after.newest
    assert after.open(Use.EVIDENCE, sealed, b"") == b"secret"
    assert after.digest("phone", "13800138000") == digest


def test_a_ring_from_a_setting_is_oldest_first() -> None:
    ring, old = KeyRing.from_text(f"{ONE}, {TWO}"), KeyRing.from_text(ONE)
    assert ring.newest == KeyRing.from_text(TWO).newest
    assert ring.open(Use.PAYLOAD, old.seal(Use.PAYLOAD, b"x", b""), b"") == b"x"


@pytest.mark.parametrize("setting", ["", "short", ONE[:-4], f"{ONE},", "密钥"])
def test_a_setting_that_is_no_key_is_refused_without_showing_it(setting: str) -> None:
    with pytest.raises(KeyRingError, match="the setting of the keys is not 32 bytes in base64") as refused:
        KeyRing.from_text(setting)
    assert not setting or setting not in str(refused.value)


def test_an_unknown_key_fails_closed() -> None:
    sealed = KeyRing.from_text(ONE).seal(Use.PAYLOAD, b"x", b"")
    with pytest.raises(UnknownKey, match="not in the key ring"):
        KeyRing.from_text(TWO).open(Use.PAYLOAD, sealed, b"")


def test_what_was_sealed_opens_only_unaltered_in_its_place_and_for_its_use() -> None:
    ring = KeyRing.from_text(ONE)
    sealed = ring.seal(Use.PAYLOAD, b"x", b"here")
    altered = Sealed(sealed.key_id, sealed.data[:-1] + bytes([sealed.data[-1] ^ 1]))
    for use, found, place in (
        (Use.PAYLOAD, altered, b"here"),
        (Use.PAYLOAD, sealed, b"there"),
        (Use.EVIDENCE, sealed, b"here"),
        (Use.PAYLOAD, Sealed(sealed.key_id, b""), b"here"),
    ):
        with pytest.raises(SealBroken):
            ring.open(use, found, place)


def test_a_digest_depends_on_key_kind_and_text_and_an_empty_text_has_none() -> None:
    ring = KeyRing.from_text(ONE)
    digests = {ring.digest("phone", "1"), ring.digest("agent", "1"), ring.digest("phone", "2")}
    digests.add(KeyRing.from_text(TWO).digest("phone", "1"))
    assert len(digests) == 4
    assert all(len(digest) == 64 for digest in digests)
    with pytest.raises(ValueError, match="empty phone has no digest"):
        ring.digest("phone", " ")


def test_a_ring_never_prints_its_keys() -> None:
    ring = KeyRing.from_text(ONE)
    assert repr(ring) == f"KeyRing({ring.newest})"
