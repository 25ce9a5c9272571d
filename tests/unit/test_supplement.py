"""What the customer is asked for is complete, smallest and cheapest: brute force finds nothing smaller."""

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.acts import Supplement
from models.findings import Finding, Severity, SupplementItem
from models.papers import Paper, PaperKind
from models.rules.review import STATEMENTS, supplement_items
from models.rules.supplement import EITHER, cost, covers, left, smallest, targets
from tests import builders
from tests.builders import finding

ABOUT = ("licence.name", "id_front.name", "id_back.validity", "authorisation.period", "statements.phone")
ABOUT_NOTHING = ("registration", "tax", "visit")


def fix(code: str, about: str, zh: str = "说明") -> Finding:
    return finding(code, Severity.FIX, about, zh=zh)


def asked(*findings: Finding) -> list[str]:
    return [_name(item) for item in supplement_items(findings)]


def _name(item: SupplementItem) -> str:
    return item.paper.value if item.paper else str(item.statement)


# ── either paper may be the wrong one ───────────────────────────────────────────────────────────────────────────────


def test_of_two_papers_that_could_mend_a_finding_the_cheaper_is_asked_for() -> None:
    assert asked(fix("REPRESENTATIVE_DIFFERS", "id_front.name")) == ["id_front"]


def test_a_paper_that_is_asked_for_anyway_mends_the_other_finding_too() -> None:
    differs = fix("REPRESENTATIVE_DIFFERS", "id_front.name", "两证姓名不一致")
    (item,) = supplement_items([fix("UNREAD", "licence.name", "无法识别名称"), differs])
    assert (item.paper, item.zh) == (
        PaperKind.LICENCE,
        "请重新拍摄并上传营业执照：无法识别名称；两证姓名不一致。",
    )


def test_a_phone_under_another_name_is_typed_anew_unless_the_card_is_photographed_anyway() -> None:
    other = fix("WNAM", "statements.phone")
    assert asked(other) == ["phone"]
    assert asked(other, fix("UNREAD", "id_front.name")) == ["id_front"]


CARD = SupplementItem(reason_code="CITIZEN_NOT_FOUND", paper=PaperKind.ID_FRONT, zh="请重拍", at_counter=True)
AGENTS_CARD = CARD.model_copy(update={"paper": PaperKind.AGENT_ID_FRONT})
LICENCE = SupplementItem(reason_code="UNREAD", paper=PaperKind.LICENCE, zh="请重拍")


def test_4_what_may_wait_and_was_not_sent_is_left_to_the_counter_until_it_is_sent() -> None:
    sent = Supplement(act_id="12345678", papers=(Paper(kind=PaperKind.LICENCE, ref=builders.ref()),))
    assert left((), (LICENCE, CARD), sent) == (CARD,)
    assert left((CARD,), (LICENCE, AGENTS_CARD), sent) == (CARD, AGENTS_CARD)
    assert left((CARD,), (LICENCE,), sent) == (CARD,)
    assert left((CARD,), (CARD,), sent) == (CARD,)
    card = Supplement(act_id="12345678", papers=(Paper(kind=PaperKind.ID_FRONT, ref=builders.ref()),))
    assert left((CARD,), (AGENTS_CARD, CARD), card) == (AGENTS_CARD,)


def test_4_who_may_bring_it_to_the_counter_reads_so() -> None:
    (item,) = supplement_items([fix("CITIZEN_NOT_FOUND", "id_front.number", "查无此号")])
    assert item.zh == "请重新拍摄并上传身份证人像面：查无此号。也可不上传，临柜时出示原件。"


def test_what_the_customer_cannot_mend_is_not_asked_for() -> None:
    assert asked(fix("NOT_ASKED", "registration")) == []
    assert targets(fix("NOT_ASKED", "registration")) == ()


def test_owners_that_nobody_can_trace_are_proven_by_a_paper_that_is_sent_and_not_sent_again() -> None:
    (item,) = supplement_items([fix("OWNER_INCOMPLETE", "owners", "股权结构无法穿透")])
    assert item.paper is PaperKind.OWNERSHIP_PROOF
    assert item.zh.startswith("请上传")


def test_the_order_of_the_findings_does_not_change_what_is_asked_for() -> None:
    found = [
        fix("REPRESENTATIVE_DIFFERS", "id_front.name"),
        fix("UNREAD", "licence.name"),
        fix("ID_EXPIRED", "id_back"),
    ]
    assert sorted(asked(*found)) == sorted(asked(*reversed(found))) == ["id_back", "licence"]


def test_every_alternative_is_a_paper_or_a_statement_that_customers_can_send() -> None:
    known = {*PaperKind, *STATEMENTS}
    assert {target for either in EITHER.values() for target in either} <= known


# ── brute force ─────────────────────────────────────────────────────────────────────────────────────────────────────

NAMES = ("licence", "id_front", "id_back", "phone", "purpose", "authorisation")
NEEDS = st.lists(st.lists(st.sampled_from(NAMES), max_size=3, unique=True).map(tuple), max_size=8)
CODES = st.sampled_from(("UNREAD", "REGISTRY_NAME_DIFFERS", *EITHER))
FINDINGS = st.lists(st.builds(fix, CODES, st.sampled_from((*ABOUT, *ABOUT_NOTHING))), max_size=8)


def every_set(names: set[str]) -> list[frozenset[str]]:
    sizes = range(len(names) + 1)
    return [frozenset(some) for some in chain.from_iterable(combinations(sorted(names), size) for size in sizes)]


@given(needs=NEEDS)
def test_no_smaller_and_no_cheaper_set_reaches_every_need(needs: list[tuple[str, ...]]) -> None:
    reachable = [need for need in needs if need]
    chosen = smallest(needs)
    others = [other for other in every_set(set(NAMES)) if all(set(need) & other for need in reachable)]
    assert chosen in others
    assert (len(chosen), cost(chosen)) == min((len(other), cost(other)) for other in others)


@given(found=FINDINGS)
def test_the_items_mend_every_finding_and_nothing_smaller_would(found: list[Finding]) -> None:
    names = set(asked(*found))
    needs = [targets(each) for each in found if targets(each)]
    assert covers(names, needs)
    assert not [other for other in every_set(names) if other < names and covers(other, needs)]
    assert len(names) == len(asked(*found))


@given(found=FINDINGS)
def test_every_reason_that_the_customer_can_mend_is_told_once(found: list[Finding]) -> None:
    told = [finding(each.code, Severity.FIX, each.about, zh=f"原因{place}") for place, each in enumerate(found)]
    texts = "".join(item.zh for item in supplement_items(told))
    expected = [1 if targets(each) else 0 for each in told]
    assert [texts.count(each.zh) for each in told] == expected


@pytest.mark.parametrize("code", ["ID_VALIDITY_LENGTH", "UNREAD"])
def test_3_a_doubt_about_the_agents_card_asks_for_the_agents_card(code: str) -> None:
    assert targets(finding(code, Severity.FIX, "agent_id_back.validity")) == ("agent_id_back",)
