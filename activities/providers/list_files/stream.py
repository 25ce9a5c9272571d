"""XML read as a stream, an element at a time: no document type, entity or outside reference is allowed (defusedxml)."""

from collections.abc import Collection, Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from activities.providers.list_files.records import Unreadable

_MOST_DEPTH = 30


def elements(file: BinaryIO, sections: Collection[str] = ()) -> Iterator[Element]:
    """The root as it opens, then every element that closes below it or below one of its `sections`, without
    namespaces; each is emptied after use.
    """
    depth = 0
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
    except Unreadable:
        raise
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unreadable(f"it is no sound XML ({type(error).__name__})") from None
    if depth == 0:
        raise Unreadable("it is empty")


def text(record: Element, name: str) -> str | None:
    """The text of the first child of this name; None where there is none or it says nothing."""
    found = record.find(name)
    return found.text.strip() if found is not None and found.text else None


def texts(record: Element, name: str) -> list[str]:
    """The texts of all children of this name."""
    return [found.text.strip() for found in record.findall(name) if found.text]
