"""Pillow's own test pictures, a thousand and many of them broken on purpose: none crashes or stalls the opening.

Takes half a minute and 47 MB from the package index, for the pictures come inside Pillow's source package and must not
lie in this repository.
"""

import importlib.metadata
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from activities.providers.pictures import REFUSALS, UnreadablePicture, open_picture
from tests.builders import policy

LIMITS = policy().reading
_PATIENCE = 240
"""Seconds for the package index."""


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pillow")
    version = importlib.metadata.version("pillow")
    download = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--no-binary",
        ":all:",
        f"pillow=={version}",
    ]
    try:
        subprocess.run([*download, "-d", str(folder)], check=True, capture_output=True, timeout=_PATIENCE)
    except (subprocess.SubprocessError, OSError) as absent:
        why = type(absent).__name__
        pytest.skip(f"0 of about 1,000 pictures looked at: Pillow's source package is out of reach ({why})")
    with tarfile.open(next(folder.glob("*.tar.gz"))) as package:
        wanted = [member for member in package.getmembers() if "/Tests/images/" in member.name]
        package.extractall(folder, wanted, filter="data")
    return sorted(path for path in folder.rglob("Tests/images/**/*") if path.is_file())


@pytest.mark.timeout(300)
def test_no_picture_of_pillows_own_tests_crashes_or_hangs_the_opening(pictures: list[Path]) -> None:
    seen: Counter[str] = Counter()
    for path in pictures:
        seen[_opened(path)] += 1
    assert len(pictures) > 900
    assert seen["OPENED"] > 300
    assert set(seen) <= {"OPENED", *REFUSALS}


def _opened(path: Path) -> str:
    try:
        open_picture(path.read_bytes(), LIMITS)
    except UnreadablePicture as refused:
        return refused.code
    return "OPENED"
