"""Instances of processes and subprocesses, with an index of live tasks instead of walks over all history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from engine.spiff import throwing
from engine.spiff.expressions import CaseEngine
from engine.spiff.holding import NO_HOLDS, Holds, forget_hold, is_held, stops
from engine.spiff.model import StepKind
from engine.spiff.tasks import (
    ACTIVE,
    ANY,
    CANCELLED,
    COMPLETED,
    FINISHED,
    FUTURE,
    READY,
    UNFINISHED,
    WAITING,
    CaseTask,
)

SETTLE_LIMIT = 10_000
MAX_DEPTH = 50  # of subprocesses and calls inside one another


class Endless(RuntimeError):
    """The process goes round without ever waiting for anybody."""


def in_order(tasks: Iterable[CaseTask]) -> list[CaseTask]:
    """Parents first."""
    found = list(tasks)
    if len(found) > 1:
        found.sort(key=CaseTask.path)
    return found


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


class CaseWorkflow(Instances, BpmnWorkflow):
    """An instance of a process. Never driven by two threads at once."""

    def __init__(self, spec: Any, subprocess_specs: dict[str, Any], engine: CaseEngine) -> None:
        self.active = {}
        self.parent_task = None
        self.base = 0
        self.last_id = 0
        self.sequence = 0
        self.looked_back_at = 0
        self.ran = 0
        self.chosen_start: str | None = None
        self.running: CaseTask | None = None
        self.holds: Holds = NO_HOLDS
        self.steps: list[tuple[CaseTask, StepKind]] = []
        self.outgoing: list[dict[str, Any]] = []
        self.signals: list[str] = []
        self.ending: dict[str, Any] | None = None
        self.names: dict[str, int] = {}
        super().__init__(spec, subprocess_specs, engine, deserializing=True)

    def next_id(self) -> int:
        """A task id never used before in this instance."""
        self.last_id += 1
        return self.last_id

    def _refuse_too_deep(self, my_task: CaseTask) -> None:
        """A process that calls itself without end is stopped. Raises Endless."""
        around: CaseTask | None = my_task
        for _ in range(MAX_DEPTH):
            if around is None:
                return
            around = around.workflow.parent_task
        raise Endless

    def create_subprocess(self, my_task: CaseTask, spec_name: str) -> CaseSubWorkflow:
        self._refuse_too_deep(my_task)
        sub = CaseSubWorkflow(self.subprocess_specs[spec_name], my_task, self)
        self.subprocesses[my_task.id] = sub
        sub.begin()
        return sub

    def get_task_from_id(self, task_id: int) -> CaseTask | None:
        """The task of this id, here or in a subprocess; None when there is none."""
        found = self.tasks.get(task_id)
        if found is None:
            for sub in self.subprocesses.values():
                found = sub.tasks.get(task_id)
                if found is not None:
                    break
        return found

    def thrown(self, my_task: CaseTask, definition: Any) -> None:
        """An event was thrown by an element of this instance."""
        throwing.thrown(self, my_task, definition)

    def changed(self, task: CaseTask, before: int) -> None:
        """A task has left the state `before`: keep what histories and statuses need to know."""
        self.sequence += 1
        task.last_state_change = self.sequence
        spec = task.task_spec
        if spec.element is None or spec.is_silent:
            return  # scaffolding of the library; a multi-instance frame speaks through its items
        now = task._state
        if spec.is_armed:  # a boundary or start event is entered when it happens, not when it is set
            if now == READY:
                self.steps.append((task, "entered"))
        elif now & ACTIVE and before < WAITING:
            self.steps.append((task, "entered"))
        if now == COMPLETED:
            self.steps.append((task, "left"))
        elif now == CANCELLED and before & ACTIVE and not spec.is_armed and not spec.is_join:
            self.steps.append((task, "cancelled"))

    def fail(self, thrower: CaseTask, code: str | None) -> None:
        """An error that nobody catches ends everything."""
        self.ending = {"how": "error", "element": thrower.task_spec.element.id, "code": code}
        self.cancel()

    def settle(self) -> None:
        """Run everything that needs nobody, until all tokens wait or the process has ended. Raises Endless."""
        self.ran = 0
        while True:
            self.do_engine_steps()
            if not any(
                t._state == READY and not t.task_spec.manual and not is_held(t) for t in self.all_active()
            ):
                return

    def try_again(self) -> None:
        """Let what is held go on, unless it is to be left alone this time too."""
        for task in sorted((t for t in self.all_active() if is_held(t)), key=lambda t: t.id):
            if task.id in self.holds:
                stops(task)  # for another reason perhaps
            elif task._state & ACTIVE:
                forget_hold(task)
                if task._state == WAITING:
                    self.running = task
                    task.task_spec._update(task)

    def all_active(self) -> Iterator[CaseTask]:
        """Every task that is WAITING, READY or STARTED, in any order."""
        yield from self.active.values()
        for sub in self.subprocesses.values():
            if not sub.completed:
                yield from sub.active.values()

    def _do_engine_steps(self, will_complete_task: Any = None, did_complete_task: Any = None) -> bool:
        """The library's pass over READY tasks; but a task that was cancelled during the pass is not run."""
        open_before = self.get_active_subprocesses()
        for sub in sorted(open_before, key=lambda s: s.depth, reverse=True):
            while self._run_ready(sub):
                pass
            if sub.parent_task._state & ACTIVE:
                sub.parent_task.task_spec._update(sub.parent_task)
        ran = self._run_ready(self)
        return ran or len(self.get_active_subprocesses()) > len(open_before)

    def _run_ready(self, workflow: Instances) -> bool:
        ran = False
        ready = (t for t in workflow.live(READY) if not t.task_spec.manual)
        for task in in_order(ready):
            if task._state == READY and not stops(task):
                self.running = task
                self.ran += 1
                if self.ran > SETTLE_LIMIT:
                    raise Endless
                task.run()
                ran = True
        return ran

    def refresh_timers(self) -> None:
        """Fire the timers that have become due and the conditions that have become true."""
        for task in sorted(self.event_manager.tasks.values(), key=lambda t: t.id):
            if task._state == WAITING and task.task_spec.is_polled and not is_held(task):
                self.running = task
                task.task_spec._update(task)

    def waiting_events(self) -> list[CaseTask]:
        """Events that are waited for, in the order in which the waiting began."""
        waiting = [t for t in self.event_manager.tasks.values() if t._state == WAITING and not is_held(t)]
        return sorted(waiting, key=lambda t: t.id)


class CaseSubWorkflow(Instances, BpmnSubWorkflow):
    """An instance of a subprocess or of a called process."""

    def __init__(self, spec: Any, parent_task: CaseTask, top_workflow: CaseWorkflow) -> None:
        self.active = {}
        self.parent_task = parent_task
        super().__init__(spec, parent_task.id, top_workflow, deserializing=True)


def catches_events(task: CaseTask) -> bool:
    """Whether a task waits for an event, and so belongs to the event manager."""
    return task._state == WAITING and isinstance(task.task_spec, CatchingEvent)
