"""Closures of for, some and every."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from decisions.feel.closures.access import makes_functions
from decisions.feel.closures.core import RUN, Closure, Compiler, Env, compiles
from decisions.feel.limits import Run
from decisions.feel.numbers import as_int
from decisions.feel.temporal import Date, civil_from_days
from decisions.feel.tree import For, Iteration, Quantified
from decisions.feel.values import Range, Value, kind
from decisions.feel.walk import free_names, size

_Source = tuple[str, Closure, Closure | None]


class NotIterableError(Exception):
    """What stands behind `in` is nothing to go through."""


@compiles(For)
def _for(compiler: Compiler, node: For) -> Closure:
    sources = _sources(compiler, node.iterations)
    body = compiler.compile(node.body)
    cost = size(node.body)
    uses_partial = "partial" in free_names(node.body)
    fresh = makes_functions(node.body)
    if len(sources) == 1 and not uses_partial and not fresh:
        return _plain_for(sources[0], body, cost)

    def run(env: Env) -> Value:
        state: Run = env[RUN]
        results: list[Value] = []
        try:
            for inner in _scopes(sources, 0, dict(env), fresh):
                state.charge(cost)
                if uses_partial:
                    state.list_size(len(results))
                    inner["partial"] = list(results)
                results.append(body(inner))
                if len(results) > state.limits.list_size:
                    state.list_size(len(results))
        except NotIterableError as error:
            return state.why(str(error))
        return results

    return run


def _plain_for(source: _Source, body: Closure, cost: int) -> Closure:
    """The commonest loop: one name, a body that keeps nothing of its environment. All steps are paid at once."""
    name, first, end = source

    def run(env: Env) -> Value:
        inner = dict(env)
        try:
            items = _items(first, end, env, cost)
        except NotIterableError as error:
            return env[RUN].why(str(error))
        results = []
        for item in items:
            inner[name] = item
            results.append(body(inner))
        return results

    return run


def _items(first: Closure, end: Closure | None, env: Env, cost: int) -> list[Value]:
    """The elements of a source, the steps of all rounds paid before the first."""
    state: Run = env[RUN]
    found = first(env)
    items = list(elements(found, state) if end is None else _ends(found, end(env), state))
    state.list_size(len(items))
    state.charge(cost * len(items))
    return items


@compiles(Quantified)
def _quantified(compiler: Compiler, node: Quantified) -> Closure:
    sources = _sources(compiler, node.iterations)
    body = compiler.compile(node.body)
    cost = size(node.body)
    winner = node.quantifier == "some"
    if len(sources) == 1:
        return _plain_quantified(sources[0], body, cost, winner)

    def run(env: Env) -> Value:
        state: Run = env[RUN]
        result: bool | None = not winner
        try:
            for inner in _scopes(sources, 0, dict(env), fresh=False):
                state.charge(cost)
                found = body(inner)
                if found is winner:
                    return winner
                if type(found) is not bool:
                    result = None
        except NotIterableError as error:
            return state.why(str(error))
        return result

    return run


def _plain_quantified(source: _Source, body: Closure, cost: int, winner: bool) -> Closure:
    """One name only."""
    name, first, end = source

    def run(env: Env) -> Value:
        inner = dict(env)
        try:
            items = _items(first, end, env, cost)
        except NotIterableError as error:
            return env[RUN].why(str(error))
        result: bool | None = not winner
        for item in items:
            inner[name] = item
            found = body(inner)
            if found is winner:
                return winner
            if type(found) is not bool:
                result = None
        return result

    return run


def _sources(compiler: Compiler, iterations: tuple[Iteration, ...]) -> list[_Source]:
    return [
        (i.name, compiler.compile(i.source), None if i.end is None else compiler.compile(i.end))
        for i in iterations
    ]


def _scopes(sources: list[_Source], level: int, env: Env, fresh: bool) -> Iterator[Env]:
    """The environment of every combination of elements, the last name changing fastest."""
    name, source, end = sources[level]
    first = source(env)
    last = level == len(sources) - 1
    for item in _ends(first, end(env), env[RUN]) if end is not None else elements(first, env[RUN]):
        if fresh:
            env = dict(env)
        env[name] = item
        if last:
            yield env
        else:
            yield from _scopes(sources, level + 1, env, fresh)


def elements(value: Value, run: Run) -> Iterator[Value] | list[Value]:
    if isinstance(value, list):
        return value
    if isinstance(value, Range):
        return _range(value, run)
    if value is None:
        raise NotIterableError("null can't be iterated")
    return [value]


def _range(value: Range, run: Run) -> Iterator[Value]:
    """The elements of a range value, upwards only; the open ends left out."""
    low, high = _position(value.low), _position(value.high)
    if low is None or high is None or low > high:
        raise NotIterableError(f"a range of {kind(value.low)} can't be iterated")
    start, stop = low + (not value.low_closed), high - (not value.high_closed)
    return _count(value.low, start, stop, run)


def _ends(first: Value, last: Value, run: Run) -> Iterator[Value]:
    """first..last behind `in`: both ends included, downwards when last is before first."""
    low, high = _position(first), _position(last)
    if low is None or high is None or type(first) is not type(last):
        raise NotIterableError(f"{kind(first)}..{kind(last)} can't be iterated")
    return _count(first, low, high, run, down=low > high)


def _position(value: Value) -> int | None:
    return value.ordinal if isinstance(value, Date) else as_int(value)


def _count(like: Value, start: int, stop: int, run: Run, down: bool = False) -> Iterator[Value]:
    run.list_size(abs(stop - start) + 1 if down or start <= stop else 0)
    step = -1 if down else 1
    for position in range(start, stop + step, step):
        yield civil_from_days(position) if isinstance(like, Date) else Decimal(position)
