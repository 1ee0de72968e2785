"""What comes to an instance from outside: time, messages, signals."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from engine import clock
from engine.spiff import codec, throwing
from engine.spiff.live import Live, settling
from engine.spiff.specs import events
from engine.spiff.specs import timers as clocks
from engine.spiff.tasks import CaseTask


def tick(live: Live) -> bool:
    """Fire every timer that is due by engine.clock, the earliest first, until none is; whether one was.

    Raises EngineFault.
    """
    fired = False
    while True:
        running = timed(live)
        if not running or running[0][0] > clock.now():
            return fired
        with settling(live):
            task = running[0][2]
            live.workflow.running = task
            task.task_spec._update(task)
        fired = True


def timed(live: Live) -> list[tuple[datetime, int, CaseTask]]:
    """The timers that run: due time, slot and task, the earliest first."""
    waiting = (task for task in live.workflow.waiting_events() if task.task_spec.is_polled)
    found = [(due, slot, task) for task in waiting for due, slot in clocks.running(task)]
    return sorted(found, key=lambda one: (one[0], one[2].id, one[1]))


def deliver(live: Live, name: str, payload: Mapping[str, Any], *, task_id: UUID | None = None) -> bool:
    """Give a message to the one who waits for it; whether somebody did. Its payload becomes variables.

    task_id: only to this task; otherwise to the one who has waited longest. Raises EngineFault.
    """
    for task in live.workflow.waiting_events():
        if task_id is not None and codec.public_id(live.workflow, task) != task_id:
            continue
        for slot, one in events.slots(task):
            if isinstance(one, events.Message) and one.name == name:
                with settling(live):
                    live.workflow.running = task
                    live.workflow.script_engine.assign(task, payload)
                    events.fire(task, slot)
                return True
    return False


def signal(live: Live, name: str) -> bool:
    """Let everybody who waits for a signal have it; whether somebody did. Raises EngineFault."""
    with settling(live):
        return throwing.signal(live.workflow, name)
