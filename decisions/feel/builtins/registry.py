"""Where the built-in functions are declared: one line of signature each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from decisions.feel.types import SIMPLE_TYPES, Type, list_of
from decisions.feel.values import Function, Signature, Value

BUILTINS: dict[str, Function] = {}

F = TypeVar("F", bound=Callable[..., Value])

_TYPES = {
    **SIMPLE_TYPES,
    "list<number>": list_of(SIMPLE_TYPES["number"]),
    "list<string>": list_of(SIMPLE_TYPES["string"]),
    "list<list>": list_of(SIMPLE_TYPES["list"]),
    "list<context>": list_of(SIMPLE_TYPES["context"]),
}


def builtin(name: str, parameters: str, result: str = "Any") -> Callable[[F], F]:
    """Declare a function under its FEEL name; several declarations of one name are tried in their order.

    parameters: "string: string, [length: number]": brackets mark what may be left out, a question mark behind
    the type that null is taken, dots behind the last type that it takes any number of arguments.
    """

    def register(function: F) -> F:
        signature = _signature(parameters, function, _TYPES[result])
        known = BUILTINS.get(name)
        BUILTINS[name] = Function(name, (*known.signatures, signature) if known else (signature,))
        return function

    return register


def _signature(text: str, function: Callable[..., Value], result: Type) -> Signature:
    names: list[str] = []
    types: list[Type] = []
    nullable: list[bool] = []
    required = 0
    for part in filter(None, text.split(", ")):
        name, _, type_name = part.strip("[]").partition(": ")
        names.append(name)
        types.append(_TYPES[type_name.rstrip(".?")])
        nullable.append("?" in type_name)
        required += not part.startswith("[")
    variadic = text.endswith("...")
    return Signature(
        tuple(names), tuple(types), function, required, variadic, tuple(nullable), result, trusted=True
    )
