"""How well and how fast names are found on lists: `python -m benchmarks.screening [--seed N] [--size N]`.

A list of invented persons and firms (80 % Chinese, 20 % in pinyin or other Latin) is loaded; then pairs with a label
are asked: names of the list written otherwise must be found, names that are near but another's must not. Thresholds
were chosen on seed 1; the printed figures are of seed 2 unless told otherwise.
"""

import argparse
import gc
import random
import resource
import time
from collections.abc import Callable, Iterator
from statistics import median

from activities.providers.chinese import ChineseScript
from activities.providers.list_index import ListIndex
from benchmarks.screening_names import NEGATIVES, POSITIVES, Invented, invented
from models.checks import ListKind, Subject
from models.lists import ListEntry, LoadedList
from workers.settings import ROOT, load_policy

PAIRS = 250
"""Labelled pairs a kind."""


def main() -> None:
    parser = argparse.ArgumentParser(description="names on lists: precision, recall, speed, memory")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--size", type=int, default=100_000)
    given = parser.parse_args()
    people = list(invented(random.Random(given.seed), given.size))
    index = _loaded(people)
    _speed(index, people, random.Random(f"speed {given.seed}"))
    _quality(index, people, random.Random(f"pairs {given.seed}"))


def _loaded(people: list[Invented]) -> ListIndex:
    entries = tuple(
        ListEntry(id=str(n), names=(one.listed,), numbers=(one.number,) if one.number else (), firm=one.firm)
        for n, one in enumerate(people)
    )
    whole = LoadedList("invented", ListKind.MANDATORY, "benchmark", "1", entries)
    matching = load_policy(ROOT / "policy" / "default.yaml").matching
    if matching is None:
        raise SystemExit("the policy has no matching")
    gc.collect()
    before, started = _resident(), time.perf_counter()
    index = ListIndex([whole], ChineseScript(), matching)
    print(f"loaded      {len(index):>9,} names in {time.perf_counter() - started:.1f} s, {_resident() - before:,} MiB")
    return index


def _resident() -> int:
    """The largest resident size so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _speed(index: ListIndex, people: list[Invented], dice: random.Random) -> None:
    """Half of the queries are on the list, half are not; persons and firms, Chinese and Latin as they come. The least
    processor time of three, which other work on the machine changes least.
    """
    strangers = list(invented(random.Random(dice.random()), 1000))
    asked = [*dice.sample(people, 1000), *strangers]
    took = [min(_milliseconds(index, one.listed) for _ in range(3)) for one in asked]
    took.sort()
    print(
        f"a query     median {median(took):.2f} ms, p99 {took[len(took) * 99 // 100]:.2f} ms, worst {took[-1]:.2f} ms"
    )


def _milliseconds(index: ListIndex, name: str) -> float:
    started = time.thread_time()
    index.find(Subject(name=name, number="0"))
    return (time.thread_time() - started) * 1000


def _quality(index: ListIndex, people: list[Invented], dice: random.Random) -> None:
    known = {one.listed for one in people}
    print(f"\n{'pairs that are one':<34}{'found':>12}")
    found = asked = 0
    for name, change in POSITIVES.items():
        right = [_finds(index, changed, n) for n, changed in _pairs(people, change, dice)]
        print(f"  {name:<32}{sum(right):>6} of {len(right)}")
        found, asked = found + sum(right), asked + len(right)
    print(f"\n{'pairs that are near but two':<34}{'told':>12}")
    false = near = 0
    for name, change in NEGATIVES.items():
        wrong = [_finds(index, changed, n) for n, changed in _pairs(people, change, dice) if changed not in known]
        print(f"  {name:<32}{sum(wrong):>6} of {len(wrong)}")
        false, near = false + sum(wrong), near + len(wrong)
    print(f"\nrecall    {found / asked:.4f} ({found} of {asked})")
    print(f"precision {found / (found + false):.4f} ({false} of {near} near ones told)")
    strangers = [one for one in invented(random.Random(dice.random()), 2000) if one.listed not in known]
    for title, some in (("persons", False), ("firms", True)):
        mine = [one for one in strangers if one.firm is some and one.chinese]
        told = [len(index.find(Subject(name=one.listed, number="0"))) for one in mine]
        met = sum(map(bool, told)) / len(mine)
        print(f"unlisted Chinese {title}: {met:.1%} meet a match, {sum(told) / len(mine):.2f} each")


def _pairs(
    people: list[Invented], change: Callable[[Invented, random.Random], str | None], dice: random.Random
) -> Iterator[tuple[int, str]]:
    """Listed names that this change can be made of, each with the changed name."""
    made = 0
    while made < PAIRS:
        n = dice.randrange(len(people))
        changed = change(people[n], dice)
        if changed is not None and changed != people[n].listed:
            made += 1
            yield n, changed


def _finds(index: ListIndex, name: str, n: int) -> bool:
    return any(found.entry.id == str(n) for found in index.find(Subject(name=name, number="0")))


if __name__ == "__main__":
    main()
