"""Conditions as other engines' modellers write them (JUEL, JavaScript, Python, Groovy), said in FEEL.

Only what means the same in every one of them: comparisons, `&&`, `||`, `!` and their words, arithmetic, paths, texts
in either quotes. Methods, functions, remainders (of negative numbers each has its own) and everything else stay what
they are: no FEEL. Where those languages would turn
a text into a number or a number into a truth value, FEEL gives null, and the play stops there and says so.
"""

import json
import re
from collections.abc import Callable, Iterator

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)(?![\w.])|(?P<name>[^\W\d]\w*)"
    r"|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<sign>===|!==|&&|\|\||[=!<>]=|[-+*/<>!?:.()\[\]]))"
)
_STATEMENT = re.compile(r"return\s+")
_WORDS = {
    **{"and": "&&", "or": "||", "not": "not", "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="},
    "div": "/",
}  # fmt: skip
_VALUES = {"true": "true", "True": "true", "false": "false", "False": "false"} | dict.fromkeys(
    ("null", "None", "nil", "undefined"), "null"
)
_EQUAL = {"==": "=", "===": "=", "!=": "!=", "!==": "!="}
_ORDER = frozenset({"<", "<=", ">", ">="})
_AROUND_NOT = frozenset({"&&", "||", "?", ":", ")", "]"})
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
# a name that FEEL, or one of those languages, reads as something else
_KEPT = frozenset(
    {
        *(
            "if",
            "then",
            "else",
            "for",
            "in",
            "return",
            "some",
            "every",
            "satisfies",
            "between",
            "instance",
            "of",
        ),
        *("function", "empty", "is", "new", "typeof", "lambda", "this", "mod"),
    }
)
MAX_CHARACTERS = 2_000
MAX_DEPTH = 40


class NotSaid(Exception):
    """This cannot be said in FEEL, or may mean another thing there."""


def in_feel(text: str) -> str:
    """The FEEL expression that means the same, fully bracketed. Raises NotSaid."""
    if len(text) > MAX_CHARACTERS:
        raise NotSaid("too long")
    parser = _Parser(list(_tokens(_STATEMENT.sub("", text.strip()).removesuffix(";").rstrip())))
    said = parser.choice(0)
    if parser.here is not None:
        raise NotSaid(f"{parser.here!r} is not expected")
    return said


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise NotSaid(f"{text[at:].strip()[:1]!r} is no operator")
        kind = found.lastgroup or ""
        word = found[kind]
        at = found.end()
        yield ("sign", _WORDS[word]) if kind == "name" and word in _WORDS else (kind, word)


class _Parser:
    """One function for each level of precedence, from the loosest."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def here(self) -> str | None:
        """The token that comes next."""
        return self._tokens[self._at][1] if self._at < len(self._tokens) else None

    def _take(self, *signs: str) -> str | None:
        if self._at < len(self._tokens) and self._tokens[self._at] in [("sign", sign) for sign in signs]:
            self._at += 1
            return self._tokens[self._at - 1][1]
        return None

    def _expect(self, sign: str) -> None:
        if self._take(sign) is None:
            raise NotSaid(f"{sign!r} is missing")

    def choice(self, depth: int) -> str:
        """a ? b : c."""
        if depth > MAX_DEPTH:
            raise NotSaid("too deep")
        asked = self._either(depth)
        if self._take("?") is None:
            return asked
        chosen = self.choice(depth + 1)
        self._expect(":")
        return f"(if {asked} then {chosen} else {self.choice(depth + 1)})"

    def _either(self, depth: int) -> str:
        return self._row(depth, self._both, {"||": "or"})

    def _both(self, depth: int) -> str:
        return self._row(depth, self._denied, {"&&": "and"})

    def _denied(self, depth: int) -> str:
        """The word `not`: before a comparison it means all of it in Python, and its left side alone in JUEL."""
        denials = 0
        while self._take("not"):
            denials += 1
        if not denials:
            return self._equality(depth)
        said = self._unary(depth)
        if self.here is not None and self.here not in _AROUND_NOT:
            raise NotSaid(f"not before {self.here!r}")
        return "not(" * denials + said + ")" * denials

    def _equality(self, depth: int) -> str:
        return self._pair(depth, self._comparison, _EQUAL)

    def _comparison(self, depth: int) -> str:
        return self._pair(depth, self._sum, {sign: sign for sign in _ORDER})

    def _sum(self, depth: int) -> str:
        return self._row(depth, self._product, {"+": "+", "-": "-"})

    def _product(self, depth: int) -> str:
        return self._row(depth, self._unary, {"*": "*", "/": "/"})

    def _row(self, depth: int, inner: Callable[[int], str], signs: dict[str, str]) -> str:
        said = inner(depth)
        while sign := self._take(*signs):
            said = f"({said} {signs[sign]} {inner(depth)})"
        return said

    def _pair(self, depth: int, inner: Callable[[int], str], signs: dict[str, str]) -> str:
        """Two compared; three in a row mean one thing in Python and another elsewhere."""
        said = inner(depth)
        sign = self._take(*signs)
        if sign is None:
            return said
        other = inner(depth)
        if self.here in signs:
            raise NotSaid("comparisons in a row")
        return f"({said} {signs[sign]} {other})"

    def _unary(self, depth: int) -> str:
        if depth > MAX_DEPTH:
            raise NotSaid("too deep")
        if self._take("!"):
            return f"not({self._unary(depth + 1)})"
        if self._take("-"):
            return f"(-{self._unary(depth + 1)})"
        return self._path(depth)

    def _path(self, depth: int) -> str:
        said = self._operand(depth)
        while sign := self._take(".", "["):
            if sign == ".":
                said = f"{said}.{self._name()}"
            else:
                said = f"{said}{self._index()}"
                self._expect("]")
        if self.here == "(":
            raise NotSaid("a method or function")
        return said

    def _operand(self, depth: int) -> str:
        if self._take("("):
            said = self.choice(depth + 1)
            self._expect(")")
            return said if said.startswith("(") else f"({said})"
        kind, word = self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")
        if kind == "name":
            return _VALUES[self._word()] if word in _VALUES else self._name()
        if kind == "number":
            return self._word()
        if kind == "text":
            return _text(self._word())
        raise NotSaid(f"{word!r} is not expected")

    def _index(self) -> str:
        """[0] or ['name']: FEEL counts from 1, and says the latter with a dot."""
        kind, word = self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")
        if kind == "number" and word.isdigit():
            self._at += 1
            return f"[{int(word) + 1}]"
        if kind == "text" and word[1:-1].isidentifier():
            self._at += 1
            return f".{word[1:-1]}"
        raise NotSaid("an index that is computed")

    def _name(self) -> str:
        if self._at >= len(self._tokens) or self._tokens[self._at][0] != "name":
            raise NotSaid("a name is missing")
        word = self._word()
        if word in _KEPT or word in _VALUES:
            raise NotSaid(f"{word} is no name")
        return word

    def _word(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][1]


def _text(quoted: str) -> str:
    said = re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), quoted[1:-1], flags=re.DOTALL)
    return json.dumps(said, ensure_ascii=False)
