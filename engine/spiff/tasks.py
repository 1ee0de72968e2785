"""The library's task, with small integer ids, an index of what is alive, and no limit on depth.

The library's own `Task` spends three quarters of a completion on walking history and hashing UUIDs, and its
recursions end at a few hundred rounds of a loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

if TYPE_CHECKING:
    from engine.spiff.instances import Instances

WAITING = TaskState.WAITING
READY = TaskState.READY
STARTED = TaskState.STARTED
COMPLETED = TaskState.COMPLETED
CANCELLED = TaskState.CANCELLED
ACTIVE = WAITING | READY | STARTED
FINISHED = TaskState.FINISHED_MASK
PREDICTED = TaskState.PREDICTED_MASK
FUTURE = TaskState.FUTURE
MAYBE = TaskState.MAYBE
UNFINISHED = TaskState.NOT_FINISHED_MASK
ANY = TaskState.ANY_MASK


class CaseTask(Task):
    """One visit of a token to an element.

    Ids count upwards over the whole instance, so an ancestor's id is always smaller than its descendants'.
    `data` holds only the local variables of a multi-instance item; everything else is a case variable.
    `row` is the task's stored form, kept until something about the task changes.
    """

    def __init__(
        self,
        workflow: Instances,
        task_spec: Any,
        parent: CaseTask | None = None,
        state: int = MAYBE,
        id: int | None = None,
    ) -> None:
        # not calling super(): it draws a UUID and reads the clock for each of the many predicted tasks
        self.workflow = workflow
        self.task_spec = task_spec
        self.id = workflow.top_workflow.next_id() if id is None else id
        self._parent: int | None = None if parent is None else parent.id
        self._children: list[int] = []
        self._state = state
        self.triggered = False
        self.thread_id = 0
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        self.last_state_change = 0
        self.row: bytes | None = None
        workflow.add(self)
        if parent is not None:
            parent._children.append(self.id)

    def _add_child(self, task_spec: Any, state: int = MAYBE) -> CaseTask:
        if self._state & PREDICTED and not state & PREDICTED:
            raise WorkflowException(
                "Attempt to add non-predicted child to predicted task", task_spec=self.task_spec
            )
        child = CaseTask(self.workflow, task_spec, self, state)
        if state & ACTIVE:
            self.workflow.top_workflow.changed(child, FUTURE)
        if state == READY:
            child._ready()
        return child

    def _set_state(self, value: int) -> None:
        before = self._state
        if value == before:
            return
        self._state = value
        self.row = None
        if value & ACTIVE:
            self.workflow.active[self.id] = self
        elif before & ACTIVE:
            del self.workflow.active[self.id]
        self.workflow.top_workflow.changed(self, before)
        if value == READY and self.task_spec.foreseen_late:
            self.task_spec._predict(self, mask=UNFINISHED)

    def _sync_children(self, task_specs: list[Any], state: int = MAYBE) -> None:
        """The library's; but where flows go round without a choice, what follows is grown once a token is here."""
        if not (self._state == FUTURE and self.task_spec.foreseen_late):
            super()._sync_children(task_specs, state)

    def _inherit_data(self) -> None:
        """Nothing flows along the arrows: variables belong to the case, not to tokens."""

    def is_descendant_of(self, task: CaseTask) -> bool:
        """Whether the task lies below another one of the same (sub)process."""
        tasks, current = self.workflow.tasks, self._parent
        while current is not None and current > task.id:
            current = tasks[current]._parent
        return current == task.id and task.workflow is self.workflow

    def find_ancestor(self, spec_name: str) -> CaseTask | None:
        """The nearest task above with this spec."""
        tasks, current = self.workflow.tasks, self._parent
        while current is not None:
            task: CaseTask = tasks[current]
            if task.task_spec.name == spec_name:
                return task
            current = task._parent
        return None

    def cancel(self) -> None:
        """Cancel what is unfinished here and below."""
        stack = [self]
        while stack:
            task = stack.pop()
            if task._state & FINISHED:
                stack.extend(reversed(task.children))
            else:
                if task.task_spec.is_loop:
                    # the library drops the items without telling them, and their subprocesses run on
                    for item in task.children:
                        if item.triggered and not item._state & FINISHED:
                            item.cancel()
                task._set_state(CANCELLED)
                task._drop_children()
                task.task_spec._on_cancel(task)

    def _drop_children(self, force: bool = False) -> None:
        stack = [self]
        while stack:
            for child in stack.pop().children:
                if force or not child._state & FINISHED:
                    self.workflow._remove_task(child.id)
                else:
                    stack.append(child)

    def __iter__(self) -> Iterator[CaseTask]:
        """The task and everything below it in its own (sub)process, parents first."""
        stack = [self]
        while stack:
            task = stack.pop()
            yield task
            stack.extend(reversed(task.children))

    def path(self) -> tuple[int, ...]:
        """Ids from the top of the tree down to the task: sorting by it visits tasks parents first."""
        steps: list[int] = []
        task: CaseTask | None = self
        while task is not None:
            tasks = task.workflow.tasks
            current: int | None = task.id
            while current is not None:
                steps.append(current)
                current = tasks[current]._parent
            task = task.workflow.parent_task
            if task is not None:
                steps.append(-1)  # a subprocess's own tasks come before what follows it
        return tuple(reversed(steps))
