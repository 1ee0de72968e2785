"""Plays a diagram on the stock library and on the seam, act by act, and photographs both."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.defaults import ServiceTask
from SpiffWorkflow.bpmn.specs.event_definitions import MessageEventDefinition, SignalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.util.task import TaskState

from engine import clock, spiff
from engine.spiff.expressions import FeelEnvironment
from tests.diagrams.elements import Diagram

LONG_AGO = "2000-01-01T00:00:00+00:00"
BEGINNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MAX_ACTS = 25


@dataclass(frozen=True, order=True)
class Act:
    """Something that can be done now: to the which-th of the tasks of this name."""

    kind: str
    name: str
    which: int = 0


def photograph(workflow: Any) -> dict[str, Any]:
    """Every task's name, state and number of children, in the process and in each of its subprocesses."""

    def tasks(one: Any) -> list[tuple[str, str, int]]:
        return sorted(
            (t.task_spec.name, TaskState.get_name(t.state), len(t._children)) for t in one.tasks.values()
        )

    return {
        "process": tasks(workflow),
        "subprocesses": sorted(
            (sub.spec.name, sub.completed, tasks(sub)) for sub in workflow.subprocesses.values()
        ),
        "waits for": sorted(t.task_spec.name for t in workflow.event_manager.tasks.values()),
        "completed": workflow.is_completed(),
    }


class Stock:
    """The library as it is, with FEEL plugged in where it lets one."""

    def __init__(self, diagram: Diagram) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(diagram.xml)
        spec = parser.get_spec(diagram.process_id)
        specs = parser.get_subprocess_specs(diagram.process_id)
        engine = PythonScriptEngine(FeelEnvironment())
        self.workflow = BpmnWorkflow(spec, specs, script_engine=engine)
        self.workflow.task_tree.set_data(**diagram.variables)
        self._settle()

    def _settle(self) -> None:
        self.workflow.do_engine_steps()
        while self.workflow.get_tasks(state=TaskState.READY, manual=False):
            self.workflow.do_engine_steps()

    def _tasks(self) -> dict[Act, tuple[Any, Any]]:
        found: dict[Act, tuple[Any, Any]] = {}
        seen = [self.workflow, *(s for s in self.workflow.subprocesses.values() if not s.completed)]
        for task in (t for one in seen for t in one.tasks.values()):
            for kind, definition in self._kinds(task):
                name = task.task_spec.name
                which = sum(1 for act in found if (act.kind, act.name) == (kind, name))
                found[Act(kind, name, which)] = task, definition
        return found

    def _kinds(self, task: Any) -> list[tuple[str, Any]]:
        if task.state == TaskState.READY and task.task_spec.manual:
            return [("task", None)]
        if task.state == TaskState.STARTED and isinstance(task.task_spec, ServiceTask):
            return [("call", None)]
        if task.id not in self.workflow.event_manager.tasks:
            return []
        kinds = {
            MessageEventDefinition: "message",
            SignalEventDefinition: "signal",
            TimerEventDefinition: "timer",
        }
        return [
            (kind, one) for one in _definitions(task) for of, kind in kinds.items() if isinstance(one, of)
        ]

    def acts(self) -> list[Act]:
        return sorted(self._tasks())

    def do(self, act: Act, values: Mapping[str, Any]) -> None:
        task, definition = self._tasks()[act]
        if act.kind == "task":
            task.data.update(values)
            task.run()
        elif act.kind == "call":
            task.complete()
        elif act.kind == "timer":
            task._set_internal_data(event_value=LONG_AGO)
            self.workflow.refresh_timers()
        else:
            self.workflow.send_event(BpmnEvent(definition, {}))
        self._settle()

    def photograph(self) -> dict[str, Any]:
        return photograph(self.workflow)


def _definitions(task: Any) -> list[Any]:
    definition = task.task_spec.event_definition
    return definition.event_definitions if isinstance(definition, MultipleEventDefinition) else [definition]


class Seam:
    """Our engine; reloading: from its stored form after every act."""

    def __init__(self, diagram: Diagram, *, reloading: bool) -> None:
        self.definition = spiff.compile_definition(f"test {diagram.name}", diagram.xml, diagram.process_id)
        self.reloading = reloading
        self.now = BEGINNING
        with clock.at(self.now):
            self.live = spiff.start(self.definition, diagram.variables)
        self._reload()

    def _reload(self) -> None:
        if self.reloading:
            self.live = spiff.load(self.definition, spiff.dump(self.live), self.live.variables)

    def _tasks(self) -> dict[Act, Any]:
        listed: list[tuple[str, Any]] = [("task", t) for t in spiff.user_tasks(self.live)]
        listed += [("call", c) for c in spiff.service_calls(self.live)]
        listed += [("timer", t) for t in spiff.timers(self.live)]
        listed += [(s.kind, s) for s in spiff.subscriptions(self.live)]
        found: dict[Act, Any] = {}
        for kind, one in sorted(listed, key=lambda pair: pair[1].task_id.int):
            name = self._spec_name(one.task_id)
            which = sum(1 for act in found if (act.kind, act.name) == (kind, name))
            found[Act(kind, name, which)] = one
        return found

    def _spec_name(self, task_id: Any) -> str:
        task = self.live.workflow.get_task_from_id(task_id.int - self.live.workflow.base)
        assert task is not None
        return str(task.task_spec.name)

    def acts(self) -> list[Act]:
        return sorted(self._tasks())

    def do(self, act: Act, values: Mapping[str, Any]) -> None:
        one = self._tasks()[act]
        self.now = max(self.now, one.due) if act.kind == "timer" else self.now
        with clock.at(self.now):
            if act.kind == "task":
                spiff.complete(self.live, one.task_id, values)
            elif act.kind == "call":
                spiff.finish_call(self.live, one.task_id, {})
            elif act.kind == "timer":
                assert spiff.tick(self.live)
            elif act.kind == "message":
                assert spiff.deliver(self.live, one.name, {}, task_id=one.task_id)
            else:
                assert spiff.signal(self.live, one.name)
        self._reload()

    def photograph(self) -> dict[str, Any]:
        with clock.at(self.now):
            return photograph(self.live.workflow)

    def earliest_timer(self) -> Act | None:
        running = spiff.timers(self.live)
        return next((a for a, one in self._tasks().items() if running and one == running[0]), None)


def play(diagram: Diagram, seed: int, first: Seam, second: Seam | Stock) -> str | None:
    """Play both at random, alike; what differed first, or None. Timers go off in the order of their due times."""
    chance = random.Random(f"{diagram.name} {seed}")
    for _ in range(MAX_ACTS):
        here, there = first.photograph(), second.photograph()
        for what, picture in here.items():
            if picture != there[what]:
                return f"{what}: {_difference(picture, there[what])}"
        acts = first.acts()
        if acts != second.acts():
            return f"acts: {acts} and {second.acts()}"
        timer = first.earliest_timer()
        acts = [a for a in acts if a.kind != "timer" or a == timer]
        if not acts:
            return None
        act = chance.choice(acts)
        values = chance.choice(diagram.answers.get(act.name.removesuffix(" [child]"), ({},)))
        first.do(act, values)
        second.do(act, values)
    return None


def _difference(here: Any, there: Any) -> str:
    if isinstance(here, list):
        return f"only here {[x for x in here if x not in there]}, only there {[x for x in there if x not in here]}"
    return f"{here} and {there}"
