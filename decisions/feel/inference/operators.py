"""Types of literals, names, operators and tests."""

from __future__ import annotations

from decisions.feel.builtins import BUILTINS
from decisions.feel.errors import FeelTypeError
from decisions.feel.inference.core import (
    INPUT,
    Note,
    Scope,
    boolean,
    common,
    compared,
    infer,
    infers,
    known,
    unfit,
)
from decisions.feel.inference.tables import ARITHMETIC
from decisions.feel.temporal_text import parse_temporal
from decisions.feel.tree import (
    AtLiteral,
    Between,
    Binary,
    Comparator,
    If,
    In,
    InstanceOf,
    Junction,
    Literal,
    Name,
    Node,
    RangeOf,
    Tests,
    Unary,
)
from decisions.feel.types import ANY, SIMPLE_TYPES, Type, resolve_type
from decisions.feel.values import kind

_BOOLEAN = SIMPLE_TYPES["boolean"]


@infers(Literal)
def _literal(node: Literal, scope: Scope, notes: list[Note]) -> Type:
    return SIMPLE_TYPES[kind(node.value)]


@infers(AtLiteral)
def _at_literal(node: AtLiteral, scope: Scope, notes: list[Note]) -> Type:
    return SIMPLE_TYPES.get(kind(parse_temporal(node.text)), ANY)


@infers(Name)
def _name(node: Name, scope: Scope, notes: list[Note]) -> Type:
    if node.name in scope.variables:
        return scope.variables[node.name]
    if node.name in BUILTINS:
        return SIMPLE_TYPES["function"]
    if not scope.open:
        notes.append(Note("feel.check.name", f"{node.name!r} is not known", node.at))
    return ANY


@infers(Unary)
def _unary(node: Unary, scope: Scope, notes: list[Note]) -> Type:
    found = infer(node.operand, scope, notes)
    if known(found) and found.kind != "number" and not found.kind.endswith("duration"):
        notes.append(Note("feel.check.type", f"a {found.kind} has no negative", node.at))
    return found


@infers(Binary)
def _binary(node: Binary, scope: Scope, notes: list[Note]) -> Type:
    left, right = infer(node.left, scope, notes), infer(node.right, scope, notes)
    if node.operator in ("+", "-", "*", "/", "**"):
        if not known(left, right):
            return ANY
        result = ARITHMETIC.get((left.kind, node.operator, right.kind))
        if result is None:
            notes.append(unfit(node.at, left, node.operator, right))
            return ANY
        return SIMPLE_TYPES[result]
    compared(node.at, left, node.operator, right, notes)
    return _BOOLEAN


@infers(Junction)
def _junction(node: Junction, scope: Scope, notes: list[Note]) -> Type:
    for operand in node.operands:
        boolean(operand, scope, notes, f"an operand of {node.operator!r}")
    return _BOOLEAN


@infers(If)
def _if(node: If, scope: Scope, notes: list[Note]) -> Type:
    boolean(node.condition, scope, notes, "the condition")
    return common([infer(node.yes, scope, notes), infer(node.no, scope, notes)])


@infers(Between)
def _between(node: Between, scope: Scope, notes: list[Note]) -> Type:
    value = infer(node.value, scope, notes)
    for end in (node.low, node.high):
        compared(node.at, value, "between", infer(end, scope, notes), notes)
    return _BOOLEAN


@infers(In)
def _in(node: In, scope: Scope, notes: list[Note]) -> Type:
    inner = scope.with_names({INPUT: infer(node.value, scope, notes)})
    for test in node.tests:
        check_test(test, inner, notes)
    return _BOOLEAN


@infers(Tests)
def _tests(node: Tests, scope: Scope, notes: list[Note]) -> Type:
    for test in node.tests:
        check_test(test, scope, notes)
    return _BOOLEAN


def check_test(test: Node, scope: Scope, notes: list[Note]) -> None:
    """A unary test against the type of "?" in the scope."""
    tested = scope.variables.get(INPUT, ANY)
    if isinstance(test, Comparator):
        compared(test.at, tested, test.operator, infer(test.operand, scope, notes), notes)
        return
    found = infer(test, scope, notes)
    if found.kind in ("range", "list") and tested.kind != found.kind:
        found = found.element or ANY
        found = (found.element or ANY) if found.kind == "range" else found
    if found.kind != "boolean":
        compared(test.at, tested, "=", found, notes)


@infers(Comparator)
def _comparator(node: Comparator, scope: Scope, notes: list[Note]) -> Type:
    return Type("range", "range", infer(node.operand, scope, notes))


@infers(RangeOf)
def _range(node: RangeOf, scope: Scope, notes: list[Note]) -> Type:
    low, high = infer(node.low, scope, notes), infer(node.high, scope, notes)
    compared(node.at, low, "..", high, notes)
    return Type("range", "range", low if known(low) else high)


@infers(InstanceOf)
def _instance_of(node: InstanceOf, scope: Scope, notes: list[Note]) -> Type:
    infer(node.value, scope, notes)
    try:
        resolve_type(node.type, scope.types)
    except FeelTypeError as error:
        notes.append(Note("feel.check.type", error.message, node.at))
    return _BOOLEAN
