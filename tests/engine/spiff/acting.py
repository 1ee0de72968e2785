"""Short words for tests that drive one instance."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine import spiff


def begin(xml: bytes, variables: Mapping[str, Any] | None = None, **rest: Any) -> spiff.Live:
    """Compile and start process `p` of a file."""
    return spiff.start(spiff.compile_definition("test", xml, "p"), variables or {}, **rest)


def reloaded(live: spiff.Live, **rest: Any) -> spiff.Live:
    """The instance as it comes back from its stored form."""
    return spiff.load(live.definition, spiff.dump(live), live.variables, **rest)


def open_ids(live: spiff.Live) -> list[str]:
    """The elements of the open user tasks, sorted."""
    return sorted(task.element.id for task in spiff.user_tasks(live))


def task_id(live: spiff.Live, element: str) -> UUID:
    """The first open user task of an element."""
    return next(task.task_id for task in spiff.user_tasks(live) if task.element.id == element)


def do(live: spiff.Live, element: str, **values: Any) -> None:
    """Complete the first open user task of an element."""
    spiff.complete(live, task_id(live, element), values)


def steps(live: spiff.Live) -> list[tuple[str, str]]:
    """What happened since the last look."""
    return [(step.element.id, step.what) for step in spiff.take_steps(live)]
