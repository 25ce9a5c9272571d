"""A hard rule that sends a task back says why, and what can still be done."""

import pytest

from models import acts as a
from models.findings import Finding, Severity
from models.people import Role
from models.rules import acts, mending
from models.rules.hard_rules import MOMENTS, broken
from models.states import Leg, State
from models.tasks import Task, TaskKind
from tests import builders
from tests.builders import NOW, case
from tests.wording import well_said


def standing(code: str = "H10") -> Finding:
    return Finding(
        code=code, severity=Severity.HARD, about="decision", zh="某项未完成", en="it lacks", rule="rules.md 11"
    )


def risk_review() -> Task:
    return Task(
        id="1",
        application=builders.APPLICATION,
        kind=TaskKind.RISK_REVIEW,
        role=Role.RISK,
        branch="0300",
        created=NOW,
        due=NOW,
    )


@pytest.mark.parametrize("rule", sorted(MOMENTS))
def test_every_hard_rule_says_in_one_sentence_what_can_be_done(rule: str) -> None:
    zh, en = mending.remedy(rule)
    well_said(standing().model_copy(update={"zh": zh, "en": en}))
    said, told = mending.reason(standing(rule))
    assert said.startswith(f"硬控规则{rule}未通过：")
    assert said.index("。") == len(said) - 1
    assert told.startswith(f"Hard rule {rule} stands: ")
    assert told.index(".") == len(told) - 1


@pytest.mark.parametrize("rule", sorted(MOMENTS))
def test_what_can_be_done_always_names_the_refusal(rule: str) -> None:
    """Whatever was tried before, whoever has the task can end it."""
    zh, en = mending.remedy(rule)
    assert "请拒绝" in zh
    assert "refuse" in en


@pytest.mark.parametrize("rule", ["H02", "H03", "H09", "H10"])
def test_what_the_outside_may_answer_otherwise_can_be_asked_again(rule: str) -> None:
    assert "延长审查" in mending.remedy(rule)[0]


def test_a_rule_of_the_account_kind_is_no_gap() -> None:
    assert mending.remedy("R-ACC-07") == mending.remedy("H06")


def test_r_acc_05_who_gets_the_case_back_hears_how_a_closed_account_is_noted() -> None:
    zh, en = mending.remedy("R-ACC-05")
    assert "ekaihu ops account-closed" in zh
    assert "ekaihu ops account-closed" in en
    assert "请拒绝" in zh


def test_the_note_says_each_reason_once() -> None:
    assert mending.note([]) == ""
    assert mending.note([standing(), standing()]) == mending.reason(standing())[0]
    assert mending.note([standing(), standing("H06")]).count("。") == 2


def test_the_note_of_an_unready_case_holds_no_personal_data() -> None:
    ours = case()
    told = mending.note(broken(ours, builders.policy(), NOW))
    for private in (ours.licence.name, ours.licence.representative, ours.id_card.number, ours.statements.phone):
        assert private is None or private not in told


def test_a_hard_rule_that_stands_is_ground_enough_to_refuse() -> None:
    """Nothing else may be on file against such a case: its due diligence cannot be completed (RF13), and that says
    nothing of the firm.
    """
    ours = case()
    ours.findings = []
    ours.legs = {Leg.MAIN: State.RISK_REVIEW}
    ours.tasks = {"1": risk_review()}

    def refused(code: str) -> acts.RefusedAct | None:
        act = a.DecideRisk(act_id="act-00000001", by="E20421", decision="refuse", reason_code=code, reason="no owners")
        return acts.untimely(ours, act, builders.policy())

    assert refused("RF13") is not None
    ours.held = (standing(),)
    assert refused("RF13") is None
    assert refused("RF06") is not None
