"""Which questions can be asked from what was read, and which answers are still missing (process.md step 2)."""

from collections.abc import Callable
from datetime import datetime

from models.application import Statements
from models.base import Fact
from models.case import Case
from models.checks import (
    AddressCountAsked,
    AddressCountQuery,
    CitizenAsked,
    CitizenQuery,
    Dossier,
    ListQuery,
    ListsAsked,
    PhoneAsked,
    PhoneQuery,
    Query,
    RegistrationAsked,
    RegistrationQuery,
    Subject,
    System,
    TaxAsked,
    TaxQuery,
)
from models.papers import Authorisation, IdCard, Licence
from models.rules.calendar import business_day

Answered = RegistrationAsked | PhoneAsked | TaxAsked | CitizenAsked | ListsAsked | AddressCountAsked

ABOUT_THE_AGENT = frozenset({System.AGENT_CITIZEN, System.AGENT_PHONE})

FIRST_ROUND = (
    *(System.REGISTRATION, System.PHONE, System.TAX, System.CITIZEN, System.LISTS),
    *sorted(ABOUT_THE_AGENT),
)
"""The systems whose questions come out of the papers; those about owners come out of their answers."""

WHERE_GIVEN = (System.FINANCE_PHONE, System.ADDRESS_COUNT)
"""Asked only where the case has what the question needs: the finance officer whom nobody must name (rules.md 4.1), and
the address that the firm is counted by (risk.md 6, F01).
"""

AT_ACTIVATION = frozenset({System.REGISTRATION, System.LISTS})
"""Asked again on the day of activation, the earlier answer is stale (process.md step 2, H02, H03)."""


class Questions(Fact):
    """One question per system; None means that something it needs was not read, that no agent acts, or that the firm
    gave no finance officer to ask about.
    """

    registration: RegistrationQuery | None = None
    phone: PhoneQuery | None = None
    tax: TaxQuery | None = None
    citizen: CitizenQuery | None = None
    lists: ListQuery | None = None
    agent_citizen: CitizenQuery | None = None
    agent_phone: PhoneQuery | None = None
    finance_phone: PhoneQuery | None = None
    address_count: AddressCountQuery | None = None
    by_agent: bool = False

    def of(self, system: System) -> Query | None:
        """The question for one system."""
        return _QUESTION[system](self)

    @property
    def impossible(self) -> frozenset[System]:
        """The systems that cannot be asked yet."""
        return frozenset(system for system in self.wanted if self.of(system) is None)

    @property
    def wanted(self) -> frozenset[System]:
        """The systems that this application has to be asked about."""
        given = {system for system in WHERE_GIVEN if self.of(system)}
        return frozenset(FIRST_ROUND) - (frozenset() if self.by_agent else ABOUT_THE_AGENT) | given


def questions(
    licence: Licence,
    id_card: IdCard,
    statements: Statements,
    letter: Authorisation | None = None,
    agent_card: IdCard | None = None,
    behind: tuple[Subject, ...] = (),
    *,
    finance_officer: bool = False,
    registry_count: bool = False,
) -> Questions:
    """Every question that the papers and statements allow; those about an agent where there is a letter or a card.

    `behind` are the owners and firms behind this one, once they are known; `finance_officer`: they are asked about too;
    `registry_count`: so is how many firms are at the licence's address.
    """
    by_agent = letter is not None or agent_card is not None
    return Questions(
        registration=_registration(licence, id_card),
        phone=_phone(licence, id_card, statements),
        tax=_tax(licence),
        citizen=_citizen(id_card),
        lists=_lists(licence, id_card, agent_card or IdCard() if by_agent else None, behind),
        agent_citizen=_citizen(agent_card) if agent_card else None,
        agent_phone=_agent_phone(licence, statements, letter, agent_card),
        finance_phone=_finance_phone(licence, statements) if finance_officer else None,
        address_count=_address_count(licence) if registry_count else None,
        by_agent=by_agent,
    )


def of_case(case: Case) -> Questions:
    """Every question about this case."""
    return questions(
        case.licence,
        case.id_card,
        case.statements,
        case.letter,
        case.agent_card,
        case.behind,
        finance_officer=case.asks_finance_officer,
        registry_count=case.asks_registry_count,
    )


def unanswered(questions: Questions, dossier: Dossier) -> set[System]:
    """The systems to ask: a question that was answered word for word is not asked again, a changed one is."""
    systems = (*FIRST_ROUND, *WHERE_GIVEN)
    return {system for system in systems if (query := questions.of(system)) and query != answered(dossier, system)}


def answered(dossier: Dossier, system: System) -> Query | None:
    """The question that this system has answered, if any."""
    asked = _ANSWERED[system](dossier)
    return asked.query if asked else None


def stale(dossier: Dossier, now: datetime) -> frozenset[System]:
    """The systems whose answer is not of today (Shanghai), among those that activation asks again."""
    return frozenset(system for system in AT_ACTIVATION if not _of_today(_asked_at(dossier, system), now))


def fresh(dossier: Dossier, now: datetime) -> Dossier:
    """The dossier without the stale answers, so that `unanswered` asks them again: results are valid for the day."""
    return dossier.model_copy(update={system.value: None for system in stale(dossier, now)})


def _asked_at(dossier: Dossier, system: System) -> datetime | None:
    asked = _ANSWERED[system](dossier)
    return asked.at if asked else None


def _of_today(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now and business_day(at) == business_day(now)


def _registration(licence: Licence, id_card: IdCard) -> RegistrationQuery | None:
    if not (licence.credit_code and licence.name and licence.representative and id_card.number):
        return None
    return RegistrationQuery(
        credit_code=licence.credit_code,
        name=licence.name,
        representative=licence.representative,
        representative_id=id_card.number,
    )


def _phone(licence: Licence, id_card: IdCard, statements: Statements) -> PhoneQuery | None:
    if not (licence.credit_code and id_card.name and id_card.number):
        return None
    return PhoneQuery(
        phone=statements.phone, name=id_card.name, id_number=id_card.number, credit_code=licence.credit_code
    )


def _tax(licence: Licence) -> TaxQuery | None:
    if not (licence.credit_code and licence.name):
        return None
    return TaxQuery(credit_code=licence.credit_code, name=licence.name)


def _citizen(id_card: IdCard) -> CitizenQuery | None:
    return CitizenQuery(number=id_card.number, name=id_card.name) if id_card.number and id_card.name else None


def _agent_phone(
    licence: Licence, statements: Statements, letter: Authorisation | None, card: IdCard | None
) -> PhoneQuery | None:
    """The customer's word before the letter's: it can be corrected."""
    number = statements.agent_phone or (letter.agent_phone if letter else None)
    if not (number and card and card.name and card.number and licence.credit_code):
        return None
    return PhoneQuery(phone=number, name=card.name, id_number=card.number, credit_code=licence.credit_code)


def _finance_phone(licence: Licence, said: Statements) -> PhoneQuery | None:
    if not (said.finance_phone and said.finance_officer and said.finance_id and licence.credit_code):
        return None
    return PhoneQuery(
        phone=said.finance_phone,
        name=said.finance_officer,
        id_number=said.finance_id,
        credit_code=licence.credit_code,
    )


def _address_count(licence: Licence) -> AddressCountQuery | None:
    return AddressCountQuery(address=licence.address) if licence.address else None


def _lists(licence: Licence, id_card: IdCard, agent: IdCard | None, behind: tuple[Subject, ...]) -> ListQuery | None:
    """Firm, representative, agent and who stands behind the firm are looked for together: a person of the papers who
    cannot be named keeps all from being asked.
    """
    people = [id_card, agent] if agent else [id_card]
    named = [Subject(name=one.name, number=one.number) for one in people if one.name and one.number]
    if not (licence.credit_code and licence.name and len(named) == len(people)):
        return None
    firm = Subject(name=licence.name, number=licence.credit_code)
    return ListQuery(subjects=tuple(dict.fromkeys((firm, *named, *behind))))


_QUESTION: dict[System, Callable[[Questions], Query | None]] = {
    System.REGISTRATION: lambda questions: questions.registration,
    System.PHONE: lambda questions: questions.phone,
    System.TAX: lambda questions: questions.tax,
    System.CITIZEN: lambda questions: questions.citizen,
    System.LISTS: lambda questions: questions.lists,
    System.AGENT_CITIZEN: lambda questions: questions.agent_citizen,
    System.AGENT_PHONE: lambda questions: questions.agent_phone,
    System.FINANCE_PHONE: lambda questions: questions.finance_phone,
    System.ADDRESS_COUNT: lambda questions: questions.address_count,
}

_ANSWERED: dict[System, Callable[[Dossier], Answered | None]] = {
    System.REGISTRATION: lambda dossier: dossier.registration,
    System.PHONE: lambda dossier: dossier.phone,
    System.TAX: lambda dossier: dossier.tax,
    System.CITIZEN: lambda dossier: dossier.citizen,
    System.LISTS: lambda dossier: dossier.lists,
    System.AGENT_CITIZEN: lambda dossier: dossier.agent_citizen,
    System.AGENT_PHONE: lambda dossier: dossier.agent_phone,
    System.FINANCE_PHONE: lambda dossier: dossier.finance_phone,
    System.ADDRESS_COUNT: lambda dossier: dossier.address_count,
}
