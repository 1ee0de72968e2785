"""List functions (DMN 1.5, table 75) that build or search lists."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key

from decisions.feel.builtins.registry import builtin
from decisions.feel.calls import invoke
from decisions.feel.compare import equal
from decisions.feel.errors import FeelLimitError
from decisions.feel.limits import Run
from decisions.feel.numbers import as_int
from decisions.feel.values import Function, Value


@builtin("list contains", "list: list, element: Any?", "boolean")
def _list_contains(run: Run, values: list[Value], element: Value) -> Value:
    run.charge(len(values))
    return any(equal(value, element, run) is True for value in values)


@builtin("count", "list: list", "number")
def _count(run: Run, values: list[Value]) -> Value:
    return Decimal(len(values))


@builtin("sublist", "list: list, start position: number, [length: number?]", "list")
def _sublist(run: Run, values: list[Value], start: Decimal, length: Decimal | None = None) -> Value:
    first = _index(values, start)
    if first is None:
        return run.why("the start position lies outside the list")
    if length is None:
        run.list_size(len(values) - first)
        return values[first:]
    size = as_int(length)
    if size is None or size < 1 or first + size > len(values):
        return run.why("the length reaches beyond the list")
    run.list_size(size)
    return values[first : first + size]


def _index(values: list[Value], position: Decimal) -> int | None:
    """A 0-based index from a 1-based position, counted from the end when negative; None outside."""
    number = as_int(position)
    if number is None:
        return None
    index = number - 1 if number > 0 else len(values) + number
    return index if number and 0 <= index < len(values) else None


@builtin("append", "list: list, item: Any?...", "list")
def _append(run: Run, values: list[Value], *items: Value) -> Value:
    run.list_size(len(values) + len(items))
    return [*values, *items]


@builtin("concatenate", "list: list...", "list")
def _concatenate(run: Run, *lists: list[Value]) -> Value:
    run.list_size(sum(map(len, lists)))
    return [value for values in lists for value in values]


@builtin("insert before", "list: list, position: number, newItem: Any?", "list")
def _insert_before(run: Run, values: list[Value], position: Decimal, item: Value) -> Value:
    index = _index(values, position)
    if index is None:
        return run.why("the position lies outside the list")
    run.list_size(len(values) + 1)
    return [*values[:index], item, *values[index:]]


@builtin("remove", "list: list, position: number", "list")
def _remove(run: Run, values: list[Value], position: Decimal) -> Value:
    index = _index(values, position)
    if index is None:
        return run.why("the position lies outside the list")
    run.list_size(len(values))
    return [*values[:index], *values[index + 1 :]]


@builtin("list replace", "list: list, position: number, newItem: Any?", "list")
def _replace_at(run: Run, values: list[Value], position: Decimal, item: Value) -> Value:
    index = _index(values, position)
    if index is None:
        return run.why("the position lies outside the list")
    run.list_size(len(values))
    return [*values[:index], item, *values[index + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: Any?", "list")
def _replace_matching(run: Run, values: list[Value], match: Function, item: Value) -> Value:
    run.list_size(len(values))
    replaced: list[Value] = []
    for value in values:
        found = invoke(match, run, [value, item])
        if not isinstance(found, bool):
            return run.why("the match function must return a boolean")
        replaced.append(item if found else value)
    return replaced


@builtin("reverse", "list: list", "list")
def _reverse(run: Run, values: list[Value]) -> Value:
    run.list_size(len(values))
    return values[::-1]


@builtin("index of", "list: list, match: Any?", "list")
def _index_of(run: Run, values: list[Value], match: Value) -> Value:
    run.list_size(len(values))
    return [Decimal(n) for n, value in enumerate(values, 1) if equal(value, match, run) is True]


@builtin("union", "list: list...", "list")
def _union(run: Run, *lists: list[Value]) -> Value:
    run.list_size(sum(map(len, lists)))
    return distinct([value for values in lists for value in values], run)


@builtin("distinct values", "list: list", "list")
def _distinct_values(run: Run, values: list[Value]) -> Value:
    return distinct(values, run)


def distinct(values: list[Value], run: Run) -> list[Value]:
    """The first of each set of equal values; plain ones are found by hash, others by comparison."""
    plain: set[tuple[type, Value]] = set()
    others: list[Value] = []
    kept: list[Value] = []
    run.charge(len(values))
    for value in values:
        if type(value) in (str, Decimal, bool, type(None)):
            mark = (type(value), value)
            if mark in plain:
                continue
            plain.add(mark)
        else:
            run.charge(len(others))
            if any(equal(value, other, run) is True for other in others):
                continue
            others.append(value)
        kept.append(value)
    return kept


@builtin("flatten", "list: list", "list")
def _flatten(run: Run, values: list[Value]) -> Value:
    flat: list[Value] = []
    pending = values[::-1]
    while pending:
        run.charge(1)
        value = pending.pop()
        if isinstance(value, list):
            run.charge(len(value))
            pending.extend(value[::-1])
        else:
            flat.append(value)
    run.list_size(len(flat))
    return flat


class _UnsortableError(Exception):
    """The precedes function gave no boolean."""


@builtin("sort", "list: list, precedes: function", "list")
def _sort(run: Run, values: list[Value], precedes: Function) -> Value:
    run.list_size(len(values))

    def compare(left: Value, right: Value) -> int:
        if _precedes(precedes, run, left, right):
            return -1
        return 1 if _precedes(precedes, run, right, left) else 0

    try:
        return sorted(values, key=cmp_to_key(compare))
    except _UnsortableError:
        return run.why("the precedes function must return a boolean")
    except RecursionError:
        raise FeelLimitError("the evaluation nests too deep", code="feel.limit.depth") from None


def _precedes(function: Function, run: Run, left: Value, right: Value) -> bool:
    run.charge(1)
    found = invoke(function, run, [left, right])
    if not isinstance(found, bool):
        raise _UnsortableError
    return found
