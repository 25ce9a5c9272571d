"""What RISK's word on a stop was given for: it holds while the paper and what was typed of it, the answer and its
question, or the statement behind the finding stays, and for no other (rules.md 1, STOP).

List matches are cleared entry by entry (`list_matches`), so their answers say nothing here.
"""

import hashlib
from collections.abc import Collection

from models.audit import canonical
from models.case import Case
from models.checks import PhoneCode, RegistrationCode, System, TaxCode
from models.findings import Finding, Severity
from models.papers import PaperKind
from models.rules.clusters import ADDRESS_CLUSTER
from models.rules.opening import SECOND_APPLICATION

_PHONES = {"": System.PHONE, "AGENT_": System.AGENT_PHONE, "FINANCE_": System.FINANCE_PHONE}
_ASKED = {
    **{f"{of}{PhoneCode.ID_TYPE_DIFFERS}": system for of, system in _PHONES.items()},
    **{f"{of}{PhoneCode.NAME_DIFFERS}": system for of, system in _PHONES.items()},
    RegistrationCode.NAME_DIFFERS: System.REGISTRATION,
    RegistrationCode.REPRESENTATIVE_NAME_DIFFERS: System.REGISTRATION,
    TaxCode.NAME_DIFFERS: System.TAX,
}
"""Whose question a finding rests on that is about a paper or a statement: the answer is a code alone."""
_LOST, _ABNORMAL = "LOST_LICENCE", "ABNORMAL_"
_WHOLE = "2:"
"""Marks a digest of all that a finding rests on; those from before it hold less, and are compared as they were."""


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


def facts_of(case: Case, code: str, *, whole: bool = True) -> tuple[str, ...]:
    """What the stops of this code are about now, as digests; not `whole`: as older cases noted it."""
    stops = (finding for finding in case.findings if finding.code == code and finding.severity is Severity.STOP)
    digests = {_digest(_rests_on(case, finding) if whole else _noted_before(case, finding)) for finding in stops}
    return tuple(sorted(f"{_WHOLE if whole else ''}{digest}" for digest in digests))


def lapsed(case: Case) -> tuple[str, ...]:
    """The codes that RISK cleared for other facts than those on file now; codes cleared before facts were kept stay."""
    return tuple(code for code, facts in case.cleared_facts.items() if not _as_they_were(case, code, facts))


def _as_they_were(case: Case, code: str, facts: Collection[str]) -> bool:
    whole = all(fact.startswith(_WHOLE) for fact in facts)
    return set(facts_of(case, code, whole=whole)) <= set(facts)


def _rests_on(case: Case, finding: Finding) -> dict[str, object]:
    question = getattr(case.dossier, _ASKED[finding.code]) if finding.code in _ASKED else None
    paper = finding.about.partition(".")[0]
    typed = {field: entry for field, entry in case.entries.items() if field.partition(".")[0] == paper}
    return {
        **_noted_before(case, finding),
        "papers": papers_of(case, _about_the_licence(finding) if finding.code == _LOST else finding),
        "answers": _told(case, finding),
        "question": question.query.model_dump(mode="json") if question else None,
        "typed": {field: entry.model_dump(mode="json", include={"value"}) for field, entry in sorted(typed.items())},
        "holder": case.held_by if finding.code == SECOND_APPLICATION else None,
    }


def _about_the_licence(finding: Finding) -> Finding:
    """A copy that the registry calls lost is looked for on the picture of the licence."""
    return finding.model_copy(update={"about": PaperKind.LICENCE.value})


def _told(case: Case, finding: Finding) -> object:
    """What was answered; of the registry's record, which is asked every day, the part that the finding is about."""
    asked = case.dossier.registration
    firm = asked.answer.firm if asked else None
    if firm and finding.code == _LOST:
        return firm.model_dump(mode="json", include={"credit_code", "lost_licence", "reissued"})
    if firm and finding.code.startswith(_ABNORMAL):
        return firm.model_dump(mode="json", include={"credit_code", "abnormal"})
    return _noted_before(case, finding)["answers"]


def _noted_before(case: Case, finding: Finding) -> dict[str, object]:
    asked = [getattr(case.dossier, system) for system in systems_of(finding) if system is not System.LISTS]
    return {
        "about": finding.about,
        "papers": papers_of(case, finding),
        "answers": [one.model_dump(mode="json", include={"query", "answer"}) for one in asked if one],
        "statement": case.statements.model_dump(mode="json").get(finding.about.removeprefix("statements.")),
        "attempt": {"visit": case.visit.attempt, "interview": len(case.interview.attempts)}.get(finding.about),
    }


def _digest(told: dict[str, object]) -> str:
    return hashlib.sha256(canonical(told)).hexdigest()
