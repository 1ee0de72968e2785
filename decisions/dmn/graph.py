"""A model's elements compiled, and references between them resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from decisions.dmn.errors import DmnModelError
from decisions.dmn.items import Items, Report
from decisions.dmn.logic import Closure, LogicCompiler
from decisions.dmn.model import Decision, Definitions, Element, InputData, ItemDefinition, Knowledge, Service
from decisions.feel.limits import Limits
from decisions.feel.types import ANY, Type


@dataclass(frozen=True, slots=True)
class Node:
    """An element ready to evaluate. namespace: of its model. closure: of a decision the value, of a knowledge model
    the function. type: of the variable; of anything callable, of its result.
    """

    namespace: str
    element: Element
    type: Type
    closure: Closure | None
    requires: tuple[Reference, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from all others."""
        return self.namespace, self.element.id

    @property
    def variable(self) -> str:
        """The name its value has in a scope."""
        element = self.element
        return element.name if isinstance(element, InputData) else element.variable


@dataclass(frozen=True, slots=True)
class Reference:
    """alias: the import's name the value is seen under, "" for the model's own."""

    alias: str
    key: tuple[str, str]


class Graph:
    """The nodes of one model, and of those it imports.

    Raises DmnModelError when the graph can't be built; lesser faults go to report.
    """

    def __init__(
        self, definitions: Definitions, imported: Mapping[str, Graph], limits: Limits, report: Report
    ) -> None:
        self.definitions = definitions
        self._aliases = {item.namespace: item.name for item in definitions.imports}
        self.nodes: dict[tuple[str, str], Node] = {}
        for graph in imported.values():
            self.nodes.update(graph.nodes)
        types = dict(_imported_types(self._aliases, imported))
        self.items = Items(definitions, types, limits, report)
        self._limits = limits
        self._report = report
        self._own = {element.id: element for element in definitions.elements}
        self._component_names: frozenset[str] = frozenset(_component_names(definitions.items)) | {
            name for graph in imported.values() for name in graph._component_names | graph.variables
        }
        for element in definitions.elements:
            self.nodes[definitions.namespace, element.id] = self._node(element)
        self._refuse_cycles()

    @property
    def variables(self) -> frozenset[str]:
        """The names of all the model's own variables."""
        return frozenset(
            element.name if isinstance(element, InputData) else element.variable
            for element in self._own.values()
        )

    def _reference(self, href: str, element: Element) -> Reference:
        namespace, _, identity = href.rpartition("#")
        namespace = namespace or self.definitions.namespace
        alias = self._aliases.get(namespace, "")
        own = namespace == self.definitions.namespace
        if (identity not in self._own) if own else ((namespace, identity) not in self.nodes):
            raise DmnModelError(
                f"refers to {href!r}, which is not there", code="dmn.model.href", element=element.name
            )
        return Reference("" if own else alias, (namespace, identity))

    def _node(self, element: Element) -> Node:
        references = tuple(self._reference(href, element) for href in _hrefs(element))
        type_ = self.items.find(element.type_ref, element.name)
        if not isinstance(element, Decision | InputData) and type_.kind == "function":
            type_ = type_.result or ANY
        return Node(
            self.definitions.namespace, element, type_, self._closure(element, references), references
        )

    def _closure(self, element: Element, references: tuple[Reference, ...]) -> Closure | None:
        names = {self._name(reference) for reference in references} | {
            reference.alias for reference in references
        }
        compiler = LogicCompiler(
            element.name, self.items, self._component_names | names, self._limits, self._report
        )
        if isinstance(element, Decision):
            if element.logic is None:
                self._report("dmn.decision.empty", element.name, "the decision has no logic")
            return compiler.compile(element.logic)
        if isinstance(element, Knowledge) and element.logic is not None:
            return compiler.function(element.logic)
        return None

    def _name(self, reference: Reference) -> str:
        namespace, identity = reference.key
        if namespace != self.definitions.namespace:
            return self.nodes[reference.key].variable
        element = self._own[identity]
        return element.name if isinstance(element, InputData) else element.variable

    def _refuse_cycles(self) -> None:
        """Decisions must not require themselves, however indirectly."""
        done: set[tuple[str, str]] = set()
        for start in self.nodes:
            path: list[tuple[str, str]] = []
            pending: list[tuple[tuple[str, str], bool]] = [(start, False)]
            while pending:
                key, leaving = pending.pop()
                if leaving:
                    path.remove(key)
                    done.add(key)
                    continue
                if key in done:
                    continue
                node = self.nodes[key]
                if key in path:
                    raise DmnModelError("requires itself", code="dmn.model.cycle", element=node.element.name)
                if not isinstance(node.element, Decision):
                    continue
                path.append(key)
                pending.append((key, True))
                pending.extend((reference.key, False) for reference in node.requires)


def _hrefs(element: Element) -> tuple[str, ...]:
    if isinstance(element, Decision):
        return element.requires + element.knows
    if isinstance(element, Knowledge):
        return element.knows
    if isinstance(element, Service):
        return element.input_data + element.input_decisions + element.outputs + element.encapsulated
    return ()


def _imported_types(aliases: Mapping[str, str], imported: Mapping[str, Graph]) -> Iterator[tuple[str, Type]]:
    for namespace, graph in imported.items():
        alias = aliases.get(namespace, "")
        for name, type_ in graph.items.types.items():
            yield (f"{alias}.{name}" if alias else name), type_


def _component_names(items: tuple[ItemDefinition, ...]) -> Iterator[str]:
    for item in items:
        for component in item.components:
            yield component.name
        yield from _component_names(item.components)
