"""Two XML forms: the UN Security Council's consolidated list, and OFAC's SDN list in its classic form (sdn.xml); read a
record at a time.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO
from xml.etree.ElementTree import Element

from activities.providers.list_files.records import Read, Record, Unreadable, any_years, entry
from activities.providers.list_files.stream import elements, text, texts


def un(file: BinaryIO) -> Read:
    """CONSOLIDATED_LIST: INDIVIDUAL and ENTITY records; the version is `dateGenerated`."""
    found = elements(file, sections=("INDIVIDUALS", "ENTITIES"))
    root = next(found)
    if root.tag != "CONSOLIDATED_LIST" or not (version := root.get("dateGenerated", "").strip()):
        raise Unreadable("it is no UN consolidated list with a dateGenerated")
    return Read(version, (_known_to_un(each) for each in found))


def _known_to_un(record: Element) -> Record:
    """A part that the form does not know may hold entries that nobody would look for."""
    if record.tag not in ("INDIVIDUAL", "ENTITY"):
        raise Unreadable("it has a part that is neither INDIVIDUAL nor ENTITY")
    return _of_un(record)


def _of_un(record: Element) -> Record:
    firm = record.tag == "ENTITY"
    parts = (text(record, part) for part in ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"))
    whole = " ".join(part for part in parts if part)
    aliases = [text(alias, "ALIAS_NAME") for alias in record.iter(f"{record.tag}_ALIAS")]
    born = [span for date in record.iter("INDIVIDUAL_DATE_OF_BIRTH") for span in any_years(_joined(date))]
    numbers = [number for document in record.iter("INDIVIDUAL_DOCUMENT") for number in texts(document, "NUMBER")]
    id_ = text(record, "REFERENCE_NUMBER") or text(record, "DATAID")
    names = [whole, *texts(record, "NAME_ORIGINAL_SCRIPT"), *aliases]
    return entry(id_, names, numbers, firm, born, text(record, "UN_LIST_TYPE") or "")


def ofac(file: BinaryIO) -> Read:
    """SdnList: sdnEntry records; the version is Publish_Date, and Record_Count must agree with what is read."""
    found = elements(file)
    if next(found).tag != "sdnList":
        raise Unreadable("it is no OFAC sdnList")
    head = next((each for each in found if each.tag == "publshInformation"), None)
    version, count = (text(head, "Publish_Date"), text(head, "Record_Count")) if head is not None else (None, None)
    if not version or not count or not (count.isascii() and count.isdecimal()):
        raise Unreadable("it names no Publish_Date and Record_Count")
    return Read(_day(version), _counted(found, int(count)))


def _counted(listed: Iterator[Element], count: int) -> Iterator[Record]:
    found = 0
    for each in listed:
        if each.tag == "sdnEntry":
            found += 1
            yield _of_ofac(each)
    if found != count:
        raise Unreadable(f"it promises {count} records and has {found}")


def _of_ofac(record: Element) -> Record:
    kind = text(record, "sdnType")
    firm = {"Individual": False, "Entity": True}.get(kind or "")
    names = [_whole(record), *(_whole(alias) for alias in record.iter("aka"))]
    numbers = [text(document, "idNumber") for document in record.iter("id")]
    born = [span for item in record.iter("dateOfBirthItem") for span in any_years(text(item, "dateOfBirth"))]
    programs = ", ".join(program.text or "" for program in record.iter("program"))
    return entry(text(record, "uid"), names, numbers, firm, born, programs)


def _whole(named: Element) -> str:
    return f"{text(named, 'firstName') or ''} {text(named, 'lastName') or ''}"


def _day(american: str) -> str:
    try:
        return datetime.strptime(american, "%m/%d/%Y").date().isoformat()  # noqa: DTZ007  # a date, no moment
    except ValueError:
        raise Unreadable("its Publish_Date is no MM/DD/YYYY") from None


def _joined(record: Element) -> str:
    return " ".join(each.text or "" for each in record)
