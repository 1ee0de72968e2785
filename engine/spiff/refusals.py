"""Why a diagram is refused: everything that would run otherwise than it is drawn."""

from engine.spiff import dialect, xml
from engine.spiff.errors import Finding

RESERVED_IDS = frozenset({"Start", "End", "Root", "StartEventSplit", "StartEventJoin"})
RESERVED_ENDINGS = (".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin", " [child]")


def refusals(content: bytes) -> tuple[Finding, ...]:
    """Every reason to refuse a file; empty when it can be compiled. Bad XML is a finding like any other."""
    return tuple(findings(xml.parse(content)))


def findings(root: xml.Node) -> list[Finding]:
    """Every reason to refuse a parsed file."""
    found = []
    for node in root.iter():
        node_id = node.get("id", "")
        if xml.kind(node) in dialect.FLOW_NODES and (
            node_id in RESERVED_IDS or node_id.endswith(RESERVED_ENDINGS)
        ):
            found.append(Finding("id_reserved", node_id, "this id is used by the engine itself"))
    return found
