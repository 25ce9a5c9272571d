"""The typed front door: every tool starts, acts and asks through here, and gets one clear sentence when something is
refused.
"""

import asyncio
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from temporalio.client import (
    Client,
    RPCTimeoutOrCancelledError,
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
)
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from models.acts import Act, RaiseLimits, Receipt, Submit
from models.application import NewApplication
from models.case import Case, CaseView
from models.judgement import Judgement
from models.policy import Policy
from models.readback import ReadBackForm
from models.rules import review, upgrade
from models.start import Outcome, StartOpening, StartUpgrade
from models.tasks import Task
from workflows import ids

R = TypeVar("R")
_PATIENCE = timedelta(seconds=30)
_GLANCE = 0.2
_REFUSALS = (WorkflowUpdateFailedError, RPCError, RPCTimeoutOrCancelledError)


class Refusal(Exception):
    """The case refused; the message is one sentence for the person who asked, `code` names the kind."""

    def __init__(self, said: str, code: str = "REFUSED") -> None:
        super().__init__(said)
        self.code = code


def new_act_id() -> str:
    """An id for one doing; use the same one again when unsure whether it arrived."""
    return uuid.uuid4().hex


class FrontDoor:
    """All that tools may do with applications."""

    def __init__(self, client: Client, policy: Policy) -> None:
        self._client = client
        self._policy = policy

    async def apply(self, new: NewApplication, *, submit: bool = True) -> str:
        """Start an application (and submit it in the same breath); returns its number, or raises Refusal and starts
        nothing.
        """
        if not submit:
            await self._start(new)
            return new.application
        if missing := review.missing_papers(paper.kind for paper in new.papers):
            raise Refusal(f"these papers are still missing: {', '.join(missing)}; add them and apply again", "WRONG")
        act = Submit(act_id=new_act_id(), papers=())
        operation: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            ids.WORKFLOW,
            StartOpening(new=new, policy=self._policy),
            id=new.application,
            task_queue=ids.QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=_attributes(new),
            static_summary=_summary(new),
            result_type=Outcome,
        )
        try:
            await self._client.execute_update_with_start_workflow(
                act.name, act, start_workflow_operation=operation, result_type=Receipt, rpc_timeout=_PATIENCE
            )
        except _REFUSALS as error:
            raise _refusal(error, new.application) from error
        return new.application

    async def _start(self, new: NewApplication) -> None:
        await self._client.start_workflow(
            ids.WORKFLOW,
            StartOpening(new=new, policy=self._policy),
            id=new.application,
            task_queue=ids.QUEUE,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=_attributes(new),
            static_summary=_summary(new),
        )

    async def act(self, application: str, act: Act) -> Receipt:
        """Do an act as an update and return its receipt; doing it again with the same `act_id` changes nothing.

        What is done to limits or a task after the opening has ended is done to its upgrade, if one is under way.
        """
        try:
            return await self._done(application, act)
        except _REFUSALS as error:
            ended = await self._explained(error, application)
            if ended.code != "LATE" or not _not_found(error) or not isinstance(act, upgrade.ACTS):
                raise ended from error
        try:
            return await self._done(ids.upgrade_of(application), act)
        except _REFUSALS as error:
            raise (ended if _not_found(error) else _refusal(error, application)) from error

    async def _done(self, workflow: str, act: Act) -> Receipt:
        receipt: Receipt = await self._handle(workflow).execute_update(
            act.name, act, id=act.act_id, result_type=Receipt, rpc_timeout=_PATIENCE
        )
        return receipt

    async def upgrade(self, application: str, act: RaiseLimits, tasks: Iterable[Task]) -> Receipt:
        """Ask for higher limits of an account that is open (`models.rules.upgrade`); `tasks` are all that it had.

        A further upgrade begins at the limits that the last one gave.
        """
        case = await self.file(application)
        if last := await self._of_upgrade(application, ids.FILE_QUERY, Case):
            case = case.model_copy(update={"account": last.account})
        operation: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            ids.UPGRADE,
            StartUpgrade(case=case, tasks=tuple(tasks), policy=self._policy),
            id=ids.upgrade_of(application),
            task_queue=ids.QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            search_attributes=TypedSearchAttributes([SearchAttributePair(ids.BRANCH, case.branch)]),
            static_summary=f"{'简易开户升级' if case.simplified else '限额调高'} · 网点 {case.branch}",
            result_type=Outcome,
        )
        try:
            receipt: Receipt = await self._client.execute_update_with_start_workflow(
                act.name, act, start_workflow_operation=operation, result_type=Receipt, rpc_timeout=_PATIENCE
            )
        except _REFUSALS as error:
            raise _refusal(error, application) from error
        return receipt

    async def signal(self, application: str, act: Act) -> None:
        """Do an act as a signal, for tools that can only signal: what became of it is on the trail."""
        try:
            await self._handle(application).signal(act.name, act)
        except RPCError as error:
            raise await self._explained(error, application) from error

    async def show(self, application: str) -> CaseView:
        """The case without personal data; works after the end too, while Temporal keeps the history."""
        return await self._query(application, ids.CASE_QUERY, CaseView)

    async def judgement(self, application: str, now: datetime) -> Judgement:
        """Findings with their evidence, answers, score, measures and hard rules as of `now`, without personal data; the
        limits are those of the upgrade once one was asked for.
        """
        told = await self._query(application, ids.JUDGEMENT_QUERY, Judgement, now)
        later = await self._of_upgrade(application, ids.JUDGEMENT_QUERY, Judgement, now)
        return told.model_copy(update={"limits": later.limits}) if later else told

    async def file(self, application: str) -> Case:
        """The whole case with personal data: the caller puts the reading on the trail (risk.md 7.7)."""
        return await self._query(application, ids.FILE_QUERY, Case)

    async def read_back(self, application: str) -> ReadBackForm:
        """What was read, as the customer sees it, with personal data: the caller puts the reading on the trail."""
        return await self._query(application, ids.READ_BACK_QUERY, ReadBackForm)

    async def wait_until(
        self, application: str, met: Callable[[CaseView], bool], patience: timedelta, every: float = 0.3
    ) -> CaseView:
        """Ask until `met`; Refusal with the code TIMEOUT when it does not come true in time."""
        deadline = asyncio.get_running_loop().time() + patience.total_seconds()
        while not met(view := await self.show(application)):
            if asyncio.get_running_loop().time() > deadline:
                raise Refusal(
                    f"{application} did not get there in time; it stands at {view.state},"
                    f" waiting for {view.waiting_for or 'nobody'}",
                    "TIMEOUT",
                )
            await asyncio.sleep(every)
        return view

    async def outcome(self, application: str) -> Outcome:
        """Wait for the end."""
        handle: WorkflowHandle[object, Outcome] = self._client.get_workflow_handle(application, result_type=Outcome)
        return await handle.result()

    async def _query(self, application: str, name: str, kind: type[R], *asked: Any) -> R:
        deadline = asyncio.get_running_loop().time() + _PATIENCE.total_seconds()
        while True:
            try:
                answer: R = await self._handle(application).query(
                    name, args=asked, result_type=kind, rpc_timeout=_PATIENCE
                )
            except WorkflowQueryFailedError as error:
                if ids.ASK_AGAIN not in str(error) or asyncio.get_running_loop().time() > deadline:
                    raise _stands_still(application) from error
            except _REFUSALS as error:
                raise await self._explained(error, application) from error
            else:
                return answer
            await asyncio.sleep(_GLANCE)

    async def _of_upgrade(self, application: str, name: str, kind: type[R], *asked: Any) -> R | None:
        """What the last upgrade answers; None where there was none."""
        try:
            return await self._query(ids.upgrade_of(application), name, kind, *asked)
        except Refusal as refused:
            if refused.code == "UNKNOWN":
                return None
            raise

    def _handle(self, application: str) -> WorkflowHandle[Any, Any]:
        return self._client.get_workflow_handle(application)

    async def _explained(self, error: Exception, application: str) -> Refusal:
        """A closed case answers like an unknown one: look which it is before telling the person."""
        if _not_found(error):
            try:
                description = await self._handle(application).describe()
            except RPCError:
                return Refusal(f"there is no application {application}; check the number", "UNKNOWN")
            if description.status is not WorkflowExecutionStatus.RUNNING:
                return Refusal(
                    f"application {application} has ended; nothing was changed (see `ekaihu ops show {application}`)",
                    "LATE",
                )
        return _refusal(error, application)


def _not_found(error: Exception) -> bool:
    """No such workflow runs: it has ended, or there never was one."""
    return isinstance(error, RPCError) and error.status is RPCStatusCode.NOT_FOUND


def _stands_still(application: str) -> Refusal:
    return Refusal(
        f"application {application} cannot be shown now: its workflow task fails; see it in the Web UI and call an"
        " engineer (docs/operate.md), nothing is lost",
        "STANDS_STILL",
    )


def _refusal(error: Exception, application: str) -> Refusal:
    if isinstance(error, WorkflowUpdateFailedError) and isinstance(error.cause, ApplicationError):
        return Refusal(error.cause.message, error.cause.type or "REFUSED")
    late = isinstance(error, RPCError) and error.status is RPCStatusCode.DEADLINE_EXCEEDED
    if late or isinstance(error, RPCTimeoutOrCancelledError):
        return Refusal(
            f"no worker answered for {application}; start one (`ekaihu worker`) and try again, nothing is lost",
            "NO_WORKER",
        )
    return Refusal(f"Temporal did not take it ({error}); check `ekaihu doctor` and try again", "UNAVAILABLE")


def _attributes(new: NewApplication) -> TypedSearchAttributes:
    kind = SearchAttributePair(ids.ACCOUNT_KIND, new.statements.account_kind.value)
    return TypedSearchAttributes([SearchAttributePair(ids.BRANCH, new.branch), kind])


def _summary(new: NewApplication) -> str:
    return f"企业开户 {new.statements.account_kind.chinese} · 网点 {new.branch}"
