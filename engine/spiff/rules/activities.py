"""Activities: each with what the seam needs to carry it out."""

from collections.abc import Iterator

from engine.spiff import xml
from engine.spiff.errors import Finding
from engine.spiff.rules.scope import ACTIVITIES, Scope, finding
from engine.spiff.xml import Node

_MARKERS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")


def check(scope: Scope) -> Iterator[Finding]:
    """The findings about activities of a scope."""
    for node in scope.of_kind(*ACTIVITIES):
        kind = xml.kind(node)
        if kind in ("serviceTask", "sendTask"):
            yield from _call(scope, node)
        elif kind == "businessRuleTask" and not xml.camunda(node, "decisionRef"):
            yield finding("decision_missing", node, "needs camunda:decisionRef")
        elif kind == "scriptTask":
            yield from _script(node)
        elif kind == "callActivity" and not node.get("calledElement"):
            yield finding("called_missing", node, "needs the process it calls")
        elif kind == "callActivity" and node.get("calledElement") in scope.file.global_tasks:
            yield finding("called_missing", node, "calls a process, not a global task")
        elif node.get("triggeredByEvent") == "true":
            yield from _event_subprocess(scope, node)
        if node.find(xml.BPMN + "ioSpecification") is not None:
            yield finding("io_specification", node, "input and output sets are not supported")
        yield from _repetition(node)


def _event_subprocess(scope: Scope, node: Node) -> Iterator[Finding]:
    markers = [tag for tag in _MARKERS if xml.children(node, tag)]
    if xml.kind(node) != "subProcess" or markers or scope.boundaries.get(node.get("id", "")):
        yield finding("event_subprocess", node, "an event subprocess has no marker and no event at its edge")


def _call(scope: Scope, node: Node) -> Iterator[Finding]:
    external = xml.camunda(node, "type") == "external"
    if external and not xml.camunda(node, "topic"):
        yield finding("service_not_external", node, "an external task needs camunda:topic")
    if external:
        return
    if xml.kind(node) == "serviceTask":
        yield finding("service_not_external", node, 'needs camunda:type="external" and camunda:topic')
    elif node.get("messageRef") not in scope.file.messages:
        yield finding("message_missing", node, "needs a message with a name, or to be external")


def _script(node: Node) -> Iterator[Finding]:
    if (node.get("scriptFormat") or "feel").lower() != "feel":
        yield finding("script_format", node, "scripts are FEEL: lines 'name = expression'")
    if xml.text(node.find(xml.BPMN + "script")) is None:
        yield finding("script_missing", node, "has no script")


def _repetition(node: Node) -> Iterator[Finding]:
    loop = node.find(xml.BPMN + "standardLoopCharacteristics")
    if loop is not None:
        maximum = loop.get("loopMaximum")
        if maximum is None and xml.text(loop.find(xml.BPMN + "loopCondition")) is None:
            yield finding("loop_endless", node, "a loop needs a condition or a maximum")
        if maximum is not None and (not maximum.isdecimal() or int(maximum) < 1):
            yield finding("loop_endless", node, "loopMaximum is a whole number from 1")
    marker = node.find(xml.BPMN + "multiInstanceLoopCharacteristics")
    if marker is None:
        return
    collection = xml.camunda(marker, "collection") or xml.text(marker.find(xml.BPMN + "loopDataInputRef"))
    cardinality = xml.text(marker.find(xml.BPMN + "loopCardinality"))
    if (collection is None) == (cardinality is None):
        yield finding("multi_instance", node, "needs either a collection or a number of instances")
    if marker.get("behavior", "All") != "All":
        yield finding("multi_instance", node, "events thrown when items are done are not supported")
    result = marker.find(xml.BPMN + "outputDataItem")
    if result is not None and xml.text(marker.find(xml.BPMN + "loopDataOutputRef")) is None:
        yield finding("multi_instance", node, "an output item needs an output collection")
