"""Which papers an application needs, by legal form, account kind and whether an agent acts (rules.md 3).

The list is closed in both directions: what it names is asked for, and small firms are asked for nothing else (negative
list, item 1). Papers that no machine judges are kept as evidence, and the reviewer says that they were seen.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from models.application import AccountKind
from models.case import Case
from models.checks import RegisteredFirm, RegistrationCode
from models.findings import Finding
from models.papers import PROOFS, EntityKind, PaperKind
from models.rules.review import PAPERS
from models.rules.says import fix, info, stop

MISSING_PAPER = "MISSING_PAPER"
PROOF_TO_SEE = "PROOF_TO_SEE"
FOREIGN_PAPER = "FOREIGN_PAPER"

_RULE = "rules.md 3"
_EVERYBODY = (PaperKind.LICENCE, PaperKind.ID_FRONT, PaperKind.ID_BACK)
_AGENT = (PaperKind.AUTHORISATION, PaperKind.AGENT_ID_FRONT, PaperKind.AGENT_ID_BACK)
_WITH_OWNERS = frozenset({EntityKind.LLC, EntityKind.JSC, EntityKind.PARTNERSHIP})
_NOT_READ_HERE = frozenset({"passport", "foreigner_card", "residence_permit", "travel_permit"})

PERSON: Mapping[EntityKind, str] = {
    EntityKind.LLC: "法定代表人",
    EntityKind.JSC: "法定代表人",
    EntityKind.COOP: "法定代表人",
    EntityKind.SOLE: "投资人",
    EntityKind.PARTNERSHIP: "执行事务合伙人或其委派代表",
    EntityKind.BRANCH: "负责人",
    EntityKind.FOREIGN_BRANCH: "负责人",
    EntityKind.INDIVIDUAL: "经营者",
}
"""Whose identity card it is that every application needs."""

_PURPOSES: Mapping[AccountKind, tuple[str, str]] = {
    AccountKind.GENERAL: ("借款合同或结算用途说明", "loan contract or purpose statement"),
    AccountKind.SPECIAL: ("专项资金的批文、合同或制度依据", "proof that the funds are earmarked"),
    AccountKind.TEMPORARY: ("临时需要及期限的证明", "proof of the temporary need and its term"),
}


class Requirement(NamedTuple):
    """One paper and why it is needed, for the customer and in English."""

    paper: PaperKind
    zh: str
    en: str


def required(
    entity: EntityKind | None, kind: AccountKind, *, by_agent: bool = False, owners_registered: bool = True
) -> tuple[Requirement, ...]:
    """The whole list; a legal form that is not known yet asks for nothing of its own."""
    person = PERSON.get(entity, "法定代表人") if entity else "法定代表人"
    whose = {PaperKind.LICENCE: "营业执照"}
    papers = [Requirement(paper, whose.get(paper, f"{person}身份证"), "every application") for paper in _EVERYBODY]
    if by_agent:
        papers += [Requirement(paper, "由经办人代理申请", "an agent acts") for paper in _AGENT]
    if entity is EntityKind.BRANCH:
        zh, en = "分支机构开户须总公司授权", "a branch needs its head office's word"
        papers.append(Requirement(PaperKind.HEAD_OFFICE_AUTHORISATION, zh, en))
    if entity in _WITH_OWNERS and not owners_registered:
        zh, en = "工商登记未载明股东或合伙人", "the registry names no owners"
        papers.append(Requirement(PaperKind.OWNERSHIP_PROOF, zh, en))
    if kind in _PURPOSES:
        papers.append(Requirement(PaperKind.PURPOSE_PROOF, *_PURPOSES[kind]))
    return tuple(papers)


def findings(case: Case, warnings: Mapping[PaperKind, Sequence[str]]) -> Iterator[Finding]:
    """What is missing, what a person has to look at, and whose paper cannot be read from afar."""
    needed = required(
        case.licence.entity,
        case.statements.account_kind,
        by_agent=case.by_agent,
        owners_registered=_owners_registered(case),
    )
    for one in needed:
        if one.paper not in case.papers:
            yield fix(MISSING_PAPER, one.paper, f"缺少{PAPERS[one.paper]}（{one.zh}）", f"missing: {one.en}", _RULE)
    for paper in sorted(PROOFS & set(case.papers)):
        yield info(PROOF_TO_SEE, paper, f"{PAPERS[paper]}须由审核人查看", "the reviewer has to look at it", _RULE)
    yield from _foreign(warnings)


def _owners_registered(case: Case) -> bool:
    """Registry shareholders suffice; while the registry has not answered, nobody is asked for more."""
    asked = case.dossier.registration
    firm: RegisteredFirm | None = asked.answer.firm if asked else None
    return asked is None or asked.answer.code is not RegistrationCode.MATCHED or bool(firm and firm.shareholders)


def _foreign(warnings: Mapping[PaperKind, Sequence[str]]) -> Iterator[Finding]:
    """A passport or permit is proof enough in life, but it is read at the counter, not here."""
    for paper in (PaperKind.ID_FRONT, PaperKind.AGENT_ID_FRONT):
        shown = {warning.partition(":")[2] for warning in warnings.get(paper, ()) if warning.startswith("OTHER_PAPER:")}
        if shown & _NOT_READ_HERE:
            zh, en = (
                "所持证件不能在线识别，须到网点临柜核验",
                "such identity papers are taken at the counter",
            )
            yield stop(FOREIGN_PAPER, paper, zh, en, _RULE)
