"""What an instance has passed and its present version does not have, or no longer counts.

An instance that was moved to another version keeps every visit of its tokens, in the same order and with the same
numbers. A visit to an element that is gone, that has another type now or that joined tokens in an earlier round points
to a `Passed` spec: it can be told, and nothing else. Only finished tasks have one.
"""

from collections.abc import Mapping
from typing import Any

from engine.spiff.model import Element

SHAPE = " [passed]"
FRAME = " [passed frame]"
ARRIVED = " [arrived]"
ARRIVED_FRAME = " [arrived frame]"
"""Endings of stored names: of shapes, of the library's scaffolding; `arrived` when a join still waits behind it."""
_ENDINGS = (SHAPE, FRAME, ARRIVED, ARRIVED_FRAME)
_ITEM = " [child]"


class Passed:
    """Stands where an element was.

    name: what joins know it by, nobody's name unless one waits behind it. stored_name: in the stored form.
    element: what is known of the shape; None for scaffolding.
    """

    manual = False
    is_loop = False
    is_armed = False
    is_join = False
    is_polled = False
    loop = None

    def __init__(self, stored_name: str, element: Element | None) -> None:
        self.stored_name = stored_name
        self.name = stored_name
        for ending in (ARRIVED, ARRIVED_FRAME):
            self.name = self.name.removesuffix(ending)
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


def passed_name(spec: Any, *, arrived: bool = False) -> str:
    """The stored name under which a spec is passed. arrived: a join waits behind it."""
    name: str = spec.stored_name
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    is_frame = spec.element is None or spec.is_loop
    if arrived:
        return name + (ARRIVED_FRAME if is_frame else ARRIVED)
    return name + (FRAME if is_frame else SHAPE)


def is_passed(name: str) -> bool:
    """Whether a stored name is that of a passed spec."""
    return name.endswith(_ENDINGS)


def passed(stored_name: str, elements: Mapping[str, Element]) -> Passed:
    """The spec behind such a name. elements: shapes of the present version, by id."""
    if stored_name.endswith((FRAME, ARRIVED_FRAME)):
        return Passed(stored_name, None)
    shape = stored_name.removesuffix(SHAPE).removesuffix(ARRIVED).removesuffix(_ITEM)
    return Passed(stored_name, elements.get(shape) or Element(shape, "", None, None, {}))
