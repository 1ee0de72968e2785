"""Names and types in all the texts of a model, against the variables each can see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from decisions.dmn.checks.findings import Finding
from decisions.dmn.checks.tables import check_table
from decisions.dmn.graph import Graph, Node
from decisions.dmn.model import (
    BoxedContext,
    BoxedFilter,
    BoxedList,
    Conditional,
    Decision,
    DecisionTable,
    FunctionLogic,
    InputData,
    Invocation,
    Knowledge,
    Literal,
    Logic,
    Relation,
)
from decisions.dmn.model import Iterator as BoxedIterator
from decisions.feel.checking import Fault, expression_faults, tests_faults
from decisions.feel.inference import Scope
from decisions.feel.types import ANY, SIMPLE_TYPES, Type, list_of


@dataclass(frozen=True, slots=True)
class TextChecker:
    """Walks the logic of one element; found collects."""

    graph: Graph
    owner: str
    found: list[Finding]

    def logic(self, logic: Logic | None, scope: Scope) -> Type:
        """Check the logic and tell its type: the one declared, else the one worked out."""
        if logic is None:
            return ANY
        worked_out = _RULES[type(logic)](self, logic, scope)
        declared = self.type(logic.type_ref)
        return worked_out if declared is ANY else declared

    def type(self, reference: str) -> Type:
        """The type referred to."""
        return self.graph.items.find(reference, self.owner)

    def expression(self, text: str, scope: Scope, element: str) -> Type:
        """Check one text; its type comes back."""
        if not text:
            return ANY
        faults, type_ = expression_faults(text, scope)
        self._report(faults, text, element)
        return type_

    def _report(self, faults: list[Fault], text: str, element: str) -> None:
        for fault in faults:
            where = f" (line {fault.line}, column {fault.column})" if fault.line else ""
            message = f"{fault.message}{where} in {text[:60]!r}"
            self.found.append(Finding(fault.code, "error", element or self.owner, f"{self.owner}: {message}"))

    def _literal(self, logic: Literal, scope: Scope) -> Type:
        return ANY if logic.language else self.expression(logic.text, scope, logic.id)

    def _context(self, logic: BoxedContext, scope: Scope) -> Type:
        fields: list[tuple[str, Type]] = []
        for entry in logic.entries:
            inner = scope
            if isinstance(entry.value, FunctionLogic):
                inner = scope.with_names({entry.name: SIMPLE_TYPES["function"]})
            found = self.logic(entry.value, inner)
            declared = self.type(entry.type_ref)
            found = found if declared is ANY else declared
            if not entry.name:
                return found
            fields.append((entry.name, found))
            scope = scope.with_names({entry.name: found})
        return Type("context", "context", fields=tuple(fields))

    def _invocation(self, logic: Invocation, scope: Scope) -> Type:
        called = self.logic(logic.function, scope)
        for binding in logic.bindings:
            self.logic(binding.value, scope)
        return called.result or ANY

    def _list(self, logic: BoxedList, scope: Scope) -> Type:
        for item in logic.items:
            self.logic(item, scope)
        return SIMPLE_TYPES["list"]

    def _relation(self, logic: Relation, scope: Scope) -> Type:
        for row in logic.rows:
            for cell in row:
                self.logic(cell, scope)
        fields = tuple((name, self.type(reference)) for name, reference in logic.columns)
        return list_of(Type("context", "context", fields=fields))

    def function(self, logic: FunctionLogic, scope: Scope) -> Type:
        """Check a function's body with its parameters in sight."""
        names = {name: self.type(reference) for name, reference in logic.parameters}
        result = self.logic(logic.body, scope.with_names(names)) if logic.kind == "FEEL" else ANY
        return Type("function", "function", parameters=tuple(names.values()), result=result)

    def _conditional(self, logic: Conditional, scope: Scope) -> Type:
        for part in (logic.condition, logic.yes, logic.no):
            self.logic(part, scope)
        return ANY

    def _filter(self, logic: BoxedFilter, scope: Scope) -> Type:
        source = self.logic(logic.source, scope)
        element = source.element or ANY if source.kind == "list" else source
        inner = scope.with_names({**dict(element.fields), "item": element}, open=not element.fields)
        self.logic(logic.match, inner)
        return source

    def _iterator(self, logic: BoxedIterator, scope: Scope) -> Type:
        source = self.logic(logic.source, scope)
        element = source.element or ANY if source.kind in ("list", "range") else source
        body = self.logic(
            logic.body, scope.with_names({logic.variable: element, "partial": SIMPLE_TYPES["list"]})
        )
        return list_of(body) if logic.kind == "for" else SIMPLE_TYPES["boolean"]

    def _table(self, logic: DecisionTable, scope: Scope) -> Type:
        types: list[Type] = []
        for column in logic.inputs:
            found = self.expression(column.expression, scope, column.id)
            declared = self.type(column.type_ref)
            types.append(found if declared is ANY or found.allowed is not None else declared)
        for rule in logic.rules:
            for text, type_ in zip(rule.tests, types, strict=True):
                if text not in ("", "-"):
                    self._report(tests_faults(text, type_, scope), text, rule.id)
            for text in rule.results:
                if text not in ("", "-"):
                    self.expression(text, scope, rule.id)
        self.found.extend(check_table(logic, types, frozenset(scope.variables)))
        outputs = [self.type(output.type_ref) for output in logic.outputs]
        single = outputs[0] if len(outputs) == 1 else _record(logic, outputs)
        return list_of(single) if logic.hit_policy in _LISTS and not logic.aggregation else single


def _record(logic: DecisionTable, outputs: list[Type]) -> Type:
    fields = tuple((output.name, type_) for output, type_ in zip(logic.outputs, outputs, strict=True))
    return Type("context", "context", fields=fields)


_LISTS = frozenset(["COLLECT", "RULE ORDER", "OUTPUT ORDER"])
_RULES: dict[type, Callable[[TextChecker, Any, Scope], Type]] = {
    Literal: TextChecker._literal,
    BoxedContext: TextChecker._context,
    Invocation: TextChecker._invocation,
    BoxedList: TextChecker._list,
    Relation: TextChecker._relation,
    FunctionLogic: TextChecker.function,
    Conditional: TextChecker._conditional,
    BoxedFilter: TextChecker._filter,
    BoxedIterator: TextChecker._iterator,
    DecisionTable: TextChecker._table,
}


def check_texts(graph: Graph) -> Iterator[Finding]:
    """Findings about every text of the model's own elements."""
    for element in graph.definitions.elements:
        node = graph.nodes[graph.definitions.namespace, element.id]
        found: list[Finding] = []
        checker = TextChecker(graph, element.name, found)
        scope = _scope(graph, node)
        if isinstance(element, Decision):
            checker.logic(element.logic, scope)
        elif isinstance(element, Knowledge) and element.logic is not None:
            own = scope.with_names({node.variable: SIMPLE_TYPES["function"]})
            checker.function(element.logic, own)
        yield from found


def _scope(graph: Graph, node: Node) -> Scope:
    """The variables an element can see. Imported ones stand in a context under the import's name."""
    variables: dict[str, Type] = {}
    imported: dict[str, list[tuple[str, Type]]] = {}
    for reference in node.requires:
        required = graph.nodes[reference.key]
        type_ = required.type if isinstance(required.element, InputData | Decision) else _callable(required)
        if reference.alias:
            imported.setdefault(reference.alias, []).append((required.variable, type_))
        else:
            variables[required.variable] = type_
    for alias, fields in imported.items():
        variables[alias] = Type("context", alias, fields=tuple(fields))
    return Scope(variables, graph.items.types)


def _callable(node: Node) -> Type:
    return Type("function", "function", result=node.type)
