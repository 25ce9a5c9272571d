"""Names on lists: what counts as one name, and what does not (rules.md 6, name matching)."""

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.providers.chinese import ChineseScript
from models.policy import Matching, Policy
from models.rules import policy_names
from models.rules.match_words import WHY, explained
from models.rules.name_forms import grams, is_firm_name, keys, parsed, readings
from models.rules.name_match import Match, compare, errors_borne, weighed
from tests.builders import policy, policy_with

SCRIPT = ChineseScript()
FIRM = "上海诚明科技有限公司"


def matching() -> Matching:
    found = policy().matching
    assert found is not None
    return found


def judged(one: str, other: str) -> Match:
    """The same in both directions."""
    first, second = parsed(one, SCRIPT), parsed(other, SCRIPT)
    match = compare(first, second, SCRIPT, matching())
    assert compare(second, first, SCRIPT, matching()) == match
    return match


def told(one: str, other: str) -> bool:
    """Whether a person would hear of it."""
    return judged(one, other).score >= matching().report


@pytest.mark.parametrize(
    "other",
    [
        FIRM,
        "上海 诚明 科技有限公司",
        "上海誠明科技有限公司",
        "上海诚明科技有限公司　",
    ],
    ids=["same", "spaces", "traditional", "wide space"],
)
def test_width_spaces_and_traditional_forms_do_not_make_another_name(other: str) -> None:
    assert judged(FIRM, other).score == 1


def test_a_variant_character_is_the_same_character() -> None:
    assert judged("范峯例", "范峰例").score == 1


@pytest.mark.parametrize("dots", ["阿依古丽·样例", "阿依古丽•样例", "阿依古丽 样例", "阿依古丽样例"])
def test_a_middle_dot_and_a_space_do_not_make_another_person(dots: str) -> None:
    assert judged("阿依古丽·样例", dots).score == 1


@pytest.mark.parametrize("other", ["上海样例科技有限公司", "上海科技有限公司", "上海新思科技有限公司"])
def test_generic_words_and_region_alone_carry_nothing(other: str) -> None:
    assert judged(FIRM, other).score == 0


def test_a_firm_of_nothing_but_generic_words_matches_itself_alone() -> None:
    assert told("上海国际贸易有限公司", "上海国际贸易有限公司")
    assert not told("上海国际贸易有限公司", "上海国际物流有限公司")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ("诚明科技（上海）有限公司", None),
        ("诚明科技有限公司", "REGION_MISSING"),
        ("上海诚明有限公司", "WORDS_MISSING"),
        ("上海诚明科技发展有限公司", "WORDS_MISSING"),
        ("上海诚明科技股份有限公司", "FORM_DIFFERS"),
        ("上海成明科技有限公司", "LOOK_ALIKE"),
        ("SHANGHAI CHENGMING TECHNOLOGY CO., LTD.", "PINYIN"),
        ("Cheng Ming Technology Limited", "PINYIN"),
    ],
)
def test_a_firm_written_otherwise_is_told_with_its_reason(other: str, why: str | None) -> None:
    assert told(FIRM, other)
    assert why is None or why in judged(FIRM, other).why


@pytest.mark.parametrize(
    "other",
    ["北京诚明科技有限公司", "上海诚明餐饮有限公司", "上海诚信科技有限公司", "Chengming Trading (Beijing) Co., Ltd."],
)
def test_one_trade_name_in_another_city_or_trade_is_another_firm(other: str) -> None:
    assert not told(FIRM, other)


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("仇范例", "QIU FANLI"),
        ("单例", "Shan Li"),
        ("解样安", "XIE Yang-An"),
        ("尉迟样", "Yuchi Yang"),
        ("吕样", "LÜ Yang"),
        ("吕样", "LYU YANG"),
        ("吕样", "LV YANG"),
        ("冯军雨", "FENG JUNYU"),
        ("欧阳样", "YANG OUYANG"),
        ("张样明", "Zhang, Yangming"),
        ("张样明", "YANGMING ZHANG"),
    ],
)
def test_pinyin_in_either_order_meets_characters_with_the_surnames_own_reading(name: str, latin: str) -> None:
    assert judged(name, latin).why == ("PINYIN",)


def test_another_reading_of_a_surname_is_told_with_less() -> None:
    other, usual = judged("单例", "DAN LI"), judged("单例", "SHAN LI")
    assert other.why == ("PINYIN_OTHER_READING",)
    assert matching().report <= other.score < usual.score


DOUBLE = {
    "谌": "CHEN SHEN", "费": "FEI BI", "朴": "PIAO PU", "盖": "GE GAI", "乐": "YUE LE", "覃": "QIN TAN",
    "翟": "ZHAI DI", "隗": "WEI KUI", "曾": "ZENG", "仇": "QIU", "单": "SHAN", "解": "XIE", "查": "ZHA", "区": "OU",
    "召": "SHAO", "种": "CHONG", "逄": "PANG", "员": "YUN", "燕": "YAN", "洗": "XIAN", "缪": "MIAO", "纪": "JI",
    "华": "HUA", "任": "REN", "宁": "NING", "葛": "GE", "过": "GUO", "尉迟": "YUCHI", "长孙": "ZHANGSUN",
    "令狐": "LINGHU", "万俟": "MOQI", "澹台": "TANTAI", "尉": "WEI YU", "郇": "XUN HUAN", "牟": "MU MOU",
    "柏": "BAI BO", "谷": "GU YU",
}  # fmt: skip
"""Surnames with a reading of their own, the usual one first, and families that keep another one."""


@pytest.mark.parametrize(("surname", "sounds"), DOUBLE.items(), ids=DOUBLE.values())
@pytest.mark.parametrize("given", ["样砾", "重长"], ids=["plain", "many readings"])
def test_a_surname_is_found_in_every_reading_that_families_keep(surname: str, sounds: str, given: str) -> None:
    """Given names of many readings take none of them away."""
    spoken = "".join(SCRIPT.syllables(character)[0] for character in given)
    usual, *others = [judged(surname + given, f"{sound} {spoken}") for sound in sounds.split()]
    assert usual.why == ("PINYIN",)
    for other in others:
        assert other.why == ("PINYIN_OTHER_READING",)
        assert other.score >= matching().report


@pytest.mark.parametrize(
    ("name", "latin"), [("张样明", "ZHANGYANG MING"), ("李昂样", "LIANG YANG"), ("张样", "LI YANG")]
)
def test_pinyin_that_is_cut_elsewhere_or_another_is_another_person(name: str, latin: str) -> None:
    assert not told(name, latin)


@pytest.mark.parametrize("other", ["范例宁", "范理安", "方例安", "范例", "范安例"])
def test_chinese_names_of_persons_agree_exactly_or_are_others(other: str) -> None:
    assert not told("范例安", other)


def test_a_long_transliterated_name_bears_one_character() -> None:
    assert judged("阿卜杜拉·样买提", "阿布杜拉样买提").why == ("TYPO",)


@pytest.mark.parametrize(
    ("other", "found"),
    [("HASSAN SAMPLE AHMED", True), ("AHMAD HASSAN SAMPLE", True), ("AHMED KARIM SAMPLE", False), ("A H", False)],
)
def test_latin_names_bear_another_order_and_a_letter(other: str, found: bool) -> None:
    assert told("AHMED HASSAN SAMPLE", other) is found


def test_a_person_is_no_firm_unless_written_alike() -> None:
    assert not told("诚明", FIRM)


def test_another_year_of_birth_lowers_what_is_only_near() -> None:
    near, exact = Match(0.92, ("PINYIN",)), Match(1.0, ("EXACT",))
    assert weighed(near, 1990, [(1960, 1962)], False, matching()).score < matching().report
    assert weighed(near, 1990, [(1991, 1991)], False, matching()) == Match(0.92, ("PINYIN", "BORN_SAME"))
    assert weighed(near, None, [(1960, 1960)], False, matching()) == near
    assert weighed(exact, 1990, [(1960, 1960)], True, matching()) == Match(
        1.0, ("EXACT", "BORN_DIFFERS", "NUMBER_DIFFERS")
    )


def test_equal_trade_names_score_whole_less_what_stands_around_them() -> None:
    found = judged(FIRM, "上海诚明贸易有限公司")
    assert found.why[0] == "TRADE_NAME"
    assert found.score == pytest.approx(1 - matching().words_differ)


def test_a_character_of_the_same_sound_costs_its_share_of_the_trade_name() -> None:
    cost = matching().near_character
    short, long = judged(FIRM, "上海程明科技有限公司"), judged("上海诚明星辰科技有限公司", "上海程明星辰科技有限公司")
    assert (short.why, long.why) == (("HOMOPHONE",), ("HOMOPHONE",))
    assert short.score == pytest.approx(1 - cost / 2)
    assert long.score == pytest.approx(1 - cost / 4)
    both = judged("上海诚明星辰科技有限公司", "上海程名星辰科技有限公司")
    assert both.why == ("HOMOPHONE",)
    assert both.score == pytest.approx(1 - cost * 2 / 4)


def test_one_other_or_missing_character_is_a_slip_and_two_are_another_name() -> None:
    other = judged("上海诚明星辰科技有限公司", "上海诚明星火科技有限公司")
    assert other.score == pytest.approx(0.75)
    assert other.why == ("TYPO",)
    missing = judged("上海诚明星辰科技有限公司", "上海诚明星科技有限公司")
    assert missing.score == pytest.approx(0.75)
    assert missing.why == ("TYPO",)
    assert judged("上海诚明星辰科技有限公司", "上海诚明山火科技有限公司").score == 0


def test_a_span_of_birth_years_is_as_wide_as_the_policy_says_on_both_sides() -> None:
    near, wide = Match(0.92, ("PINYIN",)), matching().born_years

    def same(born: int) -> bool:
        return "BORN_SAME" in weighed(near, born, [(1960, 1970)], False, matching()).why

    assert [same(born) for born in (1960 - wide - 1, 1960 - wide, 1965, 1970 + wide, 1970 + wide + 1)] == [
        False,
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("name", "firm"),
    [(FIRM, True), ("诚明科技（上海）有限公司", True), ("SAMPLE LTD", True), ("范例安", False), ("CO SAMPLE", False)],
)
def test_a_names_ending_tells_a_firm(name: str, firm: bool) -> None:
    assert is_firm_name(name) is firm


def test_every_reason_is_explained_in_both_languages() -> None:
    assert all(zh and en for zh, en in WHY.values())
    assert explained(("PINYIN", "NEW")) == ("汉语拼音相同；NEW", f"{WHY['PINYIN'][1]}; NEW")


@pytest.mark.parametrize("score", ["pinyin", "pinyin_joined", "latin_order", "latin_spacing"])
def test_a_policy_that_never_tells_of_pinyin_or_order_is_refused(score: str) -> None:
    tree = policy().model_dump()
    tree["matching"][score] = 0.8
    with pytest.raises(ValueError, match=r"matching\.report"):
        Policy.model_validate(tree)


# ── properties ──────────────────────────────────────────────────────────────────────────────────────────────────────

SIGNS = st.sampled_from("诚明样例范安仇单吕军雨卜国科技贸易上海有限公司（）ABC ·0")
NAMES = st.text(SIGNS, min_size=1, max_size=14)


@settings(max_examples=300, deadline=None)
@given(NAMES, NAMES)
def test_a_score_lies_between_nothing_and_one_and_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert 0 <= judged(one, other).score <= 1


@settings(max_examples=300, deadline=None)
@given(NAMES)
def test_every_name_is_itself(name: str) -> None:
    assert judged(name, name).score == 1


CHANGES: list[Callable[[str], str]] = [str.lower, lambda text: text.replace("诚", "誠"), lambda text: f" {text} "]


@settings(max_examples=300, deadline=None)
@given(NAMES, NAMES, st.sampled_from(CHANGES))
def test_what_is_told_can_be_found(one: str, other: str, change: Callable[[str], str]) -> None:
    """The index compares only names that share a key or most pairs: no match may lie outside."""
    for second in (change(one), other):
        first, last = parsed(one, SCRIPT), parsed(second, SCRIPT)
        if compare(first, last, SCRIPT, matching()).score >= matching().report:
            pairs, others = set(grams(first)), set(grams(last))
            near = bool(pairs) and len(pairs & others) >= max(2, max(len(pairs), len(others)) * 3 // 5)
            assert near or keys(first, SCRIPT) & keys(last, SCRIPT)


@given(
    st.text("ABC ", min_size=7, max_size=24),
    st.lists(st.tuples(st.integers(0, 30), st.text("ABX", max_size=1), st.integers(0, 2)), max_size=4),
    st.booleans(),
)
def test_names_that_match_differ_in_length_by_no_more_than_the_errors_they_bear(
    text: str, errors: list[tuple[int, str, int]], firm: bool
) -> None:
    other = text
    for place, letter, lost in errors:
        other = other[:place] + letter + other[place + lost :]
    one, two = parsed(text, SCRIPT, firm), parsed(other, SCRIPT, firm)
    if compare(one, two, SCRIPT, matching()).score > 0:
        longer = abs(len(one.core) - len(two.core))
        assert longer <= min(errors_borne(one, matching()), errors_borne(two, matching()))


@pytest.mark.parametrize(
    ("name", "borne"),
    [("上海诚明样例科技有限公司", 1), ("LI PO", 0), ("JOHN LI", 1), ("MARGARET THATCHER", 2), ("MOHAMMED", 1)],
)
def test_a_longer_latin_name_bears_more_errors(name: str, borne: int) -> None:
    assert errors_borne(parsed(name, SCRIPT), matching()) == borne


USUAL = [
    (FIRM, "诚明有限责任公司", True),
    (FIRM, "CHENG MING LTD", False),
    ("范例安", "FAN LIAN", True),
    ("范例安", "FANLIAN", False),
    ("AHMED HASSAN SAMPLE", "HASSAN SAMPLE AHMED", True),
    ("MOHAMMED", "MOHAMMEX", False),
    (FIRM, "上海成明科技有限公司", False),
]
"""Two writings of one name, and whether they are told too where the numbers differ."""
DEDUCTIONS = [
    name for name, field in Matching.model_fields.items() if field.annotation is float and name != "person_character"
]


@settings(max_examples=600, deadline=None)
@given(st.fixed_dictionaries({name: st.integers(-3, 3) for name in DEDUCTIONS}))
def test_h02_no_policy_that_loads_leaves_a_usual_writing_untold(steps: dict[str, int]) -> None:
    numbers = {name: min(max(getattr(matching(), name) + step / 100, 0.01), 0.99) for name, step in steps.items()}
    given_numbers = matching().model_copy(update=numbers)
    if list(policy_names.problems(policy_with(matching=given_numbers))):
        return
    for one, other, whatever_the_numbers in USUAL:
        match = compare(parsed(one, SCRIPT), parsed(other, SCRIPT), SCRIPT, given_numbers)
        for differ in {False, whatever_the_numbers}:
            assert weighed(match, None, (), differ, given_numbers).score >= given_numbers.report, (one, other)


# ── a name taken apart ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "core", "regions", "form"),
    [
        ("上海诚明科技有限公司", "诚明", {"上海"}, "有限公司"),
        ("诚明科技（上海）有限公司", "诚明", {"上海"}, "有限公司"),
        ("诚明（集团）股份有限公司", "诚明", set(), "股份有限公司集团"),
        ("诚明集团股份有限公司", "诚明", set(), "股份有限公司集团"),
        ("中国诚明科技有限公司", "诚明", set(), "有限公司"),
        ("上海市示范区诚明科技有限公司", "诚明", {"上海"}, "有限公司"),
        ("诚明（样例）有限公司", "诚明样例", set(), "有限公司"),
    ],
)
def test_a_firms_name_is_region_trade_name_trade_words_and_form(
    text: str, core: str, regions: set[str], form: str
) -> None:
    found = parsed(text, SCRIPT)
    assert (found.core, set(found.regions), found.form) == (core, regions, form)


def test_a_latin_firms_name_is_taken_apart_alike() -> None:
    found = parsed("Shanghai Chengming Technology Co., Ltd.", SCRIPT)
    assert (found.text, found.core, found.tokens) == (
        "SHANGHAI CHENGMING TECHNOLOGY CO LTD",
        "CHENGMING",
        ("CHENGMING",),
    )
    assert (set(found.regions), set(found.words), found.form) == ({"上海"}, {"TECHNOLOGY"}, "CO LTD")
    assert not found.han


@pytest.mark.parametrize(
    ("name", "firm"),
    [
        ("诚明店", False),
        ("诚明小店", True),
        ("诚明商行（普通合伙）", True),
        ("SAMPLE OF THE SEA", False),
        ("SAMPLE AND SONS", False),
        ("SA SAMPLE", False),
    ],
)
def test_words_that_persons_names_hold_too_make_no_firm(name: str, firm: bool) -> None:
    assert is_firm_name(name) is firm


def test_pairs_of_neighbours_are_made_of_names_long_enough_for_a_slip() -> None:
    assert set(grams(parsed("阿卜杜拉样", SCRIPT, firm=False))) == {"阿卜", "卜杜", "杜拉", "拉样"}
    assert grams(parsed("阿卜杜拉", SCRIPT, firm=False)) == ()
    assert set(grams(parsed("SAMPLES", SCRIPT, firm=False))) == {"SA", "AM", "MP", "PL", "LE", "ES"}
    assert grams(parsed("SAMPLE", SCRIPT, firm=False)) == ()
    assert set(grams(parsed("SON ABEL", SCRIPT, firm=False))) == {"AB", "BE", "EL", "LS", "SO", "ON"}


@pytest.mark.parametrize(
    "other",
    ["张\u200b样明", "张样\u00ad明", "\u200e张样明", "张样明\ufe00", "张样明\U000e0100", "张\x00样明"],
)
def test_signs_that_nobody_sees_do_not_make_another_name(other: str) -> None:
    assert judged("张样明", other).score == 1


@pytest.mark.parametrize(
    ("one", "other"), [("⻩样", "黄样"), ("⻢样明", "马样明"), ("⻓孙样", "长孙样"), ("髙样", "高样")]
)
def test_radicals_and_old_forms_are_their_characters(one: str, other: str) -> None:
    assert judged(one, other).score == 1


@pytest.mark.parametrize("brackets", ["［］", "[]", "｛｝", "〖〗", "【】", "<>"])
def test_every_bracket_is_a_bracket(brackets: str) -> None:
    assert judged(f"诚明科技{brackets[0]}上海{brackets[1]}有限公司", FIRM).score == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("李衞", "李卫"), ("李祕", "李秘"), ("李劒", "李剑"), ("李沢", "李泽"), ("李澂", "李澄"), ("李〇", "李零")],
)
def test_forms_of_other_places_are_their_characters_and_other_characters_are_not(one: str, other: str) -> None:
    assert judged(one, other).score == 1
    assert not told("王芸", "王艺")


# ── what may be a place ─────────────────────────────────────────────────────────────────────────────────────────────


def best(one: str, other: str) -> Match:
    """The best of all that two firms' names may be, as the index finds it."""
    pairs = product(readings(one, SCRIPT, True), readings(other, SCRIPT, True))
    return max((compare(first, second, SCRIPT, matching()) for first, second in pairs), key=lambda match: match.score)


@pytest.mark.parametrize(
    "other",
    [
        "诚明科技上海有限公司",
        "诚明上海科技有限公司",
        "诚明科技上海市有限公司",
        "诚明科技（上海）有限公司",
        "诚明科技有限公司上海分公司",
        "诚明科技上海有限公司上海市分公司",
        "上海诚明科技有限公司上海分公司",
        "诚明（示范县）科技有限公司",
        "诚明（示范）科技有限公司",
        "（示范区）诚明科技有限公司",
    ],
)
def test_a_region_behind_the_name_or_in_brackets_is_no_part_of_it(other: str) -> None:
    assert best(FIRM, other).score >= matching().report


def test_a_city_whose_name_ends_like_a_form_is_a_city() -> None:
    assert best("驻马店诚明科技有限公司", "诚明科技驻马店有限公司").score >= matching().report


@pytest.mark.parametrize("other", ["诚明科技北京有限公司", "新桥上海科技有限公司", "（诚明）上海样例科技有限公司"])
def test_another_city_or_another_trade_name_is_another_firm_wherever_it_stands(other: str) -> None:
    assert best(FIRM, other).score < matching().report


def test_a_trade_name_that_ends_like_a_city_is_still_found_as_it_stands() -> None:
    assert best("金盾安康科技有限公司", "金盾安慷科技有限公司").why == ("HOMOPHONE",)
    assert best("大上海贸易有限公司", "大上海贸易有限公司").score == 1
    assert [name.core for name in readings("（诚明）有限公司", SCRIPT, True)] == ["诚明"]


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("香港诚明贸易有限公司", "HONG KONG CHENGMING TRADING LIMITED"),
        ("香港诚明贸易有限公司", "Hongkong Chengming Trading Co., Ltd."),
        ("陕西诚明贸易有限公司", "SHAANXI CHENGMING TRADING CO LTD"),
        ("内蒙古诚明贸易有限公司", "Inner Mongolia Chengming Trading Co Ltd"),
        ("西藏诚明贸易有限公司", "TIBET CHENGMING TRADING CO LTD"),
        ("澳门诚明贸易有限公司", "CHENGMING TRADING (MACAU) LIMITED"),
        ("哈尔滨诚明贸易有限公司", "HARBIN CHENGMING TRADING CO LTD"),
        ("诚明贸易有限公司", "CHINA CHENGMING TRADING CO LTD"),
    ],
)
def test_the_english_name_of_a_region_is_that_region(chinese: str, english: str) -> None:
    assert best(chinese, english).score == matching().pinyin
    assert (
        best(english, english.replace("CHENGMING", "XINQIAO").replace("Chengming", "Xinqiao")).score < matching().report
    )
