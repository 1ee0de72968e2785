"""Why a diagram is refused: everything that would run otherwise than it is drawn."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from engine.spiff import dialect, xml
from engine.spiff.errors import DefinitionRefused, Finding
from engine.spiff.rules import activities, attributes, events, extensions, structure, texts
from engine.spiff.rules.scope import finding, read_file, scopes
from engine.spiff.specs.events import ARMED
from engine.spiff.spelling_out import DRAWN_HERE

RESERVED_IDS = frozenset({"Start", "End", "Root", "StartEventSplit", "StartEventJoin"})
RESERVED_ENDINGS = (
    ".EndJoin",
    ".BoundaryEventSplit",
    ".BoundaryEventJoin",
    " [child]",
    " [passed]",
    " [passed frame]",
    ARMED,
    *DRAWN_HERE,
)
# reasons not to publish a diagram that could be run all the same: by itself it is complete, but not for our officers
PUBLISHING_ONLY = frozenset(
    {
        "decision_missing",
        "default_missing",
        "error_uncaught",
        "extension_ignored",
        "message_missing",
        "performer_ignored",
        "service_not_external",
        "signal_missing",
        "start_not_served",
    }
)


@lru_cache(xml.REMEMBERED)
def refusals(content: bytes) -> tuple[Finding, ...]:
    """Every reason to refuse a file; empty when its processes can be compiled. Bad XML is a finding too."""
    try:
        return tuple(findings(xml.parse(content)))
    except DefinitionRefused as refused:
        return refused.findings


def findings(root: xml.Node) -> list[Finding]:
    """Every reason to refuse a parsed file. Processes that say they are not executable are only drawings."""
    file = read_file(root)
    found = [*_ids(root), *attributes.check_file(root)]
    for process in xml.children(root, "process"):
        if not dialect.is_executable(process):
            continue
        for scope in scopes(process, file):
            for rules in (structure, events, activities, attributes, extensions, texts):
                found += rules.check(scope)
    return found


def _described(node: xml.Node) -> str:
    """What has no id to be found by."""
    ends = [node.get("sourceRef"), node.get("targetRef")]
    called = " → ".join(filter(None, ends)) or node.get("name")
    return ", ".join(filter(None, [xml.kind(node), called, f"line {node.sourceline}"]))


def _ids(root: xml.Node) -> Iterator[Finding]:
    named = [n for n in root.iter() if xml.kind(n) in dialect.FLOW_NODES | {"process", "sequenceFlow"}]
    times = Counter(n.get("id") for n in named)
    for node in named:
        node_id = node.get("id")
        if not node_id:
            yield finding("id_missing", node, _described(node))
        elif times[node_id] > 1:
            yield finding("id_not_unique", node, "this id is used more than once in the file")
        elif node_id in RESERVED_IDS or node_id.endswith(RESERVED_ENDINGS):
            yield finding("id_reserved", node, "this id is used by the engine itself")
