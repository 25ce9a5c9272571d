"""The specimen papers: drawn, spoilt for tests, and written as the committed pictures (python -m samples.papers)."""

import argparse
import io
from pathlib import Path

from PIL import Image, ImageFilter, ImageOps

from samples.cast import BLURRED_ID_BACK, PICTURES, Firm, Paper, Scenario, load_cast
from samples.id_card import PORTRAIT_BOX, draw_id_back, draw_id_front
from samples.ink import DEFAULT_FONTS, Fonts
from samples.licence import draw_licence

# Pixels; the validity line is lost, the card's large title just survives.
UNREADABLE = 9.0
Rotation = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}


def draw(firm: Firm, paper: Paper, fonts: Fonts) -> Image.Image:
    """One paper of a firm as an RGB picture."""
    if paper is Paper.LICENCE:
        return draw_licence(firm, fonts)
    side = draw_id_front if paper is Paper.ID_FRONT else draw_id_back
    return side(firm.representative, fonts)


def render(firm: Firm, paper: Paper, fonts: Fonts) -> bytes:
    """One paper of a firm as a PNG with a small palette."""
    # The octree keeps the few red and blue pixels their colour; the other methods wash them out.
    flat = draw(firm, paper, fonts).quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    return _saved(flat, "PNG", optimize=True)


def paste_portrait(id_front: bytes, portrait: bytes) -> bytes:
    """The people side (PNG of 1012 × 638) with a picture of a person cover-fitted into the portrait's box; PNG."""
    card, person = _opened(id_front), ImageOps.exif_transpose(_opened(portrait))
    left, top, right, bottom = PORTRAIT_BOX
    # Heads are above the middle of a portrait: keep more of the top.
    card.paste(ImageOps.fit(person, (right - left, bottom - top), centering=(0.5, 0.25)), (left, top))
    return _saved(card, "PNG")


def blur(picture: bytes, radius: float = UNREADABLE) -> bytes:
    """Gaussian blur as from a shaking hand, radius in pixels; JPEG."""
    return _jpeg(_opened(picture).filter(ImageFilter.GaussianBlur(radius)), 90)


def rotate(picture: bytes, degrees: int) -> bytes:
    """Turned counter-clockwise by 90, 180 or 270 degrees, losing nothing; PNG."""
    return _saved(_opened(picture).transpose(Rotation[degrees]), "PNG")


def recompress(picture: bytes, quality: int = 35) -> bytes:
    """As a messenger sends it: a JPEG of this quality."""
    return _jpeg(_opened(picture), quality)


def write_all(folder: Path, fonts: Fonts) -> list[Path]:
    """Writes every picture of the cast below folder and returns their paths."""
    written = []
    for firm in load_cast().firms:
        for paper in Paper:
            written.append(_write(folder / firm.key / f"{paper.value}.png", render(firm, paper, fonts)))
    firm = load_cast().playing(Scenario.BLURRED_SUPPLEMENT)
    spoilt = blur(render(firm, Paper.ID_BACK, fonts))
    return [*written, _write(folder / firm.key / BLURRED_ID_BACK, spoilt)]


def main() -> None:
    """Writes the committed pictures again."""
    parser = argparse.ArgumentParser(prog="python -m samples.papers", description=main.__doc__)
    parser.add_argument(
        "--fonts", type=Path, default=DEFAULT_FONTS, help="folder of the Noto Sans SC and Serif SC fonts"
    )
    parser.add_argument("--out", type=Path, default=PICTURES, help="folder to write to")
    chosen = parser.parse_args()
    print(f"{len(write_all(chosen.out, Fonts(chosen.fonts)))} pictures written to {chosen.out}")


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    return _saved(image, "JPEG", quality=quality)


def _saved(image: Image.Image, kind: str, **options: int | bool) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


if __name__ == "__main__":
    main()
