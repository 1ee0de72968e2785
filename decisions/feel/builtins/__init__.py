"""The built-in functions of the standard, one module for each family."""

from decisions.feel.builtins import (
    aggregates,
    contexts,
    conversions,
    intervals,
    lists,
    numbers,
    patterns,
    strings,
    temporal,
)
from decisions.feel.builtins.registry import BUILTINS

__all__ = [
    "BUILTINS",
    "aggregates",
    "contexts",
    "conversions",
    "intervals",
    "lists",
    "numbers",
    "patterns",
    "strings",
    "temporal",
]
