"""From the XML to graphs: one for every (sub)process, pools that talk to each other in one."""

from collections.abc import Iterator, Mapping

from engine.soundness.model import CANCELLED, Edge, Graph, Node, NodeKind
from engine.soundness.side_paths import split_side_paths
from engine.spiff import xml

KINDS: dict[str, NodeKind] = {
    "startEvent": "start",
    "endEvent": "end",
    "boundaryEvent": "boundary",
    "exclusiveGateway": "xor",
    "parallelGateway": "and",
    "inclusiveGateway": "or",
    "complexGateway": "or",
    "eventBasedGateway": "event",
    **dict.fromkeys(
        (
            "task",
            "userTask",
            "manualTask",
            "serviceTask",
            "scriptTask",
            "businessRuleTask",
            "sendTask",
            "receiveTask",
            "callActivity",
            "subProcess",
            "transaction",
            "adHocSubProcess",
            "intermediateCatchEvent",
            "intermediateThrowEvent",
        ),
        "task",
    ),
}
FAILING = frozenset({"task", "serviceTask", "scriptTask", "businessRuleTask", "callActivity"})
"""Work from which an error may come that nobody draws."""

FORKING = frozenset({"task", "start", "boundary"})
"""What goes on by several flows at once without a gateway: by every one, or by those whose conditions hold."""

CONTAINERS = frozenset({"subProcess", "transaction"})
WAITS = frozenset({"receiveTask", "intermediateCatchEvent", "boundaryEvent", "startEvent"})
CANCELS = ("terminateEventDefinition", "errorEventDefinition", "cancelEventDefinition")
FALSE, TRUE = ("false", "0"), ("true", "1")


def graphs(root: xml.Node) -> list[Graph]:
    """Every graph of a parsed file. What dangles is left out: other rules name it."""
    reader = Reader(root, _message_flows(root))
    owner = {node.get("id", ""): p for p in xml.children(root, "process") for node in p.iter()}
    groups = _joined([p.get("id", "") for p in xml.children(root, "process")], reader.flows, owner)
    for process in xml.children(root, "process"):
        name = process.get("id", "")
        reader.read(process, name, name, groups[name])
    for graph in reader.graphs.values():
        _forget_strangers(graph)
    return [part for graph in reader.graphs.values() for part in split_side_paths(graph)]


def _forget_strangers(graph: Graph) -> None:
    """Messages from or to what is not in this graph (event subprocesses) may come at any time."""
    sent = {flow for node in graph.nodes.values() for flow in node.sends}
    taken = {flow for node in graph.nodes.values() for flow in node.takes}
    for node in graph.nodes.values():
        node.sends = tuple(flow for flow in node.sends if flow in taken)
        node.takes = tuple(flow for flow in node.takes if flow in sent)


def _message_flows(root: xml.Node) -> dict[str, tuple[str, str]]:
    """Flow id → sender and receiver, for flows from a shape of one pool to a shape of another that waits for them."""
    places = {
        node.get("id", ""): (xml.kind(node), process)
        for process in xml.children(root, "process")
        for node in process.iter()
        if xml.kind(node) in KINDS
    }
    found = {}
    for flow in xml.descendants(root, "messageFlow"):
        source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
        if source not in places or target not in places or places[target][0] not in WAITS:
            continue
        if places[source][1] is not places[target][1]:
            found[flow.get("id", "") or f"{source}>{target}"] = (source, target)
    return found


def _joined(
    processes: list[str], flows: Mapping[str, tuple[str, str]], owner: dict[str, xml.Node]
) -> dict[str, str]:
    """Process → name of the group of processes that messages join it to."""
    group = {name: name for name in processes}
    for source, target in flows.values():
        one, other = group[owner[source].get("id", "")], group[owner[target].get("id", "")]
        for name, current in group.items():
            if current == other:
                group[name] = one
    return group


class Reader:
    """Fills `graphs`, by label. flows: message flows that count, id → sender and receiver."""

    def __init__(self, root: xml.Node, flows: Mapping[str, tuple[str, str]]) -> None:
        self.flows = flows
        self.graphs: dict[str, Graph] = {}
        self._codes = {error.get("id"): error.get("errorCode") for error in xml.children(root, "error")}
        self._hosts = {
            e.get("id", ""): e.get("attachedToRef") for e in xml.descendants(root, "boundaryEvent")
        }
        self._processes = {process.get("id", "") for process in xml.children(root, "process")}
        self._seen: set[str] = set()
        self._sends: dict[str, list[str]] = {}
        self._takes: dict[str, list[str]] = {}
        for flow, (source, target) in self.flows.items():
            self._sends.setdefault(source, []).append(flow)
            self._takes.setdefault(target, []).append(flow)

    def read(self, container: xml.Node, scope: str, pool: str, label: str) -> None:
        """Add the inside of a (sub)process to the graph of this label."""
        graph = self.graphs.setdefault(label, Graph(label))
        own: dict[str, Node] = {}
        for shape in container:
            tag = xml.kind(shape)
            name = shape.get("id", "")
            if tag not in KINDS or not name or _compensates(shape) or self._seen_before(shape):
                continue
            if tag in CONTAINERS and shape.get("triggeredByEvent") in TRUE:
                self.read(shape, name, name, name)
                self.graphs[name].behind = None if xml.kind(container) == "process" else scope
                continue
            node = self._node(shape, scope, pool)
            own[name] = graph.nodes[name] = node
            if node.kind == "task":
                graph.activities.append(name)
            if tag in CONTAINERS:
                self._inside(shape, node, label)
        _tame(container, own)
        self._edges(container, graph, own)
        _instantiate(container, graph, own)
        _give_start(graph, own, scope, pool)

    def _seen_before(self, shape: xml.Node) -> bool:
        """Whether another shape has this id, in a damaged file: a subprocess would lie in itself."""
        name = shape.get("id", "")
        twice = name in self._seen or (xml.kind(shape) in CONTAINERS and name in self._processes)
        self._seen.add(name)
        return twice

    def _node(self, shape: xml.Node, scope: str, pool: str) -> Node:
        name, kind = shape.get("id", ""), xml.kind(shape) or ""
        ends = {tag for tag in CANCELS if shape.find(xml.BPMN + tag) is not None}
        return Node(
            id=name,
            kind=KINDS[kind],
            scope=scope,
            pool=pool,
            sends=tuple(self._sends.get(name, ())),
            takes=tuple(self._takes.get(name, ())),
            host=shape.get("attachedToRef") if kind == "boundaryEvent" else None,
            interrupting=shape.get("cancelActivity") not in FALSE,
            cancels=bool(ends) and kind == "endEvent",
            default=shape.get("default"),
            throws=self._error(shape) if kind == "endEvent" else None,
            catches=self._error(shape) if kind == "boundaryEvent" else None,
        )

    def _error(self, shape: xml.Node) -> str | None:
        """The code of the error that an event throws or catches, `*` for any."""
        if shape.find(xml.BPMN + "cancelEventDefinition") is not None:
            return CANCELLED
        definition = shape.find(xml.BPMN + "errorEventDefinition")
        if definition is None:
            return None
        reference = definition.get("errorRef")
        return self._codes.get(reference) or reference or "*"

    def _inside(self, shape: xml.Node, node: Node, label: str) -> None:
        ends = self._sends.keys() | self._takes.keys()
        events = {event for event, host in self._hosts.items() if host == node.id}
        if events & ends or any(inner.get("id") in ends for inner in shape.iterdescendants()):
            node.expanded = True
            self.graphs[label].inner[node.id] = node.scope
            self.read(shape, node.id, node.pool, label)
        else:
            self.read(shape, node.id, node.id, node.id)
            self.graphs[node.id].behind = node.id

    def _edges(self, container: xml.Node, graph: Graph, own: dict[str, Node]) -> None:
        for number, flow in enumerate(xml.children(container, "sequenceFlow")):
            drawn, source, target = (flow.get(key, "") for key in ("id", "sourceRef", "targetRef"))
            if source in own and target in own:
                # the id may be left out, or be another's by mistake: the flow is there all the same
                name = drawn if drawn and drawn not in graph.edges else f"{drawn}>{source}>{number}"
                graph.edges[name] = Edge(name, source, target, [name])
                if own[source].kind in FORKING and flow.find(xml.BPMN + "conditionExpression") is not None:
                    own[source].optional |= {name}
        catches = {link: shape.get("id", "") for link, shape in _links(container, "intermediateCatchEvent")}
        for link, shape in _links(container, "intermediateThrowEvent"):
            source, target = shape.get("id", ""), catches.get(link, "")
            if source in own and target in own:
                graph.edges[f"{source}>{target}"] = Edge(f"{source}>{target}", source, target, [])


def _tame(container: xml.Node, own: dict[str, Node]) -> None:
    """Errors and escalations do not happen by themselves: something inside the activity must throw them."""
    shapes = {shape.get("id"): shape for shape in container}
    for node in own.values():
        host = shapes.get(node.host)
        if host is None:
            continue
        thrown = shapes[node.id].find(xml.BPMN + "escalationEventDefinition") is not None or node.catches
        node.rescues = node.interrupting and not thrown
        if node.catches and xml.kind(host) in CONTAINERS:
            works = any(xml.kind(inner) in FAILING for inner in host.iterdescendants())
            node.free = works and node.catches != CANCELLED


def _instantiate(container: xml.Node, graph: Graph, own: dict[str, Node]) -> None:
    """Receive tasks, and events behind a gateway, that begin their process: they are starts."""
    reached = {edge.target for edge in graph.edges.values()}
    for shape in container:
        name = shape.get("id", "")
        if name not in own or shape.get("instantiate") not in TRUE or name in reached:
            continue
        if own[name].kind == "event":
            begun = [edge for edge in graph.edges.values() if edge.source == name]
            for edge in begun:
                del graph.edges[edge.id]
                own[edge.target].kind = "start"
            del graph.nodes[name], own[name]
        else:
            own[name].kind = "start"


def _compensates(shape: xml.Node) -> bool:
    return (
        shape.get("isForCompensation") in TRUE
        or xml.kind(shape) == "boundaryEvent"
        and shape.find(xml.BPMN + "compensateEventDefinition") is not None
    )


def _links(container: xml.Node, tag: str) -> Iterator[tuple[str, xml.Node]]:
    for shape in xml.children(container, tag):
        link = shape.find(xml.BPMN + "linkEventDefinition")
        if link is not None:
            yield link.get("name", ""), shape


def _give_start(graph: Graph, own: dict[str, Node], scope: str, pool: str) -> None:
    """Without a start event everything that nothing leads to begins (BPMN 2.0, 10.4.2)."""
    if not own or any(node.kind == "start" for node in own.values()):
        return
    reached = {edge.target for edge in graph.edges.values()}
    start = Node(f"{scope}>start", "start", scope, pool, hidden=True)
    graph.nodes[start.id] = start
    for node in own.values():
        if node.id not in reached and node.kind != "boundary":
            name = f"{start.id}>{node.id}"
            graph.edges[name] = Edge(name, start.id, node.id, [])
