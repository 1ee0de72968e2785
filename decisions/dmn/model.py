"""A DMN model as plain data, one class for each element the standard evaluates."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Literal:
    """A FEEL text. language: "" for FEEL."""

    id: str
    text: str
    type_ref: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """name: "" for the result cell."""

    name: str
    type_ref: str
    value: Logic


@dataclass(frozen=True, slots=True)
class BoxedContext:
    """Entries, each seeing those before it."""

    id: str
    entries: tuple[ContextEntry, ...]
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """What a parameter gets; value: None leaves it null."""

    name: str
    type_ref: str
    value: Logic | None


@dataclass(frozen=True, slots=True)
class Invocation:
    """A function called by its parameters' names."""

    id: str
    function: Logic
    bindings: tuple[Binding, ...]
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class BoxedList:
    """Expressions in a column."""

    id: str
    items: tuple[Logic, ...]
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of expressions under named columns: a list of contexts."""

    id: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Logic, ...], ...]
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class FunctionLogic:
    """A function. parameters: names and type references. kind: FEEL, Java or PMML."""

    id: str
    parameters: tuple[tuple[str, str], ...]
    body: Logic | None
    kind: str = "FEEL"
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Conditional:
    """Boxed if."""

    id: str
    condition: Logic
    yes: Logic
    no: Logic
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class BoxedFilter:
    """Boxed filter: `match` is tested for each element of `source`."""

    id: str
    source: Logic
    match: Logic
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Iterator:
    """Boxed for, some and every. kind: for, some, every. body: what is returned or must be satisfied."""

    id: str
    kind: str
    variable: str
    source: Logic
    body: Logic
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """A column tested. values: the unary tests of the values allowed, "" for all."""

    id: str
    label: str
    expression: str
    type_ref: str
    values: str


@dataclass(frozen=True, slots=True)
class Output:
    """A column returned. values: those allowed, in order of priority. default: FEEL text when no rule matches."""

    id: str
    name: str
    label: str
    type_ref: str
    values: str
    default: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row."""

    id: str
    tests: tuple[str, ...]
    results: tuple[str, ...]
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """hit_policy: as in DMN, such as RULE ORDER. aggregation: SUM, COUNT, MIN, MAX or ""."""

    id: str
    hit_policy: str
    aggregation: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    annotations: tuple[str, ...]
    rules: tuple[Rule, ...]
    type_ref: str = ""


Logic = (
    Literal
    | BoxedContext
    | Invocation
    | BoxedList
    | Relation
    | FunctionLogic
    | Conditional
    | BoxedFilter
    | Iterator
    | DecisionTable
)


@dataclass(frozen=True, slots=True)
class InputData:
    """A variable given from outside."""

    id: str
    name: str
    type_ref: str


@dataclass(frozen=True, slots=True)
class Decision:
    """requires: references to inputs and decisions; knows: to knowledge models and services. As in href."""

    id: str
    name: str
    variable: str
    type_ref: str
    requires: tuple[str, ...]
    knows: tuple[str, ...]
    logic: Logic | None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A business knowledge model."""

    id: str
    name: str
    variable: str
    type_ref: str
    knows: tuple[str, ...]
    logic: FunctionLogic | None


@dataclass(frozen=True, slots=True)
class Service:
    """A decision service; all tuples hold references."""

    id: str
    name: str
    variable: str
    type_ref: str
    outputs: tuple[str, ...]
    encapsulated: tuple[str, ...]
    input_decisions: tuple[str, ...]
    input_data: tuple[str, ...]


Element = InputData | Decision | Knowledge | Service


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A type. allowed: unary tests of each element; constraint: of the whole. function: parameter types, result."""

    name: str
    type_ref: str
    components: tuple[ItemDefinition, ...]
    is_collection: bool
    allowed: str
    constraint: str
    function: tuple[tuple[str, ...], str] | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """Another model, seen under a name; "" puts its elements among this model's own."""

    name: str
    namespace: str


@dataclass(frozen=True, slots=True)
class Definitions:
    """One model file."""

    name: str
    namespace: str
    imports: tuple[Import, ...]
    items: tuple[ItemDefinition, ...]
    elements: tuple[Element, ...]
    prefixes: dict[str, str] = field(default_factory=dict)
