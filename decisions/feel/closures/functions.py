"""Closures of function definitions and calls."""

from __future__ import annotations

from collections.abc import Callable

from decisions.feel.builtins.registry import BUILTINS
from decisions.feel.calls import invoke, quick_calls
from decisions.feel.closures.core import RUN, Closure, Compiler, Env, compiles
from decisions.feel.externals import external
from decisions.feel.limits import Run
from decisions.feel.tree import Call, FunctionOf, Name
from decisions.feel.values import Function, Signature, Value, kind
from decisions.feel.walk import size


@compiles(Call)
def _call(compiler: Compiler, node: Call) -> Closure:
    function = compiler.compile(node.function)
    arguments = [compiler.compile(argument) for argument in node.arguments]
    names = node.names
    label = node.function.name if isinstance(node.function, Name) else "the value called"

    def run(env: Env) -> Value:
        called = function(env)
        if type(called) is not Function:
            return env[RUN].why(f"{label} is {kind(called)}, not a function")
        return invoke(called, env[RUN], [argument(env) for argument in arguments], names)

    builtin = BUILTINS.get(label) if isinstance(node.function, Name) else None
    if builtin is None or names or len(arguments) not in (1, 2, 3):
        return run
    return _of_builtin(builtin, label, arguments, run)


def _of_builtin(builtin: Function, name: str, arguments: list[Closure], general: Closure) -> Closure:
    """A call of a built-in function, unless a variable of its name hides it: arguments of the right types go
    straight in, anything else takes the general way.
    """
    quick = quick_calls(builtin, len(arguments))
    if not quick:
        return general
    types, call = quick[0]
    if len(arguments) == 1:
        if types[0] is None:
            return general
        return _of_one(builtin, name, arguments[0], types[0], call, general)

    if len(arguments) == 2:
        return _of_two(builtin, name, (arguments[0], arguments[1]), types, call, general)

    first, second, third = arguments
    own, own2, own3 = types

    def run(env: Env) -> Value:
        if env[name] is not builtin:
            return general(env)
        a, b, c = first(env), second(env), third(env)
        if (
            (type(a) is own or own is None)
            and (type(b) is own2 or own2 is None)
            and (type(c) is own3 or own3 is None)
        ):
            return call(env[RUN], a, b, c)
        return invoke(builtin, env[RUN], [a, b, c])

    return run


def _of_two(
    builtin: Function,
    name: str,
    arguments: tuple[Closure, Closure],
    types: tuple[type | None, ...],
    call: Callable[..., Value],
    general: Closure,
) -> Closure:
    first, second = arguments
    own, own2 = types

    def run(env: Env) -> Value:
        if env[name] is not builtin:
            return general(env)
        a, b = first(env), second(env)
        if (type(a) is own or own is None) and (type(b) is own2 or own2 is None):
            return call(env[RUN], a, b)
        return invoke(builtin, env[RUN], [a, b])

    return run


def _of_one(
    builtin: Function, name: str, argument: Closure, type_: type, call: Callable[..., Value], general: Closure
) -> Closure:
    """The same for one argument."""

    def run(env: Env) -> Value:
        if env[name] is not builtin:
            return general(env)
        value = argument(env)
        if type(value) is type_:
            return call(env[RUN], value)
        return invoke(builtin, env[RUN], [value])

    return run


@compiles(FunctionOf)
def _function(compiler: Compiler, node: FunctionOf) -> Closure:
    names = tuple(parameter.name for parameter in node.parameters)
    types = tuple(compiler.type(parameter.type) for parameter in node.parameters)
    body = compiler.compile(node.body)
    cost = size(node.body)

    def define(env: Env) -> Value:
        def call(run: Run, *arguments: Value) -> Value:
            inner = dict(env)
            inner.update(zip(names, arguments, strict=True))
            state = env[RUN]
            state.charge(cost)
            state.enter()
            try:
                return body(inner)
            finally:
                state.leave()

        def outside(run: Run, *arguments: Value) -> Value:
            return external(body({**env, **dict.fromkeys(names)}), run, arguments)

        nullable = (True,) * len(names)
        signature = Signature(names, types, outside if node.external else call, len(names), nullable=nullable)
        return Function("function", (signature,))

    return define
