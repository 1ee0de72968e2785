"""Tokens that are left where they are because their element cannot be executed, so that the rest can go on.

A run that meets a fault is thrown away; the next one, from the same state, leaves the faulty task alone: it is *held*,
READY or WAITING with the cause in its internal data, and is tried again by every later act on the instance.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from engine.spiff.errors import EngineFault
from engine.spiff.tasks import ACTIVE, PREDICTED, READY, WAITING, CaseTask

Holds: TypeAlias = Mapping[int, tuple[str, str]]
"""Numbers of the tasks to leave alone; why: kind and cause of the fault."""
NO_HOLDS: Holds = MappingProxyType({})
MARK = "held"


def hold_more(holds: Holds, fault: EngineFault) -> Holds | None:
    """What the next run, from the same state, is to leave alone; None when nothing can be got around."""
    for number in fault.tasks:
        if number not in holds:
            return {**holds, number: (fault.kind, fault.cause)}
    return None


def is_held(task: CaseTask) -> bool:
    """Whether a task was left alone."""
    return MARK in task.internal_data and bool(task._state & (READY | WAITING))


def stops(task: CaseTask) -> bool:
    """Whether a task is to be left alone in this run; then it is held from now on."""
    reason = task.workflow.top_workflow.holds.get(task.id)
    if reason is None:
        return False
    task.internal_data[MARK] = list(reason)
    return True


def forget_hold(task: CaseTask) -> None:
    """The task may go on."""
    task.internal_data.pop(MARK, None)


class Holdable:
    """For elements that evaluate something when a token comes, not only when they run."""

    def _update(self, my_task: CaseTask) -> None:
        if not stops(my_task):
            super()._update(my_task)  # type: ignore[misc]
            return
        if my_task._state & PREDICTED:
            self._predict(my_task)  # type: ignore[attr-defined]
        if not my_task._state & ACTIVE:
            my_task._set_state(WAITING)


def reason_of(task: CaseTask) -> tuple[str, str]:
    """Kind and cause of a held task."""
    kind, cause = task.internal_data[MARK]
    return kind, cause
