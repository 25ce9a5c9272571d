"""`ekaihu ops screen`, the doctor's line on lists, and what RISK sees of the matches that it clears."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.review_file import file_document
from models.checks import ListHit, ListKind
from models.policy import PolicyError
from models.rules.list_matches import clearing
from tests.builders import NOW, case, dossier, lists
from workers.bootstrap import list_services
from workers.doctor import lists_health
from workers.settings import ROOT, Settings, SettingsError, load_matching, load_settings

RUN = CliRunner()


def test_screen_prints_each_match_with_score_text_and_reason() -> None:
    done = RUN.invoke(app, ["ops", "screen", "覃样礫", "--json"])
    (match,) = json.loads(done.stdout)["matches"]
    assert (match["entry"], match["kind"], match["score"], match["why"]) == ("BK-0001", "black", 1.0, ["NORMALISED"])
    assert match["zh"]
    assert "BK-0001" in RUN.invoke(app, ["ops", "screen", "覃样礫"]).stdout


def test_screen_finds_a_number_whatever_the_name() -> None:
    done = RUN.invoke(app, ["ops", "screen", "别的名字", "--number", "310199197506150121", "--json"])
    assert [match["by_number"] for match in json.loads(done.stdout)["matches"]] == [True]


def test_screen_without_usable_lists_is_refused_and_prints_no_empty_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EKAIHU_LISTS", str(tmp_path))
    done = RUN.invoke(app, ["ops", "screen", "覃样砾", "--json"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert "lists.yaml" in done.stderr


def test_screen_wants_a_name() -> None:
    assert RUN.invoke(app, ["ops", "screen", " "]).exit_code == 1


def test_the_file_shows_the_entries_that_risk_clears_and_who_cleared_them() -> None:
    near = ListHit(kind=ListKind.BLACK, entry="B-1", by_number=False, text="范例安", why=("EXACT",), score=1.0)
    new = near.model_copy(update={"entry": "B-2"})
    known = case(dossier=dossier(lists=lists(near, new)), cleared_matches=(clearing(near, "E20421", "另有其人", NOW),))
    first, second = file_document(known)["matches"]
    assert (first["entry"], first["resolved"]["by"], first["resolved"]["note"]) == ("B-1", "E20421", "另有其人")
    assert (second["entry"], second["text"], second["resolved"]) == ("B-2", "范例安", None)
    assert second["zh"] == "名称完全相同"


def test_the_doctor_names_every_list_with_version_and_size() -> None:
    health = lists_health(Settings())
    assert health.good
    assert "mandatory: sample_ofac.xml 2026-10-01 (2)" in health.found


def test_the_doctor_names_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    health = lists_health(Settings(lists=tmp_path))
    assert not health.good
    assert "lists.yaml" in health.found
    assert "EKAIHU_LISTS" in health.mend


def test_screening_asks_files_and_vendor_unless_told_otherwise_and_never_nobody() -> None:
    assert list_services(Settings(), None).asked == ("own", "vendor")  # type: ignore[arg-type]  # nobody calls
    assert list_services(Settings(list_sources=("vendor",)), None).asked == ("vendor",)  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match="EKAIHU_LIST_SOURCES"):
        load_settings(list_sources=())


def test_a_policy_without_the_numbers_of_matching_is_refused_before_anybody_is_screened(tmp_path: Path) -> None:
    text = (ROOT / "policy" / "default.yaml").read_text("utf-8")
    start, end = text.index("\nmatching:"), text.index("\nscoring:")
    (tmp_path / "old.yaml").write_text(text[:start] + text[end:], "utf-8")
    with pytest.raises(PolicyError, match="matching"):
        load_matching(tmp_path / "old.yaml")
