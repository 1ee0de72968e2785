"""string(), number(), range() and is()."""

from __future__ import annotations

import re
from decimal import Decimal

from decisions.feel.builtins.registry import builtin
from decisions.feel.compare import order
from decisions.feel.convert import show_value
from decisions.feel.errors import FeelError
from decisions.feel.limits import Run
from decisions.feel.numbers import canonical, literal_number
from decisions.feel.parser import parse_expression
from decisions.feel.temporal_text import Temporal, parse_temporal, show
from decisions.feel.tree import AtLiteral, Call, Literal, Name, Node, RangeOf, Unary
from decisions.feel.values import Range, Value, kind

_NUMBER = re.compile(r"-?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?", re.ASCII)
_GROUPINGS = (None, " ", ",", ".")
_DECIMALS = (None, ",", ".")


@builtin("string", "from: Any")
def _string(run: Run, value: Value) -> Value:
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return canonical(value)
    if isinstance(value, Temporal):
        return show(value)
    text = show_value(value)
    run.string_size(len(text))
    return text


@builtin("number", "from: string", "number")
def _number(run: Run, text: str) -> Value:
    return _read(text) if _read(text) is not None else run.why(f"{text[:40]!r} is no number")


@builtin("number", "from: string, grouping separator: string?, decimal separator: string?", "number")
def _number_with_separators(run: Run, text: str, grouping: str | None, decimal: str | None) -> Value:
    if (
        grouping not in _GROUPINGS
        or decimal not in _DECIMALS
        or (grouping is not None and grouping == decimal)
    ):
        return run.why("the separators must be two of blank, comma and full stop")
    plain = text.replace(grouping, "") if grouping else text
    if decimal == ",":
        if "." in plain:
            return run.why(f"{text[:40]!r} is no number")
        plain = plain.replace(",", ".")
    found = _read(plain)
    return found if found is not None else run.why(f"{text[:40]!r} is no number")


def _read(text: str) -> Decimal | None:
    return literal_number(text) if _NUMBER.fullmatch(text) else None


@builtin("is", "value1: Any?, value2: Any?", "boolean")
def _is(run: Run, left: Value, right: Value) -> Value:
    """The same element of the same domain: zones and offsets count."""
    return type(left) is type(right) and left == right


@builtin("range", "from: string", "range")
def _range(run: Run, text: str) -> Value:
    try:
        node = parse_expression(text)
    except FeelError:
        return run.why(f"{text[:40]!r} is no range")
    if not isinstance(node, RangeOf):
        return run.why(f"{text[:40]!r} is no range")
    try:
        low, high = _end(node.low), _end(node.high)
    except _NotConstantError:
        return run.why("the ends of a range text must be constants")
    if (low is None and high is None) or (
        low is not None and high is not None and order(low, high) not in (-1, 0)
    ):
        return run.why(f"{text[:40]!r} has no ends in order")
    if kind(low) == "boolean" or kind(high) == "boolean":
        return run.why("booleans have no order")
    return Range(low, high, node.low_closed, node.high_closed)


class _NotConstantError(Exception):
    """An end would need evaluation."""


_CONSTRUCTORS = ("date", "time", "date and time", "duration")


def _end(node: Node) -> Value:
    """A constant: a literal, or a constructor of one. Raises _NotConstantError for anything else."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, AtLiteral):
        return parse_temporal(node.text)
    if (
        isinstance(node, Unary)
        and isinstance(node.operand, Literal)
        and isinstance(node.operand.value, Decimal)
    ):
        return -node.operand.value
    if isinstance(node, Call) and isinstance(node.function, Name) and node.function.name in _CONSTRUCTORS:
        argument = node.arguments[0] if len(node.arguments) == 1 else None
        if isinstance(argument, Literal) and isinstance(argument.value, str):
            found = parse_temporal(argument.value)
            fits = kind(found) == node.function.name or kind(found).endswith(node.function.name)
            if found is not None and fits:
                return found
    raise _NotConstantError
