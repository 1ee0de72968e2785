"""The compiler: each module registers the rules for some kinds of nodes."""

from decisions.feel.closures import access, functions, logic, loops, operators
from decisions.feel.closures.core import Compiler

__all__ = ["Compiler", "access", "functions", "logic", "loops", "operators"]
