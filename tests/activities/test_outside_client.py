"""The one way out: which hosts, how long, how much, and what counts as an answer at all."""

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from activities.failures import OutsideFailed, ServiceClosed
from activities.providers.http import OutsideClient, Wire, understood

HOST = "registry.example"
URL = f"https://{HOST}/ask"
SECRET = "范例安"
JSON = {"content-type": "application/json"}


class Question(Wire):
    name: str


class Answer(Wire):
    name: str
    good: bool


Handler = Callable[[httpx.Request], httpx.Response]


def client(handler: Handler, seconds: float = 30, max_bytes: int = 1000) -> OutsideClient:
    transport = httpx.MockTransport(handler)
    return OutsideClient({HOST, "127.0.0.1"}, seconds=seconds, max_bytes=max_bytes, transport=transport)


def answering(content: bytes, status: int = 200, headers: dict[str, str] | None = None) -> OutsideClient:
    return client(lambda _: httpx.Response(status, headers=headers or JSON, stream=httpx.ByteStream(content)))


async def ask(by: OutsideClient, url: str = URL) -> bytes:
    async with by:
        return await by.post("registration", url, Question(name=SECRET))


async def failure_of(by: OutsideClient, url: str = URL) -> str:
    with pytest.raises(OutsideFailed) as failed:
        await ask(by, url)
    assert failed.value.system == "registration"
    assert SECRET not in str(failed.value)
    return failed.value.why


async def test_a_sound_json_object_comes_back_byte_for_byte() -> None:
    assert await ask(answering(b' {"name": "x"}\n')) == b' {"name": "x"}\n'


@pytest.mark.parametrize("status", [201, 204, 301, 302, 307, 400, 401, 403, 404, 409, 429, 500, 502, 503, 504])
async def test_every_status_but_200_is_a_failure(status: int) -> None:
    assert str(status) in await failure_of(answering(b"{}", status))


async def test_a_redirect_is_not_followed() -> None:
    visited: list[str] = []

    def redirecting(request: httpx.Request) -> httpx.Response:
        visited.append(str(request.url))
        return httpx.Response(302, headers={"location": f"https://{HOST}/elsewhere"})

    await failure_of(client(redirecting))
    assert visited == [URL]


@pytest.mark.parametrize(
    "url", ["https://evil.example/ask", f"https://{HOST}.evil.example/", f"https://evil.example@{HOST}.x/"]
)
async def test_a_host_that_is_not_on_the_list_is_never_called(url: str) -> None:
    called: list[str] = []

    def listening(request: httpx.Request) -> httpx.Response:
        called.append(str(request.url))
        return httpx.Response(200)

    assert "allow-list" in await failure_of(client(listening), url)
    assert called == []


async def test_plain_http_is_for_this_machine_alone() -> None:
    assert "https" in await failure_of(answering(b"{}"), f"http://{HOST}/ask")
    assert await ask(answering(b"{}"), "http://127.0.0.1:9/ask") == b"{}"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b'{"name": ',
        b'{"name": "\xff"}',
        b'["name"]',
        b'"MCHD"',
        b"null",
        b'{"good": NaN}',
        b'{"result": "NTFD", "result": "MCHD"}',
        b'{"a":' * 100 + b"1" + b"}" * 99,
    ],
)
async def test_garbage_is_never_an_answer(content: bytes) -> None:
    assert "JSON" in await failure_of(answering(content, headers=JSON))


async def test_nesting_without_end_is_garbage_and_no_crash() -> None:
    nested = httpx.ByteStream(b"[" * 200_000)
    deep = client(lambda _: httpx.Response(200, headers=JSON, stream=nested), max_bytes=10**6)
    assert "JSON" in await failure_of(deep)


@pytest.mark.parametrize("kind", ["text/html", "text/json+html", ""])
async def test_an_answer_that_does_not_call_itself_json_is_a_failure(kind: str) -> None:
    assert "not JSON" in await failure_of(answering(b"{}", headers={"content-type": kind}))


async def test_an_answer_beyond_the_size_limit_is_not_read_to_its_end() -> None:
    sent: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            sent.append(500)
            yield b" " * 500

    assert "larger" in await failure_of(client(lambda _: httpx.Response(200, content=endless(), headers=JSON)))
    assert sum(sent) <= 2000


async def test_a_compressed_answer_is_refused_since_it_could_be_a_bomb() -> None:
    packed = client(lambda _: httpx.Response(200, content=_drip(b"x"), headers={**JSON, "content-encoding": "gzip"}))
    assert "compressed" in await failure_of(packed)


async def test_an_answer_that_drips_is_late_even_when_each_drop_is_in_time() -> None:
    """Takes the client's 0.2 s: only a real clock can show it."""

    async def dripping() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0.02)
            yield b" "

    late = client(lambda _: httpx.Response(200, content=dripping(), headers=JSON), seconds=0.2, max_bytes=10**6)
    assert "0.2 seconds" in await failure_of(late)


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadError, httpx.RemoteProtocolError, httpx.ReadTimeout])
async def test_a_broken_connection_is_a_failure_that_repeats_nothing_of_what_was_sent(
    error: type[httpx.TransportError],
) -> None:
    def breaking(request: httpx.Request) -> httpx.Response:
        raise error(f"while sending {request.content.decode()}")

    assert error.__name__ in await failure_of(client(breaking))


async def test_nobody_listening_is_a_failure() -> None:
    assert "connection" in await failure_of(OutsideClient({"127.0.0.1"}, seconds=2), "http://127.0.0.1:1/ask")


def test_a_missing_or_wrong_field_is_named_without_its_value() -> None:
    with pytest.raises(OutsideFailed) as failed:
        understood("registration", f'{{"good": "{SECRET}"}}'.encode(), Answer)
    assert failed.value.why == "missing or unknown: good, name"
    assert failed.value.__cause__ is None


@pytest.mark.parametrize("word", ['"true"', '"yes"', "1", "null"])
def test_a_yes_that_is_not_a_plain_true_is_not_taken_for_one(word: str) -> None:
    with pytest.raises(OutsideFailed):
        understood("registration", f'{{"name": "x", "good": {word}}}'.encode(), Answer)


def test_a_system_that_says_dsbl_is_closed_whatever_else_it_says() -> None:
    with pytest.raises(ServiceClosed):
        understood("registration", b'{"service": "DSBL", "name": "x", "good": true}', Answer)


def test_fields_that_we_do_not_know_are_ignored_so_that_systems_may_grow() -> None:
    assert understood("registration", b'{"name": "x", "good": true, "new": 1}', Answer) == Answer(name="x", good=True)


async def _drip(content: bytes) -> AsyncIterator[bytes]:
    yield content


@pytest.mark.parametrize("location", ["javascript:1", "http://xn--/"])
async def test_a_redirect_to_nowhere_is_a_failed_connection(location: str) -> None:
    def redirecting(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"location": location})

    assert "connection failed" in await failure_of(client(redirecting))
