"""The QR code of a licence against the code that was read (formats.md 6.4)."""

import pytest

from models.papers import Reading, Source
from models.rules.confidence import DOUBTED, PROVEN
from models.rules.qr import firm_in, is_official, with_qr
from models.rules.reading import reading_of
from tests.builders import policy
from tests.unit.test_id_card_text import FRONT
from tests.unit.test_licence_text import CODE, WHOLE, line

LINK = f"http://www.gsxt.gov.cn/index.html?uniscid={CODE}"
OTHER = "http://www.gsxt.gov.cn/index.html?uniscid=91310199MA1K0B1U9M"
LIMITS = policy().reading


def reading_with(code: str | None) -> Reading:
    lines = [one for one in WHOLE if one.text not in (CODE, "统一社会信用代码")]
    return reading_of([*lines, line(code, 116, 245)] if code else lines, LIMITS)


def test_the_publicity_system_and_its_mirrors_are_official() -> None:
    assert is_official(LINK)
    assert is_official("https://sh.gsxt.gov.cn/x?uniscid=1")


@pytest.mark.parametrize(
    "text",
    [
        "http://gsxt.gov.cn.example.com/",
        "http://xgsxt.gov.cn/",
        "gsxt.gov.cn",
        "javascript:1",
        "",
        "http://[",
        "wxp://f2f0",
        "http://gsxt.gov.cn.evil.example/?uniscid=91310199MA1K0A0T1Y",
        "http://gsxt.gov.cn@evil.example/",
        "http://user:word@www.gsxt.gov.cn/",
        "http://www.gsxt.gov.cn:80@evil.example/",
        "http://evil.example#.gsxt.gov.cn",
        "http://evil.example?.gsxt.gov.cn",
        "http://evil.example\\.gsxt.gov.cn/",
        "http://xn--gsxt-5na.gov.cn/",
        "http://ɡsxt.gov.cn/",
        "http://gsxt。gov。cn.evil.example/",
        "http://gsxt.gov.cn%2eevil.example/",
        "http://gsxt.gov.cn\n.evil.example/",
        "//www.gsxt.gov.cn/",
        "ftp://www.gsxt.gov.cn/",
        "file://www.gsxt.gov.cn/etc/passwd",
        "javascript://www.gsxt.gov.cn/%0aalert(1)",
        "data:text/html,http://www.gsxt.gov.cn/",
        "http://www.gsxt.gov.cn:99999/",
        "http://" + "a." * 2000 + "evil.example/",
    ],
)
def test_look_alikes_are_not_official(text: str) -> None:
    assert not is_official(text)


@pytest.mark.parametrize(
    "text", ["HTTPS://WWW.GSXT.GOV.CN/", "http://www.gsxt.gov.cn:80/", "http://sh.gsxt.gov.cn:81/x"]
)
def test_capitals_and_ports_change_nothing(text: str) -> None:
    assert is_official(text)


def test_a_very_long_query_is_no_trouble() -> None:
    assert firm_in(LINK + "&x=" + "9" * 100_000) == CODE
    assert firm_in("http://www.gsxt.gov.cn/?" + "&".join(["uniscid=1"] * 20_000)) is None


def test_only_a_code_with_a_right_check_sign_names_a_firm() -> None:
    assert firm_in(LINK) == CODE
    assert firm_in(LINK[:-1] + "W") is None


def test_agreement_proves_the_code() -> None:
    read = with_qr(reading_with(CODE), [LINK])
    assert (read.fields["credit_code"].confidence, read.warnings) == (PROVEN, ())


def test_agreement_proves_a_repaired_code() -> None:
    read = with_qr(reading_with("9131D199MA1K0A0T1Y"), [LINK])
    assert (read.fields["credit_code"].value, read.warnings) == (CODE, ())


def test_another_firm_in_the_qr_code_is_a_warning() -> None:
    read = with_qr(reading_with(CODE), [OTHER])
    assert (read.fields["credit_code"].value, read.warnings) == (CODE, ("QR_DISAGREES",))


def test_two_firms_in_two_qr_codes_are_a_warning() -> None:
    assert with_qr(reading_with(CODE), [LINK, OTHER]).warnings == ("QR_DISAGREES",)


def test_a_link_to_elsewhere_is_a_warning() -> None:
    assert with_qr(reading_with(CODE), ["https://pay.example.com/"]).warnings == ("QR_FOREIGN",)


@pytest.mark.parametrize("read", [None, "91310199MA1K0A0T1W"])
def test_an_unreadable_code_is_taken_from_the_qr_code_for_a_person_to_compare(read: str | None) -> None:
    taken = with_qr(reading_with(read), [LINK])
    field = taken.fields["credit_code"]
    assert (field.value, field.source) == (CODE, Source.QR)
    assert taken.warnings == ("CODE_FROM_QR", "LOW_CONFIDENCE:credit_code")


def test_without_a_qr_code_nothing_changes() -> None:
    assert with_qr(reading_with(CODE), []) == reading_with(CODE)


def test_other_papers_are_left_alone() -> None:
    card = reading_of(FRONT, LIMITS)
    assert with_qr(card, [OTHER]) == card


# ── what becomes of the field ───────────────────────────────────────────────────────────────────────────────────────


def test_a_code_that_the_qr_code_proves_loses_its_doubts() -> None:
    read = reading_with(CODE)
    weak = read.fields["credit_code"].model_copy(update={"confidence": 0.3, "doubts": ("REPAIRED",)})
    proven = with_qr(read.model_copy(update={"fields": {**read.fields, "credit_code": weak}}), [LINK])
    assert (proven.fields["credit_code"].confidence, proven.fields["credit_code"].doubts) == (PROVEN, ())


def test_a_code_that_the_qr_code_contradicts_keeps_its_value_and_goes_to_a_person() -> None:
    told = with_qr(reading_with(CODE), [OTHER]).fields["credit_code"]
    assert (told.value, told.confidence, told.doubts[-1]) == (CODE, DOUBTED, "QR_DISAGREES")


def test_a_code_taken_from_the_qr_code_stands_where_none_was_read_and_is_doubted() -> None:
    read = reading_with(None)
    bare = read.model_copy(update={"fields": {n: f for n, f in read.fields.items() if n != "credit_code"}})
    taken = with_qr(bare, [LINK]).fields["credit_code"]
    assert (taken.value, taken.text, taken.box, taken.confidence) == (CODE, "", (0, 0, 0, 0), DOUBTED)
    assert taken.doubts


def test_an_official_link_without_a_firm_changes_nothing() -> None:
    read = reading_with(CODE)
    assert firm_in("http://www.gsxt.gov.cn/index.html") is None
    assert with_qr(read, ["http://www.gsxt.gov.cn/index.html"]) == read
