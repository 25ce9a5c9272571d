"""What every command shares: running against the toolbox, printing for people and programs, one sentence for an error.

Exit codes: 0 done, 1 refused (one sentence on stderr), 2 wrong usage. Standard output carries data only.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from pydantic import BaseModel

    from models.acts import Act, Receipt
    from workers.bootstrap import Kept, Tools

T = TypeVar("T")
R = TypeVar("R")
M = TypeVar("M", bound="BaseModel")
A = TypeVar("A", bound="Act")


class Refused(Exception):
    """The command cannot be done; the message is one sentence for the person who typed it."""


# ── running ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def run(work: "Callable[[Tools], Awaitable[T]]") -> T:
    """Do `work` with the toolbox (Temporal must answer); an expected error ends the command with its sentence."""
    from workers import bootstrap

    return _settled(bootstrap.tools, work)


def look(work: "Callable[[Kept], Awaitable[T]]") -> T:
    """Do `work` with tables, evidence and staff alone: lists and trail can be read while Temporal is away."""
    from workers import bootstrap
    from workers.settings import load_settings

    return _settled(lambda: bootstrap.kept(load_settings()), work)


def _settled(opened: Callable[[], AbstractAsyncContextManager[R]], work: Callable[[R], Awaitable[T]]) -> T:
    async def inside() -> T:
        async with opened() as resource:
            return await work(resource)

    try:
        return asyncio.run(inside())
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        refuse(sentence)


def _sentence(error: Exception) -> str | None:
    """What an expected error says to the person; None for a mistake in the program."""
    from temporalio.client import RPCTimeoutOrCancelledError, WorkflowQueryFailedError
    from temporalio.service import RPCError

    if isinstance(error, WorkflowQueryFailedError):
        return "the worker could not answer about this application; operations find the reason in its log"
    if isinstance(error, RPCError | RPCTimeoutOrCancelledError):
        return (
            "no answer from Temporal or its workers in time; look with `ekaihu ops show` whether it was done,"
            " and start a worker (`ekaihu worker`) before you try again"
        )
    return str(error) if isinstance(error, _expected()) else None


def _expected() -> tuple[type[Exception], ...]:
    from activities.providers.database import DatabaseUnavailable, DatabaseUrlError
    from activities.providers.directory import DirectoryError
    from activities.providers.evidence import EvidenceError
    from activities.providers.keys import UnknownKey
    from activities.providers.ledger import NoOpenAccount, UnknownCase, UnknownDuty
    from models.policy import PolicyError
    from workers.connect import NoTemporal
    from workers.settings import SettingsError
    from workflows.client import Refusal

    ours = (Refused, Refusal, NoTemporal, SettingsError, PolicyError)
    kept = (NoOpenAccount, UnknownCase, UnknownDuty, UnknownKey)
    return (*ours, *kept, EvidenceError, DatabaseUnavailable, DatabaseUrlError, DirectoryError)


# ── building facts ──────────────────────────────────────────────────────────────────────────────────────────────────


def made(kind: type[M], **fields: Any) -> M:
    """A fact from what was typed; wrong usage (exit 2) names the field, never its value, which may be personal."""
    from pydantic import ValidationError

    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"]) or kind.__name__
        misuse(f"{name}: {first['msg']}")


def act_of(kind: type[A], me: str, **fields: Any) -> A:
    """An act by this person with a fresh id; without `by` an act is the customer's."""
    from workflows.client import new_act_id

    return made(kind, act_id=new_act_id(), by=me, **fields)


# ── saying ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def refuse(sentence: str) -> NoReturn:
    """End with exit code 1 and one sentence on stderr."""
    note(sentence)
    raise typer.Exit(1)


def misuse(sentence: str) -> NoReturn:
    """End with exit code 2 and one sentence on stderr."""
    note(f"{sentence} (see --help)")
    raise typer.Exit(2)


def note(sentence: str) -> None:
    """A message for the person; never data."""
    print(f"ekaihu: {sentence}", file=sys.stderr)


def document(content: Any) -> None:
    """The one JSON document of `--json`."""
    print(json.dumps(content, ensure_ascii=False, indent=2, default=str))


def perform(no: str, act: "Act", as_json: bool) -> None:
    """Do one act and print its receipt."""
    receipt(run(lambda tools: tools.front.act(no, act)), as_json)


def receipt(given: "Receipt", as_json: bool) -> None:
    """The answer to an act: where the case stands now."""
    from models.states import State

    if as_json:
        document(given.model_dump(mode="json"))
    else:
        print(f"{given.application}  {State(given.state).chinese} {given.state}  {given.said}")
