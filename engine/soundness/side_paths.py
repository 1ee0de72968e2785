"""Side paths: what a non-interrupting boundary event sets off and what never meets the main path again.

A reminder may be sent while its activity runs on, and in a loop again and again: two tokens on such a path do no
harm, so it is a net of its own that begins at the event.
"""

from collections.abc import Iterable
from dataclasses import replace

from engine.soundness.model import Edge, Graph, Node

MANY = 200  # events; more of them are not told apart


def split_side_paths(graph: Graph) -> list[Graph]:
    """The graph without its side paths, then one graph for each of them, theirs taken out in turn."""
    aside = [n for n in graph.nodes.values() if n.kind == "boundary" and not n.interrupting]
    if not aside or len(aside) > MANY:
        return [graph]
    entries = [n.id for n in graph.nodes.values() if n.kind == "start"]
    main = _reach(graph, entries)
    paths = {event.id: _reach(graph, [event.id]) for event in aside}
    free = {name: path for name, path in paths.items() if not path & main and _quiet(graph, path)}
    kept = main.union(*(paths[name] for name in paths if name not in free))
    removed = set[str]().union(*free.values()) - kept
    rest = _part(graph, graph.label, [n for n in graph.nodes if n not in removed])
    found = [rest]
    for name, path in free.items():
        side = _part(graph, name, [n for n in graph.nodes if n in path])
        begin = graph.nodes[name]
        side.behind = begin.host
        side.nodes[name] = Node(name, "start", begin.scope, name, optional=begin.optional)
        for node in side.nodes.values():
            node.pool = name
        found += split_side_paths(side)
    return found


def _reach(graph: Graph, entries: Iterable[str]) -> set[str]:
    """Nodes that a token can come to from these; not through non-interrupting boundary events."""
    outgoing, boundaries = graph.outgoing(), graph.boundaries()
    starts: dict[str, list[str]] = {}
    for node in graph.nodes.values():
        if node.kind == "start":
            starts.setdefault(node.scope, []).append(node.id)
    found, stack = set[str](), list(entries)
    while stack:
        name = stack.pop()
        if name in found:
            continue
        found.add(name)
        stack += (graph.edges[edge].target for edge in outgoing[name])
        stack += (event.id for event in boundaries.get(name, ()) if event.interrupting)
        if graph.nodes[name].expanded:
            stack += starts.get(name, ())
    return found


def _quiet(graph: Graph, path: set[str]) -> bool:
    """No messages to or from other pools, and no end that stops others: those belong to everyone's marking."""
    nodes = (graph.nodes[name] for name in path)
    return not any(node.sends or node.takes or node.expanded or node.cancels for node in nodes)


def _part(graph: Graph, label: str, names: list[str]) -> Graph:
    inside = set(names)
    return Graph(
        label,
        {name: replace(graph.nodes[name]) for name in names},
        {e.id: _copy(e) for e in graph.edges.values() if e.source in inside and e.target in inside},
        {scope: around for scope, around in graph.inner.items() if scope in inside},
        [name for name in graph.activities if name in inside],
        graph.behind,
    )


def _copy(edge: Edge) -> Edge:
    return Edge(edge.id, edge.source, edge.target, list(edge.heads))
