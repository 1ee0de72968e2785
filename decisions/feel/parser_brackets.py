"""Reading what stands in brackets: parentheses, lists, contexts, ranges."""

from __future__ import annotations

from decisions.feel.lexer import Token
from decisions.feel.parser_textual import TextualParser
from decisions.feel.tree import AtLiteral, Comparator, ContextOf, ListOf, Node, RangeOf

COMPARATORS = frozenset(["=", "!=", "<", "<=", ">", ">="])
ADDITION = 4


class BracketParser(TextualParser):
    """Primary expressions that open a bracket."""

    # Inside the upper end of a range a "[" may close it: ]1..10[.
    range_end = False

    def test(self) -> Node:
        """One unary test."""
        raise NotImplementedError

    def unary(self) -> Node:
        """An operand."""
        raise NotImplementedError

    def climb(self, left: Node, level: int) -> Node:
        """Go on behind a left operand."""
        raise NotImplementedError

    def bracket(self, token: Token) -> Node:
        """The expression an opening bracket, already stepped over, starts. Raises FeelSyntaxError at any other."""
        rules = {
            "(": self._parenthesis,
            "[": self._square,
            "]": self._open_range,
            "{": self._context,
            "@": self._at_literal,
        }
        rule = rules.get(token.text) if token.kind == "symbol" else None
        if rule is None:
            self.index -= 1
            raise self.fail(f"expected an expression, found {self.found()}")
        outer, self.range_end = self.range_end, False
        node = rule(token.start)
        self.range_end = outer
        return node

    def _at_literal(self, at: int) -> Node:
        if self.token.kind != "string":
            raise self.fail("expected a string behind '@'")
        self.index += 1
        return AtLiteral(at, self.tokens[self.index - 1].text)

    def _parenthesis(self, at: int) -> Node:
        token = self.token
        if token.kind == "symbol" and token.text in COMPARATORS:
            self.index += 1
            node: Node = Comparator(at, token.text, self.climb(self.unary(), ADDITION))
        else:
            node = self.expression()
            if self.accept(".."):
                return self.range(at, node, low_closed=False)
        self.expect(")")
        return node

    def _square(self, at: int) -> Node:
        items: list[Node] = []
        while not self.at_symbol("]"):
            items.append(self.test())
            if len(items) == 1 and self.accept(".."):
                return self.range(at, items[0], low_closed=True)
            if not self.accept(","):
                break
        self.expect("]")
        return ListOf(at, tuple(items))

    def _open_range(self, at: int) -> Node:
        low = self.climb(self.unary(), ADDITION)
        self.expect("..")
        return self.range(at, low, low_closed=False)

    def range(self, at: int, low: Node, low_closed: bool) -> Node:
        self.range_end = True
        high = self.climb(self.unary(), ADDITION)
        self.range_end = False
        if self.accept("]"):
            return RangeOf(at, low, high, low_closed, True)
        if self.accept(")") or self.accept("["):
            return RangeOf(at, low, high, low_closed, False)
        raise self.fail(f"expected the end of the range, found {self.found()}")

    def _context(self, at: int) -> Node:
        entries: list[tuple[str, Node]] = []
        opened = 0
        while not self.at_symbol("}"):
            start = self.token
            if start.kind == "string":
                key = self.token.text
                self.index += 1
            else:
                key = self.declared_name(":")
            self.expect(":")
            if any(key == known for known, _ in entries):
                raise self.fail(
                    f"the context has two entries {key!r}", token=start, code="feel.syntax.duplicate"
                )
            entries.append((key, self.expression()))
            self.declare(key)
            opened += 1
            if not self.accept(","):
                break
        self.expect("}")
        for _ in range(opened):
            self.forget()
        return ContextOf(at, tuple(entries))
