#!/usr/bin/env python3
"""Set-up, tests and the demo from one file that needs nothing but Python: ``python3 tasks.py <task>``.

Set-up makes ``.venv`` from the hash-pinned locks with a hash-pinned installer, adds the pictures, fonts and networks
that `packaging/assets.toml` lists, and leaves a stamp named by all its inputs: the second run has nothing to do.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file runs before anything has checked the interpreter
    sys.exit("tasks.py: this needs Python 3.11 or newer; run it as python3.11 tasks.py")

import argparse
import contextlib
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import tarfile
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PACKAGING = ROOT / "packaging"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
SHARE = VENV / "share" / "ekaihu"

LOCK = ROOT / "requirements.lock"
BOOTSTRAP_LOCK = PACKAGING / "bootstrap.lock"
ASSETS_LOCK = PACKAGING / "assets.lock"
ASSETS = PACKAGING / "assets.toml"
OVERRIDES = PACKAGING / "overrides.txt"
SHIMS = PACKAGING / "shims"
OCR = PACKAGING / "ocr"

LOCKED_PYTHON = "3.11"
"""The Python the lock is made for; a newer one takes the same versions."""

CODE = shlex.split(
    "models activities workflows workers cli web sandbox samples migrations tests benchmarks ekaihu.py tasks.py"
)
"""What the type checker reads, as far as it exists."""


SIDE_BY_SIDE = shlex.split("-n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder")
"""How tests run: files beside each other, each run with its own servers; more than four would want too much memory. The
order is `tests/conftest.py`'s.
"""


BYTECODE = ROOT / ".bytecode"
"""Where a test run keeps compiled modules if they may not lie beside the sources (PYTHONDONTWRITEBYTECODE)."""


LEFTOVERS = shlex.split(
    ".venv .setup.lock .bytecode .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis mutants build"
    " dist"
)
"""What ``clean`` removes."""


class TaskError(Exception):
    """A task cannot go on; the text is one sentence that tells the caller what to do."""


def say(text: str) -> None:
    """Print one line of progress at once, also into a pipe."""
    print(text, flush=True)


# ── set-up ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def set_up() -> None:
    """Make or update ``.venv``; nothing happens when the stamp of these inputs is there and every asset exists."""
    if _is_set_up():
        return
    with _one_at_a_time():
        if not _is_set_up():
            _set_up_now()


def _set_up_now() -> None:
    started = time.monotonic()
    _make_environment()
    for stamp in VENV.glob(".ekaihu-*"):  # also of other inputs: what follows replaces their packages
        stamp.unlink()
    say("set-up: installer (hash-pinned uv and setuptools)")
    _bootstrap()
    say("set-up: packages of requirements.lock, and the files of packaging/assets.toml")
    with ThreadPoolExecutor() as pool:  # two downloads side by side; neither writes where the other does
        jobs = [pool.submit(_install_packages), pool.submit(bring_assets)]
    for job in jobs:
        job.result()
    _check_environment()
    _stamp().touch()
    say(f"set-up: done in {time.monotonic() - started:.0f} s")


def _is_set_up() -> bool:
    return _stamp().exists() and all((SHARE / entry.path).exists() for entry in read_assets())


def _stamp() -> Path:
    return VENV / f".ekaihu-{_inputs_hash()}"


def _inputs_hash() -> str:
    digest = hashlib.sha256()
    inputs = [LOCK, BOOTSTRAP_LOCK, ASSETS_LOCK, ASSETS, *sorted(SHIMS.glob("*/*.toml")), *sorted(OCR.glob("*.yml"))]
    for path in inputs:
        digest.update(path.read_bytes())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    installed = [project["build-system"], project["project"], project["tool"]["hatch"]]  # the rest installs nothing
    digest.update(json.dumps(installed, sort_keys=True).encode())
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (ROOT / ".setup.lock").open("w") as handle:
        with contextlib.suppress(ImportError):  # Windows has no flock
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _make_environment() -> None:
    if PYTHON.exists():
        return
    base = shutil.which(f"python{LOCKED_PYTHON}") or sys.executable
    say(f"set-up: .venv from {base}")
    made = subprocess.run([base, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise TaskError(
            f"{base} cannot make a virtual environment; install its venv module (Debian: python3-venv), run again"
        )


def _bootstrap() -> None:
    _pip("install", "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(BOOTSTRAP_LOCK))


def _pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return
    sys.stderr.write(done.stderr)
    raise TaskError(
        "pip could not download or verify what is named above; give it a network or a package mirror (PIP_INDEX_URL or"
        " pip.conf, HTTPS_PROXY, or a folder of packages with PIP_NO_INDEX and PIP_FIND_LINKS) and run again"
    )


def _install_packages() -> None:
    """Install the lock, the names that other wheels serve, and this project as editable."""
    _uv("pip", "install", "--no-deps", "--no-build-isolation", "--require-hashes", "-r", str(LOCK))
    own = [str(shim.parent) for shim in sorted(SHIMS.glob("*/pyproject.toml"))] + ["-e", str(ROOT)]
    _uv("pip", "install", "--no-deps", "--no-build-isolation", "--offline", *own)


def _uv(*arguments: str, mirrors: bool = True) -> None:
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV), **uv_settings(mirrors)}
    command = [str(BIN / "uv"), "--quiet", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise TaskError(
            "uv could not do what is named above; it follows pip's index settings and HTTPS_PROXY,"
            " or UV_DEFAULT_INDEX where that is set; mend them and run again"
        )


def uv_settings(mirrors: bool) -> dict[str, str]:
    """Translate pip's settings for uv, which does not read them; the caller's own UV_ variables win."""
    pip = pip_settings()
    found = {"UV_DEFAULT_INDEX": pip.get("index-url")}
    found |= {"SSL_CERT_FILE": pip.get("cert"), "UV_INSECURE_HOST": pip.get("trusted-host")}
    if mirrors:
        found["UV_INDEX"] = pip.get("extra-index-url")
        found["UV_FIND_LINKS"] = ",".join(pip.get("find-links", "").split()) or None
        found["UV_NO_INDEX"] = pip.get("no-index")
        found["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # like pip: any index may hold the file, its hash decides
    return {name: " ".join(value.split()) for name, value in found.items() if value and name not in os.environ}


def pip_settings() -> dict[str, str]:
    command = [str(PYTHON), "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    settings: dict[str, str] = {}
    for line in listed.stdout.splitlines():
        name, _, value = line.partition("=")
        settings[name.rpartition(".")[2]] = value.strip().strip("'\"").replace("\\n", " ")
    return settings


def _check_environment() -> None:
    checked = subprocess.run([str(PYTHON), "-m", "pip", "check"], capture_output=True, text=True, check=False)
    if checked.returncode:
        say(f"set-up: pip check says: {checked.stdout.strip()}")  # a package added by hand is the owner's business


# ── assets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Asset:
    """One file below ``share/ekaihu`` and what it is made of; see the head of `packaging/assets.toml`."""

    path: str
    sha256: str
    package: str = ""
    member: str = ""
    own: str = ""
    dictionary: str = ""


def read_assets() -> list[Asset]:
    """Every asset of the manifest, in its order."""
    return [Asset(**entry) for entry in tomllib.loads(ASSETS.read_text("utf-8"))["file"]]


def bring_assets() -> None:
    missing = [entry for entry in read_assets() if not _is_right(entry)]
    with tempfile.TemporaryDirectory() as folder:
        archives = download({entry.package for entry in missing} - {""}, Path(folder))
        for entry in missing:
            _write(entry, archives)


def _is_right(entry: Asset) -> bool:
    target = SHARE / entry.path
    return target.exists() and _sha256(target.read_bytes()) == entry.sha256


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def download(packages: set[str], folder: Path) -> Mapping[str, Path]:
    """Fetch the packages with pip, so that its mirrors and proxies count; return the archive of each."""
    if not packages:
        return {}
    wanted = folder / "wanted.txt"
    lines = ASSETS_LOCK.read_text("utf-8").splitlines()
    wanted.write_text("\n".join(line for line in lines if line.partition("==")[0] in packages), "utf-8")
    _pip("download", "--no-deps", "--require-hashes", *_ONE_FILE_EACH, "--dest", str(folder), "-r", str(wanted))
    return {package: next(folder.glob(f"{package.replace('-', '?')}-*")) for package in packages}


_ONE_FILE_EACH = shlex.split(
    "--platform manylinux_2_28_x86_64 --python-version 3.11 --implementation cp --abi cp311 --abi abi3"
    " --no-binary face-recognition --no-build-isolation"  # only its source package carries the pictures
)
"""pip options that choose the same file on every machine: we unpack data, we do not run the code beside it."""


def _write(entry: Asset, archives: Mapping[str, Path]) -> None:
    content = _content(entry, archives)
    if _sha256(content) != entry.sha256:
        raise TaskError(
            f"{entry.path} as downloaded is not the file that packaging/assets.toml pins; nothing was kept:"
            " check where pip downloads from, or the pin"
        )
    target = SHARE / entry.path
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}")
    partial.write_bytes(content)
    partial.replace(target)


def _content(entry: Asset, archives: Mapping[str, Path]) -> bytes:
    if not entry.own:
        return _member(archives[entry.package], entry.member)
    own = (PACKAGING / entry.own).read_text("utf-8")  # text mode: a checkout with CRLF gives the same bytes
    if not entry.dictionary:
        return own.encode()
    characters = _member(archives[entry.package], entry.dictionary).decode().removesuffix("\n").split("\n")[1:-1]
    listed = "".join(f"  - {json.dumps(character, ensure_ascii=False)}\n" for character in characters)
    return f"{own}  character_dict:\n{listed}".encode()


def _member(archive: Path, member: str) -> bytes:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(member)
    with tarfile.open(archive) as source, source.extractfile(member) or contextlib.nullcontext() as handle:
        return handle.read() if handle else b""


# ── tests, locks, the rest ──────────────────────────────────────────────────────────────────────────────────────────


def check() -> int:
    """Run the gates side by side, print a line for each and all that the failing ones say; return the first failure."""
    wanted = gates()
    with ThreadPoolExecutor() as pool:
        results = list(pool.map(_run_gate, wanted.values()))
    for name, (code, seconds, output) in zip(wanted, results, strict=True):
        say(f"{'ok    ' if code == 0 else 'FAILED'} {name} ({seconds:.1f} s)")
        if code:
            say(output)
    return next((code for code, _, _ in results if code), 0)


def gates() -> dict[str, list[str]]:
    typed = [name for name in CODE if (ROOT / name).exists()]
    return {
        "ruff check": [str(BIN / "ruff"), "check", "."],
        "ruff format": [str(BIN / "ruff"), "format", "--check", "."],
        "mypy --strict": [str(BIN / "mypy"), "--strict", *typed],
        "import-linter": [str(BIN / "lint-imports"), "--no-logo"],
    }


def _run_gate(command: Sequence[str]) -> tuple[int, float, str]:
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, time.monotonic() - started, done.stdout.strip()


def run_tests(arguments: Sequence[str]) -> int:
    """Gates, then pytest, whose summary is the last thing printed; the first failure's exit code is kept."""
    failed = check()
    tests = run([str(PYTHON), "-m", "pytest", *SIDE_BY_SIDE, *arguments], compiled_once(os.environ))
    return failed or tests


def compiled_once(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment in which no process compiles what another has compiled: the tests start some two hundred, and
    each would spend 2 s of processor time on it, a reader of papers 3 s more.
    """
    if not environment.get("PYTHONDONTWRITEBYTECODE"):
        return dict(environment)
    kept = {name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {"PYTHONPYCACHEPREFIX": str(BYTECODE), **kept}


def run_demo(arguments: Sequence[str]) -> int:
    """Open accounts end to end with scripted people."""
    return run([str(BIN / "ekaihu"), "demo", *arguments])


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    return subprocess.run(command, cwd=ROOT, check=False, env=environment).returncode


def lock() -> int:
    """Resolve `pyproject.toml` and `packaging/bootstrap.in` anew into locks that name no host."""
    options = (
        f"pip compile --python-version {LOCKED_PYTHON} --generate-hashes --no-header --no-emit-index-url --no-annotate"
    )
    _uv(*options.split(), "--output-file", str(BOOTSTRAP_LOCK), str(PACKAGING / "bootstrap.in"), mirrors=False)
    project = str(ROOT / "pyproject.toml")
    dev = ("--group", f"{project}:dev", "--override", str(OVERRIDES))
    _uv(*options.split(), "--output-file", str(LOCK), project, *dev, mirrors=False)
    return 0


def clean() -> int:
    """Remove the environment and what tools left; the bank's data under ``var/`` stays."""
    for name in LEFTOVERS:
        path = ROOT / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return 0


def _after_set_up(task: Callable[[], int]) -> int:
    set_up()
    return task()


def main() -> int:
    """Run the task named on the command line; what follows goes to pytest or the demo."""
    parser = argparse.ArgumentParser(prog="tasks.py", description=__doc__)
    parser.add_argument("task", choices=("demo", "test", "setup", "lint", "lock", "clean"))
    task, rest = parser.parse_known_args()
    tasks: dict[str, Callable[[], int]] = {
        "demo": lambda: _after_set_up(lambda: run_demo(rest)),
        "test": lambda: _after_set_up(lambda: run_tests(rest)),
        "setup": lambda: _after_set_up(lambda: 0),
        "lint": lambda: _after_set_up(check),
        "lock": lambda: _after_set_up(lock),
        "clean": clean,
    }
    try:
        return tasks[task.task]()
    except TaskError as stop:
        print(f"tasks.py: {stop}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
