"""What each risk factor is made of: from the facts of a case to scores 1-5 (risk.md 2, tables in the policy).

None means that the input is missing; it is never read as good (risk.md 3f).
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum

from models.application import AgentRelation, Statements
from models.base import Fact
from models.checks import Dossier, ListKind, PhoneCode, RegisteredFirm, Shareholder, TaxCode, TaxpayerState
from models.clusters import InHouse
from models.interview import Heard, InterviewRecord, InterviewVerdict
from models.papers import EntityKind, IdCard, Licence, Money
from models.policy import Bands, Clusters, OwnerRules, RegistryDays
from models.rules import owners, wishes
from models.rules.addresses import same_address
from models.rules.calendar import business_day
from models.rules.codes import PROVINCE_NAMES
from models.rules.dates import age_at
from models.rules.id_card_checks import born
from models.rules.industry import buys_and_sells, cash_score, industry_score
from models.rules.interview import wrong_about_firm
from models.rules.regions import Region, distance, region, region_of
from models.rules.screening import CARRIERS, many_changes, new_firm, representative_changed, standing
from models.rules.visit import owners_said
from models.visit import VisitRecord

_MIDDLE = 3
"""Of the scale: what a missing input counts."""


class Floor(StrEnum):
    """What raises a tier whatever the points say (risk.md 2)."""

    ABNORMAL_UNREACHABLE = "abnormal_unreachable"
    TAX_ABNORMAL = "tax_abnormal"
    OWNER_UNKNOWN = "owner_unknown"
    PEP = "pep"
    SHARED = "shared"
    BUSINESS_UNKNOWN = "business_unknown"
    PROHIBITED = "prohibited"


class Known(Fact):
    """Everything a factor may look at."""

    licence: Licence
    id_card: IdCard
    statements: Statements
    dossier: Dossier
    visit: VisitRecord
    interview: InterviewRecord
    now: datetime
    channel: str
    in_house: InHouse | None
    bands: Bands
    by_agent: bool = False
    owner_rules: OwnerRules = OwnerRules()
    clusters: Clusters = Clusters()
    registry: RegistryDays = RegistryDays()
    edition: int | None = None
    wrong_stands: bool = False

    @property
    def firm(self) -> RegisteredFirm | None:
        return self.dossier.registration.answer.firm if self.dossier.registration else None

    @property
    def age_days(self) -> int | None:
        established = self.firm.established if self.firm else self.licence.established
        return (business_day(self.now) - established).days if established else None

    @property
    def capital(self) -> Money | None:
        return (self.firm.capital if self.firm else None) or self.licence.capital

    @property
    def paid_cents(self) -> int:
        """How much of the capital the registry calls paid, in the capital's currency: what nobody gives, what is in
        other money and what is dated ahead is not paid, nobody pays more than they subscribed.
        """
        if not (self.bands.capital_paid and self.firm and self.capital):
            return 0
        today, currency = business_day(self.now), self.capital.currency
        return sum(_paid(holder, currency, today) for holder in self.firm.shareholders)

    @property
    def firms_at_address(self) -> int | None:
        """How many firms are at the address, this one among them: the larger of our count and the registry's; None
        before ours.
        """
        if self.in_house is None:
            return None
        told = self.dossier.address_count.answer.firms if self.dossier.address_count else None
        return max(self.in_house.same_address + 1, told or 1)

    @property
    def has_no_capital(self) -> bool:
        """A capital of nothing is none."""
        return self.capital is None or (self.bands.capital_paid and self.capital.cents == 0)


def _paid(holder: Shareholder, currency: str, today: date) -> int:
    paid, subscribed = holder.paid, holder.subscribed
    if paid is None or paid.currency != currency or (holder.on is not None and holder.on > today):
        return 0
    return paid.cents if subscribed is None else min(paid.cents, subscribed.cents)


def _up_to(value: float, limits: Sequence[float]) -> int:
    """The score of a value by rising limits: the first that is not exceeded, else 5."""
    return next((score for score, limit in enumerate(limits, start=1) if value <= limit), 5)


def worst(parts: Sequence[int | None]) -> int | None:
    """The worst of several inputs; while one is missing only what is worse than the middle counts."""
    told = max((part for part in parts if part is not None), default=1)
    return told if None not in parts or told > _MIDDLE else None


def _at_least(value: float, limits: Sequence[float]) -> int:
    """The score of a value by falling limits: the first that is reached, else 5."""
    return next((score for score, limit in enumerate(limits, start=1) if value >= limit), 5)


# ── customer ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _age_of_firm(known: Known) -> int | None:
    return None if known.age_days is None else _at_least(known.age_days, known.bands.age_days)


def _capital(known: Known) -> int | None:
    """By what is not paid of it. Only companies must have a capital, and who trades on none scores worst; foreign
    currency is left to a person.
    """
    capital = known.capital
    if capital is None or known.has_no_capital:
        return _without_capital(known)
    unpaid = capital.cents - known.paid_cents
    return _up_to(unpaid / 100, known.bands.capital_yuan) if capital.currency == "CNY" else None


def _without_capital(known: Known) -> int | None:
    """Only the registry's own word says that there is none: a capital that was not read is missing."""
    if not _is_company(known):
        return 1
    return 5 if known.firm and buys_and_sells(_scope(known), known.licence.name, known.bands) else None


def _layers(known: Known) -> int | None:
    """By the traced graph; untraced, one layer of persons is known, and behind a firm at least one more lies unseen."""
    if known.licence.entity in (EntityKind.INDIVIDUAL, EntityKind.SOLE):
        return 1
    if known.dossier.owners:
        return owners.complexity(known.dossier.owners.answer, known.owner_rules)
    if known.firm is None or not known.firm.shareholders:
        return None
    return 1 if all(holder.natural_person for holder in known.firm.shareholders) else 3


def _representative(known: Known) -> int | None:
    """By age, by the firms that they represent, and by what they knew when asked, which alone is asked later."""
    return worst((_age_of_representative(known), _firms_of_representative(known), 5 if _business_unknown(known) else 1))


def _age_of_representative(known: Known) -> int | None:
    if (birth := born(known.id_card)) is None:
        return None
    usual, unusual = known.bands.usual_age, known.bands.unusual_age
    age = age_at(birth, business_day(known.now))
    return 1 if usual[0] <= age <= usual[1] else 3 if unusual[0] <= age <= unusual[1] else 5


def _firms_of_representative(known: Known) -> int | None:
    if known.in_house is None:
        return None
    return _up_to(known.in_house.firms_of_representative, known.bands.firms_of_representative)


_RELATIONS = {AgentRelation.EMPLOYEE: 3, AgentRelation.OTHER: 4, AgentRelation.AGENCY: 5}


def _agent(known: Known) -> int | None:
    """In person 1, by an employee 3, by an agency or by somebody who acts for many firms 5."""
    if not known.by_agent:
        return 1
    relation = known.statements.agent_relation
    return worst((_RELATIONS[relation] if relation else None, _firms_of_agent(known)))


def _firms_of_agent(known: Known) -> int | None:
    """Whose number nobody read acts for no firm that could be counted, which is missing."""
    if known.in_house is None or not known.in_house.firms_of_agent:
        return None
    return 5 if known.in_house.firms_of_agent >= known.clusters.agent else 1


def _owners(known: Known) -> int | None:
    """By the filing beside the traced graph, 5 whenever the visit could not confirm the owners (rules.md 7.2).

    Untraced: small firms of persons are exempt from the filing by promise, and the visit confirms them.
    """
    if known.licence.entity is EntityKind.INDIVIDUAL:
        return 1
    if known.dossier.owners:
        return 5 if owners_said(known.visit) is False else _filed(known)
    if (said := owners_said(known.visit)) is not None:
        return 2 if said else 5
    return 3 if _layers(known) == 1 and _small(known) else None


def _small(known: Known) -> bool:
    """Whether a promise may stand for the firm's filing; a company's capital that nobody told is not small."""
    capital, exempt = known.capital, known.bands.promise_exempt_yuan * 100
    if capital is None:
        return not _is_company(known)
    return capital.currency == "CNY" and capital.cents <= exempt


def _is_company(known: Known) -> bool:
    """Whether it must have a capital; a form that nobody read may be a company's."""
    return known.licence.entity in (None, EntityKind.LLC, EntityKind.JSC, EntityKind.OTHER)


def _filed(known: Known) -> int | None:
    limit, rules = known.bands.promise_exempt_yuan, known.owner_rules
    return owners.transparency(known.licence, known.dossier, known.capital, limit, rules)


def _registry(known: Known) -> int | None:
    firm, now, rules = known.firm, known.now, known.registry
    if firm is None:
        return None
    listed = any(standing(entry, business_day(now)) for entry in firm.abnormal)
    if listed or firm.serious_violation or many_changes(firm, rules, now):
        return 5
    return 3 if firm.abnormal or firm.lost_licence or representative_changed(firm, rules, now) else 1


def _tax(known: Known) -> int | None:
    if known.dossier.tax is None:
        return None
    answer = known.dossier.tax.answer
    if answer.code is TaxCode.NOT_FOUND:
        founded = known.firm.established if known.firm else known.licence.established
        return 3 if founded and new_firm(founded, known.registry, known.now) else 4
    if answer.code is TaxCode.MATCHED and not answer.states:
        return None
    open_only = answer.code is TaxCode.MATCHED and set(answer.states) == {TaxpayerState.OPEN}
    return 1 if open_only else 5


# ── geography ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _places(known: Known) -> int | None:
    """Registered place, operating place and branch; who names no operating place works where the firm is registered."""
    if known.licence.credit_code is None:
        return None
    home, registered = _home(known.bands), _registered(known.licence.credit_code, known.licence.address)
    operating = _operating(known, registered, home)
    return distance((registered, operating, home)) if operating else None


def _home(bands: Bands) -> Region:
    """The branches' own city: the first of its names."""
    province = PROVINCE_NAMES.get(bands.home_region)
    first = next(iter(bands.home_names), "").removeprefix(province or "").removeprefix("省")
    return region(province, first)


def _registered(credit_code: str, address: str | None) -> Region:
    """The province by the code, the city by the address of the same province."""
    province, told = PROVINCE_NAMES.get(credit_code[2:4]), region_of(address or "")
    return region(province, told.city if told.province in (None, province) else None)


def _operating(known: Known, registered: Region, home: Region) -> Region | None:
    """A district alone is known as one of the branches' own city or as the licence's; None where nothing tells."""
    stated, licence = known.statements.operating_address, known.licence.address
    if not stated or same_address(stated, licence):
        return registered
    told = region_of(stated)
    if told.known:
        return told
    if told.district and told.district in known.bands.home_names:
        return home
    return registered if told.district and told.district == region_of(licence or "").district else None


def _address_cluster(known: Known) -> int | None:
    firms = known.firms_at_address
    if known.in_house is None or firms is None:
        return None
    return 1 if known.in_house.in_park else _up_to(firms, known.bands.same_address)


def _phone_region(known: Known) -> int | None:
    answer = known.dossier.phone.answer if known.dossier.phone else None
    if answer is None or answer.code is not PhoneCode.MATCHED or not answer.region or not answer.carrier:
        return None
    away, virtual = not answer.region.startswith(known.bands.home_region), answer.carrier not in CARRIERS
    return {0: 1, 1: 3, 2: 5}[away + virtual]


# ── business ────────────────────────────────────────────────────────────────────────────────────────────────────────


def unfit_purpose(purpose: str, bands: Bands) -> bool:
    """Whether what the account is for is nothing that an account is opened for (F06)."""
    return _has(purpose, bands.purpose_bad)


def _purpose(known: Known) -> int:
    purpose, bands = known.statements.purpose, known.bands
    if unfit_purpose(purpose, bands):
        return 5
    named = sum(word in purpose for word in bands.purpose_concrete)
    if named == 0 or len(purpose) < bands.purpose_length:
        return 3
    return 1 if named > 1 else 2


def _turnover(known: Known) -> int | None:
    """A year's expected turnover against the capital; without one, the month's amount alone."""
    month, capital, bands = known.statements.monthly_turnover, known.capital, known.bands
    if month.currency != "CNY" or (capital and capital.currency != "CNY"):
        return None
    yuan = month.cents / 100
    if yuan >= bands.turnover_huge_yuan and (known.age_days or 0) < 365:
        return 5
    if capital is None and known.firm is None and _is_company(known):
        return None  # a company has a capital, and nobody has told it yet
    if capital is None or capital.cents == 0:
        return _up_to(yuan, bands.turnover_yuan)
    return _up_to(12 * month.cents / capital.cents, bands.turnover_ratio)


def _products(known: Known) -> int:
    """Who wishes nothing gets the bank's basic package."""
    return wishes.graded(known.statements.wishes, known.bands.wishes)


def _channel(known: Known) -> int:
    """Who is judged at the counter alone, by video with a visit on site, by video alone: every route ends there."""
    at_counter, visited, by_video = known.bands.channel
    if known.channel == "counter":
        return at_counter
    return by_video if known.visit.waived else visited


def _pattern(known: Known) -> int | None:
    purpose, bands, report = known.statements.purpose, known.bands, known.visit.report
    if _has(purpose, bands.purpose_bad):
        return 5
    if _has(purpose, bands.purpose_many_persons):
        return 3
    return 1 if report and report.counterparties.strip() else None


def _industry(known: Known) -> int | None:
    """A name alone may only tell what is worse than the middle."""
    scope = _scope(known)
    found = industry_score(scope, known.licence.name, known.bands)
    return found if scope else worst((found, None))


def _cash(known: Known) -> int | None:
    return cash_score(_scope(known), known.bands)


def _scope(known: Known) -> str | None:
    return known.licence.scope or (known.firm.scope if known.firm else None)


# ── signs ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _phone_shared(known: Known) -> int | None:
    return _up_to(known.in_house.same_phone, known.bands.sharing) if known.in_house else None


def _device_shared(known: Known) -> int | None:
    """Device, network and referrer. Honest firms share the latter two as well: they worsen what is known, and never
    to the 5 that counts as a sign; without a device only what is worse than the middle counts.
    """
    if known.in_house is None:
        return None
    device = known.in_house.same_device
    indirect = _indirect_sharing(known.in_house, known)
    if device is None:
        return indirect if indirect > _MIDDLE else None
    return max(_up_to(device, known.bands.sharing), indirect)


_NO_SIGN = 4
"""The worst that is no sign of sharing yet (the floor `shared` counts scores of 5)."""


def _indirect_sharing(in_house: InHouse, known: Known) -> int:
    network, limits = in_house.same_network, known.clusters.network_sharing
    of_network = _up_to(network, limits) if network is not None and limits else 1
    of_referrer = _up_to(in_house.same_referrer, known.bands.sharing) if in_house.same_referrer is not None else 1
    return min(max(of_network, of_referrer), _NO_SIGN)


def _batch(known: Known) -> int | None:
    if any(attempt.coached for attempt in known.interview.attempts):
        return 5
    if known.in_house is None:
        return None
    if known.in_house.same_hour_neighbours + 1 >= known.clusters.batch:
        return 5
    return 3 if known.in_house.same_day_neighbours else 1


def _results(known: Known) -> int | None:
    """The worse of interview and visit."""
    return worst((_of_interview(known), _of_visit(known)))


def _of_interview(known: Known) -> int | None:
    held = [attempt for attempt in known.interview.attempts if attempt.verdict is not InterviewVerdict.TECHNICAL]
    if not held:
        return None
    if held[-1].coached or held[-1].verdict is not InterviewVerdict.PASS:
        return 5
    return 1 if all(answer.heard is Heard.RIGHT for answer in held[-1].answers) else 3


def _of_visit(known: Known) -> int | None:
    report = known.visit.report
    right = all(answer.ok for answer in known.visit.answers)
    if report is None:
        seen = known.visit.waived and bool(known.visit.answers)
        return (1 if right else 3) if seen else None
    if report.conclusion == "concern" or not report.address_really_used or not report.consistent_with_business:
        return 5
    return 1 if right and not report.abnormal_signs else 3


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


# ── floors ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def floors(known: Known) -> frozenset[Floor]:
    firm = known.firm
    tax = known.dossier.tax.answer.states if known.dossier.tax else ()
    hits = known.dossier.lists.answer.hits if known.dossier.lists else ()
    found = {
        Floor.ABNORMAL_UNREACHABLE: firm
        and any(entry.reason == 4 and standing(entry, business_day(known.now)) for entry in firm.abnormal),
        Floor.TAX_ABNORMAL: TaxpayerState.ABNORMAL in tax,
        Floor.PEP: any(hit.kind is ListKind.PEP for hit in hits),
        Floor.OWNER_UNKNOWN: _nobody_behind(known) or (owners_said(known.visit) is False and _owners(known) == 5),
        Floor.BUSINESS_UNKNOWN: _business_unknown(known),
    }
    return frozenset(floor for floor, holds in found.items() if holds)


def _nobody_behind(known: Known) -> bool:
    """Whether the trace was answered and names no owner at all: a chain that is known in part is mended first."""
    if known.dossier.owners is None or known.licence.entity in owners.NO_STEP:
        return False
    told, rules = known.dossier.owners.answer, known.owner_rules
    return not owners.of_the_firm(owners.found(known.licence.entity, told, rules.threshold, rules))


def _business_unknown(known: Known) -> bool:
    """Whether the representative, when last asked, did not know what the firm does (C1 of the script); an attempt that
    failed for technique, or asked other things, takes nothing back, nor does an answer that nobody understood; that
    did so in a case from before `wrong_stands`.
    """
    if known.wrong_stands:
        return "C1" in wrong_about_firm(known.interview.attempts)
    heard = [each.heard for one in known.interview.attempts for each in one.answers if each.prompt == "C1"]
    return heard[-1:] == [Heard.WRONG]


GRADES: dict[str, Callable[[Known], int | None]] = {
    "C1": _age_of_firm,
    "C2": _capital,
    "C3": _layers,
    "C4": _representative,
    "C5": _agent,
    "C6": _owners,
    "C7": _registry,
    "C8": _tax,
    "G1": _places,
    "G2": _address_cluster,
    "G3": _phone_region,
    "B1": _purpose,
    "B2": _turnover,
    "B3": _products,
    "B4": _channel,
    "B5": _pattern,
    "I1": _industry,
    "I2": _cash,
    "X1": _phone_shared,
    "X2": _device_shared,
    "X3": _batch,
    "X4": _results,
}
"""The rule of each factor, by its name in risk.md 2."""


# ── as cases from before the present edition are scored ─────────────────────────────────────────────────────────────


def _representative_before(known: Known) -> int | None:
    if (by_age := _age_of_representative(known)) is None:
        return None
    return max(by_age, _firms_of_representative(known) or 1, 5 if _business_unknown(known) else 1)


def _agent_before(known: Known) -> int | None:
    if not known.by_agent:
        return 1
    relation = known.statements.agent_relation
    return 5 if _firms_of_agent(known) == 5 else _RELATIONS[relation] if relation else None


def _owners_before(known: Known) -> int | None:
    missing = _owners(known)
    untold = known.dossier.owners is None and owners_said(known.visit) is None and known.capital is None
    return 3 if missing is None and untold and _layers(known) == 1 else missing


def _tax_before(known: Known) -> int | None:
    return 5 if _tax(known) is None and known.dossier.tax else _tax(known)


def _places_before(known: Known) -> int | None:
    code, operating = known.licence.credit_code, known.statements.operating_address
    if code is None:
        return None
    registered_here = code[2:4] == known.bands.home_region
    if operating is None or same_address(operating, known.licence.address):
        return 1 if registered_here else 4
    if operating.startswith(known.bands.home_names):
        return 1 if registered_here else 3
    return 4 if registered_here else 5


def _address_cluster_before(known: Known) -> int | None:
    """By the other firms alone."""
    firms = known.firms_at_address
    if known.in_house is None or firms is None:
        return None
    return 1 if known.in_house.in_park else _up_to(firms - 1, known.bands.same_address)


def _phone_region_before(known: Known) -> int | None:
    """A carrier that is not told counts as a virtual one."""
    answer = known.dossier.phone.answer if known.dossier.phone else None
    if answer is None or answer.code is not PhoneCode.MATCHED or not answer.region:
        return None
    away, virtual = not answer.region.startswith(known.bands.home_region), answer.carrier not in CARRIERS
    return {0: 1, 1: 3, 2: 5}[away + virtual]


def _turnover_before(known: Known) -> int | None:
    """A company is who is known as one."""
    untold = known.capital is None and known.firm is None and known.statements.monthly_turnover.currency == "CNY"
    if untold and _turnover(known) is None and known.licence.entity not in (EntityKind.LLC, EntityKind.JSC):
        return _up_to(known.statements.monthly_turnover.cents / 100, known.bands.turnover_yuan)
    return _turnover(known)


def _industry_before(known: Known) -> int | None:
    return industry_score(_scope(known), known.licence.name, known.bands)


def _results_before(known: Known) -> int | None:
    """As far as they have taken place."""
    return max((part for part in (_of_interview(known), _of_visit(known)) if part is not None), default=None)


_BEFORE: dict[str, Callable[[Known], int | None]] = {
    "C4": _representative_before,
    "C5": _agent_before,
    "C6": _owners_before,
    "C8": _tax_before,
    "G1": _places_before,
    "G2": _address_cluster_before,
    "G3": _phone_region_before,
    "B2": _turnover_before,
    "I1": _industry_before,
    "X4": _results_before,
}


def scored(known: Known) -> dict[str, int | None]:
    """Every factor of the case, by the edition of these rules that it began with (risk.md 3e)."""
    grades = GRADES if known.edition else GRADES | _BEFORE
    return {name: grade(known) for name, grade in grades.items()}
