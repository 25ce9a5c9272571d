"""Writes pictures of the press to look at: python -m samples.press FOLDER."""

import argparse
from itertools import chain
from pathlib import Path

from samples.ink import DEFAULT_FONTS, Fonts
from samples.press import cards, licences
from samples.press.spoil import SPOILS, spoilt


def main() -> None:
    """Writes specimens as PNG, whole or spoilt in one way, and says how many."""
    parser = argparse.ArgumentParser(prog="python -m samples.press", description=main.__doc__)
    parser.add_argument("folder", type=Path, help="folder to write to")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other papers (default 1)")
    parser.add_argument("--licences", type=int, default=12, help="how many licences (default 12)")
    parser.add_argument("--cards", type=int, default=6, help="how many cards, two pictures each (default 6)")
    parser.add_argument("--spoil", choices=SPOILS, help="the degradation; none when it is not given")
    parser.add_argument("--fonts", type=Path, default=DEFAULT_FONTS, help="folder of the fonts")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    fonts, count = Fonts(chosen.fonts), 0
    for specimen in chain(licences(chosen.seed, chosen.licences, fonts), cards(chosen.seed, chosen.cards, fonts)):
        picture = spoilt(specimen, chosen.spoil) if chosen.spoil else specimen.draw()
        name = "-".join(filter(None, (specimen.name, chosen.spoil)))
        picture.save(chosen.folder / f"{name}.png", compress_level=1)
        count += 1
    print(f"{count} pictures written to {chosen.folder}")


if __name__ == "__main__":
    main()
