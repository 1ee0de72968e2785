"""Letting a held token go on by a person's decision, without executing its element."""

from engine.spiff.errors import CannotSkip
from engine.spiff.expressions import place
from engine.spiff.specs import conditions, events
from engine.spiff.tasks import FUTURE, PREDICTED, WAITING, CaseTask


def go_on(task: CaseTask, target: str | None) -> None:
    """Let a held task be over. target: the element to go to, from a gateway that chooses. Raises CannotSkip."""
    spec = task.task_spec
    if isinstance(spec, conditions.Conditional):
        if task._state == WAITING:
            raise CannotSkip(place(task))
        _choose(task, _way(task, target))
    elif isinstance(spec, events.EventBasedGateway):
        events.fire(task, spec._outputs.index(_way(task, target)))
    elif isinstance(spec, events.BoundaryEvent) and task._state == WAITING:
        task.cancel()  # it will not happen; the activity goes on
    elif task._state == WAITING and hasattr(spec, "event_definition"):
        events.fire(task, 0)
    elif task._state == WAITING:
        task._ready()
    else:
        task.complete()


def _choose(task: CaseTask, name: str) -> None:
    task._sync_children([task.workflow.spec.task_specs[name]], FUTURE)
    for child in task.children:
        child.task_spec._predict(child, mask=FUTURE | PREDICTED)
    task.complete()


def _way(task: CaseTask, target: str | None) -> str:
    """The name of the spec that leads to an element; one with events at its edge begins at their frame."""
    for name in task.task_spec._outputs:
        if target is not None and name in (target, f"{target}.BoundaryEventSplit"):
            return str(name)
    raise CannotSkip(place(task))


def chooses(task: CaseTask) -> bool:
    """Whether going on needs to be told which way."""
    return isinstance(task.task_spec, conditions.Conditional | events.EventBasedGateway)
