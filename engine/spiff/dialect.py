"""The modeller's words: standard BPMN, `camunda:` attributes, `camunda:property name="mc:…"`."""

from collections.abc import Mapping
from functools import lru_cache

from engine.spiff import xml
from engine.spiff.model import Element, Lane, MessageFlow, Participant, ProcessSummary, SequenceFlow
from engine.spiff.xml import Node

FLOW_NODES = frozenset(
    {
        "adHocSubProcess",
        "boundaryEvent",
        "businessRuleTask",
        "callActivity",
        "complexGateway",
        "endEvent",
        "eventBasedGateway",
        "exclusiveGateway",
        "inclusiveGateway",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "manualTask",
        "parallelGateway",
        "receiveTask",
        "scriptTask",
        "sendTask",
        "serviceTask",
        "startEvent",
        "subProcess",
        "task",
        "transaction",
        "userTask",
    }
)
CONTAINERS = frozenset({"subProcess", "transaction", "adHocSubProcess"})


@lru_cache(xml.REMEMBERED)
def processes(content: bytes) -> tuple[ProcessSummary, ...]:
    """Every process of a file, with the pool that holds it. Raises DefinitionRefused on bad XML."""
    root = xml.parse(content)
    pools = {p.get("processRef"): _participant(p) for p in xml.descendants(root, "participant")}
    messages = message_names(root)
    return tuple(_summary(node, pools, messages) for node in xml.children(root, "process"))


def _summary(
    node: Node, pools: Mapping[str | None, Participant], messages: Mapping[str, str]
) -> ProcessSummary:
    starts = xml.children(node, "startEvent")
    names = (_message_name(start, messages) for start in starts)
    return ProcessSummary(
        process_id=node.get("id", ""),
        name=node.get("name"),
        executable=is_executable(node),
        properties=xml.properties(node),
        participant=pools.get(node.get("id")),
        lanes=tuple(_lane(lane) for lane in xml.descendants(node, "lane")),
        message_starts=tuple(name for name in names if name is not None),
        has_none_start=any(event_kind(start) is None for start in starts),
    )


@lru_cache(xml.REMEMBERED)
def called_by(content: bytes) -> tuple[str, ...]:
    """The processes that the executable processes of a file call, each once. Raises DefinitionRefused on bad XML."""
    return tuple(dict.fromkeys(called for _, called in calls(content)))


@lru_cache(xml.REMEMBERED)
def calls(content: bytes) -> tuple[tuple[str, str], ...]:
    """The call activities of a file's executable processes, with the process that each calls. Raises as `called_by`."""
    processes = [p for p in xml.children(xml.parse(content), "process") if is_executable(p)]
    found = (call for process in processes for call in xml.descendants(process, "callActivity"))
    return tuple(
        (call.get("id", ""), call.get("calledElement", "")) for call in found if call.get("calledElement")
    )


@lru_cache(xml.REMEMBERED)
def forms_of(content: bytes) -> tuple[str, ...]:
    """The forms that the elements of a file name, each once. Raises DefinitionRefused on bad XML."""
    root = xml.parse(content)
    found: list[str | None] = []
    for process in xml.children(root, "process"):
        for element in elements_of(process).values():
            found += [element.form_ref, element.properties.get("mc:bieuMau")]
    return tuple(dict.fromkeys(filter(None, found)))


def is_executable(process: Node) -> bool:
    """Whether a process says it may be run: BPMN's default is no, ours (as in the engine) is yes."""
    return process.get("isExecutable", "true") == "true"


def is_only_called(process: Node) -> bool:
    """Whether a process says that it is there for others to call: it neither starts a case nor ends one by itself."""
    return xml.properties(process).get("mc:duocGoi") == "true"


def message_flows(content: bytes) -> tuple[MessageFlow, ...]:
    """The arrows between the pools of a file. Raises DefinitionRefused on bad XML."""
    return flows_of(xml.parse(content))


def flows_of(root: Node) -> tuple[MessageFlow, ...]:
    """The arrows between the pools of a parsed file."""
    pools = {p.get("id", ""): p for p in xml.descendants(root, "participant")}
    owner: dict[str | None, str] = {}
    for pool_id, pool in pools.items():
        for process in xml.children(root, "process"):
            if process.get("id") == pool.get("processRef"):
                owner |= {node.get("id"): pool_id for node in process.iter() if node.get("id")}

    def end(ref: str | None) -> tuple[str | None, str | None]:
        return (None, ref) if ref in pools else (ref, owner.get(ref))

    flows = []
    for node in xml.descendants(root, "messageFlow"):
        source, target = end(node.get("sourceRef")), end(node.get("targetRef"))
        flows.append(MessageFlow(node.get("id", ""), node.get("name"), *source, *target))
    return tuple(flows)


def message_names(root: Node) -> dict[str, str]:
    """Message ids and names of a file; a message without a name is left out."""
    found = ((m.get("id"), m.get("name")) for m in xml.children(root, "message"))
    return {key: name for key, name in found if key and name}


def signal_names(root: Node) -> dict[str, str]:
    """Signal ids and names of a file; a signal without a name is left out."""
    found = ((s.get("id"), s.get("name")) for s in xml.children(root, "signal"))
    return {key: name for key, name in found if key and name}


def event_definitions(node: Node) -> list[tuple[str, Node]]:
    """The event definitions of a node: kind (`message`, `timer`, …) and node."""
    found = []
    for child in node:
        tag = xml.kind(child)
        if tag is not None and tag.endswith("EventDefinition"):
            found.append((tag.removesuffix("EventDefinition"), child))
    return found


def event_kind(node: Node) -> str | None:
    """What an event reacts to or throws; None for a plain one."""
    found = event_definitions(node)
    return found[0][0] if found else None


def elements_of(process: Node) -> dict[str, Element]:
    """Every flow node of a process, subprocesses included, by id."""
    root = process.getroottree().getroot()
    reader = _Reader(_lanes_by_node(process), message_names(root), signal_names(root))
    found: dict[str, Element] = {}
    for node in process.iter():
        if xml.kind(node) in FLOW_NODES:
            element = reader.element(node)
            found[element.id] = element
    return found


def data_names(container: Node) -> frozenset[str]:
    """The variables that live and end with a process or subprocess: names of its data objects and properties.

    A data object is called by its own name, else by that of a reference to it, else by its id; a name that is no
    name of a variable is only a label.
    """
    labels = {r.get("dataObjectRef"): r.get("name") for r in xml.children(container, "dataObjectReference")}
    named = [
        str(n.get("name") or labels.get(n.get("id")) or n.get("id", ""))
        for n in (*xml.children(container, "dataObject"), *xml.children(container, "property"))
    ]
    return frozenset(name for name in named if name.isidentifier())


def sequence_flows_of(process: Node) -> dict[str, SequenceFlow]:
    """Every sequence flow of a process, subprocesses included, by id."""
    return {
        node.get("id", ""): SequenceFlow(
            id=node.get("id", ""),
            name=node.get("name"),
            source=node.get("sourceRef", ""),
            target=node.get("targetRef", ""),
            condition=xml.text(node.find(xml.BPMN + "conditionExpression")),
            properties=xml.properties(node),
        )
        for node in xml.descendants(process, "sequenceFlow")
    }


def _lanes_by_node(process: Node) -> dict[str, Lane]:
    lanes: dict[str, Lane] = {}
    for node in xml.descendants(process, "lane"):  # an inner lane comes later and wins
        lane = _lane(node)
        for ref in xml.children(node, "flowNodeRef"):
            lanes[xml.text(ref) or ""] = lane
    return lanes


def _lane(node: Node) -> Lane:
    return Lane(node.get("id", ""), node.get("name"), xml.properties(node))


def _participant(node: Node) -> Participant:
    return Participant(node.get("id", ""), node.get("name"), xml.properties(node))


class _Reader:
    def __init__(
        self, lanes: Mapping[str, Lane], messages: Mapping[str, str], signals: Mapping[str, str]
    ) -> None:
        self._lanes = lanes
        self._messages = messages
        self._signals = signals

    def element(self, node: Node) -> Element:
        parent = node.getparent()
        inside = parent is not None and xml.kind(parent) in CONTAINERS
        return Element(
            id=node.get("id", ""),
            kind=xml.kind(node) or "",
            name=node.get("name"),
            lane=self._lane_of(node),
            properties=xml.properties(node),
            event=event_kind(node),
            documentation=xml.text(node.find(xml.BPMN + "documentation")),
            form_ref=xml.camunda(node, "formRef") or xml.camunda(node, "formKey"),
            topic=xml.camunda(node, "topic"),
            inputs=parameters(node, "inputParameter"),
            outputs=parameters(node, "outputParameter"),
            decision_ref=xml.camunda(node, "decisionRef"),
            result_variable=xml.camunda(node, "resultVariable"),
            message_name=_message_name(node, self._messages),
            signal_name=_signal_name(node, self._signals),
            attached_to=node.get("attachedToRef"),
            subprocess=parent.get("id") if inside and parent is not None else None,
        )

    def _lane_of(self, node: Node) -> Lane | None:
        current: Node | None = node  # what lies in a subprocess lies in the subprocess's lane
        while current is not None:
            lane = self._lanes.get(current.get("id", "")) or self._lanes.get(current.get("attachedToRef", ""))
            if lane is not None:
                return lane
            current = current.getparent()
        return None


def parameters(node: Node, tag: str) -> dict[str, str]:
    """Input or output parameters of a node: name and FEEL text."""
    found = xml.extensions(node, f"inputOutput/{tag}")
    return {p.get("name", ""): xml.text(p) or "" for p in found}


def _message_name(node: Node, messages: Mapping[str, str]) -> str | None:
    ref = node.get("messageRef")
    for event, definition in event_definitions(node):
        if event == "message":
            ref = definition.get("messageRef")
    return messages.get(ref) if ref else None


def _signal_name(node: Node, signals: Mapping[str, str]) -> str | None:
    for event, definition in event_definitions(node):
        if event == "signal":
            return signals.get(definition.get("signalRef", ""))
    return None
