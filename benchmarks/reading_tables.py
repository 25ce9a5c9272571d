"""The tables of the reading benchmark as text."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from benchmarks.judged import CODES, Row
from benchmarks.reading_cost import Cost

OURS = "ekaihu"
BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995, 1.01)


def report(rows: Sequence[Row], costs: Sequence[Cost]) -> str:
    """Everything the benchmark prints."""
    ours = [row for row in rows if row.system == OURS]
    parts = [
        _systems(rows),
        _table("field", ours, lambda row: f"{row.kind} {row.field}"),
        _table("layout", ours, lambda row: f"{row.kind} {row.layout}"),
        _table("state", ours, lambda row: row.state),
        _codes(rows),
        _calibration(ours),
        _weakest(ours),
        _costs(costs),
    ]
    return "\n\n".join(part for part in parts if part)


def _share(rows: Sequence[Row]) -> float:
    return 100 * sum(row.verdict == "right" for row in rows) / max(len(rows), 1)


def _systems(rows: Sequence[Row]) -> str:
    lines = ["system               clean   spoilt   fields   wrong and told   wrong in silence"]
    for system in dict.fromkeys(row.system for row in rows):
        mine = [row for row in rows if row.system == system]
        clean = [row for row in mine if row.state == "clean"]
        spoilt = [row for row in mine if row.state != "clean"]
        told = Counter(row.verdict for row in mine)
        shares = f"{_share(clean):6.2f}%  {_share(spoilt):6.2f}%"
        lines.append(f"{system:19s} {shares}  {len(mine):7d}  {told['told']:15d}  {told['silent']:17d}")
    return "\n".join(lines)


def _table(title: str, rows: Sequence[Row], key: Callable[[Row], str]) -> str:
    lines = [f"{title:34s}  right   told  silent  fields"]
    for name in sorted({key(row) for row in rows}):
        group = [row for row in rows if key(row) == name]
        told = Counter(row.verdict for row in group)
        lines.append(f"{name:34s} {_share(group):5.1f}%  {told['told']:5d}  {told['silent']:6d}  {len(group):6d}")
    return "\n".join(lines)


def _codes(rows: Sequence[Row]) -> str:
    """Codes that are wrong without a word: the number that has to be nought."""
    lines = ["codes and ID numbers wrong in silence"]
    for system in dict.fromkeys(row.system for row in rows):
        codes = [row for row in rows if row.system == system and row.field in CODES]
        lines.append(f"{system:19s} {sum(row.verdict == 'silent' for row in codes)} of {len(codes)}")
    return "\n".join(lines)


def _calibration(rows: Sequence[Row]) -> str:
    """Of the fields shown with this confidence, how many are right."""
    shown = [row for row in rows if row.got != "None"]
    lines = ["confidence       fields   right", *(_bin(shown, *ends) for ends in itertools.pairwise(BINS))]
    return "\n".join([*lines, f"{_bin(shown, 0.95, BINS[-1])}  (all that are shown as sure)"])


def _bin(rows: Iterable[Row], low: float, high: float) -> str:
    group = [row for row in rows if low <= row.confidence < high]
    return (
        f"{low:.3f} – {high:.3f}  {len(group):6d}  {_share(group):5.1f}%"
        if group
        else f"{low:.3f} – {high:.3f}       –"
    )


def _weakest(rows: Sequence[Row]) -> str:
    """The three cells of kind, field and state with the fewest right fields, with two of their pictures."""
    cells: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        cells.setdefault((row.kind, row.field, row.state), []).append(row)
    worst = sorted((cell for cell in cells.items() if len(cell[1]) >= 5), key=lambda cell: _share(cell[1]))[:3]
    lines = ["the weakest cells"]
    for (kind, field, state), group in worst:
        names = ", ".join(row.paper for row in group if row.verdict != "right")
        lines.append(f"{kind} {field} {state}: {_share(group):.0f} % of {len(group)}: {names[:110]}")
    return "\n".join(lines)


def _costs(costs: Sequence[Cost]) -> str:
    lines = ["system               kind       state              pictures   CPU-s (median)   peak MiB"] if costs else []
    for cost in costs:
        where = f"{cost.system:19s} {cost.kind:9s} {cost.state:18s}"
        lines.append(f"{where} {cost.pictures:9d} {cost.seconds:16.2f} {cost.peak:10.0f}")
    return "\n".join(lines)
