"""Flows and gateways: every shape reachable, every choice decided."""

from collections import Counter
from collections.abc import Iterator

from engine.spiff import dialect, xml
from engine.spiff.errors import Finding
from engine.spiff.rules.scope import ACTIVITIES, Scope, finding
from engine.spiff.spelling_out import link_name, stands_apart
from engine.spiff.xml import Node

CHOICES = ("exclusiveGateway", "inclusiveGateway")
_DRAWINGS = frozenset(
    {
        "association",
        "auditing",
        "category",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "documentation",
        "extensionElements",
        "group",
        "incoming",
        "laneSet",
        "monitoring",
        "multiInstanceLoopCharacteristics",
        "outgoing",
        "property",
        "sequenceFlow",
        "standardLoopCharacteristics",
        "textAnnotation",
    }
)
_UNSUPPORTED = frozenset({"complexGateway", "adHocSubProcess"})


def check(scope: Scope) -> Iterator[Finding]:
    """The structural findings of a scope."""
    yield from _unknown_shapes(scope)
    broken = list(_broken_flows(scope))
    yield from broken
    yield from _starts_and_ends(scope)
    if not broken:
        yield from _unreachable(scope)
    for node_id, node in scope.nodes.items():
        yield from _ways_out(scope, node_id, node)


def _unknown_shapes(scope: Scope) -> Iterator[Finding]:
    for node in scope.container:
        tag = xml.kind(node)
        if tag == "ioSpecification":
            yield finding("io_specification", scope.container, "input and output sets are not supported")
        elif tag in _UNSUPPORTED or (tag and tag not in _DRAWINGS and node.get("id") not in scope.nodes):
            yield finding("element_unsupported", node, f"{tag} is not supported")


def _broken_flows(scope: Scope) -> Iterator[Finding]:
    for flow in xml.children(scope.container, "sequenceFlow"):
        if flow.get("sourceRef") not in scope.nodes or flow.get("targetRef") not in scope.nodes:
            yield finding(
                "flow_broken", flow, "does not connect two shapes of the same process or subprocess"
            )
    for host, events in scope.boundaries.items():
        if host not in scope.nodes:
            for event in events:
                yield finding("boundary_detached", event, "is not attached to an activity beside it")


def _starts_and_ends(scope: Scope) -> Iterator[Finding]:
    starts = list(scope.of_kind("startEvent"))
    if not starts and (scope.is_event_subprocess or not _beginnings(scope)):
        yield finding("start_missing", scope.container, "nothing in it can begin")
    plain = [s for s in starts if dialect.event_kind(s) is None]
    if len(plain) > 1 or (len(starts) > 1 and not scope.is_process):
        yield finding("start_ambiguous", scope.container, "it is not clear where it begins")
    elif scope.is_process:
        yield from _same_message(scope, starts)
    for node in scope.of_kind("startEvent", "boundaryEvent"):
        if scope.incoming.get(node.get("id", "")):
            yield finding("flow_broken", node, "no flow may lead into this event")
    for node_id, node in scope.nodes.items():
        if stands_apart(node) and (scope.incoming.get(node_id) or scope.outgoing.get(node_id)):
            yield finding("flow_broken", node, "no flow leads to what stands apart, or away from it")


def _same_message(scope: Scope, starts: list[Node]) -> Iterator[Finding]:
    definitions = [definition for start in starts for _, definition in dialect.event_definitions(start)]
    named = [scope.file.messages.get(definition.get("messageRef", "")) for definition in definitions]
    for name, times in Counter(named).items():
        if name is not None and times > 1:
            yield finding(
                "start_ambiguous", scope.container, f"the message {name} begins it in several places"
            )


def _beginnings(scope: Scope) -> list[str]:
    """Where a scope begins: its start events, or everything nothing leads to when it has none."""
    starts = [n.get("id", "") for n in scope.of_kind("startEvent")]
    if starts:
        return starts
    return [
        node_id
        for node_id, node in scope.nodes.items()
        if not scope.incoming.get(node_id)
        and xml.kind(node) != "boundaryEvent"
        and not stands_apart(node)
        and not (xml.kind(node) == "intermediateCatchEvent" and link_name(node) is not None)
    ]


def _unreachable(scope: Scope) -> Iterator[Finding]:
    seen: set[str] = set()
    stack = _beginnings(scope)
    catches = {link_name(n): n.get("id", "") for n in scope.of_kind("intermediateCatchEvent")}
    while stack:
        node_id = stack.pop()
        if node_id in seen or node_id not in scope.nodes:
            continue
        seen.add(node_id)
        stack += [f.get("targetRef", "") for f in scope.outgoing.get(node_id, ())]
        stack += [e.get("id", "") for e in scope.boundaries.get(node_id, ())]
        if xml.kind(scope.nodes[node_id]) == "intermediateThrowEvent" and link_name(scope.nodes[node_id]):
            stack.append(catches.get(link_name(scope.nodes[node_id]), ""))
    for node_id, node in scope.nodes.items():
        if node_id not in seen and not stands_apart(node):
            yield finding("unreachable", node, "cannot be reached from where it begins")


def _ways_out(scope: Scope, node_id: str, node: Node) -> Iterator[Finding]:
    kind = xml.kind(node) or ""
    flows = scope.outgoing.get(node_id, [])
    if kind == "endEvent":
        if flows:
            yield finding("flow_broken", node, "no flow may lead out of an end event")
        return
    if not flows and kind.endswith("Gateway"):
        yield finding("no_way_out", node, "has no outgoing flow")
    if kind in CHOICES:
        yield from _choice(node, flows)
    elif kind in ACTIVITIES:
        yield from _choice_behind_activity(node, flows)
    else:
        for flow in flows:
            if _condition(flow) is not None:
                yield finding("condition_ignored", flow, "no condition counts behind this shape")


def _choice(node: Node, flows: list[Node]) -> Iterator[Finding]:
    default = _default(node, flows)
    conditional = [f for f in flows if _condition(f) is not None]
    if (len(flows) > 1 or conditional) and default is None:
        yield finding("default_missing", node, "needs a default flow for when no condition holds")
    for flow in flows:
        if flow is default:
            if flow in conditional:
                yield finding("condition_ignored", flow, "a default flow has no condition")
        elif flow not in conditional and len(flows) > 1:
            yield finding("condition_missing", flow, "needs a condition, or to be the default flow")


def _choice_behind_activity(node: Node, flows: list[Node]) -> Iterator[Finding]:
    default = _default(node, flows)
    conditional = [f for f in flows if _condition(f) is not None]
    if conditional and len(conditional) == len(flows):
        yield finding("default_missing", node, "needs a flow for when no condition holds")
    if default is not None and (default in conditional or not conditional):
        yield finding("condition_ignored", default, "a default flow stands beside flows with conditions")


def _default(node: Node, flows: list[Node]) -> Node | None:
    named = node.get("default")
    return next((flow for flow in flows if named is not None and flow.get("id") == named), None)


def _condition(flow: Node) -> Node | None:
    return flow.find(xml.BPMN + "conditionExpression")
