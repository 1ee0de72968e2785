"""Activities done several times: items at once and in a row, enough of them, none of them, loops."""

from tests.diagrams import builder as b
from tests.diagrams.expected.model import Group

GROUP = Group()


def _loop(condition: str | None = None, **attributes: object) -> str:
    return b.tag(
        "standardLoopCharacteristics",
        "" if condition is None else b.text("loopCondition", condition),
        **attributes,
    )


def _items() -> None:
    for sequential in (False, True):
        how = "in a row" if sequential else "at once"
        three = (
            "x; x: x; x: x; x: z; z: completed" if sequential else "x x x; x: x x; x: x; x: z; z: completed"
        )
        z = b.user("z")
        GROUP.row(
            f"three {how}",
            b.user("x", b.multi(sequential, cardinality="3")),
            z,
            ids=("x", "z"),
            plays=three,
            left="s x x x z e",
        )
        GROUP.row(
            f"as many as there are, {how}",
            b.user("x", b.multi(sequential, collection="list", element="one")),
            z,
            ids=("x", "z"),
            given={"list": ["a", "b", "c"]},
            plays=three,
        )
        GROUP.row(f"a collection in camunda's way, {how}", b.user("x", b.multi(sequential).replace("<bpmn:multi", '<bpmn:multi').replace("isSequential", 'camunda:collection="list" camunda:elementVariable="one" isSequential')),
                  z, ids=("x", "z"), given={"list": [1, 2, 3]}, plays=three)  # fmt: skip
        GROUP.row(
            f"none, {how}",
            b.user("x", b.multi(sequential, collection="list", element="one")),
            z,
            ids=("x", "z"),
            given={"list": []},
            plays="z; z: completed",
        )
        GROUP.row(
            f"nothing of nothing, {how}",
            b.user("x", b.multi(sequential, cardinality="0")),
            z,
            ids=("x", "z"),
            plays="z; z: completed",
        )
        GROUP.row(f"results by position, {how}", b.script("x", "r = one * 10").replace("<bpmn:script>", b.multi(sequential, collection="list", element="one", output="all", result="r") + "<bpmn:script>"),
                  given={"list": [3, 1, 2]}, plays="completed", variables={"all": [30, 10, 20], "r": None, "one": None})  # fmt: skip
        GROUP.row(f"results of none, {how}", b.script("x", "r = 1").replace("<bpmn:script>", b.multi(sequential, collection="list", element="one", output="all", result="r") + "<bpmn:script>"),
                  given={"list": []}, plays="completed", variables={"all": []})  # fmt: skip
        enough = b.user("x", b.multi(sequential, cardinality="4", condition="nrOfCompletedInstances >= 2"))
        GROUP.row(
            f"two of four are enough, {how}",
            enough,
            z,
            ids=("x", "z"),
            plays="x; x: x; x: z; z: completed" if sequential else "x x x x; x: x x x; x: z; z: completed",
        )
        veto = b.user("x", b.multi(sequential, cardinality="3", condition="no"))
        GROUP.row(
            f"one veto is enough, {how}",
            veto,
            z,
            ids=("x", "z"),
            plays=(
                "x; x(no=false): x; x(no=true): z; z: completed"
                if sequential
                else "x x x; x(no=false): x x; x(no=true): z; z: completed"
            ),
        )
        inner = b.subprocess(
            "x",
            b.multi(sequential, cardinality="2", condition="enough"),
            b.start("xs"),
            b.end("xe"),
            b.users("a", "c"),
            b.chain("xs", "a", "c", "xe"),
        )
        if not sequential:
            GROUP.row(
                "enough ends the subprocesses that still run",
                inner,
                z,
                ids=("x", "z"),
                plays="a a; a: a c; c(enough=true): z; z: completed",
            )
        GROUP.row(f"subprocesses {how}", b.subprocess("x", b.multi(sequential, cardinality="2"), b.start("xs"), b.end("xe"), b.users("a", "c"), b.chain("xs", "a", "c", "xe")), z, ids=("x", "z"),
                  plays="a; a: c; c: a; a: c; c: z; z: completed" if sequential else "a a; a: a c; a: c c; c: c; c: z; z: completed")  # fmt: skip
        GROUP.row(
            f"calls to the outside {how}",
            b.service("x", "t", b.multi(sequential, cardinality="2")),
            plays="x; x: x; x: completed" if sequential else "x x; x: x; x: completed",
        )
        GROUP.row(f"messages received {how}", b.tag("receiveTask", b.multi(sequential, cardinality="2"), id="x", messageRef="m"),
                  plays="x; >msg: x; >msg: completed" if sequential else "x x; >msg: x; >msg: completed")  # fmt: skip
        GROUP.row(
            f"messages sent {how}",
            b.tag("sendTask", b.multi(sequential, cardinality="3"), id="x", messageRef="m"),
            plays="completed",
            sent=("msg", "msg", "msg"),
        )
        GROUP.put(f"processes called {how}", b.definitions(b.ROOTS, b.process(b.start(), b.end(), b.tag("callActivity", b.multi(sequential, cardinality="2"), id="x", calledElement="q"),
                  b.chain("s", "x", "e")), b.process(b.start("qs"), b.end("qe"), b.user("a"), b.chain("qs", "a", "qe"), process_id="q")),
                  plays="a; a: a; a: completed" if sequential else "a a; a: a; a: completed")  # fmt: skip
        GROUP.add(f"items in a loop, {how}", b.start(), b.end(), b.user("x", b.multi(sequential, cardinality="2")), b.gateway("exclusive", "g", "gd"), b.chain("s", "x", "g"), b.flow("g", "x", "again"),
                  b.flow("g", "e", flow_id="gd"), plays=("x; x: x; x(again=true): x; x: x; x(again=false): completed" if sequential else "x x; x: x; x(again=true): x x; x: x; x(again=false): completed"))  # fmt: skip
        nested = b.subprocess(
            "x",
            b.multi(sequential, collection="list", element="one"),
            b.start("xs"),
            b.end("xe"),
            b.user("a", b.multi(True, cardinality="one")),
            b.chain("xs", "a", "xe"),
        )
        GROUP.row(
            f"items in items, {how}",
            nested,
            given={"list": [1, 2]},
            plays="a; a: a; a: a; a: completed" if sequential else "a a; a: a; a: a; a: completed",
        )
        ended = b.subprocess("x", b.multi(sequential, cardinality="2"), b.start("xs"), b.end("x1", b.terminate()), b.end("x2"), b.gateway("parallel", "xg"), b.users("a", "c"), b.chain("xs", "xg", "a", "x1"),
                             b.chain("xg", "c", "x2"))  # fmt: skip
        GROUP.row(
            f"terminate ends one item, {how}",
            ended,
            z,
            ids=("x", "z"),
            plays="a c; a: a c; a: z; z: completed" if sequential else "a a c c; a: a c; a: z; z: completed",
        )


def _loops() -> None:
    z = b.user("z")
    GROUP.row(
        "a loop at most three times",
        b.user("x", _loop(loopMaximum=3)),
        z,
        ids=("x", "z"),
        plays="x; x: x; x: x; x: z; z: completed",
    )
    GROUP.row(
        "a loop while a condition holds",
        b.user("x", _loop("more")),
        z,
        ids=("x", "z"),
        plays="x; x(more=true): x; x(more=true): x; x(more=false): z; z: completed",
    )
    GROUP.row(
        "a loop while it holds, but at most twice",
        b.user("x", _loop("more", loopMaximum=2)),
        z,
        ids=("x", "z"),
        plays=("x; x(more=true): x; x(more=true): z; z: completed", "x; x(more=false): z; z: completed"),
    )
    GROUP.row(
        "a loop tested before: not once",
        b.user("x", _loop("more", testBefore="true")),
        z,
        ids=("x", "z"),
        given={"more": False},
        plays="z; z: completed",
    )
    GROUP.row(
        "a loop tested before: as long as it holds",
        b.user("x", _loop("more", testBefore="true")),
        z,
        ids=("x", "z"),
        given={"more": True},
        plays="x; x(more=true): x; x(more=false): z; z: completed",
    )
    GROUP.row(
        "a loop tested before, written 1",
        b.user("x", _loop("more", testBefore="1")),
        z,
        ids=("x", "z"),
        given={"more": False},
        plays="z; z: completed",
    )
    GROUP.row(
        "a loop of a script",
        b.script("x", "n = n + 1").replace("<bpmn:script>", _loop("n < 5") + "<bpmn:script>"),
        given={"n": 0},
        plays="completed",
        variables={"n": 5},
    )
    inner = b.subprocess(
        "x", _loop("more"), b.start("xs"), b.end("xe"), b.users("a", "c"), b.chain("xs", "a", "c", "xe")
    )
    GROUP.row(
        "a loop of a subprocess", inner, plays="a; a: c; c(more=true): a; a: c; c(more=false): completed"
    )
    GROUP.row(
        "items in a row, written 1",
        b.user("x", b.multi(cardinality="2").replace('isSequential="false"', 'isSequential="1"')),
        plays="x; x: x; x: completed",
    )


_items()
_loops()
