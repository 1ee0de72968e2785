"""Events: what is thrown leaves at the right door, what is caught is caught once and by the right one."""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent as LibraryBoundaryEvent
from SpiffWorkflow.bpmn.specs.defaults import EndEvent as LibraryEndEvent
from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway as LibraryEventBasedGateway
from SpiffWorkflow.bpmn.specs.defaults import IntermediateCatchEvent as LibraryIntermediateCatchEvent
from SpiffWorkflow.bpmn.specs.defaults import IntermediateThrowEvent as LibraryIntermediateThrowEvent
from SpiffWorkflow.bpmn.specs.defaults import ReceiveTask as LibraryReceiveTask
from SpiffWorkflow.bpmn.specs.defaults import SendTask as LibrarySendTask
from SpiffWorkflow.bpmn.specs.defaults import StartEvent as LibraryStartEvent
from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import (
    ErrorEventDefinition,
    EscalationEventDefinition,
    SignalEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import CancelEventDefinition, TerminateEventDefinition

from engine import clock
from engine.spiff.holding import Holdable
from engine.spiff.model import Element
from engine.spiff.specs import timers
from engine.spiff.tasks import FUTURE, PREDICTED, READY, UNFINISHED, WAITING, CaseTask

ARMED = ".Armed"  # how the specs that wait for event subprocesses are called


class _Thrown:
    """Leaves through the instance's own door; nothing about payloads is kept in tasks."""

    def throw(self, my_task: CaseTask) -> None:
        my_task.workflow.top_workflow.thrown(my_task, self)

    def catch(self, my_task: CaseTask, event: object = None) -> None:
        my_task._set_internal_data(event_fired=True)

    def update_task_data(self, my_task: CaseTask) -> None:
        """Payloads have gone to the case variables."""

    def reset(self, my_task: CaseTask) -> None:
        timers.forget(my_task)

    def again(self, my_task: CaseTask) -> dict[str, Any] | None:
        """What a boundary event that does not interrupt notes for its next time; None: there is none."""
        return {}


class Message(_Thrown, MessageEventDefinition):
    """A message. key: FEEL text of the correlation key, evaluated when the waiting begins."""

    def __init__(self, name: str, key: str | None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.key = key

    def update_task(self, my_task: CaseTask, slot: int = 0) -> None:
        if self.key is None:
            return  # nothing to tell apart by
        keys = my_task.internal_data.setdefault("keys", {})
        if str(slot) not in keys:
            value = my_task.workflow.top_workflow.script_engine.evaluate(my_task, self.key)
            keys[str(slot)] = None if value is None else str(value)


class Signal(_Thrown, SignalEventDefinition):
    """A signal: reaches everybody who waits for it."""


class Error(_Thrown, ErrorEventDefinition):
    """A BPMN error: goes to the nearest activity around that catches its code."""


class Escalation(_Thrown, EscalationEventDefinition):
    """An escalation: like an error, but nobody has to catch it."""


class Cancel(_Thrown, CancelEventDefinition):
    """Gives up the transaction around."""


class Terminate(_Thrown, TerminateEventDefinition):
    """Ends the (sub)process at once; the end event does it, so there is nothing to throw."""

    def throw(self, my_task: CaseTask) -> None:
        return None


class Conditional(ConditionalEventDefinition):
    """Happens when its condition becomes true; looked at whenever the instance moves.

    `internal_data["true"]`: the condition held when the event was set again, so it must first cease to hold.
    """

    def has_fired(self, my_task: CaseTask) -> bool:
        holds = self.holds(my_task)
        if not holds:
            my_task.internal_data.pop("true", None)
        return holds and not my_task.internal_data.get("true")

    def holds(self, my_task: CaseTask) -> bool:
        """Whether the condition is true now. Raises EngineFault."""
        engine = my_task.workflow.top_workflow.script_engine
        return bool(engine.condition(my_task, self.expression, "the condition"))

    def again(self, my_task: CaseTask) -> dict[str, Any] | None:
        return {"true": True}

    def update_task(self, my_task: CaseTask) -> None:
        """Nothing to note."""

    def reset(self, my_task: CaseTask) -> None:
        timers.forget(my_task)


class Alternatives(MultipleEventDefinition):
    """What an event-based gateway waits for; the first to happen wins. `internal_data["seen"]`: its index."""

    def has_fired(self, my_task: CaseTask) -> bool:
        if "seen" not in my_task.internal_data:
            fired = [
                (due, slot)
                for slot, one in timers.timers_in(self)
                if (due := one.due(my_task, slot)) is not None and due <= clock.now()
            ]
            if fired:
                my_task._set_internal_data(seen=min(fired)[1])
            else:
                self._look_at_conditions(my_task)
        return "seen" in my_task.internal_data

    def _look_at_conditions(self, my_task: CaseTask) -> None:
        for slot, one in enumerate(self.event_definitions):
            if isinstance(one, Conditional) and one.holds(my_task):
                my_task._set_internal_data(seen=slot)
                return

    def update_task(self, my_task: CaseTask) -> None:
        for slot, one in enumerate(self.event_definitions):
            if isinstance(one, Message):
                one.update_task(my_task, slot)

    def reset(self, my_task: CaseTask) -> None:
        timers.forget(my_task)


class _Catching(Holdable):
    """Resets itself without searching the whole history for descendants of its own kind."""

    def _run_hook(self, my_task: CaseTask) -> bool:
        self.event_definition.reset(my_task)  # type: ignore[attr-defined]
        return True


class IntermediateCatchEvent(_Catching, LibraryIntermediateCatchEvent):
    pass


class ReceiveTask(_Catching, LibraryReceiveTask):
    pass


class _Throwing:
    """Throws when its work is done: what it throws may end the very scope it stands in."""

    event_definition: Any

    def _run_hook(self, my_task: CaseTask) -> bool:
        return True

    def _on_complete_hook(self, my_task: CaseTask) -> None:
        self.event_definition.throw(my_task)
        super()._on_complete_hook(my_task)  # type: ignore[misc]


class IntermediateThrowEvent(_Throwing, LibraryIntermediateThrowEvent):
    pass


class SendTask(_Throwing, LibrarySendTask):
    pass


class StartEvent(_Catching, LibraryStartEvent):
    """Of several start events only the chosen one starts the instance."""

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        chosen = my_task.workflow.top_workflow.chosen_start
        if chosen is None or my_task.workflow.parent_task is not None:
            return super()._update_hook(my_task)  # type: ignore[no-any-return]
        if self.bpmn_id == chosen:
            return True
        my_task._set_state(WAITING)
        return None


class EndEvent(_Throwing, LibraryEndEvent):
    """Ends a path; a terminating one ends its whole (sub)process."""

    def _on_complete_hook(self, my_task: CaseTask) -> None:
        super()._on_complete_hook(my_task)
        if isinstance(self.event_definition, Terminate) and my_task.workflow.parent_task is None:
            my_task.workflow.top_workflow.ending = {
                "how": "terminated",
                "element": self.bpmn_id,
                "code": None,
            }


class BoundaryEvent(_Catching, LibraryBoundaryEvent):
    """An event at an activity's edge. One that does not interrupt is armed again each time it has happened."""

    def _run_hook(self, my_task: CaseTask) -> bool:
        noted = None if self.cancel_activity else self.event_definition.again(my_task)
        super()._run_hook(my_task)
        frame = my_task.parent
        if noted is not None and frame is not None and _is_open(frame):
            _arm_again(self, my_task, noted)
        return True


def _is_open(frame: CaseTask) -> bool:
    return any(t._state & UNFINISHED for t in frame.children if not isinstance(t.task_spec, BoundaryEvent))


class EventSubProcessStart(_Catching, LibraryIntermediateCatchEvent):
    """What sets off an event subprocess; it waits beside everything else in its scope for as long as that lives."""

    def __init__(
        self, wf_spec: Any, name: str, event_definition: Any, *, interrupting: bool, **kwargs: Any
    ) -> None:
        super().__init__(wf_spec, name, event_definition, **kwargs)
        self.interrupting = interrupting

    def _run_hook(self, my_task: CaseTask) -> bool:
        noted = None if self.interrupting else self.event_definition.again(my_task)
        super()._run_hook(my_task)
        if self.interrupting:
            _cancel_beside(my_task)
        elif noted is not None:
            _arm_again(self, my_task, noted)
        return True


def _cancel_beside(my_task: CaseTask) -> None:
    tasks = my_task.workflow.tasks
    for task in list(tasks.values()):
        if task.id not in tasks or task is my_task or not task._state & UNFINISHED:
            continue  # dropped meanwhile together with what it was predicted from, or over already
        if not task.is_descendant_of(my_task):
            task.cancel()


def _arm_again(spec: Any, my_task: CaseTask, noted: dict[str, Any]) -> None:
    """Set an event once more, as a task of its own: what it has set off must outlive what it stands beside."""
    armed = my_task.parent._add_child(spec, WAITING)
    armed.internal_data.update(noted)
    spec._predict(armed, mask=UNFINISHED)
    spec._update(armed)


class EventBasedGateway(_Catching, LibraryEventBasedGateway):
    """Goes on with the event that happened first."""

    def _run_hook(self, my_task: CaseTask) -> bool:
        chosen = self.outputs[my_task.internal_data["seen"]]
        self.event_definition.reset(my_task)
        my_task._sync_children([chosen], FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=FUTURE | PREDICTED)
        return True


def slots(my_task: CaseTask) -> list[tuple[int, Any]]:
    """The events a waiting task waits for, numbered."""
    definition = my_task.task_spec.event_definition
    if isinstance(definition, MultipleEventDefinition):
        return list(enumerate(definition.event_definitions))
    return [(0, definition)]


def element_of(my_task: CaseTask, slot: int) -> Element:
    """The shape that stands for an event: behind an event-based gateway it is the one the gateway leads to."""
    spec = my_task.task_spec
    found: Element = (spec.outputs[slot] if isinstance(spec, EventBasedGateway) else spec).element
    return found


def fire(my_task: CaseTask, slot: int) -> None:
    """Let a waiting task's event happen.

    One beside others happens at once, before anything else is done: what it interrupts must not go on, and what it
    does not interrupt may throw the same again.
    """
    if isinstance(my_task.task_spec.event_definition, MultipleEventDefinition):
        my_task._set_internal_data(seen=slot)
    else:
        my_task._set_internal_data(event_fired=True)
    my_task.task_spec._update(my_task)
    if isinstance(my_task.task_spec, BoundaryEvent | EventSubProcessStart) and my_task._state == READY:
        my_task.run()


def boundary_events(activity: CaseTask) -> list[CaseTask]:
    """The boundary events that are armed around an activity."""
    frame = activity.parent
    if frame is not None and frame.task_spec.is_loop:
        frame = frame.parent
    if frame is None:
        return []
    armed = [t for t in frame.children if isinstance(t.task_spec, BoundaryEvent)]
    return [t for t in armed if t._state == WAITING]


def catcher_of(activity: CaseTask, kind: type, code: str | None) -> CaseTask | None:
    """The boundary event of an activity that catches this code: an exact one before one that catches all."""
    return _best(boundary_events(activity), kind, code)


def catcher_in(workflow: Any, kind: type, code: str | None) -> CaseTask | None:
    """The event subprocess of a running (sub)process that catches this code, waiting for it."""
    armed = [t for t in workflow.active.values() if isinstance(t.task_spec, EventSubProcessStart)]
    return _best([t for t in armed if t._state == WAITING], kind, code)


def _best(armed: list[CaseTask], kind: type, code: str | None) -> CaseTask | None:
    catching = [t for t in armed if isinstance(t.task_spec.event_definition, kind)]
    for wanted in (code, None):
        for task in catching:
            if getattr(task.task_spec.event_definition, "code", None) == wanted:
                return task
    return None
