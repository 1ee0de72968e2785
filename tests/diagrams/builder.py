"""Writes BPMN files for tests, one call per shape."""

from collections.abc import Mapping
from html import escape
from itertools import count

_NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def tag(name: str, /, *inner: str, **attributes: object) -> str:
    """A BPMN element; `camunda_topic` becomes `camunda:topic`; None leaves an attribute out."""
    written = "".join(
        f' {key.replace("camunda_", "camunda:", 1)}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<bpmn:{name}{written}>{''.join(inner)}</bpmn:{name}>"


def text(name: str, content: object) -> str:
    """A BPMN element with text in it."""
    return f"<bpmn:{name}>{escape(str(content))}</bpmn:{name}>"


def properties(values: Mapping[str, str], extra: str = "") -> str:
    """Extension elements with `camunda:property` pairs."""
    pairs = "".join(f'<camunda:property name="{escape(k)}" value="{escape(v)}"/>' for k, v in values.items())
    return f"<bpmn:extensionElements><camunda:properties>{pairs}</camunda:properties>{extra}</bpmn:extensionElements>"


def parameters(inputs: Mapping[str, str] | None = None, outputs: Mapping[str, str] | None = None) -> str:
    """Extension elements with `camunda:inputOutput`."""
    given = "".join(
        f'<camunda:inputParameter name="{k}">{escape(v)}</camunda:inputParameter>'
        for k, v in (inputs or {}).items()
    )
    taken = "".join(
        f'<camunda:outputParameter name="{k}">{escape(v)}</camunda:outputParameter>'
        for k, v in (outputs or {}).items()
    )
    io = f"<camunda:inputOutput>{given}{taken}</camunda:inputOutput>"
    return f"<bpmn:extensionElements>{io}</bpmn:extensionElements>"


def start(node_id: str = "s", *inner: str, **attributes: object) -> str:
    return tag("startEvent", *inner, id=node_id, **attributes)


def end(node_id: str = "e", *inner: str, **attributes: object) -> str:
    return tag("endEvent", *inner, id=node_id, **attributes)


def user(node_id: str, *inner: str, **attributes: object) -> str:
    return tag("userTask", *inner, id=node_id, **{"name": node_id, **attributes})


def users(*ids: str) -> str:
    return "".join(user(i) for i in ids)


def script(node_id: str, code: str) -> str:
    return tag("scriptTask", text("script", code), id=node_id)


def service(node_id: str, topic: str = "test.echo", *inner: str) -> str:
    return tag("serviceTask", *inner, id=node_id, camunda_type="external", camunda_topic=topic)


def gateway(kind: str, node_id: str, default: str | None = None) -> str:
    return tag(f"{kind}Gateway", id=node_id, default=default)


def catch(node_id: str, definition: str, *inner: str) -> str:
    return tag("intermediateCatchEvent", *inner, definition, id=node_id)


def throw(node_id: str, definition: str = "", *inner: str) -> str:
    return tag("intermediateThrowEvent", *inner, definition, id=node_id)


def boundary(node_id: str, host: str, definition: str, *inner: str, interrupting: bool = True) -> str:
    return tag(
        "boundaryEvent",
        *inner,
        definition,
        id=node_id,
        attachedToRef=host,
        cancelActivity=str(interrupting).lower(),
    )


def message(ref: str = "m") -> str:
    return tag("messageEventDefinition", messageRef=ref)


def signal(ref: str = "sg") -> str:
    return tag("signalEventDefinition", signalRef=ref)


def error(ref: str = "er") -> str:
    return tag("errorEventDefinition", errorRef=ref)


def escalation(ref: str = "esc") -> str:
    return tag("escalationEventDefinition", escalationRef=ref)


def terminate() -> str:
    return tag("terminateEventDefinition")


def timer(kind: str, value: str) -> str:
    """kind: Date, Duration or Cycle."""
    return tag("timerEventDefinition", text(f"time{kind}", value))


def conditional(expression: str) -> str:
    return tag("conditionalEventDefinition", text("condition", expression))


def subprocess(node_id: str, *inner: str, kind: str = "subProcess", **attributes: object) -> str:
    return tag(kind, *inner, id=node_id, **attributes)


def multi(sequential: bool = False, **content: str) -> str:
    """A multi-instance marker: cardinality, collection, element, output, result, condition."""
    texts = {
        "cardinality": "loopCardinality",
        "collection": "loopDataInputRef",
        "output": "loopDataOutputRef",
        "condition": "completionCondition",
    }
    items = {"element": "inputDataItem", "result": "outputDataItem"}
    inner = "".join(text(name, content[key]) for key, name in texts.items() if key in content)
    inner += "".join(
        tag(name, id=content[key], name=content[key]) for key, name in items.items() if key in content
    )
    return tag("multiInstanceLoopCharacteristics", inner, isSequential=str(sequential).lower())


_flows = count(1)


def flow(source: str, target: str, condition: str | None = None, flow_id: str | None = None) -> str:
    """A sequence flow, with a FEEL condition or without."""
    inner = (
        ""
        if condition is None
        else f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{escape(condition)}</bpmn:conditionExpression>'
    )
    return tag("sequenceFlow", inner, id=flow_id or f"f{next(_flows)}", sourceRef=source, targetRef=target)


def chain(*ids: str) -> str:
    """Sequence flows along a row of shapes."""
    return "".join(flow(a, b) for a, b in zip(ids, ids[1:], strict=False))


def process(*inner: str, process_id: str = "p", executable: bool = True, **attributes: object) -> str:
    return tag("process", *inner, id=process_id, isExecutable=str(executable).lower(), **attributes)


ROOTS = (
    tag("message", id="m", name="msg")
    + tag("message", id="m2", name="msg2")
    + tag("signal", id="sg", name="sig")
    + tag("error", id="er", name="er", errorCode="E1")
    + tag("error", id="er2", name="er2", errorCode="E2")
    + tag("escalation", id="esc", name="esc", escalationCode="X1")
)


def definitions(*inner: str) -> bytes:
    """A whole file around processes and root elements."""
    body = "".join(inner)
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}<bpmn:definitions {_NAMESPACES} id="defs" targetNamespace="urn:test">{body}</bpmn:definitions>'.encode()


def diagram(*inner: str) -> bytes:
    """A file with one process, `p`, and the messages, signals and errors that test diagrams use."""
    return definitions(ROOTS, process(*inner))
