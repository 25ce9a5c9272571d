"""The agent (经办人): letter against licence and cards, own card, period and powers (rules.md 3, 7.1, 9)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from models.case import Case
from models.findings import Finding
from models.papers import Authorisation, IdCard, PaperKind
from models.policy import Policy
from models.rules import authorisation
from models.rules.calendar import business_day
from models.rules.id_card_checks import AGENT, card_findings
from models.rules.matrix import Column, Matrix, differs, of_case
from models.rules.says import fix, flag, stop, unread

_RULE = "rules.md 3"
_LETTER_FIELDS = {"agent": "受托人", "agent_number": "受托人身份证号", "powers": "授权事项"}
_ON_THE_LETTER = {
    "name": ("principal", "委托单位与营业执照名称不一致"),
    "credit_code": ("credit_code", "委托书上的统一社会信用代码与营业执照不一致"),
    "representative": ("representative", "委托书上的法定代表人与营业执照不一致"),
    "representative_number": ("representative_number", "委托书上的法定代表人证件号码与身份证不一致"),
}
_OF_A_DAY = {
    authorisation.PERIOD_UNKNOWN: ("授权期限不明", "nobody can tell until when the letter holds"),
    authorisation.NOT_YET_VALID: ("授权尚未生效", "the letter does not hold yet"),
    authorisation.EXPIRED: ("授权已过期", "the letter holds no longer"),
}

Warnings = Mapping[PaperKind, Sequence[str]]


def findings(case: Case, warnings: Warnings, seal_seen: bool, policy: Policy, now: datetime) -> Iterator[Finding]:
    """What stands against the agent; nothing where the representative acts in person, or before these rules.

    Papers that are not there have their own finding, so that nothing on them is called unread.
    """
    if policy.accounts is None or not case.by_agent:
        return
    letter, card = case.letter or Authorisation(), case.agent_card or IdCard()
    today, table = business_day(now), of_case(case)
    found = [
        *card_findings(card, AGENT, warnings.get(PaperKind.AGENT_ID_BACK, ()), policy, today),
        *_unread(letter),
        *_on_the_letter(table, case.asked_before),
        *_same_person(table, case, case.asked_before),
        *_powers(letter),
        *_period(letter, policy.accounts.silent_letter, today),
        *_seal(seal_seen),
        *_phone(table, case, letter),
    ]
    yield from (one for one in found if _is_there(one, case))


def _is_there(finding: Finding, case: Case) -> bool:
    paper = finding.about.partition(".")[0]
    return paper not in set(PaperKind) or paper in case.papers


def _unread(letter: Authorisation) -> Iterator[Finding]:
    for field, label in _LETTER_FIELDS.items():
        if getattr(letter, field) is None:
            yield unread(f"authorisation.{field}", label)
    if letter.principal is None and letter.credit_code is None:
        yield unread("authorisation.principal", "委托单位")


def _on_the_letter(table: Matrix, asked: Collection[str]) -> Iterator[Finding]:
    for fact, (field, zh) in _ON_THE_LETTER.items():
        if differs(table, fact, Column.LETTER):
            code = f"AUTHORISATION_{field.upper()}_DIFFERS"
            say = stop if code in asked else fix
            yield say(code, f"authorisation.{field}", zh, f"the letter's {field} is another", _RULE)


def _same_person(table: Matrix, case: Case, asked: Collection[str]) -> Iterator[Finding]:
    if differs(table, "agent", Column.AGENT_CARD) or differs(table, "agent_number", Column.AGENT_CARD):
        say = stop if "AGENT_DIFFERS" in asked else fix
        zh, en = "经办人身份证与授权委托书所载受托人不一致", "letter and identity card name different people"
        yield say("AGENT_DIFFERS", "agent_id_front.number", zh, en, _RULE)
    own = case.agent_card.number if case.agent_card else None
    if own is not None and own == case.id_card.number:
        zh, en = "经办人与法定代表人为同一人", "the agent is the representative"
        yield flag("AGENT_IS_REPRESENTATIVE", "agent_id_front.number", zh, en, _RULE)


def _powers(letter: Authorisation) -> Iterator[Finding]:
    if letter.powers is not None and not authorisation.covers_opening(letter.powers):
        zh, en = "授权事项未包括开立账户", "the powers do not name the opening of an account"
        yield fix("AUTHORISATION_POWERS", "authorisation.powers", zh, en, _RULE)


def _period(letter: Authorisation, silent_days: int, today: date) -> Iterator[Finding]:
    about = "authorisation.period"
    if fault := authorisation.period_fault(authorisation.term_of(letter, silent_days), today):
        yield fix(fault, about, *_OF_A_DAY[fault], "rules.md 9")
    elif not authorisation.names_its_end(letter):
        zh, en = f"委托书未载明截止日，按签发日起{silent_days}日计", f"no last day: {silent_days} days count"
        yield flag("AUTHORISATION_SILENT", about, zh, en, "rules.md 9")


def _seal(seen: bool) -> Iterator[Finding]:
    """A seal that the machine did not see may be there: a person looks."""
    if not seen:
        zh, en = "未识别到委托书上的公章，请人工核对", "no seal was seen on the letter: look at it"
        yield flag("AUTHORISATION_SEAL_UNSEEN", "authorisation", zh, en, _RULE)


def _phone(table: Matrix, case: Case, letter: Authorisation) -> Iterator[Finding]:
    about = "statements.agent_phone"
    if case.statements.agent_phone is None and letter.agent_phone is None:
        zh, en = "请提供经办人手机号", "neither the letter nor the customer tells the agent's phone"
        yield fix("AGENT_PHONE_MISSING", about, zh, en, "rules.md 4.1")
    if differs(table, "agent_phone", Column.STATEMENTS):
        zh, en = "经办人手机号与委托书不一致", "the letter has another phone of the agent"
        yield flag("AGENT_PHONE_DIFFERS", about, zh, en, _RULE)
