"""FEEL text to tokens. Names with blanks or operator characters are put together later, by the parser."""

from __future__ import annotations

import re
from dataclasses import dataclass

from decisions.feel.errors import FeelLimitError, FeelSyntaxError
from decisions.feel.limits import Limits

NAME, NUMBER, STRING, SYMBOL, END = "name", "number", "string", "symbol", "end"


@dataclass(frozen=True, slots=True)
class Token:
    """kind: one of the constants above. text: as written (strings: unescaped). start, end: offsets in the text."""

    kind: str
    text: str
    start: int
    end: int


# The XML-like letters of the standard's name rule; "?" is the unary test's own name.
_NAME_START = (
    r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D"
    r"\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_NAME_PART = _NAME_START + r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
_BLANKS = r"[\t-\r \u0085\u00A0\u1680\u180E\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF]"

_TOKEN = re.compile(
    rf"""(?P<blank>{_BLANKS}+|//[^\n\r]*|/\*(?:[^*]|\*(?!/))*+\*/)
    |(?P<number>(?:\d++(?:\.\d++)?|\.\d++)(?:[eE][+-]?\d++)?)
    |(?P<name>\?|[{_NAME_START}][{_NAME_PART}]*+)
    |(?P<string>"(?:[^"\\\r\n]|\\[^\r\n])*+")
    |(?P<symbol>\.\.|\*\*|->|<=|>=|!=|/(?!\*)|[-+*=<>()\[\]{{}},:.@'])""",
    re.VERBOSE,
)
_NAME = re.compile(rf"[{_NAME_START}][{_NAME_PART}]*+")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "'": "'"}


def tokens(text: str, limits: Limits) -> list[Token]:
    """All tokens of the text, the last of kind END.

    Raises FeelSyntaxError for a character or string that is not FEEL, FeelLimitError for a text too long.
    """
    if len(text) > limits.text:
        raise FeelLimitError(
            f"the expression is longer than {limits.text} characters", code="feel.limit.text"
        )
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _unreadable(text, position)
        kind, end = str(match.lastgroup), match.end()
        if kind == STRING:
            found.append(Token(STRING, _unescape(text, position + 1, end - 1), position, end))
        elif kind != "blank":
            found.append(Token(kind, match.group(), position, end))
        position = end
    found.append(Token(END, "", len(text), len(text)))
    return found


def is_name(text: str) -> bool:
    """Whether a text is one plain name."""
    return _NAME.fullmatch(text) is not None


def words(name: str) -> tuple[str, ...]:
    """The token texts a name is written with, () when it can't be written in FEEL."""
    try:
        return tuple(token.text for token in tokens(name, Limits())[:-1])
    except (FeelSyntaxError, FeelLimitError):
        return ()


def _unreadable(text: str, position: int) -> FeelSyntaxError:
    character = text[position]
    if character == '"':
        return FeelSyntaxError(
            "the string is not closed", code="feel.syntax.string", text=text, offset=position
        )
    if text.startswith("/*", position):
        return FeelSyntaxError(
            "the comment is not closed", code="feel.syntax.comment", text=text, offset=position
        )
    return FeelSyntaxError(
        f"the character {character!r} has no meaning here",
        code="feel.syntax.character",
        text=text,
        offset=position,
    )


def _unescape(text: str, start: int, end: int) -> str:
    raw = text[start:end]
    if "\\" not in raw:
        return raw

    def replace(match: re.Match[str]) -> str:
        hexadecimal = match[1] or match[2]
        if hexadecimal:
            code = int(hexadecimal, 16)
            if code > 0x10FFFF:
                raise FeelSyntaxError(
                    "no such character", code="feel.syntax.string", text=text, offset=start + match.start()
                )
            return chr(code)
        # An unknown escape (a regex such as "\d") keeps its backslash, as published models rely on it.
        return _ESCAPED.get(match[3], match[0])

    # "😀" is one character written as two halves; lone halves stay, and are replaced when encoded.
    joined = _ESCAPE.sub(replace, raw)
    return joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
