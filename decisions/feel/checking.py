"""Checking a text against known variables before it is ever evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from decisions.feel.errors import FeelError
from decisions.feel.expression import compile_expression, compile_unary_tests
from decisions.feel.inference import Note, Scope, infer
from decisions.feel.lexer import is_name
from decisions.feel.types import ANY, Type

_INPUT = "?"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text. code: stable. line, column: 1-based, 0 without a place."""

    code: str
    message: str
    line: int = 0
    column: int = 0


def check_expression(
    text: str, variables: Mapping[str, Type], types: Mapping[str, Type] | None = None
) -> list[Fault]:
    """What is wrong with an expression whose variables have these types; [] when nothing is known to be.

    types: what `instance of` may name besides the standard's.
    """
    return expression_faults(text, Scope(variables, types or {}))[0]


def check_unary_tests(text: str, tested: Type, variables: Mapping[str, Type]) -> list[Fault]:
    """What is wrong with unary tests of a value of that type."""
    return tests_faults(text, tested, Scope(variables))


def expression_faults(text: str, scope: Scope) -> tuple[list[Fault], Type]:
    """The faults of an expression in a scope, and its type."""
    try:
        node = compile_expression(text, names=_special(scope.variables), types=scope.types).node
    except FeelError as error:
        return [Fault(error.code, error.message, error.line, error.column)], ANY
    notes: list[Note] = []
    found = infer(node, scope, notes)
    return [_fault(note, text) for note in notes], found


def tests_faults(text: str, tested: Type, scope: Scope) -> list[Fault]:
    """The faults of unary tests in a scope."""
    try:
        node = compile_unary_tests(text, names=_special(scope.variables), types=scope.types).node
    except FeelError as error:
        return [Fault(error.code, error.message, error.line, error.column)]
    notes: list[Note] = []
    infer(node, scope.with_names({_INPUT: tested}), notes)
    return [_fault(note, text) for note in notes]


def _special(variables: Mapping[str, Type]) -> frozenset[str]:
    """The names that need declaring, those of the fields of contexts among them."""
    found: set[str] = set()
    pending = [(name, type_, 0) for name, type_ in variables.items()]
    while pending:
        name, type_, level = pending.pop()
        if not is_name(name):
            found.add(name)
        inner = type_.element if type_.kind == "list" and type_.element is not None else type_
        if level < 20:
            pending.extend((field, below, level + 1) for field, below in inner.fields)
    return frozenset(found)


def _fault(note: Note, text: str) -> Fault:
    place = FeelError(note.message, code=note.code, text=text, offset=note.at)
    return Fault(note.code, note.message, place.line, place.column)
