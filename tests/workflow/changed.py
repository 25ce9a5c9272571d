"""A version of the story with another order of work, as a careless change would make it."""

from temporalio import workflow

from workflows import ids
from workflows.account_opening import AccountOpeningWorkflow

with workflow.unsafe.imports_passed_through():
    from models.start import Outcome, StartOpening


@workflow.defn(name=ids.WORKFLOW)
class ChangedOpening(AccountOpeningWorkflow):
    """The number is reserved before anybody has decided."""

    @workflow.init
    def __init__(self, start: StartOpening) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: StartOpening) -> Outcome:
        return await super().run(start)

    async def _examine(self) -> None:
        await self.opening._report_status("OPEN")
        await super()._examine()
