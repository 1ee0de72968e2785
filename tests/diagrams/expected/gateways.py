"""Gateways: choices, forks and joins, in loops, with tokens that pile up and branches that died."""

from tests.diagrams import builder as b
from tests.diagrams.expected.model import Group

GROUP = Group()
_SE = b.start() + b.end()
_AGAIN = b.gateway("exclusive", "x", "xd")


def _exclusive() -> None:
    three = (_SE, b.gateway("exclusive", "g", "fd"), b.users("u", "a", "c", "d"), b.chain("s", "u", "g"), b.flow("g", "a", "n > 10"),
             b.flow("g", "c", "n > 5"), b.flow("g", "d", flow_id="fd"), b.chain("a", "e"), b.chain("c", "e"), b.chain("d", "e"))  # fmt: skip
    GROUP.add(
        "the first condition that holds",
        *three,
        plays=("u; u(n=20): a; a: completed", "u; u(n=7): c; c: completed", "u; u(n=1): d; d: completed"),
    )
    GROUP.add("a choice right behind a choice", _SE, b.gateway("exclusive", "g", "fd"), b.gateway("exclusive", "g2", "fd2"), b.users("u", "a", "c", "d"),
              b.chain("s", "u", "g"), b.flow("g", "a", "n = 1"), b.flow("g", "g2", flow_id="fd"), b.flow("g2", "c", "n = 2"), b.flow("g2", "d", flow_id="fd2"),
              b.chain("a", "e"), b.chain("c", "e"), b.chain("d", "e"), plays=("u; u(n=1): a; a: completed", "u; u(n=2): c; c: completed", "u; u(n=3): d; d: completed"))  # fmt: skip
    GROUP.add("a gateway that merges and chooses", _SE, b.gateway("exclusive", "g", "fd"), b.users("a", "c"), b.script("i", "n = 0"), b.script("x", "n = n + 1"),
              b.chain("s", "i", "g"), b.flow("g", "a", "n < 3"), b.chain("a", "x", "g"), b.flow("g", "c", flow_id="fd"), b.chain("c", "e"),
              plays="a; a: a; a: a; a: c; c: completed", variables={"n": 3})  # fmt: skip
    GROUP.add("no condition holds and there is a default", _SE, b.gateway("exclusive", "g", "fd"), b.user("a"), b.chain("s", "g"), b.flow("g", "a", "false"),
              b.flow("g", "e", flow_id="fd"), b.chain("a", "e"), plays="completed", left="s g e")  # fmt: skip
    GROUP.add("a choice without a default", _SE, b.gateway("exclusive", "g"), b.users("a", "c"), b.chain("s", "g"), b.flow("g", "a", "n = 1"), b.flow("g", "c", "n = 2"),
              b.chain("a", "e"), b.chain("c", "e"), given={"n": 2}, plays="c; c: completed", trial=True)  # fmt: skip


def _parallel() -> None:
    pair = b.gateway("parallel", "g") + b.gateway("parallel", "j")
    GROUP.add("a join waits for both", _SE, pair, b.users("a", "c", "z"), b.chain("s", "g", "a", "j", "z", "e"), b.chain("g", "c", "j"),
              plays=("a c; a: c; c: z; z: completed", "a c; c: a; a: z; z: completed"))  # fmt: skip
    GROUP.add("both flows lead straight from fork to join", _SE, pair, b.user("z"), b.chain("s", "g"), b.flow("g", "j"), b.flow("g", "j"), b.chain("j", "z", "e"),
              plays="z; z: completed", left="s g j z e")  # fmt: skip
    GROUP.add("three flows straight from fork to join, and a task", _SE, pair, b.users("a", "z"), b.chain("s", "g"), b.flow("g", "j"), b.flow("g", "j"), b.chain("g", "a", "j", "z", "e"),
              plays="a; a: z; z: completed", left="s g a j z e")  # fmt: skip
    GROUP.add("a gateway that joins and forks", _SE, pair, b.users("a", "c", "d", "f"), b.gateway("parallel", "k"), b.chain("s", "g", "a", "j", "d", "k", "e"),
              b.chain("g", "c", "j", "f", "k"), plays="a c; a: c; c: d f; f: d; d: completed")  # fmt: skip
    GROUP.add(
        "a fork of one and a join of one",
        _SE,
        pair,
        b.user("a"),
        b.chain("s", "g", "a", "j", "e"),
        plays="a; a: completed",
    )
    body = (b.users("t", "a", "c"), pair, _AGAIN, b.user("q"), b.chain("s", "t", "g", "a", "j", "q", "x"), b.chain("g", "c", "j"),
            b.flow("x", "t", "again"), b.flow("x", "e", flow_id="xd"))  # fmt: skip
    GROUP.add("a join in a loop waits for both in every round", _SE, *body,
              plays=("t; t: a c; a: c; c: q; q(again=true): t; t: a c; a: c; c: q; q(again=true): t; t: a c; c: a; a: q; q(again=false): completed",
              "t; t: a c; c: a; a: q; q(again=true): t; t: a c; c: a; a: q; q(again=false): completed"))  # fmt: skip
    branch = (b.users("a", "c", "q"), pair, _AGAIN, b.gateway("exclusive", "m"), b.chain("s", "g", "m", "a", "x"), b.flow("x", "m", "again"),
              b.flow("x", "j", flow_id="xd"), b.chain("g", "c", "j", "q", "e"))  # fmt: skip
    GROUP.add("a loop inside a branch", _SE, *branch, plays=("a c; a(again=true): a c; a(again=true): a c; a(again=false): c; c: q; q: completed",
              "a c; c: a; a(again=true): a; a(again=false): q; q: completed"))  # fmt: skip
    twice = (b.gateway("parallel", "g"), b.gateway("exclusive", "m"), b.gateway("parallel", "h"), b.gateway("parallel", "j"), b.users("a", "c", "o", "r", "z"),
             b.chain("s", "g", "a", "m"), b.chain("g", "c", "m", "h", "o", "j", "z", "e"), b.chain("h", "r", "j"))  # fmt: skip
    GROUP.add("two tokens through one block: the join takes one of each", _SE, *twice,
              plays=("a c; a: c o r; c: o o r r; o: o r r; r: o r z; r: o z; o: z z; z: z; z: completed",
              "a c; a: c o r; c: o o r r; o: o r r; o: r r; r: r z; r: z z; z: z; z: completed"))  # fmt: skip
    GROUP.add("a fork without a join ends everywhere", _SE, b.gateway("parallel", "g"), b.users("a", "c", "d"), b.chain("s", "g", "a", "e"), b.chain("g", "c", "e"),
              b.chain("g", "d", "e"), plays="a c d; c: a d; a: d; d: completed")  # fmt: skip
    unequal = (b.gateway("parallel", "g"), b.gateway("parallel", "j"), b.gateway("parallel", "j2"), b.users("a", "c", "d", "z"), b.chain("s", "g", "a", "j", "j2", "z", "e"),
               b.chain("g", "c", "j"), b.chain("g", "d", "j2"))  # fmt: skip
    GROUP.add(
        "joins one after the other",
        _SE,
        *unequal,
        plays=("a c d; d: a c; a: c; c: z; z: completed", "a c d; a: c d; c: d; d: z; z: completed"),
    )


def _inclusive() -> None:
    pair = b.gateway("inclusive", "g", "gd") + b.gateway("inclusive", "j")
    base = (_SE, pair, b.users("u", "a", "c", "d", "z"), b.chain("s", "u", "g"), b.flow("g", "a", "p"), b.flow("g", "c", "q"), b.flow("g", "d", flow_id="gd"),
            b.chain("a", "j"), b.chain("c", "j"), b.chain("d", "j", "z", "e"))  # fmt: skip
    GROUP.add("an inclusive choice and its join", *base,
              plays=("u; u(p=true, q=true): a c; a: c; c: z; z: completed", "u; u(p=true, q=false): a; a: z; z: completed",
              "u; u(p=false, q=true): c; c: z; z: completed", "u; u(p=false, q=false): d; d: z; z: completed"))  # fmt: skip
    died = (_SE, b.gateway("parallel", "g"), b.gateway("inclusive", "j"), b.gateway("exclusive", "x", "xd"), b.users("a", "c", "q", "z"), b.end("e2"),
            b.chain("s", "g", "a", "j", "z", "e"), b.chain("g", "q", "x"), b.flow("x", "c", "go"), b.flow("x", "e2", flow_id="xd"), b.chain("c", "j"))  # fmt: skip
    GROUP.add("a join whose other branch dies meanwhile", *died, plays=("a q; a: q; q(go=false): z; z: completed",
              "a q; a: q; q(go=true): c; c: z; z: completed", "a q; q(go=false): a; a: z; z: completed"))  # fmt: skip
    loop = (_SE, pair, _AGAIN, b.users("u", "a", "c", "d", "z"), b.chain("s", "u", "g"), b.flow("g", "a", "p"), b.flow("g", "c", "q"), b.flow("g", "d", flow_id="gd"),
            b.chain("a", "j"), b.chain("c", "j"), b.chain("d", "j", "z", "x"), b.flow("x", "u", "again"), b.flow("x", "e", flow_id="xd"))  # fmt: skip
    GROUP.add("an inclusive join in a loop", *loop,
              plays="u; u(p=true, q=true): a c; a: c; c: z; z(again=true): u; u(p=true, q=true): a c; c: a; a: z; z(again=true): u; u(p=false, q=true): c; c: z; z(again=false): completed")  # fmt: skip
    inner = (_SE, b.gateway("parallel", "g"), b.gateway("inclusive", "j"), b.gateway("exclusive", "m"), _AGAIN, b.users("a", "c", "z"), b.chain("s", "g", "a", "j", "z", "e"),
             b.chain("g", "m", "c", "x"), b.flow("x", "m", "again"), b.flow("x", "j", flow_id="xd"))  # fmt: skip
    GROUP.add(
        "an inclusive join waits for a branch that goes round",
        *inner,
        plays="a c; a: c; c(again=true): c; c(again=true): c; c(again=false): z; z: completed",
    )
    mixed = (
        _SE,
        b.gateway("parallel", "g"),
        b.gateway("inclusive", "j"),
        b.users("a", "c", "z"),
        b.chain("s", "g", "a", "j", "z", "e"),
        b.chain("g", "c", "j"),
    )
    GROUP.add(
        "a parallel fork joined by an inclusive gateway",
        *mixed,
        plays=("a c; a: c; c: z; z: completed", "a c; c: a; a: z; z: completed"),
    )
    chosen = (_SE, b.gateway("exclusive", "g", "gd"), b.gateway("inclusive", "j"), b.users("u", "a", "c", "z"), b.chain("s", "u", "g"), b.flow("g", "a", "p"),
              b.flow("g", "c", flow_id="gd"), b.chain("a", "j"), b.chain("c", "j", "z", "e"))  # fmt: skip
    GROUP.add(
        "an exclusive choice joined by an inclusive gateway",
        *chosen,
        plays=("u; u(p=true): a; a: z; z: completed", "u; u(p=false): c; c: z; z: completed"),
    )
    straight = (_SE, b.gateway("inclusive", "g", "gd"), b.gateway("inclusive", "j"), b.users("u", "a", "z"), b.chain("s", "u", "g"), b.flow("g", "a", "p"),
                b.flow("g", "j", "q"), b.flow("g", "j", flow_id="gd"), b.chain("a", "j", "z", "e"))  # fmt: skip
    GROUP.add("an inclusive flow straight to the join", *straight, plays=("u; u(p=true, q=true): a; a: z; z: completed", "u; u(p=false, q=true): z; z: completed",
              "u; u(p=false, q=false): z; z: completed"))  # fmt: skip
    nested = (_SE, pair, b.gateway("inclusive", "h", "hd"), b.gateway("inclusive", "k"), b.users("u", "v", "a", "c", "d", "f", "z"), b.chain("s", "u", "g"), b.flow("g", "v", "p"),
              b.flow("g", "c", "q"), b.flow("g", "d", flow_id="gd"), b.chain("v", "h"), b.flow("h", "a", "p2"), b.flow("h", "f", flow_id="hd"), b.chain("a", "k"), b.chain("f", "k", "j"),
              b.chain("c", "j"), b.chain("d", "j", "z", "e"))  # fmt: skip
    GROUP.add(
        "inclusive in inclusive",
        *nested,
        plays=(
            "u; u(p=true, q=true): c v; c: v; v(p2=true): a; a: z; z: completed",
            "u; u(p=true, q=false): v; v(p2=false): f; f: z; z: completed",
        ),
    )
    edge = (_SE, b.gateway("parallel", "g"), b.gateway("inclusive", "j"), b.users("a", "c", "z"), b.boundary("bd", "c", b.message()), b.end("e2"), b.chain("s", "g", "a", "j", "z", "e"),
            b.chain("g", "c", "j"), b.chain("bd", "e2"))  # fmt: skip
    GROUP.add(
        "an event ends the branch the join waits for",
        *edge,
        plays=("a bd c; a: bd c; >msg: z; z: completed", "a bd c; a: bd c; c: z; z: completed"),
    )


def _event_based() -> None:
    gateway = b.tag("eventBasedGateway", id="g")

    def two(one: str, other: str) -> tuple[str, ...]:
        return (
            _SE,
            gateway,
            b.catch("c", one),
            b.catch("d", other),
            b.users("a", "z"),
            b.chain("s", "g", "c", "a", "e"),
            b.chain("g", "d", "z", "e"),
        )

    GROUP.add(
        "the first event wins: message or signal",
        *two(b.message(), b.signal()),
        plays=("c d; >msg(r=1): a; no ~sig: a; a: completed", "c d; ~sig: z; no >msg: z; z: completed"),
    )
    GROUP.add(
        "the first event wins: two messages",
        *two(b.message(), b.message("m2")),
        plays=("c d; >msg: a; no >msg2: a; a: completed", "c d; >msg2: z; z: completed"),
    )
    GROUP.add(
        "the first event wins: message or timer",
        *two(b.message(), b.timer("Duration", "PT1H")),
        plays=("c d; >msg: a; +P1D: a; a: completed", "c d; +PT1H: z; no >msg: z; z: completed"),
    )
    GROUP.add(
        "the first event wins: the shorter of two timers",
        *two(b.timer("Duration", "P9D"), b.timer("Duration", "PT1H")),
        plays="c d; +PT1H: z; +P10D: z; z: completed",
    )
    GROUP.add(
        "the first event wins: two timers, both due",
        *two(b.timer("Duration", "P9D"), b.timer("Duration", "PT1H")),
        plays="c d; +P10D: z; z: completed",
    )
    GROUP.add(
        "the first event wins: a date and a duration",
        *two(b.timer("Date", "2026-03-03"), b.timer("Duration", "P9D")),
        plays="c d; +P2D: a; a: completed",
    )
    three = (_SE, gateway, b.catch("c", b.timer("Duration", "P3D")), b.catch("d", b.timer("Duration", "P2D")), b.catch("f", b.timer("Duration", "P1D")), b.users("a", "z", "y"),
             b.chain("s", "g", "c", "a", "e"), b.chain("g", "d", "z", "e"), b.chain("g", "f", "y", "e"))  # fmt: skip
    GROUP.add("the first event wins: three timers", *three, plays="c d f; +P1D: y; +P9D: y; y: completed")
    cond = (_SE, b.gateway("parallel", "k"), gateway, b.catch("c", b.message()), b.catch("d", b.conditional("flag")), b.users("a", "z", "w"), b.end("e2"),
            b.chain("s", "k", "g", "c", "a", "e"), b.chain("g", "d", "z", "e"), b.chain("k", "w", "e2"))  # fmt: skip
    GROUP.add(
        "the first event wins: message or condition",
        *cond,
        given={"flag": False},
        plays=(
            "c w; w(flag=true): z; no >msg: z; z: completed",
            "c w; >msg: a w; w(flag=true): a; a: completed",
        ),
    )
    receive = (
        _SE,
        gateway,
        b.tag("receiveTask", id="c", messageRef="m"),
        b.catch("d", b.timer("Duration", "PT1H")),
        b.users("a", "z"),
        b.chain("s", "g", "c", "a", "e"),
        b.chain("g", "d", "z", "e"),
    )
    GROUP.add(
        "the first event wins: a receive task",
        *receive,
        plays=("c d; >msg: a; a: completed", "c d; +PT1H: z; z: completed"),
    )
    loop = (
        _SE,
        gateway,
        b.catch("c", b.message()),
        b.catch("d", b.timer("Duration", "P3D")),
        b.users("u"),
        b.chain("s", "u", "g", "c", "u"),
        b.chain("g", "d", "e"),
    )
    GROUP.add(
        "an event gateway in a loop counts anew each time",
        *loop,
        plays="u; u: c d; +P2D: c d; >msg: u; u: c d; +P2D: c d; +P1D: completed",
    )


for _group in (_exclusive, _parallel, _inclusive, _event_based):
    _group()
