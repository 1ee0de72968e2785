"""Another version of its process for a running instance.

The tree of visits is copied as it is: numbers, order, states, what open tasks have noted (due times, keys, items).
Only predictions are made anew. Finished visits to what is gone become `Passed`.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from engine.spiff import codec
from engine.spiff.blockers import migration_blockers, new_spec, open_parts, renamed
from engine.spiff.definitions import Definition
from engine.spiff.errors import NotReady
from engine.spiff.expressions import CaseEngine
from engine.spiff.instances import Instances, catches_events
from engine.spiff.live import Live, settling
from engine.spiff.model import Decide
from engine.spiff.specs.joins import ARRIVED
from engine.spiff.specs.passed import passed, passed_name
from engine.spiff.tasks import ACTIVE, FINISHED, UNFINISHED, WAITING, CaseTask
from engine.spiff.workflow import CaseWorkflow


def migrate(
    live: Live, new: Definition, mapping: Mapping[str, str] | None = None, *, decide: Decide | None = None
) -> Live:
    """The same instance as a live one of another version; the given one stays as it is.

    mapping: old element id → new one. Joins that need wait for nobody any more go on at once.
    Raises NotReady when something stands in the way (`migration_blockers` says what), EngineFault.
    """
    found = migration_blockers(live, new, mapping)
    if found:
        raise NotReady("; ".join(f"{one.code} {one.element}" for one in found))
    workflow = _Move(live, new, mapping or {}, decide).workflow
    moved = Live(new, workflow.script_engine.variables, workflow)
    with settling(moved):
        for instances in open_parts(moved):
            for task in list(instances.active.values()):
                if task._state == WAITING and task.task_spec.is_join:
                    task.task_spec._update(task)
    return moved


class _Move:
    def __init__(
        self, live: Live, new: Definition, mapping: Mapping[str, str], decide: Decide | None
    ) -> None:
        self.new = new
        self.mapping = mapping
        old = live.workflow
        variables = orjson.loads(orjson.dumps(live.variables))
        self.workflow = CaseWorkflow(new.spec, new.subprocess_specs, CaseEngine(variables, decide))
        self.workflow.base, self.workflow.last_id = old.base, old.last_id
        self.workflow.sequence = old.sequence
        self.workflow.outgoing, self.workflow.signals = list(old.outgoing), list(old.signals)
        chosen = old.chosen_start
        self.workflow.chosen_start = None if chosen is None else renamed(chosen, mapping)
        self._copy(old, self.workflow)
        for sub in old.subprocesses.values():
            assert sub.parent_task is not None
            above = self.workflow.get_task_from_id(sub.parent_task.id)
            assert above is not None, "a subprocess comes after the one around it"
            self._copy(sub, codec.subprocess_of(self.workflow, above))
        for instances in (self.workflow, *self.workflow.subprocesses.values()):
            for task in list(instances.active.values()):
                task.task_spec._predict(task, mask=UNFINISHED)

    def _copy(self, old: Instances, new: Instances) -> None:
        new.completed, new.success = old.completed, old.success
        specs = _Specs(old, new_spec(old, self.new, self.mapping), self.new, self.mapping)
        for task in sorted(old.tasks.values(), key=lambda one: one.id):
            if not task._state & (ACTIVE | FINISHED):
                continue  # a prediction of the old version
            parent = None if task.parent is None else new.tasks[task.parent.id]
            copy = CaseTask(new, specs.of(task), parent, task._state, task.id)
            copy.last_state_change = task.last_state_change
            copy.triggered = task.triggered
            copy.data = orjson.loads(orjson.dumps(task.data))
            copy.internal_data = orjson.loads(orjson.dumps(task.internal_data))
            if ARRIVED in copy.internal_data:
                tokens = copy.internal_data[ARRIVED].items()
                copy.internal_data[ARRIVED] = {renamed(flow, self.mapping): count for flow, count in tokens}
            if catches_events(copy):
                self.workflow.event_manager.add_task(copy)
        new.task_tree = new.tasks[old.task_tree.id]


class _Specs:
    """Which spec of the new version each task of a part belongs to."""

    def __init__(self, old: Instances, spec: Any, new: Definition, mapping: Mapping[str, str]) -> None:
        self._specs = (
            {} if spec is None or (old.completed and old.parent_task is not None) else spec.task_specs
        )
        self._elements = new.elements
        self._mapping = mapping
        self._gone: dict[str, Any] = {}
        self._frames = {task.id for one in old.active.values() for task in _frames(one)}

    def of(self, task: CaseTask) -> Any:
        old = task.task_spec
        if task._state & ACTIVE or task.id in self._frames:
            return self._specs[renamed(old.name, self._mapping)]
        kept = self._specs.get(old.name)
        if kept is not None and type(kept) is type(old):
            return kept
        name = passed_name(old)
        if name not in self._gone:
            self._gone[name] = passed(name, self._elements)
        return self._gone[name]


def _frames(task: CaseTask) -> list[CaseTask]:
    """The finished scaffolding that an open task still needs: the frame of events around it, and its ends."""
    above, found = task.parent, list[CaseTask]()
    while above is not None and not above._state & ACTIVE and above.task_spec.element is None:
        if above.task_spec.name.endswith("Split"):
            ends = (end for branch in above.children for end in branch.children)
            found += [above, *(end for end in ends if end.task_spec.element is None)]
        above = above.parent
    return [one for one in found if one._state & FINISHED]
