"""What works here and what does not, with the way to mend it: each check is one sentence for the person who runs the
machine.
"""

import socket
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from models.policy import PolicyError
from workers.connect import client_config
from workers.settings import Settings, SettingsError, load_matching, load_policy


class Health(NamedTuple):
    """One check; `mend` says what to do when it is not good."""

    what: str
    good: bool
    found: str
    mend: str = ""


_CALENDAR_WARNING = timedelta(days=60)
_MODELS = ("det", "rec", "doc_ori", "textline_ori")
_SERVICES: tuple[tuple[str, Callable[[Settings], str]], ...] = (
    ("Temporal", lambda settings: client_config(settings)["target_host"]),
    ("outside world", lambda settings: settings.outside_url.split("://")[-1]),
)


def examine(settings: Settings, today: date) -> Iterator[Health]:
    """All checks, cheapest first; none of them changes anything."""
    yield from _assets(settings)
    yield from _policy(settings, today)
    yield lists_health(settings)
    yield _home(settings.home)
    for name, where in _SERVICES:
        try:
            yield _service(name, where(settings))
        except SettingsError as error:
            yield Health(name, False, str(error), "correct the profile")


def _assets(settings: Settings) -> Iterator[Health]:
    folder = settings.assets / "models" / "ocr"
    missing = [name for name in _MODELS if not (folder / name / "inference.onnx").is_file()]
    found = "all there" if not missing else f"missing: {', '.join(missing)}"
    yield Health("OCR models", not missing, found, "run `python3 tasks.py setup`, or set EKAIHU_ASSETS")
    fonts = any((settings.assets / "fonts").glob("*.otf"))
    yield Health("fonts", fonts, "there" if fonts else "missing", "run `python3 tasks.py setup`")


def _policy(settings: Settings, today: date) -> Iterator[Health]:
    try:
        policy = load_policy(settings.policy)
    except (PolicyError, SettingsError) as error:
        yield Health("policy", False, str(error), "correct the file, or set EKAIHU_POLICY to another")
        return
    yield Health("policy", True, f"version {policy.version}")
    until = policy.calendar.known_until
    enough = until - today >= _CALENDAR_WARNING
    yield Health(
        "holiday table",
        enough,
        f"known until {until}",
        "add the next year's holidays and make-up days to the policy's calendar",
    )


def lists_health(settings: Settings) -> Health:
    """Which lists are loaded in the bank's own house, in which version and with how many entries."""
    from activities.providers.list_files import ListFilesError, load_folder

    if "own" not in settings.list_sources:
        return Health("list files", True, "not used: only the list service is asked (EKAIHU_LIST_SOURCES)")
    try:
        load_matching(settings.policy)
        loaded = load_folder(settings.lists)
    except (ListFilesError, PolicyError, SettingsError) as error:
        return Health("list files", False, str(error), "mend the file or its row in lists.yaml, or set EKAIHU_LISTS")
    return Health("list files", True, "; ".join(f"{each.kind}: {each.label}" for each in loaded))


def _home(home: Path) -> Health:
    where = home if home.exists() else home.resolve().parent
    try:
        probe = where / ".ekaihu-doctor"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return Health("home folder", False, f"{home}: {error.strerror}", "make it writable, or set EKAIHU_HOME")
    return Health("home folder", True, str(home))


def _service(name: str, address: str) -> Health:
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host or "127.0.0.1", int(port.split("/")[0])), timeout=2):
            return Health(name, True, f"answers at {address}")
    except (OSError, ValueError):
        return Health(
            name,
            False,
            f"does not answer at {address}",
            "start `ekaihu dev`, or set EKAIHU_TEMPORAL_ADDRESS and EKAIHU_OUTSIDE_URL",
        )
