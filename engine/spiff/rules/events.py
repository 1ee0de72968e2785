"""Events: each kind only where it works, and always with what it needs."""

from collections.abc import Iterator

from engine.spiff import dialect, xml
from engine.spiff.errors import Finding
from engine.spiff.rules.scope import ACTIVITIES, File, Scope, finding
from engine.spiff.spelling_out import is_event_subprocess, link_name
from engine.spiff.xml import Node

# what each event may wait for or do; None: nothing in particular
_ALLOWED: dict[str, frozenset[str | None]] = {
    "startEvent": frozenset({None, "message", "signal", "timer", "conditional"}),
    "intermediateCatchEvent": frozenset({"message", "signal", "timer", "conditional", "link"}),
    "intermediateThrowEvent": frozenset({None, "message", "signal", "escalation", "link"}),
    "endEvent": frozenset({None, "message", "signal", "error", "escalation", "terminate", "cancel"}),
    "boundaryEvent": frozenset(
        {"message", "signal", "timer", "conditional", "error", "escalation", "cancel"}
    ),
}
_SETS_OFF = frozenset({"message", "signal", "timer", "conditional", "error", "escalation"})
_INTERRUPTING_ONLY = ("error", "cancel")
_BEHIND_EVENT_GATEWAY = ("message", "signal", "timer", "conditional")


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
    if node.find(f"{xml.BPMN}eventDefinitionRef") is not None:
        yield finding("event_unsupported", node, "an event says itself what it waits for or does")
        return
    event, definition = found[0] if found else (None, None)
    if event == "compensate":
        yield finding("compensate_event", node, "compensation is not supported")
        return
    if event not in _allowed(scope, kind):
        yield finding("event_unsupported", node, f"a {event or 'plain'} event does not work as {kind}")
        return
    if kind == "boundaryEvent":
        yield from _boundary(scope, node, event)
    elif kind == "startEvent":
        yield from _start(scope, node, event)
    if definition is not None and event is not None:
        yield from _needs(scope, node, event, definition)
    if event == "timer" and definition is not None:
        yield from _timer(node, definition)
    if event == "link":
        yield from _link(scope, node)


def _allowed(scope: Scope, kind: str) -> frozenset[str | None]:
    if kind != "startEvent" or scope.is_process:
        return _ALLOWED[kind]
    return _SETS_OFF if scope.is_event_subprocess else frozenset({None})


def _start(scope: Scope, node: Node, event: str | None) -> Iterator[Finding]:
    if scope.is_process and event in ("signal", "timer", "conditional"):
        yield finding("start_not_served", node, f"nobody begins a process when a {event} comes")
    if event in _INTERRUPTING_ONLY and node.get("isInterrupting") == "false":
        yield finding("event_unsupported", node, f"a {event} event always interrupts")


def _link(scope: Scope, node: Node) -> Iterator[Finding]:
    name, node_id = link_name(node), node.get("id", "")
    others = [n for n in scope.nodes.values() if link_name(n) == name and xml.kind(n) != xml.kind(node)]
    if not name:
        yield finding("link_event", node, "a link has a name")
    elif xml.kind(node) == "intermediateThrowEvent":
        if len(others) != 1:
            yield finding("link_event", node, "a link leads to exactly one catching link of its name")
        if scope.outgoing.get(node_id):
            yield finding("link_event", node, "no flow leads out of a throwing link")
    elif not others:
        yield finding("link_event", node, "no throwing link of its name leads here")
    elif scope.incoming.get(node_id):
        yield finding("link_event", node, "no flow leads into a catching link")


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
        elif (
            kind == "error"
            and throws
            and not _caught(file, scope.container, codes.get(ref or ""), frozenset())
        ):
            yield finding("error_uncaught", node, "nothing around it catches this error")
    if event == "conditional" and definition.find(xml.BPMN + "condition") is None:
        yield finding("condition_missing", node, "needs a condition")
    if event == "cancel" and throws and xml.kind(scope.container) != "transaction":
        yield finding("event_unsupported", node, "only a transaction can be cancelled")


def _caught(file: File, container: Node | None, code: str | None, seen: frozenset[str]) -> bool:
    """Whether an error in a container is caught in it, around it, or around every call of its process."""
    while container is not None and xml.kind(container) in ("process", *dialect.CONTAINERS):
        if any(_catches(file, start, code) for start in _starts_of_event_subprocesses(container)):
            return True
        parent = container.getparent()
        if xml.kind(container) == "process":
            if dialect.is_only_called(container):
                return True  # its callers lie in other files: the gate asks them
            calls = file.calls.get(container.get("id", ""), [])
            name = container.get("id", "")
            return bool(calls) and (
                name in seen or all(_call_caught(file, c, code, seen | {name}) for c in calls)
            )
        if _caught_at(file, container, code):
            return True
        container = parent
    return False


def _call_caught(file: File, call: Node, code: str | None, seen: frozenset[str]) -> bool:
    return _caught_at(file, call, code) or _caught(file, call.getparent(), code, seen)


def _caught_at(file: File, activity: Node, code: str | None) -> bool:
    around = activity.getparent()
    return around is not None and any(
        event.get("attachedToRef") == activity.get("id") and _catches(file, event, code)
        for event in xml.children(around, "boundaryEvent")
    )


def _starts_of_event_subprocesses(container: Node) -> Iterator[Node]:
    for node in xml.children(container, "subProcess"):
        if is_event_subprocess(node):
            yield from xml.children(node, "startEvent")


def _catches(file: File, event: Node, code: str | None) -> bool:
    for kind, definition in dialect.event_definitions(event):
        ref = definition.get("errorRef")
        if kind == "error" and (ref is None or file.error_codes.get(ref) == code):
            return True
    return False


def _timer(node: Node, definition: Node) -> Iterator[Finding]:
    given = [tag for tag in ("timeDate", "timeDuration", "timeCycle") if xml.children(definition, tag)]
    if len(given) != 1 or xml.text(definition.find(xml.BPMN + given[0])) is None:
        yield finding("timer_missing", node, "needs one date, duration or cycle")


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
            yield finding("event_gateway", target, "an event gateway leads to events that are waited for")
        elif len(scope.incoming.get(target_id, ())) > 1:
            yield finding(
                "event_gateway", target, "nothing else may lead to an event behind an event gateway"
            )
        elif any(True for _cycle in xml.descendants(target, "timeCycle")):
            yield finding("cycle_misplaced", target, "an event behind an event gateway happens only once")
        elif scope.boundaries.get(target_id) or _is_repeated(target):
            yield finding("event_gateway", target, "a task behind an event gateway has no boundary or marker")


def _is_repeated(node: Node) -> bool:
    return any(
        xml.kind(child) in ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
        for child in node
    )
