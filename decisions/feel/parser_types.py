"""Reading types, as in `instance of list<number>`."""

from __future__ import annotations

from decisions.feel.cursor import Cursor
from decisions.feel.tree import TypeNode


class TypeParser(Cursor):
    """Types of the grammar (DMN 1.5, 10.3.1.2, rule 52 on)."""

    def type(self) -> TypeNode:
        """A type under the cursor. Raises FeelSyntaxError."""
        self.descend()
        start = self.token
        if (
            start.kind == "name"
            and start.text in ("list", "range", "context", "function")
            and self._generic()
        ):
            node = self._generic_type(start.text)
        else:
            node = TypeNode(start.start, "name", self._type_name())
        self.ascend()
        return node

    def _generic(self) -> bool:
        return self.peek().kind == "symbol" and self.peek().text == "<"

    def _generic_type(self, kind: str) -> TypeNode:
        at = self.token.start
        self.index += 2
        if kind == "context":
            return self._context_type(at)
        if kind == "function":
            return self._function_type(at)
        inner = self.type()
        self.expect(">")
        return TypeNode(at, kind, kind, (inner,))

    def _context_type(self, at: int) -> TypeNode:
        labels: list[str] = []
        parts: list[TypeNode] = []
        while not self.at_symbol(">"):
            labels.append(self.declared_name(":"))
            self.expect(":")
            parts.append(self.type())
            if not self.accept(","):
                break
        self.expect(">")
        return TypeNode(at, "context", "context", tuple(parts), tuple(labels))

    def _function_type(self, at: int) -> TypeNode:
        parts: list[TypeNode] = []
        while not self.at_symbol(">"):
            parts.append(self.type())
            if not self.accept(","):
                break
        self.expect(">")
        self.expect("->")
        parts.append(self.type())
        return TypeNode(at, "function", "function", tuple(parts))

    def _type_name(self) -> str:
        if self.at_word("function"):  # the bare word is a keyword elsewhere
            self.index += 1
            return "function"
        if self.at_word("null"):
            self.index += 1
            return "null"
        name = self.name()
        while self.accept("."):
            name = f"{name}.{self.name()}"
        return name
