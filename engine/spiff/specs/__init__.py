"""Our kinds of elements: the library's behaviour where it is right, our own where it is not.

Every spec carries what the rest of the seam asks about a task's spec; `describe` sets it once, at compile time.
"""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.events.start_event import StartEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin

from engine.spiff.model import Element
from engine.spiff.specs.events import EventSubProcessStart
from engine.spiff.specs.timers import is_polled


def describe(spec: Any, elements: Mapping[str, Element]) -> None:
    """Give a spec its element and the facts that are asked at every step.

    element: its shape, None for scaffolding. stored_name: how the stored form calls it.
    is_loop: the frame around multi-instance items. loop: that frame,
    for the items' own spec. is_armed: an event that is set before a token comes. is_silent: its steps are told by another
    spec of the same element. is_join: merges tokens. is_polled: an event that happens by itself.
    """
    spec.element = elements.get(spec.bpmn_id) if spec.bpmn_id else None
    spec.stored_name = spec.name
    spec.is_loop = isinstance(spec, LoopTask)
    spec.loop = None
    spec.is_armed = isinstance(spec, BoundaryEvent | StartEvent)
    spec.is_silent = spec.is_loop or isinstance(spec, EventSubProcessStart)
    spec.is_join = isinstance(spec, UnstructuredJoin)
    spec.is_polled = isinstance(spec, CatchingEvent) and is_polled(spec.event_definition)
