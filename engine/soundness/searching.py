"""Breadth first through the markings of a net: the first way to anything wrong is a shortest one."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from engine.soundness.compiling import COUNTER, Net, Transition

FULL = (1 << COUNTER) - 1
LOOK_AT_THE_CLOCK = 256  # markings between two looks

Parent = tuple[int, Transition, int] | None
"""The marking before, what happened, and which places it emptied."""


@dataclass(slots=True)
class Found:
    """What a search came upon.

    parents: how each marking was reached first. stuck: markings where nothing can happen. doubled: marking,
    transition and places that would have got a second token. endless: the first marking without a way out.
    fired: nodes that acted; marked: places that ever had a token. whole: everything reachable was seen.
    """

    parents: dict[int, Parent] = field(default_factory=dict)
    stuck: list[int] = field(default_factory=list)
    doubled: list[tuple[int, Transition, int, int]] = field(default_factory=list)
    endless: int | None = None
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
        self._found = Found(whole=net.whole)
        self._before: dict[int, list[int]] = {}
        self._good: list[int] = []

    def run(self, max_states: int, expired: Callable[[], bool]) -> Found:
        found, tokens = self._found, self._net.tokens
        queue = deque([self._net.initial])
        found.parents[self._net.initial] = None
        seen = 0
        while queue:
            seen += 1
            if len(found.parents) > max_states or (seen % LOOK_AT_THE_CLOCK == 0 and expired()):
                found.whole = False
                break
            marking = queue.popleft()
            found.marked |= marking
            moved = False
            for transition, pre in self._enabled(marking):
                moved = True
                self._follow(marking, transition, pre, queue)
            if not marking & tokens:
                self._good.append(marking)
            elif not moved:
                found.stuck.append(marking)
                self._good.append(marking)
        if found.whole:
            found.endless = self._endless()
        return found

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
        for join in self._net.joins:
            have = behind_full = behind_empty = 0
            for way in join.ways:
                if marking & way:
                    have |= way
                    behind_full |= join.behind[way]
                else:
                    behind_empty |= join.behind[way]
            if have and not marking & ~have & behind_empty & ~behind_full:
                for choice in join.choices:
                    yield choice, have

    def _follow(self, marking: int, transition: Transition, pre: int, queue: deque[int]) -> None:
        found = self._found
        found.fired.add(transition.node)
        left = marking & ~(pre | transition.clear)
        twice = left & transition.post
        if twice:
            found.doubled.append((marking, transition, pre, twice))
            self._good.append(marking)
            return
        after = left | transition.post
        if transition.take >= 0:
            after -= 1 << transition.take
        for shift in transition.sends:
            if after >> shift & FULL == FULL:
                found.whole = False  # more messages on their way than we count
                return
            after += 1 << shift
        self._before.setdefault(after, []).append(marking)
        if after not in found.parents:
            found.parents[after] = (marking, transition, pre)
            queue.append(after)

    def _endless(self) -> int | None:
        """The first marking that leads to no end, good or bad: from there it goes round for ever."""
        ending, stack = set(self._good), list(self._good)
        while stack:
            for before in self._before.get(stack.pop(), ()):
                if before not in ending:
                    ending.add(before)
                    stack.append(before)
        return next((marking for marking in self._found.parents if marking not in ending), None)
