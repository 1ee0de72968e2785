"""Item definitions to FEEL types."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from decisions.dmn.model import Definitions, ItemDefinition
from decisions.feel.errors import FeelError
from decisions.feel.expression import compile_unary_tests
from decisions.feel.limits import Limits, Run
from decisions.feel.types import ANY, SIMPLE_TYPES, Type, list_of
from decisions.feel.values import Value

Report = Callable[[str, str, str], None]


class Items:
    """The types one model can refer to: the standard's, its own, and imported ones as `import.name`.

    report is told code, element and message of what is wrong; the type is Any then.
    """

    def __init__(
        self, definitions: Definitions, imported: Mapping[str, Type], limits: Limits, report: Report
    ) -> None:
        self._definitions = {item.name: item for item in definitions.items}
        self._prefixes = definitions.prefixes
        self._limits = limits
        self._report = report
        self._open: set[str] = set()
        self.types: dict[str, Type] = dict(imported)
        for name in self._definitions:
            self._own(name)

    def find(self, reference: str, element: str = "") -> Type:
        """The type referred to, Any for no reference."""
        if not reference:
            return ANY
        for name in (reference, self._unprefixed(reference)):
            found = self.types.get(name) or self._own(name) or SIMPLE_TYPES.get(name)
            if found is not None:
                return found
        self._report("dmn.type.unknown", element, f"the type {reference!r} is not defined")
        return ANY

    def _unprefixed(self, reference: str) -> str:
        """DMN 1.1 writes feel:string, the prefix being one of XML."""
        prefix, colon, name = reference.partition(":")
        return name if colon and prefix in self._prefixes else reference

    def _own(self, name: str) -> Type | None:
        item = self._definitions.get(name)
        if item is None:
            return None
        if name not in self.types:
            if name in self._open:
                self._report("dmn.type.cycle", name, "the type contains itself")
                return ANY
            self._open.add(name)
            self.types[name] = self._build(item, name)
            self._open.discard(name)
        return self.types[name]

    def _build(self, item: ItemDefinition, path: str) -> Type:
        if item.function is not None:
            parameters, result = item.function
            return Type(
                "function",
                item.name,
                parameters=tuple(self.find(parameter, path) for parameter in parameters),
                result=self.find(result, path),
            )
        if item.components:
            fields = tuple((part.name, self._build(part, f"{path}.{part.name}")) for part in item.components)
            base = Type("context", item.name, fields=fields)
        else:
            base = self.find(item.type_ref, path)
        base = self._narrowed(base, item.allowed, item.name, path)
        if item.is_collection:
            base = list_of(base)
        return self._narrowed(base, item.constraint, item.name, path)

    def _narrowed(self, base: Type, tests: str, name: str, path: str) -> Type:
        """The type with a further test; tests the type already has keep holding."""
        if not tests:
            return base
        try:
            compiled = compile_unary_tests(tests, limits=self._limits)
        except FeelError as error:
            self._report(error.code, path, f"allowed values: {error}")
            return base
        inner, limits = base.allowed, self._limits

        def allowed(value: Value) -> bool:
            if inner is not None and not inner(value):
                return False
            return compiled.passes(value, {}, Run(limits)) is True

        return Type(
            base.kind,
            name,
            base.element,
            base.fields,
            base.parameters,
            base.result,
            allowed=allowed,
            check=tests,
        )
