"""Which further proofs a case needs before it may be decided, and which of them nobody has seen yet (risk.md 4)."""

from models.case import Case
from models.papers import EntityKind
from models.policy import Policy
from models.proofs import Proof
from models.rules.addresses import same_address

_WITHOUT_CHAIN = frozenset({EntityKind.INDIVIDUAL, EntityKind.SOLE})
"""Who belongs to one person has no chain of owners to prove (rules.md 7.2)."""


def wanted(case: Case, policy: Policy) -> tuple[Proof, ...]:
    """What the tier demands of this case; nothing before there is a tier."""
    demanded = policy.measures[case.tier].proofs if case.tier else ()
    return tuple(proof for proof in demanded if _applies(proof, case))


def missing(case: Case, policy: Policy) -> tuple[Proof, ...]:
    """What is wanted and was not seen by anybody."""
    return tuple(proof for proof in wanted(case, policy) if proof not in case.proofs)


def _applies(proof: Proof, case: Case) -> bool:
    if proof is Proof.BOTH_PLACES:
        operating = case.statements.operating_address
        return bool(operating) and not same_address(operating, case.licence.address)
    return proof is not Proof.OWNER_CHAIN or case.licence.entity not in _WITHOUT_CHAIN
