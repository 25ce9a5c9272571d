"""The ownership graph (rules.md 7.2, computation): products, sums, fixed points, control, and its shape."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.owners import Extract, HolderKind, Holding
from models.rules.ownership import (
    MOST_PATHS,
    UNKNOWN,
    Shares,
    controls,
    cyclic,
    final_parts,
    graph,
    layers,
    paths,
)
from tests.ownership import F, P, body, firm, owned, person


def parts(*extracts: Extract) -> dict[str, Fraction]:
    net = graph(owned(*extracts))
    return final_parts(net.shares("equity"), net.root)


def test_the_percentage_through_a_chain_is_the_product() -> None:
    assert parts(firm("A", F("B", 60), P("甲", 40)), firm("B", P("乙", 50), P("丙", 50))) == {
        "P:P-甲": Fraction(2, 5),
        "P:P-乙": Fraction(3, 10),
        "P:P-丙": Fraction(3, 10),
    }


def test_parallel_chains_add_up() -> None:
    three = (
        firm("A", F("B", 40), F("C", 40), P("乙", 20)),
        firm("B", P("甲", 30), P("乙", 70)),
        firm("C", P("甲", 100)),
    )
    assert parts(*three)["P:P-甲"] == Fraction(13, 25)


def test_a_circle_is_solved_to_its_fixed_point_exactly() -> None:
    """A owns a part of B, and B of A: whoever stands outside has the whole in the end."""
    found = parts(firm("A", F("B", 50), P("甲", 50)), firm("B", F("A", 40), P("乙", 60)))
    assert found == {"P:P-甲": Fraction(5, 8), "P:P-乙": Fraction(3, 8)}


def test_a_firm_that_holds_itself_belongs_to_its_other_holders() -> None:
    assert parts(firm("A", F("A", 20), P("甲", 60), P("乙", 20))) == {
        "P:P-甲": Fraction(3, 4),
        "P:P-乙": Fraction(1, 4),
    }


def test_firms_that_belong_to_nobody_but_each_other_are_unknown() -> None:
    assert parts(firm("A", F("B", 100)), firm("B", F("A", 100))) == {UNKNOWN: Fraction(1)}
    assert parts(firm("A", F("B", 30), P("甲", 70)), firm("B", F("C", 100)), firm("C", F("B", 100))) == {
        "P:P-甲": Fraction(7, 10),
        UNKNOWN: Fraction(3, 10),
    }


def test_what_is_missing_to_the_whole_is_unknown() -> None:
    assert parts(firm("A", P("甲", "89.5"))) == {"P:P-甲": Fraction(179, 200), UNKNOWN: Fraction(21, 200)}


def test_a_root_without_an_extract_is_wholly_unknown() -> None:
    net = graph(owned(firm("B", P("甲", 100))).model_copy(update={"root": "A"}))
    assert final_parts(net.shares("equity"), net.root) == {UNKNOWN: Fraction(1)}


def test_a_third_of_three_is_exactly_a_third_whatever_was_rounded_up() -> None:
    found = parts(firm("A", P("甲", "33.34"), P("乙", "33.34"), P("丙", "33.34")))
    assert set(found.values()) == {Fraction(1, 3)}


def test_a_person_who_holds_twice_is_one_holder() -> None:
    assert parts(firm("A", P("甲", 10), P("甲", 20), P("乙", 70)))["P:P-甲"] == Fraction(3, 10)


def test_listed_companies_and_the_state_end_a_chain_and_are_not_unknown() -> None:
    assert parts(firm("A", body(HolderKind.LISTED, 60), body(HolderKind.STATE, 40))) == {
        "L:样例LISTED": Fraction(3, 5),
        "S:样例STATE": Fraction(2, 5),
    }


def test_votes_and_income_follow_the_equity_unless_told() -> None:
    plain = graph(owned(firm("A", P("甲", 30), P("乙", 70))))
    assert plain.shares("votes") == plain.shares("equity") == plain.shares("income")
    told = graph(owned(firm("A", P("甲", 30, votes=Decimal(80)), P("乙", 70))))
    assert told.shares("votes")["F:A"] == {"P:P-甲": Fraction(4, 5), UNKNOWN: Fraction(1, 5)}


# ── any graph ───────────────────────────────────────────────────────────────────────────────────────────────────────

FIRMS, PERSONS = tuple("ABCDEF"), ("甲", "乙", "丙")


@st.composite
def extracts(draw: st.DrawFn) -> list[Extract]:
    """Up to six firms that hold each other and three persons, in whatever circles, with gaps and unknown firms."""
    names = FIRMS[: draw(st.integers(1, len(FIRMS)))]
    found = []
    for name in names:
        holders = draw(st.lists(st.sampled_from([*PERSONS, *FIRMS]), min_size=0, max_size=4, unique=True))
        nothing_left = draw(st.booleans())
        left, held = 100, list[Holding]()
        for holder in holders:
            percent = draw(st.integers(0, left))
            left -= percent
            held.append(P(holder, percent) if holder in PERSONS else F(holder, percent))
        if held and nothing_left:
            last = held[-1]
            held[-1] = last.model_copy(update={"equity": last.equity + left})
        found.append(firm(name, *held))
    return found


@settings(max_examples=200, deadline=None)
@given(extracts())
def test_the_parts_of_any_graph_are_positive_and_add_up_to_exactly_one(told: list[Extract]) -> None:
    found = parts(*told)
    assert sum(found.values()) == 1
    assert all(part > 0 for part in found.values())


@settings(max_examples=200, deadline=None)
@given(extracts())
def test_the_fixed_point_is_the_one_that_following_every_chain_for_long_comes_to(told: list[Extract]) -> None:
    """An oracle that knows no algebra: hand the parts on, layer by layer, in floating point."""
    net = graph(owned(*told))
    shares = net.shares("equity")
    at, arrived = {net.root: 1.0}, dict.fromkeys(net.holders, 0.0)
    for _ in range(3000):
        onward: dict[str, float] = {}
        for who, part in at.items():
            for holder, share in shares[who].items():
                if holder in shares:
                    onward[holder] = onward.get(holder, 0.0) + part * float(share)
                else:
                    arrived[holder] = arrived.get(holder, 0.0) + part * float(share)
        at = onward
    exact = final_parts(shares, net.root)
    for who in (name for name in net.holders if name not in shares):
        assert float(exact.get(who, Fraction(0))) == pytest.approx(arrived[who], abs=0.02)


@settings(max_examples=100, deadline=None)
@given(extracts(), st.randoms(use_true_random=False))
def test_the_order_of_extracts_changes_nothing(told: list[Extract], shuffle: object) -> None:
    rest = told[1:]
    shuffle.shuffle(rest)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert parts(*told) == parts(told[0], *rest)


def test_a_long_chain_with_circles_at_every_step_ends_quickly_and_exactly() -> None:
    names = [f"F{place}" for place in range(60)]
    chain = [firm(one, F(other, 90), F(names[0], 5), P("甲", 5)) for one, other in pairwise(names)]
    assert sum(parts(*chain, firm(names[-1], P("乙", 100))).values()) == 1


# ── control ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def controls_root(name: str, *extracts: Extract) -> bool:
    net = graph(owned(*extracts))
    return controls(net, f"P:P-{name}", net.shares("votes"))


def test_who_has_a_majority_of_each_firm_in_a_chain_controls_its_end() -> None:
    chain = (
        firm("A", F("B", 51), P("乙", 49)),
        firm("B", F("C", 51), P("乙", 49)),
        firm("C", P("甲", 51), P("乙", 49)),
    )
    assert controls_root("甲", *chain)
    assert not controls_root("乙", *chain)


def test_votes_of_several_controlled_firms_count_together() -> None:
    net = (firm("A", F("B", 26), F("C", 26), P("乙", 48)), firm("B", P("甲", 100)), firm("C", P("甲", 100)))
    assert controls_root("甲", *net)


def test_exactly_half_the_votes_is_no_control() -> None:
    assert not controls_root("甲", firm("A", P("甲", 50), P("乙", 50)))


def test_a_registered_controller_of_a_majority_holder_controls_without_a_share() -> None:
    assert controls_root("丁", firm("A", F("B", 60), P("乙", 40)), firm("B", P("丙", 100), controllers=(person("丁"),)))


def test_control_in_a_circle_ends() -> None:
    circle = (firm("A", F("B", 60), P("甲", 40)), firm("B", F("A", 60), P("乙", 40)))
    assert not controls_root("甲", *circle)


# ── shape ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def shares_of(*extracts: Extract) -> Shares:
    return graph(owned(*extracts)).shares("equity")


def test_layers_count_the_longest_chain() -> None:
    assert layers(shares_of(firm("A", P("甲", 100))), "F:A") == 1
    assert (
        layers(shares_of(firm("A", F("B", 50), P("甲", 50)), firm("B", F("C", 100)), firm("C", P("甲", 100))), "F:A")
        == 3
    )
    assert layers(shares_of(firm("A")), "F:A") == 0


def test_a_circle_is_found_wherever_it_lies_and_a_diamond_is_none() -> None:
    diamond = (
        firm("A", F("B", 50), F("C", 50)),
        firm("B", F("D", 100)),
        firm("C", F("D", 100)),
        firm("D", P("甲", 100)),
    )
    assert not cyclic(shares_of(*diamond))
    assert cyclic(shares_of(firm("A", F("B", 100)), firm("B", F("C", 100)), firm("C", F("B", 10), P("甲", 90))))
    assert cyclic(shares_of(firm("A", F("A", 1), P("甲", 99))))


def test_layers_of_a_circle_end_too() -> None:
    assert layers(shares_of(firm("A", F("B", 50), P("甲", 50)), firm("B", F("A", 50), P("甲", 50))), "F:A") == 3


def test_paths_name_every_chain_once_the_largest_first() -> None:
    shares = shares_of(firm("A", F("B", 40), P("甲", 60)), firm("B", P("甲", 100)))
    assert paths(shares, "F:A", "P:P-甲") == (
        (("F:A", "P:P-甲"), Fraction(3, 5)),
        (("F:A", "F:B", "P:P-甲"), Fraction(2, 5)),
    )


def test_a_dense_net_is_drawn_in_part_and_never_for_ever() -> None:
    names = [f"F{place}" for place in range(30)]
    net = [firm(one, *(F(other, 3) for other in names if other != one), P("甲", 13)) for one in names]
    assert len(paths(shares_of(*net), "F:F0", "P:P-甲")) == MOST_PATHS
