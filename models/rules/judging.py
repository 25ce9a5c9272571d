"""The whole judgement of a case: every rule's findings, the score and tier, and the owners, from its facts alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from models.base import Fact
from models.case import Case
from models.checks import Dossier
from models.findings import Finding, Score
from models.owners import OwnersFound
from models.papers import PaperKind
from models.policy import Policy
from models.rules import (
    clusters,
    conditions,
    cross_check,
    interview,
    list_matches,
    owners,
    plan,
    police,
    readback,
    reading,
    score,
    screening,
    tiers,
    visit,
    wishes,
)
from models.rules.opening import second_application


class Judged(Fact):
    """What the rules say of a case now; `owners` is None before they were traced."""

    findings: tuple[Finding, ...]
    score: Score
    owners: OwnersFound | None


def judged(case: Case, policy: Policy, now: datetime) -> Judged:
    """Findings in the order of the stations, score and tier; what the factors say together and the owners come last,
    for the owners' threshold follows the tier.
    """
    standing = list_matches.standing(case.dossier, case.cleared_matches)
    found = tuple(_findings(case, standing, policy, now))
    scored = tiers.adjusted(_score(case, standing, found, policy, now), case.manual, now)
    return Judged(
        findings=(*found, *wishes.findings(scored), *_of_owners(case, scored, policy)),
        score=scored,
        owners=owners.seen(case.licence, case.dossier, scored.tier, policy.owners),
    )


def warnings(case: Case, policy: Policy) -> dict[PaperKind, tuple[str, ...]]:
    """The reader's doubts about each paper, with what staff have typed since."""
    known = {kind: found for kind in case.papers if (found := readback.known_of(case, kind))}
    return {kind: tuple(reading.doubts(found, kind, policy.reading)) for kind, found in known.items()}


def _findings(case: Case, standing: Dossier, policy: Policy, now: datetime) -> Iterator[Finding]:
    doubts: Mapping[PaperKind, Sequence[str]] = warnings(case, policy)
    yield from cross_check.findings(
        case.licence, case.id_card, case.statements, case.dossier, doubts, policy, now, case.asked_before
    )
    screened = screening.findings(
        plan.of_case(case),
        standing,
        case.licence.established,
        policy,
        now,
        case.asked_before,
        readback.presented_copy(case),
        case.unknown_firm,
    )
    yield from police.judged(case, screened)
    yield from conditions.findings(case, doubts, policy, now)
    yield from visit.concerns(case.visit, policy, case.licence.entity)
    yield from interview.concerns(case.interview.attempts)
    yield from interview.business_flags(case.interview.attempts, policy)
    yield from interview.device_flags(case.interview.attempts, policy)
    yield from list_matches.findings(case.dossier, case.cleared_matches)
    if case.second_application:
        yield second_application()
    yield from readback.findings(case)
    yield from clusters.findings(case.in_house, policy.clusters, case.dossier.address_count)


def _score(case: Case, standing: Dossier, found: Sequence[Finding], policy: Policy, now: datetime) -> Score:
    inputs = score.inputs_from(
        case.licence,
        case.id_card,
        case.statements,
        standing,
        case.visit,
        case.interview,
        policy,
        now,
        case.channel,
        case.in_house,
        by_agent=case.by_agent,
    )
    return score.score(inputs, policy, found)


def _of_owners(case: Case, scored: Score, policy: Policy) -> Iterable[Finding]:
    if not case.traces_owners:
        return ()
    exempt = policy.scoring.bands.promise_exempt_yuan
    proof = PaperKind.OWNERSHIP_PROOF in case.papers
    return owners.findings(case.licence, case.dossier, scored.tier, policy.owners, exempt, proof=proof)
