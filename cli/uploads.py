"""Files that people hand in: into the evidence store first, then the act carries the reference."""

from pathlib import Path
from typing import TYPE_CHECKING

from cli.common import Refused

if TYPE_CHECKING:
    from models.papers import EvidenceKind, EvidenceRef, Paper
    from workers.bootstrap import Tools

PHOTOS = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
PAPERS = {**PHOTOS, "heic": "image/heic", "pdf": "application/pdf"}
"""Media types by the kinds of activities.providers.file_kinds."""


async def picture(tools: "Tools", no: str, kind: "EvidenceKind", path: Path) -> "EvidenceRef":
    """Store one photo of a person or a place; Refused when it is none or larger than the policy allows."""
    data = _read(path, tools.policy.reading.max_bytes)
    media = PHOTOS.get(_kind(path, data))
    if media is None:
        raise Refused(f"{path.name} is no JPEG, PNG or WebP picture; send a photo")
    return await tools.evidence.store(no, kind, media, data)


async def paper(tools: "Tools", no: str, path: Path, kind: "EvidenceKind | None" = None) -> "EvidenceRef":
    """Store one photo or scan of a paper; Refused as above, with the reason."""
    from models.papers import EvidenceKind

    data = _read(path, tools.policy.reading.max_bytes)
    return await tools.evidence.store(no, kind or EvidenceKind.PAPER, PAPERS[_kind(path, data)], data)


async def video(tools: "Tools", no: str, kind: "EvidenceKind", path: Path) -> "EvidenceRef":
    """Store one recording; Refused when it is no MP4 or WebM, or too large."""
    data = _read(path, tools.settings.max_evidence_bytes)
    media = video_type(data)
    if media is None:
        raise Refused(f"{path.name} is no MP4 or WebM recording; hand in the file as it was recorded")
    return await tools.evidence.store(no, kind, media, data)


async def papers(tools: "Tools", no: str, files: dict[str, Path | None]) -> "tuple[Paper, ...]":
    """Store the papers that are there; keys are the kinds of models.papers.PaperKind."""
    from models.papers import Paper, PaperKind

    given = [(PaperKind(kind), path) for kind, path in files.items() if path]
    return tuple([Paper(kind=kind, ref=await paper(tools, no, path)) for kind, path in given])


def _kind(path: Path, data: bytes) -> str:
    """What the file is by its first bytes, never by its name; whether it can be opened shows when it is read."""
    from activities.providers.file_kinds import kind_of_file
    from models.refusals import UnreadablePicture

    try:
        return kind_of_file(data).value
    except UnreadablePicture as refused:
        raise Refused(f"{path.name} cannot be taken: {refused}") from refused


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
