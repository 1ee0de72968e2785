"""Reading the expressions made of words: if, for, some, every, function."""

from __future__ import annotations

from decisions.feel.parser_types import TypeParser
from decisions.feel.tree import For, FunctionOf, If, Iteration, Node, Parameter, Quantified

TEXTUAL = frozenset(["if", "for", "some", "every", "function"])


class TextualParser(TypeParser):
    """Expressions that begin with a keyword and take all that follows."""

    def expression(self) -> Node:
        """Any expression."""
        raise NotImplementedError

    def textual(self) -> Node:
        """The expression whose keyword is under the cursor. Raises FeelSyntaxError."""
        token = self.token
        self.index += 1
        if token.text == "if":
            return self._if(token.start)
        if token.text == "for":
            return self._for(token.start)
        if token.text == "function":
            return self._function(token.start)
        return self._quantified(token.text, token.start)

    def _if(self, at: int) -> Node:
        condition = self.expression()
        self.expect_word("then")
        yes = self.expression()
        self.expect_word("else")
        return If(at, condition, yes, self.expression())

    def _for(self, at: int) -> Node:
        iterations = self._iterations()
        self.expect_word("return")
        self.declare("partial")
        body = self.expression()
        self._forget(len(iterations) + 1)
        return For(at, iterations, body)

    def _quantified(self, quantifier: str, at: int) -> Node:
        iterations = self._iterations()
        self.expect_word("satisfies")
        body = self.expression()
        self._forget(len(iterations))
        return Quantified(at, quantifier, iterations, body)

    def _iterations(self) -> tuple[Iteration, ...]:
        iterations: list[Iteration] = []
        while True:
            at = self.token.start
            name = self.declared_name("in")
            self.expect_word("in")
            source = self.expression()
            end = self.expression() if self.accept("..") else None
            iterations.append(Iteration(at, name, source, end))
            self.declare(name)
            if not self.accept(","):
                return tuple(iterations)

    def _forget(self, scopes: int) -> None:
        for _ in range(scopes):
            self.forget()

    def _function(self, at: int) -> Node:
        self.expect("(")
        parameters: list[Parameter] = []
        while not self.at_symbol(")"):
            parameters.append(self._parameter())
            if not self.accept(","):
                break
        self.expect(")")
        external = self.accept_word("external")
        self.declare(*(parameter.name for parameter in parameters))
        body = self.expression()
        self.forget()
        return FunctionOf(at, tuple(parameters), body, external)

    def _parameter(self) -> Parameter:
        at = self.token.start
        name = self.declared_name(":", ",", ")")
        return Parameter(at, name, self.type() if self.accept(":") else None)
