"""A second opinion on soundness: plays every token game of a file as drawn, with nothing made smaller.

Written apart from engine/soundness and sharing nothing with it, not even how files are read: flows and nodes come
from the standard library's parser, a state is a set of names. Knows what `generator` draws.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import chain, combinations
from xml.etree import ElementTree

NS = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
State = frozenset[str]
Bad = tuple[str, str]


class TooMany(Exception):
    """More states than we care to see."""


@dataclass
class Drawing:
    """A file as drawn: tag of each node, flows by id, what stands on what, who writes to whom."""

    tags: dict[str, str] = field(default_factory=dict)
    pools: dict[str, str] = field(default_factory=dict)
    flows: dict[str, tuple[str, str]] = field(default_factory=dict)
    events: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    letters: dict[str, tuple[str, str]] = field(default_factory=dict)
    terminates: set[str] = field(default_factory=set)
    defaults: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.entering: dict[str, list[str]] = defaultdict(list)
        self.leaving: dict[str, list[str]] = defaultdict(list)

    def into(self, node: str) -> list[str]:
        return self.entering[node]

    def out_of(self, node: str) -> list[str]:
        return self.leaving[node]


def explore(content: bytes, limit: int = 600) -> tuple[set[str], set[str]]:
    """The codes of everything wrong, and the tasks that can never run. Raises TooMany."""
    drawing = read(content)
    first = frozenset(f"pool {p}" for p in sorted(set(drawing.pools.values())) if _begins(drawing, p))
    after: dict[State, set[State]] = {}
    wrong: set[str] = set()
    over: set[State] = set()
    ran: set[str] = set()
    todo = [first]
    while todo:
        state = todo.pop()
        if state in after:
            continue
        if len(after) > limit:
            raise TooMany
        after[state] = set()
        nexts = list(_moves(drawing, state))
        alive = any(token.startswith(("on ", "pool ")) for token in state)
        if not alive or not nexts:
            over.add(state)
        if alive and not nexts:
            wrong.add("soundness.deadlock")
        for node, gone, new in nexts:
            ran.add(node)
            left = state - gone
            twice = left & set(new)
            if len(set(new)) < len(new) or any(t.startswith("on ") for t in twice):
                wrong.add("soundness.lack_of_synchronisation")
                over.add(state)
            elif any(t.startswith("end ") for t in twice):
                wrong.add("soundness.improper_completion")
                over.add(state)
            else:
                reached = _with_letters(left, new)
                after[state].add(reached)
                todo.append(reached)
    if _cannot_end(after, over):
        wrong.add("soundness.livelock")
    return wrong, {n for n, tag in drawing.tags.items() if tag.lower().endswith("task")} - ran


def _begins(drawing: Drawing, pool: str) -> bool:
    asked = {target for _, target in drawing.letters.values()}
    starts = [n for n, tag in drawing.tags.items() if tag == "startEvent" and drawing.pools[n] == pool]
    return any(n not in asked for n in starts)


def _with_letters(left: State, new: list[str]) -> State:
    """A letter may be on its way several times: its second copy has another name."""
    tokens = set(left)
    for token in new:
        copy = 0
        name = token
        while name in tokens and token.startswith("letter "):
            copy += 1
            name = f"{token} {copy}"
        tokens.add(name)
    return frozenset(tokens)


def _letter(state: State, flow: str) -> str | None:
    """The last copy of a letter, so that states that differ in nothing are one."""
    copies = [t for t in state if t == f"letter {flow}" or t.startswith(f"letter {flow} ")]
    if len(copies) > 6:
        raise TooMany
    return max(copies, key=_copy_number, default=None)


def _copy_number(token: str) -> int:
    words = token.split()
    return int(words[2]) if len(words) > 2 else 0


Move = tuple[str, set[str], list[str]]


def _moves(drawing: Drawing, state: State) -> list[Move]:
    moves: list[Move] = []
    for node, tag in drawing.tags.items():
        if tag == "startEvent":
            moves += _starts(drawing, state, node)
            continue
        full = [f for f in drawing.into(node) if f"on {f}" in state]
        if not full:
            continue
        if tag == "parallelGateway":
            if len(full) == len(drawing.into(node)):
                moves += _each(drawing, node, full)
        elif tag == "inclusiveGateway":
            if _need_not_wait(drawing, state, node, full):
                moves += _each(drawing, node, full)
        else:
            for flow in full:
                moves += _single(drawing, state, node, flow)
    return moves


def _starts(drawing: Drawing, state: State, node: str) -> list[Move]:
    pool = drawing.pools[node]
    letters = [f for f, (_, target) in drawing.letters.items() if target == node]
    if not letters:
        return _each(drawing, node, [], {f"pool {pool}"}) if f"pool {pool}" in state else []
    mine = {f"on {f}" for f, (source, _) in drawing.flows.items() if drawing.pools[source] == pool}
    if mine & state or f"pool {pool}" in state:
        return []
    ended = {t for t in state if t.startswith("end ") and drawing.pools[t[4:]] == pool}
    found = [_letter(state, f) for f in letters]
    return [m for letter in found if letter for m in _each(drawing, node, [], {letter} | ended)]


def _single(drawing: Drawing, state: State, node: str, flow: str) -> list[Move]:
    tag = drawing.tags[node]
    if tag == "endEvent":
        if node in drawing.terminates:
            pool = drawing.pools[node]
            mine = {f"on {f}" for f, (source, _) in drawing.flows.items() if drawing.pools[source] == pool}
            return [(node, mine, [])]
        return [(node, {f"on {flow}"}, [f"end {node}"])]
    letters = [f for f, (_, target) in drawing.letters.items() if target == node]
    found = [_letter(state, f) for f in letters]
    moves = []
    for letter in [x for x in found if x] if letters else [None]:
        moves += _each(drawing, node, [flow], {letter} if letter else set())
    for event in drawing.events[node]:
        moves.append((event, {f"on {flow}"}, [f"on {f}" for f in drawing.out_of(event)]))
    return moves


def _each(drawing: Drawing, node: str, full: list[str], more: set[str] | None = None) -> list[Move]:
    """One move for each choice of flows to go on by."""
    out = drawing.out_of(node)
    tag = drawing.tags[node]
    chosen: list[tuple[str, ...]] = [tuple(out)]
    if tag == "exclusiveGateway" and out:
        chosen = [(flow,) for flow in out]
    if tag == "inclusiveGateway" and out:
        default = [flow for flow in out if flow in drawing.defaults]
        others = [flow for flow in out if flow not in default]
        sets = (combinations(others, n) for n in range(1, len(others) + 1))
        chosen = [(flow,) for flow in default] + list(chain.from_iterable(sets))
    sent = [f"letter {f}" for f, (source, _) in drawing.letters.items() if source == node]
    gone = {f"on {f}" for f in full} | (more or set())
    return [(node, gone, [f"on {f}" for f in flows] + sent) for flows in chosen]


def _need_not_wait(drawing: Drawing, state: State, gate: str, full: list[str]) -> bool:
    """BPMN 2.0, 13.4.3, word by word: a token that can come to an empty flow, and to no full one, is waited for."""
    empty = set(drawing.into(gate)) - set(full)
    for flow in drawing.flows:
        if f"on {flow}" in state and flow not in full:
            ahead = ahead_of(drawing, flow, gate)
            if ahead & empty and not ahead & set(full):
                return False
    return True


def ahead_of(drawing: Drawing, flow: str, gate: str) -> set[str]:
    """The flows that a token on this one can come to without passing the gate."""
    seen: set[str] = set()
    todo = [flow]
    while todo:
        current = todo.pop()
        if current not in seen:
            seen.add(current)
            node = drawing.flows[current][1]
            if node != gate:
                todo += drawing.out_of(node)
                todo += [f for event in drawing.events[node] for f in drawing.out_of(event)]
    return seen


def _cannot_end(after: dict[State, set[State]], over: set[State]) -> bool:
    before: dict[State, list[State]] = defaultdict(list)
    for state, nexts in after.items():
        for reached in nexts:
            before[reached].append(state)
    good, todo = set(over), list(over)
    while todo:
        for state in before[todo.pop()]:
            if state not in good:
                good.add(state)
                todo.append(state)
    return len(good) < len(after)


def read(content: bytes) -> Drawing:
    """What a file shows."""
    root = ElementTree.fromstring(content)
    drawing = Drawing()
    for process in root.iter(NS + "process"):
        for shape in process:
            name, tag = shape.get("id", ""), shape.tag.removeprefix(NS)
            if tag == "sequenceFlow":
                drawing.flows[name] = (shape.get("sourceRef", ""), shape.get("targetRef", ""))
                drawing.leaving[shape.get("sourceRef", "")].append(name)
                drawing.entering[shape.get("targetRef", "")].append(name)
                continue
            drawing.pools[name] = process.get("id", "")
            drawing.tags[name] = tag
            drawing.defaults.add(shape.get("default", ""))
            if tag == "boundaryEvent":
                drawing.events[shape.get("attachedToRef", "")].append(name)
            if shape.find(NS + "terminateEventDefinition") is not None:
                drawing.terminates.add(name)
    for flow in root.iter(NS + "messageFlow"):
        drawing.letters[flow.get("id", "")] = (flow.get("sourceRef", ""), flow.get("targetRef", ""))
    return drawing
