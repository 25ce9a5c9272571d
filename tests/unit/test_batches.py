"""What firms of one batch share without meaning to (risk.md 6 F05): networks, numbers in a row, grounds of photos."""

import pytest

from models.rules import codes
from models.rules.batches import bands, network_of, runs
from tests import builders


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("8.8.4.1", "8.8.4.254"),
        ("8.8.4.1", "::ffff:8.8.4.9"),
        ("2400:3200:1:1::1", "2400:3200:1:ffff::2"),
        (" 8.8.4.1", "8.8.4.1"),
    ],
)
def test_addresses_of_one_network_have_one_text(one: str, other: str) -> None:
    assert network_of(one) is not None
    assert network_of(one) == network_of(other)


@pytest.mark.parametrize(("one", "other"), [("8.8.4.1", "8.8.5.1"), ("2400:3200:1::1", "2400:3200:2::1")])
def test_addresses_of_two_networks_have_two(one: str, other: str) -> None:
    assert network_of(one) != network_of(other)


@pytest.mark.parametrize("address", [None, "", "nonsense", "10.0.0.1", "192.168.1.1", "100.64.0.1", "127.0.0.1", "::1"])
def test_what_is_no_public_address_says_nothing_of_where_a_customer_is(address: str | None) -> None:
    assert network_of(address) is None


def test_the_networks_that_the_bank_knows_say_nothing() -> None:
    assert network_of("8.8.4.1", ["8.8.0.0/16"]) is None
    assert network_of("8.9.4.1", ["8.8.0.0/16"]) is not None


def code(subject: str) -> str:
    body = f"91310199{subject}"
    first = codes.organisation_check_sign(subject)
    return f"{body}{first}{codes.credit_check_sign(f'{body}{first}')}"


@pytest.mark.parametrize(("apart", "met"), [(0, True), (1, True), (10, True), (20, False), (5000, False)])
def test_numbers_at_most_half_a_width_apart_meet_and_a_whole_one_apart_never(apart: int, met: bool) -> None:
    for first in range(31_000_000, 31_000_040):
        one, other = (set(runs(None, str(number), None, 20)) for number in (first, first + apart))
        assert bool(one & other) is met


def test_credit_codes_of_one_office_in_a_row_meet() -> None:
    one, other = (set(runs(code(subject), None, None, 20)) for subject in ("MA1FL0A1", "MA1FL0A3"))
    assert one & other


def test_the_same_running_number_of_another_office_or_another_kind_does_not_meet() -> None:
    here = set(runs(None, "31000000202609010012", None, 20))
    assert not here & set(runs(None, "3100000020260901001", None, 20))
    person = set(runs(None, None, builders.ID_NUMBER, 20))
    assert person
    assert not person & set(runs(builders.CREDIT_CODE, None, None, 20))


@pytest.mark.parametrize(
    "number", [{"credit_code": "91310199XXXXXXXXXX"}, {"serial": "no number"}, {"id_number": "1" * 18}, {"serial": ""}]
)
def test_what_is_no_right_number_is_in_no_row(number: dict[str, str]) -> None:
    asked = {"credit_code": None, "serial": None, "id_number": None, **number}
    assert list(runs(**asked, width=20)) == []


def test_a_hash_has_eight_bands_each_with_its_paper_and_place() -> None:
    told = list(bands("licence", "00ff00ff00ff00ff"))
    assert len(told) == len(set(told)) == 8
    assert not set(told) & set(bands("id_front", "00ff00ff00ff00ff"))


def test_a_credit_codes_row_runs_by_all_eight_signs_of_the_subject_within_its_office() -> None:
    assert list(runs(code("MA1FL0A1"), None, None, 20)) == [
        f"code 91310199 even {int('MA1FL0A1', 36) // 20}",
        f"code 91310199 odd {(int('MA1FL0A1', 36) + 10) // 20}",
    ]


def test_a_serials_row_runs_among_serials_of_its_length() -> None:
    assert list(runs(None, "31000007", None, 20)) == ["serial 8 even 1550000", "serial 8 odd 1550000"]


def test_an_identity_numbers_row_runs_by_the_running_number_within_district_and_birthday() -> None:
    assert builders.ID_NUMBER[14:17] == "001"
    assert list(runs(None, None, builders.ID_NUMBER, 20)) == ["id 31019919900101 even 0", "id 31019919900101 odd 0"]
    assert builders.AGENT_NUMBER[:14] == builders.ID_NUMBER[:14]
    assert set(runs(None, None, builders.AGENT_NUMBER, 20)) == set(runs(None, None, builders.ID_NUMBER, 20))
