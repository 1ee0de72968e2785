"""Reading tokens and names: the lower half of the parser."""

from __future__ import annotations

import re
from collections.abc import Iterable

from decisions.feel.errors import FeelLimitError, FeelSyntaxError
from decisions.feel.lexer import END, NAME, NUMBER, SYMBOL, Token, tokens, words
from decisions.feel.limits import Limits

KEYWORDS = frozenset(
    [
        "and",
        "or",
        "in",
        "between",
        "then",
        "else",
        "return",
        "satisfies",
        "instance",
        "if",
        "for",
        "some",
        "every",
        "function",
        "true",
        "false",
        "null",
    ]
)
# Names of the standard that hold a keyword; the others are put together as adjacent words.
STANDARD_NAMES = ("date and time", "years and months duration", "days and time duration")
# What else may stand inside a name once it is declared (DMN 1.5, 10.3.1.2, rule 30).
_NAME_SYMBOLS = frozenset(["-", "+", "*", "/", "'", ".", "**", ".."])
_BLANKS = re.compile(r"\s+")

NameTable = dict[str, list[tuple[tuple[str, ...], str]]]


def name_table(names: Iterable[str]) -> NameTable:
    """Names of more than one token by their first token, the longest first."""
    table: NameTable = {}
    for name in names:
        parts = words(name)
        if len(parts) > 1:
            table.setdefault(parts[0], []).append((parts, name))
    for entries in table.values():
        entries.sort(key=lambda entry: len(entry[0]), reverse=True)
    return table


_STANDARD_TABLE = name_table(STANDARD_NAMES)


class Cursor:
    """A position in the tokens of one text, and the names in scope there."""

    def __init__(self, text: str, names: Iterable[str], limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.tokens = tokens(text, limits)
        self.index = 0
        self.nesting = 0
        self.scopes: list[NameTable] = [_STANDARD_TABLE, name_table(names)]

    @property
    def token(self) -> Token:
        """The token under the cursor."""
        return self.tokens[self.index]

    def peek(self, ahead: int = 1) -> Token:
        """A token further on; the end token past the end."""
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def fail(self, message: str, token: Token | None = None, code: str = "feel.syntax") -> FeelSyntaxError:
        """The error for a token, the current one unless given."""
        return FeelSyntaxError(message, code=code, text=self.text, offset=(token or self.token).start)

    def at_symbol(self, symbol: str) -> bool:
        """Whether that symbol is under the cursor."""
        token = self.token
        return token.kind == SYMBOL and token.text == symbol

    def at_word(self, word: str) -> bool:
        """Whether that keyword is under the cursor."""
        token = self.token
        return token.kind == NAME and token.text == word

    def accept(self, symbol: str) -> bool:
        """Step over a symbol when it is there."""
        if self.at_symbol(symbol):
            self.index += 1
            return True
        return False

    def accept_word(self, word: str) -> bool:
        """Step over a keyword when it is there."""
        if self.at_word(word):
            self.index += 1
            return True
        return False

    def expect(self, symbol: str) -> None:
        """Step over a symbol. Raises FeelSyntaxError when another token stands there."""
        if not self.accept(symbol):
            raise self.fail(f"expected {symbol!r}, found {self.found()}")

    def expect_word(self, word: str) -> None:
        """Step over a keyword. Raises FeelSyntaxError when another token stands there."""
        if not self.accept_word(word):
            raise self.fail(f"expected {word!r}, found {self.found()}")

    def expect_end(self) -> None:
        """Raises FeelSyntaxError unless the text ends here."""
        if self.token.kind != END:
            raise self.fail(f"{self.found()} is out of place")

    def found(self) -> str:
        """What stands under the cursor, for a message."""
        return "the end" if self.token.kind == END else repr(self.text[self.token.start : self.token.end])

    def descend(self) -> None:
        """One level deeper. Raises FeelLimitError past the limit; ascend() on the way out."""
        self.nesting += 1
        if self.nesting > self.limits.depth:
            raise FeelLimitError(
                f"the expression nests more than {self.limits.depth} deep",
                code="feel.limit.depth",
                text=self.text,
                offset=self.token.start,
            )

    def ascend(self) -> None:
        """One level up."""
        self.nesting -= 1

    def known_name(self) -> str | None:
        """The longest declared name of several tokens that starts here, stepped over; else None."""
        token = self.token
        best: tuple[tuple[str, ...], str] | None = None
        for table in self.scopes:
            for parts, name in table.get(token.text, ()):
                if (best is None or len(parts) > len(best[0])) and self._starts_with(parts):
                    best = (parts, name)
                    break
        if best is None:
            return None
        self.index += len(best[0])
        return best[1]

    def _starts_with(self, parts: tuple[str, ...]) -> bool:
        last = self.index + len(parts)
        if last >= len(self.tokens):
            return False
        return all(
            token.text == part and token.kind != "string"
            for token, part in zip(self.tokens[self.index : last], parts, strict=True)
        )

    def name(self) -> str:
        """A name in use: a declared one, or all adjacent words (no operator could stand between them)."""
        known = self.known_name()
        if known is not None:
            return known
        if self.token.kind != NAME or self.token.text in KEYWORDS:
            raise self.fail(f"expected a name, found {self.found()}")
        parts = [self.token.text]
        self.index += 1
        while parts[0] != "?" and self._continues_name():
            parts.append(self.token.text)
            self.index += 1
        return " ".join(parts)

    def _continues_name(self) -> bool:
        token = self.token
        if token.kind == NUMBER:
            return token.text.isdigit()
        return token.kind == NAME and token.text not in KEYWORDS and token.text != "?"

    def declared_name(self, *ends: str) -> str:
        """A name being declared: everything up to one of the end tokens, operator characters included."""
        end = self.declaration_end(*ends)
        if end is None:
            raise self.fail(f"expected a name before {' or '.join(map(repr, ends))}, found {self.found()}")
        start, stop = self.token.start, self.tokens[end - 1].end
        self.index = end
        return _BLANKS.sub(" ", self.text[start:stop])

    def declaration_end(self, *ends: str) -> int | None:
        """The index of the end token behind a name that could be declared here, None when it is no name."""
        if self.token.kind != NAME:
            return None
        index = self.index
        while True:
            index += 1
            token = self.tokens[index]
            if token.text in ends and token.kind != "string":
                return index
            if token.kind not in (NAME, NUMBER) and not (
                token.kind == SYMBOL and token.text in _NAME_SYMBOLS
            ):
                return None

    def declare(self, *names: str) -> None:
        """Open a scope that knows these names too; close it with forget()."""
        self.scopes.append(name_table(names))

    def forget(self) -> None:
        """Close the innermost scope."""
        self.scopes.pop()
