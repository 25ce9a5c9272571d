"""What a photo looks like, as a hash by which the same view is known again (risk.md 6 F20)."""

from pathlib import Path

SIDE = 16
_STEP = 2
"""Levels of grey from which on the next stretch is brighter: below that it is the sky's noise."""
_FEWEST = 16
"""Bits of 256: with fewer the photo shows nothing that could be known again."""


def look_of(file: Path) -> str | None:
    """A difference hash, 256 bits in hexadecimal; None for what cannot be opened or shows nothing."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(file) as image:
            image.draft("L", (SIDE * 32, SIDE * 32))
            small = image.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.BOX)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    grey = small.tobytes()
    rows = [grey[start : start + SIDE + 1] for start in range(0, len(grey), SIDE + 1)]
    steps = [row[place + 1] > row[place] + _STEP for row in rows for place in range(SIDE)]
    bits = sum(step << place for place, step in enumerate(steps))
    return f"{bits:064x}" if bits.bit_count() >= _FEWEST else None
