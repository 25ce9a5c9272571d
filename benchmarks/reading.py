"""How well and at what cost papers are read: the committed specimens, clean and spoilt (python -m benchmarks.reading).

A field counts as right when text and typed value are those of the cast; as silent when a wrong value came without any
warning about the field, which is the number that matters. Drawn specimens are easier than photos of real papers.
"""

import argparse
import io
import resource
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import yaml
from PIL import Image, ImageFilter

from activities.providers.paddle import PaddleReader
from models.papers import Reading
from models.policy import Policy, plain
from models.rules.names import normal_text
from samples.cast import Expected, Paper, load_cast

Spoil = Callable[[Image.Image], Image.Image]
POLICY_FILE = Path(__file__).parents[1] / "policy" / "default.yaml"
FILL = (176, 170, 160)


def _photo(image: Image.Image) -> Image.Image:
    """Photographed at a slant on a table, softly lit, some noise."""
    width, height = image.size
    table = Image.new("RGB", (round(width * 1.3), round(height * 1.4)), FILL)
    table.paste(image, (round(width * 0.15), round(height * 0.2)))
    slant = table.transform(
        table.size,
        Image.Transform.PERSPECTIVE,
        (1.03, 0.03, -20, 0.02, 1.05, -25, 0.00002, 0.00004),
        Image.Resampling.BICUBIC,
        fillcolor=FILL,
    )
    return _noise(slant)


def _noise(image: Image.Image) -> Image.Image:
    pixels = np.asarray(image).astype(np.float32) * np.linspace(0.75, 1.05, image.width)[None, :, None]
    grains = np.random.default_rng(7).normal(0, 9, pixels.shape)
    return Image.fromarray(np.clip(pixels + grains, 0, 255).astype(np.uint8))


def _recompressed(image: Image.Image) -> Image.Image:
    out = io.BytesIO()
    image.convert("L").save(out, "JPEG", quality=30)
    return Image.open(out).convert("RGB")


def _moved(image: Image.Image) -> Image.Image:
    """Motion blur of 5 pixels across."""
    return image.filter(ImageFilter.Kernel((5, 5), [0] * 10 + [1] * 5 + [0] * 10))


SPOILS: dict[str, Spoil] = {
    "clean": lambda image: image,
    "turned 90": lambda image: image.transpose(Image.Transpose.ROTATE_90),
    "turned 180": lambda image: image.transpose(Image.Transpose.ROTATE_180),
    "turned 270": lambda image: image.transpose(Image.Transpose.ROTATE_270),
    "tilted 3": lambda image: image.rotate(3, Image.Resampling.BICUBIC, expand=True, fillcolor=FILL),
    "tilted -7": lambda image: image.rotate(-7, Image.Resampling.BICUBIC, expand=True, fillcolor=FILL),
    "photo": _photo,
    "grey JPEG 30": _recompressed,
    "half size": lambda image: image.resize((image.width // 2, image.height // 2)),
    "12 megapixels": lambda image: image.resize((4000, round(4000 * image.height / image.width))),
    "soft": lambda image: image.filter(ImageFilter.GaussianBlur(1.6)),
    "motion": _moved,
    "unreadable": lambda image: image.filter(ImageFilter.GaussianBlur(6)),
}


@dataclass
class Score:
    """Counts of fields, and the processor time of the pictures."""

    right: int = 0
    warned: int = 0
    silent: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def main() -> None:
    """Read every specimen in every state; print a line for each state."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=main.__doc__)
    parser.add_argument("--firms", type=int, default=2, help="how many firms of the cast (default 2)")
    parser.add_argument("--states", nargs="*", default=list(SPOILS), help="which states (default all)")
    parser.add_argument("--show", action="store_true", help="name the fields that were not right")
    chosen = parser.parse_args()
    policy = Policy.model_validate(plain(yaml.safe_load(POLICY_FILE.read_text("utf-8")))).reading
    reader = PaddleReader()
    reader.warm_up()
    for state in chosen.states:
        score = Score()
        for firm in load_cast().firms[: chosen.firms]:
            for paper in Paper:
                spoilt = SPOILS[state](Image.open(firm.picture(paper)).convert("RGB"))
                started = time.process_time()
                reading = reader.read(_as_jpeg(spoilt), policy)
                score.seconds.append(time.process_time() - started)
                _judge(score, reading, firm.expected(paper), f"{firm.key} {paper.value}", chosen.show)
        print(_line(state, score), flush=True)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _as_jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()


def _judge(score: Score, reading: Reading, expected: dict[str, Expected], where: str, show: bool) -> None:
    for name, wanted in expected.items():
        found = reading.fields.get(name)
        got = _comparable(found.value) if found else None
        if got == _comparable(wanted.value):
            score.right += 1
            continue
        told = any(warning.endswith(f":{name}") for warning in reading.warnings) or reading.kind.value == "unknown"
        score.warned += told
        score.silent += [] if told else [f"{where} {name}"]
        if show:
            print("   ", where, name, "told" if told else "SILENT", found and found.text, "|", wanted.text)


def _comparable(value: object) -> object:
    if isinstance(value, str):
        return normal_text(value)
    facts = {name: str(getattr(value, name)) for name in ("cents", "currency", "start", "end") if hasattr(value, name)}
    return facts or str(value)


def _line(state: str, score: Score) -> str:
    fields = score.right + score.warned + len(score.silent)
    counts = Counter({"right": score.right, "warned": score.warned, "silent": len(score.silent)})
    told = "  ".join(f"{name} {count:4d}" for name, count in counts.items())
    return f"{state:15s} {100 * score.right / fields:5.1f} %  {told}  {max(score.seconds):.2f} CPU-s at most"


if __name__ == "__main__":
    main()
