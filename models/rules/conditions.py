"""The conditions of this one application: its papers, its kind of account, its agent, and what nobody types again.

Cases that began before these rules carry a policy without `accounts` and go on without them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from models.case import Case
from models.findings import Finding
from models.papers import PaperKind
from models.policy import Policy
from models.rules import account_kinds, agent, basic_account, factors, readback, required_papers
from models.rules.calendar import business_day
from models.rules.fields import FIELDS, Care
from models.rules.paper_notes import FIELD_WARNINGS
from models.rules.says import flag

_SEAL = "SEAL"


def findings(case: Case, warnings: Mapping[PaperKind, Sequence[str]], policy: Policy, now: datetime) -> list[Finding]:
    """All findings of these rules; `warnings` are the reading's doubts for each paper, as `cross_check` takes them."""
    if policy.accounts is None:
        return []
    letter = readback.known_of(case, PaperKind.AUTHORISATION)
    return [
        *required_papers.findings(case, warnings),
        *account_kinds.findings(
            case.licence, case.statements, case.branch, policy, now, account_kinds.kinds_here(case)
        ),
        *basic_account.findings(case, policy.accounts, business_day(now)),
        *agent.findings(case, warnings, letter is not None and _SEAL in letter.marks, policy, now),
        *_doubts_nobody_types(case, warnings, policy),
        *_unfit_purpose(case, policy),
    ]


def _unfit_purpose(case: Case, policy: Policy) -> Iterator[Finding]:
    """A reviewer passes it with a reason alone, and it may bear a refusal beside other traits (RF07)."""
    if policy.refusals and factors.unfit_purpose(case.statements.purpose, policy.scoring.bands):
        zh, en = "开户用途不合理，请核实实际用途", "nothing that an account is opened for"
        yield flag("PURPOSE_UNFIT", "statements.purpose", zh, en, "risk.md 6 F06")


def _doubts_nobody_types(case: Case, warnings: Mapping[PaperKind, Sequence[str]], policy: Policy) -> Iterator[Finding]:
    """A doubted field that staff do not enter (a scope with a lost sign) is the reviewer's to compare with the
    picture; what the reading warns of by the field's name is found by `cross_check` already.
    """
    for kind, fields in FIELDS.items():
        known = readback.known_of(case, kind)
        if known is None or not readback.usable(known, kind, policy.reading):
            continue
        for name, rule in fields.items():
            told = {one.partition(":")[0] for one in warnings.get(kind, ()) if one.endswith(f":{name}")}
            if rule.care is Care.FLAGGED:
                doubts = readback.doubts_of(known, name, rule, policy.reading)
                yield from (_doubt(kind, name, rule.zh, one) for one in doubts if one not in told | FIELD_WARNINGS)


def _doubt(kind: PaperKind, name: str, label: str, code: str) -> Finding:
    zh, en = f"{label}识别存疑，请对照影像", "a person must compare picture and text"
    return flag(f"READING_{code.upper()}", f"{kind}.{name}", zh, en, "process.md step 3")
