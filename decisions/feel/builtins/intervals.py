"""Interval functions (DMN 1.5, table 78): Allen's relations between points and ranges.

An end is compared as (value, nudge): an open lower end lies a little above its value, an open upper end a little
below, so every relation is a comparison of ends. A point is the range from it to itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from decisions.feel.builtins.registry import builtin
from decisions.feel.compare import order
from decisions.feel.limits import Run
from decisions.feel.values import Range, Value


class _IncomparableError(Exception):
    """Two ends have no order."""


@dataclass(frozen=True, slots=True)
class _End:
    """value: null for an end at infinity, whose nudge is -2 or 2."""

    value: Value
    nudge: int

    def against(self, other: _End) -> int:
        """-1, 0 or 1."""
        if self.value is None or other.value is None:
            mine = self.nudge if self.value is None else 0
            theirs = other.nudge if other.value is None else 0
            return (mine > theirs) - (mine < theirs)
        found = order(self.value, other.value)
        if found is None:
            raise _IncomparableError
        return found or (self.nudge > other.nudge) - (self.nudge < other.nudge)

    def __lt__(self, other: _End) -> bool:
        return self.against(other) < 0

    def __le__(self, other: _End) -> bool:
        return self.against(other) <= 0

    def same(self, other: _End) -> bool:
        """Whether both lie at one place."""
        return self.against(other) == 0


def _low(value: Value) -> _End:
    if not isinstance(value, Range):
        return _End(value, 0)
    return _End(value.low, -2 if value.low is None else 0 if value.low_closed else 1)


def _high(value: Value) -> _End:
    if not isinstance(value, Range):
        return _End(value, 0)
    return _End(value.high, 2 if value.high is None else 0 if value.high_closed else -1)


_Relation = Callable[[Value, Value], bool]
_POINT, _RANGE = "point", "range"


def _before(a: Value, b: Value) -> bool:
    return _high(a) < _low(b)


def _meets(a: Value, b: Value) -> bool:
    return _high(a).same(_low(b)) and _high(a).nudge == 0


def _overlaps(a: Value, b: Value) -> bool:
    return _low(a) <= _high(b) and _low(b) <= _high(a)


def _overlaps_before(a: Value, b: Value) -> bool:
    return _low(a) < _low(b) and _low(b) <= _high(a) and _high(a) <= _high(b)


def _finishes(a: Value, b: Value) -> bool:
    return _high(a).same(_high(b)) and _low(b) <= _low(a)


def _starts(a: Value, b: Value) -> bool:
    return _low(a).same(_low(b)) and _high(a) <= _high(b)


def _includes(a: Value, b: Value) -> bool:
    return _low(a) <= _low(b) and _high(b) <= _high(a)


def _coincides(a: Value, b: Value) -> bool:
    return _low(a).same(_low(b)) and _high(a).same(_high(b))


def _reversed(relation: _Relation) -> _Relation:
    return lambda a, b: relation(b, a)


_PAIRS = {
    _POINT + _POINT: "point1: Any, point2: Any",
    _POINT + _RANGE: "point: Any, range: range",
    _RANGE + _POINT: "range: range, point: Any",
    _RANGE + _RANGE: "range1: range, range2: range",
}
_ANY_PAIR = (_POINT + _POINT, _POINT + _RANGE, _RANGE + _POINT, _RANGE + _RANGE)
_RELATIONS: tuple[tuple[str, _Relation, tuple[str, ...]], ...] = (
    ("before", _before, _ANY_PAIR),
    ("after", _reversed(_before), _ANY_PAIR),
    ("meets", _meets, (_RANGE + _RANGE,)),
    ("met by", _reversed(_meets), (_RANGE + _RANGE,)),
    ("overlaps", _overlaps, (_RANGE + _RANGE,)),
    ("overlaps before", _overlaps_before, (_RANGE + _RANGE,)),
    ("overlaps after", _reversed(_overlaps_before), (_RANGE + _RANGE,)),
    ("finishes", _finishes, (_POINT + _RANGE, _RANGE + _RANGE)),
    ("finished by", _reversed(_finishes), (_RANGE + _POINT, _RANGE + _RANGE)),
    ("includes", _includes, (_RANGE + _POINT, _RANGE + _RANGE)),
    ("during", _reversed(_includes), (_POINT + _RANGE, _RANGE + _RANGE)),
    ("starts", _starts, (_POINT + _RANGE, _RANGE + _RANGE)),
    ("started by", _reversed(_starts), (_RANGE + _POINT, _RANGE + _RANGE)),
    ("coincides", _coincides, (_POINT + _POINT, _RANGE + _RANGE)),
)


def _declare(name: str, relation: _Relation, pair: str) -> None:
    shapes = _shapes(pair)

    def call(run: Run, left: Value, right: Value) -> Value:
        if (isinstance(left, Range), isinstance(right, Range)) not in shapes:
            return run.why(f"{name} doesn't relate these")
        try:
            return relation(left, right)
        except _IncomparableError:
            return run.why("the ends can't be compared")

    builtin(name, _PAIRS[pair], "boolean")(call)


def _shapes(pair: str) -> frozenset[tuple[bool, bool]]:
    return frozenset([(pair.startswith(_RANGE), pair.endswith(_RANGE))])


for _name, _relation, _pairs in _RELATIONS:
    # Pairs with a range first: a point takes any value, a range among them.
    for _pair in sorted(_pairs, key=lambda pair: -pair.count(_RANGE)):
        _declare(_name, _relation, _pair)
