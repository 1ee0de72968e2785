"""Acts on live instances. One instance is driven by one thread at a time; after any exception throw it away."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow.exceptions import SpiffWorkflowException

from engine import clock
from engine.spiff import codec, skipping, throwing
from engine.spiff.definitions import Definition
from engine.spiff.errors import CannotSkip, EndlessRounds, EngineFault, FaultKind, NotReady
from engine.spiff.expressions import CaseEngine, place
from engine.spiff.holding import NO_HOLDS, Holds, forget_hold, is_held
from engine.spiff.model import (
    Decide,
    Element,
    OutgoingMessage,
    Step,
    UncaughtError,
)
from engine.spiff.specs import activities, events
from engine.spiff.specs import timers as clocks
from engine.spiff.tasks import READY, STARTED, CaseTask
from engine.spiff.workflow import CaseWorkflow, Endless


@dataclass(frozen=True, slots=True)
class Live:
    """A running instance. variables: the case variables, changed in place by every act."""

    definition: Definition
    variables: dict[str, Any]
    workflow: CaseWorkflow


def start(
    definition: Definition,
    variables: Mapping[str, Any],
    *,
    decide: Decide | None = None,
    holds: Holds = NO_HOLDS,
) -> Live:
    """A new instance that begins at its plain start event, or waits there for what its start events wait for.

    variables: JSON data, copied one level deep. decide: evaluates decisions at once; without it they are calls.
    holds: what to leave alone, from `hold_more`. Raises EngineFault.
    """
    return _begin(definition, variables, decide, definition.starts.get(None), holds)


def start_by_message(
    definition: Definition,
    message_name: str,
    variables: Mapping[str, Any],
    *,
    decide: Decide | None = None,
    holds: Holds = NO_HOLDS,
) -> Live:
    """A new instance that begins at the start event of this message. Raises NotReady when there is none."""
    if message_name not in definition.starts:
        raise NotReady(f"{definition.process_id} does not start by {message_name!r}")
    return _begin(definition, variables, decide, definition.starts[message_name], holds)


def start_at(
    definition: Definition,
    start_event: str,
    variables: Mapping[str, Any],
    *,
    decide: Decide | None = None,
    holds: Holds = NO_HOLDS,
) -> Live:
    """A new instance that begins at this start event, whatever sets it off. Raises NotReady when there is none."""
    if start_event not in [element.id for element in definition.start_events]:
        raise NotReady(f"{definition.process_id} has no start event {start_event!r}")
    return _begin(definition, variables, decide, start_event, holds)


def _begin(
    definition: Definition,
    variables: Mapping[str, Any],
    decide: Decide | None,
    start_event: str | None,
    holds: Holds,
) -> Live:
    case = dict(variables)
    workflow = CaseWorkflow(definition.spec, definition.subprocess_specs, CaseEngine(case, decide))
    workflow.base = codec.new_base()
    workflow.chosen_start = start_event
    workflow.holds = holds
    live = Live(definition, case, workflow)
    with settling(live):
        workflow.begin()
    return live


def load(
    definition: Definition,
    blob: bytes,
    variables: Mapping[str, Any],
    *,
    decide: Decide | None = None,
    holds: Holds = NO_HOLDS,
) -> Live:
    """An instance from what `dump` gave and its variables. holds: as for `start`. Raises codec.NotStorable."""
    case = dict(variables)
    live = Live(definition, case, codec.load(definition, blob, CaseEngine(case, decide)))
    live.workflow.holds = holds
    return live


def dump(live: Live) -> bytes:
    """The state of the tokens, without the variables: what `load` takes."""
    return codec.dump(live.workflow)


@contextmanager
def settling(live: Live) -> Iterator[None]:
    """Do something, then run on until everything waits; whatever the library raises becomes an EngineFault."""
    try:
        with _explained(live):
            yield
            live.workflow.settle()
    except EngineFault as fault:
        fault.live = live
        raise


@contextmanager
def _explained(live: Live) -> Iterator[None]:
    workflow = live.workflow
    try:
        workflow.try_again()
        yield
    except Endless as error:
        raise _fault(live, "goes round without ever waiting", "endless", EndlessRounds) from error
    except SpiffWorkflowException as error:
        raise _fault(live, str(error), "engine") from error
    except EngineFault as fault:
        if workflow.running is not None:
            fault.tasks = (*fault.tasks, workflow.running.id)
        raise


def _fault(live: Live, cause: str, kind: FaultKind, of: type[EngineFault] = EngineFault) -> EngineFault:
    running = live.workflow.running
    if running is None:
        return of(None, cause, kind=kind)
    return of(place(running), cause, kind=kind, tasks=(running.id,))


def complete(live: Live, task_id: UUID, values: Mapping[str, Any]) -> None:
    """Complete a person's task with its answers (JSON data). Raises NotReady, EngineFault."""
    task = _task(live, task_id)
    if task._state != READY or not task.task_spec.manual:
        raise NotReady(str(task_id))
    with settling(live):
        live.workflow.script_engine.assign(task, values)
        live.workflow.running = task
        task.run()


def _task(live: Live, task_id: UUID) -> CaseTask:
    task = live.workflow.get_task_from_id(task_id.int - live.workflow.base)
    if task is None:
        raise NotReady(str(task_id))
    return task


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
    task = _task(live, task_id)
    if task._state != STARTED or not isinstance(task.task_spec, activities.ServiceTask):
        raise NotReady(str(task_id))
    return task


def raise_error(live: Live, task_id: UUID, code: str) -> bool:
    """Report a BPMN error from exactly this task or call; whether an event around it caught it.

    When nobody does, nothing has changed. Raises NotReady, EngineFault.
    """
    task = _task(live, task_id)
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
    task = _task(live, task_id)
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
