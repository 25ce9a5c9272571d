"""How well and at what cost papers are read: invented specimens, clean and spoilt, ours beside two rivals.

    python -m benchmarks.reading                      # everything: 200 licences, 200 cards, every state; hours
    python -m benchmarks.reading --states-each 2 --rivals-every 5     # every paper clean and in two states by lot

Accuracy is counted on a seed that nothing was tuned on (`--seed 2`). Seconds are a processor's, at one thread; they and
the memory are measured afterwards, each system in a process of its own that does nothing but read.
"""

import argparse
import io
import json
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from PIL import Image

from benchmarks.judged import Readout, Row, readout_of, rows_of
from benchmarks.reading_cost import Cost, costs_of
from benchmarks.reading_tables import report
from models.papers import PaperKind
from models.policy import Policy, plain
from models.policy import Reading as ReadingPolicy
from samples.press import Specimen, cards, licences
from samples.press.spoil import SPOILS

POLICY_FILE = Path(__file__).parents[1] / "policy" / "default.yaml"
CLEAN, LARGE = "clean", "large"
OURS, RIVALS = "ekaihu", ("paddleocr defaults", "rapidocr")


@dataclass(frozen=True)
class Plan:
    """What a run does; `states_each` is how many spoilt states of each paper are read, None for all of them.

    The rivals read every `rivals_every`th specimen, in the same states.
    """

    seed: int
    licences: int
    cards: int
    states_each: int | None
    systems: tuple[str, ...]
    rivals_every: int

    def specimens(self) -> list[Specimen]:
        return [*licences(self.seed, self.licences), *cards(self.seed, self.cards)]

    def states(self, specimen: Specimen) -> list[str]:
        if self.states_each is None:
            return [CLEAN, *SPOILS]
        dice = random.Random(f"{self.seed}/{specimen.name}/states")
        return [CLEAN, *dice.sample(sorted(SPOILS), self.states_each)]


def policy() -> ReadingPolicy:
    """The bank's limits as shipped."""
    return Policy.model_validate(plain(yaml.safe_load(POLICY_FILE.read_text("utf-8")))).reading


def picture(specimen: Specimen, state: str, seed: int) -> bytes:
    """The specimen in this state as a JPEG, as a phone or a messenger makes it."""
    image = specimen.draw()
    if state != CLEAN:
        image = SPOILS[state](image, random.Random(f"{seed}/{specimen.name}/{state}"))
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=92)
    return out.getvalue()


# ── one process ─────────────────────────────────────────────────────────────────────────────────────────────────────

_LOADED: dict[str, Any] = {}


def read_with(system: str, content: bytes, kind: PaperKind) -> Readout:
    """One picture through one system; loaded when first needed in this process."""
    if system == OURS:
        return _read_ours(content)
    from benchmarks.rivals import PaddleDefaults, Rapid, values_of

    makers = {PaddleDefaults.name: PaddleDefaults, Rapid.name: Rapid}
    if system not in _LOADED:
        _LOADED[system] = makers[system]()
    engine = _LOADED[system]
    pixels = np.ascontiguousarray(np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))[:, :, ::-1])
    started = time.process_time()
    seen = engine.lines(pixels)
    seconds = time.process_time() - started
    return Readout(values_of(seen, kind), {}, frozenset(), seconds)


def _read_ours(content: bytes) -> Readout:
    from activities.providers.paddle import PaddleReader

    if OURS not in _LOADED:
        _LOADED[OURS] = (PaddleReader(), policy())
        _LOADED[OURS][0].warm_up()
    reader, limits = _LOADED[OURS]
    started = time.process_time()
    reading = reader.read(content, limits)
    return readout_of(reading, limits, time.process_time() - started)


def read_specimen(plan: Plan, number: int) -> list[Row]:
    """Every chosen state of one specimen through every system."""
    specimen = plan.specimens()[number]
    systems = plan.systems if number % plan.rivals_every == 0 else (OURS,)
    return [row for state in plan.states(specimen) for row in _rows(plan, specimen, state, systems)]


def _rows(plan: Plan, specimen: Specimen, state: str, systems: tuple[str, ...]) -> Iterator[Row]:
    content = picture(specimen, state, plan.seed)
    for system in systems:
        got = read_with(system, content, specimen.kind)
        yield from rows_of(system, specimen.name, specimen.kind.value, specimen.layout, state, specimen.expected, got)


# ── the command ─────────────────────────────────────────────────────────────────────────────────────────────────────


def main() -> None:
    """Read everything the plan names, print the tables, keep every row."""
    chosen = _arguments()
    systems = (OURS,) if chosen.alone else (OURS, *RIVALS)
    plan = Plan(chosen.seed, chosen.licences, chosen.cards, chosen.states_each, systems, chosen.rivals_every)
    count = len(plan.specimens())
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool:
        rows = list(_gathered(pool.map(read_specimen, [plan] * count, range(count)), chosen.out, count))
    costs = _costs(plan) if chosen.cost else []
    _keep(chosen.out, rows, costs)
    print(report(rows, costs))


def _gathered(parts: Iterable[list[Row]], out: Path, count: int) -> Iterator[Row]:
    """The rows as they come; every fifty specimens they are kept, and a line tells how far it is."""
    rows: list[Row] = []
    for number, part in enumerate(parts, 1):
        rows += part
        yield from part
        if number % 50 == 0:
            _keep(out, rows, [])
            print(f"{number} of {count} papers", file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=main.__doc__)
    parser.add_argument("--seed", type=int, default=2, help="seed of the specimens (tuned on 1, reported on 2)")
    parser.add_argument("--licences", type=int, default=200)
    parser.add_argument("--cards", type=int, default=200, help="cards; each has two sides")
    parser.add_argument("--states-each", type=int, help="spoilt states of each paper, by lot (default all)")
    parser.add_argument("--alone", action="store_true", help="without the rivals")
    parser.add_argument("--rivals-every", type=int, default=1, help="the rivals read every n-th specimen (default all)")
    parser.add_argument("--no-cost", dest="cost", action="store_false", help="without seconds and memory")
    parser.add_argument("--jobs", type=int, default=2, help="processes that read at the same time")
    parser.add_argument("--out", type=Path, default=Path("var/benchmark/reading.json"), help="where every row is kept")
    return parser.parse_args()


def _costs(plan: Plan) -> list[Cost]:
    """Some papers of each kind clean, fewer as twelve-megapixel photos, in one process for each system."""
    chosen = [(one, CLEAN) for one in (*licences(plan.seed, 8), *cards(plan.seed, 4))]
    chosen += [(one, LARGE) for one in (*licences(plan.seed, 2), *cards(plan.seed, 1))]
    pictures = [(one.kind, state, picture(one, state, plan.seed)) for one, state in chosen]
    return [cost for system in plan.systems for cost in costs_of(system, pictures)]


def _keep(path: Path, rows: Sequence[Row], costs: Sequence[Cost]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {"rows": [asdict(row) for row in rows], "costs": [asdict(cost) for cost in costs]}
    path.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
