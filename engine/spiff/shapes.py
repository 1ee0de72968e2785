"""Everything with an id in a file, as far as it is told to people: what it is, what it is called, what is written on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.spiff import dialect, xml
from engine.spiff.errors import DefinitionRefused


@dataclass(frozen=True, slots=True)
class Shape:
    """kind: BPMN tag. event: what an event reacts to or throws. holds: the flow nodes that a lane names.

    drawn_only: belongs to a process that says it is not executable.
    """

    id: str
    kind: str
    name: str | None
    properties: Mapping[str, str]
    event: str | None = None
    holds: tuple[str, ...] = ()
    drawn_only: bool = False


@lru_cache(xml.REMEMBERED)
def shapes(content: bytes) -> Mapping[str, Shape]:
    """Everything with an id in a BPMN file, in its order; nothing for a file that cannot be read."""
    try:
        root = xml.parse(content)
    except DefinitionRefused:
        return {}
    found: dict[str, Shape] = {}
    drawings = {
        node
        for process in xml.children(root, "process")
        if not dialect.is_executable(process)
        for node in process.iter()
    }
    for node in root.iter():
        kind, name = xml.kind(node), node.get("id")
        if kind is None or not name or name in found:
            continue
        found[name] = Shape(
            id=name,
            kind=kind,
            name=" ".join((node.get("name") or "").split()) or None,
            properties=xml.properties(node),
            event=dialect.event_kind(node),
            holds=tuple(xml.text(ref) or "" for ref in xml.children(node, "flowNodeRef")),
            drawn_only=node in drawings,
        )
    return found
