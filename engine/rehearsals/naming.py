"""Ids of shapes: one of its own for each over all files of a play, and none that the engine keeps for itself."""

from engine.spiff import dialect, xml
from engine.spiff.refusals import RESERVED_ENDINGS, RESERVED_IDS
from engine.spiff.xml import Node

_REFERENCES = ("id", "sourceRef", "targetRef", "attachedToRef", "default", "activityRef")
_MENTIONS = frozenset({"incoming", "outgoing", "flowNodeRef"})


def tell_apart(process: Node, taken: set[str]) -> dict[str, str]:
    """Rename, in place, the shapes of a process whose ids are taken or reserved; answers the drawn id of every shape.

    taken: ids in use; those of this process join it.
    """
    drawn: dict[str, str] = {}
    for node in [n for n in process.iter() if xml.kind(n) in dialect.FLOW_NODES]:
        old = new = node.get("id", "")
        if old in taken or old in RESERVED_IDS or old.endswith(RESERVED_ENDINGS):
            new = f"{old}~{process.get('id')}"
            _rename(process, old, new)
        drawn[new] = old
    taken.update(drawn)
    return drawn


def _rename(process: Node, old: str, new: str) -> None:
    for node in process.getroottree().getroot().iter():
        for name in _REFERENCES:
            if node.get(name) == old:
                node.set(name, new)
        if xml.kind(node) in _MENTIONS and xml.text(node) == old:
            node.text = new
