"""Live instances: from and to their stored form, and what stands around every act on them.

One instance is driven by one thread at a time; after any exception throw it away.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from SpiffWorkflow.exceptions import SpiffWorkflowException

from engine.spiff import codec
from engine.spiff.definitions import Definition
from engine.spiff.errors import EndlessRounds, EngineFault, FaultKind, NotReady
from engine.spiff.expressions import CaseEngine, place
from engine.spiff.holding import NO_HOLDS, Holds
from engine.spiff.model import Decide
from engine.spiff.tasks import CaseTask
from engine.spiff.workflow import CaseWorkflow, Endless


@dataclass(frozen=True, slots=True)
class Live:
    """A running instance. variables: the case variables, changed in place by every act."""

    definition: Definition
    variables: dict[str, Any]
    workflow: CaseWorkflow


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


def task_of(live: Live, task_id: UUID) -> CaseTask:
    """The task that the world knows by this id. Raises NotReady when there is none."""
    task = live.workflow.get_task_from_id(task_id.int - live.workflow.base)
    if task is None:
        raise NotReady(str(task_id))
    return task
