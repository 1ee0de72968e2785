"""Loading a model with its imports, and asking it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from decisions.dmn.errors import DmnModelError, DmnNameError
from decisions.dmn.evaluation import Evaluation
from decisions.dmn.explain import Explanation, Result
from decisions.dmn.graph import Graph, Node
from decisions.dmn.items import Report
from decisions.dmn.model import Decision, Definitions, InputData, Service
from decisions.dmn.reader import read
from decisions.feel.convert import from_python
from decisions.feel.errors import FeelLimitError
from decisions.feel.limits import DEFAULT_LIMITS, Limits, Run
from decisions.feel.types import Type

_MAX_IMPORTS = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a model that evaluates to null although its author meant otherwise.

    code: stable. element: id or name. message: English, for a developer.
    """

    code: str
    element: str
    message: str


class Model:
    """A DMN model ready to decide; immutable, so it may be shared between threads.

    problems: what could not be compiled. A model with problems still decides what doesn't touch them; a publisher
    should refuse it.
    """

    def __init__(
        self, definitions: Definitions, graph: Graph, problems: tuple[Problem, ...], limits: Limits
    ) -> None:
        self.definitions = definitions
        self.name = definitions.name
        self.namespace = definitions.namespace
        self.problems = problems
        self.graph = graph
        self._limits = limits
        own = [node for key, node in graph.nodes.items() if key[0] == definitions.namespace]
        self._nodes = {
            node.element.name: node for node in own if isinstance(node.element, Decision | Service)
        }
        self._inputs = {
            node.variable: node for node in graph.nodes.values() if isinstance(node.element, InputData)
        }

    @property
    def decisions(self) -> tuple[str, ...]:
        """The names of the decisions."""
        return tuple(name for name, node in self._nodes.items() if isinstance(node.element, Decision))

    @property
    def names_by_id(self) -> dict[str, str]:
        """The names of the decisions and services by their ids in the file."""
        return {node.element.id: name for name, node in self._nodes.items() if node.element.id}

    @property
    def services(self) -> tuple[str, ...]:
        """The names of the decision services."""
        return tuple(name for name, node in self._nodes.items() if isinstance(node.element, Service))

    @property
    def inputs(self) -> dict[str, Type]:
        """The input data and their types."""
        return {name: node.type for name, node in self._inputs.items()}

    def decide(self, name: str, context: Mapping[str, object], *, now: datetime | None = None) -> Result:
        """The value of a decision, or of a decision service, and how it came about.

        context: input data by name, FEEL values or plain Python data; inputs that are missing or of the wrong type
        are null, as the explanation says. now: what now() and today() answer. Raises DmnNameError, FeelLimitError,
        FeelValueError.
        """
        node = self._node(name)
        run = Run(self._limits, now)
        given = {key: from_python(value) for key, value in context.items()}
        evaluation = Evaluation(self.graph, given, run)
        try:
            value = evaluation.value(node) if isinstance(node.element, Decision) else evaluation.serve(node)
        except RecursionError:
            raise FeelLimitError("the evaluation nests too deep", code="feel.limit.depth") from None
        return Result(value, Explanation(tuple(evaluation.traces)))

    def _node(self, name: str) -> Node:
        node = self._nodes.get(name)
        if node is None:
            known = ", ".join(self._nodes) or "none"
            raise DmnNameError(f"no decision or service {name!r}; there are: {known}", element=name)
        return node


def load_model(
    xml: bytes, imports: Mapping[str, bytes] | None = None, *, limits: Limits = DEFAULT_LIMITS
) -> Model:
    """The model of a DMN 1.1 to 1.5 file.

    imports: other files by their namespace. limits: of each expression and of each call of decide().
    Raises DmnXmlError, DmnModelError; texts that are no FEEL are listed in Model.problems.
    """
    problems: list[Problem] = []

    def report(code: str, element: str, message: str) -> None:
        problem = Problem(code, element, message)
        if problem not in problems:
            problems.append(problem)

    definitions = read(xml)
    loader = _Loader(imports or {}, limits)
    graph = loader.graph(definitions, report)
    return Model(definitions, graph, tuple(problems), limits)


class _Loader:
    """Graphs of imported models, each built once."""

    def __init__(self, imports: Mapping[str, bytes], limits: Limits) -> None:
        self._files = imports
        self._limits = limits
        self._graphs: dict[str, Graph] = {}
        self._open: list[str] = []

    def graph(self, definitions: Definitions, report: Report) -> Graph:
        """The graph of a model, those it imports built before."""
        imported = {}
        self._open.append(definitions.namespace)
        if len(self._open) > _MAX_IMPORTS:
            raise DmnModelError("imports nest too deep", code="dmn.model.import", element=definitions.name)
        for item in definitions.imports:
            if item.namespace in self._open:
                raise DmnModelError(
                    "models import each other", code="dmn.model.import", element=item.namespace
                )
            if item.namespace not in self._graphs:
                xml = self._files.get(item.namespace)
                if xml is None:
                    report(
                        "dmn.import.missing", item.name or item.namespace, f"{item.namespace!r} was not given"
                    )
                    continue
                self._graphs[item.namespace] = self.graph(read(xml), report)
            imported[item.namespace] = self._graphs[item.namespace]
        self._open.pop()
        return Graph(definitions, imported, self._limits, report)
