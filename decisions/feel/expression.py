"""Compiled expressions and unary tests: what users of the library hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache

from decisions.feel.builtins import BUILTINS
from decisions.feel.closures import Compiler
from decisions.feel.closures.core import RUN, Closure, Env
from decisions.feel.convert import NATIVE, Prepared, from_python, prepare
from decisions.feel.errors import FeelLimitError
from decisions.feel.lexer import is_name
from decisions.feel.limits import DEFAULT_LIMITS, Limits, Run
from decisions.feel.parser import parse_expression, parse_unary_tests
from decisions.feel.tree import Node
from decisions.feel.types import Type
from decisions.feel.values import Value
from decisions.feel.walk import free_names, sure_names

_INPUT = "?"
_NEW_RUN = Run.__new__


class Expression:
    """A compiled FEEL expression; immutable, so it may be shared between threads.

    text: as given. node: its tree. names: the variables it uses (built-in functions left out).
    """

    __slots__ = ("_closure", "_functions", "_sure", "_variables", "limits", "names", "node", "text")

    def __init__(self, text: str, node: Node, types: Mapping[str, Type], limits: Limits) -> None:
        self.text = text
        self.node = node
        self.limits = limits
        used = free_names(node)
        self._functions: Env = {name: BUILTINS[name] for name in used if name in BUILTINS}
        self._variables = tuple(sorted(used - {_INPUT}) if isinstance(self, UnaryTests) else sorted(used))
        self._sure = sure_names(node)
        self.names = frozenset(used - BUILTINS.keys())
        self._closure = _compiled(node, types, text)

    def evaluate(
        self, context: Mapping[str, object], *, now: datetime | None = None, run: Run | None = None
    ) -> Value:
        """The value in a context of FEEL values or plain Python data; prepare() it for many evaluations.

        now: what now() and today() answer, aware; null without it. run: a budget to share with other evaluations;
        its `trace` tells afterwards why values became null. Raises FeelLimitError, and FeelValueError for data
        that FEEL has no type for.
        """
        if run is None:
            run = (
                Run(self.limits, now)
                if now is not None or self.limits is not DEFAULT_LIMITS
                else _NEW_RUN(Run)
            )
        env: Env = self._functions.copy()
        env[RUN] = run
        if type(context) is Prepared:
            for name in self._variables:
                if name in context:
                    env[name] = context[name]
                else:
                    self._missing(name, env)
        else:
            for name in self._variables:
                if name in context:
                    value = context[name]
                    env[name] = value if type(value) in NATIVE else from_python(value)
                else:
                    self._missing(name, env)
        try:
            return self._closure(env)
        except RecursionError:
            raise FeelLimitError("the evaluation nests too deep", code="feel.limit.depth") from None

    def _missing(self, name: str, env: Env) -> None:
        """A name the context doesn't have: a built-in function, or null with a reason."""
        if name not in env:
            env[name] = None
            if name in self._sure:
                env[RUN].why(f"{name!r} is not known")

    def evaluate_in(self, scope: Mapping[str, Value], run: Run) -> Value:
        """The value among FEEL values, which are taken as they are: what a model's logic calls."""
        return self._closure(self._scope(scope, run))

    def _scope(self, scope: Mapping[str, Value], run: Run) -> Env:
        env: Env = self._functions.copy()
        env[RUN] = run
        for name in self._variables:
            if name in scope:
                env[name] = scope[name]
            else:
                self._missing(name, env)
        return env

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


class UnaryTests(Expression):
    """The compiled unary tests of a decision table's cell."""

    __slots__ = ()

    def passes(self, value: Value, scope: Mapping[str, Value], run: Run) -> bool | None:
        """Whether a FEEL value passes among FEEL values."""
        env: Env = self._scope(scope, run) if self._variables else {RUN: run}
        env[_INPUT] = value
        found = self._closure(env)
        return found if type(found) is bool else None

    def matches(
        self,
        value: object,
        context: Mapping[str, object],
        *,
        now: datetime | None = None,
        run: Run | None = None,
    ) -> bool | None:
        """Whether the value passes; None when the tests give no answer. Raises as evaluate() does."""
        used = {name: context[name] for name in self._variables if name in context}
        state = run if run is not None else Run(self.limits, now)
        try:
            return self.passes(from_python(value), prepare(used), state)
        except RecursionError:
            raise FeelLimitError("the evaluation nests too deep", code="feel.limit.depth") from None


def _compiled(node: Node, types: Mapping[str, Type], text: str) -> Closure:
    try:
        return Compiler(types, text).compile(node)
    except RecursionError:
        raise FeelLimitError("the expression nests too deep", code="feel.limit.depth") from None


def compile_expression(
    text: str,
    *,
    names: Collection[str] = (),
    types: Mapping[str, Type] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Expression:
    """The expression, from a cache when it was compiled before.

    names: declared names that hold operator characters or keywords (`loan-to-value`, `days in month`); names of
    words and blanks need no declaration. types: what `instance of` may name besides the standard's types.
    Raises FeelSyntaxError, FeelTypeError, FeelLimitError.
    """
    if types:
        return Expression(text, parse_expression(text, names, limits), types, limits)
    return _cached_expression(text, frozenset(names), limits)


def compile_unary_tests(
    text: str,
    *,
    names: Collection[str] = (),
    types: Mapping[str, Type] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> UnaryTests:
    """The unary tests, from a cache when they were compiled before; otherwise as compile_expression()."""
    if types:
        return UnaryTests(text, parse_unary_tests(text, names, limits), types, limits)
    return _cached_tests(text, frozenset(names), limits)


@lru_cache(maxsize=4096)
def _cached_expression(text: str, names: frozenset[str], limits: Limits) -> Expression:
    return Expression(text, parse_expression(text, names, limits), {}, limits)


@lru_cache(maxsize=4096)
def _cached_tests(text: str, names: frozenset[str], limits: Limits) -> UnaryTests:
    return UnaryTests(text, parse_unary_tests(text, names, limits), {}, limits)


def evaluate(text: str, context: Mapping[str, object] | None = None, *, now: datetime | None = None) -> Value:
    """Compile and evaluate in one go, the context's keys being the declared names. Raises FeelError."""
    known = context or {}
    special = frozenset(name for name in known if not is_name(name))
    return compile_expression(text, names=special).evaluate(known, now=now)


def names(expression: str | Expression) -> frozenset[str]:
    """The variables an expression uses, built-in functions left out. Raises FeelSyntaxError."""
    return (compile_expression(expression) if isinstance(expression, str) else expression).names
