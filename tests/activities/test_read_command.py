"""`ekaihu read` as a user types it: one process for the command, its children for the files (15 s for the models)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from samples.cast import Paper, load_cast
from tests import files


def reads(*paths: Path | str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "ekaihu", "read", "--json", *map(str, paths)]
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=110)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("papers")
    (made / "bomb.png").write_bytes(files.png_bomb(60_000, 60_000))
    (made / "endless.pdf").write_bytes(files.pdf_page(content=b"q 0 0 m 500 700 l S Q\n" * 900_000))
    (made / "photos.zip").write_bytes(b"PK\x03\x04" + bytes(99))
    (made / "cut.jpg").write_bytes(files.encoded(files.corners((640, 480)), "JPEG")[:4000])
    return made


def test_hostile_files_end_in_the_list_and_good_ones_between_them_are_read_in_order(folder: Path) -> None:
    firm = load_cast().firms[0]
    names = ("bomb.png", "endless.pdf", "photos.zip", "cut.jpg", "nowhere.png")
    wanted = [folder / name for name in names]
    wanted.insert(2, firm.picture(Paper.ID_FRONT))

    done = reads(*wanted)

    told: list[dict[str, Any]] = json.loads(done.stdout)
    assert done.returncode == 1
    assert [Path(one["file"]).name for one in told] == [path.name for path in wanted]
    assert [one["kind"] for one in told] == ["unknown", "unknown", "id_front", "unknown", "unknown", "unknown"]
    assert [one["warnings"] for one in told if one["kind"] == "unknown"] == [
        ["UNREADABLE:TOO_MANY_PIXELS"],
        ["UNREADABLE:TOO_SLOW_TO_OPEN"],
        ["UNREADABLE:ARCHIVE"],
        ["UNREADABLE:BROKEN"],
        ["UNREADABLE:NO_FILE"],
    ]
    assert told[2]["fields"]["number"]["value"] == firm.representative.number
    assert {"file", "kind", "fields", "warnings", "seconds", "page"} <= set(told[2])
    assert {"text", "value", "confidence", "box", "source", "doubts"} <= set(told[2]["fields"]["number"])
    sentences = done.stderr.splitlines()
    assert len(sentences) == 5
    assert sentences[2].endswith("photos.zip was not read: this is an archive (ZIP, RAR, 7z …); send the photo itself.")


def test_a_file_larger_than_allowed_is_not_even_read_into_memory() -> None:
    done = reads("/dev/zero")
    assert done.returncode == 1
    assert json.loads(done.stdout)[0]["warnings"] == ["UNREADABLE:TOO_MANY_BYTES"]
