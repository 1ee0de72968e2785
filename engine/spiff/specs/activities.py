"""Activities: people's tasks, calls to the outside, scripts, subprocesses."""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import CallActivity as LibraryCallActivity
from SpiffWorkflow.bpmn.specs.defaults import ServiceTask as LibraryServiceTask
from SpiffWorkflow.bpmn.specs.defaults import SubWorkflowTask as LibrarySubProcess
from SpiffWorkflow.bpmn.specs.defaults import TransactionSubprocess as LibraryTransaction

from decisions.dmn import DmnError
from decisions.feel import FeelError
from engine.errors import MotcuaError
from engine.spiff.expressions import data_names, fault_at
from engine.spiff.tasks import READY, STARTED, CaseTask


class ServiceTask(LibraryServiceTask):
    """Waits, STARTED, until a connector outside the transaction has done the work."""

    def _run_hook(self, my_task: CaseTask) -> bool | None:
        return None

    def finish(self, my_task: CaseTask, outputs: Any) -> None:
        """Write a call's outputs: by the output parameters, which may name them, else all by their own names."""
        engine = my_task.workflow.top_workflow.script_engine
        wanted = my_task.task_spec.element.outputs
        if wanted:
            outputs = {name: engine.evaluate(my_task, text, outputs) for name, text in wanted.items()}
        engine.assign(my_task, outputs)


class BusinessRuleTask(ServiceTask):
    """Asks `decide` when the instance was given one; otherwise waits like a service call."""

    def _run_hook(self, my_task: CaseTask) -> bool | None:
        engine = my_task.workflow.top_workflow.script_engine
        element = my_task.task_spec.element
        if engine.decide is None or element.decision_ref is None:
            return None
        given = inputs(my_task)
        try:
            answer = engine.decide(element.decision_ref, given)
        except (FeelError, DmnError, MotcuaError) as error:
            code = getattr(error, "code", type(error).__name__)
            raise fault_at(
                my_task, f"decision {element.decision_ref!r}: {error} [{code}]", "decision"
            ) from error
        self.finish(my_task, answer)
        return True

    def finish(self, my_task: CaseTask, result: Any) -> None:
        """Write a decision's result: into its result variable, else every output by its own name."""
        engine = my_task.workflow.top_workflow.script_engine
        name = my_task.task_spec.element.result_variable
        if name is not None:
            engine.assign(my_task, {name: result})
        elif isinstance(result, dict):
            engine.assign(my_task, result)
        else:
            raise fault_at(
                my_task, "the decision has no result variable and gives no named outputs", "decision"
            )


def inputs(my_task: CaseTask) -> dict[str, Any]:
    """What a call is given: its input parameters, else everything in scope."""
    engine = my_task.workflow.top_workflow.script_engine
    given = my_task.task_spec.element.inputs
    if not given:
        return dict(engine.context(my_task))
    return {name: engine.evaluate(my_task, text) for name, text in given.items()}


class _Embedded:
    """A subprocess shares the variables of its case, so nothing is copied in or out."""

    def start_workflow(self, my_task: CaseTask) -> None:
        sub = my_task.workflow.top_workflow.create_subprocess(my_task, self.spec)  # type: ignore[attr-defined]
        sub.completed_event.connect(self._on_subworkflow_completed, my_task)
        my_task._set_state(STARTED)
        my_task.data.update(dict.fromkeys(data_names(my_task)))
        sub.task_tree.run()

    def _on_subworkflow_completed(self, subworkflow: Any, my_task: CaseTask) -> None:
        if my_task._state == STARTED:  # not when an error inside has ended everything
            my_task._set_state(READY)

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        sub = my_task.workflow.top_workflow.subprocesses.get(my_task.id)
        if sub is None:
            self.start_workflow(my_task)
            return None
        return bool(sub.completed)


class SubProcess(_Embedded, LibrarySubProcess):
    """An embedded subprocess."""


class Transaction(_Embedded, LibraryTransaction):
    """A subprocess that can be given up by a cancel end event."""


class CallActivity(_Embedded, LibraryCallActivity):
    """Another process as a part of this one, over the same case variables."""
