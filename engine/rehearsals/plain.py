"""Other tools' ways to say things, said in our dialect, in memory: what a file means is never changed.

Camunda 8 writes its extensions in a namespace of its own; plain drawings leave out who does the work of a task, how a
message is called, whether the process may be run. What is taken for granted is remarked. What cannot be said in our
dialect is a finding.
"""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass

from lxml import etree

from engine.process import Finding
from engine.rehearsals.drawings import filled_in, is_black_box
from engine.rehearsals.languages import is_feel_script
from engine.rehearsals.model import Remark
from engine.rehearsals.preparing import prepared
from engine.spiff import dialect, xml
from engine.spiff.rules.attributes import names_feel
from engine.spiff.xml import BPMN, CAMUNDA, Node

ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
_SAID = (
    *(
        "taskDefinition",
        "taskHeaders",
        "script",
        "calledDecision",
        "calledElement",
        "formDefinition",
        "userTask",
    ),
    *("loopCharacteristics", "ioMapping", "subscription", "properties", "versionTag"),
)
_CODE = (
    "class",
    "expression",
    "delegateExpression",
    "decisionRefBinding",
    "mapDecisionResult",
)
NO_SCRIPT = "// nothing"

Said = Iterator[Remark | Finding]


@dataclass(frozen=True, slots=True)
class Context:
    """What a file is read against.

    decisions: ids of the decisions beside it. known: names of the variables that the play starts with.
    """

    file: str
    root: Node
    decisions: Container[str]
    known: Container[str] = ()


def translated(process: Node, context: Context) -> Said:
    """Say a process's extensions in our dialect, in place; yields what was taken for granted or cannot be said."""
    yield from prepared(process, context.file, context.known)
    for node in list(process.iter()):
        for rule in _RULES.get(xml.kind(node) or "", ()):
            yield from rule(node, context)
        if xml.kind(node) in dialect.FLOW_NODES:
            yield from _io_mapping(node, context)
        if xml.kind(node) in dialect.FLOW_NODES | {"process"}:
            yield from _data(node)
    yield from filled_in(process)
    for part in list(process.iter(*(ZEEBE + tag for tag in _SAID))):
        _drop(part)  # it is said in our words now


def _zeebe(node: Node, tag: str) -> Node | None:
    return node.find(f"{BPMN}extensionElements/{ZEEBE}{tag}")


def finding(code: str, node: Node, context: Context, message: str) -> Finding:
    return Finding(code, context.file, node.get("id"), message)


def _job(node: Node, topic: str) -> None:
    """Make a task one that somebody outside does."""
    if xml.kind(node) not in ("serviceTask", "sendTask"):
        node.tag = f"{BPMN}serviceTask"
    node.attrib.pop("messageRef", "")
    for name in _CODE:
        node.attrib.pop(CAMUNDA + name, "")
    node.set(f"{CAMUNDA}type", "external")
    node.set(f"{CAMUNDA}topic", topic)


def _topic(node: Node) -> str | None:
    definition = _zeebe(node, "taskDefinition")
    return xml.camunda(node, "topic") or (None if definition is None else definition.get("type"))


def _service(node: Node, context: Context) -> Said:
    if xml.camunda(node, "type") == "external" and xml.camunda(node, "topic"):
        return
    topic = _topic(node)
    if topic is None:
        yield Remark(
            "work_outside", node.get("id"), "its work is done outside: it waits until it is finished"
        )
    _job(node, topic if topic is not None else node.get("id", ""))


def _send(node: Node, context: Context) -> Said:
    known = dialect.message_names(context.root)
    if _topic(node) is not None or xml.camunda(node, "type") == "external":
        yield from _service(node, context)
    elif node.get("messageRef") not in known:
        yield from _named(node, node, context, "message")


def _rule(node: Node, context: Context) -> Said:
    called = _zeebe(node, "calledDecision")
    if called is not None:
        node.set(f"{CAMUNDA}decisionRef", called.get("decisionId", ""))
        if called.get("resultVariable"):
            node.set(f"{CAMUNDA}resultVariable", called.get("resultVariable", ""))
    reference = xml.camunda(node, "decisionRef")
    if reference is None:
        yield from _service(node, context)
    elif reference not in context.decisions:
        yield Remark(
            "decision_outside",
            node.get("id"),
            f"no model beside the file makes {reference}: it waits for a result",
        )
        _job(node, reference)


def _script(node: Node, context: Context) -> Said:
    said = _zeebe(node, "script")
    if said is not None:
        script = etree.SubElement(node, f"{BPMN}script")
        script.text = f"{said.get('resultVariable')} = {(said.get('expression') or '').removeprefix('=')}"
    elif (topic := _topic(node)) is not None:
        _job(node, topic)
    else:
        yield from _written_script(node, context)


def _written_script(node: Node, context: Context) -> Iterator[Remark]:
    written = xml.text(node.find(f"{BPMN}script"))
    language = node.get("scriptFormat")
    if written is None and xml.camunda(node, "resource") is None:
        _forget_script(node)
        etree.SubElement(node, f"{BPMN}script").text = NO_SCRIPT
        yield Remark("script_empty", node.get("id"), "holds no script: it does nothing")
    elif written is None or _is_foreign(written, language, context):
        _forget_script(node)
        node.attrib.pop(f"{CAMUNDA}resource", "")
        _job(node, node.get("id", ""))
        words = f"its script is {language or 'in another language'}, not FEEL: it waits until it is finished"
        yield Remark("script_outside", node.get("id"), words)


def _is_foreign(script: str, language: str | None, context: Context) -> bool:
    """A script that names no language may be in any; one that says FEEL and is none is refused, with the reason."""
    return not names_feel(language) or (not language and not is_feel_script(script, context.known))


def _forget_script(node: Node) -> None:
    for script in xml.children(node, "script"):
        node.remove(script)
    node.attrib.pop("scriptFormat", "")


def _inside(node: Node, context: Context) -> Said:
    """What is done in a subprocess whose inside is not drawn is done outside."""
    if is_black_box(node):
        yield from _service(node, context)


def _call(node: Node, context: Context) -> Said:
    called = _zeebe(node, "calledElement")
    if called is not None:
        node.set("calledElement", called.get("processId", ""))
        if called.get("propagateAllChildVariables") == "false":
            yield finding("call_mapping", node, context, "the called process shares all variables")
    mappings = {tag: xml.extensions(node, tag) for tag in ("in", "out")}
    shared = False
    all_shared = all(any(m.get("variables") == "all" for m in found) for found in mappings.values())
    for mapping in [*mappings["in"], *mappings["out"]]:
        if mapping.get("businessKey") or (mapping.get("variables") == "all" and all_shared):
            _drop(mapping)  # what our calls do anyway
        elif _keeps_its_name(mapping):
            _drop(mapping)
            shared = True
    if shared:
        yield Remark("variables_shared", node.get("id"), "the called process sees and writes every variable")
    if node.get("calledElement", "").startswith(("$", "#", "=")):
        yield finding("called_dynamic", node, context, "which process is called must be written down")
    elif is_black_box(node):
        node.attrib.pop("calledElement", "")
        yield from _service(node, context)


def _keeps_its_name(mapping: Node) -> bool:
    """Whether a variable goes in or out of a call under its own name: the called process has it anyway."""
    plain = not mapping.get("local") and mapping.get("source") == mapping.get("target")
    return mapping.get("variables") == "all" or (plain and mapping.get("source") is not None)


def _drop(node: Node) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _form(node: Node, context: Context) -> Said:
    form = _zeebe(node, "formDefinition")
    reference = None if form is None else form.get("formId") or form.get("formKey")
    if reference:
        node.set(f"{CAMUNDA}formRef", reference)
    yield from ()


def _receive(node: Node, context: Context) -> Said:
    node.attrib.pop("instantiate", "")  # the play begins here, and waits for its message
    yield from _named(node, node, context, "message")


def _event(node: Node, context: Context) -> Said:
    for event, definition in dialect.event_definitions(node):
        if event in ("message", "signal"):
            yield from _named(node, definition, context, event)
        elif event in ("error", "escalation"):
            _coded(
                definition, context, event, throws=xml.kind(node) in ("endEvent", "intermediateThrowEvent")
            )


def _named(node: Node, holder: Node, context: Context, kind: str) -> Said:
    """A message or signal has a name: its own, else its id, else that of the shape."""
    reference = holder.get(f"{kind}Ref")
    found = next(
        (m for m in xml.children(context.root, kind) if reference and m.get("id") == reference), None
    )
    if found is None:
        name = node.get("id", "")
        attributes = {"id": f"{kind}~{name}", "name": name}
        context.root.insert(0, context.root.makeelement(BPMN + kind, attributes))
        holder.set(f"{kind}Ref", f"{kind}~{name}")
        yield Remark(f"{kind}_named", name, f"names no {kind}: it is called {name}")
        return
    if not found.get("name"):
        found.set("name", found.get("id", ""))
    key = found.find(f"{BPMN}extensionElements/{ZEEBE}subscription")
    if key is not None and key.get("correlationKey"):
        _property(node, "mc:khoaTuongQuan", key.get("correlationKey", ""))


def _property(node: Node, name: str, value: str) -> None:
    extensions = node.find(f"{BPMN}extensionElements")
    if extensions is None:
        extensions = node.makeelement(f"{BPMN}extensionElements", {})
        node.insert(0, extensions)
    properties = extensions.find(f"{CAMUNDA}properties")
    if properties is None:
        properties = etree.SubElement(extensions, f"{CAMUNDA}properties")
    etree.SubElement(properties, f"{CAMUNDA}property", {"name": name, "value": value})


def _coded(definition: Node, context: Context, kind: str, *, throws: bool) -> None:
    """An error or escalation without a code is known by its id; one that is thrown has one."""
    reference = definition.get(f"{kind}Ref") or (f"{kind}~" if throws else None)
    if reference is None:
        return
    definition.set(f"{kind}Ref", reference)
    found = next((m for m in xml.children(context.root, kind) if m.get("id") == reference), None)
    if found is None:
        found = context.root.makeelement(BPMN + kind, {"id": reference})
        context.root.insert(0, found)
    found.set(f"{kind}Code", found.get(f"{kind}Code") or reference.removesuffix("~"))


def _choice(node: Node, context: Context) -> Iterator[Remark]:
    parent = node.getparent()
    flows = [] if parent is None else xml.children(parent, "sequenceFlow")
    flows = [flow for flow in flows if flow.get("sourceRef") == node.get("id")]
    for flow in flows:
        condition = flow.find(f"{BPMN}conditionExpression")
        if flow.get("id") == node.get("default") and condition is not None:
            flow.remove(condition)
            yield Remark("default_condition", flow.get("id"), "a default flow's condition does not count")
        elif condition is None and len(flows) > 1 and flow.get("id") != node.get("default"):
            etree.SubElement(flow, f"{BPMN}conditionExpression").text = "true"
            yield Remark("no_condition", flow.get("id"), "has no condition: it may always be taken")


def _repeated(node: Node, context: Context) -> Said:
    said = _zeebe(node, "loopCharacteristics")
    if said is None:
        return
    node.set(f"{CAMUNDA}collection", said.get("inputCollection", ""))
    if said.get("inputElement"):
        node.set(f"{CAMUNDA}elementVariable", said.get("inputElement", ""))
    result = (said.get("outputElement") or "").removeprefix("=").strip()
    if said.get("outputCollection"):
        if not result.isidentifier():
            owner = node.getparent()
            at = node if owner is None else owner
            yield finding("multi_instance", at, context, "an output element is the name of a variable")
            return
        etree.SubElement(node, f"{BPMN}loopDataOutputRef").text = said.get("outputCollection")
        etree.SubElement(node, f"{BPMN}outputDataItem", {"id": result, "name": result})


def _io_mapping(node: Node, context: Context) -> Said:
    said = _zeebe(node, "ioMapping")
    for_jobs = xml.camunda(node, "type") == "external" or xml.kind(node) == "businessRuleTask"
    ours = [
        *xml.extensions(node, "inputOutput/inputParameter"),
        *xml.extensions(node, "inputOutput/outputParameter"),
    ]
    if said is None and (for_jobs or not ours):
        return
    if said is None or not for_jobs:
        yield finding("io_mapping", node, context, "input and output mappings belong to service tasks")
        return
    extensions = node.find(f"{BPMN}extensionElements")
    parameters = etree.SubElement(extensions if extensions is not None else node, f"{CAMUNDA}inputOutput")
    for tag in ("input", "output"):
        for mapping in said.findall(ZEEBE + tag):
            one = etree.SubElement(
                parameters, f"{CAMUNDA}{tag}Parameter", {"name": mapping.get("target", "")}
            )
            one.text = (mapping.get("source") or "").removeprefix("=")


def _data(node: Node) -> Iterator[Remark]:
    """Data that only goes in and out as it is: every variable belongs to the case anyway.

    What is computed on its way in is for the shape alone, whose work is done outside; on its way out it would matter.
    """
    said = node.find(f"{BPMN}ioSpecification")
    computed = any(
        association.find(BPMN + tag) is not None
        for association in xml.children(node, "dataOutputAssociation")
        for tag in ("assignment", "transformation")
    )
    if said is not None and not computed:
        _read_collections(node)
        for association in xml.children(node, "dataInputAssociation"):
            node.remove(association)
        node.remove(said)
        yield Remark("data_drawn", node.get("id"), "its data are a drawing: variables belong to the case")


def _read_collections(node: Node) -> None:
    """A collection that comes in by an association is called as where it comes from, as it goes out likewise."""
    for tag, kind in (
        ("loopDataInputRef", "dataInputAssociation"),
        ("loopDataOutputRef", "dataOutputAssociation"),
    ):
        inner, outer = (
            ("targetRef", "sourceRef") if kind == "dataInputAssociation" else ("sourceRef", "targetRef")
        )
        linked = {
            xml.text(association.find(BPMN + inner)): xml.text(association.find(BPMN + outer))
            for association in xml.children(node, kind)
        }
        for reference in node.findall(f"{BPMN}multiInstanceLoopCharacteristics/{BPMN}{tag}"):
            reference.text = linked.get(xml.text(reference)) or reference.text


_RULES: dict[str, tuple[Callable[[Node, Context], Said], ...]] = {
    "serviceTask": (_service,),
    "sendTask": (_send,),
    "businessRuleTask": (_rule,),
    "scriptTask": (_script,),
    "callActivity": (_call,),
    "subProcess": (_inside,),
    "userTask": (_form,),
    "receiveTask": (_receive,),
    "startEvent": (_form, _event),
    "endEvent": (_event,),
    "boundaryEvent": (_event,),
    "intermediateCatchEvent": (_event,),
    "intermediateThrowEvent": (_event,),
    "exclusiveGateway": (_choice,),
    "inclusiveGateway": (_choice,),
    "multiInstanceLoopCharacteristics": (_repeated,),
}
