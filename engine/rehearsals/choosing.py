"""Which process of a file is meant, and at which of its start events a play begins."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from engine.process import Finding
from engine.rehearsals.errors import RehearsalRefused
from engine.spiff import dialect, xml
from engine.spiff.xml import BPMN, Node

NEVER = "motcua:never"


def refused(code: str, file: str, element: str | None, message: str) -> RehearsalRefused:
    """A refusal for one reason."""
    return RehearsalRefused([Finding(code, file, element, message)])


def choose_process(root: Node, file: str) -> tuple[str, bool]:
    """The process that is meant when none is named, and whether there were others. Raises RehearsalRefused.

    The only one that can be: executable, not called by another, with a plain start, in this order.
    """
    every = [p for p in xml.children(root, "process") if any(xml.kind(n) in dialect.FLOW_NODES for n in p)]
    called = {call.get("calledElement") for call in xml.descendants(root, "callActivity")}
    marked = [p for p in every if p.get("isExecutable") == "true"] or every
    free = [p for p in marked if p.get("id") not in called] or marked
    plain = [p for p in free if any(dialect.event_kind(s) is None for s in xml.children(p, "startEvent"))]
    for candidates in (marked, free, plain):
        if len(candidates) == 1:
            return candidates[0].get("id", ""), len(every) > 1
    if not every:
        raise refused("process_missing", file, None, "the file draws no process")
    names = ", ".join(p.get("id", "") for p in every)
    raise refused("process_not_chosen", file, None, f"name one of its processes: {names}")


@dataclass(frozen=True, slots=True)
class Start:
    """Where a play begins. message: the message that it begins by, if any. alone: nothing else was possible."""

    event: str | None = None
    message: str | None = None
    alone: bool = True


def choose_start(process: Node, file: str, event: str | None, message: str | None) -> Start:
    """Leave one start event to begin at, in place.

    Without an event or message the only plain one, else the first in the file: each begins an instance of its own.
    A play is what follows once a timer, signal or condition has set off the start event. Raises RehearsalRefused.
    """
    starts = xml.children(process, "startEvent")
    if not starts:
        return Start()
    names = dialect.message_names(process.getroottree().getroot())
    fitting = _fitting(starts, names, event, message)
    if not fitting:
        known = ", ".join(start.get("id", "") for start in starts)
        raise refused("start_not_chosen", file, event or message, f"begin at one of {known}")
    chosen = fitting[0]
    by = _message_of(chosen, names)
    for start in starts:
        if start is not chosen and _message_of(start, names) in (None, by):
            _strip(start)
            _never(start)
    if by is None:
        _strip(chosen)
    return Start(chosen.get("id"), by, alone=len(fitting) == 1)


def _fitting(
    starts: list[Node], names: Mapping[str, str], event: str | None, message: str | None
) -> list[Node]:
    """The start events that may be meant, the plain ones where there are any."""
    if event is not None:
        return [start for start in starts if start.get("id") == event]
    if message is not None:
        return [start for start in starts if _message_of(start, names) == message]
    return [start for start in starts if dialect.event_kind(start) is None] or starts


def _message_of(start: Node, names: Mapping[str, str]) -> str | None:
    found = dialect.event_definitions(start)
    if len(found) == 1 and found[0][0] == "message":
        return names.get(found[0][1].get("messageRef", ""))
    return None


def _strip(start: Node) -> None:
    for _kind, definition in dialect.event_definitions(start):
        start.remove(definition)


def _never(start: Node) -> None:
    """A start event that is not begun at waits for a message that never comes."""
    root = start.getroottree().getroot()
    identity = f"{NEVER}:{start.get('id')}"
    root.insert(0, root.makeelement(f"{BPMN}message", {"id": identity, "name": identity}))
    etree.SubElement(start, f"{BPMN}messageEventDefinition", {"messageRef": identity})
