"""A second opinion on soundness: plays every token game of a file as drawn, with nothing made smaller.

Written apart from engine/soundness and sharing nothing with it, not even how files are read: flows and nodes come
from the standard library's parser, a state is a set of names, and the inside of a subprocess is played together
with what is around it. Knows what `generator` draws.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import chain, combinations, count
from xml.etree import ElementTree

NS = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
State = frozenset[str]
DOUBLED = "soundness.lack_of_synchronisation"
TWICE_ENDED = "soundness.improper_completion"


class TooMany(Exception):
    """More states than we care to see."""


@dataclass
class Drawing:
    """A file as drawn: tag of each node, flows by id, what stands on what, who writes to whom."""

    tags: dict[str, str] = field(default_factory=dict)
    pools: dict[str, str] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)
    flows: dict[str, tuple[str, str]] = field(default_factory=dict)
    events: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    beside: set[str] = field(default_factory=set)
    letters: dict[str, tuple[str, str]] = field(default_factory=dict)
    terminates: set[str] = field(default_factory=set)
    errors: set[str] = field(default_factory=set)
    defaults: set[str] = field(default_factory=set)
    conditional: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.entering: dict[str, list[str]] = defaultdict(list)
        self.leaving: dict[str, list[str]] = defaultdict(list)
        self.known: dict[str, set[str]] = {}

    def into(self, node: str) -> list[str]:
        return self.entering[node]

    def out_of(self, node: str) -> list[str]:
        return self.leaving[node]

    def inside(self, holder: str) -> Iterator[str]:
        """Everything in a process or subprocess, however deep."""
        for node, around in self.holders.items():
            while around != holder and around in self.holders:
                around = self.holders[around]
            if around == holder:
                yield node

    def tokens_inside(self, holder: str) -> set[str]:
        if holder not in self.known:
            inner = set(self.inside(holder))
            found = {f"on {f}" for f, (source, _) in self.flows.items() if source in inner}
            self.known[holder] = found | {f"{word} {node}" for node in inner for word in ("in", "armed")}
        return self.known[holder]


@dataclass(frozen=True)
class Move:
    """What a node does: tokens gone, tokens new. shapes: how many act."""

    node: str
    gone: frozenset[str]
    new: tuple[str, ...]
    shapes: int = 1


@dataclass
class Opinion:
    """The shortest way to everything wrong, in shapes, by its code; the activities that never run."""

    wrong: dict[str, int] = field(default_factory=dict)
    dead: set[str] = field(default_factory=set)

    def note(self, code: str, shapes: int) -> None:
        self.wrong[code] = min(shapes, self.wrong.get(code, shapes))


def explore(content: bytes, limit: int = 600) -> Opinion:
    """What is wrong with a file. Raises TooMany."""
    drawing = read(content)
    opinion = Opinion()
    ran: set[str] = set()
    for pools in _correspondents(drawing):
        ran |= _play(drawing, pools, opinion, limit)
    acting = ("task", "subprocess", "intermediatecatchevent")
    opinion.dead = {n for n, tag in drawing.tags.items() if tag.lower().endswith(acting)} - ran
    return opinion


def _correspondents(drawing: Drawing) -> list[set[str]]:
    """Pools that write to each other are one game, others are games of their own."""
    groups = [{pool} for pool in dict.fromkeys(drawing.pools.values())]
    for source, target in drawing.letters.values():
        one = next(g for g in groups if drawing.pools[source] in g)
        other = next(g for g in groups if drawing.pools[target] in g)
        if one is not other:
            groups.remove(other)
            one |= other
    return groups


def _play(drawing: Drawing, pools: set[str], opinion: Opinion, limit: int) -> set[str]:
    """All states of a game, the nearest first; answers which nodes ran."""
    first = frozenset(f"pool {p}" for p in pools if _begins(drawing, p))
    nodes = [n for n in drawing.tags if drawing.pools[n] in pools]
    after: dict[State, set[State]] = {}
    far: dict[State, int] = {first: 0}
    over: set[State] = set()
    ran: set[str] = set()
    order = count()
    todo = [(0, next(order), first)]
    while todo:
        shapes, _, state = heappop(todo)
        if state in after:
            continue
        if len(after) > limit:
            raise TooMany
        after[state] = set()
        nexts = list(_moves(drawing, nodes, state))
        alive = any(token.startswith(("on ", "pool ", "in ")) for token in state)
        if not alive or not nexts:
            over.add(state)
        if alive and not nexts:
            opinion.note("soundness.deadlock", shapes)
        for move in nexts:
            ran.add(move.node)
            left = state - move.gone
            reached_at = shapes + move.shapes
            twice = left & set(move.new)
            if len(set(move.new)) < len(move.new) or any(t.startswith("on ") for t in twice):
                opinion.note(DOUBLED, reached_at)
                over.add(state)
                continue
            if any(t.startswith("end ") for t in twice):
                opinion.note(TWICE_ENDED, reached_at)
            reached = _with_letters(left, move.new)
            after[state].add(reached)
            if reached_at < far.get(reached, reached_at + 1):
                far[reached] = reached_at
                heappush(todo, (reached_at, next(order), reached))
    for state in _cannot_end(after, over):
        opinion.note("soundness.livelock", far[state])
    return ran


def _begins(drawing: Drawing, pool: str) -> bool:
    asked = {target for _, target in drawing.letters.values()}
    starts = [n for n, tag in drawing.tags.items() if tag == "startEvent" and drawing.holders[n] == pool]
    return any(n not in asked for n in starts)


def _with_letters(left: State, new: tuple[str, ...]) -> State:
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


def _moves(drawing: Drawing, nodes: list[str], state: State) -> Iterator[Move]:
    for node in nodes:
        tag = drawing.tags[node]
        if tag == "startEvent":
            if drawing.holders[node] == drawing.pools[node]:
                yield from _starts(drawing, state, node)
            continue
        if f"in {node}" in state:
            yield from _lasting(drawing, state, node)
        if f"armed {node}" in state:
            for new in _ways_out(drawing, node):
                yield Move(node, frozenset({f"armed {node}"}), new)
        full = [f for f in drawing.into(node) if f"on {f}" in state]
        if not full:
            continue
        if tag == "parallelGateway":
            if len(full) == len(drawing.into(node)):
                yield from _each(drawing, node, full)
        elif tag == "inclusiveGateway":
            if _need_not_wait(drawing, state, node, full):
                yield from _each(drawing, node, full)
        else:
            for flow in full:
                yield from _single(drawing, state, node, flow)


def _ways_out(drawing: Drawing, node: str) -> list[tuple[str, ...]]:
    """Tokens for each way to go on from what is no gateway: on every flow, but on those with a condition perhaps."""
    found = []
    out = drawing.out_of(node)
    free = [f for f in out if f in drawing.conditional]
    for some in chain.from_iterable(combinations(free, n) for n in range(len(free) + 1)):
        taken = [f for f in out if f in some or f not in drawing.conditional and f not in drawing.defaults]
        taken = taken or [f for f in out if f in drawing.defaults]
        if taken or not out:
            found.append(tuple(f"on {f}" for f in taken))
    return found


def _starts(drawing: Drawing, state: State, node: str) -> Iterator[Move]:
    pool = drawing.pools[node]
    letters = [f for f, (_, target) in drawing.letters.items() if target == node]
    if not letters:
        if f"pool {pool}" in state:
            yield from _each(drawing, node, [], {f"pool {pool}"})
        return
    if (drawing.tokens_inside(pool) | {f"pool {pool}"}) & state:
        return
    ended = {t for t in state if t.startswith("end ") and drawing.pools[t[4:]] == pool}
    for letter in [_letter(state, f) for f in letters]:
        if letter:
            yield from _each(drawing, node, [], {letter} | ended)


def _lasting(drawing: Drawing, state: State, node: str) -> Iterator[Move]:
    """A task, or a subprocess once nothing is left in it, ends; or what stands on it breaks it off."""
    armed = {f"armed {event}" for event in drawing.events[node]}
    inner = drawing.tokens_inside(node)
    if drawing.tags[node] != "subProcess":
        yield from _acts(drawing, state, node, {f"in {node}"} | armed)
    elif not inner & state:
        for new in _ways_out(drawing, node):
            yield Move(node, frozenset({f"in {node}"} | armed), new, 0)
    for event in drawing.events[node]:
        if event not in drawing.beside and event not in drawing.errors:
            gone = {f"in {node}"} | armed | inner
            for new in _ways_out(drawing, event):
                yield Move(event, frozenset(gone), new)


def _single(drawing: Drawing, state: State, node: str, flow: str) -> Iterator[Move]:
    tag = drawing.tags[node]
    if tag == "endEvent":
        yield from _end(drawing, node, flow)
        return
    armed = tuple(f"armed {event}" for event in drawing.events[node] if event in drawing.beside)
    if tag == "subProcess":
        if f"in {node}" not in state:
            start = next(
                n for n in drawing.tags if drawing.tags[n] == "startEvent" and drawing.holders[n] == node
            )
            ended = {f"end {n}" for n in drawing.inside(node)}
            for first in _ways_out(drawing, start):
                yield Move(node, frozenset({f"on {flow}"} | ended), (f"in {node}", *armed, *first), 2)
        return
    if armed:  # while it lasts, what stands on it may happen beside it
        if f"in {node}" not in state:
            yield Move(node, frozenset({f"on {flow}"}), (f"in {node}", *armed), 0)
        return
    if tag == "eventBasedGateway":
        yield from _first_event(drawing, state, node, flow)
        return
    yield from _acts(drawing, state, node, {f"on {flow}"})
    for event in drawing.events[node]:
        for new in _ways_out(drawing, event):
            yield Move(event, frozenset({f"on {flow}"}), new)


def _acts(drawing: Drawing, state: State, node: str, gone: set[str], shapes: int = 1) -> Iterator[Move]:
    letters = [f for f, (_, target) in drawing.letters.items() if target == node]
    found = [_letter(state, f) for f in letters]
    for letter in [x for x in found if x] if letters else [None]:
        for move in _each(drawing, node, [], gone | ({letter} if letter else set())):
            yield Move(move.node, move.gone, move.new, shapes)


def _first_event(drawing: Drawing, state: State, gateway: str, flow: str) -> Iterator[Move]:
    """The gateway waits; what comes first decides."""
    for out in drawing.out_of(gateway):
        yield from _acts(drawing, state, drawing.flows[out][1], {f"on {flow}"}, 2)


def _end(drawing: Drawing, node: str, flow: str) -> Iterator[Move]:
    holder = drawing.holders[node]
    if node in drawing.terminates:
        yield Move(node, frozenset(drawing.tokens_inside(holder)), ())
        return
    if node in drawing.errors:  # generated subprocesses have an event that catches everything
        event = next(e for e in drawing.events[holder] if e.endswith("_x"))
        armed = {f"armed {e}" for e in drawing.events[holder]}
        gone = drawing.tokens_inside(holder) | armed | {f"in {holder}"}
        for new in _ways_out(drawing, event):
            yield Move(event, frozenset(gone), new, 2)
        return
    yield Move(node, frozenset({f"on {flow}"}), (f"end {node}",))


def _each(drawing: Drawing, node: str, full: list[str], more: set[str] | None = None) -> list[Move]:
    """One move for each choice of flows to go on by."""
    out = drawing.out_of(node)
    tag = drawing.tags[node]
    if not tag.endswith("Gateway"):
        chosen = [tuple(token.removeprefix("on ") for token in way) for way in _ways_out(drawing, node)]
    else:
        chosen = [tuple(out)]
    if tag == "exclusiveGateway" and out:
        chosen = [(flow,) for flow in out]
    if tag == "inclusiveGateway" and out:
        default = [flow for flow in out if flow in drawing.defaults]
        others = [flow for flow in out if flow not in default]
        sets = (combinations(others, n) for n in range(1, len(others) + 1))
        chosen = [(flow,) for flow in default] + list(chain.from_iterable(sets))
    sent = [f"letter {f}" for f, (source, _) in drawing.letters.items() if source == node]
    gone = frozenset({f"on {f}" for f in full} | (more or set()))
    return [Move(node, gone, (*(f"on {f}" for f in flows), *sent)) for flows in chosen]


def _need_not_wait(drawing: Drawing, state: State, gate: str, full: list[str]) -> bool:
    """BPMN 2.0, 13.4.3, word by word: a token that can come to an empty flow, and to no full one, is waited for."""
    empty = set(drawing.into(gate)) - set(full)
    places = [f for f in drawing.flows if f"on {f}" in state and f not in full]
    ways = [ahead_of(drawing, flow, gate) for flow in places]
    for word, node in (t.split()[:2] for t in state if t.startswith(("in ", "armed "))):
        if drawing.holders[node] == drawing.holders[gate]:
            # what may come beside an activity is a token of its own, and gone once it came
            breaks = [e for e in drawing.events[node] if word == "in" and e not in drawing.beside]
            out = [*drawing.out_of(node), *(f for event in breaks for f in drawing.out_of(event))]
            ways.append(set().union(*(ahead_of(drawing, f, gate) for f in out)))
    return not any(ahead & empty and not ahead & set(full) for ahead in ways)


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


def _cannot_end(after: dict[State, set[State]], over: set[State]) -> set[State]:
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
    return set(after) - good


def read(content: bytes) -> Drawing:
    """What a file shows."""
    root = ElementTree.fromstring(content)
    drawing = Drawing()
    for process in root.iter(NS + "process"):
        _read_into(drawing, process, process.get("id", ""))
    for flow in root.iter(NS + "messageFlow"):
        drawing.letters[flow.get("id", "")] = (flow.get("sourceRef", ""), flow.get("targetRef", ""))
    return drawing


def _read_into(drawing: Drawing, holder: ElementTree.Element, pool: str) -> None:
    for shape in holder:
        name, tag = shape.get("id", ""), shape.tag.removeprefix(NS)
        if tag == "sequenceFlow":
            drawing.flows[name] = (shape.get("sourceRef", ""), shape.get("targetRef", ""))
            drawing.leaving[shape.get("sourceRef", "")].append(name)
            drawing.entering[shape.get("targetRef", "")].append(name)
            if shape.find(NS + "conditionExpression") is not None:
                drawing.conditional.add(name)
            continue
        drawing.pools[name] = pool
        drawing.holders[name] = holder.get("id", "")
        drawing.tags[name] = tag
        drawing.defaults.add(shape.get("default", ""))
        if tag == "boundaryEvent":
            drawing.events[shape.get("attachedToRef", "")].append(name)
            if shape.get("cancelActivity") == "false":
                drawing.beside.add(name)
        if shape.find(NS + "terminateEventDefinition") is not None:
            drawing.terminates.add(name)
        if shape.find(NS + "errorEventDefinition") is not None:
            drawing.errors.add(name)
        if tag == "subProcess":
            _read_into(drawing, shape, pool)
