"""Random block-structured processes: rows, choices, forks, loops and subprocesses inside one another."""

import random
from collections.abc import Callable

from tests.diagrams import builder as b
from tests.diagrams.elements import Diagram


class _Writer:
    """Writes blocks; each answers its XML and the shapes where it begins and ends."""

    def __init__(self, seed: int, joins_in_loops: bool) -> None:
        self.joins_in_loops = joins_in_loops
        self.chance = random.Random(seed)
        self.count = 0
        self.answers: dict[str, tuple[dict[str, object], ...]] = {}
        self.messages: list[str] = []

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def _message(self) -> str:
        """Each its own: of the same message the stock engine would wake every waiting event."""
        self.messages.append(self.name("msg"))
        return self.messages[-1]

    def block(self, depth: int, in_loop: bool) -> tuple[str, str, str]:
        simple: list[Callable[[int, bool], tuple[str, str, str]]] = [self._user, self._user, self._script]
        nested = [self._row, self._choice, self._loop, self._subprocess]
        if self.joins_in_loops or not in_loop:
            nested += [self._fork, self._inclusive]
        return self.chance.choice(nested if depth > 0 else simple)(depth - 1, in_loop)

    def _user(self, depth: int, in_loop: bool) -> tuple[str, str, str]:
        name = self.name("u")
        return b.user(name), name, name

    def _script(self, depth: int, in_loop: bool) -> tuple[str, str, str]:
        name = self.name("x")
        return b.script(name, "n = 1"), name, name

    def _row(self, depth: int, in_loop: bool) -> tuple[str, str, str]:
        one, two = self.block(depth, in_loop), self.block(depth, in_loop)
        return one[0] + two[0] + b.chain(one[2], two[1]), one[1], two[2]

    def _question(self, values: tuple[object, ...]) -> tuple[str, str]:
        name = self.name("q")
        self.answers[name] = tuple({f"v_{name}": value} for value in values)
        return name, f"v_{name}"

    def _choice(self, depth: int, in_loop: bool) -> tuple[str, str, str]:
        asked, variable = self._question((1, 2))
        split, merge, default = self.name("g"), self.name("m"), self.name("d")
        one, two = self.block(depth, in_loop), self.block(depth, in_loop)
        xml = (
            b.user(asked)
            + b.gateway("exclusive", split, default)
            + b.gateway("exclusive", merge)
            + one[0]
            + two[0]
        )
        xml += (
            b.chain(asked, split)
            + b.flow(split, one[1], f"{variable} = 1")
            + b.flow(split, two[1], flow_id=default)
        )
        return xml + b.chain(one[2], merge) + b.chain(two[2], merge), asked, merge

    def _loop(self, depth: int, in_loop: bool) -> tuple[str, str, str]:
        asked, variable = self._question((1, 2, 2))
        merge, split, out, default = self.name("m"), self.name("g"), self.name("m"), self.name("d")
        body = self.block(depth, True)
        xml = (
            b.gateway("exclusive", merge)
            + b.gateway("exclusive", split, default)
            + b.gateway("exclusive", out)
        )
        xml += body[0] + b.user(asked) + b.chain(merge, body[1]) + b.chain(body[2], asked, split)
        return xml + b.flow(split, merge, f"{variable} = 1") + b.flow(split, out, flow_id=default), merge, out

    def _fork(self, depth: int, in_loop: bool) -> tuple[str, str, str]:
        split, join = self.name("f"), self.name("j")
        xml = b.gateway("parallel", split) + b.gateway("parallel", join)
        for _ in range(self.chance.choice((2, 2, 3))):
            branch = self.block(depth, in_loop)
            xml += branch[0] + b.chain(split, branch[1]) + b.chain(branch[2], join)
        return xml, split, join

    def _inclusive(self, depth: int, in_loop: bool) -> tuple[str, str, str]:
        asked, variable = self._question((0, 1, 2, 3))
        split, join, default = self.name("i"), self.name("k"), self.name("d")
        xml = (
            b.user(asked)
            + b.gateway("inclusive", split, default)
            + b.gateway("inclusive", join)
            + b.chain(asked, split)
        )
        for condition in (f"{variable} in [1, 3]", f"{variable} in [2, 3]", None):
            branch = self._user(0, in_loop) if condition is None else self.block(min(depth, 0), in_loop)
            flow = b.flow(split, branch[1], condition, flow_id=None if condition else default)
            xml += branch[0] + flow + b.chain(branch[2], join)
        return xml, asked, join

    def _subprocess(self, depth: int, in_loop: bool) -> tuple[str, str, str]:
        name, start, end = self.name("sp"), self.name("ss"), self.name("se")
        inner = self.block(depth, False)
        xml = b.subprocess(
            name, b.start(start), b.end(end), inner[0], b.chain(start, inner[1]), b.chain(inner[2], end)
        )
        if self.chance.random() < 0.4:
            event, handler, stop = self.name("bd"), self.name("h"), self.name("z")
            xml += (
                b.boundary(event, name, b.message(self._message()))
                + b.user(handler)
                + b.end(stop)
                + b.chain(event, handler, stop)
            )
        return xml, name, name


def structured(seed: int, *, joins_in_loops: bool) -> Diagram:
    """A random sound process; the same for the same seed. The stock engine's joins are wrong in loops."""
    writer = _Writer(seed, joins_in_loops)
    xml, first, last = writer.block(3, False)
    messages = "".join(b.tag("message", id=m, name=m) for m in writer.messages)
    body = b.process(b.start(), b.end(), xml, b.chain("s", first), b.chain(last, "e"))
    return Diagram(f"structured {seed}", b.definitions(messages, body), answers=writer.answers)
