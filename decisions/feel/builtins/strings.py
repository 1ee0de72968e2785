"""String functions (DMN 1.5, table 74). Lengths and positions count Unicode characters."""

from __future__ import annotations

from decimal import Decimal

from decisions.feel.builtins.registry import builtin
from decisions.feel.limits import Run
from decisions.feel.values import Value

# what is done to so short a string costs no more than the step that leads to it
_SHORT = 64


@builtin("substring", "string: string, start position: number, [length: number?]", "string")
def _substring(run: Run, string: str, start: Decimal, length: Decimal | None = None) -> Value:
    position = _cut(start)
    size = len(string)
    if position is None or not 0 < position <= size and not 0 > position >= -size:
        return run.why("the start position lies outside the string")
    first = position - 1 if position > 0 else size + position
    if length is None:
        return string[first:]
    count = _cut(length)
    if count is None or count < 1:
        return run.why("the length must be at least 1")
    return string[first : first + count]


def _cut(number: Decimal) -> int | None:
    """The whole part of a position or length; None when it is beyond any string."""
    return int(number) if number.adjusted() < 10 else None


@builtin("string length", "string: string", "number")
def _string_length(run: Run, string: str) -> Value:
    return Decimal(len(string))


@builtin("upper case", "string: string", "string")
def _upper_case(run: Run, string: str) -> Value:
    if len(string) > _SHORT:
        run.string_size(len(string))
    return string.upper()


@builtin("lower case", "string: string", "string")
def _lower_case(run: Run, string: str) -> Value:
    if len(string) > _SHORT:
        run.string_size(len(string))
    return string.lower()


@builtin("substring before", "string: string, match: string", "string")
def _substring_before(run: Run, string: str, match: str) -> Value:
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after", "string: string, match: string", "string")
def _substring_after(run: Run, string: str, match: str) -> Value:
    if not match:
        return string
    return string.partition(match)[2]


@builtin("contains", "string: string, match: string", "boolean")
def _contains(run: Run, string: str, match: str) -> Value:
    run.charge(1 + len(string) // 64)
    return match in string


@builtin("starts with", "string: string, match: string", "boolean")
def _starts_with(run: Run, string: str, match: str) -> Value:
    return string.startswith(match)


@builtin("ends with", "string: string, match: string", "boolean")
def _ends_with(run: Run, string: str, match: str) -> Value:
    return string.endswith(match)


@builtin("string join", "list: list<string>, [delimiter: string?]", "string")
def _string_join(run: Run, strings: list[str | None], delimiter: str | None = None) -> Value:
    kept = [string for string in strings if string is not None]
    separator = delimiter or ""
    run.charge(len(strings))
    run.string_size(sum(map(len, kept)) + len(separator) * max(0, len(kept) - 1))
    return separator.join(kept)
