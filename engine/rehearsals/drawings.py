"""What plain drawings leave open: how often, when, on which condition, what lies inside. Filled in, and remarked."""

import re
from collections.abc import Iterator

from lxml import etree

from engine.rehearsals.model import Remark
from engine.spiff import dialect, xml
from engine.spiff.xml import BPMN, Node

DELAY = "P1D"
"""When a timer goes off that does not say when: tasks that are open get done before."""
_WHEN = ("timeDate", "timeDuration", "timeCycle")
_HOW_MANY = ("loopCardinality", "loopDataInputRef")


def filled_in(process: Node) -> Iterator[Remark]:
    """Complete the events and repetitions of a process in place; yields what was assumed."""
    for definition in process.iter(f"{BPMN}timerEventDefinition"):
        yield from _timer(definition)
    for definition in process.iter(f"{BPMN}conditionalEventDefinition"):
        yield from _conditional(definition)
    for loop in process.iter(f"{BPMN}multiInstanceLoopCharacteristics"):
        yield from _items(loop)
    for loop in process.iter(f"{BPMN}standardLoopCharacteristics"):
        yield from _rounds(loop)
    for gateway in process.iter(f"{BPMN}eventBasedGateway"):
        if gateway.get("eventGatewayType", "Exclusive") == "Exclusive":
            gateway.attrib.pop("instantiate", "")  # the play begins here, and waits for one of them


def is_black_box(node: Node) -> bool:
    """Whether a subprocess or call says nothing about what is done in it."""
    if xml.kind(node) == "callActivity":
        return not node.get("calledElement")
    inside = any(xml.kind(inner) in dialect.FLOW_NODES for inner in node)
    return xml.kind(node) == "subProcess" and not inside and node.get("triggeredByEvent") != "true"


def _timer(definition: Node) -> Iterator[Remark]:
    said = [part for tag in _WHEN for part in xml.children(definition, tag)]
    if any(xml.text(part) is not None for part in said):
        return
    for part in said:
        definition.remove(part)
    etree.SubElement(definition, f"{BPMN}timeDuration").text = DELAY
    yield Remark("timer_assumed", _holder(definition), f"does not say when: {DELAY} after it begins to wait")


def _conditional(definition: Node) -> Iterator[Remark]:
    condition = definition.find(f"{BPMN}condition")
    if condition is not None and xml.text(condition) is not None:
        return
    if condition is None:
        condition = etree.SubElement(definition, f"{BPMN}condition")
    holder = _holder(definition) or ""
    name = re.sub(r"\W", "_", holder)
    condition.text = f"{name} = true"
    yield Remark("condition_named", holder, f"has no condition: it happens once the variable {name} is true")


def _items(loop: Node) -> Iterator[Remark]:
    said = [part for tag in _HOW_MANY for part in xml.children(loop, tag)]
    if xml.camunda(loop, "collection") is not None or any(xml.text(part) is not None for part in said):
        return
    for part in said:
        loop.remove(part)
    etree.SubElement(loop, f"{BPMN}loopCardinality").text = "1"
    yield Remark("repetition_assumed", _holder(loop), "does not say for how many items: for one")


def _rounds(loop: Node) -> Iterator[Remark]:
    if loop.get("loopMaximum") is None and xml.text(loop.find(f"{BPMN}loopCondition")) is None:
        for empty in xml.children(loop, "loopCondition"):
            loop.remove(empty)
        loop.set("loopMaximum", "1")
        yield Remark("repetition_assumed", _holder(loop), "does not say how often: once")


def _holder(part: Node) -> str | None:
    """The id of the shape that a definition or marker stands in."""
    shape = part.getparent()
    return None if shape is None else shape.get("id")
