"""The typed tree of a FEEL expression. Every node knows `at`, its offset in the text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Node:
    """Any expression."""

    at: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, string, boolean or null as written."""

    value: Decimal | str | bool | None


@dataclass(frozen=True, slots=True)
class AtLiteral(Node):
    """@"2026-01-31" and its like: a date, time, date and time, or duration."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """[a, b]."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """{key: value}."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    """[low..high], with ( ] for open ends."""

    low: Node
    high: Node
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Comparator(Node):
    """`< 5` without a left side: a range value or, in unary tests, a test. operator: < <= > >= = !=."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """-a."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """a op b, op one of + - * / ** = != < <= > >=."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Junction(Node):
    """a and b and c, or the same with or. operator: and, or."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    """value between low and high, ends included."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """value in (test, test)."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """if condition then yes else no."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """name in source, or name in source..end."""

    name: str
    source: Node
    end: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """for x in xs, y in ys return body."""

    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """some/every x in xs satisfies body. quantifier: some, every."""

    quantifier: str
    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Path(Node):
    """source.name."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """source[condition] or source[index]."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """function(arguments). names: () for positional arguments, else one name an argument."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypeNode(Node):
    """A type as written: name, and by its kind the inner types.

    kind: name, list, range, context, function. parts: element types; of a context its entries' types; of a
    function its parameters' types and the result's. labels: entry names of a context.
    """

    kind: str
    name: str
    parts: tuple[TypeNode, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """value instance of type."""

    value: Node
    type: TypeNode


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """A formal parameter."""

    name: str
    type: TypeNode | None


@dataclass(frozen=True, slots=True)
class FunctionOf(Node):
    """function(a: type) body. external: the body names code outside FEEL."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Unary tests. negated: not(...). tests: () for "-", which anything passes."""

    tests: tuple[Node, ...]
    negated: bool
