"""Event subprocesses: by every event, interrupting and beside, in a process, a subprocess and a called process."""

from tests.diagrams import builder as b
from tests.diagrams.expected.model import Group

GROUP = Group()


def handler(event: str, interrupting: bool = True, name: str = "ev", task: str = "h") -> str:
    """An event subprocess with one task in it."""
    start = b.start(f"{name}_s", event, isInterrupting=str(interrupting).lower())
    rest = b.user(task) + b.end(f"{name}_e") + b.chain(f"{name}_s", task, f"{name}_e")
    return b.subprocess(name, start, rest, triggeredByEvent="true")


_KINDS = {
    "message": (b.message(), ">msg", "ev_s"),
    "signal": (b.signal(), "~sig", "ev_s"),
    "timer": (b.timer("Duration", "PT1H"), "+PT1H", "ev_s"),
    "cycle": (b.timer("Cycle", "R/PT1H"), "+PT1H", "ev_s"),
    "condition": (b.conditional("flag"), "w(flag=true)", ""),
    "error": (b.error(), "w!E1", ""),
}


def _in_a_process() -> None:
    for kind, (event, act, armed) in _KINDS.items():
        begun = f"{armed} u w"
        body = (b.start(), b.end(), b.end("e2"), b.gateway("parallel", "g"), b.users("u", "z"), b.service("w"),
                b.chain("s", "g", "u", "z", "e"), b.chain("g", "w", "e2"))  # fmt: skip
        GROUP.add(f"event subprocess: {kind} interrupts the process", *body, handler(event), given={"flag": False},
                  plays=(f"{begun}; {act}: h; h: completed", f"{begun}; u: {armed} w z; z: {armed} w; w: completed"))  # fmt: skip
        if kind == "error":
            continue
        again = armed if kind != "timer" else ""
        beside = "" if kind == "condition" else "w"
        line = f"{begun}; {act}: {again} h u {beside}"
        if again:
            line += f"; {act}: {again} h h u w; h: {again} h u w; u: {again} h w z; z: {again} h w; w: {again} h; h: completed"
        else:
            line += f"; u: h z {beside}; h: z {beside}; z: " + ("w; w: completed" if beside else "completed")
        GROUP.add(f"event subprocess: {kind} beside the process", *body, handler(event, False), given={"flag": False},
                  plays=(line, f"{begun}; u: {armed} w z; z: {armed} w; w: completed"))  # fmt: skip


def _in_a_subprocess() -> None:
    for kind, (event, act, armed) in _KINDS.items():
        for interrupting in (True, False):
            if kind == "error" and not interrupting:
                continue
            inner = b.subprocess("x", b.start("xs"), b.end("xe"), b.end("xe2"), b.gateway("parallel", "xg"), b.user("u"),
                                 b.service("w"), b.chain("xs", "xg", "u", "xe"), b.chain("xg", "w", "xe2"),
                                 handler(event, interrupting))  # fmt: skip
            begun, quiet = f"{armed} o u w", f"{armed} o u w; u: {armed} o w; w: o z; z: o; o: completed"
            if interrupting:
                line = f"{begun}; {act}: h o; h: o z; z: o; o: completed"
            else:
                again = "" if kind in ("timer", "condition") else armed
                rest = "" if kind == "condition" else "w"
                line = f"{begun}; {act}: {again} h o u {rest}; h: {again} o u {rest}; u: "
                line += "o z; z: o; o: completed" if not rest else f"{again} o w; w: o z; o: z; z: completed"
            GROUP.add(f"event subprocess: {kind} {'interrupts' if interrupting else 'beside'} a subprocess",
                      b.start(), b.end(), b.end("e2"), b.gateway("parallel", "g"), inner, b.users("o", "z"),
                      b.chain("s", "g", "x", "z", "e"), b.chain("g", "o", "e2"), given={"flag": False}, plays=(line, quiet))  # fmt: skip


def _escalations() -> None:
    for interrupting in (True, False):
        inner = b.subprocess("x", b.start("xs"), b.end("xe"), b.users("u", "v"), b.throw("t", b.escalation()),
                             b.chain("xs", "u", "t", "v", "xe"), handler(b.escalation(), interrupting))  # fmt: skip
        plays = "u; u: h; h: z; z: completed" if interrupting else "u; u: h v; v: h; h: z; z: completed"
        GROUP.row(
            f"event subprocess: escalation {'interrupts' if interrupting else 'beside'}",
            inner,
            b.user("z"),
            ids=("x", "z"),
            plays=plays,
        )
        GROUP.add(f"event subprocess: escalation of the process {'interrupts' if interrupting else 'beside'}", b.start(), b.end(),
                  b.users("u", "v"), b.throw("t", b.escalation()), b.chain("s", "u", "t", "v", "e"), handler(b.escalation(), interrupting),
                  plays="u; u: h; h: completed" if interrupting else "u; u: h v; h: v; v: completed")  # fmt: skip
        at_end = b.subprocess("x", b.start("xs"), b.end("xe", b.escalation()), b.user("u"), b.chain("xs", "u", "xe"),
                              handler(b.escalation(), interrupting))  # fmt: skip
        GROUP.row(
            f"event subprocess: escalation end, {'interrupting' if interrupting else 'beside'}",
            at_end,
            plays="u; u: h; h: completed",
        )


def _errors() -> None:
    def failing(name: str, *more: str) -> str:
        return b.subprocess(name, b.start(f"{name}s"), b.end(f"{name}e", b.error()), b.user(f"u{name}"),
                            b.chain(f"{name}s", f"u{name}", f"{name}e"), *more)  # fmt: skip

    GROUP.row("event subprocess: an error end beside it", failing("x", handler(b.error())), b.user("z"), ids=("x", "z"),
              plays="ux; ux: h; h: z; z: completed", left="s xs ux xe ev_s h ev_e ev x z e")  # fmt: skip
    GROUP.row("event subprocess: the inner one before the edge", failing("x", handler(b.error())), b.boundary("bd", "x", b.error()),
              b.user("h2"), b.end("e2"), b.chain("bd", "h2", "e2"), plays="ux; ux: h; h: completed")  # fmt: skip
    GROUP.row("event subprocess: the edge before the outer one", failing("x"), b.boundary("bd", "x", b.error()), b.user("h2"),
              b.end("e2"), b.chain("bd", "h2", "e2"), handler(b.error()), plays="ux; ux: h2; h2: completed")  # fmt: skip
    GROUP.row("event subprocess: an error from an inner subprocess", failing("x"), b.user("z"), handler(b.error()), ids=("x", "z"),
              plays="ux; ux: h; h: completed")  # fmt: skip
    GROUP.row(
        "event subprocess: catches every error",
        failing("x"),
        handler(b.tag("errorEventDefinition")),
        plays="ux; ux: h; h: completed",
    )
    GROUP.row("event subprocess: an error of another code passes by", failing("x", handler(b.error("er2"))), b.boundary("bd", "x", b.error()),
              b.user("h2"), b.end("e2"), b.chain("bd", "h2", "e2"), plays="ux; ux: h2; h2: completed")  # fmt: skip
    again = b.subprocess(
        "ev",
        b.start("ev_s", b.error()),
        b.user("h"),
        b.end("ev_e", b.error()),
        b.chain("ev_s", "h", "ev_e"),
        triggeredByEvent="true",
    )
    GROUP.row("event subprocess: an error out of it goes further out", failing("x", again), b.boundary("bd", "x", b.error()), b.user("h2"),
              b.end("e2"), b.chain("bd", "h2", "e2"), plays="ux; ux: h; h: h2; h2: completed")  # fmt: skip
    two = b.gateway("parallel", "g") + b.gateway("parallel", "j")
    GROUP.add("event subprocess: the same error in two subprocesses stays where it is", b.start(), b.end(), two, failing("x", handler(b.error())),
              failing("y", handler(b.error(), name="ev2", task="h2")), b.chain("s", "g", "x", "j", "e"), b.chain("g", "y", "j"),
              plays="ux uy; ux: h uy; h: uy; uy: h2; h2: completed")  # fmt: skip
    called = b.process(
        b.start("qs"), b.end("qe", b.error()), b.user("i"), b.chain("qs", "i", "qe"), process_id="q"
    )
    call = b.tag("callActivity", id="x", calledElement="q")
    GROUP.put("event subprocess: an error out of a called process", b.definitions(b.ROOTS, b.process(b.start(), b.end(), call, b.user("z"),
              b.chain("s", "x", "z", "e"), handler(b.error())), called), plays="i; i: h; h: completed")  # fmt: skip
    inside = b.process(
        b.start("qs"),
        b.end("qe", b.error()),
        b.user("i"),
        b.chain("qs", "i", "qe"),
        handler(b.error()),
        process_id="q",
    )
    GROUP.put("event subprocess: in a called process", b.definitions(b.ROOTS, b.process(b.start(), b.end(), call, b.user("z"),
              b.chain("s", "x", "z", "e")), inside), plays="i; i: h; h: z; z: completed")  # fmt: skip


def _corners() -> None:
    plain = (b.start(), b.end(), b.user("u"), b.chain("s", "u", "e"))
    GROUP.add("event subprocess: an interrupting one ends those beside", *plain, handler(b.message(), False, "e1", "h1"),
              handler(b.signal(), True, "e2", "h2"), plays="e1_s e2_s u; >msg: e1_s e2_s h1 u; ~sig: h2; no >msg: h2; h2: completed")  # fmt: skip
    GROUP.add("event subprocess: two that listen to one signal", *plain, handler(b.signal(), False, "e1", "h1"),
              handler(b.signal(), False, "e2", "h2"), plays="e1_s e2_s u; ~sig: e1_s e2_s h1 h2 u; u: e1_s e2_s h1 h2; h1: e1_s e2_s h2; h2: completed")  # fmt: skip
    GROUP.add("event subprocess: it can happen while only others of its kind run", *plain, handler(b.message(), False),
              plays="ev_s u; >msg: ev_s h u; u: ev_s h; >msg: ev_s h h; h: ev_s h; h: completed")  # fmt: skip
    GROUP.add("event subprocess: a signal thrown in its own scope", b.start(), b.end(), b.users("u", "v"), b.throw("t", b.signal()),
              b.chain("s", "u", "t", "v", "e"), handler(b.signal(), False), plays="ev_s u; u: ev_s h v; v: ev_s h; h: completed", heard=("sig",))  # fmt: skip
    GROUP.add("event subprocess: interrupted by a signal of its own scope", b.start(), b.end(), b.users("u", "v"), b.throw("t", b.signal()),
              b.chain("s", "u", "t", "v", "e"), handler(b.signal()), plays="ev_s u; u: h; h: completed", left="s u t ev_s h ev_e ev")  # fmt: skip
    ended = b.subprocess("ev", b.start("ev_s", b.message()), b.end("ev_e", b.terminate()), b.user("h"), b.user("k"), b.gateway("parallel", "eg"),
                         b.end("ev_e2"), b.chain("ev_s", "eg", "h", "ev_e"), b.chain("eg", "k", "ev_e2"), triggeredByEvent="true")  # fmt: skip
    GROUP.add(
        "event subprocess: terminated by itself", *plain, ended, plays="ev_s u; >msg: h k; h: completed"
    )
    edge = b.subprocess(
        "x", b.start("xs"), b.end("xe"), b.user("i"), b.chain("xs", "i", "xe"), handler(b.message(), False)
    )
    GROUP.row("event subprocess: interrupted with everything around it", edge, b.boundary("bd", "x", b.signal()), b.user("h2"), b.end("e2"),
              b.chain("bd", "h2", "e2"), plays="bd ev_s i; >msg: bd ev_s h i; ~sig: h2; no >msg: h2; h2: completed")  # fmt: skip
    GROUP.row("event subprocess: terminated with everything around it", b.user("u"), b.gateway("parallel", "g"), b.user("k"), b.end("t", b.terminate()),
              b.chain("g", "k", "t"), handler(b.message(), False), ids=("g", "u"), plays="ev_s k u; >msg: ev_s h k u; k: terminated")  # fmt: skip
    items = b.subprocess(
        "x",
        b.multi(cardinality="2"),
        b.start("xs"),
        b.end("xe"),
        b.user("i"),
        b.chain("xs", "i", "xe"),
        handler(b.message()),
    )
    GROUP.row(
        "event subprocess: of one item only", items, plays="ev_s ev_s i i; >msg: ev_s h i; i: h; h: completed"
    )
    silent = b.subprocess(
        "ev",
        b.start("ev_s", b.message()),
        b.script("h", "n = n + 1"),
        b.end("ev_e"),
        b.chain("ev_s", "h", "ev_e"),
        triggeredByEvent="true",
    )
    GROUP.add(
        "event subprocess: of a script, interrupting",
        *plain,
        silent,
        given={"n": 0},
        plays="ev_s u; >msg: completed",
        variables={"n": 1},
    )
    looped = b.subprocess("ev", b.start("ev_s", b.message(), isInterrupting="false"), b.script("h", "n = n + 1"), b.end("ev_e"),
                          b.chain("ev_s", "h", "ev_e"), triggeredByEvent="true")  # fmt: skip
    GROUP.add("event subprocess: of a script, beside, three times", *plain, looped, given={"n": 0},
              plays="ev_s u; >msg: ev_s u; >msg: ev_s u; >msg: ev_s u; u: completed", variables={"n": 3})  # fmt: skip
    nested = b.subprocess("ev", b.start("ev_s", b.message()), b.user("h"), b.end("ev_e"), b.chain("ev_s", "h", "ev_e"),
                          handler(b.signal(), True, "in", "k"), triggeredByEvent="true")  # fmt: skip
    GROUP.add("event subprocess: with one inside it", *plain, nested, plays=("ev_s u; >msg: h in_s; ~sig: k; k: completed",
              "ev_s u; no ~sig: ev_s u; >msg: h in_s; h: completed"))  # fmt: skip
    cycle = handler(b.timer("Cycle", "R2/P1D"), False)
    GROUP.add(
        "event subprocess: a cycle of two",
        *plain,
        cycle,
        plays="ev_s u; +P1D: ev_s h u; +P1D: h h u; +P1D: h h u; u: h h; h: h; h: completed",
    )
    GROUP.add(
        "event subprocess: the payload of its message",
        *plain,
        handler(b.message()),
        plays="ev_s u; >msg(r=3): h; h: completed",
        variables={"r": 3},
    )


for _group in (_in_a_process, _in_a_subprocess, _escalations, _errors, _corners):
    _group()
