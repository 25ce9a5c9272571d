"""Set-up: what is pinned, what is verified, what a wheel carries, and how the test run ends."""

import hashlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

import tasks

PROJECT = tomllib.loads((tasks.ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = [tasks.LOCK, tasks.BOOTSTRAP_LOCK, tasks.ASSETS_LOCK]
NOT_SHIPPED = {"tests", "benchmarks"}
NOT_LAYERED = {"tests", "benchmarks", "migrations"}
HEAVY = {
    "temporalio",
    "sqlmodel",
    "sqlalchemy",
    "numpy",
    "cv2",
    "paddleocr",
    "face_recognition",
    "av",
    "httpx",
    "fastapi",
}


def _packages() -> set[str]:
    return {found.parent.name for found in tasks.ROOT.glob("*/__init__.py")}


# locks


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_host_and_no_folder(lock: Path) -> None:
    options = [
        line for line in lock.read_text("utf-8").splitlines() if re.search(r"://|^\s*--(?!hash=)|\bfile:|^/", line)
    ]
    assert options == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_an_exact_version_and_a_hash(lock: Path) -> None:
    joined = lock.read_text("utf-8").replace("\\\n", " ")
    entries = [line for line in joined.splitlines() if line and not line.startswith("#")]
    assert entries
    assert [
        entry for entry in entries if not re.match(r"[\w.-]+==\S+( ;.*?)?\s+--hash=sha256:[0-9a-f]{64}", entry)
    ] == []


def test_the_installer_and_the_lock_agree_on_the_build_backend() -> None:
    pinned = set(
        re.findall(r"^setuptools==\S+", tasks.LOCK.read_text("utf-8") + tasks.BOOTSTRAP_LOCK.read_text("utf-8"), re.M)
    )
    assert len(pinned) == 1


def test_a_name_that_another_wheel_serves_has_a_shim_and_is_never_locked() -> None:
    shims = {folder.name for folder in tasks.SHIMS.iterdir()}
    overridden = set(re.findall(r"^([\w-]+) ;", tasks.OVERRIDES.read_text("utf-8"), re.M))
    assert shims <= overridden
    assert not [name for name in overridden if re.search(rf"^{name}==", tasks.LOCK.read_text("utf-8"), re.M)]


# assets


@pytest.mark.parametrize("asset", tasks.read_assets(), ids=lambda asset: asset.path)
def test_an_asset_lies_in_the_environment_as_pinned(asset: tasks.Asset) -> None:
    content = (Path(sys.prefix) / "share" / "ekaihu" / asset.path).read_bytes()
    assert hashlib.sha256(content).hexdigest() == asset.sha256


def test_every_asset_comes_from_a_pinned_package_or_from_this_repository() -> None:
    pinned = set(re.findall(r"^([\w-]+)==", tasks.ASSETS_LOCK.read_text("utf-8"), re.M))
    assert {asset.package for asset in tasks.read_assets()} - {""} == pinned
    assert all((tasks.PACKAGING / asset.own).is_file() for asset in tasks.read_assets() if asset.own)


def test_a_file_that_is_not_the_pinned_one_stops_set_up_and_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tasks, "SHARE", tmp_path)
    asset = tasks.Asset(path="models/ocr/doc_ori/inference.yml", sha256="0" * 64, own="ocr/doc_ori.yml")
    monkeypatch.setattr(tasks, "read_assets", lambda: [asset])
    with pytest.raises(tasks.TaskError, match=r"models/ocr/doc_ori/inference\.yml as downloaded is not the file"):
        tasks.bring_assets()
    assert list(tmp_path.rglob("*")) == []


def test_only_what_is_missing_or_changed_is_downloaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[set[str]] = []

    def download(packages: set[str], _folder: Path) -> Mapping[str, Path]:
        asked.append(packages)
        return {}

    monkeypatch.setattr(tasks, "SHARE", tmp_path)
    monkeypatch.setattr(tasks, "download", download)
    own = next(asset for asset in tasks.read_assets() if asset.path == "models/ocr/doc_ori/inference.yml")
    monkeypatch.setattr(tasks, "read_assets", lambda: [own])
    tasks.bring_assets()
    assert asked == [set()]
    assert (tmp_path / own.path).read_bytes() == (tasks.PACKAGING / own.own).read_bytes()


# the environment


def test_pips_mirrors_count_for_uv_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        tasks, "pip_settings", lambda: {"index-url": "https://mirror.example/simple", "find-links": "a b"}
    )
    for name in ("UV_DEFAULT_INDEX", "UV_FIND_LINKS", "UV_INDEX_STRATEGY"):
        monkeypatch.delenv(name, raising=False)
    settings = tasks.uv_settings(mirrors=True)
    assert settings["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert settings["UV_FIND_LINKS"] == "a,b"


def test_the_callers_own_settings_for_uv_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "pip_settings", lambda: {"index-url": "https://mirror.example/simple"})
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://other.example/simple")
    assert "UV_DEFAULT_INDEX" not in tasks.uv_settings(mirrors=True)


def test_a_lock_is_never_made_from_a_machines_extra_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "pip_settings", lambda: {"extra-index-url": "file:///somewhere", "find-links": "wheels"})
    assert not {"UV_INDEX", "UV_FIND_LINKS"} & tasks.uv_settings(mirrors=False).keys()


# what is shipped, what is checked


def test_a_wheel_carries_every_package_below_its_own_folder() -> None:
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert _packages() - NOT_SHIPPED <= set(wheel["only-include"])
    assert wheel["sources"] == {name: f"_ekaihu/{name}" for name in wheel["only-include"] if name != "ekaihu.py"}


def test_every_package_is_under_the_import_rules_and_the_type_checker() -> None:
    assert _packages() - NOT_LAYERED == set(PROJECT["tool"]["importlinter"]["root_packages"])
    assert _packages() <= set(tasks.CODE)


def test_the_command_line_answers_without_loading_heavy_libraries() -> None:
    # a fresh interpreter, because this one has loaded them (0.3 s)
    code = f"import sys, cli.main; print(*sorted({HEAVY!r} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tasks.ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


# how a test run ends


@pytest.mark.parametrize(("gates", "tests", "code"), [(0, 0, 0), (0, 1, 1), (2, 0, 2), (2, 1, 2)])
def test_the_first_failure_is_the_exit_code_and_pytest_runs_last(
    monkeypatch: pytest.MonkeyPatch, gates: int, tests: int, code: int
) -> None:
    ran: list[str] = []

    def answer(name: str, result: int) -> int:
        ran.append(name)
        return result

    monkeypatch.setattr(tasks, "check", lambda: answer("gates", gates))
    monkeypatch.setattr(tasks, "run", lambda command, environment: answer(" ".join(command[1:]), tests))
    assert tasks.run_tests(["-k", "licence"]) == code
    assert ran == ["gates", f"-m pytest {' '.join(tasks.SIDE_BY_SIDE)} -k licence"]


def test_a_run_that_may_leave_no_bytecode_beside_the_sources_keeps_it_elsewhere() -> None:
    around = {"PATH": "/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    assert tasks.compiled_once(around) == {"PATH": "/bin", "PYTHONPYCACHEPREFIX": str(tasks.BYTECODE)}
    assert tasks.BYTECODE.name in tasks.LEFTOVERS


@pytest.mark.parametrize("around", [{}, {"PYTHONDONTWRITEBYTECODE": ""}, {"PYTHONPYCACHEPREFIX": "/elsewhere"}])
def test_where_bytecode_is_kept_anyway_nothing_is_changed(around: dict[str, str]) -> None:
    assert tasks.compiled_once(around) == around


def test_a_failing_gate_prints_what_it_found_and_keeps_its_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing = [sys.executable, "-c", "print('found it'); raise SystemExit(3)"]
    monkeypatch.setattr(tasks, "gates", lambda: {"quiet": [sys.executable, "-c", "print('chatter')"], "loud": failing})
    assert tasks.check() == 3
    printed = capsys.readouterr().out
    assert "ok     quiet" in printed
    assert "FAILED loud" in printed
    assert "found it" in printed
    assert "chatter" not in printed
