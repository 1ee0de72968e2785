"""Equality and order of FEEL values, with null where the standard leaves them undefined."""

from __future__ import annotations

from decimal import Decimal

from decisions.feel.limits import Run
from decisions.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from decisions.feel.values import Function, Range, Value


def equal(left: Value, right: Value, run: Run) -> bool | None:
    """left = right; null when the kinds differ (null itself is unequal to all else)."""
    if left is None or right is None:
        return left is right
    kind = type(left)
    if kind is not type(right):
        return None
    if kind is list or kind is dict or kind is Range:
        return _equal_inside(left, right, run)
    if isinstance(left, Time | DateTime) and isinstance(right, Time | DateTime):
        return _same_moment(left, right)
    if kind is Function:
        return left is right
    return left == right


def _same_moment(left: Time | DateTime, right: Time | DateTime) -> bool:
    if local(left) != local(right):
        return False
    return left.key() == right.key()


def local(value: Time | DateTime) -> bool:
    """Whether a time or moment says nothing about its zone."""
    return value.is_local if isinstance(value, Time) else value.time.is_local


def _equal_inside(left: Value, right: Value, run: Run) -> bool:
    """Lists, contexts and ranges, without recursion: a value may nest deeper than Python's stack."""
    pending = [(left, right)]
    while pending:
        a, b = pending.pop()
        run.charge(1)
        if isinstance(a, list) and isinstance(b, list):
            if len(a) != len(b):
                return False
            run.charge(len(a))
            pending.extend(zip(a, b, strict=True))
        elif isinstance(a, dict) and isinstance(b, dict):
            if a.keys() != b.keys():
                return False
            run.charge(len(a))
            pending.extend((value, b[key]) for key, value in a.items())
        elif isinstance(a, Range) and isinstance(b, Range):
            if (a.low_closed, a.high_closed, a.operator) != (b.low_closed, b.high_closed, b.operator):
                return False
            pending += [(a.low, b.low), (a.high, b.high)]
        elif equal(a, b, run) is not True:
            return False
    return True


def order(left: Value, right: Value) -> int | None:
    """-1, 0 or 1 as left is before, at or after right; None when they have no order."""
    kind = type(left)
    if kind is not type(right):
        return None
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return (left > right) - (left < right)
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    key, other = _key(left), _key(right)
    if key is None or other is None or key[0] != other[0]:
        return None
    return (key[1] > other[1]) - (key[1] < other[1])


def _key(value: Value) -> tuple[bool, int] | None:
    """What temporal values are ordered by; the flag keeps local and zoned moments apart."""
    if isinstance(value, Date):
        return False, value.ordinal
    if isinstance(value, Time | DateTime):
        return local(value), value.key()
    if isinstance(value, DaysDuration):
        return False, value.nanos
    if isinstance(value, MonthsDuration):
        return False, value.months
    return None


def in_range(value: Value, bounds: Range, run: Run) -> bool | None:
    """Whether a value lies in an interval; null when it can't be compared with its ends."""
    if value is None or (not bounds.operator and (bounds.low is None or bounds.high is None)):
        return None
    if bounds.operator in ("=", "!="):
        found = equal(value, bounds.low, run)
        return None if found is None else found is (bounds.operator == "=")
    if bounds.low is not None:
        low = order(value, bounds.low)
        if low is None:
            return None
        if low < 0 or (low == 0 and not bounds.low_closed):
            return False
    if bounds.high is not None:
        high = order(value, bounds.high)
        if high is None:
            return None
        if high > 0 or (high == 0 and not bounds.high_closed):
            return False
    return True
