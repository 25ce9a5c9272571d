"""The inquiry to the police: the review waits for their answer, and a supervisor hears of it when it is late
(rules.md 5).
"""

from temporalio import workflow

from workflows.human_task import Desk
from workflows.intake import Intake
from workflows.office import Office

with workflow.unsafe.imports_passed_through():
    from models.account import Visitor
    from models.acts import AskPolice, RecordPoliceAnswer
    from models.checks import CitizenQuery
    from models.people import Role
    from models.police import PoliceInquiry
    from models.rules import police
    from models.tasks import TaskKind


class Police:
    """Asks and is answered by people alone: the police have no interface, a person brings their word."""

    def __init__(self, office: Office, desk: Desk, intake: Intake) -> None:
        self._office = office
        self._desk = desk
        self._intake = intake

    async def inquire(self, act: AskPolice) -> None:
        """Until the answer is on file, or a supervisor goes on without one; then everything is judged anew."""
        asked = self._asked(act)
        self._office.record("POLICE_ASKED", about=act.person, detail={"by": act.by})
        told = await self._desk.decide(
            TaskKind.POLICE_INQUIRY, Role.REVIEWER, RecordPoliceAnswer, note=act.person.chinese
        )
        self._keep(asked, told)
        self._intake.judge()

    def _asked(self, act: AskPolice) -> PoliceInquiry:
        inquiry = PoliceInquiry(
            person=act.person,
            query=self._query(act.person),
            reference=act.reference,
            by=act.by,
            at=self._office.now(),
        )
        self._office.case.police += (inquiry,)
        return inquiry

    def _query(self, person: Visitor) -> CitizenQuery:
        asked = police.check_of(self._office.case, person)
        if asked is None:
            raise RuntimeError("the police were asked about somebody of whom the citizen system was not")
        return asked.query

    def _keep(self, asked: PoliceInquiry, told: RecordPoliceAnswer) -> None:
        case = self._office.case
        answered = police.answered(asked, told).model_copy(update={"answered": self._office.now()})
        case.police = tuple(answered if one is asked else one for one in case.police)
        self._office.record(
            "POLICE_ANSWERED",
            about=told.answer,
            evidence=[told.seen.sha256] if told.seen else [],
            reason=told.note,
            detail={"by": told.by, "person": asked.person},
        )
