"""From markings back to the diagram: findings with the way that leads there."""

from collections.abc import Iterator

from engine.soundness.compiling import Net, Transition
from engine.soundness.model import SoundnessFinding
from engine.soundness.searching import Found

PER_CODE = 10


def findings(net: Net, found: Found, activities: list[str]) -> Iterator[SoundnessFinding]:
    """What is wrong, each kind at most once for each element, shortest ways first."""
    seen: set[tuple[str, str | None]] = set()
    for finding in _all(net, found, activities):
        if (finding.code, finding.element) not in seen and sum(c == finding.code for c, _ in seen) < PER_CODE:
            seen.add((finding.code, finding.element))
            yield finding


def _all(net: Net, found: Found, activities: list[str]) -> Iterator[SoundnessFinding]:
    for marking in found.stuck:
        element = _where(net, marking & net.tokens)
        message = "a token waits here for ever: what it waits for cannot come"
        yield SoundnessFinding(
            "soundness.deadlock", element, message, _trace(net, found, marking, stuck=True)
        )
    for marking, transition, pre, twice in found.doubled:
        trace = _trace(net, found, marking) + _step(net, transition, pre)
        if twice & ~net.ends:
            message = "two tokens come to the same flow: branches that run side by side are not joined before"
            yield SoundnessFinding("soundness.lack_of_synchronisation", transition.node, message, trace)
        else:
            message = "this end is reached more than once in the same run"
            yield SoundnessFinding("soundness.improper_completion", transition.node, message, trace)
    if found.endless is not None:
        element = _where(net, found.endless & net.tokens)
        message = "from here it goes round for ever: no end can be reached"
        yield SoundnessFinding(
            "soundness.livelock", element, message, _trace(net, found, found.endless, stuck=True)
        )
    if found.whole and not found.doubled:
        alive = _alive(net, found)
        for name in activities:
            if name not in alive:
                yield SoundnessFinding("soundness.dead_activity", name, "this activity can never run")


def _where(net: Net, tokens: int) -> str | None:
    lowest = tokens & -tokens
    return net.node_of.get(lowest)


def _alive(net: Net, found: Found) -> set[str]:
    alive = set(found.fired)
    for name in found.fired:
        if name in net.graph.nodes:
            alive.update(net.graph.nodes[name].also)
    for bit, name in net.edge_of.items():
        if found.marked & bit:
            edge = net.graph.edges[name]
            alive.update((*edge.heads, *edge.rest, *edge.also))
    return alive


def _trace(net: Net, found: Found, marking: int, *, stuck: bool = False) -> tuple[str, ...]:
    """From the start to a marking. A reduced flow is walked only when its token moves on, or can't."""
    steps: list[tuple[str, ...]] = [_rest(net, marking)] if stuck else []
    parent = found.parents[marking]
    while parent is not None:
        before, transition, pre = parent
        steps.append(_step(net, transition, pre))
        parent = found.parents[before]
    return tuple(name for step in reversed(steps) for name in step)


def _step(net: Net, transition: Transition, pre: int) -> tuple[str, ...]:
    heads = (head for name in _edges(net, transition.post) for head in net.graph.edges[name].heads)
    return (*_rest(net, pre), *transition.shown, *heads)


def _rest(net: Net, places: int) -> tuple[str, ...]:
    return tuple(name for edge in _edges(net, places) for name in net.graph.edges[edge].rest)


def _edges(net: Net, places: int) -> Iterator[str]:
    return (name for bit, name in net.edge_of.items() if places & bit)
