"""The values of one table column, cut into cells in which no test changes its answer."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from decisions.feel.builtins import BUILTINS
from decisions.feel.closures.core import RUN, Compiler, Env
from decisions.feel.compare import order
from decisions.feel.errors import FeelError
from decisions.feel.limits import Run
from decisions.feel.temporal import (
    DAY_NANOS,
    NANOS,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    civil_from_days,
    from_local_nanos,
)
from decisions.feel.tree import (
    Between,
    Binary,
    Call,
    Comparator,
    In,
    Junction,
    ListOf,
    Name,
    Node,
    RangeOf,
    Tests,
)
from decisions.feel.values import Range, Value, kind
from decisions.feel.walk import free_names

_INPUT = "?"
_COMPARISONS = frozenset(["=", "!=", "<", "<=", ">", ">="])
_CLOCKS = frozenset(["now", "today"])
_ORDERED = frozenset(
    [
        "number",
        "string",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    ]
)
_MILLISECOND = NANOS // 1000


class NotAnalysableError(Exception):
    """A test depends on more than constants; the message says on what."""


def constants(tests: Node) -> Iterator[Value]:
    """The values at which the answer of the tests may change. Raises NotAnalysableError."""
    if isinstance(tests, Tests | ListOf):
        for test in tests.tests if isinstance(tests, Tests) else tests.items:
            yield from constants(test)
    elif isinstance(tests, Comparator):
        yield _constant(tests.operand)
    elif isinstance(tests, RangeOf):
        yield from (_constant(tests.low), _constant(tests.high))
    elif _INPUT not in free_names(tests):
        yield from _points(_constant(tests))
    else:
        yield from _inside(tests)


def _inside(test: Node) -> Iterator[Value]:
    """The constants of a condition written with "?"."""
    if isinstance(test, Junction):
        for operand in test.operands:
            if _INPUT not in free_names(operand):
                raise NotAnalysableError("a condition without ? stands beside one with it")
            yield from _inside(operand)
    elif isinstance(test, Binary) and test.operator in _COMPARISONS and _is_input(test.left):
        yield _constant(test.right)
    elif isinstance(test, Binary) and test.operator in _COMPARISONS and _is_input(test.right):
        yield _constant(test.left)
    elif isinstance(test, Between) and _is_input(test.value):
        yield from (_constant(test.low), _constant(test.high))
    elif isinstance(test, In) and _is_input(test.value):
        for inner in test.tests:
            yield from constants(inner)
    elif isinstance(test, Call) and isinstance(test.function, Name) and test.function.name == "not":
        for argument in test.arguments:
            yield from _inside(argument)
    else:
        raise NotAnalysableError("a condition computes with ?")


def _is_input(node: Node) -> bool:
    return isinstance(node, Name) and node.name == _INPUT


def _constant(node: Node) -> Value:
    """The value of an expression without variables."""
    used = free_names(node)
    unknown = used - BUILTINS.keys() | (used & _CLOCKS)
    if unknown:
        raise NotAnalysableError(f"a test depends on {', '.join(sorted(unknown))}")
    env: Env = {RUN: Run(), **{name: BUILTINS[name] for name in used}}
    try:
        return Compiler().compile(node)(env)
    except FeelError as error:
        raise NotAnalysableError(f"a test can't be computed: {error.message}") from None


def _points(value: Value) -> Iterator[Value]:
    if isinstance(value, Range):
        if value.low is not None:
            yield value.low
        if value.high is not None:
            yield value.high
    elif isinstance(value, list):
        for item in value:
            yield from _points(item)
    else:
        yield value


def cells(points: list[Value], type_kind: str) -> list[Value]:
    """One value of each cell: the points, what lies between them, below and above; null only when it is a point.

    type_kind: the kind the column is declared to have, "any" when it isn't. Raises NotAnalysableError when the
    points are of several kinds, or have no order.
    """
    kinds = {kind(point) for point in points} - {"null"}
    if not kinds:
        kinds = {type_kind}
    if len(kinds) > 1:
        raise NotAnalysableError(f"the tests mix {' and '.join(sorted(kinds))}")
    (found,) = kinds
    null: list[Value] = [None] if any(point is None for point in points) else []
    if found == "boolean":
        return [True, False, *null]
    ordered = _sorted([point for point in points if point is not None])
    if not ordered:
        return [_SAMPLES.get(found, "other"), *null]
    if found not in _ORDERED:
        raise NotAnalysableError(f"a {found} has no order")
    below, above = _below(ordered[0]), _above(ordered[-1])
    made = [] if below is None else [below]
    for position, point in enumerate(ordered):
        made.append(point)
        following = ordered[position + 1] if position + 1 < len(ordered) else None
        between = above if following is None else _between(point, following)
        if between is not None:
            made.append(between)
    return [*made, *null]


_SAMPLES: dict[str, Value] = {
    "number": Decimal(0),
    "string": "other",
    "date": Date(2000, 1, 1),
    "time": Time(0),
    "date and time": DateTime(Date(2000, 1, 1), Time(0)),
    "days and time duration": DaysDuration(0),
    "years and months duration": MonthsDuration(0),
}


def _sorted(points: list[Value]) -> list[Value]:
    """The points in order, each once."""
    ordered: list[Value] = []
    for point in points:
        low, high = 0, len(ordered)
        found = -1
        while low < high:
            middle = (low + high) // 2
            compared = order(point, ordered[middle])
            if compared is None:
                raise NotAnalysableError("the tests compare times with and without a zone, or have no order")
            found = middle if compared == 0 else found
            if compared <= 0:
                high = middle
            else:
                low = middle + 1
        if found < 0:
            ordered.insert(low, point)
    return ordered


def _below(point: Value) -> Value:
    if isinstance(point, str):
        return "" if point else None
    return _moved(point, -1)


def _above(point: Value) -> Value:
    return point + "~" if isinstance(point, str) else _moved(point, 1)


def _moved(point: Value, step: int) -> Value:
    """A value a unit away, null when there is none."""
    if isinstance(point, Decimal):
        return point + step
    if isinstance(point, Date):
        return civil_from_days(point.ordinal + step)
    if isinstance(point, DateTime):
        return from_local_nanos(point.local_nanos() + step * DAY_NANOS, point.time)
    if isinstance(point, DaysDuration):
        return DaysDuration(point.nanos + step * DAY_NANOS)
    if isinstance(point, MonthsDuration):
        return MonthsDuration(point.months + step)
    if isinstance(point, Time):
        return _clock(point, point.second * NANOS + point.nano + step * _MILLISECOND)
    return None


def _clock(like: Time, nanos: int) -> Time | None:
    return Time(nanos // NANOS, nanos % NANOS, like.offset, like.zone) if 0 <= nanos < DAY_NANOS else None


def _between(low: Value, high: Value) -> Value:
    """A value strictly between two of one kind, null when there is none."""
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return (low + high) / 2
    if isinstance(low, str) and isinstance(high, str):
        return next((low + tail for tail in ("~", "0", " ", "\x00") if low + tail < high), None)
    middle: Value = None
    if isinstance(low, Date) and isinstance(high, Date):
        middle = civil_from_days((low.ordinal + high.ordinal) // 2)
    elif isinstance(low, DateTime) and isinstance(high, DateTime):
        middle = from_local_nanos(
            low.local_nanos() + (high.instant_nanos() - low.instant_nanos()) // 2, low.time
        )
    elif isinstance(low, DaysDuration) and isinstance(high, DaysDuration):
        middle = DaysDuration((low.nanos + high.nanos) // 2)
    elif isinstance(low, MonthsDuration) and isinstance(high, MonthsDuration):
        middle = MonthsDuration((low.months + high.months) // 2)
    elif isinstance(low, Time) and isinstance(high, Time):
        middle = _clock(low, low.second * NANOS + low.nano + (high.key() - low.key()) * _MILLISECOND // 2)
    return middle if order(low, middle) == -1 and order(middle, high) == -1 else None
