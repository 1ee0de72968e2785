"""A process or subprocess as the rules see it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.spiff import dialect, xml
from engine.spiff.errors import Finding
from engine.spiff.spelling_out import is_event_subprocess
from engine.spiff.xml import Node

ACTIVITIES = frozenset(
    {
        "businessRuleTask",
        "callActivity",
        "manualTask",
        "receiveTask",
        "scriptTask",
        "sendTask",
        "serviceTask",
        "subProcess",
        "task",
        "transaction",
        "userTask",
    }
)


@dataclass(frozen=True, slots=True)
class File:
    """What the whole file declares: names by id, the calls of each process by another one in it, tasks to be called."""

    messages: Mapping[str, str]
    signals: Mapping[str, str]
    error_codes: Mapping[str, str]
    escalation_codes: Mapping[str, str]
    calls: Mapping[str, list[Node]]
    global_tasks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """One container with its own nodes and flows; the nodes of an inner subprocess are that one's."""

    container: Node
    file: File
    nodes: Mapping[str, Node]
    incoming: Mapping[str, list[Node]]
    outgoing: Mapping[str, list[Node]]
    boundaries: Mapping[str, list[Node]]

    @property
    def is_process(self) -> bool:
        return xml.kind(self.container) == "process"

    @property
    def is_event_subprocess(self) -> bool:
        return is_event_subprocess(self.container)

    def of_kind(self, *kinds: str) -> Iterator[Node]:
        """The nodes with one of these tags."""
        return (node for node in self.nodes.values() if xml.kind(node) in kinds)


def read_file(root: Node) -> File:
    """What a file declares beside its processes."""
    return File(
        messages=dialect.message_names(root),
        signals=dialect.signal_names(root),
        error_codes=_codes(root, "error", "errorCode"),
        escalation_codes=_codes(root, "escalation", "escalationCode"),
        calls=_calls(root),
        global_tasks=frozenset(
            n.get("id", "") for n in root if (xml.kind(n) or "").startswith("global") and n.get("id")
        ),
    )


def _calls(root: Node) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for call in xml.descendants(root, "callActivity"):
        found.setdefault(call.get("calledElement", ""), []).append(call)
    return found


def _codes(root: Node, tag: str, attribute: str) -> dict[str, str]:
    found = ((n.get("id"), n.get(attribute)) for n in xml.children(root, tag))
    return {key: code for key, code in found if key and code}


def scopes(process: Node, file: File) -> Iterator[Scope]:
    """A process and every subprocess in it."""
    yield _scope(process, file)
    for node in process.iter():
        if xml.kind(node) in dialect.CONTAINERS:
            yield _scope(node, file)


def _scope(container: Node, file: File) -> Scope:
    nodes = {n.get("id", ""): n for n in container if xml.kind(n) in dialect.FLOW_NODES}
    incoming: dict[str, list[Node]] = {}
    outgoing: dict[str, list[Node]] = {}
    boundaries: dict[str, list[Node]] = {}
    for flow in xml.children(container, "sequenceFlow"):
        incoming.setdefault(flow.get("targetRef", ""), []).append(flow)
        outgoing.setdefault(flow.get("sourceRef", ""), []).append(flow)
    for event in xml.children(container, "boundaryEvent"):
        boundaries.setdefault(event.get("attachedToRef", ""), []).append(event)
    return Scope(container, file, nodes, incoming, outgoing, boundaries)


def finding(code: str, node: Node, message: str) -> Finding:
    """A finding at a node."""
    return Finding(code, node.get("id"), message)
