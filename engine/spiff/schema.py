"""A file held against the BPMN 2.0 schema, which comes with the library, and its references against what they name.

Not looked at: the order of an element's children (every tool reads any), the drawing (it runs no differently), a
missing target namespace.
"""

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import SpiffWorkflow.bpmn.parser
from lxml import etree

from engine.spiff import dialect, xml
from engine.spiff.errors import Finding
from engine.spiff.rules.scope import ACTIVITIES, finding
from engine.spiff.xml import Node

_FILE = Path(SpiffWorkflow.bpmn.parser.__file__).parent / "schema" / "BPMN20.xsd"
_ORDER = (
    *("documentation", "extensionElements", "import", "extension", "auditing", "monitoring"),
    *("categoryValueRef", "incoming", "outgoing", "flowNodeRef", "participant", "messageFlow"),
    *("ioSpecification", "ioBinding", "property"),
    *("dataInput", "dataOutput", "inputSet", "outputSet"),
    *("dataInputAssociation", "dataOutputAssociation", "resourceRole"),
    *("loopCardinality", "loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem"),
    *("complexBehaviorDefinition", "completionCondition", "laneSet", "childLaneSet"),
)
_LAST = ("rendering", "artifact", "textAnnotation", "association", "group", "resourceRole", "supports")
_RANK = {tag: rank for rank, tag in enumerate(_ORDER)} | {tag: 100 + i for i, tag in enumerate(_LAST)}
_ANY_PLACE = 50
_LOCK = Lock()  # a schema keeps the faults of its last validation

_NODES = dialect.FLOW_NODES
_REFERENCES = {
    ("sequenceFlow", "sourceRef"): _NODES,
    ("sequenceFlow", "targetRef"): _NODES,
    ("messageFlow", "sourceRef"): _NODES | {"participant"},
    ("messageFlow", "targetRef"): _NODES | {"participant"},
    ("participant", "processRef"): frozenset({"process"}),
    ("boundaryEvent", "attachedToRef"): ACTIVITIES | {"adHocSubProcess"},
    ("*", "default"): frozenset({"sequenceFlow"}),
    ("*", "messageRef"): frozenset({"message"}),
    ("*", "errorRef"): frozenset({"error"}),
    ("*", "signalRef"): frozenset({"signal"}),
    ("*", "escalationRef"): frozenset({"escalation"}),
    ("dataObjectReference", "dataObjectRef"): frozenset({"dataObject"}),
    ("dataStoreReference", "dataStoreRef"): frozenset({"dataStore"}),
}
_TEXTS = {
    "incoming": frozenset({"sequenceFlow"}),
    "outgoing": frozenset({"sequenceFlow"}),
    "flowNodeRef": _NODES,
}


@lru_cache(xml.REMEMBERED)
def schema_findings(content: bytes) -> tuple[Finding, ...]:
    """What the schema has against a file, and its references that lead nowhere or to the wrong kind of thing.

    Raises DefinitionRefused on bad XML.
    """
    root = xml.parse(content)
    return (*_invalid(root), *_wrong_references(root), *_message_flows(root))


def _invalid(root: Node) -> Iterator[Finding]:
    copy = deepcopy(root)
    copy.set("targetNamespace", copy.get("targetNamespace", "urn:none"))
    for diagram in copy.findall("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram"):
        copy.remove(diagram)
    for node in copy.iter():
        if xml.kind(node) and len(node) > 1 and xml.kind(node) != "extensionElements":
            node[:] = sorted(node, key=lambda child: _RANK.get(xml.kind(child) or "", _ANY_PLACE))
    with _LOCK:
        schema = _schema()
        if schema.validate(copy):
            return
        log: Any = schema.error_log  # the stubs cannot walk it
        faults = [(fault.type_name, fault.path, fault.message) for fault in log]
    ids = Counter(node.get("id") for node in copy.iter())
    seen = set[tuple[str, str | None]]()
    for kind, path, message in faults:
        node = _at(copy, path)
        found = _fault(kind, node, message.replace("{http://www.omg.org/spec/BPMN/20100524/MODEL}", ""), ids)
        if (found.code, found.element) not in seen:
            seen.add((found.code, found.element))
            yield found


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(file=str(_FILE))


def _at(root: Node, path: str | None) -> Node:
    """The element that a fault lies in, or the nearest one around it with an id."""
    spaces = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    try:
        found: Any = root.getroottree().xpath(path or "/*", namespaces=spaces)
    except etree.XPathError:  # a prefix that is declared further down
        found = []
    return _named(found[0] if found else root)


def _named(node: Node) -> Node:
    current: Node | None = node
    while current is not None and not current.get("id"):
        current = current.getparent()
    return node if current is None else current


def _fault(kind: str, node: Node, message: str, ids: Counter[str | None]) -> Finding:
    if "xs:ID'" in message and ids[node.get("id")] > 1:
        return finding("schema.id_not_unique", node, "this id is used more than once in the file")
    if kind == "SCHEMAV_CVC_COMPLEX_TYPE_4":
        return finding("schema.attribute_missing", node, message)
    if "The attribute " in message and message.endswith(" is not allowed."):
        return finding("schema.attribute_unknown", node, message)
    if kind == "SCHEMAV_ELEMENT_CONTENT":
        return finding("schema.element_misplaced", node, message)
    return finding("schema.value", node, message)


def _wrong_references(root: Node) -> Iterator[Finding]:
    kinds = {node.get("id"): xml.kind(node) for node in root.iter() if xml.kind(node) and node.get("id")}
    flows = {flow.get("id"): flow for flow in xml.descendants(root, "sequenceFlow")}
    for node in root.iter():
        tag = xml.kind(node)
        if tag is None:
            continue
        for name, value in node.attrib.items():
            allowed = _REFERENCES.get((tag, str(name))) or _REFERENCES.get(("*", str(name)))
            if allowed:
                yield from _reference(node, str(name), str(value), allowed, kinds)
        if tag in _TEXTS:
            yield from _reference(node, tag, xml.text(node) or "", _TEXTS[tag], kinds)
            yield from _other_end(node, tag, flows.get(xml.text(node)))


def _reference(
    node: Node, name: str, value: str, allowed: frozenset[str], kinds: dict[str | None, str | None]
) -> Iterator[Finding]:
    kind = kinds.get(value) or kinds.get(value.rpartition(":")[2])
    holder = _named(node)
    if kind is None:
        yield finding("reference.dangling", holder, f"{name} names {value!r}, which is not in the file")
    elif kind not in allowed:
        yield finding("reference.wrong_kind", holder, f"{name} names {value!r}, which is a {kind}")


def _other_end(node: Node, tag: str, flow: Node | None) -> Iterator[Finding]:
    """A shape that claims a flow which says otherwise: the flow decides, the shape would be ignored."""
    shape = node.getparent()
    end = {"incoming": "targetRef", "outgoing": "sourceRef"}.get(tag)
    if shape is not None and flow is not None and end and flow.get(end) != shape.get("id"):
        yield finding("reference.contradicted", shape, f"{flow.get('id')} is no {tag} flow of this shape")


def _message_flows(root: Node) -> Iterator[Finding]:
    pool_of: dict[str | None, str | None] = {}
    for process in xml.children(root, "process"):
        pool_of |= {node.get("id"): process.get("id") for node in process.iter() if node.get("id")}
    for pool in xml.descendants(root, "participant"):
        pool_of[pool.get("id")] = pool.get("processRef") or pool.get("id")
    for flow in xml.descendants(root, "messageFlow"):
        source, target = (pool_of.get(flow.get(end)) for end in ("sourceRef", "targetRef"))
        if source is not None and source == target:
            yield finding("message_flow_inside_pool", flow, "a message flow leads from one pool to another")
