"""What an application's workflow is started with, and what it returns."""

from models.application import NewApplication
from models.base import Fact
from models.case import Case
from models.policy import Policy
from models.tasks import Task


class StartOpening(Fact):
    """The new application and the policy in force: a running case keeps the numbers it started with."""

    new: NewApplication
    policy: Policy


class StartUpgrade(Fact):
    """The case as its opening ended, the account as the last upgrade left it, the case's tasks as published, and the
    policy now in force: it judges the upgrade.
    """

    case: Case
    tasks: tuple[Task, ...]
    policy: Policy


class Outcome(Fact):
    """How it ended: the terminal state, and the reason code when it is not ACTIVE or an upgrade raised nothing."""

    application: str
    state: str
    reason: str | None = None
