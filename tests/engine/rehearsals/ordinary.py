"""Ordinary files: what bpmn.io and Camunda Modeler write, without a word of our dialect."""

from html import escape

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions'
    ' xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0"'
    ' id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn" exporter="bpmn-js (https://demo.bpmn.io)">'
)
S = '<bpmn:startEvent id="S"/>'
E = '<bpmn:endEvent id="E"/>'


def file(*inner: str) -> bytes:
    return f"{HEAD}{''.join(inner)}</bpmn:definitions>".encode()


def process(*inner: str, process_id: str = "Process_1", executable: bool | None = False) -> str:
    said = "" if executable is None else f' isExecutable="{str(executable).lower()}"'
    return f'<bpmn:process id="{process_id}"{said}>{"".join(inner)}</bpmn:process>'


def one(*inner: str) -> bytes:
    return file(process(*inner))


def node(kind: str, node_id: str, *inner: str, **attributes: str) -> str:
    said = "".join(f' {key.replace("_", ":", 1)}="{escape(value)}"' for key, value in attributes.items())
    return f'<bpmn:{kind} id="{node_id}"{said}>{"".join(inner)}</bpmn:{kind}>'


def zeebe(*inner: str) -> str:
    return f"<bpmn:extensionElements>{''.join(f'<zeebe:{part}/>' for part in inner)}</bpmn:extensionElements>"


def event(kind: str, *inner: str, **attributes: str) -> str:
    return node(f"{kind}EventDefinition", f"def_{id(inner)}_{kind}", *inner, **attributes)


def text(tag: str, content: str) -> str:
    return f'<bpmn:{tag} xsi:type="bpmn:tFormalExpression">{escape(content)}</bpmn:{tag}>'


def flow(source: str, target: str, condition: str | None = None, flow_id: str = "") -> str:
    inner = "" if condition is None else text("conditionExpression", condition)
    return node("sequenceFlow", flow_id or f"{source}_{target}", inner, sourceRef=source, targetRef=target)


def row(*ids: str) -> str:
    return "".join(flow(a, b) for a, b in zip(ids, ids[1:], strict=False))


def tasks(*ids: str) -> str:
    return "".join(node("task", one_id, name=one_id) for one_id in ids)
