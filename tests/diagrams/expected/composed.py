"""Shapes one inside another and one after another, as designers combine them: rounds, levels, handlers that go on."""

from tests.diagrams import builder as b
from tests.diagrams.expected.model import Group

GROUP = Group()
_SE = b.start() + b.end()
_ROUND = (
    b.gateway("exclusive", "m")
    + b.gateway("exclusive", "g", "gd")
    + b.flow("g", "m", "again")
    + b.flow("g", "e", flow_id="gd")
)


def _event_subprocess(name: str, start: str, *inner: str) -> str:
    return b.subprocess(name, start, *inner, triggeredByEvent="true")


def _beside(name: str, definition: str) -> str:
    return b.start(name, definition, isInterrupting="false")


def _rounds() -> None:
    """What is set up when a subprocess begins is set up again each time."""
    handled = _event_subprocess("v", _beside("vs", b.message()), b.user("h"), b.chain("vs", "h"))
    GROUP.add("an event subprocess waits anew in every round", _SE, _ROUND,
              b.subprocess("x", b.start("xs"), b.user("a"), b.chain("xs", "a"), handled), b.chain("s", "m", "x", "g"),
              plays=("a vs; >msg: a h vs; a: h vs; h(again=true): a vs; >msg: a h vs; h: a vs; a(again=false): completed",))  # fmt: skip
    GROUP.add("a timer at a subprocess begins anew in every round", _SE, _ROUND, b.end("late"),
              b.subprocess("x", b.start("xs"), b.user("a"), b.chain("xs", "a")),
              b.boundary("bd", "x", b.timer("Duration", "PT2H")), b.chain("bd", "late"), b.chain("s", "m", "x", "g"),
              plays=("a bd; +PT1H: a bd; a(again=true): a bd; +PT90M: a bd; a(again=false): completed",
                     "a bd; +PT1H: a bd; a(again=true): a bd; +PT2H: completed"))  # fmt: skip
    GROUP.add("enough items in every round", _SE, _ROUND, b.user("a", b.multi(cardinality="3", condition="nrOfCompletedInstances >= 2")), b.chain("s", "m", "a", "g"),
              plays="a a a; a(again=true): a a; a: a a a; a(again=false): a a; a: completed")  # fmt: skip


def _levels() -> None:
    """What is thrown deep inside reaches who waits for it, and nobody else."""
    deep = b.subprocess(
        "y", b.start("ys"), b.throw("t", b.escalation()), b.user("a"), b.chain("ys", "t", "a")
    )
    around = b.subprocess("x", b.start("xs"), deep, b.chain("xs", "y"))
    handler = b.user("h") + b.chain("bd", "h")
    GROUP.add("an escalation from two levels down, beside", _SE, around, b.boundary("bd", "x", b.escalation(), interrupting=False), handler, b.chain("s", "x", "e"),
              plays=("a h; a: h; h: completed", "a h; h: a; a: completed"))  # fmt: skip
    GROUP.add("an escalation from two levels down, interrupting", _SE, around, b.boundary("bd", "x", b.escalation()), handler, b.chain("s", "x", "e"),
              plays="h; h: completed")  # fmt: skip
    ended = _event_subprocess("v", b.start("vs", b.message()), b.gateway("parallel", "f"), b.users("h", "k"), b.end("ve", b.terminate()),
                              b.chain("vs", "f", "h", "ve"), b.chain("f", "k"))  # fmt: skip
    GROUP.add("terminated inside the event subprocess that has taken over", _SE,
              b.subprocess("x", b.start("xs"), b.user("a"), b.chain("xs", "a"), ended), b.user("z"), b.chain("s", "x", "z", "e"),
              plays="a vs; >msg: h k; h: z; z: completed")  # fmt: skip
    timed = _event_subprocess("v", _beside("vs", b.message()), b.user("h"), b.boundary("bd", "h", b.timer("Duration", "PT1H")), b.chain("vs", "h"), b.user("k"),
                              b.chain("bd", "k"))  # fmt: skip
    GROUP.add("a timer at a task inside an event subprocess", _SE, b.user("a"), b.chain("s", "a", "e"), timed,
              plays="a vs; >msg: a h bd vs; +PT1H: a k vs; a: k vs; k: completed")  # fmt: skip


def _goes_on() -> None:
    """What an event beside has set off lives as long as it needs."""
    GROUP.add("what an event has set off outlives the subprocess", _SE, b.subprocess("x", b.start("xs"), b.user("a"), b.chain("xs", "a")),
              b.boundary("bd", "x", b.timer("Duration", "PT1H"), interrupting=False), b.user("h"), b.chain("bd", "h"), b.chain("s", "x", "e"),
              plays="a bd; +PT1H: a h; a: h; h: completed")  # fmt: skip
    GROUP.add("one of two timers that are due together interrupts", _SE, b.users("a", "h", "k"), b.boundary("b1", "a", b.timer("Duration", "PT1H")),
              b.boundary("b2", "a", b.timer("Duration", "PT1H")), b.chain("s", "a", "e") + b.chain("b1", "h") + b.chain("b2", "k"),
              plays="a b1 b2; +PT1H: h; h: completed")  # fmt: skip
    choice = b.gateway("inclusive", "o", "od") + b.gateway("inclusive", "oj") + b.users("a", "c")
    GROUP.add("an inclusive block inside a parallel one", _SE, b.gateway("parallel", "f"), b.gateway("parallel", "j"), choice, b.user("z"),
              b.chain("s", "f", "z", "j", "e") + b.chain("f", "o") + b.flow("o", "a", "x > 0") + b.flow("o", "c", "x > 1") + b.flow("o", "oj", flow_id="od"),
              b.chain("a", "oj") + b.chain("c", "oj", "j"), given={"x": 2},
              plays="a c z; a: c z; z: c; c: completed")  # fmt: skip
    GROUP.add("nothing chosen in an inclusive block inside a parallel one", _SE, b.gateway("parallel", "f"), b.gateway("parallel", "j"), choice, b.user("z"),
              b.chain("s", "f", "z", "j", "e") + b.chain("f", "o") + b.flow("o", "a", "x > 0") + b.flow("o", "c", "x > 1") + b.flow("o", "oj", flow_id="od"),
              b.chain("a", "oj") + b.chain("c", "oj", "j"), given={"x": 0},
              plays="z; z: completed")  # fmt: skip


_rounds()
_levels()
_goes_on()
