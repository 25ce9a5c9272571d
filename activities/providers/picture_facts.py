"""Measures a picture of a paper: sharpness, light, colour, outline, what lies on it, and traces of editing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.papers import PaperKind
from models.pictures import Outline, PictureFacts

if TYPE_CHECKING:
    from activities.providers.pictures import Picture
    from activities.providers.quality.outline import Sides

Line = Sequence[tuple[float, float]]
"""A line of text: its four corners in the picture's pixels, in order around it."""


def facts_of(
    picture: "Picture",
    kind: PaperKind = PaperKind.UNKNOWN,
    turns: int = 0,
    quads: Sequence[Line] = (),
    editor: str | None = None,
) -> PictureFacts:
    """The measures of a decoded picture, some 0.06 CPU-seconds.

    What was read of it helps: its kind, how many quarter turns counter-clockwise bring it upright, and its lines of
    text in the picture's own pixels (before any turn). `editor` is what `quality.software.editor_of` says of the file:
    only the opener's process sees that.
    """
    from activities.providers.quality.background import background_of
    from activities.providers.quality.covered import covered_share
    from activities.providers.quality.edited import smooth_patch
    from activities.providers.quality.grid import grid_peak
    from activities.providers.quality.light import colour, glare_share, paper_level
    from activities.providers.quality.outline import print_at_edge, sides_of
    from activities.providers.quality.page import page_of
    from activities.providers.quality.sharpness import sharpness
    from activities.providers.quality.views import views_of

    views = views_of(picture)
    sides = sides_of(views)
    page = page_of(views, sides)
    height = text_height(quads)
    edge_width, streak = sharpness(views, height)
    background, contrast = background_of(views, sides)
    return PictureFacts(
        edge_width=edge_width,
        streak=streak,
        paper_level=paper_level(page),
        glare_share=glare_share(page),
        colour=colour(page),
        outline=_outline(sides),
        edge_print=print_at_edge(views),
        grid_peak=grid_peak(views.grey, picture.scale),
        covered_share=covered_share(page, kind, turns),
        smooth_patch=smooth_patch(page, height),
        editor=editor,
        background=background,
        background_contrast=contrast,
    )


ROOMY = 1.6
"""Height of the detector's boxes over that of the print in them (text_det_unclip_ratio 1.7)."""
ENOUGH_LINES = 4
"""With fewer, the boxes are mostly not lines: of a blurred picture the detector takes whole paragraphs for one."""


def text_height(quads: Sequence[Line]) -> float | None:
    """The usual height of print in pixels, from the detector's boxes; None with too few of them."""
    import math
    import statistics

    heights = [min(math.dist(quad[0], quad[1]), math.dist(quad[1], quad[2])) for quad in quads]
    return statistics.median(heights) / ROOMY if len(heights) >= ENOUGH_LINES else None


def _outline(sides: "Sides | None") -> Outline | None:
    if sides is None:
        return None
    return Outline(sides_at_edge=sides.at_edge, support=sides.support, aspect=sides.aspect, at_corner=sides.at_corner)
