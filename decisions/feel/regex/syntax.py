"""Reading regular expressions of XQuery and XPath, those of XML Schema with anchors, groups and references."""

from __future__ import annotations

from dataclasses import dataclass

from decisions.feel.regex import charsets
from decisions.feel.regex.charsets import CharSet

MAX_REPEAT = 1000
_MAX_NESTING = 50
_ESCAPED = frozenset("\\|.-^?*+{}()[]$")
_CONTROL = {"n": "\n", "r": "\r", "t": "\t"}


class PatternError(Exception):
    """The pattern is not a regular expression of the standard."""


@dataclass(frozen=True, slots=True)
class Chars:
    """One character of a set."""

    members: CharSet


@dataclass(frozen=True, slots=True)
class Anchor:
    """^ or $."""

    symbol: str


@dataclass(frozen=True, slots=True)
class Group:
    """( ), number 0 when it captures nothing."""

    number: int
    body: Regex


@dataclass(frozen=True, slots=True)
class Reference:
    """\\1: what a group captured."""

    number: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    parts: tuple[Regex, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first that fits."""

    branches: tuple[Regex, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """least to most times (None: any number), few of them when lazy."""

    body: Regex
    least: int
    most: int | None
    lazy: bool


Regex = Chars | Anchor | Group | Reference | Sequence | Choice | Repeat


def _without_blanks(pattern: str) -> str:
    """The pattern under the flag "x": blanks outside classes count for nothing, not even behind a backslash."""
    kept: list[str] = []
    classes = 0
    escaped = False
    for character in pattern:
        if character in " \t\r\n" and not classes:
            continue
        kept.append(character)
        if not escaped:
            classes += (character == "[") - (character == "]" and classes > 0)
        escaped = character == "\\" and not escaped
    return "".join(kept)


class Reader:
    """One pass over one pattern. groups: how many capture. references: whether any is referred to."""

    def __init__(self, pattern: str, dot_all: bool, ignore_case: bool, extended: bool) -> None:
        self.pattern = _without_blanks(pattern) if extended else pattern
        self.position = 0
        self.groups = 0
        self.references = False
        self._closed: set[int] = set()
        self._nesting = 0
        self._dot = charsets.anything if dot_all else charsets.no_newline
        self._ignore_case = ignore_case

    def read(self) -> Regex:
        """The whole pattern. Raises PatternError."""
        found = self._choice()
        if self.position < len(self.pattern):
            raise PatternError("a bracket is closed that was not opened")
        return found

    def _peek(self) -> str:
        return self.pattern[self.position] if self.position < len(self.pattern) else ""

    def _next(self) -> str:
        if self.position >= len(self.pattern):
            raise PatternError("the pattern ends too early")
        self.position += 1
        return self.pattern[self.position - 1]

    def _choice(self) -> Regex:
        self._nesting += 1
        if self._nesting > _MAX_NESTING:
            raise PatternError("the pattern nests too deep")
        branches = [self._sequence()]
        while self._peek() == "|":
            self.position += 1
            branches.append(self._sequence())
        self._nesting -= 1
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _sequence(self) -> Regex:
        parts: list[Regex] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._quantified(self._atom()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _atom(self) -> Regex:
        character = self._next()
        if character == "(":
            return self._group()
        if character == "[":
            return self._chars(self._class())
        if character == ".":
            return Chars(self._dot)
        if character in "^$":
            return Anchor(character)
        if character == "\\":
            return self._escape()
        if character in "?*+{}]":
            raise PatternError(f"{character!r} must be escaped")
        return self._chars(charsets.single(character))

    def _chars(self, members: CharSet) -> Chars:
        return Chars(charsets.ignoring_case(members) if self._ignore_case else members)

    def _group(self) -> Regex:
        number = 0
        if self._peek() == "?":
            self.position += 1
            if self._next() != ":":
                raise PatternError("only (?: may stand behind an opening bracket")
        else:
            self.groups += 1
            number = self.groups
        body = self._choice()
        if self._peek() != ")":
            raise PatternError("a bracket is not closed")
        self.position += 1
        self._closed.add(number)
        return Group(number, body)

    def _escape(self) -> Regex:
        character = self._next()
        if character in "123456789":
            number = int(character)
            while self._peek().isdecimal() and number * 10 + int(self._peek()) <= self.groups:
                number = number * 10 + int(self._next())
            if number not in self._closed:
                raise PatternError(f"there is no group {number} before its reference")
            self.references = True
            return Reference(number)
        return self._chars(self._escaped_set(character))

    def _escaped_set(self, character: str) -> CharSet:
        if character in _ESCAPED:
            return charsets.single(character)
        if character in _CONTROL:
            return charsets.single(_CONTROL[character])
        known = charsets.CLASSES.get(character.lower())
        if known is not None:
            return known if character.islower() else charsets.negated(known)
        if character in "pP":
            return self._category(complement=character == "P")
        raise PatternError(f"\\{character} is no escape")

    def _category(self, complement: bool) -> CharSet:
        end = self.pattern.find("}", self.position)
        if self._next() != "{" or end < 0:
            raise PatternError("\\p takes a name in braces")
        members = charsets.category(self.pattern[self.position : end])
        if members is None:
            raise PatternError("there is no such category or block")
        self.position = end + 1
        return charsets.negated(members) if complement else members

    def _class(self) -> CharSet:
        """A set behind its opening bracket, up to and with the closing one."""
        self._nesting += 1
        if self._nesting > _MAX_NESTING:
            raise PatternError("the pattern nests too deep")
        complement = self.pattern.startswith("^", self.position)
        self.position += complement
        members: list[CharSet] = []
        taken: CharSet | None = None
        while True:
            character = self._next()
            if character == "]" and (members or taken):
                break
            if character == "-" and self.pattern.startswith("[", self.position) and members:
                self.position += 1
                taken = self._class()
                if self._next() != "]":
                    raise PatternError("a subtraction ends its class")
                break
            members.append(self._member(character))
        self._nesting -= 1
        found = charsets.union(members)
        if complement:
            found = charsets.negated(found)
        return found if taken is None else charsets.without(found, taken)

    def _member(self, character: str) -> CharSet:
        first = self._class_character(character)
        if callable(first):
            return first
        following = self.pattern[self.position : self.position + 2]
        if not following.startswith("-") or following in ("-]", "-["):
            return charsets.single(first)
        self.position += 1
        last = self._class_character(self._next())
        if callable(last) or last < first:
            raise PatternError("a range goes from one character to a later one")
        return charsets.span(first, last)

    def _class_character(self, character: str) -> str | CharSet:
        """The character, or the set a class escape stands for."""
        if character in "[]":
            raise PatternError("a square bracket in a class must be escaped")
        if character != "\\":
            return character
        escaped = self._next()
        if escaped in _ESCAPED:
            return escaped
        return _CONTROL[escaped] if escaped in _CONTROL else self._escaped_set(escaped)

    def _quantified(self, atom: Regex) -> Regex:
        symbol = self._peek()
        if symbol not in ("?", "*", "+", "{"):
            return atom
        self.position += 1
        least, most = self._counts() if symbol == "{" else _COUNTS[symbol]
        lazy = self._peek() == "?"
        self.position += lazy
        if self._peek() in ("?", "*", "+", "{"):
            raise PatternError("a quantifier stands behind another")
        return Repeat(atom, least, most, lazy)

    def _counts(self) -> tuple[int, int | None]:
        end = self.pattern.find("}", self.position)
        least, comma, most = self.pattern[self.position : max(end, self.position)].partition(",")
        numbers = [least, most] if most else [least]
        if end < 0 or not all(text.isascii() and text.isdecimal() and len(text) < 7 for text in numbers):
            raise PatternError("a count is {n}, {n,} or {n,m}")
        self.position = end + 1
        low, high = int(least), int(most) if most else None
        if not comma:
            high = low
        if high is not None and high < low:
            raise PatternError("a count goes up")
        if max(low, high or 0) > MAX_REPEAT:
            raise PatternError(f"a count is at most {MAX_REPEAT}")
        return low, high


_COUNTS: dict[str, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}
