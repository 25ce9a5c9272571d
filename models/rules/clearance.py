"""What RISK's word on a stop was given for: it holds while the paper, answer or statement behind the finding stays, and
for no other (rules.md 1, STOP).

List matches are cleared entry by entry (`list_matches`), so their answers say nothing here.
"""

import hashlib

from models.audit import canonical
from models.case import Case
from models.checks import System
from models.findings import Finding, Severity
from models.rules.clusters import ADDRESS_CLUSTER


def systems_of(finding: Finding) -> tuple[System, ...]:
    """The outside answers a finding rests on: what compares a paper with the registry rests on the registry's answer
    too, an address cluster on its count.
    """
    about = finding.about.partition(".")[0]
    systems = [system for system in System if system == about]
    if finding.code.startswith("REGISTRY_"):
        systems.append(System.REGISTRATION)
    if finding.code == ADDRESS_CLUSTER:
        systems.append(System.ADDRESS_COUNT)
    return tuple(systems)


def papers_of(case: Case, finding: Finding) -> tuple[str, ...]:
    """Digests of the papers on file that a finding is about."""
    about = finding.about.partition(".")[0]
    return tuple(paper.ref.sha256 for paper in case.papers.values() if paper.kind == about)


def facts_of(case: Case, code: str) -> tuple[str, ...]:
    """What the stops of this code are about now, as digests."""
    stops = (finding for finding in case.findings if finding.code == code and finding.severity is Severity.STOP)
    return tuple(sorted({_fact(case, finding) for finding in stops}))


def lapsed(case: Case) -> tuple[str, ...]:
    """The codes that RISK cleared for other facts than those on file now; codes cleared before facts were kept stay."""
    return tuple(code for code, facts in case.cleared_facts.items() if not set(facts_of(case, code)) <= set(facts))


def _fact(case: Case, finding: Finding) -> str:
    asked = [getattr(case.dossier, system) for system in systems_of(finding) if system is not System.LISTS]
    told = {
        "about": finding.about,
        "papers": papers_of(case, finding),
        "answers": [one.model_dump(mode="json", include={"query", "answer"}) for one in asked if one],
        "statement": case.statements.model_dump(mode="json").get(finding.about.removeprefix("statements.")),
        "attempt": {"visit": case.visit.attempt, "interview": len(case.interview.attempts)}.get(finding.about),
    }
    return hashlib.sha256(canonical(told)).hexdigest()
