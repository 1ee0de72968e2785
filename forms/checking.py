"""Whether the answers will do: the marshmallow validators of each kind of field, run over a form at rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from marshmallow import ValidationError

from forms import messages
from forms.model import FieldError, Place, Shape, name_of
from forms.settling import Node, flatten
from forms.submission import row_limit


def check(nodes: Sequence[Node], problems: object, overfull: frozenset[Place]) -> Iterator[FieldError]:
    """The errors of one level, in the order of the form, at most one per field.

    problems: messages of the marshmallow schema for this level, by dotted key. overfull: lists with too many rows.
    """
    told = problems if isinstance(problems, Mapping) else {}
    for node in flatten(nodes):
        component = node.component
        if component.shape is Shape.ROWS:
            yield from _check_rows(node, told.get(component.key), overfull)
        elif component.shape is Shape.LEAF and not node.is_locked:
            message = _unreadable(node, told) or _broken_rule(node)
            if message:
                yield FieldError(name_of(node.place), message, component.id)


def _unreadable(node: Node, told: Mapping[object, object]) -> str:
    """Why what was entered is no value, "" when it is one."""
    message = _first(told.get(node.component.key))
    return message.replace("{label}", node.component.label(node.scope)) if message else ""


def _broken_rule(node: Node) -> str:
    """The first rule the value breaks, "" when it is good."""
    component = node.component
    if component.type.is_empty(node.value):
        if component.is_required:
            return component.type.required_message.format(label=component.label(node.scope))
        return ""
    for rule in component.type.rules(component, node.scope):
        try:
            rule(node.value)
        except ValidationError as error:
            return _first(error.messages)
    return ""


def _first(found: object) -> str:
    """The first sentence in what marshmallow reports."""
    if isinstance(found, Mapping):
        return _first(next(iter(found.values()), ""))
    if isinstance(found, list):
        return _first(found[0]) if found else ""
    return str(found) if found else ""


def _check_rows(node: Node, problems: object, overfull: frozenset[Place]) -> Iterator[FieldError]:
    component, told = node.component, problems if isinstance(problems, Mapping) else {}
    label = component.label(node.scope)
    least = component.limit("properties.minRows", 0) if component.is_open else 0
    if node.place in overfull:
        sentence = messages.TOO_MANY_ROWS.format(label=label, limit=row_limit(component))
        yield FieldError(name_of(node.place), sentence, component.id)
    filled = [not _is_blank(row) for row in node.rows]
    if sum(filled) < least:
        sentence = messages.TOO_FEW_ROWS.format(label=label, limit=least)
        yield FieldError(name_of(node.place), sentence, component.id)
    for number, row in enumerate(node.rows):
        if filled[number] or not component.is_open:
            yield from check(row, told.get(number), overfull)


def _is_blank(row: Sequence[Node]) -> bool:
    """Whether nobody entered anything in a row."""
    for node in flatten(row):
        if node.component.shape is Shape.ROWS and not all(_is_blank(inner) for inner in node.rows):
            return False
        if node.component.shape is Shape.LEAF and not node.component.type.is_empty(node.value):
            return False
    return True
