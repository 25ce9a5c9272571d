"""Chance that repeats itself: decks that deal everything before anything comes twice, one dice for each specimen."""

import random
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Deck(Generic[T]):
    """Deals its cards shuffled, all of them before any comes again; weights are made by repeating a card."""

    def __init__(self, cards: Sequence[T], dice: random.Random) -> None:
        self._cards, self._dice = cards, dice
        self._left: list[T] = []

    def deal(self) -> T:
        """The next card."""
        if not self._left:
            self._left = self._dice.sample(self._cards, len(self._cards))
        return self._left.pop()


def dice_for(seed: int, what: str, count: int) -> Iterator[random.Random]:
    """One dice for each of `count` specimens, the same whatever the others throw and however many there are."""
    return (random.Random(f"{seed}/{what}/{number}") for number in range(count))


def chance(dice: random.Random, share: float) -> bool:
    """True in this share of all throws."""
    return dice.random() < share
