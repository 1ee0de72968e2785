"""Hit policies: from the rules that matched to the result of a table (DMN 1.5, 8.2.8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from decisions.feel.builtins import BUILTINS
from decisions.feel.calls import invoke
from decisions.feel.compare import equal
from decisions.feel.limits import Run
from decisions.feel.values import Value

NO_MATCH = "no rule matched"


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched: its 0-based number and the values of its outputs."""

    number: int
    values: list[Value]


@dataclass(frozen=True, slots=True)
class Outcome:
    """problem: why there is no value, "" when all is well. how: what else is worth telling."""

    value: Value
    problem: str = ""
    how: str = ""


Shape = Callable[[list[Value]], Value]


def choose(
    policy: str, aggregation: str, hits: list[Hit], priorities: list[Value], shape: Shape, run: Run
) -> Outcome:
    """The result of a table. priorities: for each output the list of its values, the best first, or null."""
    if policy in ("RULE ORDER", "OUTPUT ORDER", "COLLECT"):
        if policy == "OUTPUT ORDER":
            hits = _by_priority(hits, priorities, run)
        values = [shape(hit.values) for hit in hits]
        run.list_size(len(values))
        return _aggregated(aggregation, values, run) if aggregation else Outcome(values)
    if not hits:
        return Outcome(None, NO_MATCH)
    if policy == "UNIQUE" and len(hits) > 1:
        rules = ", ".join(str(hit.number + 1) for hit in hits)
        return Outcome(None, f"the rules {rules} match together under hit policy UNIQUE")
    if policy == "ANY":
        return _any(hits, shape, run)
    if policy == "PRIORITY":
        hits = _by_priority(hits, priorities, run)
    return Outcome(shape(hits[0].values))


def _any(hits: list[Hit], shape: Shape, run: Run) -> Outcome:
    first = hits[0]
    for hit in hits[1:]:
        if equal(hit.values, first.values, run) is not True:
            return Outcome(
                None,
                f"the rules {first.number + 1} and {hit.number + 1} disagree under hit policy ANY",
            )
    return Outcome(shape(first.values))


def _by_priority(hits: list[Hit], priorities: list[Value], run: Run) -> list[Hit]:
    """Hits ordered by the rank of their outputs, the first output counting most."""
    return sorted(
        hits, key=lambda hit: [_rank(v, order, run) for v, order in zip(hit.values, priorities, strict=True)]
    )


def _rank(value: Value, order: Value, run: Run) -> int:
    if not isinstance(order, list):
        return 0
    for position, candidate in enumerate(order):
        if equal(value, candidate, run) is True:
            return position
    return len(order)


_AGGREGATORS = {"SUM": "sum", "MIN": "min", "MAX": "max"}


def _aggregated(aggregation: str, values: list[Value], run: Run) -> Outcome:
    if aggregation == "COUNT":
        return Outcome(Decimal(len(values)))
    if not values:
        return Outcome(None, NO_MATCH)
    found = invoke(BUILTINS[_AGGREGATORS[aggregation]], run, [values])
    return (
        Outcome(found) if found is not None else Outcome(None, f"{aggregation} of these outputs has no value")
    )
