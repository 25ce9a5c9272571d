"""The press prints what it says it prints: valid codes, every form and notation, the same for the same seed."""

import math
import random
import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.papers import EntityKind, Money, PaperKind, Term
from models.rules import codes
from models.rules.amounts import parse_amount
from models.rules.dates import age_at, parse_card_validity, parse_date, parse_term
from models.rules.id_card_places import ETHNICITIES
from models.rules.licence_text import LABELS, entity_kind
from models.rules.names import is_person_name, normal_person, normal_text
from samples.ink import FAMILIES, Fonts
from samples.press import Specimen, cards, licences
from samples.press.__main__ import main
from samples.press.amounts import capital_numerals
from samples.press.deck import Deck
from samples.press.invent import licence_facts, people
from samples.press.labels import Layout
from samples.press.numbers import PREFIXES, serial
from samples.press.pen import FACES
from samples.press.people import validity_years
from samples.press.places import PLACES
from samples.press.spoil import SPOILS, spoilt
from samples.press.terms import in_numerals, last_day

SEED = 1
LICENCES = list(licences(SEED, 200))
FACTS = list(licence_facts(SEED, 200))
CARDS = list(cards(SEED, 200))
PEOPLE = list(people(SEED, 200))
DISTRICTS = {place.code for place in PLACES}
REGISTERED = ("landscape-2014", "portrait-2014")
every_spoil = pytest.mark.parametrize("name", SPOILS)


def texts(field: str, among: list[Specimen]) -> list[str]:
    return [one.expected[field].text for one in among if field in one.expected]


def values(field: str, among: list[Specimen]) -> list[str | Money | Term]:
    return [one.expected[field].value for one in among if field in one.expected]


# --- codes ----------------------------------------------------------------------------------------------------------


def test_every_credit_code_is_right_outside_and_inside_and_belongs_to_a_district_nobody_was_assigned() -> None:
    for licence in (one for one in LICENCES if one.layout not in REGISTERED):
        code, kind = licence.expected["credit_code"].text, licence.entity
        assert codes.is_credit_code(code)
        assert codes.has_inner_organisation_code(code)
        assert code[2:8] in DISTRICTS
        assert code[:2] == PREFIXES.get(kind or EntityKind.OTHER, "91")


def test_licences_before_october_2015_print_a_registration_number_of_fifteen_digits() -> None:
    old = [one for one in LICENCES if one.layout in REGISTERED]
    assert len(old) > 20
    assert all(codes.is_registration_number(number) and number[:6] in DISTRICTS for number in texts("credit_code", old))


def test_every_identity_number_is_right_and_agrees_with_birth_date_and_sex() -> None:
    for person in PEOPLE:
        assert codes.is_identity_number(person.number)
        assert person.number[:6] in DISTRICTS
        assert codes.birth_date_of(person.number) == person.born
        assert codes.sex_of(person.number) == person.sex


def test_at_least_a_tenth_of_the_identity_numbers_end_in_x() -> None:
    assert sum(person.number.endswith("X") for person in PEOPLE) >= 20


def test_a_card_is_valid_as_long_as_the_age_at_its_issue_says_and_all_lengths_occur() -> None:
    lengths = set()
    for person in PEOPLE:
        start, end = person.validity.start, person.validity.end
        assert start is not None
        years = validity_years(age_at(person.born, start))
        assert end == (start.replace(year=start.year + years) if years else None)
        lengths.add(years)
    assert lengths == {5, 10, 20, None}


@pytest.mark.parametrize(("age", "years"), [(15, 5), (16, 10), (25, 10), (26, 20), (45, 20), (46, None)])
def test_the_length_of_validity_changes_on_the_birthdays_of_the_rule(age: int, years: int | None) -> None:
    assert validity_years(age) == years


def test_nobody_shares_a_code_or_a_number() -> None:
    for facts in (texts("credit_code", LICENCES), texts("number", CARDS)):
        assert len(set(facts)) == 200


# --- everything comes up ----------------------------------------------------------------------------------------------


def test_all_forms_legal_forms_and_print_faces_come_up_in_200_licences() -> None:
    assert {one.layout for one in LICENCES} == {layout.value for layout in Layout}
    assert {one.entity for one in LICENCES} == set(EntityKind) - {EntityKind.FOREIGN_BRANCH}
    assert {FACES[one.face].family for one in LICENCES} == set(FAMILIES)
    assert {one.face for one in LICENCES} == set(FACES)


def test_all_56_peoples_come_up_in_200_cards() -> None:
    assert set(texts("ethnicity", CARDS)) == ETHNICITIES


def test_every_label_that_the_reader_knows_for_a_field_is_printed_somewhere() -> None:
    printed = {row.label for facts in FACTS for row in facts.rows}
    asked = {label for label, field in LABELS.items() if field not in ("other", "authority")}
    assert asked - printed <= {"字号", "企业类型"}


def test_names_hold_rare_characters_and_middle_dots_and_all_of_them_are_names() -> None:
    names = texts("name", [one for one in CARDS if one.kind is PaperKind.ID_FRONT])
    assert all(is_person_name(name) and normal_person(name) == name for name in names)
    assert sum("·" in name for name in names) >= 10
    for sign in "璇珺翀喆堃犇淼燊昇旻赟煊芃瑀":
        assert any(sign in name for name in names + texts("representative", LICENCES))


def test_capital_comes_in_figures_in_numerals_and_in_foreign_currency() -> None:
    capitals = texts("capital", LICENCES)
    for shape in ("^[壹贰叁肆伍陆柒捌玖拾]", "^人民币[壹贰叁]", r"\d+万元", r"\d\.0{6}万", "角", "亿", ",", "圆"):
        assert any(re.search(shape, text) for text in capitals), shape
    currencies = {value.currency for value in values("capital", LICENCES) if isinstance(value, Money)}
    assert {"CNY", "USD", "HKD"} <= currencies


def test_terms_come_closed_open_starred_and_without_a_start() -> None:
    terms = [value for value in values("term", LICENCES) if isinstance(value, Term)]
    assert {(term.start is None, term.end is None) for term in terms} == {(False, False), (False, True), (True, True)}
    assert any("****-**-**" in text for text in texts("term", LICENCES))


def test_names_addresses_and_scopes_come_short_and_long() -> None:
    assert max(len(text) for text in texts("name", LICENCES)) >= 25
    assert {math.ceil(len(text) / 11) for text in texts("address", CARDS)} >= {1, 2, 3}
    scopes = [len(text) for text in texts("scope", LICENCES)]
    assert min(scopes) < 90
    assert max(scopes) > 200


# --- what is expected -------------------------------------------------------------------------------------------------


def test_the_rules_understand_every_printed_amount_day_and_term_as_the_press_means_it() -> None:
    for one in (*LICENCES, *CARDS):
        for field, parse in (("capital", parse_amount), ("term", parse_term), ("validity", parse_card_validity)):
            if field in one.expected:
                assert parse(one.expected[field].text) == one.expected[field].value
        for field in {"established", "issued", "birth_date"} & one.expected.keys():
            assert parse_date(one.expected[field].text).isoformat() == one.expected[field].value


def test_the_printed_type_tells_the_legal_form() -> None:
    for one in LICENCES:
        assert entity_kind(one.expected["type"].text) is one.entity


def test_values_carry_full_width_brackets_whatever_is_printed() -> None:
    narrow = [one for one in LICENCES if "(" in one.expected["name"].text + one.expected["type"].text]
    assert narrow
    for one in narrow:
        for field in ("name", "type", "scope", "address"):
            text, value = one.expected[field].text, str(one.expected[field].value)
            assert "(" not in value
            assert normal_text(value) == normal_text(text)


def test_of_a_managing_partner_that_is_a_firm_the_delegate_is_expected() -> None:
    delegated = [
        one.expected["representative"] for one in LICENCES if "委派代表" in one.expected["representative"].text
    ]
    assert delegated
    assert all(is_person_name(str(one.value)) and str(one.value) in one.text for one in delegated)


def test_what_is_not_printed_is_not_expected() -> None:
    for one in LICENCES:
        if one.layout == Layout.LANDSCAPE_2022 or one.entity is EntityKind.INDIVIDUAL:
            assert "term" not in one.expected
        if one.entity is EntityKind.BRANCH:
            assert "capital" not in one.expected
    assert 0 < len(texts("serial", LICENCES)) < 200
    assert 0 < len(texts("authority", LICENCES)) < 200


def test_a_licence_is_issued_after_the_firm_was_established() -> None:
    assert all(str(one.expected["established"].value) <= str(one.expected["issued"].value) for one in LICENCES)


@pytest.mark.parametrize(
    ("yuan", "text"),
    [
        (1_000_000, "壹佰万"),
        (10_010_000, "壹仟零壹万"),
        (123_456_700, "壹亿贰仟叁佰肆拾伍万陆仟柒佰"),
        (100_500, "壹拾万零伍佰"),
        (100_050_000, "壹亿零伍万"),
        (1_000_000_008, "壹拾亿零捌"),
    ],
)
def test_amounts_are_written_in_capital_numerals(yuan: int, text: str) -> None:
    assert capital_numerals(yuan) == text


def test_days_are_written_in_numerals_and_a_term_ends_the_day_before_its_anniversary() -> None:
    assert in_numerals(date(2020, 10, 31)) == "二〇二〇年十月三十一日"
    assert last_day(date(2019, 3, 5), 20) == date(2039, 3, 4)


def test_serials_are_of_fifteen_or_twenty_digits() -> None:
    day = date(2019, 3, 5)
    assert [len(serial(random.Random(1), day, old=old)) for old in (True, False)] == [15, 20]


# --- the same for the same seed ---------------------------------------------------------------------------------------


def test_a_specimen_is_the_same_however_many_are_asked_for_and_another_for_another_seed() -> None:
    assert list(licences(SEED, 5)) == LICENCES[:5]
    assert list(cards(SEED, 5)) == CARDS[:10]
    assert list(licences(SEED + 1, 5)) != LICENCES[:5]


def test_a_deck_deals_every_card_before_any_comes_twice() -> None:
    deck = Deck("abcde", random.Random(1))
    assert sorted(deck.deal() for _ in range(10)) == sorted("abcde" * 2)


# --- the pictures -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", [LICENCES[0], LICENCES[3], CARDS[0], CARDS[1]], ids=lambda one: one.name)
def test_a_specimen_is_drawn_to_the_same_pixels_each_time(one: Specimen) -> None:
    first, second = one.draw(), one.draw()
    assert (first.mode, first.tobytes()) == ("RGB", second.tobytes())
    assert (first.width > first.height) != one.layout.startswith("portrait")


def test_a_value_with_a_character_that_its_family_lacks_is_set_whole_in_another() -> None:
    fonts = Fonts()
    assert fonts.covering("micro", "王璇") == "micro"
    assert fonts.covering("micro", "\U0010fffe") == "micro"  # nobody has it: the family stays
    for family in FAMILIES:
        assert all(fonts.covering(fonts.covering(family, name), name) for name in texts("name", CARDS))


# --- degradations -----------------------------------------------------------------------------------------------------


def test_there_are_at_least_sixteen_degradations_and_three_combinations() -> None:
    assert len(SPOILS) >= 19


@every_spoil
def test_a_degradation_gives_another_rgb_picture_the_same_for_the_same_dice(name: str) -> None:
    card = CARDS[0].draw()
    before = card.tobytes()
    first, second = (SPOILS[name](card, random.Random(7)) for _ in range(2))
    assert card.tobytes() == before
    assert first.mode == "RGB"
    assert first.tobytes() == second.tobytes() != before
    assert np.asarray(first.convert("L")).std() > 5


def test_a_spoilt_specimen_can_be_made_again_from_its_name_and_the_degradations() -> None:
    assert spoilt(CARDS[1], "dark").tobytes() == spoilt(CARDS[1], "dark").tobytes()
    assert spoilt(CARDS[1], "dark").tobytes() != spoilt(CARDS[3], "dark").tobytes()


def test_pictures_can_be_written_to_look_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ["press", str(tmp_path), "--licences", "0", "--cards", "1", "--spoil", "half"]
    monkeypatch.setattr("sys.argv", arguments)
    main()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "card-000-id_back-half.png",
        "card-000-id_front-half.png",
    ]


def test_a_photo_of_a_desk_shows_half_to_four_fifths_paper() -> None:
    violet = Image.new("RGB", (800, 566), (255, 0, 255))
    for throw in range(6):
        shown = np.asarray(SPOILS["on-desk"](violet, random.Random(throw)), np.int32)
        share = (shown[:, :, 1] < 40) & (shown[:, :, 0] > 150)
        assert 0.5 < share.mean() < 0.82


def test_a_telephone_delivers_twelve_megapixels() -> None:
    shown = SPOILS["large"](CARDS[0].draw(), random.Random(1))
    assert 12_000_000 < shown.width * shown.height < 12_400_000


def test_cropping_loses_a_strip_and_no_text() -> None:
    card = CARDS[0].draw()
    for throw in range(8):
        shown = SPOILS["cropped"](card, random.Random(throw))
        assert shown.size != card.size
        assert shown.width >= 0.92 * card.width
        assert shown.height >= 0.92 * card.height
