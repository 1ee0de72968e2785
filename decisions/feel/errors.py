"""What FEEL may raise.

FeelError
├── FeelSyntaxError      the text is not FEEL
├── FeelLimitError       a bound of `Limits` was passed
├── FeelValueError       a Python value handed in is no FEEL value
└── FeelTypeError        a type name is unknown
"""

from __future__ import annotations


class FeelError(Exception):
    """A FEEL text could not be read or evaluated.

    code: stable machine code such as `feel.syntax`. line, column: 1-based, 0 when there is no place in a text.
    snippet: the line of the text with a caret under the place, or "".
    """

    code = "feel.error"

    def __init__(self, message: str, *, code: str | None = None, text: str = "", offset: int = -1) -> None:
        """offset: 0-based place in text, -1 when the error has no place."""
        self.code = code or type(self).code
        self.message = message
        self.line, self.column, self.snippet = _place(text, offset)
        where = f" (line {self.line}, column {self.column})" if self.line else ""
        super().__init__(f"{message}{where}")


class FeelSyntaxError(FeelError):
    """The text is not a FEEL expression."""

    code = "feel.syntax"


class FeelLimitError(FeelError):
    """The expression, or its evaluation, is larger than the limits allow."""

    code = "feel.limit"


class FeelValueError(FeelError):
    """A Python value handed in has no counterpart in FEEL."""

    code = "feel.value"


class FeelTypeError(FeelError):
    """A type name is not known."""

    code = "feel.type"


_SNIPPET_WIDTH = 80


def _place(text: str, offset: int) -> tuple[int, int, str]:
    """Line, column and a short picture of the place."""
    if offset < 0 or not text:
        return 0, 0, ""
    offset = min(offset, len(text))
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    line, column = text.count("\n", 0, offset) + 1, offset - start + 1
    left = max(start, offset - _SNIPPET_WIDTH // 2)
    shown = text[left : min(end, left + _SNIPPET_WIDTH)]
    return line, column, f"{shown}\n{' ' * (offset - left)}^"
