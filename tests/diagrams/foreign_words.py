"""Words of Camunda 7 on the smallest diagram each: run, without meaning for a run, or the code that refuses them."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine import spiff
from tests.diagrams import builder as b

_USER = ("assignee", "candidateUsers", "candidateGroups", "dueDate", "followUpDate", "priority", "formKey", "formRef",
         "formRefBinding", "formRefVersion", "formHandlerClass")  # fmt: skip
_ANY = ("asyncBefore", "asyncAfter", "exclusive", "jobPriority", "modelerTemplate")
_CALL = ("class", "delegateExpression", "expression", "resultVariable", "taskPriority")
_RULE = (
    "decisionRefBinding",
    "decisionRefVersion",
    "decisionRefTenantId",
    "mapDecisionResult",
    "resultVariable",
)
_PROCESS = (
    "historyTimeToLive",
    "versionTag",
    "isStartableInTasklist",
    "candidateStarterGroups",
    "candidateStarterUsers",
)
_CALLED = ("calledElementBinding", "calledElementVersion", "calledElementTenantId", "variableMappingClass")
_VALUES = {"formRefBinding": "deployment", "decisionRefBinding": "deployment", "mapDecisionResult": "singleEntry",
           "calledElementBinding": "deployment"}  # fmt: skip
_PARTS = {
    "properties": '<camunda:properties><camunda:property name="a" value="b"/></camunda:properties>',
    "inputOutput": '<camunda:inputOutput><camunda:inputParameter name="a">1</camunda:inputParameter></camunda:inputOutput>',
    "formData": '<camunda:formData><camunda:formField id="a" defaultValue="1"/></camunda:formData>',
    "taskListener": '<camunda:taskListener event="create" class="x.Y"/>',
    "executionListener": '<camunda:executionListener event="start" class="x.Y"/>',
    "failedJobRetryTimeCycle": "<camunda:failedJobRetryTimeCycle>R3/PT1M</camunda:failedJobRetryTimeCycle>",
    "connector": "<camunda:connector/>",
    "field": '<camunda:field name="a"/>',
    "errorEventDefinition": '<camunda:errorEventDefinition id="k" errorRef="er"/>',
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands. code: of the finding that refuses it, None when there is none."""

    place: str
    name: str
    code: str | None


def table() -> Iterator[Word]:
    """Every word, tried on the gate."""
    for name in _PROCESS:
        whole = b.definitions(
            b.ROOTS, b.process(b.start(), b.end(), b.chain("s", "e"), **{f"camunda_{name}": "x"})
        )
        yield _tried("process", name, whole)
    yield from (_on("userTask", name) for name in (*_USER, *_ANY))
    yield from (_on("serviceTask", name, camunda_type="external", camunda_topic="t") for name in _CALL)
    yield from (_on("businessRuleTask", name, camunda_decisionRef="d") for name in _RULE)
    yield from (_on("callActivity", name, calledElement="q") for name in _CALLED)
    for name, part in _PARTS.items():
        yield _on("userTask", name, part=part)
    for name in ("inputOutput", "connector", "field", "errorEventDefinition"):
        yield _on("serviceTask", name, part=_PARTS[name], camunda_type="external", camunda_topic="t")
    yield _on("callActivity", "in", part='<camunda:in source="a" target="b"/>', calledElement="q")
    yield _on("callActivity", "out", part='<camunda:out source="a" target="b"/>', calledElement="q")
    caught = b.boundary("x", "w", '<bpmn:errorEventDefinition errorRef="er" camunda:errorCodeVariable="c"/>')
    yield _tried("errorEventDefinition", "errorCodeVariable",
                 b.diagram(b.start(), b.end(), b.service("w", "t"), caught, b.chain("s", "w", "e"), b.chain("x", "e")))  # fmt: skip


def _on(kind: str, name: str, part: str = "", **attributes: str) -> Word:
    inner = f"<bpmn:extensionElements>{part}</bpmn:extensionElements>" if part else ""
    said = {} if part else {f"camunda_{name}": _VALUES.get(name, "x")}
    shape = b.tag(kind, inner, id="x", **attributes, **said)
    return _tried(kind, name, b.diagram(b.start(), b.end(), shape, b.chain("s", "x", "e")))


def _tried(place: str, name: str, content: bytes) -> Word:
    found = {finding.code for finding in spiff.refusals(content)}
    return Word(place, name, next(iter(found), None) if len(found) < 2 else ", ".join(sorted(found)))
