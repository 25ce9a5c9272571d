"""OFAC's advanced form: sections joined by ids, nobody lost on the way, and no more kept than the join needs."""

import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from activities.providers.list_files import ListFilesError, load_folder
from models.checks import ListKind
from models.lists import LoadedList
from tests.activities.test_list_files import BOMB, OFAC, OUTSIDE, folder

TABLES = {
    "AliasType": {"1400": "A.K.A.", "1403": "Name"},
    "CalendarType": {"1": "Gregorian", "2": "Hijri"},
    "FeatureType": {"8": "Birthdate", "25": "Location"},
    "List": {"1550": "SDN List"},
    "NamePartType": {"1520": "Last Name", "1521": "First Name", "1525": "Entity Name", "1526": "Vessel Name"},
    "PartyType": {"1": "Individual", "2": "Entity", "4": "Transport"},
    "Script": {"215": "Latin", "220": "Chinese Simplified", "160": "Arabic"},
}
PARTY_TYPES = {"1": "4", "3": "2", "4": "1"}
LAST, FIRST, UNIT, VESSEL = "1520", "1521", "1525", "1526"
PERSON, FIRM, SHIP = "4", "3", "1"


def table(name: str, values: dict[str, str]) -> str:
    rows = "".join(f'<{name} ID="{id_}">{said}</{name}>' for id_, said in values.items())
    return f"<{name}Values>{rows}</{name}Values>"


def tables() -> str:
    plain = "".join(table(name, values) for name, values in TABLES.items())
    kinds = "".join(
        f'<PartySubType ID="{id_}" PartyTypeID="{of}">Unknown</PartySubType>' for id_, of in PARTY_TYPES.items()
    )
    return f"{plain}<PartySubTypeValues>{kinds}</PartySubTypeValues>"


def alias(*parts: tuple[str, str], script: str = "215", primary: bool = False, weak: bool = False) -> str:
    """An alias of one name; each part is its type and its text, in a group of the same id as the type."""
    values = "".join(
        f'<DocumentedNamePart><NamePartValue NamePartGroupID="{kind}" ScriptID="{script}">{said}</NamePartValue>'
        "</DocumentedNamePart>"
        for kind, said in parts
    )
    kind, quality = ("1403" if primary else "1400"), str(weak).lower()
    return (
        f'<Alias AliasTypeID="{kind}" Primary="{str(primary).lower()}" LowQuality="{quality}">'
        f"<DocumentedName>{values}</DocumentedName></Alias>"
    )


def born(first: int, last: int, calendar: str = "1") -> str:
    def day(year: int) -> str:
        return f"<From><Year>{year}</Year><Month>1</Month><Day>1</Day></From>"

    return (
        f'<Feature ID="1" FeatureTypeID="8"><FeatureVersion ID="1"><DatePeriod CalendarTypeID="{calendar}">'
        f"<Start>{day(first)}</Start><End>{day(last)}</End></DatePeriod></FeatureVersion></Feature>"
    )


def party(uid: int, kind: str, *aliases: str, features: str = "") -> str:
    groups = "".join(
        f'<MasterNamePartGroup><NamePartGroup ID="{each}" NamePartTypeID="{each}"/></MasterNamePartGroup>'
        for each in TABLES["NamePartType"]
    )
    return (
        f'<DistinctParty FixedRef="{uid}"><Profile ID="{uid}" PartySubTypeID="{kind}"><Identity ID="i{uid}">'
        f"{''.join(aliases)}<NamePartGroups>{groups}</NamePartGroups></Identity>{features}</Profile></DistinctParty>"
    )


def paper(uid: int, number: str) -> str:
    return f'<IDRegDocument ID="9" IdentityID="i{uid}"><IDRegistrationNo>{number}</IDRegistrationNo></IDRegDocument>'


def listing(uid: int, *programs: str) -> str:
    measures = "".join(f"<SanctionsMeasure><Comment>{each}</Comment></SanctionsMeasure>" for each in programs)
    return (
        f'<SanctionsEntry ID="{uid}" ProfileID="{uid}" ListID="1550"><EntryEvent><Date>'
        f"<Year>2018</Year><Month>3</Month><Day>4</Day></Date></EntryEvent>{measures}</SanctionsEntry>"
    )


def sanctions(parties: str, papers: str, listings: str, places: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Sanctions xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML">'
        '<DateOfIssue CalendarTypeID="1"><Year>2026</Year><Month>10</Month><Day>1</Day></DateOfIssue>'
        f"<ReferenceValueSets>{tables()}</ReferenceValueSets><Locations>{places}</Locations>"
        f"<IDRegDocuments>{papers}</IDRegDocuments><DistinctParties>{parties}</DistinctParties>"
        f"<ProfileRelationships/><SanctionsEntries>{listings}</SanctionsEntries></Sanctions>"
    )


PERSONS_ALIASES = (
    alias((LAST, "QIU"), (FIRST, "Yangli"), weak=True),
    alias((LAST, "CHOU"), (FIRST, "Yang-li"), primary=True),
    alias((FIRST, "样砾"), (LAST, "仇"), script="220"),
)
ADVANCED = sanctions(
    party(999001, PERSON, *PERSONS_ALIASES, features=born(1970, 1972))
    + party(
        999002, FIRM, alias((UNIT, "DANYANG SAMPLE TRADING"), primary=True), alias((UNIT, "箪漾样例"), script="220")
    )
    + party(999003, SHIP, alias((VESSEL, "SAMPLE STAR"), primary=True)),
    paper(999001, "P00000077") + paper(999002, "91310199MA1K0Y0N81") + paper(999001, "310199 19700101 0018"),
    listing(999001, "SAMPLE", "SPECIMEN") + listing(999002, "SAMPLE") + listing(999003, "SAMPLE"),
)


def advanced(tmp_path: Path, text: str, **row: Any) -> LoadedList:
    (found,) = load_folder(folder(tmp_path, text, form="ofac_advanced", kind="mandatory", **{"version": None, **row}))
    return found


def refused(tmp_path: Path, text: str, **row: Any) -> str:
    with pytest.raises(ListFilesError) as error:
        advanced(tmp_path, text, **row)
    assert not re.search("样|SAMPLE", str(error.value))
    return str(error.value)


def test_a_person_has_all_names_the_primary_first_births_numbers_and_what_it_is_listed_for(tmp_path: Path) -> None:
    found = advanced(tmp_path, ADVANCED)
    one = found.entries[0]
    assert (found.kind, found.version, len(found.entries)) == (ListKind.MANDATORY, "2026-10-01", 3)
    assert one.names == ("Yang-li CHOU", "Yangli QIU", "仇样砾")
    assert (one.id, one.firm, one.born) == ("999001", False, ((1970, 1972),))
    assert one.numbers == ("P00000077", "310199 19700101 0018")
    assert one.note == "SDN List 2018-03-04: SAMPLE, SPECIMEN"


def test_an_entity_is_a_firm_and_a_vessel_is_neither_firm_nor_person(tmp_path: Path) -> None:
    _, firm, ship = advanced(tmp_path, ADVANCED).entries
    assert (firm.names, firm.numbers, firm.firm) == (
        ("DANYANG SAMPLE TRADING", "箪漾样例"),
        ("91310199MA1K0Y0N81",),
        True,
    )
    assert (ship.names, ship.firm) == (("SAMPLE STAR",), None)


def test_sections_in_another_order_are_joined_all_the_same(tmp_path: Path) -> None:
    start, middle, end = (
        ADVANCED.index(f"<{name}>") for name in ("IDRegDocuments", "DistinctParties", "SanctionsEntries")
    )
    turned = f"{ADVANCED[:start]}{ADVANCED[middle:end]}{ADVANCED[start:middle]}{ADVANCED[end:]}"
    assert advanced(tmp_path, turned).entries == advanced(tmp_path, ADVANCED).entries


def test_a_birth_in_another_calendar_tells_no_year(tmp_path: Path) -> None:
    one = party(999001, PERSON, *PERSONS_ALIASES, features=born(1390, 1391, calendar="2"))
    assert advanced(tmp_path, sanctions(one, "", listing(999001))).entries[0].born == ()


PERSONS, ONE_NAME = "".join(PERSONS_ALIASES), PERSONS_ALIASES[1]
FIRM_GROUPS = party(999002, FIRM).partition("<NamePartGroups>")[2]


def test_a_listing_whose_date_is_not_whole_is_told_as_far_as_it_goes(tmp_path: Path) -> None:
    undated = ADVANCED.replace("<Month>3</Month><Day>4</Day>", "")
    assert advanced(tmp_path, undated).entries[1].note == "SDN List 2018: SAMPLE"


BAD_PARTIES: dict[str, Callable[[str], str]] = {
    "no sanctions entry": lambda text: text.replace(listing(999002, "SAMPLE"), ""),
    "PartySubType unknown": lambda text: text.replace(
        'ID="999002" PartySubTypeID="3"', 'ID="999002" PartySubTypeID="7"'
    ),
    "PartyType unknown": lambda text: text.replace('PartySubType ID="3" PartyTypeID="2"', 'PartySubType ID="3"'),
    "AliasType unknown": lambda text: text.replace('Type ID="1400"', 'Type ID="1"').replace(PERSONS, ONE_NAME),
    "Script unknown": lambda text: text.replace('Script ID="220"', 'Script ID="1"').replace(PERSONS, ONE_NAME),
    "NamePartType unknown": lambda text: text.replace(
        FIRM_GROUPS, FIRM_GROUPS.replace('TypeID="1525"', 'TypeID="1"'), 1
    ),
    "NamePartGroup unknown": lambda text: text.replace('GroupID="1525" ScriptID="220"', 'GroupID="1" ScriptID="220"'),
    "empty alias": lambda text: text.replace(">箪漾样例<", "><"),
}
"""What spoils the second party alone."""


@pytest.mark.parametrize("why", BAD_PARTIES)
def test_a_party_that_cannot_be_joined_or_understood_refuses_the_file_by_its_number(tmp_path: Path, why: str) -> None:
    bad = BAD_PARTIES[why](ADVANCED)
    assert bad != ADVANCED
    assert f"({why})" in refused(tmp_path, bad)


def test_a_bad_party_is_left_out_only_when_the_manifest_says_so(tmp_path: Path) -> None:
    found = advanced(tmp_path, BAD_PARTIES["no sanctions entry"](ADVANCED), skip_bad=True)
    assert (len(found.entries), found.bad) == (2, (2,))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("?>", "?>" + BOMB, 1),
        lambda text: text.replace("?>", "?>" + OUTSIDE, 1),
        lambda text: "<other/>",
        lambda text: "",
        lambda text: OFAC,
        lambda text: text.replace("DateOfIssue", "DateOfWriting"),
        lambda text: text.replace("<Day>1</Day></DateOfIssue>", "<Day>31</Day><Day/></DateOfIssue>").replace("10", "2"),
        lambda text: text.replace(party(999003, SHIP, alias((VESSEL, "SAMPLE STAR"), primary=True)), ""),
        lambda text: text.replace("<DistinctParties>", "<DistinctParties><x>").replace(
            "</DistinctParties>", "</x></DistinctParties>"
        ),
        lambda text: text.replace("</IDRegDocuments>", paper(999009, "P1") + "</IDRegDocuments>"),
        lambda text: text.replace(' IdentityID="i999001"', "", 1),
        lambda text: text.replace(' ProfileID="999001"', ""),
        lambda text: text.replace('ListID="1550"', 'ListID="1551"', 1),
        lambda text: text.replace(
            '<DistinctParty FixedRef="999001"', '<DistinctParty DeltaAction="ADD" FixedRef="999001"'
        ),
    ],
    ids=[
        "half",
        "entities",
        "outside entity",
        "another root",
        "empty",
        "the classic form",
        "no date of issue",
        "no day of issue",
        "a listing of nobody",
        "no parties",
        "a paper of nobody",
        "a paper without identity",
        "a listing without profile",
        "an unknown list",
        "changes only",
    ],
)
def test_half_a_file_or_a_hostile_one_is_refused(tmp_path: Path, spoil: Callable[[str], str]) -> None:
    assert spoil(ADVANCED) != ADVANCED
    assert refused(tmp_path, spoil(ADVANCED))


def test_how_many_parties_there_must_be_is_the_manifests_to_say(tmp_path: Path) -> None:
    assert len(advanced(tmp_path, ADVANCED, records=3).entries) == 3
    assert "promises 4 records and it has 3" in refused(tmp_path, ADVANCED, records=4)


def test_both_forms_of_one_list_in_a_folder_are_refused(tmp_path: Path) -> None:
    """The classic file's uids 999001 and 999002 are FixedRef here: every match would be told twice."""
    folder(tmp_path, ADVANCED, name="advanced.xml")
    (tmp_path / "sdn.xml").write_text(OFAC, "utf-8")
    rows = '{file: advanced.xml, form: ofac_advanced, kind: mandatory, source: "OFAC"}, '
    rows += '{file: sdn.xml, form: ofac, kind: mandatory, source: "Treasury"}'
    (tmp_path / "lists.yaml").write_text(f"lists: [{rows}]", "utf-8")
    with pytest.raises(ListFilesError, match=r"advanced\.xml and sdn\.xml list the same parties of OFAC"):
        load_folder(tmp_path)


def test_a_long_file_needs_no_more_memory_than_what_is_joined(tmp_path: Path) -> None:
    """Two thousand parties, each with an address of two thousand letters and as much of other features."""
    uids = range(100_000, 102_000)
    noise = f'<Feature ID="2" FeatureTypeID="25"><Comment>{"noise " * 300}</Comment></Feature>'
    many = sanctions(
        "".join(party(uid, PERSON, alias((LAST, f"N{uid}"), primary=True), features=noise) for uid in uids),
        "".join(paper(uid, f"P{uid}") for uid in uids),
        "".join(listing(uid, "SAMPLE") for uid in uids),
        places="".join(f'<Location ID="{uid}"><Value>{"street " * 300}</Value></Location>' for uid in uids),
    )
    place = folder(tmp_path, many, form="ofac_advanced", version=None)
    tracemalloc.start()
    (found,) = load_folder(place)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found.entries) == 2_000
    assert peak < len(many) / 2.5
