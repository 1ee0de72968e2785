"""Types of functions and calls."""

from __future__ import annotations

from decisions.feel.builtins import BUILTINS
from decisions.feel.errors import FeelTypeError
from decisions.feel.inference.core import Note, Scope, common, infer, infers, known
from decisions.feel.tree import Call, FunctionOf, Name
from decisions.feel.types import ANY, Type, resolve_type
from decisions.feel.values import Signature


@infers(FunctionOf)
def _function(node: FunctionOf, scope: Scope, notes: list[Note]) -> Type:
    names: dict[str, Type] = {}
    for parameter in node.parameters:
        try:
            names[parameter.name] = (
                ANY if parameter.type is None else resolve_type(parameter.type, scope.types)
            )
        except FeelTypeError as error:
            names[parameter.name] = ANY
            notes.append(Note("feel.check.type", error.message, parameter.at))
    result = ANY if node.external else infer(node.body, scope.with_names(names), notes)
    return Type("function", "function", parameters=tuple(names.values()), result=result)


@infers(Call)
def _call(node: Call, scope: Scope, notes: list[Note]) -> Type:
    arguments = [infer(argument, scope, notes) for argument in node.arguments]
    if isinstance(node.function, Name) and node.function.name not in scope.variables:
        function = BUILTINS.get(node.function.name)
        if function is not None:
            fitting = [s for s in function.signatures if _accepts(s, arguments, node.names)]
            if not fitting:
                kinds = ", ".join(argument.kind for argument in arguments)
                notes.append(Note("feel.check.call", f"{function.name}({kinds}) is always null", node.at))
                return ANY
            return common([signature.result or ANY for signature in fitting])
    called = infer(node.function, scope, notes)
    if known(called) and called.kind != "function":
        notes.append(Note("feel.check.call", f"a {called.kind} is no function", node.at))
    if called.parameters is not None and len(called.parameters) != len(arguments):
        notes.append(
            Note("feel.check.call", f"the function takes {len(called.parameters)} arguments", node.at)
        )
    return called.result or ANY


def _accepts(signature: Signature, arguments: list[Type], names: tuple[str, ...]) -> bool:
    parameters = signature.parameters
    if names:
        if not set(names) <= set(parameters) or not set(parameters[: signature.required]) <= set(names):
            return False
        positions = [parameters.index(name) for name in names]
    else:
        if len(arguments) < signature.required:
            return False
        if len(arguments) > len(parameters) and not signature.variadic:
            return False
        positions = [min(position, len(parameters) - 1) for position in range(len(arguments))]
    return all(
        _assignable(argument, signature.types[p], signature.nullable[p])
        for argument, p in zip(arguments, positions, strict=True)
    )


def _assignable(given: Type, wanted: Type, nullable: bool) -> bool:
    """Whether a value of the one type might be taken where the other is wanted, conversions included."""
    if given.kind == "null":
        return nullable
    if "any" in (given.kind, wanted.kind) or given.kind == wanted.kind or given.kind == "list":
        return True
    if wanted.kind == "list":
        return _assignable(given, wanted.element or ANY, nullable)
    if wanted.kind == "duration":
        return given.kind.endswith("duration")
    return wanted.kind == "date and time" and given.kind == "date"
