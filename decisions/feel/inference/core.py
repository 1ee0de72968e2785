"""Static types: what an expression will give, and what in it can only become null.

Careful in one direction: whatever is not known for certain passes. A finding is a fault of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from decisions.feel.inference.tables import ORDERED
from decisions.feel.tree import Node
from decisions.feel.types import ANY, Type

INPUT = "?"
_STRUCTURED = frozenset(["list", "context", "function", "range"])


@dataclass(frozen=True, slots=True)
class Note:
    """A fault. code: feel.check.name, feel.check.type or feel.check.call. at: offset in the text."""

    code: str
    message: str
    at: int


@dataclass(frozen=True, slots=True)
class Scope:
    """The types of the names in sight. open: names that aren't there may exist all the same."""

    variables: Mapping[str, Type]
    types: Mapping[str, Type] = field(default_factory=dict)
    open: bool = False

    def with_names(self, variables: Mapping[str, Type], open: bool = False) -> Scope:  # noqa: A002
        """The scope with more names in it."""
        return replace(self, variables={**self.variables, **variables}, open=self.open or open)


_Rule = Callable[[Any, Scope, list[Note]], Type]
_RULES: dict[type[Node], _Rule] = {}
R = TypeVar("R", bound=_Rule)


def infers(kind: type[Node]) -> Callable[[R], R]:
    """Register the rule for one kind of node."""

    def register(rule: R) -> R:
        _RULES[kind] = rule
        return rule

    return register


def infer(node: Node, scope: Scope, notes: list[Note]) -> Type:
    """The type of an expression, Any when it isn't known; faults are added to the notes."""
    return _RULES[type(node)](node, scope, notes)


def known(*types: Type) -> bool:
    """Whether all of them say what the value will be."""
    return not any(type_.kind in ("any", "null") for type_ in types)


def common(types: list[Type]) -> Type:
    """The type that several branches share, Any when they differ."""
    sure = [type_ for type_ in types if type_.kind != "null"]
    if sure and all(type_.kind == sure[0].kind for type_ in sure) and sure[0].kind not in _STRUCTURED:
        return sure[0]
    return ANY


def unfit(at: int, left: Type, operator: str, right: Type) -> Note:
    """The note that an operator has no meaning for two types."""
    return Note("feel.check.type", f"{left.kind} {operator} {right.kind} is always null", at)


def compared(at: int, left: Type, operator: str, right: Type, notes: list[Note]) -> None:
    """Note a comparison that is always null."""
    if not known(left, right):
        return
    if left.kind != right.kind or (operator not in ("=", "!=") and left.kind not in ORDERED):
        notes.append(unfit(at, left, operator, right))


def boolean(node: Node, scope: Scope, notes: list[Note], what: str) -> None:
    """Note what should be a boolean and can't be."""
    found = infer(node, scope, notes)
    if known(found) and found.kind != "boolean":
        notes.append(Note("feel.check.type", f"{what} is a {found.kind}, not a boolean", node.at))
