"""Making decisions: walks the requirements, each element evaluated once."""

from __future__ import annotations

from collections.abc import Mapping

from decisions.dmn.explain import DecisionTrace, TableTrace
from decisions.dmn.graph import Graph, Node, Reference
from decisions.dmn.model import Decision, InputData, Knowledge, Service
from decisions.feel.closures.core import RUN, Env
from decisions.feel.limits import Run
from decisions.feel.types import coerce
from decisions.feel.values import Function, Signature, Value, kind

# The names of the imports an element is reached through, and what tells it from others there: one element imported
# twice over different ways may be given different inputs.
Path = tuple[str, ...]
Key = tuple[Path, tuple[str, str]]


class Evaluation:
    """One call of a model. given: the input data by name, as FEEL values; imported ones also under their import."""

    def __init__(self, graph: Graph, given: Mapping[str, Value], run: Run) -> None:
        self._graph = graph
        self._given = given
        self._run = run
        self._values: dict[Key, Value] = {}
        self.traces: list[DecisionTrace] = []

    def value(self, node: Node, path: Path = ()) -> Value:
        """The value of an element: input, result of a decision, or function."""
        key = path, node.key
        if key not in self._values:
            element = node.element
            if isinstance(element, InputData):
                self._values[key] = self._input(node, path)
            elif isinstance(element, Decision):
                self._values[key] = self._decide(node, path)
            elif isinstance(element, Knowledge):
                self._learn(node, path)
            else:
                self._values[key] = self._service_function(node, path)
        return self._values[key]

    def _input(self, node: Node, path: Path) -> Value:
        """An input as given under its path of imports, a shorter end of that path, or its bare name."""
        for start in range(len(path) + 1):
            found: Value = self._given
            for name in (*path[start:], node.variable):
                found = found.get(name, _ABSENT) if isinstance(found, Mapping) else _ABSENT
            if found is not _ABSENT:
                return self._converted(found, node)
        return self._run.why(f"the input {node.variable!r} was not given")

    def _converted(self, value: Value, node: Node) -> Value:
        accepted, converted = coerce(value, node.type)
        if accepted:
            return converted
        wanted = node.type.name or node.type.kind
        return self._run.why(f"{node.variable}: {kind(value)} is not assignable to {wanted}")

    def _decide(self, node: Node, path: Path) -> Value:
        scope = self._scope(node.requires, path)
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

    def _scope(self, references: tuple[Reference, ...], path: Path) -> Env:
        scope: Env = {RUN: self._run}
        for reference in references:
            node = self._graph.nodes[reference.key]
            value = self.value(node, _extended(path, reference))
            if reference.alias:
                scope.setdefault(reference.alias, {})[node.variable] = value
            else:
                scope[node.variable] = value
        return scope

    def _learn(self, node: Node, path: Path) -> None:
        """The function of a knowledge model; its scope is filled afterwards, so that it may call itself."""
        scope: Env = {RUN: self._run}
        function = node.closure(scope) if node.closure is not None else None
        if isinstance(function, Function):
            function = _returning(function, node)
        self._values[path, node.key] = scope[node.variable] = function
        scope.update(self._scope(node.requires, path))

    def _service_function(self, node: Node, path: Path) -> Function:
        service = node.element
        assert isinstance(service, Service)  # noqa: S101 - narrows the type only
        count = len(service.input_data) + len(service.input_decisions)
        parameters = tuple(self._graph.nodes[reference.key] for reference in node.requires[:count])

        def call(run: Run, *arguments: Value) -> Value:
            run.enter()
            try:
                return self._serve(node, path, arguments)
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

    def _serve(self, node: Node, path: Path, arguments: tuple[Value, ...]) -> Value:
        inner = Evaluation(self._graph, {}, self._run)
        for reference, argument in zip(node.requires, arguments, strict=False):
            inner._values[_extended(path, reference), reference.key] = argument
        value = inner.outputs(node, path)
        self.traces.extend(inner.traces)
        return value

    def serve(self, node: Node) -> Value:
        """The result of a decision service called from outside with the inputs given."""
        service = node.element
        assert isinstance(service, Service)  # noqa: S101 - narrows the type only
        count = len(service.input_data) + len(service.input_decisions)
        for reference in node.requires[:count]:
            parameter = self._graph.nodes[reference.key]
            path = _extended((), reference)
            self._values[path, parameter.key] = self._input(parameter, path)
        return self.outputs(node, ())

    def outputs(self, node: Node, path: Path) -> Value:
        """The value of the one output decision of a service, or a context of all by name."""
        service = node.element
        assert isinstance(service, Service)  # noqa: S101 - narrows the type only
        start = len(service.input_data) + len(service.input_decisions)
        outputs = node.requires[start : start + len(service.outputs)]
        nodes = [self._graph.nodes[reference.key] for reference in outputs]
        values = [self.value(self._graph.nodes[item.key], _extended(path, item)) for item in outputs]
        result: Value = dict(zip((output.variable for output in nodes), values, strict=True))
        return self._converted(values[0] if len(values) == 1 else result, node)


def _extended(path: Path, reference: Reference) -> Path:
    return (*path, reference.alias) if reference.alias else path


_ABSENT: Value = object()


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
