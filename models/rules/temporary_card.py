"""The temporary identity card (临时居民身份证): no remote step settles it, at the counter a supervisor allows it
(rules.md 9).
"""

from models.account import CounterItem
from models.case import Case
from models.papers import PaperKind
from models.people import Role
from models.policy import Reading as ReadingPolicy
from models.rules.paper_notes import left_to_counter
from models.rules.readback import known_of

_BACKS = (PaperKind.ID_BACK, PaperKind.AGENT_ID_BACK)


def on_file(case: Case, policy: ReadingPolicy) -> tuple[PaperKind, ...]:
    """The papers of this case that are temporary cards to be seen at the counter."""
    known = {kind: known_of(case, kind) for kind in _BACKS}
    return tuple(kind for kind, found in known.items() if found and left_to_counter(found.warnings, policy))


def allowed(case: Case) -> bool:
    """Whether a teller has seen the original and another person, a supervisor, has allowed it with a reason."""
    word = case.counter.card_allowed
    if word is None or not word.reason.strip() or CounterItem.TEMPORARY_CARD not in case.counter.ticked:
        return False
    return word.person not in {actor.person for actor in case.actors if actor.role is Role.COUNTER_TELLER}
