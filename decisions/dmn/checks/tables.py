"""Gaps, overlaps and unreachable rules of a decision table, each with input values that show it.

Every column is cut into cells (see cells.py), and every test is asked about one value of each cell, so the answers
are those the evaluation gives. A rule is a bit; a cell is the set of rules its value passes. Cells with the same
set are one. What is left is a search over few sets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from decisions.dmn.checks.cells import NotAnalysableError, cells, constants
from decisions.dmn.checks.findings import Finding
from decisions.dmn.model import DecisionTable
from decisions.feel.errors import FeelError
from decisions.feel.expression import UnaryTests, compile_unary_tests
from decisions.feel.limits import Run
from decisions.feel.tree import Literal, Tests
from decisions.feel.types import Type, is_allowed
from decisions.feel.values import Value

_MAX_STATES = 200_000
_MAX_GAPS = 10
_SINGLE = frozenset(["UNIQUE", "ANY", "FIRST", "PRIORITY"])


class _TooLargeError(Exception):
    """The search visits more states than allowed."""


@dataclass(frozen=True, slots=True)
class Column:
    """name: the input expression. cells: a value and the rules it passes, as bits."""

    name: str
    cells: tuple[tuple[Value, int], ...]


def check_table(
    table: DecisionTable, types: list[Type], names: frozenset[str] = frozenset()
) -> list[Finding]:
    """Findings about gaps, overlaps and unreachable rules; one of code dmn.table.unanalysed when a test depends on
    more than constants. types: of the inputs, in order. names: as for compile_expression().
    """
    element = table.id
    try:
        columns = _columns(table, types, names)
        found = list(_overlaps(table, columns))
        found += _unreachable(table, columns)
        found += _gaps(table, columns)
    except NotAnalysableError as error:
        return [Finding("dmn.table.unanalysed", "info", element, f"not analysed: {error}")]
    except _TooLargeError:
        return [Finding("dmn.table.unanalysed", "info", element, "not analysed: the table is too large")]
    return found


def _columns(table: DecisionTable, types: list[Type], names: frozenset[str]) -> list[Column]:
    """The columns, those over one expression made into one: they always see the same value."""
    by_name: dict[str, list[int]] = {}
    for index, column in enumerate(table.inputs):
        by_name.setdefault(column.expression or f"#{index}", []).append(index)
    return [_column(table, name, indexes, types, names) for name, indexes in by_name.items()]


def _column(
    table: DecisionTable, name: str, indexes: list[int], types: list[Type], names: frozenset[str]
) -> Column:
    everything = (1 << len(table.rules)) - 1
    asked: dict[str, int] = {}
    for index in indexes:
        for number, rule in enumerate(table.rules):
            text = rule.tests[index] or "-"
            asked[f"{index} {text}"] = asked.get(f"{index} {text}", 0) | 1 << number
    tests = [
        (int(key.partition(" ")[0]), _compiled(key.partition(" ")[2], names), b) for key, b in asked.items()
    ]
    allowed = [
        _compiled(table.inputs[index].values, names) for index in indexes if table.inputs[index].values
    ]
    type_ = types[indexes[0]]
    if type_.check:
        allowed.append(_compiled(type_.check, names))
    points: list[Value] = []
    for compiled in [*(test for _, test, _ in tests), *allowed]:
        points.extend(constants(compiled.node))
    by_rules: dict[int, Value] = {}
    for value in cells(points, type_.kind):
        if not all(_passes(test, value) for test in allowed) or not is_allowed(value, type_):
            continue
        passed = everything
        for index in indexes:
            passed &= sum(bits for at, test, bits in tests if at == index and _passes(test, value))
        by_rules.setdefault(passed, value)
    return Column(name, tuple((value, bits) for bits, value in by_rules.items()))


def _compiled(text: str, names: frozenset[str]) -> UnaryTests:
    try:
        return compile_unary_tests(text, names=names)
    except FeelError as error:
        raise NotAnalysableError(f"a test is no FEEL: {error.message}") from None


def _passes(tests: UnaryTests, value: Value) -> bool:
    return tests.passes(value, {}, Run()) is True


def _rules(bits: int) -> Iterator[int]:
    while bits:
        bit = bits & -bits
        bits ^= bit
        yield bit.bit_length() - 1


def _example(columns: list[Column], choice: list[int]) -> dict[str, Value]:
    return {column.name: column.cells[index][0] for column, index in zip(columns, choice, strict=True)}


def _search(columns: list[Column], start: int, wanted: int) -> list[int] | None:
    """The cells of a combination that fits no rule of `start` and all of `wanted`; None when there is none."""
    seen: set[tuple[int, int]] = set()
    stack: list[tuple[int, int, tuple[int, ...]]] = [(0, start, ())]
    while stack:
        level, left, chosen = stack.pop()
        if level == len(columns):
            if left == 0:
                return list(chosen)
            continue
        if (level, left) in seen:
            continue
        seen.add((level, left))
        if len(seen) > _MAX_STATES:
            raise _TooLargeError
        for index in reversed(range(len(columns[level].cells))):
            bits = columns[level].cells[index][1]
            if bits & wanted == wanted:
                stack.append((level + 1, left & bits, (*chosen, index)))
    return None


def _gaps(table: DecisionTable, columns: list[Column]) -> Iterator[Finding]:
    """Combinations no rule fits; each further one avoids the column cells that made the ones before."""
    if table.hit_policy not in _SINGLE or any(output.default for output in table.outputs):
        return
    everything = (1 << len(table.rules)) - 1
    remaining = list(columns)
    for _ in range(_MAX_GAPS):
        choice = _search(remaining, everything, 0)
        if choice is None:
            return
        example = _example(remaining, choice)
        shown = ", ".join(f"{name} = {value!r}" for name, value in _shown(example).items())
        yield Finding("dmn.table.gap", "warning", table.id, f"no rule fits {shown}", (), example)
        narrowed = _narrowed(remaining, choice)
        if narrowed is None:
            return
        remaining = narrowed


def _shown(example: dict[str, Value]) -> dict[str, object]:
    from_json = Finding("", "", "", "", (), example).to_json()["example"]
    return from_json if isinstance(from_json, dict) else {}


def _narrowed(columns: list[Column], choice: list[int]) -> list[Column] | None:
    """The columns without the cell that most narrowly made a gap: of those that can go, the one with fewest rules."""
    candidates = [
        (column.cells[index][1].bit_count(), position)
        for position, (column, index) in enumerate(zip(columns, choice, strict=True))
        if len(column.cells) > 1
    ]
    if not candidates:
        return None
    _, position = min(candidates)
    column, index = columns[position], choice[position]
    left = Column(column.name, column.cells[:index] + column.cells[index + 1 :])
    return [*columns[:position], left, *columns[position + 1 :]]


def _overlaps(table: DecisionTable, columns: list[Column]) -> Iterator[Finding]:
    """Pairs of rules that fit together where the hit policy forbids it."""
    if table.hit_policy not in ("UNIQUE", "ANY"):
        return
    for first in range(len(table.rules)):
        for second in range(first + 1, len(table.rules)):
            if table.hit_policy == "ANY" and table.rules[first].results == table.rules[second].results:
                continue
            choice = _together(columns, 1 << first | 1 << second)
            if choice is not None:
                yield Finding(
                    "dmn.table.overlap",
                    "error",
                    table.id,
                    f"the rules {first + 1} and {second + 1} fit together under hit policy {table.hit_policy}",
                    (first + 1, second + 1),
                    _example(columns, choice),
                )


def _together(columns: list[Column], wanted: int) -> list[int] | None:
    choice = []
    for column in columns:
        index = next((i for i, (_, bits) in enumerate(column.cells) if bits & wanted == wanted), None)
        if index is None:
            return None
        choice.append(index)
    return choice


def _unreachable(table: DecisionTable, columns: list[Column]) -> Iterator[Finding]:
    """Rules that never fit, or never count because others that go before always fit too."""
    for number in range(len(table.rules)):
        wanted = 1 << number
        if _together(columns, wanted) is None:
            message = f"the rule {number + 1} fits no input"
            yield Finding("dmn.table.unreachable", "error", table.id, message, (number + 1,))
            continue
        before = _before(table, number)
        if before and _search(columns, before, wanted) is None:
            others = tuple(other + 1 for other in _rules(before))
            message = f"the rule {number + 1} never counts: rules before it always fit too"
            yield Finding("dmn.table.unreachable", "error", table.id, message, (number + 1, *others))


def _before(table: DecisionTable, number: int) -> int:
    """The rules that win over a rule when both fit, as bits."""
    if table.hit_policy == "FIRST":
        return (1 << number) - 1
    if table.hit_policy != "PRIORITY":
        return 0
    ranks = [_rank(table, other) for other in range(len(table.rules))]
    mine = ranks[number]
    if mine is None:
        return 0
    return sum(
        1 << other
        for other, rank in enumerate(ranks)
        if rank is not None and (rank < mine or (rank == mine and other < number))
    )


def _rank(table: DecisionTable, number: int) -> tuple[int, ...] | None:
    """How a rule's outputs rank, None when they aren't literals from the lists of output values."""
    ranks = []
    for output, text in zip(table.outputs, table.rules[number].results, strict=True):
        if not output.values:
            ranks.append(0)
            continue
        values = [_literal(test) for test in _literals(output.values)]
        mine = _literals(text)
        if len(mine) != 1 or _literal(mine[0]) not in values or None in values:
            return None
        ranks.append(values.index(_literal(mine[0])))
    return tuple(ranks)


def _literals(text: str) -> tuple[object, ...]:
    try:
        node = compile_unary_tests(text).node
    except FeelError:
        return ()
    return node.tests if isinstance(node, Tests) else ()


def _literal(node: object) -> Value:
    return node.value if isinstance(node, Literal) else None
