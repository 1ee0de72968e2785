"""Tasks and flows: what begins, ends, merges, forks and chooses without a gateway."""

from tests.diagrams import builder as b
from tests.diagrams.expected.model import Group

GROUP = Group()
_SE = b.start() + b.end()


def _tasks() -> None:
    GROUP.row(
        "person after person",
        b.users("x", "y"),
        ids=("x", "y"),
        plays="x; x: y; y: completed",
        left="s x y e",
    )
    GROUP.row("manual work", b.tag("manualTask", id="x"), plays="x; x: completed", left="s x e")
    GROUP.row("work of no kind", b.tag("task", id="x"), plays="x; x: completed", left="s x e")
    GROUP.row("answers become variables", b.user("x"), plays='x; x(name="Lan", n=2): completed',
              variables={"name": "Lan", "n": 2})  # fmt: skip
    GROUP.row("scripts see what scripts wrote", b.script("x", "a = n + 1\nc = a * 2"), b.script("y", "d = c + a"),
              ids=("x", "y"), plays="completed", given={"n": 1}, left="s x y e",
              variables={"a": 2, "c": 4, "d": 6})  # fmt: skip
    GROUP.row("a script that says it is FEEL", b.script("x", "n = 1").replace("<bpmn:scriptTask", '<bpmn:scriptTask scriptFormat="feel"'),
              plays="completed", variables={"n": 1})  # fmt: skip
    GROUP.row("a call is parked until it is answered", b.service("x"), plays="x; x(r=5): completed",
              left="s x e", variables={"r": 5})  # fmt: skip
    GROUP.row("a decision nobody can make at once", b.tag("businessRuleTask", id="x", camunda_decisionRef="d",
              camunda_resultVariable="r"), plays="x; x(fee=5): completed", variables={"r": {"fee": 5}})  # fmt: skip
    GROUP.row(
        "a message is sent", b.tag("sendTask", id="x", messageRef="m"), plays="completed", sent=("msg",)
    )
    GROUP.row("an external send", b.tag("sendTask", id="x", camunda_type="external", camunda_topic="sms"),
              plays="x; x: completed", sent=())  # fmt: skip
    GROUP.row("a message is received", b.tag("receiveTask", id="x", messageRef="m"),
              plays="x; no >msg2: x; >msg(r=1): completed", variables={"r": 1})  # fmt: skip


def _beginnings() -> None:
    GROUP.add("no start event", b.users("a", "c"), b.end(), b.chain("a", "c", "e"), plays="a; a: c; c: completed",
              left="a c e")  # fmt: skip
    GROUP.add(
        "no events at all", b.users("a", "c"), b.chain("a", "c"), plays="a; a: c; c: completed", left="a c"
    )
    GROUP.add("two beginnings without a start event", b.users("a", "c"), plays=("a c; a: c; c: completed",
              "a c; c: a; a: completed"))  # fmt: skip
    GROUP.add("no end event", b.start(), b.user("a"), b.chain("s", "a"), plays="a; a: completed", left="s a")
    GROUP.add("one path ends in nothing", _SE, b.gateway("parallel", "g"), b.users("a", "c"),
              b.chain("s", "g", "a", "e"), b.chain("g", "c"), plays="a c; a: c; c: completed")  # fmt: skip
    GROUP.add("an event at an edge with nothing behind", _SE, b.user("x"), b.boundary("bd", "x", b.message()),
              b.chain("s", "x", "e"), plays=("bd x; >msg: completed", "bd x; x: completed"))  # fmt: skip
    GROUP.add("a gateway begins", b.gateway("parallel", "g"), b.users("a", "c"), b.chain("g", "a"), b.chain("g", "c"),
              plays="a c; c: a; a: completed")  # fmt: skip
    GROUP.add("a subprocess without events", _SE, b.subprocess("x", b.users("a", "c"), b.chain("a", "c")),
              b.chain("s", "x", "e"), plays="a; a: c; c: completed", left="s a c x e")  # fmt: skip
    GROUP.add("a subprocess of two tasks side by side", _SE, b.subprocess("x", b.users("a", "c")),
              b.chain("s", "x", "e"), plays="a c; a: c; c: completed")  # fmt: skip


def _forks() -> None:
    GROUP.add("two flows out of a task", _SE, b.users("x", "a", "c"), b.chain("s", "x", "a", "e"), b.chain("x", "c", "e"),
              plays="x; x: a c; a: c; c: completed")  # fmt: skip
    GROUP.add("two flows out of the start", _SE, b.users("a", "c"), b.chain("s", "a", "e"), b.chain("s", "c", "e"),
              plays="a c; c: a; a: completed")  # fmt: skip
    GROUP.add("two flows out of a catching event", _SE, b.catch("x", b.message()), b.users("a", "c"),
              b.chain("s", "x", "a", "e"), b.chain("x", "c", "e"), plays="x; >msg: a c; a: c; c: completed")  # fmt: skip
    GROUP.add("two flows out of an event at an edge", _SE, b.user("x"), b.boundary("bd", "x", b.message()),
              b.users("a", "c"), b.chain("s", "x", "e"), b.chain("bd", "a"), b.chain("bd", "c"),
              plays="bd x; >msg: a c; a: c; c: completed")  # fmt: skip
    GROUP.add("a fork without a gateway, joined by one", _SE, b.users("x", "a", "c", "z"), b.gateway("parallel", "j"),
              b.chain("s", "x", "a", "j", "z", "e"), b.chain("x", "c", "j"), plays="x; x: a c; c: a; a: z; z: completed")  # fmt: skip
    conditional = (
        _SE,
        b.users("x", "a", "c", "d"),
        b.chain("s", "x"),
        b.chain("a", "e"),
        b.chain("c", "e"),
        b.chain("d", "e"),
    )
    GROUP.add("conditions on the flows out of a task", *conditional, b.flow("x", "a", "n > 1"), b.flow("x", "c", "n > 2"),
              b.flow("x", "d"), plays=("x; x(n=1): d; d: completed", "x; x(n=2): a d; a: d; d: completed",
              "x; x(n=3): a c d; a: c d; c: d; d: completed"))  # fmt: skip
    tasks = b.tag("userTask", id="x", name="x", default="fd") + b.users("a", "c", "d")
    GROUP.add("a default flow out of a task", _SE, tasks, b.chain("s", "x"), b.chain("a", "e"), b.chain("c", "e"),
              b.chain("d", "e"), b.flow("x", "a", "n > 1"), b.flow("x", "c", "n > 2"), b.flow("x", "d", flow_id="fd"),
              plays=("x; x(n=1): d; d: completed", "x; x(n=2): a; a: completed", "x; x(n=3): a c; a: c; c: completed"))  # fmt: skip
    GROUP.add("conditions out of a subprocess", _SE, b.subprocess("x", b.user("i"), default="fd"), b.users("a", "d"),
              b.chain("s", "x"), b.flow("x", "a", "n > 1"), b.flow("x", "d", flow_id="fd"), b.chain("a", "e"), b.chain("d", "e"),
              plays=("i; i(n=1): d; d: completed", "i; i(n=2): a; a: completed"))  # fmt: skip
    GROUP.add("both flows lead to one task", _SE, b.users("x", "a"), b.flow("x", "a"), b.flow("x", "a"),
              b.chain("s", "x"), b.chain("a", "e"), plays="x; x: a a; a: a; a: completed")  # fmt: skip


def _merges() -> None:
    GROUP.add("a task does its work once for every token", _SE, b.gateway("parallel", "g"), b.users("a", "c", "z"),
              b.chain("s", "g", "a", "z", "e"), b.chain("g", "c", "z"),
              plays=("a c; a: c z; c: z z; z: z; z: completed", "a c; a: c z; z: c; c: z; z: completed"))  # fmt: skip
    GROUP.add("an exclusive gateway lets every token through", _SE, b.gateway("parallel", "g"), b.gateway("exclusive", "m"),
              b.users("a", "c", "z"), b.chain("s", "g", "a", "m", "z", "e"), b.chain("g", "c", "m"),
              plays="a c; a: c z; c: z z; z: z; z: completed")  # fmt: skip
    GROUP.add("a script runs once for every token", _SE, b.gateway("parallel", "g"), b.users("a", "c"),
              b.script("x", "n = n + 1"), b.chain("s", "g", "a", "x", "e"), b.chain("g", "c", "x"), given={"n": 0},
              plays="a c; a: c; c: completed", variables={"n": 2}, left="s g a x e c x e")  # fmt: skip
    GROUP.add("a loop straight back into a task", _SE, b.user("x"), b.gateway("exclusive", "g", "fd"), b.chain("s", "x", "g"),
              b.flow("g", "x", "again"), b.flow("g", "e", flow_id="fd"),
              plays="x; x(again=true): x; x(again=true): x; x(again=false): completed", left="s x g x g x g e")  # fmt: skip
    GROUP.add("a process has ended when its last token has", b.start(), b.end("e1"), b.end("e2"), b.gateway("parallel", "g"),
              b.users("a", "c"), b.chain("s", "g", "a", "e1"), b.chain("g", "c", "e2"), plays="a c; a: c; c: completed")  # fmt: skip


for _group in (_tasks, _beginnings, _forks, _merges):
    _group()
