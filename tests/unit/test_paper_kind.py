"""What a picture shows, told from its lines: the papers we read, others by their titles, two at once, none."""

import pytest

from models.papers import PaperKind
from models.rules.layout import Line
from models.rules.paper_kind import OTHER_TITLES, kind_of, look
from models.rules.paper_notes import ENOUGH, NOT_SHOWN, PAPERS_ZH, UNUSABLE, in_chinese, in_english
from tests.unit.test_authorisation_text import LETTER
from tests.unit.test_id_card_text import BACK, FRONT, other
from tests.unit.test_licence_text import WHOLE, line

PAPERS = {
    PaperKind.LICENCE: WHOLE,
    PaperKind.ID_FRONT: FRONT,
    PaperKind.ID_BACK: BACK,
    PaperKind.AUTHORISATION: LETTER,
}


def moved(lines: list[Line], right: float = 0, down: float = 0, scale: float = 1) -> list[Line]:
    return [
        line(one.text, one.left * scale + right, one.top * scale + down, width=(one.right - one.left) * scale)
        for one in lines
    ]


@pytest.mark.parametrize("kind", PAPERS)
def test_each_paper_is_known_and_alone(kind: PaperKind) -> None:
    sight = look(PAPERS[kind])
    assert (sight.kind, sight.warnings, list(sight.lines)) == (kind, (), PAPERS[kind])


@pytest.mark.parametrize("kind", PAPERS)
def test_no_single_lost_line_changes_what_a_paper_is(kind: PaperKind) -> None:
    whole = PAPERS[kind]
    for lost in range(len(whole)):
        assert kind_of(whole[:lost] + whole[lost + 1 :]) is kind


@pytest.mark.parametrize(
    ("kind", "printed", "read"),
    [
        (PaperKind.LICENCE, "统一社会信用代码", "统一杜会信用代码"),
        (PaperKind.LICENCE, "登记机关", "登记机美"),
        (PaperKind.ID_FRONT, "公民身份号码", "公民身扮号码"),
        (PaperKind.ID_BACK, "居民身份证", "居民身份让"),
        (PaperKind.AUTHORISATION, "授权委托书", "授权委托节"),
    ],
)
def test_one_wrong_sign_in_a_title_or_label_is_forgiven(kind: PaperKind, printed: str, read: str) -> None:
    misread = [
        line(one.text.replace(printed, read), one.left, one.top, width=one.right - one.left) for one in PAPERS[kind]
    ]
    assert look(misread).kind is kind
    assert look(misread).warnings == ()


def test_a_licence_of_which_only_the_title_and_a_label_were_read_is_a_licence() -> None:
    assert kind_of([line("营业执照", 600, 236)]) is PaperKind.LICENCE
    assert kind_of([line("营业执服", 600, 236), line("经营范围", 116, 641)]) is PaperKind.LICENCE


def test_a_letter_whose_title_cannot_be_read_is_known_by_its_words() -> None:
    assert kind_of([one for one in LETTER if "授权委托书" not in one.text]) is PaperKind.AUTHORISATION


@pytest.mark.parametrize("title", ["授权书", "法人授权委托书", "法定代表人授权委托书", "单位开户授权委托书", "委托书"])
def test_letters_have_many_titles(title: str) -> None:
    assert kind_of([line(title, 400, 100), line("上海诚明样例精密仪器有限公司", 100, 800)]) is PaperKind.AUTHORISATION


def test_a_word_of_a_title_in_the_foot_is_no_title() -> None:
    assert kind_of([*WHOLE, line("附：授权委托书", 116, 1090)]) is PaperKind.LICENCE


# ── other papers ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", OTHER_TITLES)
def test_every_other_paper_is_named_by_its_title_and_gives_no_field(name: str) -> None:
    for title in OTHER_TITLES[name]:
        for printed in (title, f"中华人民共和国{title}"):
            sight = look([line(printed, 300, 80), *FRONT])
            assert (sight.kind, sight.lines) == (PaperKind.UNKNOWN, ())
            assert sight.warnings == (f"OTHER_PAPER:{name}",)


def test_a_driving_licence_and_a_vehicle_licence_differ_in_one_sign() -> None:
    assert look([line("中华人民共和国机动车驾驶证", 300, 80)]).warnings == ("OTHER_PAPER:driving_licence",)
    assert look([line("中华人民共和国机动车行驶证", 300, 80)]).warnings == ("OTHER_PAPER:vehicle_licence",)


def test_a_passport_is_known_by_its_machine_readable_line_too() -> None:
    page = [line("姓名", 100, 100), line("POCHNFAN<<LIAN<<<<<<<<<<<<<", 60, 500)]
    assert look(page).warnings == ("OTHER_PAPER:passport",)


def test_a_tax_certificate_is_no_licence_though_it_prints_the_same_labels() -> None:
    page = [line("税务登记证", 500, 60), line("法定代表人范例安", 100, 300), line("经营范围", 100, 400)]
    assert look(page).warnings == ("OTHER_PAPER:tax_certificate",)


def test_a_permit_mentioned_in_a_licence_does_not_make_it_another_paper() -> None:
    assert kind_of([*WHOLE, line("许可证", 290, 719)]) is PaperKind.LICENCE


def test_a_temporary_card_is_a_card_with_a_warning() -> None:
    temporary = other(BACK, "居民身份证", line("临时居民身份证", 300, 195))
    assert look(temporary).warnings == ("TEMPORARY_CARD",)
    assert look(temporary).kind is PaperKind.ID_BACK


# ── none ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lines", [[], [line("一", 5, 5)], [line("口田日目", 5, 5, confidence=0.2)]])
def test_specks_that_look_like_signs_are_no_text(lines: list[Line]) -> None:
    assert look(lines).warnings == ("NO_TEXT",)


def test_text_that_is_no_paper_is_said_to_be_none() -> None:
    menu = [line("今日特价：红烧肉", 100, 100), line("每份28元", 100, 160), line("姓名", 100, 220)]
    assert (look(menu).kind, look(menu).warnings) == (PaperKind.UNKNOWN, ("NO_PAPER",))


def test_the_states_name_and_a_date_line_alone_are_no_identity_card() -> None:
    assert (
        kind_of([line("中华人民共和国", 300, 80), line("有效期限2017.03.08-2037.03.08", 200, 500)]) is PaperKind.UNKNOWN
    )


# ── two papers ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("right", "down"), [(0, 700), (1100, 0), (1100, 80), (60, -650)])
def test_both_sides_in_one_picture_are_two_papers_and_keep_their_lines_apart(right: float, down: float) -> None:
    back = moved(BACK, right, down)
    for lines in ([*FRONT, *back], [*back, *FRONT]):
        sight = look(lines)
        assert sight.warnings == ("TWO_PAPERS:id_front+id_back",)
        texts = {one.text for one in (FRONT if sight.kind is PaperKind.ID_FRONT else BACK)}
        assert {one.text for one in sight.lines} == texts


def test_of_two_papers_the_larger_one_is_read() -> None:
    assert look([*FRONT, *moved(BACK, down=700, scale=0.4)]).kind is PaperKind.ID_FRONT
    assert look([*moved(FRONT, scale=0.4), *moved(BACK, down=700, scale=1.5)]).kind is PaperKind.ID_BACK


def test_a_licence_with_a_card_laid_on_the_same_desk_is_two_papers() -> None:
    assert look([*WHOLE, *moved(FRONT, down=1200, scale=0.5)]).warnings == ("TWO_PAPERS:licence+id_front",)


@pytest.mark.parametrize(("right", "down"), [(0, 700), (1100, 0)])
@pytest.mark.parametrize("kind", [PaperKind.LICENCE, PaperKind.ID_FRONT, PaperKind.ID_BACK])
def test_the_same_paper_twice_is_told_and_neither_is_read(kind: PaperKind, right: float, down: float) -> None:
    sight = look([*PAPERS[kind], *moved(PAPERS[kind], right * 2, down * 2)])
    assert (sight.kind, sight.warnings, sight.lines) == (kind, (f"TWO_PAPERS:{kind}+{kind}",), ())


def test_cards_copied_below_a_letter_belong_to_it() -> None:
    page = [*LETTER, *moved(FRONT, down=1300, scale=0.6), *moved(BACK, right=700, down=1300, scale=0.6)]
    assert (look(page).kind, look(page).warnings) == (PaperKind.AUTHORISATION, ())


# ── sentences ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [*OTHER_TITLES, *PAPERS])
def test_every_paper_has_a_chinese_name(name: str) -> None:
    assert name in PAPERS_ZH


@pytest.mark.parametrize(
    ("warning", "claimed", "sentence"),
    [
        ("WRONG_KIND:id_front", PaperKind.LICENCE, "上传的是身份证人像面，此处需要营业执照"),
        ("REVERSED_SIDE:id_back", PaperKind.ID_FRONT, "正反面传反了，上传的是身份证国徽面，此处需要身份证人像面"),
        (
            "TWO_PAPERS:id_front+id_back",
            PaperKind.ID_BACK,
            "一张照片中有身份证人像面和身份证国徽面，请只拍身份证国徽面",
        ),
        ("TWO_PAPERS:licence+licence", PaperKind.LICENCE, "一张照片中有两份营业执照，请只拍营业执照"),
        ("OTHER_PAPER:passport", PaperKind.ID_FRONT, "上传的是护照，此处需要身份证人像面"),
        ("NO_PAPER", PaperKind.LICENCE, "照片中没有可识别的证件，此处需要营业执照"),
        ("NO_TEXT", PaperKind.LICENCE, "照片中没有文字，此处需要营业执照"),
        ("OLD_NUMBER:number", PaperKind.ID_FRONT, "15位旧身份证号码已停用，请使用第二代居民身份证"),
        ("WRONG_KIND:unknown", PaperKind.ID_FRONT, "照片无法识别"),
        ("BLURRED", PaperKind.ID_FRONT, "照片无法识别"),
    ],
)
def test_the_customer_reads_one_sentence(warning: str, claimed: PaperKind, sentence: str) -> None:
    code, _, detail = warning.partition(":")
    assert in_chinese(code, detail, claimed) == sentence


def test_the_command_line_says_it_in_english() -> None:
    assert (
        in_english("OTHER_PAPER", "passport")
        == "this is a passport; send the business licence or the identity card itself"
    )
    assert in_english("TWO_PAPERS", "id_front+id_front") == (
        "this picture shows two of: people side of an identity card; take one picture of each paper"
    )
    assert in_english("LOW_CONFIDENCE", "address") is None


def test_what_is_said_about_the_whole_picture_asks_for_another_one() -> None:
    assert NOT_SHOWN < ENOUGH < UNUSABLE
