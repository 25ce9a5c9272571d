"""Only whole workflow tasks reach a case: events that a query drags along wait for their task.

A query that waited for a dead worker is handed to the next one with the history as it stands by then, and that may end
in events whose workflow task has not begun. Core gives them to the case at once; the commands that follow go out with
the next task, in front of the updates and signals that came with it. Every later replay brings the same events together
with those updates and signals, and behind them: Temporal calls the case nondeterministic and it stands still. So such
events are refused here: Core fails the query and forgets the case, whoever asked asks again, and the task brings the
events in their order (docs/decisions/0009-only-whole-workflow-tasks.md).
"""

import structlog
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import SerializationContext, StorageDriverStoreContext
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker._command_aware_visitor import CommandInfo
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner
from temporalio.workflow import Info

from workflows import ids

_WITHOUT_A_TASK = {"query_workflow", "remove_from_cache"}
_log = structlog.get_logger("worker")


class WholeTasksRunner(SandboxedWorkflowRunner):
    """Temporal's sandbox, in which every instance refuses events that no workflow task has brought."""

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return WholeTasks(super().create_instance(det))


class WholeTasks(WorkflowInstance):
    """One case in a worker's cache.

    A workflow task moves the case's clock: events that make the history longer and leave the clock where it was came
    without one.
    """

    def __init__(self, case: WorkflowInstance) -> None:
        self._case = case
        self._clock: tuple[int, int] | None = None
        self._history = 0

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        jobs = {job.WhichOneof("variant") for job in act.jobs}
        if jobs <= _WITHOUT_A_TASK:
            return self._case.activate(act)
        clock = (act.timestamp.seconds, act.timestamp.nanos)
        if not act.is_replaying and clock == self._clock and act.history_length > self._history:
            _log.info("events came with a query and wait for their workflow task", run=act.run_id)
            refused = WorkflowActivationCompletion(run_id=act.run_id)
            refused.failed.failure.message = ids.ASK_AGAIN
            return refused
        self._clock, self._history = clock, act.history_length
        return self._case.activate(act)

    def get_info(self) -> Info:
        return self._case.get_info()

    def get_thread_id(self) -> int | None:
        return self._case.get_thread_id()

    def get_serialization_context(self, command_info: CommandInfo | None) -> SerializationContext | None:
        return self._case.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: CommandInfo | None) -> StorageDriverStoreContext:
        return self._case.get_external_store_context(command_info)
