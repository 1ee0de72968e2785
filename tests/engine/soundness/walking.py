"""The real engine led along the checker's traces: every pool an instance, its messages delivered when the trace says so."""

import random
from collections import Counter
from typing import Any

from engine import spiff
from engine.soundness import SoundnessFinding
from tests.engine.spiff import acting

PATIENCE = 100  # acts elsewhere until nothing moves any more


class Walk:
    """A file's pools led along a trace: tasks are done and messages come when it says so, choices fall as it says.

    A message along a drawn flow comes only after it was sent; others come from outside whenever they are wanted.
    """

    def __init__(self, content: bytes, trace: tuple[str, ...], pools: tuple[str, ...] = ("p",)) -> None:
        self.trace = trace
        self.definitions = {p: spiff.compile_definition(f"walk{hash(content)}", content, p) for p in pools}
        self.flows = [flow for flow in spiff.message_flows(content) if flow.source_element]
        self.letters: Counter[str] = Counter()  # on their way, by the element they are for
        self.lives: dict[str, spiff.Live] = {}
        self.ended: Counter[str] = Counter()
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
        if self.is_written_to(element):
            assert self.letters[element] > 0, element
            self.letters[element] -= 1

    def is_written_to(self, element: str) -> bool:
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
            chosen: list[str] = []
            if name in self.trace[place:]:
                for following in self.trace[self.trace.index(name, place) + 1 :]:
                    if following not in out:
                        break
                    chosen.append(following)
            values[f"to_{name}"] = chosen[0] if chosen else out[-1] if out else ""
            values |= {f"by_{flow}": flow in chosen or not chosen for flow in out}
        return values

    def open_ids(self) -> list[str]:
        """The elements of the open user tasks, of all pools."""
        return [name for live in self.lives.values() for name in acting.open_ids(live)]

    def comes(self, live: spiff.Live) -> list[spiff.Subscription]:
        """What is waited for and can come: from outside, or because it is on its way."""
        return [
            one
            for one in spiff.subscriptions(live)
            if not self.is_written_to(one.element.id) or self.letters[one.element.id]
        ]

    def finished(self) -> bool:
        return all(spiff.finished(live) for live in self.lives.values())

    def rest(self) -> None:
        """Do what can still be done elsewhere."""
        for _ in range(PATIENCE):
            if not any(self._goes_on(pool) for pool in self.lives):
                return

    def _goes_on(self, pool: str) -> bool:
        live = self.lives[pool]
        tasks, messages = spiff.user_tasks(live), self.comes(live)
        if tasks:
            spiff.complete(live, tasks[0].task_id, {})
        elif messages:
            self._take(messages[0].element.id)
            spiff.deliver(live, messages[0].name, {}, task_id=messages[0].task_id)
        else:
            return False
        self._look(pool)
        return True


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
            return all(not spiff.finished(live) for live in walk.lives.values()) and _never_ends(walk)
    raise AssertionError(finding.code)


def _stuck_inside(live: spiff.Live, element: str | None) -> bool:
    """Whether nothing but joins is left in a subprocess that has this element."""
    return any(
        element in sub.spec.task_specs and all(task.task_spec.is_join for task in sub.active.values())
        for sub in live.workflow.subprocesses.values()
        if not sub.completed
    )


def _never_ends(walk: Walk) -> bool:
    """Whether one pool alone goes on for ever, whatever is chosen."""
    chance = random.Random(1)
    (live,) = walk.lives.values()
    for _ in range(30):
        if spiff.finished(live):
            return False
        gateways = {k: k[3:] for k in live.variables if k.startswith("to_")}
        flows = {
            key: chance.choice([f.id for f in live.definition.flows.values() if f.source == name])
            for key, name in gateways.items()
            if any(f.source == name for f in live.definition.flows.values())
        }
        tasks, messages = spiff.user_tasks(live), spiff.subscriptions(live)
        if messages and (not tasks or chance.random() < 0.5):
            spiff.deliver(live, chance.choice(messages).name, flows)
        elif tasks:
            spiff.complete(live, chance.choice(tasks).task_id, flows)
        else:
            return False
    return True
