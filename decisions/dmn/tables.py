"""Compiled decision tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from decisions.dmn.explain import RuleTrace, TableTrace
from decisions.dmn.hits import NO_MATCH, Hit, Outcome, choose
from decisions.dmn.model import DecisionTable, Input, Output
from decisions.feel.closures.core import RUN, Env
from decisions.feel.expression import Expression, UnaryTests
from decisions.feel.limits import Run
from decisions.feel.types import ANY, Type, coerce
from decisions.feel.values import Value

Scope = Env


@dataclass(frozen=True, slots=True)
class Compilers:
    """How texts of a table are compiled; None comes back for a text that is no FEEL, reported by then."""

    expression: Callable[[str, str], Expression | None]
    tests: Callable[[str, str], UnaryTests | None]
    type: Callable[[str, str], Type]


@dataclass(frozen=True, slots=True)
class _Column:
    """An input: its distinct tests, each with the rules (as a bit set) that ask for it."""

    text: str
    expression: Expression | None
    type: Type
    allowed: UnaryTests | None
    free: int
    tests: tuple[tuple[UnaryTests | None, int], ...]


class Table:
    """A decision table ready to evaluate. Rules are bits: each column leaves those whose test passed."""

    def __init__(self, table: DecisionTable, owner: str, compilers: Compilers) -> None:
        self._table = table
        self._owner = owner
        self._everything = (1 << len(table.rules)) - 1
        self._columns = [self._column(index, column, compilers) for index, column in enumerate(table.inputs)]
        self._names = [_output_name(output, len(table.outputs)) for output in table.outputs]
        self._types = [compilers.type(output.type_ref, output.id) for output in table.outputs]
        self._results = [
            tuple(
                compilers.expression(text, rule.id) if text not in ("", "-") else None
                for text in rule.results
            )
            for rule in table.rules
        ]
        self._defaults = [
            compilers.expression(output.default, output.id) if output.default else None
            for output in table.outputs
        ]
        self._priorities = [
            compilers.expression(f"[{output.values}]", output.id) if output.values else None
            for output in table.outputs
        ]

    def _column(self, index: int, column: Input, compilers: Compilers) -> _Column:
        free = 0
        rules_of: dict[str, int] = {}
        for number, rule in enumerate(self._table.rules):
            text = rule.tests[index]
            if text in ("", "-"):
                free |= 1 << number
            else:
                rules_of[text] = rules_of.get(text, 0) | 1 << number
        return _Column(
            column.expression,
            compilers.expression(column.expression, column.id),
            compilers.type(column.type_ref, column.id),
            compilers.tests(column.values, column.id) if column.values else None,
            free,
            tuple((compilers.tests(text, column.id), bits) for text, bits in rules_of.items()),
        )

    def __call__(self, scope: Scope) -> Value:
        """The result in a scope of FEEL values that holds the run."""
        run: Run = scope[RUN]
        values: list[tuple[str, Value]] = []
        matching = self._everything
        refused = ""
        for column in self._columns:
            value = column.expression.evaluate_in(scope, run) if column.expression is not None else None
            if column.type is not ANY:
                value = coerce(value, column.type)[1]
            values.append((column.text, value))
            if column.allowed is not None and column.allowed.passes(value, scope, run) is not True:
                refused = f"the value of {column.text!r} is not among those allowed"
            matching &= self._passing(column, value, matching, scope, run)
        hits = [] if refused else self._hits(matching, scope, run)
        outcome = Outcome(None, refused) if refused else self._outcome(hits, scope, run)
        if outcome.problem:
            run.why(f"{self._owner}: {outcome.problem}")
        self._note(run, values, hits, outcome)
        return outcome.value

    def _passing(self, column: _Column, value: Value, wanted: int, scope: Scope, run: Run) -> int:
        """The rules of a column that a value passes; tests no wanted rule asks for are not run."""
        passing = column.free
        for tests, bits in column.tests:
            if bits & wanted and tests is not None and tests.passes(value, scope, run) is True:
                passing |= bits
        return passing

    def _hits(self, matching: int, scope: Scope, run: Run) -> list[Hit]:
        hits = []
        while matching:
            bit = matching & -matching
            matching ^= bit
            number = bit.bit_length() - 1
            values = [
                None if cell is None else self._typed(index, cell.evaluate_in(scope, run))
                for index, cell in enumerate(self._results[number])
            ]
            hits.append(Hit(number, values))
            if self._table.hit_policy == "FIRST":
                break
        return hits

    def _typed(self, index: int, value: Value) -> Value:
        return coerce(value, self._types[index])[1]

    def _outcome(self, hits: list[Hit], scope: Scope, run: Run) -> Outcome:
        if not hits and any(default is not None for default in self._defaults):
            values = [
                None if default is None else self._typed(index, default.evaluate_in(scope, run))
                for index, default in enumerate(self._defaults)
            ]
            return Outcome(self._shaped(values), "", "no rule matched, the default counts")
        priorities = [None if order is None else order.evaluate_in(scope, run) for order in self._priorities]
        return choose(self._table.hit_policy, self._table.aggregation, hits, priorities, self._shaped, run)

    def _shaped(self, values: list[Value]) -> Value:
        """The value of one rule: bare for one output, a context for several."""
        if len(values) == 1:
            return values[0]
        return dict(zip(self._names, values, strict=True))

    def _note(self, run: Run, values: list[tuple[str, Value]], hits: list[Hit], outcome: Outcome) -> None:
        table = self._table
        rules = tuple(
            RuleTrace(
                hit.number + 1,
                table.rules[hit.number].id,
                table.rules[hit.number].tests,
                dict(zip(self._names, hit.values, strict=True)),
                table.rules[hit.number].annotations,
            )
            for hit in hits
        )
        how = outcome.problem or outcome.how or (NO_MATCH if not hits else "")
        run.notes.append(TableTrace(table.id, self._owner, table.hit_policy, tuple(values), rules, how))


def _output_name(output: Output, count: int) -> str:
    return output.name or (output.label if count > 1 else "result")
