"""Which regular expressions a form may carry: those that mean the same in JavaScript and Python and cannot hang.

The form preview in the browser runs them as JavaScript, the server as Python. What both agree on is small:
literals, classes, groups without look-around, plain quantifiers. A repeated group may contain no repetition and
no alternative, and the ways a text can be split over the pattern are counted and bounded, so a match ends soon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from forms import messages

MAX_PATTERN = 300
MAX_SUBJECT = 256
"""Longest text, in characters, a pattern is ever tried on."""
# Three free repetitions over the longest subject; a backtracking match takes about a sixth of that in steps.
_MAX_WAYS = MAX_SUBJECT**3

_ESCAPES = frozenset("dDwWsSbBtnrfv") | frozenset(r"\.*+?()[]{}|^$/-,:;'\"#%&@!=<>~` ")
_QUANTIFIER = re.compile(r"([*+?])|\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?\}")
_UNICODE_ESCAPE = re.compile(r"u[0-9A-Fa-f]{4}")
_DOUBLED = ("--", "&&", "||", "~~")


class UnsafePattern(ValueError):
    """The pattern is refused; the message says why, in Vietnamese."""


@dataclass(slots=True)
class _Group:
    """What was seen inside one open group."""

    varies: bool = False
    branches: bool = False


def compile_pattern(text: str) -> re.Pattern[str]:
    """The pattern, ready for `search`, with ASCII classes as in JavaScript. Raises UnsafePattern."""
    if len(text) > MAX_PATTERN:
        raise UnsafePattern(messages.PATTERN["too_long"].format(limit=MAX_PATTERN))
    _Scan(text).run()
    try:
        return re.compile(text, re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise UnsafePattern(messages.PATTERN["syntax"]) from error


class _Scan:
    """One pass over the pattern, keeping the open groups."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.open = [_Group()]
        # An unanchored search tries every start: that is one more free repetition.
        self.ways = 1 if text.startswith("^") else MAX_SUBJECT

    def run(self) -> None:
        while self.at < len(self.text):
            character = self.text[self.at]
            self.at += 1
            if character == "(":
                self._open_group()
            elif character == ")":
                self._close_group()
            elif character == "|":
                self.open[-1].branches = True
                self._multiply(2)
            elif character in "^$":
                continue
            elif character in "*+?{}":
                raise UnsafePattern(messages.PATTERN["brace" if character in "{}" else "syntax"])
            else:
                self._atom(character)
        if len(self.open) != 1:
            raise UnsafePattern(messages.PATTERN["syntax"])

    def _atom(self, character: str) -> None:
        if character == "\\":
            self._escape()
        elif character == "[":
            self._character_class()
        self._quantifier(_Group())

    def _open_group(self) -> None:
        if self.text.startswith("?", self.at):
            if not self.text.startswith("?:", self.at):
                raise UnsafePattern(
                    messages.PATTERN["group"].format(detail=self.text[self.at + 1 : self.at + 2])
                )
            self.at += 2
        self.open.append(_Group())

    def _close_group(self) -> None:
        if len(self.open) == 1:
            raise UnsafePattern(messages.PATTERN["syntax"])
        closed = self.open.pop()
        self.open[-1].varies |= closed.varies
        self.open[-1].branches |= closed.branches
        self._quantifier(closed)

    def _escape(self) -> None:
        following = self.text[self.at : self.at + 1]
        unicode_escape = _UNICODE_ESCAPE.match(self.text, self.at)
        if unicode_escape:
            self.at = unicode_escape.end()
        elif following and following in _ESCAPES:
            self.at += 1
        else:
            raise UnsafePattern(messages.PATTERN["escape"].format(detail=following))

    def _character_class(self) -> None:
        if self.text.startswith("^", self.at):
            self.at += 1
        start = self.at
        while not self.text.startswith("]", self.at):
            if self.at >= len(self.text):
                raise UnsafePattern(messages.PATTERN["syntax"])
            if self.text[self.at] == "[" or self.text.startswith(_DOUBLED, self.at):
                raise UnsafePattern(messages.PATTERN["class"])
            self.at += 1
            if self.text[self.at - 1] == "\\":
                self._escape()
        if self.at == start:
            raise UnsafePattern(messages.PATTERN["class"])
        self.at += 1

    def _quantifier(self, inside: _Group) -> None:
        found = _QUANTIFIER.match(self.text, self.at)
        if not found:
            return
        self.at = found.end()
        if self.text[self.at : self.at + 1] in ("*", "+", "{") or self.text.startswith("??", self.at - 1):
            raise UnsafePattern(messages.PATTERN["syntax"])
        if self.text.startswith("?", self.at):
            self.at += 1
        least, most = _bounds(found)
        if most != 1 and (inside.varies or inside.branches):
            raise UnsafePattern(messages.PATTERN["nested"])
        if least != most:
            self.open[-1].varies = True
            self._multiply(MAX_SUBJECT if most is None else most - least + 1)

    def _multiply(self, ways: int) -> None:
        self.ways *= max(1, min(ways, MAX_SUBJECT))
        if self.ways > _MAX_WAYS:
            raise UnsafePattern(messages.PATTERN["wide"])


def _bounds(found: re.Match[str]) -> tuple[int, int | None]:
    """Least and most repetitions of a quantifier; None is no bound."""
    if found[1]:
        return {"*": (0, None), "+": (1, None), "?": (0, 1)}[found[1]]
    least = int(found[2])
    if not found[3]:
        return least, least
    return least, int(found[4]) if found[4] else None
