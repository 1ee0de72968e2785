"""List functions (DMN 1.5, table 75) that make one value of many; each takes a list or its elements."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import Decimal

from decisions.feel.builtins.registry import builtin
from decisions.feel.compare import order
from decisions.feel.limits import Run
from decisions.feel.numbers import ARITHMETIC, ONE, ZERO
from decisions.feel.values import Value

_Aggregate = Callable[[Run, list[Value]], Value]


def _aggregate(name: str, element: str) -> Callable[[_Aggregate], _Aggregate]:
    """Declare name(list) and name(element, element, ...)."""

    def register(function: _Aggregate) -> _Aggregate:
        def of_list(run: Run, values: list[Value]) -> Value:
            run.charge(1 + len(values))
            try:
                return function(run, values)
            except decimal.DecimalException:
                return run.why(f"{name} is outside decimal128")

        def of_elements(run: Run, *values: Value) -> Value:
            return of_list(run, list(values))

        builtin(name, "list: list")(of_list)
        builtin(name, f"{element}: Any?...")(of_elements)
        return function

    return register


def _numbers(values: list[Value]) -> list[Decimal] | None:
    """The list when it holds nothing but numbers."""
    numbers = [value for value in values if isinstance(value, Decimal)]
    return numbers if len(numbers) == len(values) else None


def _extreme(run: Run, values: list[Value], wanted: int) -> Value:
    if not values:
        return None
    best = values[0]
    for value in values:
        found = order(value, best)
        if found is None:
            return run.why("the elements can't be compared")
        if found == wanted:
            best = value
    return best


@_aggregate("min", "c")
def _min(run: Run, values: list[Value]) -> Value:
    return _extreme(run, values, -1)


@_aggregate("max", "c")
def _max(run: Run, values: list[Value]) -> Value:
    return _extreme(run, values, 1)


def _total(numbers: list[Decimal]) -> Decimal:
    total, add = ZERO, ARITHMETIC.add
    for number in numbers:
        total = add(total, number)
    return total


@_aggregate("sum", "n")
def _sum(run: Run, values: list[Value]) -> Value:
    numbers = _numbers(values)
    return _total(numbers) if numbers else run.why("sum takes at least one number, and nothing else")


@_aggregate("product", "n")
def _product(run: Run, values: list[Value]) -> Value:
    numbers = _numbers(values)
    if not numbers:
        return run.why("product takes at least one number, and nothing else")
    product = ONE
    for number in numbers:
        product = ARITHMETIC.multiply(product, number)
    return product


def _average(numbers: list[Decimal]) -> Decimal:
    return ARITHMETIC.divide(_total(numbers), Decimal(len(numbers)))


@_aggregate("mean", "n")
def _mean(run: Run, values: list[Value]) -> Value:
    numbers = _numbers(values)
    return _average(numbers) if numbers else run.why("mean takes at least one number, and nothing else")


@_aggregate("median", "n")
def _median(run: Run, values: list[Value]) -> Value:
    numbers = _numbers(values)
    if not numbers:
        return run.why("median takes at least one number, and nothing else")
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else _average(ordered[middle - 1 : middle + 1])


@_aggregate("stddev", "n")
def _stddev(run: Run, values: list[Value]) -> Value:
    """The deviation of a sample: divided by one less than the count."""
    numbers = _numbers(values)
    if not numbers or len(numbers) < 2:
        return run.why("stddev takes at least two numbers, and nothing else")
    mean = _average(numbers)
    squares = []
    for number in numbers:
        distance = ARITHMETIC.subtract(number, mean)
        squares.append(ARITHMETIC.multiply(distance, distance))
    return ARITHMETIC.sqrt(ARITHMETIC.divide(_total(squares), Decimal(len(numbers) - 1)))


@_aggregate("mode", "n")
def _mode(run: Run, values: list[Value]) -> Value:
    numbers = _numbers(values)
    if numbers is None:
        return run.why("mode takes nothing but numbers")
    counts: dict[Decimal, int] = {}
    for number in numbers:
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, count in counts.items() if count == most)


@_aggregate("all", "b")
def _all(run: Run, values: list[Value]) -> Value:
    return _junction(run, values, winner=False)


@_aggregate("any", "b")
def _any(run: Run, values: list[Value]) -> Value:
    return _junction(run, values, winner=True)


def _junction(run: Run, values: list[Value], winner: bool) -> Value:
    if any(value is winner for value in values):
        return winner
    if all(isinstance(value, bool) for value in values):
        return not winner
    return run.why("all and any take nothing but booleans")
