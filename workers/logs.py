"""Logs: structlog for our lines and everybody else's, JSON or coloured, with one redaction as last line of defence.

Code must not log personal data in the first place; what slips through in a library's message or a traceback is hidden
here.
"""

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, TextIO

import structlog
from pydantic import BaseModel
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "〔已隐去〕"

PERSONAL_KEYS = frozenset(
    {
        *("name", "names", "representative", "legal_representative", "agent", "finance_officer", "customer_name"),
        *("real_name", "person_name", "owner", "owners", "shareholders", "address", "operating_address"),
        *("phone", "finance_phone", "finance_id", "mobile", "number", "id_number", "birth_date", "sex", "ethnicity"),
    }
)
"""Keys whose values are hidden when they hold Chinese or six digits; `name=worker-1` stays."""

_DIGIT = r"[0-9０-９]"
_PERSONAL = re.compile(
    # kept: digests and workflow run ids, whose digits may look like a phone
    r"(?P<kept>(?<![0-9A-Za-z])(?:[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9A-Za-z]))"
    # a resident's number: district (none begins with 9, as most firms' codes do), birth date, sequence, check character
    rf"|(?<!{_DIGIT})[1-8１-８]{_DIGIT}{{5}}(?:18|19|20|１８|１９|２０){_DIGIT}{{2}}"
    rf"[01０１]{_DIGIT}[0-3０-３]{_DIGIT}{_DIGIT}{{3}}[0-9０-９XxＸｘ](?!{_DIGIT})"
    # a mobile phone, with or without +86, blanks or dashes
    rf"|(?<!{_DIGIT})(?:\+?86[- ]?)?[1１][3-9３-９]{_DIGIT}[- ]?{_DIGIT}{{4}}[- ]?{_DIGIT}{{4}}(?!{_DIGIT})"
)
_TELLING = re.compile(rf"[\u3400-\u9fff]|(?:{_DIGIT}.*?){{6}}", re.DOTALL)


def redact(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Hide numbers of persons and phones anywhere, and names and addresses under their keys; firms' codes stay."""
    return {_text(key): _value(key, value) for key, value in line.items()}


def configure(*, as_json: bool, level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send all logs to `stream` (standard error by default: standard output is for data) as JSON or coloured lines."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    _route(_formatter(shared, as_json, stream or sys.stderr), level, stream or sys.stderr)


def _formatter(shared: list[Processor], as_json: bool, stream: TextIO) -> logging.Formatter:
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    last += [structlog.processors.format_exc_info, redact]  # redaction sees the traceback as text
    last += [_renderer(as_json, stream)]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()], processors=last
    )


def _renderer(as_json: bool, stream: TextIO) -> Processor:
    if as_json:
        return structlog.processors.JSONRenderer(ensure_ascii=False, default=lambda value: _text(repr(value)))
    return structlog.dev.ConsoleRenderer(colors=stream.isatty())


def _route(formatter: logging.Formatter, level: int, stream: TextIO) -> None:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("httpx", "httpcore"):  # they log whole addresses, in which an account's number stands
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(True)


def _value(key: object, value: Any) -> Any:
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return {_text(str(inner)): _value(inner, item) for inner, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(key, item) for item in value]
    return _scalar(key, value)


def _scalar(key: object, value: Any) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    text = value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value)
    if str(key).lower() in PERSONAL_KEYS and _TELLING.search(text):
        return HIDDEN
    hidden = _text(text)
    return value if isinstance(value, int) and hidden == text else hidden


def _text(text: str) -> str:
    return _PERSONAL.sub(lambda match: match["kept"] or HIDDEN, text)
