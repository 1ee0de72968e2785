"""Closures of function definitions and calls."""

from __future__ import annotations

from decisions.feel.calls import invoke
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
