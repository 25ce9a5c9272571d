"""Licences from lines of text: what engines do to them, and what must come out all the same (formats.md 6)."""

from collections.abc import Sequence

import pytest

from models.papers import EntityKind, Money, PaperKind, Source, Term
from models.rules.layout import Line, joined, line_of
from models.rules.licence_text import entity_kind, licence_fields
from models.rules.paper_kind import kind_of

HEIGHT, PITCH = 32, 28
CODE = "91310199MA1K0A0T1Y"


def line(text: str, x: float, y: float, confidence: float = 1.0, width: float | None = None) -> Line:
    """A line as an engine gives it: Han 28 pixels wide, others half of that, 32 high."""
    plain = text.replace(" ", "")
    natural = sum(PITCH if ord(sign) > 0x2E80 else PITCH / 2 for sign in plain)
    made = line_of(text, confidence, (round(x), round(y), round(width or natural), HEIGHT))
    assert made is not None
    return made


HEAD = [
    line("统一社会信用代码", 116, 200),
    line(CODE, 116, 245),
    line("证照编号：99000000202103160018", 1131, 100),
    line("扫描二维码登录", 1330, 160),
    line("“国家企业信用", 1330, 190),
    line("(副本)", 730, 385),
]
TYPE = "有限责任公司(自然人投资或控股)"
LEFT = [
    line("名称", 116, 455),
    line("上海诚明样例精密仪器有限公司", 290, 455),
    line("类型", 116, 517),
    line(TYPE, 290, 517),
    line("法定代表人", 116, 579),
    line("范例安", 290, 579),
    line("经营范围", 116, 641),
    line("一般项目：仪器仪表制造；仪器仪表销售；仪", 290, 641),
    line("器仪表修理；技术服务、技术开发。", 290, 680),
]
RIGHT = [
    line("注册资本", 872, 455),
    line("壹佰万元整", 1035, 455),
    line("成立日期", 872, 517),
    line("2018年03月05日", 1035, 517),
    line("营业期限", 872, 579),
    line("2018年03月05日至2048年03月04日", 1035, 579),
    line("住所", 872, 641),
    line("上海市示范区诚明路100号3幢201室", 1035, 641),
]
FOOT = [
    line("登记机关", 872, 826),
    line("上海市示范区市场监督管理局", 1035, 826),
    line("2021年03月16日", 1090, 919),
    line("国家企业信用信息公示系统网址：http://www.gsxt.gov.cn", 116, 1017),
    line("国家市场监督管理总局监制", 1276, 1018),
]
WHOLE = HEAD + LEFT + RIGHT + FOOT


def values(lines: Sequence[Line]) -> dict[str, object]:
    return {name: field.value for name, field in licence_fields(lines)[0].items()}


def without(*texts: str) -> list[Line]:
    return [one for one in WHOLE if one.text not in texts]


def test_every_field_of_a_whole_licence_is_found_without_a_warning() -> None:
    fields, warnings = licence_fields(WHOLE)
    assert {name: field.value for name, field in fields.items()} == {
        "credit_code": CODE,
        "serial": "99000000202103160018",
        "name": "上海诚明样例精密仪器有限公司",
        "type": "有限责任公司（自然人投资或控股）",
        "representative": "范例安",
        "capital": Money(cents=100_000_000, currency="CNY"),
        "established": "2018-03-05",
        "term": Term.model_validate({"start": "2018-03-05", "end": "2048-03-04"}),
        "address": "上海市示范区诚明路100号3幢201室",
        "scope": "一般项目：仪器仪表制造；仪器仪表销售；仪器仪表修理；技术服务、技术开发。",
        "authority": "上海市示范区市场监督管理局",
        "issued": "2021-03-16",
    }
    assert warnings == []
    assert kind_of(WHOLE) is PaperKind.LICENCE


def test_the_text_stays_as_printed_and_the_box_is_around_the_value() -> None:
    field = licence_fields(WHOLE)[0]["established"]
    assert (field.text, field.box) == ("2018年03月05日", (1035, 517, 196, HEIGHT))


def test_a_line_merged_over_both_columns_is_cut_at_the_right_one() -> None:
    merged = line("一般项目：仪器仪表制造；仪器仪表销售；仪 住所", 290, 641, width=582 + 56)
    got = values([*without("一般项目：仪器仪表制造；仪器仪表销售；仪", "住所"), merged])
    assert got["scope"] == "一般项目：仪器仪表制造；仪器仪表销售；仪器仪表修理；技术服务、技术开发。"
    assert got["address"] == "上海市示范区诚明路100号3幢201室"


def test_a_label_inside_a_merged_line_begins_its_value() -> None:
    type_to_edge = joined([line(TYPE, 290, 517), line("成立日期", 872, 517), line("2018年03月05日", 1035, 517)])
    got = values([*without(TYPE, "成立日期", "2018年03月05日"), type_to_edge])
    assert got["type"] == "有限责任公司（自然人投资或控股）"
    assert got["established"] == "2018-03-05"


def test_a_label_split_into_its_characters_is_still_a_label() -> None:
    split = [line("名", 116, 455), line("称上海诚明样例精密仪器有限公司", 200, 455)]
    assert values([*without("名称", "上海诚明样例精密仪器有限公司"), *split])["name"] == "上海诚明样例精密仪器有限公司"


def test_a_wide_label_of_which_one_character_was_lost_is_still_a_label() -> None:
    half = [one for one in WHOLE if one.text != "类型"] + [line("型", 200, 517)]
    assert values(half)["type"] == "有限责任公司（自然人投资或控股）"


def test_a_value_that_begins_like_half_a_label_is_no_label() -> None:
    more = line("名仕大厦", 1035, 680)
    assert values([*WHOLE, more])["address"] == "上海市示范区诚明路100号3幢201室名仕大厦"


def test_a_label_that_sticks_to_its_value_is_cut_off() -> None:
    stuck = line("注册资本：壹佰万元整", 872, 455)
    assert values([*without("注册资本", "壹佰万元整"), stuck])["capital"] == Money(cents=100_000_000, currency="CNY")


def test_one_wrong_sign_in_a_long_label_is_forgiven() -> None:
    assert values([*without("法定代表人"), line("法定代表入", 116, 579)])["representative"] == "范例安"


def test_the_dropped_first_stroke_of_the_scope_is_put_back() -> None:
    first, dropped = "一般项目：仪器仪表制造；仪器仪表销售；仪", "般项目：仪器仪表制造；仪器仪表销售；仪"
    field = licence_fields([*without(first), line(dropped, 290, 641)])[0]["scope"]
    assert field.text.startswith("一般项目：")


def test_pieces_of_the_seal_beside_the_authority_do_not_join_it() -> None:
    seal = [line("管", 1335, 860), line("海市", 1154, 866, confidence=0.3)]
    assert values([*WHOLE, *seal])["authority"] == "上海市示范区市场监督管理局"


def test_an_address_on_two_lines_is_one_address() -> None:
    more = line("东侧", 1035, 680)
    assert values([*WHOLE, more])["address"] == "上海市示范区诚明路100号3幢201室东侧"


def test_a_licence_in_one_column_is_read_too() -> None:
    rows = [(one.text, n) for n, one in enumerate(LEFT[:6:2] + RIGHT[::2])]
    texts = [one.text for one in LEFT[1:6:2] + RIGHT[1::2]]
    labels = [line(text, 116, 455 + 60 * n) for text, n in rows]
    column = labels + [line(text, 290, 455 + 60 * n) for n, text in enumerate(texts)]
    got = values([*HEAD[:2], *column, line("登记机关", 500, 1000), line("2021 年 03 月 16 日", 600, 1060)])
    assert (got["name"], got["established"], got["issued"]) == (
        "上海诚明样例精密仪器有限公司",
        "2018-03-05",
        "2021-03-16",
    )


def test_a_wrong_check_sign_gives_the_text_but_never_a_value() -> None:
    fields, warnings = licence_fields([*without(CODE), line("91310199MA1K0A0T1W", 116, 245)])
    assert (fields["credit_code"].text, fields["credit_code"].value) == ("91310199MA1K0A0T1W", None)
    assert "CODE_CHECK_DIGIT" in warnings


def test_a_collapsed_code_gives_no_value_either() -> None:
    fields, warnings = licence_fields([*without(CODE), line("913K7F", 116, 245, 0.82, width=390)])
    assert fields["credit_code"].value is None
    assert "CODE_CHECK_DIGIT" in warnings


def test_a_repaired_code_is_marked_and_never_counts_as_sure() -> None:
    fields, warnings = licence_fields([*without(CODE), line("9131D199MA1K0A0T1Y", 116, 245)])
    field = fields["credit_code"]
    assert (field.value, field.source, warnings) == (CODE, Source.RULE, ["CODE_REPAIRED"])
    assert field.confidence <= 0.5


def test_a_licence_without_a_term_is_newer_and_no_error() -> None:
    fields, warnings = licence_fields(without("营业期限", "2018年03月05日至2048年03月04日"))
    assert ("term" in fields, warnings) == (False, [])


def test_a_company_without_capital_is_an_error_and_an_individual_business_is_none() -> None:
    bare = without("注册资本", "壹佰万元整")
    assert licence_fields(bare)[1] == ["FIELD_MISSING:capital"]
    individual = [one for one in bare if one.text != TYPE]
    assert licence_fields([*individual, line("个体工商户", 290, 517)])[1] == []


@pytest.mark.parametrize("text", ["2021年13月16日", "2022800日", "20222213日"])
def test_a_day_of_issue_that_does_not_exist_is_never_a_date(text: str) -> None:
    fields, warnings = licence_fields([*without("2021年03月16日"), line(text, 1090, 919)])
    assert "issued" not in fields or fields["issued"].value is None
    assert any(warning.endswith(":issued") for warning in warnings)


def test_every_missing_field_is_named() -> None:
    _, warnings = licence_fields(HEAD[:2])
    assert {warning.partition(":")[0] for warning in warnings} == {"FIELD_MISSING"}
    assert len(warnings) == 10


def test_an_empty_page_is_no_licence_and_breaks_nothing() -> None:
    assert kind_of([]) is PaperKind.UNKNOWN
    assert licence_fields([])[0] == {}


def test_of_a_partnership_the_delegate_is_the_representative() -> None:
    partner = line("上海样例管理有限公司(委派代表：范例安)", 290, 579)
    manager = line("执行事务合伙人", 116, 579)
    got = values([*without("法定代表人", "范例安"), manager, partner])
    assert got["representative"] == "范例安"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("有限责任公司(自然人独资)", EntityKind.LLC),
        ("其他有限责任公司", EntityKind.LLC),
        ("股份有限公司(上市)", EntityKind.JSC),
        ("有限责任公司分公司(自然人独资)", EntityKind.BRANCH),
        ("合伙企业分支机构", EntityKind.BRANCH),
        ("个人独资企业", EntityKind.SOLE),
        ("特殊普通合伙企业", EntityKind.PARTNERSHIP),
        ("个体工商户", EntityKind.INDIVIDUAL),
        ("农民专业合作社", EntityKind.COOP),
        ("外国(地区)企业", EntityKind.FOREIGN_BRANCH),
        ("全民所有制", EntityKind.OTHER),
    ],
)
def test_the_printed_type_tells_the_legal_form(text: str, kind: EntityKind) -> None:
    assert entity_kind(text) is kind


@pytest.mark.parametrize(
    "day", ["2021年03月16日", "二〇二一年三月十六日", "2021 年 03 月 16 日", "样本专用2021年03月16日"]
)
def test_the_day_below_the_authority_is_the_day_of_issue_whatever_the_seal_left_before_it(day: str) -> None:
    got = values([*without("2021年03月16日"), line(day, 1035, 872)])
    assert (got["authority"], got["issued"]) == ("上海市示范区市场监督管理局", "2021-03-16")


def test_what_the_seal_leaves_behind_the_authority_is_no_part_of_it() -> None:
    got = values([*without("上海市示范区市场监督管理局"), line("上海市示范区市场监督管理局沪", 1035, 826)])
    assert got["authority"] == "上海市示范区市场监督管理局"


def test_between_the_items_of_a_scope_a_colon_is_a_semicolon_read_wrongly() -> None:
    got = values([*without("器仪表修理；技术服务、技术开发。"), line("器仪表修理：技术服务、技术开发。", 290, 680)])
    assert got["scope"] == "一般项目：仪器仪表制造；仪器仪表销售；仪器仪表修理；技术服务、技术开发。"
