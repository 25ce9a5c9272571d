"""The codec server: lets the Temporal Web UI and `temporal --codec-endpoint` show payloads to those entitled."""

import hmac
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from google.protobuf import json_format
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.converter import PayloadCodec

from activities.providers.keys import SealBroken, UnknownKey

LOOPBACK = "127.0.0.1"
BODY_LIMIT = 16 * 2**20
"""Bytes of one request: the Web UI sends a page of payloads, each at most 2 MiB on the server."""

Work = Callable[[Sequence[Payload]], Awaitable[list[Payload]]]


def codec_app(
    codec: PayloadCodec,
    origin: str,
    token: SecretStr | None = None,
    hosts: Sequence[str] = (LOOPBACK, "localhost"),
) -> Starlette:
    """POST /encode and /decode (Temporal's remote codec protocol) for pages of exactly `origin`, e.g. `http://localhost:8233`.

    With a `token`, requests need `Authorization: Bearer <token>`. `hosts` are the names it may be called by: a page of
    another site that points its own name to this machine gets nothing. Answers 400 for what cannot be read, 401, 413.
    """
    cors = Middleware(
        CORSMiddleware,
        allow_origins=[origin],
        allow_methods=["POST"],
        allow_headers=["content-type", "x-namespace", "authorization"],
        allow_credentials=True,
    )
    routes = [
        Route("/encode", _endpoint(codec.encode, token), methods=["POST"]),
        Route("/decode", _endpoint(codec.decode, token), methods=["POST"]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts)), cors])


def codec_server(app: Starlette, port: int) -> uvicorn.Server:
    """A server on the loopback address only: `await server.serve()` runs it, `server.should_exit = True` ends it."""
    config = uvicorn.Config(app, host=LOOPBACK, port=port, log_config=None, access_log=False, log_level="warning")
    return _Embedded(config)


class _Embedded(uvicorn.Server):
    """A server inside a command: Ctrl-C belongs to the command, which stops this one in its turn."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _endpoint(work: Work, token: SecretStr | None) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        if token is not None and not _entitled(request, token):
            return _refusal(401, "this codec server needs its access token; set it in the Web UI or with --codec-auth")
        body = await _body(request)
        if body is None:
            return _refusal(413, f"the request is larger than {BODY_LIMIT} bytes; ask for fewer payloads")
        return await _worked(work, body)

    return answer


async def _worked(work: Work, body: bytes) -> Response:
    try:
        payloads = json_format.Parse(body, Payloads())
        done = await work(payloads.payloads)
    except (json_format.ParseError, UnicodeDecodeError):
        return _refusal(400, "the request is not a list of Temporal payloads in JSON")
    except (UnknownKey, SealBroken) as error:
        return _refusal(400, str(error))
    return Response(json_format.MessageToJson(Payloads(payloads=done)), media_type="application/json")


def _entitled(request: Request, token: SecretStr) -> bool:
    wanted = f"Bearer {token.get_secret_value()}".encode()
    return hmac.compare_digest(request.headers.get("authorization", "").encode(), wanted)


async def _body(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def _refusal(status: int, message: str) -> Response:
    return JSONResponse({"message": message}, status_code=status)
