"""What a live instance waits for, and what it has done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from engine.spiff import codec
from engine.spiff.acts import call_of
from engine.spiff.arrivals import timed
from engine.spiff.expressions import items_around
from engine.spiff.holding import is_held, reason_of
from engine.spiff.live import Live
from engine.spiff.model import (
    Element,
    Held,
    OpenTask,
    Outcome,
    SequenceFlow,
    ServiceCall,
    Subscription,
    Timer,
)
from engine.spiff.skipping import chooses
from engine.spiff.specs import activities, events
from engine.spiff.tasks import COMPLETED, READY, STARTED, CaseTask


def user_tasks(live: Live) -> tuple[OpenTask, ...]:
    """What waits for people: user, manual and plain tasks, in the order in which they were opened."""
    return tuple(
        OpenTask(codec.public_id(live.workflow, task), task.task_spec.element, _item(task))
        for task in _active(live, READY)
        if task.task_spec.manual
    )


def _active(live: Live, state: int) -> list[CaseTask]:
    return sorted((t for t in live.workflow.all_active() if t._state == state), key=lambda t: t.id)


def _item(task: CaseTask) -> object | None:
    for item in items_around(task):
        variable = getattr(item.task_spec.loop, "element_variable", None)
        if variable is not None:
            return item.data.get(variable)
    return None


def service_calls(live: Live) -> tuple[ServiceCall, ...]:
    """What waits for connectors, and for decisions when no `decide` was given. Raises EngineFault on bad inputs."""
    found = []
    for task in _active(live, STARTED):
        if isinstance(task.task_spec, activities.ServiceTask):
            element = task.task_spec.element
            decision = isinstance(task.task_spec, activities.BusinessRuleTask)
            found.append(
                ServiceCall(
                    codec.public_id(live.workflow, task),
                    element,
                    "decision" if decision else "service",
                    (element.decision_ref if decision else element.topic) or "",
                    activities.inputs(task),
                )
            )
    return tuple(found)


def waiting_calls(live: Live) -> tuple[tuple[UUID, Element], ...]:
    """The ids and elements of the calls to connectors that wait, without their inputs."""
    return tuple(
        (codec.public_id(live.workflow, task), task.task_spec.element)
        for task in _active(live, STARTED)
        if isinstance(task.task_spec, activities.ServiceTask) and not task.task_spec.is_loop
    )


def call_inputs(live: Live, task_id: UUID) -> dict[str, Any]:
    """What a call is given. Raises NotReady, EngineFault on inputs that cannot be computed."""
    return activities.inputs(call_of(live, task_id))


def held(live: Live) -> tuple[Held, ...]:
    """The tokens that cannot go on, and why."""
    return tuple(
        Held(
            codec.public_id(live.workflow, task),
            task.task_spec.element,
            *reason_of(task),
            choices=_choices(live, task),
        )
        for task in sorted(live.workflow.all_active(), key=lambda t: t.id)
        if is_held(task)
    )


def _choices(live: Live, task: CaseTask) -> tuple[SequenceFlow, ...]:
    if not chooses(task):
        return ()
    return tuple(flow for flow in live.definition.flows.values() if flow.source == task.task_spec.element.id)


def timers(live: Live) -> tuple[Timer, ...]:
    """The timers that run, the earliest first."""
    return tuple(
        Timer(codec.public_id(live.workflow, task), events.element_of(task, slot), due)
        for due, slot, task in timed(live)
    )


def next_due(live: Live) -> datetime | None:
    """When the next timer is due."""
    running = timed(live)
    return running[0][0] if running else None


def subscriptions(live: Live) -> tuple[Subscription, ...]:
    """The messages and signals that are waited for."""
    found = []
    for task in live.workflow.waiting_events():
        keys = task.internal_data.get("keys", {})
        for slot, one in events.slots(task):
            if isinstance(one, events.Message | events.Signal):
                found.append(
                    Subscription(
                        codec.public_id(live.workflow, task),
                        events.element_of(task, slot),
                        "message" if isinstance(one, events.Message) else "signal",
                        one.name,
                        keys.get(str(slot)),
                    )
                )
    return tuple(found)


def resting(live: Live) -> tuple[Element, ...]:
    """The elements where tokens are now, one for each token; subprocesses around them too."""
    tasks = sorted(live.workflow.all_active(), key=lambda task: task.id)
    kept = (t.task_spec for t in tasks if not (t.task_spec.is_armed or t.task_spec.is_silent))
    return tuple(spec.element for spec in kept if spec.element is not None)


def finished(live: Live) -> bool:
    """Whether nothing can happen any more."""
    return live.workflow.is_completed()


def outcome(live: Live) -> Outcome:
    """How it has ended: by itself, by a terminating end event, by an error that nobody caught; or that it waits."""
    if not finished(live):
        return Outcome("waiting")
    ending = live.workflow.ending
    return Outcome("completed") if ending is None else Outcome(ending["how"], ending["code"])


def trace(live: Live) -> tuple[Element, ...]:
    """The elements that were completed, in order, without forgotten rounds; of a multi-instance activity every item."""
    workflow = live.workflow
    done = [
        task
        for instances in (workflow, *workflow.subprocesses.values())
        for task in instances.tasks.values()
        if task._state == COMPLETED and task.task_spec.element is not None and not task.task_spec.is_silent
    ]
    done.sort(key=lambda task: task.last_state_change)
    return tuple(task.task_spec.element for task in done)
