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


def test_no_customer_typed_more_than_the_eight_fields_that_no_paper_holds(demo: DemoRun) -> None:
    assert all(0 < firm["fields_typed"] <= 8 for firm in demo.scorecard["firms"])


def test_the_demo_stops_all_that_it_started(demo: DemoRun) -> None:
    assert not (demo.home / "dev.json").exists()
