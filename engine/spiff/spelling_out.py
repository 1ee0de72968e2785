"""What BPMN lets a modeller leave undrawn, drawn: the library knows starts, ends, gateways and flows only.

A process without a start event begins everywhere nothing leads to; a shape without a way out ends its token; several
flows out of an activity or event are a fork; a link is a flow. The shapes drawn here have ids that no modeller may use,
and no `Element`: they never show up in a trace.
"""

from copy import deepcopy

from lxml import etree

from engine.spiff import dialect, xml
from engine.spiff.xml import BPMN, Node

BEGINS = ".Begins"
FORKS = ".Forks"
ENDS = ".Ends"
PASSES = ".Passes"
DRAWN_HERE = (BEGINS, FORKS, ENDS, PASSES)

_ALREADY_FORKS = ("parallelGateway", "inclusiveGateway", "exclusiveGateway", "eventBasedGateway")


def spelt_out(root: Node) -> Node:
    """A copy of a file in which every start, end, fork and link of its executable processes is drawn out."""
    copy = deepcopy(root)
    for process in xml.children(copy, "process"):
        if dialect.is_executable(process):
            for container in [process, *(n for n in process.iter() if xml.kind(n) in dialect.CONTAINERS)]:
                _Container(container).spell_out()
    return copy


def is_event_subprocess(node: Node) -> bool:
    """Whether a node is a subprocess that an event sets off, with no flow in or out."""
    return xml.kind(node) == "subProcess" and node.get("triggeredByEvent") == "true"


def is_compensation(node: Node) -> bool:
    """Whether a node stands outside the flow and is done only to undo something."""
    return node.get("isForCompensation") == "true"


def link_name(node: Node) -> str | None:
    """The name by which a link event finds its other end; None for other events."""
    definition = node.find(f"{BPMN}linkEventDefinition")
    return None if definition is None else definition.get("name", "")


def waits_for_undoing(node: Node) -> bool:
    """Whether a node is a compensation event at an activity's edge: it has no flow, only an association."""
    return xml.kind(node) == "boundaryEvent" and node.find(f"{BPMN}compensateEventDefinition") is not None


def stands_apart(node: Node) -> bool:
    """Whether no sequence flow leads to a node or away from it."""
    return is_event_subprocess(node) or is_compensation(node) or waits_for_undoing(node)


class _Container:
    """One process or subprocess while it is spelt out."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.id = node.get("id", "")
        self.shapes = [n for n in node if xml.kind(n) in dialect.FLOW_NODES and not stands_apart(n)]
        self.drawn = 0

    def spell_out(self) -> None:
        self._links()
        self._same_flow_twice()
        self._begin()
        for shape in self.shapes:
            self._fork(shape)
        for shape in self.shapes:
            if xml.kind(shape) != "endEvent" and not self._out(shape.get("id", "")):
                self._shape("endEvent", f"{shape.get('id')}{ENDS}")
                self._flow(shape.get("id", ""), f"{shape.get('id')}{ENDS}")

    def _out(self, node_id: str) -> list[Node]:
        return [f for f in xml.children(self.node, "sequenceFlow") if f.get("sourceRef") == node_id]

    def _shape(self, kind: str, node_id: str) -> Node:
        return etree.SubElement(self.node, BPMN + kind, {"id": node_id})

    def _flow(self, source: str, target: str) -> Node:
        self.drawn += 1
        ends = {"id": f"{self.id}.{self.drawn}{PASSES}", "sourceRef": source, "targetRef": target}
        return etree.SubElement(self.node, f"{BPMN}sequenceFlow", ends)

    def _links(self) -> None:
        catches = {
            link_name(n): n.get("id", "") for n in self.shapes if xml.kind(n) == "intermediateCatchEvent"
        }
        for shape in self.shapes:
            name = link_name(shape)
            if name is None:
                continue
            definition = shape.find(f"{BPMN}linkEventDefinition")
            if definition is not None:
                shape.remove(definition)
            if xml.kind(shape) == "intermediateThrowEvent" and name in catches:
                self._flow(shape.get("id", ""), catches[name])
            shape.tag = f"{BPMN}intermediateThrowEvent"  # a plain one: tokens pass through

    def _same_flow_twice(self) -> None:
        """Two flows between the same two shapes carry two tokens; the library tells flows apart by their source."""
        seen = set()
        for flow in xml.children(self.node, "sequenceFlow"):
            ends = flow.get("sourceRef"), flow.get("targetRef")
            if ends in seen:
                self.drawn += 1
                between = f"{self.id}.{self.drawn}{PASSES}"
                self.shapes.append(self._shape("intermediateThrowEvent", between))
                self._flow(between, flow.get("targetRef", ""))
                flow.set("targetRef", between)
            seen.add(ends)

    def _begin(self) -> None:
        if any(xml.kind(n) == "startEvent" for n in self.shapes):
            return
        led_to = {f.get("targetRef") for f in xml.children(self.node, "sequenceFlow")}
        first = [n for n in self.shapes if n.get("id") not in led_to and xml.kind(n) != "boundaryEvent"]
        start = self._shape("startEvent", self.id + BEGINS)
        self.shapes.append(start)
        for shape in first:
            self._flow(self.id + BEGINS, shape.get("id", ""))

    def _fork(self, shape: Node) -> None:
        node_id = shape.get("id", "")
        flows = self._out(node_id)
        chosen = [f for f in flows if f.find(f"{BPMN}conditionExpression") is not None]
        if xml.kind(shape) in _ALREADY_FORKS or (len(flows) < 2 and not chosen):
            return
        fork = self._shape("inclusiveGateway" if chosen else "parallelGateway", node_id + FORKS)
        default = shape.get("default")
        if chosen and default is not None:
            fork.set("default", default)
            del shape.attrib["default"]
        for flow in flows:
            flow.set("sourceRef", node_id + FORKS)
            if chosen and flow.get("id") != default and flow not in chosen:
                etree.SubElement(flow, f"{BPMN}conditionExpression").text = "true"
        self._flow(node_id, node_id + FORKS)
