"""The main job, as a fresh user runs it."""

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


def test_no_field_of_a_paper_was_typed(demo: DemoRun) -> None:
    assert {firm["fields_typed"] for firm in demo.scorecard["firms"]} == {0}


def test_the_demo_stops_all_that_it_started(demo: DemoRun) -> None:
    assert not (demo.home / "dev.json").exists()
