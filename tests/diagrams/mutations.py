"""Random changes to a diagram, as a designer makes them from one version to the next."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from tests.diagrams import builder as b

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_OPEN = b.definitions().split(b"></bpmn:definitions>")[0] + b">"
SIMPLE = ("userTask", "manualTask", "scriptTask", "serviceTask", "receiveTask", "intermediateCatchEvent")
ACTIVITIES = ("userTask", "manualTask", "serviceTask", "receiveTask", "subProcess")


@dataclass
class Drawing:
    """A diagram being changed. did: what was changed; ids: old element id → new one, for renamed elements."""

    root: Any
    chance: random.Random
    did: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    answers: dict[str, tuple[Mapping[str, object], ...]] = field(default_factory=dict)
    count: int = 0

    def name(self, kind: str) -> str:
        """An id that no other version of any diagram uses."""
        self.count += 1
        return f"{kind}_{self.chance.randrange(10**9)}_{self.count}"

    def xml(self) -> bytes:
        return etree.tostring(self.root)

    def all(self, *tags: str) -> list[Any]:
        return [node for tag in tags for node in self.root.iter(BPMN + tag)]

    def node(self, node_id: str) -> Any:
        return next(n for n in self.root.iter() if n.get("id") == node_id)

    def into(self, container: Any, xml: str) -> None:
        for node in etree.fromstring(_OPEN + xml.encode() + b"</bpmn:definitions>"):
            container.append(node)

    def message(self) -> str:
        ref = self.name("msg")
        message = etree.Element(BPMN + "message", id=ref, name=ref)
        self.root.insert(0, message)
        return ref

    def flows(self, node: Any, end: str) -> list[Any]:
        return [f for f in self.all("sequenceFlow") if f.get(end) == node.get("id")]

    def pick(self, found: list[Any]) -> Any:
        return self.chance.choice(found) if found else None


def drawing(xml: bytes, chance: random.Random) -> Drawing:
    return Drawing(etree.fromstring(xml), chance)


def change(drawn: Drawing, times: int) -> None:
    """Change it so many times."""
    for _ in range(times):
        drawn.chance.choice(CHANGES)(drawn)


def enrich(drawn: Drawing, times: int) -> None:
    """Add timers, messages, calls, loops and events at edges to a diagram of people's tasks."""
    for _ in range(times):
        drawn.chance.choice((insert, insert, edge, edge, repeat, alternatives))(drawn)
    drawn.did.clear()


def _new(drawn: Drawing) -> tuple[str, str]:
    """The XML of a new simple node, and its id."""
    kind = drawn.chance.choice(("user", "user", "script", "timer", "receive", "service", "sub"))
    name = drawn.name(kind)
    if kind == "user":
        return b.user(name), name
    if kind == "script":
        return b.script(name, "n = 2"), name
    if kind == "timer":
        return b.catch(name, b.timer("Duration", drawn.chance.choice(("P1D", "PT5H")))), name
    if kind == "receive":
        return b.tag("receiveTask", id=name, messageRef=drawn.message()), name
    if kind == "service":
        return b.service(name), name
    start, user, end = (drawn.name(part) for part in ("ss", "u", "se"))
    inner = (b.start(start), b.user(user), b.end(end), b.chain(start, user, end))
    return b.subprocess(name, *inner), name


def insert(drawn: Drawing) -> None:
    """A new node on a flow."""
    flow = drawn.pick(drawn.all("sequenceFlow"))
    xml, name = _new(drawn)
    drawn.into(flow.getparent(), xml)
    drawn.into(flow.getparent(), b.flow(name, flow.get("targetRef"), flow_id=drawn.name("f")))
    flow.set("targetRef", name)
    drawn.did.append(f"insert {name}")


def _row(drawn: Drawing, *tags: str) -> Any:
    """A node with one way in and one way out."""
    return drawn.pick(
        [
            n
            for n in drawn.all(*tags)
            if len(drawn.flows(n, "targetRef")) == 1 and len(drawn.flows(n, "sourceRef")) == 1
        ]
    )


def remove(drawn: Drawing) -> None:
    """A node in a row goes, with the events at its edge and what they led to; not one that a loop ends by."""
    node = _row(drawn, *SIMPLE, "subProcess")
    if node is None or node.get("id").startswith("q"):
        return
    (before,), (after,) = drawn.flows(node, "targetRef"), drawn.flows(node, "sourceRef")
    for event in [e for e in drawn.all("boundaryEvent") if e.get("attachedToRef") == node.get("id")]:
        _without_edge(drawn, event)
    before.set("targetRef", after.get("targetRef"))
    after.getparent().remove(after)
    node.getparent().remove(node)
    drawn.did.append(f"remove {node.get('id')}")


def _without_edge(drawn: Drawing, event: Any) -> None:
    stack = [event]
    while stack:
        node = stack.pop()
        if node.getparent() is None or len(drawn.flows(node, "targetRef")) > 0:
            continue
        flows = drawn.flows(node, "sourceRef")
        targets = [drawn.node(flow.get("targetRef")) for flow in flows]
        for flow in flows:
            flow.getparent().remove(flow)
        node.getparent().remove(node)
        stack += targets


def rename(drawn: Drawing) -> None:
    """Another label, another id or both."""
    node = drawn.pick(drawn.all("userTask", "manualTask", "serviceTask"))
    if node is None:
        return
    old = node.get("id")
    node.set("name", drawn.name("label"))
    drawn.did.append(f"rename {old}")
    if drawn.chance.random() < 0.5 and old not in drawn.answers and not old.startswith("q"):
        new = drawn.name("u")
        for other in drawn.root.iter():
            for key, value in other.attrib.items():
                if value == old and key in ("id", "sourceRef", "targetRef", "attachedToRef"):
                    other.set(key, new)
        drawn.ids[old] = new


def retype(drawn: Drawing) -> None:
    node = drawn.pick([n for n in drawn.all("userTask", "manualTask") if not n.get("id").startswith("q")])
    if node is not None:
        node.tag = BPMN + ("manualTask" if node.tag.endswith("userTask") else "userTask")
        drawn.did.append(f"retype {node.get('id')}")


def retarget(drawn: Drawing) -> None:
    """A flow leads somewhere else in its (sub)process; not past the question that a loop ends by."""
    flow = drawn.pick([f for f in drawn.all("sequenceFlow") if not f.get("targetRef").startswith("q")])
    others = [
        node
        for node in flow.getparent()
        if node.get("id")
        and not node.tag.endswith(("sequenceFlow", "startEvent", "boundaryEvent"))
        and not node.get("id").startswith("g")
    ]
    flow.set("targetRef", drawn.pick(others).get("id"))
    drawn.did.append(f"retarget {flow.get('id')}")


def branch(drawn: Drawing) -> None:
    """One more branch between a parallel split and its join; or an existing one goes."""
    split = drawn.pick([g for g in drawn.all("parallelGateway") if len(drawn.flows(g, "sourceRef")) > 1])
    if split is None:
        return
    join = drawn.node(split.get("id"))
    number = int(split.get("id")[1:]) if split.get("id")[1:].isdigit() else None
    joins = [g for g in split.getparent() if g.get("id") == f"j{(number or 0) + 1}"]
    if not joins:
        return
    join = joins[0]
    xml, name = _new(drawn)
    drawn.into(split.getparent(), xml)
    drawn.into(split.getparent(), b.flow(split.get("id"), name, flow_id=drawn.name("f")))
    drawn.into(split.getparent(), b.flow(name, join.get("id"), flow_id=drawn.name("f")))
    drawn.did.append(f"branch {name} at {split.get('id')}")


def beside(drawn: Drawing) -> None:
    """A node in a row gets another one beside it, between a new fork and a new join."""
    node = _row(drawn, *SIMPLE, "subProcess")
    if node is None:
        return
    (before,), (after,) = drawn.flows(node, "targetRef"), drawn.flows(node, "sourceRef")
    split, join = drawn.name("f"), drawn.name("j")
    xml, name = _new(drawn)
    container = node.getparent()
    drawn.into(container, b.gateway("parallel", split) + b.gateway("parallel", join) + xml)
    for source, target in ((split, node.get("id")), (split, name), (name, join)):
        drawn.into(container, b.flow(source, target, flow_id=drawn.name("f")))
    before.set("targetRef", split)
    drawn.into(container, b.flow(join, after.get("targetRef"), flow_id=drawn.name("f")))
    after.set("targetRef", join)
    drawn.did.append(f"beside {node.get('id')}")


def wrap(drawn: Drawing) -> None:
    """A node in a row moves into a new subprocess."""
    node = _row(drawn, "userTask", "scriptTask", "serviceTask")
    if node is None or _edges(drawn, node):
        return
    (before,), (after,) = drawn.flows(node, "targetRef"), drawn.flows(node, "sourceRef")
    name, start, end = (drawn.name(part) for part in ("sp", "ss", "se"))
    container = node.getparent()
    drawn.into(container, b.subprocess(name, b.start(start), b.end(end)))
    inside = drawn.node(name)
    inside.append(node)
    drawn.into(inside, b.flow(start, node.get("id"), flow_id=drawn.name("f")))
    drawn.into(inside, b.flow(node.get("id"), end, flow_id=drawn.name("f")))
    before.set("targetRef", name)
    after.set("sourceRef", name)
    drawn.did.append(f"wrap {node.get('id')}")


def unwrap(drawn: Drawing) -> None:
    """A subprocess goes and a task stands in its place."""
    node = _row(drawn, "subProcess")
    if node is None:
        return
    name = drawn.name("u")
    (before,), (after,) = drawn.flows(node, "targetRef"), drawn.flows(node, "sourceRef")
    for event in _edges(drawn, node):
        _without_edge(drawn, event)
    drawn.into(node.getparent(), b.user(name))
    before.set("targetRef", name)
    after.set("sourceRef", name)
    node.getparent().remove(node)
    drawn.did.append(f"unwrap {node.get('id')}")


def swap(drawn: Drawing) -> None:
    """Two nodes in a row change places."""
    one = _row(drawn, *SIMPLE)
    if one is None:
        return
    (between,) = drawn.flows(one, "sourceRef")
    two = drawn.node(between.get("targetRef"))
    if len(drawn.flows(two, "targetRef")) != 1 or len(drawn.flows(two, "sourceRef")) != 1:
        return
    (before,), (after,) = drawn.flows(one, "targetRef"), drawn.flows(two, "sourceRef")
    first, second = one.get("id"), two.get("id")
    if after.get("targetRef") == first:
        return
    before.set("targetRef", second)
    between.set("sourceRef", second)
    between.set("targetRef", first)
    after.set("sourceRef", first)
    drawn.did.append(f"swap {first} {second}")


def _edges(drawn: Drawing, node: Any) -> list[Any]:
    return [e for e in drawn.all("boundaryEvent") if e.get("attachedToRef") == node.get("id")]


def edge(drawn: Drawing) -> None:
    """An event at the edge of an activity, with a path of its own."""
    host = drawn.pick(drawn.all(*ACTIVITIES))
    if host is None:
        return
    event, handler, stop = drawn.name("bd"), drawn.name("h"), drawn.name("z")
    definition, interrupting = drawn.chance.choice(
        (
            (b.timer("Duration", "P2D"), True),
            (b.timer("Duration", "P3D"), False),
            (b.timer("Cycle", "R2/P1D"), False),
            (b.message(drawn.message()), True),
            (b.message(drawn.message()), False),
        )
    )
    xml = (
        b.boundary(event, host.get("id"), definition, interrupting=interrupting)
        + b.user(handler)
        + b.end(stop)
    )
    drawn.into(host.getparent(), xml)
    drawn.into(host.getparent(), b.flow(event, handler, flow_id=drawn.name("f")))
    drawn.into(host.getparent(), b.flow(handler, stop, flow_id=drawn.name("f")))
    drawn.did.append(f"edge {event} at {host.get('id')}")


def no_edge(drawn: Drawing) -> None:
    event = drawn.pick(drawn.all("boundaryEvent"))
    if event is not None:
        drawn.did.append(f"no edge {event.get('id')}")
        _without_edge(drawn, event)


def timing(drawn: Drawing) -> None:
    """Another due time, another number of times."""
    text = drawn.pick(drawn.all("timeDuration"))
    if text is not None:
        text.text = drawn.chance.choice(("P9D", "PT1H"))
        drawn.did.append("timing")


def repeat(drawn: Drawing) -> None:
    """An activity is done several times; or no more; or otherwise."""
    node = drawn.pick(
        [n for n in drawn.all("userTask", "subProcess", "serviceTask") if not n.get("id").startswith("q")]
    )
    if node is None:
        return
    markers = [n for n in node if n.tag.endswith("LoopCharacteristics")]
    for marker in markers:
        node.remove(marker)
    if not markers or drawn.chance.random() < 0.3:
        sequential = drawn.chance.random() < 0.5
        drawn.into(node, b.multi(sequential, cardinality=str(drawn.chance.choice((2, 3)))))
    drawn.did.append(f"repeat {node.get('id')}")


def alternatives(drawn: Drawing) -> None:
    """A wait for one of two events, on a flow."""
    flow = drawn.pick(drawn.all("sequenceFlow"))
    gate, one, two, merge = (drawn.name(kind) for kind in ("eg", "c", "c", "m"))
    container = flow.getparent()
    drawn.into(
        container,
        b.tag("eventBasedGateway", id=gate)
        + b.catch(one, b.timer("Duration", "P1D"))
        + b.catch(two, b.message(drawn.message()))
        + b.gateway("exclusive", merge),
    )
    for source, target in ((gate, one), (gate, two), (one, merge), (two, merge)):
        drawn.into(container, b.flow(source, target, flow_id=drawn.name("f")))
    drawn.into(container, b.flow(merge, flow.get("targetRef"), flow_id=drawn.name("f")))
    flow.set("targetRef", gate)
    drawn.did.append(f"alternatives {gate}")


CHANGES: tuple[Callable[[Drawing], None], ...] = (
    insert,
    insert,
    insert,
    remove,
    remove,
    remove,
    rename,
    rename,
    retype,
    retarget,
    retarget,
    branch,
    branch,
    beside,
    beside,
    wrap,
    unwrap,
    swap,
    swap,
    edge,
    no_edge,
    timing,
    repeat,
    alternatives,
)


def names(drawn: Drawing) -> Iterator[str]:
    """Ids of everything drawn."""
    return (node.get("id") for node in drawn.root.iter() if node.get("id"))
