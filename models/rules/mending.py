"""What whoever gets a case back can still do about a hard rule that stands against it (rules.md 11).

Nobody passes a hard rule, so a task that comes back says which one stands and whether time or a new answer can mend it;
where nothing can, it says so, and the application is refused.
"""

from collections.abc import Iterable

from models.findings import Finding

Said = tuple[str, str]
"""One sentence, Chinese and English."""

_AGAIN: dict[str, Said] = {
    "H02": (
        "名单可在延长审查后重新筛查，仍命中的请拒绝",
        "the lists are screened again after an extended review; refuse where the hit stays",
    ),
    "H03": (
        "登记状态可在延长审查后重新核查，仍不在营的请拒绝",
        "the registry is asked again after an extended review; refuse where the firm stays out of business",
    ),
    "H09": (
        "登记期限可在延长审查后重新核查，其他证照过期的请拒绝，客户换证后重新申请",
        "the registered term is asked again after an extended review; refuse where another paper ran out",
    ),
    "H10": (
        "未完成的穿透核查可在延长审查后重新核查，未经签署确认的请拒绝",
        "an owner trace without answer is asked again after an extended review; refuse where nobody signed",
    ),
    "R-ACC-05": (
        "该企业在本网点的另一账户已销户的，由主管登记销户（ekaihu ops account-closed）后重新办理，未销户的请拒绝",
        "a supervisor notes it where the other account is closed (`ekaihu ops account-closed`); refuse where it is not",
    ),
}
"""What the outside may answer otherwise another day."""

_NEVER: Said = (
    "本申请内无法补正，请拒绝，客户可重新申请",
    "nothing in this application can mend it; refuse it, and the customer may apply anew",
)


def remedy(rule: str) -> Said:
    """What can be done where this rule stands; a rule that says nothing of its own cannot be mended."""
    return _AGAIN.get(rule, _NEVER)


def reason(finding: Finding) -> Said:
    """Which rule stands, why, and what can be done, as one sentence."""
    zh, en = remedy(finding.code)
    return (
        f"硬控规则{finding.code}未通过：{finding.zh}；任何人不得放行，{zh}。",
        f"Hard rule {finding.code} stands: {finding.en}; nobody can pass it, {en}.",
    )


def note(held: Iterable[Finding]) -> str:
    """The Chinese sentences for the task that comes back; nothing where no hard rule stands."""
    return "".join(dict.fromkeys(reason(finding)[0] for finding in held))
