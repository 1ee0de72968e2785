"""A process as a graph: what leads where, for checks that walk it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.spiff import dialect, xml
from engine.spiff.xml import Node


@dataclass(frozen=True, slots=True)
class OutlineNode:
    """A flow node. called: process of a call activity. error: code that an error event throws or catches, "" for any."""

    id: str
    kind: str
    properties: Mapping[str, str]
    event: str | None
    called: str | None
    error: str | None
    attached_to: str | None
    container: str


@dataclass(frozen=True, slots=True)
class Outline:
    """after: ids by the id they follow. container of a node: the process or subprocess around it."""

    process_id: str
    only_called: bool
    nodes: Mapping[str, OutlineNode]
    after: Mapping[str, tuple[str, ...]]


@lru_cache(xml.REMEMBERED)
def outlines(content: bytes) -> tuple[Outline, ...]:
    """Every executable process of a file. Raises DefinitionRefused on bad XML."""
    root = xml.parse(content)
    codes = {e.get("id"): e.get("errorCode") for e in xml.children(root, "error")}
    return tuple(_outline(p, codes) for p in xml.children(root, "process") if dialect.is_executable(p))


def _outline(process: Node, codes: Mapping[str | None, str | None]) -> Outline:
    elements = dialect.elements_of(process)
    nodes = {}
    for node in process.iter():
        if xml.kind(node) in dialect.FLOW_NODES:
            element = elements[node.get("id", "")]
            parent = node.getparent()
            nodes[element.id] = OutlineNode(
                id=element.id,
                kind=element.kind,
                properties=element.properties,
                event=element.event,
                called=node.get("calledElement"),
                error=_error(node, codes),
                attached_to=element.attached_to,
                container=parent.get("id", "") if parent is not None else "",
            )
    after: dict[str, tuple[str, ...]] = {}
    for flow in dialect.sequence_flows_of(process).values():
        after[flow.source] = (*after.get(flow.source, ()), flow.target)
    return Outline(process.get("id", ""), dialect.is_only_called(process), nodes, after)


def _error(node: Node, codes: Mapping[str | None, str | None]) -> str | None:
    for event, definition in dialect.event_definitions(node):
        if event == "error":
            return codes.get(definition.get("errorRef")) or ""
    return None
