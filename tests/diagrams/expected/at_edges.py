"""Events at the edge of every kind of activity, interrupting and beside, and what makes them special.

The first half is a table: what an activity waits for, times what an event waits for. The lines are put together from
BPMN's rules (10.5.4): an interrupting event takes the activity's place; one that does not interrupt happens as often as
it comes, while the activity is open, and what it sets off lives on.
"""

from dataclasses import dataclass

from tests.diagrams import builder as b
from tests.diagrams.expected.model import Group

GROUP = Group()


@dataclass(frozen=True)
class Host:
    """An activity `x` in a diagram: its shapes, what waits in it, the acts that finish it, other processes it needs."""

    shapes: str
    waits: tuple[str, ...]
    finishing: tuple[str, ...]
    beside: str = ""


@dataclass(frozen=True)
class Event:
    """An event at an edge: how it is drawn, the act that makes it happen, what shows that it is waited for."""

    drawn: str
    act: str
    waits: tuple[str, ...] = ("bd",)


_INNER = b.start("is") + b.end("ie") + b.user("i") + b.chain("is", "i", "ie")
_CALLED = b.process(b.start("qs"), b.end("qe"), b.user("i"), b.chain("qs", "i", "qe"), process_id="q")

HOSTS = {
    "a user task": Host(b.user("x"), ("x",), ("x",)),
    "a manual task": Host(b.tag("manualTask", id="x"), ("x",), ("x",)),
    "a task of no kind": Host(b.tag("task", id="x"), ("x",), ("x",)),
    "a service task": Host(b.service("x"), ("x",), ("x",)),
    "a decision": Host(
        b.tag("businessRuleTask", id="x", camunda_decisionRef="d", camunda_resultVariable="r"), ("x",), ("x",)
    ),
    "a receive task": Host(b.tag("receiveTask", id="x", messageRef="m2"), ("x",), (">msg2",)),
    "a call": Host(b.tag("callActivity", id="x", calledElement="q"), ("i",), ("i",), _CALLED),
    "a subprocess": Host(b.subprocess("x", _INNER), ("i",), ("i",)),
    "a transaction": Host(b.subprocess("x", _INNER, kind="transaction"), ("i",), ("i",)),
    "parallel items": Host(b.user("x", b.multi(cardinality="2")), ("x", "x"), ("x", "x")),
    "items in a row": Host(b.user("x", b.multi(True, cardinality="2")), ("x",), ("x", "x")),
    "a loop": Host(b.user("x", b.tag("standardLoopCharacteristics", loopMaximum=2)), ("x",), ("x", "x")),
}
EVENTS = {
    "message": Event(b.message(), ">msg"),
    "signal": Event(b.signal(), "~sig"),
    "timer": Event(b.timer("Cycle", "R9/PT1H"), "+PT1H"),
    "duration": Event(b.timer("Duration", "PT1H"), "+PT1H"),
    "condition": Event(b.conditional("flag"), "w(flag=true)", ()),
    "error": Event(b.error(), ""),
}


def _diagram(host: Host, event: Event, interrupting: bool) -> bytes:
    """The activity, somebody `w` beside it who can set the flag, and a handler `h`."""
    main = b.process(
        b.start(), b.end(), b.gateway("parallel", "g"), b.users("w", "h", "z"), host.shapes,
        b.boundary("bd", "x", event.drawn, interrupting=interrupting), b.end("e2"), b.end("e3"),
        b.chain("s", "g", "x", "z", "e"), b.chain("g", "w", "e3"), b.chain("bd", "h", "e2"),
    )  # fmt: skip
    return b.definitions(b.ROOTS, main, host.beside)


def _joined(*waits: str) -> str:
    return " ".join(waits)


def _table() -> None:
    for host_name, host in HOSTS.items():
        for event_name, event in EVENTS.items():
            if event_name != "error":
                _pair(host_name, host, event_name, event)
        if host.finishing[0] in ("x", "i"):
            _error(host_name, host)


def _pair(host_name: str, host: Host, event_name: str, event: Event) -> None:
    beside = () if event_name == "condition" else ("w",)
    begun = _joined(*host.waits, *event.waits, "w")
    given = {"flag": False}
    gone = _joined("h", *beside)
    rest = "" if event_name == "condition" else "; w: completed"
    finished = _finishing(host, *event.waits, "w")
    GROUP.put(
        f"{event_name} interrupts {host_name}",
        _diagram(host, event, True),
        plays=(
            f"{begun}; {event.act}: {gone}; h: " + (f"w{rest}" if beside else "completed"),
            f"{begun}; {finished}: w z; z: w; w: completed",
        ),
        given=given,
    )
    again = () if event_name in ("condition", "duration") else event.waits
    once = _joined(*host.waits, *again, "h", *beside)
    lines = [f"{begun}; {event.act}: {once}"]
    if again:
        lines[0] += f"; {event.act}: {_joined(once, 'h')}"
    lines.append(f"{begun}; {finished}: w z; z: w; w: completed")
    GROUP.put(
        f"{event_name} beside {host_name}", _diagram(host, event, False), plays=tuple(lines), given=given
    )


def _finishing(host: Host, *beside: str) -> str:
    """The acts that finish the activity, but for what waits after the last one."""
    if len(host.finishing) == 1:
        return host.finishing[0]
    return f"{host.finishing[0]}: {_joined('x', *beside)}; {host.finishing[1]}"


def _error(host_name: str, host: Host) -> None:
    begun = _joined(*host.waits, "w")
    where = host.finishing[0]
    GROUP.put(
        f"error at {host_name}",
        _diagram(host, EVENTS["error"], True),
        plays=(
            f"{begun}; {where}!E1: h w; h: w; w: completed",
            f"{begun}; no {where}!E2: {begun}; {_finishing(host, 'w')}: w z; z: w; w: completed",
        ),
        given={"flag": False},
    )


def _corners() -> None:
    row = (b.user("x"), b.users("h"), b.end("e2"), b.chain("bd", "h", "e2"))
    GROUP.row("a reminder three times and no more", *row, b.boundary("bd", "x", b.timer("Cycle", "R3/P1D"), interrupting=False),
              plays="bd x; +P1D: bd h x; +P1D: bd h h x; +P1D: h h h x; +P1D: h h h x; x: h h h; h: h h; h: h; h: completed")  # fmt: skip
    GROUP.row("missed reminders are made up for", *row, b.boundary("bd", "x", b.timer("Cycle", "R3/P1D"), interrupting=False),
              plays="bd x; +P5D: h h h x; x: h h h; h: h h; h: h; h: completed")  # fmt: skip
    GROUP.row("an interrupting cycle comes once", *row, b.boundary("bd", "x", b.timer("Cycle", "R3/P1D")),
              plays="bd x; +P1D: h; +P1D: h; h: completed")  # fmt: skip
    GROUP.row(
        "a date at an edge",
        *row,
        b.boundary("bd", "x", b.timer("Date", "2026-03-03")),
        plays="bd x; +PT1H: bd x; +P1D: h; h: completed",
    )
    GROUP.row("a condition that becomes true again", b.user("x"), b.boundary("bd", "x", b.conditional("n > 1"), interrupting=False),
              b.tag("task", id="w"), b.user("h"), b.end("e2"), b.end("e3"), b.user("w2"), b.user("w3"), b.gateway("parallel", "g"),
              b.chain("bd", "h", "e2"), b.chain("g", "w", "w2", "w3", "e3"), ids=("g", "x"), given={"n": 0},
              plays="w x; w(n=2): h w2 x; w2(n=1): h w3 x; w3(n=3): h h x; x: h h; h: h; h: completed")  # fmt: skip
    GROUP.row("a condition that stays true does not come again", b.user("x"), b.boundary("bd", "x", b.conditional("n > 1"), interrupting=False),
              b.users("h", "w", "w2"), b.end("e2"), b.end("e3"), b.gateway("parallel", "g"), b.chain("bd", "h", "e2"),
              b.chain("g", "w", "w2", "e3"), ids=("g", "x"), given={"n": 0}, plays="w x; w(n=2): h w2 x; w2(n=3): h x; x: h; h: completed")  # fmt: skip
    GROUP.row(
        "a condition that is true from the beginning",
        *row,
        b.boundary("bd", "x", b.conditional("true")),
        plays="h; h: completed",
    )
    two = (b.user("x"), b.boundary("b1", "x", b.timer("Duration", "P1D"), interrupting=False), b.boundary("b2", "x", b.timer("Duration", "P3D")),
           b.users("h1", "h2"), b.end("e1"), b.end("e2"), b.chain("b1", "h1", "e1"), b.chain("b2", "h2", "e2"))  # fmt: skip
    GROUP.row("a warning, then the end of patience", *two, plays=("b1 b2 x; +P1D: b2 h1 x; +P2D: h1 h2; h1: h2; h2: completed",
              "b1 b2 x; +P9D: h1 h2; h2: h1; h1: completed", "b1 b2 x; +P1D: b2 h1 x; x: h1; h1: completed"))  # fmt: skip
    GROUP.row("two events, the first one wins", b.user("x"), b.boundary("b1", "x", b.message()), b.boundary("b2", "x", b.signal()),
              b.users("h1", "h2"), b.end("e1"), b.end("e2"), b.chain("b1", "h1", "e1"), b.chain("b2", "h2", "e2"),
              plays=("b1 b2 x; >msg: h1; no ~sig: h1; h1: completed", "b1 b2 x; ~sig: h2; no >msg: h2; h2: completed"))  # fmt: skip
    GROUP.add("an event at an edge leads back into the activity", b.start(), b.end(), b.user("x"), b.boundary("bd", "x", b.timer("Duration", "P1D")),
              b.user("h"), b.chain("s", "x", "e"), b.chain("bd", "h", "x"), plays="bd x; +P1D: h; h: bd x; +P1D: h; h: bd x; x: completed")  # fmt: skip
    GROUP.add("what an event sets off merges with the main path", b.start(), b.end(), b.user("x"), b.boundary("bd", "x", b.message()),
              b.users("h", "z"), b.chain("s", "x", "z", "e"), b.chain("bd", "h", "z"),
              plays=("bd x; >msg: h; h: z; z: completed", "bd x; x: z; z: completed"))  # fmt: skip
    GROUP.add("beside events meet the main path token by token", b.start(), b.end(), b.user("x"), b.boundary("bd", "x", b.message(), interrupting=False),
              b.user("z"), b.chain("s", "x", "z", "e"), b.chain("bd", "z"), plays="bd x; >msg: bd x z; >msg: bd x z z; x: z z z; z: z z; z: z; z: completed")  # fmt: skip
    GROUP.row("the payload of an interrupting message", *row, b.boundary("bd", "x", b.message()), plays="bd x; >msg(r=7): h; h: completed",
              variables={"r": 7}, left="s bd h e2")  # fmt: skip
    everything = b.tag("errorEventDefinition")
    GROUP.row("an exact code before one that catches all", b.service("x"), b.boundary("b1", "x", everything), b.boundary("b2", "x", b.error()),
              b.users("h1", "h2"), b.end("e1"), b.end("e2"), b.chain("b1", "h1", "e1"), b.chain("b2", "h2", "e2"),
              plays=("x; x!E1: h2; h2: completed", "x; x!E9: h1; h1: completed"))  # fmt: skip


_table()
_corners()
