"""Acts on one token: a task done, a call answered, an error reported, a held token tried again or let go on."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.spiff import skipping, throwing
from engine.spiff.errors import CannotSkip, NotReady
from engine.spiff.expressions import place
from engine.spiff.holding import NO_HOLDS, forget_hold, is_held
from engine.spiff.live import Live, settling, task_of
from engine.spiff.specs import activities, events
from engine.spiff.tasks import READY, STARTED, CaseTask


def complete(live: Live, task_id: UUID, values: Mapping[str, Any]) -> None:
    """Complete a person's task with its answers (JSON data). Raises NotReady, EngineFault."""
    task = task_of(live, task_id)
    if task._state != READY or not task.task_spec.manual:
        raise NotReady(str(task_id))
    with settling(live):
        live.workflow.script_engine.assign(task, values)
        live.workflow.running = task
        task.run()


def finish_call(live: Live, task_id: UUID, outputs: Any) -> None:
    """A call has been answered: its outputs go through the element's output parameters, else by their own names.

    For a decision `outputs` is its result. Raises NotReady, EngineFault.
    """
    task = call_of(live, task_id)
    with settling(live):
        live.workflow.running = task
        task.task_spec.finish(task, outputs)
        task.complete()


def call_of(live: Live, task_id: UUID) -> CaseTask:
    """The task of a call that waits. Raises NotReady."""
    task = task_of(live, task_id)
    if task._state != STARTED or not isinstance(task.task_spec, activities.ServiceTask):
        raise NotReady(str(task_id))
    return task


def raise_error(live: Live, task_id: UUID, code: str) -> bool:
    """Report a BPMN error from exactly this task or call; whether an event around it caught it.

    When nobody does, nothing has changed. Raises NotReady, EngineFault.
    """
    task = task_of(live, task_id)
    if task._state not in (READY, STARTED):
        raise NotReady(str(task_id))
    with settling(live):
        return throwing.to_scope(task, events.Error, code)


def forget_holds(live: Live) -> None:
    """The next act may try again what this one was told to leave alone."""
    live.workflow.holds = NO_HOLDS


def carry_on(live: Live) -> None:
    """Try again what is held; everything else waits as before. Raises EngineFault."""
    with settling(live):
        pass


def skip(live: Live, task_id: UUID, flow: str | None = None) -> None:
    """Let a token go on from where it is held, or from a call, without doing what the element says.

    flow: id of the sequence flow to take, for gateways that choose (`Held.choices`). Raises NotReady, CannotSkip.
    """
    task = task_of(live, task_id)
    if task._state == STARTED and isinstance(task.task_spec, activities.ServiceTask):
        with settling(live):
            live.workflow.running = task
            task.complete()
        return
    if not is_held(task):
        raise NotReady(str(task_id))
    forget_hold(task)
    with settling(live):
        live.workflow.running = task
        skipping.go_on(task, None if flow is None else _target(live, task, flow))


def _target(live: Live, task: CaseTask, flow: str) -> str:
    found = live.definition.flows.get(flow)
    if found is None or found.source != place(task):
        raise CannotSkip(place(task))
    return found.target
