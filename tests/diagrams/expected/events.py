"""Events on the way: starts, ends, messages, signals, timers, links, conditions."""

from tests.diagrams import builder as b
from tests.diagrams.expected.model import Group

GROUP = Group()
_SE = b.start() + b.end()


def _link(name: str = "L") -> str:
    return b.tag("linkEventDefinition", name=name)


def _links() -> None:
    GROUP.add("a link", _SE, b.users("a", "z"), b.throw("t", _link()), b.catch("c", _link()), b.chain("s", "a", "t"), b.chain("c", "z", "e"),
              plays="a; a: z; z: completed", left="s a t c z e")  # fmt: skip
    GROUP.add("two throws to one link", _SE, b.gateway("parallel", "g"), b.users("a", "c", "z"), b.throw("t1", _link()), b.throw("t2", _link()), b.catch("l", _link()),
              b.chain("s", "g", "a", "t1"), b.chain("g", "c", "t2"), b.chain("l", "z", "e"), plays="a c; a: c z; c: z z; z: z; z: completed")  # fmt: skip
    GROUP.add("two links", _SE, b.gateway("exclusive", "x", "xd"), b.users("u", "a", "z"), b.throw("t1", _link("A")), b.throw("t2", _link("B")), b.catch("c1", _link("A")),
              b.catch("c2", _link("B")), b.chain("s", "u", "x"), b.flow("x", "t1", "n = 1"), b.flow("x", "t2", flow_id="xd"), b.chain("c1", "a", "e"), b.chain("c2", "z", "e"),
              plays=("u; u(n=1): a; a: completed", "u; u(n=2): z; z: completed"))  # fmt: skip
    GROUP.add("a link back", _SE, b.gateway("exclusive", "x", "xd"), b.gateway("exclusive", "m"), b.user("u"), b.throw("t", _link()), b.catch("c", _link()), b.chain("s", "m", "u", "x"),
              b.flow("x", "t", "again"), b.chain("c", "m"), b.flow("x", "e", flow_id="xd"), plays="u; u(again=true): u; u(again=true): u; u(again=false): completed")  # fmt: skip
    inner = b.subprocess(
        "x",
        b.start("xs"),
        b.end("xe"),
        b.user("i"),
        b.throw("t2", _link()),
        b.catch("c2", _link()),
        b.chain("xs", "t2"),
        b.chain("c2", "i", "xe"),
    )
    GROUP.add("a link of the same name inside a subprocess is another one", _SE, b.user("z"), b.throw("t", _link()), b.catch("c", _link()), inner, b.chain("s", "x", "t"), b.chain("c", "z", "e"),
              plays="i; i: z; z: completed", left="s xs t2 c2 i xe x t c z e")  # fmt: skip


def _starts() -> None:
    for kind, (definition, act) in {"message": (b.message(), ">msg"), "signal": (b.signal(), "~sig"), "timer": (b.timer("Duration", "PT1H"), "+PT1H"),
                                    "cycle": (b.timer("Cycle", "R/PT1H"), "+PT1H")}.items():  # fmt: skip
        body = (b.start("s", definition), b.end(), b.user("u"), b.chain("s", "u", "e"))
        trial = kind != "message"
        GROUP.add(
            f"a start waits for its {kind}",
            *body,
            plays=f"s; {act}: u; u: completed",
            left="s u e",
            trial=trial,
        )
        GROUP.add(
            f"begun at the start by {kind}",
            *body,
            plays="u; u: completed",
            left="s u e",
            start="s",
            trial=trial,
        )
    GROUP.add(
        "a start by a condition",
        b.start("s", b.conditional("flag")),
        b.end(),
        b.user("u"),
        b.chain("s", "u", "e"),
        given={"flag": True},
        plays="u; u: completed",
        trial=True,
    )
    several = (
        b.start("s1"),
        b.start("s2", b.message()),
        b.start("s3", b.message("m2")),
        b.end(),
        b.users("a", "c", "d"),
        b.chain("s1", "a", "e"),
        b.chain("s2", "c", "e"),
        b.chain("s3", "d", "e"),
    )
    GROUP.add("several starts: the plain one", *several, plays="a; no >msg: a; a: completed")
    GROUP.add("several starts: one by message", *several, plays="c; no >msg2: c; c: completed", start="s2")
    GROUP.add("several starts: another by message", *several, plays="d; d: completed", start="s3")
    GROUP.add("several starts, all waited for", b.start("s2", b.message()), b.start("s3", b.signal()), b.end(), b.users("c", "d"), b.chain("s2", "c", "e"), b.chain("s3", "d", "e"),
              plays=("s2 s3; >msg: c; no ~sig: c; c: completed", "s2 s3; ~sig: d; no >msg: d; d: completed"), trial=True)  # fmt: skip
    GROUP.add(
        "two starts that lead to one task",
        b.start("s1"),
        b.start("s2", b.message()),
        b.end(),
        b.user("a"),
        b.chain("s1", "a", "e"),
        b.chain("s2", "a"),
        plays="a; a: completed",
        start="s2",
    )


def _ends() -> None:
    GROUP.add(
        "a message at the end",
        b.start(),
        b.end("e", b.message()),
        b.user("u"),
        b.chain("s", "u", "e"),
        plays="u; u: completed",
        sent=("msg",),
    )
    GROUP.add(
        "a signal at the end",
        b.start(),
        b.end("e", b.signal()),
        b.user("u"),
        b.chain("s", "u", "e"),
        plays="u; u: completed",
        heard=("sig",),
    )
    GROUP.add("a signal at the end wakes another branch", b.start(), b.end("e", b.signal()), b.end("e2"), b.gateway("parallel", "g"), b.users("u", "v"), b.catch("c", b.signal()),
              b.chain("s", "g", "u", "e"), b.chain("g", "c", "v", "e2"), plays="c u; u: v; v: completed")  # fmt: skip
    GROUP.add(
        "an escalation at the end that nobody hears",
        b.start(),
        b.end("e", b.escalation()),
        b.user("u"),
        b.chain("s", "u", "e"),
        plays="u; u: completed",
    )
    GROUP.add(
        "an error that nobody catches is no completion",
        b.start(),
        b.end("e", b.error()),
        b.user("u"),
        b.chain("s", "u", "e"),
        plays="u; u: error E1",
        trial=True,
    )
    GROUP.add("an error that nobody catches takes everything along", b.start(), b.end("e", b.error()), b.end("e2"), b.gateway("parallel", "g"), b.users("u", "v"),
              b.chain("s", "g", "u", "e"), b.chain("g", "v", "e2"), plays=("u v; u: error E1", "u v; v: u; u: error E1"), trial=True)  # fmt: skip
    GROUP.add("a terminating end", b.start(), b.end("t", b.terminate()), b.end("e2"), b.gateway("parallel", "g"), b.users("u", "v"), b.catch("c", b.message()), b.chain("s", "g", "u", "t"),
              b.chain("g", "v", "e2"), b.chain("g", "c", "e2"), plays=("c u v; u: terminated", "c u v; v: c u; >msg: u; u: terminated"))  # fmt: skip
    GROUP.add("a terminating end before a script beside it", b.start(), b.end("t", b.terminate()), b.end("e2"), b.gateway("parallel", "g"), b.script("x", "n = 1"), b.user("v"),
              b.chain("s", "g", "t"), b.chain("g", "v", "x", "e2"), plays="terminated", given={"n": 0}, variables={"n": 0})  # fmt: skip
    GROUP.row(
        "nothing is thrown",
        b.throw("x"),
        b.user("u"),
        ids=("x", "u"),
        plays="u; u: completed",
        left="s x u e",
    )


def _on_the_way() -> None:
    GROUP.row(
        "a message on the way",
        b.catch("x", b.message()),
        plays="x; no >msg2: x; >msg(r=1): completed",
        variables={"r": 1},
    )
    GROUP.row("a message is thrown on the way", b.throw("x", b.message()), plays="completed", sent=("msg",))
    GROUP.row("a signal on the way", b.catch("x", b.signal()), plays="x; no ~other: x; ~sig: completed")
    GROUP.row("a signal is thrown on the way", b.throw("x", b.signal()), plays="completed", heard=("sig",))
    GROUP.row("a condition on the way", b.gateway("parallel", "g"), b.user("w"), b.catch("x", b.conditional("n > 2")), b.user("u"), b.end("e2"), b.user("w2"), b.chain("g", "w", "w2", "e2"),
              ids=("g", "x", "u"), given={"n": 0}, plays="w; w(n=1): w2; w2(n=3): u; u: completed")  # fmt: skip
    GROUP.row(
        "a duration on the way",
        b.catch("x", b.timer("Duration", "PT90M")),
        plays="x; +PT1H: x; +PT30M: completed",
    )
    GROUP.row(
        "a date on the way",
        b.catch("x", b.timer("Date", "2026-03-05T00:00:00Z")),
        plays="x; +P1D: x; +P9D: completed",
    )
    GROUP.row("a date that has passed", b.catch("x", b.timer("Date", "2020-01-01")), plays="completed")
    GROUP.row(
        "a cycle on the way comes once",
        b.catch("x", b.timer("Cycle", "R3/PT1H")),
        b.user("u"),
        ids=("x", "u"),
        plays="x; +PT1H: u; +PT5H: u; u: completed",
    )
    GROUP.row(
        "a due date from a variable",
        b.catch("x", b.timer("Date", "due")),
        given={"due": "2026-03-03"},
        plays="x; +P2D: completed",
    )
    GROUP.row("a signal for two at once", b.gateway("parallel", "g"), b.gateway("parallel", "j"), b.catch("x", b.signal()), b.catch("y", b.signal()), b.user("u"), b.chain("g", "y", "j"),
              ids=("g", "x", "j", "u"), plays="x y; ~sig: u; u: completed")  # fmt: skip
    GROUP.row("a message for one of two", b.gateway("parallel", "g"), b.gateway("parallel", "j"), b.catch("x", b.message()), b.catch("y", b.message()), b.user("u"), b.chain("g", "y", "j"),
              ids=("g", "x", "j", "u"), plays="x y; >msg: x; >msg: u; u: completed")  # fmt: skip
    GROUP.row(
        "a message that comes too early",
        b.user("u"),
        b.catch("x", b.message()),
        ids=("u", "x"),
        plays="u; no >msg: u; u: x; >msg: completed",
    )
    GROUP.row(
        "a signal that comes too early",
        b.user("u"),
        b.catch("x", b.signal()),
        ids=("u", "x"),
        plays="u; no ~sig: u; u: x; ~sig: completed",
    )
    inner = b.subprocess(
        "x", b.start("xs"), b.end("xe"), b.catch("c", b.signal()), b.user("i"), b.chain("xs", "c", "i", "xe")
    )
    GROUP.row("a signal reaches into subprocesses", b.gateway("parallel", "g"), inner, b.user("u"), b.throw("t", b.signal()), b.end("e2"), b.chain("g", "u", "t", "e2"), ids=("g", "x"),
              plays="c u; u: i; i: completed", heard=("sig",))  # fmt: skip
    self_hit = b.subprocess(
        "x",
        b.start("xs"),
        b.end("xe"),
        b.users("i", "k"),
        b.throw("t", b.signal()),
        b.chain("xs", "i", "t", "k", "xe"),
    )
    GROUP.row(
        "a signal from inside interrupts its own subprocess",
        self_hit,
        b.boundary("bd", "x", b.signal()),
        b.user("h"),
        b.end("e2"),
        b.chain("bd", "h", "e2"),
        plays="bd i; i: h; h: completed",
    )
    GROUP.row("a signal from inside beside its own subprocess", self_hit, b.boundary("bd", "x", b.signal(), interrupting=False), b.user("h"), b.end("e2"), b.chain("bd", "h", "e2"),
              plays="bd i; i: bd h k; k: h; h: completed")  # fmt: skip
    GROUP.row(
        "a message without a name",
        b.catch("x", b.tag("messageEventDefinition")),
        plays="x; >x: completed",
        trial=True,
    )
    GROUP.row(
        "a service nobody has a topic for",
        b.tag("serviceTask", id="x"),
        plays="x; x(r=1): completed",
        trial=True,
    )
    GROUP.row(
        "a decision without a reference",
        b.tag("businessRuleTask", id="x", camunda_resultVariable="r"),
        plays="x; x(k=1): completed",
        trial=True,
    )
    GROUP.row("a send task that says nothing", b.tag("sendTask", id="x"), plays="x; x: completed", trial=True)


for _group in (_links, _starts, _ends, _on_the_way):
    _group()
