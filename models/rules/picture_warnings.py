"""What is wrong with a picture of a paper by its measures, what that means for the case, and what people are told.

The codes are our own words. Vendors number theirs, and the same number means one thing for an identity card and another
for a licence (formats.md 5): a vendor's adapter translates with a table for each of its services.
"""

from collections.abc import Callable

from models.findings import Finding, Severity
from models.papers import PaperKind
from models.pictures import PictureFacts
from models.policy import Pictures

BLURRED = "BLURRED"
GLARE = "GLARE"
TOO_DARK = "TOO_DARK"
BORDER_INCOMPLETE = "BORDER_INCOMPLETE"
COVERED = "COVERED"
BLACK_AND_WHITE = "BLACK_AND_WHITE"
SCREEN = "SCREEN"
EDITED = "EDITED"

SPOILING = frozenset({BLURRED, GLARE, TOO_DARK, BORDER_INCOMPLETE, COVERED})
"""What keeps text from being read: worth a new photo when something could not be."""

DEFECTS = frozenset({BORDER_INCOMPLETE, COVERED})
"""Of these, what leaves a part of the paper unseen even when all that is needed was read."""

DOUBTFUL = frozenset({BLACK_AND_WHITE, SCREEN, EDITED})
"""Pictures that may not show the paper itself, however well they read (risk.md F14)."""

CODES = SPOILING | DOUBTFUL

ASK_ZH = {
    BLURRED: "照片模糊，请在光线充足处放平证件、对焦清晰后拍摄",
    GLARE: "照片反光，请避开直射灯光并关闭闪光灯拍摄",
    TOO_DARK: "照片过暗，请在光线充足处拍摄",
    BORDER_INCOMPLETE: "证件边框不完整，请将证件四边全部拍入画面",
    COVERED: "证件被遮挡，请移开手指或其他遮挡物后拍摄",
    BLACK_AND_WHITE: "照片为黑白复印件，请拍摄证件原件",
    SCREEN: "照片翻拍自屏幕，请直接拍摄证件原件",
}
"""What the customer reads, one sentence without its full stop: what is wrong and what to do. EDITED has none, because
no customer is told of a suspicion (models/texts.py)."""

_REVIEW_ZH = {
    BLURRED: "照片模糊，但所需内容均已识别",
    GLARE: "照片反光，但所需内容均已识别",
    TOO_DARK: "照片过暗，但所需内容均已识别",
    BORDER_INCOMPLETE: "证件边框不完整，请核对未拍到的部分",
    COVERED: "证件被遮挡，请核对被遮挡的部分",
    BLACK_AND_WHITE: "照片疑似黑白复印件，请核对原件",
    SCREEN: "照片疑似翻拍自屏幕，请核对原件",
    EDITED: "照片疑似被篡改",
}
IN_ENGLISH = {
    BLURRED: "the picture is blurred",
    GLARE: "there is glare on the picture",
    TOO_DARK: "the picture is too dark",
    BORDER_INCOMPLETE: "a side of the paper lies outside the picture",
    COVERED: "something lies on the paper",
    BLACK_AND_WHITE: "the picture seems to show a black-and-white copy",
    SCREEN: "the picture seems to be taken from a screen",
    EDITED: "the picture seems to be edited",
}
"""What logs, reports and the command line say."""


def finding_of(code: str, paper: PaperKind, unread: bool) -> Finding:
    """What one warning means for the case; `unread`: something that is needed could not be read from this paper.

    Such a paper is photographed again, with the sentence that says how. When all was read, a part that is not seen and
    a copy of the paper are for the reviewer, and poor light is only noted. Editing stops.
    """
    if code in SPOILING and unread:
        return _say(code, Severity.FIX, paper, ASK_ZH[code], IN_ENGLISH[code], "process.md step 2")
    if code == EDITED:
        return _say(code, Severity.STOP, paper, _REVIEW_ZH[code], IN_ENGLISH[code], "formats.md 5")
    severity = Severity.FLAG if code in DEFECTS | DOUBTFUL else Severity.INFO
    return _say(f"READING_{code}", severity, paper, _REVIEW_ZH[code], IN_ENGLISH[code], "formats.md 5")


def _say(code: str, severity: Severity, paper: PaperKind, zh: str, en: str, rule: str) -> Finding:
    return Finding(code=code, severity=severity, about=paper.value, zh=zh, en=en, rule=rule)


# ── from measures to codes ──────────────────────────────────────────────────────────────────────────────────────────


def warnings_of(facts: PictureFacts, policy: Pictures, kind: PaperKind = PaperKind.UNKNOWN) -> tuple[str, ...]:
    """The codes of all that is wrong, in a fixed order; a measure that could not be taken gives no warning.

    In a picture that is too dark the other measures find noise, so only the darkness is said, and editing.
    `kind` tells the shape that a whole paper has.
    """
    if _too_dark(facts, policy):
        return (TOO_DARK, *((EDITED,) if _edited(facts, policy) else ()))
    wrong = [code for code, is_so in _RULES.items() if is_so(facts, policy)]
    excused = {BORDER_INCOMPLETE} if _whole_at_edge(facts, policy, kind) else set()
    excused |= {BLACK_AND_WHITE} if kind is PaperKind.AUTHORISATION else set()  # most letters are black on white
    return tuple(code for code in wrong if code not in excused)


def _blurred(facts: PictureFacts, policy: Pictures) -> bool:
    wide = facts.edge_width is not None and facts.edge_width > policy.edge_width
    return wide or (facts.streak is not None and facts.streak > policy.streak)


def _glare(facts: PictureFacts, policy: Pictures) -> bool:
    return facts.glare_share > policy.glare_share


def _too_dark(facts: PictureFacts, policy: Pictures) -> bool:
    return facts.paper_level is not None and facts.paper_level < policy.paper_level


def _border_incomplete(facts: PictureFacts, policy: Pictures) -> bool:
    """One or two sides on the picture's edge while the others stand free; or, where the paper fills the picture or its
    sides are hardly seen, print that runs out of the picture.
    """
    outline = facts.outline
    if outline is None:
        return False
    if outline.support >= policy.outline_support and outline.sides_at_edge <= 2:
        return outline.sides_at_edge > 0
    return facts.edge_print > policy.edge_print


def _whole_at_edge(facts: PictureFacts, policy: Pictures, kind: PaperKind) -> bool:
    """A paper that only touches the picture's edge: it still has its whole shape, which a cut would have changed.

    A cut at a corner may leave the shape as it was.
    """
    outline = facts.outline
    if outline is None or kind not in ASPECTS or outline.at_corner or outline.sides_at_edge > 2:
        return False
    return abs(outline.aspect / ASPECTS[kind] - 1) <= policy.aspect_error


ASPECTS = {PaperKind.ID_FRONT: 85.6 / 54, PaperKind.ID_BACK: 85.6 / 54, PaperKind.LICENCE: 2**0.5}
"""Long side over short one: cards of ISO/IEC 7810, licences of the A sizes (formats.md 6.1)."""


def _covered(facts: PictureFacts, policy: Pictures) -> bool:
    return facts.covered_share > policy.covered_share


def _black_and_white(facts: PictureFacts, policy: Pictures) -> bool:
    """Not said of a blurred picture, in which the thin coloured lines of a card have run into its ground."""
    return not _blurred(facts, policy) and facts.colour is not None and facts.colour < policy.colour


def _screen(facts: PictureFacts, policy: Pictures) -> bool:
    return facts.grid_peak is not None and facts.grid_peak > policy.grid_peak


def _edited(facts: PictureFacts, policy: Pictures) -> bool:
    painted = facts.smooth_patch is not None and facts.smooth_patch > policy.smooth_patch
    return facts.editor is not None or painted


_RULES: dict[str, Callable[[PictureFacts, Pictures], bool]] = {
    BLURRED: _blurred,
    GLARE: _glare,
    BORDER_INCOMPLETE: _border_incomplete,
    COVERED: _covered,
    BLACK_AND_WHITE: _black_and_white,
    SCREEN: _screen,
    EDITED: _edited,
}


_FEWEST_BITS = 16
"""Of 64: where nearly all steps go one way, the hash tells of the light and not of the ground."""


def telling_background(facts: PictureFacts, limits: Pictures) -> str | None:
    """The hash of the ground under the paper; None where the ground is plain or was not seen (risk.md 6 F05)."""
    if limits.background_contrast is None or facts.background is None:
        return None
    ones = int(facts.background, 16).bit_count()
    even = _FEWEST_BITS <= ones <= 64 - _FEWEST_BITS
    return facts.background if even and facts.background_contrast >= limits.background_contrast else None
