"""Smaller graphs with the same verdict: structured parts vanish, what is left is searched.

1. A node with one way in and one way out, where nothing waits, is only a longer flow.
2. Two flows between the same gateways of the same kind always have tokens together (parallel) or are the same choice.
3. A flow from a choice back to itself changes nothing.
"""

from collections.abc import Callable

from engine.soundness.model import Edge, Graph, Node

GATEWAYS = frozenset({"xor", "and", "or"})
SIMPLE = GATEWAYS | {"task", "event"}


def reduce(graph: Graph, expired: Callable[[], bool]) -> None:
    """Shrink a graph in place, until nothing more can be done or the time is up."""
    _choose_events(graph)
    shrinking = _Shrinking(graph)
    while shrinking.fuse() | shrinking.drop_twins() and not expired():
        pass


def _choose_events(graph: Graph) -> None:
    """An event gateway whose events may all come is a choice between them, made when the first one comes."""
    incoming, outgoing = graph.incoming(), graph.outgoing()
    for gateway in [node for node in graph.nodes.values() if node.kind == "event"]:
        events = [graph.nodes[graph.edges[edge].target] for edge in outgoing[gateway.id]]
        if not events or not all(_may_come(graph, e, incoming[e.id], outgoing[e.id]) for e in events):
            continue
        gateway.kind = "xor"
        for name, event in zip(outgoing[gateway.id], events, strict=True):
            edge, after = graph.edges[name], graph.edges.pop(outgoing[event.id][0])
            edge.heads += [event.id, *after.heads]
            edge.target = after.target
            edge.ahead = 1
            del graph.nodes[event.id]


def _may_come(graph: Graph, event: Node, incoming: list[str], outgoing: list[str]) -> bool:
    waits = event.takes or event.sends or event.kept or event.id in graph.boundaries()
    return event.kind == "task" and not waits and len(incoming) == len(outgoing) == 1


def deferred(node: Node, outgoing: list[str]) -> bool:
    """Whether an event gateway's choice is made by its events one by one."""
    return node.kind == "event" and bool(outgoing)


class _Shrinking:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._in = graph.incoming()
        self._out = graph.outgoing()
        self._fixed = set(graph.boundaries())
        for node in graph.nodes.values():
            if deferred(node, self._out[node.id]):
                self._fixed.add(node.id)
                self._fixed.update(graph.edges[edge].target for edge in self._out[node.id])
            lasting = node.expanded or node.kept or bool(node.fails) or not node.completes
            if node.kind not in SIMPLE or node.sends or node.takes or lasting:
                self._fixed.add(node.id)

    def fuse(self) -> bool:
        """Make longer flows of the nodes with one way in and out."""
        ready = [
            name
            for name in self._graph.nodes
            if name not in self._fixed and len(self._in[name]) == len(self._out[name]) == 1
        ]
        return sum(self._fuse(name) for name in ready) > 0

    def _fuse(self, name: str) -> bool:
        before, after = self._graph.edges[self._in[name][0]], self._graph.edges[self._out[name][0]]
        if before is after:
            return False
        node = self._graph.nodes.pop(name)
        before.rest += [name, *node.inside.ids, *after.heads, *after.rest]
        before.also += [*node.also, *after.also]
        before.cost += (not node.hidden) + node.inside.cost + after.ahead + after.cost
        before.target = after.target
        self._in[after.target] = [before.id if e == after.id else e for e in self._in[after.target]]
        del self._graph.edges[after.id], self._in[name], self._out[name]
        return True

    def drop_twins(self) -> bool:
        """Keep one of the flows between the same gateways."""
        dropped = False
        for name in list(self._graph.nodes):
            kept: dict[str, Edge] = {}
            for edge in [self._graph.edges[e] for e in self._out[name]]:
                if self._loops(edge):
                    self._graph.nodes[name].also += (*edge.heads, *edge.rest, *edge.also)
                elif not self._twins(edge):
                    continue
                elif edge.target not in kept:
                    kept[edge.target] = edge
                    continue
                else:
                    edge = _absorb(kept, edge, self._graph.nodes[name])
                self._out[name].remove(edge.id)
                self._in[edge.target].remove(edge.id)
                del self._graph.edges[edge.id]
                dropped = True
        return dropped

    def _loops(self, edge: Edge) -> bool:
        name = edge.source
        choice = self._graph.nodes[name].kind == "xor" and name not in self._fixed
        return choice and edge.target == name and len(self._in[name]) > 1 and len(self._out[name]) > 1

    def _twins(self, edge: Edge) -> bool:
        source, target = self._graph.nodes[edge.source], self._graph.nodes[edge.target]
        return (
            source is not target
            and source.kind == target.kind
            and source.kind in GATEWAYS
            and not (source.kind == "or" and source.default in edge.heads)  # never together with others
            and not {source.id, target.id} & self._fixed
        )


def _absorb(kept: dict[str, Edge], other: Edge, source: Node) -> Edge:
    """Let one flow stand for two, of a choice the shorter; the one to drop."""
    stays = kept[other.target]
    if source.kind == "and":
        stays.heads += other.heads
        stays.rest += other.rest
        stays.cost += other.cost
    else:
        if other.ahead + other.cost < stays.ahead + stays.cost:
            kept[other.target], stays, other = other, other, stays
        stays.also += [*other.heads, *other.rest]
    stays.also += other.also
    return other
