"""Closures of three-valued logic, if, `in` and unary tests."""

from __future__ import annotations

import operator
from decimal import Decimal

from decisions.feel.closures.core import RUN, Closure, Compiler, Env, compiles
from decisions.feel.compare import equal, in_range, order
from decisions.feel.limits import Run
from decisions.feel.tree import Comparator, If, In, Junction, Literal, Node, RangeOf, Tests
from decisions.feel.values import Range, Value, kind
from decisions.feel.walk import free_names

INPUT = "?"
_ACCEPTED = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}


@compiles(Junction)
def _junction(compiler: Compiler, node: Junction) -> Closure:
    """and: false wins over null; or: true wins over null. Anything not boolean counts as null."""
    winner = node.operator == "or"
    operands = [compiler.compile(operand) for operand in node.operands]
    if len(operands) == 2:
        return _pair(operands[0], operands[1], winner)

    def run(env: Env) -> Value:
        result: bool | None = not winner
        for operand in operands:
            value = operand(env)
            if value is winner:
                return winner
            if type(value) is not bool:
                result = None
        return result

    return run


def _pair(left: Closure, right: Closure, winner: bool) -> Closure:
    def run(env: Env) -> Value:
        a = left(env)
        if a is winner:
            return winner
        b = right(env)
        if b is winner:
            return winner
        return not winner if type(a) is bool and type(b) is bool else None

    return run


@compiles(If)
def _if(compiler: Compiler, node: If) -> Closure:
    condition, yes, no = (compiler.compile(part) for part in (node.condition, node.yes, node.no))

    def run(env: Env) -> Value:
        found = condition(env)
        if found is True:
            return yes(env)
        if found is False or found is None:
            return no(env)
        return env[RUN].why(f"a {kind(found)} is no condition")

    return run


@compiles(Comparator)
def _comparator(compiler: Compiler, node: Comparator) -> Closure:
    """(< 5) as a value: the range of everything that passes."""
    operand, symbol = compiler.compile(node.operand), node.operator

    def run(env: Env) -> Value:
        bound = operand(env)
        if symbol in ("=", "!="):
            return Range(bound, bound, symbol == "=", symbol == "=", symbol)
        if symbol in ("<", "<="):
            return Range(None, bound, False, symbol == "<=", symbol)
        return Range(bound, None, symbol == ">=", False, symbol)

    return run


@compiles(In)
def _in(compiler: Compiler, node: In) -> Closure:
    value = compiler.compile(node.value)
    tests = [_test(compiler, test) for test in node.tests]

    if len(tests) == 1:
        only = tests[0]
        return lambda env: only({**env, INPUT: value(env)})
    return lambda env: _any(tests, {**env, INPUT: value(env)})


@compiles(Tests)
def _tests(compiler: Compiler, node: Tests) -> Closure:
    tests = [_test(compiler, test) for test in node.tests]
    if not tests:
        return lambda env: True
    if node.negated:

        def negated(env: Env) -> Value:
            found = _any(tests, env)
            return None if found is None else not found

        return negated
    if len(tests) == 1:
        return tests[0]
    return lambda env: _any(tests, env)


def _any(tests: list[Closure], env: Env) -> bool | None:
    result: bool | None = False
    for test in tests:
        found = test(env)
        if found is True:
            return True
        if found is not False:
            result = None
    return result


def _test(compiler: Compiler, node: Node) -> Closure:
    """A closure that tests env["?"]."""
    if isinstance(node, Comparator):
        return _comparator_test(compiler.compile(node.operand), node.operator)
    quick = _constant_test(node)
    if quick is not None:
        return quick
    expression = compiler.compile(node)
    if INPUT in free_names(node):
        return lambda env: _outcome(expression(env), env)
    return lambda env: matches(env[INPUT], expression(env), env[RUN])


def _constant_test(node: Node) -> Closure | None:
    """The commonest tests, a literal and a range of numbers, without a detour over values; None for any other."""
    if isinstance(node, Literal) and type(node.value) in (Decimal, str):
        return _literal_test(node.value)
    if isinstance(node, RangeOf) and isinstance(node.low, Literal) and isinstance(node.high, Literal):
        low, high = node.low.value, node.high.value
        if isinstance(low, Decimal) and isinstance(high, Decimal):
            return _number_range_test(Range(low, high, node.low_closed, node.high_closed), low, high)
    return None


def _literal_test(wanted: Value) -> Closure:
    own = type(wanted)

    def run(env: Env) -> Value:
        value = env[INPUT]
        return value == wanted if type(value) is own else matches(value, wanted, env[RUN])

    return run


def _number_range_test(wanted: Range, low: Decimal, high: Decimal) -> Closure:
    above = operator.le if wanted.low_closed else operator.lt
    below = operator.le if wanted.high_closed else operator.lt

    def run(env: Env) -> Value:
        value = env[INPUT]
        if type(value) is Decimal:
            return above(low, value) and below(value, high)
        return matches(value, wanted, env[RUN])

    return run


def _outcome(found: Value, env: Env) -> bool | None:
    """An expression in "?" is the test itself when boolean; otherwise its value is what to look for."""
    return found if isinstance(found, bool) else matches(env[INPUT], found, env[RUN])


def _comparator_test(operand: Closure, symbol: str) -> Closure:
    if symbol in ("=", "!="):
        negated = symbol == "!="

        def same(env: Env) -> Value:
            found = equal(env[INPUT], operand(env), env[RUN])
            return None if found is None else found is not negated

        return same
    accepted = _ACCEPTED[symbol]

    def ordered(env: Env) -> Value:
        value, bound = env[INPUT], operand(env)
        found = order(value, bound)
        if found is None:
            return env[RUN].why(f"{kind(value)} {symbol} {kind(bound)} has no value")
        return found in accepted

    return ordered


def matches(value: Value, wanted: Value, run: Run) -> bool | None:
    """Whether a value passes a test given as a value: equal to it, inside a range, or in a list of tests."""
    if isinstance(wanted, Range) and not isinstance(value, Range):
        return in_range(value, wanted, run)
    if isinstance(wanted, list):
        run.charge(len(wanted))
        if isinstance(value, list) and equal(value, wanted, run):
            return True
        result: bool | None = False
        for item in wanted:
            found = (
                in_range(value, item, run)
                if isinstance(item, Range) and not isinstance(value, Range)
                else None
            )
            if not isinstance(item, Range) or isinstance(value, Range):
                found = equal(value, item, run) or False
            if found:
                return True
            if found is None:
                result = None
        return result
    return equal(value, wanted, run)
