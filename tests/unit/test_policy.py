"""The policy file: every number has its reason, nonsense is refused, and no number is looser than the hard rules."""

import copy
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from functools import reduce
from operator import getitem
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from cli.main import app
from models.durations import Span
from models.policy import Bands, Policy, PolicyError, numbers, odd
from models.rules.policy_sense import outdated, problems
from tests.builders import NOW, policy
from workers import bootstrap
from workers.settings import examined_policy, load_policy, policy_tree

FILE = Path(__file__).parents[2] / "policy" / "default.yaml"
TREE = policy_tree(FILE)


def leaf(tree: dict[str, Any], name: str) -> dict[str, Any]:
    """The `{value, reason}` of a number."""
    for part in name.split("."):
        tree = tree[part] if part else tree
    return tree


def changed(**values: Any) -> dict[str, Any]:
    """The default file with other values; double underscores stand for the dots of a name."""
    tree = copy.deepcopy(TREE)
    for name, value in values.items():
        *path, last = name.replace("__", ".").split(".")
        leaf(tree, ".".join(path)).setdefault(last, {"reason": "the default says nothing"})["value"] = value
    return tree


def file_of(tree: dict[str, Any], folder: Path) -> Path:
    path = folder / "next.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), "utf-8")
    return path


def wrong(**values: Any) -> tuple[str, ...]:
    return examined_policy(changed(**values))[1]


def with_limit(tier: str, **columns: int) -> dict[str, int]:
    return {**TREE["measures"][tier]["limits"]["value"], **columns}


def test_the_shipped_policy_has_no_problem() -> None:
    assert examined_policy(TREE) == (policy(), ())


def test_the_demos_policy_has_no_problem() -> None:
    assert examined_policy(policy_tree(FILE.with_name("demo.yaml")))[1] == ()


def test_every_number_has_its_reason_and_every_amount_its_unit() -> None:
    assert list(odd(TREE)) == []
    assert all(number.reason for number in numbers(TREE))


WEIGHTS = TREE["scoring"]["weights"]["value"]


def weighing(**weights: int) -> dict[str, int]:
    """The default weights, some of them otherwise."""
    return {**WEIGHTS, **weights}


NONSENSE: list[tuple[str, str, Any]] = [
    ("scoring.weights", "scoring__weights", {**WEIGHTS, "C1": 6}),
    ("scoring.weights", "scoring__weights", {name: weight for name, weight in WEIGHTS.items() if name != "C5"}),
    ("scoring.weights", "scoring__weights", {**WEIGHTS, "Z9": 0}),
    ("scoring.weights.C1", "scoring__weights", {**WEIGHTS, "C1": -5, "C2": 13}),
    ("scoring.weights.I1", "scoring__weights", {**WEIGHTS, "I1": 27, "B1": 0, "B5": 0, "C3": 0, "G2": 5}),
    ("scoring.r3, r2, r1", "scoring__r2", 30),
    ("scoring.r3, r2, r1", "scoring__r1", 45),
    ("scoring.r3, r2, r1", "scoring__r1", 100),
    ("scoring.missing", "scoring__missing", 1),
    ("scoring.factors.C1", "scoring__factors__C1", {**TREE["scoring"]["factors"]["C1"]["value"], "soft": False}),
    ("scoring.bands.age_days", "scoring__bands__age_days", [30, 180, 365, 1096]),
    ("scoring.bands.same_address", "scoring__bands__same_address", [2, 50, 9, 200]),
    ("scoring.bands.usual_age", "scoring__bands__usual_age", [15, 60]),
    ("scoring.bands.wishes.high_single_yuan", "scoring__bands__wishes__high_single_yuan", 1_000_001),
    ("scoring.bands.wishes.high_day_yuan", "scoring__bands__wishes__high_day_yuan", 5_000_001),
    ("products", "products", ["internet_bank", "sms"]),
    ("measures.R1.products", "measures__R1__products", ["internet-bank"]),
    ("measures.R3.limits.single", "measures__R3__limits", with_limit("R3", single=100_000_001)),
    ("measures.R2.limits.tokens", "measures__R2__limits", with_limit("R2", tokens=3)),
    ("measures.R1.limits", "measures__R1__limits", with_limit("R1", single=1, per_day=1, per_month=1)),
    ("measures.R4.limits", "measures__R4__limits", with_limit("R4", per_day=5)),
    ("simplified_limits.tokens", "simplified_limits", {**TREE["simplified_limits"]["value"], "tokens": 9}),
    ("raises.times", "raises__times", 4),
    ("measures.R2.reviewers", "measures__R2__reviewers", 1),
    ("measures.R3.visit", "measures__R3__visit", "waivable"),
    ("measures.P.approvable", "measures__P__approvable", True),
    ("measures.R3.decides", "measures__R3__decides", ["CR"]),
    ("measures.R2.decides", "measures__R2__decides", ["SUP"]),
    ("measures.R1.decides", "measures__R1__decides", ["RISK_HEAD"]),
    ("measures.R1.interview", "measures__R1__interview", "video"),
    ("measures.R1.risk_reviews", "measures__R1__risk_reviews", False),
    ("owners.threshold", "owners__threshold", 50),
    ("owners", "owners__threshold_high", 26),
    ("measures.R1.extension", "measures__R1__extension", "11 wd"),
    ("measures.R1.proofs", "measures__R1__proofs", ["funds"]),
    ("measures.R1.quality_percent", "measures__R1__quality_percent", 10),
    ("waits.report_valid", "waits__report_valid", "31 cd"),
    ("waits.attestation_valid", "waits__attestation_valid", "25 wd"),
    ("waits.extended_review", "waits__extended_review", "20 wd"),
    ("visit_questions", "visit_questions", 3),
    ("interview.block_c", "interview__block_c", 2),
    ("ages.representative_min", "ages__representative_min", 16),
    ("position.near", "position__near", 301),
    ("position.far", "position__far", 1_000_000),
    ("position.accuracy_good", "position__accuracy_good", 101),
    ("position.accuracy_usable", "position__accuracy_usable", 501),
    ("position.photo_far", "position__photo_far", 5_000),
    ("faces.reject", "faces__reject", 0.9),
    ("faces.video_same_share", "faces__video_same_share", 0.5),
    ("living.within, remind", "living__remind", "4 wd"),
    ("living.within, remind", "living__remind", "1 cd"),
]


@pytest.mark.parametrize(("said_of", "name", "value"), NONSENSE, ids=[row[1] for row in NONSENSE])
def test_a_policy_with_nonsense_or_looser_than_the_rules_is_refused(said_of: str, name: str, value: Any) -> None:
    found = wrong(**{name: value})
    assert [said for said in found if said.startswith(f"{said_of}:")], found


@pytest.mark.parametrize(
    ("said_of", "numbers"),
    [
        ("accounts.copies_remind", {"accounts__copies_within": 1, "accounts__copies_remind": 2}),
        ("accounts.file_remind", {"accounts__file_within": 2, "accounts__file_remind": 3}),
        ("waits.filing_remind", {"waits__filing_remind": "8 h"}),
        ("waits.supplement_remind", {"waits__supplement_remind": ["1 wd", "5 wd"]}),
        ("waits.pre_opened_remind", {"waits__pre_opened": "28 cd"}),
        ("accounts.sheet_remind", {"accounts__sheet_remind": "1 wd"}),
        ("waits.counter_target", {"waits__counter_target": "45 min"}),
    ],
)
def test_who_is_reminded_hears_of_it_before_it_lapses(said_of: str, numbers: dict[str, Any]) -> None:
    (said,) = wrong(**numbers)
    assert said.startswith(f"{said_of}:")


STRICTER: list[tuple[str, Any]] = [
    ("measures__R3__reviewers", 2),
    ("measures__R4__visit", "always"),
    ("measures__R3__decides", ["RISK"]),
    ("measures__R2__decides", ["RISK", "RISK_HEAD"]),
    ("owners__threshold_high", 5),
    ("waits__report_valid", "10 cd"),
    ("visit_questions", 6),
    ("position__far", 500),
    ("faces__reject", 0.5),
    ("scoring__missing", 4),
    ("raises__times", 1),
    ("living__remind", "3 wd"),
    ("measures__R3__limits", with_limit("R3", single=20_000_000)),
]


@pytest.mark.parametrize(("name", "value"), STRICTER, ids=[row[0] for row in STRICTER])
def test_a_policy_may_be_stricter(name: str, value: Any) -> None:
    assert wrong(**{name: value}) == ()


ALL_PROOFS = ["purpose", "both_places", "neighbours", "funds", "owner_chain"]


def looks(*days: int, months: int) -> dict[str, Any]:
    """Reviews after the opening: on these days, then every so many months."""
    return {"at": [f"{day} cd" for day in days], "every_months": months}


def simplified(**columns: int) -> dict[str, int]:
    return {**TREE["simplified_limits"]["value"], **columns}


BOUNDS: list[tuple[str, Any, Any]] = [
    ("scoring.missing", 3, 2),
    ("scoring.missing", 5, 6),
    ("owners.threshold", 25, 26),
    ("raises.times", 3, 4),
    ("raises.elevated_after", "90 cd", "89 cd"),
    ("raises.elevated_after", "90 cd", "90 wd"),
    ("scoring.r1", 75, 76),
    ("faces.accept", 0.5, 0.51),
    ("registry.new_firm", 90, 91),
    ("registry.name_changed", 90, 91),
    ("registry.representative_changed", 30, 29),
    ("interview.wrong_stands", True, False),
    ("measures.R1.extension", "10 wd", "11 wd"),
    ("measures.R1.extension", "10 wd", "10 cd"),
    ("waits.report_valid", "30 cd", "31 cd"),
    ("waits.attestation_valid", "30 cd", "31 cd"),
    ("waits.extended_review", "10 wd", "11 wd"),
    ("waits.extended_review", "10 wd", "10 cd"),
    ("visit_questions", 4, 3),
    ("interview.block_c", 3, 2),
    ("ages.representative_min", 18, 17),
    ("position.near", 300, 301),
    ("position.far", 1_000, 1_001),
    ("position.accuracy_good", 100, 101),
    ("position.accuracy_usable", 500, 501),
    ("position.photo_far", 1_000, 1_001),
    ("faces.reject", 0.6, 0.61),
    ("faces.video_same_share", 0.51, 0.5),
    ("measures.R4.quality_percent", 10, 9),
    ("measures.R3.quality_percent", 10, 9),
    ("measures.R2.quality_percent", 30, 29),
    ("measures.R1.quality_percent", 100, 99),
    ("measures.P.quality_percent", 100, 99),
    ("measures.R2.full_interview", True, False),
    ("measures.R2.full_interview", True, None),
    ("measures.R1.full_interview", True, False),
    ("measures.R2.proofs", ["purpose", "both_places"], ["both_places"]),
    ("measures.R2.proofs", ["both_places", "funds", "purpose"], []),
    ("measures.R1.proofs", ALL_PROOFS, ALL_PROOFS[:-1]),
    ("measures.R1.proofs", ALL_PROOFS, []),
    ("measures.R4.reviews_after", looks(30, months=12), None),
    ("measures.R4.reviews_after", looks(30, months=12), looks(31, months=12)),
    ("measures.R3.reviews_after", looks(30, 90, months=12), looks(30, months=12)),
    ("measures.R2.reviews_after", looks(14, 16, 31, 60, months=6), looks(14, 15, 90, months=6)),
    ("measures.R2.reviews_after", looks(15, 30, 90, months=6), None),
    ("measures.R1.reviews_after", looks(7, 15, 30, 60, 90, months=6), looks(7, 15, 30, 60, 90, months=7)),
    ("measures.R1.reviews_after", looks(5, 8, 20, 35, 61, 300, months=1), looks(15, 30, 90, months=6)),
    ("measures.R1.reviews_after", looks(7, 15, 30, 60, 90, months=6), looks(0, 15, 30, 60, 90, months=6)),
    ("measures.R1.products", ["e_receipt"], ["e_statement", "internet_bank"]),
    ("measures.R1.products", [], None),
    ("measures.P.products", [], ["sms_notice"]),
    ("measures.P.products", [], None),
    ("measures.R2.decides", ["RISK", "BM"], ["BM"]),
    ("measures.R2.decides", ["RISK_HEAD", "RISK"], ["RISK_HEAD", "BM"]),
    ("measures.R1.decides", ["BM", "RISK_HEAD"], ["BM", "BM"]),
    ("measures.P.decides", ["RISK"], ["BM"]),
    ("measures.P.risk_reviews", True, False),
    ("calendar.known_until", date(2026, 1, 1), date(2027, 1, 1)),
    ("accounts.licence_era_end", date(2020, 6, 30), date(2018, 12, 31)),
    ("waits.supplement_remind", ["4 wd"], []),
    ("waits.pre_opened_remind", ["1 cd"], []),
    ("waits.filing_remind", "7 h", "8 wh"),
    ("measures.R2.extension", "5 wd", "6 wd"),
    ("measures.R2.extension", "5 wd", "5 cd"),
    ("measures.R2.extension", "5 wd", None),
    ("measures.R3.extension", "10 wd", "11 wd"),
    ("measures.R3.extension", None, "10 cd"),
    ("scoring.bands.promise_exempt_yuan", 10_000_000, 10_000_001),
    ("owners.tolerance", 3, 3.1),
    ("owners.report_within", "30 wd", "31 wd"),
    ("owners.report_within", "21 wd", "30 cd"),
    ("owners.report_remind", "29 wd", "30 wd"),
    ("owners.report_remind", "1 wd", "5 cd"),
    ("simplified.upgrade_after", "90 cd", "89 cd"),
    ("simplified.upgrade_after", "120 cd", "90 wd"),
    ("simplified_limits", simplified(single=0, per_day=0, per_month=0, to_persons_per_day=0), simplified(single=-1)),
    ("simplified_limits", simplified(per_day=5_000_000), simplified(per_day=4_999_999)),
    ("simplified_limits", simplified(per_month=20_000_000), simplified(per_month=19_999_999)),
    ("simplified_limits", simplified(tokens=0, count_per_day=0), simplified(tokens=-1)),
    ("simplified_limits", simplified(to_persons_per_day=0), simplified(to_persons_per_day=-1)),
    ("scoring.bands.channel", [1, 2, 3], [1, 1, 5]),
    ("scoring.bands.channel", [1, 2, 5], [0, 2, 5]),
    ("scoring.bands.channel", [3, 4, 5], [1, 2, 6]),
    ("scoring.bands.channel", [1, 3, 4], [1, 4, 3]),
    ("scoring.r3", 20.5, 20),
    ("scoring.weights", weighing(I1=18, B1=0, B5=1), weighing(I1=19, B1=0, B5=0)),
    ("scoring.weights", weighing(G2=18, B1=0, B5=1), weighing(G2=18, C1=6, B1=0, B5=0)),
    ("scoring.weights", weighing(X4=0, X3=7), weighing(X4=-1, X3=8)),
    ("scoring.bands.usual_age", [20, 70], [19, 70]),
    ("scoring.bands.usual_age", [25, 25], [25, 24]),
    ("scoring.bands.usual_age", [20, 70], [20, 71]),
    ("scoring.bands.wishes.high_single_yuan", 1_000_000, 1_000_001),
    ("scoring.bands.wishes.high_day_yuan", 5_000_000, 5_000_001),
    ("accounts.copies_remind", 2, 3),
    ("accounts.file_remind", 5, 6),
    ("living.hard_within", "24 h", "25 h"),
    ("living.hard_within", "1 cd", "1 wd"),
    ("living.within", "10 wd", "11 wd"),
    ("living.within", "2 wd", "72 h"),
    ("waits.extensions", 2, 3),
    ("interview.c_wrong_to_risk", 2, 3),
    ("accounts.silent_letter", 90, 91),
    ("accounts.copies_within", 2, 3),
    ("accounts.file_within", 5, 6),
    ("owners.unknown", 10, 11),
    ("owners.control", 50, 51),
    ("faces.video_frozen_share", 0.8, 0.81),
    ("faces.video_min_seconds", 1, 0.9),
    ("refusals.traits", 2, 1),
    ("position.fix_age", "5 min", "6 min"),
    ("position.fix_age", "5 min", "1 wh"),
    ("accounts.special_refused", ["粮食收购", "棉花收购", "油料收购"], ["粮食收购", "棉花收购"]),
    ("accounts.new_number_items", ["名称", "法定代表人"], ["名称"]),
    ("outside.finance_officer", True, False),
    ("accounts.letter_original", True, False),
    ("refusals.known_risk", True, False),
    ("position.device_report", True, False),
    ("interview.device_report", True, False),
]


@pytest.mark.parametrize(("name", "last", "beyond"), BOUNDS, ids=[f"{row[0]} {row[2]}" for row in BOUNDS])
def test_a_number_may_go_as_far_as_the_rules_and_no_step_further(name: str, last: Any, beyond: Any) -> None:
    number = name.replace(".", "__")
    assert wrong(**{number: last}) == ()
    assert [said for said in wrong(**{number: beyond}) if said.startswith(name)]


def test_what_high_risk_is_asked_cannot_be_emptied_together() -> None:
    nothing = {"proofs": [], "full_interview": False, "reviews_after": None, "quality_percent": 0, "reviewers": 0}
    emptied = {f"measures__{tier}__{name}": value for tier in ("R2", "R1") for name, value in nothing.items()}
    told = {said.partition(":")[0] for said in wrong(**emptied, measures__R3__reviewers=0, measures__R4__reviewers=0)}
    assert told >= {f"measures.{tier}.{name}" for tier in ("R2", "R1") for name in nothing}


EXTRAS: list[tuple[str, Any]] = [
    ("risk_reviews", True),
    ("interview", "face_to_face"),
    ("proofs", ["funds"]),
    ("quality_percent", 50),
    ("reviews_after", looks(3, 30, 90, months=12)),
    ("reviews_after", looks(30, 90, months=3)),
    ("products", ["e_statement"]),
]


@pytest.mark.parametrize(("name", "value"), EXTRAS)
def test_what_a_lower_tier_is_asked_more_every_higher_one_is_asked_too(name: str, value: Any) -> None:
    found = wrong(**{f"measures__R3__{name}": value})
    assert [said for said in found if said.startswith(f"measures.R2.{name}:")], found


@pytest.mark.parametrize("product", ["internet_bank", "settlement_card", "payroll", "cash_management"])
def test_h11_an_account_that_pays_at_the_counter_is_wished_nothing_that_pays_elsewhere(product: str) -> None:
    (said,) = wrong(measures__R1__products_wished=["e_receipt", product])
    assert said.startswith("measures.R1.products: this tier has only e_receipt")
    (said,) = wrong(measures__R1__products=["sms_notice", product])
    assert said.startswith("measures.R1.products: this tier has only e_receipt")


BANDS = [name for name, field in Bands.model_fields.items() if "tuple[str" in str(field.annotation)]
WORDS = [f"scoring.bands.{name}" for name in BANDS] + [
    *("accounts.special_refused", "accounts.new_number_items", "clusters.parks", "clusters.ended", "owners.offshore"),
]


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("word", ["", " ", "　"])
def test_an_empty_word_that_stands_in_every_text_is_refused(name: str, word: str) -> None:
    found = wrong(**{name.replace(".", "__"): [*leaf(TREE, name)["value"], word]})
    assert f"{name}: an empty word stands in every text" in found


@pytest.mark.parametrize(
    "name",
    [
        *("industry_bad", "industry_trade", "cash_some", "cash_much", "purpose_bad", "purpose_many_persons"),
        *("capital_trade", "wishes__at_once"),
    ],
)
def test_a_list_by_which_something_bad_is_found_is_not_emptied(name: str) -> None:
    (said,) = wrong(**{f"scoring__bands__{name}": []})
    assert said.startswith(f"scoring.bands.{name.replace('__', '.')}:")


def test_who_has_an_account_or_was_refused_still_counts_in_clusters() -> None:
    assert wrong(clusters__ended=["ACTIVE", "REFUSED"]) == ()
    for ended in (
        [],
        ["ACTIVE"],
        ["REFUSED", "WITHDRAWN"],
        ["ACTIVE", "REFUSED", "GONE"],
        ["ACTIVE", "REFUSED", "DRAFT"],
    ):
        (said,) = wrong(clusters__ended=ended)
        assert said.startswith("clusters.ended:")


@pytest.mark.parametrize("codes", [[], ["vg"], ["VGB"], ["VG", "英属"]])
def test_offshore_places_are_some_and_written_as_codes(codes: list[str]) -> None:
    (said,) = wrong(owners__offshore=codes)
    assert said.startswith("owners.offshore:")


@pytest.mark.parametrize(
    "park",
    [
        *("上海市示范区启航集中登记园", "上海市崇明区北沿公路2111号", "浦东新区张江科学城", "张江镇科苑路88号"),
        "中国（上海）自由贸易试验区临港新片区环湖西二路888号",
    ],
)
def test_a_park_is_one_place(park: str) -> None:
    assert wrong(clusters__parks=[park]) == ()


@pytest.mark.parametrize(
    "park",
    [
        *("上海市", "上海", "江苏省", "浦东新区", "上海市浦东新区张江镇", "江苏省苏州市工业园区", "南京路", "张江"),
        *("中国（上海）自由贸易试验区", "（集中登记地）"),
    ],
)
def test_a_park_that_is_a_whole_region_is_refused(park: str) -> None:
    (said,) = wrong(clusters__parks=[park])
    assert said.startswith("clusters.parks:")


@pytest.mark.parametrize(
    ("network", "fine"),
    [
        *[("10.0.0.0/8", True), ("203.0.113.0/24", True), ("2001:db8::/32", True)],
        *[("0.0.0.0/0", False), ("100.0.0.0/7", False), ("::/0", False), ("2001:db0::/31", False)],
    ],
)
def test_a_known_network_is_no_whole_country(network: str, fine: bool) -> None:
    told = [said.partition(":")[0] for said in wrong(clusters__networks=[network])]
    assert told == ([] if fine else ["clusters.networks"])


NAMES: list[tuple[str, Any, Any]] = [
    ("form_differs", 0.03, 0.04),
    ("region_missing", 0.03, 0.04),
    ("words_missing", 0.04, 0.05),
    ("number_differs", 0.06, 0.07),
    ("near_character", 0.3, 0.31),
    ("pinyin", 0.93, 0.91),
    ("pinyin_other_reading", 0.85, 0.84),
    ("pinyin_joined", 0.85, 0.84),
    ("latin_order", 0.9, 0.89),
    ("latin_spacing", 0.95, 0.94),
    ("latin_typo", 0.8, 0.81),
    ("latin_typo_letters", [12, 14], [13, 14]),
    ("latin_typo_letters", [8], []),
    ("long_person", 8, 9),
    ("born_years", 1, 0),
    ("born_differs", 0.1, 0.11),
    ("report", 0.8, 0.86),
]


@pytest.mark.parametrize(("name", "last", "beyond"), NAMES, ids=[f"{row[0]} {row[2]}" for row in NAMES])
def test_h02_a_listed_name_in_a_usual_writing_stays_told(name: str, last: Any, beyond: Any) -> None:
    assert wrong(**{f"matching__{name}": last}) == ()
    assert [said for said in wrong(**{f"matching__{name}": beyond}) if said.startswith("matching")]


NOTHING = ["tasks.rounds.claim", "escalation.expire", "waits.draft", "waits.pre_opened_remind", "clusters.agent_window"]


@pytest.mark.parametrize("name", NOTHING)
def test_a_length_of_time_is_not_nothing(name: str) -> None:
    none = ["0 cd", "28 cd"] if name.endswith("remind") else "0 cd"
    (said,) = wrong(**{name.replace(".", "__"): none})
    assert said == f"{name}: a length of time is at least 1 cd"


@pytest.mark.parametrize(
    ("column", "row"),
    [
        ("to_persons_per_day", with_limit("R4", to_persons_per_day=500_000_001)),
        ("per_month", with_limit("R4", per_month=31 * 500_000_000 + 1)),
        ("tokens", with_limit("R4", tokens=21)),
    ],
)
def test_h11_a_limit_that_limits_nothing_is_refused(column: str, row: dict[str, int]) -> None:
    (said,) = wrong(measures__R4__limits=row)
    assert said.startswith(f"measures.R4.limits.{column}:")


def test_h02_deductions_that_are_small_alone_are_refused_where_they_add_up() -> None:
    small = {"matching__region_missing": 0.06, "matching__words_missing": 0.06, "matching__form_differs": 0.06}
    assert "matching.form_differs" in {said.partition(":")[0] for said in wrong(**small)}


@pytest.mark.parametrize("tier", ["R4", "R3", "R2", "R1", "P"])
def test_a_policy_that_lacks_a_tier_is_refused(tier: str) -> None:
    tree = copy.deepcopy(TREE)
    del tree["measures"][tier]
    assert f"measures lacks tier {tier}" in "".join(examined_policy(tree)[1])


YOUNGER = [
    *("accounts", "before_opening", "living", "refusals", "visit_patterns", "outside.registry_retries"),
    *("clusters.registry", "scoring.bands.capital_paid", "scoring.bands.capital_trade", "scoring.bands.wishes"),
]


@pytest.mark.parametrize("part", YOUNGER)
def test_a_file_that_leaves_a_part_out_switches_no_rules_off(part: str) -> None:
    tree = copy.deepcopy(TREE)
    *path, last = part.split(".")
    del reduce(getitem, path, tree)[last]
    assert examined_policy(tree)[1] == (f"{part}: it is left out, which only cases from before it may do",)


@pytest.mark.parametrize("part", ["network", "network_sharing", "referrer", "sequence", "background", "circle"])
def test_a_file_that_leaves_a_part_of_the_clusters_out_switches_no_flag_off(part: str) -> None:
    tree = copy.deepcopy(TREE)
    del tree["clusters"][part]
    assert examined_policy(tree)[1] == (f"clusters.{part}: it is left out, which only cases from before it may do",)


def test_limits_of_a_shared_network_that_fall_are_refused() -> None:
    tree = copy.deepcopy(TREE)
    tree["clusters"]["network_sharing"]["value"] = [4, 3, 14, 29]
    assert examined_policy(tree)[1] == ("clusters.network_sharing: the four limits must not fall",)


def test_a_file_that_leaves_the_ground_of_photos_out_switches_no_flag_off() -> None:
    tree = copy.deepcopy(TREE)
    del tree["reading"]["pictures"]["background_contrast"]
    left_out = "reading.pictures.background_contrast: it is left out, which only cases from before it may do"
    assert examined_policy(tree)[1] == (left_out,)


def test_an_unknown_number_is_refused_by_its_name() -> None:
    tree = copy.deepcopy(TREE)
    tree["waits"]["draught"] = {"value": "7 cd", "reason": "a typing error"}
    tree["extra"] = {"value": 1, "unit": "x", "reason": "y"}
    found = examined_policy(tree)[1]
    assert set(found) == {"waits.draught: there is no such number", "extra: there is no such number"}


def test_a_number_without_reason_unit_or_form_is_refused() -> None:
    tree = copy.deepcopy(TREE)
    tree["faces"]["accept"]["reason"] = " "
    del tree["faces"]["reject"]["unit"]
    tree["visit_questions"] = 4
    assert examined_policy(tree)[1] == (
        "faces.accept: every number needs its reason",
        "faces.reject: every amount needs its unit",
        "visit_questions: write it as {value: …, reason: …}",
    )


@pytest.mark.parametrize(
    ("over", "said_of"),
    [
        ({"visit_questions": {"value": 5, "unit": "questions", "reason": "more", "valeu": 9}}, "visit_questions.valeu"),
        (
            {"visit_questions": {"at_night": {"value": 9, "unit": "questions", "reason": "x"}}},
            "visit_questions.at_night",
        ),
        ({"scoring": {"weights": {"C1": {"value": 9, "unit": "points", "reason": "x"}}}}, "scoring.weights.C1"),
        ({"measures": {"R3": {"limits": {"single": {"value": 1, "reason": "x"}}}}}, "measures.R3.limits.single"),
        ({"visit_questions": {"val": 3}}, "visit_questions.val"),
        ({"visit_questions": {3: "odd"}}, "visit_questions.3"),
    ],
)
def test_what_is_written_within_a_number_is_refused_for_nobody_would_read_it(
    over: dict[str, Any], said_of: str, tmp_path: Path
) -> None:
    path = file_of({"base": str(FILE), "version": "2026.2", **over}, tmp_path)
    (said,) = examined_policy(policy_tree(path))[1]
    assert said == f"{said_of}: nobody reads it there; a number has reason, source, unit, value and no more"
    with pytest.raises(PolicyError, match=said_of):
        load_policy(path)


def test_a_number_that_is_written_twice_is_refused_for_only_one_would_be_read(tmp_path: Path) -> None:
    path = tmp_path / "next.yaml"
    number = 'visit_questions: {value: 5, unit: questions, reason: "more"}'
    path.write_text(f'base: {FILE}\nversion: "2026.2"\n{number}\n{number}\n', "utf-8")
    with pytest.raises(PolicyError, match=r"next.yaml: visit_questions is written twice in one place, again in line 4"):
        load_policy(path)


def test_an_override_may_give_a_number_another_reason_alone(tmp_path: Path) -> None:
    over = {"base": str(FILE), "version": "2026.2", "visit_questions": {"reason": "asked by the branch"}}
    assert load_policy(file_of(over, tmp_path)).visit_questions == 4


def test_a_file_with_problems_is_not_loaded_and_says_the_first(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"next.yaml: scoring.missing.*1 more") as refused:
        load_policy(file_of(changed(scoring__missing=1, visit_questions=1), tmp_path))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "just words", "- 1", "a: [", "base: nowhere.yaml"])
def test_a_file_that_is_no_policy_is_refused_in_one_sentence(text: str, tmp_path: Path) -> None:
    path = tmp_path / "next.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(PolicyError):
        load_policy(path)


def test_all_problems_are_told_at_once() -> None:
    found = wrong(visit_questions=1, scoring__missing=1, measures__R2__reviewers=1, waits__report_valid="99 cd")
    assert {said.partition(":")[0] for said in found} == {
        "visit_questions",
        "scoring.missing",
        "measures.R2.reviewers",
        "waits.report_valid",
    }


def test_a_calendar_that_has_ended_is_out_of_date() -> None:
    last = policy().calendar.known_until
    assert outdated(policy(), last) == ()
    assert "calendar.known_until" in outdated(policy(), last + timedelta(days=1))[0]


def test_a_file_over_a_base_changes_only_what_it_names(tmp_path: Path) -> None:
    over = {
        "base": str(FILE),
        "version": "2026.2",
        "visit_questions": {"value": 5, "unit": "questions", "reason": "more"},
    }
    loaded = load_policy(file_of(over, tmp_path))
    assert (loaded.version, loaded.visit_questions) == ("2026.2", 5)
    assert loaded.model_copy(update={"version": "2026.1", "visit_questions": 4}) == policy()


def test_a_policy_of_a_running_case_is_not_asked_again() -> None:
    """A case that an older version began keeps its numbers, whatever files must say today."""
    old = policy().model_copy(update={"visit_questions": 1})
    assert problems(old)
    assert Policy.model_validate_json(old.model_dump_json()) == old


@given(days=st.integers(31, 4000))
def test_no_longer_validity_than_the_rules_is_ever_accepted(days: int) -> None:
    waits = policy().waits.model_copy(update={"report_valid": Span(amount=days, unit="cd")})
    assert problems(policy().model_copy(update={"waits": waits}))


def test_dates_before_the_end_of_the_calendar_are_fine() -> None:
    assert outdated(policy(), date(2026, 1, 1)) == ()


# ── the commands ────────────────────────────────────────────────────────────────────────────────────────────────────


def types(*words: str) -> Result:
    return CliRunner().invoke(app, ["ops", "policy", *words])


def test_show_tells_numbers_with_unit_reason_and_source() -> None:
    (number,) = json.loads(types("show", "faces.accept", "--json").stdout)
    assert (number["name"], number["value"], number["unit"]) == ("faces.accept", 0.45, "distance")
    assert number["reason"]
    assert len(json.loads(types("show", "measures.R1", "--json").stdout)) > 10
    assert types("show", "nothing.of.this").exit_code == 1


def test_check_tells_every_problem_and_ends_with_1(tmp_path: Path) -> None:
    path = file_of(changed(visit_questions=1, scoring__missing=1), tmp_path)
    done = types("check", str(path), "--json")
    assert done.exit_code == 1
    assert len(json.loads(done.stdout)["problems"]) == 2
    assert "visit_questions" in done.stderr


def test_check_of_a_calendar_that_has_ended_ends_with_1(tmp_path: Path) -> None:
    path = file_of(changed(calendar__known_until=date(2020, 1, 1)), tmp_path)
    assert "calendar.known_until" in types("check", str(path)).stderr


class Tables:
    """Two running cases of older versions and one that has ended."""

    def __init__(self) -> None:
        self.ended = {"A": None, "B": None, "C": None, "D": NOW}

    async def cases(self, *, limit: int, offset: int) -> list[SimpleNamespace]:
        listed = [SimpleNamespace(application=name, ended=ended) for name, ended in self.ended.items()]
        return listed[offset : offset + limit]

    async def events(self, no: str) -> list[tuple[dict[str, str], str]]:
        return [({"policy_version": "2025.9" if no == "B" else "2026.1"}, "")]


def test_diff_tells_what_changed_why_and_which_version_running_cases_keep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def kept(*_: Any) -> AsyncIterator[SimpleNamespace]:
        yield SimpleNamespace(ledger=Tables())

    monkeypatch.setattr(bootstrap, "kept", kept)
    tree = changed(visit_questions=5, scoring__weights={**WEIGHTS, "C1": 4, "C2": 4})
    tree["version"] = "2026.2"
    tree["visit_questions"]["reason"] = "the fifth question found most"
    told = json.loads(types("diff", str(FILE), str(file_of(tree, tmp_path)), "--json").stdout)
    assert {change["name"]: (change["before"], change["after"]) for change in told["changed"]} == {
        "scoring.weights.C1": (5, 4),
        "scoring.weights.C2": (3, 4),
        "visit_questions": (4, 5),
    }
    assert told["changed"][-1]["reason"] == "the fifth question found most"
    assert told["running"] == {"2026.1": 2, "2025.9": 1}
    same = json.loads(types("diff", str(FILE), str(FILE), "--json").stdout)
    assert same["changed"] == []


def test_diff_notes_a_changed_file_that_kept_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def kept(*_: Any) -> AsyncIterator[SimpleNamespace]:
        yield SimpleNamespace(ledger=Tables())

    monkeypatch.setattr(bootstrap, "kept", kept)
    path = file_of(changed(visit_questions=5), tmp_path)
    assert "a version of its own" in types("diff", str(FILE), str(path)).stderr


@pytest.mark.parametrize(
    ("number", "left"),
    [
        ("accounts.sheet_remind", "accounts.sheet_within: without it nobody hands over"),
        ("accounts.sheet_within", "accounts.sheet_within: without it nobody hands over"),
        ("accounts.licence_era_end", "accounts.licence_era_end: without it no older firm"),
        ("waits.filing_remind", "waits.filing_remind: it is left out"),
        ("accounts.filing_note", "accounts.filing_note: what was filed wrongly leaves a trace"),
        ("reading.temporary_card", "reading.temporary_card: only cases from before it"),
    ],
)
def test_a_file_that_leaves_a_younger_number_out_is_refused(number: str, left: str) -> None:
    tree = copy.deepcopy(TREE)
    *path, last = number.split(".")
    del reduce(getitem, path, tree)[last]
    (said,) = examined_policy(tree)[1]
    assert said.startswith(left)


def test_a_weight_is_measured_by_the_narrower_of_the_two_middle_tiers() -> None:
    wide = {"scoring__weights": weighing(I1=17, B1=0, B5=2)}
    assert wrong(**wide) == ()
    for narrow in ({"scoring__r1": 58}, {"scoring__r3": 32}):
        (said,) = wrong(**wide, **narrow)
        assert said.startswith("scoring.weights.I1: alone it would move a firm by more than one tier")
