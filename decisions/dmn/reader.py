"""From XML to the plain model: definitions, items and the elements of the requirements graph."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from decisions.dmn.errors import DmnModelError
from decisions.dmn.logic_reader import FUNCTION, LOGIC, read_function, read_logic, type_ref
from decisions.dmn.model import (
    Decision,
    Definitions,
    Element,
    Import,
    InputData,
    ItemDefinition,
    Knowledge,
    Service,
)
from decisions.dmn.xml import kid, kids, local, parse, required, text_of


def read(xml: bytes) -> Definitions:
    """The model in a DMN 1.1 to 1.5 file. Raises DmnXmlError, DmnModelError."""
    root = parse(xml)
    if local(root) != "definitions":
        raise DmnModelError(
            "the root is no DMN definitions element of version 1.1 to 1.5", code="dmn.model.root"
        )
    return Definitions(
        name=root.get("name", ""),
        namespace=root.get("namespace", ""),
        imports=tuple(Import(e.get("name", ""), required(e, "namespace")) for e in kids(root, "import")),
        items=tuple(_item(e) for e in kids(root, "itemDefinition")),
        elements=tuple(_READERS[local(e)](e) for e in kids(root, *_READERS)),
        prefixes={prefix: uri for prefix, uri in root.nsmap.items() if prefix},
    )


def _item(element: etree._Element) -> ItemDefinition:
    function = kid(element, "functionItem")
    return ItemDefinition(
        name=required(element, "name"),
        type_ref=type_ref(element),
        components=tuple(_item(e) for e in kids(element, "itemComponent")),
        is_collection=element.get("isCollection") in ("true", "1"),
        allowed=text_of(kid(element, "allowedValues")),
        constraint=text_of(kid(element, "typeConstraint")),
        function=None if function is None else _function_item(function),
    )


def _function_item(element: etree._Element) -> tuple[tuple[str, ...], str]:
    parameters = tuple(type_ref(parameter) for parameter in kids(element, "parameters"))
    return parameters, element.get("outputTypeRef", "")


def _named(element: etree._Element) -> tuple[str, str, str, str]:
    """Id, name, name of the variable and its type."""
    name = required(element, "name")
    variable = kid(element, "variable", "informationItem")
    if variable is None:
        return element.get("id", name), name, name, ""
    return element.get("id", name), name, variable.get("name") or name, type_ref(variable)


def _references(element: etree._Element, holder: str, *names: str) -> tuple[str, ...]:
    return tuple(
        required(reference, "href") for outer in kids(element, holder) for reference in kids(outer, *names)
    )


def _input_data(element: etree._Element) -> InputData:
    identity, _, variable, reference = _named(element)
    return InputData(identity, variable, reference)


def _decision(element: etree._Element) -> Decision:
    identity, name, variable, reference = _named(element)
    logic = kid(element, *LOGIC)
    return Decision(
        identity,
        name,
        variable,
        reference,
        _references(element, "informationRequirement", "requiredInput", "requiredDecision"),
        _references(element, "knowledgeRequirement", "requiredKnowledge"),
        None if logic is None else read_logic(logic),
    )


def _knowledge(element: etree._Element) -> Knowledge:
    identity, name, variable, reference = _named(element)
    logic = kid(element, "encapsulatedLogic", FUNCTION)
    return Knowledge(
        identity,
        name,
        variable,
        reference,
        _references(element, "knowledgeRequirement", "requiredKnowledge"),
        None if logic is None else read_function(logic),
    )


def _service(element: etree._Element) -> Service:
    identity, name, variable, reference = _named(element)

    def references(kind: str) -> tuple[str, ...]:
        return tuple(required(reference, "href") for reference in kids(element, kind))

    return Service(
        identity,
        name,
        variable,
        reference,
        references("outputDecision"),
        references("encapsulatedDecision"),
        references("inputDecision"),
        references("inputData"),
    )


_READERS: dict[str, Callable[[etree._Element], Element]] = {
    "inputData": _input_data,
    "decision": _decision,
    "businessKnowledgeModel": _knowledge,
    "decisionService": _service,
}
