"""Counterexamples are no theory: each way told is walked in the real engine, to the stuck or wrong marking."""

import os
import random
from collections import Counter
from typing import Any

import pytest

from engine import spiff
from engine.soundness import SoundnessFinding, check_soundness
from tests.diagrams import builder as b
from tests.engine.soundness import explorer
from tests.engine.soundness.generator import diagram
from tests.engine.spiff import acting

CHUNK = 250
COUNT = int(os.environ.get("MOTCUA_SOUNDNESS_REPLAYS", "2000"))
FIRST = 20_000
PATIENCE = 100  # tasks done elsewhere until nothing moves any more


class Walk:
    """An instance led along a trace: tasks are done and messages come when it says so, choices fall as it says."""

    def __init__(self, content: bytes, trace: tuple[str, ...]) -> None:
        self.trace = trace
        self.definition = spiff.compile_definition(f"walk{hash(content)}", content, "p")
        self.live = spiff.start(self.definition, self._choices(0))
        self.ended: Counter[str] = Counter()
        for place, name in enumerate(trace):
            element = self.definition.elements.get(name)
            if element is None:
                continue
            choices = self._choices(place)
            if element.kind == "userTask":
                acting.do(self.live, name, **choices)
            elif element.event == "message":
                assert spiff.deliver(self.live, f"m_{name}", choices), name
        self.ended.update(s.element.id for s in spiff.take_steps(self.live) if s.what == "entered")

    def _choices(self, place: int) -> dict[str, Any]:
        """What makes each gateway go on as it does the next time it acts in the trace."""
        values: dict[str, Any] = {}
        for name, element in self.definition.elements.items():
            out = [flow.id for flow in self.definition.flows.values() if flow.source == name]
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

    def rest(self) -> None:
        """Do what can still be done elsewhere."""
        for _ in range(PATIENCE):
            tasks = spiff.user_tasks(self.live)
            if not tasks:
                return
            spiff.complete(self.live, tasks[0].task_id, {})


def went_wrong(walk: Walk, finding: SoundnessFinding) -> bool:
    """Whether the engine stands where the finding says."""
    open_tasks = acting.open_ids(walk.live)
    match finding.code:
        case "soundness.deadlock":
            walk.rest()
            return not spiff.finished(walk.live) and not acting.open_ids(walk.live)
        case "soundness.lack_of_synchronisation":
            return max(Counter(open_tasks).values(), default=0) > 1
        case "soundness.improper_completion":
            return walk.ended[finding.element or ""] > 1
        case "soundness.livelock":
            return _goes_on(walk.live)
    raise AssertionError(finding.code)


def _goes_on(live: spiff.Live) -> bool:
    """Whether it never ends, whatever is chosen."""
    chance = random.Random(1)
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


def _walked(content: bytes, finding: SoundnessFinding) -> bool:
    try:
        return went_wrong(Walk(content, finding.trace), finding)
    except spiff.EngineFault:
        return False


def _rejoins(content: bytes) -> bool:
    """Whether a parallel join waits for a flow that comes back round to it: no token ever passes one.

    The library lets the first token through, or goes round without end. No such diagram is ever published, as it
    deadlocks; all others are played by the book.
    """
    drawing = explorer.read(content)
    joins = (n for n, tag in drawing.tags.items() if tag == "parallelGateway" and len(drawing.into(n)) > 1)
    return any(_comes_back(drawing, join) for join in joins)


def _comes_back(drawing: explorer.Drawing, node: str) -> bool:
    ahead = {flow for out in drawing.out_of(node) for flow in explorer.ahead_of(drawing, out, node)}
    return bool(ahead & set(drawing.into(node)))


@pytest.mark.parametrize("first", range(FIRST, FIRST + COUNT, CHUNK))
def test_every_way_leads_the_real_engine_to_what_is_wrong(first: int) -> None:
    walked: Counter[str] = Counter()
    for seed in range(first, first + CHUNK):
        content = diagram(seed, tasks_on_flows=True)
        if spiff.refusals(content):
            continue
        for finding in check_soundness(content, max_states=2_000).findings:
            if finding.trace:
                wrong = _walked(content, finding)
                assert wrong or _rejoins(content), (seed, finding)
                walked[finding.code if wrong else "rejoins"] += 1

    assert walked.keys() >= {"soundness.deadlock", "soundness.lack_of_synchronisation"}
    assert walked.total() - walked["rejoins"] > CHUNK // 2


def test_the_way_into_an_endless_round_is_never_left() -> None:
    content = b.diagram(
        b.start() + b.end() + b.users("a", "c", "d"),
        b.gateway("exclusive", "g", default="out") + b.gateway("exclusive", "m"),
        b.chain("s", "g") + b.flow("g", "c", flow_id="out") + b.flow("c", "e"),
        b.flow("g", "m", 'to_g = "round"', "round") + b.chain("m", "a", "d", "m"),
    )

    (finding,) = check_soundness(content).findings

    assert finding.code == "soundness.livelock"
    assert went_wrong(Walk(content, finding.trace), finding)
