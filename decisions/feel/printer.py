"""From a tree back to FEEL text that parses to the same tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from decisions.feel.convert import quoted, show_key
from decisions.feel.numbers import canonical
from decisions.feel.tree import (
    AtLiteral,
    Between,
    Binary,
    Call,
    Comparator,
    ContextOf,
    Filter,
    For,
    FunctionOf,
    If,
    In,
    InstanceOf,
    Iteration,
    Junction,
    ListOf,
    Literal,
    Name,
    Node,
    Parameter,
    Path,
    Quantified,
    RangeOf,
    Tests,
    TypeNode,
    Unary,
)

# How tightly each kind of text binds; an operand that binds less than its place asks for is bracketed.
_WHOLE, _OR, _AND, _COMPARISON, _SUM, _PRODUCT, _POWER, _MINUS, _PRIMARY = range(9)
_OPERATORS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER}


def print_node(node: Node) -> str:
    """The text of a tree; unary tests included."""
    return _at(node, _WHOLE)


def _at(node: Node, level: int) -> str:
    """The text in a place that takes what binds at least so tightly."""
    binding, show = _PRINTERS[type(node)]
    if isinstance(node, Junction):
        binding = _OR if node.operator == "or" else _AND
    elif isinstance(node, Binary):
        binding = _OPERATORS.get(node.operator, _COMPARISON)
    text = show(node)
    return text if binding >= level else f"({text})"


def _literal(node: Literal) -> str:
    if isinstance(node.value, Decimal):
        return canonical(node.value)
    if isinstance(node.value, str):
        return quoted(node.value)
    if node.value is None:
        return "null"
    return "true" if node.value else "false"


def _binary(node: Binary) -> str:
    level = _OPERATORS.get(node.operator, _COMPARISON)
    return f"{_at(node.left, level)} {node.operator} {_at(node.right, level + 1)}"


def _junction(node: Junction) -> str:
    level = _OR if node.operator == "or" else _AND
    return f" {node.operator} ".join(_at(operand, level + 1) for operand in node.operands)


def _in(node: In) -> str:
    value = _at(node.value, _COMPARISON)
    if len(node.tests) == 1:
        return f"{value} in {_at(node.tests[0], _PRIMARY)}"
    return f"{value} in ({', '.join(_at(test, _WHOLE) for test in node.tests)})"


def _range(node: RangeOf) -> str:
    high = _at(node.high, _PRIMARY)
    if not isinstance(node.high, Literal | AtLiteral | Name):
        high = f"({high})"
    low = _at(node.low, _SUM)
    return f"{'[' if node.low_closed else '('}{low} .. {high}{']' if node.high_closed else ')'}"


def _context(node: ContextOf) -> str:
    return "{" + ", ".join(f"{show_key(key)}: {_at(value, _WHOLE)}" for key, value in node.entries) + "}"


def _iterations(iterations: tuple[Iteration, ...]) -> str:
    return ", ".join(
        f"{i.name} in {_at(i.source, _OR)}" + (f" .. {_at(i.end, _OR)}" if i.end is not None else "")
        for i in iterations
    )


def _call(node: Call) -> str:
    arguments = [_at(argument, _WHOLE) for argument in node.arguments]
    if node.names:
        arguments = [f"{name}: {text}" for name, text in zip(node.names, arguments, strict=True)]
    return f"{_at(node.function, _PRIMARY)}({', '.join(arguments)})"


def _function(node: FunctionOf) -> str:
    parameters = ", ".join(_parameter(parameter) for parameter in node.parameters)
    return f"function({parameters}){' external' if node.external else ''} {_at(node.body, _WHOLE)}"


def _parameter(node: Parameter) -> str:
    return node.name if node.type is None else f"{node.name}: {_type(node.type)}"


def _type(node: TypeNode) -> str:
    if node.kind == "name":
        return node.name
    parts = [_type(part) for part in node.parts]
    if node.kind == "context":
        return f"context<{', '.join(map('{}: {}'.format, node.labels, parts))}>"
    if node.kind == "function":
        return f"function<{', '.join(parts[:-1])}> -> {parts[-1]}"
    return f"{node.kind}<{parts[0]}>"


def _tests(node: Tests) -> str:
    if not node.tests:
        return "-"
    text = ", ".join(_test(test) for test in node.tests)
    return f"not({text})" if node.negated else text


def _test(node: Node) -> str:
    """A call of not() would read as a negated test."""
    text = _at(node, _WHOLE)
    return f"({text})" if text.startswith("not(") else text


_PRINTERS: Mapping[type[Node], tuple[int, Callable[[Any], str]]] = {
    Literal: (_PRIMARY, _literal),
    AtLiteral: (_PRIMARY, lambda node: f"@{quoted(node.text)}"),
    Name: (_PRIMARY, lambda node: node.name),
    ListOf: (_PRIMARY, lambda node: f"[{', '.join(_at(item, _WHOLE) for item in node.items)}]"),
    ContextOf: (_PRIMARY, _context),
    RangeOf: (_PRIMARY, _range),
    Comparator: (_PRIMARY, lambda node: f"({node.operator} {_at(node.operand, _SUM)})"),
    Unary: (_MINUS, lambda node: f"-{_at(node.operand, _MINUS)}"),
    Binary: (_SUM, _binary),
    Junction: (_AND, _junction),
    Between: (
        _COMPARISON,
        lambda n: f"{_at(n.value, _COMPARISON)} between {_at(n.low, _SUM)} and {_at(n.high, _SUM)}",
    ),
    In: (_COMPARISON, _in),
    If: (
        _WHOLE,
        lambda n: f"if {_at(n.condition, _WHOLE)} then {_at(n.yes, _WHOLE)} else {_at(n.no, _WHOLE)}",
    ),
    For: (_WHOLE, lambda n: f"for {_iterations(n.iterations)} return {_at(n.body, _WHOLE)}"),
    Quantified: (
        _WHOLE,
        lambda n: f"{n.quantifier} {_iterations(n.iterations)} satisfies {_at(n.body, _WHOLE)}",
    ),
    Path: (_PRIMARY, lambda node: f"{_at(node.source, _PRIMARY)}.{node.name}"),
    Filter: (_PRIMARY, lambda node: f"{_at(node.source, _PRIMARY)}[{_at(node.condition, _WHOLE)}]"),
    Call: (_PRIMARY, _call),
    # Binds like a minus, and is bracketed in any operator: `x instance of list < 5` would read on as a type.
    InstanceOf: (_WHOLE, lambda node: f"{_at(node.value, _PRIMARY)} instance of {_type(node.type)}"),
    FunctionOf: (_WHOLE, _function),
    Tests: (_WHOLE, _tests),
}
