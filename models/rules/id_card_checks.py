"""What one identity card says for itself: number, birth date, sex, age, validity (formats.md 4, 5; rules.md 9).

The representative's card and the agent's are judged alike; `Side` tells which papers a finding is about.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from models.findings import Finding
from models.papers import IdCard, PaperKind
from models.policy import Policy
from models.rules.codes import birth_date_of, is_identity_number, sex_of
from models.rules.dates import add_months, add_years, age_at
from models.rules.paper_notes import OF_THE_TEXT, left_to_counter
from models.rules.picture_warnings import SPOILING
from models.rules.says import fix, flag, info, stop, unread

_TEMPORARY_MONTHS = 3
"""How long a temporary identity card holds, whatever the age (rules.md 9)."""


class Holder(NamedTuple):
    """Whose card it is: the papers of its two sides, and how findings name the person."""

    front: PaperKind
    back: PaperKind
    code: str
    zh: str
    en: str


REPRESENTATIVE = Holder(PaperKind.ID_FRONT, PaperKind.ID_BACK, "REPRESENTATIVE", "法定代表人", "representative")
AGENT = Holder(PaperKind.AGENT_ID_FRONT, PaperKind.AGENT_ID_BACK, "AGENT", "经办人", "agent")


def card_findings(
    id_card: IdCard, holder: Holder, warnings: Sequence[str], policy: Policy, today: date
) -> Iterator[Finding]:
    """All that one card tells against itself; `warnings` are the doubts about its back."""
    yield from _of_front(id_card, holder, policy, today)
    yield from _of_validity(id_card, holder, warnings, policy, today)


def born(id_card: IdCard) -> date | None:
    """The birth date by the number, which a check digit proves, or else as printed."""
    return (birth_date_of(id_card.number) if id_card.number else None) or id_card.birth_date


def fitting_validity(birth: date, start: date, end: date | None) -> bool:
    """Whether a card's validity fits the age at issue (formats.md 5).

    Under 16 it is five years, to 25 ten, to 45 twenty, then open-ended.
    """
    years = _validity_years(age_at(birth, start))
    return end is None if years is None else end in add_years(start, years)


def soon(end: date | None, policy: Policy, today: date) -> bool:
    """Whether a paper runs out within the policy's reminder days."""
    return end is not None and 0 <= (end - today).days < policy.renewal_soon_days


def _of_front(id_card: IdCard, holder: Holder, policy: Policy, today: date) -> Iterator[Finding]:
    for field, label in (("name", "姓名"), ("number", "公民身份号码")):
        if getattr(id_card, field) is None:
            yield unread(f"{holder.front}.{field}", label)
    if id_card.number and not is_identity_number(id_card.number):
        zh, en = "公民身份号码无效", "the identity number is not valid"
        yield fix("ID_NUMBER_INVALID", f"{holder.front}.number", zh, en, "formats.md 4")
        return
    yield from _number_against_print(id_card, holder)
    if (birth := born(id_card)) is not None:
        yield from _of_age(age_at(birth, today), holder, policy)


def _number_against_print(id_card: IdCard, holder: Holder) -> Iterator[Finding]:
    if id_card.number is None:
        return
    if id_card.birth_date and birth_date_of(id_card.number) != id_card.birth_date:
        zh, en = "出生日期与号码不一致", "birth date and number disagree"
        yield fix("ID_BIRTH_DIFFERS", f"{holder.front}.birth_date", zh, en, "formats.md 4")
    if id_card.sex and sex_of(id_card.number) != id_card.sex:
        zh, en = "性别与号码不一致", "sex and number disagree"
        yield fix("ID_SEX_DIFFERS", f"{holder.front}.sex", zh, en, "formats.md 4")


def _of_age(age: int, holder: Holder, policy: Policy) -> Iterator[Finding]:
    about = f"{holder.front}.birth_date"
    if age < 0:
        yield fix("BORN_IN_FUTURE", about, "出生日期晚于今天", "born after today", "formats.md 4")
    elif age < policy.ages.representative_min:
        zh, en = f"{holder.zh}未成年", f"the {holder.en} is a minor"
        yield stop(f"{holder.code}_MINOR", about, zh, en, "rules.md 10")
    elif age > policy.ages.representative_max:
        zh, en = "出生日期不合理", "the birth date cannot be right"
        yield fix(f"{holder.code}_AGE", about, zh, en, "formats.md 4")


def _of_validity(
    id_card: IdCard, holder: Holder, warnings: Sequence[str], policy: Policy, today: date
) -> Iterator[Finding]:
    validity, about = id_card.validity, f"{holder.back}.validity"
    if validity is None or validity.start is None:
        yield unread(about, "有效期限")
        return
    if validity.start > today:
        yield fix("ID_NOT_YET_VALID", about, "身份证尚未生效", "the card is not yet valid", "rules.md 9")
    if validity.end and validity.end < today:
        yield fix("ID_EXPIRED", about, "身份证已过期", "the card has expired", "rules.md 9")
    elif soon(validity.end, policy, today):
        yield info("ID_EXPIRES_SOON", about, "身份证即将到期", "the card expires soon", "rules.md 9")
    if left_to_counter(warnings, policy.reading):
        warnings = [one for one in warnings if not left_to_counter([one], policy.reading)]
        lawful = validity.end is not None and validity.end <= add_months(validity.start, _TEMPORARY_MONTHS)
        zh, en = "临时身份证有效期超过三个月", "a temporary card holds for three months"
    else:
        birth = born(id_card)
        lawful = birth is None or fitting_validity(birth, validity.start, validity.end)
        zh, en = "有效期长度与年龄不符", "validity does not fit the age"
    if not lawful:
        yield _length_severity(warnings)("ID_VALIDITY_LENGTH", about, zh, en, "rules.md 9")


def _length_severity(warnings: Sequence[str]) -> Callable[[str, str, str, str, str], Finding]:
    """A weak reading and a poor picture are photographed again, a doubtful picture stops, else a person looks."""
    about_picture = {code for warning in warnings if (code := warning.partition(":")[0]) not in OF_THE_TEXT}
    if about_picture - SPOILING:
        return stop
    return fix if about_picture or "LOW_CONFIDENCE:validity" in warnings else flag


def _validity_years(age: int) -> int | None:
    return next((years for below, years in ((16, 5), (26, 10), (46, 20)) if age < below), None)
