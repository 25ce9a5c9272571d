"""What runs inside the two kinds of child: opening files that may be hostile, and reading the pages that came out.

Between them pages travel as bytes, which cannot run anything, unlike pickled objects.
"""

import json
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from activities.providers.children import Work
from activities.providers.pictures import Picture
from models.papers import Reading
from models.policy import Reading as ReadingPolicy
from models.refusals import REFUSALS, UnreadablePicture


class BlockingReader(Protocol):
    """What runs in the reading child."""

    def warm_up(self) -> None: ...

    def read_pages(self, pages: Sequence[Picture], policy: ReadingPolicy) -> Reading: ...


MakeReader = Callable[[], BlockingReader]
"""Makes the reader inside the child; has to be picklable, such as `functools.partial(PaddleReader, assets, home)`."""
OpenPages = Callable[[bytes, ReadingPolicy], Sequence[Picture]]
"""Opens a file inside the other child; `pictures.open_pages`, or a test's own."""


def opening(opens: OpenPages) -> Work:
    """The opener's work: a file and the policy to packed pages, or to the code of the refusal."""
    import PIL.Image

    PIL.Image.preinit()  # the decoders, before the first customer waits for them
    warnings.simplefilter("ignore")  # what a decoder thinks of a file is no news for the log

    def work(request: tuple[bytes, ReadingPolicy]) -> Iterator[bytes]:
        try:
            pages: Sequence[Picture] = opens(*request)
        except UnreadablePicture as refused:
            return refusal(refused.code)
        except MemoryError:  # it would want as much at every try
            return refusal("TOO_MANY_PIXELS")
        except Exception:  # nothing that a file holds may end the opener or reach a log
            return refusal("CRASHED")
        return packed(pages)

    return work


def reading(make: MakeReader) -> Work:
    """The reader's work: packed pages and the policy to a reading as JSON, or the name of what went wrong.

    Only the name: an error's own text may hold what stands on the paper.
    """
    reader = make()
    reader.warm_up()

    def work(request: tuple[list[bytes], ReadingPolicy]) -> Iterable[bytes]:
        pages, policy = request
        try:
            return [reader.read_pages(unpacked(pages), policy).model_dump_json().encode()]
        except Exception as error:  # whatever the engine raises: the parent turns it into a retry
            return [type(error).__name__.encode("ascii", "replace")]

    return work


def packed(pages: Iterable[Picture]) -> Iterator[bytes]:
    """Pages as bytes: what they are as JSON, then the RGB pixels of each."""
    kept = list(pages)
    told = [{"pixels": page.image.size, "scale": page.scale, "size": page.size} for page in kept]
    yield json.dumps({"refused": None, "pages": told}).encode()
    yield from (page.image.tobytes() for page in kept)


def refusal(code: str) -> Iterator[bytes]:
    """A refusal as bytes."""
    yield json.dumps({"refused": code}).encode()


def refused_code(parts: Sequence[bytes]) -> str | None:
    """The code of a packed refusal, None for pages; what is neither counts as a crash."""
    try:
        code = json.loads(parts[0])["refused"]
    except (ValueError, KeyError, TypeError, IndexError):
        return "CRASHED"
    return code if code is None or code in REFUSALS else "CRASHED"


def unpacked(parts: Sequence[bytes]) -> list[Picture]:
    """The pages that were packed; ValueError when the parts do not fit together."""
    from PIL import Image

    told = json.loads(parts[0])["pages"]
    return [
        Picture(Image.frombytes("RGB", tuple(page["pixels"]), pixels), float(page["scale"]), tuple(page["size"]))
        for page, pixels in zip(told, parts[1:], strict=True)
    ]
