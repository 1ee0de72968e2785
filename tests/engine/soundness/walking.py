"""The real engine led along the checker's traces: every pool an instance, its messages delivered when the trace says so."""

import random
from collections import Counter
from itertools import takewhile
from typing import Any

from engine import spiff
from engine.soundness import SoundnessFinding
from tests.engine.spiff import acting

PATIENCE = 1_000  # acts elsewhere until nothing moves any more
ROUNDS = 60  # acts in a round that cannot be left


class Walk:
    """A file's pools led along a trace: tasks are done and messages come when it says so, choices fall as it says.

    A message along a drawn flow comes only after it was sent; others come from outside whenever they are wanted.
    Pools that write to each other play together; of others only those that the trace goes through.
    """

    def __init__(self, content: bytes, trace: tuple[str, ...]) -> None:
        self.trace = trace
        self.flows = [flow for flow in spiff.message_flows(content) if flow.source_element]
        self.definitions = {
            process.process_id: definition
            for process in spiff.processes(content)
            if not _is_apart(definition := _compiled(content, process.process_id), self.flows, trace)
        }
        self.letters: Counter[str] = Counter()  # on their way, by the element they are for
        self.lives: dict[str, spiff.Live] = {}
        self.ended: Counter[str] = Counter()
        self.happened: Counter[str | None] = Counter()  # on which activity
        self.chance = random.Random(1)
        for pool, definition in self.definitions.items():
            if None in definition.starts:
                self.lives[pool] = spiff.start(definition, self._choices(definition, 0))
                self._look(pool)
        for place, name in enumerate(trace):
            for pool, definition in self.definitions.items():
                if name in definition.elements:
                    self._act(pool, definition.elements[name], self._choices(definition, place))

    def _act(self, pool: str, element: spiff.Element, choices: dict[str, Any]) -> None:
        if element.kind == "userTask":
            acting.do(self.lives[pool], element.id, **choices)
        elif element.kind == "startEvent" and element.event == "message":
            self._take(element.id)
            assert element.message_name is not None
            self.lives[pool] = spiff.start_by_message(self.definitions[pool], element.message_name, choices)
        elif element.kind == "receiveTask" or element.event == "message" and element.kind != "endEvent":
            self._take(element.id)
            assert spiff.deliver(self.lives[pool], f"m_{element.id}", choices), element.id
        else:
            return
        self._look(pool)

    def _take(self, element: str) -> None:
        if self._is_written_to(element):
            assert self.letters[element] > 0, element
            self.letters[element] -= 1

    def _is_written_to(self, element: str) -> bool:
        """Whether what an element waits for comes from another pool."""
        return any(flow.target_element == element for flow in self.flows)

    def _look(self, pool: str) -> None:
        """Take what an act has sent and ended."""
        live = self.lives[pool]
        for message in spiff.take_outgoing(live):
            for flow in self.flows:
                if flow.source_element == message.element.id and flow.target_element:
                    self.letters[flow.target_element] += 1
        self.ended.update(s.element.id for s in spiff.take_steps(live) if s.what == "entered")

    def _choices(self, definition: spiff.Definition, place: int) -> dict[str, Any]:
        """What makes each gateway go on as it does the next time it acts in the trace."""
        values: dict[str, Any] = {}
        for name, element in definition.elements.items():
            out = [flow.id for flow in definition.flows.values() if flow.source == name]
            if element.kind not in ("exclusiveGateway", "inclusiveGateway") and len(out) < 2:
                continue
            chosen = self._taken(name, out, place)
            values[f"to_{name}"] = chosen[0] if chosen else out[-1] if out else ""
            values |= {f"by_{flow}": flow in chosen or not chosen for flow in out}
        return values

    def _taken(self, name: str, out: list[str], place: int) -> list[str]:
        """By which of its flows a shape goes on when it acts next."""
        if name not in self.trace[place:]:
            return []
        sent = {flow.id for flow in self.flows}
        after = (one for one in self.trace[self.trace.index(name, place) + 1 :] if one not in sent)
        return list(takewhile(lambda one: one in out, after))

    def open_ids(self) -> list[str]:
        """The elements of the open user tasks, of all pools."""
        return [name for live in self.lives.values() for name in acting.open_ids(live)]

    def finished(self) -> bool:
        return all(spiff.finished(live) for live in self.lives.values())

    def rest(self) -> None:
        """Do what can still be done elsewhere. What stands on an activity happens a few times only: it may for ever."""
        for _ in range(PATIENCE):
            if not self.goes_on(at_most=5):
                return

    def goes_on(self, at_most: int = PATIENCE) -> bool:
        """Do anything that can be done, and let choices fall anyhow; whether there was something.

        at_most: how often an event on an activity happens.
        """
        ways = [(pool, task) for pool, live in self.lives.items() for task in spiff.user_tasks(live)]
        ways += [(pool, one) for pool, live in self.lives.items() for one in self._comes(live, at_most)]
        ways += [(pool, start) for pool in self.definitions for start in self._starts(pool)]
        if not ways:
            return False
        pool, way = self.chance.choice(ways)
        values = self._any_choices(self.definitions[pool])
        if isinstance(way, spiff.OpenTask):
            spiff.complete(self.lives[pool], way.task_id, values)
        elif isinstance(way, spiff.Subscription):
            self._take(way.element.id)
            self.happened[way.element.attached_to] += 1
            spiff.deliver(self.lives[pool], way.name, values, task_id=way.task_id)
        else:
            self._act(pool, way, values)
            return True
        self._look(pool)
        return True

    def _comes(self, live: spiff.Live, at_most: int) -> list[spiff.Subscription]:
        """What is waited for and can come: from outside, or because it is on its way."""
        return [
            one
            for one in spiff.subscriptions(live)
            if self._can_come(one.element.id)
            and (one.element.attached_to is None or self.happened[one.element.attached_to] < at_most)
        ]

    def _starts(self, pool: str) -> list[spiff.Element]:
        """The starts of a pool that is not busy whose message is on its way."""
        if pool in self.lives and not spiff.finished(self.lives[pool]):
            return []
        events = self.definitions[pool].start_events
        return [one for one in events if one.event == "message" and self._can_come(one.id)]

    def _can_come(self, element: str) -> bool:
        return not self._is_written_to(element) or self.letters[element] > 0

    def _any_choices(self, definition: spiff.Definition) -> dict[str, Any]:
        out: dict[str, list[str]] = {}
        for flow in definition.flows.values():
            out.setdefault(flow.source, []).append(flow.id)
        values: dict[str, Any] = {f"to_{name}": self.chance.choice(flows) for name, flows in out.items()}
        return values | {f"by_{flow}": self.chance.random() < 0.5 for flow in definition.flows}


def _compiled(content: bytes, process_id: str) -> spiff.Definition:
    return spiff.compile_definition(f"walk{hash(content)}", content, process_id)


def _is_apart(definition: spiff.Definition, flows: list[spiff.MessageFlow], trace: tuple[str, ...]) -> bool:
    """Whether a pool has nothing to do with a trace."""
    own = definition.elements.keys()
    writes = any({flow.source_element, flow.target_element} & own for flow in flows)
    return not writes and own.isdisjoint(trace)


def went_wrong(walk: Walk, finding: SoundnessFinding) -> bool:
    """Whether the engine stands where the finding says."""
    match finding.code:
        case "soundness.deadlock":
            if any(_stuck_inside(live, finding.element) for live in walk.lives.values()):
                return True  # whatever goes on elsewhere, perhaps for ever
            walk.rest()
            return not walk.finished() and not walk.open_ids()
        case "soundness.lack_of_synchronisation":
            return max(Counter(walk.open_ids()).values(), default=0) > 1
        case "soundness.improper_completion":
            return walk.ended[finding.element or ""] > 1
        case "soundness.livelock":
            return all(walk.goes_on() and not walk.finished() for _ in range(ROUNDS))
    raise AssertionError(finding.code)


def _stuck_inside(live: spiff.Live, element: str | None) -> bool:
    """Whether nothing but joins is left in a subprocess that has this element."""
    return any(
        element in sub.spec.task_specs and all(task.task_spec.is_join for task in sub.active.values())
        for sub in live.workflow.subprocesses.values()
        if not sub.completed
    )
