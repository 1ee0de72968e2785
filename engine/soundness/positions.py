"""Whether tokens can lie as they do: for instances that are to go on by another version of their diagram.

A position that the diagram itself can reach is as good as the diagram: from there it can end. Any other may wait for
ever, such as one token behind a fork that should have made two. Messages are taken as free: they may have come.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.soundness.compiling import compile_net
from engine.soundness.model import Graph
from engine.soundness.nets import Net
from engine.soundness.reading import Reader
from engine.soundness.searching import search
from engine.soundness.side_paths import split_side_paths
from engine.spiff import xml

Place = tuple[str, str | None]
"""A shape where a token is; for gateways that join, also the shape from which it came."""
Possible = Literal["yes", "no", "unknown"]
MAX_STATES = 20_000


@dataclass(slots=True)
class _Part:
    """One net: its shapes, every multiset of places it can reach, and whether all of them were seen."""

    shapes: frozenset[str]
    joins: frozenset[str]
    reached: set[frozenset[tuple[Place, int]]]
    whole: bool
    aside: bool


@dataclass(slots=True)
class Positions:
    """Where the tokens of a file's processes can be. Made once per diagram."""

    parts: list[_Part] = field(default_factory=list)
    joins: frozenset[str] = frozenset()

    def possible(self, tokens: Iterable[Place]) -> Possible:
        """Whether the tokens of one (sub)process instance can lie so."""
        places = Counter((shape, came if shape in self.joins else None) for shape, came in tokens)
        answer: Possible = "yes"
        for part in self.parts:
            mine = Counter({place: n for place, n in places.items() if place[0] in part.shapes})
            for place in mine:
                del places[place]
            if not mine or _reached(part, mine):
                continue
            if part.whole:
                return "no"
            answer = "unknown"
        return "no" if places else answer


def _reached(part: _Part, places: Counter[Place]) -> bool:
    if frozenset(places.items()) in part.reached:
        return True
    # what a reminder sets off may run several times beside itself; where nothing joins, each run is on its own
    return part.aside and not part.joins and all(frozenset([(place, 1)]) in part.reached for place in places)


def positions(content: bytes, expired: Callable[[], bool], max_states: int = MAX_STATES) -> Positions:
    """Every position of a file's processes and subprocesses, within bounds. Raises as `spiff.processes`."""
    root = xml.parse(content)
    alone = Reader(root, {})
    for process in xml.children(root, "process"):
        name = process.get("id", "")
        alone.read(process, name, name, name)
    found = Positions()
    for whole in alone.graphs.values():
        for graph in split_side_paths(whole):
            found.parts.append(_part(graph, graph.label != whole.label, expired, max_states))
    found.joins = frozenset().union(*(part.joins for part in found.parts))
    return found


def _part(graph: Graph, aside: bool, expired: Callable[[], bool], max_states: int) -> _Part:
    for (
        node
    ) in graph.nodes.values():  # every event may have come, and every error: a token may stand behind it
        node.free = True
        node.kind = "xor" if node.kind == "event" else node.kind
    net = compile_net(graph)
    result = search(net, max_states, expired)
    incoming = graph.incoming()
    joins = frozenset(
        node.id for node in graph.nodes.values() if node.kind in ("and", "or") and len(incoming[node.id]) > 1
    )
    places = {bit: _place(net, bit, joins) for bit in net.node_of}
    reached = {_multiset(marking, places) for marking in {each & net.tokens for each in result.parents}}
    return _Part(frozenset(graph.nodes), joins, reached, result.whole and not result.doubled, aside)


def _place(net: Net, bit: int, joins: frozenset[str]) -> Place:
    edge = net.graph.edges.get(net.edge_of.get(bit, ""))
    shape = net.node_of[bit]
    return shape, edge.source if edge is not None and shape in joins else None


def _multiset(tokens: int, places: Mapping[int, Place]) -> frozenset[tuple[Place, int]]:
    found: dict[Place, int] = {}
    while tokens:
        bit = tokens & -tokens
        tokens ^= bit
        place = places[bit]
        found[place] = found.get(place, 0) + 1
    return frozenset(found.items())
