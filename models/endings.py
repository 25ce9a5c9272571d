"""The ways an application ends before it is opened."""

from models.states import State


class Ending(Exception):
    """Leaves the story from wherever it stands; `reason` is a code of rules.md 8, never a text about a person."""

    state: State

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(Ending):
    state = State.REFUSED


class Expired(Ending):
    state = State.EXPIRED


class Withdrawn(Ending):
    state = State.WITHDRAWN
