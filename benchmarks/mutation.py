"""How many faults the unit tests notice: `python -m benchmarks.mutation [MODULE …] [--alive]`, MODULE as in `score`.

mutmut breaks `models/rules` one place at a time (operators, constants, texts, arguments) and records which test meets
which function. Its own run starts pytest anew for each mutant; this one collects the tests once and forks, so that
all mutants take a fraction of the time; how long, it prints. First run the file's own tests, then those that noticed a
fault in it before, then the quickest; a mutant whose tests would need more CPU than BUDGET is asked no more than that,
which can only lower the score. `python -m mutmut show NAME` shows what was broken.
"""

import argparse
import gc
import json
import os
import resource
import signal
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
MUTANTS = ROOT / "mutants"
BUDGET = 3.0
"""CPU seconds of tests that one mutant may cost, by their time on the unbroken rules."""

LOOPING = 6
"""How many times as long as on the unbroken rules a mutant may run until it counts as noticed by not ending."""

EACH = 1000
"""After how many mutants a line tells how far it is."""

UNBROKEN = "unbroken"
FAILED = 1
ENDLESS = frozenset({-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL})
"""How a child ends whose test failed, and one that ran out of time."""

Fates = dict[str, str]
"""Of each mutant by name: killed, looping, alive, or unmet where no test calls its function."""


def main() -> None:
    parser = argparse.ArgumentParser(description="mutation score of models/rules")
    parser.add_argument("modules", nargs="*", help="files of models/rules without .py; all when none is named")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--alive", action="store_true", help="name the mutants that no test noticed")
    given = parser.parse_args()
    started = time.monotonic()
    _make_mutants()
    judge = Judge(list(_names(given.modules)), given.workers)
    with chdir(MUTANTS):
        sys.path.insert(0, str(MUTANTS))
        _pytest(judge)
    fates = judge.fates | {name: _fate_at_import(name) for name in judge.to_break_at_import()}
    _print(fates, alive=given.alive)
    print(f"{time.monotonic() - started:.0f} s with {given.workers} workers")


def _make_mutants() -> None:
    """mutmut's copy of the tree with all mutants in it, and its record of which test meets which function: it makes
    both anew on each run, whatever it is asked to judge.
    """
    command = [sys.executable, "-m", "mutmut", "run", "models.rules.confidence.*"]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"mutmut could not make the mutants; run this to see why: {' '.join(command)}")


def _names(modules: Sequence[str]) -> Iterable[str]:
    for meta in sorted((MUTANTS / "models" / "rules").glob("*.py.meta")):
        if not modules or meta.name.removesuffix(".py.meta") in modules:
            yield from json.loads(meta.read_text("utf-8"))["exit_code_by_key"]


def _pytest(plugin: "Judge") -> None:
    os.environ["MUTANT_UNDER_TEST"] = "stats"  # so that mutmut tells what importing the rules calls
    if code := pytest.main(_arguments(), plugins=[plugin]):
        sys.exit(code)


def _arguments() -> list[str]:
    """The tests that mutmut is set to ask, as pytest's arguments."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
    chosen = [*settings["pytest_add_cli_args"], *settings["pytest_add_cli_args_test_selection"]]
    return ["--rootdir=.", "-q", "-s", "--tb=no", "-p", "no:cacheprovider", *chosen]


class Judge:
    """A pytest plugin that, in the place of running the collected tests, runs those of each mutant in a fork."""

    def __init__(self, names: list[str], workers: int) -> None:
        record = json.loads((MUTANTS / "mutmut-stats.json").read_text("utf-8"))
        self.tests: dict[str, list[str]] = record["tests_by_mangled_function_name"]
        self.seconds: dict[str, float] = record["duration_by_test"]
        self.names = names
        self.workers = workers
        self.fates: Fates = {}
        self.imported: frozenset[str] = frozenset()
        self._running: dict[int, str] = {}
        self._heard: dict[int, int] = {}
        self._noticed: Counter[tuple[str, str]] = Counter()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        from mutmut.state import state

        self.imported = frozenset(state()._stats)  # no public name for it
        os.environ["MUTANT_UNDER_TEST"] = ""
        items = {item.nodeid: item for item in session.items}
        self._start(session, UNBROKEN, session.items, sum(self.seconds.values()))
        self._wait()
        gc.freeze()  # a collection in a child would else touch, and so copy, all that was collected here
        if self.fates.pop(UNBROKEN) != "alive":
            pytest.exit("a test fails on the unbroken rules: run `python -m pytest tests/unit` and mend it first", 1)
        for count, name in enumerate(self.names):
            if not count % EACH:
                print(f"{count:,} of {len(self.names):,} mutants asked", flush=True)
            chosen, seconds = self._chosen(name, items)
            if not chosen:
                self.fates[name] = "unmet"
                continue
            while len(self._running) >= self.workers:
                self._wait()
            self._start(session, name, chosen, seconds)
        while self._running:
            self._wait()
        return True

    def _chosen(self, name: str, items: dict[str, pytest.Item]) -> tuple[list[pytest.Item], float]:
        """The tests that meet the mutant's function: who noticed most in its file first, then the quickest."""
        chosen: list[pytest.Item] = []
        total = 0.0
        meeting = [test for test in self.tests.get(_function(name), ()) if test in items]
        module = _module(name)

        def promising(test: str) -> tuple[bool, int, float]:
            return not _own(module, test), -self._noticed[module, test], self.seconds.get(test, 0)

        for test in sorted(meeting, key=promising):
            total += self.seconds.get(test, 0)
            if chosen and total > BUDGET:
                break
            chosen.append(items[test])
        return chosen, total

    def _start(self, session: pytest.Session, name: str, chosen: list[pytest.Item], seconds: float) -> None:
        heard, told = os.pipe()
        pid = _forked(session, name, chosen, seconds, told)
        os.close(told)
        self._running[pid], self._heard[pid] = name, heard

    def _wait(self) -> None:
        pid, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        name = self._running.pop(pid)
        with os.fdopen(self._heard.pop(pid), encoding="utf-8") as heard:
            if test := heard.read():
                self._noticed[_module(name), test] += 1
        self.fates[name] = "killed" if code == FAILED else "looping" if code in ENDLESS else "alive"

    def to_break_at_import(self) -> list[str]:
        """What importing the rules calls was called before the fork: these must be broken before the import."""
        unnoticed = [name for name, fate in self.fates.items() if fate in ("alive", "unmet")]
        return [name for name in unnoticed if _function(name) in self.imported]


def _function(name: str) -> str:
    return name.rpartition("__mutmut_")[0]


def _module(name: str) -> str:
    return name.split(".")[2] if "." in name else name


def _own(module: str, test: str) -> bool:
    """Whether the test stands in the file that tests this module: `tests/unit/test_MODULE.py::…`."""
    return f"/test_{module}.py::" in test


def _forked(session: pytest.Session, name: str, chosen: list[pytest.Item], seconds: float, told: int) -> int:
    """Run the mutant's tests in a child until the first that fails, and tell its name; anything but a failure or no
    end is no notice.
    """
    if pid := os.fork():
        return pid
    code = 0
    try:
        limit = int(LOOPING * seconds + 10)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        signal.alarm(LOOPING * limit)
        _quieten()
        os.environ["MUTANT_UNDER_TEST"] = "" if name == UNBROKEN else name
        following: list[Any] = [*chosen[1:], None]
        for item, after in zip(chosen, following, strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if session.testsfailed:
                os.write(told, item.nodeid.encode())
                break
        code = FAILED if session.testsfailed else 0
    finally:
        os._exit(code)


def _quieten() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _fate_at_import(name: str) -> str:
    command = [sys.executable, "-m", "pytest", "-x", *_arguments()]
    environment = os.environ | {"MUTANT_UNDER_TEST": name, "PYTHONPATH": str(MUTANTS)}
    done = subprocess.run(command, check=False, cwd=MUTANTS, env=environment, capture_output=True)
    return "killed" if done.returncode else "alive"


def _print(fates: Fates, *, alive: bool) -> None:
    per: dict[str, Counter[str]] = {}
    for name, fate in fates.items():
        per.setdefault(_module(name), Counter())[fate] += 1
    print(
        f"\n{'file of models/rules':<26}{'mutants':>8}{'killed':>8}{'looping':>9}{'alive':>7}{'unmet':>7}{'score':>9}"
    )
    for module, counts in sorted(per.items(), key=lambda each: _score(each[1])):
        _row(module, counts)
    _row("all", sum(per.values(), Counter()))
    if alive:
        for name in sorted(name for name, fate in fates.items() if fate in ("alive", "unmet")):
            print(f"{fates[name]:<6} {name}")


def _row(label: str, counts: Counter[str]) -> None:
    told = (counts["killed"], counts["looping"], counts["alive"], counts["unmet"])
    print(f"{label:<26}{counts.total():>8,}{told[0]:>8,}{told[1]:>9,}{told[2]:>7,}{told[3]:>7,}{_score(counts):>8.1f}%")


def _score(counts: Counter[str]) -> float:
    return 100 * (counts["killed"] + counts["looping"]) / counts.total()


if __name__ == "__main__":
    main()
