"""From lines to readings, typed papers and doubts."""

from datetime import date

from models.papers import Authorisation, EntityKind, IdCard, Licence, Money, PaperKind, ReadField, Reading, Term
from models.rules.reading import authorisation_of, doubts, id_card_of, licence_of, reading_of, unreadable, with_doubts
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


# ── every field has its place among the facts ───────────────────────────────────────────────────────────────────────


def read(kind: PaperKind, **values: str | Money | Term | None) -> Reading:
    fields = {name: ReadField(text="", value=one, confidence=1.0, box=(0, 0, 1, 1)) for name, one in values.items()}
    return Reading(kind=kind, fields=fields)


def test_every_field_of_a_licence_becomes_the_fact_of_its_name() -> None:
    texts = {"credit_code", "serial", "name", "representative", "address", "scope", "authority"}
    licence = licence_of(read(PaperKind.LICENCE, type="有限责任公司", **{name: f"的{name}" for name in texts}))
    assert {name: getattr(licence, name) for name in texts} == {name: f"的{name}" for name in texts}
    assert (licence.type_text, licence.entity) == ("有限责任公司", EntityKind.LLC)


def test_every_field_of_a_card_becomes_the_fact_of_its_name() -> None:
    front, back = {"name", "sex", "ethnicity", "address", "number"}, {"authority"}
    card = id_card_of(
        read(PaperKind.ID_FRONT, **{name: f"的{name}" for name in front}),
        read(PaperKind.ID_BACK, **{name: f"的{name}" for name in back}),
    )
    assert {name: getattr(card, name) for name in front | back} == {name: f"的{name}" for name in front | back}


def test_a_licence_without_a_type_has_no_kind_of_entity() -> None:
    assert licence_of(read(PaperKind.LICENCE, name="甲")).entity is None


def test_one_side_alone_gives_what_it_prints_and_nothing_of_the_other() -> None:
    front, back = read(PaperKind.ID_FRONT, name="范例安"), read(PaperKind.ID_BACK, authority="上海市公安局")
    assert id_card_of(front, None) == IdCard(name="范例安")
    assert id_card_of(None, back) == IdCard(authority="上海市公安局")
    assert id_card_of(None, None) == IdCard()


def test_a_value_of_another_type_than_the_field_is_unknown() -> None:
    odd = read(PaperKind.LICENCE, name=Money(cents=1, currency="CNY"), capital="很多", term="长期")
    assert licence_of(odd) == Licence()


# ── doubts and marks ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_licence_that_prints_copy_on_itself_is_marked_a_copy() -> None:
    original = [one for one in WHOLE if "副本" not in one.text]
    assert reading_of(WHOLE, LIMITS).marks == ("COPY",)
    assert reading_of(original, LIMITS).marks == ()


def test_only_licences_are_marked_copies() -> None:
    assert reading_of([*FRONT, line("副本", 100, 900)], LIMITS).marks == ()


def test_a_warning_puts_the_field_it_names_in_doubt_once_and_no_other() -> None:
    fields = read(PaperKind.LICENCE, name="甲", scope="乙").fields
    found = with_doubts(fields, ["UNCLEAR:name", "UNCLEAR:name", "REPAIRED:name", "BLURRED", "MISSING:term"])
    assert found["name"].doubts == ("UNCLEAR", "REPAIRED")
    assert found["scope"].doubts == ()


def test_a_field_keeps_the_doubts_that_it_came_with() -> None:
    doubted = read(PaperKind.LICENCE, name="甲").fields["name"].model_copy(update={"doubts": ("SIGN_LOST",)})
    assert with_doubts({"name": doubted}, ["UNCLEAR:name"])["name"].doubts == ("SIGN_LOST", "UNCLEAR")


def test_a_warning_names_its_field_behind_the_first_colon() -> None:
    fields = read(PaperKind.LICENCE, name="甲").fields
    assert with_doubts(fields, ["UNCLEAR:name:name"])["name"].doubts == ()


def test_a_field_as_sure_as_the_policy_asks_is_not_weak() -> None:
    just = read(PaperKind.LICENCE, name="甲").fields["name"].model_copy(update={"confidence": LIMITS.confidence})
    assert doubts(Reading(kind=PaperKind.LICENCE, fields={"name": just}), PaperKind.LICENCE, LIMITS) == []
    less = just.model_copy(update={"confidence": LIMITS.confidence - 0.001})
    assert doubts(Reading(kind=PaperKind.LICENCE, fields={"name": less}), PaperKind.LICENCE, LIMITS) == [
        "LOW_CONFIDENCE:name"
    ]


def test_text_of_no_known_paper_has_no_fields() -> None:
    assert reading_of([line("今日天气晴朗", 100, 100), line("宜出行", 100, 200)], LIMITS).fields == {}
