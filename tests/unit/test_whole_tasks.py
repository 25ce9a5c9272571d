"""Events reach a case with their workflow task or not at all (docs/decisions/0009)."""

from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import SerializationContext, StorageDriverStoreContext
from temporalio.worker import WorkflowInstance
from temporalio.worker._command_aware_visitor import CommandInfo
from temporalio.workflow import Info

from workers.whole_tasks import WholeTasks
from workflows import ids


class Recorded(WorkflowInstance):
    """A case that only remembers what reached it."""

    def __init__(self) -> None:
        self.reached: list[int] = []

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        self.reached.append(act.history_length)
        return WorkflowActivationCompletion(run_id=act.run_id)

    def get_info(self) -> Info:
        raise NotImplementedError

    def get_serialization_context(self, command_info: CommandInfo | None) -> SerializationContext | None:
        raise NotImplementedError

    def get_external_store_context(self, command_info: CommandInfo | None) -> StorageDriverStoreContext:
        raise NotImplementedError


def activation(job: str, *, at: int, history: int, replaying: bool = False) -> WorkflowActivation:
    act = WorkflowActivation(run_id="run", history_length=history, is_replaying=replaying)
    act.timestamp.seconds = at
    getattr(act.jobs.add(), job).SetInParent()
    return act


def refusal(done: WorkflowActivationCompletion) -> str:
    return done.failed.failure.message if done.HasField("failed") else ""


def test_events_without_a_workflow_task_are_refused() -> None:
    case = Recorded()
    whole = WholeTasks(case)
    whole.activate(activation("initialize_workflow", at=1, history=3, replaying=True))
    assert refusal(whole.activate(activation("resolve_activity", at=1, history=8))) == ids.ASK_AGAIN
    assert case.reached == [3]


def test_events_of_the_next_workflow_task_reach_the_case() -> None:
    case = Recorded()
    whole = WholeTasks(case)
    whole.activate(activation("initialize_workflow", at=1, history=3))
    assert not refusal(whole.activate(activation("resolve_activity", at=2, history=8)))
    assert case.reached == [3, 8]


def test_a_second_activation_of_the_same_workflow_task_reaches_the_case() -> None:
    case = Recorded()
    whole = WholeTasks(case)
    whole.activate(activation("initialize_workflow", at=1, history=3))
    assert not refusal(whole.activate(activation("do_update", at=1, history=3)))
    assert case.reached == [3, 3]


def test_queries_and_evictions_always_reach_the_case() -> None:
    case = Recorded()
    whole = WholeTasks(case)
    whole.activate(activation("initialize_workflow", at=1, history=3))
    assert not refusal(whole.activate(activation("query_workflow", at=1, history=8)))
    assert not refusal(whole.activate(activation("remove_from_cache", at=1, history=8)))
    assert case.reached == [3, 8, 8]


def test_a_replay_with_equal_clocks_is_no_reason_to_refuse() -> None:
    case = Recorded()
    whole = WholeTasks(case)
    whole.activate(activation("initialize_workflow", at=1, history=3, replaying=True))
    assert not refusal(whole.activate(activation("resolve_activity", at=1, history=8, replaying=True)))
