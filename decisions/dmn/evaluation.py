"""Making decisions: walks the requirements, each element evaluated once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from decisions.dmn.explain import DecisionTrace, TableTrace
from decisions.dmn.graph import Graph, Node, Reference
from decisions.dmn.model import Decision, InputData, Knowledge, Service
from decisions.feel.closures.core import RUN
from decisions.feel.limits import Run
from decisions.feel.types import coerce
from decisions.feel.values import Function, Signature, Value, kind

Key = tuple[str, str]


class Evaluation:
    """One call of a model. given: the input data by name, as FEEL values; imported ones also under their import."""

    def __init__(self, graph: Graph, given: Mapping[str, Value], run: Run) -> None:
        self._graph = graph
        self._given = given
        self._run = run
        self._values: dict[Key, Value] = {}
        self.traces: list[DecisionTrace] = []

    def value(self, node: Node, alias: str = "") -> Value:
        """The value of an element: input, result of a decision, or function."""
        if node.key not in self._values:
            element = node.element
            if isinstance(element, InputData):
                self._values[node.key] = self._input(node, alias)
            elif isinstance(element, Decision):
                self._values[node.key] = self._decide(node)
            elif isinstance(element, Knowledge):
                self._learn(node)
            else:
                self._values[node.key] = self._service_function(node)
        return self._values[node.key]

    def _input(self, node: Node, alias: str) -> Value:
        name = node.variable
        under = self._given.get(alias) if alias else None
        if isinstance(under, dict) and name in under:
            value = under[name]
        elif name in self._given:
            value = self._given[name]
        else:
            return self._run.why(f"the input {name!r} was not given")
        return self._converted(value, node)

    def _converted(self, value: Value, node: Node) -> Value:
        accepted, converted = coerce(value, node.type)
        if accepted:
            return converted
        wanted = node.type.name or node.type.kind
        return self._run.why(f"{node.variable}: {kind(value)} is not assignable to {wanted}")

    def _decide(self, node: Node) -> Value:
        scope = self._scope(node.requires)
        inputs = {
            name: value for name, value in scope.items() if name != RUN and not isinstance(value, Function)
        }
        noted, explained = len(self._run.notes), len(self._run.trace)
        value = self._converted(node.closure(scope), node) if node.closure is not None else None
        tables = tuple(note for note in self._run.notes[noted:] if isinstance(note, TableTrace))
        self.traces.append(
            DecisionTrace(node.element.name, inputs, value, tables, tuple(self._run.trace[explained:]))
        )
        return value

    def _scope(self, references: tuple[Reference, ...]) -> dict[str, Any]:
        scope: dict[str, Any] = {RUN: self._run}
        for reference in references:
            node = self._graph.nodes[reference.key]
            value = self.value(node, reference.alias)
            if reference.alias:
                scope.setdefault(reference.alias, {})[node.variable] = value
            else:
                scope[node.variable] = value
        return scope

    def _learn(self, node: Node) -> None:
        """The function of a knowledge model; its scope is filled afterwards, so that it may call itself."""
        scope: dict[str, Any] = {RUN: self._run}
        function = node.closure(scope) if node.closure is not None else None
        if isinstance(function, Function):
            function = _returning(function, node)
        self._values[node.key] = scope[node.variable] = function
        scope.update(self._scope(node.requires))

    def _service_function(self, node: Node) -> Function:
        service = node.element
        assert isinstance(service, Service)  # noqa: S101 - narrows the type only
        count = len(service.input_data) + len(service.input_decisions)
        parameters = tuple(self._graph.nodes[reference.key] for reference in node.requires[:count])

        def call(run: Run, *arguments: Value) -> Value:
            run.enter()
            try:
                return self._serve(node, parameters, arguments)
            finally:
                run.leave()

        signature = Signature(
            tuple(parameter.variable for parameter in parameters),
            tuple(parameter.type for parameter in parameters),
            call,
            count,
            nullable=(True,) * count,
        )
        return Function(service.name, (signature,))

    def _serve(self, node: Node, parameters: tuple[Node, ...], arguments: tuple[Value, ...]) -> Value:
        inner = Evaluation(self._graph, {}, self._run)
        for parameter, argument in zip(parameters, arguments, strict=True):
            inner._values[parameter.key] = argument
        value = inner.outputs(node)
        self.traces.extend(inner.traces)
        return value

    def serve(self, node: Node) -> Value:
        """The result of a decision service called from outside with the inputs given."""
        service = node.element
        assert isinstance(service, Service)  # noqa: S101 - narrows the type only
        count = len(service.input_data) + len(service.input_decisions)
        for reference in node.requires[:count]:
            parameter = self._graph.nodes[reference.key]
            self._values[parameter.key] = self._input(parameter, reference.alias)
        return self.outputs(node)

    def outputs(self, node: Node) -> Value:
        """The value of the one output decision of a service, or a context of all by name."""
        service = node.element
        assert isinstance(service, Service)  # noqa: S101 - narrows the type only
        start = len(service.input_data) + len(service.input_decisions)
        outputs = node.requires[start : start + len(service.outputs)]
        nodes = [self._graph.nodes[reference.key] for reference in outputs]
        values = [self.value(output) for output in nodes]
        result: Value = dict(zip((output.variable for output in nodes), values, strict=True))
        return self._converted(values[0] if len(values) == 1 else result, node)


def _returning(function: Function, node: Node) -> Function:
    """The function with its result converted to the type of the knowledge model."""
    signature = function.signatures[0]
    declared = Signature(
        signature.parameters,
        signature.types,
        signature.call,
        signature.required,
        nullable=signature.nullable,
        result=node.type if node.type.kind != "any" else None,
    )
    return Function(node.element.name, (declared,))
