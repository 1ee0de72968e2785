"""From a regular expression to a small program, and running it.

Every pair of instruction and position is tried once (failing there, it fails there always), so the time grows with
pattern times text and no pattern can blow up. Patterns with references can't be bounded so; the budget of steps
ends them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from decisions.feel.limits import Run
from decisions.feel.regex.charsets import CharSet, anything
from decisions.feel.regex.syntax import (
    Anchor,
    Chars,
    Choice,
    Group,
    PatternError,
    Reader,
    Reference,
    Regex,
    Repeat,
    Sequence,
)

_CHAR, _SPLIT, _JUMP, _SAVE, _BEGIN, _END, _REFER, _MATCH = range(8)
_MAX_PROGRAM = 10_000
_FLAGS = frozenset("smix")

Captures = tuple[int, ...]
# Instruction, position, captures.
_Thread = tuple[int, int, Captures]


@dataclass(slots=True)
class _Instruction:
    """set: of a character. first, second: where to go on, the preferred first; first also numbers a slot."""

    kind: int
    members: CharSet = anything
    first: int = 0
    second: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled regular expression. groups: how many capture."""

    program: tuple[_Instruction, ...]
    groups: int
    references: bool
    multiline: bool
    ignore_case: bool

    def matches(self, text: str, run: Run) -> Iterator[Captures]:
        """All matches from left to right without overlap: two offsets for each group, the whole match first."""
        start = 0
        while start <= len(text):
            found = self.search(text, start, run)
            if found is None:
                return
            yield found
            start = found[1] if found[1] > found[0] else found[1] + 1

    def search(self, text: str, start: int, run: Run) -> Captures | None:
        """The leftmost match from a position on. Raises FeelLimitError when it takes too many steps."""
        visited: set[int] = set()
        for position in range(start, len(text) + 1):
            found = self._match(text, position, visited, run)
            if found is not None:
                return found
        return None

    def _match(self, text: str, start: int, visited: set[int], run: Run) -> Captures | None:
        stack: list[_Thread] = [(0, start, (-1,) * (2 * self.groups + 2))]
        while stack:
            found = self._follow(stack.pop(), text, stack, visited, run)
            if found is not None:
                return (start, *found[1:])
        return None

    def _follow(
        self, thread: _Thread, text: str, stack: list[_Thread], visited: set[int], run: Run
    ) -> Captures | None:
        """One way through the program to its end, where the captures come back, or until it fails."""
        counter, position, captures = thread
        size = len(text)
        while True:
            run.charge(1)
            instruction = self.program[counter]
            kind = instruction.kind
            counter += 1
            if kind == _CHAR:
                if position >= size or not instruction.members(text[position]):
                    return None
                position += 1
            elif kind == _SPLIT:
                mark = counter * (size + 1) + position
                if mark in visited:
                    return None
                if not self.references:
                    visited.add(mark)
                stack.append((instruction.second, position, captures))
                counter = instruction.first
            elif kind == _JUMP:
                counter = instruction.first
            elif kind == _SAVE:
                slot = instruction.first
                captures = (*captures[:slot], position, *captures[slot + 1 :])
            elif kind == _REFER:
                position = self._refer(text, position, captures, instruction.first)
                if position < 0:
                    return None
            elif kind == _MATCH:
                return (-1, position, *captures[2:])
            elif not self._anchored(text, position, kind):
                return None

    def _refer(self, text: str, position: int, captures: Captures, group: int) -> int:
        """The position behind what the group captured, -1 when it isn't there again."""
        low, high = captures[2 * group], captures[2 * group + 1]
        wanted = text[low:high] if high >= 0 else ""
        found = text[position : position + len(wanted)]
        if found == wanted or (self.ignore_case and found.casefold() == wanted.casefold()):
            return position + len(wanted)
        return -1

    def _anchored(self, text: str, position: int, kind: int) -> bool:
        if kind == _BEGIN:
            return position == 0 or (self.multiline and text[position - 1] == "\n" and position < len(text))
        return position == len(text) or (self.multiline and text[position] == "\n")


@lru_cache(maxsize=512)
def compile_pattern(pattern: str, flags: str = "") -> Pattern:
    """The pattern compiled. flags: letters of "smix". Raises PatternError."""
    if not set(flags) <= _FLAGS:
        raise PatternError(f"{flags!r} are no flags")
    reader = Reader(pattern, "s" in flags, "i" in flags, "x" in flags)
    tree = reader.read()
    program: list[_Instruction] = []
    _emit(tree, program)
    program.append(_Instruction(_MATCH))
    return Pattern(tuple(program), reader.groups, reader.references, "m" in flags, "i" in flags)


def _emit(node: Regex, program: list[_Instruction]) -> None:
    if len(program) > _MAX_PROGRAM:
        raise PatternError("the pattern is too large")
    if isinstance(node, Chars):
        program.append(_Instruction(_CHAR, node.members))
    elif isinstance(node, Sequence):
        for part in node.parts:
            _emit(part, program)
    elif isinstance(node, Group):
        if node.number:
            program.append(_Instruction(_SAVE, first=2 * node.number))
        _emit(node.body, program)
        if node.number:
            program.append(_Instruction(_SAVE, first=2 * node.number + 1))
    elif isinstance(node, Choice):
        _emit_choice(node, program)
    elif isinstance(node, Repeat):
        _emit_repeat(node, program)
    elif isinstance(node, Reference):
        program.append(_Instruction(_REFER, first=node.number))
    elif isinstance(node, Anchor):
        program.append(_Instruction(_BEGIN if node.symbol == "^" else _END))


def _emit_choice(node: Choice, program: list[_Instruction]) -> None:
    jumps = []
    for branch in node.branches[:-1]:
        split = _Instruction(_SPLIT, first=len(program) + 1)
        program.append(split)
        _emit(branch, program)
        jump = _Instruction(_JUMP)
        program.append(jump)
        jumps.append(jump)
        split.second = len(program)
    _emit(node.branches[-1], program)
    for jump in jumps:
        jump.first = len(program)


def _emit_repeat(node: Repeat, program: list[_Instruction]) -> None:
    for _ in range(node.least):
        _emit(node.body, program)
    if node.most is None:
        split = _Instruction(_SPLIT)
        start = len(program)
        program.append(split)
        _emit(node.body, program)
        program.append(_Instruction(_JUMP, first=start))
        _direct(split, start + 1, len(program), node.lazy)
        return
    splits = []
    for _ in range(node.most - node.least):
        split = _Instruction(_SPLIT)
        splits.append((split, len(program) + 1))
        program.append(split)
        _emit(node.body, program)
    for split, inside in splits:
        _direct(split, inside, len(program), node.lazy)


def _direct(split: _Instruction, inside: int, outside: int, lazy: bool) -> None:
    split.first, split.second = (outside, inside) if lazy else (inside, outside)
