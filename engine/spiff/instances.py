"""What a process instance and a subprocess instance have in common: their tasks, and an index of those alive.

The library walks over all history to find what is alive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent

from engine.spiff.tasks import ACTIVE, ANY, FINISHED, FUTURE, UNFINISHED, WAITING, CaseTask

if TYPE_CHECKING:
    from engine.spiff.workflow import CaseSubWorkflow, CaseWorkflow


class Instances:
    """What a process instance and a subprocess instance have in common.

    active: tasks that are WAITING, READY or STARTED.
    """

    tasks: dict[int, CaseTask]
    active: dict[int, CaseTask]
    parent_task: CaseTask | None
    task_tree: CaseTask
    top_workflow: CaseWorkflow
    completed: bool
    success: bool
    spec: Any
    subprocesses: dict[int, CaseSubWorkflow]

    @property
    def parent_workflow(self) -> Instances | None:
        """The (sub)process around; None for the whole instance."""
        return None if self.parent_task is None else self.parent_task.workflow

    def add(self, task: CaseTask) -> None:
        """Take a new task into the indexes."""
        self.tasks[task.id] = task
        if task._state & ACTIVE:
            self.active[task.id] = task

    def begin(self) -> None:
        """Put the first token on the start."""
        self.task_tree = CaseTask(self, self.spec.start, state=FUTURE)
        self.task_tree.task_spec._predict(self.task_tree, mask=UNFINISHED)
        self.task_tree._ready()

    def _remove_task(self, task_id: int) -> None:
        stack, tasks = [task_id], self.tasks
        parent = tasks[task_id].parent
        if parent is not None:
            parent._children.remove(task_id)
        while stack:
            task = tasks.pop(stack.pop())
            self.active.pop(task.id, None)
            stack.extend(task._children)
            task._children = []  # who still holds the task must not look for them

    def drop(self, task: CaseTask) -> None:
        """Take a task that is over out of the indexes, with the subprocesses that ran in it."""
        del self.tasks[task.id]
        ended = self.top_workflow.subprocesses.pop(task.id, None)
        if ended is not None:
            for inner in list(ended.tasks.values()):
                ended.drop(inner)

    def open_subprocesses(self) -> list[CaseSubWorkflow]:
        """Running subprocesses somewhere below this one."""
        found: list[CaseSubWorkflow] = []
        for sub in self.top_workflow.subprocesses.values():
            above: Instances | None = sub.parent_workflow
            while above is not None and above is not self:
                above = above.parent_workflow
            if above is self and not sub.completed:
                found.append(sub)
        return found

    def live(self, state: int) -> list[CaseTask]:
        """Tasks in some of the states WAITING, READY, STARTED, open subprocesses included."""
        found = [t for t in self.active.values() if t._state & state]
        if self.top_workflow.subprocesses:
            for sub in self.open_subprocesses():
                found += [t for t in sub.active.values() if t._state & state]
        return found

    def get_tasks(self, first_task: CaseTask | None = None, **filters: Any) -> list[CaseTask]:
        """The library's query, without its limit of depth. Filters: state, spec_name, manual."""
        return list(self.get_tasks_iterator(first_task, **filters))

    def get_next_task(self, first_task: CaseTask | None = None, **filters: Any) -> CaseTask | None:
        """The first task of the query, if any."""
        return next(self.get_tasks_iterator(first_task, **filters), None)

    def get_tasks_iterator(
        self,
        first_task: CaseTask | None = None,
        state: int = ANY,
        spec_name: str | None = None,
        manual: bool | None = None,
    ) -> Iterator[CaseTask]:
        """Tasks that pass the filters, parents first; from the root unless another task is given."""
        if first_task is None and not state & ~ACTIVE:
            candidates: Iterator[CaseTask] = iter(in_order(self.live(state)))
        else:
            candidates = self._walk(first_task or self.task_tree)
        for task in candidates:
            if (
                task._state & state
                and (spec_name is None or task.task_spec.name == spec_name)
                and (manual is None or task.task_spec.manual == manual)
            ):
                yield task

    def _walk(self, first: CaseTask) -> Iterator[CaseTask]:
        stack, subprocesses = [first], self.top_workflow.subprocesses
        while stack:
            task = stack.pop()
            yield task
            stack.extend(reversed(task.children))
            if task.id in subprocesses:
                stack.append(subprocesses[task.id].task_tree)

    def update_waiting_tasks(self) -> None:
        """Look at every waiting task of this (sub)process again."""
        for task in in_order(t for t in self.active.values() if t._state == WAITING):
            if task._state == WAITING:  # an earlier one may have ended it
                task.task_spec._update(task)

    def is_completed(self) -> bool:
        """Whether nothing can happen here any more."""
        if not self.completed and not self.active and not self._has_unfinished():
            self.completed = True
        return self.completed

    def _has_unfinished(self) -> bool:
        return any(not t._state & FINISHED for t in self.tasks.values())

    def _mark_complete(self, task: CaseTask) -> None:
        self.completed = True

    def cancel(self, workflow: Instances | None = None) -> None:
        """End everything in this (sub)process and below."""
        self.completed = True
        for task in [t for t in self._walk(self.task_tree) if not t._state & FINISHED]:
            task.cancel()
        for sub in self.open_subprocesses():
            sub.completed = True


def in_order(tasks: Iterable[CaseTask]) -> list[CaseTask]:
    """Parents first."""
    found = list(tasks)
    if len(found) > 1:
        found.sort(key=CaseTask.path)
    return found


def catches_events(task: CaseTask) -> bool:
    """Whether a task waits for an event, and so belongs to the event manager."""
    return task._state == WAITING and isinstance(task.task_spec, CatchingEvent)
