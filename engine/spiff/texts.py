"""The expressions of a diagram as written, and the variables that the diagram itself sets: for checks before it runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from engine.spiff import dialect, xml
from engine.spiff.expressions import BARE_ISO, COMMENTS

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


@lru_cache(xml.REMEMBERED)
def expressions(content: bytes) -> tuple[ExpressionText, ...]:
    """Every FEEL text of a file's executable processes; timers written as plain ISO moments are none.

    Raises as `processes`.
    """
    root = xml.parse(content)
    processes = [p for p in xml.children(root, "process") if dialect.is_executable(p)]
    return tuple(found for process in processes for found in _expressions(process))


def _expressions(process: xml.Node) -> Iterator[ExpressionText]:
    for tag in _EXPRESSIONS:
        for node in xml.descendants(process, tag):
            text = xml.text(node)
            if text and not BARE_ISO.fullmatch(text.strip()):
                yield ExpressionText(_owner(node), tag, text)
    for node in xml.descendants(process, "script"):
        for _name, value in _lines(node):
            yield ExpressionText(_owner(node), "script", value)
    for node in process.iter(f"{xml.BPMN}multiInstanceLoopCharacteristics"):
        collection = xml.camunda(node, "collection")
        if collection:
            yield ExpressionText(_owner(node), "collection", collection)


@lru_cache(xml.REMEMBERED)
def variables_set(content: bytes) -> frozenset[str]:
    """Names of variables that scripts, decisions and multi-instance loops of a file write."""
    root = xml.parse(content)
    found: set[str] = set()
    for node in xml.descendants(root, "script"):
        found |= {name for name, _value in _lines(node)}
    for node in root.iter():
        found |= {xml.camunda(node, name) or "" for name in ("resultVariable", "elementVariable")}
    for tag in ("inputDataItem", "outputDataItem", "loopDataOutputRef"):
        found |= {node.get("name") or xml.text(node) or "" for node in xml.descendants(root, tag)}
    for node in root.iter(f"{xml.CAMUNDA}outputParameter"):
        found.add(node.get("name") or "")
    return frozenset(found - {""})


def _lines(script: xml.Node) -> Iterator[tuple[str, str]]:
    """The assignments of a script that may be none: name and expression of each line with an equals sign."""
    for line in (xml.text(script) or "").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.strip().startswith(COMMENTS):
            yield name.strip(), value.strip()


def _owner(node: xml.Node) -> str:
    above: xml.Node | None = node
    while above is not None:
        if above.get("id") and not above.tag.endswith(("EventDefinition", "Expression", "Characteristics")):
            return str(above.get("id"))
        above = above.getparent()
    return ""
