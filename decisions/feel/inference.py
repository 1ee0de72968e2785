"""Static types: what an expression will give, and what in it can only become null.

Careful in one direction: whatever is not known for certain passes. A finding is a fault of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from decisions.feel.builtins import BUILTINS
from decisions.feel.errors import FeelTypeError
from decisions.feel.inference_tables import ARITHMETIC, ORDERED, PROPERTIES
from decisions.feel.temporal_text import parse_temporal
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
    Path,
    Quantified,
    RangeOf,
    Tests,
    Unary,
)
from decisions.feel.types import ANY, SIMPLE_TYPES, Type, list_of, resolve_type
from decisions.feel.values import Signature, kind

_BOOLEAN, _NUMBER = SIMPLE_TYPES["boolean"], SIMPLE_TYPES["number"]
_UNARY_INPUT = "?"


@dataclass(frozen=True, slots=True)
class Note:
    """A fault. code: feel.check.name, feel.check.type or feel.check.call. at: offset in the text."""

    code: str
    message: str
    at: int


@dataclass(frozen=True, slots=True)
class Scope:
    """The types of the names in sight. open: names that aren't there may exist all the same."""

    variables: Mapping[str, Type]
    types: Mapping[str, Type] = field(default_factory=dict)
    open: bool = False

    def with_names(self, variables: Mapping[str, Type], open: bool = False) -> Scope:  # noqa: A002
        """The scope with more names in it."""
        return replace(self, variables={**self.variables, **variables}, open=self.open or open)


def infer(node: Node, scope: Scope, notes: list[Note]) -> Type:
    """The type of an expression, Any when it isn't known; faults are added to the notes."""
    return _RULES[type(node)](node, scope, notes)


def _known(*types: Type) -> bool:
    return not any(type_.kind in ("any", "null") for type_ in types)


def _literal(node: Literal, scope: Scope, notes: list[Note]) -> Type:
    return SIMPLE_TYPES[kind(node.value)]


def _at_literal(node: AtLiteral, scope: Scope, notes: list[Note]) -> Type:
    return SIMPLE_TYPES.get(kind(parse_temporal(node.text)), ANY)


def _name(node: Name, scope: Scope, notes: list[Note]) -> Type:
    if node.name in scope.variables:
        return scope.variables[node.name]
    if node.name in BUILTINS:
        return SIMPLE_TYPES["function"]
    if not scope.open:
        notes.append(Note("feel.check.name", f"{node.name!r} is not known", node.at))
    return ANY


def _unary(node: Unary, scope: Scope, notes: list[Note]) -> Type:
    found = infer(node.operand, scope, notes)
    if _known(found) and found.kind != "number" and not found.kind.endswith("duration"):
        notes.append(Note("feel.check.type", f"a {found.kind} has no negative", node.at))
    return found


def _binary(node: Binary, scope: Scope, notes: list[Note]) -> Type:
    left, right = infer(node.left, scope, notes), infer(node.right, scope, notes)
    if node.operator in ("+", "-", "*", "/", "**"):
        if not _known(left, right):
            return ANY
        result = ARITHMETIC.get((left.kind, node.operator, right.kind))
        if result is None:
            notes.append(_unfit(node.at, left, node.operator, right))
            return ANY
        return SIMPLE_TYPES[result]
    _compared(node.at, left, node.operator, right, notes)
    return _BOOLEAN


def _unfit(at: int, left: Type, operator: str, right: Type) -> Note:
    return Note("feel.check.type", f"{left.kind} {operator} {right.kind} is always null", at)


def _compared(at: int, left: Type, operator: str, right: Type, notes: list[Note]) -> None:
    if not _known(left, right):
        return
    if left.kind != right.kind or (operator not in ("=", "!=") and left.kind not in ORDERED):
        notes.append(_unfit(at, left, operator, right))


def _boolean(node: Node, scope: Scope, notes: list[Note], what: str) -> None:
    found = infer(node, scope, notes)
    if _known(found) and found.kind != "boolean":
        notes.append(Note("feel.check.type", f"{what} is a {found.kind}, not a boolean", node.at))


def _junction(node: Junction, scope: Scope, notes: list[Note]) -> Type:
    for operand in node.operands:
        _boolean(operand, scope, notes, f"an operand of {node.operator!r}")
    return _BOOLEAN


def _if(node: If, scope: Scope, notes: list[Note]) -> Type:
    _boolean(node.condition, scope, notes, "the condition")
    return _common([infer(node.yes, scope, notes), infer(node.no, scope, notes)])


def _common(types: list[Type]) -> Type:
    known = [type_ for type_ in types if type_.kind != "null"]
    if known and all(type_.kind == known[0].kind for type_ in known) and known[0].kind not in _STRUCTURED:
        return known[0]
    return ANY


_STRUCTURED = frozenset(["list", "context", "function", "range"])


def _between(node: Between, scope: Scope, notes: list[Note]) -> Type:
    value = infer(node.value, scope, notes)
    for end in (node.low, node.high):
        _compared(node.at, value, "between", infer(end, scope, notes), notes)
    return _BOOLEAN


def _in(node: In, scope: Scope, notes: list[Note]) -> Type:
    inner = scope.with_names({_UNARY_INPUT: infer(node.value, scope, notes)})
    for test in node.tests:
        check_test(test, inner, notes)
    return _BOOLEAN


def _tests(node: Tests, scope: Scope, notes: list[Note]) -> Type:
    for test in node.tests:
        check_test(test, scope, notes)
    return _BOOLEAN


def check_test(test: Node, scope: Scope, notes: list[Note]) -> None:
    """A unary test against the type of "?" in the scope."""
    tested = scope.variables.get(_UNARY_INPUT, ANY)
    if isinstance(test, Comparator):
        _compared(test.at, tested, test.operator, infer(test.operand, scope, notes), notes)
        return
    found = infer(test, scope, notes)
    if found.kind in ("range", "list") and tested.kind != found.kind:
        found = found.element or ANY
        found = (found.element or ANY) if found.kind == "range" else found
    if found.kind != "boolean":
        _compared(test.at, tested, "=", found, notes)


def _comparator(node: Comparator, scope: Scope, notes: list[Note]) -> Type:
    return Type("range", "range", infer(node.operand, scope, notes))


def _range(node: RangeOf, scope: Scope, notes: list[Note]) -> Type:
    low, high = infer(node.low, scope, notes), infer(node.high, scope, notes)
    _compared(node.at, low, "..", high, notes)
    return Type("range", "range", low if _known(low) else high)


def _list(node: ListOf, scope: Scope, notes: list[Note]) -> Type:
    return list_of(_common([infer(item, scope, notes) for item in node.items]))


def _context(node: ContextOf, scope: Scope, notes: list[Note]) -> Type:
    fields: list[tuple[str, Type]] = []
    for key, value in node.entries:
        inner = scope.with_names({key: SIMPLE_TYPES["function"]}) if isinstance(value, FunctionOf) else scope
        found = infer(value, inner, notes)
        fields.append((key, found))
        scope = scope.with_names({key: found})
    return Type("context", "context", fields=tuple(fields))


def _path(node: Path, scope: Scope, notes: list[Note]) -> Type:
    source = infer(node.source, scope, notes)
    if source.kind == "list":
        found = _field(source.element or ANY, node, notes)
        return list_of(found)
    return _field(source, node, notes)


def _field(source: Type, node: Path, notes: list[Note]) -> Type:
    if source.kind in ("any", "null", "list", "function", "duration") or (
        source.kind == "context" and not source.fields
    ):
        return ANY
    if source.kind == "context":
        found = dict(source.fields).get(node.name)
    elif source.kind == "range":
        found = ANY
    else:
        found = SIMPLE_TYPES.get(PROPERTIES.get(source.kind, {}).get(node.name, ""))
    if found is None:
        notes.append(Note("feel.check.name", f"a {source.name or source.kind} has no {node.name!r}", node.at))
    return found or ANY


def _filter(node: Filter, scope: Scope, notes: list[Note]) -> Type:
    source = infer(node.source, scope, notes)
    element = (source.element or ANY) if source.kind == "list" else source
    fields = dict(element.fields)
    open_ = element.kind in ("any", "null") or (element.kind == "context" and not fields)
    found = infer(node.condition, scope.with_names({**fields, "item": element}, open_), notes)
    if found.kind == "number" or not _known(found):
        return element if found.kind == "number" else ANY
    if found.kind != "boolean":
        notes.append(Note("feel.check.type", f"a filter by {found.kind} keeps nothing", node.at))
    return list_of(element)


def _iterated(iterations: tuple[Iteration, ...], scope: Scope, notes: list[Note]) -> Scope:
    for iteration in iterations:
        source = infer(iteration.source, scope, notes)
        if iteration.end is not None:
            infer(iteration.end, scope, notes)
        element = source.element or ANY if source.kind in ("list", "range") else source
        scope = scope.with_names({iteration.name: element})
    return scope


def _for(node: For, scope: Scope, notes: list[Note]) -> Type:
    inner = _iterated(node.iterations, scope, notes).with_names({"partial": SIMPLE_TYPES["list"]})
    return list_of(infer(node.body, inner, notes))


def _quantified(node: Quantified, scope: Scope, notes: list[Note]) -> Type:
    _boolean(node.body, _iterated(node.iterations, scope, notes), notes, "what must be satisfied")
    return _BOOLEAN


def _instance_of(node: InstanceOf, scope: Scope, notes: list[Note]) -> Type:
    infer(node.value, scope, notes)
    try:
        resolve_type(node.type, scope.types)
    except FeelTypeError as error:
        notes.append(Note("feel.check.type", error.message, node.at))
    return _BOOLEAN


def _function(node: FunctionOf, scope: Scope, notes: list[Note]) -> Type:
    names: dict[str, Type] = {}
    for parameter in node.parameters:
        try:
            names[parameter.name] = (
                ANY if parameter.type is None else resolve_type(parameter.type, scope.types)
            )
        except FeelTypeError as error:
            names[parameter.name] = ANY
            notes.append(Note("feel.check.type", error.message, parameter.at))
    result = ANY if node.external else infer(node.body, scope.with_names(names), notes)
    return Type("function", "function", parameters=tuple(names.values()), result=result)


def _call(node: Call, scope: Scope, notes: list[Note]) -> Type:
    arguments = [infer(argument, scope, notes) for argument in node.arguments]
    if isinstance(node.function, Name) and node.function.name not in scope.variables:
        function = BUILTINS.get(node.function.name)
        if function is not None:
            fitting = [s for s in function.signatures if _accepts(s, arguments, node.names)]
            if not fitting:
                kinds = ", ".join(argument.kind for argument in arguments)
                notes.append(Note("feel.check.call", f"{function.name}({kinds}) is always null", node.at))
                return ANY
            return _common([signature.result or ANY for signature in fitting])
    called = infer(node.function, scope, notes)
    if _known(called) and called.kind != "function":
        notes.append(Note("feel.check.call", f"a {called.kind} is no function", node.at))
    if called.parameters is not None and len(called.parameters) != len(arguments):
        notes.append(
            Note("feel.check.call", f"the function takes {len(called.parameters)} arguments", node.at)
        )
    return called.result or ANY


def _accepts(signature: Signature, arguments: list[Type], names: tuple[str, ...]) -> bool:
    parameters = signature.parameters
    if names:
        if not set(names) <= set(parameters) or not set(parameters[: signature.required]) <= set(names):
            return False
        positions = [parameters.index(name) for name in names]
    else:
        if len(arguments) < signature.required:
            return False
        if len(arguments) > len(parameters) and not signature.variadic:
            return False
        positions = [min(position, len(parameters) - 1) for position in range(len(arguments))]
    return all(
        _assignable(argument, signature.types[p], signature.nullable[p])
        for argument, p in zip(arguments, positions, strict=True)
    )


def _assignable(given: Type, wanted: Type, nullable: bool) -> bool:
    """Whether a value of the one type might be taken where the other is wanted, conversions included."""
    if given.kind == "null":
        return nullable
    if "any" in (given.kind, wanted.kind) or given.kind == wanted.kind or given.kind == "list":
        return True
    if wanted.kind == "list":
        return _assignable(given, wanted.element or ANY, nullable)
    if wanted.kind == "duration":
        return given.kind.endswith("duration")
    return wanted.kind == "date and time" and given.kind == "date"


_RULES: Mapping[type[Node], Callable[[Any, Scope, list[Note]], Type]] = {
    Literal: _literal,
    AtLiteral: _at_literal,
    Name: _name,
    Unary: _unary,
    Binary: _binary,
    Junction: _junction,
    If: _if,
    Between: _between,
    In: _in,
    Tests: _tests,
    Comparator: _comparator,
    RangeOf: _range,
    ListOf: _list,
    ContextOf: _context,
    Path: _path,
    Filter: _filter,
    For: _for,
    Quantified: _quantified,
    InstanceOf: _instance_of,
    FunctionOf: _function,
    Call: _call,
}
