"""The bank's own index over its lists: exact on numbers, near on names, every match with its score and reasons."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.checks import ListHit, Subject
from models.lists import ListEntry, LoadedList
from models.policy import Matching
from models.rules.codes import birth_date_of, has_identity_check_sign, is_credit_code, is_identity_number, normal_code
from models.rules.name_forms import Name, Script, grams, keys, readings
from models.rules.name_match import Match, compare, errors_borne, weighed

_SHORTEST_NUMBER = 5
"""Shorter ones in a list are house numbers and the like."""


@dataclass(frozen=True, slots=True)
class Found:
    """One entry that a subject matches, in which list, and how well."""

    origin: LoadedList
    entry: ListEntry
    by_number: bool
    match: Match

    def hit(self, subject: Subject) -> ListHit:
        return ListHit(
            kind=self.origin.kind,
            source=self.origin.name,
            entry=self.entry.id,
            by_number=self.by_number,
            subject=subject,
            text=self.entry.text,
            digest=self.entry.digest,
            score=round(self.match.score, 3),
            why=self.match.why,
        )


class ListIndex:
    """All entries of some lists, found by number or name; built once, then only read (safe between threads)."""

    def __init__(self, lists: Sequence[LoadedList], script: Script, policy: Matching) -> None:
        if not lists or not all(each.entries for each in lists):
            raise ValueError("an index over nothing would find nothing")
        self._script, self._policy = script, policy
        self._entries = [(each, entry) for each in lists for entry in each.entries]
        self._names: list[Name] = []
        self._owners: list[int] = []
        self._sizes: list[int] = []
        self._numbers = self._number_index()
        by_key, by_gram = _Postings(), _Postings()
        for owner, (_, entry) in enumerate(self._entries):
            for text in entry.names:
                for name in readings(text, script, entry.firm):
                    self._add(owner, name, by_key, by_gram)
        by_key.close()
        by_gram.close()
        self._by_key, self._by_gram, self._pairs = by_key, by_gram, np.array(self._sizes, np.int32)
        self._lengths = np.array([len(name.core) for name in self._names], np.int32)
        self._firms = np.array([name.firm for name in self._names], np.bool_)
        self.version = "; ".join(each.label for each in lists)

    def __len__(self) -> int:
        """How many names can be found."""
        return len(self._names)

    def _add(self, owner: int, name: Name, by_key: "_Postings", by_gram: "_Postings") -> None:
        row = len(self._names)
        self._names.append(name)
        self._owners.append(owner)
        by_key.add(row, keys(name, self._script))
        by_gram.add(row, pairs := grams(name))
        self._sizes.append(len(pairs))

    def _number_index(self) -> dict[str, list[int]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for owner, (_, entry) in enumerate(self._entries):
            for number in {normal_code(number) for number in entry.numbers}:
                if len(number) >= _SHORTEST_NUMBER:
                    found[number].append(owner)
        return dict(found)

    def find(self, subject: Subject) -> list[Found]:
        """Every entry whose number is the subject's or whose name may be, the best first."""
        number = normal_code(subject.number)
        best = self._of_number(number)
        born = birth_date_of(number) if is_identity_number(number) else None
        for owner, match in self._of_name(subject, number).items():
            if owner in best:
                continue
            entry = self._entries[owner][1]
            judged = weighed(match, born.year if born else None, entry.born, _differs(number, entry), self._policy)
            if judged.score >= self._policy.report:
                best[owner] = Found(*self._entries[owner], False, judged)
        return sorted(best.values(), key=lambda one: (not one.by_number, -one.match.score, one.entry.id))

    def _of_number(self, number: str) -> dict[int, Found]:
        found: dict[int, Found] = {}
        for form, why in _forms(number):
            for owner in self._numbers.get(form, ()):
                found.setdefault(owner, Found(*self._entries[owner], True, Match(1.0, (why,))))
        return found

    def _of_name(self, subject: Subject, number: str) -> dict[int, Match]:
        firm = True if is_credit_code(number) else False if is_identity_number(number) else None
        best: dict[int, Match] = {}
        for name in readings(subject.name, self._script, firm):
            for row in self._candidates(name):
                match, owner = compare(name, self._names[row], self._script, self._policy), self._owners[row]
                if match.score >= self._policy.report and match.score > best.get(owner, _NOTHING).score:
                    best[owner] = _as_written(match, subject, self._entries[owner][1])
        return best

    def _candidates(self, name: Name) -> Iterable[int]:
        """Rows that share a key, or three fifths of the pairs of neighbours, as any two that bear a typing error do."""
        shared = set(self._by_key.of(keys(name, self._script)).tolist())
        pairs = grams(name)
        if pairs:
            shared.update(self._mistyped(name, pairs).tolist())
        return shared

    def _mistyped(self, name: Name, pairs: Sequence[str]) -> NDArray[np.intp]:
        """Of the rows with enough pairs those of its kind and length: typing makes no firm of a person and no name
        longer by more than the errors it bears.
        """
        counts = np.bincount(self._by_gram.of(pairs), minlength=len(self._pairs))
        rows = np.flatnonzero(counts >= max(len(pairs) * 3 // 5, 2))
        enough = counts[rows] >= self._pairs[rows] * 3 // 5
        near = np.abs(self._lengths[rows] - len(name.core)) <= errors_borne(name, self._policy)
        found: NDArray[np.intp] = rows[enough & near & (self._firms[rows] == name.firm)]
        return found


_NOTHING = Match(0.0)


def _as_written(match: Match, subject: Subject, entry: ListEntry) -> Match:
    exact = match.score == 1 and subject.name in entry.names
    return Match(match.score, ("EXACT",)) if exact else match


def _forms(number: str) -> list[tuple[str, str]]:
    """The number, and what older lists have of it: the 15-digit identity number, the organisation code."""
    forms = [(number, "NUMBER")] if len(number) >= _SHORTEST_NUMBER else []
    if is_identity_number(number):
        forms.append((number[:6] + number[8:17], "NUMBER_OLD_FORM"))
    if is_credit_code(number):
        forms.append((number[8:17], "NUMBER_OLD_FORM"))
    return forms


def _differs(number: str, entry: ListEntry) -> bool:
    """Both have a number of the same kind, and they differ."""
    listed = [normal_code(each) for each in entry.numbers]
    kinds = (has_identity_check_sign, is_credit_code)
    return any(kind(number) and any(kind(each) for each in listed) for kind in kinds)


class _Postings:
    """Which rows have which key: two sorted arrays of numbers, a tenth of what dictionaries of text would take."""

    def __init__(self) -> None:
        self._keys: list[int] = []
        self._rows: list[int] = []
        self._sorted: NDArray[np.int64] = np.empty(0, np.int64)
        self._of: NDArray[np.int32] = np.empty(0, np.int32)

    def add(self, row: int, keys: Iterable[str]) -> None:
        """Two texts of one hash are told apart when the names are compared."""
        for key in keys:
            self._keys.append(hash(key))
            self._rows.append(row)

    def close(self) -> None:
        every = np.array(self._keys, np.int64)
        order = np.argsort(every, kind="stable")
        self._sorted, self._of = every[order], np.array(self._rows, np.int32)[order]
        self._keys, self._rows = [], []

    def of(self, keys: Iterable[str]) -> NDArray[np.int32]:
        """The rows of these keys, a row once for each."""
        wanted = np.array([hash(key) for key in keys], np.int64)
        starts = np.searchsorted(self._sorted, wanted, "left")
        ends = np.searchsorted(self._sorted, wanted, "right")
        return np.concatenate([self._of[:0], *(self._of[a:b] for a, b in zip(starts, ends, strict=True))])
