"""Activities that are done several times: multi-instance and standard loops.

An item's own variables (its element of the collection, and its answers when they are collected) live in the item's
task; nothing leaks into the case, and items never overwrite one another.

`internal_data` of the frame: items, results (by position), next (sequential), merged (ids of finished items).
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import ParallelMultiInstanceTask as LibraryParallel
from SpiffWorkflow.bpmn.specs.defaults import SequentialMultiInstanceTask as LibrarySequential
from SpiffWorkflow.bpmn.specs.defaults import StandardLoopTask as LibraryStandardLoop

from engine.spiff.expressions import data_names, fault_at
from engine.spiff.holding import Holdable
from engine.spiff.tasks import ACTIVE, COMPLETED, READY, STARTED, WAITING, CaseTask

MAX_ITEMS = 10_000
COUNTER = "loopCounter"


class _MultiInstance:
    """collection or cardinality: FEEL texts. element: variable of the item. output: variable that collects results.

    result: the item's variable that is collected; without it all of the item's own variables are, as a context.
    """

    task_spec: str
    collection: str | None
    cardinality: str | None
    element_variable: str | None
    output: str | None
    result: str | None
    condition: str | None

    def read(self, given: dict[str, str | None]) -> None:
        """Take over what the diagram says; called once by the parser."""
        self.collection = given["collection"]
        self.cardinality = given["cardinality"]
        self.element_variable = given["element"]
        self.output = given["output"]
        self.result = given["result"]
        self.condition = given["condition"]
        self.collects = self.output is not None

    def _items(self, my_task: CaseTask) -> list[Any]:
        engine = my_task.workflow.top_workflow.script_engine
        if self.collection is not None:
            value = engine.evaluate(my_task, self.collection)
            if not isinstance(value, list):
                raise fault_at(my_task, f"the collection {self.collection!r} does not give a list")
        else:
            count = engine.evaluate(my_task, self.cardinality)
            if (
                isinstance(count, bool)
                or not isinstance(count, int | float)
                or count != int(count)
                or count < 0
            ):
                raise fault_at(my_task, f"the number {self.cardinality!r} does not give one")
            value = list(range(int(min(count, MAX_ITEMS + 1))))
        if len(value) > MAX_ITEMS:
            raise fault_at(my_task, f"more than {MAX_ITEMS} items")
        return value

    def _begin(self, my_task: CaseTask) -> list[Any]:
        items = self._items(my_task)
        my_task.internal_data.update(items=items, results=[None] * len(items), merged=[], next=0)
        if items:
            my_task._set_state(STARTED)
        else:
            self._collect(my_task)
        return items

    def _add_item(self, my_task: CaseTask, index: int) -> None:
        spec = my_task.workflow.spec.task_specs[self.task_spec]
        child = my_task._add_child(spec, WAITING)
        child.triggered = True
        child.internal_data["index"] = index
        child.data[COUNTER] = index + 1
        if self.element_variable is not None:
            child.data[self.element_variable] = my_task.internal_data["items"][index]
        my_task.internal_data["next"] = index + 1
        child.task_spec._update(child)

    def merge_child(self, workflow: Any, child: CaseTask) -> None:
        """An item is done: keep its result, and see whether that was enough."""
        my_task = child.parent
        noted = my_task.internal_data
        index = child.internal_data["index"]
        noted["merged"].append(child.id)
        noted["results"][index] = self._result(child)
        enough = self._enough(my_task, child)
        if enough:
            for other in my_task.children:
                if other.triggered and other is not child:
                    other.cancel()
        if enough or len(noted["merged"]) == len(noted["items"]):
            self._collect(my_task)
            my_task._set_state(READY)
        else:
            self._continue(my_task)

    def _continue(self, my_task: CaseTask) -> None:
        """What follows when an item is done and others are left."""

    def _result(self, child: CaseTask) -> Any:
        if self.result is not None:
            return child.data.get(self.result)
        own = {COUNTER, self.element_variable, *data_names(child)}
        return {name: value for name, value in child.data.items() if name not in own}

    def _enough(self, my_task: CaseTask, child: CaseTask) -> bool:
        if self.condition is None:
            return False
        noted = my_task.internal_data
        done = len(noted["merged"])
        known: dict[str, Any] = {
            "nrOfInstances": len(noted["items"]),
            "nrOfCompletedInstances": done,
            "nrOfActiveInstances": sum(1 for t in my_task.children if t.triggered and t._state & ACTIVE),
            "nrOfTerminatedInstances": 0,  # items end together or not at all
        }
        if self.output is not None:
            known[self.output] = noted["results"]
        engine = my_task.workflow.top_workflow.script_engine
        return bool(engine.condition(child, self.condition, "the completion condition", known))

    def _collect(self, my_task: CaseTask) -> None:
        if self.output is not None:
            engine = my_task.workflow.top_workflow.script_engine
            engine.assign(my_task, {self.output: my_task.internal_data["results"]})

    def children_complete(self, my_task: CaseTask) -> bool:
        return all(t._state == COMPLETED for t in my_task.children if t.triggered)


class ParallelMultiInstance(Holdable, _MultiInstance, LibraryParallel):
    """All items at once."""

    def _update_hook(self, my_task: CaseTask) -> bool:
        items = self._begin(my_task)
        for index in range(len(items)):
            self._add_item(my_task, index)
        return not items


class SequentialMultiInstance(Holdable, _MultiInstance, LibrarySequential):
    """One item after the other."""

    def _update_hook(self, my_task: CaseTask) -> bool:
        items = self._begin(my_task)
        if items:
            self._add_item(my_task, 0)
        return not items

    def _continue(self, my_task: CaseTask) -> None:
        self._add_item(my_task, my_task.internal_data["next"])


class StandardLoop(Holdable, LibraryStandardLoop):
    """Again and again while its condition is true, at most `maximum` times."""

    collects = False

    def _update_hook(self, my_task: CaseTask) -> bool:
        my_task.internal_data["merged"] = []
        if self.test_before and self.loop_complete(my_task):
            return True
        my_task._set_state(STARTED)
        self.create_child(my_task)
        return False

    def create_child(self, my_task: CaseTask) -> None:
        child = my_task._add_child(my_task.workflow.spec.task_specs[self.task_spec], WAITING)
        child.triggered = True
        child.data[COUNTER] = len(my_task.internal_data["merged"]) + 1
        child.task_spec._update(child)

    def merge_child(self, workflow: Any, child: CaseTask) -> None:
        my_task = child.parent
        my_task.internal_data["merged"].append(child.id)
        if self.loop_complete(my_task):
            my_task._set_state(READY)
        else:
            self.create_child(my_task)

    def loop_complete(self, my_task: CaseTask) -> bool:
        done = len(my_task.internal_data["merged"])
        if self.maximum is not None and done >= self.maximum:
            return True
        if self.condition is None:
            return False
        engine = my_task.workflow.top_workflow.script_engine
        return not engine.condition(my_task, self.condition, "the loop condition")
