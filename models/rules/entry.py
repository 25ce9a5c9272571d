"""Central data entry (集中录入): when what people typed counts, and when it is not taken.

Each function is told the acts of one round in their order: the first person types every field, the others only codes.
"""

from collections.abc import Iterable, Sequence

from models.acts import EnterFields
from models.case import Case
from models.papers import Money, Term
from models.readback import EnteredField, FieldChange, Vote
from models.rules.fields import UnclearEntryError, rule_of, understood
from models.rules.readback import known_of

Value = str | Money | Term | None

_PERSONS = 3
"""After two who disagree a third types it; no two alike then, and the picture cannot be read."""


def refuses(case: Case, act: EnterFields) -> str | None:
    """Why these entries are not taken, in one sentence without what was typed, or None."""
    named = [one.about for one in (*act.entries, *act.unreadable)]
    if twice := sorted({about for about in named if named.count(about) > 1}):
        return f"named more than once: {', '.join(twice)}; type each field once, or mark it unreadable"
    if foreign := sorted(set(named) - set(case.entering)):
        return f"not asked for: {', '.join(foreign)}; see `ekaihu reviewer entry {case.application}`"
    if missing := [about for about in case.entering if about not in named]:
        return f"still to enter: {', '.join(missing)}; type them, or mark what nobody can read as unreadable"
    return _unclear(act)


def _unclear(act: EnterFields) -> str | None:
    for entry in act.entries:
        try:
            understood(entry.about, entry.text)
        except UnclearEntryError as error:
            return f"{error}; compare it with the picture, or mark it as unreadable"
    return None


def undecided(asked: Iterable[str], round_: Sequence[EnterFields]) -> tuple[str, ...]:
    """The codes that another person has to type: nobody has said the same as another yet."""
    return tuple(about for about in asked if _needs_another(about, _values(about, round_)))


def _needs_another(about: str, values: Sequence[Value]) -> bool:
    rule = rule_of(about)
    twice = rule is not None and rule.twice
    return twice and values[0] is not None and len(values) < _PERSONS and _taken(about, values) is None


def _taken(about: str, values: Sequence[Value]) -> Value:
    """The value that counts: the one person's, or for a code the one that two people typed alike."""
    rule = rule_of(about)
    if rule is not None and not rule.twice:
        return values[0]
    return next((value for value in values if value is not None and values.count(value) > 1), None)


def _values(about: str, round_: Sequence[EnterFields]) -> list[Value]:
    """What each person who was asked for this field read; None for "unreadable"."""
    return [_value(about, vote) for vote in _votes(about, round_)]


def _votes(about: str, round_: Sequence[EnterFields]) -> list[Vote]:
    texts = [{one.about: one.text for one in act.entries} for act in round_]
    refused = [{one.about for one in act.unreadable} for act in round_]
    return [
        Vote(by=act.by, text=typed.get(about))
        for act, typed, given_up in zip(round_, texts, refused, strict=True)
        if about in typed or about in given_up
    ]


def _value(about: str, vote: Vote) -> Value:
    return None if vote.text is None else understood(about, vote.text)


def settled(about: str, round_: Sequence[EnterFields]) -> EnteredField | None:
    """The entry that counts after the round; None when the picture cannot be read."""
    votes = _votes(about, round_)
    value = _taken(about, [_value(about, vote) for vote in votes])
    if value is None:
        return None
    first = next(vote for vote in votes if _value(about, vote) == value)
    paper, _, field = about.partition(".")
    return EnteredField.model_validate(
        {"paper": paper, "field": field, "text": first.text, "value": value, "by": tuple(vote.by for vote in votes)}
    )


def change(case: Case, about: str, round_: Sequence[EnterFields]) -> FieldChange:
    """Old and new of a field with everybody's word, for the record that is kept of the round."""
    paper, _, field = about.partition(".")
    present = next(one for one in case.papers.values() if one.kind == paper)
    known = known_of(case, present.kind)
    old, new = (known.fields.get(field) if known else None), settled(about, round_)
    return FieldChange(
        about=about,
        picture=present.ref.sha256,
        old=old.text if old else None,
        old_value=old.value if old else None,
        new=new.text if new else None,
        new_value=new.value if new else None,
        votes=tuple(_votes(about, round_)),
    )
