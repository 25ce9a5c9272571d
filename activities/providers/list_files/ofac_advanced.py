"""OFAC's advanced form (sdn_advanced.xml, cons_advanced.xml): parties, their papers and their listings stand in three
sections and are joined by ids; what a value means stands in reference tables.

What waits for its join is small: of each party its names, births and ids, of each paper its number, of each listing a
line of text. The elements, addresses and relations they came from are let go as they are read.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import BinaryIO
from xml.etree.ElementTree import Element

from activities.providers.list_files.records import Bad, Read, Record, Unreadable, entry
from activities.providers.list_files.stream import elements, text

_SECTIONS = (
    "ReferenceValueSets",
    "Locations",
    "IDRegDocuments",
    "DistinctParties",
    "ProfileRelationships",
    "SanctionsEntries",
    "SanctionsEntryLinks",
)
_TABLES = ("AliasType", "CalendarType", "FeatureType", "List", "NamePartType", "PartySubType", "PartyType", "Script")
_HAN = re.compile(r"[\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LAST = "Last Name"


class _UnsoundError(ValueError):
    """A party cannot be read, most often for an id that no table explains; the text says why, without its content."""


@dataclass(slots=True)
class _Party:
    """A party as it was read, until its papers and listings are found."""

    id: str
    profiles: tuple[str, ...]
    identities: tuple[str, ...]
    names: tuple[str, ...]
    firm: bool | None
    born: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class _Sections:
    """What was read so far: reference values by table and id, parties in their order with the ids of all profiles and
    identities, numbers by identity, listings by profile.
    """

    values: dict[str, dict[str, Element]] = field(default_factory=lambda: {table: {} for table in _TABLES})
    parties: list[_Party | Bad] = field(default_factory=list)
    profiles: set[str] = field(default_factory=set)
    identities: set[str] = field(default_factory=set)
    numbers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    listings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def value(self, table: str, id_: str | None) -> Element:
        if (found := self.values[table].get(id_ or "")) is None:
            raise _UnsoundError(f"{table} unknown")
        return found

    def said(self, table: str, id_: str | None) -> str:
        return (self.value(table, id_).text or "").strip()


def ofac_advanced(file: BinaryIO) -> Read:
    """Sanctions: DistinctParty records; the version is DateOfIssue.

    The form has no count of its own: what shows half a file is a paper or a listing whose party is missing. A party
    without a listing, or with an id that no table explains, is a bad record.
    """
    found = elements(file, _SECTIONS)
    if next(found).tag != "Sanctions":
        raise Unreadable("it is no OFAC Sanctions file")
    issued = next(found, None)
    if issued is None or issued.tag != "DateOfIssue":
        raise Unreadable("it names no DateOfIssue")
    return Read(_day(issued), _records(found))


def _records(found: Iterator[Element]) -> Iterator[Record]:
    so_far = _Sections()
    for each in found:
        if each.tag.endswith("Values"):
            _keep_values(so_far, each)
        elif keep := _KEPT.get(each.tag):
            keep(so_far, each)
    _nothing_is_left_over(so_far)
    yield from (_joined(so_far, party) for party in so_far.parties)


def _joined(so_far: _Sections, party: _Party | Bad) -> Record:
    if isinstance(party, Bad):
        return party
    if not all(profile in so_far.listings for profile in party.profiles):
        return Bad("no sanctions entry")
    numbers = [number for identity in party.identities for number in so_far.numbers.get(identity, ())]
    note = "; ".join(listing for profile in party.profiles for listing in so_far.listings[profile])
    return entry(party.id, party.names, numbers, party.firm, party.born, note)


def _nothing_is_left_over(so_far: _Sections) -> None:
    """Every paper and every listing belongs to a party of the file."""
    if so_far.numbers.keys() - so_far.identities:
        raise Unreadable("it has a paper of nobody: its parties are not all there")
    if so_far.listings.keys() - so_far.profiles:
        raise Unreadable("it has a sanctions entry of nobody: its parties are not all there")


# ── sections ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _keep_values(so_far: _Sections, table: Element) -> None:
    if (name := table.tag.removesuffix("Values")) in so_far.values:
        so_far.values[name] = {value.get("ID", ""): value for value in table}


def _keep_paper(so_far: _Sections, paper: Element) -> None:
    if not (number := text(paper, "IDRegistrationNo")):
        return
    if not (identity := paper.get("IdentityID")):
        raise Unreadable("it has a paper without IdentityID")
    so_far.numbers[identity].append(number)


def _keep_party(so_far: _Sections, party: Element) -> None:
    if party.get("DeltaAction"):
        raise Unreadable("it tells only what changed since another file; take the whole list")
    try:
        so_far.parties.append(_of_party(so_far, party))
    except _UnsoundError as error:
        so_far.parties.append(Bad(str(error)))


def _keep_listing(so_far: _Sections, listing: Element) -> None:
    """The list's name, the dates of its events as far as they are told, and the programs: measures with a comment."""
    if not (profile := listing.get("ProfileID")):
        raise Unreadable("it has a sanctions entry without ProfileID")
    try:
        name = so_far.said("List", listing.get("ListID"))
    except _UnsoundError:
        raise Unreadable("it has a sanctions entry on a list that no table explains") from None
    dates = [_parts(each) for each in listing.findall("EntryEvent/Date")]
    programs = [program for measure in listing.findall("SanctionsMeasure") if (program := text(measure, "Comment"))]
    so_far.listings[profile].append(f"{' '.join((name, *('-'.join(parts) for parts in dates)))}: {', '.join(programs)}")


_KEPT: dict[str, Callable[[_Sections, Element], None]] = {
    "IDRegDocument": _keep_paper,
    "DistinctParty": _keep_party,
    "SanctionsEntry": _keep_listing,
}


# ── a party ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_party(so_far: _Sections, party: Element) -> _Party:
    profiles, identities = party.findall("Profile"), party.findall("Profile/Identity")
    profile_ids, identity_ids = _ids(profiles), _ids(identities)
    so_far.profiles.update(profile_ids)
    so_far.identities.update(identity_ids)
    names = tuple(name for identity in identities for name in _names(so_far, identity))
    firm, born = _firm(so_far, profiles[0]), tuple(_births(so_far, party))
    return _Party(party.get("FixedRef", ""), profile_ids, identity_ids, names, firm, born)


def _ids(parts: list[Element]) -> tuple[str, ...]:
    ids = tuple(part.get("ID", "") for part in parts)
    if not ids or not all(ids):
        raise _UnsoundError("no profile or identity")
    return ids


def _firm(so_far: _Sections, profile: Element) -> bool | None:
    """Vessels and aircraft are neither person nor firm."""
    kind = so_far.value("PartySubType", profile.get("PartySubTypeID"))
    return {"Individual": False, "Entity": True}.get(so_far.said("PartyType", kind.get("PartyTypeID")))


def _names(so_far: _Sections, identity: Element) -> Iterator[str]:
    """Every name of every alias, in all scripts, weak ones too: the primary name first."""
    groups = {
        group.get("ID", ""): so_far.said("NamePartType", group.get("NamePartTypeID"))
        for group in identity.iter("NamePartGroup")
    }
    for alias in sorted(identity.findall("Alias"), key=lambda each: each.get("Primary") != "true"):
        so_far.value("AliasType", alias.get("AliasTypeID"))
        written = [_written(so_far, groups, name) for name in alias.findall("DocumentedName")]
        if not written or not all(written):
            raise _UnsoundError("empty alias")
        yield from written


def _written(so_far: _Sections, groups: dict[str, str], name: Element) -> str:
    return _whole([_part(so_far, groups, value) for value in name.iter("NamePartValue")])


def _part(so_far: _Sections, groups: dict[str, str], value: Element) -> tuple[str, str]:
    """What part of a name it is, and its text."""
    so_far.value("Script", value.get("ScriptID"))
    if (kind := groups.get(value.get("NamePartGroupID", ""))) is None:
        raise _UnsoundError("NamePartGroup unknown")
    return kind, (value.text or "").strip()


def _whole(parts: list[tuple[str, str]]) -> str:
    """The surname first and nothing between in characters; the surname last elsewhere, as in the classic form."""
    characters = any(_HAN.search(said) for _, said in parts)
    ordered = sorted(parts, key=lambda part: (part[0] == _LAST) is not characters)
    return reduce(_append, (said for _, said in ordered if said), "")


def _append(name: str, part: str) -> str:
    bound = name and not (_HAN.match(name[-1]) and _HAN.match(part[0]))
    return f"{name} {part}" if bound else name + part


def _births(so_far: _Sections, party: Element) -> Iterator[tuple[int, int]]:
    """First and last year of each stated birth; another calendar's years are not ours and tell nothing."""
    for feature in party.iter("Feature"):
        if so_far.said("FeatureType", feature.get("FeatureTypeID")) != "Birthdate":
            continue
        for period in feature.iter("DatePeriod"):
            years = [int(year.text) for year in period.iter("Year") if year.text and year.text.strip().isdecimal()]
            if years and so_far.said("CalendarType", period.get("CalendarTypeID")) == "Gregorian":
                yield min(years), max(years)


def _parts(element: Element) -> list[str]:
    """Year, month and day, as far as they are told."""
    return [said.zfill(2) for part in ("Year", "Month", "Day") if (said := text(element, part))]


def _day(element: Element) -> str:
    try:
        return date.fromisoformat("-".join(_parts(element))).isoformat()
    except ValueError:
        raise Unreadable("its DateOfIssue is no day") from None
