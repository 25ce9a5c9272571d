"""Files that people hand in: into the evidence store first, then the act carries the reference."""

from pathlib import Path
from typing import TYPE_CHECKING

from cli.common import Refused

if TYPE_CHECKING:
    from models.papers import EvidenceKind, EvidenceRef, Paper
    from workers.bootstrap import Tools

PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


async def picture(tools: "Tools", no: str, kind: "EvidenceKind", path: Path) -> "EvidenceRef":
    """Store one picture; Refused when it is none or larger than the policy allows."""
    data = _read(path, tools.policy.reading.max_bytes)
    media = picture_type(data)
    if media is None:
        raise Refused(f"{path.name} is no JPEG, PNG or WebP picture; send a photo or a scan")
    return await tools.evidence.store(no, kind, media, data)


async def video(tools: "Tools", no: str, kind: "EvidenceKind", path: Path) -> "EvidenceRef":
    """Store one recording; Refused when it is no MP4 or WebM, or too large."""
    data = _read(path, tools.settings.max_evidence_bytes)
    media = video_type(data)
    if media is None:
        raise Refused(f"{path.name} is no MP4 or WebM recording; hand in the file as it was recorded")
    return await tools.evidence.store(no, kind, media, data)


async def papers(tools: "Tools", no: str, files: dict[str, Path | None]) -> "tuple[Paper, ...]":
    """Store the papers that are there; keys are the kinds of models.papers.PaperKind."""
    from models.papers import EvidenceKind, Paper, PaperKind

    given = [(PaperKind(kind), path) for kind, path in files.items() if path]
    return tuple([Paper(kind=kind, ref=await picture(tools, no, EvidenceKind.PAPER, path)) for kind, path in given])


def picture_type(data: bytes) -> str | None:
    """The media type by the file's first bytes, never by its name."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((media for magic, media in PICTURES.items() if data.startswith(magic)), None)


def video_type(data: bytes) -> str | None:
    if data[4:8] == b"ftyp":
        return "video/mp4"
    return "video/webm" if data.startswith(b"\x1aE\xdf\xa3") else None


def _read(path: Path, most: int) -> bytes:
    """The file's bytes; a larger one than `most` is refused before it is in memory."""
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise Refused(f"{path.name} is larger than {most // 1_000_000} MB; send a smaller one")
    return data
