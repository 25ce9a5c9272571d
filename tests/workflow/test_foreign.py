"""A foreign company's branch opens with its owners and a local senior on record; a foreign person's paper is taken at
the counter, and the customer is told so (rules.md 3, 7.2).
"""

from typing import Any

import pytest

from models import acts as a
from models.checks import Shareholder
from models.owners import FiledOwner, OwnerFilingAnswer, OwnerFilingCode
from models.papers import EntityKind, EvidenceKind, PaperKind, Reading
from models.states import State
from models.tasks import TaskKind
from tests import builders
from tests import people as who
from tests.ownership import F, P, firm, officer, owned
from tests.workflow.conftest import Stage, soon
from tests.workflow.world import World, readings, server_time
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")

PRINTED = "外国（地区）企业分支机构"
SENIOR = "王例海，首席代表"


def branch_from_abroad() -> World:
    """The head office abroad belongs to one person, who is filed for the branch; a senior of the branch lives here."""
    world = World()
    perfect = readings()[PaperKind.LICENCE]
    kind = perfect.fields["type"].model_copy(update={"text": PRINTED, "value": PRINTED})
    world.readings["a" * 64] = perfect.model_copy(update={"fields": {**perfect.fields, "type": kind}})
    abroad = (Shareholder(name="样例A公司", natural_person=False, share=1.0),)
    world.answers["check_registration"] = lambda ask: builders.registration(
        at=server_time(), query=ask.query, type_text=PRINTED, shareholders=abroad
    )
    world.answers["trace_owners"] = traced
    world.answers["query_owner_filing"] = filed
    return world


def traced(ask: Any) -> Any:
    own = firm(builders.CREDIT_CODE, head_office=F("A", 100).holder, officers=(officer("海"),))
    told = owned(firm("A", P("甲", 100), country="SG"), branch=own)
    return builders.traced(at=server_time(), query=ask.query).model_copy(update={"answer": told})


def filed(ask: Any) -> Any:
    people = tuple(FiledOwner(name=f"样例{name}", number=f"P-{name}") for name in ("甲", "海"))
    answer = OwnerFilingAnswer(code=OwnerFilingCode.FILED, owners=people)
    return builders.owner_filing(at=server_time(), query=ask.query).model_copy(update={"answer": answer})


async def test_3_foreign_companys_branch_opens_with_its_owners_and_a_local_senior_on_record(stage: Stage) -> None:
    play = await stage(world=branch_from_abroad())
    view = await play.until_task(TaskKind.REVIEW)
    assert "R-ACC-15" not in {finding.code for finding in view.findings}
    case = await play.people.file()
    assert case.licence.entity is EntityKind.FOREIGN_BRANCH
    assert case.owners is not None
    assert [owner.name for owner in case.owners.owners] == ["样例甲", "样例海"]
    assert play.world.calls["query_owner_filing"][0].query.number == builders.CREDIT_CODE
    await play.people.review()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    face = builders.ref(EvidenceKind.LIVE_FACE, "3")
    with pytest.raises(Refusal, match="--local-senior"):
        await play.people.do(a.ReportVisit, who.MANAGER, report=builders.report(), representative_face=face)
    play.people.local_senior = SENIOR
    await play.work_the_visit()
    await play.sign()
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    (filing,) = play.world.calls["file_account"]
    assert filing.depositor_kind == "02"


async def test_3_foreign_representative_is_told_to_come_to_the_counter_with_the_paper(stage: Stage) -> None:
    world = World()
    passport = Reading(kind=PaperKind.UNKNOWN, fields={}, warnings=("OTHER_PAPER:passport",))
    world.readings["b" * 64] = passport
    play = await stage(world=world)
    view = await play.until(State.RISK_REVIEW)
    assert {finding.code: finding.severity for finding in view.findings}["FOREIGN_PAPER"] == "STOP"
    await soon(lambda: "foreign_paper" in world.texts())
    (told,) = [message for message in world.messages if message.template == "foreign_paper"]
    assert "证件原件" in told.text
    assert "柜面" in told.text
    await play.go_on()  # RISK cannot make a passport an identity card: what was not read has to be mended
    await play.until_task(TaskKind.REVIEW)
    with pytest.raises(Refusal, match="no reason overrides"):
        await play.people.review()
    await play.people.do(a.Withdraw)
    await play.ends(State.WITHDRAWN, "WD01")
    assert world.texts().count("foreign_paper") == 1
