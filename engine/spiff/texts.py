"""The expressions of a diagram as written, and the variables that the diagram itself sets: for checks before it runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from engine.spiff import xml
from engine.spiff.expressions import BARE_ISO

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


@dataclass(frozen=True, slots=True)
class ExpressionText:
    """A FEEL text of a diagram. element: id of the shape it belongs to; what: the tag or attribute it stands in."""

    element: str
    what: str
    text: str


def expressions(content: bytes) -> tuple[ExpressionText, ...]:
    """Every FEEL text of a file; timers written as plain ISO moments are none. Raises as `processes`."""
    return tuple(_expressions(xml.parse(content)))


def _expressions(root: xml.Node) -> Iterator[ExpressionText]:
    for tag in _EXPRESSIONS:
        for node in xml.descendants(root, tag):
            text = xml.text(node)
            if text and not BARE_ISO.fullmatch(text.strip()):
                yield ExpressionText(_owner(node), tag, text)
    for node in xml.descendants(root, "script"):
        for line in (xml.text(node) or "").splitlines():
            _name, equals, value = line.partition("=")
            if equals:
                yield ExpressionText(_owner(node), "script", value.strip())
    for node in root.iter(f"{xml.BPMN}multiInstanceLoopCharacteristics"):
        collection = xml.camunda(node, "collection")
        if collection:
            yield ExpressionText(_owner(node), "collection", collection)


@lru_cache(xml.REMEMBERED)
def variables_set(content: bytes) -> frozenset[str]:
    """Names of variables that scripts, decisions and multi-instance loops of a file write."""
    root = xml.parse(content)
    found: set[str] = set()
    for node in xml.descendants(root, "script"):
        found |= {
            line.partition("=")[0].strip() for line in (xml.text(node) or "").splitlines() if "=" in line
        }
    for node in root.iter():
        found |= {xml.camunda(node, name) or "" for name in ("resultVariable", "elementVariable")}
    for tag in ("inputDataItem", "outputDataItem", "loopDataOutputRef"):
        found |= {node.get("name") or xml.text(node) or "" for node in xml.descendants(root, tag)}
    for node in root.iter(f"{xml.CAMUNDA}outputParameter"):
        found.add(node.get("name") or "")
    return frozenset(found - {""})


def _owner(node: xml.Node) -> str:
    above: xml.Node | None = node
    while above is not None:
        if above.get("id") and not above.tag.endswith(("EventDefinition", "Expression", "Characteristics")):
            return str(above.get("id"))
        above = above.getparent()
    return ""
