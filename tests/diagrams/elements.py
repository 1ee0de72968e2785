"""Small diagrams, one element or one combination each, found by their names.

`differs` says in a few words why our engine is meant to play a diagram otherwise than the stock one; the row of
docs/engine.md that explains it has the same code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.diagrams import builder as b


@dataclass(frozen=True)
class Diagram:
    """A diagram to play. answers: what each user task may be answered with."""

    name: str
    xml: bytes
    variables: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    differs: str | None = None
    process_id: str = "p"


ALL: dict[str, Diagram] = {}
_SE = b.start() + b.end()


def _add(name: str, *inner: str, differs: str | None = None, **rest: Any) -> None:
    ALL[name] = Diagram(name, b.diagram(*inner), differs=differs, **rest)


def _row(name: str, *nodes: str, ids: tuple[str, ...] = ("x",), **rest: Any) -> None:
    _add(name, _SE, *nodes, b.chain("s", *ids, "e"), **rest)


def _tasks() -> None:
    _row("user task", b.user("x"))
    _row("manual task", b.tag("manualTask", id="x"))
    _row("plain task", b.tag("task", id="x"))
    _row("script task", b.script("x", "a = 1 + 1"))
    _row("script, then user", b.script("x", "a = 1\nb = a + 1"), b.user("u"), ids=("x", "u"))
    _row("service task", b.service("x"))
    _row("two service tasks", b.service("x"), b.service("y"), ids=("x", "y"))
    _row("receive task", b.tag("receiveTask", id="x", messageRef="m"))
    _row("row of five users", b.users("a", "b", "c", "d", "f"), ids=("a", "b", "c", "d", "f"))
    _row("send task", b.tag("sendTask", id="x", messageRef="m"), b.user("u"), ids=("x", "u"))
    _add("two ends", b.start(), b.end("e1"), b.end("e2"), b.gateway("parallel", "g"), b.users("a", "c"),
         b.chain("s", "g", "a", "e1"), b.chain("g", "c", "e2"))  # fmt: skip


def _exclusive() -> None:
    yes_no = {"u": ({"again": "yes"}, {"again": "no"})}
    fork = b.gateway("exclusive", "g", default="d")
    _add("exclusive, by variable", _SE, fork, b.users("a", "c"), b.chain("s", "g"),
         b.flow("g", "a", "n > 5"), b.flow("g", "c", flow_id="d"), b.chain("a", "e"), b.chain("c", "e"),
         variables={"n": 7})  # fmt: skip
    _add("exclusive, default", _SE, fork, b.users("a", "c"), b.chain("s", "g"),
         b.flow("g", "a", "n > 5"), b.flow("g", "c", flow_id="d"), b.chain("a", "e"), b.chain("c", "e"),
         variables={"n": 1})  # fmt: skip
    _add("exclusive, straight back", _SE, fork, b.user("u"), b.chain("s", "u", "g"),
         b.flow("g", "u", 'again = "yes"'), b.flow("g", "e", flow_id="d"), answers=yes_no)  # fmt: skip
    _add("exclusive, back over a merge", _SE, fork, b.gateway("exclusive", "m"), b.users("u", "v"),
         b.chain("s", "m", "u", "g"), b.flow("g", "v", 'again = "yes"'), b.chain("v", "m"),
         b.flow("g", "e", flow_id="d"), answers=yes_no)  # fmt: skip
    _add("exclusive, three ways", _SE, fork, b.users("u", "a", "c", "f"), b.chain("s", "u", "g"),
         b.flow("g", "a", "k = 1"), b.flow("g", "c", "k = 2"), b.flow("g", "f", flow_id="d"),
         b.chain("a", "e"), b.chain("c", "e"), b.chain("f", "e"),
         answers={"u": ({"k": 1}, {"k": 2}, {"k": 3})})  # fmt: skip


def _parallel() -> None:
    pair = b.gateway("parallel", "g") + b.gateway("parallel", "j")
    _add("parallel", _SE, pair, b.users("a", "c"), b.chain("s", "g", "a", "j", "e"), b.chain("g", "c", "j"))
    _add("parallel of three", _SE, pair, b.users("a", "c", "f"), b.chain("s", "g", "a", "j", "e"),
         b.chain("g", "c", "j"), b.chain("g", "f", "j"))  # fmt: skip
    _add("parallel of scripts", _SE, pair, b.script("a", "r = 1"), b.script("c", "q = 2"),
         b.chain("s", "g", "a", "j", "e"), b.chain("g", "c", "j"))  # fmt: skip
    _add(
        "parallel, empty branch", _SE, pair, b.user("a"), b.chain("s", "g", "a", "j", "e"), b.chain("g", "j")
    )
    _add("parallel in parallel", _SE, pair, b.gateway("parallel", "g2"), b.gateway("parallel", "j2"),
         b.users("a", "c", "f"), b.chain("s", "g", "g2", "a", "j2", "j", "e"), b.chain("g2", "c", "j2"),
         b.chain("g", "f", "j"))  # fmt: skip
    _add("parallel, one branch chooses", _SE, pair, b.gateway("exclusive", "x", default="d"),
         b.gateway("exclusive", "m"), b.users("a", "c", "f", "u"), b.chain("s", "g", "u", "x"),
         b.flow("x", "a", "k = 1"), b.flow("x", "c", flow_id="d"), b.chain("a", "m"), b.chain("c", "m"),
         b.chain("m", "j", "e"), b.chain("g", "f", "j"), answers={"u": ({"k": 1}, {"k": 2})})  # fmt: skip
    _add("parallel, one branch loops", _SE, pair, b.gateway("exclusive", "x", default="d"),
         b.users("a", "f"), b.chain("s", "g", "a", "x"), b.flow("x", "a", "k = 1"),
         b.flow("x", "j", flow_id="d"), b.chain("j", "e"), b.chain("g", "f", "j"),
         answers={"a": ({"k": 1}, {"k": 2})})  # fmt: skip
    _add("two tokens through a merge", _SE, b.gateway("parallel", "g"), b.gateway("exclusive", "m"),
         b.users("a", "c", "u"), b.chain("s", "g", "a", "m", "u", "e"), b.chain("g", "c", "m"))  # fmt: skip
    for kind in ("parallel", "inclusive"):
        _add(f"{kind} in a loop", *_in_a_loop(kind), differs="join_in_loop",
             answers={"after": ({"again": "yes"}, {"again": "no"})})  # fmt: skip
    _add("parallel in a subprocess in a loop", *_subprocess_in_a_loop(),
         answers={"after": ({"again": "yes"}, {"again": "no"})})  # fmt: skip


def _block(kind: str) -> str:
    condition, default, other = None, None, ""
    if kind == "inclusive":
        condition, default = "true", "pd"
        other = b.user("tc") + b.flow("pf", "tc", flow_id="pd") + b.chain("tc", "pj")
    return (
        b.gateway(kind, "pf", default)
        + b.gateway(kind, "pj")
        + other
        + b.users("ta", "tb")
        + b.flow("pf", "ta", condition)
        + b.flow("pf", "tb", condition)
        + b.chain("ta", "pj")
        + b.chain("tb", "pj")
    )


def _around(inside: str) -> str:
    return (
        b.users("t0", "after")
        + b.gateway("exclusive", "g", default="gd")
        + b.chain("s", "t0", inside.split()[0])
        + b.chain(inside.split()[-1], "after", "g")
        + b.flow("g", "t0", 'again = "yes"')
        + b.flow("g", "e", flow_id="gd")
    )


def _in_a_loop(kind: str) -> tuple[str, ...]:
    return _SE, _block(kind), _around("pf pj")


def _subprocess_in_a_loop() -> tuple[str, ...]:
    inner = b.start("ss") + b.end("se") + _block("parallel") + b.chain("ss", "pf") + b.chain("pj", "se")
    return _SE, b.subprocess("sp", inner), _around("sp")


def _inclusive() -> None:
    pair = b.gateway("inclusive", "g", default="d") + b.gateway("inclusive", "j")
    ways = {"u": tuple({"p": p, "q": q} for p in (True, False) for q in (True, False))}
    _add("inclusive of three", _SE, pair, b.users("u", "a", "c", "f"), b.chain("s", "u", "g"),
         b.flow("g", "a", "p"), b.flow("g", "c", "q"), b.flow("g", "f", flow_id="d"), b.chain("a", "j"),
         b.chain("c", "j"), b.chain("f", "j", "e"), answers=ways)  # fmt: skip
    for kind in ("inclusive", "parallel"):
        p, q = ("p", "q") if kind == "inclusive" else (None, None)
        for name, first, second in (("first", "j", "a"), ("last", "a", "j")):
            conditions = {"j": p, "a": q}
            split = b.gateway(kind, "g", default="d" if kind == "inclusive" else None) + b.gateway(
                "inclusive", "j"
            )
            _add(f"{kind} split straight to an inclusive join, {name}", _SE, split, b.users("u", "a", "f", "z"),
                 b.chain("s", "u", "g"), b.flow("g", first, conditions[first]), b.flow("g", second, conditions[second]),
                 b.flow("g", "f", flow_id="d"), b.chain("a", "j"), b.chain("f", "j", "z", "e"), answers=ways)  # fmt: skip
    _add("inclusive, long branches", _SE, pair, b.users("u", "a", "a2", "c", "c2", "f"), b.chain("s", "u", "g"),
         b.flow("g", "a", "p"), b.flow("g", "c", "q"), b.flow("g", "f", flow_id="d"),
         b.chain("a", "a2", "j"), b.chain("c", "c2", "j"), b.chain("f", "j", "e"), answers=ways)  # fmt: skip
    _add("inclusive, subprocess in a branch", _SE, pair, b.users("u", "a", "a2", "a3", "c", "f"),
         b.subprocess("sp", b.start("ss"), b.end("se"), b.user("su"), b.chain("ss", "su", "se")),
         b.gateway("exclusive", "x", default="xd"), b.chain("s", "u", "g"), b.flow("g", "sp", "p"),
         b.flow("g", "c", "q"), b.flow("g", "f", flow_id="d"), b.chain("sp", "x"), b.flow("x", "a", "false"),
         b.flow("x", "a2", flow_id="xd"), b.chain("a", "a3"), b.chain("a2", "a3", "j"), b.chain("c", "j"),
         b.chain("f", "j", "e"), answers=ways, differs="inclusive_waits_for_started")  # fmt: skip


def _events() -> None:
    for kind, definition in (("message", b.message()), ("signal", b.signal())):
        _row(f"catch {kind}", b.catch("x", definition))
        for interrupting in (True, False):
            differs = None if interrupting else "boundary_again"
            _boundary(f"boundary {kind}", definition, interrupting, differs=differs)
    _add("message start", b.start("s", b.message()), b.end(), b.user("u"), b.chain("s", "u", "e"))
    _row("throw message", b.throw("x", b.message()), b.user("u"), ids=("x", "u"))
    _row("throw nothing", b.throw("x"), b.user("u"), ids=("x", "u"))
    _add("signal end", b.start(), b.end("e", b.signal()), b.end("e1"), b.gateway("parallel", "g"), b.user("u"),
         b.catch("c", b.signal()), b.user("v"), b.chain("s", "g", "u", "e"), b.chain("g", "c", "v", "e1"),
         differs="signal_end")  # fmt: skip
    _add("message end", b.start(), b.end("e", b.message()), b.user("u"), b.chain("s", "u", "e"))
    _add("signal from one branch to the other", _SE, b.gateway("parallel", "g"), b.gateway("parallel", "j"),
         b.user("a"), b.throw("t", b.signal()), b.catch("c", b.signal()), b.user("f"),
         b.chain("s", "g", "a", "t", "j", "e"), b.chain("g", "c", "f", "j"))  # fmt: skip
    _add("terminate", b.start(), b.end("e"), b.end("t", b.terminate()), b.gateway("parallel", "g"),
         b.users("u", "v"), b.chain("s", "g", "u", "e"), b.chain("g", "v", "t"))  # fmt: skip
    _add("terminate beside a script", b.start(), b.end("e"), b.end("t", b.terminate()),
         b.gateway("parallel", "g"), b.user("u"), b.script("x", "a = 1"), b.chain("s", "u", "g", "t"),
         b.chain("g", "x", "e"), differs="cancelled_is_not_run")  # fmt: skip
    _add("event gateway: message or message", _SE, b.tag("eventBasedGateway", id="g"), b.catch("c1", b.message()),
         b.catch("c2", b.message("m2")), b.users("a", "c"), b.chain("s", "g", "c1", "a", "e"),
         b.chain("g", "c2", "c", "e"))  # fmt: skip
    _add("event gateway: message or timer", _SE, b.tag("eventBasedGateway", id="g"), b.catch("c1", b.message()),
         b.catch("c2", b.timer("Duration", "PT1H")), b.users("a", "c"), b.chain("s", "g", "c1", "a", "e"),
         b.chain("g", "c2", "c", "e"))  # fmt: skip
    _add("event gateway: two timers", _SE, b.tag("eventBasedGateway", id="g"),
         b.catch("c1", b.timer("Duration", "P9D")), b.catch("c2", b.timer("Duration", "PT1H")), b.users("a", "c"),
         b.chain("s", "g", "c1", "a", "e"), b.chain("g", "c2", "c", "e"),
         differs="event_gateway_timers")  # fmt: skip
    _add("event gateway in a loop", _SE, b.tag("eventBasedGateway", id="g"), b.catch("c1", b.message()),
         b.catch("c2", b.signal()), b.users("u", "a"), b.chain("s", "u", "g", "c1", "a", "u"),
         b.chain("g", "c2", "e"))  # fmt: skip
    _row("conditional catch, true", b.catch("x", b.conditional("flag")), variables={"flag": True})
    _add("conditional boundary", _SE, b.users("x", "y"), b.boundary("bd", "x", b.conditional("flag")),
         b.script("h", "handled = true"), b.end("e2"), b.gateway("parallel", "g"), b.gateway("parallel", "j"),
         b.chain("s", "g", "x", "j", "e"), b.chain("g", "y", "j"), b.chain("bd", "h", "e2"),
         variables={"flag": False}, answers={"y": ({"flag": True},)}, differs="case_variables")  # fmt: skip


def _boundary(name: str, definition: str, interrupting: bool, **rest: Any) -> None:
    how = "interrupting" if interrupting else "beside"
    event = b.boundary("bd", "x", definition, interrupting=interrupting)
    after = b.users("h") + b.end("e2") + b.chain("bd", "h", "e2")
    _row(f"{name}, {how}", b.user("x"), event, after, **rest)
    inner = b.subprocess(
        "x", b.start("ss"), b.end("se"), b.users("su", "sv"), b.chain("ss", "su", "sv", "se")
    )
    _row(f"{name} on a subprocess, {how}", inner, event, after, **rest)


def _timers() -> None:
    _row("timer catch, long", b.catch("x", b.timer("Duration", "P30D")))
    _row("timer catch, date", b.catch("x", b.timer("Date", "2040-05-01T00:00:00+00:00")))
    _row(
        "timer catch, in FEEL", b.catch("x", b.timer("Duration", '"P" + string(n) + "D"')), variables={"n": 3}
    )
    for interrupting in (True, False):
        _boundary("boundary timer", b.timer("Duration", "P5D"), interrupting)
    _row("two boundary timers", b.user("x"), b.boundary("b1", "x", b.timer("Duration", "P1D"), interrupting=False),
         b.boundary("b2", "x", b.timer("Duration", "P9D")), b.users("h1", "h2"), b.end("e1"), b.end("e2"),
         b.chain("b1", "h1", "e1"), b.chain("b2", "h2", "e2"))  # fmt: skip
    _row("boundary cycle", b.user("x"), b.boundary("bd", "x", b.timer("Cycle", "R3/P1D"), interrupting=False),
         b.user("h"), b.end("e2"), b.chain("bd", "h", "e2"), differs="boundary_again")  # fmt: skip
    _add("interrupting timer back into a loop", _SE, b.users("x", "h"),
         b.boundary("bd", "x", b.timer("Duration", "P1D")), b.chain("s", "x", "e"), b.chain("bd", "h", "x"))  # fmt: skip


def _subprocesses() -> None:
    inner = (b.start("ss"), b.end("se"), b.users("a", "c"), b.chain("ss", "a", "c", "se"))
    _row("subprocess", b.subprocess("x", *inner))
    _row("transaction", b.subprocess("x", *inner, kind="transaction"))
    deep = b.subprocess("y", b.start("ts"), b.end("te"), b.user("d"), b.chain("ts", "d", "te"))
    _row("subprocess in a subprocess",
         b.subprocess("x", b.start("ss"), b.end("se"), deep, b.user("a"), b.chain("ss", "a", "y", "se")))  # fmt: skip
    _add("two subprocesses side by side", _SE, b.gateway("parallel", "g"), b.gateway("parallel", "j"),
         b.subprocess("x", *inner), b.subprocess("y", b.start("ts"), b.end("te"), b.user("d"),
         b.chain("ts", "d", "te")), b.chain("s", "g", "x", "j", "e"), b.chain("g", "y", "j"))  # fmt: skip
    _row("subprocess of a script", b.subprocess("x", b.start("ss"), b.end("se"), b.script("a", "r = 1"),
         b.chain("ss", "a", "se")), b.user("u"), ids=("x", "u"))  # fmt: skip

    def failing(x: str, ss: str, a: str, se: str) -> str:
        return b.subprocess(x, b.start(ss), b.end(se, b.error()), b.user(a), b.chain(ss, a, se))

    one, two = failing("x", "ss", "a", "se"), failing("y", "ts", "d", "te")
    caught = b.boundary("bd", "x", b.error())
    _row(
        "error end",
        one,
        caught,
        b.user("h"),
        b.end("e2"),
        b.chain("bd", "h", "e2"),
        differs="interrupts_at_once",
    )
    outer = b.subprocess("o", b.start("os"), b.end("oe"), one, b.chain("os", "x", "oe"))
    _row("error end, caught further out", outer, b.boundary("bd", "o", b.error()), b.user("h"), b.end("e2"),
         b.chain("bd", "h", "e2"), ids=("o",), differs="interrupts_at_once")  # fmt: skip
    _add("same error in two subprocesses side by side", _SE, b.gateway("parallel", "g"),
         b.gateway("parallel", "j"), one, two, caught, b.boundary("bd2", "y", b.error()),
         b.users("h", "h2"), b.end("e2"), b.end("e3"), b.chain("s", "g", "x", "j", "e"), b.chain("g", "y", "j"),
         b.chain("bd", "h", "e2"), b.chain("bd2", "h2", "e3"), differs="error_scope")  # fmt: skip
    for interrupting in (True, False):
        thrower = b.subprocess("x", b.start("ss"), b.end("se"), b.throw("t", b.escalation()), b.users("a", "c"),
                               b.chain("ss", "a", "t", "c", "se"))  # fmt: skip
        _row(f"escalation, {'interrupting' if interrupting else 'beside'}", thrower,
             b.boundary("bd", "x", b.escalation(), interrupting=interrupting), b.user("h"), b.end("e2"),
             b.chain("bd", "h", "e2"), differs=None if interrupting else "boundary_again")  # fmt: skip
    cancelled = b.subprocess("x", b.start("ss"), b.end("se", b.tag("cancelEventDefinition")), b.user("a"),
                             b.chain("ss", "a", "se"), kind="transaction")  # fmt: skip
    _row("transaction cancelled", cancelled, b.boundary("bd", "x", b.tag("cancelEventDefinition")), b.user("h"),
         b.end("e2"), b.chain("bd", "h", "e2"), differs="interrupts_at_once")  # fmt: skip
    _row("terminate in a subprocess", b.subprocess("x", b.start("ss"), b.end("se"),
         b.end("st", b.terminate()), b.gateway("parallel", "g"), b.users("a", "c"),
         b.chain("ss", "g", "a", "se"), b.chain("g", "c", "st")), b.user("u"), ids=("x", "u"))  # fmt: skip
    ALL["call activity"] = Diagram("call activity", b.definitions(
        b.process(_SE, b.user("u"), b.tag("callActivity", id="x", calledElement="q"), b.chain("s", "u", "x", "e")),
        b.process(b.start("qs"), b.end("qe"), b.user("qu"), b.chain("qs", "qu", "qe"), process_id="q"),
    ))  # fmt: skip


def _repeated() -> None:
    for sequential in (False, True):
        how = "sequential" if sequential else "parallel"
        _row(f"multi-instance {how}, number", b.user("x", b.multi(sequential, cardinality="3")))
        _row(f"multi-instance {how}, none", b.user("x", b.multi(sequential, cardinality="0")), b.user("u"),
             ids=("x", "u"))  # fmt: skip
        _row(f"multi-instance {how}, of a service", b.service("x", "t", b.multi(sequential, cardinality="2")))
        inner = b.start("ss") + b.end("se") + b.users("a") + b.chain("ss", "a", "se")
        _row(
            f"multi-instance {how}, subprocess",
            b.subprocess("x", b.multi(sequential, cardinality="2"), inner),
        )
        _row(f"multi-instance {how}, collection",
             b.user("x", b.multi(sequential, collection="items", element="item")), variables={"items": [1, 2, 3]},
             differs="item_stays_inside" if sequential else None)  # fmt: skip
        _row(f"multi-instance {how}, enough", b.user("x", b.multi(sequential, cardinality="3", condition="enough")),
             b.user("u"), ids=("x", "u"), answers={"x": ({"enough": False}, {"enough": True})})  # fmt: skip
        _row(f"multi-instance {how} interrupted", b.user("x", b.multi(sequential, cardinality="2")),
             b.boundary("bd", "x", b.message()), b.user("h"), b.end("e2"), b.chain("bd", "h", "e2"),
             differs="cancelled_items_are_kept")  # fmt: skip
    _row("standard loop, number", b.user("x", b.tag("standardLoopCharacteristics", loopMaximum=3)))
    _row("standard loop, condition",
         b.user("x", b.tag("standardLoopCharacteristics", b.text("loopCondition", "more"), loopMaximum=4)),
         answers={"x": ({"more": True}, {"more": False})})  # fmt: skip
    _row("standard loop, tested before", b.user("x", b.tag("standardLoopCharacteristics",
         b.text("loopCondition", "false"), testBefore="true")), b.user("u"), ids=("x", "u"))  # fmt: skip


for _group in (_tasks, _exclusive, _parallel, _inclusive, _events, _timers, _subprocesses, _repeated):
    _group()
