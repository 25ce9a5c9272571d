"""Reading what holds personal data: only by staff who work on applications, and every reading is on the trail first."""

import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli.common import Refused

if TYPE_CHECKING:
    from models.audit import AuditActor, AuditFact
    from models.case import Case
    from workers.bootstrap import Kept, Tools


async def open_file(tools: "Tools", no: str, me: str, why: str, about: str = "file") -> "Case":
    """The whole case for this person; Refused (and on the trail) for who has no right to it."""
    await tools.front.show(no)  # an unknown number must not begin a trail
    await note_reading(tools, no, me, why, about)
    return await tools.front.file(no)


async def note_reading(tools: "Tools | Kept", no: str, me: str, why: str, about: str) -> None:
    """Put a reading on the trail before it happens (risk.md 7.7)."""
    from models.acts import Claim
    from models.audit import AuditActor

    staff = tools.staff.find(me)
    roles = sorted(staff.roles & Claim.roles) if staff else []
    if staff is None or not roles:
        actor = AuditActor(id=me[:32], role="UNVERIFIED")
        await tools.ledger.append(no, [_fact(actor, "READ_REFUSED", about, why)])
        raise Refused(f"{me} has no right to read papers and personal data; ask somebody who works on the application")
    actor = AuditActor(id=staff.id, role=roles[0], branch=staff.branch)
    await tools.ledger.append(no, [_fact(actor, "READ", about, why)])


async def note_own_reading(tools: "Tools", no: str, why: str, about: str = "statements") -> None:
    """The customer reads what is the customer's own: statements to be corrected, or the read-back."""
    from models.audit import AuditActor
    from models.people import CUSTOMER, Role

    await tools.ledger.append(no, [_fact(AuditActor(id=CUSTOMER, role=Role.CUSTOMER), "READ", about, why)])


def write_private(path: Path, data: bytes) -> None:
    """Write a file for its owner's eyes alone; Refused when the place does not take it."""
    try:
        path.touch(mode=0o600)
        path.write_bytes(data)
    except OSError as error:
        raise Refused(f"{path} cannot be written ({error.strerror}); choose another place") from None


def _fact(actor: "AuditActor", action: str, about: str, why: str) -> "AuditFact":
    from models.audit import AuditFact, stamp

    at = stamp(datetime.now(UTC))
    return AuditFact(
        fact=f"read-{uuid.uuid4().hex}", at=at, actor=actor, action=action, object=about, reason_text=why or None
    )
