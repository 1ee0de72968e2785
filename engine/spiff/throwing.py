"""Where a thrown event goes: out of the instance, to everybody who waits, or to the nearest scope that catches it."""

from typing import TYPE_CHECKING, Any

from engine.spiff.specs import events
from engine.spiff.tasks import CaseTask

if TYPE_CHECKING:
    from engine.spiff.workflow import CaseWorkflow

PAYLOAD = "mc:duLieu"


def thrown(top: "CaseWorkflow", my_task: CaseTask, definition: Any) -> None:
    """Deal with an event that an element has thrown."""
    if isinstance(definition, events.Message):
        top.outgoing.append(
            {
                "name": definition.name,
                "element": my_task.task_spec.element.id,
                "payload": payload(top, my_task),
            }
        )
    elif isinstance(definition, events.Signal):
        top.signals.append(definition.name)
        signal(top, definition.name)
    elif isinstance(definition, events.Error | events.Escalation | events.Cancel):
        code = getattr(definition, "code", None)
        caught = to_scope(my_task, type(definition), code)
        if not caught and isinstance(definition, events.Error):
            top.fail(my_task, code)


def payload(top: "CaseWorkflow", my_task: CaseTask) -> dict[str, Any]:
    """The variables that travel with a message: those named by the element's property, else all in scope."""
    known = top.script_engine.context(my_task)
    named = my_task.task_spec.element.properties.get(PAYLOAD)
    if named is None:
        return dict(known)
    names = (part.strip() for part in named.split(","))
    return {name: top.script_engine.evaluate(my_task, name) for name in names if name}


def signal(top: "CaseWorkflow", name: str) -> bool:
    """Let everybody in this instance who waits for a signal have it."""
    heard = False
    for task in top.waiting_events():
        for slot, one in events.slots(task):
            if isinstance(one, events.Signal) and one.name == name and task in top.waiting_events():
                events.fire(task, slot)
                heard = True
                break
    return heard


def to_scope(activity: CaseTask | None, kind: type, code: str | None) -> bool:
    """Let the nearest event from an activity outwards that catches the code do so; whether one does."""
    while activity is not None:
        catcher = events.catcher_of(activity, kind, code) or events.catcher_in(activity.workflow, kind, code)
        if catcher is not None:
            events.fire(catcher, 0)
            return True
        activity = activity.workflow.parent_task
    return False
