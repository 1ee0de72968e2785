"""Every expression of a diagram is FEEL that can be compiled, every literal timer a date, duration or cycle."""

from collections.abc import Callable, Iterator

from decisions.feel import FeelError
from engine.spiff import moments, xml
from engine.spiff.errors import Finding
from engine.spiff.expressions import BARE_ISO, assignments, compiled
from engine.spiff.rules.scope import Scope, finding
from engine.spiff.xml import Node

KEY = "mc:khoaTuongQuan"
PAYLOAD = "mc:duLieu"
_EXPRESSIONS = ("loopCardinality", "loopCondition", "completionCondition", "condition")
_TIMERS: dict[str, Callable[[object], object]] = {
    "timeDate": moments.instant,
    "timeDuration": moments.duration,
    "timeCycle": moments.cycle,
}


def check(scope: Scope) -> Iterator[Finding]:
    """The findings about texts of a scope."""
    for flow in xml.children(scope.container, "sequenceFlow"):
        condition = flow.find(xml.BPMN + "conditionExpression")
        if condition is not None:
            yield from _expression(flow, xml.text(condition))
    for node in scope.nodes.values():
        yield from _node(node)


def _node(node: Node) -> Iterator[Finding]:
    for child in _own(node):
        kind = xml.kind(child)
        if kind in _EXPRESSIONS:
            yield from _expression(node, xml.text(child))
        elif kind in _TIMERS and xml.text(child) is not None:
            yield from _timer(node, xml.text(child) or "", _TIMERS[kind])
        elif kind == "script":
            yield from _script(node, xml.text(child) or "")
        elif kind == "multiInstanceLoopCharacteristics":
            collection = xml.camunda(child, "collection") or xml.text(
                child.find(xml.BPMN + "loopDataInputRef")
            )
            if collection is not None:
                yield from _expression(node, collection)
    for parameter in (
        *xml.extensions(node, "inputOutput/inputParameter"),
        *xml.extensions(node, "inputOutput/outputParameter"),
    ):
        if not len(parameter):
            yield from _expression(node, xml.text(parameter))
    said = xml.properties(node)
    if KEY in said:
        yield from _expression(node, said[KEY])
    for name in said.get(PAYLOAD, "").split(","):
        if name.strip():
            yield from _expression(node, name)


def _own(node: Node) -> Iterator[Node]:
    """What belongs to a node itself, not to the shapes inside a subprocess."""
    for child in node:
        yield child
        if (xml.kind(child) or "").endswith(("EventDefinition", "LoopCharacteristics")):
            yield from child


def _expression(node: Node, text: str | None) -> Iterator[Finding]:
    if text is None:
        yield finding("expression", node, "an expression is empty")
        return
    try:
        compiled(text)
    except FeelError as error:
        yield finding("expression", node, f"{text.strip()!r}: {error}")


def _timer(node: Node, text: str, read: Callable[[object], object]) -> Iterator[Finding]:
    if not BARE_ISO.fullmatch(text):
        yield from _expression(node, text)
        return
    try:
        read(text)
    except (moments.NotAMoment, ValueError, OverflowError) as error:
        yield finding("timer_text", node, str(error))


def _script(node: Node, text: str) -> Iterator[Finding]:
    try:
        assignments(text)
    except FeelError as error:
        yield finding("expression", node, str(error))
