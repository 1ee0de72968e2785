"""FEEL, the expression language of DMN 1.5: safe to run on anybody's text.

    evaluate("if age >= 18 then fee else fee / 2", {"age": 20, "fee": 50000})

An expression is parsed to a tree and compiled to closures; it can reach nothing but the context it is given.
Time and memory are bounded by `Limits`. Everything raised is a `FeelError`.
"""

from decisions.feel.convert import from_json, from_python, prepare, show_value, to_json
from decisions.feel.errors import FeelError, FeelLimitError, FeelSyntaxError, FeelTypeError, FeelValueError
from decisions.feel.expression import (
    Expression,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
    evaluate,
    names,
)
from decisions.feel.limits import DEFAULT_LIMITS, Limits, Run
from decisions.feel.values import Function, Range, Value

__all__ = [
    "DEFAULT_LIMITS",
    "Expression",
    "FeelError",
    "FeelLimitError",
    "FeelSyntaxError",
    "FeelTypeError",
    "FeelValueError",
    "Function",
    "Limits",
    "Range",
    "Run",
    "UnaryTests",
    "Value",
    "compile_expression",
    "compile_unary_tests",
    "evaluate",
    "from_json",
    "from_python",
    "names",
    "prepare",
    "show_value",
    "to_json",
]
