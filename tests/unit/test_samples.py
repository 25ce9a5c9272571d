"""The cast is consistent in itself, and the committed specimen pictures are what the generator draws."""

import io
import math
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image, ImageChops
from pydantic import ValidationError
from stdnum.cn import uscc

from samples.cast import BLURRED_ID_BACK, PICTURES, Firm, Money, Paper, Period, Point, Scenario, load_cast
from samples.id_card import PORTRAIT_BOX
from samples.ink import CLOSING, Fonts, broken
from samples.letter import WORDINGS, draw_letter, letter_of
from samples.papers import blur, paste_portrait, recompress, rotate, write_all
from samples.site_photo import site_photo

FIRMS = load_cast().firms
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
every_firm = pytest.mark.parametrize("firm", FIRMS, ids=lambda firm: firm.key)


def id_check(body: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def years_between(start: date, end: date) -> int:
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB")


def metres(a: Point, b: Point) -> float:
    """Flat distance, good to a percent inside one city."""
    north = (a.latitude - b.latitude) * 111_195
    east = (a.longitude - b.longitude) * 111_195 * math.cos(math.radians(a.latitude))
    return math.hypot(north, east)


def sharpness(image: Image.Image) -> float:
    """Variance of the Laplacian, the usual measure of focus."""
    return float(cv2.Laplacian(np.asarray(image.convert("L")), cv2.CV_64F).var())


# --- the cast -----------------------------------------------------------------------------------------------------


def test_six_firms_play_the_six_scenarios_once_each() -> None:
    assert [firm.scenario for firm in FIRMS] == list(Scenario)
    assert load_cast().playing(Scenario.CLEAN) is load_cast().firm("chengming")


def test_an_unknown_firm_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(KeyError, match="chengming"):
        load_cast().firm("acme")


def test_nobody_in_the_cast_shares_a_code_a_number_a_serial_a_phone_or_a_name() -> None:
    people = [firm.representative for firm in FIRMS]
    phones = [person.phone for person in people] + [firm.finance_officer.phone for firm in FIRMS]
    names = [person.name for person in people] + [firm.finance_officer.name for firm in FIRMS]
    for facts in (phones, names, [f.credit_code for f in FIRMS], [f.serial for f in FIRMS], [p.number for p in people]):
        assert len(set(facts)) == len(facts)


def test_a_phone_outside_the_test_numbers_is_refused() -> None:
    contact = FIRMS[0].finance_officer.model_dump() | {"phone": "13800000000"}
    with pytest.raises(ValidationError):
        type(FIRMS[0].finance_officer).model_validate(contact)


@every_firm
def test_credit_codes_pass_their_check_digit_and_lie_in_the_district_that_was_never_assigned(firm: Firm) -> None:
    assert uscc.is_valid(firm.credit_code)
    assert firm.credit_code[2:8] == "310199"
    assert firm.credit_code.startswith("92") == firm.is_individual


@every_firm
def test_identity_numbers_agree_with_their_check_digit_the_birth_date_and_the_sex(firm: Firm) -> None:
    person = firm.representative
    assert person.number == person.number[:17] + id_check(person.number[:17])
    assert person.number[:6] == "310199"
    assert person.number[6:14] == f"{person.birth_date:%Y%m%d}"
    assert person.sex == ("男" if int(person.number[16]) % 2 else "女")


@every_firm
def test_a_card_is_valid_as_long_as_the_age_at_its_issue_says(firm: Firm) -> None:
    person = firm.representative
    age = years_between(person.birth_date, person.valid_from)
    if age >= 46:
        assert person.valid_until is None
    else:
        assert person.valid_until == person.valid_from.replace(year=person.valid_from.year + (20 if age >= 26 else 10))


@every_firm
def test_every_paper_is_in_force_throughout_2027_and_issued_before_2026(firm: Firm) -> None:
    for end in (firm.term_end, firm.representative.valid_until):
        assert end is None or end > date(2027, 12, 31)
    assert firm.established <= firm.issued < date(2026, 1, 1)
    assert firm.representative.valid_from < date(2026, 1, 1)


@every_firm
def test_licences_of_the_form_since_march_2022_and_of_individual_businesses_print_no_term(firm: Firm) -> None:
    assert (firm.term_text is None) == (firm.issued >= date(2022, 3, 1) or firm.is_individual)


@every_firm
def test_firms_stand_in_shanghai_and_well_apart_from_each_other(firm: Firm) -> None:
    assert 30.7 < firm.point.latitude < 31.9
    assert 120.9 < firm.point.longitude < 122.0
    assert all(metres(firm.point, other.point) > 2000 for other in FIRMS if other is not firm)


def test_only_the_individual_business_has_a_form_and_no_capital() -> None:
    for firm in FIRMS:
        assert (firm.form is not None) == firm.is_individual
        assert (firm.capital_text is None) == (firm.capital_cents is None) == firm.is_individual


# --- what a reader must find --------------------------------------------------------------------------------------


def test_a_licence_expects_its_fields_as_printed_and_typed() -> None:
    fields = FIRMS[0].expected(Paper.LICENCE)
    assert fields["capital"].text == "壹佰万元整"
    assert fields["capital"].value == Money(cents=100_000_000, currency="CNY")
    assert fields["term"].value == Period(start=date(2018, 3, 5), end=date(2048, 3, 4))
    assert (fields["issued"].text, fields["issued"].value) == ("2021年03月16日", date(2021, 3, 16))


def test_what_a_licence_does_not_print_is_not_expected_of_a_reader() -> None:
    assert {"capital", "term"}.isdisjoint(load_cast().firm("hemu").expected(Paper.LICENCE))
    assert "term" not in load_cast().firm("jingchuan").expected(Paper.LICENCE)


def test_a_card_expects_its_birth_date_without_leading_zeros_and_an_open_validity() -> None:
    firm = load_cast().firm("jingchuan")
    assert firm.expected(Paper.ID_FRONT)["birth_date"].text == "1960年2月29日"
    validity = firm.expected(Paper.ID_BACK)["validity"]
    assert (validity.text, validity.value) == ("2009.11.02-长期", Period(start=date(2009, 11, 2), end=None))


# --- the pictures -------------------------------------------------------------------------------------------------


def test_the_committed_pictures_are_what_the_generator_draws(tmp_path: Path) -> None:
    """Takes some seconds: it draws all nineteen."""
    drawn = write_all(tmp_path, Fonts())
    committed = {path.relative_to(PICTURES) for path in PICTURES.rglob("*") if path.is_file()}
    assert {path.relative_to(tmp_path) for path in drawn} == committed
    for path in drawn:
        kept = opened((PICTURES / path.relative_to(tmp_path)).read_bytes())
        difference = np.asarray(ImageChops.difference(opened(path.read_bytes()), kept))
        # JPEG decoders may differ by a rounding; drawings may not.
        assert difference.max() <= (3 if path.suffix == ".jpg" else 0)


def test_the_committed_pictures_stay_small() -> None:
    assert sum(path.stat().st_size for path in PICTURES.rglob("*.*")) < 4_000_000


@every_firm
def test_the_code_on_a_licence_leads_to_the_firms_page(firm: Firm) -> None:
    picture = np.asarray(Image.open(firm.picture(Paper.LICENCE)).convert("L"))
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert text == f"http://www.gsxt.gov.cn/index.html?uniscid={firm.credit_code}"


def test_only_the_firm_of_the_blurred_scenario_has_a_blurred_card() -> None:
    firm = load_cast().playing(Scenario.BLURRED_SUPPLEMENT)
    assert [path.parent.name for path in PICTURES.rglob(BLURRED_ID_BACK)] == [firm.key]
    assert sharpness(Image.open(firm.blurred_id_back)) < sharpness(Image.open(firm.picture(Paper.ID_BACK))) / 20


def test_a_portrait_fills_its_box_and_leaves_the_rest_of_the_card_alone() -> None:
    card = FIRMS[0].picture(Paper.ID_FRONT).read_bytes()
    portrait = io.BytesIO()
    Image.new("RGB", (400, 900), (1, 2, 3)).save(portrait, "PNG")
    pasted = opened(paste_portrait(card, portrait.getvalue()))
    assert pasted.crop(PORTRAIT_BOX).getextrema() == ((1, 1), (2, 2), (3, 3))
    assert ImageChops.difference(pasted, opened(card)).getbbox() == PORTRAIT_BOX


def test_degradations_keep_the_picture_but_turn_or_coarsen_it() -> None:
    picture = FIRMS[0].picture(Paper.ID_BACK).read_bytes()
    assert opened(rotate(picture, 90)).size == (638, 1012)
    assert rotate(rotate(picture, 180), 180) == rotate(rotate(picture, 90), 270)
    assert len(recompress(picture)) < len(recompress(picture, 90)) / 2
    assert sharpness(opened(blur(picture, 2))) > sharpness(opened(blur(picture)))


def test_lines_neither_begin_with_closing_nor_end_with_opening_punctuation_and_keep_numbers_whole() -> None:
    words = "上海市示范区启衡大道1588号（东侧）；一般项目：食品销售。（依法须经批准的项目）"
    for width in range(120, 400, 20):
        lines = broken(words, Fonts().sans(26), width)
        assert "".join(lines) == words
        assert not any(line[0] in CLOSING or line.endswith("（") for line in lines)
        assert any("1588" in line for line in lines)


def test_without_fonts_the_message_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="set-up"):
        Fonts(tmp_path).sans(20)


# --- the photo of the premises ------------------------------------------------------------------------------------


def photo_facts(photo: bytes) -> tuple[dict[int, Any], dict[int, Any]]:
    exif = Image.open(io.BytesIO(photo)).getexif()
    return exif.get_ifd(0x8769), exif.get_ifd(0x8825)


def decimal(parts: tuple[Any, Any, Any]) -> float:
    return float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600


def test_a_site_photo_carries_where_and_when_it_was_taken() -> None:
    original, gps = photo_facts(site_photo(FIRMS[0], taken_at=NOON))
    assert (original[0x9003], original[0x9011]) == ("2026:03:02 12:00:00", "+08:00")
    assert (gps[1], gps[3], gps[18], gps[29]) == ("N", "E", "WGS-84", "2026:03:02")
    where = Point(latitude=decimal(gps[2]), longitude=decimal(gps[4]))
    assert metres(where, FIRMS[0].point) < 0.1


def test_a_site_photo_can_be_taken_somewhere_else() -> None:
    elsewhere = Point(latitude=31.1584, longitude=121.3787)
    _, gps = photo_facts(site_photo(load_cast().firm("hemu"), taken_at=NOON + timedelta(hours=1), at=elsewhere))
    assert decimal(gps[2]) == pytest.approx(elsewhere.latitude, abs=1e-6)


def test_a_site_photo_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        site_photo(FIRMS[0], taken_at=NOON.replace(tzinfo=None))


# --- letters of authorisation -------------------------------------------------------------------------------------


def test_a_letter_is_the_same_for_the_same_seed_and_only_its_codes_are_real_in_form() -> None:
    letters = [letter_of(seed) for seed in range(50)]
    assert letters == [letter_of(seed) for seed in range(50)]
    for letter in letters:
        assert uscc.is_valid(letter.credit_code)
        assert {letter.representative_number[:6], letter.agent_number[:6]} == {"310199"}
        for number in (letter.representative_number, letter.agent_number):
            assert number[17] == id_check(number[:17])
        assert letter.agent_phone.startswith("199000000")


def test_letters_take_turns_in_wording_and_in_how_their_period_is_told() -> None:
    kinds = {(letter.wording, letter.period_text[:4]) for letter in map(letter_of, range(25))}
    assert {wording for wording, _ in kinds} == set(WORDINGS)
    assert sum(letter_of(seed).period is None for seed in range(25)) == 5


@pytest.mark.parametrize("seed", range(5))
def test_every_wording_is_drawn_inside_the_page(seed: int) -> None:
    page = np.asarray(draw_letter(letter_of(seed), Fonts()).convert("L"))
    assert page.shape == (1754, 1240)
    edge = np.concatenate([page[:40].ravel(), page[-40:].ravel(), page[:, :100].ravel(), page[:, -100:].ravel()])
    assert edge.min() > 200
