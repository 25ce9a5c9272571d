"""The main job, as a fresh user runs it; and personal data stays out of Temporal's database, our tables and all logs:
the cast's own data are the canaries. One file, so that the demo runs once for all of it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from samples.cast import load_cast
from tests.e2e.conftest import DemoRun


def test_the_demo_ends_with_every_outcome_as_expected_and_every_chain_whole(demo: DemoRun) -> None:
    assert demo.code == 0, demo.err
    assert demo.scorecard["as_expected"]
    assert {firm["firm"]: firm["outcome"] for firm in demo.scorecard["firms"]} == {
        "chengming": "ACTIVE",
        "lanxi": "ACTIVE",
        "qiheng": "REFUSED",
        "jingchuan": "ACTIVE",
        "yuntang": "ACTIVE",
        "hemu": "ACTIVE",
    }
    assert {firm["chain"] for firm in demo.scorecard["firms"]} == {"whole"}


def test_no_customer_typed_more_than_the_eight_fields_that_no_paper_holds(demo: DemoRun) -> None:
    assert all(0 < firm["fields_typed"] <= 8 for firm in demo.scorecard["firms"])


def test_the_demo_stops_all_that_it_started(demo: DemoRun) -> None:
    assert not (demo.home / "dev.json").exists()


# ── no personal data ────────────────────────────────────────────────────────────────────────────────────────────────

OUTSIDE = {"sandbox.log"}
"""The outside world's own log is not ours; its state folder neither."""


def canaries() -> Iterator[str]:
    """What identifies the people of the cast."""
    for firm in load_cast().firms:
        person = firm.representative
        yield from (person.name, person.number, person.phone, person.address)
        yield from (firm.finance_officer.name, firm.finance_officer.phone)


def shapes(text: str) -> set[bytes]:
    """The text as it may lie in a file: UTF-8, UTF-16, escaped JSON."""
    return {
        text.encode(),
        text.encode("utf-16-le"),
        text.encode("unicode_escape"),
        text.encode("unicode_escape").upper(),
    }


def hits(path: Path) -> set[str]:
    content = path.read_bytes()
    return {canary for canary in canaries() if any(shape in content for shape in shapes(canary))}


def files(home: Path) -> list[Path]:
    found = [*home.glob("temporal.db*"), *home.glob("ekaihu.db*"), *home.glob("*.log")]
    return [path for path in found if path.name not in OUTSIDE]


def test_no_personal_data_lies_in_databases_or_logs_after_six_applications(demo: DemoRun) -> None:
    looked_at = files(demo.home)
    assert {"temporal.db", "ekaihu.db", "workers.log", "demo.log"} <= {path.name for path in looked_at}
    assert {path.name: hits(path) for path in looked_at if hits(path)} == {}


@pytest.mark.parametrize("shape", sorted(shapes(load_cast().firms[0].representative.name)))
def test_the_search_finds_a_canary_that_was_planted(tmp_path: Path, shape: bytes) -> None:
    planted = tmp_path / "planted.log"
    planted.write_bytes(b"something " + shape + b" something")
    assert hits(planted)


def test_no_paper_and_no_picture_lies_open_in_the_evidence_store(demo: DemoRun) -> None:
    stored = [path for path in (demo.home / "evidence").rglob("*") if path.is_file()]
    assert len(stored) > 6 * 3
    starts = (b"\x89PNG", b"\xff\xd8\xff", b"\x00\x00\x00\x18ftyp", b"\x00\x00\x00\x20ftyp")
    assert not [path for path in stored if path.read_bytes().startswith(starts)]
