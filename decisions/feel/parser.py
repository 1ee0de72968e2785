"""FEEL text to a tree: precedence climbing, so that nesting costs few Python frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from decisions.feel.errors import FeelLimitError, FeelSyntaxError
from decisions.feel.limits import DEFAULT_LIMITS, Limits
from decisions.feel.numbers import literal_number
from decisions.feel.parser_brackets import ADDITION, COMPARATORS, BracketParser
from decisions.feel.parser_textual import TEXTUAL
from decisions.feel.tree import (
    Between,
    Binary,
    Call,
    Comparator,
    Filter,
    In,
    InstanceOf,
    Junction,
    Literal,
    Name,
    Node,
    Path,
    Tests,
    Unary,
)
from decisions.feel.walk import depth

_LEVELS = {"or": 1, "and": 2, "+": 4, "-": 4, "*": 5, "/": 5, "**": 6}
_COMPARISON = 3
_LEVELS.update(dict.fromkeys([*COMPARATORS, "between", "in"], _COMPARISON))
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_CANNOT_START = frozenset([")", "]", ",", ".", "..", ":", "}", "*", "/", "**", "+", "="])


def parse_expression(text: str, names: Iterable[str] = (), limits: Limits = DEFAULT_LIMITS) -> Node:
    """The tree of an expression.

    names: declared names, needed only for those with operator characters or keywords in them.
    Raises FeelSyntaxError, FeelLimitError.
    """
    parser = Parser(text, names, limits)
    return parser.whole(parser.expression)


def parse_unary_tests(text: str, names: Iterable[str] = (), limits: Limits = DEFAULT_LIMITS) -> Tests:
    """The tree of the unary tests of an input entry. Raises FeelSyntaxError, FeelLimitError."""
    parser = Parser(text, names, limits)
    tests = parser.whole(parser.unary_tests)
    assert isinstance(tests, Tests)  # noqa: S101 - narrows the type only
    return tests


class Parser(BracketParser):
    """One pass over one text."""

    def whole(self, rule: Callable[[], Node]) -> Node:
        """The node of a rule that must use up the text, its depth checked."""
        try:
            node = rule()
        except RecursionError:
            raise FeelLimitError("the expression nests too deep", code="feel.limit.depth") from None
        self.expect_end()
        if depth(node) > self.limits.depth:
            raise FeelLimitError(
                f"the expression nests more than {self.limits.depth} deep", code="feel.limit.depth"
            )
        return node

    def unary_tests(self) -> Node:
        """`-`, `not(tests)` or tests."""
        start = self.token
        if self.at_symbol("-") and self.peek().kind == "end":
            self.index += 1
            return Tests(start.start, (), False)
        if self.at_word("not") and self.peek().text == "(":
            negated = self._negated()
            if negated is not None:
                return Tests(start.start, negated, True)
        return Tests(start.start, self._test_list(), False)

    def _negated(self) -> tuple[Node, ...] | None:
        """The tests of `not(...)` when that is the whole text; else the cursor stays, for not() may begin a test."""
        start = self.index
        self.index += 2
        try:
            tests = self._test_list()
            self.expect(")")
            self.expect_end()
        except FeelSyntaxError:
            self.index = start
            self.nesting = 0
            del self.scopes[2:]
            self.range_end = False
            return None
        return tests

    def _test_list(self) -> tuple[Node, ...]:
        tests = [self.test()]
        while self.accept(","):
            tests.append(self.test())
        return tuple(tests)

    def test(self) -> Node:
        token = self.token
        if token.kind == "symbol" and token.text in COMPARATORS:
            self.index += 1
            comparator = Comparator(token.start, token.text, self.climb(self.unary(), ADDITION))
            return self.climb(comparator, 1)
        return self.expression()

    def expression(self) -> Node:
        """Any expression."""
        self.descend()
        token = self.token
        node = None
        if token.kind == "name" and token.text in TEXTUAL and self.known_name_absent():
            node = self.textual()
        if node is None:
            node = self.climb(self.unary(), 1)
        self.ascend()
        return node

    def known_name_absent(self) -> bool:
        """Whether no declared name starts here, so that a keyword is one."""
        index = self.index
        found = self.known_name()
        self.index = index
        return found is None

    def climb(self, left: Node, level: int) -> Node:
        """Go on with the operators of that level and above behind a left operand."""
        while True:
            token = self.token
            found = _LEVELS.get(token.text, 0) if token.kind in ("symbol", "name") else 0
            if found < level:
                return left
            self.index += 1
            if found == _COMPARISON:
                left = self._comparison(left, token.text, token.start)
            elif found < _COMPARISON:
                left = self._junction(left, token.text, token.start, found)
            else:
                right = self.climb(self.operand(), found + 1)
                left = Binary(token.start, token.text, left, right)

    def operand(self) -> Node:
        """A right operand; a for, if, some, every or function may stand there and takes the rest."""
        if self.token.kind == "name" and self.token.text in TEXTUAL:
            return self.expression()
        return self.unary()

    def _junction(self, left: Node, operator: str, at: int, level: int) -> Node:
        operands = [left]
        while True:
            operands.append(self.climb(self.operand(), level + 1))
            if not self.accept_word(operator):
                return Junction(at, operator, tuple(operands))

    def _comparison(self, left: Node, operator: str, at: int) -> Node:
        if operator == "between":
            low = self.climb(self.operand(), ADDITION)
            self.expect_word("and")
            return Between(at, left, low, self.climb(self.operand(), ADDITION))
        if operator == "in":
            return In(at, left, self._in_tests())
        return Binary(at, operator, left, self.climb(self.operand(), ADDITION))

    def _in_tests(self) -> tuple[Node, ...]:
        token = self.token
        if token.kind == "symbol" and token.text in COMPARATORS:
            self.index += 1
            return (Comparator(token.start, token.text, self.climb(self.unary(), ADDITION)),)
        if not self.at_symbol("("):
            return (self.climb(self.operand(), ADDITION),)
        self.index += 1
        outer, self.range_end = self.range_end, False
        first = self.test()
        if self.accept(".."):
            node: Node = self.range(token.start, first, low_closed=False)
        elif self.at_symbol(","):
            tests = [first]
            while self.accept(","):
                tests.append(self.test())
            self.expect(")")
            self.range_end = outer
            return tuple(tests)
        else:
            self.expect(")")
            node = first
        self.range_end = outer
        return (self.climb(self.postfix(node), ADDITION),)

    def unary(self) -> Node:
        """A minus sign, or an operand with its paths, filters and calls, and `instance of`."""
        token = self.token
        if token.kind == "symbol" and token.text == "-":
            self.index += 1
            self.descend()
            operand = self.operand()
            self.ascend()
            return Unary(token.start, operand)
        node = self.postfix(self.primary())
        while self.at_word("instance") and self.peek().text == "of":
            at = self.token.start
            self.index += 2
            node = InstanceOf(at, node, self.type())
        return node

    def postfix(self, node: Node) -> Node:
        """Go on with .name, [filter] and (arguments) behind an operand."""
        while True:
            token = self.token
            if token.kind != "symbol":
                return node
            if token.text == ".":
                self.index += 1
                node = Path(token.start, node, self.name())
            elif token.text == "[" and not (self.range_end and self._closes_range()):
                node = self._filter(node)
            elif token.text == "(":
                node = self._call(node)
            else:
                return node

    def _closes_range(self) -> bool:
        """Whether the "[" here ends a range: no filter condition follows it up to a matching "]"."""
        following = self.peek()
        if following.kind == "end" or (following.kind == "symbol" and following.text in _CANNOT_START):
            return True
        if following.kind == "name" and following.text in _LEVELS:
            return True
        level = 0
        for token in self.tokens[self.index : -1]:
            if token.kind != "symbol":
                continue
            level += (token.text in "[({") - (token.text in "])}")
            if level == 0:
                return False
            if level == 1 and token.text == ",":
                return True
        return True

    def _filter(self, source: Node) -> Node:
        at = self.token.start
        self.index += 1
        outer, self.range_end = self.range_end, False
        condition = self.expression()
        self.expect("]")
        self.range_end = outer
        return Filter(at, source, condition)

    def _call(self, function: Node) -> Node:
        at = self.token.start
        self.index += 1
        outer, self.range_end = self.range_end, False
        arguments: list[Node] = []
        names: list[str] = []
        while not self.at_symbol(")"):
            if self.declaration_end(":") is not None:
                names.append(self.declared_name(":"))
                self.index += 1
            arguments.append(self.expression())
            if not self.accept(","):
                break
        if names and len(names) != len(arguments):
            raise self.fail("named and positional arguments don't mix", code="feel.syntax.arguments")
        self.expect(")")
        self.range_end = outer
        return Call(at, function, tuple(arguments), tuple(names))

    def primary(self) -> Node:
        """A literal, name, bracketed expression, list, context or range."""
        token = self.token
        if token.kind == "name":
            known = self.known_name()
            if known is None and token.text in _CONSTANTS:
                self.index += 1
                return Literal(token.start, _CONSTANTS[token.text])
            if known is None and token.text in TEXTUAL:
                return self.expression()
            return Name(token.start, known if known is not None else self.name())
        self.index += 1
        if token.kind == "number":
            return Literal(token.start, self._number(token.text))
        if token.kind == "string":
            return Literal(token.start, token.text)
        return self.bracket(token)

    def _number(self, text: str) -> Decimal:
        value = literal_number(text)
        if value is None:
            raise self.fail("the number is outside the range of decimal128", self.tokens[self.index - 1])
        return value
