"""Random diagrams, good and bad: gateways of all kinds thrown together, loops, boundary events, pools that write."""

import random

from tests.diagrams import builder as b

GATEWAYS = ("exclusive", "parallel", "exclusive", "parallel", "inclusive")


def diagram(seed: int, *, pools: bool = False, tasks_on_flows: bool = False) -> bytes:
    """The same file for the same seed. tasks_on_flows: every flow leads through a user task of its own."""
    draw = _Draw(random.Random(seed), tasks_on_flows)
    if not pools:
        return b.definitions(b.ROOTS, draw.process("p"))
    processes = draw.process("p") + draw.process("q")
    return b.definitions(b.ROOTS, b.tag("collaboration", *draw.letters(), id="c"), processes)


class _Draw:
    def __init__(self, chance: random.Random, tasks_on_flows: bool) -> None:
        self.chance = chance
        self.tasks_on_flows = tasks_on_flows
        self.senders: dict[str, list[str]] = {"p": [], "q": []}
        self.receivers: dict[str, list[str]] = {"p": [], "q": []}

    def process(self, name: str) -> str:
        chance = self.chance
        row = [f"{name}{i}" for i in range(chance.randint(3, 8))]
        kinds = {node: self._kind(name) for node in row}
        ends = [f"{name}_end", f"{name}_end2"][: chance.randint(1, 2)]
        flows = [(f"{name}_start", row[0]), *zip(row, row[1:], strict=False), (row[-1], ends[0])]
        gates = [node for node in row if kinds[node] in GATEWAYS]
        if gates and chance.random() < 0.08:
            flows[-1] = (
                row[-1],
                chance.choice(gates),
            )  # back into the middle: perhaps a round without an end
        for _ in range(chance.randint(0, 4)):
            if gates:
                flows.append((chance.choice(gates), chance.choice([*gates, *ends])))
        inner = [b.start(f"{name}_start"), self._ends(ends)]
        for node, kind in kinds.items():
            out = [f"{a}_{z}_{i}" for i, (a, z) in enumerate(flows) if a == node]
            inner.append(self._node(name, node, kind, out))
        user = [n for n in row if kinds[n] == "user"]
        if user and not self.tasks_on_flows and chance.random() < 0.4:
            host = chance.choice(user)
            inner.append(b.boundary(f"{name}_b", host, b.timer("Duration", "P1D")))
            flows.append((f"{name}_b", chance.choice([*gates, *ends])))
        kinds_of = {**kinds}
        inner += [self._flow(i, a, z, kinds_of.get(a, ""), flows) for i, (a, z) in enumerate(flows)]
        self.receivers[name].append(f"{name}_start")
        return b.process(*inner, process_id=name)

    def _kind(self, name: str) -> str:
        return self.chance.choice(
            ("user", "send", "receive", *GATEWAYS) if name == "q" else ("user", *GATEWAYS)
        )

    def _ends(self, ends: list[str]) -> str:
        stop = self.chance.random() < 0.15
        return "".join(b.end(e, b.terminate() if stop and e.endswith("2") else "") for e in ends)

    def _node(self, pool: str, node: str, kind: str, out: list[str]) -> str:
        if kind in GATEWAYS:
            chooses = kind != "parallel" and len(out) > 1
            return b.gateway(kind, node, default=out[-1] if chooses else None)
        if kind == "send" or (kind == "user" and self.chance.random() < 0.5):
            self.senders[pool].append(node)
        if kind == "receive":
            self.receivers[pool].append(node)
        return b.tag({"user": "userTask", "send": "sendTask", "receive": "receiveTask"}[kind], id=node)

    def _flow(self, number: int, source: str, target: str, kind: str, flows: list[tuple[str, str]]) -> str:
        name = f"{source}_{target}_{number}"
        out = [i for i, (a, _) in enumerate(flows) if a == source]
        condition = None
        if len(out) > 1 and kind == "exclusive" and number != out[-1]:
            condition = f'to_{source} = "{name}"'
        if len(out) > 1 and kind == "inclusive" and number != out[-1]:
            condition = f"by_{name} = true"
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
