"""Calling functions: arguments by position or by name, implicit conversions, null where nothing fits."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from decisions.feel.limits import Run
from decisions.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from decisions.feel.types import coerce, conforms
from decisions.feel.values import Function, Range, Signature, Value, kind

_ABSENT: Value = object()


def invoke(function: Function, run: Run, arguments: list[Value], names: tuple[str, ...] = ()) -> Value:
    """The value of a call, null when no signature takes these arguments.

    names: () for positional arguments, else the parameter each argument is for. A signature that takes the
    arguments as they are goes before one that needs conversions.
    """
    signatures = function.signatures
    if len(signatures) > 1:
        for signature in signatures:
            bound = _bind(signature, arguments, names)
            if bound is not None and _fits_exactly(signature, bound):
                return _result(signature, run, signature.call(run, *bound))
    for signature in signatures:
        bound = _bind(signature, arguments, names)
        fitting = None if bound is None else _fit(signature, bound)
        if fitting is not None:
            return _result(signature, run, signature.call(run, *fitting))
    kinds = ", ".join(map(kind, arguments))
    return run.why(f"{function.name}({kinds}) has no value")


def quick_calls(function: Function, count: int) -> list[tuple[tuple[type | None, ...], Callable[..., Value]]]:
    """For the trusted signatures that take that many arguments: the Python types under which a call needs neither
    binding nor conversion, and the call. None stands for any type. Only signatures before the first that can't be
    judged so are given, as their order counts.
    """
    found: list[tuple[tuple[type | None, ...], Callable[..., Value]]] = []
    for signature in function.signatures:
        if len(signature.parameters) < count or signature.required > count:
            continue
        types = tuple(
            None if type_.kind == "any" and nullable else _PYTHON_TYPES.get(type_.name)
            for type_, nullable in zip(signature.types[:count], signature.nullable[:count], strict=True)
        )
        kinds = [type_.kind for type_ in signature.types[:count]]
        judged = all(t is not None or k == "any" for t, k in zip(types, kinds, strict=True))
        if not signature.trusted or signature.variadic or not judged:
            break
        found.append((types, signature.call))
    return found


_PYTHON_TYPES: dict[str, type] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "list": list,
    "context": dict,
    "date": Date,
    "time": Time,
    "date and time": DateTime,
    "days and time duration": DaysDuration,
    "years and months duration": MonthsDuration,
    "range": Range,
    "function": Function,
}


def _bind(signature: Signature, arguments: list[Value], names: tuple[str, ...]) -> list[Value] | None:
    """The arguments in the order of the parameters, None when they don't fit in number or name."""
    parameters = signature.parameters
    if not names:
        if len(arguments) < signature.required:
            return None
        return arguments if signature.variadic or len(arguments) <= len(parameters) else None
    if len(set(names)) != len(names) or not set(names) <= set(parameters):
        return None
    given = dict(zip(names, arguments, strict=True))
    if any(parameter not in given for parameter in parameters[: signature.required]):
        return None
    ordered = [given.get(parameter, _ABSENT) for parameter in parameters]
    while ordered and ordered[-1] is _ABSENT:
        ordered.pop()
    return [None if value is _ABSENT else value for value in ordered]


def _fits_exactly(signature: Signature, arguments: list[Value]) -> bool:
    types, nullable = signature.types, signature.nullable
    last = len(types) - 1
    for position, value in enumerate(arguments):
        index = position if position < last else last
        if not nullable[index] if value is None else not conforms(value, types[index]):
            return False
    return True


def _fit(signature: Signature, arguments: list[Value]) -> list[Value] | None:
    """The arguments converted to the parameters' types, None when one has the wrong type."""
    types, nullable = signature.types, signature.nullable
    fitting: list[Value] = []
    last = len(types) - 1
    for position, value in enumerate(arguments):
        index = position if position < last else last
        accepted, converted = coerce(value, types[index])
        if not accepted or (converted is None and not nullable[index]):
            return None
        fitting.append(converted)
    return fitting


def _result(signature: Signature, run: Run, value: Value) -> Value:
    if signature.trusted or signature.result is None or value is None:
        return value
    accepted, converted = coerce(value, signature.result)
    return converted if accepted else run.why(f"the function returned a {kind(value)}")
