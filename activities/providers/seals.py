"""Whether a round red seal stands on the page: what is red is put together, and one round piece of it is a seal."""

from activities.providers.pictures import Picture

SIDE = 500
"""Pixels of the long side that are looked at: a seal is 60 to 130 of them across on a licence that fills it."""

RED, ORANGE = 0.2, 0.14
"""Shares of the red value: red has so much less green and blue; emblems and gold so much more green than blue."""

DARK = 12
"""Less than this between red and the others is noise."""

LEAST, MOST = 0.06, 0.3
"""Across the seal, as a share of the page's long side."""


def has_seal(picture: Picture) -> bool:
    """One round red piece that is neither a border (too large) nor print (too small); none on a grey copy."""
    import cv2
    import numpy as np

    scale = SIDE / max(picture.image.size)
    width, height = picture.image.size
    small = picture.image.resize((max(1, round(width * scale)), max(1, round(height * scale))))
    red, green, blue = (np.asarray(small.getchannel(name), np.int16) for name in "RGB")
    mask = (red - np.maximum(green, blue) > np.maximum(RED * red, DARK)) & (green - blue < ORANGE * red)
    closed = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed)
    return any(_is_round(*(int(value) for value in row[2:5])) for row in stats[1:])


def _is_round(width: int, height: int, area: int) -> bool:
    across = max(width, height)
    sized = LEAST * SIDE <= across <= MOST * SIDE and min(width, height) > 0.7 * across
    return sized and area > 0.12 * width * height
