"""Events: each kind only where it works, and always with what it needs."""

from collections.abc import Iterator

from engine.spiff import dialect, xml
from engine.spiff.errors import Finding
from engine.spiff.rules.scope import ACTIVITIES, Scope, finding
from engine.spiff.xml import Node

# what each event may wait for or do; None: nothing in particular
_ALLOWED: dict[str, frozenset[str | None]] = {
    "startEvent": frozenset({None, "message"}),
    "intermediateCatchEvent": frozenset({"message", "signal", "timer", "conditional"}),
    "intermediateThrowEvent": frozenset({None, "message", "signal", "escalation"}),
    "endEvent": frozenset({None, "message", "signal", "error", "escalation", "terminate", "cancel"}),
    "boundaryEvent": frozenset(
        {"message", "signal", "timer", "conditional", "error", "escalation", "cancel"}
    ),
}
_INTERRUPTING_ONLY = ("error", "cancel")
_BEHIND_EVENT_GATEWAY = ("message", "signal", "timer")


def check(scope: Scope) -> Iterator[Finding]:
    """The findings about events of a scope."""
    for node in scope.of_kind(*_ALLOWED):
        yield from _event(scope, node)
    for node in scope.of_kind("eventBasedGateway"):
        yield from _event_gateway(scope, node)
    for node in scope.of_kind("receiveTask"):
        if node.get("messageRef") not in scope.file.messages:
            yield finding("message_missing", node, "needs a message with a name")


def _event(scope: Scope, node: Node) -> Iterator[Finding]:
    kind = xml.kind(node) or ""
    found = dialect.event_definitions(node)
    if len(found) > 1:
        yield finding("event_multiple", node, "waits for or does several things at once")
        return
    event, definition = found[0] if found else (None, None)
    if event in ("link", "compensate"):
        yield finding(f"{event}_event", node, f"{event} events are not supported")
        return
    allowed = _ALLOWED[kind] if scope.is_process or kind != "startEvent" else frozenset({None})
    if event not in allowed:
        yield finding("event_unsupported", node, f"a {event or 'plain'} event does not work as {kind}")
        return
    if kind == "boundaryEvent":
        yield from _boundary(scope, node, event)
    if definition is not None and event is not None:
        yield from _needs(scope, node, event, definition)
    if event == "timer" and definition is not None:
        yield from _timer(node, definition)


def _boundary(scope: Scope, node: Node, event: str | None) -> Iterator[Finding]:
    host = scope.nodes.get(node.get("attachedToRef", ""))
    interrupting = node.get("cancelActivity", "true") == "true"
    if host is None:
        return
    if xml.kind(host) not in ACTIVITIES:
        yield finding("boundary_detached", node, "is not attached to an activity")
    if event in _INTERRUPTING_ONLY and not interrupting:
        yield finding("event_unsupported", node, f"a {event} event always interrupts")
    if event == "cancel" and xml.kind(host) != "transaction":
        yield finding("event_unsupported", node, "only a transaction can be cancelled")


def _needs(scope: Scope, node: Node, event: str, definition: Node) -> Iterator[Finding]:
    file = scope.file
    if event == "message" and definition.get("messageRef") not in file.messages:
        yield finding("message_missing", node, "needs a message with a name")
    if event == "signal" and definition.get("signalRef") not in file.signals:
        yield finding("signal_missing", node, "needs a signal with a name")
    throws = xml.kind(node) in ("endEvent", "intermediateThrowEvent")
    for kind, reference, codes in (
        ("error", "errorRef", file.error_codes),
        ("escalation", "escalationRef", file.escalation_codes),
    ):
        if event != kind:
            continue
        ref = definition.get(reference)
        if ref not in codes and (throws or ref is not None):
            yield finding(f"{kind}_missing", node, f"needs an {kind} with a code")
        elif kind == "error" and throws and not _caught(scope, codes.get(ref or "")):
            yield finding("error_uncaught", node, "nothing around it catches this error")
    if event == "conditional" and definition.find(xml.BPMN + "condition") is None:
        yield finding("condition_missing", node, "needs a condition")
    if event == "cancel" and throws and xml.kind(scope.container) != "transaction":
        yield finding("event_unsupported", node, "only a transaction can be cancelled")


def _caught(scope: Scope, code: str | None) -> bool:
    container: Node | None = scope.container
    while container is not None and xml.kind(container) != "process":
        parent = container.getparent()
        for event in xml.children(parent, "boundaryEvent") if parent is not None else ():
            if event.get("attachedToRef") == container.get("id") and _catches(scope, event, code):
                return True
        container = parent
    # a process that another one calls may leave its errors to the caller
    return container is not None and container.get("id") in scope.file.called


def _catches(scope: Scope, event: Node, code: str | None) -> bool:
    for kind, definition in dialect.event_definitions(event):
        ref = definition.get("errorRef")
        if kind == "error" and (ref is None or scope.file.error_codes.get(ref) == code):
            return True
    return False


def _timer(node: Node, definition: Node) -> Iterator[Finding]:
    given = [tag for tag in ("timeDate", "timeDuration", "timeCycle") if xml.children(definition, tag)]
    if len(given) != 1 or xml.text(definition.find(xml.BPMN + given[0])) is None:
        yield finding("timer_missing", node, "needs one date, duration or cycle")
        return
    beside = xml.kind(node) == "boundaryEvent" and node.get("cancelActivity") == "false"
    if given == ["timeCycle"] and not beside:
        yield finding("cycle_misplaced", node, "only an event that does not interrupt can come again")


def _event_gateway(scope: Scope, node: Node) -> Iterator[Finding]:
    flows = scope.outgoing.get(node.get("id", ""), [])
    if len(flows) < 2:
        yield finding("event_gateway", node, "needs at least two events to wait for")
    for flow in flows:
        target_id = flow.get("targetRef", "")
        target = scope.nodes.get(target_id)
        if target is None:
            continue
        kind = xml.kind(target)
        waits = kind == "receiveTask" or (
            kind == "intermediateCatchEvent" and dialect.event_kind(target) in _BEHIND_EVENT_GATEWAY
        )
        if not waits:
            yield finding(
                "event_gateway", target, "an event gateway leads to message, signal or timer events"
            )
        elif len(scope.incoming.get(target_id, ())) > 1:
            yield finding(
                "event_gateway", target, "nothing else may lead to an event behind an event gateway"
            )
        elif scope.boundaries.get(target_id) or _is_repeated(target):
            yield finding("event_gateway", target, "a task behind an event gateway has no boundary or marker")


def _is_repeated(node: Node) -> bool:
    return any(
        xml.kind(child) in ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
        for child in node
    )
