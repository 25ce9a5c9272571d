"""Matches on lists that RISK resolved: they stay resolved until the entry or the subject is another one."""

from typing import Any

import pytest

from models.checks import ClearedMatch, ListHit, ListKind, Subject
from models.findings import Severity
from models.rules import list_matches
from tests.builders import NOW, dossier, lists
from tests.unit.test_screening import outcomes
from tests.wording import well_said

ANOTHER = Subject(name="陆样汀", number="310199198008080022")


def hit(**over: Any) -> ListHit:
    """A match by name on a mandatory list."""
    found = {
        "kind": ListKind.MANDATORY,
        "entry": "M-0007",
        "by_number": False,
        "source": "sample",
        "subject": Subject(name="范例安", number="310199199001010018"),
        "text": "范例安",
        "digest": "d" * 64,
        "score": 1.0,
    }
    return ListHit.model_validate({**found, **over})


def cleared(one: ListHit) -> tuple[ClearedMatch, ...]:
    return (list_matches.clearing(one, "E20421", "另有其人，证件号码不同", NOW),)


def codes(one: ListHit, *resolved: ClearedMatch) -> dict[str, Severity]:
    """What the judge says of a clean firm with this match."""
    known = dossier(lists=lists(one))
    return outcomes(list_matches.standing(known, resolved))


def test_a_cleared_match_stays_cleared_with_note_and_person() -> None:
    (kept,) = cleared(hit())
    assert (kept.by, kept.note, kept.at) == ("E20421", "另有其人，证件号码不同", NOW)
    assert list_matches.resolved(hit(), [kept])
    assert codes(hit(), kept) == {}


def test_a_resolved_match_stays_resolved_when_only_its_score_is_counted_anew() -> None:
    assert list_matches.resolved(hit(score=0.9, why=("EXACT",)), cleared(hit()))


@pytest.mark.parametrize(
    "new",
    [
        {"entry": "M-0008"},
        {"digest": "e" * 64},
        {"subject": ANOTHER},
        {"source": "another list"},
        {"kind": ListKind.PUNISHED},
    ],
    ids=["another entry", "a changed entry", "another subject", "another list", "another kind of list"],
)
def test_whatever_was_not_looked_at_is_a_new_match(new: dict[str, Any]) -> None:
    assert not list_matches.resolved(hit(**new), cleared(hit()))
    assert Severity.STOP in codes(hit(**new), *cleared(hit())).values()


def test_a_match_whose_number_agrees_now_is_a_new_one_that_nobody_clears() -> None:
    assert codes(hit(by_number=True), *cleared(hit())) == {"LIST_MANDATORY": Severity.HARD}


def test_a_hard_match_is_not_resolved_even_by_a_record_that_names_it() -> None:
    number = hit(by_number=True)
    assert not list_matches.resolved(number, cleared(number))
    assert list_matches.to_clear(dossier(lists=lists(number)), "LIST_MANDATORY", ()) == ()


_MERE_FLAGS = [ListKind.PEP, ListKind.DEFAULTER, ListKind.GREY]


@pytest.mark.parametrize("kind", _MERE_FLAGS)
def test_a_flag_by_name_alone_weighs_until_somebody_says_that_it_is_another_person(kind: ListKind) -> None:
    near = hit(kind=kind)
    assert codes(near) == {f"LIST_{kind.upper()}_NEAR": Severity.FLAG}
    assert codes(near, *cleared(near)) == {}
    assert codes(hit(kind=kind, entry="another"), *cleared(near)) == {f"LIST_{kind.upper()}_NEAR": Severity.FLAG}


@pytest.mark.parametrize("kind", _MERE_FLAGS)
def test_a_flag_whose_number_agrees_is_the_person_and_weighs_on(kind: ListKind) -> None:
    number = hit(kind=kind, by_number=True)
    assert codes(number, *cleared(number)) == {f"LIST_{kind.upper()}": Severity.FLAG}


def test_the_matches_of_an_entry_are_those_of_its_list_for_every_subject() -> None:
    both = hit(), hit(subject=ANOTHER)
    known = dossier(lists=lists(*both, hit(source="another list"), hit(entry="M-0008")))
    assert list_matches.of_entry(known, "sample", "M-0007") == both
    assert list_matches.of_entry(dossier(lists=None), "sample", "M-0007") == ()


def test_clearing_one_kind_leaves_the_other_kinds_open() -> None:
    both = dossier(lists=lists(hit(), hit(kind=ListKind.BLACK, entry="B-1")))
    assert [one.entry for one in list_matches.to_clear(both, "LIST_BLACK_NEAR", ())] == ["B-1"]


def test_reviewers_are_told_that_matches_were_resolved() -> None:
    told = list_matches.findings(dossier(lists=lists(hit())), cleared(hit()))
    assert [(one.code, one.severity) for one in told] == [("LIST_MATCHES_CLEARED", Severity.INFO)]
    assert list_matches.findings(dossier(lists=lists(hit(entry="new"))), cleared(hit())) == []


def test_the_information_on_resolved_matches_is_about_the_lists() -> None:
    (told,) = list_matches.findings(dossier(lists=lists(hit(), hit(entry="new"))), cleared(hit()))
    assert (well_said(told).about, told.rule) == ("lists", "rules.md 6")


def test_nothing_is_resolved_or_to_clear_before_the_lists_answer() -> None:
    silent = dossier(lists=None)
    assert list_matches.findings(silent, cleared(hit())) == []
    assert list_matches.to_clear(silent, "LIST_BLACK_NEAR", ()) == ()
    assert list_matches.standing(silent, cleared(hit())) is silent


def test_the_dossier_as_judged_keeps_all_but_the_resolved_matches() -> None:
    whole = dossier(lists=lists(hit(), hit(entry="new")))
    judged = list_matches.standing(whole, cleared(hit()))
    assert judged.lists is not None
    assert [one.entry for one in judged.lists.answer.hits] == ["new"]
    assert judged.lists.query == lists().query
    assert judged.model_copy(update={"lists": whole.lists}) == whole
    assert list_matches.standing(whole, ()) is whole


def test_what_is_resolved_is_not_to_be_cleared_again() -> None:
    whole = dossier(lists=lists(hit(), hit(entry="new")))
    assert [one.entry for one in list_matches.to_clear(whole, "LIST_MANDATORY_NEAR", cleared(hit()))] == ["new"]
