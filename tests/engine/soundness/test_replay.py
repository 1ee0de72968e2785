"""Counterexamples are no theory: each way told is walked in the real engine, to the stuck or wrong marking."""

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

SEEDS = range(20_000, 20_500)


class Walk:
    """An instance led along a trace: people's tasks are done when the trace says so, choices fall as it says."""

    def __init__(self, content: bytes, trace: tuple[str, ...]) -> None:
        self.trace = trace
        self.definition = spiff.compile_definition(f"walk{hash(content)}", content, "p")
        self.live = spiff.start(self.definition, self._choices(0))
        self.ended: Counter[str] = Counter()
        for place, name in enumerate(trace):
            element = self.definition.elements.get(name)
            if element is not None and element.kind == "userTask":
                acting.do(self.live, name, **self._choices(place + 1))
        self.ended.update(s.element.id for s in spiff.take_steps(self.live) if s.what == "entered")

    def _choices(self, place: int) -> dict[str, Any]:
        """What makes each gateway go on as it does the next time it acts in the trace."""
        values: dict[str, Any] = {}
        for name, element in self.definition.elements.items():
            if element.kind not in ("exclusiveGateway", "inclusiveGateway"):
                continue
            out = [flow.id for flow in self.definition.flows.values() if flow.source == name]
            chosen: list[str] = []
            if name in self.trace[place:]:
                for following in self.trace[self.trace.index(name, place) + 1 :]:
                    if following not in out:
                        break
                    chosen.append(following)
            values[f"to_{name}"] = chosen[0] if chosen else out[-1] if out else ""
            values |= {f"by_{flow}": flow in chosen or not chosen for flow in out}
        return values


def went_wrong(walk: Walk, finding: SoundnessFinding) -> bool:
    """Whether the engine stands where the finding says."""
    open_tasks = acting.open_ids(walk.live)
    match finding.code:
        case "soundness.deadlock":
            return not spiff.finished(walk.live) and not open_tasks
        case "soundness.lack_of_synchronisation":
            return max(Counter(open_tasks).values()) > 1
        case "soundness.improper_completion":
            return walk.ended[finding.element or ""] > 1
        case "soundness.livelock":
            return _goes_on(walk.live)
    raise AssertionError(finding.code)


def _goes_on(live: spiff.Live) -> bool:
    chance = random.Random(1)
    for _ in range(30):
        tasks = spiff.user_tasks(live)
        if not tasks or spiff.finished(live):
            return False
        gateways = {k: k[3:] for k in live.variables if k.startswith("to_")}
        flows = {
            key: chance.choice([f.id for f in live.definition.flows.values() if f.source == name])
            for key, name in gateways.items()
            if any(f.source == name for f in live.definition.flows.values())
        }
        spiff.complete(live, chance.choice(tasks).task_id, flows)
    return True


def runs(content: bytes) -> bool:
    """Whether the engine takes the diagram and plays it by the book.

    A parallel join on a loop it does not: it lets the first token through without waiting for the flow that comes
    back round, or recurses without end. The gate refuses such diagrams, as they deadlock.
    """
    drawing = explorer.Drawing() if spiff.refusals(content) else explorer.read(content)
    joins = (n for n, tag in drawing.tags.items() if tag == "parallelGateway" and len(drawing.into(n)) > 1)
    return bool(drawing.tags) and not any(_comes_back(drawing, join) for join in joins)


def _comes_back(drawing: explorer.Drawing, node: str) -> bool:
    ahead = {flow for out in drawing.out_of(node) for flow in explorer.ahead_of(drawing, out, node)}
    return bool(ahead & set(drawing.into(node)))


def found(code: str) -> list[tuple[int, bytes, SoundnessFinding]]:
    """Findings of this kind in diagrams that the engine runs."""
    some = []
    for seed in SEEDS:
        content = diagram(seed, tasks_on_flows=True)
        if runs(content):
            findings = check_soundness(content, max_states=2_000).findings
            some += [(seed, content, one) for one in findings if one.code == f"soundness.{code}"]
    return some


@pytest.mark.parametrize(
    ("code", "many"), [("deadlock", 15), ("lack_of_synchronisation", 35), ("improper_completion", 45)]
)
def test_the_way_leads_the_real_engine_to_what_is_wrong(code: str, many: int) -> None:
    cases = found(code)

    assert len(cases) >= many
    for seed, content, finding in cases:
        assert went_wrong(Walk(content, finding.trace), finding), (seed, finding)


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
