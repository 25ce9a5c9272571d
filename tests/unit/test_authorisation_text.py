"""Letters of authorisation from lines of text: many wordings, as a table or in sentences, and what they fail to say."""

from collections.abc import Sequence
from datetime import date

import pytest

from models.papers import Authorisation, IdCard, Term
from models.rules.authorisation import EXPIRED, NOT_YET_VALID, PERIOD_UNKNOWN, names_agent, period_covers, period_fault
from models.rules.authorisation_text import ORDER, authorisation_fields
from models.rules.layout import Line, text_width
from tests.unit.test_licence_text import line

FIRM, CODE = "上海诚明样例精密仪器有限公司", "91310199MA1K0A0T1Y"
HEAD_NUMBER, AGENT_NUMBER, PHONE = "310199199001010018", "310199199001010026", "19900000011"
PERIOD = Term(start=date(2026, 3, 1), end=date(2026, 8, 31))


def page(*rows: str, title: str = "授权委托书") -> list[Line]:
    """The rows one below the other; those of 30 signs reach the right edge."""
    return [line(title, 450, 100), *(line(row, 100, 200 + 60 * n) for n, row in enumerate(rows))]


LETTER = page(
    f"委托单位：{FIRM}",
    f"统一社会信用代码：{CODE}",
    f"法定代表人：范例安 身份证号码：{HEAD_NUMBER}",
    f"受托人：何例文 身份证号码：{AGENT_NUMBER}",
    f"联系电话：{PHONE}",
    "现委托上述受托人办理下列事项：",
    "一、开立单位银行结算账户；",
    "二、预留银行印鉴。",
    "委托期限：自2026年3月1日起至2026年8月31日止。",
    "受托人在上述权限内签署的文件，我单位均予承认并承担法律后果。",
    "委托单位（盖章）：",
    "日期：2026年3月1日",
)
WHOLE = {
    "principal": FIRM,
    "credit_code": CODE,
    "representative": "范例安",
    "representative_number": HEAD_NUMBER,
    "agent": "何例文",
    "agent_number": AGENT_NUMBER,
    "agent_phone": PHONE,
    "powers": "一、开立单位银行结算账户；二、预留银行印鉴",
    "period": PERIOD,
    "issued": "2026-03-01",
}


def values(lines: Sequence[Line]) -> dict[str, object]:
    return {name: field.value for name, field in authorisation_fields(lines)[0].items()}


def replaced(old: str, new: str) -> list[Line]:
    assert any(old in one.text for one in LETTER)
    return [line(one.text.replace(old, new), one.left, one.top) for one in LETTER]


def without(words: str) -> list[Line]:
    return [one for one in LETTER if words not in one.text]


def wrapped(text: str, width: int = 64) -> list[str]:
    """Rows of equal width, broken anywhere, in the middle of numbers too."""
    rows = [""]
    for sign in text:
        if text_width(rows[-1] + sign) > width:
            rows.append("")
        rows[-1] += sign
    return rows


def test_every_field_of_a_letter_is_found_without_a_warning() -> None:
    fields, warnings = authorisation_fields(LETTER)
    assert {name: field.value for name, field in fields.items()} == WHOLE
    assert (tuple(fields), warnings) == (ORDER, [])
    assert {name for name, field in fields.items() if field.doubts} == set()


def test_the_text_stays_as_printed_and_the_box_is_around_the_value() -> None:
    agent = authorisation_fields(LETTER)[0]["agent"]
    row = next(one for one in LETTER if one.text.startswith("受托人："))
    assert (agent.text, agent.box[1], agent.box[0] > row.left) == ("何例文", 380, True)


def test_sentences_that_run_over_the_line_end_are_read_on() -> None:
    text = (
        f"本人范例安（身份证号码：{HEAD_NUMBER}）系{FIRM}（统一社会信用代码：{CODE}）的法定代表人，现授权我公司职员何例文"
        f"（身份证号码：{AGENT_NUMBER}，联系电话：{PHONE}）代表我公司办理开立单位银行结算账户、预留银行印鉴等相关事宜。"
        "授权期限为2026年3月1日至2026年8月31日，代理人无转委托权。"
    )
    got = values(page(*wrapped(text), "特此授权。", "2026年3月1日"))
    assert got == WHOLE | {"powers": "开立单位银行结算账户、预留银行印鉴"}


def test_a_table_whose_label_stands_beside_the_middle_of_its_rows_is_read() -> None:
    cells = [
        *(line("委托单位名称", 100, 200), line(FIRM, 400, 200)),
        *(line("统一社会信用代码", 100, 260), line(CODE, 400, 260)),
        *(
            line("法定代表人", 100, 320),
            line("范例安", 400, 320),
            line("证件号码", 560, 320),
            line(HEAD_NUMBER, 700, 320),
        ),
        *(
            line("被授权人", 100, 380),
            line("何例文", 400, 380),
            line("证件号码", 560, 380),
            line(AGENT_NUMBER, 700, 380),
        ),
        *(line("手机号码", 100, 440), line(PHONE, 400, 440)),
        *(line("1.开立单位银行结算账户；", 400, 500), line("2.预留银行印鉴；", 400, 560), line("授权事项", 100, 560)),
        line("3.领取单位结算卡。", 400, 620),
        *(line("授权期限", 100, 680), line("2026年3月1日至2026年8月31日", 400, 680)),
        *(line("授权单位（公章）", 600, 800), line("2026年3月1日", 600, 860)),
    ]
    powers = "1.开立单位银行结算账户；2.预留银行印鉴；3.领取单位结算卡"
    fields, warnings = authorisation_fields([line("授权委托书", 450, 100), *cells])
    got = {name: field.value for name, field in fields.items()}
    assert str(got.pop("powers")).rstrip("。") == powers
    assert (got, warnings) == ({name: value for name, value in WHOLE.items() if name != "powers"}, [])


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        ("委托单位：", "委托人："),
        ("委托单位：", "授权单位名称："),
        ("委托单位：", "授权方(全称):"),
        ("受托人：", "被授权人："),
        ("受托人：", "代理人姓名："),
        ("受托人：", "被委托人(姓名)："),
        ("受托人：", "受托入："),
        ("受托人：", "经办人:"),
        ("法定代表人：", "负责人："),
        ("法定代表人：", "法定代表入："),
        ("身份证号码：", "居民身份证号码："),
        ("身份证号码：", "证件号码"),
        ("委托期限：", "授权有效期："),
        ("委托期限：", "代理期限为"),
        ("委托期限：", "本委托书"),
        ("办理下列事项：", "办理以下业务："),
        ("2026年3月1日", "2026.03.01"),
        ("2026年3月1日", "二〇二六年三月一日"),
    ],
)
def test_firms_name_the_same_thing_by_many_words(printed: str, other: str) -> None:
    lines = replaced(printed, other)
    assert values(lines) == WHOLE
    assert authorisation_fields(lines)[1] == []


@pytest.mark.parametrize(
    ("field", "words"),
    [("principal", "委托单位"), ("representative", "法定代表人"), ("agent", "受托人"), ("period", "委托期限")],
)
def test_what_every_letter_has_to_say_is_missed_aloud(field: str, words: str) -> None:
    fields, warnings = authorisation_fields(without(words))
    assert field not in fields
    assert f"FIELD_MISSING:{field}" in warnings


def test_a_letter_without_powers_gives_none() -> None:
    lines = [one for one in without("事项") if not one.text.startswith(("一、", "二、"))]
    assert authorisation_fields(lines)[1] == ["FIELD_MISSING:powers"]


def test_a_letter_without_a_day_counts_from_none() -> None:
    lines = [one for one in replaced("自2026年3月1日起至2026年8月31日止", "自签发之日起90日") if "日期" not in one.text]
    fields, warnings = authorisation_fields(lines)
    assert (fields["period"].value, fields["period"].doubts) == (None, ("no_beginning",))
    assert warnings == ["FIELD_MISSING:issued", "VALUE_UNCLEAR:period"]


def test_a_blank_letter_says_nothing() -> None:
    blank = page(
        "委托单位：", "法定代表人：", "受托人：", "身份证号码：", "委托期限：自 年 月 日至 年 月 日", "日期： 年 月 日"
    )
    fields, warnings = authorisation_fields(blank)
    assert {field.value for field in fields.values()} <= {None}
    assert {warning.partition(":")[2] for warning in warnings} >= {"principal", "agent", "agent_number", "period"}


# ── codes and numbers ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_number_with_a_wrong_check_sign_is_nobodys() -> None:
    fields, warnings = authorisation_fields(replaced(AGENT_NUMBER, "310199199001010027"))
    assert (fields["agent_number"].value, fields["agent_number"].doubts) == (None, ("check_digit",))
    assert warnings == ["CODE_CHECK_DIGIT:agent_number", "VALUE_UNCLEAR:agent_number"]


def test_a_wrong_credit_code_has_no_value_and_is_no_persons_number() -> None:
    fields, warnings = authorisation_fields(replaced(CODE, "91310199MA1K0A0T1W"))
    assert fields["credit_code"].value is None
    assert "CODE_CHECK_DIGIT:credit_code" in warnings
    assert fields["agent_number"].value == AGENT_NUMBER


def test_an_all_digit_credit_code_is_no_persons_number() -> None:
    assert values(replaced(CODE, "9131019978901234XB")) == WHOLE | {"credit_code": "9131019978901234XB"}


def test_an_old_number_is_refused_with_the_reason() -> None:
    fields, warnings = authorisation_fields(replaced(AGENT_NUMBER, "310199900101002"))
    assert fields["agent_number"].doubts == ("old_number",)
    assert "OLD_NUMBER:agent_number" in warnings


def test_two_people_with_one_number_leave_the_agent_without() -> None:
    fields, warnings = authorisation_fields(replaced(AGENT_NUMBER, HEAD_NUMBER))
    assert fields["agent_number"].value is None
    assert "DISAGREES:agent_number" in warnings


def test_a_representative_who_comes_in_person_may_have_the_same_number() -> None:
    lines = [
        line(one.text.replace("何例文", "范例安").replace(AGENT_NUMBER, HEAD_NUMBER), one.left, one.top)
        for one in LETTER
    ]
    assert values(lines)["agent_number"] == HEAD_NUMBER


def test_numbers_follow_the_person_named_last_before_them() -> None:
    turned = [line(one.text, one.left, {320: 380, 380: 320}.get(int(one.top), one.top)) for one in LETTER]
    got = values(turned)
    assert got == {name: value for name, value in WHOLE.items() if name != "agent_phone"}  # it may be the other one's


def test_cards_copied_below_the_letter_change_nothing() -> None:
    below = [
        line("姓名何例文", 100, 1200),
        line("出生1991年2月3日", 100, 1260),
        line("公民身份号码310199199102030016", 100, 1320),
    ]
    assert values([*LETTER, *below]) == WHOLE


@pytest.mark.parametrize(
    ("words", "field"), [("委托单位（盖章）：上海另一样例有限公司", "principal"), ("受托人（签字）：安文例", "agent")]
)
def test_a_foot_that_names_somebody_else_is_doubted_aloud(words: str, field: str) -> None:
    fields, warnings = authorisation_fields(replaced("委托单位（盖章）：", words))
    assert fields[field].value == WHOLE[field]
    assert (fields[field].doubts, warnings) == (("several",), [f"DISAGREES:{field}"])
    assert fields[field].confidence <= 0.5


@pytest.mark.parametrize(
    "words", ["委托单位（盖章）：", "受托人（签字）：法定代表人（签字）：", f"授权单位（公章）：{FIRM}"]
)
def test_a_foot_that_is_empty_or_names_the_same_is_no_doubt(words: str) -> None:
    assert authorisation_fields(replaced("委托单位（盖章）：", words))[1] == []


def test_a_minority_name_with_a_middle_dot_is_a_name() -> None:
    assert values(replaced("何例文", "阿依古丽·样例"))["agent"] == "阿依古丽·样例"


# ── the period ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ("自签发之日起90日内有效", date(2026, 5, 30)),
        ("自签署之日起六个月", date(2026, 9, 1)),
        ("自2026年3月1日起一年", date(2027, 3, 1)),
        ("自本委托书签署之日起至2026年8月31日止", date(2026, 8, 31)),
        ("自出具之日起半年内有效", date(2026, 9, 1)),
    ],
)
def test_relative_periods_count_from_the_letters_day(said: str, end: date) -> None:
    lines = replaced("自2026年3月1日起至2026年8月31日止", said)
    assert values(lines)["period"] == Term(start=date(2026, 3, 1), end=end)
    assert authorisation_fields(lines)[1] == []


@pytest.mark.parametrize(
    "said", ["至委托事项办结之日止", "自签发之日起至开户手续办理完毕", "长期有效", "至撤销授权时终止"]
)
def test_a_period_that_nobody_can_tell_the_end_of_has_no_value(said: str) -> None:
    fields, warnings = authorisation_fields(replaced("自2026年3月1日起至2026年8月31日止", said))
    assert (fields["period"].value, fields["period"].doubts) == (None, ("open_end",))
    assert warnings == ["VALUE_UNCLEAR:period"]


@pytest.mark.parametrize(
    "said",
    [
        "自2026年3月1日至2026年2月28日",
        "自2026年2月30日至2026年8月31日",
        "以双方约定的时间为准，限2年3个月",
        "签发之起180内有效",
    ],
)
def test_a_period_that_cannot_be_has_no_value(said: str) -> None:
    assert values(replaced("自2026年3月1日起至2026年8月31日止", said))["period"] is None


def test_a_length_without_a_beginning_is_counted_from_the_letters_day_and_doubted() -> None:
    field = authorisation_fields(replaced("自2026年3月1日起至2026年8月31日止", "三个月"))[0]["period"]
    assert field.value == Term(start=date(2026, 3, 1), end=date(2026, 6, 1))
    assert (field.doubts, field.confidence <= 0.5) == (("beginning_assumed",), True)


# ── does it hold? ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        (date(2026, 2, 28), NOT_YET_VALID),
        (date(2026, 3, 1), None),
        (date(2026, 8, 31), None),
        (date(2026, 9, 1), EXPIRED),
    ],
)
def test_a_letter_holds_from_its_first_day_to_its_last(day: date, fault: str | None) -> None:
    assert period_fault(PERIOD, day) == fault
    assert period_covers(PERIOD, day) is (fault is None)


@pytest.mark.parametrize("period", [None, Term(start=None, end=PERIOD.end), Term(start=PERIOD.start, end=None)])
def test_a_period_that_is_not_known_whole_covers_no_day(period: Term | None) -> None:
    assert period_fault(period, date(2026, 4, 1)) == PERIOD_UNKNOWN


def test_the_card_of_the_agent_has_the_agents_name_and_number() -> None:
    letter = Authorisation(agent="何例文", agent_number=AGENT_NUMBER)
    assert names_agent(letter, IdCard(name="何例文", number=AGENT_NUMBER))
    assert not names_agent(letter, IdCard(name="范例安", number=AGENT_NUMBER))
    assert not names_agent(letter, IdCard(name="何例文", number=HEAD_NUMBER))
    assert not names_agent(Authorisation(), IdCard())
