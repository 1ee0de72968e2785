"""Everything a diagram says about each of its shapes, as plain texts: for telling two versions apart.

How it is drawn is left out. Nothing else is: what this module does not know by name appears under its XML path.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.spiff import dialect, xml

SHAPES = dialect.FLOW_NODES | {"process", "participant", "lane", "sequenceFlow", "messageFlow"}
_DRAWN = frozenset({"incoming", "outgoing", "flowNodeRef", "laneSet", "documentation", "childLaneSet"})
_REFERENCES = ("messageRef", "signalRef", "errorRef", "escalationRef")


@dataclass(frozen=True, slots=True)
class ShapeFacts:
    """A shape. kind: its BPMN tag; event: what it reacts to; facts: path → text, such as `camunda:formRef`."""

    id: str
    kind: str
    event: str | None
    name: str | None
    facts: Mapping[str, str]


@lru_cache(xml.REMEMBERED)
def shape_facts(content: bytes) -> Mapping[str, ShapeFacts]:
    """The shapes of a file by id; those without an id are left out. Raises DefinitionRefused on bad XML."""
    root = xml.parse(content)
    lanes = {
        (xml.text(ref) or ""): lane.get("id", "")
        for lane in xml.descendants(root, "lane")
        for ref in xml.children(lane, "flowNodeRef")
    }
    named = {node.get("id", ""): node.get("name") or "" for node in root if node.get("id")}
    codes = {node.get("id", ""): _code(node) for node in root}
    found = {}
    for node in root.iter():
        tag, node_id = xml.kind(node), node.get("id")
        if tag in SHAPES and node_id:
            facts = dict(_facts(node, "", named, codes))
            parent = node.getparent()
            if parent is not None and xml.kind(parent) in dialect.CONTAINERS:
                facts["inside"] = parent.get("id", "")
            if node_id in lanes:
                facts["lane"] = lanes[node_id]
            found[node_id] = ShapeFacts(node_id, tag, dialect.event_kind(node), node.get("name"), facts)
    return found


def _code(node: xml.Node) -> str:
    return node.get("errorCode") or node.get("escalationCode") or ""


def _facts(
    node: xml.Node, path: str, named: Mapping[str, str], codes: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    for key, value in node.attrib.items():
        name = _short(str(key))
        if name == "id":
            continue
        text = str(value)
        if name in _REFERENCES:  # what counts is what it is called, not how the file numbers it
            text = " ".join(part for part in (named.get(text), codes.get(text)) if part) or text
        yield path + name, text
    documentation = xml.text(node.find(xml.BPMN + "documentation"))
    if documentation:
        yield path + "documentation", documentation
    seen: dict[str, int] = {}
    for child in node:
        tag = _short(str(child.tag))
        if tag in SHAPES or tag in _DRAWN:
            continue
        if tag == "camunda:property":
            yield f"property {child.get('name', '')}", child.get("value", "")
            continue
        if tag in ("camunda:inputParameter", "camunda:outputParameter"):
            yield (
                f"{tag.removeprefix('camunda:').removesuffix('Parameter')} {child.get('name', '')}",
                (xml.text(child) or ""),
            )
            continue
        seen[tag] = seen.get(tag, 0) + 1
        number = f"[{seen[tag]}]" if seen[tag] > 1 else ""
        below = (
            ""
            if tag in ("extensionElements", "camunda:properties", "camunda:inputOutput")
            else f"{tag}{number}"
        )
        inside = xml.text(child)
        if inside and below:
            yield path + below, inside
        elif below and not len(child):
            yield path + below, ""
        yield from _facts(child, f"{path}{below}/" if below else path, named, codes)


def _short(name: str) -> str:
    for namespace, prefix in ((xml.BPMN, ""), (xml.CAMUNDA, "camunda:")):
        if name.startswith(namespace):
            return prefix + name.removeprefix(namespace)
    return name.rpartition("}")[2]
