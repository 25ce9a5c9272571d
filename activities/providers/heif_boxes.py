"""What a HEIC file holds (ISO/IEC 23008-12), read without any library: one photo, as its coded tiles and their size.

Only what cameras write is taken: HEVC pictures and grids of them. The many other kinds of item of the format, where
the holes of general libraries were, are not even looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NoReturn

from models.refusals import UnreadablePicture

LONGEST_META = 1_000_000
"""Bytes of the index; a 48-megapixel photo of 192 tiles has 20,000."""
MOST_ITEMS = 2_000
MOST_PIECES = 64
"""Pieces that one item's bytes lie in; cameras write one."""
_PICTURES = (b"hvc1", b"grid")
_SEQUENCES = (b"hevc", b"hevx", b"hevm", b"hevs", b"msf1")


@dataclass
class Item:
    """One item of the index: its kind, its properties in the order they apply, and the pieces its bytes lie in."""

    kind: bytes
    hidden: bool
    properties: list[tuple[bytes, bytes]] = field(default_factory=list)
    references: dict[bytes, list[int]] = field(default_factory=dict)
    source: bytes = b""
    pieces: list[tuple[int, int]] = field(default_factory=list)

    def told(self, name: bytes) -> bytes:
        """The first property of that name; BROKEN without one."""
        return next((body for kind, body in self.properties if kind == name), None) or _broken()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height before the item is turned (`ispe`)."""
        body = self.told(b"ispe")
        return _number(body, 4, 4), _number(body, 8, 4)

    @property
    def data(self) -> bytes:
        """The item's bytes, put together."""
        if not self.pieces or any(length < 1 or at + length > len(self.source) for at, length in self.pieces):
            _broken()
        return b"".join(self.source[at : at + length] for at, length in self.pieces)


@dataclass(frozen=True)
class HeifPhoto:
    """The photo: tiles row by row, all of one `tile` size and decoder set-up (`hvcC`), cut to `size`, then turned.

    `turns` are the names and bodies of `clap`, `irot`, `imir` in the order they apply.
    """

    size: tuple[int, int]
    columns: int
    tile: tuple[int, int]
    tiles: tuple[bytes, ...]
    set_up: bytes
    turns: tuple[tuple[bytes, bytes], ...]
    end: int

    @property
    def coded_pixels(self) -> int:
        """What has to be decoded, tiles that stick out included."""
        return len(self.tiles) * self.tile[0] * self.tile[1]


def heif_photo(content: bytes) -> HeifPhoto:
    """The one photo of the file; UnreadablePicture BROKEN or ANIMATED when there is none or more than one."""
    top = list(islice(_boxes(content, 0, len(content), strict=False), MOST_ITEMS))
    names = [name for name, *_ in top]
    if content[8:12] in _SEQUENCES or b"moov" in names:
        raise UnreadablePicture("ANIMATED")
    start, end = next(((start, end) for name, start, end in top if name == b"meta"), None) or _broken()
    if end - start > LONGEST_META:
        _broken()
    index = {name: content[a:b] for name, a, b in _boxes(content, start + 4, end)}
    items = _items(index, content)
    photo = items.get(_primary(index)) or _broken()
    if _others(items, photo):
        raise UnreadablePicture("ANIMATED")
    return _photo(photo, items, top[-1][2])


def _photo(photo: Item, items: dict[int, Item], end: int) -> HeifPhoto:
    turns = tuple((name, body) for name, body in photo.properties if name in (b"clap", b"irot", b"imir"))
    if photo.kind == b"hvc1":
        return HeifPhoto(photo.size, 1, photo.size, (photo.data,), photo.told(b"hvcC"), turns, end)
    if photo.kind != b"grid":
        _broken()
    tiles = [items.get(number) or _broken() for number in photo.references.get(b"dimg", [])]
    rows, columns, size = _grid(photo.data)
    same = {(tile.kind, tile.size, tile.told(b"hvcC")) for tile in tiles}
    if len(tiles) != rows * columns or len(same) != 1 or tiles[0].kind != b"hvc1":
        _broken()
    if sum(length for one in tiles for _, length in one.pieces) > len(tiles[0].source):  # tiles that share their bytes
        _broken()
    tile = tiles[0].size
    if tile[0] * columns < size[0] or tile[1] * rows < size[1]:
        _broken()
    return HeifPhoto(size, columns, tile, tuple(one.data for one in tiles), tiles[0].told(b"hvcC"), turns, end)


def _grid(body: bytes) -> tuple[int, int, tuple[int, int]]:
    """Rows, columns and the size of the whole."""
    length = 4 if _number(body, 1, 1) & 1 else 2
    return (
        _number(body, 2, 1) + 1,
        _number(body, 3, 1) + 1,
        (_number(body, 4, length), _number(body, 4 + length, length)),
    )


def _others(items: dict[int, Item], photo: Item) -> bool:
    """Whether there are more photos beside this one, of which viewers might show another; previews, depth maps and
    tiles are parts of it.
    """
    parts: set[int] = set()
    for number, item in items.items():
        parts.update(item.references.get(b"dimg", []))
        if b"thmb" in item.references or b"auxl" in item.references:
            parts.add(number)
    return any(
        item is not photo and item.kind in _PICTURES and number not in parts and not item.hidden
        for number, item in items.items()
    )


# ── the index ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _primary(index: dict[bytes, bytes]) -> int:
    body = index.get(b"pitm", b"")
    return _number(body, 4, 2 if body[:1] == b"\0" else 4)


def _items(index: dict[bytes, bytes], content: bytes) -> dict[int, Item]:
    items = dict(islice(_named(index.get(b"iinf", b"")), MOST_ITEMS))
    for number, properties in _properties(index.get(b"iprp", b"")):
        if number in items:
            items[number].properties = properties
    for name, source, targets in _references(index.get(b"iref", b"")):
        if source in items:
            items[source].references[name] = targets
    for number, method, pieces in _places(index.get(b"iloc", b"")):
        if number in items:
            items[number].source = (content, index.get(b"idat", b""))[method]
            items[number].pieces = pieces
    return items


def _named(body: bytes) -> Iterator[tuple[int, Item]]:
    """Each item's number with its kind (`infe`, versions 2 and 3)."""
    start = 6 if body[:1] == b"\0" else 8
    for name, a, b in _boxes(body, start, len(body)):
        if name == b"infe" and body[a] in (2, 3):
            long = 4 if body[a] == 3 else 2
            kind = body[a + 6 + long : min(b, a + 10 + long)]
            yield _number(body, a + 4, long), Item(kind, hidden=bool(body[a + 3] & 1))


def _properties(body: bytes) -> Iterator[tuple[int, list[tuple[bytes, bytes]]]]:
    """Each item's number with its properties, in the order of the association."""
    parts = {name: body[a:b] for name, a, b in _boxes(body, 0, len(body))}
    shared = parts.get(b"ipco", b"")
    known = [(name, shared[a:b]) for name, a, b in _boxes(shared, 0, len(shared))]
    reader = _Reader(parts.get(b"ipma", b""))
    version, flags = reader.take(1), reader.take(3)
    for _ in range(_at_most(reader.take(4), MOST_ITEMS)):
        number = reader.take(4 if version else 2)
        indices = [reader.take(2) & 0x7FFF if flags & 1 else reader.take(1) & 0x7F for _ in range(reader.take(1))]
        yield number, [known[index - 1] for index in indices if 0 < index <= len(known)]


def _references(body: bytes) -> Iterator[tuple[bytes, int, list[int]]]:
    """Each reference: its kind, who refers, to whom."""
    long = 4 if body[:1] == b"\1" else 2
    for name, a, b in _boxes(body, 4, len(body)):
        reader = _Reader(body[a:b])
        source = reader.take(long)
        yield name, source, [reader.take(long) for _ in range(_at_most(reader.take(2), MOST_ITEMS))]


def _places(body: bytes) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Each item's number, whether it lies in the file (0) or in the index (1), and its pieces (offset, length)."""
    reader = _Reader(body)
    version = reader.take(1)
    reader.take(3)
    sizes = reader.take(2)
    offset, length, base, extra = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    for _ in range(_at_most(reader.take(4 if version == 2 else 2), MOST_ITEMS)):
        number = reader.take(4 if version == 2 else 2)
        method = reader.take(2) & 15 if version else 0
        reader.take(2)
        start = reader.take(base)
        pieces = []
        for _ in range(_at_most(reader.take(2), MOST_PIECES)):
            reader.take(extra if version else 0)
            pieces.append((start + reader.take(offset), reader.take(length)))
        if method < 2:
            yield number, method, pieces


# ── bytes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Reader:
    """Takes big-endian numbers one after the other; BROKEN beyond the end."""

    def __init__(self, body: bytes) -> None:
        self._body, self._at = body, 0

    def take(self, length: int) -> int:
        self._at += length
        return _number(self._body, self._at - length, length)


def _boxes(content: bytes, start: int, end: int, *, strict: bool = True) -> Iterator[tuple[bytes, int, int]]:
    """Each box between two offsets: its name, and where its body begins and ends; the last may run to the end.

    What is no box is BROKEN, or ends the list when not `strict`.
    """
    at = start
    while at + 8 <= end:
        length, head = _number(content, at, 4), 8
        if length == 1:
            length, head = _number(content, at + 8, 8), 16
        after = end if length == 0 else at + length
        if after < at + head or after > end or not content[at + 4 : at + 8].isalnum():
            return None if not strict else _broken()
        yield content[at + 4 : at + 8], at + head, after
        at = after


def _number(body: bytes, at: int, length: int) -> int:
    if at + length > len(body):
        _broken()
    return int.from_bytes(body[at : at + length], "big")


def _at_most(count: int, limit: int) -> int:
    return count if count <= limit else _broken()


def _broken() -> NoReturn:
    raise UnreadablePicture("BROKEN")
