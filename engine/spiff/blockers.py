"""Why a running instance cannot go on by another version of its process.

What is passed never stands in the way. What is open must be there again, of the same type and in the same place; what
was fixed when the waiting began (events at an edge, items of a loop, calls under way, flows that have come to a join)
must be the same. Running timers keep their due times, whatever the new version says about new ones.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.spiff.definitions import Definition
from engine.spiff.instances import Instances
from engine.spiff.live import Live
from engine.spiff.specs import activities, events
from engine.spiff.specs.joins import ARRIVED
from engine.spiff.specs.passed import Passed
from engine.spiff.specs.timers import timers_in
from engine.spiff.spelling_out import DRAWN_HERE
from engine.spiff.tasks import CaseTask

Ids = Mapping[str, str]
_SCAFFOLDING = (
    ".EndJoin",
    ".BoundaryEventSplit",
    ".BoundaryEventJoin",
    " [child]",
    events.ARMED,
    *DRAWN_HERE,
)
_LOOP_FACTS = (
    "collection",
    "cardinality",
    "element_variable",
    "output",
    "result",
    "condition",
    "test_before",
    "maximum",
)


@dataclass(frozen=True, slots=True, order=True)
class Blocker:
    """One reason. code: stable (`element_gone`, `type_changed`, …); element: where the instance is; detail: English."""

    code: str
    element: str
    detail: str


@dataclass(frozen=True, slots=True)
class Token:
    """Where an instance is. came_from: the shape before it, told for joins only."""

    element: str
    came_from: str | None = None


def renamed(name: str, mapping: Ids) -> str:
    """A spec's name under a mapping of element ids; scaffolding goes with its element."""
    for ending in _SCAFFOLDING:
        if name.endswith(ending):
            base = name.removesuffix(ending)
            return mapping.get(base, base) + ending
    return mapping.get(name, name)


def _shape(name: str) -> str:
    """The element that scaffolding belongs to."""
    return next((name.removesuffix(one) for one in _SCAFFOLDING if name.endswith(one)), name)


def migration_blockers(live: Live, new: Definition, mapping: Ids | None = None) -> tuple[Blocker, ...]:
    """Every reason why an instance cannot be moved; empty when nothing stands in the way.

    mapping: old element id → new one, for elements that the instance is at and that have another id now.
    """
    mapping = mapping or {}
    found = list(_bad_mapping(live.definition, new, mapping))
    if not found:
        for instances in open_parts(live):
            spec = new_spec(instances, new, mapping)
            if spec is not None:  # else the activity around says that it has changed
                found += _Part(instances, spec, new, mapping).blockers()
    return tuple(sorted(set(found)))


def _bad_mapping(old: Definition, new: Definition, mapping: Ids) -> Iterator[Blocker]:
    for source, target in mapping.items():
        if source not in old.elements:
            yield Blocker("mapping_bad", source, "the old version has no such element")
        elif target not in new.elements:
            yield Blocker("mapping_bad", source, f"the new version has no element {target}")
        elif source != target and source in new.elements:
            yield Blocker("mapping_bad", source, "the new version still has this element")
    if len(set(mapping.values())) < len(mapping):
        yield Blocker("mapping_bad", sorted(mapping)[0], "two elements are mapped to the same one")


def open_parts(live: Live) -> list[Instances]:
    """The process and its open subprocesses, outer ones first."""
    subs = [sub for sub in live.workflow.subprocesses.values() if not sub.completed]
    return [live.workflow, *sorted(subs, key=lambda sub: sub.depth)]


def new_spec(instances: Instances, new: Definition, mapping: Ids) -> Any | None:
    """The new version's process behind a part of an instance; None when there is none."""
    if instances.parent_task is None:
        return new.spec
    above = instances.parent_task.task_spec
    return None if isinstance(above, Passed) else new.subprocess_specs.get(new_spec_name(above, mapping))


class _Part:
    def __init__(self, instances: Instances, spec: Any, new: Definition, mapping: Ids) -> None:
        self.instances = instances
        self.spec = spec
        self.new = new
        self.mapping = mapping

    def blockers(self) -> Iterator[Blocker]:
        for task in list(self.instances.active.values()):
            yield from self._task(task)
        yield from self._added_event_subprocesses()

    def _added_event_subprocesses(self) -> Iterator[Blocker]:
        known = {renamed(name, self.mapping) for name in self.instances.spec.task_specs}
        for name, spec in self.spec.task_specs.items():
            if isinstance(spec, events.EventSubProcessStart) and name not in known:
                yield Blocker("events_changed", self.spec.name, f"waits for {spec.bpmn_id} now")

    def _task(self, task: CaseTask) -> Iterator[Blocker]:
        old = task.task_spec
        new = self.spec.task_specs.get(renamed(old.name, self.mapping))
        place = old.bpmn_id or _shape(old.name)
        if new is None:
            yield self._missing(place)
        elif type(old) is not type(new) or _kind(old) != _kind(new):
            yield Blocker("type_changed", place, f"was {_kind(old)}, is {_kind(new)}")
        else:
            yield from self._open(task, old, new, place)

    def _missing(self, place: str) -> Blocker:
        target = self.mapping.get(place, place)
        if target in self.new.elements:
            return Blocker("element_moved", place, "lies in another subprocess, or is a loop now, or no more")
        return Blocker("element_gone", place, "is not in the new version")

    def _open(self, task: CaseTask, old: Any, new: Any, place: str) -> Iterator[Blocker]:
        if isinstance(old, events.EventBasedGateway):
            if self._choices(old, self.mapping) != self._choices(new, {}):
                yield Blocker("events_changed", place, "waits for other events")
        elif getattr(old, "event_definition", None) is not None and _event(old) != _event(new):
            yield Blocker("event_changed", place, "waits for another event")
        if old.is_loop and any(getattr(old, f, None) != getattr(new, f, None) for f in _LOOP_FACTS):
            yield Blocker("loop_changed", place, "is repeated otherwise")
        if isinstance(old, activities.ServiceTask) and _call(old) != _call(new):
            yield Blocker("call_changed", place, "is under way, and calls something else")
        if isinstance(old, activities._Embedded) and new_spec_name(old, self.mapping) != new.spec:
            yield Blocker("call_changed", place, "is under way, and runs something else")
        if old.is_join and old.element is not None:
            yield from self._arrivals(task, new, place)
        if old.loop is None and not old.is_join and not old.is_armed:
            yield from self._edge(old, new, place)

    @staticmethod
    def _choices(gateway: Any, mapping: Ids) -> list[tuple[str, Any]]:
        return [(renamed(spec.name, mapping), _event(spec)) for spec in gateway.outputs]

    def _arrivals(self, task: CaseTask, new: Any, place: str) -> Iterator[Blocker]:
        for source in arrived(task):
            if renamed(source, self.mapping) not in new._inputs:
                yield Blocker(
                    "join_flow_gone", place, f"a token has come from {source}, which leads here no more"
                )

    def _edge(self, old: Any, new: Any, place: str) -> Iterator[Blocker]:
        if _boundary(old, self.mapping) != _boundary(new, {}):
            yield Blocker("events_changed", place, "has other events at its edge")


def new_spec_name(spec: Any, mapping: Ids) -> str:
    """The process that a subprocess or call runs, under a mapping."""
    name: str = spec.spec if isinstance(spec, activities.CallActivity) else renamed(spec.spec, mapping)
    return name


def _kind(spec: Any) -> str:
    return spec.element.kind if spec.element is not None else type(spec).__name__


def _call(spec: Any) -> tuple[str | None, str | None]:
    return (spec.element.topic, spec.element.decision_ref)


def _event(spec: Any) -> tuple[Any, ...]:
    """What tells one event from another. Of a timer only that it is one: a running one keeps its due time."""
    one = spec.event_definition
    facts: tuple[Any, ...] = (
        type(one),
        getattr(spec, "cancel_activity", getattr(spec, "interrupting", None)),
    )
    if timers_in(one):
        return facts
    names = tuple(getattr(one, name, None) for name in ("name", "code", "key", "expression"))
    return (*facts, *names)


def _boundary(spec: Any, mapping: Ids) -> dict[str, tuple[Any, ...]]:
    """The events at an activity's edge, by id."""
    frames = [one for one in spec.inputs if one.name.endswith(".BoundaryEventSplit")]
    found = [one for frame in frames for one in frame.outputs if isinstance(one, events.BoundaryEvent)]
    return {renamed(one.name, mapping): _event(one) for one in found}


def arrived(join: CaseTask) -> tuple[str, ...]:
    """Names of the specs from which tokens have come to a waiting join."""
    return tuple(sorted(join.internal_data.get(ARRIVED, ())))


def tokens(live: Live) -> tuple[tuple[Token, ...], ...]:
    """Where an instance is, for the process and for each open subprocess: every open task, every flow into a join."""
    return tuple(tuple(_tokens_of(part)) for part in open_parts(live))


def _tokens_of(part: Instances) -> Iterator[Token]:
    for task in part.active.values():
        spec = task.task_spec
        if spec.element is None or spec.is_armed or spec.loop is not None:
            continue  # scaffolding, events that wait beside, items of a loop that counts itself
        if spec.is_join and len(spec._inputs) > 1:
            for name in arrived(task):
                yield Token(spec.element.id, name.removesuffix(".BoundaryEventJoin"))
        else:
            yield Token(spec.element.id)
