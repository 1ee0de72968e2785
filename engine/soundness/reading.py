"""From the XML to graphs: one for every (sub)process, pools that talk to each other in one."""

from collections.abc import Iterator

from engine.soundness.model import Edge, Graph, Node, NodeKind
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
CONTAINERS = frozenset({"subProcess", "transaction"})
WAITS = frozenset({"receiveTask", "intermediateCatchEvent", "boundaryEvent", "startEvent"})
CANCELS = ("terminateEventDefinition", "errorEventDefinition", "cancelEventDefinition")


def graphs(root: xml.Node) -> list[Graph]:
    """Every graph of a parsed file. What dangles is left out: other rules name it."""
    reader = Reader(_message_flows(root))
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
    processes: list[str], flows: dict[str, tuple[str, str]], owner: dict[str, xml.Node]
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

    def __init__(self, flows: dict[str, tuple[str, str]]) -> None:
        self.flows = flows
        self.ends = {end for pair in flows.values() for end in pair}
        self.graphs: dict[str, Graph] = {}

    def read(self, container: xml.Node, scope: str, pool: str, label: str) -> None:
        """Add the inside of a (sub)process to the graph of this label."""
        graph = self.graphs.setdefault(label, Graph(label))
        own: list[Node] = []
        for shape in container:
            tag = xml.kind(shape)
            name = shape.get("id", "")
            if tag not in KINDS or not name or name in graph.nodes or _compensates(shape):
                continue
            if tag in CONTAINERS and shape.get("triggeredByEvent") == "true":
                self.read(shape, name, name, name)
                continue
            node = self._node(shape, scope, pool)
            own.append(node)
            graph.nodes[name] = node
            if node.kind == "task":
                graph.activities.append(name)
            if tag in CONTAINERS:
                self._inside(shape, node, label)
        self._edges(container, graph, {node.id for node in own})
        _give_start(graph, own, scope, pool)

    def _node(self, shape: xml.Node, scope: str, pool: str) -> Node:
        name = shape.get("id", "")
        return Node(
            id=name,
            kind=KINDS[xml.kind(shape) or ""],
            scope=scope,
            pool=pool,
            sends=tuple(flow for flow, (source, _) in self.flows.items() if source == name),
            takes=tuple(flow for flow, (_, target) in self.flows.items() if target == name),
            host=shape.get("attachedToRef") if xml.kind(shape) == "boundaryEvent" else None,
            interrupting=shape.get("cancelActivity") != "false",
            cancels=any(shape.find(xml.BPMN + tag) is not None for tag in CANCELS),
            default=shape.get("default"),
        )

    def _inside(self, shape: xml.Node, node: Node, label: str) -> None:
        if any(inner.get("id") in self.ends for inner in shape.iterdescendants()):
            node.expanded = True
            self.graphs[label].inner[node.id] = node.scope
            self.read(shape, node.id, node.pool, label)
        else:
            self.read(shape, node.id, node.id, node.id)

    def _edges(self, container: xml.Node, graph: Graph, own: set[str]) -> None:
        for flow in xml.children(container, "sequenceFlow"):
            name, source, target = (flow.get(key, "") for key in ("id", "sourceRef", "targetRef"))
            if name and source in own and target in own and name not in graph.edges:
                graph.edges[name] = Edge(name, source, target, (name,))
        catches = {link: shape.get("id", "") for link, shape in _links(container, "intermediateCatchEvent")}
        for link, shape in _links(container, "intermediateThrowEvent"):
            source, target = shape.get("id", ""), catches.get(link, "")
            if source in own and target in own:
                graph.edges[f"{source}>{target}"] = Edge(f"{source}>{target}", source, target, ())


def _compensates(shape: xml.Node) -> bool:
    return (
        shape.get("isForCompensation") == "true"
        or xml.kind(shape) == "boundaryEvent"
        and shape.find(xml.BPMN + "compensateEventDefinition") is not None
    )


def _links(container: xml.Node, tag: str) -> Iterator[tuple[str, xml.Node]]:
    for shape in xml.children(container, tag):
        link = shape.find(xml.BPMN + "linkEventDefinition")
        if link is not None:
            yield link.get("name", ""), shape


def _give_start(graph: Graph, own: list[Node], scope: str, pool: str) -> None:
    """Without a start event everything that nothing leads to begins (BPMN 2.0, 10.4.2)."""
    if not own or any(node.kind == "start" for node in own):
        return
    reached = {edge.target for edge in graph.edges.values()}
    start = Node(f"{scope}>start", "start", scope, pool, hidden=True)
    graph.nodes[start.id] = start
    for node in own:
        if node.id not in reached and node.kind != "boundary":
            name = f"{start.id}>{node.id}"
            graph.edges[name] = Edge(name, start.id, node.id, ())
