"""Closures of lists, contexts, ranges, paths and filters."""

from __future__ import annotations

from decimal import Decimal

from decisions.feel.closures.core import RUN, Closure, Compiler, Env, compiles
from decisions.feel.numbers import as_int
from decisions.feel.properties import property_of
from decisions.feel.tree import (
    Between,
    Binary,
    ContextOf,
    Filter,
    FunctionOf,
    In,
    InstanceOf,
    Junction,
    ListOf,
    Literal,
    Name,
    Node,
    Path,
    Quantified,
    RangeOf,
    Unary,
)
from decisions.feel.values import Range, Value, kind
from decisions.feel.walk import children, free_names, size

_BOOLEAN = (Between, In, InstanceOf, Junction, Quantified)
_COMPARISONS = frozenset(["=", "!=", "<", "<=", ">", ">="])


@compiles(ListOf)
def _list(compiler: Compiler, node: ListOf) -> Closure:
    items = [compiler.compile(item) for item in node.items]

    def run(env: Env) -> Value:
        env[RUN].charge(len(items))
        return [item(env) for item in items]

    return run


@compiles(ContextOf)
def _context(compiler: Compiler, node: ContextOf) -> Closure:
    entries = [(key, compiler.compile(value)) for key, value in node.entries]

    def run(env: Env) -> Value:
        env[RUN].charge(len(entries))
        inner, result = dict(env), {}
        for key, value in entries:
            result[key] = inner[key] = value(inner)
        return result

    return run


@compiles(RangeOf)
def _range(compiler: Compiler, node: RangeOf) -> Closure:
    low, high = compiler.compile(node.low), compiler.compile(node.high)
    if isinstance(node.low, Literal) and isinstance(node.high, Literal):
        fixed = Range(node.low.value, node.high.value, node.low_closed, node.high_closed)
        if _valid(fixed):
            return lambda env: fixed

    def run(env: Env) -> Value:
        found = Range(low(env), high(env), node.low_closed, node.high_closed)
        if _valid(found):
            return found
        return env[RUN].why(f"no range goes from {kind(found.low)} to {kind(found.high)}")

    return run


def _valid(found: Range) -> bool:
    """Ends are of one comparable kind; null leaves an end open."""
    low, high = kind(found.low), kind(found.high)
    comparable = not {low, high} & {"boolean", "list", "context", "range", "function"}
    return comparable and (low == high or "null" in (low, high))


@compiles(Path)
def _path(compiler: Compiler, node: Path) -> Closure:
    general = _step(compiler, node)
    names: list[str] = []
    root: Node = node
    while isinstance(root, Path):
        names.insert(0, root.name)
        root = root.source
    if not isinstance(root, Name):
        return general
    start = root.name

    def run(env: Env) -> Value:
        value = env[start]
        for name in names:
            if type(value) is not dict or name not in value:
                return general(env)
            value = value[name]
        return value

    return run


def _step(compiler: Compiler, node: Path) -> Closure:
    """One step behind any source: an entry, a property, or those of all elements of a list."""
    source, name = compiler.compile(node.source), node.name

    def run(env: Env) -> Value:
        value = source(env)
        if type(value) is dict:
            try:
                return value[name]
            except KeyError:
                return env[RUN].why(f"the context has no entry {name!r}")
        if type(value) is list:
            env[RUN].charge(len(value))
            return [item.get(name) if type(item) is dict else property_of(item, name) for item in value]
        if value is None:
            return None
        found = property_of(value, name)
        return found if found is not None else env[RUN].why(f"{kind(value)} has no {name!r}")

    return run


@compiles(Filter)
def _filter(compiler: Compiler, node: Filter) -> Closure:
    source = compiler.compile(node.source)
    index = _fixed_index(node.condition)
    if index is not None:
        fixed = index
        return lambda env: element(source(env), fixed)
    condition = compiler.compile(node.condition)
    used = free_names(node.condition)
    names = tuple(used - {"item"})
    cost = size(node.condition)
    test_only = _is_boolean(node.condition)
    shared = not makes_functions(node.condition)
    only = names[0] if len(names) == 1 else ""
    simple = shared and only and "item" not in used

    def run(env: Env) -> Value:
        value = source(env)
        if not test_only:
            position = condition({**env, "item": None})
            if type(position) is Decimal:
                return element(value, as_int(position) or 0)
        items = value if type(value) is list else [] if value is None else [value]
        env[RUN].charge(1 + len(items) * cost)
        if simple:
            return _filtered(items, only, condition, env)
        inner = dict(env)
        kept = []
        for item in items:
            if not shared:
                inner = dict(env)
            inner["item"] = item
            own = item if type(item) is dict else {}
            for name in names:
                inner[name] = own[name] if name in own else env[name]
            if condition(inner) is True:
                kept.append(item)
        return kept

    return run


def _filtered(items: list[Value], name: str, condition: Closure, env: Env) -> list[Value]:
    """The elements kept by a condition in one name, which they or the outer scope define."""
    inner = dict(env)
    inner["item"] = None
    outer = env[name]
    kept = []
    for item in items:
        inner[name] = item[name] if type(item) is dict and name in item else outer
        if condition(inner) is True:
            kept.append(item)
    return kept


def element(value: Value, position: int) -> Value:
    """The element at a 1-based position, from the end when negative; null outside. A single value is a list of one."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    if 0 < position <= len(items):
        return items[position - 1]
    if -len(items) <= position < 0:
        return items[position]
    return None


def _fixed_index(condition: Node) -> int | None:
    if isinstance(condition, Literal):
        return _whole(condition.value)
    if isinstance(condition, Unary) and isinstance(condition.operand, Literal):
        whole = _whole(condition.operand.value)
        return None if whole is None else -whole
    return None


def _whole(value: Value) -> int | None:
    return (as_int(value) or 0) if type(value) is Decimal else None


def _is_boolean(condition: Node) -> bool:
    """Whether a condition can't be a number, so that it is no position."""
    return isinstance(condition, _BOOLEAN) or (
        isinstance(condition, Binary) and condition.operator in _COMPARISONS
    )


def makes_functions(node: Node) -> bool:
    """Whether a function is defined inside, which may outlive the names it sees."""
    return isinstance(node, FunctionOf) or any(makes_functions(child) for child in children(node))
