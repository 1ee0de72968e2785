"""Subprocesses, calls and transactions: what ends where, and which error or escalation reaches whom."""

from tests.diagrams import builder as b
from tests.diagrams.expected.model import Group

GROUP = Group()
_SE = b.start() + b.end()
_H = b.user("h") + b.end("e2") + b.chain("bd", "h", "e2")


def _inner(name: str, *shapes: str, ids: tuple[str, ...] = (), end: str = "", **rest: str) -> str:
    """A subprocess `name` with a start, some shapes in a row and an end."""
    start, stop = f"{name}_s", f"{name}_e"
    return b.subprocess(name, b.start(start), b.end(stop, end), *shapes, b.chain(start, *ids, stop), **rest)


def _subprocesses() -> None:
    GROUP.row(
        "a subprocess",
        _inner("x", b.users("a", "c"), ids=("a", "c")),
        b.user("z"),
        ids=("x", "z"),
        plays="a; a: c; c: z; z: completed",
        left="s x_s a c x_e x z e",
    )
    GROUP.row(
        "three deep",
        _inner("x", _inner("y", _inner("w", b.user("a"), ids=("a",)), ids=("w",)), ids=("y",)),
        plays="a; a: completed",
        left="s x_s y_s w_s a w_e w y_e y x_e x e",
    )
    GROUP.add("a subprocess in a loop", _SE, _inner("x", b.user("a"), ids=("a",)), b.gateway("exclusive", "g", "gd"), b.chain("s", "x", "g"), b.flow("g", "x", "again"), b.flow("g", "e", flow_id="gd"),
              plays="a; a(again=true): a; a(again=true): a; a(again=false): completed")  # fmt: skip
    fork = b.subprocess(
        "x",
        b.start("xs"),
        b.end("x1"),
        b.end("x2"),
        b.gateway("parallel", "xg"),
        b.users("a", "c"),
        b.chain("xs", "xg", "a", "x1"),
        b.chain("xg", "c", "x2"),
    )
    GROUP.row(
        "a subprocess ends with its last token",
        fork,
        b.user("z"),
        ids=("x", "z"),
        plays="a c; a: c; c: z; z: completed",
    )
    ended = b.subprocess("x", b.start("xs"), b.end("x1"), b.end("x2", b.terminate()), b.gateway("parallel", "xg"), b.users("a", "c"), b.catch("k", b.message()), b.end("x3"),
                         b.chain("xs", "xg", "a", "x1"), b.chain("xg", "c", "x2"), b.chain("xg", "k", "x3"))  # fmt: skip
    GROUP.row(
        "terminate ends only its subprocess",
        ended,
        b.user("z"),
        ids=("x", "z"),
        plays="a c k; c: z; z: completed",
    )
    GROUP.add("terminate in one of two subprocesses", _SE, b.gateway("parallel", "g"), b.gateway("parallel", "j"), ended, b.user("o"), b.chain("s", "g", "x", "j", "e"), b.chain("g", "o", "j"),
              plays="a c k o; c: o; o: completed")  # fmt: skip
    inside = b.subprocess("x", b.start("xs"), b.end("x1", b.terminate()), b.gateway("parallel", "xg"), _inner("y", b.user("a"), ids=("a",)), b.user("c"), b.end("x2"),
                          b.chain("xs", "xg", "y", "x2"), b.chain("xg", "c", "x1"))  # fmt: skip
    GROUP.row(
        "terminate ends the subprocesses inside too",
        inside,
        b.user("z"),
        ids=("x", "z"),
        plays="a c; c: z; z: completed",
    )
    GROUP.row(
        "variables of a subprocess are the case's",
        _inner("x", b.script("a", "n = n + 1"), ids=("a",)),
        given={"n": 1},
        plays="completed",
        variables={"n": 2},
    )


def _errors() -> None:
    GROUP.row(
        "an error end, caught at the edge",
        _inner("x", b.user("a"), ids=("a",), end=b.error()),
        b.boundary("bd", "x", b.error()),
        _H,
        plays="a; a: h; h: completed",
        left="s x_s a x_e bd h e2",
    )
    beside = b.subprocess("x", b.start("xs"), b.end("x1", b.error()), b.end("x2"), b.gateway("parallel", "xg"), b.users("a", "c"), b.script("k", "n = 1"), b.chain("xs", "xg", "a", "x1"),
                          b.chain("xg", "c", "k", "x2"))  # fmt: skip
    GROUP.row(
        "an error end takes the other branch away",
        beside,
        b.boundary("bd", "x", b.error()),
        _H,
        plays=("a c; a: h; h: completed", "a c; c: a; a: h; h: completed"),
    )
    race = b.subprocess("x", b.start("xs"), b.end("x1", b.error()), b.end("x2"), b.gateway("parallel", "xg"), b.user("a"), b.script("k", "n = 1"), b.script("k2", "n = 2"), b.script("k3", "n = 3"),
                        b.chain("xs", "a", "xg", "x1"), b.chain("xg", "k", "k2", "k3", "x2"))  # fmt: skip
    GROUP.row(
        "after an error nothing more is done inside",
        race,
        b.boundary("bd", "x", b.error()),
        _H,
        given={"n": 0},
        plays="a; a: h; h: completed",
        variables={"n": 0},
    )
    two = (_SE, b.gateway("parallel", "g"), b.gateway("parallel", "j"), _inner("x", b.user("a"), ids=("a",), end=b.error()), _inner("y", b.user("c"), ids=("c",), end=b.error()),
           b.boundary("bx", "x", b.error()), b.boundary("by", "y", b.error()), b.users("hx", "hy"), b.end("e1"), b.end("e2"), b.chain("s", "g", "x", "j", "e"), b.chain("g", "y", "j"),
           b.chain("bx", "hx", "e1"), b.chain("by", "hy", "e2"))  # fmt: skip
    GROUP.add(
        "the same error at two subprocesses",
        *two,
        plays=("a c; a: c hx; c: hx hy; hx: hy; hy: completed", "a c; c: a hy; hy: a; a: hx; hx: completed"),
    )
    nested = _inner("x", _inner("y", b.user("a"), ids=("a",), end=b.error()), ids=("y",))
    GROUP.row(
        "an error is caught further out",
        nested,
        b.boundary("bd", "x", b.error()),
        _H,
        plays="a; a: h; h: completed",
    )
    both = _inner(
        "x",
        _inner("y", b.user("a"), ids=("a",), end=b.error()),
        b.boundary("b2", "y", b.error()),
        b.user("k"),
        b.end("y2"),
        b.chain("b2", "k", "y2"),
        ids=("y",),
    )
    GROUP.row(
        "an error is caught by the nearest",
        both,
        b.boundary("bd", "x", b.error()),
        _H,
        plays="a; a: k; k: completed",
    )
    other = _inner(
        "x",
        _inner("y", b.user("a"), ids=("a",), end=b.error()),
        b.boundary("b2", "y", b.error("er2")),
        b.user("k"),
        b.end("y2"),
        b.chain("b2", "k", "y2"),
        ids=("y",),
    )
    GROUP.row(
        "an error passes one of another code",
        other,
        b.boundary("bd", "x", b.error()),
        _H,
        plays="a; a: h; h: completed",
    )
    GROUP.row(
        "an error that nothing around catches",
        _inner("x", b.user("a"), ids=("a",), end=b.error()),
        b.user("z"),
        ids=("x", "z"),
        plays="a; a: error E1",
        trial=True,
    )
    items = _inner(
        "x",
        b.multi(cardinality="3"),
        b.user("a"),
        b.gateway("exclusive", "xx", "xd"),
        b.end("xf", b.error()),
        b.flow("xx", "xf", "bad"),
        ids=("a", "xx"),
    )
    items = items.replace('sourceRef="xx" targetRef="x_e"', 'id="xd" sourceRef="xx" targetRef="x_e"')
    GROUP.row("an error in one of several items ends them all", b.subprocess("x", b.multi(cardinality="3"), b.start("xs"), b.end("xe"), b.end("xf", b.error()), b.user("a"),
              b.gateway("exclusive", "xx", "xd"), b.chain("xs", "a", "xx"), b.flow("xx", "xf", "bad"), b.flow("xx", "xe", flow_id="xd")), b.boundary("bd", "x", b.error()), _H,
              plays="a a a; a(bad=false): a a; a(bad=true): h; h: completed")  # fmt: skip


def _escalations() -> None:
    for interrupting in (True, False):
        how = "interrupting" if interrupting else "beside"
        thrower = _inner("x", b.users("a", "c"), b.throw("t", b.escalation()), ids=("a", "t", "c"))
        GROUP.row(f"an escalation at the edge, {how}", thrower, b.boundary("bd", "x", b.escalation(), interrupting=interrupting), _H,
                  plays="a; a: h; h: completed" if interrupting else "a; a: c h; c: h; h: completed")  # fmt: skip
        again = _inner(
            "x",
            b.users("a", "c"),
            b.throw("t", b.escalation()),
            b.throw("t2", b.escalation()),
            ids=("a", "t", "t2", "c"),
        )
        GROUP.row(f"two escalations at the edge, {how}", again, b.boundary("bd", "x", b.escalation(), interrupting=interrupting), _H,
                  plays="a; a: h; h: completed" if interrupting else "a; a: c h h; h: c h; c: h; h: completed")  # fmt: skip
        GROUP.row(f"an escalation at the end, {how}", _inner("x", b.user("a"), ids=("a",), end=b.escalation()), b.boundary("bd", "x", b.escalation(), interrupting=interrupting), _H, b.user("z"),
                  ids=("x", "z"), plays="a; a: h; h: completed" if interrupting else "a; a: h z; z: h; h: completed")  # fmt: skip
        catch_all = b.tag("escalationEventDefinition")
        GROUP.row(f"any escalation at the edge, {how}", thrower, b.boundary("bd", "x", catch_all, interrupting=interrupting), _H,
                  plays="a; a: h; h: completed" if interrupting else "a; a: c h; c: h; h: completed")  # fmt: skip
    GROUP.row(
        "an escalation that nobody hears",
        _inner("x", b.users("a", "c"), b.throw("t", b.escalation()), ids=("a", "t", "c")),
        plays="a; a: c; c: completed",
    )


def _calls() -> None:
    def file(end: str = "", *shapes: str, called: str = "") -> bytes:
        call = b.tag("callActivity", id="x", calledElement="q")
        body = b.process(_SE, call, b.user("z"), *shapes, b.chain("s", "x", "z", "e"))
        return b.definitions(
            b.ROOTS,
            body,
            called
            or b.process(
                b.start("qs"), b.end("qe", end), b.user("a"), b.chain("qs", "a", "qe"), process_id="q"
            ),
        )

    GROUP.put(
        "a call", file(), plays="a; a(n=1): z; z: completed", left="s qs a qe x z e", variables={"n": 1}
    )
    GROUP.put(
        "an error out of a call, caught at its edge",
        file(b.error(), b.boundary("bd", "x", b.error()), _H),
        plays="a; a: h; h: completed",
    )
    GROUP.put(
        "an error out of a call that nobody catches", file(b.error()), plays="a; a: error E1", trial=True
    )
    GROUP.put(
        "an escalation out of a call",
        file(b.escalation(), b.boundary("bd", "x", b.escalation(), interrupting=False), _H),
        plays="a; a: h z; z: h; h: completed",
    )
    GROUP.put("terminate in a called process", file(b.terminate()), plays="a; a: z; z: completed")
    deep = b.process(b.start("qs"), b.end("qe"), b.tag("callActivity", id="y", calledElement="r"), b.chain("qs", "y", "qe"), process_id="q") + b.process(
        b.start("rs"), b.end("re", b.error()), b.user("a"), b.chain("rs", "a", "re"), process_id="r")  # fmt: skip
    GROUP.put(
        "an error out of a call in a call",
        file("", b.boundary("bd", "x", b.error()), _H, called=deep),
        plays="a; a: h; h: completed",
    )
    twice = b.definitions(b.ROOTS, b.process(_SE, b.gateway("parallel", "g"), b.gateway("parallel", "j"), b.tag("callActivity", id="x", calledElement="q"), b.tag("callActivity", id="y", calledElement="q"),
                          b.chain("s", "g", "x", "j", "e"), b.chain("g", "y", "j")), b.process(b.start("qs"), b.end("qe"), b.user("a"), b.chain("qs", "a", "qe"), process_id="q"))  # fmt: skip
    GROUP.put("one process called twice at once", twice, plays="a a; a: a; a: completed")
    called = b.process(b.start("qs"), b.end("qe"), b.users("a", "c"), b.gateway("exclusive", "k", "kd"), b.tag("callActivity", id="y", calledElement="q"), b.chain("qs", "a", "k"),
                       b.flow("k", "y", "deeper"), b.flow("k", "qe", flow_id="kd"), b.chain("y", "c", "qe"), process_id="q")  # fmt: skip
    GROUP.put(
        "a process that calls itself",
        file(called=called),
        plays="a; a(deeper=true): a; a(deeper=true): a; a(deeper=false): c; c: c; c: z; z: completed",
    )


def _data() -> None:
    data = b.tag("dataObject", id="do", name="n")
    GROUP.row(
        "data of the process are variables of the case",
        b.script("x", "n = 5"),
        data,
        given={"n": 1},
        plays="completed",
        variables={"n": 5},
    )
    GROUP.row(
        "data of a subprocess end with it",
        _inner("x", data, b.script("a", "n = 5"), b.script("c", "m = n + 1"), ids=("a", "c")),
        given={"n": 1},
        plays="completed",
        variables={"n": 1, "m": 6},
    )
    GROUP.row(
        "data of a subprocess begin with nothing",
        _inner("x", data, b.script("a", "m = n"), ids=("a",)),
        given={"n": 1, "m": 2},
        plays="completed",
        variables={"n": 1, "m": None},
    )
    GROUP.row(
        "answers for the data of a subprocess",
        _inner("x", data, b.user("a"), b.user("c"), b.script("k", "m = n"), ids=("a", "c", "k")),
        given={"n": 1},
        plays="a; a(n=7): c; c: completed",
        variables={"n": 1, "m": 7},
    )
    inside = _inner("y", b.script("c", "n = n + 1"), ids=("c",))
    GROUP.row(
        "a subprocess inside sees the data of the one around",
        _inner("x", data, b.script("a", "n = 5"), inside, b.script("k", "m = n"), ids=("a", "y", "k")),
        given={"n": 1},
        plays="completed",
        variables={"n": 1, "m": 6},
    )
    referred = b.tag("dataObject", id="do") + b.tag(
        "dataObjectReference", id="dr", dataObjectRef="do", name="n"
    )
    GROUP.row(
        "data called by their reference",
        _inner("x", referred, b.script("a", "n = 5"), ids=("a",)),
        given={"n": 1},
        plays="completed",
        variables={"n": 1},
    )
    GROUP.row(
        "a property of a subprocess ends with it",
        _inner("x", b.tag("property", id="pr", name="n"), b.script("a", "n = 5"), ids=("a",)),
        given={"n": 1},
        plays="completed",
        variables={"n": 1},
    )
    GROUP.row(
        "a label is no variable",
        _inner("x", b.tag("dataObject", id="do", name="the n"), b.script("a", "n = 5"), ids=("a",)),
        given={"n": 1},
        plays="completed",
        variables={"n": 5},
    )
    each = b.subprocess(
        "x",
        b.multi(collection="list", element="one"),
        data,
        b.start("xs"),
        b.end("xe"),
        b.script("a", "n = one"),
        b.user("c"),
        b.script("k", "total = total + n"),
        b.chain("xs", "a", "c", "k", "xe"),
    )
    GROUP.row(
        "every item has its own data",
        each,
        given={"list": [1, 2, 4], "total": 0, "n": 9},
        plays="c c c; c: c c; c: c; c: completed",
        variables={"total": 7, "n": 9},
    )
    kept = b.subprocess(
        "x",
        b.multi(collection="list", element="one", output="all"),
        data,
        b.start("xs"),
        b.end("xe"),
        b.script("a", "n = one"),
        b.script("k", "r = n * 10"),
        b.chain("xs", "a", "k", "xe"),
    )
    GROUP.row(
        "data are no results of an item",
        kept,
        given={"list": [1, 2]},
        plays="completed",
        variables={"all": [{"r": 10}, {"r": 20}]},
    )
    called = b.process(
        data, b.start("qs"), b.end("qe"), b.script("a", "n = 5"), b.chain("qs", "a", "qe"), process_id="q"
    )
    GROUP.put("data of a called process end with it", b.definitions(b.ROOTS, b.process(_SE, b.tag("callActivity", id="x", calledElement="q"), b.chain("s", "x", "e")), called),
              given={"n": 1}, plays="completed", variables={"n": 1})  # fmt: skip


def _transactions() -> None:
    cancel = b.tag("cancelEventDefinition")
    body = b.subprocess("x", b.start("xs"), b.end("x1", cancel), b.end("x2"), b.gateway("exclusive", "k", "kd"), b.gateway("parallel", "xg"), b.users("a", "c"), b.end("x3"),
                        b.chain("xs", "xg", "a", "k"), b.flow("k", "x1", "bad"), b.flow("k", "x2", flow_id="kd"), b.chain("xg", "c", "x3"), kind="transaction")  # fmt: skip
    GROUP.row("a transaction, given up or not", body, b.boundary("bd", "x", cancel), _H, b.user("z"), ids=("x", "z"),
              plays=("a c; a(bad=true): h; h: completed", "a c; a(bad=false): c; c: z; z: completed"))  # fmt: skip
    GROUP.row("a transaction that fails", b.subprocess("x", b.start("xs"), b.end("x1", b.error()), b.user("a"), b.chain("xs", "a", "x1"), kind="transaction"), b.boundary("bd", "x", b.error()), _H,
              plays="a; a: h; h: completed")  # fmt: skip


for _group in (_subprocesses, _errors, _escalations, _calls, _data, _transactions):
    _group()
