"""What the registries and lists of the simulated world know: from YAML files, and overrides made while it runs."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field

from sandbox.store import Document, Store

K = TypeVar("K", bound="Known")


class Known(BaseModel):
    """A fact of the world; a typing error in a scenario file is an error at start."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Money(Known):
    cents: int
    currency: str = "CNY"


class Shareholder(Known):
    """`number` is an ID number or a credit code; `form` and `day` tell how and when the capital is paid."""

    name: str
    natural_person: bool
    share: float
    number: str | None = None
    subscribed: Money | None = None
    paid: Money | None = None
    form: str | None = None
    day: date | None = None


class Officer(Known):
    name: str
    post: Literal["director", "supervisor", "manager"]


class Change(Known):
    item: str
    before: str
    after: str
    day: date


class Abnormal(Known):
    """An entry in the abnormal list: 1 no annual report, 2 no public data in time, 3 false data, 4 not reachable."""

    reason: int = Field(ge=1, le=4)
    day: date
    removed: date | None = None


class LostLicence(Known):
    """A lost-licence statement: which copy, and whether it was issued again."""

    copy_code: Literal["ORGN", "COPY", "ORCY"]
    reissued: Literal["RPLC", "NULL"]


class Registration(Known):
    """What the registry knows about a firm; `result` forces an answer code."""

    name: str
    type: str
    representative: str
    representative_id: str
    address: str
    capital_cents: int | None
    currency: str = "CNY"
    established: date
    term_end: date | None
    state: str = "存续（在营、开业、在册）"
    authority: str
    scope: str
    shareholders: tuple[Shareholder, ...] = ()
    officers: tuple[Officer, ...] = ()
    changes: tuple[Change, ...] = ()
    abnormal: tuple[Abnormal, ...] = ()
    serious_violation: bool = False
    lost_licence: LostLicence | None = None
    result: str | None = None


class Holder(Known):
    """A holder or controller in a registry extract; `number` is missing where the registry has none."""

    kind: Literal["PERSON", "FIRM", "LISTED", "STATE"]
    name: str
    number: str | None = None
    country: str = "CN"


class Holding(Holder):
    """A stake, percent as text; votes and income only where they differ from the equity."""

    equity: str
    votes: str | None = None
    income: str | None = None
    nominee: bool = False


class ExtractOfficer(Known):
    name: str
    number: str
    duty: Literal["GENERAL_MANAGER", "REPRESENTATIVE", "SENIOR"]
    resident: bool = True


class Extract(Known):
    """A firm's registry extract; `result` forces an answer code."""

    name: str
    country: str = "CN"
    head_office: Holder | None = None
    holdings: tuple[Holding, ...] = ()
    controllers: tuple[Holder, ...] = ()
    officers: tuple[ExtractOfficer, ...] = ()
    result: str | None = None


class FiledOwner(Known):
    name: str
    number: str
    equity: str | None


class OwnerFiling(Known):
    """What the central owner system holds about a firm; `owners` only with FILED."""

    result: str = "FILED"
    owners: tuple[FiledOwner, ...] = ()


class TaxOffice(Known):
    office: str
    state: str


class Tax(Known):
    name: str
    offices: tuple[TaxOffice, ...]
    result: str | None = None


class FilingScript(Known):
    """How the central bank's account system treats the firm; `result` forces an answer, `times` only so often."""

    basic_account: str | None = None
    result: Literal["RJ01", "DU01", "IQ01"] | None = None
    times: int | None = None
    detail: str = ""


class Phone(Known):
    name: str
    id_type: str = "IC00"
    id_number: str
    user_kind: str = "INDV"
    status: str = "ENBL"
    carrier: str = "2000"
    region: str = "31"
    result: str | None = None


class Person(Known):
    """A citizen as the identity system knows them; `result` forces a raw code of the channel."""

    name: str
    photo: bool = True
    result: str | None = None


class ListEntry(Known):
    """One line of the lists: `number` is exact where the list has one."""

    kind: str
    name: str
    number: str | None = None


class Place(Known):
    """Where an address lies, in GCJ-02 as Chinese maps answer."""

    lat: float
    lon: float


class AddressCount(Known):
    """How many firms the registry counts at an address; `result` forces an answer code."""

    firms: int = 1
    result: str | None = None


class Product(Known):
    """Whether the signing platform fails to sign a product, or opens what it signs at once."""

    fails: bool = False
    opens: bool = False


class Kind(StrEnum):
    """The kinds of fact, as they are named in scenario files and in `/scenario/{kind}/{key}`."""

    REGISTRATION = "registration"
    TAX = "tax"
    FILING = "filing"
    PHONE = "phone"
    CITIZEN = "citizen"
    LISTS = "lists"
    ADDRESS = "address"
    SIGNING = "signing"
    OWNERS = "owners"
    OWNER_FILING = "owner_filing"
    ADDRESS_COUNT = "address_count"


MODELS: dict[Kind, type[Known]] = {
    Kind.REGISTRATION: Registration,
    Kind.TAX: Tax,
    Kind.FILING: FilingScript,
    Kind.PHONE: Phone,
    Kind.CITIZEN: Person,
    Kind.LISTS: ListEntry,
    Kind.ADDRESS: Place,
    Kind.SIGNING: Product,
    Kind.OWNERS: Extract,
    Kind.OWNER_FILING: OwnerFiling,
    Kind.ADDRESS_COUNT: AddressCount,
}


class World:
    """All facts: the scenario folder's YAML files, merged in the order of their names, then the store's overrides."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._store = store
        self._facts: dict[Kind, dict[str, Document]] = {kind: {} for kind in Kind}
        for file in sorted(folder.glob("*.yaml")):
            self._take(yaml.safe_load(file.read_text(encoding="utf-8")) or {})
        for kind in Kind:
            for document in self._facts[kind].values():
                MODELS[kind].model_validate(document)

    def _take(self, tree: dict[str, dict[str, Any]]) -> None:
        for kind, facts in tree.items():
            self._facts[Kind(kind)].update({str(key): fact for key, fact in facts.items()})

    def find(self, kind: Kind, key: str) -> Document | None:
        """The fact as a document, overrides applied; None when the world does not know it."""
        base, over = self._facts[kind].get(key), self._store.get(_bucket(kind), key)
        if over is None or over.get("forget"):
            return base if over is None else None
        return {**(base or {}), **over}

    def keys(self, kind: Kind) -> list[str]:
        return sorted({*self._facts[kind], *self._store.all(_bucket(kind))})

    def override(self, kind: Kind, key: str, changes: Document) -> None:
        """Change or add a fact while the world runs; `{"forget": true}` makes it unknown. ValueError for nonsense."""
        if not changes.get("forget"):
            base = self.find(kind, key) or {}
            changes = {**(self._store.get(_bucket(kind), key) or {}), **changes}
            changes.pop("forget", None)
            MODELS[kind].model_validate({**base, **changes})
        self._store.put(_bucket(kind), key, changes)

    def restore(self, kind: Kind | None = None, key: str | None = None) -> None:
        """Take back one override, or all."""
        if kind is not None and key is not None:
            self._store.delete(_bucket(kind), key)
            return
        for each in [kind] if kind else list(Kind):
            self._store.empty(_bucket(each))

    def registration(self, code: str) -> Registration | None:
        return _typed(Registration, self.find(Kind.REGISTRATION, code))

    def tax(self, code: str) -> Tax | None:
        return _typed(Tax, self.find(Kind.TAX, code))

    def filing(self, code: str) -> FilingScript:
        return _typed(FilingScript, self.find(Kind.FILING, code)) or FilingScript()

    def phone(self, number: str) -> Phone | None:
        return _typed(Phone, self.find(Kind.PHONE, number))

    def person(self, number: str) -> Person | None:
        return _typed(Person, self.find(Kind.CITIZEN, number))

    def place(self, address: str) -> Place | None:
        return _typed(Place, self.find(Kind.ADDRESS, address))

    def count_at(self, address: str) -> AddressCount | None:
        """The count of its own, else that of the registrations that the world knows there; None where it knows none."""
        written = _typed(AddressCount, self.find(Kind.ADDRESS_COUNT, address))
        firms = (self.registration(code) for code in self.keys(Kind.REGISTRATION))
        there = sum(firm is not None and "".join(firm.address.split()) == address for firm in firms)
        return written or (AddressCount(firms=there) if there else None)

    def product(self, name: str) -> Product:
        return _typed(Product, self.find(Kind.SIGNING, name)) or Product()

    def extract(self, number: str) -> Extract | None:
        """The extract of its own, else what the registration tells of a firm whose holders hold directly."""
        written = _typed(Extract, self.find(Kind.OWNERS, number))
        firm = self.registration(number)
        return written or (_plain_extract(firm) if firm else None)

    def owner_filing(self, number: str) -> OwnerFiling:
        """The filing of its own, else that of a firm that filed its direct owners rightly; who is unknown has none."""
        written = _typed(OwnerFiling, self.find(Kind.OWNER_FILING, number))
        return written or _plain_filing(self.extract(number))

    def entries(self) -> dict[str, ListEntry]:
        """All lines of all lists, by their entry number."""
        found = {key: _typed(ListEntry, self.find(Kind.LISTS, key)) for key in self.keys(Kind.LISTS)}
        return {key: entry for key, entry in found.items() if entry is not None}


def _plain_extract(firm: Registration) -> Extract:
    known = {firm.representative: firm.representative_id}
    holdings = tuple(
        Holding(
            kind="PERSON" if holder.natural_person else "FIRM",
            name=holder.name,
            number=known.get(holder.name, f"X-{holder.name}") if holder.natural_person else None,
            equity=f"{holder.share * 100:.4f}",
        )
        for holder in firm.shareholders
    )
    head = ExtractOfficer(name=firm.representative, number=firm.representative_id, duty="REPRESENTATIVE")
    return Extract(name=firm.name, holdings=holdings, officers=(head,))


def _plain_filing(extract: Extract | None) -> OwnerFiling:
    persons = [held for held in (extract.holdings if extract else ()) if held.kind == "PERSON"]
    owners = tuple(
        FiledOwner(name=held.name, number=held.number or "", equity=held.equity)
        for held in persons
        if float(held.equity) >= 25
    )
    return OwnerFiling(owners=owners) if owners else OwnerFiling(result="NOT_FILED")


def _bucket(kind: Kind) -> str:
    return f"override:{kind}"


def _typed(model: type[K], document: Document | None) -> K | None:
    return None if document is None else model.model_validate(document)
