"""From a graph to a net."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from itertools import combinations
from operator import or_

from engine.soundness.model import CANCELLED, Graph, Node, Way
from engine.soundness.nets import COUNTER, Join, Net, Transition
from engine.soundness.reducing import deferred

SUBSETS_UP_TO = 8  # outgoing flows of an inclusive gateway whose every subset is tried


def compile_net(graph: Graph) -> Net:
    """The net of a graph."""
    return _Compiler(graph).net


class _Compiler:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.net = Net(graph)
        self.ins, self.outs = graph.incoming(), graph.outgoing()
        self.boundaries = graph.boundaries()
        self._owners: list[tuple[int, str]] = []
        self._insides: dict[str, int] = {}
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
        self.ahead = [(self.edge[edge.id], edge.ahead) for edge in graph.edges.values() if edge.ahead]
        net.edge_of = {bit: name for name, bit in self.edge.items()}
        net.node_of = {bit: graph.edges[name].target for name, bit in self.edge.items()}
        free = iter(1 << i for i in range(len(self.edge), 10**9))
        self.active = {name: next(free) for name in sorted(self.held)}
        net.node_of |= {bit: name for name, bit in self.active.items()}
        net.hung = {node.id: next(free) for node in graph.nodes.values() if node.hangs}
        net.node_of |= {bit: name for name, bit in net.hung.items()}
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
        net.tokens = _union(
            [*self.edge.values(), *self.active.values(), *net.hung.values(), *self.ready.values()]
        )
        net.armed = _union(self.armed.values())
        net.failed = next(free)
        net.ends = _union(self.ended.values())
        flows = sorted({flow for n in graph.nodes.values() for flow in n.takes})
        base = next(free).bit_length() - 1
        self.counter = {flow: base + COUNTER * i for i, flow in enumerate(flows)}

    def _inside(self, scope: str) -> int:
        """The places of a scope that hold tokens."""
        if scope not in self._insides:
            graph = self.graph
            if not self._owners:
                named = [(bit, graph.edges[name].source) for name, bit in self.edge.items()]
                named += [
                    (bit, name)
                    for name, bit in (*self.active.items(), *self.armed.items(), *self.net.hung.items())
                ]
                self._owners = [(bit, graph.nodes[name].scope) for bit, name in named]
            places = (bit for bit, inside in self._owners if graph.within(inside, scope))
            self._insides[scope] = _union(places)
        return self._insides[scope]

    def _reached(self, scope: str) -> int:
        nodes = self.graph.nodes
        return _union(bit for n, bit in self.ended.items() if self.graph.within(nodes[n].scope, scope))

    def _choices(self, node: Node) -> list[int]:
        """What the node's outgoing flows may get, one set of places for each way to go on."""
        out = {edge: self.edge[edge] for edge in self.outs[node.id]}
        if node.kind in ("xor", "event") and out:
            return list(out.values())
        if not out or (node.kind != "or" and not node.optional):
            return [_union(out.values())]
        heads = {edge: set(self.graph.edges[edge].heads) for edge in out}
        default = [bit for edge, bit in out.items() if node.default in heads[edge]]
        free = [e for e in out if node.kind == "or" or heads[e] & node.optional]
        chosen = [out[edge] for edge in free if out[edge] not in default]
        always = _union(bit for edge, bit in out.items() if edge not in free and bit not in default)
        sizes = range(1, len(chosen) + 1)
        if len(chosen) > SUBSETS_UP_TO:
            self.net.whole = False
            sizes = range(1, 3)
        # what has no condition is always taken, and then the default never is
        none = [always] if always else default
        return [*none, *(_union(some) | always for size in sizes for some in combinations(chosen, size))]

    def _add(self, node: Node, pre: int, post: int, *, named: bool = True, **more: int) -> None:
        """One transition for every message that the node may be waiting for. named: its id is part of the trace."""
        sends = tuple(self.counter[flow] for flow in node.sends)
        own = (node.id,) if named else ()
        names = () if node.hidden else (*own, *node.inside.ids, *node.sends)
        cost = 0 if node.hidden else len(own) + node.inside.cost
        cost += sum(ahead for bit, ahead in self.ahead if post & bit)
        for take in [self.counter[flow] for flow in node.takes] or [-1]:
            self.net.transitions.append(
                Transition(node.id, pre, post, take=take, sends=sends, shown=names, cost=cost, **more)
            )

    def _node(self, node: Node) -> None:
        ways = [self.edge[edge] for edge in self.ins[node.id]]
        if node.kind == "start":
            self._start(node)
        elif node.kind == "end":
            for way in ways:
                if node.throws:
                    self._throw(node, way)
                    continue
                clear = self._inside(node.scope) & ~way if node.cancels else 0
                self._add(node, way, 0 if node.cancels else self.ended[node.id], clear=clear)
        elif node.kind == "and" and ways:
            for post in self._choices(node):
                self._add(node, _union(ways), post)
        elif node.kind == "or" and len(ways) > 1:
            self._join(node, ways)
        elif deferred(node, self.outs[node.id]):
            self._defer(node, ways)
        elif node.id in self.held:
            self._hold(node, ways)
        elif node.kind != "boundary":
            for way in ways:
                for post in self._choices(node) if node.completes else []:
                    self._add(node, way, post)
                if node.unsure:
                    self._assume(node, way)
                self._break_off(node, way, 0)

    def _assume(self, node: Node, place: int) -> None:
        self.net.assumed += [Transition(node.id, place, post) for post in self._choices(node)]

    def _break_off(self, node: Node, place: int, clear: int, begun: int = 0) -> None:
        """What interrupts an activity: events on it, errors that leave it.

        place: its token; clear: what else it has; begun: how much of the way through it is told already.
        """
        for event in self.boundaries.get(node.id, ()):
            if event.interrupting and event.free:
                way = Way(node.entered, len(node.entered))
                self._after(event, _rest_of(way, begun), place, clear)
            if event.id in node.escapes:
                self._after(event, _rest_of(node.escapes[event.id], begun), place, clear)
        if node.hangs:
            self._hang(node, place, clear & ~self._inside(node.id), begun)
        for code, way in node.fails.items():
            everything = self._inside(self._root(node.scope)) & ~place
            way = _rest_of(Way((node.id, *way.ids), 1 + way.cost), begun)
            self._fail(node.id, place, everything, way.ids, code, way.cost)

    def _hang(self, node: Node, place: int, armed: int, begun: int) -> None:
        """Nothing ends in a subprocess any more; what comes in any case may still break it off."""
        hung, shown = self.net.hung[node.id], node.entered[begun:]
        self.net.transitions.append(Transition(node.id, place, hung, shown=shown, cost=len(shown)))
        for event in self.boundaries.get(node.id, ()):
            if event.interrupting and event.rescues:
                self._after(event, Way(), hung, armed)

    def _after(self, event: Node, way: Way, place: int, clear: int) -> None:
        """An event on an activity in which something happened before."""
        shown, cost = (*way.ids, event.id), way.cost + 1
        for take in [self.counter[flow] for flow in event.takes] or [-1]:
            for post in self._choices(event):
                self.net.transitions.append(
                    Transition(event.id, place, post, clear=clear, take=take, shown=shown, cost=cost)
                )

    def _fail(
        self, node: str, place: int, clear: int, shown: tuple[str, ...], code: str, cost: int, *sends: int
    ) -> None:
        """An error that nothing here catches."""
        failed = Transition(node, place, self.net.failed, clear=clear, sends=sends, shown=shown, cost=cost)
        self.net.transitions.append(failed)
        self.net.throws[len(self.net.transitions) - 1] = code

    def _root(self, scope: str) -> str:
        while scope in self.graph.inner:
            scope = self.graph.inner[scope]
        return scope

    def _throw(self, node: Node, way: int) -> None:
        """An error goes to the nearest event around it that catches it; without one everything ends."""
        scope, sends = node.scope, tuple(self.counter[flow] for flow in node.sends)
        while scope in self.graph.inner:
            events = [e for e in self.boundaries.get(scope, ()) if caught(node.throws, e.catches)]
            armed = _union(self.armed.get(event.id, 0) for event in self.boundaries.get(scope, ()))
            clear = (self._inside(scope) | self.active[scope] | armed) & ~way
            for event in events:
                shown = (node.id, *node.sends, event.id)
                for post in self._choices(event):
                    self.net.transitions.append(
                        Transition(event.id, way, post, clear=clear, sends=sends, shown=shown, cost=2)
                    )
            if events:
                return
            scope = self.graph.inner[scope]
        clear = self._inside(scope) & ~way
        self._fail(node.id, way, clear, (node.id, *node.sends), node.throws or "*", 1, *sends)

    def _start(self, node: Node) -> None:
        if node.scope in self.graph.inner:
            return  # begins with the subprocess around it
        pool, ready = [n.id for n in self.graph.nodes.values() if n.pool == node.pool], self.ready[node.pool]
        if not node.takes:
            for post in self._choices(node):
                self._add(node, ready, post)
            return
        edges = (bit for name, bit in self.edge.items() if self.graph.edges[name].source in pool)
        lasting = (bit for name, bit in (*self.active.items(), *self.net.hung.items()) if name in pool)
        again = _union(bit for name, bit in self.ended.items() if name in pool)
        busy = _union([*edges, *lasting, ready])
        for post in self._choices(node):
            self._add(node, 0, post, inhibit=busy, clear=again)

    def _hold(self, node: Node, ways: list[int]) -> None:
        """An activity that lasts: its own inside runs, or what stands on it can rejoin the main path."""
        active, inside, events = self.active[node.id], 0, self.boundaries.get(node.id, [])
        armed = _union(self.armed[event.id] for event in events if not event.interrupting)
        begins: list[tuple[int, tuple[str, ...]]] = [(active | armed, node.entered)]
        again = 0
        if node.expanded:
            inside, again = self._inside(node.id), self._reached(node.id)
            begins = list(self._inner_starts(node, active | armed)) or [(active | armed, (node.id,))]
            self.net.lasting[active] = inside
        for way in ways:
            for post, shown in begins:
                busy = active | self.net.hung.get(node.id, 0)
                begin = Transition(
                    node.id, way, post, inhibit=busy, clear=again, shown=shown, cost=len(shown)
                )
                self.net.transitions.append(begin)
        begun = len(node.entered)
        finished = replace(node, hidden=node.expanded, entered=(), inside=_rest_of(node.inside, begun - 1))
        for post in self._choices(node) if node.completes else []:
            self._add(finished, active, post, inhibit=inside, clear=armed, named=not begun)
        if node.unsure:
            self._assume(node, active)
        self._break_off(node, active, inside | armed, begun)
        for event in events:
            if not event.interrupting:
                for post in self._choices(event):
                    self._add(event, self.armed[event.id], post)

    def _inner_starts(self, node: Node, lasting: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        for start in self.graph.nodes.values():
            if start.kind == "start" and start.scope == node.id:
                shown = (node.id,) if start.hidden else (node.id, start.id)
                for post in self._choices(start):
                    yield lasting | post, shown

    def _defer(self, gateway: Node, ways: list[int]) -> None:
        for edge in self.outs[gateway.id]:
            catch = self.graph.nodes[self.graph.edges[edge].target]
            for way in ways:
                for take in [self.counter[flow] for flow in catch.takes] or [-1]:
                    shown = (gateway.id, edge, catch.id)
                    for post in self._choices(catch):
                        self.net.transitions.append(
                            Transition(catch.id, way, post, take=take, shown=shown, cost=2)
                        )

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
                # what stands beside an activity comes once: when it has, the activity leads there no more
                activity = source.host or source.id
                lasts = self.active.get(activity, 0) | self.net.hung.get(activity, 0)
                places |= self.armed.get(source.id) or lasts
                stack += self.ins[source.host if source.host in self.ins else source.id]
        return places


def caught(thrown: str | None, catches: str | None) -> bool:
    """Whether an event catches what is thrown. `*` catches every error, and a thrown `*` may be any."""
    if thrown is None or catches is None or CANCELLED in (thrown, catches):
        return thrown == catches and thrown is not None
    return thrown == catches or "*" in (thrown, catches)


def _rest_of(way: Way, begun: int) -> Way:
    """A way without its first shapes."""
    return Way(way.ids[begun:], way.cost - begun) if begun > 0 else way


def _union(bits: Iterable[int]) -> int:
    return reduce(or_, bits, 0)
