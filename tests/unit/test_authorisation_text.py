"""Letters of authorisation from lines of text: many wordings, as a table or in sentences, and what they fail to say."""

from collections.abc import Sequence
from datetime import date

import pytest

from models.papers import Term
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
    ("rows", "powers"),
    [
        (
            [
                (
                    f"兹有我单位{FIRM}，因工作需要，特委派何例文（女，居民身份证号：{AGENT_NUMBER}）前来贵行办理单位人民币"
                    "结算账户开户手续，请予接洽。本委托自2026年3月1日至2026年8月31日有效。"
                ),
                f"单位名称（公章）：{FIRM}",
                "法定代表人或单位负责人（签章）：范例安",
            ],
            "单位人民币结算账户开户",
        ),
        (
            [
                (
                    f"兹授权我公司财务部职员何例文同志为我公司办理银行开户业务的代理人，其身份证号码为{AGENT_NUMBER}。授权权限：代表"
                    "我公司办理基本存款账户开立业务，办理预留印鉴业务。授权有效期限为六个月，从2026年2月28日算起。"
                ),
                f"授权单位：{FIRM}",
                "法定代表人：范例安",
            ],
            "代表我公司办理基本存款账户开立业务，办理预留印鉴业务",
        ),
        (
            [
                (
                    f"我，范例安，身份证号{HEAD_NUMBER}，为{FIRM}之法定代表人，现授权委托何例文（身份证号{AGENT_NUMBER}）全权"
                    "代表我单位办理单位账户开立业务，网上银行业务等事宜，代理人签署的文件我均予认可。授权期限：2026/3/1至2026/8/31。"
                ),
                "委托单位盖章：",
            ],
            "单位账户开立业务，网上银行业务",
        ),
    ],
)
def test_letters_in_one_breath_are_read_too(rows: list[str], powers: str) -> None:
    fields, warnings = authorisation_fields(page(*(part for row in rows for part in wrapped(row)), "2026年3月1日"))
    got = {name: field.value for name, field in fields.items()}
    names = ("principal", "representative", "agent", "agent_number", "issued")
    assert {name: got[name] for name in names} == {name: WHOLE[name] for name in names}
    assert (got["powers"], warnings) == (powers, [])
    assert isinstance(got["period"], Term)
    assert got["period"].end in (PERIOD.end, date(2026, 8, 28))


def test_a_name_that_looks_like_the_end_of_a_label_stays_a_name() -> None:
    row = f"我单位（{FIRM}）因业务需要，兹授权范思文同志（身份证号：{AGENT_NUMBER}）全权办理单位账户开立等手续。"
    got = values(page(*wrapped(row), "2026年3月1日"))
    assert (got["agent"], got["powers"]) == ("范思文", "单位账户开立")


def test_parties_called_by_a_letter_are_found_where_they_are_introduced() -> None:
    rows = (
        "委托人（甲方）：上海诚明样例（集团）有限公司",
        f"统一社会信用代码:{CODE}",
        "法定代表人:范例安 职务:执行董事",
        f"身份证号:{HEAD_NUMBER}",
        "受托人（乙方）：何例文 性别：女",
        f"身份证号:{AGENT_NUMBER}",
        f"联系方式:{PHONE}",
        *wrapped("甲方因经营需要，委托乙方作为甲方的合法代理人，代为办理以下业务："),
        "1.银行账户的开立、变更、撤销；",
        "2.办理其他相关手续。",
        *wrapped("乙方在授权范围内所签署的一切文件及处理的相关事务，甲方均予以承认。"),
        "委托期限：2026年3月1日至2026年8月31日。",
        "甲方（盖章）：",
        "签订日期：2026年3月1日",
    )
    powers = "1.银行账户的开立、变更、撤销；2.办理其他相关手续"
    assert values(page(*rows)) == WHOLE | {"principal": "上海诚明样例（集团）有限公司", "powers": powers}


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
