"""What an application's workflow is started with, and what it returns."""

from models.application import NewApplication
from models.base import Fact
from models.policy import Policy


class StartOpening(Fact):
    """The new application and the policy in force: a running case keeps the numbers it started with."""

    new: NewApplication
    policy: Policy


class Outcome(Fact):
    """How it ended: the terminal state, and the reason code when it is not ACTIVE."""

    application: str
    state: str
    reason: str | None = None
