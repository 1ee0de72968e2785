"""What acts leave behind, each to be taken once: messages and signals thrown, steps, the error that ended it all."""

from engine.spiff import codec
from engine.spiff.live import Live
from engine.spiff.model import Element, OutgoingMessage, Step, UncaughtError
from engine.spiff.tasks import CaseTask


def take_outgoing(live: Live) -> tuple[OutgoingMessage, ...]:
    """The messages thrown and not yet taken, in order; they wait in the stored state until they are."""
    taken, live.workflow.outgoing = live.workflow.outgoing, []
    return tuple(
        OutgoingMessage(
            name=one["name"],
            element=live.definition.elements[one["element"]],
            payload=one["payload"],
            target_participant=live.definition.targets.get(one["element"]),
        )
        for one in taken
    )


def take_signals(live: Live) -> tuple[str, ...]:
    """The signals thrown and not yet taken: for the other instances; this one has heard them."""
    taken, live.workflow.signals = live.workflow.signals, []
    return tuple(taken)


def take_steps(live: Live) -> tuple[Step, ...]:
    """What tokens did since the last take (not kept in the stored state), in order."""
    taken, live.workflow.steps = live.workflow.steps, []
    return tuple(
        Step(
            task.task_spec.element,
            what,
            codec.public_id(live.workflow, task),
            _source(task) if what == "entered" else None,
        )
        for task, what in taken
    )


def _source(task: CaseTask) -> Element | None:
    """The element whose flow brought the token: the nearest one above, past the library's scaffolding."""
    if task.task_spec.is_armed:
        return None
    tasks, parent = task.workflow.tasks, task._parent
    while parent is not None and parent in tasks:
        above = tasks[parent]
        if above.task_spec.element is not None and not _tells_nothing(above, task):
            found: Element = above.task_spec.element
            return found
        parent = above._parent
    return None


def _tells_nothing(above: CaseTask, task: CaseTask) -> bool:
    """Whether a step above is only a frame: of items for an item of its own, but not for what follows them all."""
    if above.task_spec.is_loop:
        return above.task_spec.element is task.task_spec.element
    return bool(above.task_spec.is_silent)


def uncaught_error(live: Live) -> UncaughtError | None:
    """The BPMN error that has ended the instance because nobody catches it."""
    ending = live.workflow.ending
    if ending is None or ending["how"] != "error":
        return None
    return UncaughtError(live.definition.elements[ending["element"]], ending["code"])
