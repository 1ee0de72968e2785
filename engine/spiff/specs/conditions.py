"""Gateways that choose by conditions."""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway as LibraryExclusiveGateway
from SpiffWorkflow.operators import Operator

from engine.spiff.expressions import fault_at
from engine.spiff.tasks import FUTURE, PREDICTED, CaseTask


class Condition(Operator):
    """The FEEL text on a sequence flow."""

    def __init__(self, text: str, flow: str) -> None:
        super().__init__(text)
        self.text = text
        self.flow = flow

    def _matches(self, task: CaseTask) -> bool:
        return bool(task.workflow.top_workflow.script_engine.condition(task, self.text, f"flow {self.flow}"))


class Conditional:
    """A gateway whose outgoing flows know their own ids, so that an error can name one."""

    def connect_outgoing_if(self, condition: tuple[str, str] | None, taskspec: Any) -> None:
        """condition: FEEL text and flow id; None for the default flow."""
        if condition is None:
            self.connect(taskspec)  # type: ignore[attr-defined]
        else:
            self.connect_if(Condition(*condition), taskspec)  # type: ignore[attr-defined]


class ExclusiveGateway(Conditional, LibraryExclusiveGateway):
    """Takes the first flow whose condition holds, in the file's order, else the default flow."""

    def _run_hook(self, my_task: CaseTask) -> bool:
        name = self.default_task_spec
        for condition, candidate in self.cond_task_specs:
            if condition is not None and condition._matches(my_task):
                name = candidate
                break
        if name is None:
            raise fault_at(my_task, "no condition holds and there is no default flow")
        my_task._sync_children([self._wf_spec.task_specs[name]], FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=FUTURE | PREDICTED)
        return True
