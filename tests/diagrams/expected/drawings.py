"""What a file may hold beside what runs: each of these changes nothing about a task between a start and an end."""

from tests.diagrams import builder as b
from tests.diagrams.expected.model import Group

GROUP = Group()
_PLAY = "u; u: completed"


def _file(inside: str = "", root: str = "", task: str = "", flow: str = "", **attributes: str) -> bytes:
    second = b.tag("sequenceFlow", flow, id="f_2", sourceRef="u", targetRef="e")
    body = b.start() + b.end() + b.user("u", task) + b.flow("s", "u", flow_id="f_1") + second
    return b.definitions(root, b.ROOTS, b.process(inside, body, **attributes))


def _add(name: str, /, **where: str) -> None:
    GROUP.put(f"drawing: {name}", _file(**where), plays=_PLAY, left="s u e")


_IN_A_PROCESS = {
    "text annotation": b.tag("textAnnotation", b.text("text", "why"), id="ta", textFormat="text/plain")
    + b.tag("association", id="as", sourceRef="u", targetRef="ta", associationDirection="None"),
    "group": b.tag("group", b.text("categoryValueRef", "cv"), id="gr", categoryValueRef="cv"),
    "data object": b.tag("dataObject", id="do", name="paper", isCollection="true", itemSubjectRef="it"),
    "data object reference": b.tag("dataObject", id="do")
    + b.tag("dataObjectReference", b.tag("dataState", id="ds", name="checked"), id="dr", dataObjectRef="do", itemSubjectRef="it"),
    "data store reference": b.tag("dataStoreReference", id="sr", name="register", dataStoreRef="st", itemSubjectRef="it"),
    "property of the process": b.tag("property", id="pp", name="weight", itemSubjectRef="it"),
    "auditing": b.tag("auditing", id="au"),
    "monitoring": b.tag("monitoring", id="mo"),
    "documentation": b.tag("documentation", "words", id="dc", textFormat="text/plain"),
    "extension elements": '<bpmn:extensionElements><x:y xmlns:x="urn:x" z="1"/></bpmn:extensionElements>',
    "parts of a lane": b.tag("laneSet", b.tag("lane", b.tag("partitionElement"), b.text("flowNodeRef", "u"), id="l1"), id="ls"),
    "lanes": b.tag("laneSet", b.tag("lane", b.text("flowNodeRef", "u"), b.tag("childLaneSet", b.tag("lane", id="l2"), id="ls2"), id="l1", name="reception", partitionElementRef="it"), id="ls", name="lanes"),
}  # fmt: skip
_AT_THE_ROOT = {
    "category": b.tag("category", b.tag("categoryValue", id="cv", value="v"), id="ca", name="c"),
    "item definition": b.tag("itemDefinition", id="it", structureRef="x", isCollection="false", itemKind="Information"),
    "data store": b.tag("dataStore", id="st", name="register", capacity="5", isUnlimited="false", itemSubjectRef="it"),
    "interface": b.tag("interface", b.tag("operation", b.text("inMessageRef", "m"), b.text("outMessageRef", "m2"), b.text("errorRef", "er"), id="op", name="o",
                       implementationRef="x"), id="if", name="i", implementationRef="x"),
    "resource": b.tag("resource", b.tag("resourceParameter", id="rp", name="p", type="it", isRequired="true"), id="re", name="r"),
    "end point": b.tag("endPoint", id="ep"),
    "partners": b.tag("partnerEntity", b.text("participantRef", "pa"), id="pe", name="x") + b.tag("partnerRole", b.text("participantRef", "pa"), id="pr", name="y"),
    "relationship": b.tag("relationship", b.text("source", "s"), b.text("target", "e"), id="rl", type="t", direction="None"),
    "extension": b.tag("extension", definition="x", mustUnderstand="false"),
    "correlation property": b.tag("correlationProperty", b.tag("correlationPropertyRetrievalExpression", b.text("messagePath", "x"), id="ce", messageRef="m"), id="cp", name="n", type="it"),
    "choreography": b.tag("choreography", b.tag("participant", id="pa", name="A"), b.tag("choreographyTask", b.text("participantRef", "pa"), b.text("messageFlowRef", "mf"), id="ct",
                          initiatingParticipantRef="pa", loopType="None"), b.tag("subChoreography", id="sc"), b.tag("callChoreography", b.tag("participantAssociation",
                          b.text("innerParticipantRef", "pa"), b.text("outerParticipantRef", "pa"), id="pas"), id="cc", calledChoreographyRef="x"), id="ch", name="c", isClosed="false"),
    "global choreography task": b.tag("globalChoreographyTask", id="gct", initiatingParticipantRef="pa"),
    "global conversation": b.tag("globalConversation", id="gc"),
    "conversations": b.tag("collaboration", b.tag("participant", b.tag("participantMultiplicity", minimum="0", maximum="2"), b.text("interfaceRef", "if"), b.text("endPointRef", "ep"),
                           id="pa", name="A"), b.tag("conversation", id="co", name="c"), b.tag("subConversation", id="su"), b.tag("callConversation", id="cl", calledCollaborationRef="x"),
                           b.tag("conversationAssociation", id="coa", innerConversationNodeRef="co", outerConversationNodeRef="su"),
                           b.tag("conversationLink", id="cln", name="n", sourceRef="pa", targetRef="co"),
                           b.tag("messageFlowAssociation", id="mfa", innerMessageFlowRef="x", outerMessageFlowRef="x"), b.text("choreographyRef", "ch"), id="col", name="c", isClosed="true"),
    "global tasks": b.tag("globalTask", id="g1", name="g") + b.tag("globalUserTask", id="g2", implementation="##unspecified") + b.tag("globalManualTask", id="g3")
    + b.tag("globalScriptTask", id="g4", scriptLanguage="x") + b.tag("globalBusinessRuleTask", id="g5", implementation="##unspecified"),
}  # fmt: skip
_IN_A_TASK = {
    "property of a task": b.tag("property", id="tp", name="weight"),
    "rendering": b.tag("rendering", id="rn"),
    "data association": b.tag("property", id="tp", name="x") + b.tag("dataInputAssociation", b.text("sourceRef", "dr"), b.text("targetRef", "tp"), id="di")
    + b.tag("dataOutputAssociation", b.text("targetRef", "dr"), id="dou"),
    "where flows are listed twice": b.text("incoming", "f_1") + b.text("outgoing", "f_2"),
    "documentation of a task": b.tag("documentation", "words"),
}  # fmt: skip

for _name, _part in _IN_A_PROCESS.items():
    _add(_name, inside=_part)
for _name, _part in _AT_THE_ROOT.items():
    _add(_name, root=_part)
for _name, _part in _IN_A_TASK.items():
    _add(_name, task=_part)
_add(
    "attributes of the process",
    processType="Private",
    isClosed="true",
    definitionalCollaborationRef="col",
    name="a process",
)
GROUP.put("drawing: what a task is implemented with", b.diagram(b.start(), b.end(), b.user("u", implementation="##WebService"),
          b.chain("s", "u", "e")), plays=_PLAY, left="s u e")  # fmt: skip
GROUP.put("drawing: implementations and operations", b.diagram(b.start(), b.end(), b.user("u"), b.service("x").replace("<bpmn:serviceTask", '<bpmn:serviceTask implementation="x" operationRef="op"'),
          b.tag("sendTask", id="y", messageRef="m", implementation="x", operationRef="op"), b.tag("receiveTask", id="z", messageRef="m", implementation="x", operationRef="op"),
          b.tag("businessRuleTask", id="w", camunda_decisionRef="d", camunda_resultVariable="r", implementation="x"),
          b.catch("c", b.tag("messageEventDefinition", b.text("operationRef", "op"), messageRef="m")), b.chain("s", "u", "x", "y", "z", "w", "c", "e")),
          plays="u; u: x; x: z; >msg: w; w: c; >msg: completed")  # fmt: skip
GROUP.put("drawing: directions of gateways", b.diagram(b.start(), b.end(), b.tag("parallelGateway", id="g", gatewayDirection="Diverging"), b.tag("parallelGateway", id="j",
          gatewayDirection="Converging"), b.users("u", "v"), b.chain("s", "g", "u", "j", "e"), b.chain("g", "v", "j")), plays="u v; u: v; v: completed")  # fmt: skip
GROUP.put(
    "drawing: a flow that is immediate",
    _file().replace(b'id="f_1"', b'id="f_1" isImmediate="true"'),
    plays=_PLAY,
    left="s u e",
)
GROUP.put("drawing: types of an expression", b.diagram(b.start(), b.end(), b.gateway("exclusive", "g", "fd"), b.user("u"), b.chain("s", "g"), b.flow("g", "u", "true").replace(
          "<bpmn:conditionExpression", '<bpmn:conditionExpression language="feel" evaluatesToTypeRef="it"'), b.flow("g", "e", flow_id="fd"), b.chain("u", "e")), plays=_PLAY)  # fmt: skip
GROUP.put(
    "drawing: how a transaction is given up",
    b.diagram(
        b.start(),
        b.end(),
        b.subprocess("x", b.user("u"), kind="transaction", method="##Store"),
        b.chain("s", "x", "e"),
    ),
    plays=_PLAY,
)
GROUP.put("drawing: what messages, signals, errors and escalations carry", b.definitions(b.tag("message", id="m", name="msg", itemRef="it"), b.tag("signal", id="sg", name="sig", structureRef="it"),
          b.tag("error", id="er", name="er", errorCode="E1", structureRef="it"), b.tag("escalation", id="esc", name="x", escalationCode="X1", structureRef="it"),
          b.process(b.start(), b.end(), b.user("u"), b.chain("s", "u", "e"))), plays=_PLAY)  # fmt: skip
_CALLED = b.process(b.start("qs", b.message("m2")), b.end("qe"), b.chain("qs", "qe"), process_id="q")
GROUP.put("pools and the messages between them", b.definitions(b.ROOTS, b.tag("collaboration", b.tag("participant", id="pa", name="A", processRef="p"), b.tag("participant", id="pb", name="B",
          processRef="q"), b.tag("messageFlow", id="mf", name="hand over", sourceRef="t", targetRef="qs", messageRef="m2"), id="col"),
          b.process(b.start(), b.end(), b.throw("t", b.message("m2")), b.user("u"), b.chain("s", "t", "u", "e")), _CALLED), plays=_PLAY, sent=("msg2",))  # fmt: skip
