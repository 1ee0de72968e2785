"""Decision logic to closures over a scope of FEEL values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from decisions.dmn.items import Items, Report
from decisions.dmn.model import (
    BoxedContext,
    BoxedFilter,
    BoxedList,
    Conditional,
    DecisionTable,
    FunctionLogic,
    Invocation,
    Iterator,
    Literal,
    Logic,
    Relation,
)
from decisions.dmn.tables import Compilers, Table
from decisions.feel.calls import invoke
from decisions.feel.closures.access import element
from decisions.feel.closures.core import RUN, Env
from decisions.feel.closures.loops import NotIterableError, elements
from decisions.feel.errors import FeelError
from decisions.feel.expression import Expression, UnaryTests, compile_expression, compile_unary_tests
from decisions.feel.externals import external
from decisions.feel.limits import Limits, Run
from decisions.feel.numbers import as_int
from decisions.feel.types import ANY, Type, coerce
from decisions.feel.values import Function, Signature, Value, kind

Scope = Env
Closure = Callable[[Scope], Value]


def _null(scope: Scope) -> Value:
    return None


@dataclass(frozen=True, slots=True)
class LogicCompiler:
    """Compiles the logic of one element.

    owner: its name, for explanations. names: those in scope that need declaring to FEEL. report: takes what is
    wrong; logic at fault evaluates to null.
    """

    owner: str
    items: Items
    names: frozenset[str]
    limits: Limits
    report: Report

    def compile(self, logic: Logic | None) -> Closure:
        """The closure of any logic, its result converted to the type it declares."""
        if logic is None:
            return _null
        return self._typed(_RULES[type(logic)](self, logic), logic.type_ref)

    def _typed(self, closure: Closure, reference: str) -> Closure:
        return typed(closure, self.items.find(reference, self.owner), self.owner)

    def _with(self, names: Iterable[str]) -> LogicCompiler:
        return replace(self, names=self.names | frozenset(names))

    def expression(self, text: str, where: str) -> Expression | None:
        """A FEEL text compiled, None (and a report) when it is none."""
        try:
            return compile_expression(text, names=self.names, types=self.items.types, limits=self.limits)
        except FeelError as error:
            self.report(error.code, where or self.owner, f"{error} in {text[:60]!r}")
            return None

    def tests(self, text: str, where: str) -> UnaryTests | None:
        """Unary tests compiled, None (and a report) when they are none."""
        try:
            return compile_unary_tests(text, names=self.names, types=self.items.types, limits=self.limits)
        except FeelError as error:
            self.report(error.code, where or self.owner, f"{error} in {text[:60]!r}")
            return None

    def _literal(self, logic: Literal) -> Closure:
        if logic.language:
            self.report(
                "dmn.language", logic.id or self.owner, f"{logic.language} is no language evaluated here"
            )
            return _null
        compiled = self.expression(logic.text, logic.id) if logic.text else None
        if compiled is None:
            return _null
        evaluate = compiled.evaluate_in
        return lambda scope: evaluate(scope, scope[RUN])

    def _context(self, logic: BoxedContext) -> Closure:
        compiler = self
        entries: list[tuple[str, Closure]] = []
        for entry in logic.entries:
            own = compiler._with([entry.name]) if isinstance(entry.value, FunctionLogic) else compiler
            entries.append((entry.name, own._typed(own.compile(entry.value), entry.type_ref)))
            compiler = compiler._with([entry.name])

        def run(scope: Scope) -> Value:
            inner = dict(scope)
            made: dict[str, Value] = {}
            for name, value in entries:
                if not name:
                    return value(inner)
                made[name] = inner[name] = value(inner)
            return made

        return run

    def _invocation(self, logic: Invocation) -> Closure:
        function = self.compile(logic.function)
        names = tuple(binding.name for binding in logic.bindings)
        values = [self._typed(self.compile(binding.value), binding.type_ref) for binding in logic.bindings]

        def run(scope: Scope) -> Value:
            called = function(scope)
            if not isinstance(called, Function):
                return scope[RUN].why(f"{kind(called)} is no function to invoke")
            return invoke(called, scope[RUN], [value(scope) for value in values], names)

        return run

    def _list(self, logic: BoxedList) -> Closure:
        items = [self.compile(item) for item in logic.items]
        return lambda scope: [item(scope) for item in items]

    def _relation(self, logic: Relation) -> Closure:
        names = [name for name, _ in logic.columns]
        rows = [
            [
                self._typed(self.compile(cell), reference)
                for cell, (_, reference) in zip(row, logic.columns, strict=True)
            ]
            for row in logic.rows
        ]
        return lambda scope: [
            {name: cell(scope) for name, cell in zip(names, row, strict=True)} for row in rows
        ]

    def function(self, logic: FunctionLogic) -> Closure:
        """A closure that makes the function value."""
        names = tuple(name for name, _ in logic.parameters)
        types = tuple(self.items.find(reference, self.owner) for _, reference in logic.parameters)
        inside = logic.kind in ("", "FEEL")
        if not inside and logic.kind != "Java":
            self.report(
                "dmn.external", logic.id or self.owner, f"a {logic.kind} function is not evaluated here"
            )
        body = (self._with(names) if inside else self).compile(logic.body)
        owner = self.owner

        def define(scope: Scope) -> Value:
            def call(run: Run, *arguments: Value) -> Value:
                run.charge(1)
                if not inside:
                    return external({"java": body(scope)}, run, arguments)
                inner = dict(scope)
                inner.update(zip(names, arguments, strict=True))
                inner[RUN] = run
                run.enter()
                try:
                    return body(inner)
                finally:
                    run.leave()

            nullable = (True,) * len(names)
            return Function(owner, (Signature(names, types, call, len(names), nullable=nullable),))

        return define

    def _function(self, logic: FunctionLogic) -> Closure:
        return self.function(replace(logic, type_ref=""))

    def _conditional(self, logic: Conditional) -> Closure:
        condition, yes, no = self.compile(logic.condition), self.compile(logic.yes), self.compile(logic.no)

        def run(scope: Scope) -> Value:
            found = condition(scope)
            if found is None or isinstance(found, bool):
                return yes(scope) if found else no(scope)
            return scope[RUN].why(f"a {kind(found)} is no condition")

        return run

    def _filter(self, logic: BoxedFilter) -> Closure:
        source, match = self.compile(logic.source), self._with(["item"]).compile(logic.match)

        def run(scope: Scope) -> Value:
            found = source(scope)
            items = found if isinstance(found, list) else [] if found is None else [found]
            kept = []
            for item in items:
                scope[RUN].charge(1)
                inner = {**scope, **(item if isinstance(item, dict) else {}), "item": item}
                passed = match(inner)
                if isinstance(passed, Decimal):
                    return element(items, as_int(passed) or 0)
                if passed is True:
                    kept.append(item)
            return kept

        return run

    def _iterator(self, logic: Iterator) -> Closure:
        source = self.compile(logic.source)
        body = self._with([logic.variable, "partial"]).compile(logic.body)
        gather = _for if logic.kind == "for" else _some if logic.kind == "some" else _every

        def run(scope: Scope) -> Value:
            state: Run = scope[RUN]
            try:
                items = list(elements(source(scope), state))
            except NotIterableError as error:
                return state.why(str(error))
            return gather(items, logic.variable, body, scope)

        return run

    def _table(self, logic: DecisionTable) -> Closure:
        return Table(logic, self.owner, Compilers(self.expression, self.tests, self.items.find))


def typed(closure: Closure, type_: Type, owner: str) -> Closure:
    """The closure with its result converted to a type, null when that can't be."""
    if type_ is ANY:
        return closure

    def run(scope: Scope) -> Value:
        value = closure(scope)
        accepted, converted = coerce(value, type_)
        if accepted:
            return converted
        return scope[RUN].why(f"{owner}: {kind(value)} is not assignable to {type_.name or type_.kind}")

    return run


def _for(items: list[Value], variable: str, body: Closure, scope: Scope) -> Value:
    results: list[Value] = []
    for item in items:
        scope[RUN].charge(1 + len(results))
        results.append(body({**scope, variable: item, "partial": list(results)}))
    return results


def _quantified(items: list[Value], variable: str, body: Closure, scope: Scope, winner: bool) -> Value:
    result: bool | None = not winner
    for item in items:
        scope[RUN].charge(1)
        found = body({**scope, variable: item})
        if found is winner:
            return winner
        if not isinstance(found, bool):
            result = None
    return result


def _some(items: list[Value], variable: str, body: Closure, scope: Scope) -> Value:
    return _quantified(items, variable, body, scope, winner=True)


def _every(items: list[Value], variable: str, body: Closure, scope: Scope) -> Value:
    return _quantified(items, variable, body, scope, winner=False)


_RULES: Mapping[type, Callable[[LogicCompiler, Any], Closure]] = {
    Literal: LogicCompiler._literal,
    BoxedContext: LogicCompiler._context,
    Invocation: LogicCompiler._invocation,
    BoxedList: LogicCompiler._list,
    Relation: LogicCompiler._relation,
    FunctionLogic: LogicCompiler._function,
    Conditional: LogicCompiler._conditional,
    BoxedFilter: LogicCompiler._filter,
    Iterator: LogicCompiler._iterator,
    DecisionTable: LogicCompiler._table,
}
