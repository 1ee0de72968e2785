"""A whole file: its subprocesses first, then what is around them, which needs to know whether they ever end.

What goes wrong in a subprocess is told with the way into it; what nothing leads into cannot go wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.soundness.compiling import caught, compile_net
from engine.soundness.model import Graph, Node, Soundness, SoundnessFinding, Verdict, Way
from engine.soundness.nets import Net
from engine.soundness.reducing import reduce
from engine.soundness.reporting import DEAD, dead, findings, way_into, way_through, way_to
from engine.soundness.searching import Found, search

MAX_STATES = 50_000
MAX_PLACES = 3_000  # of a graph after reduction; beyond it a marking is no longer small
UNDECIDED = "soundness.undecided"


@dataclass(slots=True)
class _Looked:
    """One graph after its search; net and found are missing where it is too large to be searched."""

    graph: Graph
    net: Net | None = None
    found: Found | None = None


def check_graphs(parts: list[Graph], max_states: int, expired: Callable[[], bool]) -> Soundness:
    """Every finding of the graphs of a file, and the verdict."""
    looked: dict[str, _Looked] = {}
    states = 0
    for graph in _inner_first(parts):
        for inner in [one for one in looked.values() if one.graph.behind in graph.activities]:
            _look_inside(graph, graph.nodes[inner.graph.behind or ""], inner)
        one = looked[graph.label] = _look(graph, max_states - states, expired)
        states += len(one.found.parents) if one.found else 0
    found = [finding for graph in parts for finding in _told(looked, looked[graph.label])]
    return Soundness(_verdict(found), tuple(found), states)


def _inner_first(parts: list[Graph]) -> list[Graph]:
    """What lies behind an activity before the graph of that activity."""
    inner: dict[str, list[Graph]] = {}
    for graph in parts:
        inner.setdefault(graph.behind or "", []).append(graph)
    ordered: dict[str, Graph] = {}

    def put(graph: Graph) -> None:
        for name in graph.activities:
            for behind in inner.pop(name, ()):
                put(behind)
        ordered[graph.label] = graph

    for graph in inner.pop("", []):
        put(graph)
    # what lies behind nothing that is drawn, in a damaged file
    return [*ordered.values(), *(graph for graph in parts if graph.label not in ordered)]


def _look_inside(graph: Graph, node: Node, inner: _Looked) -> None:
    """Tell an activity what lies behind it: whether it ever ends, which errors leave it, what the way in is needed for."""
    net, found = inner.net, inner.found
    node.kept |= (
        found is None or bool(found.stuck or found.doubled or found.again) or found.endless is not None
    )
    if inner.graph.label != node.id or net is None or found is None:
        return
    starts = [start.id for start in inner.graph.nodes.values() if start.kind == "start" and not start.hidden]
    node.entered = (node.id, *starts[:1])
    events = graph.boundaries().get(node.id, [])
    node.hangs = bool(found.stuck) or found.endless is not None
    for code, thrown in found.thrown.items():
        way = Way(way_through(net, found, thrown), thrown.cost)
        catching = [event.id for event in events if caught(code, event.catches)]
        node.escapes |= {name: Way((node.id, *way.ids), way.cost + 1) for name in catching}
        if not catching:
            node.fails[code] = way
    if found.done is not None:
        node.inside = Way(way_to(net, found, found.done), found.costs[found.done])
    else:
        node.completes = False
        node.unsure = bool(found.doubled) or not found.whole


def _look(graph: Graph, max_states: int, expired: Callable[[], bool]) -> _Looked:
    if expired():
        return _Looked(graph)
    reduce(graph, expired)
    if len(graph.edges) + len(graph.nodes) > MAX_PLACES or expired():
        return _Looked(graph)
    net = compile_net(graph)
    return _Looked(graph, net, search(net, max_states, expired))


def _told(looked: dict[str, _Looked], one: _Looked) -> list[SoundnessFinding]:
    """The findings of a graph, each with the way into the graph before its own."""
    label = _drawn(one.graph.label)
    if one.net is None or one.found is None:
        return [SoundnessFinding(UNDECIDED, label, "too large to be looked at in the time there is")]
    way = _way_into(looked, one.graph)
    if way is None:
        never = _never(looked, one.graph)
        message = "what is around it can never run"
        return [SoundnessFinding(DEAD, name, message) for name in one.graph.activities if never]
    found = [
        replace(
            finding,
            element=_drawn(finding.element),
            trace=() if finding.code == DEAD else _shown((*way, *finding.trace)),
        )
        for finding in findings(one.net, one.found, rescued=_rescued(looked, one.graph))
    ]
    if not one.found.whole:
        message = f"too many ways to go through it: {len(one.found.parents)} markings were looked at"
        found.append(SoundnessFinding(UNDECIDED, label, message))
    return found


def _way_into(looked: dict[str, _Looked], graph: Graph) -> tuple[str, ...] | None:
    """The shortest way to where a graph begins; None when no run is known to come there."""
    around = _around(looked, graph)
    if around is None or graph.behind is None:
        return ()
    before = _way_into(looked, around.graph)
    if before is None or around.net is None or around.found is None:
        return None
    way = way_into(around.net, around.found, graph.behind)
    shown = (graph.behind,) if graph.label == graph.behind else ()
    return None if way is None else (*before, *way, *shown)


def _never(looked: dict[str, _Looked], graph: Graph) -> bool:
    """Whether it is certain that nothing leads to where a graph begins."""
    around = _around(looked, graph)
    if around is None or around.net is None or around.found is None:
        return False
    return graph.behind in dead(around.net, around.found) or _never(looked, around.graph)


def _rescued(looked: dict[str, _Looked], graph: Graph) -> bool:
    """Whether something around breaks off whatever hangs in a subprocess, in every run."""
    around = _around(looked, graph)
    if around is None or around.net is None or around.found is None or graph.label != graph.behind:
        return False
    if not around.found.whole or around.found.doubled:
        return False
    hung = around.net.hung.get(graph.behind, 0)
    return not any(marking & hung for marking in around.found.stuck) or _rescued(looked, around.graph)


def _around(looked: dict[str, _Looked], graph: Graph) -> _Looked | None:
    for other in looked.values():
        if other.graph is not graph and graph.behind in other.graph.activities:
            return other
    return None


def _drawn(name: str | None) -> str | None:
    return name.partition(">")[0] if name else None


def _shown(way: tuple[str, ...]) -> tuple[str, ...]:
    """A way without the flows that have no id of their own."""
    return tuple(name for name in map(_drawn, way) if name)


def _verdict(found: list[SoundnessFinding]) -> Verdict:
    codes = {finding.code for finding in found}
    if codes - {UNDECIDED}:
        return "refused"
    return "undecided" if codes else "ok"
