"""What a shape says beyond its kind: attributes and parts that would change how it runs, and that we do not run."""

from collections.abc import Iterator

from engine.spiff import xml
from engine.spiff.errors import Finding
from engine.spiff.rules.scope import Scope, finding
from engine.spiff.spelling_out import is_compensation
from engine.spiff.xml import Node

# the only value with which each attribute means what we do
_ONLY = {
    "startQuantity": "1",
    "completionQuantity": "1",
    "instantiate": "false",
    "eventGatewayType": "Exclusive",
    "parallelMultiple": "false",
}
_PERFORMERS = ("potentialOwner", "humanPerformer", "performer", "resourceRole")
_EXPRESSIONS = (
    "conditionExpression",
    "condition",
    "completionCondition",
    "loopCardinality",
    "loopCondition",
    "timeDate",
    "timeDuration",
    "timeCycle",
)


def check(scope: Scope) -> Iterator[Finding]:
    """The findings about attributes and parts of the shapes of a scope."""
    for flow in xml.children(scope.container, "sequenceFlow"):
        yield from _languages(flow, flow)
    for node in scope.nodes.values():
        for name, value in _ONLY.items():
            if node.get(name, value) != value:
                yield finding("attribute_unsupported", node, f"{name} is not supported but as {value}")
        if is_compensation(node):
            yield finding("compensate_event", node, "compensation is not supported")
        yield from _parts(node)


def check_file(root: Node) -> Iterator[Finding]:
    """The findings about what a file says outside its processes."""
    for part in root.iter(f"{xml.BPMN}correlationKey", f"{xml.BPMN}correlationSubscription"):
        yield finding("correlation_ignored", part, "correlation is said by mc:khoaTuongQuan at the event")
    for part in xml.children(root, "extension"):
        if part.get("mustUnderstand", "false") in ("true", "1"):
            yield finding("attribute_unsupported", part, "an extension that must be understood is not")


def _parts(node: Node) -> Iterator[Finding]:
    for part in node:
        kind = xml.kind(part) or ""
        if kind in _PERFORMERS:
            yield finding("performer_ignored", node, "who does a task is said by its lane and groups")
        elif kind in ("dataInputAssociation", "dataOutputAssociation"):
            if xml.children(part, "transformation") or xml.children(part, "assignment"):
                yield finding("data_association", node, "an association of data changes nothing by itself")
        elif kind.endswith(("EventDefinition", "LoopCharacteristics")):
            yield from _languages(node, part)


def _languages(owner: Node, around: Node) -> Iterator[Finding]:
    for part in around:
        if xml.kind(part) in _EXPRESSIONS and not names_feel(part.get("language")):
            yield finding("expression", owner, f"expressions are FEEL, not {part.get('language')}")


def names_feel(language: str | None) -> bool:
    """Whether the language of an expression is FEEL: by its name, by the URI of any version of DMN, or by default."""
    return not language or "feel" in language.lower()
