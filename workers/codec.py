"""Payload encryption: what Temporal keeps and shows is ciphertext; only holders of the bank's keys can read it.

Search attributes and workflow ids are not payloads and stay readable, so they carry no personal data.
"""

import dataclasses
from collections.abc import Sequence

from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes, PayloadCodec

from activities.providers.keys import KeyRing, Sealed, Use

ENCODING = b"binary/encrypted"
KEY_ID = "encryption-key-id"


class EncryptionCodec(PayloadCodec):
    """AES-256-GCM over the payload, the outer metadata as associated data; payloads that are not encrypted pass.

    Decoding raises keys.UnknownKey and keys.SealBroken: an unreadable payload is never replaced by something else.
    """

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [self._encrypted(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [self._decrypted(payload) for payload in payloads]

    def _encrypted(self, payload: Payload) -> Payload:
        if _is_encrypted(payload):
            return payload
        key_id = self._keys.newest
        sealed = self._keys.seal(Use.PAYLOAD, payload.SerializeToString(), _place(key_id))
        return Payload(metadata={"encoding": ENCODING, KEY_ID: key_id.encode()}, data=sealed.data)

    def _decrypted(self, payload: Payload) -> Payload:
        if not _is_encrypted(payload):
            return payload
        key_id = payload.metadata[KEY_ID].decode("ascii", errors="replace")
        data = self._keys.open(Use.PAYLOAD, Sealed(key_id, payload.data), _place(key_id))
        return Payload.FromString(data)


def data_converter(keys: KeyRing) -> DataConverter:
    """The converter of clients, workers and replayers: pydantic facts, encrypted, as are failures' texts and traces."""
    return dataclasses.replace(
        pydantic_data_converter,
        payload_codec=EncryptionCodec(keys),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


def _is_encrypted(payload: Payload) -> bool:
    return payload.metadata.get("encoding") == ENCODING


def _place(key_id: str) -> bytes:
    return ENCODING + b"\0" + key_id.encode()
