"""From a tree to closures: the registry of rules and what they share.

A closure takes the environment, a flat dict of every name in sight, and returns a value. Under RUN it holds the
`Run`. Inner scopes are copies: environments are small, as only used names enter them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from decisions.feel.errors import FeelTypeError
from decisions.feel.tree import Node, TypeNode
from decisions.feel.types import ANY, Type, resolve_type
from decisions.feel.values import Value

Env = dict[Any, Any]
Closure = Callable[[Env], Value]
# Names are strings, so no name a context brings along can hide the run.
RUN: Final = 0

N = TypeVar("N", bound=Node)


@dataclass(frozen=True, slots=True)
class Compiler:
    """What the rules need besides the node. types: those the model defines. text: for error places."""

    types: Mapping[str, Type] = field(default_factory=dict)
    text: str = ""

    def compile(self, node: Node) -> Closure:
        """The closure of a node."""
        return _RULES[type(node)](self, node)

    def type(self, node: TypeNode | None) -> Type:
        """The type a node names, Any for none. Raises FeelTypeError with its place."""
        if node is None:
            return ANY
        try:
            return resolve_type(node, self.types)
        except FeelTypeError as error:
            raise FeelTypeError(error.message, text=self.text, offset=node.at) from None


_RULES: dict[type[Node], Callable[[Compiler, Any], Closure]] = {}


def compiles(kind: type[N]) -> Callable[[Callable[[Compiler, N], Closure]], Callable[[Compiler, N], Closure]]:
    """Register the rule for one kind of node."""

    def register(rule: Callable[[Compiler, N], Closure]) -> Callable[[Compiler, N], Closure]:
        _RULES[kind] = rule
        return rule

    return register


def constant(value: Value) -> Closure:
    """A closure that returns the same value always."""
    return lambda env: value
