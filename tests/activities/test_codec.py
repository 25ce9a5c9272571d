"""Payload encryption and the codec server."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError

from activities.providers.keys import KeyRing, SealBroken, UnknownKey
from models.people import Role, Staff
from workers.codec import ENCODING, KEY_ID, EncryptionCodec, data_converter
from workers.codec_server import BODY_LIMIT, codec_app, codec_server

ORIGIN = "http://localhost:8233"
SECRET = "310199199001010018"
OTHER = KeyRing.from_text(base64.b64encode(bytes(32)).decode())


@pytest.fixture
def codec(keys: KeyRing) -> EncryptionCodec:
    return EncryptionCodec(keys)


def plain(text: str = SECRET) -> Payload:
    return Payload(metadata={"encoding": b"json/plain"}, data=f'"{text}"'.encode())


async def test_an_encrypted_payload_shows_nothing_but_its_key_id(codec: EncryptionCodec, keys: KeyRing) -> None:
    (encrypted,) = await codec.encode([plain()])
    assert SECRET.encode() not in encrypted.SerializeToString()
    assert dict(encrypted.metadata) == {"encoding": ENCODING, KEY_ID: keys.newest.encode()}
    assert await codec.decode([encrypted]) == [plain()]


async def test_the_same_text_twice_looks_different_each_time(codec: EncryptionCodec) -> None:
    one, two = await codec.encode([plain(), plain()])
    assert one.data != two.data


async def test_what_is_not_encrypted_passes_and_what_is_encrypted_is_not_encrypted_again(
    codec: EncryptionCodec,
) -> None:
    assert await codec.decode([plain()]) == [plain()]
    encrypted = await codec.encode([plain()])
    assert await codec.encode(encrypted) == encrypted


async def test_payloads_of_before_a_rotation_stay_readable(tmp_path: Path, codec: EncryptionCodec) -> None:
    encrypted = await codec.encode([plain()])
    rotated = EncryptionCodec(KeyRing.rotate(tmp_path / "keys"))
    assert await rotated.decode(encrypted) == [plain()]
    (new,) = await rotated.encode([plain()])
    assert new.metadata[KEY_ID] != encrypted[0].metadata[KEY_ID]


async def test_an_unknown_key_an_altered_payload_and_altered_metadata_fail_closed(
    tmp_path: Path, codec: EncryptionCodec
) -> None:
    (encrypted,) = await codec.encode([plain()])
    with pytest.raises(UnknownKey):
        await EncryptionCodec(OTHER).decode([encrypted])
    altered = Payload(metadata=encrypted.metadata, data=encrypted.data[:-1] + bytes([encrypted.data[-1] ^ 1]))
    renamed = Payload(
        metadata={"encoding": ENCODING, KEY_ID: KeyRing.rotate(tmp_path / "keys").newest.encode()}, data=encrypted.data
    )
    without = Payload(metadata={"encoding": ENCODING}, data=encrypted.data)
    rotated = EncryptionCodec(KeyRing.in_folder(tmp_path / "keys"))
    for payload, error in ((altered, SealBroken), (renamed, SealBroken), (without, UnknownKey)):
        with pytest.raises(error):
            await rotated.decode([payload])


async def test_facts_go_through_the_converter_encrypted_and_come_back_typed(keys: KeyRing) -> None:
    staff = Staff(id="E20417", person="P5017", roles=frozenset({Role.REVIEWER}), branch="0000")
    converter = data_converter(keys)
    payloads = await converter.encode([staff, None])
    assert all(payload.metadata["encoding"] == ENCODING for payload in payloads)
    assert await converter.decode(payloads, [Staff, type(None)]) == [staff, None]


async def test_the_message_and_trace_of_a_failure_are_encrypted_too(keys: KeyRing) -> None:
    converter, failure = data_converter(keys), Failure()
    await converter.encode_failure(ApplicationError(f"no such person {SECRET}"), failure)
    assert SECRET.encode() not in failure.SerializeToString()
    assert SECRET in str(await converter.decode_failure(failure))


# ── the codec server ────────────────────────────────────────────────────────────────────────────────────────────────


def caller(keys: KeyRing, token: str | None = None, host: str = "localhost:8888") -> httpx.AsyncClient:
    app = codec_app(EncryptionCodec(keys), ORIGIN, SecretStr(token) if token else None)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{host}")


@pytest.fixture
async def client(keys: KeyRing) -> AsyncIterator[httpx.AsyncClient]:
    async with caller(keys) as opened:
        yield opened


def body(*payloads: Payload) -> dict[str, object]:
    def encoded(payload: Payload) -> dict[str, object]:
        metadata = {key: base64.b64encode(value).decode() for key, value in payload.metadata.items()}
        return {"metadata": metadata, "data": base64.b64encode(payload.data).decode()}

    return {"payloads": [encoded(payload) for payload in payloads]}


async def test_the_server_encodes_and_decodes_what_the_web_ui_sends(client: httpx.AsyncClient) -> None:
    encoded = await client.post("/encode", json=body(plain()), headers={"x-namespace": "default"})
    assert encoded.status_code == 200
    assert SECRET not in encoded.text
    decoded = await client.post("/decode", json=encoded.json())
    assert decoded.json() == body(plain())


async def test_the_web_ui_and_no_other_page_may_ask(client: httpx.AsyncClient) -> None:
    asks = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,x-namespace,authorization",
    }
    ours = await client.options("/decode", headers={"origin": ORIGIN, **asks})
    assert ours.status_code == 200
    assert ours.headers["access-control-allow-origin"] == ORIGIN
    assert ours.headers["access-control-allow-credentials"] == "true"
    for origin in ("http://localhost:9999", "https://localhost:8233", "http://evil.example", "null"):
        theirs = await client.options("/decode", headers={"origin": origin, **asks})
        assert theirs.status_code == 400
        assert "access-control-allow-origin" not in theirs.headers


async def test_a_foreign_name_for_this_machine_gets_nothing(keys: KeyRing) -> None:
    async with caller(keys, host="evil.example") as client:
        assert (await client.post("/decode", json=body(plain()))).status_code == 400


@pytest.mark.parametrize("given", [None, "Bearer wrong", "right", "Basic right", "Bearer"])
async def test_with_an_access_token_nobody_else_is_answered(keys: KeyRing, given: str | None) -> None:
    async with caller(keys, token="right") as client:
        refused = await client.post("/decode", json=body(plain()), headers={"authorization": given} if given else {})
        assert refused.status_code == 401
        assert "access token" in refused.json()["message"]
        granted = await client.post("/decode", json=body(plain()), headers={"authorization": "Bearer right"})
        assert granted.status_code == 200


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff", b'{"payloads": 1}', b'{"payloads": [{"data": 5}]}'])
async def test_what_is_not_a_list_of_payloads_is_refused(client: httpx.AsyncClient, content: bytes) -> None:
    assert (await client.post("/decode", content=content)).status_code == 400


async def test_a_payload_of_an_unknown_key_is_refused_in_words(client: httpx.AsyncClient) -> None:
    (foreign,) = await EncryptionCodec(OTHER).encode([plain()])
    refused = await client.post("/decode", json=body(foreign))
    assert refused.status_code == 400
    assert "is not in the key ring" in refused.json()["message"]


async def test_an_oversized_request_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post("/decode", content=bytes(BODY_LIMIT + 1))).status_code == 413


async def test_there_is_nothing_else_to_call(client: httpx.AsyncClient) -> None:
    assert (await client.get("/decode")).status_code == 405
    assert (await client.post("/")).status_code == 404


def test_the_server_listens_on_the_loopback_address_alone(keys: KeyRing) -> None:
    server = codec_server(codec_app(EncryptionCodec(keys), ORIGIN), 8888)
    assert (server.config.host, server.config.port) == ("127.0.0.1", 8888)
