"""Smaller graphs with the same verdict: structured parts vanish, what is left is searched.

1. A node with one way in and one way out, where nothing waits, is only a longer flow.
2. Two flows between the same gateways of the same kind always have tokens together (parallel) or are the same choice.
3. A flow from a choice back to itself changes nothing.
"""

from engine.soundness.model import Edge, Graph, Node

GATEWAYS = frozenset({"xor", "and", "or"})
SIMPLE = GATEWAYS | {"task", "event"}


def reduce(graph: Graph) -> None:
    """Shrink a graph in place."""
    shrinking = _Shrinking(graph)
    while shrinking.fuse() | shrinking.drop_twins():
        pass


def deferred(graph: Graph, gateway: Node, outgoing: list[str]) -> bool:
    """Whether an event gateway's choice hangs on messages of other pools."""
    return gateway.kind == "event" and any(graph.nodes[graph.edges[edge].target].takes for edge in outgoing)


class _Shrinking:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._in = graph.incoming()
        self._out = graph.outgoing()
        self._fixed = set(graph.boundaries())
        for node in graph.nodes.values():
            if deferred(graph, node, self._out[node.id]):
                self._fixed.add(node.id)
                self._fixed.update(graph.edges[edge].target for edge in self._out[node.id])
            if node.kind not in SIMPLE or node.sends or node.takes or node.expanded:
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
        before.rest += (name, *after.heads, *after.rest)
        before.also += (*node.also, *after.also)
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
                    _absorb(kept[edge.target], edge, self._graph.nodes[name])
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


def _absorb(kept: Edge, dropped: Edge, source: Node) -> None:
    if source.kind == "and":
        kept.heads += dropped.heads
        kept.rest += dropped.rest
    else:
        kept.also += (*dropped.heads, *dropped.rest)
    kept.also += dropped.also
