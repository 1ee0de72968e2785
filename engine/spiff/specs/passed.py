"""What an instance has passed and its present version does not have, or no longer counts.

An instance that was moved to another version keeps every visit of its tokens, in the same order and with the same
numbers. A visit to an element that is gone or that has another type now points to a `Passed` spec: it can be told, and
nothing else. Only finished tasks have one.
"""

from collections.abc import Mapping
from typing import Any

from engine.spiff.model import Element

SHAPE = " [passed]"
FRAME = " [passed frame]"
"""Endings of stored names: of shapes, of the library's scaffolding."""
_ENDINGS = (SHAPE, FRAME)
_ITEM = " [child]"


class Passed:
    """Stands where an element was.

    stored_name: in the stored form. element: what is known of the shape; None for scaffolding.
    """

    manual = False
    is_loop = False
    is_silent = False
    is_armed = False
    is_join = False
    is_polled = False
    foreseen_late = False
    loop = None

    def __init__(self, stored_name: str, element: Element | None) -> None:
        self.stored_name = stored_name
        self.name = stored_name
        self.element = element
        self.bpmn_id = element.id if element is not None else None

    def _on_subworkflow_completed(self, subworkflow: Any, my_task: Any) -> None:
        raise AssertionError("what is passed does not end again")


class PassedProcess:
    """The process of a subprocess instance that has ended, when the present version has no such subprocess."""

    name = ""
    start = None

    def __init__(self) -> None:
        self.task_specs: dict[str, Any] = {}
        self.data_objects: dict[str, Any] = {}
        self.data_names: frozenset[str] = frozenset()


def passed_name(spec: Any) -> str:
    """The stored name under which a spec is passed."""
    name: str = spec.stored_name
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    return name + (FRAME if spec.element is None or spec.is_silent else SHAPE)


def is_passed(name: str) -> bool:
    """Whether a stored name is that of a passed spec."""
    return name.endswith(_ENDINGS)


def passed(stored_name: str, elements: Mapping[str, Element]) -> Passed:
    """The spec behind such a name. elements: shapes of the present version, by id."""
    if stored_name.endswith(FRAME):
        return Passed(stored_name, None)
    shape = stored_name.removesuffix(SHAPE).removesuffix(_ITEM)
    return Passed(stored_name, elements.get(shape) or Element(shape, "", None, None, {}))
