"""String functions that take a regular expression: matches, replace, split."""

from __future__ import annotations

from decisions.feel.builtins.registry import builtin
from decisions.feel.limits import Run
from decisions.feel.regex import PatternError, compile_pattern
from decisions.feel.values import Value


@builtin("matches", "input: string, pattern: string, [flags: string?]", "boolean")
def _matches(run: Run, text: str, pattern: str, flags: str | None = None) -> Value:
    try:
        compiled = compile_pattern(pattern, flags or "")
    except PatternError as error:
        return run.why(f"the pattern is invalid: {error}")
    return compiled.search(text, 0, run) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, [flags: string?]", "string")
def _replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    try:
        compiled = compile_pattern(pattern, flags or "")
        template = _template(replacement, compiled.groups)
    except PatternError as error:
        return run.why(f"the pattern is invalid: {error}")
    if compiled.search("", 0, run) is not None:
        return run.why("a pattern that fits the empty string can't be replaced")
    pieces: list[str] = []
    size = position = 0
    for found in compiled.matches(text, run):
        piece = text[position : found[0]] + _filled(template, text, found)
        position = found[1]
        size += len(piece)
        run.string_size(size)
        pieces.append(piece)
    run.string_size(size + len(text) - position)
    return "".join(pieces) + text[position:]


def _template(replacement: str, groups: int) -> list[str | int]:
    """Literal pieces and group numbers. Raises PatternError for a stray $ or backslash."""
    parts: list[str | int] = []
    position = 0
    while position < len(replacement):
        character = replacement[position]
        following = replacement[position + 1 : position + 2]
        position += 1
        if character == "\\":
            if following not in ("\\", "$") or not following:
                raise PatternError("a backslash stands before $ or a backslash")
            parts.append(following)
            position += 1
        elif character == "$":
            if not (following.isascii() and following.isdecimal()):
                raise PatternError("$ stands before the number of a group")
            number = int(following)
            position += 1
            while replacement[position : position + 1].isdecimal() and replacement[position].isascii():
                longer = number * 10 + int(replacement[position])
                if longer > groups:
                    break
                number = longer
                position += 1
            parts.append(number if number <= groups else "")
        else:
            parts.append(character)
    return parts


def _filled(template: list[str | int], text: str, found: tuple[int, ...]) -> str:
    return "".join(
        part if isinstance(part, str) else text[max(found[2 * part], 0) : max(found[2 * part + 1], 0)]
        for part in template
    )


@builtin("split", "string: string, delimiter: string", "list")
def _split(run: Run, text: str, delimiter: str) -> Value:
    try:
        compiled = compile_pattern(delimiter)
    except PatternError as error:
        return run.why(f"the delimiter is invalid: {error}")
    pieces: list[Value] = []
    position = 0
    for found in compiled.matches(text, run):
        if found[1] == found[0]:
            continue
        pieces.append(text[position : found[0]])
        position = found[1]
    pieces.append(text[position:])
    run.list_size(len(pieces))
    return pieces
