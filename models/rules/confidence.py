"""How sure we are of a field: our own word, measured, in the place of the engine's, which lies.

Two things tell whether a text is right: whether two independent networks have read the same, and the odds of its
weakest sign. The steps below are the shares of fields that were right, counted on spoilt specimens of one seed
(python -m benchmarks.reading --calibrate); the benchmark prints on another seed whether they hold.
"""

Steps = tuple[tuple[float, float], ...]
"""From which odds of the weakest sign upwards how many fields are right, the highest step first."""

SECONDED: Steps = ((0.99, 0.995), (0.9, 0.98), (0.7, 0.95), (0.4, 0.88), (0.0, 0.75))
"""Two networks have read the same."""

ALONE: Steps = ((0.99, 0.97), (0.97, 0.95), (0.9, 0.85), (0.7, 0.75), (0.4, 0.6), (0.0, 0.4))
"""One network's word, or networks that disagree."""

PROVEN = 0.995
"""A check digit or a second statement on the paper proves the value."""

DOUBTED = 0.5
"""Another statement on the same paper contradicts the value, or one sign of it was put right."""


def calibrated(seconded: bool, least: float) -> float:
    """The share of fields that are right among those with this evidence; `least` is the odds of the weakest sign."""
    return next(share for odds, share in (SECONDED if seconded else ALONE) if least >= odds)
