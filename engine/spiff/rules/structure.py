"""Flows and gateways: every shape reachable, every split and choice drawn as a gateway, every choice decided."""

from collections.abc import Iterator

from engine.spiff import xml
from engine.spiff.errors import Finding
from engine.spiff.rules.scope import Scope, finding
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
    if not starts:
        yield finding("start_missing", scope.container, "has no start event")
    elif len(starts) > 1 and not scope.is_process:
        yield finding("start_ambiguous", scope.container, "a subprocess has exactly one start event")
    if not list(scope.of_kind("endEvent")):
        yield finding("end_missing", scope.container, "has no end event")
    for node in scope.of_kind("startEvent", "boundaryEvent"):
        if scope.incoming.get(node.get("id", "")):
            yield finding("flow_broken", node, "no flow may lead into this event")


def _unreachable(scope: Scope) -> Iterator[Finding]:
    seen: set[str] = set()
    stack = [n.get("id", "") for n in scope.of_kind("startEvent")]
    while stack:
        node_id = stack.pop()
        if node_id in seen:
            continue
        seen.add(node_id)
        stack += [f.get("targetRef", "") for f in scope.outgoing.get(node_id, ())]
        stack += [e.get("id", "") for e in scope.boundaries.get(node_id, ())]
    for node_id, node in scope.nodes.items():
        if node_id not in seen and node.get("triggeredByEvent") != "true":
            yield finding("unreachable", node, "cannot be reached from a start event")


def _ways_out(scope: Scope, node_id: str, node: Node) -> Iterator[Finding]:
    kind = xml.kind(node) or ""
    flows = scope.outgoing.get(node_id, [])
    if kind == "endEvent":
        if flows:
            yield finding("flow_broken", node, "no flow may lead out of an end event")
        return
    if not flows and node.get("triggeredByEvent") != "true":
        yield finding("no_way_out", node, "has no outgoing flow; draw an end event")
    if len(flows) > 1 and not kind.endswith("Gateway"):
        yield finding("implicit_split", node, "several outgoing flows need a gateway")
    if kind in CHOICES:
        yield from _choice(node, flows)
        return
    for flow in flows:
        if _condition(flow) is not None:
            yield finding("condition_ignored", flow, "a condition counts only behind a choosing gateway")


def _choice(node: Node, flows: list[Node]) -> Iterator[Finding]:
    default = node.get("default")
    if len(flows) > 1 and default not in [f.get("id") for f in flows]:
        yield finding("default_missing", node, "needs a default flow for when no condition holds")
    for flow in flows:
        condition = _condition(flow)
        if flow.get("id") == default or len(flows) == 1:
            if condition is not None:
                yield finding("condition_ignored", flow, "a default or only flow has no condition")
        elif condition is None:
            yield finding("condition_missing", flow, "needs a condition, or to be the default flow")


def _condition(flow: Node) -> Node | None:
    return flow.find(xml.BPMN + "conditionExpression")
