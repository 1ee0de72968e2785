"""Instances of processes and of the subprocesses in them: run until everything waits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from engine.spiff import throwing
from engine.spiff.expressions import CaseEngine
from engine.spiff.holding import NO_HOLDS, Holds, forget_hold, is_held, stops
from engine.spiff.instances import Instances, in_order
from engine.spiff.model import StepKind
from engine.spiff.tasks import ACTIVE, CANCELLED, COMPLETED, READY, WAITING, CaseTask

SETTLE_LIMIT = 10_000
MAX_DEPTH = 50  # of subprocesses and calls inside one another


class Endless(RuntimeError):
    """The process goes round without ever waiting for anybody."""


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
