"""The built-in functions of the standard, one module for each family."""

from decisions.feel.builtins import lists, numbers, strings
from decisions.feel.builtins.registry import BUILTINS

__all__ = ["BUILTINS", "lists", "numbers", "strings"]
