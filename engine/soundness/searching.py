"""The markings of a net, the nearest first: the first way to anything wrong is a shortest one, counted in shapes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush

from engine.soundness.nets import COUNTER, Net, Transition

FULL = (1 << COUNTER) - 1
LOOK_AT_THE_CLOCK = 256  # markings between two looks

Parent = tuple[int, Transition, int] | None
"""The marking before, what happened, and which places it emptied."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something worth telling that a transition does. places: that got a second token. cost: of the whole way."""

    marking: int
    transition: Transition
    pre: int
    places: int
    cost: int


@dataclass(slots=True)
class Found:
    """What a search came upon.

    parents: how each marking is reached best; costs: of that way, in shapes. stuck: markings where nothing can
    happen. doubled: flows that would have got a second token. again: ends that were reached before. endless: the
    nearest marking without a way out. done: the nearest good end; thrown: the nearest way for each error to leave. fired: nodes that acted; marked: places that ever
    had a token. whole: everything reachable was seen.
    """

    parents: dict[int, Parent] = field(default_factory=dict)
    costs: dict[int, int] = field(default_factory=dict)
    stuck: list[int] = field(default_factory=list)
    doubled: list[Event] = field(default_factory=list)
    again: list[Event] = field(default_factory=list)
    endless: int | None = None
    done: int | None = None
    thrown: dict[str, Event] = field(default_factory=dict)
    fired: set[str] = field(default_factory=set)
    marked: int = 0
    whole: bool = True


def search(net: Net, max_states: int, expired: Callable[[], bool]) -> Found:
    """Look at every marking, but no more than this many and not once `expired` says so."""
    return _Search(net).run(max_states, expired)


class _Search:
    def __init__(self, net: Net) -> None:
        self._net = net
        self._by_place: dict[int, list[Transition]] = {}
        self._always: list[Transition] = []
        for transition in net.transitions:
            lowest = transition.pre & -transition.pre
            (self._by_place.setdefault(lowest, []) if lowest else self._always).append(transition)
        self._joins = [
            (sum(join.ways), [(way, join.behind[way]) for way in join.ways], join.choices)
            for join in net.joins
        ]
        self._costs = [net.graph.edges[name].cost for name in net.edge_of.values()]
        self._codes = {id(net.transitions[place]): code for place, code in net.throws.items()}
        self._moving = (1 << len(self._costs)) - 1
        self._ways: dict[int, int] = {}  # what walking costs, by the places that are emptied
        self._found = Found(whole=net.whole)
        self._before: dict[int, list[int]] = {}
        self._good: list[int] = []
        self._queue: list[tuple[int, int, int]] = []  # cost, order of arrival, marking

    def run(self, max_states: int, expired: Callable[[], bool]) -> Found:
        found, tokens, queue = self._found, self._net.tokens, self._queue
        found.parents[self._net.initial] = None
        found.costs[self._net.initial] = 0
        heappush(queue, (0, 0, self._net.initial))
        seen = 0
        while queue:
            seen += 1
            if len(found.parents) > max_states or (seen % LOOK_AT_THE_CLOCK == 0 and expired()):
                found.whole = False
                break
            cost, _, marking = heappop(queue)
            if cost > found.costs[marking]:
                continue  # a better way was found meanwhile
            found.marked |= marking
            moved = False
            for transition, pre in self._enabled(marking):
                moved = True
                way = self._ways.get(pre)
                if way is None:
                    way = self._ways[pre] = self.walked(pre)
                self._follow(marking, transition, pre, cost + transition.cost + way)
            if not marking & tokens:
                self._good.append(marking)
                if found.done is None and not marking & self._net.failed:
                    found.done = marking
            elif not moved:
                found.stuck.append(marking)
                self._good.append(marking)
        found.stuck.sort(key=lambda marking: found.costs[marking] + self.walked(marking))
        found.doubled.sort(key=lambda twice: twice.cost)
        found.again.sort(key=lambda twice: twice.cost)
        if found.whole:
            found.endless = self._endless()
        return found

    def walked(self, places: int) -> int:
        """The shapes on the flows of these places that their tokens must pass before they are at its end."""
        rest, total = places & self._moving, 0
        while rest:
            lowest = rest & -rest
            rest ^= lowest
            total += self._costs[lowest.bit_length() - 1]
        return total

    def _enabled(self, marking: int) -> Iterator[tuple[Transition, int]]:
        rest = marking & (self._net.tokens | self._net.armed)
        while rest:
            lowest = rest & -rest
            rest ^= lowest
            for transition in self._by_place.get(lowest, ()):
                if marking & transition.pre == transition.pre and self._may(marking, transition):
                    yield transition, transition.pre
        for transition in self._always:
            if self._may(marking, transition):
                yield transition, 0
        yield from self._joining(marking)

    def _may(self, marking: int, transition: Transition) -> bool:
        if marking & transition.inhibit:
            return False
        return transition.take < 0 or bool(marking >> transition.take & FULL)

    def _joining(self, marking: int) -> Iterator[tuple[Transition, int]]:
        """Inclusive gateways that need wait for no one any more (BPMN 2.0, 13.4.3)."""
        for every, ways, choices in self._joins:
            have = marking & every
            if not have:
                continue
            behind_full = behind_empty = 0
            for way, behind in ways:
                if have & way:
                    behind_full |= behind
                else:
                    behind_empty |= behind
            if not marking & ~have & behind_empty & ~behind_full:
                for choice in choices:
                    yield choice, have

    def _follow(self, marking: int, transition: Transition, pre: int, cost: int) -> None:
        found = self._found
        found.fired.add(transition.node)
        if transition.post & self._net.failed:
            self._throw(marking, transition, pre, cost)
        left = marking & ~(pre | transition.clear)
        twice = left & transition.post
        if twice & ~self._net.ends:
            found.doubled.append(Event(marking, transition, pre, twice, cost))
            self._good.append(marking)
            return
        if twice:
            found.again.append(Event(marking, transition, pre, twice, cost))
        after = left | transition.post
        if transition.take >= 0:
            after -= 1 << transition.take
        for shift in transition.sends:
            if after >> shift & FULL == FULL:
                found.whole = False  # more messages on their way than we count
                return
            after += 1 << shift
        self._before.setdefault(after, []).append(marking)
        if cost < found.costs.get(after, cost + 1):
            found.parents[after] = (marking, transition, pre)
            found.costs[after] = cost
            heappush(self._queue, (cost, len(self._before), after))

    def _throw(self, marking: int, transition: Transition, pre: int, cost: int) -> None:
        code, thrown = self._codes[id(transition)], self._found.thrown
        if code not in thrown or cost < thrown[code].cost:
            thrown[code] = Event(marking, transition, pre, 0, cost)

    def _endless(self) -> int | None:
        """The nearest marking that leads to no end, good or bad: from there it goes round for ever."""
        ending, stack = set(self._good), list(self._good)
        while stack:
            for before in self._before.get(stack.pop(), ()):
                if before not in ending:
                    ending.add(before)
                    stack.append(before)
        costs = self._found.costs
        return min(
            (marking for marking in costs if marking not in ending), key=costs.__getitem__, default=None
        )
