"""Functions outside FEEL: the few of Java's that published models name, done in Python. Nothing foreign is run.

A function is known by its class and signature as DMN 1.5, 10.3.2.13.3 writes them. Arguments are refused when the
Java types would not hold them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal

from decisions.feel.convert import from_python
from decisions.feel.errors import FeelError
from decisions.feel.limits import Run
from decisions.feel.numbers import canonical
from decisions.feel.values import Value, kind

_SIGNATURE = re.compile(r"\s*(\w+)\s*\(([^()]*)\)\s*", re.ASCII)
_INTEGERS = {"byte": 8, "short": 16, "int": 32, "long": 64}
_STRING, _OBJECTS = "java.lang.String", "[Ljava.lang.Object;"
_BOXED = {
    "Byte": "byte",
    "Short": "short",
    "Integer": "int",
    "Long": "long",
    "Float": "float",
    "Double": "double",
}
_ONE: dict[str, Callable[..., float]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "exp": math.exp,
    "log": math.log,
    "log10": math.log10,
    "sqrt": math.sqrt,
    "cbrt": math.cbrt,
    "ceil": math.ceil,
    "floor": math.floor,
}
_TWO: dict[str, Callable[..., float]] = {"pow": math.pow, "atan2": math.atan2, "hypot": math.hypot}
_EITHER: dict[str, Callable[..., float]] = {"abs": abs, "max": max, "min": min}


class _UnfitError(Exception):
    """An argument that Java would not take."""


def external(description: Value, run: Run, arguments: tuple[Value, ...]) -> Value:
    """The value of an external function called, null for one that is unknown or doesn't take the arguments.

    description: the context behind `external`, such as {java: {class: "...", method signature: "..."}}.
    """
    java = description.get("java") if isinstance(description, dict) else None
    if not isinstance(java, dict):
        return run.why("only external functions of Java are known")
    return call_java(java.get("class"), java.get("method signature"), run, arguments)


def call_java(owner: Value, signature: Value, run: Run, arguments: tuple[Value, ...]) -> Value:
    """The value of a known method, null for any other."""
    match = _SIGNATURE.fullmatch(signature) if isinstance(signature, str) else None
    if match is None or not isinstance(owner, str):
        return run.why("an external function needs a class and a method signature")
    types = [name.strip() for name in match[2].split(",")] if match[2].strip() else []
    method = _method(owner, match[1], types)
    if method is None:
        return run.why(f"{owner}.{signature} is not known")
    try:
        converted = _arguments(types, arguments)
        return from_python(method(*converted))
    except (_UnfitError, FeelError, ArithmeticError, ValueError) as error:
        return run.why(f"{owner}.{match[1]} has no value: {error}")


def _method(owner: str, name: str, types: list[str]) -> Callable[..., object] | None:
    if owner == "java.lang.Math":
        return _math(name, types)
    if owner == _STRING:
        if name == "format" and types == [_STRING, _OBJECTS]:
            return _format
        return _text if name == "valueOf" and len(types) == 1 else None
    primitive = _BOXED.get(owner.removeprefix("java.lang."))
    if primitive is None or len(types) != 1 or not (name == "valueOf" or name.startswith("parse")):
        return None
    if types == [_STRING]:
        return lambda text: _converted(primitive, Decimal(text))
    return (lambda number: number) if types == [primitive] else None


def _math(name: str, types: list[str]) -> Callable[..., object] | None:
    numeric = all(type_ in _INTEGERS or type_ in ("float", "double") for type_ in types)
    if not numeric:
        return None
    if name in _EITHER and len(types) == (1 if name == "abs" else 2):
        return _EITHER[name]
    return {1: _ONE, 2: _TWO}.get(len(types), {}).get(name)


def _arguments(types: list[str], arguments: tuple[Value, ...]) -> list[object]:
    if types and types[-1] == _OBJECTS:
        fixed = len(types) - 1
        rest = [canonical(v) if isinstance(v, Decimal) else v for v in arguments[fixed:]]
        return [*map(_converted, types[:fixed], arguments[:fixed]), *rest]
    if len(types) != len(arguments):
        raise _UnfitError("another number of arguments")
    return list(map(_converted, types, arguments))


def _converted(type_: str, value: Value) -> object:
    if type_ in _INTEGERS and isinstance(value, Decimal):
        whole, bits = value.to_integral_value(), _INTEGERS[type_]
        if whole == value and -(1 << bits - 1) <= whole < 1 << bits - 1:
            return int(whole)
    elif type_ in ("float", "double") and isinstance(value, Decimal):
        return float(value)
    elif (
        (type_ == _STRING and isinstance(value, str))
        or (type_ == "boolean" and isinstance(value, bool))
        or type_ == "char"
        and isinstance(value, str)
        and len(value) == 1
    ):
        return value
    raise _UnfitError(f"a {kind(value)} is no {type_}")


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value).lower()


def _format(template: str, *values: object) -> str:
    """Only %s and %d with plain values, as anything more differs between languages."""
    pieces = re.split(r"%([sdn%])", template)
    remaining = list(values)
    made = pieces[0]
    if "%" in made:
        raise _UnfitError("only %s, %d, %n and %% are known")
    for letter, text in zip(pieces[1::2], pieces[2::2], strict=True):
        if "%" in text or (letter in "sd" and not remaining):
            raise _UnfitError("only %s, %d, %n and %% are known, each with a value")
        made += {"n": "\n", "%": "%"}.get(letter) or str(remaining.pop(0))
        made += text
    return made
