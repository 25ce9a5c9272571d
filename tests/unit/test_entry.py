"""Central data entry: which fields are typed, how what was typed is understood, and whose word counts."""

from typing import Any

import pytest

from models.acts import EnterFields
from models.papers import Money, PaperKind, Term
from models.policy import Policy
from models.readback import FieldEntry, FieldRef
from models.rules import entry
from models.rules.authorisation_text import ORDER as LETTER
from models.rules.fields import FIELDS, Care, UnclearEntryError, rule_of, understood
from models.rules.licence_text import ORDER
from models.rules.reading import id_card_of, licence_of
from models.tasks import TaskKind
from tests import builders
from tests.builders import CREDIT_CODE, FIRM_NAME, ID_NUMBER
from tests.workflow.world import readings

OTHER_CODE = "91310199MA1K0B1U9M"
THIRD_CODE = "91310199MA1K0C2W44"
CODE, NAME = "licence.credit_code", "licence.name"


def entered(by: str = "E20417", unreadable: tuple[str, ...] = (), **texts: str) -> EnterFields:
    """One person's entries: `licence__name="…"` is the field licence.name."""
    pairs = {name.replace("__", "."): text for name, text in texts.items()}
    entries = tuple(FieldEntry(**_named(about), text=text) for about, text in pairs.items())
    given_up = tuple(FieldRef(**_named(about)) for about in unreadable)
    return EnterFields(act_id="12345678", by=by, entries=entries, unreadable=given_up)


def _named(about: str) -> dict[str, Any]:
    paper, _, field = about.partition(".")
    return {"paper": PaperKind(paper), "field": field}


def case(*asked: str, **over: Any) -> Any:
    return builders.case(entering=asked, **over)


# ── the table ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_field_of_every_paper_has_its_row_and_its_reason() -> None:
    assert set(FIELDS[PaperKind.LICENCE]) == set(ORDER)
    assert set(FIELDS[PaperKind.AUTHORISATION]) == set(LETTER)
    for kind, perfect in ((kind, read) for kind, read in readings().items() if kind in FIELDS):
        assert set(perfect.fields) <= set(FIELDS[kind])
    assert all(rule.why and rule.zh for fields in FIELDS.values() for rule in fields.values())


def test_only_codes_are_typed_twice() -> None:
    twice = {f"{kind}.{name}" for kind, fields in FIELDS.items() for name, rule in fields.items() if rule.twice}
    of_letters = {"authorisation.credit_code", "authorisation.representative_number", "authorisation.agent_number"}
    assert twice == {"licence.credit_code", "id_front.number", "agent_id_front.number"} | of_letters


def test_what_the_outside_world_is_asked_with_always_goes_to_staff() -> None:
    asked = ("licence.credit_code", "licence.name", "licence.representative", "id_front.name", "id_front.number")
    assert all((rule := rule_of(about)) and rule.care is Care.ALWAYS for about in asked)


def test_a_running_case_from_before_data_entry_lends_it_the_reviews_time_limits() -> None:
    kinds = (TaskKind.DATA_ENTRY, TaskKind.SECOND_ENTRY, TaskKind.THIRD_ENTRY)
    now = builders.policy()
    then = now.model_dump(mode="json")
    then["tasks"] = {kind: sla for kind, sla in then["tasks"].items() if kind not in kinds}
    old = Policy.model_validate(then)
    assert {old.tasks[kind] for kind in kinds} == {now.tasks[TaskKind.REVIEW]}
    assert Policy.model_validate(now.model_dump(mode="json")).tasks == now.tasks


# ── understanding ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("about", "text", "value"),
    [
        (CODE, " 91310199ma1k0a0t1y ", CREDIT_CODE),
        ("id_front.number", "310199 19900101 0018", ID_NUMBER),
        (NAME, "上海 示例(集团)有限公司", "上海示例（集团）有限公司"),
        ("licence.representative", "上海示例投资有限公司（委派代表：范例安）", "范例安"),
        ("licence.capital", "壹佰万元整", Money(cents=100_000_000, currency="CNY")),
        ("licence.established", "2018年03月05日", "2018-03-05"),
        ("id_front.birth_date", "1990年1月1日", "1990-01-01"),
        ("id_front.ethnicity", "汉族", "汉"),
        ("authorisation.agent_phone", "199 0000 0001", "19900000001"),
    ],
)
def test_a_field_is_typed_as_printed_and_understood_as_the_reader_does(about: str, text: str, value: object) -> None:
    assert understood(about, text) == value


def test_periods_are_understood_as_printed() -> None:
    assert isinstance(understood("licence.term", "2018年03月05日至长期"), Term)
    assert isinstance(understood("id_back.validity", "2017.03.08-2037.03.08"), Term)


@pytest.mark.parametrize(
    ("about", "text"),
    [
        (CODE, "91310199MA1K0A0T1X"),
        (CODE, "310199000000012"),
        ("id_front.number", "310199199001010019"),
        ("id_front.number", "310199900101001"),
        ("id_front.number", "310199199002300018"),
        ("id_front.birth_date", "1990年2月30日"),
        ("licence.established", "二月"),
        ("licence.capital", "很多"),
        ("id_back.validity", "2017.03.09"),
        ("id_front.sex", "M"),
        ("authorisation.agent_phone", "12900000001"),
        ("authorisation.agent_phone", "021-12345678"),
        ("id_front.name", "fan"),
        ("id_front.ethnicity", "某"),
        (NAME, "  "),
        ("licence.colour", "红"),
        ("passport.number", "1"),
    ],
)
def test_what_cannot_stand_there_is_refused_without_repeating_it(about: str, text: str) -> None:
    with pytest.raises(UnclearEntryError) as told:
        understood(about, text)
    assert about in str(told.value)
    assert len(text) < 3 or text not in str(told.value)


@pytest.mark.parametrize(
    ("about", "text", "subject"),
    [
        (CODE, "91310199MA1K0A0T1X", "18 signs"),
        ("id_front.number", "310199199001010019", "18 digits"),
        ("id_front.name", "fan", "name in Chinese characters"),
        ("id_front.sex", "M", "男 or 女"),
        ("id_front.ethnicity", "某", "56 names"),
        ("authorisation.agent_phone", "1", "11 digits"),
    ],
)
def test_whoever_typed_what_cannot_stand_there_is_told_what_can(about: str, text: str, subject: str) -> None:
    with pytest.raises(UnclearEntryError, match=subject):
        understood(about, text)


def test_a_name_with_a_second_point_is_no_field() -> None:
    assert rule_of("licence.x.name") is None


def test_everything_the_cast_prints_can_be_typed() -> None:
    from samples.cast import Paper, load_cast

    for firm in load_cast().firms:
        for paper in Paper:
            for name, expected in firm.expected(paper).items():
                assert understood(f"{paper.value}.{name}", expected.text)


# ── an act ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_whole_set_of_entries_is_taken() -> None:
    act = entered(licence__name=FIRM_NAME, unreadable=(CODE,))
    assert entry.refuses(case(NAME, CODE), act) is None


def test_every_asked_field_has_to_be_named() -> None:
    assert "still to enter: licence.credit_code" in str(entry.refuses(case(NAME, CODE), entered(licence__name="甲")))


def test_a_field_that_is_not_asked_for_is_refused() -> None:
    act = entered(licence__name=FIRM_NAME, licence__scope="一般项目")
    assert "not asked for: licence.scope" in str(entry.refuses(case(NAME), act))


def test_a_field_cannot_be_both_typed_and_unreadable() -> None:
    act = entered(licence__name=FIRM_NAME, unreadable=(NAME,))
    assert "more than once: licence.name" in str(entry.refuses(case(NAME), act))


def test_a_code_with_a_wrong_check_sign_is_refused_and_the_person_told_what_to_do() -> None:
    said = str(entry.refuses(case(CODE), entered(licence__credit_code="91310199MA1K0A0T1X")))
    assert "licence.credit_code" in said
    assert "unreadable" in said
    assert "91310199MA1K0A0T1X" not in said


# ── whose word counts ───────────────────────────────────────────────────────────────────────────────────────────────


def test_one_persons_word_counts_for_a_name() -> None:
    round_ = [entered(licence__name=FIRM_NAME)]
    assert entry.undecided([NAME], round_) == ()
    taken = entry.settled(NAME, round_)
    assert taken is not None
    assert (taken.value, taken.by) == (FIRM_NAME, ("E20417",))


def test_a_code_waits_for_a_second_person() -> None:
    assert entry.undecided([NAME, CODE], [entered(licence__name="甲", licence__credit_code=CREDIT_CODE)]) == (CODE,)


def test_two_who_type_the_same_code_decide_it() -> None:
    spaced = f"{CREDIT_CODE[:9]} {CREDIT_CODE[9:]}"
    round_ = [entered(licence__credit_code=CREDIT_CODE), entered("E20418", licence__credit_code=spaced)]
    assert entry.undecided([CODE], round_) == ()
    taken = entry.settled(CODE, round_)
    assert taken is not None
    assert (taken.value, taken.by) == (CREDIT_CODE, ("E20417", "E20418"))


@pytest.mark.parametrize("third", [CREDIT_CODE, OTHER_CODE])
def test_of_two_who_disagree_the_third_decides(third: str) -> None:
    round_ = [entered(licence__credit_code=CREDIT_CODE), entered("E20418", licence__credit_code=OTHER_CODE)]
    assert entry.settled(CODE, round_) is None
    assert entry.undecided([CODE], round_) == (CODE,)
    round_.append(entered("E20441", licence__credit_code=third))
    assert entry.undecided([CODE], round_) == ()
    taken = entry.settled(CODE, round_)
    assert taken is not None
    assert taken.value == third


def test_three_who_disagree_leave_the_code_unreadable() -> None:
    codes = (CREDIT_CODE, OTHER_CODE, THIRD_CODE)
    round_ = [entered(f"E{n}", licence__credit_code=code) for n, code in enumerate(codes)]
    assert entry.undecided([CODE], round_) == ()
    assert entry.settled(CODE, round_) is None


def test_a_code_that_the_first_person_cannot_read_needs_no_second() -> None:
    round_ = [entered(unreadable=(CODE,))]
    assert entry.undecided([CODE], round_) == ()
    assert entry.settled(CODE, round_) is None


def test_a_code_that_only_the_second_person_cannot_read_goes_to_a_third() -> None:
    round_ = [entered(licence__credit_code=CREDIT_CODE), entered("E20418", unreadable=(CODE,))]
    assert entry.undecided([CODE], round_) == (CODE,)
    round_.append(entered("E20441", licence__credit_code=CREDIT_CODE))
    taken = entry.settled(CODE, round_)
    assert taken is not None
    assert taken.value == CREDIT_CODE


def test_two_who_cannot_read_a_code_never_agree_on_nothing() -> None:
    round_ = [entered(licence__credit_code=CREDIT_CODE)]
    round_ += [entered(by, unreadable=(CODE,)) for by in ("E20418", "E20441")]
    assert entry.settled(CODE, round_) is None


def test_the_record_holds_old_and_new_and_everybodys_word() -> None:
    from tests.people import papers

    shown = {paper.kind: paper for paper in papers()}
    read = {paper.ref.sha256: readings()[kind] for kind, paper in shown.items()}
    round_ = [entered(licence__credit_code=OTHER_CODE), entered("E20418", licence__credit_code=OTHER_CODE)]
    change = entry.change(case(CODE, papers=shown, readings=read), CODE, round_)
    assert (change.old, change.new, change.picture) == (CREDIT_CODE, OTHER_CODE, "a" * 64)
    assert [vote.by for vote in change.votes] == ["E20417", "E20418"]


def test_the_record_holds_the_values_too_and_nothing_where_nothing_was_read_or_can_be() -> None:
    from tests.people import papers

    shown = {paper.kind: paper for paper in papers()}
    perfect = {paper.ref.sha256: readings()[kind] for kind, paper in shown.items()}
    typed = entry.change(
        case(NAME, papers=shown, readings=perfect), NAME, [entered(licence__name="上海示例(集团)有限公司")]
    )
    assert (typed.old_value, typed.new_value) == (FIRM_NAME, "上海示例（集团）有限公司")
    given_up = entry.change(case(NAME, papers=shown), NAME, [entered(unreadable=(NAME,))])
    assert (given_up.old, given_up.old_value, given_up.new, given_up.new_value) == (None, None, None, None)


def test_what_is_missing_or_too_much_is_listed_field_by_field() -> None:
    both = f"{CODE}, {NAME}"
    everything = entered(licence__name="甲", licence__credit_code=CREDIT_CODE)
    assert both in str(entry.refuses(case(CODE, NAME), entered()))
    assert both in str(entry.refuses(case(), everything))


def test_perfect_readings_make_the_same_papers_as_before() -> None:
    perfect = readings()
    assert licence_of(perfect[PaperKind.LICENCE]).credit_code == CREDIT_CODE
    assert id_card_of(perfect[PaperKind.ID_FRONT], perfect[PaperKind.ID_BACK]).number == ID_NUMBER
