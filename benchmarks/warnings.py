"""How surely faults of a picture are told, and how often wrongly (python -m benchmarks.warnings).

Drawn specimens in ordinary settings, each with one fault at three strengths, and others without any. A warning's
detection rate is counted on pictures with its fault, its false alarms on pictures without any fault. Tune on one seed
and report another. Drawn specimens are easier than photos of real papers.
"""

import argparse
import io
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import yaml
from PIL import Image

from activities.providers.paddle import PaddleReader
from activities.providers.picture_facts import facts_of
from activities.providers.pictures import open_picture
from activities.providers.quality.software import editor_of
from models.papers import PaperKind, Reading, Term
from models.policy import Pictures, Policy, plain
from models.rules.dates import add_years
from models.rules.expiry import expiry
from models.rules.id_card_checks import fitting_validity
from models.rules.picture_warnings import warnings_of
from models.rules.reading import doubts, id_card_of
from samples.cast import Firm, Paper, load_cast
from samples.ink import Fonts
from samples.press.card import TEMPORARY_TITLE, TITLE, draw_back, draw_front
from samples.press.faults import PAPER_FAULTS, PHOTO_FAULTS, STRENGTHS, lines_of, pasted, retyped
from samples.press.invent import people
from samples.press.pen import FACES
from samples.press.people import Person
from samples.press.surroundings import SETTINGS, Shot

POLICY = Policy.model_validate(plain(yaml.safe_load((Path(__file__).parents[1] / "policy/default.yaml").read_text())))

FAULTS = {
    "defocus": "BLURRED",
    "motion": "BLURRED",
    "glare": "GLARE",
    "dark": "TOO_DARK",
    "cut": "BORDER_INCOMPLETE",
    "finger": "COVERED",
    "sticker": "COVERED",
    "grey copy": "BLACK_AND_WHITE",
    "screen": "SCREEN",
    "retyped": "EDITED",
    "pasted": "EDITED",
}
"""Which warning each fault has to bring."""

TODAY = date(2026, 10, 8)
"""The day on which cards are shown."""

FRONT = PaperKind.ID_FRONT
Judged = tuple[str, tuple[str, ...], float]


def main() -> None:
    """Judge pictures with and without faults; print rates, what is wrongly said besides, and the cost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.warnings", description=main.__doc__)
    parser.add_argument("--seed", type=int, default=2, help="of settings and faults; 1 is the one tuned on (default 2)")
    parser.add_argument("--papers", type=int, default=8, help="pictures for each fault and strength (default 8)")
    parser.add_argument("--faults", nargs="*", choices=FAULTS, help="only these, and no pictures without a fault")
    chosen = parser.parse_args()
    seconds = list(_faults(chosen.seed, chosen.papers, chosen.faults or FAULTS))
    seconds += [] if chosen.faults else _sound(chosen.seed, chosen.papers)
    if not chosen.faults:
        _read(chosen.seed, 2 * chosen.papers)
    print(f"{statistics.median(seconds):.3f} CPU-s a picture (median), {max(seconds):.3f} at most")


def _faults(seed: int, papers: int, faults: Iterable[str]) -> Iterator[float]:
    """Pictures with a fault: how many of each strength are told, and what else is said of them."""
    fonts = Fonts()
    for fault in faults:
        wanted = FAULTS[fault]
        told, besides = Counter[str](), Counter[str]()
        for strength, amount in STRENGTHS.items():
            for number in range(papers):
                rng = Random(f"{seed} {fault} {strength} {number}")
                warnings, cost = _judged(_spoilt(fault, amount, rng, fonts), rng)
                told[strength] += wanted in warnings
                besides.update(set(warnings) - {wanted})
                yield cost
        rates = "  ".join(f"{strength} {100 * told[strength] / papers:5.1f} %" for strength in STRENGTHS)
        print(f"{wanted:18s} {fault:10s} {rates}   besides: {dict(besides) or '-'}", flush=True)


def _spoilt(fault: str, amount: float, rng: Random, fonts: Fonts) -> Shot:
    firm, paper = _chosen(rng)
    setting = SETTINGS[rng.choice([name for name in SETTINGS if name != "low light"])]
    flat = _flat(firm, paper)
    if fault in PAPER_FAULTS:
        return setting(PAPER_FAULTS[fault](flat, rng, amount), rng, paper)
    shot = setting(flat, rng, paper)
    if fault == "pasted":
        return pasted(shot, setting(_flat(_chosen(rng)[0], paper), rng, paper), amount)
    return retyped(shot, rng, amount, fonts) if fault == "retyped" else PHOTO_FAULTS[fault](shot, rng, amount)


def _sound(seed: int, papers: int) -> Iterator[float]:
    """Pictures without a fault in every setting, three times as many: what is wrongly said of them."""
    alarms, count = Counter[str](), 0
    for name, setting in SETTINGS.items():
        wrongly = Counter[str]()
        for number in range(3 * papers):
            rng = Random(f"{seed} sound {name} {number}")
            firm, paper = _chosen(rng)
            warnings, cost = _judged(setting(_flat(firm, paper), rng, paper), rng)
            wrongly.update(warnings)
            count += 1
            yield cost
        alarms.update(wrongly)
        print(f"{'without a fault':18s} {name:12s} {dict(wrongly) or '-'}", flush=True)
    rates = "  ".join(f"{code} {100 * alarms[code] / count:.1f} %" for code in dict.fromkeys([*FAULTS.values()]))
    print(f"false alarms of {count}: {rates}")


def _read(seed: int, count: int) -> None:
    """What cards print against themselves: how often it is told of cards that have it, and of cards that have not."""
    fonts, face, reader = Fonts(), FACES["hei"], PaddleReader()
    told, wrongly = Counter[str](), Counter[str]()
    for number, person in enumerate(people(seed, count)):
        name = f"{seed} read {number}"
        front = _reading(reader, draw_front(person, face, fonts, name))
        for code, validity, title in _validities(person):
            shown = replace(person, validity=validity)
            back = _reading(reader, draw_back(shown, face, fonts, name, title))
            told[code] += code in _said(front, back)
        sound = _reading(reader, draw_back(replace(person, validity=_fitting(person)), face, fonts, name))
        wrongly.update(_said(front, sound))
        told["REVERSED_SIDE"] += any(code.startswith("REVERSED_SIDE") for code in doubts(sound, FRONT, POLICY.reading))
    rates = "  ".join(f"{code} {100 * told[code] / count:.1f} %" for code in told)
    print(f"read on {count} cards each: {rates}   wrongly: {dict(wrongly) or '-'}")


def _validities(person: Person) -> Iterator[tuple[str, Term, str]]:
    """A fault, the validity that shows it, and the card's title."""
    start = add_years(TODAY, -30)[0]
    yield "EXPIRED", Term(start=start, end=add_years(start, 20)[0]), TITLE
    yield "TEMPORARY_CARD", Term(start=date(2026, 9, 1), end=date(2026, 12, 1)), TEMPORARY_TITLE
    fitting = _fitting(person)
    years = 10 if fitting.end is None or fitting.end.year - fitting.start.year != 10 else 20  # type: ignore[union-attr]  # has a start
    yield "ID_VALIDITY_LENGTH", Term(start=fitting.start, end=add_years(date(2020, 3, 8), years)[0]), TITLE


def _fitting(person: Person) -> Term:
    """A validity since March 2020 of the length that fits the age."""
    start = date(2020, 3, 8)
    ends = [None, *(add_years(start, years)[0] for years in (5, 10, 20))]
    return next(Term(start=start, end=end) for end in ends if fitting_validity(person.born, start, end))


def _reading(reader: PaddleReader, image: Image.Image) -> Reading:
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=90)
    return reader.read(out.getvalue(), POLICY.reading)


def _said(front: Reading, back: Reading) -> set[str]:
    """The warnings of these kinds, by the reader and by the rules about what it read."""
    codes = {code.partition(":")[0] for code in (*back.warnings, *expiry(back, TODAY))}
    card = id_card_of(front, back)
    if card.validity and card.validity.start and card.birth_date:
        fits = fitting_validity(card.birth_date, card.validity.start, card.validity.end)
        codes |= set() if fits else {"ID_VALIDITY_LENGTH"}
    return codes & {"EXPIRED", "TEMPORARY_CARD", "ID_VALIDITY_LENGTH"}


def _chosen(rng: Random) -> tuple[Firm, Paper]:
    return rng.choice(load_cast().firms), rng.choice(list(Paper))


def _flat(firm: Firm, paper: Paper) -> Image.Image:
    return Image.open(firm.picture(paper)).convert("RGB")


def _judged(shot: Shot, rng: Random) -> tuple[tuple[str, ...], float]:
    """The warnings about the picture as a customer sends it, and the processor time they took."""
    content = _sent(shot.image, rng)
    picture = open_picture(content, POLICY.reading)
    lines = [[(x / picture.scale, y / picture.scale) for x, y in line] for line in lines_of(shot)]
    started = time.process_time()
    facts = facts_of(picture, PaperKind(shot.kind.value), quads=lines, editor=editor_of(content))
    warnings = warnings_of(facts, _policy(), PaperKind(shot.kind.value))
    return warnings, time.process_time() - started


def _policy() -> Pictures:
    if POLICY.reading.pictures is None:
        raise ValueError("policy/default.yaml lacks reading.pictures")
    return POLICY.reading.pictures


def _sent(image: Image.Image, rng: Random) -> bytes:
    """Every fourth as PNG, the others as JPEG of a phone or a messenger."""
    out = io.BytesIO()
    if rng.random() < 0.25:
        image.save(out, "PNG", compress_level=1)
    else:
        image.save(out, "JPEG", quality=rng.choice((75, 85, 92)))
    return out.getvalue()


if __name__ == "__main__":
    main()
