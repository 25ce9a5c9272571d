"""The XML forms: the UN Security Council's consolidated list, and OFAC's SDN list in its classic form (sdn.xml).

Read as a stream, a record at a time. No document type, entity or outside reference is allowed (defusedxml).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from activities.providers.list_files.records import Read, Record, Unreadable, any_years, entry

_MOST_DEPTH = 30


def un(file: BinaryIO) -> Read:
    """CONSOLIDATED_LIST: INDIVIDUAL and ENTITY records; the version is `dateGenerated`."""
    elements = _elements(file)
    root = next(elements)
    if root.tag != "CONSOLIDATED_LIST" or not (version := root.get("dateGenerated", "").strip()):
        raise Unreadable("it is no UN consolidated list with a dateGenerated")
    return Read(version, (_of_un(each) for each in elements if each.tag in ("INDIVIDUAL", "ENTITY")))


def _of_un(record: Element) -> Record:
    firm = record.tag == "ENTITY"
    parts = (_text(record, part) for part in ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"))
    whole = " ".join(part for part in parts if part)
    aliases = [_text(alias, "ALIAS_NAME") for alias in record.iter(f"{record.tag}_ALIAS")]
    born = [span for date in record.iter("INDIVIDUAL_DATE_OF_BIRTH") for span in any_years(_joined(date))]
    numbers = [_text(document, "NUMBER") for document in record.iter("INDIVIDUAL_DOCUMENT")]
    id_ = _text(record, "REFERENCE_NUMBER") or _text(record, "DATAID")
    names = [whole, _text(record, "NAME_ORIGINAL_SCRIPT"), *aliases]
    return entry(id_, names, numbers, firm, born, _text(record, "UN_LIST_TYPE") or "")


def ofac(file: BinaryIO) -> Read:
    """SdnList: sdnEntry records; the version is Publish_Date, and Record_Count must agree with what is read."""
    elements = _elements(file)
    if next(elements).tag != "sdnList":
        raise Unreadable("it is no OFAC sdnList")
    head = next((each for each in elements if each.tag == "publshInformation"), None)
    version, count = (_text(head, "Publish_Date"), _text(head, "Record_Count")) if head is not None else (None, None)
    if not version or not count or not count.isdigit():
        raise Unreadable("it names no Publish_Date and Record_Count")
    return Read(_day(version), _counted(elements, int(count)))


def _counted(elements: Iterator[Element], count: int) -> Iterator[Record]:
    found = 0
    for each in elements:
        if each.tag == "sdnEntry":
            found += 1
            yield _of_ofac(each)
    if found != count:
        raise Unreadable(f"it promises {count} records and has {found}")


def _of_ofac(record: Element) -> Record:
    kind = _text(record, "sdnType")
    firm = {"Individual": False, "Entity": True}.get(kind or "")
    names = [_whole(record), *(_whole(alias) for alias in record.iter("aka"))]
    numbers = [_text(document, "idNumber") for document in record.iter("id")]
    born = [span for item in record.iter("dateOfBirthItem") for span in any_years(_text(item, "dateOfBirth"))]
    programs = ", ".join(program.text or "" for program in record.iter("program"))
    return entry(_text(record, "uid"), names, numbers, firm, born, programs)


def _whole(named: Element) -> str:
    return f"{_text(named, 'firstName') or ''} {_text(named, 'lastName') or ''}"


def _day(american: str) -> str:
    try:
        return datetime.strptime(american, "%m/%d/%Y").date().isoformat()  # noqa: DTZ007  # a date, no moment
    except ValueError:
        raise Unreadable("its Publish_Date is no MM/DD/YYYY") from None


# ── streaming ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _elements(file: BinaryIO) -> Iterator[Element]:
    """The root as it opens, then every element that closes below it or below a section of it, without namespaces; each
    is emptied after use.
    """
    depth, sections = 0, ("INDIVIDUALS", "ENTITIES")
    try:
        path: list[Element] = []
        for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
            element.tag = element.tag.rpartition("}")[2]
            if event == "start":
                path.append(element)
                depth = len(path)
                if depth > _MOST_DEPTH:
                    raise Unreadable("it is nested too deep")
                if depth == 1:
                    yield element
                continue
            path.pop()
            if path and (len(path) == 1 or path[-1].tag in sections) and element.tag not in sections:
                yield element
                path[-1].remove(element)
    except (ParseError, DefusedXmlException, UnicodeDecodeError, LookupError) as error:
        raise Unreadable(f"it is no sound XML ({type(error).__name__})") from None
    if depth == 0:
        raise Unreadable("it is empty")


def _text(record: Element, name: str) -> str | None:
    found = record.find(name)
    if found is None:
        found = next((each for each in record if each.tag == name), None)
    return found.text.strip() if found is not None and found.text else None


def _joined(record: Element) -> str:
    return " ".join(each.text or "" for each in record)
