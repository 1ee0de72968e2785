"""Random diagrams, good and bad: gateways of all kinds thrown together, loops, boundary events, subprocesses, pools that write."""

import random

from tests.diagrams import builder as b

GATEWAYS = ("exclusive", "parallel", "exclusive", "parallel", "inclusive", "eventBased")
MORE = ("subprocess", "user", "user")
TAGS = {"user": "userTask", "send": "sendTask", "receive": "receiveTask"}


def diagram(seed: int, *, pools: bool = False, tasks_on_flows: bool = False, plain: bool = False) -> bytes:
    """The same file for the same seed.

    tasks_on_flows: every flow leads through a user task of its own, every event waits for a message of its own, and
    nothing is drawn that the engine would not take: so that each step can be told from outside; pools then write by
    send tasks only, to events that wait for a message. Every fourth file has several flows out of activities and events,
    with conditions, without, and with a default.
    """
    draw = _Draw(
        random.Random(seed), tasks_on_flows, forks=seed % 4 == 1, real_letters=pools and tasks_on_flows
    )
    if not pools:
        process = draw.process("p")
        return b.definitions(b.ROOTS, *draw.messages, process)
    processes = draw.process("p") + draw.process("q")
    collaboration = b.tag("collaboration", *draw.letters(), id="c")
    return b.definitions(b.ROOTS, *draw.messages, collaboration, processes)


class _Draw:
    def __init__(self, chance: random.Random, tasks_on_flows: bool, forks: bool, real_letters: bool) -> None:
        self.chance = chance
        self.forks = forks
        self.forked: dict[str, str] = {}
        self.tasks_on_flows = tasks_on_flows
        self.real_letters = real_letters
        self.messages: list[str] = []
        self.senders: dict[str, list[str]] = {"p": [], "q": []}
        self.receivers: dict[str, list[str]] = {"p": [], "q": []}

    def process(self, name: str) -> str:
        self.receivers[name].append(f"{name}_start")
        return b.process(*self.body(name, name, self.chance.randint(3, 8)), process_id=name)

    def body(self, pool: str, name: str, length: int) -> list[str]:
        """The inside of a process or subprocess; every id in it begins with the name."""
        chance = self.chance
        row = [f"{name}{i}" for i in range(length)]
        kinds = {node: self._kind(pool, name) for node in row}
        ends = [f"{name}_end", f"{name}_end2"][: chance.randint(1, 2)]
        flows = [(f"{name}_start", row[0]), *zip(row, row[1:], strict=False), (row[-1], ends[0])]
        gates = [node for node in row if kinds[node] in GATEWAYS]
        if gates and chance.random() < 0.08:  # back into the middle: perhaps a round without an end
            flows[-1] = (row[-1], chance.choice(gates))
        for _ in range(chance.randint(0, 4 if pool == name else 2)):
            if gates:
                flows.append((chance.choice(gates), chance.choice([*gates, *ends])))
        if self.tasks_on_flows:
            flows += [
                (gate, chance.choice([*gates, *ends]))
                for gate in gates
                if kinds[gate] == "eventBased" and [a for a, _ in flows].count(gate) < 2
            ]
        for node in [
            f"{name}_start",
            *(n for n in row if kinds[n] in ("user", "send", "receive", "subprocess")),
        ]:
            self._fork(node, kinds.get(node, ""), flows, [*gates, *ends])
        events = self._events(name, row, kinds, flows, [*gates, *ends])
        if self.tasks_on_flows:
            ends = [end for end in ends if end in [z for _, z in flows]] or ends
        inner = [self._start(pool, name), self._ends(pool, name, ends), *events]
        for node, kind in kinds.items():
            out = [f"{a}_{z}_{i}" for i, (a, z) in enumerate(flows) if a == node]
            inner.append(self._node(pool, node, kind, out))
        inner += [self._flow(pool, i, a, z, kinds.get(a, ""), flows) for i, (a, z) in enumerate(flows)]
        return inner

    def _start(self, pool: str, name: str) -> str:
        """Of a pool that is written to, the start waits for that."""
        written_to = self.real_letters and name == pool == "q" and self.senders["p"]
        return b.start(f"{name}_start", self._comes(f"{name}_start") if written_to else "")

    def _fork(self, node: str, kind: str, flows: list[tuple[str, str]], targets: list[str]) -> None:
        """Perhaps a second flow out of what is no gateway."""
        # of a subprocess the engine's walk can't be told from outside which flow it took
        if not self.forks or self.chance.random() > 0.25 or (kind == "subprocess" and self.tasks_on_flows):
            return
        self.forked[node] = self.chance.choice(("all", "one", "default") if kind else ("all", "one"))
        flows.append((node, self.chance.choice(targets)))

    def _kind(self, pool: str, name: str) -> str:
        kinds = ["user", *GATEWAYS, *(MORE if len(name) < 3 else ())]
        writes = pool == "q" or self.real_letters
        return self.chance.choice(("send", "receive", *kinds) if writes else kinds)

    def _ends(self, pool: str, name: str, ends: list[str]) -> str:
        stop, fail = self.chance.random() < 0.15, self.chance.random() < 0.3
        second = b.error() if fail and pool != name else b.terminate() if stop else ""
        return "".join(b.end(e, second if e.endswith("2") else "") for e in ends)

    def _events(
        self,
        name: str,
        row: list[str],
        kinds: dict[str, str],
        flows: list[tuple[str, str]],
        targets: list[str],
    ) -> list[str]:
        """Events on activities, their flows added to the others; beside the activity only where it is no round."""
        found = []
        for node in row:
            if kinds[node] == "subprocess":  # so that every error is caught
                found.append(b.boundary(f"{node}_x", node, b.error()))
                flows.append((f"{node}_x", self.chance.choice(targets)))
        hosts = [node for node in row if kinds[node] in ("user", "subprocess")]
        if hosts and self.chance.random() < 0.5:
            host = self.chance.choice(hosts)
            flows.append((f"{name}_b", self.chance.choice(targets)))
            self._fork(f"{name}_b", "", flows, targets)
            beside = self.chance.random() < 0.4 and not _returns(host, flows, f"{name}_b")
            found.append(b.boundary(f"{name}_b", host, self._comes(f"{name}_b"), interrupting=not beside))
        return found

    def _comes(self, event: str) -> str:
        """What an event waits for."""
        if not self.tasks_on_flows:
            return b.timer("Duration", "P1D")
        return b.message(self._message(event))

    def _message(self, node: str) -> str:
        """The message of its own that a shape sends or waits for."""
        self.messages.append(b.tag("message", id=f"m_{node}", name=f"m_{node}"))
        return f"m_{node}"

    def _node(self, pool: str, node: str, kind: str, out: list[str]) -> str:
        if kind in GATEWAYS:
            chooses = kind in ("exclusive", "inclusive") and len(out) > 1
            return b.gateway(kind, node, default=out[-1] if chooses else None)
        if kind == "subprocess":
            inside = self.body(pool, f"{node}s", self.chance.randint(1, 3))
            return b.subprocess(node, *inside, default=self._default(node, out))
        if kind == "send" or (kind == "user" and self.chance.random() < 0.5 and not self.real_letters):
            self.senders[pool].append(node)
        if kind == "receive":
            self.receivers[pool].append(node)
        letter = self._message(node) if self.real_letters and kind in ("send", "receive") else None
        return b.tag(TAGS[kind], id=node, default=self._default(node, out), messageRef=letter)

    def _default(self, node: str, out: list[str]) -> str | None:
        return out[-1] if self.forked.get(node) == "default" else None

    def _flow(
        self, pool: str, number: int, source: str, target: str, kind: str, flows: list[tuple[str, str]]
    ) -> str:
        name = f"{source}_{target}_{number}"
        out = [i for i, (a, _) in enumerate(flows) if a == source]
        condition = None
        if len(out) > 1 and kind == "exclusive" and number != out[-1]:
            condition = f'to_{source} = "{name}"'
        if len(out) > 1 and kind == "inclusive" and number != out[-1]:
            condition = f"by_{name} = true"
        forked = self.forked.get(source)
        if (
            forked == "all"
            or forked == "one"
            and number == out[-1]
            or forked == "default"
            and number != out[-1]
        ):
            condition = f"by_{name} = true"
        if kind == "eventBased":
            catch = f"c_{name}"
            if (pool == "q" or self.real_letters) and self.chance.random() < 0.7:
                self.receivers[pool].append(catch)
            before = b.catch(catch, self._comes(catch)) + b.flow(source, catch, None, name)
            if not self.tasks_on_flows:
                return before + b.flow(catch, target, flow_id=f"after_{name}")
            after = b.flow(catch, f"t_{name}", flow_id=f"between_{name}")
            return before + after + b.user(f"t_{name}") + b.flow(f"t_{name}", target, flow_id=f"after_{name}")
        if not self.tasks_on_flows:
            return b.flow(source, target, condition, name)
        return (
            b.user(f"t_{name}")
            + b.flow(source, f"t_{name}", condition, name)
            + b.flow(f"t_{name}", target, flow_id=f"after_{name}")
        )

    def letters(self) -> list[str]:
        """Message flows between the pools, each with both its ends."""
        found = []
        for source, target in (("p", "q"), ("q", "p")):
            for receiver in self.receivers[target]:
                if self.senders[source] and (receiver != "p_start"):
                    sender = self.chance.choice(self.senders[source])
                    found.append(
                        b.tag("messageFlow", id=f"l_{receiver}", sourceRef=sender, targetRef=receiver)
                    )
        return found


def _returns(host: str, flows: list[tuple[str, str]], event: str) -> bool:
    """Whether a token can come to an activity again, or what stands on others can."""
    seen, todo = set[str](), [host, event]
    while todo:
        node = todo.pop()
        for source, target in flows:
            if source.removesuffix("_x") == node or source == node:
                if target == host:
                    return True
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
    return False
