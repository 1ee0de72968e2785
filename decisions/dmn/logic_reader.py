"""From XML to the plain model: decision logic, that is tables and boxed expressions."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from decisions.dmn.errors import DmnModelError
from decisions.dmn.model import (
    Binding,
    BoxedContext,
    BoxedFilter,
    BoxedList,
    Conditional,
    ContextEntry,
    DecisionTable,
    FunctionLogic,
    Input,
    Invocation,
    Iterator,
    Literal,
    Logic,
    Output,
    Relation,
    Rule,
)
from decisions.dmn.xml import kid, kids, local, required, text_of

FUNCTION = "functionDefinition"
_POLICIES = frozenset(["UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"])
_AGGREGATIONS = frozenset(["", "SUM", "COUNT", "MIN", "MAX"])


def type_ref(element: etree._Element) -> str:
    """The type an element refers to, by attribute (DMN 1.2 on) or by child element; "" for none."""
    child = kid(element, "typeRef")
    found = element.get("typeRef") if child is None else child.text
    return (found or "").strip()


def read_logic(element: etree._Element) -> Logic:
    """A table or boxed expression. Raises DmnModelError."""
    return _READERS[local(element)](element)


def _inner(element: etree._Element) -> Logic:
    """The one expression inside. Raises DmnModelError when there is none."""
    found = kid(element, *LOGIC)
    if found is None:
        raise _fail(element, "has no expression inside", "dmn.model.expression")
    return read_logic(found)


def _fail(element: etree._Element, message: str, code: str) -> DmnModelError:
    return DmnModelError(f"{local(element)} {message}", code=code, element=element.get("id", ""))


def _within(element: etree._Element, name: str) -> Logic:
    """The expression inside a named child."""
    found = kid(element, name)
    if found is None:
        raise _fail(element, f"has no {name}", "dmn.model.expression")
    return _inner(found)


def _base(element: etree._Element) -> tuple[str, str]:
    return element.get("id", ""), type_ref(element)


def _literal(element: etree._Element) -> Literal:
    language = element.get("expressionLanguage", "")
    return Literal(*_text_and_type(element), "" if "FEEL" in language.upper() else language)


def _text_and_type(element: etree._Element) -> tuple[str, str, str]:
    identity, reference = _base(element)
    return identity, text_of(element), reference


def _context(element: etree._Element) -> BoxedContext:
    entries = []
    for entry in kids(element, "contextEntry"):
        variable = kid(entry, "variable", "informationItem")
        name, reference = ("", "") if variable is None else (required(variable, "name"), type_ref(variable))
        entries.append(ContextEntry(name, reference, _inner(entry)))
    identity, reference = _base(element)
    return BoxedContext(identity, tuple(entries), reference)


def _invocation(element: etree._Element) -> Invocation:
    identity, reference = _base(element)
    bindings = []
    for binding in kids(element, "binding"):
        parameter = kid(binding, "parameter")
        if parameter is None:
            raise _fail(binding, "has no parameter", "dmn.model.expression")
        value = kid(binding, *LOGIC)
        logic = None if value is None else read_logic(value)
        bindings.append(Binding(required(parameter, "name"), type_ref(parameter), logic))
    return Invocation(identity, _inner(element), tuple(bindings), reference)


def _list(element: etree._Element) -> BoxedList:
    identity, reference = _base(element)
    return BoxedList(identity, tuple(read_logic(item) for item in kids(element, *LOGIC)), reference)


def _relation(element: etree._Element) -> Relation:
    identity, reference = _base(element)
    columns = tuple((required(column, "name"), type_ref(column)) for column in kids(element, "column"))
    rows = tuple(tuple(read_logic(cell) for cell in kids(row, *LOGIC)) for row in kids(element, "row"))
    if any(len(row) != len(columns) for row in rows):
        raise _fail(element, "has a row of another length", "dmn.model.relation")
    return Relation(identity, columns, rows, reference)


def read_function(element: etree._Element) -> FunctionLogic:
    """A function definition, or the logic of a business knowledge model."""
    identity, reference = _base(element)
    body = kid(element, *LOGIC)
    return FunctionLogic(
        identity,
        tuple(
            (required(parameter, "name"), type_ref(parameter))
            for parameter in kids(element, "formalParameter")
        ),
        None if body is None else read_logic(body),
        element.get("kind", "FEEL"),
        reference,
    )


def _conditional(element: etree._Element) -> Conditional:
    identity, reference = _base(element)
    return Conditional(
        identity, _within(element, "if"), _within(element, "then"), _within(element, "else"), reference
    )


def _filter(element: etree._Element) -> BoxedFilter:
    identity, reference = _base(element)
    return BoxedFilter(identity, _within(element, "in"), _within(element, "match"), reference)


def _iterator(element: etree._Element) -> Iterator:
    identity, reference = _base(element)
    kind = local(element)
    body = _within(element, "return" if kind == "for" else "satisfies")
    return Iterator(
        identity, kind, required(element, "iteratorVariable"), _within(element, "in"), body, reference
    )


def _table(element: etree._Element) -> DecisionTable:
    identity, reference = _base(element)
    policy = element.get("hitPolicy", "UNIQUE")
    aggregation = element.get("aggregation", "")
    if policy not in _POLICIES or aggregation not in _AGGREGATIONS:
        raise _fail(element, f"has the unknown hit policy {policy} {aggregation}", "dmn.model.hit_policy")
    inputs = tuple(map(_input, kids(element, "input")))
    outputs = tuple(map(_output, kids(element, "output")))
    rules = tuple(map(_rule, kids(element, "rule")))
    if not outputs:
        raise _fail(element, "has no output", "dmn.model.table")
    for rule in rules:
        if len(rule.tests) != len(inputs) or len(rule.results) != len(outputs):
            raise _fail(element, f"has a rule {rule.id} of another width", "dmn.model.table")
    annotations = tuple(annotation.get("name", "") for annotation in kids(element, "annotation"))
    return DecisionTable(identity, policy, aggregation, inputs, outputs, annotations, rules, reference)


def _input(element: etree._Element) -> Input:
    expression = kid(element, "inputExpression")
    if expression is None:
        raise _fail(element, "has no inputExpression", "dmn.model.table")
    return Input(
        element.get("id", ""),
        element.get("label", ""),
        text_of(expression),
        type_ref(expression),
        text_of(kid(element, "inputValues")),
    )


def _output(element: etree._Element) -> Output:
    default = kid(element, "defaultOutputEntry")
    return Output(
        element.get("id", ""),
        element.get("name", ""),
        element.get("label", ""),
        type_ref(element),
        text_of(kid(element, "outputValues")),
        None if default is None else text_of(default),
    )


def _rule(element: etree._Element) -> Rule:
    return Rule(
        element.get("id", ""),
        tuple(map(text_of, kids(element, "inputEntry"))),
        tuple(map(text_of, kids(element, "outputEntry"))),
        tuple(map(text_of, kids(element, "annotationEntry"))),
    )


_READERS: dict[str, Callable[[etree._Element], Logic]] = {
    "literalExpression": _literal,
    "context": _context,
    "invocation": _invocation,
    "list": _list,
    "relation": _relation,
    FUNCTION: read_function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iterator,
    "some": _iterator,
    "every": _iterator,
    "decisionTable": _table,
}
LOGIC = tuple(_READERS)
