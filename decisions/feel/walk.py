"""Going through a tree: children, depth, size, free names."""

from __future__ import annotations

from collections.abc import Iterator

from decisions.feel.tree import (
    ContextOf,
    Filter,
    For,
    FunctionOf,
    Iteration,
    Name,
    Node,
    Quantified,
    TypeNode,
)

_SLOTS: dict[type[Node], tuple[str, ...]] = {}


def children(node: Node) -> Iterator[Node]:
    """The nodes directly inside a node; types are no part of it."""
    kind = type(node)
    slots = _SLOTS.get(kind)
    if slots is None:
        slots = _SLOTS[kind] = tuple(name for name in kind.__dataclass_fields__ if name != "at")
    for slot in slots:
        value = getattr(node, slot)
        if isinstance(value, Node):
            if not isinstance(value, TypeNode):
                yield value
        elif isinstance(value, tuple):
            for item in value:
                if isinstance(item, Node):
                    yield item
                elif isinstance(item, tuple):
                    yield item[1]


def depth(node: Node) -> int:
    """How many nodes lie on the longest way down; works without recursion, so on any tree."""
    deepest = 0
    pending = [(node, 1)]
    while pending:
        current, level = pending.pop()
        deepest = max(deepest, level)
        pending.extend((child, level + 1) for child in children(current))
    return deepest


def size(node: Node) -> int:
    """How many nodes a tree has."""
    count = 0
    pending = [node]
    while pending:
        count += 1
        pending.extend(children(pending.pop()))
    return count


def free_names(node: Node) -> frozenset[str]:
    """The names a tree uses and doesn't define itself.

    Names in a filter are counted although an element may define them: that shows only at evaluation.
    """
    found: set[str] = set()
    _collect(node, frozenset(), found)
    return frozenset(found)


def _collect(node: Node, bound: frozenset[str], found: set[str]) -> None:
    if isinstance(node, Name):
        if node.name not in bound:
            found.add(node.name)
    elif isinstance(node, For | Quantified):
        _collect(node.body, _iterated(node.iterations, bound, found) | {"partial"}, found)
    elif isinstance(node, FunctionOf):
        _collect(node.body, bound | {parameter.name for parameter in node.parameters}, found)
    elif isinstance(node, ContextOf):
        for key, value in node.entries:
            # An entry may be a function that calls itself.
            _collect(value, bound | {key} if isinstance(value, FunctionOf) else bound, found)
            bound |= {key}
    elif isinstance(node, Filter):
        _collect(node.source, bound, found)
        _collect(node.condition, bound | {"item"}, found)
    else:
        for child in children(node):
            _collect(child, bound, found)


def _iterated(iterations: tuple[Iteration, ...], bound: frozenset[str], found: set[str]) -> frozenset[str]:
    for iteration in iterations:
        _collect(iteration.source, bound, found)
        if iteration.end is not None:
            _collect(iteration.end, bound, found)
        bound |= {iteration.name}
    return bound


def sure_names(node: Node) -> frozenset[str]:
    """The free names outside filters: those can't be entries of a filtered element."""
    inside: set[str] = set()
    outside: set[str] = set()
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, Filter):
            inside |= free_names(current.condition)
            pending.append(current.source)
        elif isinstance(current, Name):
            outside.add(current.name)
        else:
            pending.extend(children(current))
    return free_names(node) & outside - (inside - outside)
