"""What can be measured on a picture of a paper before anybody reads it."""

from pydantic import Field

from models.base import Fact


class Outline(Fact):
    """The paper's outline as four sides: how many of them lie on the picture's edge, and how well the others are seen.

    `support` is the share (0-1) of the weakest inner side that has an edge under it; 0 when no side is inside. `aspect`
    is the long side over the short one; `at_corner`: two sides that meet lie on the edge.
    """

    sides_at_edge: int = Field(ge=0, le=4)
    support: float = Field(ge=0, le=1)
    aspect: float = Field(default=1.0, ge=1)
    at_corner: bool = False


class PictureFacts(Fact):
    """The measures of one picture; None is "cannot be measured here", which is never "nothing is wrong".

    `edge_width`: width (standard deviation) of the print's edges in text heights. `streak`: 0-1, how much all edges
    of the print run in one direction. `paper_level`: brightness of the empty paper, 0-255. `glare_share`: largest
    burnt-out patch, share of the paper. `colour`: the most colourful 1 % of the paper, as distance from the paper's own
    tint in shares of brightness. `edge_print`: share of the picture's side on which most print runs out of the
    picture. `grid_peak`: strongest regular fine pattern all over the picture, decibels above its surroundings.
    `covered_share`: largest foreign patch on the paper, share of the paper. `smooth_patch`: largest rectangle without
    the paper's grain, in square text heights. `editor`: a picture editor that signed the file. `background`: 64 bits in
    hexadecimal of what lies around the paper, `background_contrast` its mean step in brightness, 0-255.
    """

    edge_width: float | None = None
    streak: float | None = None
    paper_level: float | None = None
    glare_share: float = 0.0
    colour: float | None = None
    outline: Outline | None = None
    edge_print: float = 0.0
    grid_peak: float | None = None
    covered_share: float = 0.0
    smooth_patch: float | None = None
    editor: str | None = None
    background: str | None = None
    background_contrast: float = 0.0
