"""Arguments and options that mean the same in every command."""

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated

import typer

SHANGHAI = timezone(timedelta(hours=8))
"""Times typed without a zone are the bank's."""

NO = "EK2026100800000001"
"""The application number of the examples."""


def _number(value: str) -> str:
    if not re.fullmatch(r"EK\d{16}", value):
        raise typer.BadParameter(f"an application number is EK and sixteen digits, like {NO}")
    return value


def _staff(value: str) -> str:
    if not value:
        raise typer.BadParameter("say who you are: --as E20417, or set EKAIHU_STAFF")
    return value


def moment(text: str) -> datetime:
    """A time like 2026-10-09T10:00, in Shanghai unless it names another zone."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("write a time like 2026-10-09T10:00 (Shanghai)") from None
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def numbers(incomplete: str) -> list[str]:
    """Completion of application numbers from the case list; nothing when the list cannot be read."""
    import asyncio

    from workers import bootstrap
    from workers.settings import load_settings

    async def listed() -> list[str]:
        async with bootstrap.kept(load_settings()) as kept:
            return [case.application for case in await kept.ledger.cases(limit=200)]

    try:
        return [number for number in asyncio.run(listed()) if number.startswith(incomplete)]
    except Exception:  # a shell that completes must not print a traceback over the prompt
        return []


Number = Annotated[
    str, typer.Argument(metavar="NO", help="Application number 申请编号.", callback=_number, autocompletion=numbers)
]
Me = Annotated[
    str,
    typer.Option(
        "--as",
        envvar="EKAIHU_STAFF",
        metavar="STAFF",
        help="Your staff id 员工号.",
        callback=_staff,
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for programs.")]
Reason = Annotated[str, typer.Option(help="Your reason in words, for colleagues 理由.", show_default=False)]
ReasonCode = Annotated[str | None, typer.Option(help="Reason code, e.g. RF07 原因代码.", show_default=False)]
Until = Annotated[
    datetime | None,
    typer.Option(parser=moment, metavar="TIME", help="End of an extended review 延长至.", show_default=False),
]
Crops = Annotated[
    Path | None,
    typer.Option(
        "--crops", file_okay=False, metavar="DIR", help="Write each field's picture here 字段图片.", show_default=False
    ),
]
Picture = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, metavar="FILE", help="JPEG, PNG, WebP, HEIC or PDF.", show_default=False),
]
