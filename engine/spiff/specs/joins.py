"""Gateways that merge tokens, right inside loops too.

The library counts what arrived in earlier rounds of a loop, walks the whole history at every arrival, and stops
looking 1000 tasks down. Here a joining gateway counts the tokens that lie on each of its flows.
"""

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin as LibraryBoundaryEventJoin
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit, _EndJoin
from SpiffWorkflow.bpmn.specs.control import StartEventJoin as LibraryStartEventJoin
from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway as LibraryInclusiveGateway
from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway as LibraryParallelGateway

from engine.spiff.expressions import fault_at
from engine.spiff.specs.conditions import Conditional
from engine.spiff.specs.events import BoundaryEvent, EventSubProcessStart
from engine.spiff.tasks import FUTURE, PREDICTED, WAITING, CaseTask

ARRIVED = "arrived"


class _Join:
    """What all unstructured joins share: only the latest arrival waits, and no data is merged."""

    def _update_hook(self, my_task: CaseTask) -> bool:
        may_fire = self._check_threshold_unstructured(my_task)
        for task in self._others(my_task):
            task.cancel()
        if not may_fire:
            my_task._set_state(WAITING)
        return may_fire

    def _others(self, my_task: CaseTask) -> list[CaseTask]:
        return [
            task
            for task in my_task.workflow.active.values()
            if task.task_spec is self and task is not my_task and task._state == WAITING
        ]

    def _check_threshold_unstructured(self, my_task: CaseTask) -> bool:
        raise NotImplementedError

    def _run_hook(self, my_task: CaseTask) -> bool:
        return True


class _Counting(_Join):
    """A gateway that takes one token from each flow that has one, and leaves the others lying there.

    `internal_data["arrived"]` of the one waiting task: how many tokens lie on which flow, by its source's name.
    """

    def _update_hook(self, my_task: CaseTask) -> bool:
        others = self._others(my_task)
        tokens = my_task.internal_data.get(ARRIVED) or self._with_arrival(my_task, others)
        enough = self._is_enough(my_task, tokens)
        if enough:
            my_task.internal_data.pop(ARRIVED, None)
            self._keep(my_task, {flow: count - 1 for flow, count in tokens.items() if count > 1})
        else:
            my_task._set_internal_data(arrived=tokens)
            my_task._set_state(WAITING)
        for other in others:
            other.cancel()
        return enough

    def _with_arrival(self, my_task: CaseTask, others: list[CaseTask]) -> dict[str, int]:
        tokens: dict[str, int] = dict(others[0].internal_data[ARRIVED]) if others else {}
        flow = my_task.parent.task_spec.name
        tokens[flow] = tokens.get(flow, 0) + 1
        return tokens

    def _keep(self, my_task: CaseTask, left: dict[str, int]) -> None:
        """Tokens that are not taken this time wait on as a task of their own."""
        if left:
            rest = my_task.parent._add_child(self, WAITING)
            rest.triggered = True
            rest._set_internal_data(arrived=left)

    def _is_enough(self, my_task: CaseTask, tokens: dict[str, int]) -> bool:
        raise NotImplementedError


class ParallelGateway(_Counting, LibraryParallelGateway):
    """Fires when a token lies on every incoming flow."""

    _inputs: list[str]

    def _is_enough(self, my_task: CaseTask, tokens: dict[str, int]) -> bool:
        return all(flow in tokens for flow in self._inputs)


class InclusiveGateway(_Counting, Conditional, LibraryInclusiveGateway):
    """Fires when no token elsewhere can still reach an incoming flow that has none (BPMN 2.0, 13.4.3)."""

    _inputs: list[str]

    def _is_enough(self, my_task: CaseTask, tokens: dict[str, int]) -> bool:
        behind_arrived = self._behind(set(tokens))
        behind_empty = self._behind(set(self._inputs) - set(tokens))
        # what left the same gateway with this token and is not looked at yet is on its way too
        on_their_way = (task for task in my_task.parent.children if task._state == FUTURE)
        elsewhere = (*my_task.workflow.active.values(), *on_their_way)
        places = (_places(task) for task in elsewhere if task.task_spec is not self)
        return not any(names & behind_empty and not names & behind_arrived for names in places)

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


def _places(task: CaseTask) -> set[str]:
    """Names of the specs from which a token goes on: its own, and those of the events that may break it off.

    Empty for such an event while it waits: it has no token but its activity's.
    """
    if _breaks_off(task):
        return set()
    frame = task.parent
    if frame is None or not isinstance(frame.task_spec, BoundaryEventSplit):
        return {task.task_spec.name}
    return {task.task_spec.name, *(one.task_spec.name for one in frame.children if _breaks_off(one))}


def _breaks_off(task: CaseTask) -> bool:
    return (
        isinstance(task.task_spec, BoundaryEvent)
        and task.task_spec.cancel_activity
        and task._state == WAITING
    )


class EndJoin(_Join, _EndJoin):
    """The invisible end of a (sub)process: waits until nothing else is alive in it."""

    def _check_threshold_unstructured(self, my_task: CaseTask) -> bool:
        return all(task is my_task or _is_armed(task) for task in my_task.workflow.active.values())

    def _run_hook(self, my_task: CaseTask) -> bool:
        for task in [t for t in my_task.workflow.active.values() if _is_armed(t)]:
            task.cancel()
        return True


def _is_armed(task: CaseTask) -> bool:
    return isinstance(task.task_spec, EventSubProcessStart) and task._state == WAITING


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
