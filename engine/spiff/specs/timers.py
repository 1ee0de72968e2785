"""Timers on our clock, with bare ISO texts and calendar months.

`internal_data["due"]` of a waiting task holds ISO UTC texts: one per timer the task waits for (an event-based
gateway may wait for several), fixed when the waiting begins.
"""

from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    DurationTimerEventDefinition,
    TimeDateEventDefinition,
    TimerEventDefinition,
)

from engine import clock
from engine.spiff import moments
from engine.spiff.expressions import fault_at
from engine.spiff.tasks import CaseTask


def forget(my_task: CaseTask) -> None:
    """Drop what a task has noted while it waited for its event."""
    for name in ("event_fired", "due", "cycle", "keys", "seen"):
        my_task.internal_data.pop(name, None)


class _Timer:
    """A timer with one due time."""

    expression: str
    wanted: str

    def due(self, my_task: CaseTask, slot: int = 0) -> datetime:
        """When it fires; computed on the first question and kept."""
        kept = my_task.internal_data.setdefault("due", {})
        key = str(slot)
        if key not in kept:
            kept[key] = self._guarded(my_task).isoformat()
        return datetime.fromisoformat(kept[key])

    def _guarded(self, my_task: CaseTask) -> datetime:
        value = my_task.workflow.top_workflow.script_engine.evaluate(my_task, self.expression)
        try:
            return self.compute(value)
        except (moments.NotAMoment, OverflowError, ValueError) as error:
            raise fault_at(my_task, f"timer {self.expression.strip()!r} gives no {self.wanted}") from error

    def compute(self, value: object) -> datetime:
        """The due time from the value of the timer's expression. Raises NotAMoment."""
        raise NotImplementedError

    def has_fired(self, my_task: CaseTask) -> bool:
        if self.due(my_task) <= clock.now():
            my_task._set_internal_data(event_fired=True)
        return bool(my_task.internal_data.get("event_fired"))

    def reset(self, my_task: CaseTask) -> None:
        forget(my_task)

    def again(self, my_task: CaseTask) -> dict[str, Any] | None:
        return None


class DateTimer(_Timer, TimeDateEventDefinition):
    """Fires at a date."""

    wanted = "date"

    def compute(self, value: object) -> datetime:
        return moments.instant(value)


class DurationTimer(_Timer, DurationTimerEventDefinition):
    """Fires some time after the waiting began."""

    wanted = "duration"

    def compute(self, value: object) -> datetime:
        return moments.duration(value).after(clock.now())


class CycleTimer(TimerEventDefinition):
    """Fires again and again beside its activity; only on non-interrupting boundary events.

    `internal_data["cycle"]`: text of the interval, anchor (when the waiting began) and how often it has fired.
    """

    expression: str
    wanted = "cycle"

    def _state(self, my_task: CaseTask) -> tuple[dict[str, Any], moments.Cycle]:
        kept = my_task.internal_data.get("cycle")
        if kept is None:
            value = my_task.workflow.top_workflow.script_engine.evaluate(my_task, self.expression)
            kept = {"text": value, "anchor": clock.now().isoformat(), "fired": 0}
            my_task._set_internal_data(cycle=kept)
        try:
            return kept, moments.cycle(kept["text"])
        except (moments.NotAMoment, ValueError) as error:
            raise fault_at(my_task, f"timer {self.expression.strip()!r} gives no {self.wanted}") from error

    def due(self, my_task: CaseTask, slot: int = 0) -> datetime | None:
        """When it fires next; None after the last time."""
        kept, cycle = self._state(my_task)
        if cycle.count is not None and kept["fired"] >= cycle.count:
            return None
        try:
            return cycle.moment(datetime.fromisoformat(kept["anchor"]), kept["fired"])
        except (OverflowError, ValueError):
            return None

    def has_fired(self, my_task: CaseTask) -> bool:
        due = self.due(my_task)
        if due is not None and due <= clock.now():
            my_task._set_internal_data(event_fired=True)
        return bool(my_task.internal_data.get("event_fired"))

    def again(self, my_task: CaseTask) -> dict[str, Any] | None:
        """The next time; of a cycle without end the times that were missed count as one."""
        kept, cycle = self._state(my_task)
        anchor, fired = datetime.fromisoformat(kept["anchor"]), kept["fired"] + 1
        while cycle.count is None and cycle.moment(anchor, fired) <= clock.now():
            fired += 1
        return None if fired == cycle.count else {"cycle": {**kept, "fired": fired}}

    def reset(self, my_task: CaseTask) -> None:
        forget(my_task)


def timers_in(definition: Any) -> list[tuple[int, Any]]:
    """The timers of an event definition, with their slots."""
    if isinstance(definition, TimerEventDefinition):
        return [(0, definition)]
    if isinstance(definition, MultipleEventDefinition):
        listed = enumerate(definition.event_definitions)
        return [(slot, one) for slot, one in listed if isinstance(one, TimerEventDefinition)]
    return []


def is_polled(definition: Any) -> bool:
    """Whether an event happens by itself and must be looked at; a gateway's list is filled later, so it counts."""
    kinds = TimerEventDefinition | MultipleEventDefinition | ConditionalEventDefinition
    return isinstance(definition, kinds)


def running(my_task: CaseTask) -> list[tuple[datetime, int]]:
    """The due times of a waiting task's timers, with their slots, the earliest first."""
    found = ((one.due(my_task, slot), slot) for slot, one in timers_in(my_task.task_spec.event_definition))
    return sorted((due, slot) for due, slot in found if due is not None)
