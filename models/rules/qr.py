"""The QR code of a licence: which firm it names, and what that says about the code that was read (formats.md 6.4)."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

from models.papers import PaperKind, ReadField, Reading, Source
from models.rules import codes
from models.rules.confidence import DOUBTED, PROVEN
from models.rules.paper_text import CHECK_DIGIT, MISSING, REPAIRED

PUBLICITY_SYSTEM = "gsxt.gov.cn"
"""Host of the national publicity system; the provinces' mirrors lie below it. The link is never followed."""

_OFFICIAL = re.compile(rf"([a-z0-9-]+\.)*{re.escape(PUBLICITY_SYSTEM)}")

FROM_QR = "CODE_FROM_QR"
QR_DISAGREES = "QR_DISAGREES"
QR_FOREIGN = "QR_FOREIGN"


def is_official(text: str) -> bool:
    """Whether the QR code is a link to the publicity system, as every browser would understand it.

    A host with other signs than letters, digits, hyphens and dots, or with a user before it, is understood by each in
    its own way, so it is nobody's.
    """
    try:
        parts = urlsplit(text)
        address = parts.netloc.removesuffix(f":{parts.port}").lower()
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and _OFFICIAL.fullmatch(address) is not None


def firm_in(text: str) -> str | None:
    """The credit code that an official link names, if its check sign is right."""
    if not is_official(text):
        return None
    named = parse_qs(urlsplit(text).query).get("uniscid", [""])[0]
    code = codes.normal_code(named)
    return code if codes.is_credit_code(code) else None


def with_qr(reading: Reading, texts: Iterable[str]) -> Reading:
    """A licence's reading compared with its QR codes.

    Agreement proves the code; another firm or a foreign link is a warning; an unreadable code is taken from the QR
    code for a person to compare. Without any QR code nothing changes: older licences have none.
    """
    found = [text for text in texts if text]
    if reading.kind is not PaperKind.LICENCE or not found:
        return reading
    firms = {code for text in found if (code := firm_in(text))}
    if not all(is_official(text) for text in found) or len(firms) > 1:
        return _warned(reading, QR_FOREIGN if len(firms) <= 1 else QR_DISAGREES)
    return _compared(reading, firms.pop()) if firms else reading


def _compared(reading: Reading, code: str) -> Reading:
    field = reading.fields.get("credit_code")
    if field is None or field.value is None:
        return _taken(reading, field, code)
    if field.value != code:
        return _warned(_doubted(reading, field, QR_DISAGREES), QR_DISAGREES)
    proven = field.model_copy(update={"confidence": PROVEN, "doubts": ()})
    return _with_code(reading, proven, without=(REPAIRED, "LOW_CONFIDENCE:credit_code"))


def _taken(reading: Reading, field: ReadField | None, code: str) -> Reading:
    box = field.box if field else (0, 0, 0, 0)
    text = field.text if field else ""
    taken = ReadField(text=text, value=code, confidence=DOUBTED, box=box, source=Source.QR, doubts=(FROM_QR,))
    gone = (CHECK_DIGIT, f"{MISSING}:credit_code", "VALUE_UNCLEAR:credit_code")
    return _warned(_with_code(reading, taken, without=gone), FROM_QR, "LOW_CONFIDENCE:credit_code")


def _doubted(reading: Reading, field: ReadField, why: str) -> Reading:
    doubted = field.model_copy(update={"confidence": DOUBTED, "doubts": (*field.doubts, why)})
    return _with_code(reading, doubted, without=())


def _with_code(reading: Reading, field: ReadField, without: tuple[str, ...]) -> Reading:
    kept = tuple(warning for warning in reading.warnings if warning not in without)
    return reading.model_copy(update={"fields": {**reading.fields, "credit_code": field}, "warnings": kept})


def _warned(reading: Reading, *warnings: str) -> Reading:
    return reading.model_copy(update={"warnings": tuple(dict.fromkeys((*reading.warnings, *warnings)))})
