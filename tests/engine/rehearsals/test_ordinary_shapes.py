"""The rarer shapes in ordinary files, each played as BPMN 2.0 says: way, variables and ending worked out by hand."""

import pytest

from tests.engine.rehearsals import ordinary as o
from tests.engine.rehearsals.ordinary import E, S, event, flow, node, one, row, tasks
from tests.engine.rehearsals.test_ordinary import ERROR, MESSAGE, Case, left, play, timer

SIGNAL = node("signal", "Sg", name="go")
ESCALATION = node("escalation", "Es", name="up", escalationCode="U1")
OTHER_ESCALATION = node("escalation", "Es2", name="on", escalationCode="U2")
OTHER_ERROR = node("error", "X2", name="bang", errorCode="B2")
AND = node("parallelGateway", "G")


def sub(node_id: str, *inner: str, **attributes: str) -> str:
    return node("subProcess", node_id, *inner, **attributes)


def beside(node_id: str, *inner: str) -> str:
    return sub(node_id, *inner, triggeredByEvent="true")


def edge(node_id: str, host: str, what: str, *, interrupting: bool = True) -> str:
    return node("boundaryEvent", node_id, what, attachedToRef=host, cancelActivity=str(interrupting).lower())


def begins(node_id: str, what: str, *, interrupting: bool = True) -> str:
    return node("startEvent", node_id, what, isInterrupting=str(interrupting).lower())


def ends(node_id: str, what: str = "") -> str:
    return node("endEvent", node_id, what)


def throws(node_id: str, what: str) -> str:
    return node("intermediateThrowEvent", node_id, what)


def catches(node_id: str, what: str) -> str:
    return node("intermediateCatchEvent", node_id, what)


def script(node_id: str, text: str) -> str:
    return node("scriptTask", node_id, f"<bpmn:script>{text}</bpmn:script>", scriptFormat="feel")


def multi(content: str, *, sequential: bool = False) -> str:
    said = f' isSequential="{str(sequential).lower()}"'
    return f"<bpmn:multiInstanceLoopCharacteristics{said}>{content}</bpmn:multiInstanceLoopCharacteristics>"


FAILS = sub("SP", node("startEvent", "S1"), ends("E1", event("error", errorRef="X")), row("S1", "E1"))
RISES = sub("SP", node("startEvent", "S1"), throws("T1", event("escalation", escalationRef="Es")), tasks("I"), ends("E1"),
            row("S1", "T1", "I", "E1"))  # fmt: skip
HELLO = event("message", messageRef="M")
GO = event("signal", signalRef="Sg")
CALLED_FAILS = o.process(
    node("startEvent", "CS"), ends("CE", event("error", errorRef="X")), row("CS", "CE"), process_id="Called"
)

CASES = [
    Case("a message interrupts the process",
         o.file(MESSAGE, o.process(S, E, tasks("A"), row("S", "A", "E"),
                beside("ES", begins("S1", HELLO), tasks("R"), ends("E1"), row("S1", "R", "E1")))),
         "S S1 R E1 ES", script='[[step]]\nmessage = "hello"\nvalues = { a = 1 }\n[[step]]\ncomplete = "R"', values={"a": 1}),
    Case("a message beside the process, twice",
         o.file(MESSAGE, o.process(S, E, tasks("A"), row("S", "A", "E"),
                beside("ES", begins("S1", HELLO, interrupting=False), ends("E1"), row("S1", "E1")))),
         "S S1 E1 ES S1 E1 ES A E",
         script='[[step]]\nmessage = "hello"\n[[step]]\nmessage = "hello"\n[[step]]\ncomplete = "A"'),
    Case("a signal interrupts a subprocess only",
         o.file(SIGNAL, o.process(S, E, sub("SP", node("startEvent", "S1"), tasks("I"), ends("E1"), row("S1", "I", "E1"),
                beside("ES", begins("S2", GO), tasks("R"), ends("E2"), row("S2", "R", "E2"))), tasks("A"), row("S", "SP", "A", "E"))),
         "S S1 S2 R E2 ES SP A E", script='[[step]]\nsignal = "go"\n[[step]]\ncomplete = "R"\n[[step]]\ncomplete = "A"'),
    Case("an error caught by an event subprocess",
         o.file(ERROR, o.process(S, E, FAILS, row("S", "SP", "E"), beside("ES", begins("S2", event("error", errorRef="X")), tasks("R"), ends("E2"),
                row("S2", "R", "E2")))), "S S1 E1 S2 R E2 ES"),
    Case("an error event without a reference catches every error",
         o.file(ERROR, o.process(S, E, FAILS, edge("B", "SP", event("error")), tasks("H"), row("S", "SP", "E"), row("B", "H", "E"))),
         "S S1 E1 B H E"),
    Case("of two error events the one with the code",
         o.file(ERROR, OTHER_ERROR, o.process(S, E, FAILS, edge("B0", "SP", event("error")), edge("B1", "SP", event("error", errorRef="X")),
                edge("B2", "SP", event("error", errorRef="X2")), tasks("H0", "H1", "H2"), row("S", "SP", "E"), row("B0", "H0", "E"), row("B1", "H1", "E"),
                row("B2", "H2", "E"))), "S S1 E1 B1 H1 E"),
    Case("an error of another code goes past",
         o.file(ERROR, OTHER_ERROR, o.process(S, E, FAILS, edge("B2", "SP", event("error", errorRef="X2")), tasks("H"), row("S", "SP", "E"),
                row("B2", "H", "E"))), "S S1 E1", "error"),
    Case("an error passes through two subprocesses",
         o.file(ERROR, o.process(S, E, sub("O", node("startEvent", "S0"), FAILS, ends("E0"), row("S0", "SP", "E0")),
                edge("B", "O", event("error", errorRef="X")), tasks("H"), row("S", "O", "E"), row("B", "H", "E"))), "S S0 S1 E1 B H E"),
    Case("an error through a call activity",
         o.file(ERROR, o.process(S, E, node("callActivity", "C", calledElement="Called"), edge("B", "C", event("error", errorRef="X")), tasks("H"),
                row("S", "C", "E"), row("B", "H", "E"), executable=True), CALLED_FAILS), "S CS CE B H E"),
    Case("an error in one branch leaves the other alone",
         o.file(ERROR, o.process(S, E, AND, FAILS, tasks("A", "H"), edge("B", "SP", event("error", errorRef="X")), row("S", "G", "SP", "E"),
                row("G", "A", "E"), row("B", "H", "E"))), "S G S1 E1 B H E A E",
         script='[[step]]\ncomplete = "H"\n[[step]]\ncomplete = "A"'),
    Case("an escalation beside its subprocess",
         o.file(ESCALATION, o.process(S, E, RISES, edge("B", "SP", event("escalation", escalationRef="Es"), interrupting=False), tasks("H"), ends("E2"),
                row("S", "SP", "E"), row("B", "H", "E2"))), "S S1 T1 B H E2 I E1 SP E",
         script='[[step]]\ncomplete = "H"\n[[step]]\ncomplete = "I"'),
    Case("an escalation that interrupts its subprocess",
         o.file(ESCALATION, o.process(S, E, RISES, edge("B", "SP", event("escalation", escalationRef="Es")), tasks("H"), row("S", "SP", "E"),
                row("B", "H", "E"))), "S S1 T1 B H E"),
    Case("an escalation that nobody catches",
         o.file(ESCALATION, o.process(S, E, RISES, row("S", "SP", "E"))), "S S1 T1 I E1 SP E"),
    Case("an escalation of another code",
         o.file(ESCALATION, OTHER_ESCALATION, o.process(S, E, RISES, edge("B", "SP", event("escalation", escalationRef="Es2")), row("S", "SP", "E"),
                row("B", "E"))), "S S1 T1 I E1 SP E"),
    Case("an escalation at the end",
         o.file(ESCALATION, o.process(S, E, sub("SP", node("startEvent", "S1"), ends("E1", event("escalation", escalationRef="Es")), row("S1", "E1")),
                edge("B", "SP", event("escalation", escalationRef="Es"), interrupting=False), ends("E2"), row("S", "SP", "E"), row("B", "E2"))),
         "S S1 E1 B SP E2 E"),
    Case("terminate ends one subprocess, its branch beside too",
         one(S, E, sub("SP", node("startEvent", "S1"), AND, tasks("I", "K"), ends("X", event("terminate")), ends("E1"), row("S1", "G", "I", "X"),
             row("G", "K", "E1")), tasks("A"), row("S", "SP", "A", "E")),
         "S S1 G I X SP A E", script='[[step]]\ncomplete = "I"\n[[step]]\ncomplete = "A"'),
    Case("terminate leaves the branch outside alone",
         one(S, E, node("parallelGateway", "P"), sub("SP", node("startEvent", "S1"), ends("X", event("terminate")), row("S1", "X")), tasks("A"),
             row("S", "P", "SP", "E"), row("P", "A", "E")), "S P S1 X SP E A E"),
    Case("a signal at the end reaches who waits beside it",
         o.file(SIGNAL, o.process(S, E, AND, catches("C", GO), tasks("A", "R"), ends("X", GO), row("S", "G", "A", "X"), row("G", "C", "R", "E"))),
         "S G A X C R E"),
    Case("a signal reaches two at once",
         o.file(SIGNAL, o.process(S, E, AND, catches("C1", GO), catches("C2", GO), ends("E2"), row("S", "G", "C1", "E"), row("G", "C2", "E2"))),
         "S G C1 C2 E E2", script='[[step]]\nsignal = "go"'),
    Case("links from two places to one",
         one(S, E, AND, throws("T1", event("link", name="x")), throws("T2", event("link", name="x")), catches("C", event("link", name="x")),
             row("S", "G", "T1"), row("G", "T2"), row("C", "E")), "S G T1 T2 C C E E"),
    Case("a link back", one(S, E, tasks("A"), node("exclusiveGateway", "X", default="d"), throws("T", event("link", name="x")),
         catches("C", event("link", name="x")), row("S", "A", "X"), flow("X", "T", "not(done)"), flow("X", "E", None, "d"), row("C", "A")),
         "S A X T C A X E", script='[[step]]\ncomplete = "A"\nvalues = { done = false }\n[[step]]\ncomplete = "A"\nvalues = { done = true }'),
    Case("items one after the other, until enough are done",
         one(S, E, node("userTask", "A", multi(o.text("loopCardinality", "5") + o.text("completionCondition", "nrOfCompletedInstances >= 2"),
             sequential=True)), row("S", "A", "E")), "S A A E"),
    Case("items at once, the rest given up when one says so",
         one(S, E, node("userTask", "A", multi(o.text("loopCardinality", "3") + o.text("completionCondition", "ok"))), row("S", "A", "E")), "S A A E",
         script='[[step]]\ncomplete = "A"\nvalues = { ok = false }\n[[step]]\ncomplete = "A"\nvalues = { ok = true }'),
    Case("no items at all", one(S, E, node("userTask", "A", multi(o.text("loopCardinality", "0"))), row("S", "A", "E")), "S E"),
    Case("a subprocess for each item",
         one(S, E, sub("SP", multi(o.text("loopCardinality", "2"), sequential=True), node("startEvent", "S1"), tasks("I"), ends("E1"), row("S1", "I", "E1")),
             row("S", "SP", "E")), "S S1 I E1 SP S1 I E1 SP E"),
    Case("an inclusive join waits for those that were chosen",
         one(S, E, node("inclusiveGateway", "G", default="d"), node("inclusiveGateway", "J"), tasks("A", "B", "C", "D"), flow("S", "G"),
             flow("G", "A", "n > 0"), flow("G", "B", "n > 1"), flow("G", "C", "n > 2"), flow("G", "D", None, "d"), row("A", "J"), row("B", "J"),
             row("C", "J"), row("D", "J", "E")), "S G B A J E", given={"n": 2}, script='[[step]]\ncomplete = "B"\n[[step]]\ncomplete = "A"'),
    Case("an inclusive choice takes its default alone",
         one(S, E, node("inclusiveGateway", "G", default="d"), node("inclusiveGateway", "J"), tasks("A", "B"), flow("S", "G"), flow("G", "A", "n > 0"),
             flow("G", "B", None, "d"), row("A", "J"), row("B", "J", "E")), "S G B J E", given={"n": 0}),
    Case("an inclusive join behind a parallel fork, one branch interrupted",
         o.file(MESSAGE, o.process(S, E, AND, node("inclusiveGateway", "J"), tasks("A", "B"), edge("X", "B", HELLO), ends("E2"), row("S", "G", "A", "J", "E"),
                row("G", "B", "J"), row("X", "E2"))), "S G A X J E2 E", script='[[step]]\ncomplete = "A"\n[[step]]\nmessage = "hello"'),
    Case("conditions on flows out of a task",
         one(S, node("task", "A", default="d"), tasks("B", "C", "D"), ends("E"), row("S", "A"), flow("A", "B", "n > 0"), flow("A", "C", "n > 1"),
             flow("A", "D", None, "d"), row("B", "E"), row("C", "E"), row("D", "E")), "S A B E C E", given={"n": 2}),
    Case("the default flow of a task",
         one(S, node("task", "A", default="d"), tasks("B", "D"), ends("E"), row("S", "A"), flow("A", "B", "n > 0"), flow("A", "D", None, "d"),
             row("B", "E"), row("D", "E")), "S A D E", given={"n": 0}),
    Case("a cycle that interrupts fires once",
         one(S, E, tasks("A", "H"), edge("B", "A", timer("Cycle", "R3/PT10M")), row("S", "A", "E"), row("B", "H", "E")), "S B H E",
         script='[[step]]\nadvance = "PT1H"\n[[step]]\ncomplete = "H"'),
    Case("a cycle beside a task ends with it",
         one(S, E, tasks("A"), edge("B", "A", timer("Cycle", "R3/PT10M"), interrupting=False), ends("E2"), row("S", "A", "E"), row("B", "E2")),
         "S B E2 B E2 A E", script='[[step]]\nadvance = "PT25M"\n[[step]]\ncomplete = "A"'),
    Case("a cycle in an event subprocess",
         one(S, E, tasks("A"), row("S", "A", "E"), beside("ES", begins("S1", timer("Cycle", "R2/PT10M"), interrupting=False), ends("E1"), row("S1", "E1"))),
         "S S1 E1 ES S1 E1 ES A E", script='[[step]]\nadvance = "PT1H"\n[[step]]\ncomplete = "A"'),
    Case("a date", one(S, E, catches("T", timer("Date", "2026-03-05T08:00:00+07:00")), row("S", "T", "E")), "S", "waiting",
         script='[[step]]\nadvance = "PT23H"'),
    Case("a condition that becomes true",
         one(S, E, AND, catches("C", event("conditional", o.text("condition", "n > 1"))), tasks("A"), ends("E2"), row("S", "G", "A", "E"), row("G", "C", "E2")),
         "S G A E C E2", given={"n": 0}, script='[[step]]\ncomplete = "A"\nvalues = { n = 2 }'),
    Case("variables of a script travel on", one(S, E, script("A", "a = 2"), script("B", "b = a * 3"), row("S", "A", "B", "E")), "S A B E",
         values={"a": 2, "b": 6}),
    Case("who does a task by its resource role",
         one(S, E, node("userTask", "A", '<bpmn:potentialOwner id="PO"><bpmn:resourceAssignmentExpression><bpmn:formalExpression>'
             'group(x)</bpmn:formalExpression></bpmn:resourceAssignmentExpression></bpmn:potentialOwner>'), row("S", "A", "E")), "S A E",
         remarks=frozenset({"performer_ignored"})),
    Case("a start by signal", o.file(SIGNAL, o.process(node("startEvent", "S", GO), E, tasks("A"), row("S", "A", "E"))), "S A E"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_rarer_shape_goes_as_bpmn_says(case: Case) -> None:
    played = play(case.content, case.script, case.given)

    assert (left(played), played.ended) == (case.way, case.ended)
    assert {name: played.variables.get(name) for name in case.values} == case.values
    assert case.remarks <= {remark.code for remark in played.remarks}


def test_words_about_the_office_are_remarked_and_the_file_is_played_without_them() -> None:
    said = "<camunda:formData><camunda:formField id='a' type='string'/></camunda:formData>"
    content = one(S, E, node("userTask", "A", f"<bpmn:extensionElements>{said}</bpmn:extensionElements>", camunda_assignee="demo",
                             camunda_dueDate="${d}", camunda_asyncBefore="true"), node("serviceTask", "B", camunda_class="org.x.Y"),
                  node("userTask", "C", o.zeebe('assignmentDefinition assignee="=who"')), row("S", "A", "B", "C", "E"))  # fmt: skip

    played = play(content)

    assert left(played) == "S A B C E"
    ignored = [(r.element, r.message.split()[0]) for r in played.remarks if r.code == "extension_ignored"]
    assert sorted(ignored) == [
        ("A", "camunda:assignee"), ("A", "camunda:asyncBefore"), ("A", "camunda:dueDate"), ("A", "camunda:formData"),
        ("C", "zeebe:assignmentDefinition"),
    ]  # fmt: skip
