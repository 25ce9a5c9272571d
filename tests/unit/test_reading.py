"""From lines to readings, typed papers and doubts."""

from datetime import date

from models.papers import Authorisation, EntityKind, IdCard, Licence, Money, PaperKind, Term
from models.rules.reading import authorisation_of, doubts, id_card_of, licence_of, reading_of, unreadable
from tests.builders import policy
from tests.unit.test_authorisation_text import LETTER
from tests.unit.test_id_card_text import BACK, FRONT
from tests.unit.test_licence_text import WHOLE, line

LIMITS = policy().reading


def test_a_whole_licence_becomes_typed_facts() -> None:
    licence = licence_of(reading_of(WHOLE, LIMITS))
    assert (licence.credit_code, licence.entity) == ("91310199MA1K0A0T1Y", EntityKind.LLC)
    assert licence.capital == Money(cents=100_000_000, currency="CNY")
    assert (licence.established, licence.issued) == (date(2018, 3, 5), date(2021, 3, 16))
    assert licence.term == Term(start=date(2018, 3, 5), end=date(2048, 3, 4))


def test_both_sides_together_make_the_card() -> None:
    card = id_card_of(reading_of(FRONT, LIMITS), reading_of(BACK, LIMITS))
    assert (card.name, card.number, card.birth_date) == ("范例安", "310199199001010018", date(1990, 1, 1))
    assert card.validity == Term(start=date(2017, 3, 8), end=date(2037, 3, 8))


def test_swapped_sides_give_no_facts() -> None:
    assert id_card_of(reading_of(BACK, LIMITS), reading_of(FRONT, LIMITS)) == IdCard()


def test_what_is_no_licence_gives_no_facts() -> None:
    assert licence_of(reading_of(FRONT, LIMITS)) == Licence()
    assert licence_of(unreadable("BROKEN")) == Licence()
    assert licence_of(None) == Licence()


def test_a_clean_reading_of_the_claimed_paper_leaves_no_doubt() -> None:
    assert doubts(reading_of(WHOLE, LIMITS), PaperKind.LICENCE, LIMITS) == []


def test_another_paper_than_claimed_is_a_doubt() -> None:
    assert doubts(reading_of(FRONT, LIMITS), PaperKind.LICENCE, LIMITS) == ["WRONG_KIND:id_front"]


def test_the_other_side_of_the_card_is_called_that() -> None:
    assert doubts(reading_of(FRONT, LIMITS), PaperKind.ID_BACK, LIMITS) == ["REVERSED_SIDE:id_front"]
    assert doubts(reading_of(BACK, LIMITS), PaperKind.ID_FRONT, LIMITS) == ["REVERSED_SIDE:id_back"]


def test_a_picture_that_says_itself_what_it_is_has_one_doubt_about_that() -> None:
    passport = [line("护照PASSPORT", 400, 100), line("姓名", 100, 200)]
    assert doubts(reading_of(passport, LIMITS), PaperKind.ID_FRONT, LIMITS) == ["OTHER_PAPER:passport"]
    assert doubts(reading_of([], LIMITS), PaperKind.ID_FRONT, LIMITS) == ["NO_TEXT"]


def test_of_two_papers_in_one_picture_the_claimed_one_is_no_wrong_kind() -> None:
    both = [*FRONT, *(line(one.text, one.left, one.top + 700) for one in BACK)]
    for claimed in (PaperKind.ID_FRONT, PaperKind.ID_BACK, PaperKind.LICENCE):
        assert doubts(reading_of(both, LIMITS), claimed, LIMITS) == ["TWO_PAPERS:id_front+id_back"]


def test_the_same_paper_twice_gives_no_field_at_all() -> None:
    twice = [*FRONT, *(line(one.text, one.left, one.top + 700) for one in FRONT)]
    reading = reading_of(twice, LIMITS)
    assert (reading.fields, reading.warnings) == ({}, ("TWO_PAPERS:id_front+id_front",))


def test_a_weak_field_is_named_once() -> None:
    weak = [line(one.text, *one.box[:2], confidence=0.7) if "住址" in one.text else one for one in FRONT]
    reading = reading_of(weak, LIMITS)
    assert reading.warnings == ("LOW_CONFIDENCE:address",)
    assert doubts(reading, PaperKind.ID_FRONT, LIMITS) == ["LOW_CONFIDENCE:address"]


def test_a_picture_that_cannot_be_opened_is_unknown_and_says_why() -> None:
    assert doubts(unreadable("BROKEN"), PaperKind.LICENCE, LIMITS) == ["WRONG_KIND:unknown", "UNREADABLE:BROKEN"]


def test_a_temporary_card_is_told_apart() -> None:
    temporary = [*BACK[:1], line("临时居民身份证", 327, 195), *BACK[2:]]
    assert "TEMPORARY_CARD" in reading_of(temporary, LIMITS).warnings


def test_a_letter_becomes_typed_facts() -> None:
    letter = authorisation_of(reading_of(LETTER, LIMITS))
    assert (letter.principal, letter.agent) == ("上海诚明样例精密仪器有限公司", "何例文")
    assert letter.agent_number == "310199199001010026"
    assert letter.period == Term(start=date(2026, 3, 1), end=date(2026, 8, 31))
    assert letter.issued == date(2026, 3, 1)


def test_what_is_no_letter_authorises_nobody() -> None:
    assert authorisation_of(reading_of(FRONT, LIMITS)) == Authorisation()
    assert authorisation_of(None) == Authorisation()


def test_a_capital_that_nobody_has_is_in_doubt_by_the_policys_number() -> None:
    small = LIMITS.model_copy(update={"largest_capital_yuan": 1_000_000})
    assert "TOO_LARGE" in reading_of(WHOLE, small).fields["capital"].doubts
    assert "LOW_CONFIDENCE" in reading_of(WHOLE, small).fields["capital"].doubts
    assert reading_of(WHOLE, LIMITS).fields["capital"].doubts == ()
