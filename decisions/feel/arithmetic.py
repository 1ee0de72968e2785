"""The arithmetic operators (DMN 1.5, tables 50 and 53): null where the operands don't fit."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import Decimal

from decisions.feel.compare import local
from decisions.feel.limits import Run
from decisions.feel.numbers import ARITHMETIC, as_int
from decisions.feel.temporal import (
    DAY_NANOS,
    MAX_DURATION_NANOS,
    NANOS,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    civil_from_days,
    days_in_month,
    from_local_nanos,
    make_date,
    make_days,
    make_months,
)
from decisions.feel.values import Value, kind

_UTC = Time(0, 0, 0)


def add(left: Value, right: Value, run: Run) -> Value:
    """left + right."""
    if isinstance(left, str) and isinstance(right, str):
        run.string_size(len(left) + len(right))
        return left + right
    if isinstance(left, DaysDuration | MonthsDuration) and not isinstance(
        right, DaysDuration | MonthsDuration
    ):
        left, right = right, left
    result = _add(left, right)
    return result if result is not None else _no(run, "+", left, right)


def _add(left: Value, right: Value) -> Value:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return guarded(ARITHMETIC.add, left, right)
    if isinstance(right, MonthsDuration):
        if isinstance(left, MonthsDuration):
            return make_months(left.months + right.months)
        return add_months(left, right.months)
    if isinstance(right, DaysDuration):
        if isinstance(left, DaysDuration):
            return make_days(left.nanos + right.nanos)
        return _add_nanos(left, right.nanos)
    return None


def add_months(value: Value, months: int) -> Value:
    """A date or moment some months later, on the last day when the month is too short; else None."""
    if isinstance(value, DateTime):
        date = add_months(value.date, months)
        return DateTime(date, value.time) if isinstance(date, Date) else None
    if not isinstance(value, Date):
        return None
    years, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    return make_date(years, month + 1, min(value.day, days_in_month(years, month + 1)))


def _add_nanos(value: Value, nanos: int) -> Value:
    if isinstance(value, Date):
        return civil_from_days((value.ordinal * DAY_NANOS + nanos) // DAY_NANOS)
    if isinstance(value, DateTime):
        return from_local_nanos(value.local_nanos() + nanos, value.time)
    if isinstance(value, Time):
        rest = (value.second * NANOS + value.nano + nanos) % DAY_NANOS
        return Time(rest // NANOS, rest % NANOS, value.offset, value.zone)
    return None


def subtract(left: Value, right: Value, run: Run) -> Value:
    """left - right."""
    result: Value = None
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        result = guarded(ARITHMETIC.subtract, left, right)
    elif isinstance(right, MonthsDuration):
        result = _add(left, MonthsDuration(-right.months))
    elif isinstance(right, DaysDuration):
        result = _add(left, DaysDuration(-right.nanos))
    elif isinstance(left, Time) and isinstance(right, Time):
        result = _between_times(left, right)
    elif isinstance(left, Date | DateTime) and isinstance(right, Date | DateTime):
        result = _between_moments(left, right)
    return result if result is not None else _no(run, "-", left, right)


def _between_times(left: Time, right: Time) -> DaysDuration | None:
    if left.is_local != right.is_local:
        return None
    seconds = left.second - left.offset_seconds() - right.second + right.offset_seconds()
    return make_days(seconds * NANOS + left.nano - right.nano)


def _between_moments(left: Date | DateTime, right: Date | DateTime) -> DaysDuration | None:
    """A date is the start of its day in UTC (10.3.2.3.3), so it has no distance to a local moment."""
    first = DateTime(left, _UTC) if isinstance(left, Date) else left
    second = DateTime(right, _UTC) if isinstance(right, Date) else right
    if local(first) != local(second):
        return None
    return make_days(first.instant_nanos() - second.instant_nanos())


def multiply(left: Value, right: Value, run: Run) -> Value:
    """left * right."""
    if isinstance(right, DaysDuration | MonthsDuration):
        left, right = right, left
    result: Value = None
    if isinstance(right, Decimal):
        if isinstance(left, Decimal):
            result = guarded(ARITHMETIC.multiply, left, right)
        else:
            result = _scaled(left, right, ARITHMETIC.multiply)
    return result if result is not None else _no(run, "*", left, right)


def divide(left: Value, right: Value, run: Run) -> Value:
    """left / right."""
    result: Value = None
    if isinstance(right, Decimal):
        if isinstance(left, Decimal):
            result = guarded(ARITHMETIC.divide, left, right)
        else:
            result = _scaled(left, right, ARITHMETIC.divide)
    elif isinstance(left, DaysDuration) and isinstance(right, DaysDuration):
        result = guarded(ARITHMETIC.divide, Decimal(left.nanos), Decimal(right.nanos))
    elif isinstance(left, MonthsDuration) and isinstance(right, MonthsDuration):
        result = guarded(ARITHMETIC.divide, Decimal(left.months), Decimal(right.months))
    return result if result is not None else _no(run, "/", left, right)


def _scaled(duration: Value, factor: Decimal, operation: Callable[[Decimal, Decimal], Decimal]) -> Value:
    """A duration times or by a number; what is less than the smallest unit falls away."""
    if isinstance(duration, DaysDuration):
        size, make = duration.nanos, make_days
    elif isinstance(duration, MonthsDuration):
        size, make = duration.months, make_months  # type: ignore[assignment]
    else:
        return None
    scaled = guarded(operation, Decimal(size), factor)
    if scaled is None or abs(scaled) > MAX_DURATION_NANOS:
        return None
    return make(int(scaled))


def power(left: Value, right: Value, run: Run) -> Value:
    """left ** right."""
    result = None
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        whole = as_int(right)
        result = guarded(ARITHMETIC.power, left, right if whole is None else Decimal(whole))
    return result if result is not None else _no(run, "**", left, right)


def negate(value: Value, run: Run) -> Value:
    """-value."""
    if isinstance(value, Decimal):
        return ARITHMETIC.minus(value)
    if isinstance(value, DaysDuration):
        return DaysDuration(-value.nanos)
    if isinstance(value, MonthsDuration):
        return MonthsDuration(-value.months)
    return None if value is None else run.why(f"a {kind(value)} has no negative")


def guarded(
    operation: Callable[[Decimal, Decimal], Decimal], left: Decimal, right: Decimal
) -> Decimal | None:
    """The number computed, None when it is undefined or outside decimal128."""
    try:
        return operation(left, right)
    except decimal.DecimalException:
        return None


def _no(run: Run, operator: str, left: Value, right: Value) -> Value:
    return run.why(f"{kind(left)} {operator} {kind(right)} has no value")
