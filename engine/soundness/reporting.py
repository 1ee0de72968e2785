"""From markings back to the diagram: findings with the way that leads there."""

from collections.abc import Iterator

from engine.soundness.model import SoundnessFinding
from engine.soundness.nets import Net, Transition
from engine.soundness.searching import Event, Found, Parent

PER_CODE = 100
DEADLOCK = "soundness.deadlock"
UNSYNCHRONISED = "soundness.lack_of_synchronisation"
IMPROPER = "soundness.improper_completion"
LIVELOCK = "soundness.livelock"
DEAD = "soundness.dead_activity"
MESSAGES = {
    DEADLOCK: "a token waits here for ever: what it waits for cannot come",
    UNSYNCHRONISED: "two tokens come to the same flow: branches that run side by side are not joined before",
    IMPROPER: "this end is reached more than once in the same run",
    LIVELOCK: "from here it goes round for ever: no end can be reached",
    DEAD: "this activity can never run",
}


def findings(net: Net, found: Found, *, rescued: bool) -> Iterator[SoundnessFinding]:
    """What is wrong, each kind at most once for each element, shortest ways first.

    rescued: from outside something comes sooner or later that breaks off whatever waits or goes round in here.
    """
    seen: set[tuple[str, str | None]] = set()
    for code, element, place in _all(net, found, rescued):
        if (code, element) not in seen and sum(c == code for c, _ in seen) < PER_CODE:
            seen.add((code, element))
            yield SoundnessFinding(code, element, MESSAGES[code], _trace(net, found, code, place))


def _all(net: Net, found: Found, rescued: bool) -> Iterator[tuple[str, str | None, Event | int | None]]:
    """Code, element, and where it shows: what happened, or the marking."""
    if not rescued:
        for marking in found.stuck:
            yield from ((DEADLOCK, element, marking) for element in _waiting(net, marking))
    yield from ((UNSYNCHRONISED, event.transition.node, event) for event in found.doubled)
    yield from ((IMPROPER, event.transition.node, event) for event in found.again)
    if found.endless is not None and not rescued:
        tokens = found.endless & net.tokens
        yield LIVELOCK, net.node_of.get(tokens & -tokens), found.endless
    yield from ((DEAD, name, None) for name in dead(net, found))


def _trace(net: Net, found: Found, code: str, place: Event | int | None) -> tuple[str, ...]:
    if isinstance(place, Event):
        return way_through(net, found, place)
    if place is None:
        return ()
    # what is stuck has gone as far as it can
    return way_to(net, found, place) + (_rest(net, place) if code == DEADLOCK else ())


def way_through(net: Net, found: Found, event: Event) -> tuple[str, ...]:
    """From the start to just after something happened."""
    return way_to(net, found, event.marking) + _step(net, event.transition, event.pre)


def _waiting(net: Net, marking: int) -> Iterator[str]:
    """What waits in a stuck marking; nothing when it is only for a subprocess that goes wrong by itself."""
    nodes = net.graph.nodes
    tokens = marking & net.tokens
    places = [bit for bit in net.node_of if tokens & bit and not marking & net.lasting.get(bit, 0)]
    names = [net.node_of[bit] for bit in places]
    hung = any(marking & bit for bit in net.hung.values())
    if not hung and all(name not in nodes or nodes[name].completes for name in names):
        yield from dict.fromkeys(names)


def dead(net: Net, found: Found) -> list[str]:
    """Activities that no run comes to.

    Where the search was cut short only those count that nothing leads to, however many tokens there were.
    """
    unsure = any(found.marked & assumed.pre for assumed in net.assumed)
    if found.whole and not found.doubled and not unsure:
        alive = _alive(net, found.fired, found.marked)
    else:
        alive = _alive(net, *_reachable(net))
    return [name for name in net.graph.activities if name not in alive]


def _reachable(net: Net) -> tuple[set[str], int]:
    """Nodes that could act and places that could get a token if no token were ever used up."""
    marked, fired, messages, size = net.initial, set[str](), set[int](), -1
    while size != len(fired) + marked.bit_count() + len(messages):
        size = len(fired) + marked.bit_count() + len(messages)
        enabled = [
            t
            for t in (*net.transitions, *net.assumed)
            if marked & t.pre == t.pre and (t.take < 0 or t.take in messages)
        ]
        enabled += [t for join in net.joins if any(marked & way for way in join.ways) for t in join.choices]
        for transition in enabled:
            marked |= transition.post
            fired.add(transition.node)
            messages.update(transition.sends)
    return fired, marked


def _alive(net: Net, fired: set[str], marked: int) -> set[str]:
    alive = set(fired)
    for name in fired:
        if name in net.graph.nodes:
            alive.update(net.graph.nodes[name].also)
    for bit, name in net.edge_of.items():
        if marked & bit:
            edge = net.graph.edges[name]
            alive.update((*edge.heads, *edge.rest, *edge.also))
            if not net.graph.nodes[edge.target].completes:
                alive.add(edge.target)  # it begins, if it never ends
    return alive


def way_to(net: Net, found: Found, marking: int) -> tuple[str, ...]:
    """From the start to a marking. A reduced flow is walked only when its token moves on."""
    steps: list[tuple[str, ...]] = []
    parent: Parent = found.parents[marking]
    while parent is not None:
        before, transition, pre = parent
        steps.append(_step(net, transition, pre))
        parent = found.parents[before]
    return tuple(name for step in reversed(steps) for name in step)


def way_into(net: Net, found: Found, activity: str) -> tuple[str, ...] | None:
    """The shortest way to where an activity begins; None when nothing is known to lead there."""
    best: tuple[int, tuple[str, ...]] | None = None
    for bit, name in net.edge_of.items():
        edge = net.graph.edges[name]
        inside = activity in edge.rest
        if not found.marked & bit or not (inside or edge.target == activity):
            continue
        rest = edge.rest[: edge.rest.index(activity)] if inside else edge.rest
        for marking, cost in found.costs.items():
            if marking & bit and (best is None or cost + len(rest) < best[0]):
                best = (cost + len(rest), way_to(net, found, marking) + tuple(rest))
    return best[1] if best else None


def _step(net: Net, transition: Transition, pre: int) -> tuple[str, ...]:
    heads = (head for name in _edges(net, transition.post) for head in net.graph.edges[name].heads)
    return (*_rest(net, pre), *transition.shown, *heads)


def _rest(net: Net, places: int) -> tuple[str, ...]:
    return tuple(name for edge in _edges(net, places) for name in net.graph.edges[edge].rest)


def _edges(net: Net, places: int) -> Iterator[str]:
    return (name for bit, name in net.edge_of.items() if places & bit)
