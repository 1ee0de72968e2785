"""What other engines' modellers write beside BPMN (`camunda:`, `zeebe:` …): run, without meaning for a run, or a finding.

Only what stands in these tables is let through: a word that nobody here knows may change what another engine does.
"""

from collections.abc import Iterator, Mapping

from engine.spiff import xml
from engine.spiff.errors import Finding
from engine.spiff.rules.scope import Scope, finding
from engine.spiff.xml import Node

NAMESPACES = {
    xml.CAMUNDA: "camunda",
    "{http://camunda.org/schema/zeebe/1.0}": "zeebe",
    "{http://activiti.org/bpmn}": "activiti",
    "{http://flowable.org/bpmn}": "flowable",
    "{http://operaton.org/schema/1.0/bpmn}": "operaton",
    "{http://spiffworkflow.org/bpmn/schema/1.0/core}": "spiffworkflow",
    "{http://www.jboss.org/drools}": "drools",
}
_CALLS = frozenset({"type", "topic", "resultVariable"})
_BOUND = frozenset({"deployment", "latest"})
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "serviceTask": _CALLS,
    "sendTask": _CALLS,
    "businessRuleTask": _CALLS | {"decisionRef", "decisionRefBinding", "mapDecisionResult"},
    "userTask": frozenset({"formRef", "formRefBinding", "formKey"}),
    "startEvent": frozenset({"formRef", "formRefBinding", "formKey"}),
    "callActivity": frozenset({"calledElementBinding"}),
    "multiInstanceLoopCharacteristics": frozenset({"collection", "elementVariable"}),
}
"""`camunda:` attributes that are run, by the shape they stand on."""
VALUES: Mapping[str, frozenset[str]] = {
    "type": frozenset({"external"}),
    "decisionRefBinding": _BOUND,
    "formRefBinding": _BOUND,
    "calledElementBinding": _BOUND,
    "mapDecisionResult": frozenset({"singleEntry"}),
}
"""Attributes that are run with these values only."""
HINTS = frozenset({"historyTimeToLive", "versionTag", "isStartableInTasklist", "modelerTemplate", "modelerTemplateIcon", "modelerTemplateVersion"})  # fmt: skip
"""Say nothing about a run."""
OFFICE = frozenset(
    {
        *("assignee", "candidateUsers", "candidateGroups", "candidateStarterUsers", "candidateStarterGroups"),
        *("dueDate", "followUpDate", "priority", "initiator"),
        *("formHandlerClass", "formRefVersion", "formData", "formProperty", "potentialStarter"),
        *("asyncBefore", "asyncAfter", "async", "exclusive", "jobPriority", "taskPriority"),
        "failedJobRetryTimeCycle",
        *("class", "expression", "delegateExpression", "field", "decisionRef"),
    }
)
"""Who works, when, in which transaction, by which code: a play does without, no dossier can."""
PARTS = frozenset({"properties"})
"""`camunda:` extension elements that are run wherever they stand."""
LISTENERS = frozenset({"executionListener", "taskListener", "onEntry-script", "onExit-script"})
LISTED = {
    **dict.fromkeys(LISTENERS, "listener"),
    "in": "call_mapping",
    "out": "call_mapping",
    "connector": "service_not_external",
}
"""Extension elements with a finding of their own."""
_CALLED = frozenset({"serviceTask", "sendTask", "businessRuleTask"})
_ZEEBE_OFFICE = frozenset(
    {
        *("taskDefinition", "taskHeaders", "script", "calledDecision", "calledElement", "formDefinition"),
        *("loopCharacteristics", "ioMapping", "subscription", "properties", "userTask", "versionTag"),
        *("assignmentDefinition", "taskSchedule", "priorityDefinition", "userTaskForm"),
    }
)
"""Camunda 8's words that a play says in ours, or does without."""
_OFFICES: Mapping[str, frozenset[str]] = {
    "zeebe": _ZEEBE_OFFICE,
    "spiffworkflow": frozenset(
        {
            *("properties", "instructionsForEndUser", "taskMetadataValues", "signalButtonLabel"),
            *("serviceTaskOperator", "calledDecisionId", "messagePayload", "messageVariable"),
            *("allowGuest", "guestConfirmation", "unitTests", "category"),
        }
    ),
    "drools": frozenset(
        {"priority", "ruleFlowGroup", "serviceimplementation", "serviceoperation", "global", "import"}
    ),
}
"""The same of others, by their prefix; those that are not here share Camunda 7's words."""
_DRAWN: Mapping[str, frozenset[str]] = {
    "drools": frozenset({"metaData", "packageName", "version", "dtype", "selectable", "taskName", "dg"})
}
"""Words of others that say nothing about a run."""


def check(scope: Scope) -> Iterator[Finding]:
    """The findings about foreign words on the shapes and flows of a scope, and on the process itself."""
    around = [scope.container] if scope.is_process else []
    for node in (*around, *scope.nodes.values(), *xml.children(scope.container, "sequenceFlow")):
        yield from _of(node, node)
        for part in node:
            if (xml.kind(part) or "").endswith(("EventDefinition", "LoopCharacteristics")):
                yield from _of(node, part)


def _of(owner: Node, node: Node) -> Iterator[Finding]:
    kind = xml.kind(node) or ""
    for attribute, value in node.attrib.items():
        prefix, name = _split(attribute)
        if prefix is not None and not _runs(prefix, kind, name, str(value)):
            yield _finding(owner, kind, prefix, name)
    for part in node.findall(f"{xml.BPMN}extensionElements/*"):
        prefix, name = _split(part.tag)
        if prefix is None or name in (PARTS if prefix == "camunda" else _DRAWN.get(prefix, ())):
            continue
        if name == "inputOutput" and prefix == "camunda":
            yield from _parameters(owner, part)
        else:
            yield _finding(owner, kind, prefix, name)


def _split(name: object) -> tuple[str | None, str]:
    """The prefix by which an engine's namespace is known, None for others, and the name without."""
    for namespace, prefix in NAMESPACES.items():
        if isinstance(name, str) and name.startswith(namespace):
            return prefix, name[len(namespace) :]
    return None, str(name)


def _runs(prefix: str, kind: str, name: str, value: str) -> bool:
    runs = name in ATTRIBUTES.get(kind, ()) and value in VALUES.get(name, {value})
    if (prefix, name, value) == ("drools", "adHoc", "false"):
        return True
    return name in HINTS or name in _DRAWN.get(prefix, ()) or (prefix == "camunda" and runs)


def _finding(owner: Node, kind: str, prefix: str, name: str) -> Finding:
    if name.removesuffix("s") in LISTENERS or (prefix == "camunda" and name in LISTED):
        return finding(LISTED.get(name, "listener"), owner, f"{prefix}:{name} would be ignored")
    office = _OFFICES.get(prefix, OFFICE)
    if name == "type" and kind in _CALLED:
        return finding("service_not_external", owner, f'{prefix}:type can only be "external"')
    if name in office and not (name == "script" and prefix != "zeebe"):
        return finding("extension_ignored", owner, f"{prefix}:{name} would be ignored")
    return finding("extension_unsupported", owner, f"{prefix}:{name} would be ignored, and changes what runs")


def _parameters(owner: Node, part: Node) -> Iterator[Finding]:
    if xml.kind(owner) not in _CALLED:
        yield finding(
            "parameters_ignored", owner, "input and output parameters belong to calls and decisions"
        )
    for parameter in part:
        if _split(parameter.tag)[1] not in ("inputParameter", "outputParameter"):
            yield finding("parameter_not_feel", owner, f"{_split(parameter.tag)[1]} is no parameter")
        elif len(parameter) or not parameter.get("name"):
            yield finding("parameter_not_feel", owner, "a parameter is a name and one FEEL expression")
