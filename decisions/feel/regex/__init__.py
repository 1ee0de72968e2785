"""Regular expressions of XPath in time bounded by pattern times text.

Own code and not `re`: the dialect differs (class subtraction, \\p, \\i, \\c, anchors), and a backtracking matcher
can be driven into exponential time by a pattern somebody else wrote.
"""

from decisions.feel.regex.program import Pattern, compile_pattern
from decisions.feel.regex.syntax import PatternError

__all__ = ["Pattern", "PatternError", "compile_pattern"]
