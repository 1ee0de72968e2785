"""FEEL types: what a value is an instance of, and the implicit conversions on assignment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from decisions.feel.errors import FeelTypeError
from decisions.feel.temporal import Date, DateTime, Time
from decisions.feel.tree import TypeNode
from decisions.feel.values import Function, Range, Value, kind


@dataclass(frozen=True, slots=True, eq=False)
class Type:
    """A type.

    kind: the name of a simple type, or any, list, range, context, function. element: of a list or range.
    fields: of a context. parameters, result: of a function. allowed: a further test of non-null values,
    looked at on assignment and not by `instance of`. check: its text, for messages.
    """

    kind: str
    name: str = ""
    element: Type | None = None
    fields: tuple[tuple[str, Type], ...] = ()
    parameters: tuple[Type, ...] | None = None
    result: Type | None = None
    allowed: Callable[[Value], bool] | None = None
    check: str = ""


ANY: Final = Type("any", "Any")
_SIMPLE = (
    "number",
    "string",
    "boolean",
    "date",
    "time",
    "date and time",
    "days and time duration",
    "years and months duration",
    "null",
)
SIMPLE_TYPES: Final[dict[str, Type]] = {name: Type(name, name) for name in _SIMPLE} | {
    "Any": ANY,
    "any": ANY,
    "Null": Type("null", "null"),
    "dateTime": Type("date and time", "date and time"),
    "dayTimeDuration": Type("days and time duration", "days and time duration"),
    "yearMonthDuration": Type("years and months duration", "years and months duration"),
    "duration": Type("duration", "duration"),
    "list": Type("list", "list", ANY),
    "range": Type("range", "range", ANY),
    "context": Type("context", "context"),
    "function": Type("function", "function"),
}


def list_of(element: Type) -> Type:
    """The type of lists of those."""
    return Type("list", f"list<{element.name}>", element)


def resolve_type(node: TypeNode, known: Mapping[str, Type]) -> Type:
    """The type written, `known` naming the types a model defines. Raises FeelTypeError for an unknown name."""
    if node.kind == "name":
        found = known.get(node.name) or SIMPLE_TYPES.get(node.name)
        if found is None:
            raise FeelTypeError(f"the type {node.name!r} is not known")
        return found
    parts = tuple(resolve_type(part, known) for part in node.parts)
    if node.kind == "context":
        return Type("context", "context", fields=tuple(zip(node.labels, parts, strict=True)))
    if node.kind == "function":
        return Type("function", "function", parameters=parts[:-1], result=parts[-1])
    return Type(node.kind, f"{node.kind}<{parts[0].name}>", parts[0])


def is_instance(value: Value, type_: Type) -> bool:
    """What `value instance of type` says: null is an instance of nothing but the null type."""
    if value is None:
        return type_.kind == "null"
    return conforms(value, type_)


def conforms(value: Value, type_: Type) -> bool:
    """Whether a value is of a type; null is of every type. Looks at no allowed values."""
    wanted = type_.kind
    if wanted == "any" or value is None:
        return True
    if isinstance(value, list):
        return wanted == "list" and (
            type_.element is None
            or type_.element.kind == "any"
            or all(conforms(v, type_.element) for v in value)
        )
    if isinstance(value, dict):
        return wanted == "context" and all(
            name in value and conforms(value[name], field) for name, field in type_.fields
        )
    if isinstance(value, Range):
        return wanted == "range" and _range_conforms(value, type_.element or ANY)
    if isinstance(value, Function):
        return wanted == "function" and _function_conforms(value, type_)
    actual = kind(value)
    return actual == wanted or (wanted == "duration" and actual.endswith("duration"))


def _range_conforms(value: Range, element: Type) -> bool:
    """A range is of an element type when its ends are; one without ends is of none."""
    if element.kind == "any":
        return True
    if value.low is None and value.high is None:
        return False
    return conforms(value.low, element) and conforms(value.high, element)


def _function_conforms(value: Function, type_: Type) -> bool:
    """Parameters may take more than asked for, the result must be no more than asked for; one that isn't declared
    is taken on trust.
    """
    if type_.parameters is None:
        return True
    for signature in value.signatures:
        if len(signature.types) != len(type_.parameters):
            continue
        if all(
            is_subtype(asked, taken) for asked, taken in zip(type_.parameters, signature.types, strict=True)
        ) and _result_fits(signature.result, type_.result or ANY):
            return True
    return False


def _result_fits(declared: Type | None, wanted: Type) -> bool:
    return declared is None or declared.kind == "any" or is_subtype(declared, wanted)


def is_subtype(left: Type, right: Type) -> bool:
    """Whether every value of the left type is one of the right type (DMN 1.5, 10.3.2.9.1)."""
    if right.kind == "any" or left.kind == "null":
        return True
    if left.kind != right.kind:
        return False
    if left.kind in ("list", "range"):
        return is_subtype(left.element or ANY, right.element or ANY)
    if left.kind == "context":
        own = dict(left.fields)
        return all(name in own and is_subtype(own[name], field) for name, field in right.fields)
    if left.kind == "function" and right.parameters is not None:
        return (
            left.parameters is not None
            and len(left.parameters) == len(right.parameters)
            and all(is_subtype(r, l) for l, r in zip(left.parameters, right.parameters, strict=True))  # noqa: E741
            and is_subtype(left.result or ANY, right.result or ANY)
        )
    return True


_UTC_MIDNIGHT = Time(0, 0, 0)


def coerce(value: Value, type_: Type) -> tuple[bool, Value]:
    """Whether a value can be assigned to a type, and the value assigned (null when it can't).

    The implicit conversions of DMN 1.5, 10.3.2.9.4: a list of one element to that element, a single value to a
    list, a date to a date and time. Allowed values are tested.
    """
    if value is None or (type_.kind == "any" and type_.allowed is None):
        return True, value
    if not conforms(value, type_):
        if isinstance(value, list) and len(value) == 1 and conforms(value[0], type_):
            value = value[0]
        elif type_.kind == "list" and not isinstance(value, list) and conforms(value, type_.element or ANY):
            value = [value]
        elif type_.kind == "date and time" and isinstance(value, Date):
            value = DateTime(value, _UTC_MIDNIGHT)
        else:
            return False, None
    return (True, value) if is_allowed(value, type_) else (False, None)


def is_allowed(value: Value, type_: Type) -> bool:
    """Whether a value of a type, and all in it, is among the allowed values."""
    if value is None:
        return True
    if isinstance(value, list) and type_.kind == "list" and type_.element is not None:
        element = type_.element
        if element.kind in ("list", "context") or element.allowed is not None:
            return all(is_allowed(item, element) for item in value) and _passes(value, type_)
    elif isinstance(value, dict) and type_.fields:
        return all(is_allowed(value.get(name), field) for name, field in type_.fields) and _passes(
            value, type_
        )
    return _passes(value, type_)


def _passes(value: Value, type_: Type) -> bool:
    return type_.allowed is None or type_.allowed(value)
