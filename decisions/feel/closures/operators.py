"""Closures of literals, names, arithmetic and comparison; each has a short way for the commonest operands."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any

from decisions.feel.arithmetic import add, divide, multiply, negate, power, subtract
from decisions.feel.closures.core import RUN, Closure, Compiler, Env, compiles, constant
from decisions.feel.compare import equal, order
from decisions.feel.errors import FeelSyntaxError
from decisions.feel.numbers import ARITHMETIC
from decisions.feel.temporal_text import parse_temporal
from decisions.feel.tree import AtLiteral, Between, Binary, InstanceOf, Literal, Name, Unary
from decisions.feel.types import is_instance
from decisions.feel.values import Value, kind

_ARITHMETIC: dict[str, tuple[Callable[..., Value], Callable[[Decimal, Decimal], Decimal] | None]] = {
    "+": (add, ARITHMETIC.add),
    "-": (subtract, ARITHMETIC.subtract),
    "*": (multiply, ARITHMETIC.multiply),
    "/": (divide, ARITHMETIC.divide),
    "**": (power, None),
}
_ORDER: dict[str, tuple[Callable[[Any, Any], bool], frozenset[int]]] = {
    "<": (operator.lt, frozenset([-1])),
    "<=": (operator.le, frozenset([-1, 0])),
    ">": (operator.gt, frozenset([1])),
    ">=": (operator.ge, frozenset([0, 1])),
}


@compiles(Literal)
def _literal(compiler: Compiler, node: Literal) -> Closure:
    return constant(node.value)


@compiles(AtLiteral)
def _at_literal(compiler: Compiler, node: AtLiteral) -> Closure:
    value = parse_temporal(node.text)
    if value is None:
        raise FeelSyntaxError(
            f"{node.text!r} is no date, time, date and time or duration",
            code="feel.syntax.temporal",
            text=compiler.text,
            offset=node.at,
        )
    return constant(value)


@compiles(Name)
def _name(compiler: Compiler, node: Name) -> Closure:
    return operator.itemgetter(node.name)


@compiles(Unary)
def _unary(compiler: Compiler, node: Unary) -> Closure:
    if isinstance(node.operand, Literal) and isinstance(node.operand.value, Decimal):
        return constant(ARITHMETIC.minus(node.operand.value))
    operand = compiler.compile(node.operand)
    return lambda env: negate(operand(env), env[RUN])


@compiles(Binary)
def _binary(compiler: Compiler, node: Binary) -> Closure:
    left, right = compiler.compile(node.left), compiler.compile(node.right)
    if node.operator in _ARITHMETIC:
        return _arithmetic(node.operator, left, right)
    if node.operator in _ORDER:
        if isinstance(node.right, Literal) and type(node.right.value) is Decimal:
            return _ordering_to(node.operator, left, node.right.value)
        return _ordering(node.operator, left, right)
    negated = node.operator == "!="
    if isinstance(node.right, Literal) and type(node.right.value) in (Decimal, str):
        return _equality_to(left, node.right.value, negated)
    return _equality(left, right, negated)


def _arithmetic(symbol: str, left: Closure, right: Closure) -> Closure:
    general, quick = _ARITHMETIC[symbol]
    if quick is None:
        return lambda env: general(left(env), right(env), env[RUN])
    fast = quick

    def run(env: Env) -> Value:
        a, b = left(env), right(env)
        if type(a) is Decimal and type(b) is Decimal:
            try:
                return fast(a, b)
            except DecimalException:
                pass
        return general(a, b, env[RUN])

    return run


def _ordering(symbol: str, left: Closure, right: Closure) -> Closure:
    fast, accepted = _ORDER[symbol]

    def run(env: Env) -> Value:
        a, b = left(env), right(env)
        if type(a) is Decimal and type(b) is Decimal:
            return fast(a, b)
        found = order(a, b)
        if found is not None:
            return found in accepted
        return env[RUN].why(f"{kind(a)} {symbol} {kind(b)} has no value")

    return run


def _ordering_to(symbol: str, left: Closure, bound: Decimal) -> Closure:
    """A comparison with a number as written."""
    fast = _ORDER[symbol][0]

    def run(env: Env) -> Value:
        a = left(env)
        if type(a) is Decimal:
            return fast(a, bound)
        return env[RUN].why(f"{kind(a)} {symbol} number has no value")

    return run


def _equality_to(left: Closure, wanted: Decimal | str | bool | None, negated: bool) -> Closure:
    """A comparison with a number or string as written."""
    own = type(wanted)
    result = not negated

    def run(env: Env) -> Value:
        a = left(env)
        if type(a) is own:
            return result if a == wanted else negated
        if a is None:
            return negated
        return env[RUN].why(f"{kind(a)} and {kind(wanted)} can't be equal")

    return run


def _equality(left: Closure, right: Closure, negated: bool) -> Closure:
    def run(env: Env) -> Value:
        a, b = left(env), right(env)
        if type(a) is type(b) and type(a) in (Decimal, str, bool):
            return (a == b) is not negated
        found = equal(a, b, env[RUN])
        if found is not None:
            return found is not negated
        return env[RUN].why(f"{kind(a)} and {kind(b)} can't be equal")

    return run


@compiles(Between)
def _between(compiler: Compiler, node: Between) -> Closure:
    value, low, high = (compiler.compile(part) for part in (node.value, node.low, node.high))

    def run(env: Env) -> Value:
        tested, first, last = value(env), low(env), high(env)
        above, below = order(tested, first), order(tested, last)
        if above is None or below is None:
            # The standard defines it as the conjunction of two comparisons.
            if above == -1 or below == 1:
                return False
            return env[RUN].why(f"{kind(tested)} between {kind(first)} and {kind(last)} has no value")
        return above >= 0 >= below

    return run


@compiles(InstanceOf)
def _instance_of(compiler: Compiler, node: InstanceOf) -> Closure:
    value, type_ = compiler.compile(node.value), compiler.type(node.type)
    return lambda env: is_instance(value(env), type_)
