"""From a graph to a net whose marking is one integer: a bit for every place, above them counters of messages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations
from operator import or_

from engine.soundness.model import Graph, Node
from engine.soundness.reducing import deferred

COUNTER = 3  # bits: up to seven messages of a flow on their way
SUBSETS_UP_TO = 8  # outgoing flows of an inclusive gateway whose every subset is tried


@dataclass(frozen=True, slots=True)
class Transition:
    """One thing that can happen.

    pre: places emptied, all must have a token; inhibit: places that must be empty; clear: places emptied as well;
    post: places that get a token. take: shift of the counter that must have a message, -1 for none; sends: shifts.
    shown: ids for the trace.
    """

    node: str
    pre: int
    post: int
    inhibit: int = 0
    clear: int = 0
    take: int = -1
    sends: tuple[int, ...] = ()
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Join:
    """An inclusive gateway with several ways in. behind: for each way in, the places from which it can be reached."""

    node: str
    ways: tuple[int, ...]
    behind: dict[int, int]
    choices: tuple[Transition, ...]


@dataclass(slots=True)
class Net:
    """initial: marking. tokens: places that must be empty at the end. armed: events that wait beside an activity.

    ends: places that say an end was reached. edge_of, node_of: what a place stands for; whole: every choice is in it.
    """

    graph: Graph
    initial: int = 0
    tokens: int = 0
    armed: int = 0
    ends: int = 0
    edge_of: dict[int, str] = field(default_factory=dict)
    node_of: dict[int, str] = field(default_factory=dict)
    transitions: list[Transition] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    whole: bool = True


def compile_net(graph: Graph) -> Net:
    """The net of a graph."""
    return _Compiler(graph).net


class _Compiler:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.net = Net(graph)
        self.ins, self.outs = graph.incoming(), graph.outgoing()
        self.boundaries = graph.boundaries()
        self.held = {
            host
            for host, events in self.boundaries.items()
            if host in graph.nodes and any(not event.interrupting for event in events)
        } | {node.id for node in graph.nodes.values() if node.expanded}
        self._places()
        for node in graph.nodes.values():
            self._node(node)

    def _places(self) -> None:
        graph, net = self.graph, self.net
        self.edge = {name: 1 << i for i, name in enumerate(graph.edges)}
        net.edge_of = {bit: name for name, bit in self.edge.items()}
        net.node_of = {bit: graph.edges[name].target for name, bit in self.edge.items()}
        free = iter(1 << i for i in range(len(self.edge), 10**9))
        self.active = {name: next(free) for name in sorted(self.held)}
        net.node_of |= {bit: name for name, bit in self.active.items()}
        self.armed = {
            event.id: next(free)
            for events in self.boundaries.values()
            for event in events
            if not event.interrupting
        }
        self.ended = {n.id: next(free) for n in graph.nodes.values() if n.kind == "end"}
        net.node_of |= {bit: name for name, bit in self.ended.items()}
        roots = [n for n in graph.nodes.values() if n.kind == "start" and n.scope not in graph.inner]
        self.ready = {pool: next(free) for pool in dict.fromkeys(n.pool for n in roots)}
        for node in roots:
            net.node_of.setdefault(self.ready[node.pool], node.id)
        net.initial = _union(self.ready[n.pool] for n in roots if not n.takes)
        net.tokens = _union([*self.edge.values(), *self.active.values(), *self.ready.values()])
        net.armed = _union(self.armed.values())
        net.ends = _union(self.ended.values())
        flows = sorted({flow for n in graph.nodes.values() for flow in n.takes})
        base = next(free).bit_length() - 1
        self.counter = {flow: base + COUNTER * i for i, flow in enumerate(flows)}

    def _inside(self, scope: str) -> int:
        """The places of a scope that hold tokens."""
        graph = self.graph
        owner = [(bit, graph.nodes[graph.edges[name].source].scope) for name, bit in self.edge.items()]
        owner += [(bit, graph.nodes[name].scope) for name, bit in self.active.items()]
        owner += [(bit, graph.nodes[name].scope) for name, bit in self.armed.items()]
        return _union(bit for bit, inside in owner if graph.within(inside, scope))

    def _reached(self, scope: str) -> int:
        nodes = self.graph.nodes
        return _union(bit for n, bit in self.ended.items() if self.graph.within(nodes[n].scope, scope))

    def _out(self, name: str) -> int:
        return _union(self.edge[edge] for edge in self.outs[name])

    def _choices(self, node: Node) -> list[int]:
        out = [self.edge[edge] for edge in self.outs[node.id]]
        if node.kind in ("xor", "event") and out:
            return out
        if node.kind != "or" or not out:
            return [_union(out)]
        default = [self.edge[e] for e in self.outs[node.id] if node.default in self.graph.edges[e].heads]
        chosen = [bit for bit in out if bit not in default]
        sizes = range(1, len(chosen) + 1)
        if len(chosen) > SUBSETS_UP_TO:
            self.net.whole = False
            sizes = range(1, 3)
        return [*default, *(_union(some) for size in sizes for some in combinations(chosen, size))]

    def _add(self, node: Node, pre: int, post: int, *, shown: bool = True, **more: int) -> None:
        """One transition for every message that the node may be waiting for."""
        sends = tuple(self.counter[flow] for flow in node.sends) if shown else ()
        names = (node.id, *node.sends) if shown and not node.hidden else ()
        for take in [self.counter[flow] for flow in node.takes] or [-1]:
            self.net.transitions.append(
                Transition(node.id, pre, post, take=take, sends=sends, shown=names, **more)
            )

    def _node(self, node: Node) -> None:
        ways = [self.edge[edge] for edge in self.ins[node.id]]
        if node.kind == "start":
            self._start(node)
        elif node.kind == "end":
            for way in ways:
                clear = self._inside(node.scope) & ~way if node.cancels else 0
                self._add(node, way, 0 if node.cancels else self.ended[node.id], clear=clear)
        elif node.kind == "and" and ways:
            for post in self._choices(node):
                self._add(node, _union(ways), post)
        elif node.kind == "or" and len(ways) > 1:
            self._join(node, ways)
        elif deferred(self.graph, node, self.outs[node.id]):
            self._defer(node, ways)
        elif node.id in self.held:
            self._hold(node, ways)
        elif node.kind != "boundary":
            for way in ways:
                for post in self._choices(node):
                    self._add(node, way, post)
                for event in self.boundaries.get(node.id, ()):
                    self._add(event, way, self._out(event.id))

    def _start(self, node: Node) -> None:
        if node.scope in self.graph.inner:
            return  # begins with the subprocess around it
        pool, ready = [n.id for n in self.graph.nodes.values() if n.pool == node.pool], self.ready[node.pool]
        if not node.takes:
            self._add(node, ready, self._out(node.id))
            return
        edges = (bit for name, bit in self.edge.items() if self.graph.edges[name].source in pool)
        active = (bit for name, bit in self.active.items() if name in pool)
        again = _union(bit for name, bit in self.ended.items() if name in pool)
        self._add(node, 0, self._out(node.id), inhibit=_union([*edges, *active, ready]), clear=again)

    def _hold(self, node: Node, ways: list[int]) -> None:
        """An activity that lasts: its own inside runs, or what stands on it can rejoin the main path."""
        active, inside, events = self.active[node.id], 0, self.boundaries.get(node.id, [])
        armed = _union(self.armed[event.id] for event in events if not event.interrupting)
        begins = [active | armed]
        if node.expanded:
            inside = self._inside(node.id)
            starts = [n for n in self.graph.nodes.values() if n.kind == "start" and n.scope == node.id]
            begins = [active | armed | self._out(start.id) for start in starts] or begins
        for way in ways:
            for post in begins:
                shown = (node.id,) if node.expanded else ()
                again = self._reached(node.id) if node.expanded else 0
                begin = Transition(node.id, way, post, inhibit=active, clear=again, shown=shown)
                self.net.transitions.append(begin)
        finished = Node(node.id, "task", node.scope, node.pool, node.sends, node.takes, hidden=node.expanded)
        for post in self._choices(node):
            self._add(finished, active, post, inhibit=inside, clear=armed)
        for event in events:
            if event.interrupting:
                self._add(event, active, self._out(event.id), clear=inside | armed)
            else:
                self._add(event, self.armed[event.id], self._out(event.id))

    def _defer(self, gateway: Node, ways: list[int]) -> None:
        for edge in self.outs[gateway.id]:
            catch = self.graph.nodes[self.graph.edges[edge].target]
            for way in ways:
                for take in [self.counter[flow] for flow in catch.takes] or [-1]:
                    shown = (gateway.id, edge, catch.id)
                    post = self._out(catch.id)
                    self.net.transitions.append(Transition(catch.id, way, post, take=take, shown=shown))

    def _join(self, node: Node, ways: list[int]) -> None:
        before = len(self.net.transitions)
        for post in self._choices(node):
            self._add(node, 0, post)
        choices = tuple(self.net.transitions[before:])
        del self.net.transitions[before:]
        behind = {self.edge[edge]: self._behind(node, edge) for edge in self.ins[node.id]}
        self.net.joins.append(Join(node.id, tuple(ways), behind, choices))

    def _behind(self, join: Node, edge: str) -> int:
        found, stack, places = set[str](), [edge], 0
        while stack:
            name = stack.pop()
            if name in found:
                continue
            found.add(name)
            places |= self.edge[name]
            source = self.graph.nodes[self.graph.edges[name].source]
            if source.id != join.id:
                places |= self.active.get(source.host or source.id, 0)
                stack += self.ins[source.host if source.host in self.ins else source.id]
        return places


def _union(bits: Iterable[int]) -> int:
    return reduce(or_, bits, 0)
