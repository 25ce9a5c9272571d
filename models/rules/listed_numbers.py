"""The numbers that a text of a list holds: one that is labelled or joined to another would match nothing as it stands.

What is found is looked for; a number too many meets nobody, a number that hides in a text lets somebody pass.
"""

import re
import unicodedata
from collections.abc import Iterator

from models.rules.codes import is_credit_code, is_identity_number, normal_code
from models.rules.names import as_seen

_ROUNDED = re.compile(r"\d[.,]\d+E\+?\d+")
"""What a spreadsheet leaves of a long number."""
_BETWEEN = re.compile(r"[;；、，|\n]|,\s")
_PLAIN = re.compile(r"(?=.*[0-9])[0-9A-Z/()]+")
_SIGNS = re.compile(r"[0-9A-Z(][0-9A-Z/()\-‐-―−·.]*")
_LABEL = re.compile(r"[A-Z]{3,}|NO|ID|NR")
_GLUED = re.compile(r"[A-Z]{4,}([0-9]{5,})")
_PREFIX = re.compile(r"[A-Z]{1,2}")
_SHORTEST, _WHOLE = 5, 18


def numbers_in(text: str) -> tuple[str, ...] | None:
    """Every number of the text, each once; none where it has no digit, None where it was rounded and cannot be read."""
    plain = unicodedata.normalize("NFKC", as_seen(text)).upper()
    if _ROUNDED.search(plain):
        return None
    return tuple(dict.fromkeys(number for part in _BETWEEN.split(plain) for number in _of_part(part.strip())))


def _of_part(part: str) -> Iterator[str]:
    if not re.search("[0-9]", part):
        return
    words = [word for found in _SIGNS.findall(part) if (word := normal_code(found))]
    whole = list(_whole_codes(part))
    if glued := _GLUED.fullmatch(normal_code(part)):
        yield from (*whole, glued[1])
    elif not _PLAIN.fullmatch(normal_code(part)) or any(map(_LABEL.fullmatch, words)):
        yield from (*whole, *_behind_labels(words))
    elif whole and normal_code(part) not in whole:
        yield from whole
    else:
        yield part


def _whole_codes(part: str) -> Iterator[str]:
    """Credit codes and identity numbers by their check signs, wherever they stand."""
    signs = re.sub("[^0-9A-Z]", "", part)
    every = (signs[at : at + _WHOLE] for at in range(len(signs) - _WHOLE + 1))
    return (code for code in every if is_credit_code(code) or is_identity_number(code))


def _behind_labels(words: list[str]) -> Iterator[str]:
    """Neighbours with digits are one number that spaces part, or several; a letter or two before may belong to it."""
    run: list[str] = []
    before = ""
    for word in (*words, ""):
        if re.search("[0-9]", word):
            run.append(word)
            continue
        yield from _of_run(before, run)
        before = word if _PREFIX.fullmatch(word) and not _LABEL.fullmatch(word) else ""
        run = []


def _of_run(before: str, run: list[str]) -> Iterator[str]:
    if run:
        joined = "".join(run)
        yield joined
        yield from ([before + joined] if before else [])
        yield from (word for word in run if len(word) >= _SHORTEST)
