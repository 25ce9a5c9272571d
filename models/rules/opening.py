"""How the bank's books call a depositor (rules.md 2, depositor kinds of the filing route)."""

from datetime import date

from models.application import AccountKind
from models.case import Case
from models.findings import Finding, Severity
from models.papers import EntityKind
from models.rules.names import same_person

SECOND_APPLICATION = "SECOND_APPLICATION"
_KINDS = {
    EntityKind.LLC: "01",
    EntityKind.JSC: "01",
    EntityKind.COOP: "01",
    EntityKind.SOLE: "02",
    EntityKind.PARTNERSHIP: "02",
    EntityKind.BRANCH: "02",
    EntityKind.FOREIGN_BRANCH: "02",
    EntityKind.INDIVIDUAL: "13",
}


def depositor_kind(entity: EntityKind | None, name: str | None = None, operator: str | None = None) -> str:
    """The depositor's kind code for the filing; ValueError for an entity that must not come this way (R-ACC-15).

    An individual business that bears its operator's name has no trade name (字号).
    """
    code = _KINDS.get(entity) if entity else None
    if code is None:
        raise ValueError("this kind of entity does not go through filing; it needs the approval route")
    return "14" if entity is EntityKind.INDIVIDUAL and same_person(name, operator) else code


def depositor_of(case: Case) -> str:
    """The depositor's kind code of this case's firm."""
    licence = case.licence
    return depositor_kind(licence.entity, licence.name, licence.representative)


def last_day_of(case: Case) -> date | None:
    """The last day of a temporary account; None for the other kinds."""
    return case.statements.account_until if case.statements.account_kind is AccountKind.TEMPORARY else None


def second_application() -> Finding:
    """Another application of the same firm for the same kind of account is alive (process.md 4); its number is not
    told, the sender may be a stranger.
    """
    return Finding(
        code=SECOND_APPLICATION,
        severity=Severity.STOP,
        about="application",
        zh="该企业同类账户已有一笔在途申请",
        en="another application of this firm for this kind of account is under way",
        rule="process.md 4",
    )
