"""What is said of a picture by its measures, and what that means for the case and the customer."""

import pytest

from models.findings import Severity
from models.papers import PaperKind
from models.pictures import Outline, PictureFacts
from models.rules.picture_warnings import ASK_ZH, CODES, DEFECTS, EDITED, SPOILING, finding_of, warnings_of
from models.rules.review import supplement_items
from tests.builders import policy

LIMITS = policy().reading.pictures


def facts(**over: object) -> PictureFacts:
    """A good photo of a paper on a desk."""
    good: dict[str, object] = {
        "edge_width": 0.08,
        "streak": 0.1,
        "paper_level": 200.0,
        "colour": 0.2,
        "outline": Outline(sides_at_edge=0, support=0.95),
        "grid_peak": 9.0,
        "smooth_patch": 0.0,
    }
    return PictureFacts.model_validate({**good, **over})


def said(**over: object) -> tuple[str, ...]:
    assert LIMITS is not None
    return warnings_of(facts(**over), LIMITS)


def test_nothing_is_said_of_a_good_photo() -> None:
    assert said() == ()


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"edge_width": 0.2}, "BLURRED"),
        ({"streak": 0.6}, "BLURRED"),
        ({"glare_share": 0.03}, "GLARE"),
        ({"paper_level": 60.0}, "TOO_DARK"),
        ({"outline": Outline(sides_at_edge=1, support=0.9)}, "BORDER_INCOMPLETE"),
        ({"outline": Outline(sides_at_edge=4, support=0), "edge_print": 0.2}, "BORDER_INCOMPLETE"),
        ({"covered_share": 0.03}, "COVERED"),
        ({"colour": 0.01}, "BLACK_AND_WHITE"),
        ({"grid_peak": 30.0}, "SCREEN"),
        ({"smooth_patch": 12.0}, "EDITED"),
        ({"editor": "Photoshop"}, "EDITED"),
    ],
)
def test_each_bad_measure_has_its_warning(over: dict[str, object], code: str) -> None:
    assert said(**over) == (code,)


@pytest.mark.parametrize(
    "over",
    [
        {"edge_width": 0.12},
        {"streak": 0.2},
        {"glare_share": 0.004},
        {"paper_level": 110.0},
        {"covered_share": 0.003},
        {"colour": 0.06},
        {"grid_peak": 15.0},
        {"smooth_patch": 1.5},
    ],
)
def test_what_good_pictures_have_is_no_warning(over: dict[str, object]) -> None:
    assert said(**over) == ()


@pytest.mark.parametrize("outline", [Outline(sides_at_edge=4, support=0), Outline(sides_at_edge=2, support=0.2), None])
def test_a_paper_that_fills_the_picture_or_whose_sides_are_not_seen_is_complete_while_no_print_runs_out(
    outline: Outline | None,
) -> None:
    assert said(outline=outline) == ()


def test_a_paper_that_touches_the_edge_in_its_whole_shape_is_complete() -> None:
    touching = facts(outline=Outline(sides_at_edge=2, support=0.9, aspect=1.6))
    assert LIMITS is not None
    assert warnings_of(touching, LIMITS, PaperKind.ID_FRONT) == ()
    assert warnings_of(touching, LIMITS, PaperKind.LICENCE) == ("BORDER_INCOMPLETE",)
    assert warnings_of(touching, LIMITS) == ("BORDER_INCOMPLETE",)


def test_a_cut_at_a_corner_keeps_the_shape_and_is_told_all_the_same() -> None:
    cut = facts(outline=Outline(sides_at_edge=2, support=0.9, aspect=1.585, at_corner=True))
    assert LIMITS is not None
    assert warnings_of(cut, LIMITS, PaperKind.ID_FRONT) == ("BORDER_INCOMPLETE",)


def test_print_of_the_desk_at_the_pictures_edge_does_not_make_a_paper_incomplete() -> None:
    assert said(edge_print=0.5) == ()
    assert said(edge_print=0.5, outline=None) == ()


def test_a_measure_that_could_not_be_taken_gives_no_warning() -> None:
    assert said(edge_width=None, streak=None, paper_level=None, colour=None, grid_peak=None, smooth_patch=None) == ()


def test_of_a_dark_picture_only_darkness_and_editing_are_said() -> None:
    assert said(paper_level=40.0, edge_width=0.3, colour=0.0, grid_peak=40.0, editor="GIMP") == ("TOO_DARK", "EDITED")


def test_a_blurred_picture_is_not_called_a_copy() -> None:
    assert said(edge_width=0.3, colour=0.01) == ("BLURRED",)


# ── what it means ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", sorted(SPOILING))
def test_a_spoilt_picture_is_asked_for_again_when_something_could_not_be_read(code: str) -> None:
    finding = finding_of(code, PaperKind.ID_BACK, unread=True)
    assert (finding.code, finding.severity, finding.zh) == (code, Severity.FIX, ASK_ZH[code])


@pytest.mark.parametrize("code", sorted(SPOILING))
def test_a_spoilt_picture_of_which_all_was_read_is_not_asked_for_again(code: str) -> None:
    finding = finding_of(code, PaperKind.ID_BACK, unread=False)
    assert finding.severity is (Severity.FLAG if code in DEFECTS else Severity.INFO)


@pytest.mark.parametrize("code", ["BLACK_AND_WHITE", "SCREEN"])
@pytest.mark.parametrize("unread", [True, False])
def test_a_picture_of_a_copy_is_for_the_reviewer_however_well_it_reads(code: str, unread: bool) -> None:
    assert finding_of(code, PaperKind.LICENCE, unread).severity is Severity.FLAG


@pytest.mark.parametrize("unread", [True, False])
def test_an_edited_picture_stops(unread: bool) -> None:
    assert finding_of(EDITED, PaperKind.LICENCE, unread).severity is Severity.STOP


def test_every_code_but_the_suspicion_has_a_sentence_for_the_customer() -> None:
    assert set(ASK_ZH) == set(CODES) - {EDITED}


def test_the_customer_reads_one_sentence_that_says_what_to_do() -> None:
    (item,) = supplement_items([finding_of("BLURRED", PaperKind.ID_BACK, unread=True)])
    assert item.zh == "请重新拍摄并上传身份证国徽面：照片模糊，请在光线充足处放平证件、对焦清晰后拍摄。"


def test_a_letter_may_be_black_on_white() -> None:
    assert LIMITS is not None
    assert "BLACK_AND_WHITE" in warnings_of(facts(colour=0.0), LIMITS, PaperKind.ID_BACK)
    assert warnings_of(facts(colour=0.0), LIMITS, PaperKind.AUTHORISATION) == ()


@pytest.mark.parametrize(
    ("measure", "code", "worse"),
    [
        ("edge_width", "BLURRED", 0.001),
        ("streak", "BLURRED", 0.001),
        ("glare_share", "GLARE", 0.001),
        ("covered_share", "COVERED", 0.001),
        ("paper_level", "TOO_DARK", -0.1),
        ("colour", "BLACK_AND_WHITE", -0.001),
        ("grid_peak", "SCREEN", 0.1),
        ("smooth_patch", "EDITED", 0.1),
    ],
)
def test_a_measure_at_its_limit_is_still_good_and_the_next_one_is_not(measure: str, code: str, worse: float) -> None:
    limit: float = getattr(LIMITS, measure)
    assert said(**{measure: limit}) == ()
    assert said(**{measure: limit + worse}) == (code,)


def test_print_at_the_edge_counts_from_above_its_limit_where_the_paper_fills_the_picture() -> None:
    assert LIMITS is not None
    full = Outline(sides_at_edge=3, support=1)
    assert said(outline=full, edge_print=LIMITS.edge_print) == ()
    assert said(outline=full, edge_print=LIMITS.edge_print + 0.001) == ("BORDER_INCOMPLETE",)


def test_an_outline_that_is_just_seen_enough_tells_a_cut_side() -> None:
    assert LIMITS is not None
    assert said(outline=Outline(sides_at_edge=1, support=LIMITS.outline_support)) == ("BORDER_INCOMPLETE",)
