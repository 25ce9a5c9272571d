"""Processor seconds and memory of one system: a process of its own that does nothing but read."""

import resource
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import median

from samples.press import Specimen

Picture = tuple[Specimen, str, bytes]


@dataclass(frozen=True)
class Cost:
    """`seconds` is the median of processor seconds over `pictures`; `peak` the process's memory at most so far, MiB."""

    system: str
    kind: str
    state: str
    pictures: int
    seconds: float
    peak: float


def costs_of(system: str, pictures: Sequence[Picture]) -> list[Cost]:
    """The cost by kind and state, in the order of the pictures."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        return alone.submit(_measured, system, list(pictures)).result()


def _measured(system: str, pictures: Sequence[Picture]) -> list[Cost]:
    from benchmarks.reading import read_with

    read_with(system, pictures[0][2], pictures[0][0])  # loads the networks
    return list(_by_group(system, pictures))


def _by_group(system: str, pictures: Sequence[Picture]) -> Iterator[Cost]:
    from benchmarks.reading import read_with

    groups = dict.fromkeys((specimen.kind.value, state) for specimen, state, _ in pictures)
    for kind, state in groups:
        chosen = [(one, content) for one, at, content in pictures if (one.kind.value, at) == (kind, state)]
        seconds = [read_with(system, content, one).seconds for one, content in chosen]
        yield Cost(system, kind, state, len(chosen), median(seconds), peak())


def peak() -> float:
    """The most memory this process has had, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
