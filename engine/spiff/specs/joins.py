"""Gateways that merge tokens, right inside loops too.

The library counts what arrived in earlier rounds of a loop, walks the whole history at every arrival, and stops
looking 1000 tasks down. Here a *round* is what has happened since this join last fired on the token's own path.
"""

from collections.abc import Iterator

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin as LibraryBoundaryEventJoin
from SpiffWorkflow.bpmn.specs.control import StartEventJoin as LibraryStartEventJoin
from SpiffWorkflow.bpmn.specs.control import _EndJoin
from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway as LibraryInclusiveGateway
from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway as LibraryParallelGateway

from engine.spiff.expressions import fault_at
from engine.spiff.specs.conditions import Conditional
from engine.spiff.tasks import COMPLETED, FUTURE, PREDICTED, WAITING, CaseTask


def fired_before(my_task: CaseTask) -> CaseTask | None:
    """The join's own latest task above `my_task`: where this round began. None in the first round."""
    return my_task.find_ancestor(my_task.task_spec.name)


def this_round(my_task: CaseTask) -> Iterator[CaseTask]:
    """Every task of the same join in this round, `my_task` included."""
    began = fired_before(my_task)
    for task in reversed(my_task.workflow.joins[my_task.task_spec.name]):
        if began is None or task.is_descendant_of(began):
            yield task
        elif task.id < began.id:
            return  # ids grow: everything before is from earlier rounds


class _Join:
    """What all unstructured joins share: only the latest arrival waits, and no data is merged."""

    def _update_hook(self, my_task: CaseTask) -> bool:
        may_fire = self._check_threshold_unstructured(my_task)
        for task in list(my_task.workflow.active.values()):
            if task.task_spec is self and task is not my_task and task._state == WAITING:
                task.cancel()
        if not may_fire:
            my_task._set_state(WAITING)
        return may_fire

    def _check_threshold_unstructured(self, my_task: CaseTask) -> bool:
        raise NotImplementedError

    def _run_hook(self, my_task: CaseTask) -> bool:
        return True


class ParallelGateway(_Join, LibraryParallelGateway):
    """Fires when a token has arrived on every incoming flow in this round."""

    _inputs: list[str]

    def _check_threshold_unstructured(self, my_task: CaseTask) -> bool:
        waiting = set(self._inputs)
        for task in this_round(my_task):
            if task.is_descendant_of(my_task):
                # a flow that can only come round again after this join has fired
                source = _nearest_above(task, waiting)
                waiting.discard(source)
            elif not my_task.is_descendant_of(task):
                parent = task.parent
                if parent is not None and parent._state == COMPLETED:
                    waiting.discard(parent.task_spec.name)
        return not waiting


def _nearest_above(task: CaseTask, names: set[str]) -> str:
    current: CaseTask | None = task
    while current is not None:
        if current.task_spec.name in names:
            return str(current.task_spec.name)
        current = current.parent
    return ""


class InclusiveGateway(_Join, Conditional, LibraryInclusiveGateway):
    """Fires when no token elsewhere can still reach an incoming flow that has none (BPMN 2.0, 13.4.3)."""

    _inputs: list[str]

    def _check_threshold_unstructured(self, my_task: CaseTask) -> bool:
        arrived = set()
        for task in this_round(my_task):
            parent = task.parent
            if parent is not None and parent._state == COMPLETED and not task.is_descendant_of(my_task):
                arrived.add(parent.task_spec.name)
        if not arrived:
            return False
        behind_arrived = self._behind(arrived)
        behind_empty = self._behind(set(self._inputs) - arrived)
        return not any(
            task.task_spec.name in behind_empty and task.task_spec.name not in behind_arrived
            for task in my_task.workflow.active.values()
            if task.task_spec is not self
        )

    def _behind(self, inputs: set[str]) -> set[str]:
        """Names of the specs from which one of these incoming flows can be reached without passing this gateway."""
        found = set(inputs) - {self.name}
        stack = list(found)
        while stack:
            spec = self._wf_spec.task_specs[stack.pop()]
            for name in spec._inputs:
                if name not in found and name != self.name:
                    found.add(name)
                    stack.append(name)
        return found

    def _run_hook(self, my_task: CaseTask) -> bool:
        matches, defaults = self._get_matching_outputs(my_task)
        if not matches + defaults:
            raise fault_at(my_task, "no condition holds and there is no default flow")
        my_task._sync_children(matches or defaults, FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=FUTURE | PREDICTED)
        return True


class EndJoin(_Join, _EndJoin):
    """The invisible end of a (sub)process: waits until nothing else is alive in it."""

    def _check_threshold_unstructured(self, my_task: CaseTask) -> bool:
        return all(task is my_task for task in my_task.workflow.active.values())


class _AroundEvents:
    """Closes a frame of event alternatives; its tasks are found right below the frame, without a walk."""

    def _find_tasks(self, my_task: CaseTask) -> list[CaseTask]:
        split: CaseTask | None = my_task.find_ancestor(self.split_task)  # type: ignore[attr-defined]
        if split is None:
            return [my_task]
        return [task for branch in split.children for task in branch.children if task.task_spec is self]


class BoundaryEventJoin(_AroundEvents, LibraryBoundaryEventJoin):
    """Ends an activity together with its boundary events."""


class StartEventJoin(_AroundEvents, LibraryStartEventJoin):
    """Ends the choice between several start events."""
