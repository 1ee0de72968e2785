"""Ordinary files are played as BPMN 2.0 says; what they leave unsaid is remarked, what cannot be run is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from engine import rehearsals
from tests.diagrams import builder as b
from tests.engine.rehearsals import ordinary as o
from tests.engine.rehearsals.ordinary import E, S, event, flow, node, one, row, tasks

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MESSAGE = node("message", "M", name="hello")
ERROR = node("error", "X", name="boom", errorCode="B1")


def play(
    content: bytes,
    script: str | None = None,
    variables: Mapping[str, Any] | None = None,
    beside: Mapping[str, bytes] | None = None,
    process: str | None = None,
) -> rehearsals.Played:
    steps = None if script is None else rehearsals.read_script(script.encode())
    files = {**(beside or {}), "x.bpmn": content}
    return rehearsals.play(files, "x.bpmn", process_id=process, variables=variables, script=steps, now=NOW)


def left(played: rehearsals.Played) -> str:
    return " ".join(mark.element for mark in played.trace if mark.what == "left")


@dataclass(frozen=True)
class Case:
    """A file, what it starts with, and what must come of it: the elements left in order, and how it ends."""

    name: str
    content: bytes
    way: str
    ended: str = "completed"
    script: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    remarks: frozenset[str] = frozenset()


def timer(kind: str, content: str) -> str:
    return event("timer", o.text(f"time{kind}", content))


FORK = node("parallelGateway", "G") + node("parallelGateway", "J")
XOR = node("exclusiveGateway", "G")
SUB = node(
    "subProcess",
    "SP",
    node("startEvent", "S1"),
    node("endEvent", "E1", event("error", errorRef="X")),
    row("S1", "E1"),
)
ALTERNATIVES = (
    node("eventBasedGateway", "G")
    + node("intermediateCatchEvent", "C", event("message", messageRef="M"))
    + node("intermediateCatchEvent", "T", timer("Duration", "PT1H"))
    + flow("S", "G") + row("G", "C", "E") + row("G", "T", "E")
)  # fmt: skip

CASES = [
    Case("a drawing of plain tasks", one(S, E, tasks("A", "B"), row("S", "A", "B", "E")), "S A B E"),
    Case("not said to be executable", o.file(o.process(S, E, tasks("A"), row("S", "A", "E"), executable=None)), "S A E"),
    Case("ids that the engine keeps for itself",
         one(node("startEvent", "Start"), node("endEvent", "End"), tasks("Root"), row("Start", "Root", "End")), "Start Root End"),
    Case("parallel branches", one(S, E, FORK, tasks("A", "B"), row("S", "G", "A", "J", "E"), row("G", "B", "J")), "S G A B J E"),
    Case("a choice without a default flow",
         one(S, E, XOR, tasks("A", "B"), flow("S", "G"), flow("G", "A", "= n > 1"), flow("G", "B", "= n <= 1"), row("A", "E"), row("B", "E")),
         "S G B E", given={"n": 1}),
    Case("no condition holds",
         one(S, E, XOR, tasks("A", "B"), flow("S", "G"), flow("G", "A", "n > 1"), flow("G", "B", "n > 2"), row("A", "E"), row("B", "E")),
         "S", "error", given={"n": 1}),
    Case("a choice without conditions takes the first flow",
         one(S, E, XOR, tasks("A", "B"), row("S", "G", "A", "E"), row("G", "B", "E")), "S G A E", remarks=frozenset({"no_condition"})),
    Case("a default flow's condition does not count",
         one(S, E, node("exclusiveGateway", "G", default="d"), tasks("A", "B"), flow("S", "G"), flow("G", "A", "n > 1"),
             flow("G", "B", "n > 5", "d"), row("A", "E"), row("B", "E")),
         "S G B E", given={"n": 1}, remarks=frozenset({"default_condition"})),
    Case("an inclusive choice",
         one(S, E, node("inclusiveGateway", "G"), node("inclusiveGateway", "J"), tasks("A", "B", "C"), flow("S", "G"),
             flow("G", "A", "n > 1"), flow("G", "B", "n > 2"), flow("G", "C", "n > 3"), row("A", "J"), row("B", "J"), row("C", "J", "E")),
         "S G A B J E", given={"n": 3}),
    Case("a service task is work outside", one(S, E, node("serviceTask", "A"), row("S", "A", "E")), "S A E",
         remarks=frozenset({"work_outside"})),
    Case("a result into its variable",
         one(S, E, node("serviceTask", "A", camunda_class="org.x.Y", camunda_resultVariable="r"), row("S", "A", "E")), "S A E",
         script='[[step]]\nfinish = "A"\nresult = 5', values={"r": 5}),
    Case("a business rule without a decision", one(S, E, node("businessRuleTask", "A"), row("S", "A", "E")), "S A E"),
    Case("a decision that is nowhere waits",
         one(S, E, node("businessRuleTask", "A", camunda_decisionRef="fee", camunda_resultVariable="fee"), row("S", "A", "E")),
         "S", "waiting", remarks=frozenset({"decision_outside"})),
    Case("a decision made by the script",
         one(S, E, node("businessRuleTask", "A", o.zeebe('calledDecision decisionId="fee" resultVariable="fee"')), row("S", "A", "E")),
         "S A E", script='[[step]]\nfinish = "A"\nresult = 7', values={"fee": 7}),
    Case("a script in FEEL", one(S, E, node("scriptTask", "A", "<bpmn:script>a = 1 + 1</bpmn:script>", scriptFormat="feel"), row("S", "A", "E")),
         "S A E", values={"a": 2}),
    Case("a script of Camunda 8", one(S, E, node("scriptTask", "A", o.zeebe('script expression="=n * 2" resultVariable="d"')), row("S", "A", "E")),
         "S A E", given={"n": 4}, values={"d": 8}),
    Case("an empty script", one(S, E, node("scriptTask", "A"), row("S", "A", "E")), "S A E", remarks=frozenset({"script_empty"})),
    Case("a service task of Camunda 8",
         one(S, E, node("serviceTask", "A", '<bpmn:extensionElements><zeebe:taskDefinition type="pay"/><zeebe:ioMapping>'
             '<zeebe:output source="=paid" target="ok"/></zeebe:ioMapping></bpmn:extensionElements>'), row("S", "A", "E")),
         "S A E", script='[[step]]\nfinish = "A"\nresult = { paid = true }', values={"ok": True}),
    Case("several items, in Camunda 8's words",
         one(S, E, node("userTask", "A", '<bpmn:multiInstanceLoopCharacteristics isSequential="true">'
             + o.zeebe('loopCharacteristics inputCollection="=[1, 2]" inputElement="i" outputCollection="all" outputElement="=r"')
             + "</bpmn:multiInstanceLoopCharacteristics>"), row("S", "A", "E")),
         "S A A E", script='[[step]]\ncomplete = "A"\nvalues = { r = 10 }\n[[step]]\ncomplete = "A"\nitem = 2\nvalues = { r = 20 }',
         values={"all": [10, 20]}),
    Case("a number of items", one(S, E, node("userTask", "A", "<bpmn:multiInstanceLoopCharacteristics>" + o.text("loopCardinality", "3")
         + "</bpmn:multiInstanceLoopCharacteristics>"), row("S", "A", "E")), "S A A A E"),
    Case("a standard loop", one(S, E, node("task", "A", '<bpmn:standardLoopCharacteristics loopMaximum="3"/>'), row("S", "A", "E")), "S A A A E"),
    Case("messages without names",
         one(node("startEvent", "S", event("message")), node("intermediateCatchEvent", "C", event("message")),
             node("endEvent", "E", event("message")), row("S", "C", "E")),
         "S C E", script='[[step]]\nmessage = "C"\nvalues = { a = 1 }', values={"a": 1}, remarks=frozenset({"message_named"})),
    Case("send and receive", one(S, E, node("sendTask", "A"), node("receiveTask", "B"), row("S", "A", "B", "E")), "S A", "waiting"),
    Case("a message start", o.file(MESSAGE, o.process(node("startEvent", "S", event("message", messageRef="M")), E, tasks("A"), row("S", "A", "E"))), "S A E"),
    Case("a timer start", one(node("startEvent", "S", timer("Cycle", "R/P1D")), E, tasks("A"), row("S", "A", "E")), "S A E"),
    Case("several starts, the plain one",
         one(S, node("startEvent", "S2", timer("Duration", "P1D")), E, tasks("A", "B"), row("S", "A", "E"), row("S2", "B", "E")), "S A E"),
    Case("several plain starts, the first",
         one(S, node("startEvent", "S2"), E, tasks("A", "B"), row("S", "A", "E"), row("S2", "B", "E")), "S A E", remarks=frozenset({"start_chosen"})),
    Case("no plain start, the first of the others",
         one(node("startEvent", "S1", timer("Duration", "P1D")), node("startEvent", "S2", event("signal")), E, tasks("A", "B"),
             row("S1", "A", "E"), row("S2", "B", "E")), "S1 A E", remarks=frozenset({"start_chosen"})),
    Case("two starts by one message, the one of the script",  # the other one of that message was begun at
         o.file(MESSAGE, o.process(node("startEvent", "S1", event("message", messageRef="M")), node("startEvent", "S2", event("message", messageRef="M")), E,
                                   tasks("A", "B"), row("S1", "A", "E"), row("S2", "B", "E"))),
         "S1 A E", script='[start]\nevent = "S1"\n[[step]]\ncomplete = "A"'),
    Case("shapes that nothing leads to", one(S, E, tasks("A", "X", "Y"), row("S", "A", "E"), row("X", "Y")), "S A E", remarks=frozenset({"unreachable"})),
    Case("code that listens",
         one(S, E, node("userTask", "A", '<bpmn:extensionElements><camunda:taskListener class="x.Y" event="create"/></bpmn:extensionElements>'), row("S", "A", "E")),
         "S A E", remarks=frozenset({"listener"})),
    Case("a condition in JUEL",
         one(S, E, XOR, tasks("A"), flow("S", "G"), flow("G", "A", "${n == 1 && kind ne 'x'}", "f"), flow("G", "E", "${!(n == 1)}"), row("A", "E")),
         "S G A E", given={"n": 1, "kind": "y"}, remarks=frozenset({"expression_translated"})),
    Case("a condition in JUEL on what is no such thing",
         one(S, E, XOR, tasks("A"), flow("S", "G"), flow("G", "A", "${n == 1}", "f"), flow("G", "E"), row("A", "E")), "S", "error", given={"n": "1"}),
    Case("a language by its name",
         one(S, E, XOR, tasks("A"), flow("S", "G"), flow("G", "A", "n > 0", "f").replace("<bpmn:conditionExpression", '<bpmn:conditionExpression language="python"'),
             flow("G", "E"), row("A", "E")), "S G A E", given={"n": 1}, remarks=frozenset({"expression_translated"})),
    Case("how many items are enough, in JUEL",
         one(S, E, node("userTask", "A", "<bpmn:multiInstanceLoopCharacteristics>" + o.text("loopCardinality", "3")
             + o.text("completionCondition", "${nrOfCompletedInstances == 2}") + "</bpmn:multiInstanceLoopCharacteristics>"), row("S", "A", "E")), "S A A E"),
    Case("a condition that is empty", # was taken for one, so that the flow had none in the end
         one(S, E, XOR, tasks("A"), flow("S", "G"), flow("G", "A", "", "f"), flow("G", "E"), row("A", "E")), "S G A E", remarks=frozenset({"no_condition"})),
    Case("a script in JavaScript is work outside",
         one(S, E, node("scriptTask", "A", "<bpmn:script>a = 1;</bpmn:script>", scriptFormat="javascript", camunda_resultVariable="r"), row("S", "A", "E")),
         "S A E", script='[[step]]\nfinish = "A"\nresult = 5', values={"r": 5}, remarks=frozenset({"script_outside"})),
    Case("a script in no language that is named",
         one(S, E, node("scriptTask", "A", "<bpmn:script>return { a: 1 };</bpmn:script>"), row("S", "A", "E")), "S A E", remarks=frozenset({"script_outside"})),
    Case("several items, in Flowable's words",
         one(S, E, node("userTask", "A", '<bpmn:multiInstanceLoopCharacteristics xmlns:flowable="http://flowable.org/bpmn" flowable:collection="xs" flowable:elementVariable="x"/>'
             '<bpmn:extensionElements><flowable:taskListener xmlns:flowable="http://flowable.org/bpmn" class="x.Y"/></bpmn:extensionElements>'), row("S", "A", "E")),
         "S A A E", given={"xs": [1, 2]}, remarks=frozenset({"listener"})),
    Case("a timer that does not say when", one(S, E, node("intermediateCatchEvent", "T", event("timer")), row("S", "T", "E")), "S T E",
         remarks=frozenset({"timer_assumed"})),
    Case("a timer beside a task that does not say when",
         one(S, E, tasks("A"), node("endEvent", "E2"), node("boundaryEvent", "B", event("timer", "<bpmn:timeDuration/>"), attachedToRef="A"),
             row("S", "A", "E"), row("B", "E2")), "S B E2", script='[[step]]\nadvance = "P1D"'),
    Case("an event without its condition",
         one(S, E, tasks("A", "K"), node("parallelGateway", "G"), node("endEvent", "E2"),
             node("boundaryEvent", "B-1", event("conditional", "<bpmn:condition/>"), attachedToRef="A"),
             row("S", "G", "A", "E"), row("G", "K", "E"), row("B-1", "E2")), "S G K B-1 E E2",
         script='[[step]]\ncomplete = "K"\nvalues = { B_1 = true }', remarks=frozenset({"condition_named"})),
    Case("markers that do not say how often",
         one(S, E, node("task", "A", "<bpmn:multiInstanceLoopCharacteristics/>"), node("task", "B", "<bpmn:standardLoopCharacteristics/>"),
             row("S", "A", "B", "E")), "S A B E", remarks=frozenset({"repetition_assumed"})),
    Case("a subprocess and a call of which nothing is drawn",
         one(S, E, node("subProcess", "SP"), node("callActivity", "C", calledElement=""), row("S", "SP", "C", "E")), "S SP C E",
         remarks=frozenset({"work_outside"})),
    Case("a gateway that begins the process", one(E, ALTERNATIVES.replace('id="G"', 'id="G" instantiate="true"').replace(flow("S", "G"), "")), "G C E",
         script='[[step]]\nmessage = "C"'),
    Case("a collection that comes in by an association, as jBPM writes it",
         one(S, E, node("userTask", "A",
             '<bpmn:ioSpecification><bpmn:dataInput id="in"/><bpmn:dataInput id="title"/><bpmn:inputSet/><bpmn:outputSet/></bpmn:ioSpecification>'
             "<bpmn:dataInputAssociation><bpmn:sourceRef>xs</bpmn:sourceRef><bpmn:targetRef>in</bpmn:targetRef></bpmn:dataInputAssociation>"
             "<bpmn:dataInputAssociation><bpmn:targetRef>title</bpmn:targetRef><bpmn:assignment><bpmn:from>A</bpmn:from><bpmn:to>title</bpmn:to>"
             "</bpmn:assignment></bpmn:dataInputAssociation><bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>in</bpmn:loopDataInputRef>"
             '<bpmn:inputDataItem id="x"/></bpmn:multiInstanceLoopCharacteristics>'), row("S", "A", "E")),
         "S A A E", given={"xs": [1, 2]}, remarks=frozenset({"data_drawn"})),
    Case("a connector of Camunda 8",
         one(S, E, node("serviceTask", "A", '<bpmn:extensionElements><zeebe:taskDefinition type="io.camunda:http-json:1"/><zeebe:executionListeners>'
             '<zeebe:executionListener eventType="start" type="x"/></zeebe:executionListeners></bpmn:extensionElements>',
             zeebe_modelerTemplate="io.camunda.connectors.HttpJson.v2", zeebe_modelerTemplateIcon="data:x"), row("S", "A", "E")), "S A E",
         remarks=frozenset({"listener"})),
    Case("a correlation key, as SpiffWorkflow writes it",
         o.file('<bpmn:collaboration id="CO"><bpmn:participant id="PA" processRef="Process_1"/><bpmn:correlationKey id="K" name="main"/></bpmn:collaboration>',
                o.process(S, E, node("receiveTask", "A"), row("S", "A", "E"))), "S A E", script='[[step]]\nmessage = "A"',
         remarks=frozenset({"correlation_ignored"})),
    Case("functions and own names of FEEL that hold a space",  # were taken for variables that nobody set
         one(S, E, XOR, tasks("A"), flow("S", "G"),
             flow("G", "A", 'starts with(n, "x") and string length(n) = 2 and count(for the item in [1, 2] return the item) = 2', "f"),
             flow("G", "E", "list contains([1], 2)"), row("A", "E")), "S G A E", given={"n": "xy"}),
    Case("a way that the script chooses",
         one(S, E, node("exclusiveGateway", "G", default="d"), tasks("A", "B"), flow("S", "G"), flow("G", "A", "${x.isFine()}", "f"), flow("G", "B", None, "d"),
             row("A", "E"), row("B", "E")), "S G A E", script='[ways]\nG = "f"\n[[step]]\ncomplete = "A"'),
    Case("a way for each turn",
         one(S, E, tasks("A"), XOR, row("S", "A", "G"), flow("G", "A", "no", "back"), flow("G", "E", "yes", "on")), "S A G A G A G E",
         script='[ways]\nG = ["back", "back", "on"]\n' + '[[step]]\ncomplete = "A"\n' * 3),
    Case("several ways at once",
         one(S, E, node("inclusiveGateway", "G"), node("inclusiveGateway", "J"), tasks("A", "B", "C"), row("S", "G", "A", "J", "E"), row("G", "B", "J"),
             row("G", "C", "J")), "S G A C J E", script='[ways]\nG = [["G_A", "G_C"]]\n[[step]]\ncomplete = "A"\n[[step]]\ncomplete = "C"'),
    Case("several starts, the one of the script",
         one(S, node("startEvent", "S2", timer("Duration", "P1D")), E, tasks("A", "B"), row("S", "A", "E"), row("S2", "B", "E")),
         "S2 B E", script='[start]\nevent = "S2"\n[[step]]\ncomplete = "B"'),
    Case("an event gateway, time passes", o.file(MESSAGE, o.process(S, E, ALTERNATIVES)), "S G T E"),
    Case("an event gateway, the message comes", o.file(MESSAGE, o.process(S, E, ALTERNATIVES)), "S G C E",
         script='[[step]]\nadvance = "PT59M"\n[[step]]\nmessage = "hello"'),
    Case("an event gateway, too late", o.file(MESSAGE, o.process(S, E, ALTERNATIVES)), "S G T E", script='[[step]]\nadvance = "next"'),
    Case("an error out of a subprocess",
         o.file(ERROR, o.process(S, E, SUB, tasks("H"), node("boundaryEvent", "B", event("error", errorRef="X"), attachedToRef="SP"),
                row("S", "SP", "E"), row("B", "H", "E"))), "S S1 E1 B H E"),
    Case("an error that nothing catches", o.file(ERROR, o.process(S, E, SUB, row("S", "SP", "E"))), "S S1 E1", "error"),
    Case("an error without a code", one(S, node("endEvent", "E", event("error")), row("S", "E")), "S E", "error"),
    Case("a job's error at its edge",
         o.file(ERROR, o.process(S, E, node("serviceTask", "A"), tasks("H"), node("boundaryEvent", "B", event("error", errorRef="X"), attachedToRef="A"),
                row("S", "A", "E"), row("B", "H", "E"))), "S B H E",
         script='[[step]]\nerror = "A"\ncode = "B1"\n[[step]]\ncomplete = "H"'),
    Case("a job's error that nothing catches", one(S, E, node("serviceTask", "A"), row("S", "A", "E")), "S", "error",
         script='[[step]]\nerror = "A"\ncode = "B1"'),
    Case("terminated", one(S, E, node("endEvent", "X", event("terminate")), node("parallelGateway", "G"), tasks("A", "B"), row("S", "G", "A", "E"), row("G", "B", "X")),
         "S G B X", "terminated", script='[[step]]\ncomplete = "B"'),
    Case("terminated in a subprocess only",
         one(S, E, node("subProcess", "SP", node("startEvent", "S1"), node("endEvent", "X", event("terminate")), row("S1", "X")), row("S", "SP", "E")),
         "S S1 X SP E"),
    Case("a deadlock",
         one(S, E, node("exclusiveGateway", "G", default="d"), node("parallelGateway", "J"), tasks("A", "B"), flow("S", "G"), flow("G", "A", "false"),
             flow("G", "B", None, "d"), row("A", "J", "E"), row("B", "J")), "S G B", "waiting"),
    Case("a reminder beside a task",
         one(S, E, tasks("A", "R"), node("endEvent", "E2"), node("boundaryEvent", "B", timer("Cycle", "R2/P1D"), attachedToRef="A", cancelActivity="false"),
             row("S", "A", "E"), row("B", "R", "E2")),
         "S B B R E2 R E2 A E",
         script='[[step]]\nadvance = "P5D"\n[[step]]\ncomplete = "R"\n[[step]]\ncomplete = "R"\n[[step]]\ncomplete = "A"'),
    Case("a signal", o.file(node("signal", "Sg", name="go"), o.process(S, E, node("intermediateCatchEvent", "C", event("signal", signalRef="Sg")), row("S", "C", "E"))),
         "S C E", script='[[step]]\nsignal = "go"'),
    Case("a correlation key of Camunda 8",
         o.file(node("message", "M", '<bpmn:extensionElements><zeebe:subscription correlationKey="=order"/></bpmn:extensionElements>', name="hello"),
                o.process(S, E, node("receiveTask", "B", messageRef="M"), row("S", "B", "E"))),
         "S B E", given={"order": 7}, script='[[step]]\nmessage = "hello"\nkey = "7"'),
    Case("data objects", one(S, E, '<bpmn:dataObject id="DO"/><bpmn:dataObjectReference id="DR" dataObjectRef="DO"/>',
         node("task", "A", '<bpmn:ioSpecification><bpmn:inputSet/><bpmn:outputSet/></bpmn:ioSpecification>'), row("S", "A", "E")), "S A E",
         remarks=frozenset({"data_drawn"})),
    Case("flows without ids", one(S, E, tasks("A"), '<bpmn:sequenceFlow sourceRef="S" targetRef="A"/>', row("A", "E")), "S A E"),
    Case("a choice whose flows have no ids",  # their conditions were taken for those of default flows
         one(S, E, XOR, tasks("A", "B"), *(
             f'<bpmn:sequenceFlow sourceRef="{a}" targetRef="{z}">{c and o.text("conditionExpression", c)}</bpmn:sequenceFlow>'
             for a, z, c in [("S", "G", ""), ("G", "A", "n > 1"), ("G", "B", "n <= 1"), ("A", "E", ""), ("B", "E", "")])),
         "S G B E", given={"n": 1}),
    Case("two flows without ids between the same shapes",
         one(S, E, FORK, *(f'<bpmn:sequenceFlow sourceRef="{a}" targetRef="{z}"/>' for a, z in ["SG", "GJ", "GJ", "JE"])), "S G J E"),
    Case("an id that ends as the engine's own do", one(S, E, tasks("A.EndJoin"), flow("S", "A.EndJoin", None, "f"), flow("A.EndJoin", "E", None, "g")), "S A.EndJoin E"),
    Case("a receive task that begins the process",
         o.file(MESSAGE, o.process(E, node("receiveTask", "A", messageRef="M", instantiate="true"), row("A", "E"))), "A E",
         script='[[step]]\nmessage = "hello"'),
    Case("no start and no end drawn", one(tasks("A", "B"), row("A", "B")), "A B"),
    Case("several flows out of a task", one(S, E, tasks("A", "B", "C"), row("S", "A", "B", "E"), row("A", "C", "E")), "S A B E C E"),
    Case("an event subprocess beside a task",
         one(S, E, tasks("A"), row("S", "A", "E"), node("subProcess", "ES", node("startEvent", "S1", timer("Duration", "PT1H"), isInterrupting="false"),
             tasks("R"), node("endEvent", "E1"), row("S1", "R", "E1"), triggeredByEvent="true")), "S S1 R E1 ES A E",
         script='[[step]]\nadvance = "next"\n[[step]]\ncomplete = "R"\n[[step]]\ncomplete = "A"'),
    Case("one timer after the other, each at its own time",
         one(S, E, node("intermediateCatchEvent", "T1", timer("Duration", "P1D")), node("intermediateCatchEvent", "T2", timer("Duration", "P1D")),
             row("S", "T1", "T2", "E")), "S T1 T2 E", script='[[step]]\nadvance = "P2D"'),
    Case("links", one(S, E, tasks("A"), node("intermediateThrowEvent", "T", event("link", name="x")),
         node("intermediateCatchEvent", "C", event("link", name="x")), row("S", "T"), row("C", "A", "E")), "S T C A E"),
    Case("lanes", one('<bpmn:laneSet id="LS"><bpmn:lane id="L1"><bpmn:flowNodeRef>A</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>', S, E, tasks("A"),
         row("S", "A", "E")), "S A E"),
    Case("ways back", one(S, E, tasks("A"), XOR, row("S", "A", "G"), flow("G", "A", "not(done)"), flow("G", "E", "done")), "S A G A G E",
         script='[[step]]\ncomplete = "A"\nvalues = { done = false }\n[[step]]\ncomplete = "A"\nvalues = { done = true }'),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_ordinary_file_goes_as_bpmn_says(case: Case) -> None:
    played = play(case.content, case.script, case.given)

    assert (left(played), played.ended) == (case.way, case.ended)
    assert {name: played.variables.get(name) for name in case.values} == case.values
    assert case.remarks <= {remark.code for remark in played.remarks}


REFUSED = {
    "a script that says FEEL and is none": (
        one(S, E, node("scriptTask", "A", "<bpmn:script>return 1</bpmn:script>", scriptFormat="feel"), row("S", "A", "E")), "expression", "A"),
    "a condition that another language's operators do not make FEEL": (
        one(S, E, XOR, tasks("A"), flow("S", "G"), flow("G", "A", "${n == 1 ? }", "f"), flow("G", "E"), row("A", "E")), "expression", "f"),
    "a condition in JUEL that reads as FEEL": (
        one(S, E, XOR, tasks("A"), flow("S", "G"), flow("G", "A", "${empty n}", "f"), flow("G", "E"), row("A", "E")), "expression_language", "f"),
    "a method": (one(S, E, XOR, tasks("A"), flow("S", "G"), flow("G", "A", '${n.equals("y")}', "f"), flow("G", "E"), row("A", "E")), "expression_language", "f"),
    "a function of Python": (one(S, E, XOR, tasks("A"), flow("S", "G"), flow("G", "A", "len(n) > 0", "f"), flow("G", "E"), row("A", "E")), "expression_language", "f"),
    "a language by its name": (
        one(S, E, XOR, tasks("A"), flow("S", "G"), flow("G", "A", "n.size() > 0", "f").replace("<bpmn:conditionExpression", '<bpmn:conditionExpression language="groovy"'),
            flow("G", "E"), row("A", "E")), "expression_language", "f"),
    "a called process that is nowhere": (one(S, E, node("callActivity", "A", calledElement="Other"), row("S", "A", "E")), "called_missing", "A"),
    "a called process that only a message begins": (
        o.file(MESSAGE, o.process(S, E, node("callActivity", "A", calledElement="Q"), row("S", "A", "E")),
               o.process(node("startEvent", "S1", event("message", messageRef="M")), tasks("T"), row("S1", "T"), process_id="Q")),
        "called_without_start", "A"),
    "a called process by expression": (one(S, E, node("callActivity", "A", calledElement="${which}"), row("S", "A", "E")), "called_dynamic", "A"),
    "a complex gateway": (one(S, E, node("complexGateway", "A"), row("S", "A", "E")), "element_unsupported", "A"),
    "no process": (o.file(), "process_missing", None),
    "no XML": (b"<bpmn", "xml.malformed", None),
    "an entity": (b'<!DOCTYPE x [<!ENTITY a "b">]><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "xml.doctype", None),
}  # fmt: skip


@pytest.mark.parametrize(("content", "code", "element"), REFUSED.values(), ids=REFUSED.keys())
def test_what_would_run_otherwise_is_refused_where_it_stands(
    content: bytes, code: str, element: str | None
) -> None:
    with pytest.raises(rehearsals.RehearsalRefused) as refused:
        play(content)

    assert (code, element) in [(found.code, found.element) for found in refused.value.findings]


@pytest.mark.parametrize(
    ("ways", "element"),
    [('G = "G_A"', "G"), ('H = "G_E"', "H"), ('A = "A_E"', "A"), ('G = ["G_E", "A_E"]', "G")],
)
def test_a_way_that_is_not_there_is_refused(ways: str, element: str) -> None:
    content = one(S, E, XOR, tasks("A"), row("S", "A", "G", "E"))

    with pytest.raises(rehearsals.RehearsalRefused) as refused:
        play(content, f"[ways]\n{ways}")

    assert [(found.code, found.element) for found in refused.value.findings] == [("way_unknown", element)]


@pytest.mark.parametrize(
    "ways", ["ways = 1", "[ways]\nG = 1", "[ways]\nG = []", "[ways]\nG = [[]]", "[ways]\nG = [1]"]
)
def test_ways_are_ids_of_flows(ways: str) -> None:
    with pytest.raises(rehearsals.ScriptRefused):
        rehearsals.read_script(ways.encode())


CALLED = o.file(o.process(S, tasks("T"), E, row("S", "T", "E"), process_id="Called"))


def test_a_called_process_lies_beside_the_file_and_may_use_the_same_ids() -> None:
    played = play(
        one(S, E, node("callActivity", "A", calledElement="Called"), row("S", "A", "E")),
        beside={"y.bpmn": CALLED},
    )

    assert played.ended == "completed"
    assert [(m.element, m.process) for m in played.trace if m.what == "left"] == [
        ("S", None), ("S", "Called"), ("T", "Called"), ("E", "Called"), ("A", None), ("E", None),
    ]  # fmt: skip


def test_a_call_that_hands_over_every_variable_does_what_ours_do() -> None:
    mappings = '<bpmn:extensionElements><camunda:in variables="all"/><camunda:out variables="all"/><camunda:in businessKey="#{k}"/></bpmn:extensionElements>'
    content = one(S, E, node("callActivity", "A", mappings, calledElement="Called"), row("S", "A", "E"))

    played = play(content, '[[step]]\ncomplete = "T"\nvalues = { a = 1 }', beside={"y.bpmn": CALLED})

    assert (played.ended, played.variables) == ("completed", {"a": 1})


def test_a_call_that_hands_over_variables_by_their_names_shares_them_all() -> None:
    mappings = '<bpmn:extensionElements><camunda:in source="a" target="a"/><camunda:out source="b" target="b"/></bpmn:extensionElements>'
    content = one(S, E, node("callActivity", "A", mappings, calledElement="Called"), row("S", "A", "E"))

    played = play(
        content, '[[step]]\ncomplete = "T"\nvalues = { b = 2 }', {"a": 1}, beside={"y.bpmn": CALLED}
    )

    assert (played.ended, played.variables) == ("completed", {"a": 1, "b": 2})
    assert "variables_shared" in {remark.code for remark in played.remarks}


def test_a_call_that_renames_variables_is_refused() -> None:
    mappings = '<bpmn:extensionElements><camunda:in source="a" target="c"/></bpmn:extensionElements>'
    content = one(S, E, node("callActivity", "A", mappings, calledElement="Called"), row("S", "A", "E"))

    with pytest.raises(rehearsals.RehearsalRefused) as refused:
        play(content, beside={"y.bpmn": CALLED})

    assert [(found.code, found.element) for found in refused.value.findings] == [("call_mapping", "A")]


def test_a_called_process_that_two_files_draw_is_not_guessed() -> None:
    content = one(S, E, node("callActivity", "A", calledElement="Called"), row("S", "A", "E"))

    with pytest.raises(rehearsals.RehearsalRefused, match=r"y\.bpmn, z\.bpmn"):
        play(content, beside={"y.bpmn": CALLED, "z.bpmn": CALLED})


def test_broken_files_beside_that_nothing_asks_for_do_not_matter() -> None:
    played = play(
        one(S, E, tasks("A"), row("S", "A", "E")), beside={"y.bpmn": b"<", "z.dmn": b"<", "a.form": b"{"}
    )

    assert played.ended == "completed"


POOLS = o.file(
    '<bpmn:collaboration id="C"><bpmn:participant id="P1" processRef="Buyer"/><bpmn:participant id="P2" processRef="Seller"/>'
    '<bpmn:participant id="P3" name="black box"/><bpmn:messageFlow id="mf" sourceRef="A" targetRef="B"/></bpmn:collaboration>',
    MESSAGE,
    o.process(S, E, node("sendTask", "A", messageRef="M"), row("S", "A", "E"), process_id="Buyer"),
    o.process(node("startEvent", "S2"), node("receiveTask", "B", messageRef="M"), node("endEvent", "E2"), row("S2", "B", "E2"), process_id="Seller"),
)  # fmt: skip


def test_of_several_pools_one_is_named() -> None:
    with pytest.raises(rehearsals.RehearsalRefused, match="Buyer, Seller"):
        play(POOLS)

    buyer, seller = play(POOLS, process="Buyer"), play(POOLS, '[[step]]\nmessage = "hello"', process="Seller")

    assert (left(buyer), [one.name for one in buyer.sent]) == ("S A E", ["hello"])
    assert (left(seller), seller.ended) == ("S2 B E2", "completed")


def test_of_several_pools_the_only_executable_one_is_meant() -> None:
    content = POOLS.replace(b'id="Seller" isExecutable="false"', b'id="Seller" isExecutable="true"')

    assert play(content).process == "Seller"


def test_the_decisions_beside_a_file_are_asked() -> None:
    files = {"fee.dmn": (o_root() / "chung_thuc_ban_sao/phi_chung_thuc.dmn").read_bytes()}
    content = one(
        S,
        E,
        node("businessRuleTask", "A", camunda_decisionRef="certified_copy_fee", camunda_resultVariable="fee"),
        row("S", "A", "E"),
    )

    assert play(content, variables={"so_trang": 3, "so_ban": 2}, beside=files).variables["fee"] == 10000


def o_root() -> Any:
    from tests.bpmn.playing import ROOT

    return ROOT


def test_a_form_beside_a_file_is_answered_and_refuses_what_it_does_not_take() -> None:
    form = b'{"type": "default", "id": "f", "components": [{"type": "number", "key": "n", "id": "x", "label": "N", "validate": {"max": 5}}]}'
    content = one(S, E, node("userTask", "A", o.zeebe('formDefinition formId="f"')), row("S", "A", "E"))

    taken = play(content, '[[step]]\ncomplete = "A"\nanswers = { n = "4" }', beside={"f.form": form})
    with pytest.raises(rehearsals.StepFailed, match=r"step 1: .*f\.form#n"):
        play(content, '[[step]]\ncomplete = "A"\nanswers = { n = "6" }', beside={"f.form": form})

    assert taken.variables == {"n": 4}


def test_a_process_that_calls_itself_without_end_is_stopped() -> None:
    played = play(one(S, E, node("callActivity", "A", calledElement="Process_1"), row("S", "A", "E")))

    assert played.error is not None
    assert (played.ended, played.error.kind) == ("error", "endless")


def test_a_play_is_the_same_every_time() -> None:
    content = CASES[3].content

    assert play(content) == play(content)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ('[[step]]\ncomplete = "A"\nmessage = "x"', "step 1: needs exactly one of"),
        ('[[step]]\nsignal = "A"\nvalues = {}', "step 1: `signal` does not go with values"),
        ('[[step]]\ncomplete = 1', "step 1: complete is not a text"),
        ('[[step]]\ncomplete = "A"\nanswers = { n = 1 }', "step 1: answers are texts"),
        ("steps = 1", r"a script knows at, \[start\], \[ways\] and \[\[step\]\], not steps"),
        ('at = "soon"', "'soon' is not a date and time"),
        ("[start]\nwhere = 1", r"\[start\] knows event, message and values"),
        ("= 1", "no TOML"),
    ],
)  # fmt: skip
def test_a_script_that_is_not_one_is_refused(script: str, reason: str) -> None:
    with pytest.raises(rehearsals.ScriptRefused, match=reason):
        rehearsals.read_script(script.encode())


def test_the_builder_of_other_tests_writes_files_that_play() -> None:
    assert left(play(b.diagram(b.start(), b.end(), b.users("u"), b.chain("s", "u", "e")))) == "s u e"
