"""FEEL values that Python has no type for, and what kind any value is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from decisions.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time

if TYPE_CHECKING:
    from decisions.feel.types import Type

# A FEEL value: None, bool, Decimal, str, list, dict with str keys, the temporal classes, Range, Function.
Value = object


@dataclass(frozen=True, slots=True)
class Range:
    """An interval. operator: "" for low..high, else the comparator it was written with, as in (<= 5)."""

    low: Value
    high: Value
    low_closed: bool
    high_closed: bool
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function.

    parameters: names, for named arguments. types: one per parameter; the Any type takes everything, null included;
    a type in `nullable` takes null too. required: how many arguments must be given. variadic: the last parameter
    takes all further arguments. call: gets the run and the bound arguments, absent optional ones left out.
    trusted: call gives what result says, so nobody looks.
    """

    parameters: tuple[str, ...]
    types: tuple[Type, ...]
    call: Callable[..., Value]
    required: int
    variadic: bool = False
    nullable: tuple[bool, ...] = ()
    result: Type | None = None
    trusted: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Anything callable: the first signature that fits the arguments is called."""

    name: str
    signatures: tuple[Signature, ...]


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    list: "list",
    dict: "context",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysDuration: "days and time duration",
    MonthsDuration: "years and months duration",
    Range: "range",
    Function: "function",
}


def kind(value: Value) -> str:
    """The name of a value's type, as in error messages; "unknown" for what is no FEEL value."""
    return _KINDS.get(type(value), "unknown")
